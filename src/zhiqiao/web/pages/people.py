"""People and organisations (人员与组织): the part of the tree one administers, its members, invitations, stand-ins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.records.clock import today
from zhiqiao.records.models import Organisation, User
from zhiqiao.services import people, procedures
from zhiqiao.web.forms.account import InviteForm, PlaceForm
from zhiqiao.web.pages import listing
from zhiqiao.web.pages.export import spreadsheet
from zhiqiao.web.pages.reader import reader
from zhiqiao.web.pages.refusals import refused
from zhiqiao.words import problems as words

SIZE = 50


@login_required
def browse(request: HttpRequest) -> HttpResponse:
    """The topmost organisation one administers; where there is more than one, a choice."""
    managed = people.managed_by(reader(request))
    topmost = managed.exclude(parent__in=managed).order_by("name_zh", "pk")
    if not topmost.exists():
        return refused(request, [Problem("role_permits_verb", given="manage_people", data={"verb": "manage_people"})])
    if topmost.count() == 1:
        return redirect("people-of", topmost.get().pk)
    text = request.GET.get("q", "").strip()
    found = managed.filter(name_zh__contains=text) if text else topmost
    return render(request, "pages/people_choice.html", {"places": found.order_by("name_zh", "pk")[:200], "text": text})


@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation with those below it, its members, its open invitations and stand-ins."""
    user = reader(request)
    place = people.managed_by(user).filter(pk=pk).first()
    if place is None:
        raise Http404
    forms = {"invite": InviteForm(), "add": PlaceForm()}
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            act(request, place, forms)
        except Refused as refusal:
            for problem in refusal.problems:
                messages.error(request, words.say(problem))
        if not any(form.errors for form in forms.values()):
            return redirect("people-of", pk)
    members = people.members_below(place, user)
    text = request.GET.get("q", "").strip()
    if text:
        members = members.filter(user__display_name__contains=text) | members.filter(user__username__icontains=text)
    total = members.count()
    pager = listing.pager(total, listing.number(request, "page", 1, 100_000), SIZE)
    start = (pager.number - 1) * SIZE
    told = {
        "place": place,
        "way": way_to(place, user),
        "below": place.children.order_by("name_zh", "pk"),
        "members": members.order_by("organisation__path", "user__username", "role")[start : start + SIZE],
        "total": total,
        "pager": pager,
        "text": text,
        "invitations": invitations(request, place),
        "has_open": people.open_invitations().filter(organisation__path__startswith=place.path).exists(),
        "stand_ins": procedures.stand_ins_of(user).filter(organisation__path__startswith=place.path),
    }
    return render(request, "pages/people.html", told | forms)


def way_to(place: Organisation, user: User) -> list[Organisation]:
    """The organisations above, as far as one administers them."""
    above = [int(number) for number in place.path.strip("/").split("/")][:-1]
    return list(people.managed_by(user).filter(pk__in=above).order_by("path"))


def invitations(request: HttpRequest, place: Organisation) -> list[dict[str, Any]]:
    """The newest invitations into this organisation and below it, the open ones with their link."""
    rows = people.invitations_of(reader(request)).filter(organisation__path__startswith=place.path)[:SIZE]
    told = []
    for row in rows:
        state = people.state_of(row, today())
        address = reverse("invitation", args=[people.token_of(row)])
        told.append(
            {"row": row, "state": state, "link": request.build_absolute_uri(address) if state == "open" else ""}
        )
    return told


