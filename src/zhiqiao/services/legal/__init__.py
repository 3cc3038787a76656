"""Legal life (法律状态): events told of patents, kept and folded into the register as of any day; extracts of
the register compared with our records, differences accepted or ignored.

Not responsible for what an event does (`domain.patents.register`) nor for reading sheets (`intake`).
"""

from zhiqiao.services.legal.comparing import Compared, Extract, compare
from zhiqiao.services.legal.deciding import MOST, Decided, counts, decide, inbox
from zhiqiao.services.legal.recording import Recorded, Told, record
from zhiqiao.services.legal.reference import reference
from zhiqiao.services.legal.registers import event_of, events_of, register_of, registers_of

__all__ = [
    "MOST",
    "Compared",
    "Decided",
    "Extract",
    "Recorded",
    "Told",
    "compare",
    "counts",
    "decide",
    "event_of",
    "events_of",
    "inbox",
    "record",
    "reference",
    "register_of",
    "registers_of",
]
