"""Pages of the pool: layers and filters, who sees what, cards with drafts marked as such, the desk, the letter."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from openpyxl import load_workbook
from web_place import PASSWORD, draft

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.domain.procedures.pool import PROMISES
from zhiqiao.records.models import Case, Grade, Patent, PoolCard, PoolEntry, User
from zhiqiao.services import people, pool, procedures
from zhiqiao.services.catalogue import upsert

pytestmark = pytest.mark.django_db
SIX = {
    "is_funded": False,
    "implementation": "not",
    "willingness": "willing",
    "ways": ["license"],
    "maturity": "pilot",
    "self_grade": 2,
    "scenario": "米糠稳定化的连续生产线",
}
ABSTRACT = "一种米糠稳定化装置。针对米糠易酸败的问题，采用短时高温处理。该装置提高了保质期。适用于米厂。"


@pytest.fixture
def here(db: None, tmp_path: Any, settings: Any) -> dict[str, Any]:
    """A college with three listed patents of which one is for firms alone and one for nobody else, one in review."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.INDEXES, settings.EMBEDDER = tmp_path / "index", "none"
    school = people.create_organisation(OrganisationKind.INSTITUTION, "云汀理工大学", by=None)
    college = people.create_organisation(OrganisationKind.COLLEGE, "食品学院", parent=school, by=None)
    other = people.create_organisation(OrganisationKind.INSTITUTION, "青屿海洋大学", by=None)
    firm = people.create_organisation(OrganisationKind.ENTERPRISE, "试验粮油公司", by=None)
    found: dict[str, Any] = {"other": other, "firm-place": firm}
    for name, organisation, role in (
        ("inventor", college, Role.INVENTOR),
        ("college", college, Role.OFFICER),
        ("school", school, Role.OFFICER),
        ("stranger", other, Role.OFFICER),
        ("firm", firm, Role.ENTERPRISE),
    ):
        found[name] = people.create_user(name, PASSWORD, by=None)
        people.add_member(found[name], organisation, role, by=None)
    patents = [
        upsert(draft(f"20221000000{n}", f"米糠稳定化装置{n}", "", ABSTRACT), by=None, organisation=college).patent
        for n in (1, 2, 3, 4)
    ]
    ids = [one.pk for one in patents]
    Patent.objects.filter(pk__in=ids).update(
        legal_state="granted", kind="invention", industry="agrifood", application_date="2022-03-01"
    )
    procedures.assign("inventory", ids, found["inventor"], by=None)
    procedures.move_many("inventory", ids, "submit", by=None, values=SIX)
    for verb in ("pass_college", "pass_school"):
        procedures.move_many("inventory", ids, verb, by=None)
    for pk, level in zip(ids, (1, 2, 2, 3), strict=True):
        Grade.objects.create(patent_id=pk, rubric="t@1", score=70, level=level, coverage=60, facts_digest="", cause="t")
    told = {"lane": "self", "promised_by": "周川", **dict.fromkeys(PROMISES, True)}
    scopes = ("public", "firms", "own", "public")
    each = {pk: told | {"scope": scope} for pk, scope in zip(ids, scopes, strict=True)}
    procedures.move_many("pool", ids, "submit", by=None, each=each)
    for verb in ("pass_college", "admit"):
        procedures.move_many("pool", ids[:3], verb, by=None)
    pool.settle(ids)
    found["patents"] = list(Patent.objects.filter(pk__in=ids).order_by("pk"))
    return found


def page_for(user: User | None, language: str = "zh-hans") -> Client:
    """A browser of this person."""
    client = Client(headers={"Accept-Language": language})
    if user is not None:
        client.force_login(user)
    return client


def seen(client: Client, address: str = "/pool/") -> list[str]:
    """The numbers at the end of the titles on a page of the pool."""
    page = client.get(address).content.decode()
    return sorted(re.findall(r'<a href="/pool/CN[^"]*">(?:<span[^>]*>)?米糠稳定化装置(\d)<', page))


def page_of(client: Client) -> str:
    """The pool's page."""
    return client.get("/pool/").content.decode()


def test_each_sees_what_the_holder_shows(here):
    assert seen(page_for(None)) == ["1"]
    assert seen(page_for(here["stranger"])) == ["1"]
    assert seen(page_for(here["firm"])) == ["1", "2"]
    assert seen(page_for(here["college"])) == seen(page_for(here["school"])) == ["1", "2", "3"]
    for who, statuses in ((None, (200, 404, 404)), ("firm", (200, 200, 404)), ("college", (200, 200, 200))):
        client = page_for(here[who] if who else None)
        told = tuple(client.get(f"/pool/{one.record_key}/").status_code for one in here["patents"][:3])
        assert told == statuses, who


