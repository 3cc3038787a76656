"""Demand (需求侧): needs and the enterprises behind them, written and shown within what a person may see.

Not responsible for matching. A need told twice is one record, by its source key within the organisation it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import (
    Confidentiality,
    FirmSize,
    Industry,
    NeedStage,
    NeedState,
    OrganisationKind,
    PartyRole,
    Role,
    Way,
)
from zhiqiao.domain.matching.needs import need_problems
from zhiqiao.domain.matching.reading import EnterpriseDraft, NeedDraft
from zhiqiao.domain.patents.names import NameVerdict, compare, fold_name
from zhiqiao.domain.problems import Problem, Refused, errors
from zhiqiao.records import audit, clock, jobs
from zhiqiao.records.models import Enterprise, Need, Organisation, Party, PartyName, Patent, PatentParty, User
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services import people

NEED_SORTS = {
    "newest": ("-created_at", "-pk"),
    "deadline": (F("deadline").asc(nulls_last=True), "-pk"),
    "budget": (F("budget_fen").desc(nulls_last=True), "-pk"),
}
"""Orders of the list of needs; what is not given comes last."""
LARGEST_PAGE = 200
NEED_FILTERS = ("industry", "region", "way", "stage", "state", "confidentiality", "enterprise", "owner", "language")
ENTERPRISE_FILTERS = ("industry", "region", "size")
ENTERPRISE_TEXTS = (
    "name_zh", "name_en", "uscc", "industry", "region", "size", "products_zh", "products_en", "profile_zh",
    "profile_en",
)  # fmt: skip
UNKNOWN: tuple[object, ...] = ("", None, [], (), Industry.OTHER, FirmSize.UNKNOWN, NeedStage.ANY)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Told:
    """A need written: outcome "created", "changed" or "unchanged", and its warnings."""

    need: Need
    outcome: str
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class DemandPage(Generic[Row]):
    """One page of needs or enterprises, with counts per value of each facet over the same scope.

    A facet with a filter is counted as if that filter were not set.
    """

    rows: list[Row]
    total: int
    page: int
    size: int
    text: str = ""
    filters: dict[str, list[str]] = field(default_factory=dict)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    sort: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


# --- needs -----------------------------------------------------------------------------------------------------------


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
    page, size = _bounds(page, size, total)
    sort = sort if sort in NEED_SORTS else "newest"
    rows = passed.select_related("enterprise", "owner", "by").order_by(*NEED_SORTS[sort])
    facets = {name: _counted(visible, used, name) for name in ("state", "industry", "region", "stage")}
    facets["way"] = {
        str(way): many
        for way in Way
        if (many := _narrowed(visible, used, without="way").filter(_any_of("way", [way])).count())
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
            rows = rows.filter(_any_of(name, values))
    return rows


def _counted(rows: QuerySet[Need], filters: Mapping[str, list[str]], name: str) -> dict[str, int]:
    """How many needs have each value of one facet, as if that facet had no filter."""
    return _counts(_narrowed(rows, filters, without=name), (name,))[name]


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


def _any_of(name: str, values: list[str]) -> Q:
    """One filter: any of its values; a region stands for all below it."""
    condition = Q(pk__in=[])
    for value in values:
        if name == "way":
            condition |= Q(ways__icontains=f'"{value}"')
        elif name in {"enterprise", "owner"}:
            condition |= Q(**{f"{name}_id": int(value)}) if value.isascii() and value.isdigit() else Q(pk__in=[])
        else:
            condition |= Q(region__startswith=value) if name == "region" else Q(**{name: value})
    return condition


def _counts(rows: QuerySet[Any], columns: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many rows have each value of each column, most frequent first."""
    counts: dict[str, dict[str, int]] = {}
    for column in columns:
        found = rows.order_by().values_list(column).annotate(many=Count("pk")).order_by("-many", column)
        counts[column] = {value: many for value, many in found if value}
    return counts


