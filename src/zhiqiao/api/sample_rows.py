"""Samples as the API gives them (抽查转接口数据)."""

from __future__ import annotations

from typing import Any

from zhiqiao.api.schemas.answers import OrganisationOut
from zhiqiao.api.schemas.samples import (
    HolderRateOut,
    OpinionOut,
    RateOut,
    SampledCaseOut,
    SampleOut,
    SampleResultOut,
)
from zhiqiao.domain.procedures.sampling import Rate
from zhiqiao.records.models import Organisation, Sample, SampledCase
from zhiqiao.services.procedures import Result
from zhiqiao.words.codes import field_label
from zhiqiao.words.sampling import whole_case


def organisation(one: Organisation | None) -> OrganisationOut | None:
    """An organisation, where there is one."""
    return None if one is None else OrganisationOut(id=one.pk, name_zh=one.name_zh, name_en=one.name_en)


def sample(one: Sample) -> SampleOut:
    """How it was drawn."""
    return SampleOut(**drawn(one))


def drawn(one: Sample) -> dict[str, Any]:
    """The same, by name."""
    return {
        "id": one.pk,
        "organisation": organisation(one.organisation),
        "percent": None if one.percent is None else float(one.percent),
        **{
            name: getattr(one, name)
            for name in (
                "states", "begun", "ended", "size", "strata", "mode", "seed", "population", "digest", "note", "drawn_at"
            )
        },
    }  # fmt: skip


def result(found: Result) -> SampleResultOut:
    """A sample with what came of it."""
    rates = []
    if found.agreement is not None:
        rates = [rate("", found.agreement.cases), *(rate(item, one) for item, one in found.agreement.items.items())]
    return SampleResultOut(
        **drawn(found.sample),
        rates=rates,
        holders=[
            HolderRateOut(organisation=organisation(holder), rate=rate("", one.cases))
            for holder, one in found.by_holder
        ],
        cases=[sampled_case(row) for row in found.rows],
    )


def rate(item: str, one: Rate) -> RateOut:
    """One rate."""
    low, high = one.interval or (None, None)
    return RateOut(
        item=item,
        label=field_label(item) if item else whole_case(),
        agreed=one.agreed,
        decided=one.decided,
        unsure=one.unsure,
        share=one.share,
        low=low,
        high=high,
        kappa=one.kappa,
    )


def sampled_case(row: SampledCase) -> SampledCaseOut:
    """A case of a sample."""
    patent = row.patent
    return SampledCaseOut(
        position=row.position,
        patent_id=patent.pk,
        number=patent.application_number or patent.record_key,
        title=patent.title_zh or patent.title_en,
        holder=organisation(row.holder),
        stratum=row.stratum,
        second=str(row.second) if row.second else None,
        answered_at=row.answered_at,
        returned_at=row.returned_at,
        opinions=[OpinionOut(**one, label=field_label(one["item"])) for one in row.opinions],
        comment=row.comment,
    )
