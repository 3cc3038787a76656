"""Legal life (法律状态): events told of patents, kept and folded into the register as of any day.

Not responsible for what an event does (`domain.patents.register`) nor for reading sheets (`intake`).
"""

from zhiqiao.services.legal.recording import Recorded, Told, record
from zhiqiao.services.legal.registers import events_of, register_of, registers_of

__all__ = ["Recorded", "Told", "events_of", "record", "register_of", "registers_of"]
