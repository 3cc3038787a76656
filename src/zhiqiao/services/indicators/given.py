"""What other rooms know (外部依据): fields and industries from the data packs, pledges from the register.

None everywhere means: not loaded, so not known. It is never read as "none".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiqiao.domain.grading.high_value import HighValueFacts, Industry, Pledge
from zhiqiao.records.indicator_facts import Read


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
    return Given()
