"""One's own account (账号): password, second factor, identities from outside, keys for programs."""

from __future__ import annotations

import base64
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.services import people
from zhiqiao.web.forms.account import CodeForm, KeyForm, PasswordForm
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.sign_in import outside_name
from zhiqiao.words import problems as words


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
            "has_second_factor": people.has_second_factor(reader(request)),
            "identities": reader(request).outside_identities.order_by("pk"),
            "outside": outside_name(),
        },
    )


@login_required
@never_cache
@sensitive_post_parameters()
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set one's second factor up, or end it; ending asks for a code."""
    user, form, codes = reader(request), CodeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if people.has_second_factor(user):
            if people.passes(user, code):
                people.remove_second_factor(user, by=user)
                messages.success(request, _("From now on the password is enough."))
                return redirect("account")
            form.add_error("code", words.say(Problem("code_is_right", "code")))
        else:
            try:
                codes = people.confirm_second_factor(user, code)
            except Refused as refusal:
                form.add_error("code", words.say(refusal.problems[0]))
    told: dict[str, Any] = {"form": form, "codes": codes, "is_demanded": people.needs_second_factor(user)}
    if codes is None and not people.has_second_factor(user):
        device = people.begin_second_factor(user)
        picture = segno.make(device.config_url, error="m").svg_inline(scale=4, light="white", omitsize=False)
        told |= {"picture": mark_safe(picture), "secret": base64.b32encode(device.bin_key).decode()}  # noqa: S308
    return render(request, "pages/second_factor_own.html", told)


@login_required
@require_POST
def untie(request: HttpRequest, pk: int) -> HttpResponse:
    """End signing in with one of one's identities."""
    identity = get_object_or_404(reader(request).outside_identities, pk=pk)
    try:
        people.untie(identity, by=reader(request))
        messages.success(request, _("This identity no longer signs you in."))
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, words.say(problem))
    return redirect("account")
