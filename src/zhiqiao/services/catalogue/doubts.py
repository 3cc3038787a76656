"""Doubts about parties (疑似同一主体): shown to a person, decided by a person, and undone by a person.

A decision "same" moves the parts of one party to the other and keeps the emptied row, whose names lead on to the
other; what was moved is in the audit event, from which it can be moved back.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit, jobs
from zhiqiao.records.models import AuditEvent, Enterprise, Party, PartyDoubt, PartyName, PatentParty, User
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services import people

JOB_SIZE = 500


def open_doubts(user: User | None) -> QuerySet[PartyDoubt]:
    """Doubts waiting for a decision this person may take: of parties on patents of the own organisations; staff, all.

    Empty for whoever may not decide.
    """
    waiting = PartyDoubt.objects.filter(verdict="open").select_related("party", "other").order_by("pk")
    if people.problems_for(user, Verb.DECIDE_PARTY):
        return waiting.none()
    if user is None or user.is_staff:
        return waiting
    own = PatentParty.objects.filter(patent__holder__in=organisations_of(user).values("pk")).values("party")
    return waiting.filter(Q(party__in=own) | Q(other__in=own))


@transaction.atomic
def decide_doubt(doubt: PartyDoubt, verdict: str, *, by: User | None) -> PartyDoubt:
    """Settle a doubt: "same" joins the two, the older staying; "different" keeps them apart for good.

    Audit: `party_doubt_decided`. Job: `index_patents` for the patents whose party changed. Refused when decided
    already (`doubt_is_open`) or not the person's to decide.
    """
    doubt = PartyDoubt.objects.select_for_update(of=("self",)).select_related("party", "other").get(pk=doubt.pk)
    _require_deciding(doubt, by)
    if verdict not in {"same", "different"}:
        raise Refused([Problem("verdict_is_known", "verdict", verdict)])
    if doubt.verdict != "open":
        raise Refused([Problem("doubt_is_open", "verdict", doubt.verdict)])
    moved: dict[str, object] = {}
    if verdict == "same":
        kept, gone = sorted((_standing(doubt.party), _standing(doubt.other)), key=lambda party: party.pk)
        if kept.pk != gone.pk:
            if kept.uscc and gone.uscc and kept.uscc != gone.uscc:
                raise Refused([Problem("codes_are_equal", "uscc", gone.uscc, data={"other": kept.uscc})])
            moved = _join(kept, gone, by)
    doubt.verdict, doubt.decided_by, doubt.decided_at = verdict, by, timezone.now()
    doubt.save(update_fields=["verdict", "decided_by", "decided_at"])
    audit.record("party_doubt_decided", doubt, by=by, verdict=verdict, **moved)
    return doubt


@transaction.atomic
def undo_decision(doubt: PartyDoubt, *, by: User | None) -> PartyDoubt:
    """Take a decision back: what it moved moves back, and the doubt is open again. Audit: `party_doubt_reopened`."""
    doubt = PartyDoubt.objects.select_for_update(of=("self",)).select_related("party", "other").get(pk=doubt.pk)
    people.require(by, Verb.DECIDE_PARTY)
    if doubt.verdict == "open":
        raise Refused([Problem("doubt_is_decided", "verdict", doubt.verdict)])
    event = AuditEvent.objects.filter(verb="party_doubt_decided", subject=f"partydoubt:{doubt.pk}").first()
    moved = event.data if event else {}
    if doubt.verdict == "same" and moved.get("gone"):
        gone = Party.objects.get(pk=moved["gone"])
        gone.merged_into = None
        gone.save(update_fields=["merged_into"])
        PartyName.objects.filter(party=gone).update(decided_by=None)
        for batch in _batches(moved["parts"]):
            PatentParty.objects.filter(pk__in=batch).update(party=gone)
        Enterprise.objects.filter(pk__in=moved["enterprises"]).update(party=gone)
        for batch in _batches(moved["people"]):
            Party.objects.filter(pk__in=batch).update(affiliation=gone)
        _reindex(moved["parts"])
    doubt.verdict, doubt.decided_by, doubt.decided_at = "open", None, None
    doubt.save(update_fields=["verdict", "decided_by", "decided_at"])
    audit.record("party_doubt_reopened", doubt, by=by)
    return doubt


def _require_deciding(doubt: PartyDoubt, by: User | None) -> None:
    """Raise `Refused` when it is not this person's to decide."""
    people.require(by, Verb.DECIDE_PARTY)
    if by is None or by.is_staff or doubt.verdict != "open":
        return
    if not open_doubts(by).filter(pk=doubt.pk).exists():
        raise Refused([Problem("doubt_is_own", "party", doubt.party.name)])


def _standing(party: Party) -> Party:
    """The end of the chain of parties already joined."""
    while party.merged_into is not None:
        party = party.merged_into
    return party


def _join(kept: Party, gone: Party, by: User | None) -> dict[str, object]:
    """Move everything of `gone` to `kept`; returns what was moved."""
    parts = list(PatentParty.objects.filter(party=gone).values_list("pk", flat=True))
    firms = list(Enterprise.objects.filter(party=gone).values_list("pk", flat=True))
    persons = list(Party.objects.filter(affiliation=gone).values_list("pk", flat=True))
    PatentParty.objects.filter(party=gone).update(party=kept)
    Enterprise.objects.filter(party=gone).update(party=kept)
    Party.objects.filter(affiliation=gone).update(affiliation=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    PartyName.objects.filter(party=gone).update(decided_by=by)
    _reindex(parts)
    return {"kept": kept.pk, "gone": gone.pk, "parts": parts, "enterprises": firms, "people": persons}


def _reindex(parts: Sequence[int]) -> None:
    """The index copies the parties' names: make it equal again."""
    for batch in _batches(parts):
        patents = PatentParty.objects.filter(pk__in=batch).values_list("patent_id", flat=True)
        jobs.add("index_patents", ids=sorted(set(patents)))


def _batches(pks: Sequence[int]) -> list[Sequence[int]]:
    """Ids in handy pieces."""
    return [pks[start : start + JOB_SIZE] for start in range(0, len(pks), JOB_SIZE)]
