"""What figures and unanswered clauses say for a match and against it (理由与反驳), and in which order it is told.

Gives codes and the words of the two texts; sentences are in `words.matching`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhiqiao.domain.matching.alignment import Clause
from zhiqiao.domain.matching.explanation import Figured, Missing, Reason, Stated
from zhiqiao.domain.matching.parameters import Compared, Placed, Verdict
from zhiqiao.domain.matching.synonyms import met

TOLD = 3
"""Figures told one by one, of each verdict, and other words; the rest of the figures stand in the table."""
LISTED = 3
"""Unanswered clauses named in the sentence."""
LONGEST = 60
FIGURE_CODES = {Verdict.AGREES: "figure_agrees", Verdict.NEAR: "figure_is_near", Verdict.CLASHES: "figure_clashes"}

WISHING = re.compile(
    r"^(?:并且|而且|同时|另外|以及|最好|希望|要求|需要|想要|想找|想|且|并|还|能够|能|可以|有|找到|一种|一个)+"
    r"|^(?:(?:and|but|which|that|preferably|ideally|we (?:would )?(?:want|need|like)|want|need|must|should|it|to|an?)"
    r"\s+)+",
    re.IGNORECASE,
)
"""Words of wishing at the beginning of a clause."""

GRAVITY = {
    "right_has_ended": 12,
    "term_is_over": 12,
    "figure_clashes": 9,
    "not_ripe_enough": 7,
    "way_is_not_offered": 6,
    "no_words_met": 6,
    "facets_not_answered": 4,
    "other_industry": 5,
    "says_nothing_of": 5,
    "few_words_met": 5,
    "figures_not_stated": 4,
    "figure_may_clash": 3,
    "meaning_is_not_near": 4,
    "other_language": 4,
    "term_is_nearly_over": 3,
    "not_granted_yet": 3,
    "legal_state_not_known": 2,
    "class_is_alone": 2,
    "co_owned": 2,
    "firm_patents_not_known": 2,
}
"""How much each counter-reason weighs, for their order only: what makes a match pointless first, then what the need
asks and the patent does not give, then what has to be checked (our own order). Others come last."""


def gravest_first(against: Sequence[Reason]) -> tuple[Reason, ...]:
    """Counter-reasons in order of weight; equal ones keep theirs."""
    return tuple(sorted(against, key=lambda one: -GRAVITY.get(one.code, 1)))


def stated(one: Placed) -> Stated:
    """A figure as it is shown."""
    return Stated(one.field, one.quantity.start, one.quantity.end, one.text)


def figured(told: Sequence[Compared]) -> tuple[Figured, ...]:
    """Every asked figure with what is said of it."""
    return tuple(
        Figured(
            one.asked.quantity.kind.code,
            str(one.verdict),
            tuple(stated(each) for each in one.asked_in),
            tuple(map(stated, one.said_in)),
        )
        for one in told
    )


def figure_reasons(told: Sequence[Compared]) -> tuple[list[Reason], list[Reason]]:
    """For: figures that agree or come near. Against: those that clash, and that some are not stated.

    A figure said without a name is told with what it would be, if it is the one that is asked for: never as certain.
    """
    reasons: list[Reason] = []
    against: list[Reason] = []
    for verdict, into in ((Verdict.AGREES, reasons), (Verdict.NEAR, reasons), (Verdict.CLASHES, against)):
        for one in [each for each in told if each.verdict is verdict][:TOLD]:
            into.append(Reason(FIGURE_CODES[verdict], both_sides(one)))
    for one in [each for each in told if each.verdict is Verdict.POSSIBLE][:TOLD]:
        clashes = one.would_be is Verdict.CLASHES
        code = "figure_may_clash" if clashes else "figure_may_agree"
        (against if clashes else reasons).append(Reason(code, both_sides(one)))
    silent = [one for one in told if one.verdict is Verdict.NOT_STATED]
    if silent and len(silent) < len(told):
        against.append(Reason("figures_not_stated", {"count": len(silent), **together(silent)}))
    elif silent:
        against.append(Reason("no_figure_stated", {"count": len(silent), **together(silent)}))
    return reasons, against


def both_sides(one: Compared) -> dict[str, str]:
    """What is asked and what is said, in the languages of each."""
    return {**in_languages("asked", one.asked_in), **in_languages("said", one.said_in)}


def other_words(asked: str, told: str) -> list[Reason]:
    """That the patent names what is asked for in other words."""
    pairs = [f"{word} ↔ {other}" for word, other in met(asked, told)[:TOLD]]
    return [Reason("other_words_met", {"pairs": "；".join(pairs), "pairs_en": "; ".join(pairs)})] if pairs else []


def together(silent: Sequence[Compared]) -> dict[str, str | int | float]:
    """The first figures that are not stated, in each language they are asked in."""
    result: dict[str, str | int | float] = {}
    for language, mark in (("zh", "；"), ("en", "; ")):
        own = [each.text for one in silent for each in one.asked_in if each.language == language]
        if own:
            result[f"asked_{language}"] = mark.join(own[:TOLD])
    result["asked"] = next(iter(result.values()), "")
    return result


def in_languages(name: str, those: Sequence[Placed]) -> dict[str, str]:
    """The same figure in each language, under `name_zh` and `name_en`, and the first under `name`."""
    result = {f"{name}_{one.language}": one.text for one in reversed(those) if one.language}
    return {name: those[0].text if those else "", **result}


def missing_reason(missing: Sequence[Clause]) -> Reason | None:
    """That the patent says nothing of parts of what is asked."""
    if not missing:
        return None
    data: dict[str, str | int | float] = {"count": len(missing)}
    for language, mark in (("zh", "；"), ("en", "; ")):
        own = [short(wish(one.text)) for one in missing if one.language == language]
        if own:
            data[f"clauses_{language}"] = mark.join(own[:LISTED])
    data["clauses"] = data.get("clauses_zh") or data.get("clauses_en") or ""
    return Reason("says_nothing_of", data)


def wish(text: str) -> str:
    """What is wished for, without the words of wishing."""
    rest = WISHING.sub("", text).strip()
    return rest if len(rest) > 1 else text


def short(text: str) -> str:
    """Cut where it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def as_missing(those: Sequence[Clause]) -> tuple[Missing, ...]:
    """Unanswered clauses as they are kept."""
    return tuple(Missing(one.field, one.start, one.end) for one in those)
