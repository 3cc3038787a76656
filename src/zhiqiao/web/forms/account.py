"""Forms of signing in, of one's password and of keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from zhiqiao.domain.codes import OrganisationKind, Role
from zhiqiao.web.forms.field import Styled
from zhiqiao.words.codes import label


class SignInForm(Styled, AuthenticationForm):
    """User name and password."""


class PasswordForm(Styled, PasswordChangeForm):
    """The old password, and twice the new one."""


class KeyForm(Styled, forms.Form):
    """A new API key."""

    label = forms.CharField(label=_("What the key is for"), max_length=100)


class CodeForm(Styled, forms.Form):
    """The code from the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class InvitedForm(Styled, forms.Form):
    """User name and password of a new account."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 10 signs, not only digits."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return given


OFFERED = (Role.INVENTOR, *(role for role in Role if role is not Role.INVENTOR))
"""The role most people have stands first."""


class InviteForm(Styled, forms.Form):
    """Whom to invite, and to what."""

    name = forms.CharField(label=_("Full name"), max_length=100, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = self.fields["role"]
        assert isinstance(roles, forms.ChoiceField)
        roles.choices = [(str(role), label(role)) for role in OFFERED]


class PlaceForm(Styled, forms.Form):
    """A new organisation below the one that is shown."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [(str(kind), label(kind)) for kind in OrganisationKind]
