"""Classes (分类号): the form of IPC symbols, our own short titles, and the industry they point to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zhiqiao.domain.codes import Industry


@dataclass(frozen=True)
class IpcSymbol:
    """One IPC symbol (国际专利分类号): "C08L63/00" is section C, class C08, subclass C08L, group 63/00."""

    section: str
    ipc_class: str
    subclass: str
    group: str = ""

    @property
    def code(self) -> str:
        """As we store it: "C08L63/00", or only the subclass."""
        return self.subclass + self.group


def read_ipc(given: str) -> IpcSymbol | None:
    """One symbol in any writing ("E01B3/32(2006.01)I", "C07D 417/12", "A61K03578"); None when it is none."""
    raise NotImplementedError


@cache
def ipc_titles() -> dict[str, tuple[str, str]]:
    """Our own short titles: code → (zh, en), for sections, classes and subclasses."""
    raise NotImplementedError


def industry_of(ipc: str) -> Industry:
    """The industry a symbol points to, after our own table [P]."""
    raise NotImplementedError
