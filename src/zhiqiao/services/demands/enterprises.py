"""Enterprises (企业): one record per firm, linked to the party under which its own patents stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Case, F, Q, When

from zhiqiao.domain.access import Verb
from zhiqiao.domain.codes import FirmSize, Industry, NeedStage, OrganisationKind, PartyRole, Role
from zhiqiao.domain.matching.reading import EnterpriseDraft
from zhiqiao.domain.patents.names import NameVerdict, compare, fold_name
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import audit, jobs
from zhiqiao.records.models import Enterprise, Organisation, Party, PartyName, Patent, PatentParty, User
from zhiqiao.records.models.catalogue import PatentQuerySet
from zhiqiao.records.models.people import organisations_of
from zhiqiao.services import people
from zhiqiao.services.demands.pages import DemandPage, any_of, bounds, counts_of

ENTERPRISE_FILTERS = ("industry", "region", "size")
ENTERPRISE_TEXTS = (
    "name_zh", "name_en", "uscc", "industry", "region", "size", "products_zh", "products_en", "profile_zh",
    "profile_en",
)  # fmt: skip
LONGEST = {"name_zh": 300, "name_en": 300, "uscc": 18, "region": 60}
UNKNOWN: tuple[object, ...] = ("", None, [], (), Industry.OTHER, FirmSize.UNKNOWN, NeedStage.ANY)


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
        value = value[: LONGEST[name]] if name in LONGEST else value
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
    row.folded_zh, row.folded_en = Enterprise.form_of(row.name_zh), Enterprise.form_of(row.name_en)
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
    for row in _of_the_same_name(draft.name_zh, draft.name_en):
        if draft.uscc and row.uscc:
            continue
        for name, other in ((draft.name_zh, row.name_zh), (draft.name_en, row.name_en)):
            if not name or not other or fold_name(name) != fold_name(other):
                continue
            seen = compare(name, other, region=draft.region, other_region=row.region)
            if seen.verdict is NameVerdict.SAME_FORM:
                return row
    return None


def _of_the_same_name(name_zh: str, name_en: str) -> list[Enterprise]:
    """Those whose name has the same form; first those that write it alike."""
    is_same, is_alike = Q(pk__in=[]), Q(pk__in=[])
    for language, name in (("zh", name_zh), ("en", name_en)):
        if form := Enterprise.form_of(name):
            is_same |= Q(**{f"folded_{language}": form})
            is_alike |= Q(**{f"name_{language}": name})
    known = Enterprise.objects.filter(is_same).annotate(later=Case(When(is_alike, then=0), default=1))
    return list(known.order_by("later", "pk"))


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


def own_enterprise(user: User | None) -> Enterprise | None:
    """The firm on file that a person of an enterprise writes for: the organisation's, else the one of its name."""
    own = people.organisation_of(user)
    if own is None or own.kind != OrganisationKind.ENTERPRISE:
        return None
    found = Enterprise.objects.filter(Q(organisation=own) | Q(organisation=None, name_zh=own.name_zh))
    return found.order_by(F("organisation").asc(nulls_last=True), "pk").first()


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
        rows = rows.filter(any_of(name, values))
    total = rows.count()
    page, size = bounds(page, size, total)
    shown = rows.select_related("party").order_by("name_zh", "pk")[(page - 1) * size : page * size]
    return DemandPage(list(shown), total, page, size, text, used, counts_of(rows, ENTERPRISE_FILTERS))
