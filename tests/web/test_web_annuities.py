"""The annuity desk: lists, what is done with ticked rows, one patent, and who is turned away."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from zhiqiao.domain.codes import Role
from zhiqiao.records.models import AnnuityDue, AnnuityPayment, FeeReduction, Patent, UpkeepDecision
from zhiqiao.services import people, upkeep
from zhiqiao.web.templatetags.zhiqiao import number_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def paint(place) -> Patent:
    """Filed 2019-03-01, paid up to year 7: year 8 was due 2026-03-01."""
    patent = place.patents["paint"]
    pay_up_to(patent, 8)
    return Patent.objects.get(pk=patent.pk)


def pay_up_to(patent: Patent, year: int) -> None:
    Patent.objects.filter(pk=patent.pk).update(annuity_paid_to_year=year)
    upkeep.follow([patent.pk])


@pytest.fixture
def desk(client: Client, place, monkeypatch) -> Client:
    monkeypatch.setattr("zhiqiao.records.clock.today", lambda: date(2026, 11, 22))
    client.force_login(place.officer)
    client.cookies["django_language"] = "en"
    return client


def act(client: Client, one_of: Patent, what: str, **sent: str):
    return client.post(reverse("annuities-act"), {"patent": str(one_of.pk), "what": what, **sent}, follow=True)


def test_every_tab_opens_and_says_what_is_owed(desk, place, paint):
    shown = desk.get(reverse("annuities")).content.decode()
    assert "Copper-free antifouling paint" in shown and "2027-03-01" in shown and "2,000 yuan" in shown
    pay_up_to(paint, 7)
    assert "Nothing falls due" in desk.get(reverse("annuities")).content.decode()
    late = desk.get(reverse("annuities"), {"tab": "grace"}).content.decode()
    assert "Past its grace" in late and "look in the register" in late
    pay_up_to(paint, 8)
    queue = desk.get(reverse("annuities"), {"tab": "queue"}).content.decode()
    assert "Keep" in queue or "Open-license" in queue
    assert "No good patent is about to lapse" in desk.get(reverse("annuities"), {"tab": "alarm"}).content.decode()
    AnnuityDue.objects.filter(pk=paint.pk).update(level=1)
    alarm = desk.get(reverse("annuities"), {"tab": "alarm", "days": "365"}).content.decode()
    assert "Copper-free antifouling paint" in alarm and "not looked for yet" in alarm


def test_deciding_paying_and_reducing_from_the_desk(desk, place, paint):
    told = act(desk, paint, "decide", choice="open_license", note="广泛推广", patent=f"{paint.pk}:0").content.decode()
    assert "1 patent is done." in told
    assert UpkeepDecision.objects.get(patent=paint).choice == "open_license"
    told = act(desk, paint, "decide", choice="drop", note="x", patent=f"{paint.pk}:0").content.decode()
    assert "decided since you read this" in told
    act(desk, paint, "reduce", kind="single", since="2020-01-01")
    assert FeeReduction.objects.get(patent=paint).by == place.officer
    assert "300 yuan" in desk.get(reverse("annuities")).content.decode()
    told = act(desk, paint, "pay", paid_on="2026-11-20", receipt="A-1", amount="300").content.decode()
    assert (AnnuityPayment.objects.get(patent=paint).year, Patent.objects.get(pk=paint.pk).annuity_paid_to_year) == (
        9,
        9,
    )


@pytest.mark.parametrize(
    ("what", "sent", "words"),
    [
        ("pay", {"paid_on": "yesterday"}, "is no date"),
        ("pay", {"amount": "a lot"}, "is no amount in yuan"),
        ("pay", {"amount": "NaN"}, "is no amount in yuan"),
        ("pay", {"paid_on": "2027-01-01"}, "lies ahead"),
        ("reduce", {"kind": "half"}, "no ground"),
        ("decide", {"choice": "burn"}, "none of the choices"),
        ("end_reduction", {"row": "9"}, "There is no such reduction"),
        ("take_back", {"row": "x"}, "There is no such payment"),
        ("decide", {"patent": "nobody"}, "tick the rows first"),
        ("fly", {}, "tick the rows first"),
    ],
)
def test_what_is_refused_is_said(desk, place, paint, what, sent, words):
    assert words in act(desk, paint, what, **sent).content.decode()
    assert not (AnnuityPayment.objects.exists() or FeeReduction.objects.exists() or UpkeepDecision.objects.exists())


def test_one_patent_shows_every_year_and_takes_payments_back(desk, place, paint):
    shown = desk.get(reverse("annuity", args=[paint.pk])).content.decode()
    assert "2038-03-01" in shown and "8,000 yuan" in shown  # year 20
    act(desk, paint, "pay", paid_on="2026-11-20", one=str(paint.pk))
    payment = AnnuityPayment.objects.get()
    told = desk.post(reverse("annuities-act"), {"what": "take_back", "row": payment.pk, "one": paint.pk}, follow=True)
    assert told.redirect_chain[-1][0] == reverse("annuity", args=[paint.pk])
    assert "is taken back" in told.content.decode() and "taken back" in told.content.decode()
    card = desk.get(reverse("patent", args=[paint.record_key])).content.decode()
    assert "All annuities until the term ends" in card and number_of(paint) in card


def test_others_see_neither_costs_nor_the_desk(client, place, paint):
    client.force_login(place.stranger)
    assert client.get(reverse("annuity", args=[paint.pk])).status_code == 404
    assert "Copper-free" not in client.get(reverse("annuities")).content.decode()
    assert "All annuities" not in client.get(reverse("patent", args=[paint.record_key])).content.decode()
    act(client, paint, "decide", choice="drop")
    assert not UpkeepDecision.objects.exists()
    inventor = people.create_user("inventor-x", "bridge-over-water-7", by=None)
    people.add_member(inventor, place.university, Role.INVENTOR, by=None)
    client.force_login(inventor)
    for name in ("annuities", "annuities-workbook"):
        assert client.get(reverse(name)).status_code == 404


def test_the_list_is_handed_out_as_a_workbook(desk, place, paint):
    answer = desk.get(reverse("annuities-workbook"), {"tab": "due"})
    assert answer["Content-Type"].endswith("sheet") and answer.content[:2] == b"PK"


def test_a_broken_fee_table_is_told_on_the_page(desk, place, paint, settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "annuities.toml").write_text("version =")
    assert "cannot be read" in desk.get(reverse("annuities")).content.decode()
