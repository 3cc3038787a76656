"""Texts with pieces torn out, and what that does to their score: for the test of faithfulness.

For each pair of a question and a document that answers it, the evidence the explanation names is taken out of the
document's texts, and elsewhere as many characters at random; all are put into one index and scored by the product's
own finder for that question.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from zhiqiao.domain.matching.explanation import Explanation
from zhiqiao.domain.matching.judging import Judged
from zhiqiao.domain.patents.facts import PatentFacts
from zhiqiao.engines import choose
from zhiqiao.services.indexing import essence_text, meant_text, patent_document
from zhiqiao.services.matching.explaining import Explainer, Row
from zhiqiao.services.matching.finding import Asked, Finder

Texts = dict[str, str]
Spans = Mapping[str, Sequence[tuple[int, int]]]
Evidence = Callable[[Explanation, Texts], Spans]
AT_RANDOM = 3
"""Random tearings of each document, of which the mean counts."""
NOTHING = Judged(0.0, (), (), ())


@dataclass(frozen=True)
class Pair:
    """A question (its fields) and the texts of a document that answers it."""

    asked: Texts
    texts: Texts


@dataclass(frozen=True)
class Told:
    """What tearing out the evidence, and as much at random, took from the score of each pair."""

    evidence: np.ndarray
    chance: np.ndarray

    @property
    def p(self) -> float:
        """Wilcoxon's signed ranks, one-sided: that evidence costs more."""
        return float(stats.wilcoxon(self.evidence, self.chance, alternative="greater").pvalue)

    @property
    def effect(self) -> float:
        """Matched-pairs rank-biserial correlation, -1 to 1: 1 when evidence costs more in every pair."""
        difference = self.evidence - self.chance
        told = difference[difference != 0]
        ranks = stats.rankdata(np.abs(told))
        return float((ranks[told > 0].sum() - ranks[told < 0].sum()) / ranks.sum()) if len(told) else 0.0

    def __str__(self) -> str:
        """For the report."""
        return (
            f"{len(self.evidence)} pairs: evidence costs {self.evidence.mean():.3f} of the score, as much at random "
            f"{self.chance.mean():.3f}; rank-biserial {self.effect:.2f}, p {self.p:.1e}"
        )


def marked_words(told: Explanation, texts: Texts) -> Spans:
    """The words and phrases that met, as they are marked."""
    return told.marks_found


def strongest_phrase(told: Explanation, texts: Texts) -> Spans:
    """The first place of the weightiest phrase that met: a title is too short to lose more."""
    for one in told.met[:1]:
        for name, text in texts.items():
            start = text.find(one.phrase_found)
            if start >= 0:
                return {name: [(start, start + len(one.phrase_found))]}
    return {}


def aligned_clauses(told: Explanation, texts: Texts) -> Spans:
    """The first three clauses that are shown to answer something."""
    result: dict[str, list[tuple[int, int]]] = {}
    for one in told.aligned[:3]:
        result.setdefault(one.found_field, []).append((one.found_start, one.found_end))
    return {name: sorted(spans) for name, spans in result.items()}


def without(texts: Texts, spans: Spans) -> Texts:
    """The texts with these places taken out."""
    result = {}
    for name, text in texts.items():
        kept, at = [], 0
        for start, end in sorted(spans.get(name, ())):
            kept.append(text[at : max(start, at)])
            at = max(at, end)
        result[name] = "".join([*kept, text[at:]])
    return result


def at_random(texts: Texts, spans: Spans, dice: random.Random) -> Spans:
    """As many pieces of the same lengths anywhere in the texts, apart from each other where there is room."""
    names = [name for name, text in texts.items() if text]
    taken: dict[str, list[tuple[int, int]]] = {}
    lengths = sorted((end - start for own in spans.values() for start, end in own), reverse=True)
    for length in lengths:
        for _ in range(50):
            name = dice.choices(names, [len(texts[one]) for one in names])[0]
            room = len(texts[name]) - length
            start = dice.randint(0, room) if room >= 0 else -1
            if start >= 0 and all(start + length <= a or start >= b for a, b in taken.get(name, ())):
                taken.setdefault(name, []).append((start, start + length))
                break
    return taken


def length_of(spans: Spans) -> int:
    """Characters taken out."""
    return sum(end - start for own in spans.values() for start, end in own)


def index(folder: Path, documents: Sequence[Texts]) -> Finder:
    """The product's index of these documents, numbered from 1."""
    model = choose.embedder()
    engines = Finder(
        choose.word_search("patents", folder),
        choose.vector_search("patents", folder),
        model,
        choose.segmenter(),
        choose.vector_search("essences", folder),
    )
    facts = [PatentFacts(id=number, **texts) for number, texts in enumerate(documents, start=1)]
    engines.words.put(patent_document(one, "public", None, []) for one in facts)
    engines.vectors.put([one.id for one in facts], model.encode([meant_text(one) for one in facts]))
    told = [(one.id, essence_text(one)) for one in facts]
    told = [(number, text) for number, text in told if text]
    if told and engines.essences is not None:
        engines.essences.put([number for number, _ in told], model.encode([text for _, text in told]))
    return engines


def question(engines: Finder, asked: Texts) -> Asked:
    """The question as the finder takes it."""
    return engines.ask([(asked.get(f"title_{one}", ""), asked.get(f"problem_{one}", "")) for one in ("zh", "en")])


def explanations(engines: Finder, pairs: Sequence[Pair]) -> list[Explanation]:
    """How the product explains each pair; document n of the index is that of pair n."""
    result = []
    for number, pair in enumerate(pairs, start=1):
        found = engines.find(question(engines, pair.asked), among=[number])
        explainer = Explainer(pair.asked, found.rarity, engines.segmenter, choose.glance())
        result.append(explainer.explain_all([Row(NOTHING, found.ranked[0], pair.texts, 0.5)])[0])
    return result


def torn(folder: Path, pairs: Sequence[Pair], others: Sequence[Texts], evidence: Evidence, seed: int) -> Told:
    """What tearing costs, for every pair that names evidence and is left with something."""
    dice = random.Random(seed)
    whole = index(folder / "whole", [*(pair.texts for pair in pairs), *others])
    variants: list[Texts] = []
    chosen: list[Pair] = []
    for pair, told in zip(pairs, explanations(whole, pairs), strict=True):
        spans = evidence(told, pair.texts)
        chance = [at_random(pair.texts, spans, dice) for _ in range(AT_RANDOM)]
        length = length_of(spans)
        enough = length and length <= 0.6 * sum(map(len, pair.texts.values()))
        if enough and all(length_of(one) == length for one in chance):
            chosen.append(pair)
            variants.extend([pair.texts, without(pair.texts, spans), *(without(pair.texts, one) for one in chance)])
    engines = index(folder / "torn", [*variants, *others])
    lost = []
    step = 2 + AT_RANDOM
    for place, pair in enumerate(chosen):
        numbers = list(range(place * step + 1, (place + 1) * step + 1))
        ranked = {one.id: one.score for one in engines.find(question(engines, pair.asked), among=numbers).ranked}
        scores = [ranked[number] for number in numbers]
        lost.append((scores[0] - scores[1], scores[0] - float(np.mean(scores[2:]))))
    both = np.array(lost)
    return Told(both[:, 0], both[:, 1])
