"""Sentences of matching (匹配说明): parts of the score, reasons, what speaks against, how sure.

Takes codes and data as `domain.matching.explanation` holds them, or as they are stored with a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.codes import Industry, LegalState, NeedStage, Way
from zhiqiao.domain.matching.explanation import Part, Reason
from zhiqiao.words.codes import label

PARTS: dict[str, Promise] = {
    "words": _("words in common"),
    "meaning": _("likeness of meaning"),
    "industry": _("industry"),
    "region": _("region"),
    "way": _("way of cooperation"),
    "stage": _("readiness"),
    "class": _("patent classes"),
    "facets": _("what is asked, point by point"),
    "figures": _("figures"),
    "team": _("the team's other work"),
    "fresh": _("freshness"),
    "right": _("usable right"),
    "losses": _("deductions"),
}

FACETS: dict[str, Promise] = {
    "object": _("what is sought"),
    "problem": _("the problem"),
    "effect": _("the effect wanted"),
    "condition": _("the conditions"),
}
"""What a piece of a need speaks of."""

SENTENCES: dict[str, Promise] = {
    "words_met": _("Both speak of: %(phrases)s (%(percent)s %% of what is asked)."),
    "other_words_met": _("The same in other words: %(pairs)s."),
    "meaning_is_near": _("The two texts are close in meaning (likeness %(likeness)s)."),
    "same_industry": _("Same industry: %(industry)s."),
    "same_region": _("Same region: %(region)s."),
    "way_is_offered": _("The holder offers what is wanted: %(ways)s."),
    "ripe_enough": _("Readiness level %(trl)s; the need asks for %(least)s or more."),
    "facets_answered": _("It shares the need's words on %(facets)s."),
    "facets_not_answered": _("It shares none of the need's words on %(facets)s."),
    "class_is_shared": _("It is filed in the same class as most of the nearest patents: %(classes)s."),
    "class_is_alone": _("None of the nearest patents is filed in its classes: %(classes)s."),
    "team_at_work": _("Its makers have further patents near this need: %(count)s."),
    "technique_is_old": _("Applied for %(years)s years ago: newer techniques may exist."),
    "same_classes": _("The firm patents in the same classes: %(classes)s."),
    "own_patent_is_like": _("The firm has a similar patent of its own: %(title)s."),
    "products_are_like": _("What the firm makes or openly asks for is near this patent."),
    "right_has_ended": _("The right has ended (%(state)s): there is nothing to license, the technique is free to use."),
    "term_is_over": _("The term of %(years)s years is over: there is nothing to license."),
    "term_is_nearly_over": _("The term ends in %(months)s months."),
    "not_granted_yet": _("Not granted yet: the claims may still change."),
    "legal_state_not_known": _("The legal state is not known: check the register first."),
    "way_is_not_offered": _("Wanted: %(wanted)s. The holder offers only: %(given)s."),
    "not_ripe_enough": _("Too early: readiness level %(trl)s, the need asks for %(least)s or more."),
    "other_industry": _("Other industry: the need is in %(wanted)s, the patent in %(given)s."),
    "other_language": _(
        "Need and patent are in different languages: judged by meaning and by other words for the same, so look at it "
        "yourself."
    ),
    "no_words_met": _("No telling word stands in both texts: only the meaning is near."),
    "few_words_met": _("Few of the need's words stand in the text (%(percent)s %%)."),
    "meaning_is_not_near": _("The texts as a whole are not close in meaning (likeness %(likeness)s)."),
    "figure_agrees": _("Asked: %(asked)s. The patent says: %(said)s."),
    "figure_is_near": _("Asked: %(asked)s. The patent comes near: %(said)s."),
    "figure_clashes": _("Asked: %(asked)s. The patent says otherwise: %(said)s."),
    "figure_may_agree": _(
        "Asked: %(asked)s. The patent says “%(said)s” without saying of what: it may be an answer to this, so look at "
        "it yourself."
    ),
    "figure_may_clash": _(
        "Asked: %(asked)s. The patent says “%(said)s” without saying of what: if this is meant, it does not fit, so "
        "look at it yourself."
    ),
    "figures_not_stated": _("The patent does not say how it stands with: %(asked)s."),
    "no_figure_stated": _("The patent gives none of the figures that are asked for: %(asked)s."),
    "says_nothing_of": _("The patent says nothing of: %(clauses)s."),
    "co_owned": _("%(count)s owners: the others may have to agree (Patent Law, article 14)."),
    "firm_patents_not_known": _("No patents of this firm are known here."),
    "firm_sureness_not_measured": _(
        "How sure this is was reckoned as for needs and patents; it has not been measured on enterprises."
    ),
    "words_only": _(
        "Matched by words only: the embedder is switched off, so meaning and other languages do not count."
    ),
    "kept_here": _(
        "Matched by words only: this text is not for everybody, so it was not sent to the service that compares "
        "meaning."
    ),
    "embedder_missing": _(
        "Matched by words only: the embedder that is set cannot be had now (zhiqiao status says why), so meaning and "
        "other languages do not count."
    ),
    "reranker_missing": _(
        "The service that is to read the top of the list again does not answer (zhiqiao status says why): the order is "
        "ours alone."
    ),
    "not_embedded": _(
        "Matched by words only: the index holds no vectors of the embedder that is set. Run zhiqiao index; until then "
        "meaning and other languages do not count."
    ),
    "no_good_match": _("No good match: nothing here is near enough to be worth your time."),
}

VERDICTS: dict[str, Promise] = {
    "agrees": _("agrees"),
    "near": _("comes near"),
    "clashes": _("clashes"),
    "possible": _("may be meant"),
    "not_stated": _("not stated"),
}
"""How a figure of the patent stands to an asked one."""

BY: dict[str, Promise] = {
    "figures": _("by figures"),
    "words": _("by words"),
    "meaning": _("by meaning"),
}
"""What holds two aligned clauses together."""

SURE: dict[str, Promise] = {
    "high": _("quite sure"),
    "medium": _("worth a look"),
    "low": _("unsure"),
    "none": _("no good match"),
}

SUMMARY: dict[str, Promise] = {
    "patents": _("patents read"),
    "needs": _("needs read"),
    "rejected": _("lines that could not be read"),
    "pairs": _("matches shown"),
    "with_match": _("needs with a match"),
    "no_good_match": _("needs without a good match"),
    "out": _("workbook"),
}

OUTCOMES: dict[str, Promise] = {
    "waiting": _("waiting"),
    "accepted": _("accepted"),
    "unchanged": _("unchanged"),
    "rejected": _("rejected"),
    "mended": _("mended"),
}

HEADINGS: dict[str, Promise] = {
    "title": _("Matches of patents and needs"),
    "how_to_read": _(
        "The score orders the matches of one need; how sure each one is stands beside it, with what speaks against it."
    ),
    "summary": _("Summary"),
    "matches": _("Matches"),
    "misses": _("No good match"),
    "grades": _("Grades"),
    "problems": _("Problems"),
    "what": _("What"),
    "count": _("Count"),
    "needs": _("Needs"),
    "patents": _("Patents"),
    "chart_sure": _("Needs by how sure their best match is"),
    "chart_levels": _("Patents by level"),
    "need": _("Need"),
    "enterprise": _("Enterprise"),
    "rank": _("Rank"),
    "number": _("Number"),
    "patent": _("Patent"),
    "applicants": _("Applicants"),
    "score": _("Match score"),
    "sureness": _("How sure"),
    "confidence": _("Confidence"),
    "level": _("Level"),
    "reasons": _("Why"),
    "against": _("What speaks against it"),
    "parts": _("How the score is made up"),
    "beside": _("Clause beside clause"),
    "figures": _("Figures"),
    "met": _("Where it met"),
    "legal_state": _("Legal state"),
    "twins": _("Near-duplicates"),
    "nearest": _("Nearest patent"),
    "grade_score": pgettext_lazy("heading of a column", "Grade"),
    "coverage": _("Coverage"),
    "missing": pgettext_lazy("heading of a column", "Not known"),
    "file": _("File"),
    "sheet": _("Sheet"),
    "line": _("Line"),
    "outcome": _("Outcome"),
    "problem": _("Problem, and how to mend it"),
}

LEAST_TOLD = 0.05
"""Points below which a part is left out of a line."""
ENUMS = {"industry": Industry, "wanted": Industry, "given": Industry, "state": LegalState, "stage": NeedStage}


def say(code: str | Reason, data: Mapping[str, Any] | None = None) -> str:
    """The sentence of a reason, in the language that is active. Takes a reason, or its code and data."""
    name, given = (code.code, code.data) if isinstance(code, Reason) else (code, data or {})
    told = in_reader_language(given)
    return str(SENTENCES[name]) % {key: told_value(name, key, value) for key, value in told.items()}


def reader_language() -> str:
    """The language that is active: "zh" or "en"."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def in_reader_language(given: Mapping[str, Any]) -> dict[str, Any]:
    """The data, where a value is there for the active language too (`title_en` beside `title`), with that in its
    place."""
    ending = f"_{reader_language()}"
    own = {key.removesuffix(ending): value for key, value in given.items() if key.endswith(ending) and value}
    return {**given, **own}


