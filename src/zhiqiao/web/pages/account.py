"""Signing in and one's own account (账号): language, password, keys for programs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiqiao.services import people
from zhiqiao.web.forms.account import KeyForm, SignInForm
from zhiqiao.web.pages.reader import reader


class SignIn(LoginView):
    """Sign in with a local account."""

    template_name = "pages/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Sign out (POST only)."""


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """One's organisations and roles; make and revoke API keys."""
    form = KeyForm(request.POST or None)
    secret = None
    if request.method == "POST" and "revoke" in request.POST:
        people.revoke_api_key(
            get_object_or_404(people.keys_of(reader(request)), pk=request.POST["revoke"]), by=reader(request)
        )
        messages.success(request, _("The key no longer works."))
        return redirect("account")
    if request.method == "POST" and form.is_valid():
        _key, secret = people.make_api_key(reader(request), form.cleaned_data["label"], by=reader(request))
        form = KeyForm()
    return render(
        request,
        "pages/account.html",
        {
            "form": form,
            "secret": secret,
            "keys": people.keys_of(reader(request)),
            "memberships": people.memberships_of(reader(request)),
        },
    )
