"""Organisations are recognised across ways of writing, never joined on the name alone; people decide, and may undo."""

from __future__ import annotations

import pytest
from workbench import draft, number

from zhiqiao.domain.codes import PartyKind
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import AuditEvent, Party, PartyDoubt, PatentParty
from zhiqiao.services import catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "fixed_today")]


def patent(running: int, **cells):
    base = {"application_number": number(running), "title_zh": f"第{running}件发明的名称", "legal_state": "授权"}
    return catalogue.upsert(draft(**base | cells), by=None).patent


def applicants() -> list[str]:
    """Organisations known, by name and region."""
    return sorted(f"{party.name}@{party.region}" for party in Party.objects.exclude(kind=PartyKind.PERSON))


def test_ways_of_writing_are_one_party():
    patent(1, applicants="望川大学", region="浙江省杭州市")
    patent(2, applicants="望川 大学", region="浙江省杭州市")
    patent(3, applicants="望川大学", region="浙江省")
    assert applicants() == ["望川大学@浙江省杭州市"]
    assert PatentParty.objects.filter(party__name="望川大学").count() == 3


def test_the_same_name_elsewhere_is_another_party_and_a_doubt():
    patent(1, applicants="华星科技有限公司", region="浙江省杭州市")
    patent(2, applicants="华星科技有限公司", region="湖北省武汉市")
    patent(3, applicants="华星科技有限公司", region="湖北省武汉市")
    assert applicants() == ["华星科技有限公司@浙江省杭州市", "华星科技有限公司@湖北省武汉市"]
    doubt = PartyDoubt.objects.get()
    assert doubt.verdict == "open" and doubt.reason == "same_name_other_region"


def test_a_code_decides_against_the_name():
    first = catalogue.recognise("华星科技有限公司", uscc="91330100MA27XYQJ0A")
    assert catalogue.recognise("华星科技有限公司", uscc="91420100MA4KABCD1X").pk != first.pk
    assert catalogue.recognise("华星科技（杭州）有限公司", uscc="91330100MA27XYQJ0A").pk == first.pk
    assert PartyDoubt.objects.filter(reason="same_name_other_code").count() == 1


def test_people_are_told_apart_by_their_applicant():
    patent(1, applicants="望川大学", inventors="王伟；林叙")
    patent(2, applicants="望川大学", inventors="王伟")
    patent(3, applicants="澜江工业大学", inventors="王伟")
    assert Party.objects.filter(kind=PartyKind.PERSON, name="王伟").count() == 2
    assert PatentParty.objects.filter(party__name="王伟", party__affiliation__name="望川大学").count() == 2


def test_a_person_who_applies_alone_is_nobody_elses_namesake():
    patent(1, applicants="王伟", inventors="王伟")
    patent(2, applicants="王伟", inventors="王伟")
    assert Party.objects.filter(kind=PartyKind.PERSON, name="王伟", affiliation=None).count() == 2
    before = Party.objects.count()
    patent(1, applicants="王伟", inventors="王伟", trl="3")
    assert Party.objects.count() == before


def two_in_doubt() -> PartyDoubt:
    patent(1, applicants="华星科技有限公司", region="浙江省杭州市", inventors="李强")
    patent(2, applicants="华星科技有限公司", region="湖北省武汉市", inventors="李强")
    return PartyDoubt.objects.get()


def test_a_decision_same_moves_everything_and_is_undone(staff):
    doubt = two_in_doubt()
    before = sorted(PatentParty.objects.values_list("pk", "party_id"))
    people_before = sorted(Party.objects.values_list("pk", "affiliation_id"))
    catalogue.decide_doubt(doubt, "same", by=staff)
    assert PatentParty.objects.filter(role="applicant").values("party").distinct().count() == 1
    patent(3, applicants="华星科技有限公司", region="湖北省武汉市")
    assert PatentParty.objects.filter(role="applicant").values("party").distinct().count() == 1
    assert PartyDoubt.objects.count() == 1
    assert AuditEvent.objects.get(verb="party_doubt_decided").by == staff
    with pytest.raises(Refused) as refusal:
        catalogue.decide_doubt(doubt, "different", by=staff)
    assert refusal.value.problems[0].code == "doubt_is_open"
    catalogue.undo_decision(doubt, by=staff)
    assert [pair for pair in sorted(PatentParty.objects.values_list("pk", "party_id")) if pair in before] == before
    assert sorted(Party.objects.values_list("pk", "affiliation_id")) == people_before
    assert PartyDoubt.objects.get().verdict == "open"


def test_different_stays_different_and_is_not_asked_again(staff):
    catalogue.decide_doubt(two_in_doubt(), "different", by=staff)
    patent(3, applicants="华星科技有限公司", region="湖北省武汉市")
    assert PartyDoubt.objects.get().verdict == "different" and len(applicants()) == 2


def test_who_may_see_and_decide(officer, stranger, university, django_user_model):
    doubt = two_in_doubt()
    PatentParty.objects.filter(role="applicant").first().patent.__class__.objects.update(holder=university)
    assert list(catalogue.open_doubts(officer)) == [doubt]
    assert list(catalogue.open_doubts(stranger)) == []
    with pytest.raises(Refused):
        catalogue.decide_doubt(doubt, "same", by=stranger)
    nobody = django_user_model.objects.create_user("nobody")
    assert list(catalogue.open_doubts(nobody)) == []