def _bounds(page: int, size: int, total: int) -> tuple[int, int]:
    """A page that is there, and a size within reason."""
    size = min(max(size, 1), LARGEST_PAGE)
    return min(max(page, 1), max(1, -(-total // size))), size


# --- enterprises -----------------------------------------------------------------------------------------------------


def upsert_enterprise(draft: EnterpriseDraft, *, by: User | None, is_sample: bool = False) -> Enterprise:
    """Write an enterprise, or complete the one that has this code or, where places do not differ, this name.

    What the draft does not say stays. Another organisation's enterprise is only completed. Raises Refused without a
    name. Audit: `enterprise_created` or `enterprise_changed`. Job: `index_enterprises`, unless unchanged.
    """
    return tell_enterprise(draft, by=by, is_sample=is_sample)[0]


@transaction.atomic
def tell_enterprise(draft: EnterpriseDraft, *, by: User | None, is_sample: bool = False) -> tuple[Enterprise, str]:
    """As `upsert_enterprise`, and says whether it was "created", "changed" or "unchanged"."""
    people.require(by, Verb.WRITE_NEED)
    if not (draft.name_zh.strip() or draft.name_en.strip()):
        raise Refused([Problem("enterprise_name_given", "enterprise")])
    known = _known_enterprise(draft)
    row = known or Enterprise(is_sample=is_sample)
    only_fill = known is not None and not _may_change(known, by)
    changed = known is None
    for name in ENTERPRISE_TEXTS:
        value = getattr(draft, name)
        value = value[: Enterprise._meta.get_field(name).max_length] if isinstance(value, str) else value
        before = getattr(row, name)
        if value not in UNKNOWN and value != before and not (only_fill and before not in UNKNOWN):
            setattr(row, name, value)
            changed = True
    tags = list(dict.fromkeys([*row.tags, *draft.tags]))
    if tags != row.tags:
        row.tags, changed = tags, True
    if row.party_id is None:
        row.party = _known_party([row.name_zh, row.name_en], row.region, row.uscc)
        changed = changed or row.party_id is not None
    if not changed:
        return row, "unchanged"
    if known is None:
        row.organisation = _own_firm(draft, by)
    row.save()
    audit.record("enterprise_changed" if known else "enterprise_created", row, by=by, name=row.name_zh or row.name_en)
    jobs.add("index_enterprises", ids=[row.pk])
    return row, "changed" if known else "created"


def _known_enterprise(draft: EnterpriseDraft) -> Enterprise | None:
    """By code, else by a name of the same form at a place that does not differ."""
    if draft.uscc:
        found = Enterprise.objects.filter(uscc=draft.uscc).order_by("pk").first()
        if found is not None:
            return found
    names = [name for name in (draft.name_zh, draft.name_en) if name]
    exact = Enterprise.objects.filter(Q(name_zh__in=names) | Q(name_en__in=names)).order_by("pk")
    near = Enterprise.objects.filter(Q(name_zh__startswith=names[0][:2]) | Q(name_en__istartswith=names[0][:2]))
    for row in [*exact, *near.order_by("pk")]:
        if draft.uscc and row.uscc:
            continue
        for name in names:
            other = row.name_zh if name == draft.name_zh else row.name_en
            if not other or fold_name(name) != fold_name(other):
                continue
            seen = compare(name, other, region=draft.region, other_region=row.region)
            if seen.verdict is NameVerdict.SAME_FORM:
                return row
    return None


def _may_change(row: Enterprise, by: User | None) -> bool:
    """Its own people and staff may; where nobody owns it, whoever writes for more than one firm may."""
    if by is None or by.is_staff:
        return True
    if row.organisation_id is not None:
        return organisations_of(by).filter(pk=row.organisation_id).exists()
    return bool(people.roles_of(by) - {Role.ENTERPRISE})


def _own_firm(draft: EnterpriseDraft, by: User | None) -> Organisation | None:
    """The person's own organisation, when it is this firm."""
    own = people.organisation_of(by)
    if own is None or own.kind != OrganisationKind.ENTERPRISE:
        return None
    names = {fold_name(name) for name in (own.name_zh, own.name_en) if name}
    return own if names & {fold_name(name) for name in (draft.name_zh, draft.name_en) if name} else None


def _known_party(names: Iterable[str], region: str, uscc: str) -> Party | None:
    """The party under which a firm's patents stand, where there is one and nothing speaks against it."""
    given = [name for name in names if name]
    if uscc:
        by_code = Party.objects.filter(uscc=uscc, merged_into=None).first()
        if by_code is not None:
            return by_code
    folded = {fold_name(name) for name in given}
    written = PartyName.objects.filter(folded__in=folded).exclude(block="").select_related("party__merged_into")
    for name in written.order_by("pk"):
        party = name.party
        while party.merged_into is not None:
            party = party.merged_into
        if uscc and party.uscc and uscc != party.uscc:
            continue
        seen = compare(name.name, name.name, region=region, other_region=party.region)
        if seen.verdict is NameVerdict.SAME_FORM:
            return party
    return None


@transaction.atomic
def link_parties() -> int:
    """Link enterprises to parties that patents have made known since; returns how many. Job: `index_enterprises`."""
    linked = []
    for row in Enterprise.objects.filter(party=None):
        row.party = _known_party([row.name_zh, row.name_en], row.region, row.uscc)
        if row.party is not None:
            linked.append(row)
    if linked:
        Enterprise.objects.bulk_update(linked, ["party"], batch_size=200)
        jobs.add("index_enterprises", ids=[row.pk for row in linked])
    return len(linked)


def enterprise_patents(enterprise: Enterprise) -> PatentQuerySet:
    """The enterprise's own patents: those it applied for or owns. Row scope is the caller's (`visible_to`)."""
    if enterprise.party_id is None:
        return Patent.objects.none()
    own = PatentParty.objects.filter(party=enterprise.party_id, role__in=[PartyRole.APPLICANT, PartyRole.OWNER])
    return Patent.objects.filter(pk__in=own.values("patent"))


def get_enterprise(pk: int, *, user: User | None) -> Enterprise:
    """One enterprise; firms' profiles are open to all. Refused (`enterprise_is_known`) when there is none."""
    found = Enterprise.objects.select_related("party", "organisation").filter(pk=pk).first()
    if found is None:
        raise Refused([Problem("enterprise_is_known", "enterprise", str(pk))])
    return found


def list_enterprises(
    *,
    user: User | None,
    filters: Mapping[str, list[str]] | None = None,
    text: str = "",
    page: int = 1,
    size: int = 20,
) -> DemandPage[Enterprise]:
    """Enterprises by name, with filters on industry, region and size."""
    used = {name: list(values) for name, values in (filters or {}).items() if name in ENTERPRISE_FILTERS and values}
    rows = Enterprise.objects.all()
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(name_zh__icontains=word)
            | Q(name_en__icontains=word)
            | Q(products_zh__icontains=word)
            | Q(products_en__icontains=word)
        )
    for name, values in used.items():
        rows = rows.filter(_any_of(name, values))
    total = rows.count()
    page, size = _bounds(page, size, total)
    shown = rows.select_related("party").order_by("name_zh", "pk")[(page - 1) * size : page * size]
    return DemandPage(list(shown), total, page, size, text, used, _counts(rows, ENTERPRISE_FILTERS))
