"""Forms of signing in and of keys."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.forms.field import Styled


class SignInForm(Styled, AuthenticationForm):
    """User name and password."""


class KeyForm(Styled, forms.Form):
    """A new API key."""

    label = forms.CharField(label=_("What the key is for"), max_length=100)
