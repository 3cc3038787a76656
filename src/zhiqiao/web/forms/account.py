"""Forms of signing in, of one's password and of keys."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.forms.field import Styled


class SignInForm(Styled, AuthenticationForm):
    """User name and password."""


class PasswordForm(Styled, PasswordChangeForm):
    """The old password, and twice the new one."""


class KeyForm(Styled, forms.Form):
    """A new API key."""

    label = forms.CharField(label=_("What the key is for"), max_length=100)
