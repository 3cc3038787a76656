"""A service for embeddings and reranking on this machine, as real as HTTP gets, that can be told to misbehave."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

DIM = 48


def vector_of(text: str, dim: int = DIM) -> list[float]:
    """A vector that hangs on the text only, and is not of length 1."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return (np.random.default_rng(seed).normal(size=dim) * 3).tolist()


class Service(ThreadingHTTPServer):
    """Answers as asked; `faults` are met one by one before it answers well, `always` is met every time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults: list[str] = []
        self.always = ""
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.wants = "documents"

    @property
    def url(self) -> str:
        """Where it is; the manner of a base address."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Service
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""

    def answer(self, status: int, content: bytes, kind: str = "application/json", **headers: str) -> None:
        """Send it."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        """Embeddings or scores, or a fault."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body, dict(self.headers)))
        fault = self.server.faults.pop(0) if self.server.faults else self.server.always
        if fault.isdigit():
            return self.answer(int(fault), b'{"error": "no"}', Retry_After="0")
        if fault == "html":
            return self.answer(200, b"<html>Sign in to the network</html>", "text/html; charset=utf-8")
        if fault == "slow":
            time.sleep(0.5)
        if fault == "hang up":
            self.close_connection = True
            return None
        told = self.embeddings(body, fault) if self.path.endswith("/embeddings") else self.scores(body, fault)
        if told is None:
            return self.answer(422, b'{"detail": "missing field"}')
        return self.answer(200, json.dumps(told).encode())

    def embeddings(self, body: dict[str, Any], fault: str) -> Any:
        """In the wrong order, as is allowed."""
        dim = DIM + 1 if fault == "dimension" else DIM
        rows = [
            {"index": place, "embedding": [float("nan")] * DIM if fault == "nan" else vector_of(text, dim)}
            for place, text in enumerate(body["input"])
        ]
        if fault == "fewer":
            rows.pop()
        return {"wrong": rows} if fault == "other" else {"object": "list", "data": rows[::-1]}

    def scores(self, body: dict[str, Any], fault: str) -> Any:
        """By how many characters query and document share."""
        if self.server.wants not in body:
            return None
        documents = body[self.server.wants]
        rows = [
            {"index": place, "relevance_score": float(len(set(body["query"]) & set(text)))}
            for place, text in enumerate(documents)
        ]
        if fault == "fewer":
            rows.pop()
        if self.server.wants == "texts":
            return [{"index": row["index"], "score": row["relevance_score"]} for row in rows][::-1]
        return {"results": rows[::-1]}


@contextmanager
def running() -> Iterator[Service]:
    """A service for the length of a test."""
    service = Service()
    thread = threading.Thread(target=service.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
        thread.join()
