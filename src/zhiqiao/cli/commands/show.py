"""`zhiqiao show` (专利卡片): one patent in the terminal."""

from __future__ import annotations

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiqiao.cli.console import answer, as_json, out, table
from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.records.facts import patent_facts
from zhiqiao.services import appraisal, catalogue, people
from zhiqiao.words.codes import label


@click.command(help=_("Show a patent by any of its numbers."))
@click.argument("number")
@as_json
def show_command(number: str, json_: bool) -> None:
    """Show a patent by any of its numbers."""
    row = catalogue.get(number, user=people.machine_owner())
    grade = appraisal.current_grade(row)
    facts = patent_facts(row)
    if json_:
        answer(
            {
                "record_key": row.record_key,
                "title_zh": row.title_zh,
                "title_en": row.title_en,
                "kind": row.kind,
                "legal_state": row.legal_state,
                "application_date": row.application_date,
                "grant_date": row.grant_date,
                "applicants": list(facts.applicants),
                "ipc": list(facts.ipc),
                "score": float(grade.score) if grade and grade.score is not None else None,
                "level": grade.level if grade else None,
                "coverage": float(grade.coverage) if grade else None,
            }
        )
        return
    english = (get_language() or "").startswith("en")
    title = (row.title_en or row.title_zh) if english else (row.title_zh or row.title_en)
    out.print(title, style="bold", markup=False)
    rows: list[list[object]] = [
        [_("Number"), row.record_key],
        [_("Kind"), label(PatentKind(row.kind))],
        [_("Legal state"), label(LegalState(row.legal_state))],
        [_("Filed"), row.application_date],
        [_("Granted"), row.grant_date],
        [_("Applicants"), "；".join(facts.applicants)],
        ["IPC", " ".join(facts.ipc)],
    ]
    if grade:
        rows.append(
            [
                _("Grade"),
                _("level %(level)s, score %(score)s, facts %(coverage)s %%")
                % {"level": grade.level, "score": grade.score, "coverage": grade.coverage},
            ]
        )
    table(["", ""], rows)
    abstract = (row.abstract_en or row.abstract_zh) if english else (row.abstract_zh or row.abstract_en)
    out.print(abstract, markup=False)
