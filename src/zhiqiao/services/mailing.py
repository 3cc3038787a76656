"""Letters (邮件通知): one letter for each person, kind and period, written down first and sent by a job.

Not responsible for what stands in them. Where no mail server is set up nothing is written down and nothing is sent.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from zhiqiao.engines import choose
from zhiqiao.records import audit, jobs
from zhiqiao.records.models import Letter, User

__all__ = ["is_set_up", "letters_of", "post", "send"]


def is_set_up() -> bool:
    """Whether letters can be sent at all."""
    return choose.mailer() is not None


@transaction.atomic
def post(person: User, kind: str, period: str, subject: str, body: str) -> Letter | None:
    """Write a letter down and have it sent; the one that is there already where this person had one of this kind in
    this period. None where no mail server is set up, or the person has no address. Audit: `letter_posted`. Job:
    `send_letter`.
    """
    if not is_set_up() or not person.email or not person.is_active:
        return None
    texts = {"address": person.email, "subject": " ".join(subject.split())[:300], "body": body}
    row, made = Letter.objects.get_or_create(
        person=person, kind=kind, period=period, defaults={**texts, "made_at": timezone.now()}
    )
    if made:
        audit.record("letter_posted", row, person=person.pk, kind=kind, period=period)
        jobs.add("send_letter", ids=[row.pk])
    return row


def send(ids: list[int]) -> int:
    """Send letters that have not been sent yet; returns how many were. One that is not taken keeps why, and raises, so
    that the job is tried again. A worker that dies between handing over and writing that down sends it twice."""
    mailer = choose.mailer()
    if mailer is None:
        return 0
    done = 0
    for number in ids:
        row = Letter.objects.filter(pk=number, sent_at__isnull=True).first()
        if row is None:
            continue
        try:
            mailer.send(row.address, row.subject, row.body)
        except OSError as error:
            Letter.objects.filter(pk=number).update(failure=str(error)[:500])
            raise
        Letter.objects.filter(pk=number).update(sent_at=timezone.now(), failure="")
        done += 1
    return done


def letters_of(kind: str, period: str) -> dict[int, Letter]:
    """The letters of a kind and period, by person."""
    return {one.person_id: one for one in Letter.objects.filter(kind=kind, period=period)}