def told_value(code: str, name: str, value: Any) -> Any:
    """Codes become their labels; several ways are listed."""
    if name == "ways" or (code == "way_is_not_offered" and name in {"wanted", "given"}):
        mark = ", " if (get_language() or "").startswith("en") else "、"
        return mark.join(label(Way(one)) for one in str(value).split(",") if one)
    if name == "facets":
        mark = ", " if (get_language() or "").startswith("en") else "、"
        return mark.join(str(FACETS[one]) for one in str(value).split(",") if one)
    if name in ENUMS:
        return label(ENUMS[name](value))
    return value


def part_label(code: str) -> str:
    """The name of a part of the score."""
    return str(PARTS[code])


def parts_line(parts: Iterable[Part]) -> str:
    """The parts of a score and their points in one line, those without points left out."""
    mark = "; " if (get_language() or "").startswith("en") else "；"
    return mark.join(f"{part_label(one.code)} {one.points:+.1f}" for one in parts if abs(one.points) >= LEAST_TOLD)


def verdict_label(code: str) -> str:
    """How a figure stands to an asked one, in words."""
    return str(VERDICTS[code])


def by_label(code: str) -> str:
    """What holds two clauses together, in words."""
    return str(BY[code])


def sureness_label(code: str) -> str:
    """How sure, in words."""
    return str(SURE[code])


def summary_label(key: str) -> str:
    """What a figure of a matching of two sheets counts."""
    return str(SUMMARY[key])


def outcome(state: str) -> str:
    """What became of a line."""
    return str(OUTCOMES[state])


def heading(key: str) -> str:
    """A heading of the workbook of matches."""
    return str(HEADINGS[key])


def title_of(match: Any, language: str) -> str:
    """The name a match goes by: a patent's title or a firm's name, in this language where there is one."""
    first, second = ("en", "zh") if language.startswith("en") else ("zh", "en")
    for name in ("title", "name"):
        for spoken in (first, second):
            found = getattr(match.row, f"{name}_{spoken}", "")
            if found:
                return str(found)
    return str(match.row)
