"""Signing in and one's own account (账号): language, password, keys for programs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from zhiqiao.services import people
from zhiqiao.web.forms.account import KeyForm, PasswordForm, SignInForm
from zhiqiao.web.pages.reader import reader


class SignIn(LoginView):
    """Sign in with a local account."""

    template_name = "pages/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Sign out (POST only)."""


class ChangePassword(PasswordChangeView):
    """A new password for oneself; one stays signed in here, and is signed out everywhere else."""

    template_name = "pages/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("account")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Set through the service, so that the trail tells of it."""
        user = reader(self.request)
        people.set_password(user, form.cleaned_data["new_password1"], by=user)
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("Your password is changed. Other devices are signed out."))
        return redirect(self.get_success_url())


@login_required
def show(request: HttpRequest) -> HttpResponse:
    """One's organisations and roles; make and revoke API keys."""
    form = KeyForm(request.POST or None)
    secret = None
    if request.method == "POST" and "revoke" in request.POST:
        given = request.POST["revoke"]
        key = get_object_or_404(people.keys_of(reader(request)), pk=int(given) if given.isdecimal() else 0)
        people.revoke_api_key(key, by=reader(request))
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
