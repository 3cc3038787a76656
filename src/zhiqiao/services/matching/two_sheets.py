"""Two sheets in, one workbook out (两表直接匹配): a sheet of patents and a sheet of needs, without server or set-up.

Everything goes the way any data goes: intake, index, grade, match. The command line gives it a data folder of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import translation

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records import jobs
from zhiqiao.records.facts import need_facts, needs_with_parts
from zhiqiao.records.models import ImportRun, Need
from zhiqiao.services import appraisal, indexing, intake
from zhiqiao.services.matching.patents import matched, version
from zhiqiao.services.matching.workbook import Pair, workbook

Progress = Callable[[str, int, int], None]
PER_NEED = 10
STAGES = ("patents", "needs", "index", "grade", "match", "write")


def match_workbooks(
    patents_path: Path | str,
    needs_path: Path | str,
    out_path: Path | str,
    *,
    language: str = "zh-hans",
    limit: int = PER_NEED,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the workbook and tell what is in it: patents, needs, rejected lines, pairs, needs without a good match.

    `progress` gets the stage (one of `STAGES`), how much is done and of how much. Refused when a file cannot be read,
    its columns are not understood (`columns_are_understood`), or nothing in it could be read (`file_has_lines`).
    """
    tell = progress or (lambda stage, done, total: None)
    with translation.override("en" if language.startswith("en") else "zh-hans"):
        runs = [brought_in(Path(path), what, tell) for path, what in ((patents_path, "patents"), (needs_path, "needs"))]
        patents = ids_of(runs[0], "patent")
        needs = list(needs_with_parts(Need.objects.filter(pk__in=ids_of(runs[1], "need"))).order_by("pk"))
        for number, run in ((len(patents), runs[0]), (len(needs), runs[1])):
            if not number:
                raise Refused([Problem("file_has_lines", "file", run.file_name)])
        indexing.index_patents(patents)
        tell("index", len(patents), len(patents))
        appraisal.grade_patents(patents)
        tell("grade", len(patents), len(patents))
        jobs.run_waiting()
        pairs = []
        for done, need in enumerate(needs, start=1):
            pairs.append(Pair(need, matched(need_facts(need), user=None, limit=limit)))
            tell("match", done, len(needs))
        Path(out_path).write_bytes(workbook(pairs, patents, runs, version()))
        tell("write", 1, 1)
    shown = [len(pair.result.rows) for pair in pairs]
    return {
        "patents": len(patents),
        "needs": len(needs),
        "rejected": sum(run.rejected for run in runs),
        "pairs": sum(shown),
        "with_match": sum(1 for many in shown if many),
        "no_good_match": sum(1 for many in shown if not many),
        "out": str(out_path),
    }


def brought_in(path: Path, what: str, tell: Progress) -> ImportRun:
    """The file imported through intake."""
    run = intake.open_run(path, by=None, what=what)
    if run.state == "new":
        raise Refused([Problem("columns_are_understood", "map", run.file_name)])
    return intake.run_import(run, by=None, progress=lambda done, total: tell(what, done, total))


def ids_of(run: ImportRun, record: str) -> list[int]:
    """The patents or needs its lines went to."""
    found = run.lines.filter(**{f"{record}__isnull": False}).values_list(record, flat=True)
    return sorted(set(found))
