"""Stage embed, drawn (抽样生成向量): vectors with the statistics of real ones, where computing all takes an hour.

20,000 patents are really embedded, and what `zhiqiao embed` computed before stays. From the 20,000: the mean of each
IPC subclass, and the spread within subclasses as one covariance matrix, from which all other vectors are drawn. They
serve to measure speed; what is found with them means nothing, and the report says that they were drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from bench.national import given

REAL = 20_000
AT_ONCE = 20_000
FEW = 5
"""Texts of a subclass from which on it has a mean of its own."""


class Drawn:
    """Draws vectors after real ones."""

    def __init__(self, groups: list[str], rows: np.ndarray, seed: int):
        self.random = np.random.default_rng(seed)
        self.mean = rows.mean(axis=0)
        members = defaultdict(list)
        for place, group in enumerate(groups):
            members[group].append(place)
        self.means = {group: rows[at].mean(axis=0) for group, at in members.items() if len(at) >= FEW}
        centred = rows - np.stack([self.means.get(group, self.mean) for group in groups])
        covariance = centred.T @ centred / len(rows) + 1e-6 * np.eye(rows.shape[1], dtype=np.float32)
        self.spread = np.linalg.cholesky(covariance).astype(np.float32)

    def draw(self, groups: list[str]) -> np.ndarray:
        """(groups, dim) unit rows."""
        noise = self.random.standard_normal((len(groups), len(self.mean)), dtype=np.float32)
        rows = np.stack([self.means.get(group, self.mean) for group in groups]) + noise @ self.spread.T
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def patents() -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
    """Subclass, and text with essence, of so many patents at a time, in the order of their numbers."""
    from zhiqiao.records.models import Patent, PatentClass
    from zhiqiao.services.embedding.texts import FIELDS, Texts, essence_text, meant_text

    last = 0
    while True:
        rows = list(Patent.objects.filter(pk__gt=last).order_by("pk").values_list("pk", *FIELDS)[:AT_ONCE])
        if not rows:
            return
        first, last = rows[0][0], rows[-1][0]
        classes = dict(
            PatentClass.objects.filter(patent__gte=first, patent__lte=last, position=0).values_list(
                "patent", "subclass"
            )
        )
        texts = [Texts(*row) for row in rows]
        yield (
            [classes.get(row[0], "") for row in rows],
            [(meant_text(one), essence_text(one)) for one in texts],
        )


def main() -> None:
    """Embed the first, draw the rest."""
    plan = given.plan_of(given.parser(__doc__).parse_args())
    given.start(plan)
    from zhiqiao.engines import choose
    from zhiqiao.records.models import TextVector
    from zhiqiao.services.embedding.kept import digest_of, keep, kept_digests, vectors_of

    model, shapes, drawn = choose.embedder_to_index(), [], 0
    for groups, texts in patents():
        for view in (0, 1):
            told = [(group, pair[view]) for group, pair in zip(groups, texts, strict=True) if pair[view]]
            if not told:
                continue
            if len(shapes) <= view:
                real = told[:REAL]
                rows = vectors_of([text for _, text in real], model)
                shapes.append(Drawn([group for group, _ in real], rows, plan.seed + view))
                told = told[REAL:]
            for start in range(0, len(told), 5000):
                part = {digest_of(text): group for group, text in told[start : start + 5000]}
                known = kept_digests(part, model, "passage")
                wanted = {digest: group for digest, group in part.items() if digest not in known}
                if wanted:
                    keep(list(wanted), shapes[view].draw(list(wanted.values())).astype("<f2"), model, "passage")
                drawn += len(wanted)
    every = TextVector.objects.filter(embedder=model.id).count()
    given.tell(plan, "embed", {"computed": every - drawn, "drawn": drawn, "embedder": model.id})


if __name__ == "__main__":
    main()
