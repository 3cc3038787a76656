"""Which models are in use (模型状态), and what people must be told of answers given without them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from zhiqiao.domain.problems import Problem
from zhiqiao.engines import choose
from zhiqiao.services.embedding.quality import second


def models() -> list[dict[str, object]]:
    """The models in use, for people to see: which for what, whether texts leave the machine, and what is wrong."""
    told: list[tuple[str, str, Problem | None]] = [
        ("meaning", choose.embedder().id, choose.embedder_problem()),
        ("quality", choose.quality_embedder().id, choose.quality_problem()),
    ]
    if settings.RERANKER:
        reranker, problem = choose.reranker_had()
        told.append(("reranking", reranker.id if reranker else "none", problem))
    return [{"use": use, "id": name, "leaves": leaves(name), "problem": problem} for use, name, problem in told]


def places() -> list[str]:
    """The services to which texts go as the settings are; empty when none leaves this machine. Loads no model."""
    urls = []
    if "openai" in (settings.EMBEDDER, choose.quality_name()):
        urls.append(settings.EMBEDDINGS_ENDPOINT["url"])
    if settings.RERANKER:
        urls.append(settings.RERANK_ENDPOINT["url"])
    return list(dict.fromkeys(urlsplit(url).netloc.rpartition("@")[2] or url for url in urls if url))


def is_elsewhere(*, quality: bool = False) -> bool:
    """Whether the settings name a service as the model that finds, or as the second one. Then only public patents and
    needs that are not restricted are sent to it; all else is matched without."""
    return (choose.quality_name() if quality else settings.EMBEDDER) == "openai"


def leaves(model_id: str) -> bool:
    """Whether texts go over a network to a model of this id."""
    return model_id.startswith(("openai:", "rerank:"))


def place_of_model(*, quality: bool = False) -> str:
    """The service to which texts go when this model is asked; "" when they stay here."""
    model = choose.quality_embedder() if quality else choose.embedder()
    return model.id.removeprefix("openai:") if leaves(model.id) else ""


def note(*, lacking: bool = False) -> str:
    """What people must be told of the answers they get now, a code of `words.matching`; "" when meaning is compared.
    `lacking`: the index holds no vectors of the model."""
    if choose.embedder_problem() is not None:
        return "embedder_missing"
    if not choose.embedder().dim:
        return "words_only"
    return "not_embedded" if lacking else ""


def provenance() -> str:
    """The models an answer was made with."""
    quality = second()
    reranker = choose.reranker()
    others = [one.id for one in (quality.model if quality else None, reranker) if one is not None]
    return " + ".join([choose.embedder().id, *others])
