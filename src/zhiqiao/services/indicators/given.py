"""What other rooms know (外部依据): fields and industries from the data packs, pledges from the register.

None everywhere means: not loaded, so not known. It is never read as "none".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiqiao.domain.classing.schemes import Scheme
from zhiqiao.domain.grading.high_value import HighValueFacts, Industry, Pledge
from zhiqiao.domain.patents.legal_events import CODES, Effect
from zhiqiao.records import bulk
from zhiqiao.records.facts import as_day
from zhiqiao.records.indicator_facts import Read
from zhiqiao.records.models import ClassHit, ClassPack, LegalEvent


@dataclass(frozen=True)
class Given:
    """By patent id; None: nothing of the kind is loaded."""

    fields: Mapping[int, str] | None = None
    industries: Mapping[int, tuple[Industry, ...]] | None = None
    pledges: Mapping[int, tuple[Pledge, ...]] | None = None

    def field_of(self, pk: int) -> str | None:
        """The WIPO field: None where the concordance is not loaded, "" where it has no line for the patent."""
        return None if self.fields is None else self.fields.get(pk, "")

    def high_value_facts(self, read: Read) -> HighValueFacts:
        """What the five rules read of a patent."""
        facts, pk = read.facts, read.facts.id
        return HighValueFacts(
            office=facts.office,
            kind=facts.kind,
            legal_state=read.legal_state,
            application_date=facts.application_date,
            grant_date=facts.grant_date,
            family_offices=facts.family_offices,
            industries=None if self.industries is None else self.industries.get(pk, ()),
            pledges=None if self.pledges is None else self.pledges.get(pk),
            awards=read.awards,
        )


def given_of(ids: Sequence[int]) -> Given:
    """What is known of these patents elsewhere."""
    loaded = set(ClassPack.objects.filter(is_active=True).values_list("scheme", flat=True))
    hits = _hits(ids, loaded & {Scheme.WIPO35, Scheme.SEI})
    return Given(
        fields=_fields(hits[Scheme.WIPO35]) if Scheme.WIPO35 in hits else None,
        industries=_industries(hits[Scheme.SEI]) if Scheme.SEI in hits else None,
        pledges=_pledges(ids),
    )


Hit = tuple[int, str, int, bool, bool]
"""Patent, code, rule that fired, whether it is sure, whether it is the primary one."""


def _hits(ids: Sequence[int], schemes: set[str]) -> dict[str, list[Hit]]:
    """What these patents meet in each of the schemes loaded."""
    found: dict[str, list[Hit]] = {scheme: [] for scheme in schemes}
    if not schemes:
        return found
    columns = ("scheme", "patent_id", "code", "ref", "is_sure", "is_primary")
    for scheme, *hit in bulk.among(ClassHit, "patent_id", ids, *columns, order=("id",)):
        if scheme in found:
            pk, code, ref, is_sure, is_primary = hit
            found[scheme].append((pk, code, ref, bool(is_sure), bool(is_primary)))
    return found


def _fields(hits: Sequence[Hit]) -> dict[int, str]:
    """The one field of each patent: that of its main class, else the first it meets."""
    found: dict[int, str] = {}
    for pk, code, _ref, _sure, is_primary in hits:
        if is_primary or pk not in found:
            found[pk] = code
    return found


def _industries(hits: Sequence[Hit]) -> dict[int, tuple[Industry, ...]]:
    """The strategic industries each patent meets."""
    found: dict[int, tuple[Industry, ...]] = {}
    for pk, code, ref, is_sure, _primary in hits:
        found[pk] = (*found.get(pk, ()), Industry(code, str(ref), is_sure))
    return found


def _pledges(ids: Sequence[int]) -> dict[int, tuple[Pledge, ...]]:
    """The pledges registered for each patent that has any legal event on record; also those that have ended, for the
    financing was realised. An event tells no amount unless its source gave one."""
    found: dict[int, tuple[Pledge, ...]] = {}
    columns = ("patent_id", "code", "on", "data")
    for pk, code, on, data in bulk.among(LegalEvent, "patent_id", ids, *columns, order=("id",)):
        known = CODES.get(code)
        pledged = known is not None and known.effect is Effect.PLEDGE_BEGINS
        found[pk] = (*found.get(pk, ()), *([_pledge(on, data)] if pledged else []))
    return found


def _pledge(on: str | date, data: Any) -> Pledge:
    """A pledge as its event tells it."""
    told = json.loads(data) if isinstance(data, str) else data
    amount = told.get("amount_fen") if isinstance(told, dict) else None
    return Pledge(as_day(on), amount if isinstance(amount, int) else None)
