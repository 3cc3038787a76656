"""What is said of a password (密码要求): Django's validators with our own sentences, the same at every entrance.

Django's Chinese lacks one of them, and addresses the reader otherwise than we do.
"""

from __future__ import annotations

from django.contrib.auth import password_validation as checks
from django.utils.translation import gettext as _

from zhiqiao.domain.problems import Problem
from zhiqiao.words import problems


class TooSimilar(checks.UserAttributeSimilarityValidator):
    """Not too like one's name."""

    def get_error_message(self) -> str:
        """As everywhere."""
        return problems.say(Problem("password_too_similar", "password"))

    def get_help_text(self) -> str:
        """What is asked."""
        return _("Not like your name or user name.")


class TooShort(checks.MinimumLengthValidator):
    """Long enough."""

    def get_error_message(self) -> str:
        """As everywhere."""
        return problems.say(Problem("password_too_short", "password", data={"min_length": self.min_length}))

    def get_help_text(self) -> str:
        """What is asked."""
        return _("At least %(count)s signs.") % {"count": self.min_length}


class TooCommon(checks.CommonPasswordValidator):
    """Not one of the well-known ones."""

    def get_error_message(self) -> str:
        """As everywhere."""
        return problems.say(Problem("password_too_common", "password"))

    def get_help_text(self) -> str:
        """What is asked."""
        return _("None that many people use.")


class OnlyDigits(checks.NumericPasswordValidator):
    """Not digits alone."""

    def get_error_message(self) -> str:
        """As everywhere."""
        return problems.say(Problem("password_entirely_numeric", "password"))

    def get_help_text(self) -> str:
        """What is asked."""
        return _("Not digits only.")
