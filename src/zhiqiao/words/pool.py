"""The pool in words (资源库用语): what a card says of a patent, what a promise letter says, by what event one left."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

ITEMS: dict[str, Text] = {
    "problem": pgettext_lazy("card", "Problem it solves"),
    "effect": pgettext_lazy("card", "Effect"),
    "use": pgettext_lazy("card", "Use"),
    "product": pgettext_lazy("card", "Product"),
    "stage": pgettext_lazy("card", "Stage"),
    "ways": pgettext_lazy("card", "Ways of cooperation"),
    "price": pgettext_lazy("card", "Price"),
}
"""The items of a card, in their order."""
ASKS: dict[str, Text] = {
    "problem": _("What goes wrong or costs too much today, in words a factory would use."),
    "effect": _("What gets better, and by how much, where it was measured."),
    "use": _("Where it can be used, and by whom."),
    "product": _("The thing one could buy: a material, a part, a machine, a service."),
}
SOURCES: dict[str, Text] = {
    "abstract": _("taken from the abstract"),
    "claim": _("taken from the first claim"),
    "title": _("taken from the title"),
    "effect": _("taken from the technical effect on record"),
    "scenario": _("taken from the use scenario on record"),
}
EVENTS: dict[str, Text] = {
    "legal_state": pgettext_lazy("event", "legal state on record"),
    "term": pgettext_lazy("event", "end of the term"),
    "holder": pgettext_lazy("event", "holder on record"),
    "publication": pgettext_lazy("event", "publication on record"),
    "willingness": pgettext_lazy("event", "willingness on record"),
    "until": pgettext_lazy("event", "end of the listing"),
    "grade": pgettext_lazy("event", "new grade"),
    "holder_request": pgettext_lazy("event", "the holder's request"),
}
"""What made an entry leave, where it is no code of the gazette."""


def item(name: str) -> str:
    """The heading of an item of a card."""
    return str(ITEMS[name])


def asks(name: str) -> str:
    """What is asked for under it."""
    return str(ASKS[name])


def source(field: str) -> str:
    """Where a draft was taken from."""
    return str(SOURCES[field.rpartition("_")[0]])


def event(code: str) -> str:
    """An event: a gazette code stays as it is."""
    return str(EVENTS.get(code, code))
