"""People in the back office (人员与组织): accounts, organisations and roles, managed through `services.people`."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiqiao.backoffice.tables import CodeFilter, StaffTable, actor
from zhiqiao.domain.problems import Refused
from zhiqiao.records import audit
from zhiqiao.records.models import ApiKey, Membership, Organisation, User
from zhiqiao.services import people
from zhiqiao.words import problems as words


class AccountForm(BaseUserCreationForm):
    """A new account."""

    class Meta:
        """Its columns."""

        model = User
        fields = ("username", "display_name", "language", "is_staff")


def password_form(by: User) -> type[AdminPasswordChangeForm]:
    """The form in which `by` gives somebody a new password."""

    class PasswordForm(AdminPasswordChangeForm):
        """A new password, set through the service."""

        def save(self, commit: bool = True) -> Any:
            """Set it; the trail says who did."""
            people.set_password(self.user, self.cleaned_data["password1"], by=by)
            return self.user

    return PasswordForm


@admin.register(User)
class UserTable(StaffTable, UserAdmin):
    """Accounts: made, renamed, closed and given new passwords; never deleted, since the trail names them."""

    may_add = may_change = True
    add_form = AccountForm
    list_display = ("username", "display_name", "language", "is_staff", "is_active", "is_sample", "last_login")
    list_filter = ("is_active", "is_staff", "is_sample", "language")
    search_fields = ("username", "display_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email")}),
        (gettext_lazy("Looks"), {"fields": ("language", "large_type")}),
        (gettext_lazy("Access"), {"fields": ("is_active", "is_staff", "is_sample")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", "language", "is_staff", "password1", "password2")}),
    )

    def formfield_for_dbfield(self, db_field: models.Field, request: Any, **kwargs: Any) -> Any:
        """The language is one of ours."""
        if db_field.name == "language":
            return forms.ChoiceField(choices=settings.LANGUAGES, label=db_field.verbose_name)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nobody shuts themselves out, and a user name stays, since the trail is read by it."""
        if obj is None:
            return ()
        own = ("is_active", "is_staff") if obj.pk == request.user.pk else ()
        return ("username", "is_sample", "last_login", "date_joined", *own)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new account through the service; changed looks and access with their trail."""
        if not change:
            given = form.cleaned_data
            made = people.create_user(
                given["username"],
                given["password1"],
                display_name=given["display_name"],
                language=given["language"],
                is_staff=given["is_staff"],
                by=actor(request),
            )
            obj.__dict__.update(made.__dict__)
            return
        obj.is_superuser = obj.is_staff
        super().save_model(request, obj, form, change)
        record_change("user_changed", request, obj, form)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """As Django's, but the password is set by the service in the name of whoever asks."""
        acting = copy.copy(self)
        acting.change_password_form = password_form(actor(request))
        return UserAdmin.user_change_password(acting, request, id, form_url)


@admin.register(Organisation)
class OrganisationTable(StaffTable):
    """The tree of organisations: names and regions can be corrected, places in the tree are set once."""

    may_add = may_change = True
    list_display = ("name_zh", "name_en", "kind", "parent", "region", "is_sample")
    list_filter = (("kind", CodeFilter), "is_sample", "region")
    search_fields = ("name_zh", "name_en")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    ordering = ("path",)
    fields = ("kind", "name_zh", "name_en", "parent", "region")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Kind and parent decide who sees what, so they stay."""
        return () if obj is None else (self.column("kind"), "parent", "path", "is_sample")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """With its place once it has one."""
        if obj is None:
            return list(self.fields or ())
        return [self.column("kind"), "name_zh", "name_en", "parent", "region", "path", "is_sample"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new one through the service; corrections with their trail."""
        if not change:
            given = form.cleaned_data
            made = people.create_organisation(
                given["kind"],
                given["name_zh"],
                name_en=given["name_en"],
                parent=given["parent"],
                region=given["region"],
                by=actor(request),
            )
            obj.__dict__.update(made.__dict__)
            return
        super().save_model(request, obj, form, change)
        record_change("organisation_changed", request, obj, form)


@admin.register(Membership)
class MembershipTable(StaffTable):
    """Who is what where: given and taken away, not changed."""

    may_add = may_delete = True
    list_display = ("user", "organisation", "role")
    list_filter = (("role", CodeFilter),)
    search_fields = ("user__username", "user__display_name", "organisation__name_zh", "organisation__name_en")
    list_select_related = ("user", "organisation")
    autocomplete_fields = ("user", "organisation")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Open for a new one, in words for one that is there."""
        names = ("user", "organisation", "role")
        return list(names) if obj is None else [self.column(name) for name in names]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Through the service."""
        made = people.add_member(obj.user, obj.organisation, obj.role, by=actor(request))
        obj.__dict__.update(made.__dict__)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Through the service."""
        people.remove_member(copy.copy(obj), by=actor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Through the service, one by one."""
        for membership in queryset:
            people.remove_member(membership, by=actor(request))


@admin.register(ApiKey)
class ApiKeyTable(StaffTable):
    """Keys of programs: who has them, when they were used; they can be revoked."""

    list_display = ("prefix", "label", "user", "created_at", "last_used_at", "revoked_at")
    search_fields = ("prefix", "label", "user__username")
    list_select_related = ("user",)
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description=gettext_lazy("Revoke the chosen keys"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Revoke them through the service."""
        for key in queryset.filter(revoked_at__isnull=True):
            try:
                people.revoke_api_key(key, by=actor(request))
            except Refused as refused:
                for problem in refused.problems:
                    self.message_user(request, words.say(problem), messages.ERROR)
                return
        self.message_user(request, _("The keys no longer open anything."))


def record_change(verb: str, request: HttpRequest, row: Any, form: forms.ModelForm) -> None:
    """Write into the trail which columns were changed here, and to what."""
    if form.changed_data:
        changed = {name: str(form.cleaned_data.get(name, "")) for name in form.changed_data}
        audit.record(verb, row, by=actor(request), **{"changed": changed})
