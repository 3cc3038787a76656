"""Explaining (匹配说明): cuts the texts of a match, finds what met, and puts the explanation together.

The judging is the domain's; this module only brings it words, sentences and vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from zhiqiao.domain.matching.explanation import Explanation, Nearest
from zhiqiao.domain.matching.generic import is_generic
from zhiqiao.domain.matching.judging import Judged, text_reasons
from zhiqiao.domain.matching.meeting import FieldText, Meeting, Piece, meeting
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.matching.sentences import sentences
from zhiqiao.domain.matching.sureness import in_words
from zhiqiao.domain.matching.wording import is_character
from zhiqiao.ports.embed import Embedder, Vectors
from zhiqiao.ports.segment import Segmenter

Texts = Mapping[str, str]
"""Field name → text."""


@dataclass
class Explainer:
    """Explains the matches of one need (or one patent, when firms are looked for); `rarity` of the need's terms."""

    asked: Texts
    rarity: Mapping[str, float]
    segmenter: Segmenter
    embedder: Embedder
    cut_asked: list[FieldText] = field(init=False)
    asked_sentences: list[tuple[str, int, int]] = field(init=False)
    asked_vectors: Vectors | None = None

    def __post_init__(self) -> None:
        self.cut_asked = self.cut(self.asked)
        self.asked_sentences = placed(self.asked)

    def cut(self, texts: Texts) -> list[FieldText]:
        """The fields that say something, cut into words."""
        result = []
        for name, text in texts.items():
            if text:
                pieces = tuple(
                    Piece(word.form, word.start, word.end, "\u3400" <= word.form[0] <= "\u9fff")
                    for word in self.segmenter.words(text)
                )
                result.append(FieldText(name, text, pieces))
        return result

    def worth(self) -> Callable[[str], float]:
        """How much a phrase says: the rarity of its terms."""

        def worth_of(phrase: str) -> float:
            total = 0.0
            terms = self.segmenter.terms(phrase)
            for term in terms:
                if is_generic(term) or (is_character(term) and len(terms) > 1):
                    continue
                total += self.rarity.get(term, 0.0) * (0.5 if is_character(term) else 1.0)
            return total

        return worth_of

    def meeting(self, found: Texts) -> Meeting:
        """What met."""
        return meeting(self.cut_asked, self.cut(found), self.worth())

    def explain(
        self, judged: Judged, ranked: Ranked, found: Texts, sure: float, *, twins: Sequence[int] = ()
    ) -> Explanation:
        """Everything about one match."""
        met = self.meeting(found)
        reasons, against = text_reasons(ranked, met, has_meaning=bool(self.embedder.dim))
        return Explanation(
            parts=judged.parts,
            reasons=(*reasons, *judged.reasons),
            against=(*against, *judged.against),
            met=tuple(met.met),
            marks_need={name: tuple(spans) for name, spans in met.marks_need.items()},
            marks_found={name: tuple(spans) for name, spans in met.marks_found.items()},
            nearest=None if ranked.shares_language else self.nearest(found),
            twins=tuple(twins),
            sureness=str(in_words(sure)),
        )

    def nearest(self, found: Texts) -> Nearest | None:
        """The two sentences nearest in meaning."""
        there = placed(found)
        if not self.embedder.dim or not there or not self.asked_sentences:
            return None
        if self.asked_vectors is None:
            self.asked_vectors = self.embedder.encode(
                [self.asked[name][start:end] for name, start, end in self.asked_sentences], "query"
            )
        vectors = self.embedder.encode([found[name][start:end] for name, start, end in there], "passage")
        likeness = self.asked_vectors @ vectors.T
        ours, theirs = np.unravel_index(int(np.argmax(likeness)), likeness.shape)
        return Nearest(*self.asked_sentences[ours], *there[theirs], round(float(likeness[ours, theirs]), 3))


def placed(texts: Texts) -> list[tuple[str, int, int]]:
    """Field, start and end of the sentences of these texts, the first language with any text only."""
    result: list[tuple[str, int, int]] = []
    for ending in ("_zh", "_en"):
        for name, text in texts.items():
            if name.endswith(ending) and not name.startswith(("claim", "scenario")):
                result.extend((name, start, end) for start, end in sentences(text))
        if result:
            break
    return result
