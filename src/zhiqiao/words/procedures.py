"""Procedures in words (流程说明): labels of their states, moves, parts and rules, and the reference page as Markdown.

Not responsible for the items of a sheet and their codes (`words.codes`), nor for problems (`words.problems`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext, pgettext_lazy

from zhiqiao.domain.pool.codes import Cause
from zhiqiao.domain.procedures.machinery import SYSTEM
from zhiqiao.words import codes, disclosures
from zhiqiao.words.rubric import CERTAINTY, row, translated

Text = str | Promise

NAMES: dict[str, Text] = {"inventory": _("Inventory filing"), "pool": _("Transformation pool")}
STATES: dict[str, Text] = {
    "unfiled": pgettext_lazy("state of a case", "Not filed"),
    "draft": pgettext_lazy("state of a case", "Draft"),
    "college_review": pgettext_lazy("state of a case", "In review by the college"),
    "school_review": pgettext_lazy("state of a case", "In review by the school"),
    "returned": pgettext_lazy("state of a case", "Returned to be mended"),
    "inventoried": pgettext_lazy("state of a case", "Inventoried"),
    "pending": pgettext_lazy("state of a case", "Inventory under way"),
    "outside": pgettext_lazy("state of a case", "Not in the pool"),
    "proposed": pgettext_lazy("state of a case", "Proposed by the rule"),
    "declined": pgettext_lazy("state of a case", "Declined by the holder"),
    "listed": pgettext_lazy("state of a case", "In the pool"),
    "expiring": pgettext_lazy("state of a case", "Listing runs out"),
    "left": pgettext_lazy("state of a case", "Has left the pool"),
}
MOVES: dict[str, Text] = {
    "save": pgettext_lazy("move", "Save"),
    "submit": pgettext_lazy("move", "Submit"),
    "withdraw": pgettext_lazy("move", "Take back"),
    "pass_college": pgettext_lazy("move", "Pass on to the school"),
    "return_by_college": pgettext_lazy("move", "Return"),
    "pass_school": pgettext_lazy("move", "Pass"),
    "return_by_school": pgettext_lazy("move", "Return"),
    "update": pgettext_lazy("move", "Open again to bring up to date"),
    "propose": pgettext_lazy("move", "Propose for the pool"),
    "recall": pgettext_lazy("move", "Take the proposal back"),
    "decline": pgettext_lazy("move", "Decline"),
    "admit": pgettext_lazy("move", "Admit to the pool"),
    "remind": pgettext_lazy("move", "Remind that the listing runs out"),
    "renew": pgettext_lazy("move", "Renew the listing"),
    "delist": pgettext_lazy("move", "Take out of the pool"),
    "leave": pgettext_lazy("move", "Leave the pool by an event"),
}
PARTS: dict[str, Text] = {
    "filer": pgettext_lazy("part in a case", "inventor or stand-in"),
    "college": pgettext_lazy("part in a case", "college"),
    "school": pgettext_lazy("part in a case", "school"),
    "system": pgettext_lazy("part in a case", "the platform, by rule"),
}
RULES: dict[str, Text] = {
    "six_items_are_filled": _("All six items are filled in"),
    "funding_is_declared": _("The publicly funded project is named"),
    "willing_names_a_way": _("Who is willing names the ways"),
    "readiness_goes_with_stage": _("Level of readiness and stage go together"),
    "right_has_not_ended": _("The right has not ended"),
    "right_is_in_force": _("The right is in force"),
    "patent_is_inventoried": _("The patent is inventoried"),
    "holder_is_willing": _("The holder is willing"),
    "patent_is_no_secret": _("The patent is published"),
    "nobody_has_it_alone": _("No exclusive licence is in force"),
    "term_is_long_enough": _("The right lasts long enough"),
    "level_is_high_enough": _("The level is good enough"),
    "listing_is_described": _("The listing is described"),
    "promise_is_given": _("The promise is given"),
}


HELP: dict[str, Text] = {
    "is_funded": _("Whether the patent came of a publicly funded research project."),
    "project_number": _("As it stands in the project's contract."),
    "ways": _("Those you would accept, when somebody wants the patent."),
    "trl": _("1 to 9, after GB/T 22900-2022."),
    "self_grade": _(
        "1 (best prospect) to 5. The official wording of these grades is not known to us; the scale is our proposal."
    ),
    "scenario": _("Which products, processes or firms could use it, and what for."),
    "lane": _("Self: you answer firms yourself. Entrusted: an agency does. Platform: whoever runs this site does."),
    "entrusted_to": _("Full name of the agency, where the listing is entrusted to one."),
    "scope": _("You may name single organisations once the patent is listed."),
    "months": _("Whole months; 12 where nothing is written."),
    "promised_by": _("Name of whoever promises for the holder. The day is that on which you submit."),
}
"""What is said beside an item of a sheet."""
LOOKS = {
    "draft": "wait",
    "college_review": "wait",
    "school_review": "wait",
    "returned": "warn",
    "inventoried": "good",
    "proposed": "wait",
    "listed": "good",
    "expiring": "warn",
    "left": "bad",
}
"""How the badge of a state looks: "wait", "warn", "good", "bad"; plain where none is named."""
KEYS = {
    "pass_college": "p",
    "pass_school": "p",
    "return_by_college": "r",
    "return_by_school": "r",
    "submit": "s",
}
"""The key by which a move is chosen for the row one is on."""


NAMES |= disclosures.NAMES
STATES |= disclosures.STATES
MOVES |= disclosures.MOVES
PARTS |= disclosures.PARTS
RULES |= disclosures.RULES
HELP |= disclosures.HELP
LOOKS |= disclosures.LOOKS

LIMITS = (
    _("our proposal; schools set days of their own [P]"),
    _("our proposal; places set days of their own [P]"),
)
"""Sources of time limits."""


def label(labels: Mapping[str, Text], code: str) -> str:
    """The label of a code, or the code itself where it has none."""
    return str(labels.get(code, code))


def reason(part: str, given: str) -> str:
    """Why a move was made: what the platform gives is a code, a cause of leaving or a rule that does not hold."""
    if part != SYSTEM:
        return given
    return codes.label(Cause(given)) if given in set(map(str, Cause)) else label(RULES, given)


def markdown(described: Sequence[Mapping[str, Any]], language: str) -> str:
    """The reference page of these procedures in one language."""
    with override(language):
        lines = ["# " + pgettext("procedures", "Procedures")]
        for one in described:
            lines += ["", *page(one)]
        return "\n".join(lines) + "\n"


def page(one: Mapping[str, Any]) -> list[str]:
    """The lines of one procedure."""
    marks = pgettext("between reasons", "; ").join(f"[{mark}] {text}" for mark, text in CERTAINTY.items())
    return [
        "## " + label(NAMES, one["name"]),
        "",
        "```mermaid",
        *diagram(one),
        "```",
        "",
        row(*map(str, HEADINGS)),
        row(*["---"] * len(HEADINGS)),
        *(row(*cells(move)) for move in one["moves"]),
        "",
        "### " + pgettext("procedures", "Checks"),
        "",
        *map(rule_line, one["rules"]),
        "",
        "### " + pgettext("procedures", "Time limits"),
        "",
        *map(limit_line, one["limits"]),
        "",
        pgettext("rubric", "Marks of certainty:") + " " + marks,
    ]


HEADINGS = (
    pgettext_lazy("procedures", "Move"),
    pgettext_lazy("procedures", "From"),
    pgettext_lazy("procedures", "To"),
    pgettext_lazy("procedures", "By"),
    pgettext_lazy("procedures", "Checks"),
)


def cells(move: Mapping[str, Any]) -> list[str]:
    """A move as a row of the table."""
    checks = [label(RULES, code) for code in move["rules"]]
    checks += [
        pgettext("procedures", "%(check)s, or a reason is given") % {"check": label(RULES, code)}
        for code in move["explained"]
    ]
    if move["asks_reason"]:
        checks.append(pgettext("procedures", "A reason is given"))
    between = pgettext("between reasons", "; ")
    return [
        label(MOVES, move["verb"]),
        between.join(label(STATES, state) for state in move["before"]),
        label(STATES, move["after"]),
        between.join(label(PARTS, part) for part in move["by"]),
        between.join(checks),
    ]


def rule_line(one: Mapping[str, Any]) -> str:
    """A check with its rule and source."""
    source = pgettext("rubric", "Source: %(source)s") % {"source": translated(one["source"])}
    return f"- **{label(RULES, one['code'])}** (`{one['code']}`): {translated(one['rule'])} {source}"


def limit_line(one: Mapping[str, Any]) -> str:
    """A time limit with its source."""
    told = pgettext("procedures", "%(state)s: at most %(days)s working days. Source: %(source)s")
    return "- " + told % {
        "state": label(STATES, one["state"]),
        "days": one["working_days"],
        "source": translated(one["source"]),
    }


def diagram(one: Mapping[str, Any]) -> list[str]:
    """The states and moves as a Mermaid state diagram (状态图)."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state}: {label(STATES, state)}" for state in one["states"]]
    lines.append(f"    [*] --> {one['start']}")
    for move in one["moves"]:
        lines += [f"    {state} --> {move['after']}: {label(MOVES, move['verb'])}" for state in move["before"]]
    return [*lines, *(f"    {state} --> [*]" for state in one["ends"])]
