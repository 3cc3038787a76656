"""Intake (导入): files in, raw lines kept, drafts read by the domain, records written by the catalogue and demands."""

from zhiqiao.services.intake.corrections import HIDDEN_KEY, error_workbook
from zhiqiao.services.intake.kinds import KINDS, kind_of
from zhiqiao.services.intake.opening import cut_off_run, open_run, set_map
from zhiqiao.services.intake.previewing import Preview, PreviewLine, preview
from zhiqiao.services.intake.running import resume_run, run_import
from zhiqiao.services.intake.starting import Progress, progress_of, receive, start_run
from zhiqiao.services.intake.tables import Table, tables_of
from zhiqiao.services.intake.templates import prefilled, template

__all__ = [
    "HIDDEN_KEY",
    "KINDS",
    "Preview",
    "PreviewLine",
    "Progress",
    "Table",
    "cut_off_run",
    "error_workbook",
    "kind_of",
    "open_run",
    "prefilled",
    "preview",
    "progress_of",
    "receive",
    "resume_run",
    "run_import",
    "set_map",
    "start_run",
    "tables_of",
    "template",
]
