"""The workbook of matches (匹配结果工作簿): summary with charts, ranked pairs with reasons, misses, grades, problems.

Sentences and headings come from `words`; how a sheet looks is the writer's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from zhiqiao.domain.codes import LegalState
from zhiqiao.domain.problems import Problem
from zhiqiao.engines import choose
from zhiqiao.ports.sheets import Chart, Column, Marked, Page, PageCell, Series
from zhiqiao.records.models import Grade, ImportRun, Need, Patent
from zhiqiao.services.matching.results import Match, MatchResult
from zhiqiao.words import grading, problems
from zhiqiao.words import matching as words
from zhiqiao.words.codes import label

AROUND = 18
"""Characters shown on either side of what met."""
EXCERPT = 160


@dataclass(frozen=True)
class Pair:
    """A need and its answer."""

    need: Need
    result: MatchResult


def workbook(pairs: Sequence[Pair], patents: Sequence[int], runs: Sequence[ImportRun], version: str) -> bytes:
    """The whole workbook, in the language that is active."""
    grades = {grade.patent_id: grade for grade in Grade.objects.filter(patent__in=patents, is_current=True)}
    rows = [
        matches_page(pairs, grades),
        misses_page(pairs),
        grades_page(patents, grades),
        problems_page(runs),
    ]
    return choose.workbook_writer().write([summary_page(pairs, patents, grades, runs, version), *rows])


def in_reader_language(row: Any, name: str) -> str:
    """The field in the reader's language where there is one, else in the other."""
    first, second = ("en", "zh") if (get_language() or "").startswith("en") else ("zh", "en")
    return getattr(row, f"{name}_{first}", "") or getattr(row, f"{name}_{second}", "")


def summary_page(
    pairs: Sequence[Pair],
    patents: Sequence[int],
    grades: Mapping[int, Grade],
    runs: Sequence[ImportRun],
    version: str,
) -> Page:
    """Counts first, then the tables the charts are drawn from."""
    sure = Counter(pair.result.rows[0].sureness if pair.result.rows else "none" for pair in pairs)
    levels = Counter(grade.level for grade in grades.values())
    counts = {
        "patents": len(patents),
        "needs": len(pairs),
        "with_match": sum(1 for pair in pairs if pair.result.rows),
        "no_good_match": sum(1 for pair in pairs if not pair.result.rows),
        "pairs": sum(len(pair.result.rows) for pair in pairs),
        "rejected": sum(run.rejected for run in runs),
    }
    table: list[tuple[str, PageCell]] = [(words.summary_label(name), value) for name, value in counts.items()]
    table += [(words.sureness_label(code), sure.get(code, 0)) for code in ("high", "medium", "low", "none")]
    levelled = [(grading.level(number), levels.get(number, 0)) for number in (5, 4, 3, 2, 1)]
    table += [*levelled, (grading.level(None), levels.get(None, 0))]
    name, start = words.heading("summary"), len(counts)
    by_sureness = Series(name, words.heading("needs"), 0, 1, start, start + 3)
    by_level = Series(name, words.heading("patents"), 0, 1, start + 4, start + 9)
    return Page(
        name=name,
        columns=[Column(words.heading("what"), 44), Column(words.heading("count"), 12, "integer", bars=True)],
        rows=table,
        notes=[words.heading("title"), words.heading("how_to_read"), version],
        charts=[
            Chart("doughnut", words.heading("chart_sure"), (by_sureness,), "D5", 460, 300),
            Chart("column", words.heading("chart_levels"), (by_level,), "D22", 460, 300),
        ],
        filters=False,
    )