def test_an_organisation_that_is_named_sees_it_and_no_other(here):
    closed = here["patents"][2]
    answer = page_for(here["college"]).post(
        f"/pool/edit/{closed.record_key}/", {"scope": "named", "shown_to": "试验粮油公司", "revision": "0"}
    )
    assert answer.status_code == 302
    assert seen(page_for(here["firm"])) == ["1", "2", "3"] and seen(page_for(here["stranger"])) == ["1"]
    answer = page_for(here["college"]).post(
        f"/pool/edit/{closed.record_key}/", {"scope": "named", "shown_to": "没有的单位", "revision": "1"}
    )
    assert answer.status_code == 409 and "没有的单位" in answer.content.decode()
    assert seen(page_for(here["firm"])) == ["1", "2", "3"]


def test_what_is_in_review_is_shown_as_pending_only(here):
    reviewed = here["patents"][3]
    firm = page_for(here["firm"])
    assert seen(firm, "/pool/?state=pending") == ["4"]
    page = firm.get(f"/pool/{reviewed.record_key}/").content.decode()
    assert "审核中" in page and "米糠易酸败" not in page and "机器" not in page
    assert "米糠易酸败" in page_for(here["college"]).get(f"/pool/{reviewed.record_key}/").content.decode()


def test_what_nobody_gave_says_so_and_a_draft_is_marked(here):
    page = page_for(None, "en").get(f"/pool/{here['patents'][0].record_key}/").content.decode()
    assert page.count("Draft made by the machine") == 4 and "taken from the abstract" in page
    assert "针对米糠易酸败的问题，采用短时高温处理。" in page
    price = page.partition("<dt>Price</dt>")[2][:120]
    assert "not given" in price
    assert "Pilot" in page  # the stage is the inventory's
    assert not PoolCard.objects.exists()


def test_saving_makes_a_draft_ones_own_word_and_an_emptied_one_is_not_given(here):
    patent = here["patents"][0]
    address = f"/pool/edit/{patent.record_key}/"
    client = page_for(here["inventor"], "en")
    form = client.get(address).content.decode()
    assert "针对米糠易酸败的问题" in form and form.count("Draft made by the machine") == 4
    told = {
        "problem": "米糠放两天就酸",
        "effect": "",
        "price_from": "5",
        "price_to": "8",
        "ways": ["license", "transfer"],
    }
    assert client.post(address, {**told, "scope": "public", "revision": "0"}).status_code == 302
    card = PoolCard.objects.get(patent=patent)
    assert (card.problem, card.price_from_fen, card.price_to_fen, card.updated_by) == (
        "米糠放两天就酸",
        5_000_000,
        8_000_000,
        here["inventor"],
    )
    page = page_for(None, "en").get(f"/pool/{patent.record_key}/").content.decode()
    assert "米糠放两天就酸" in page and "50,000 yuan to 80,000 yuan" in page and "Transfer" in page
    assert "not given" not in page.partition("<dt>Problem")[2].partition("</dd>")[0]


def test_two_who_write_at_once_do_not_overwrite_each_other(here):
    address = f"/pool/edit/{here['patents'][0].record_key}/"
    first, second = page_for(here["inventor"]), page_for(here["college"])
    assert first.post(address, {"problem": "先写的", "scope": "public", "revision": "0"}).status_code == 302
    answer = second.post(address, {"problem": "后写的", "scope": "own", "revision": "0"})
    assert answer.status_code == 409 and "后写的" in answer.content.decode()
    assert (
        PoolCard.objects.get().problem == "先写的"
        and PoolEntry.objects.get(patent=here["patents"][0]).visibility == "public"
    )


@pytest.mark.parametrize("told", [{"price_from": "9", "price_to": "8"}, {"price_from": "-1"}, {"problem": "长" * 2001}])
def test_what_cannot_be_is_refused_and_nothing_is_written(here, told):
    address = f"/pool/edit/{here['patents'][0].record_key}/"
    answer = page_for(here["college"]).post(address, {**told, "scope": "public", "revision": "0"})
    assert answer.status_code == 409 and not PoolCard.objects.exists()


def test_only_the_holders_people_write(here):
    address = f"/pool/edit/{here['patents'][0].record_key}/"
    for who in ("stranger", "firm"):
        assert page_for(here[who]).post(address, {"problem": "改"}).status_code == 404
    assert page_for(None).get(address).status_code == 302


