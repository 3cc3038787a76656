"""An OpenID Connect provider on this machine, for the tests of signing in from outside: it holds to PKCE and nonce."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwk, jwt


class Provider:
    """Answers discovery, keys and the exchange of a code. `asked` is what the browser was sent to it with."""

    def __init__(self) -> None:
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}, private=True)
        self.asked: dict[str, str] = {}
        self.claims: dict[str, Any] = {"sub": "chen", "preferred_username": "chen"}
        self.issuer = ""

    def sent_to(self, address: str) -> str:
        """The browser came here; the address it is sent back to."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return f"{urlsplit(self.asked['redirect_uri']).path}?code=c1&state={self.asked['state']}"

    def told(self) -> dict[str, Any]:
        """Where things are."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def exchanged(self, form: dict[str, str]) -> dict[str, Any]:
        """An identity token for a code, if the one who asks is the one who began."""
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != self.asked.get("code_challenge"):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": self.asked["client_id"], "iat": now, "exp": now + 60}
        token = jwt.encode(
            {"alg": "RS256", "kid": "1"}, claims | {"nonce": self.asked["nonce"]} | self.claims, self.key
        )
        return {"access_token": "a", "token_type": "Bearer", "id_token": token}


@contextmanager
def running() -> Iterator[Provider]:
    """A provider at work."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"keys": [provider.key.as_dict(private=False)]}
            self.answer(keys if self.path == "/keys" else provider.told())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = provider.exchanged({name: values[0] for name, values in parse_qs(body).items()})
            self.answer(given, 400 if "error" in given else 200)

        def answer(self, told: dict[str, Any], status: int = 200) -> None:
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_given: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
