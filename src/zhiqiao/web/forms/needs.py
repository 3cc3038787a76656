"""The form of a need (需求表单): shape only. What must be given and who may write are asked of `services.demands`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.codes import Confidentiality, Industry, Language, NeedStage, Way
from zhiqiao.domain.matching.facts import EnterpriseFacts, NeedFacts
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.domain.problems import Problem
from zhiqiao.records.models import Need, Organisation
from zhiqiao.web.forms.field import Styled
from zhiqiao.words import codes, problems

FEN_A_WAN = 1_000_000
"""Fen in 10,000 yuan (万元)."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")

PLACES = {
    "title_zh": "title",
    "title_en": "title",
    "problem_zh": "problem",
    "problem_en": "problem",
    "budget_fen": "budget",
    "budget_wan": "budget",
    "enterprise_zh": "enterprise",
    "enterprise_en": "enterprise",
    "name_zh": "enterprise",
    "name_en": "enterprise",
}
"""Which field of the form shows a problem about which fact."""


def choices(members: Iterable[Any]) -> list[tuple[str, Any]]:
    """Codes with their labels."""
    return [(str(member), codes.label(member)) for member in members]


class NeedForm(Styled, forms.Form):
    """A need in plain words, in Chinese or English; the other language may be added."""

    title = forms.CharField(label=_("Title"), max_length=300, help_text=_("What you are looking for, in one line."))
    problem = forms.CharField(
        label=_("The problem in your own words"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("How it is done today, where it fails, what must be reached. No need for patent language."),
    )
    title_other = forms.CharField(label=_("Title in the other language"), max_length=300, required=False)
    problem_other = forms.CharField(
        label=_("The problem in the other language"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    region = forms.CharField(
        label=_("Region"), max_length=60, required=False, widget=forms.TextInput(attrs={"list": "regions"})
    )
    budget = forms.DecimalField(
        label=_("Budget (10,000 yuan)"),
        required=False,
        min_value=0,
        max_value=99_999_999,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
        help_text=_("Leave empty when there is none yet."),
    )
    deadline = forms.DateField(
        label=_("Needed by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ways = forms.MultipleChoiceField(
        label=_("Ways of cooperation"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stage = forms.ChoiceField(label=_("How ripe it must be"), required=False)
    confidentiality = forms.ChoiceField(label=_("Who may see it"), widget=forms.RadioSelect)
    shown_to = forms.MultipleChoiceField(
        label=_("Schools it is shown to"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("For a restricted need only. Hold Ctrl to choose several."),
    )
    enterprise = forms.CharField(
        label=_("Enterprise behind it"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"list": "enterprises", "autocomplete": "off"}),
        help_text=_("Choose one on file, or write the full name of a new one."),
    )
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=18,
        required=False,
        help_text=_("18 characters; only for a new enterprise, if you have it at hand."),
    )

    def __init__(self, *args: Any, schools: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = (get_language() or "").startswith("en")
        self.fields["industry"].choices = [("", _("not given")), *choices(Industry)]  # type: ignore[attr-defined]
        self.fields["ways"].choices = choices(Way)  # type: ignore[attr-defined]
        self.fields["stage"].choices = choices(NeedStage)  # type: ignore[attr-defined]
        self.fields["confidentiality"].choices = [  # type: ignore[attr-defined]
            (Confidentiality.OPEN, _("open: everybody sees it, with the enterprise’s name")),
            (Confidentiality.ANONYMOUS, _("anonymous: everybody sees it, nobody sees whose it is")),
            (Confidentiality.RESTRICTED, _("restricted: only your side and the schools you name")),
        ]
        self.fields["shown_to"].choices = [  # type: ignore[attr-defined]
            (str(school.pk), (school.name_en if english else school.name_zh) or school.name_zh) for school in schools
        ]
        self.initial.setdefault("confidentiality", Confidentiality.OPEN)
        self.initial.setdefault("stage", NeedStage.ANY)

    def _texts(self, given: dict[str, Any]) -> dict[str, str]:
        """The texts by language: the first pair is in the language its problem is written in."""
        first = "zh" if CHINESE.search(given.get("problem") or given.get("title") or "") else "en"
        other = "en" if first == "zh" else "zh"
        return {
            f"title_{first}": given.get("title") or "",
            f"problem_{first}": given.get("problem") or "",
            f"title_{other}": given.get("title_other") or "",
            f"problem_{other}": given.get("problem_other") or "",
        }

    def _plain_facts(self, given: dict[str, Any]) -> dict[str, Any]:
        budget = given.get("budget")
        return {
            **self._texts(given),
            "industry": Industry(given.get("industry") or Industry.OTHER),
            "region": (given.get("region") or "").strip(),
            "budget_fen": None if budget is None else int((Decimal(budget) * FEN_A_WAN).to_integral_value()),
            "deadline": given.get("deadline"),
            "ways": tuple(Way(way) for way in given.get("ways") or ()),
            "stage": NeedStage(given.get("stage") or NeedStage.ANY),
        }

    def draft(self) -> NeedDraft:
        """What was written, as the service takes it. Only after `is_valid`."""
        given = self.cleaned_data
        name = given["enterprise"].strip()
        english = bool(name) and not CHINESE.search(name)
        return NeedDraft(
            **self._plain_facts(given),
            language=Language.ZH if CHINESE.search(given["problem"]) else Language.EN,
            confidentiality=Confidentiality(given["confidentiality"]),
            enterprise=EnterpriseDraft(
                name_zh="" if english else name, name_en=name if english else "", uscc=given["uscc"].strip()
            )
            if name
            else None,
        )

    def facts(self) -> NeedFacts:
        """What has been written so far, also when the form is not yet valid; to ask for what is missing."""
        self.is_valid()
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value not in ("", None)}
        named = given.get("enterprise")
        return NeedFacts(**self._plain_facts(given), enterprise=EnterpriseFacts(name_zh=named) if named else None)

    def refuse(self, found: list[Problem]) -> None:
        """Show the service's problems at the fields they are about."""
        for problem in found:
            place = PLACES.get(problem.field, problem.field)
            self.add_error(place if place in self.fields else None, problems.say(problem))


def written(need: Need) -> dict[str, Any]:
    """The form's values for a need that exists."""
    first, other = ("en", "zh") if need.language == Language.EN else ("zh", "en")
    firm = need.enterprise
    return {
        "title": getattr(need, f"title_{first}"),
        "problem": getattr(need, f"problem_{first}"),
        "title_other": getattr(need, f"title_{other}"),
        "problem_other": getattr(need, f"problem_{other}"),
        "industry": "" if need.industry == Industry.OTHER else need.industry,
        "region": need.region,
        "budget": None if need.budget_fen is None else Decimal(need.budget_fen) / FEN_A_WAN,
        "deadline": need.deadline,
        "ways": need.ways,
        "stage": need.stage,
        "confidentiality": need.confidentiality,
        "shown_to": [str(school.pk) for school in need.shown_to.all()],
        "enterprise": (firm.name_zh or firm.name_en) if firm else "",
        "uscc": firm.uscc if firm else "",
    }
