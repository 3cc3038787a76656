"""Embedder and reranker that are services elsewhere (外部模型服务), asked in the OpenAI and the Jina manner over HTTP.

Responsible for asking in batches, trying again, and believing no answer that is not what was asked for; the only file
that imports `httpx`. Not responsible for whether texts may leave the machine: nothing here runs unless the settings
name a service, and whoever wants to know what is sent gives a `ledger`. Neither texts nor keys are ever logged.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines.embed.names import Endpoint, ledgers
from zhiqiao.ports.embed import Kind, Vectors

AT_ONCE = 32
LONGEST = 6000
"""Characters of a text that are sent; models of this kind read less."""
NOTHING = "."
"""Sent for an empty text, which services refuse."""
TRIES = {"query": 2, "passage": 5}
"""Somebody waits for the answer to a query."""
SECONDS = {"query": httpx.Timeout(10.0, connect=3.0), "passage": httpx.Timeout(60.0, connect=5.0)}
LONGEST_PAUSE = 20.0
AGAIN = {408, 425, 429, 500, 502, 503, 504}
PROBE = "知桥"


class Service:
    """One address that is asked."""

    def __init__(self, url: str, model: str, key: str, *, setting: str):
        for name, value in (("URL", url), ("MODEL", model)):
            if not value:
                raise Refused([Problem("endpoint_is_configured", given=f"ZHIQIAO_{setting}_{name}")])
        parts = urlsplit(url)
        self.url, self.model, self.host = url.rstrip("/"), model, parts.netloc.rpartition("@")[2]
        if parts.scheme != "https" and not (parts.scheme == "http" and is_near(parts.hostname or "")):
            raise Refused([Problem("endpoint_is_safe", given=self.host or url)])
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.client = httpx.Client(headers=headers, follow_redirects=False)

    def ask(self, path: str, body: dict[str, Any], *, texts: int, kind: Kind) -> Any:
        """The answer as JSON. Refused when there is none, or none that can be read."""
        reason, tries = "", TRIES[kind]
        for turn in range(1, tries + 1):
            for ledger in ledgers:
                ledger(f"{self.host}/{self.model}", texts)
            pause = min(0.5 * 2 ** (turn - 1), LONGEST_PAUSE)
            try:
                answer = self.client.post(f"{self.url}/{path}", json=body, timeout=SECONDS[kind])
            except httpx.HTTPError as failure:
                reason = type(failure).__name__
            else:
                if answer.status_code == 200:
                    return self.read(answer)
                reason = f"HTTP {answer.status_code}"
                if answer.status_code not in AGAIN:
                    raise Refused([Problem("endpoint_accepts_us", given=self.host, data={"reason": reason})])
                told = answer.headers.get("retry-after", "")
                pause = min(float(told), LONGEST_PAUSE) if told.isdigit() else pause
            if turn < tries:
                time.sleep(pause)
        raise Refused([Problem("endpoint_answers", given=self.host, data={"reason": reason, "tries": tries})])

    def read(self, answer: httpx.Response) -> Any:
        """The JSON of an answer."""
        try:
            return answer.json()
        except ValueError:
            raise self.odd(answer.headers.get("content-type", "no content type").partition(";")[0]) from None

    def odd(self, reason: str) -> Refused:
        """What is raised when an answer is not what was asked for."""
        return Refused([Problem("endpoint_answer_is_understood", given=self.host, data={"reason": reason})])


def is_near(host: str) -> bool:
    """Whether a host is this machine or in a private network, where plain HTTP is usual."""
    if host == "localhost" or (host and "." not in host and ":" not in host):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host.endswith((".local", ".internal", ".lan"))


class EndpointEmbedder:
    """Vectors from a service; its dimension is seen at the first answer, kept, and held to."""

    languages = frozenset({"zh", "en"})
    cross_lingual = True
    needs_centering = True

    def __init__(self, endpoint: Endpoint, *, cache: Path):
        self.service = Service(endpoint.url, endpoint.model, endpoint.key, setting="EMBEDDINGS")
        self.prefixes = {"query": endpoint.query_prefix, "passage": endpoint.passage_prefix}
        self.dim = 0
        self.dim = self.known_dimension(cache)
        told = f"{self.service.host}/{self.service.model}"
        if endpoint.passage_prefix:
            told += f"#{hashlib.sha256(endpoint.passage_prefix.encode()).hexdigest()[:6]}"
        if len(told) > 60:
            told = f"{told[:50]}~{hashlib.sha256(told.encode()).hexdigest()[:8]}"
        self.id = f"openai:{told}/{self.dim}"

    def known_dimension(self, cache: Path) -> int:
        """The dimension seen before, else that of one answer."""
        name = hashlib.sha256(f"{self.service.url}\0{self.service.model}".encode()).hexdigest()[:16]
        kept = cache / f"endpoint-{name}.json"
        try:
            return int(json.loads(kept.read_text(encoding="utf-8"))["dim"])
        except (OSError, ValueError, KeyError, TypeError):
            found = self.asked([PROBE], "query").shape[1]
        try:
            cache.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps({"dim": found}), encoding="utf-8")
        except OSError:
            pass  # it will be asked again
        return found

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """(len(texts), dim) float32, unit rows. Refused when the service does not give them."""
        result = np.empty((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), AT_ONCE):
            share = texts[start : start + AT_ONCE]
            result[start : start + len(share)] = self.asked(share, kind)
        return result

    def asked(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """The vectors of at most `AT_ONCE` texts."""
        sent = [(self.prefixes[kind] + (whole(text)[:LONGEST].strip() or NOTHING)) for text in texts]
        body = {"model": self.service.model, "input": sent, "encoding_format": "float"}
        answer = self.service.ask("embeddings", body, texts=len(sent), kind=kind)
        try:
            rows = sorted(answer["data"], key=lambda row: int(row["index"]))
            if [int(row["index"]) for row in rows] != list(range(len(sent))):
                raise self.service.odd(f"{len(rows)} / {len(sent)}")
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (KeyError, TypeError, ValueError) as wrong:
            raise self.service.odd(type(wrong).__name__) from None
        if vectors.ndim != 2 or not vectors.shape[1]:
            raise self.service.odd("embedding")
        if self.dim and vectors.shape[1] != self.dim:
            data = {"found": vectors.shape[1], "expected": self.dim}
            raise Refused([Problem("endpoint_keeps_dimension", given=self.service.host, data=data)])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise self.service.odd("NaN")
        unit: Vectors = vectors / lengths
        return unit


class EndpointReranker:
    """Scores from a service that reads question and document together."""

    def __init__(self, url: str, model: str, key: str):
        self.service = Service(url, model, key, setting="RERANK")
        self.id = f"rerank:{self.service.host}/{self.service.model}"
        self.word = "documents"
        """What the service calls the documents: most say so, Hugging Face's server says `texts`."""

    def scores(self, query: str, documents: Sequence[str]) -> Vectors:
        """(len(documents),) float32. Refused when the service does not give them."""
        if not documents:
            return np.zeros(0, dtype=np.float32)
        try:
            answer = self.asked(query, documents)
        except Refused as refused:
            problem = refused.problems[0]
            if problem.code != "endpoint_accepts_us" or problem.data.get("reason") not in {"HTTP 400", "HTTP 422"}:
                raise
            self.word = "texts" if self.word == "documents" else "documents"
            answer = self.asked(query, documents)
        return self.understood(answer, len(documents))

    def asked(self, query: str, documents: Sequence[str]) -> Any:
        """One request; a reranker is only ever asked while somebody waits."""
        sent = [whole(text)[:LONGEST].strip() or NOTHING for text in documents]
        body = {"model": self.service.model, "query": whole(query)[:LONGEST], self.word: sent}
        return self.service.ask("rerank", body, texts=len(sent) + 1, kind="query")

    def understood(self, answer: Any, count: int) -> Vectors:
        """The scores in the documents' order."""
        rows = answer.get("results") if isinstance(answer, dict) else answer
        scores = np.full(count, np.nan, dtype=np.float32)
        try:
            for row in rows or ():
                place = int(row["index"])
                if not 0 <= place < count:
                    raise self.service.odd(f"index {place}")
                scores[place] = row["relevance_score"] if "relevance_score" in row else row["score"]
        except (KeyError, TypeError, ValueError) as wrong:
            raise self.service.odd(type(wrong).__name__) from None
        if not np.isfinite(scores).all():
            raise self.service.odd(f"{int(np.isfinite(scores).sum())} / {count}")
        return scores


def whole(text: str) -> str:
    """The text without halves of characters, which JSON cannot carry."""
    return text.encode("utf-8", "replace").decode()