@login_required
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of all open invitations here and below, as a workbook."""
    place = people.managed_by(reader(request)).filter(pk=pk).first()
    if place is None:
        raise Http404
    rows = people.open_invitations().filter(organisation__path__startswith=place.path)
    told = [
        (row, request.build_absolute_uri(reverse("invitation", args=[people.token_of(row)])))
        for row in rows.select_related("organisation").order_by("organisation__path", "name", "pk")
    ]
    headings = [
        pgettext("whom", "For"),
        _("E-mail"),
        _("Organisation"),
        _("Role"),
        pgettext("column", "Can be used until"),
        _("Link"),
    ]
    return spreadsheet(people.link_sheet(_("Invitations"), headings, told), f"invitations-{place.pk}.xlsx")


def invite(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """Invite one person."""
    form = forms["invite"] = InviteForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        _row, is_new = people.invite(place, given["role"], name=given["name"], email=given["email"], by=reader(request))
        if is_new:
            messages.success(request, _("Invited. Copy the link below and send it to the person."))
        else:
            messages.info(request, _("This person has an open invitation already."))


def add_place(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """Add an organisation below this one."""
    form = forms["add"] = PlaceForm(request.POST)
    if form.is_valid():
        people.create_organisation(parent=place, by=reader(request), **form.cleaned_data)
        messages.success(request, _("Added."))


def revoke(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """Take an invitation back."""
    people.revoke_invitation(
        get_object_or_404(people.invitations_of(reader(request)), pk=given(request)), by=reader(request)
    )
    messages.success(request, _("The invitation is taken back; its link no longer works."))


def renew(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """A new link."""
    people.renew_invitation(
        get_object_or_404(people.invitations_of(reader(request)), pk=given(request)), by=reader(request)
    )
    messages.success(request, _("There is a new link; the old one no longer works."))


def remove(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """Take one role away."""
    held = people.members_below(place, reader(request))
    people.remove_member(get_object_or_404(held, pk=given(request)), by=reader(request))
    messages.success(request, _("The role is taken away."))


def leave(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """A person leaves; somebody may file in their place."""
    held = people.members_below(place, reader(request))
    user = get_object_or_404(held, pk=given(request)).user
    closed, moved = procedures.leave(user, place, named(request), by=reader(request))
    if closed:
        messages.success(request, _("%(name)s has left; the account is closed.") % {"name": user})
    else:
        messages.success(request, _("%(name)s has left here; roles elsewhere stay.") % {"name": user})
    if moved:
        told = ngettext("%(count)s case went over.", "%(count)s cases went over.", moved)
        messages.info(request, told % {"count": moved})


def stand_in(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """Name who files under an inventor's name."""
    instead = named(request)
    if instead is None:
        raise Refused([Problem("user_is_known", "username")])
    procedures.stand_in(place, request.POST.get("inventor", ""), instead, by=reader(request))
    messages.success(request, _("Noted. Found by name from now on; cases already named stay as they are."))


def end_stand_in(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """Nobody stands in under that name any more."""
    procedures.end_stand_in(
        get_object_or_404(procedures.stand_ins_of(reader(request)), pk=given(request)), by=reader(request)
    )
    messages.success(request, _("Ended."))


def end_second_factor(request: HttpRequest, place: Organisation, forms: dict[str, Any]) -> None:
    """Somebody has lost their telephone."""
    held = people.members_below(place, reader(request))
    user = get_object_or_404(held, pk=given(request)).user
    people.remove_second_factor(user, by=reader(request))
    messages.success(
        request, _("%(name)s signs in with the password alone until a new one is set up.") % {"name": user}
    )


def given(request: HttpRequest) -> int:
    """The row that is meant."""
    told = request.POST.get("row", "")
    return int(told) if told.isdecimal() and len(told) < 16 else 0


def named(request: HttpRequest) -> User | None:
    """The account that is named to stand in; None where none is. Refused (`user_is_known`) for an unknown one."""
    name = request.POST.get("instead", "").strip()
    found = people.person_named(name) if name else None
    if name and found is None:
        raise Refused([Problem("user_is_known", "username", name)])
    return found


ACTS: dict[str, Callable[[HttpRequest, Organisation, dict[str, Any]], None]] = {
    "invite": invite,
    "add": add_place,
    "revoke": revoke,
    "renew": renew,
    "remove": remove,
    "leave": leave,
    "stand_in": stand_in,
    "end_stand_in": end_stand_in,
    "end_second_factor": end_second_factor,
}
"""What the page's forms ask for."""
