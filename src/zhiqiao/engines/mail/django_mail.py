"""Letters through Django's mail backend."""

from __future__ import annotations

from smtplib import SMTPException

from django.core.mail import EmailMessage


class DjangoMailer:
    """Sends through the backend of the settings."""

    def send(self, address: str, subject: str, body: str) -> None:
        """One plain text letter. Raises OSError where the server does not take it."""
        try:
            EmailMessage(subject, body, to=[address]).send()
        except SMTPException as error:  # already an OSError; told apart for its words
            raise OSError(str(error)) from error