def matches_page(pairs: Sequence[Pair], grades: Mapping[int, Grade]) -> Page:
    """Ranked pairs, one a line."""
    columns = [
        Column(words.heading("need"), 34, wrap=True),
        Column(words.heading("enterprise"), 22, wrap=True),
        Column(words.heading("rank"), 6, "integer"),
        Column(words.heading("number"), 20),
        Column(words.heading("patent"), 34, wrap=True),
        Column(words.heading("applicants"), 22, wrap=True),
        Column(words.heading("score"), 8, "decimal", bars=True),
        Column(words.heading("sureness"), 10),
        Column(words.heading("confidence"), 8, "percent"),
        Column(words.heading("level"), 10),
        Column(words.heading("reasons"), 52, wrap=True),
        Column(words.heading("against"), 44, wrap=True),
        Column(words.heading("parts"), 44, wrap=True),
        Column(words.heading("beside"), 60, wrap=True),
        Column(words.heading("figures"), 44, wrap=True),
        Column(words.heading("met"), 46, wrap=True),
        Column(words.heading("legal_state"), 10),
        Column(words.heading("twins"), 22, wrap=True),
    ]
    return Page(words.heading("matches"), columns, match_lines(pairs, grades), frozen_columns=1)


def match_lines(pairs: Sequence[Pair], grades: Mapping[int, Grade]) -> Iterator[list[PageCell]]:
    """The lines of that page."""
    numbers = dict(
        Patent.objects.filter(
            pk__in={twin for pair in pairs for one in pair.result.rows for twin in one.explanation.twins}
        ).values_list("pk", "record_key")
    )
    for pair in pairs:
        firm = in_reader_language(pair.need.enterprise, "name") if pair.need.enterprise else ""
        for one in pair.result.rows:
            row = one.row
            if not isinstance(row, Patent):
                continue
            grade = grades.get(row.pk)
            yield [
                in_reader_language(pair.need, "title"),
                firm,
                one.rank,
                number_of(row),
                in_reader_language(row, "title"),
                "；".join(getattr(one.facts, "applicants", ())),
                one.score,
                words.sureness_label(one.sureness),
                one.confidence,
                grading.level(grade.level) if grade else "",
                sentences(one.explanation.reasons),
                sentences(one.explanation.against),
                words.parts_line(one.explanation.parts),
                beside_in(one, pair.need),
                figures_in(one),
                met_in(one),
                label(LegalState(row.legal_state)),
                "；".join(numbers[twin] for twin in one.explanation.twins if twin in numbers),
            ]


def number_of(row: Patent) -> str:
    """The number people know it by."""
    return row.application_number or row.record_key.rsplit(":", 1)[-1]


def sentences(reasons: Sequence[Any]) -> str:
    """Reasons as sentences, one a line."""
    return "\n".join(words.say(reason.code, reason.data) for reason in reasons)


def beside_in(one: Match, need: Need) -> str:
    """Clause beside clause, one pair a line, those of the need in the reader's language where there are any."""
    own = "_en" if (get_language() or "").startswith("en") else "_zh"
    pairs = [each for each in one.explanation.aligned if each.need_field.endswith(own)] or one.explanation.aligned
    told = [
        (
            str(getattr(need, each.need_field, ""))[each.need_start : each.need_end],
            str(getattr(one.row, each.found_field, ""))[each.found_start : each.found_end],
        )
        for each in pairs
    ]
    return "\n".join(f"{ours} ↔ {theirs}" for ours, theirs in told if ours and theirs)


def figures_in(one: Match) -> str:
    """The asked figures, what is said of each, and the verdict, one a line."""
    lines = []
    for each in one.explanation.figures:
        told = each.for_reader(words.reader_language())
        pair = [those[0].text for those in (told.asked, told.said) if those]
        lines.append(f"{words.verdict_label(each.verdict)}: {' ↔ '.join(pair)}")
    return "\n".join(lines)


