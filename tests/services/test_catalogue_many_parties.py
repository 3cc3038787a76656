"""Patents with very many parties are read whole: SQLite refuses what Django writes for a deep prefetch."""

import pytest

from zhiqiao.domain.codes import PartyRole
from zhiqiao.records.facts import patent_facts, patents_with_parts
from zhiqiao.records.models import Party, Patent, PatentParty

MANY = 1200


@pytest.mark.django_db
def test_more_than_a_thousand_parties_are_read_at_once() -> None:
    patents = [Patent(record_key=f"CN:{number}", office="CN", title_zh="一种方法") for number in range(MANY // 4)]
    Patent.objects.bulk_create(patents)
    parties = Party.objects.bulk_create([Party(name=f"发明人{number}") for number in range(MANY)])
    PatentParty.objects.bulk_create(
        [
            PatentParty(
                patent=patents[number // 4],
                party=party,
                role=PartyRole.INVENTOR,
                position=number % 4,
                name_written=party.name,
            )
            for number, party in enumerate(parties)
        ]
    )
    facts = [patent_facts(row) for row in patents_with_parts(Patent.objects.order_by("pk"))]
    assert sum(len(one.parties) for one in facts) == MANY
