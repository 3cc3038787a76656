"""Needs (技术需求): written once, changed and closed by their own side, shown within what a person may see.

A need told twice is one record, by its source key within the organisation it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import Confidentiality, NeedState, Way
from zhiqiao.domain.matching.needs import need_problems
from zhiqiao.domain.matching.reading import NeedDraft
from zhiqiao.domain.problems import Problem, Refused, errors
from zhiqiao.records import audit, clock, jobs
from zhiqiao.records.models import Need, Organisation, User
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services import people
from zhiqiao.services.demands.enterprises import UNKNOWN, upsert_enterprise
from zhiqiao.services.demands.pages import DemandPage, any_of, bounds, counts_of

NEED_SORTS: dict[str, tuple[Any, ...]] = {
    "newest": ("-created_at", "-pk"),
    "deadline": (F("deadline").asc(nulls_last=True), "-pk"),
    "budget": (F("budget_fen").desc(nulls_last=True), "-pk"),
}
"""Orders of the list of needs; what is not given comes last."""
NEED_FILTERS = ("industry", "region", "way", "stage", "state", "confidentiality", "enterprise", "owner", "language")


@dataclass(frozen=True)
class Told:
    """A need written: outcome "created", "changed" or "unchanged", and its warnings."""

    need: Need
    outcome: str
    problems: list[Problem] = field(default_factory=list)


def write_need(
    draft: NeedDraft,
    *,
    by: User | None,
    organisation: Organisation | None = None,
    need: Need | None = None,
    state: NeedState = NeedState.OPEN,
    shown_to: Iterable[Organisation] | None = None,
    is_sample: bool = False,
) -> Need:
    """Write a need: a new one, or with `need` that one anew, just as the draft says.

    Raises Refused for a draft that says too little and for another organisation's need. Audit: `need_created` or
    `need_changed`. Job: `index_enterprises`.
    """
    told = tell_need(
        draft, by=by, organisation=organisation, need=need, state=state, shown_to=shown_to, is_sample=is_sample
    )
    return told.need


@transaction.atomic
def tell_need(
    draft: NeedDraft,
    *,
    by: User | None,
    organisation: Organisation | None = None,
    need: Need | None = None,
    state: NeedState = NeedState.OPEN,
    shown_to: Iterable[Organisation] | None = None,
    is_sample: bool = False,
) -> Told:
    """As `write_need`, and says what became of it: the same need told again changes nothing."""
    owner = organisation or (need.owner if need else None) or people.organisation_of(by)
    people.require_in(by, Verb.WRITE_NEED, owner)
    problems = need_problems(draft, today=clock.today())
    if errors(problems):
        raise Refused(problems)
    replaces = need is not None
    if need is not None:
        need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
        _require_own(need, by)
    elif draft.source_key:
        need = Need.objects.filter(source_key=draft.source_key[:120], owner=owner).order_by("pk").first()
    before = None if need is None else _facts_of(need)
    firms = set() if need is None else {need.enterprise_id}
    row = need or Need(owner=owner, by=by, source_key=draft.source_key[:120], is_sample=is_sample, state=state)
    if draft.enterprise is not None:
        row.enterprise = upsert_enterprise(draft.enterprise, by=by, is_sample=is_sample)
    _take_over(row, draft, replaces=replaces or need is None)
    if replaces:
        row.state = state
    if before == _facts_of(row) and need is not None and shown_to is None:
        return Told(need, "unchanged", problems)
    row.content_digest = draft.digest()
    row.save()
    if shown_to is not None:
        row.shown_to.set(shown_to)
    outcome = "changed" if need is not None else "created"
    audit.record(f"need_{outcome}", row, by=by, organisation=owner, title=row.title_zh or row.title_en)
    _reindex(firms | {row.enterprise_id})
    return Told(row, outcome, problems)


def _reindex(enterprises: Iterable[int | None]) -> None:
    """A firm is also found by its open needs: make the index equal again."""
    ids = sorted({pk for pk in enterprises if pk is not None})
    if ids:
        jobs.add("index_enterprises", ids=ids)


def _facts_of(row: Need) -> dict[str, Any]:
    """The columns a draft may change, to tell whether it did."""
    return {column.attname: getattr(row, column.attname) for column in Need._meta.concrete_fields
            if column.attname not in {"content_digest", "created_at", "updated_at", "by_id"}}  # fmt: skip


def _take_over(row: Need, draft: NeedDraft, *, replaces: bool) -> None:
    """The draft's facts into the row; unless it replaces them, what it does not say stays."""
    said: dict[str, Any] = {
        "title_zh": draft.title_zh[:300], "title_en": draft.title_en[:300], "problem_zh": draft.problem_zh,
        "problem_en": draft.problem_en, "industry": draft.industry, "region": draft.region[:60],
        "budget_fen": draft.budget_fen, "deadline": draft.deadline, "ways": [str(way) for way in draft.ways],
        "stage": draft.stage,
    }  # fmt: skip
    for name, value in said.items():
        if replaces or value not in UNKNOWN:
            setattr(row, name, value)
    row.language = draft.language
    row.confidentiality = draft.confidentiality