def test_layers_filters_and_counts(here):
    college = page_for(here["college"], "en")
    cell = re.search(
        r'<a href="([^"]*)" rel="nofollow" aria-label="[^"]*Agriculture and food: 2">2</a>', page_of(college)
    )
    assert cell is not None and seen(college, "/pool/" + cell[1].replace("&amp;", "&")) == ["2", "3"]
    found = pool.browse(user=here["college"])
    assert found.total == 3 and found.layers == {("1", "agrifood"): 1, ("2", "agrifood"): 2}
    assert seen(college, "/pool/?level=2") == ["2", "3"]
    assert seen(college, "/pool/?level=2&industry=biomed") == []
    assert "No patent meets" in college.get("/pool/?level=5").content.decode()
    assert seen(college, "/pool/?q=米糠稳定化装置2") == seen(college, "/pool/?q=202210000002.5") == ["2"]
    assert seen(college, "/pool/?q=没有的词") == []
    assert seen(college, "/pool/?level=9&lane=x&page=99&sort=z") == ["1", "2", "3"]


def test_the_pool_is_handed_out_as_a_workbook(here):
    answer = page_for(None, "en").get("/pool/?format=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 2 and rows[1][1] == "米糠稳定化装置1"
    heads = dict(zip(rows[0], rows[1], strict=True))
    assert heads["Problem it solves"] is None and heads["Ways of cooperation"] == "Licence"


def test_the_desk_tells_what_the_rule_would_do_and_does_it(here):
    Case.objects.filter(procedure="pool", patent=here["patents"][3]).delete()
    desk = page_for(here["school"], "en")
    page = desk.get("/pool/desk/?try=1").content.decode()
    assert re.search(r"would propose <b class=\"zq-num\">1</b>", page)
    assert not Case.objects.filter(procedure="pool", state="proposed").exists()
    assert desk.post("/pool/propose/").status_code == 302
    assert Case.objects.get(procedure="pool", state="proposed").patent == here["patents"][3]
    inventor = page_for(here["inventor"])
    inventor.post("/pool/propose/")
    assert Case.objects.filter(procedure="pool", state="proposed").count() == 1


def test_who_left_and_why_stands_on_the_desk(here):
    Patent.objects.filter(pk=here["patents"][0].pk).update(legal_state="lapsed", legal_state_date="2026-09-01")
    pool.follow([here["patents"][0].pk])
    page = page_for(here["college"], "en").get("/pool/desk/").content.decode()
    assert "The right lapsed: annuity not paid" in page and "2026-09-01" in page
    assert "lapsed: annuity" not in page_for(here["stranger"], "en").get("/pool/desk/").content.decode()
    case = page_for(here["college"], "en").get(f"/cases/pool/{here['patents'][0].pk}/").content.decode()
    assert "the platform, by rule" in case and "The right lapsed: annuity not paid" in case
    assert seen(page_for(None)) == []


def test_the_promise_letter_is_for_those_who_gave_it(here):
    address = f"/pool/promise/{here['patents'][0].record_key}/"
    page = page_for(here["college"], "en").get(address).content.decode()
    assert page.count(">promised<") == 5 and "周川" in page
    assert page_for(here["firm"]).get(address).status_code == 404


def uses_index(rows: QuerySet[Any]) -> list[str]:
    """The lines of a query's plan that read the table of entries."""
    return [line for line in rows.explain().splitlines() if "records_poolentry" in line]


@pytest.mark.parametrize("who", [None, "firm", "college"])
def test_every_query_of_the_page_reads_an_index(here, who):
    from django.db import connection

    from zhiqiao.services.pool import browsing

    if connection.vendor != "sqlite":
        pytest.skip("the planner of PostgreSQL reads small tables whole")
    user = here[who] if who else None
    rows = PoolEntry.objects.all().visible_to(user).filter(state="listed")
    asked = [
        rows.order_by().values_list(*browsing.LISTS),
        browsing.ordered(rows, "newest").values_list("pk", flat=True)[:20],
        browsing.ordered(browsing.narrowed(rows, {"level": ["2"], "industry": ["agrifood"]}), "newest")[:20],
        PoolEntry.objects.filter(state="listed", until__lt="2026-01-01"),
    ]
    for query in asked:
        plan = uses_index(query)
        assert plan and all("SEARCH" in line and "INDEX" in line for line in plan), plan
