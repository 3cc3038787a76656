"""Deciding (差异处理): differences accepted into our records or ignored, one by one or many at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhiqiao.domain.access import Verb
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit, jobs
from zhiqiao.records.locks import one_catalogue_writer
from zhiqiao.records.models import Difference, Patent, User
from zhiqiao.services import catalogue, people
from zhiqiao.services.legal.recording import own_patents

CAUSE = "register"
VERDICTS = ("accept", "ignore", "reopen")
MOST = 500
"""Differences decided upon at once."""


@dataclass
class Decided:
    """How many were decided, and why the others were not, by difference."""

    done: int = 0
    refused: dict[int, list[Problem]] = field(default_factory=dict)


def inbox(user: User | None, *, state: str = "open", name: str = "") -> QuerySet[Difference]:
    """The differences of the person's own patents, the newest extract first; of one field where it is named."""
    people.require(user, Verb.IMPORT_SHEET)
    found = Difference.objects.visible_to(user).filter(state=state).select_related("patent", "decided_by")
    return (found.filter(field=name) if name else found).order_by("-source_date", "-pk")


def counts(user: User | None) -> dict[str, Counter[str]]:
    """How many differences there are: by state, and the open ones by field."""
    seen = Difference.objects.visible_to(user).order_by()
    states, fields = Counter(seen.values_list("state", flat=True)), Counter[str]()
    fields.update(seen.filter(state="open").values_list("field", flat=True))
    return {"state": states, "field": fields}


@transaction.atomic
def decide(ids: Sequence[int], verdict: str, *, by: User | None) -> Decided:
    """Accept (our record takes over what the extract says), ignore, or open again what was ignored.

    Somebody else's decision stands: a difference that is no longer open is refused (`difference_is_open`). Raises
    Refused for an unknown verdict and for whoever may not import. Audit: `differences_accepted`, `differences_ignored`
    or `differences_reopened` for each patent. Jobs for what was accepted: `grade_patents` with cause `register`,
    `index_patents`.
    """
    people.require(by, Verb.IMPORT_SHEET)
    if verdict not in VERDICTS:
        raise Refused([Problem("verdict_is_known", "verdict", verdict)])
    one_catalogue_writer()
    wanted = Difference.objects.visible_to(by) if by is not None else Difference.objects.all()
    rows = list(wanted.select_for_update(of=("self",)).filter(pk__in=list(ids)[:MOST]).order_by("pk"))
    own = own_patents({row.patent_id for row in rows}, by)
    done, taken = Decided(), []
    expected = "ignored" if verdict == "reopen" else "open"
    there = {row.pk for row in rows}
    for pk in ids:
        if pk not in there:
            done.refused[pk] = [Problem("difference_is_known", "number", str(pk))]
    for row in rows:
        if row.patent_id not in own:
            done.refused[row.pk] = [Problem("event_is_of_own_patent", "application_number")]
        elif row.state != expected:
            done.refused[row.pk] = [Problem("difference_is_open", row.field)]
        else:
            taken.append(row)
    if taken:
        note(taken, verdict, by)
        if verdict == "accept":
            take_over(taken, own)
    done.done = len(taken)
    return done


def note(rows: Sequence[Difference], verdict: str, by: User | None) -> None:
    """Who decided what, in the rows and in the trail."""
    state = {"accept": "accepted", "ignore": "ignored", "reopen": "open"}[verdict]
    now = timezone.now()
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        row.state, row.decided_at, row.decided_by = state, now, by
        row.updated_at = now
        told[row.patent_id].append({"field": row.field, "ours": row.ours, "theirs": row.theirs, "source": row.source})
    Difference.objects.bulk_update(rows, ["state", "decided_at", "decided_by", "updated_at"])
    name = "reopened" if verdict == "reopen" else state
    trail = [(pk, {"fields": fields}) for pk, fields in told.items()]
    audit.record_many(f"differences_{name}", Patent, trail, by=by)


def take_over(rows: Sequence[Difference], own: dict[int, Patent]) -> None:
    """Our records say from now on what the extract says."""
    said: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        said[row.patent_id][row.field] = row.theirs
        if row.field == "legal_state":
            since = str(row.data.get("since") or row.source_date.isoformat())
            said[row.patent_id]["legal_state_date"] = date.fromisoformat(since)
            said[row.patent_id]["legal_state_written"] = row.data.get("written", "")
    catalogue.correct([own[pk] for pk in said], said)
    jobs.add("grade_patents", ids=sorted(said), cause=CAUSE)
    jobs.add("index_patents", ids=sorted(said))
