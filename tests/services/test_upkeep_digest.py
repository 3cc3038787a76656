"""The weekly digest: who gets what, once, and nothing where no mail is set up."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.test import override_settings
from test_upkeep import owned

from zhiqiao.records import jobs
from zhiqiao.records.models import Letter, User
from zhiqiao.services import mailing, upkeep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_today")]
SET_UP = override_settings(MAIL_IS_SET_UP=True, EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")


@pytest.fixture
def office(school) -> User:
    """Its officer, with an address and two annuities to see to."""
    owned(school, 1, "2016-12-10", 10)
    owned(school, 3, "2017-08-15", 9)
    User.objects.filter(pk=school.office.pk).update(email="office@example.edu")
    school.office.refresh_from_db()
    return school.office


def outcomes(**how):
    return {one.digest.person.username: one.outcome for one in upkeep.remind(upkeep.written, **how)}


def test_a_digest_counts_what_is_late_and_what_is_near(office):
    found = upkeep.digest_of(office)
    assert (found.period, found.grace, found.bands, found.open) == ("2026-W47", 1, {30: 1, 60: 1, 90: 1}, 2)
    assert [line.row.due for line in found.lines] == [date(2026, 8, 15), date(2026, 12, 10)]


def test_without_a_mail_server_nothing_is_written_down_or_sent(office, stranger):
    assert outcomes() == {"office": "no_mail", "secretary": "no_mail", "officer-l": "nothing_due"}
    assert not Letter.objects.exists() and not mailing.is_set_up()


@SET_UP
def test_one_letter_a_person_and_week(office, monkeypatch):
    assert outcomes(send=False)["office"] == "not_asked" and not Letter.objects.exists()
    assert outcomes() == {"office": "sent", "secretary": "no_address"}
    assert outcomes()["office"] == "already"
    jobs.run_waiting()
    assert [one.to for one in mail.outbox] == [["office@example.edu"]]
    assert "年费" in mail.outbox[0].subject or "Annuities" in mail.outbox[0].subject
    assert "4,600.00" in mail.outbox[0].body and "2026-12-10" in mail.outbox[0].body
    letter = Letter.objects.get()
    assert letter.sent_at is not None and mailing.send([letter.pk]) == 0  # not twice
    monkeypatch.setattr("zhiqiao.records.clock.today", lambda: date(2026, 11, 30))
    monkeypatch.setattr("zhiqiao.services.upkeep.digest.clock.today", lambda: date(2026, 11, 30))
    assert outcomes()["office"] == "sent"  # the next week


@SET_UP
def test_a_server_that_does_not_answer_is_told_and_tried_again(office, monkeypatch):
    outcomes()

    def down(*_given):
        raise OSError("no route to host")

    monkeypatch.setattr("zhiqiao.engines.mail.django_mail.DjangoMailer.send", down)
    letter = Letter.objects.get()
    with pytest.raises(OSError, match="no route"):
        mailing.send([letter.pk])
    letter.refresh_from_db()
    assert (letter.sent_at, letter.failure) == (None, "no route to host")
