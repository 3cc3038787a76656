"""Needs and enterprises: written once, kept within their scope, linked to the firm's own patents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from workbench import draft, member, number

from zhiqiao.domain.codes import Confidentiality, Industry, NeedState, OrganisationKind, Role, Way
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import AuditEvent, Enterprise, Need
from zhiqiao.services import catalogue, demands, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "fixed_today")]

FIRM = EnterpriseDraft(
    name_zh="杭州澄脉介入器械有限公司", region="浙江省杭州市", products_zh="导管", industry=Industry.BIOMED
)
NEED = NeedDraft(
    title_zh="导管涂层一泡水就掉",
    problem_zh="我们的亲水涂层在生理盐水里泡两小时就开始脱落，希望找到更牢的附着办法。",
    industry=Industry.BIOMED,
    region="浙江省杭州市",
    budget_fen=80_000_000,
    deadline=date(2027, 6, 30),
    ways=(Way.LICENSE,),
    enterprise=FIRM,
    source_key="firm|title",
)


@pytest.fixture
def firm_user(province):
    firm = people.create_organisation(OrganisationKind.ENTERPRISE, FIRM.name_zh, parent=province, by=None)
    return member("firm-user", firm, Role.ENTERPRISE)


def test_a_need_is_written_once(officer):
    first = demands.tell_need(NEED, by=officer)
    again = demands.tell_need(NEED, by=officer)
    assert (first.outcome, again.outcome) == ("created", "unchanged") and Need.objects.count() == 1
    changed = demands.tell_need(
        replace(NEED, budget_fen=None, stage=NEED.stage, problem_zh=NEED.problem_zh + "急。"), by=officer
    )
    need = Need.objects.get()
    assert changed.outcome == "changed" and need.problem_zh.endswith("急。") and need.budget_fen == 80_000_000
    assert need.enterprise.name_zh == FIRM.name_zh and need.ways == ["license"]
    assert list(AuditEvent.objects.filter(subject=f"need:{need.pk}").order_by("pk").values_list("verb", flat=True)) == [
        "need_created",
        "need_changed",
    ]


def test_writing_a_need_anew_replaces_what_it_said(officer, stranger):
    need = demands.write_need(NEED, by=officer)
    demands.write_need(replace(NEED, budget_fen=None, ways=()), by=officer, need=need, state=NeedState.DRAFT)
    need.refresh_from_db()
    assert need.budget_fen is None and need.ways == [] and need.state == NeedState.DRAFT
    with pytest.raises(Refused) as refusal:
        demands.write_need(NEED, by=stranger, need=need)
    assert {problem.code for problem in refusal.value.problems} & {"need_is_own", "organisation_is_own"}


def test_a_need_that_says_nothing_is_refused_and_a_past_deadline_pointed_out(officer):
    with pytest.raises(Refused) as refusal:
        demands.write_need(NeedDraft(), by=officer)
    assert refusal.value.problems[0].code == "need_says_something"
    told = demands.tell_need(replace(NEED, deadline=date(2020, 1, 1)), by=officer)
    assert [problem.code for problem in told.problems] == ["deadline_is_ahead"]


def test_an_anonymous_need_hides_its_firm_and_is_not_found_by_it(firm_user, stranger, staff):
    need = demands.write_need(replace(NEED, confidentiality=Confidentiality.ANONYMOUS), by=firm_user)
    firm_id = str(need.enterprise_id)
    for user in (None, stranger):
        shown = demands.get_need(need.pk, user=user)
        assert shown.enterprise is None and shown.owner is None and shown.by is None and shown.is_veiled
        assert demands.list_needs(user=user).total == 1
        assert demands.list_needs(user=user, filters={"enterprise": [firm_id]}).total == 0
        assert demands.list_needs(user=user, text="澄脉").total == 0
    for user in (firm_user, staff):
        assert demands.get_need(need.pk, user=user).enterprise.name_zh == FIRM.name_zh
        assert demands.list_needs(user=user, filters={"enterprise": [firm_id]}).total == 1
    assert Need.objects.get().enterprise_id is not None, "showing veils, it does not write"


def test_a_restricted_need_is_for_its_side_and_named_schools(firm_user, officer, stranger, university):
    need = demands.write_need(
        replace(NEED, confidentiality=Confidentiality.RESTRICTED), by=firm_user, shown_to=[university]
    )
    assert demands.list_needs(user=None).total == 0 and demands.list_needs(user=stranger).total == 0
    with pytest.raises(Refused):
        demands.get_need(need.pk, user=stranger)
    assert demands.get_need(need.pk, user=officer).pk == need.pk
    assert demands.list_needs(user=firm_user).facets["industry"] == {"biomed": 1}


def test_closing_is_for_its_own_side_and_happens_once(firm_user, stranger):
    need = demands.write_need(NEED, by=firm_user)
    assert demands.may_change_need(need, firm_user) and not demands.may_change_need(need, stranger)
    with pytest.raises(Refused):
        demands.close_need(need, by=stranger)
    demands.close_need(need, by=firm_user)
    demands.close_need(need, by=firm_user)
    assert AuditEvent.objects.filter(verb="need_closed").count() == 1
    assert demands.list_needs(user=None).total == 0
    assert demands.list_needs(user=None, filters={"state": ["closed"]}).total == 1


def test_a_firm_is_one_across_ways_of_writing_but_not_across_places(officer):
    first = demands.upsert_enterprise(FIRM, by=officer)
    spaced = replace(FIRM, name_zh="杭州澄脉介入器械 有限公司", products_zh="", profile_zh="做导管的")
    assert demands.upsert_enterprise(spaced, by=officer).pk == first.pk
    elsewhere = demands.upsert_enterprise(replace(FIRM, region="湖北省武汉市"), by=officer)
    assert elsewhere.pk != first.pk
    kept = Enterprise.objects.get(pk=first.pk)
    assert kept.products_zh == "导管" and kept.profile_zh == "做导管的"
    english = demands.upsert_enterprise(EnterpriseDraft(name_en="Acme Ltd"), by=officer)
    assert demands.upsert_enterprise(EnterpriseDraft(name_en="Other Ltd"), by=officer).pk != english.pk
    assert demands.upsert_enterprise(EnterpriseDraft(name_en="The ACME Limited"), by=officer).pk == english.pk
    beginning_otherwise = replace(FIRM, name_zh="（杭州）澄脉介入器械有限责任公司")
    assert demands.upsert_enterprise(beginning_otherwise, by=officer).pk == first.pk
    said_nothing = demands.upsert_enterprise(EnterpriseDraft(name_zh="——"), by=officer)
    assert said_nothing.pk not in {first.pk, english.pk}, "a name without a form is like no other"


def test_a_firms_own_profile_is_not_rewritten_by_others(firm_user, officer):
    own = demands.upsert_enterprise(FIRM, by=firm_user)
    assert own.organisation == people.organisation_of(firm_user)
    demands.upsert_enterprise(replace(FIRM, products_zh="别的", profile_zh="补充"), by=officer)
    kept = Enterprise.objects.get(pk=own.pk)
    assert kept.products_zh == "导管" and kept.profile_zh == "补充"


def test_a_firms_own_patents_are_linked_whichever_comes_first(officer):
    firm = demands.upsert_enterprise(FIRM, by=officer)
    assert list(demands.enterprise_patents(firm)) == []
    line = draft(application_number=number(1), title_zh="一种导管", applicants=FIRM.name_zh, region="浙江省杭州市")
    patent = catalogue.upsert(line, by=officer).patent
    assert demands.link_parties() == 1 and demands.link_parties() == 0
    firm.refresh_from_db()
    assert list(demands.enterprise_patents(firm)) == [patent]
