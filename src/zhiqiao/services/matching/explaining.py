"""Explaining (匹配说明): cuts the texts of matches, finds what met and which clause answers which, compares figures,
and puts the explanations together.

The judging is the domain's; this module only brings it words, clauses and vectors. Everything of the asking side is cut
once; the clauses of a whole answer are given to the embedder in one call, and only so many of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zhiqiao.domain.matching import alignment
from zhiqiao.domain.matching.alignment import By, Clause, Near
from zhiqiao.domain.matching.arguments import (
    as_missing,
    figure_reasons,
    figured,
    gravest_first,
    missing_reason,
    other_words,
)
from zhiqiao.domain.matching.both_languages import in_both, told_once
from zhiqiao.domain.matching.explanation import Aligned, Explanation, Nearest
from zhiqiao.domain.matching.generic import is_generic
from zhiqiao.domain.matching.judging import Judged, text_reasons
from zhiqiao.domain.matching.meeting import FieldText, Meeting, Piece, meeting
from zhiqiao.domain.matching.parameters import (
    Compared,
    Placed,
    Verdict,
    asked_of,
    compared,
    language_of_field,
    said_of,
)
from zhiqiao.domain.matching.ranking import Ranked
from zhiqiao.domain.matching.sureness import in_words
from zhiqiao.domain.matching.unnamed import with_possible
from zhiqiao.domain.matching.wording import is_character
from zhiqiao.ports.embed import Embedder, Vectors
from zhiqiao.ports.segment import Segmenter, Word

Texts = Mapping[str, str]
"""Field name → text."""
GLANCED_WITHIN = 48
GLANCED_ACROSS = 160
"""Clauses of found texts whose meaning is compared, in one answer: within one language words tell most, across
languages meaning alone does. Further rows are aligned by words alone."""
PATENT_FIELDS = ("title", "effect", "scenario", "abstract")
"""Fields of a patent in the order in which their clauses are looked at."""


@dataclass(frozen=True)
class Row:
    """One match to be explained: how it was judged and ranked, the found texts, how sure it is, and what is folded
    under it, of which `family` are of its family."""

    judged: Judged
    ranked: Ranked
    found: Texts
    sure: float
    twins: Sequence[int] = ()
    family: Sequence[int] = ()


@dataclass
class Explainer:
    """Explains the matches of one need (or one patent, when firms are looked for); `rarity` of the need's terms.

    `glance` makes the vectors by which clauses are compared; one of dimension 0 leaves meaning out.
    """

    asked: Texts
    rarity: Mapping[str, float]
    segmenter: Segmenter
    glance: Embedder
    has_meaning: bool = True

    @cached_property
    def cut_asked(self) -> list[FieldText]:
        """The asking side cut into words."""
        told = {name: text for name, text in self.asked.items() if text}
        return [FieldText(name, text, tuple(map(piece, self.segmenter.words(text)))) for name, text in told.items()]

    @cached_property
    def needs_letters(self) -> bool:
        """Whether the asking side has words that are not Chinese, so that the found texts must be cut for them."""
        return any(not one.is_han for text in self.cut_asked for one in text.pieces)

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses of the asking side."""
        figures = [(one.field, one.quantity.start) for one in self.figures]
        return alignment.clauses_of_need(self.asked, figures)

    @cached_property
    def weights(self) -> alignment.Array:
        """How much each of them says."""
        forms = {one.form for text in self.cut_asked for one in text.pieces}
        return alignment.weigh(self.clauses, self.cut_asked, {form: self.worth(form) for form in forms})

    @cached_property
    def figures(self) -> list[Placed]:
        """The figures that are asked for."""
        return asked_of(self.asked)

    @cached_property
    def vectors(self) -> Vectors:
        """The meaning of the asking side's clauses."""
        return self.glance.encode([one.text for one in self.clauses], "query")

    @cached_property
    def worth(self) -> Callable[[str], float]:
        """How much a phrase says: the rarity of its terms."""
        known: dict[str, float] = {}

        def worth_of(phrase: str) -> float:
            if phrase not in known:
                terms = self.segmenter.terms(phrase)
                known[phrase] = sum(
                    self.rarity.get(term, 0.0) * (0.5 if is_character(term) else 1.0)
                    for term in terms
                    if not is_generic(term) and (len(terms) == 1 or not is_character(term))
                )
            return known[phrase]

        return worth_of

    def readable(self, found: Texts) -> dict[str, str]:
        """The found texts that are in a language of the asking side; where there are none, all of them."""
        told = {name: text for name, text in found.items() if text}
        own = {name: text for name, text in told.items() if language_of_field(name) in self.languages}
        return own or told

    @cached_property
    def languages(self) -> set[str]:
        """The languages the asking side has any text in."""
        return {language_of_field(name) for name, text in self.asked.items() if text}

    def meeting(self, found: Texts) -> Meeting:
        """What met. Of the found texts only what is not Chinese is cut."""
        cut = [
            FieldText(name, text, tuple(map(piece, self.segmenter.letters(text))) if self.needs_letters else ())
            for name, text in self.readable(found).items()
        ]
        return meeting(self.cut_asked, cut, self.worth)

    def explain(self, judged: Judged, ranked: Ranked, found: Texts, sure: float) -> Explanation:
        """Everything about one match."""
        return self.explain_all([Row(judged, ranked, found, sure)])[0]

    def explain_all(self, rows: Sequence[Row]) -> list[Explanation]:
        """Everything about each of these matches, in their order."""
        clauses = [
            alignment.clauses_of(in_order(self.readable(row.found)), left_out=alignment.LEFT_OUT) for row in rows
        ]
        every = self.near(rows, clauses)
        return [self.explained(row, own, near) for row, own, near in zip(rows, clauses, every, strict=True)]

    def brief(self, rows: Sequence[Row]) -> list[Explanation]:
        """The parts of each score and what the facts say, without a look into the texts."""
        return [
            Explanation(
                parts=row.judged.parts,
                reasons=row.judged.reasons,
                against=gravest_first(list(row.judged.against)),
                twins=tuple(row.twins),
                family=tuple(row.family),
                sureness=str(in_words(row.sure)),
            )
            for row in rows
        ]

    def near(self, rows: Sequence[Row], clauses: Sequence[Sequence[Clause]]) -> list[Near | None]:
        """How near the asking and the found clauses of each row are in meaning; None beyond what is glanced at."""
        result: list[Near | None] = [None] * len(rows)
        if not self.glance.dim or not self.clauses:
            return result
        chosen: list[int] = []
        left = {True: GLANCED_WITHIN, False: GLANCED_ACROSS}
        for place, (row, own) in enumerate(zip(rows, clauses, strict=True)):
            within = row.ranked.shares_language
            if own and len(own) <= left[within]:
                chosen.append(place)
                left[within] -= len(own)
        texts = [one.text for place in chosen for one in clauses[place]]
        if not texts:
            return result
        ours, theirs = (one.astype(np.float64) for one in (self.vectors, self.glance.encode(texts, "passage")))
        at = 0
        for place in chosen:
            until = at + len(clauses[place])
            result[place] = Near.of(self.clauses, clauses[place], ours, theirs[at:until])
            at = until
        return result

    def explained(self, row: Row, clauses: Sequence[Clause], near: Near | None) -> Explanation:
        """One match."""
        met = self.meeting(row.found)
        told = self.compared(row.found)
        figures = [
            ((each.field, each.quantity.start), (said.field, said.quantity.start))
            for one in told
            if one.verdict is not Verdict.POSSIBLE
            for said in one.said_in
            for each in one.asked_in
        ]
        beside = alignment.aligned(self.clauses, clauses, met.phrases, self.weights, near, figures)
        reasons, against = text_reasons(row.ranked, met, has_meaning=self.has_meaning)
        reasons += other_words(" \n".join(self.asked.values()), " \n".join(self.readable(row.found).values()))
        told = in_both(told, self.asked, row.found)
        figures_for, figures_against = figure_reasons(told)
        nothing = missing_reason(beside.missing)
        return Explanation(
            parts=row.judged.parts,
            reasons=(*reasons, *figures_for, *row.judged.reasons),
            against=gravest_first([*against, *figures_against, *([nothing] if nothing else []), *row.judged.against]),
            met=tuple(met.met),
            marks_need={name: tuple(spans) for name, spans in met.marks_need.items()},
            marks_found={name: tuple(spans) for name, spans in met.marks_found.items()},
            nearest=None if row.ranked.shares_language else nearest(beside.pairs),
            aligned=beside.pairs,
            figures=figured(told),
            missing=as_missing(beside.missing),
            twins=tuple(row.twins),
            family=tuple(row.family),
            sureness=str(in_words(row.sure)),
        )

    def compared(self, found: Texts) -> list[Compared]:
        """The asked figures against what the found texts say, read in the languages the figures are asked in where
        there is text in one of them, else in whatever there is; with what may be meant where nothing is said."""
        if not self.figures:
            return []
        languages = {one.language for one in self.figures}
        told = self.readable(found)
        own = {name: text for name, text in told.items() if language_of_field(name) in languages}
        return with_possible(told_once(compared(self.figures, said_of(own or told))), own or told)


def nearest(pairs: Sequence[Aligned]) -> Nearest | None:
    """The pair nearest in meaning."""
    told = [one for one in pairs if one.by == By.MEANING and one.likeness is not None]
    if not told:
        return None
    best = max(told, key=lambda one: one.likeness or 0.0)
    return Nearest(
        best.need_field,
        best.need_start,
        best.need_end,
        best.found_field,
        best.found_start,
        best.found_end,
        best.likeness or 0.0,
    )


def in_order(texts: Texts) -> dict[str, str]:
    """The fields of a patent in the order in which their clauses are looked at; others as they come."""
    rank = {name: place for place, name in enumerate(PATENT_FIELDS)}
    names = sorted(texts, key=lambda name: rank.get(name.rpartition("_")[0], len(rank)))
    return {name: texts[name] for name in names}


def piece(word: Word) -> Piece:
    """A word as the domain takes it."""
    return Piece(word.form, word.start, word.end, "\u3400" <= word.form[0] <= "\u9fff")
