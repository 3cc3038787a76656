"""Signing in (登录): password, then a code where one was set up; from outside by OpenID Connect; by an invitation.

Nobody is signed in before the second factor was given: until then the session holds only who gave the right password.
"""

from __future__ import annotations

import time
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from joserfc.errors import JoseError

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.models import Invitation, User
from zhiqiao.services import people
from zhiqiao.web.forms.account import CodeForm, InvitedForm, SignInForm
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import refused
from zhiqiao.words import problems as words

FAILURES = (OAuthError, JoseError, OSError, ValueError)
"""Ways in which the exchange with a provider goes wrong: it refuses, its token is not good, it is not there."""
HALFWAY = "half_signed_in"
HALFWAY_LASTS = 600
"""Seconds in which the code must follow the password."""
INVITED = "invited_with"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(LoginView):
    """Sign in with a local account."""

    template_name = "pages/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right: on to the code, or in."""
        return let_in(self.request, form.get_user(), self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the name of the provider, where there is one."""
        return super().get_context_data(**kwargs) | {"outside": outside_name()}


class SignOut(LogoutView):
    """Sign out (POST only)."""


def let_in(request: HttpRequest, user: User, then: str) -> HttpResponse:
    """Sign in a person who has shown who they are, after the second factor where one was set up."""
    if people.has_second_factor(user):
        request.session[HALFWAY] = {"user": user.pk, "then": then, "at": time.time()}
        return redirect("second-factor")
    login(request, user, backend=BACKEND)
    return redirect(then)


@never_cache
@sensitive_post_parameters()
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    half = request.session.get(HALFWAY) or {}
    user = people.active_account(half.get("user") or 0)
    if user is None or time.time() - half.get("at", 0) > HALFWAY_LASTS:
        request.session.pop(HALFWAY, None)
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if people.passes(user, form.cleaned_data["code"]):
            del request.session[HALFWAY]
            login(request, user, backend=BACKEND)
            return redirect(half["then"])
        form.add_error("code", words.say(Problem("code_is_right", "code")))
    return render(request, "pages/second_factor.html", {"form": form})


def outside_name() -> str:
    """What the provider is called; "" where none is set up."""
    if not (settings.OIDC["issuer"] and settings.OIDC["client_id"]):
        return ""
    return settings.OIDC["name"] or settings.OIDC["issuer"].removeprefix("https://")


def provider() -> Any:
    """The provider's client (authorization code with PKCE). 404 where none is set up."""
    if not outside_name():
        raise Http404
    oauth = OAuth()
    oauth.register(
        "outside",
        client_id=settings.OIDC["client_id"],
        client_secret=settings.OIDC["client_secret"] or None,
        server_metadata_url=settings.OIDC["issuer"] + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 10},
    )
    return oauth.outside


@require_POST
def outside(request: HttpRequest) -> HttpResponse:
    """Off to the provider."""
    then = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(then, {request.get_host()}, require_https=request.is_secure())
    request.session["outside_then"] = then if safe else ""
    try:
        return provider().authorize_redirect(request, request.build_absolute_uri(reverse("outside-back")))
    except FAILURES as failure:
        return unreachable(request, failure)


def outside_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: into the account tied to that identity, into a new one by an invitation, or tied to the
    account one is signed in with."""
    client = provider()
    try:
        told = client.authorize_access_token(request)
    except FAILURES as failure:
        return unreachable(request, failure)
    claims = told.get("userinfo") or {}
    issuer, subject = str(claims.get("iss") or settings.OIDC["issuer"]), str(claims.get("sub") or "")
    if not subject:
        return refused(request, [Problem("provider_says_who", given=outside_name())])
    then = request.session.pop("outside_then", "") or settings.LOGIN_REDIRECT_URL
    try:
        if request.user.is_authenticated:
            people.tie(reader(request), issuer, subject)
            messages.success(request, _("You can sign in with this identity from now on."))
            return redirect("account")
        user = people.account_of(issuer, subject) or by_invitation(request, issuer, subject, claims)
    except Refused as refusal:
        return refused(request, refusal.problems)
    if user is None:
        return refused(request, [Problem("identity_is_tied", given=outside_name())])
    return let_in(request, user, then)


def by_invitation(request: HttpRequest, issuer: str, subject: str, claims: Any) -> User | None:
    """A new account for who came from an invitation's page; None for anybody else."""
    token = request.session.pop(INVITED, "")
    if not token:
        return None
    wanted = str(claims.get("preferred_username") or claims.get("email") or subject).split("@")[0]
    return people.come_in(token, issuer, subject, wanted, language=get_language() or "zh-hans")


def unreachable(request: HttpRequest, failure: Exception) -> HttpResponse:
    """The provider did not answer, or said no."""
    told = getattr(failure, "error", "") or type(failure).__name__
    return refused(request, [Problem("provider_answers", given=outside_name(), data={"told": str(told)})], status=502)


@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to; take it with a new account, the one one is signed in with, or from outside."""
    try:
        invited = people.invitation_of(token)
    except Refused as refusal:
        return refused(request, refusal.problems, status=404)
    if request.method == "POST" and request.user.is_authenticated:
        return taken(request, token, invited)
    form = InvitedForm(request.POST or None, initial={"username": invited.email.split("@")[0]})
    if request.method == "POST" and "outside" in request.POST:
        request.session[INVITED] = token
        return outside(request)
    if request.method == "POST" and form.is_valid():
        try:
            user = people.accept_invitation(
                token,
                form.cleaned_data["username"],
                form.cleaned_data["password"],
                language=get_language() or "zh-hans",
            )
        except Refused as refusal:
            for problem in refusal.problems:
                field = problem.field if problem.field in form.fields else None
                form.add_error(field, words.say(problem))
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Your account is made. What you may do stands here."))
            return redirect("work")
    return render(
        request, "pages/invitation.html", {"invited": invited, "form": form, "outside": outside_name(), "token": token}
    )


def taken(request: HttpRequest, token: str, invited: Invitation) -> HttpResponse:
    """Take it with the account one is signed in with."""
    try:
        people.accept_invitation_as(token, reader(request))
    except Refused as refusal:
        return refused(request, refusal.problems)
    messages.success(request, _("You have the new role."))
    return redirect("work")
