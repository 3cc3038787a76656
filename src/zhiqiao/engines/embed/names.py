"""Which model a name in the settings means (模型名称): `none`, `use`, `e5`, `e5:512`, `st:<folder>`, `openai`.

Responsible for reading the name and making the model. Not responsible for what is done when it cannot be made: that is
`engines.choose`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.ports.embed import Embedder

FEWEST, MOST = 16, 512
"""Word pieces of a text that `e5:<number>` may be told to read."""


@dataclass(frozen=True)
class Endpoint:
    """A service that answers in the OpenAI manner: where, which model, with which key; texts go there."""

    url: str = ""
    model: str = ""
    key: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""


Ledger = Callable[[str, int], None]
ledgers: list[Ledger] = []
"""Told before each request to a service: where to, and how many texts."""


def made(name: str, home: Path, endpoint: Endpoint) -> Embedder:
    """The model of that name. Refused when there is no such model, or its files are missing or not genuine."""
    kind, _, rest = name.partition(":")
    if name in {"", "none"}:
        from zhiqiao.engines.embed.none import NoEmbedder

        return NoEmbedder()
    if name == "use":
        from zhiqiao.engines.embed.use import Use

        return Use()
    if name == "e5" or (kind == "e5" and rest.isdigit() and FEWEST <= int(rest) <= MOST):
        return e5(home, int(rest or 0))
    if kind == "st" and rest:
        from zhiqiao.engines.embed.local import LocalModel

        return LocalModel(Path(rest).expanduser())
    if name == "openai":
        from zhiqiao.engines.embed.endpoint import EndpointEmbedder

        return EndpointEmbedder(endpoint, cache=home / "cache")
    raise Refused([Problem("embedder_is_known", given=name)])


def e5(home: Path, limit: int = 0) -> Embedder:
    """multilingual-e5-small. Refused when its extra is not installed."""
    try:
        from zhiqiao.engines.embed.e5 import E5, LIMIT

        return E5(own=home / "models", cache=home / "cache", limit=limit or LIMIT)
    except ImportError as missing:  # onnxruntime, or onnx when the network is yet to be written
        raise Refused([Problem("quality_extra_is_installed", given=missing.name or "")]) from None


def e5_is_installed(home: Path) -> bool:
    """Whether all that `e5` needs is there; whether it is genuine shows when it is loaded."""
    from importlib.util import find_spec

    from zhiqiao.engines.embed.e5_file import place_of_file

    try:
        place_of_file(home / "models")
    except Refused:
        return False
    return find_spec("onnxruntime") is not None
