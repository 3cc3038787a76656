"""A case as a print-out (办件打印): DOCX or PDF, drawn from the procedure's file and what was filed."""

from __future__ import annotations

from django.utils import timezone

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.records.models import User
from zhiqiao.services.procedures.opening import history, open_case, procedure_named
from zhiqiao.words.printing import Done, Printed, case_document


def print_case(name: str, patent: int, form: str, *, user: User | None) -> tuple[bytes, str]:
    """The file and its media type, in the language that is active.

    Refused (`case_is_known`, `print_form_is_known`, `chinese_font_is_there` for a PDF where no Chinese font can be
    had).
    """
    procedure, one = procedure_named(name), open_case(name, patent, user=user)
    if form not in choose.DOCUMENT_FORMS:
        raise Refused([Problem("print_form_is_known", given=form)])
    case, writer = one.row, choose.document_writer(form)
    printed = Printed(
        number=one.patent.application_number or one.patent.record_key,
        title=one.patent.title_zh or one.patent.title_en,
        holder=case.holder.name_zh if case.holder else "",
        filer=str(case.filer or ""),
        state=case.state,
        last_day=case.last_day,
        sheet=one.facts.sheet.model_dump(mode="json"),
        history=[
            Done(timezone.localtime(each.at), each.verb, str(each.by or ""), each.part, each.after, each.reason)
            for each in history(case)
        ],
        now=timezone.localtime(),
    )
    return writer.write(case_document(procedure, printed)), writer.media_type