def met_in(one: Match) -> PageCell:
    """A piece of the patent's text with what met in bold; across languages the nearest sentence."""
    marks = one.explanation.marks_found
    nearest = one.explanation.nearest
    if nearest is not None and not marks:
        return str(getattr(one.row, nearest.found_field, ""))[nearest.found_start : nearest.found_end]
    if not marks:
        return ""
    own = "_en" if (get_language() or "").startswith("en") else "_zh"
    name = max(marks, key=lambda field: (field.endswith(own), field.startswith("abstract"), len(marks[field])))
    text = str(getattr(one.row, name, ""))
    start = max(0, marks[name][0][0] - AROUND)
    end = min(len(text), start + EXCERPT)
    parts: list[tuple[str, bool]] = [("…" if start else "", False)]
    at = start
    for first, last in marks[name]:
        if first >= end:
            break
        parts += [(text[at:first], False), (text[first : min(last, end)], True)]
        at = min(last, end)
    parts += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return Marked(tuple(part for part in parts if part[0]))


def misses_page(pairs: Sequence[Pair]) -> Page:
    """Needs for which nothing was good enough, with what came nearest."""
    columns = [
        Column(words.heading("need"), 44, wrap=True),
        Column(words.heading("nearest"), 44, wrap=True),
        Column(words.heading("confidence"), 10, "percent"),
        Column(words.heading("against"), 60, wrap=True),
    ]
    lines: list[list[PageCell]] = []
    for pair in pairs:
        best = pair.result.best_below_floor
        if pair.result.no_good_match:
            lines.append(
                [
                    in_reader_language(pair.need, "title"),
                    in_reader_language(best.row, "title") if best else "",
                    best.confidence if best else None,
                    sentences(best.explanation.against) if best else "",
                ]
            )
    return Page(words.heading("misses"), columns, lines, notes=[words.say("no_good_match")])


def grades_page(patents: Sequence[int], grades: Mapping[int, Grade]) -> Page:
    """Every patent with its grade and what is missing."""
    columns = [
        Column(words.heading("number"), 20),
        Column(words.heading("patent"), 46, wrap=True),
        Column(words.heading("legal_state"), 10),
        Column(words.heading("grade_score"), 9, "decimal", bars=True),
        Column(words.heading("level"), 12),
        Column(words.heading("coverage"), 9, "percent"),
        Column(words.heading("missing"), 60, wrap=True),
    ]
    rows = Patent.objects.filter(pk__in=patents)
    by_score = sorted(rows, key=lambda row: (-score_of(grades.get(row.pk)), row.pk))
    lines = (
        [
            number_of(row),
            in_reader_language(row, "title"),
            label(LegalState(row.legal_state)),
            score_of(grade) if grade and grade.score is not None else None,
            grading.level(grade.level) if grade else "",
            float(grade.coverage) / 100 if grade else None,
            "\n".join(grading.missing(one) for one in grade.missing) if grade else "",
        ]
        for row in by_score
        for grade in [grades.get(row.pk)]
    )
    return Page(words.heading("grades"), columns, lines)


def score_of(grade: Grade | None) -> float:
    """The grade's score, -1 where there is none."""
    return float(grade.score) if grade is not None and grade.score is not None else -1.0


def problems_page(runs: Sequence[ImportRun]) -> Page:
    """Every line that was rejected or accepted with a warning: where it stands and how to mend it."""
    columns = [
        Column(words.heading("file"), 24),
        Column(words.heading("sheet"), 24),
        Column(words.heading("line"), 8, "integer"),
        Column(words.heading("outcome"), 12),
        Column(words.heading("problem"), 90, wrap=True),
    ]
    return Page(words.heading("problems"), columns, problem_lines(runs))


def problem_lines(runs: Sequence[ImportRun]) -> Iterator[list[PageCell]]:
    """The lines of that page, in the order of the files."""
    for run in runs:
        for line in run.lines.exclude(problems=[]).order_by("table", "number").iterator(chunk_size=1000):
            said = [problems.say(Problem.from_json(one)) for one in line.problems]
            place = run.tables[line.table]["name"] if line.table < len(run.tables) else ""
            yield [run.file_name, str(place), line.number, words.outcome(line.state), "\n".join(said)]
