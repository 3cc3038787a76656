"""Joining (并档): two rows turn out to be one patent; one row stays and gets everything the other had."""

from __future__ import annotations

from typing import Any

from zhiqiao.records import audit
from zhiqiao.records.models import (
    Case,
    CaseMove,
    Difference,
    Disclosure,
    FamilyMember,
    Grade,
    ImportLine,
    LegalEvent,
    MatchRun,
    Patent,
    PatentCitation,
    PatentClass,
    PatentDocument,
    PatentParty,
    RegisterStart,
    Suggestion,
)
from zhiqiao.services.catalogue.merging import SINGLE, Record


def join(kept: Patent, gone: Patent, *, by: Any) -> None:
    """Move what hangs on `gone` to `kept` and delete `gone`. Inside the caller's transaction.

    Documents, lines of imports, grades, matches and citations move; parties and classes move only where `kept` has
    none of that role or scheme. The grade of `kept` stays the current one. Audit: `patents_joined`.
    """
    PatentDocument.objects.filter(patent=gone).update(patent=kept)
    ImportLine.objects.filter(patent=gone).update(patent=kept)
    if kept.grades.filter(is_current=True).exists():
        Grade.objects.filter(patent=gone, is_current=True).update(is_current=False)
    Grade.objects.filter(patent=gone).update(patent=kept)
    Suggestion.objects.filter(patent=gone).update(patent=kept)
    MatchRun.objects.filter(patent=gone).update(patent=kept)
    PatentCitation.objects.filter(cited=gone).update(cited=kept)
    Disclosure.objects.filter(patent=gone).update(patent=kept)
    join_cases(kept, gone)
    join_events(kept, gone)
    roles = set(kept.parties.values_list("role", flat=True))
    PatentParty.objects.filter(patent=gone).exclude(role__in=roles).update(patent=kept)
    schemes = set(kept.classes.values_list("scheme", flat=True))
    PatentClass.objects.filter(patent=gone).exclude(scheme__in=schemes).update(patent=kept)
    known = FamilyMember.objects.filter(patent=kept).values("number")
    FamilyMember.objects.filter(patent=gone).exclude(number__in=list(known.values_list("number", flat=True))).update(
        patent=kept
    )
    cited = list(kept.citations.values_list("number", flat=True))
    PatentCitation.objects.filter(patent=gone).exclude(number__in=cited).update(patent=kept)
    audit.record("patents_joined", kept, by=by, gone=gone.pk, gone_key=gone.record_key, kept_key=kept.record_key)
    gone_pk = gone.pk
    Patent.objects.filter(pk=gone_pk).delete()


def join_cases(kept: Patent, gone: Patent) -> None:
    """The cases of both. Where each has one of the same procedure, that which was filled in later stays as it is and
    takes over what was done in the other; the revisions add up, so that who read either is told."""
    stays = {case.procedure: case for case in Case.objects.filter(patent=kept)}
    for case in Case.objects.filter(patent=gone):
        both = [case, *filter(None, [stays.get(case.procedure)])]
        later = max(both, key=lambda one: (bool(one.sheet), one.updated_at, one.pk))
        for earlier in both:
            if earlier is not later:
                CaseMove.objects.filter(case=earlier).update(case=later)
                earlier.delete()
        filer = next((one.filer_id for one in (later, *both) if one.filer_id is not None), None)
        revision = sum(one.revision for one in both)
        Case.objects.filter(pk=later.pk).update(patent=kept, revision=revision, filer=filer)


def join_events(kept: Patent, gone: Patent) -> None:
    """The legal events of both, each once; the start of the register is that of `kept` where it has one, and so is a
    difference of a field."""
    fields = list(Difference.objects.filter(patent=kept).values_list("field", flat=True))
    Difference.objects.filter(patent=gone).exclude(field__in=fields).update(patent=kept)
    told = list(LegalEvent.objects.filter(patent=kept).values_list("digest", flat=True))
    LegalEvent.objects.filter(patent=gone).exclude(digest__in=told).update(patent=kept)
    if not RegisterStart.objects.filter(patent=kept).exists():
        RegisterStart.objects.filter(patent=gone).update(patent=kept)


def fold_in(kept: Record, gone: Record) -> None:
    """The same in hand: gaps of `kept` are filled from `gone`, parts unite."""
    for name in (*SINGLE, "region", "legal_state_written", "legal_state_date"):
        if getattr(kept.row, name) in ("", None) and getattr(gone.row, name) not in ("", None):
            setattr(kept.row, name, getattr(gone.row, name))
    for name, unknown in (("kind", "unknown"), ("legal_state", "unknown"), ("industry", "other"), ("willing", [])):
        if getattr(kept.row, name) == unknown:
            setattr(kept.row, name, getattr(gone.row, name))
    if not kept.row.application_number and gone.row.application_number:
        kept.row.application_number, kept.row.record_key = gone.row.application_number, gone.row.record_key
    kept.row.holder_id = kept.row.holder_id or gone.row.holder_id
    kept.row.family_known = kept.row.family_known or gone.row.family_known
    kept.row.citations_known = kept.row.citations_known or gone.row.citations_known
    kept.documents = {**gone.documents, **kept.documents}
    for role, parts in gone.parts.items():
        kept.parts.setdefault(role, parts)
    for scheme, codes in gone.classes.items():
        kept.classes.setdefault(scheme, codes)
    kept.family += [number for number in gone.family if number not in kept.family]
    kept.citations += [number for number in gone.citations if number not in kept.citations]
    kept.changed |= {"row", *gone.changed}
    if gone.row.pk is None:
        kept.changed |= {"documents", "family", "citations"}
        kept.changed |= {f"party:{role}" for role in gone.parts} | {f"class:{scheme}" for scheme in gone.classes}
