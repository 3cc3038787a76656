"""Disclosures (发明披露): inventions before filing, from the first draft to the patent that came of them.

Confidential: seen by their inventors, who evaluates them, their college and school, and staff. They stand in no index
and are matched with nothing.
"""

from zhiqiao.services.disclosures.deciding import (
    evaluate,
    link_disclosures,
    name_evaluator,
    record_filing,
    would_score,
)
from zhiqiao.services.disclosures.desk import DisclosureDesk, Line, award, desk, listed, waiting
from zhiqiao.services.disclosures.export import workbook
from zhiqiao.services.disclosures.files import BEGINNINGS, MEGABYTE, SIZE_MOST, attach, detach, may_attach
from zhiqiao.services.disclosures.files import opened as opened_file
from zhiqiao.services.disclosures.nearby import Nearby, Neighbours, nearby
from zhiqiao.services.disclosures.opening import (
    Disclosed,
    colleagues,
    may_read_evaluation,
    open_disclosure,
    places,
    visible,
)
from zhiqiao.services.disclosures.sample import load_sample
from zhiqiao.services.disclosures.scale import scale
from zhiqiao.services.disclosures.writing import INVENTORS_MOST, Named, agree, begin, move

__all__ = [
    "BEGINNINGS",
    "INVENTORS_MOST",
    "MEGABYTE",
    "SIZE_MOST",
    "Disclosed",
    "DisclosureDesk",
    "Line",
    "Named",
    "Nearby",
    "Neighbours",
    "agree",
    "attach",
    "award",
    "begin",
    "colleagues",
    "desk",
    "detach",
    "evaluate",
    "link_disclosures",
    "listed",
    "load_sample",
    "may_attach",
    "may_read_evaluation",
    "move",
    "name_evaluator",
    "nearby",
    "open_disclosure",
    "opened_file",
    "places",
    "record_filing",
    "scale",
    "visible",
    "waiting",
    "workbook",
    "would_score",
]