def _require_own(need: Need, by: User | None) -> None:
    """Raise `Refused` (`need_is_own`) when the need is another organisation's."""
    if by is None or by.is_staff:
        return
    if need.owner_id is None or not organisations_of(by).filter(pk=need.owner_id).exists():
        raise Refused([Problem("need_is_own", "need", str(need.pk))])


@transaction.atomic
def close_need(need: Need, *, by: User | None) -> Need:
    """Close a need: it is answered or withdrawn. Closed again, nothing changes. Audit: `need_closed`.

    Job: `index_enterprises`.
    """
    people.require(by, Verb.WRITE_NEED)
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    _require_own(need, by)
    if need.state != NeedState.CLOSED:
        need.state = NeedState.CLOSED
        need.save(update_fields=["state", "updated_at"])
        audit.record("need_closed", need, by=by, organisation=need.owner)
        _reindex([need.enterprise_id])
    return need


def get_need(pk: int, *, user: User | None) -> Need:
    """One need, without its firm where it is anonymous to this person. Refused (`need_is_known`) when not visible."""
    need = Need.objects.all().visible_to(user).select_related("enterprise", "owner", "by").filter(pk=pk).first()
    if need is None:
        raise Refused([Problem("need_is_known", "need", str(pk))])
    return _veiled([need], user)[0]


def problems_with(need: Need, user: User | None) -> list[Problem]:
    """Why this person may not change or close the need: for the button, by the rule that guards the write."""
    try:
        people.require(user, Verb.WRITE_NEED)
        _require_own(Need.objects.get(pk=need.pk), user)
    except Refused as refusal:
        return refusal.problems
    return []


def may_change_need(need: Need, user: User | None) -> bool:
    """Whether this person may change or close the need."""
    return not problems_with(need, user)


def list_needs(
    *,
    user: User | None,
    filters: Mapping[str, list[str]] | None = None,
    text: str = "",
    page: int = 1,
    size: int = 20,
    sort: str = "",
) -> DemandPage[Need]:
    """Needs this person may see, newest first (or by `deadline` or `budget`); closed ones only when asked by `state`.

    A need that is anonymous to the person is not found by the firm behind it.
    """
    used = {name: list(values) for name, values in (filters or {}).items() if name in NEED_FILTERS and values}
    visible = Need.objects.filter(pk__in=Need.objects.all().visible_to(user).values("pk"))
    for word in text.split()[:8]:
        visible = visible.filter(
            Q(title_zh__icontains=word)
            | Q(title_en__icontains=word)
            | Q(problem_zh__icontains=word)
            | Q(problem_en__icontains=word)
        )
    if ("enterprise" in used or "owner" in used) and not (user is not None and user.is_staff):
        own = organisations_of(user).values("pk")
        visible = visible.filter(~Q(confidentiality=Confidentiality.ANONYMOUS) | Q(owner__in=own))
    passed = _narrowed(visible, used)
    total = passed.count()
    page, size = bounds(page, size, total)
    sort = sort if sort in NEED_SORTS else "newest"
    rows = passed.select_related("enterprise", "owner", "by").order_by(*NEED_SORTS[sort])
    facets = {name: _counted(visible, used, name) for name in ("state", "industry", "region", "stage")}
    facets["way"] = {
        str(way): many
        for way in Way
        if (many := _narrowed(visible, used, without="way").filter(any_of("way", [way])).count())
    }
    return DemandPage(
        rows=_veiled(list(rows[(page - 1) * size : page * size]), user),
        total=total,
        page=page,
        size=size,
        text=text,
        filters=used,
        facets=facets,
        sort=sort,
    )


def _narrowed(rows: QuerySet[Need], filters: Mapping[str, list[str]], *, without: str = "") -> QuerySet[Need]:
    """The needs that pass every filter, save the one named; closed ones only where a state is asked for."""
    if "state" not in filters and without != "state":
        rows = rows.exclude(state=NeedState.CLOSED)
    for name, values in filters.items():
        if name != without:
            rows = rows.filter(any_of(name, values))
    return rows


def _counted(rows: QuerySet[Need], filters: Mapping[str, list[str]], name: str) -> dict[str, int]:
    """How many needs have each value of one facet, as if that facet had no filter."""
    return counts_of(_narrowed(rows, filters, without=name), (name,))[name]


def _veiled(needs: list[Need], user: User | None) -> list[Need]:
    """Take the firm and whoever entered it off anonymous needs, save for their own side; `is_veiled` says so.

    The rows are for showing: writes fetch their own.
    """
    if user is not None and user.is_authenticated and user.is_staff:
        own: set[int] | None = None
    else:
        own = set(organisations_of(user).values_list("pk", flat=True))
    for need in needs:
        hidden = need.confidentiality == Confidentiality.ANONYMOUS and own is not None and need.owner_id not in own
        need.is_veiled = hidden  # type: ignore[attr-defined]
        if hidden:
            need.enterprise = need.owner = need.by = None
    return needs
