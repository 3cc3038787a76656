"""Schemes (分类体系): which classifications a pack may hold, what kind of table each is, and on what it is matched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """A classification that can be loaded (分类体系)."""

    IPC = "ipc"
    NIC_TREE = "gbt4754"
    NIC = "nic"
    SEI = "sei"
    DIGITAL = "digital"
    GREEN = "green"
    NEW_THREE = "new_three"
    PII = "pii"
    WIPO35 = "wipo35"


class Shape(StrEnum):
    """What a scheme's official file looks like (表式)."""

    TREE = "tree"
    """Codes with titles and no rules."""
    RULES = "rules"
    """Codes with IPC symbols, exclusions and words."""
    LIST = "list"
    """A list of industry codes: its members are matched on the industries that another scheme found."""


@dataclass(frozen=True)
class SchemeFacts:
    """`on` is the scheme whose codes the rules are matched on, "" for IPC itself; `titles` the one that names codes."""

    shape: Shape
    on: Scheme | None = None
    titles: Scheme | None = None


SCHEMES: dict[Scheme, SchemeFacts] = {
    Scheme.IPC: SchemeFacts(Shape.TREE),
    Scheme.NIC_TREE: SchemeFacts(Shape.TREE),
    Scheme.NIC: SchemeFacts(Shape.RULES, titles=Scheme.NIC_TREE),
    Scheme.SEI: SchemeFacts(Shape.RULES),
    Scheme.DIGITAL: SchemeFacts(Shape.RULES),
    Scheme.GREEN: SchemeFacts(Shape.RULES),
    Scheme.NEW_THREE: SchemeFacts(Shape.RULES),
    Scheme.PII: SchemeFacts(Shape.LIST, on=Scheme.NIC, titles=Scheme.NIC_TREE),
    Scheme.WIPO35: SchemeFacts(Shape.RULES),
}
"""In the order in which they are shown; what is matched on another scheme stands after it."""

MATCHED = tuple(scheme for scheme, facts in SCHEMES.items() if facts.shape is not Shape.TREE)
"""The schemes that put patents into classes."""
OF_INDUSTRIES = frozenset({Scheme.NIC_TREE, Scheme.NIC, Scheme.PII})
"""The schemes whose codes are industries of GB/T 4754."""
