"""The form of a listing (挂牌表单): shape only. Who may write, and what holds, is asked of `services.pool`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.codes import Way
from zhiqiao.domain.money import fen_of_wan
from zhiqiao.domain.pool.codes import Scope, Stage
from zhiqiao.domain.problems import Problem
from zhiqiao.services import pool
from zhiqiao.services.pool import Card
from zhiqiao.web.forms.field import Styled
from zhiqiao.words import codes, problems
from zhiqiao.words import pool as words

FEN_A_WAN = 1_000_000
"""Fen in 10,000 yuan (万元)."""
PLACES = {"price_from_fen": "price_from", "price_to_fen": "price_to"}


class ListingForm(Styled, forms.Form):
    """The card of a listing, and who may see it."""

    stage = forms.ChoiceField(required=False)
    ways = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    price_from = forms.DecimalField(required=False, min_value=0, max_value=99_999_999, decimal_places=4)
    price_to = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=99_999_999,
        decimal_places=4,
        help_text=_("Leave both empty where the price is to be talked about."),
    )
    scope = forms.ChoiceField(required=False, help_text=_("Counts once the patent is in the pool."))
    shown_to = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Full names, one in each line; only where you show it to organisations you name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for name in reversed(pool.TEXTS):
            text = forms.CharField(
                required=False, max_length=pool.TEXT_MOST, label=words.item(name), help_text=words.asks(name)
            )
            text.widget = forms.Textarea(attrs={"rows": 3, "class": "form-control"})
            self.fields = {name: text, **self.fields}
        self.fields["stage"].label, self.fields["ways"].label = words.item("stage"), words.item("ways")
        self.fields["price_from"].label = _("Price from (10,000 yuan)")
        self.fields["price_to"].label = _("Price to (10,000 yuan)")
        self.fields["scope"].label = codes.field_label("scope")
        self.fields["shown_to"].label = _("Shown to")
        self.fields["stage"].choices = [("", _("not given")), *listed(Stage)]  # type: ignore[attr-defined]
        self.fields["ways"].choices = listed(Way)  # type: ignore[attr-defined]
        self.fields["scope"].choices = listed(Scope)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What was written, as the service takes it. Only after `is_valid`."""
        given = self.cleaned_data
        told = {name: given[name] for name in (*pool.TEXTS, "stage", "ways")}
        for name in ("price_from", "price_to"):
            told[f"{name}_fen"] = None if given[name] is None else fen_of_wan(given[name])
        return told

    def refuse(self, found: list[Problem]) -> None:
        """Show the service's problems at the fields they are about."""
        for problem in found:
            place = PLACES.get(problem.field, problem.field)
            if problem.code in ("organisation_is_known", "organisation_name_is_unique"):
                place = "shown_to"
            self.add_error(place if place in self.fields else None, problems.say(problem))


def listed(members: Any) -> list[tuple[str, Any]]:
    """Codes with their labels."""
    return [(str(member), codes.label(member)) for member in members]


def written(card: Card) -> dict[str, Any]:
    """The form's values for a card: what people gave, and drafts where they gave nothing."""
    texts = {name: card.texts[name] or (card.drafts[name].text if name in card.drafts else "") for name in pool.TEXTS}
    prices = {
        name: None if fen is None else Decimal(fen) / FEN_A_WAN
        for name, fen in (("price_from", card.price_from_fen), ("price_to", card.price_to_fen))
    }
    return {**texts, **prices, "stage": card.stage, "ways": list(card.ways)}
