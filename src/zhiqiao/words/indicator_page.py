"""The reference page of the indicators (指标参考页): printed as Markdown from what `domain.grading` publishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _

from zhiqiao.words import indicators as words
from zhiqiao.words.rubric import CERTAINTY

Text = str | Promise

NOT_VERIFIED = _("not verified: one of several variants, chosen in the options")
SIGNS: tuple[tuple[str, Text], ...] = (
    ("p, q", _("the patent; another document")),
    ("I(p)", _("its distinct IPC subclasses")),
    ("B(p), F(p)", _("the documents it cites; those that cite it; each patent once")),
    ("F_T(p)", _("those that cite it, published within T years of its first publication")),
    ("N(p), O(p), C(p)", _("other literature it cites; offices of its family; number of its claims")),
    ("[j∈I(q)]", _("1 where subclass j is among those of q, else 0")),
    ("c, Q_w(c)", _("the cohort: same field, same filing year; its winsorising quantile")),
    ("x̂", _("a value compared within its cohort; F, O, C, G, B, L: forward citations within 5 years, family size, "
            "claims, generality, backward citations, grant lag")),
)  # fmt: skip
HOW: tuple[Text, ...] = (
    _("What cannot be computed is empty, never 0, and says what is missing."),
    _("Citing and cited documents are those on record here and published; a value that rests on part of them is "
      "flagged as partly known."),
    _("A cohort is one WIPO field and filing year; where the concordance to the 35 fields is not loaded, one section "
      "of the IPC by the main class and filing year. Which of them is used stands beside every comparison."),
    _("The composites need all their components; where one is missing there is none."),
    _("A high-value rule whose facts are not on record says “not known”. A patent that meets three rules counts once."),
)  # fmt: skip
OPTIONS: dict[str, Text] = {
    "claims": _("claims counted, or divided by cited documents"),
    "shares": _("how shares are averaged in generality and originality"),
    "radicalness": _("over what the share is taken in radicalness"),
    "known_share_floor": _("share of documents whose classes must be known"),
    "winsorise": _("quantile above which values are cut"),
    "normalisation": _("how values are compared within a cohort"),
    "small_below": _("cohorts with fewer values are flagged as small"),
    "maintained_from": _("from when the years of maintenance are counted"),
    "maintained_years": _("years of maintenance"),
    "pledge_yuan": _("pledge amount from which financing counts as high, in yuan; 0: not set"),
    "domestic_offices": _("offices that are not overseas"),
    "without_right": _("offices whose documents give no right"),
    "awards_complete": _("the lists of awards loaded are complete"),
}


def in_words(described: Mapping[str, Any]) -> dict[str, Any]:
    """What `domain.grading.indicator_reference.described` gives, with every label and text in the active language."""

    def line(one: Mapping[str, Any]) -> dict[str, Any]:
        told = {key: gettext(one[key]) for key in ("rule", "unit", "source")}
        return {**one, **told, "label": words.name(one["code"])}

    return {
        **described,
        "how": [str(text) for text in HOW],
        "signs": [(sign, str(text)) for sign, text in SIGNS],
        "certainty": {mark: str(text) for mark, text in CERTAINTY.items()} | {"U": str(NOT_VERIFIED)},
        "options_told": [
            {"name": name, "value": option(value), "label": str(OPTIONS[name]),
             "choices": described["choices"].get(name, [])}
            for name, value in described["options"].items()
        ],
        **{part: [line(one) for one in described[part]] for part in ("indicators", "normalisation", "high_value")},
    }  # fmt: skip


def option(value: Any) -> str:
    """An option's value as it stands in the data file."""
    if isinstance(value, tuple | list):
        return " ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def markdown(described: Mapping[str, Any], language: str) -> str:
    """The reference page in one language."""
    with override(language):
        return "\n".join(page(in_words(described))) + "\n"


def page(told: Mapping[str, Any]) -> list[str]:
    """The lines of the page."""
    between = pgettext("between reasons", "; ")
    lines = [
        "# " + gettext("Patent indicators and high-value rules, options %(version)s") % told,
        "",
        *(f"- {text}" for text in told["how"]),
        "",
        pgettext("rubric", "Marks of certainty:")
        + " "
        + between.join(f"[{mark}] {text}" for mark, text in told["certainty"].items()),
        "",
        "## " + gettext("Signs in the formulas"),
        "",
        *(f"- `{sign}`: {text}" for sign, text in told["signs"]),
    ]
    for part, heading in (
        ("indicators", gettext("Indicators")),
        ("normalisation", gettext("Comparison")),
        ("high_value", gettext("High-value invention patents")),
    ):
        lines += ["", "## " + heading]
        for one in told[part]:
            lines += ["", f"### {one['label']}", "", one["rule"], ""]
            if one.get("formula"):
                lines.append("- " + gettext("Formula: %(formula)s") % {"formula": f"`{one['formula']}`"})
            for name, formula in one.get("variants", {}).items():
                lines.append("- " + gettext("Variant %(name)s") % {"name": f"`{name}`: `{formula}`"})
            lines += [
                "- " + pgettext("rubric", "Unit: %(unit)s") % one,
                "- " + pgettext("rubric", "Source: %(source)s") % one,
                f"- `{one['code']}`",
            ]
    lines += ["", "## " + gettext("Options in use"), ""]
    for one in told["options_told"]:
        choices = f" ({' · '.join(one['choices'])})" if one["choices"] else ""
        lines.append(f"- `{one['name']} = {one['value']}`{choices}: {one['label']}")
    return lines
