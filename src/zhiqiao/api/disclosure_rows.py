"""Disclosures as the API gives them (发明披露转接口数据). What a caller may not know is taken off here by their
parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from zhiqiao.api import case_rows, rows
from zhiqiao.api.schemas.answers import OrganisationOut
from zhiqiao.api.schemas.disclosures import (
    AwardOut,
    CriterionOut,
    DisclosureBriefOut,
    DisclosureOut,
    EvaluationOut,
    FileOut,
    InventorOut,
    NearbyListOut,
    NearbyOut,
    ScaleOut,
    VetoOut,
)
from zhiqiao.domain.prefiling.scoring import Scale
from zhiqiao.domain.problems import Problem
from zhiqiao.records.models import DisclosureEvaluation, DisclosureFile
from zhiqiao.services import disclosures, procedures
from zhiqiao.services.disclosures import Disclosed, Line, Neighbours
from zhiqiao.words.procedures import STATES, label


def brief(line: Line) -> DisclosureBriefOut:
    """A line of the desk."""
    return DisclosureBriefOut(**_brief_values(line.one, line.options))


def disclosure(one: Disclosed, warnings: Iterable[Problem] = ()) -> DisclosureOut:
    """One with all that is known."""
    files = one.disclosure.files.all()
    award = disclosures.award(one.disclosure.patent)
    shown = one.evaluation if disclosures.may_read_evaluation(one) else None
    return DisclosureOut(
        **_brief_values(one, procedures.options(one)),
        sheet=one.facts.sheet.model_dump(mode="json"),
        parts=sorted(one.parts),
        inventors=[
            InventorOut(
                id=each.pk,
                name=each.name,
                username=each.user.username if each.user else None,
                share=each.share,
                agreed_at=each.agreed_at,
            )
            for each in one.inventors
        ],
        evaluation=evaluation(shown) if shown else None,
        files=[file(each) for each in files],
        award=AwardOut(**asdict(award)) if award else None,
        may_fill=rows.problems(procedures.may_fill(one)),
        history=[case_rows.taken(each) for each in procedures.history(one.row)],
        warnings=rows.problems(warnings),
    )


def evaluation(found: DisclosureEvaluation) -> EvaluationOut:
    """An evaluation as it was handed in."""
    return EvaluationOut(
        at=found.created_at,
        by=None if found.by is None else str(found.by),
        scale_version=found.scale_version,
        is_example=bool(found.scale.get("is_example")),
        points=found.points,
        vetoes=found.vetoes,
        total=found.total,
        proposal=found.proposal,
        remarks=found.remarks,
    )


def file(row: DisclosureFile) -> FileOut:
    """An attached file."""
    return FileOut(id=row.pk, file_name=row.file_name, size=row.size, sha256=row.file_digest, created_at=row.created_at)


def scale(found: Scale) -> ScaleOut:
    """The sheet in force."""
    return ScaleOut(
        version=found.version,
        is_example=found.is_example,
        source=found.source,
        criteria=[CriterionOut(**asdict(one)) for one in found.criteria],
        vetoes=[VetoOut(**asdict(one)) for one in found.vetoes],
        thresholds={str(step): least for step, least in found.thresholds.items()},
    )


def neighbours(found: Neighbours) -> NearbyListOut:
    """Patents that share words."""
    return NearbyListOut(
        items=[
            NearbyOut(
                record_key=one.patent.record_key,
                application_number=one.patent.application_number,
                title_zh=one.patent.title_zh,
                title_en=one.patent.title_en,
                words=one.words,
            )
            for one in found.found
        ],
        is_novelty_search=False,
        is_ready=found.is_ready,
    )


def _brief_values(one: Disclosed, options: Iterable[procedures.Option]) -> dict[str, Any]:
    """What the list and the disclosure itself have in common."""
    row, case, holder = one.disclosure, one.row, one.row.holder
    return {
        "id": row.pk,
        "title": one.facts.sheet.invention_title,
        "state": case.state,
        "state_label": label(STATES, case.state),
        "since": case.since,
        "last_day": case.last_day,
        "working_days_left": procedures.working_days_left(case.last_day),
        "holder": holder and OrganisationOut(id=holder.pk, name_zh=holder.name_zh, name_en=holder.name_en),
        "evaluator": None if row.evaluator is None else str(row.evaluator),
        "application_number": row.application_number,
        "filed_on": row.filed_on,
        "patent_key": row.patent.record_key if row.patent else None,
        "revision": case.revision,
        "moves": case_rows.moves(options),
    }
