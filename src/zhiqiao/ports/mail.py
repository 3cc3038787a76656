"""The port of mail (邮件): one letter to one address."""

from __future__ import annotations

from typing import Protocol


class Mailer(Protocol):
    """Sends letters."""

    def send(self, address: str, subject: str, body: str) -> None:
        """Hand one letter over to whoever delivers it. Raises OSError where it is not taken."""
        ...
