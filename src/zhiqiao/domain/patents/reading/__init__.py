"""Reading patent sheets of any source (专利表格识读): which columns mean what, and each line as a draft with problems.

Rows come in as plain cells; files are opened by `engines.sheets`. The column map is plain data
{heading: field or ""} that a person may correct; headings are unique (a repeated one is "name [2]", an empty one
"[5]" after its column).
"""

from zhiqiao.domain.patents.reading.detection import Detection, detect, fold_heading, signature
from zhiqiao.domain.patents.reading.drafts import LineReading, PatentDraft, PublicationDraft, merge, unite
from zhiqiao.domain.patents.reading.fields import FIELDS, SOURCES
from zhiqiao.domain.patents.reading.lines import read_line
from zhiqiao.domain.patents.reading.repeats import Seen, contradictions
from zhiqiao.domain.patents.reading.template import template_headings

__all__ = [
    "FIELDS",
    "SOURCES",
    "Detection",
    "LineReading",
    "PatentDraft",
    "PublicationDraft",
    "Seen",
    "contradictions",
    "detect",
    "fold_heading",
    "merge",
    "read_line",
    "signature",
    "template_headings",
    "unite",
]
