"""Forms of samples (抽查表单): how to draw one, and the second opinion. Shape only; rules are asked of the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiqiao.domain.problems import Problem
from zhiqiao.domain.procedures.items import Item, items
from zhiqiao.domain.procedures.machinery import Procedure
from zhiqiao.domain.procedures.sampling import Mode, Stratum, Verdict
from zhiqiao.records.models import Organisation
from zhiqiao.services.procedures import Plan
from zhiqiao.web.forms.field import Styled
from zhiqiao.web.forms.sheets import field_of, taken
from zhiqiao.words import codes, problems
from zhiqiao.words import procedures as labels
from zhiqiao.words import sampling as words

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DrawForm(Styled, forms.Form):
    """How a sample is drawn."""

    organisation = forms.TypedChoiceField(label=_("Drawn from the cases of"), coerce=int)
    states = forms.MultipleChoiceField(label=_("Which stand at"), widget=forms.CheckboxSelectMultiple, required=False)
    begun = forms.DateField(label=_("Since this day or later"), required=False, widget=DAY)
    ended = forms.DateField(label=_("Since this day or earlier"), required=False, widget=DAY)
    size = forms.IntegerField(label=_("How many"), required=False, min_value=1, max_value=10**6)
    percent = forms.DecimalField(
        label=_("Or how many per hundred"), required=False, min_value=0, max_value=100, decimal_places=3
    )
    strata = forms.MultipleChoiceField(
        label=_("In proportion"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each part is drawn from in proportion to what it holds. None ticked: all are one part."),
    )
    mode = forms.ChoiceField(label=_("Second opinion"), widget=forms.RadioSelect, initial=Mode.BLIND)
    seed = forms.CharField(
        label=_("Seed"),
        required=False,
        max_length=80,
        help_text=_("The same seed draws the same cases from the same population. Left empty, one is made."),
    )
    note = forms.CharField(label=pgettext_lazy("sample", "Note"), required=False, max_length=300)

    def __init__(self, *args: Any, procedure: Procedure[Any], places: Sequence[Organisation], **more: Any) -> None:
        super().__init__(*args, label_suffix="", **more)
        chosen = [state for state in procedure.states if state != procedure.start]
        self.choose("organisation", [(one.pk, "　" * depth(one, places) + one.name_zh) for one in places])
        self.choose("states", [(state, labels.label(labels.STATES, state)) for state in chosen])
        self.choose("strata", [(one, words.STRATA[one]) for one in Stratum])
        self.choose("mode", [(one, words.MODES[one]) for one in Mode])
        self.fields["states"].initial = [state for state in chosen if state in procedure.ends]

    def choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        """Put these up for choice."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """What was chosen. Only after `is_valid`."""
        told = self.cleaned_data
        return Plan(
            states=tuple(told["states"]),
            begun=told["begun"],
            ended=told["ended"],
            size=told["size"],
            percent=None if told["percent"] is None else float(told["percent"]),
            strata=tuple(Stratum(one) for one in told["strata"]),
            mode=Mode(told["mode"]),
            seed=told["seed"],
            note=told["note"],
        )

    def refuse(self, found: list[Problem]) -> None:
        """Show the service's problems at the fields they are about."""
        refuse(self, found, {"state": "states"})


def depth(one: Organisation, places: Sequence[Organisation]) -> int:
    """How many of those put up for choice stand above it."""
    return sum(one.path.startswith(other.path) for other in places if other.pk != one.pk)


def refuse(form: forms.Form, found: list[Problem], places: dict[str, str]) -> None:
    """Each problem at its field, or over the form."""
    for problem in found:
        field = places.get(problem.field, problem.field)
        form.add_error(field if field in form.fields else None, problems.say(problem))


class OpinionForm(Styled, forms.Form):
    """The second opinion of one case."""

    items: Sequence[Item] = ()
    is_blind = True
    comment = forms.CharField(
        label=_("Further comment"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self) -> dict[str, Any]:
        """What was said, as the service takes it. Only after `is_valid`."""
        told = self.cleaned_data
        each = {one.name: {part: told.get(f"{part}-{one.name}", "") for part in PARTS} for one in self.items}
        return {
            "values": {one.name: taken(one, told.get(f"value-{one.name}")) for one in self.items},
            "verdicts": {name: parts["verdict"] for name, parts in each.items()},
            "comments": {name: parts["comment"] for name, parts in each.items()},
            "comment": told["comment"],
        }

    def refuse(self, found: list[Problem]) -> None:
        """Show the service's problems at the items they are about."""
        part = "value" if self.is_blind else "verdict"
        refuse(self, found, {one.name: f"{part}-{one.name}" for one in self.items})


PARTS = ("verdict", "comment")


def opinion_form(procedure: Procedure[Any], mode: Mode, given: Any = None) -> OpinionForm:
    """The form of a second opinion on a case of this procedure."""
    asked = [one for one in items(procedure.sheet) if one.name in procedure.sampled]
    fields: dict[str, Any] = {}
    for one in asked:
        if mode is Mode.OPEN:
            fields[f"verdict-{one.name}"] = forms.ChoiceField(
                label=codes.field_label(one.name),
                required=False,
                widget=forms.RadioSelect,
                choices=[(verdict, words.VERDICTS[verdict]) for verdict in Verdict],
            )
        fields[f"value-{one.name}"] = field_of(one)
        if mode is Mode.OPEN:
            fields[f"value-{one.name}"].label = _("Right instead")
            fields[f"value-{one.name}"].help_text = ""
        fields[f"comment-{one.name}"] = forms.CharField(label=_("Comment"), required=False, max_length=1000)
    drawn: type[OpinionForm] = type("Drawn", (OpinionForm,), {**fields, "items": asked, "is_blind": mode is Mode.BLIND})
    return drawn(given, label_suffix="")
