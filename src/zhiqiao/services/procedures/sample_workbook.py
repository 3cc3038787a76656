"""A sample as a workbook (抽查结果导出): one sheet of rates, one of every item of every case. What one may not see of
the sample is not in it."""

from __future__ import annotations

from collections.abc import Iterator

from zhiqiao.domain.procedures.items import items
from zhiqiao.domain.procedures.sampling import Agreement, Rate
from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Page, PageCell
from zhiqiao.records.models import User
from zhiqiao.services.procedures.opening import procedure_named
from zhiqiao.services.procedures.sampled import Result, opinions_of, sample_result
from zhiqiao.words import codes
from zhiqiao.words import sampling as words


def sample_workbook(name: str, pk: int, *, user: User | None) -> bytes:
    """The workbook (XLSX). Refused (`sample_is_known`) where one may see nothing of the sample."""
    found = sample_result(name, pk, user=user)
    agreement, cases = words.sheet_names()
    notes = words.how_drawn({**vars(found.sample), "drawn": len(found.rows)})
    return choose.workbook_writer().write(
        [
            Page(agreement, words.agreement_columns(), list(rate_rows(found)), notes=notes),
            Page(cases, words.case_columns(), list(case_rows(found)), frozen_columns=2),
        ]
    )


def rate_rows(found: Result) -> Iterator[list[PageCell]]:
    """The rates of all together, then of each college."""
    if found.agreement is not None:
        yield from rates_of(found.sample.organisation.name_zh, found.agreement)
    for holder, agreement in found.by_holder:
        yield from rates_of(holder.name_zh if holder else "", agreement)


def rates_of(organisation: str, agreement: Agreement) -> Iterator[list[PageCell]]:
    """The rows of one organisation."""
    yield [organisation, words.whole_case(), *rate_cells(agreement.cases)]
    for item, rate in agreement.items.items():
        yield [organisation, codes.field_label(item), *rate_cells(rate)]


def rate_cells(rate: Rate) -> list[PageCell]:
    """The figures of one row; empty where there is none."""
    low, high = rate.interval or (None, None)
    return [rate.agreed, rate.decided, rate.unsure, rate.share, low, high, rate.kappa]


def case_rows(found: Result) -> Iterator[list[PageCell]]:
    """Every item of every case that has an opinion."""
    asked = {one.name: one for one in items(procedure_named(found.sample.procedure).sheet)}
    for row in found.rows:
        patent = row.patent
        for one in opinions_of(row):
            item = asked[one.item]
            yield [
                row.position,
                patent.application_number or patent.record_key,
                patent.title_zh or patent.title_en,
                row.holder.name_zh if row.holder else "",
                codes.field_label(one.item),
                words.value_told(item, one.filed),
                str(words.VERDICTS[one.verdict]),
                words.value_told(item, one.value),
                one.comment,
                str(row.second or ""),
            ]
