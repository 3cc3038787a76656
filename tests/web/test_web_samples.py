"""Pages of samples: drawn on a form, blind until answered, returned with the reason, refused to others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from test_web_cases import FILLED, filed, here, page_for, told  # noqa: F401

from zhiqiao.domain.codes import Role
from zhiqiao.records.models import Case, Sample
from zhiqiao.services import people, procedures

SAMPLES = "/cases/inventory/samples/"
SECRET = "只有填报人知道的场景"


@pytest.fixture
def stock(here: dict[str, Any]) -> dict[str, Any]:  # noqa: F811
    """All three inventoried, and somebody of the school who had nothing to do with it."""
    for patent in here["patents"]:
        filed(here, patent)
    pks = [patent.pk for patent in here["patents"]]
    values = {"scenario": SECRET}
    for pk in pks:
        procedures.move("inventory", pk, "withdraw", by=here["inventor"])
        procedures.move("inventory", pk, "submit", by=here["inventor"], values=values)
    for verb in ("pass_college", "pass_school"):
        procedures.move_many("inventory", pks, verb, by=None)
    here["expert"] = people.create_user("expert", "A-long-enough-Pass-1", display_name="陈外", by=None)
    school = people.find_organisation("云汀理工大学")
    people.add_member(here["expert"], school, Role.INVENTOR, by=None)
    here["place"] = school.pk
    return here


def drawn(here: dict[str, Any], **more: Any) -> Sample:  # noqa: F811
    """Drawn and asked for on the pages."""
    office = page_for(here["school"])
    plan = {"organisation": here["place"], "states": "inventoried", "size": 2, "mode": "blind", "seed": "7"}
    answer = office.post(SAMPLES, plan | more)
    assert answer.status_code == 302, told(answer)
    sample = Sample.objects.get()
    answer = office.post(f"{answer['Location']}ask/", {"second": ["expert"]}, follow=True)
    assert "已请人复核" in told(answer)
    return sample


def test_a_sample_is_drawn_answered_and_followed(stock: dict[str, Any]) -> None:
    sample = drawn(stock)
    office, expert = page_for(stock["school"]), page_for(stock["expert"])
    address = f"{SAMPLES}{sample.pk}/"
    page = told(office.get(address + "?proof=1"))
    assert sample.digest in page and "抽中的办件完全相同" in page
    page = told(expert.get(address + "1/"))
    assert SECRET not in page and 'name="value-maturity"' in page
    assert "value-maturity" not in told(office.get(address + "1/"))
    wrong = {f"value-{name}": value for name, value in FILLED.items()} | {"value-self_grade": "5"}
    answer = expert.post(address + "1/", {**wrong, "value-maturity": ""})
    assert answer.status_code == 409 and 'value="5"' in told(answer), "what was typed stays"
    assert expert.post(address + "1/", wrong).status_code == 302
    page = told(office.get(address + "1/"))
    assert SECRET in page and f"抽查批次 {sample.pk}" in page
    assert office.post(address + "1/return/", {"reason": "自评偏高"}).status_code == 302
    assert Case.objects.filter(state="draft").count() == 1
    answer = office.get(address + "sample.xlsx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    assert "Agreement rate" in told(page_for(stock["school"], "en").get(address))


def test_refusals(stock: dict[str, Any]) -> None:
    sample = drawn(stock, mode="open")
    address = f"{SAMPLES}{sample.pk}/"
    assert SECRET in told(page_for(stock["expert"]).get(address + "1/")), "open: what was filed is in sight"
    for path in ("", "1/", "sample.xlsx"):
        assert page_for(stock["stranger"]).get(address + path).status_code == 404
    assert page_for(stock["school"]).get(address + "9/").status_code == 404
    assert page_for(stock["stranger"]).post(address + "1/return/", {"reason": "x"}).status_code == 404
    assert 'name="seed"' not in told(page_for(stock["college"]).get(SAMPLES))
    plan = {"organisation": stock["place"], "states": "inventoried", "mode": "blind"}
    answer = page_for(stock["school"]).post(SAMPLES, plan)
    assert answer.status_code == 409 and "二者选一" in told(answer)
    answer = page_for(stock["college"]).post(SAMPLES, plan | {"size": 1})
    assert answer.status_code == 409 and Sample.objects.count() == 1
    client: Client = page_for(None)
    assert client.get(address).status_code == 302
