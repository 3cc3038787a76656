"""The catalogue in the back office (专利目录): to look at; what patents are is changed by imports and by `services`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhiqiao.backoffice.people import record_change
from zhiqiao.backoffice.tables import CodeFilter, StaffTable, actor
from zhiqiao.domain.problems import Refused
from zhiqiao.records.models import (
    CodeTitle,
    FamilyMember,
    Party,
    PartyDoubt,
    PartyName,
    Patent,
    PatentCitation,
    PatentClass,
    PatentDocument,
    PatentParty,
)
from zhiqiao.services import appraisal, catalogue
from zhiqiao.words import problems as words


@admin.register(Patent)
class PatentTable(StaffTable):
    """Patents with all their facts."""

    list_display = (
        "record_key",
        "title_zh",
        "kind",
        "legal_state",
        "industry",
        "application_date",
        "holder",
        "is_sample",
    )
    list_filter = (
        ("kind", CodeFilter),
        ("legal_state", CodeFilter),
        ("industry", CodeFilter),
        "is_public",
        "is_sample",
        "office",
    )
    search_fields = ("record_key", "application_number", "title_zh", "title_en")
    list_select_related = ("holder",)
    actions = ("grade_again",)

    @admin.action(description=_("Grade the chosen patents again"))
    def grade_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Grade them now; unchanged facts make no new grade."""
        made = appraisal.grade_patents(list(queryset.values_list("pk", flat=True)), "asked", by=actor(request)).made
        self.message_user(request, ngettext("%(made)s new grade.", "%(made)s new grades.", made) % {"made": made})


@admin.register(Party)
class PartyTable(StaffTable):
    """Parties named on patents. Two are joined by deciding their doubt, never here."""

    list_display = ("name", "name_en", "kind", "region", "uscc", "organisation", "merged_into")
    list_filter = (("kind", CodeFilter), "region")
    search_fields = ("name", "name_en", "uscc", "names__name")
    list_select_related = ("organisation", "merged_into")


@admin.register(PartyName)
class PartyNameTable(StaffTable):
    """Ways in which names are written."""

    list_display = ("name", "party", "folded", "decided_by")
    search_fields = ("name", "folded", "party__name")
    list_select_related = ("party", "decided_by")


@admin.register(PartyDoubt)
class PartyDoubtTable(StaffTable):
    """Pairs that may be one party: decided by a person."""

    list_display = ("party", "other", "reason", "verdict", "decided_by", "decided_at")
    list_filter = (("verdict", CodeFilter), "reason")
    search_fields = ("party__name", "other__name")
    list_select_related = ("party", "other", "decided_by")
    actions = ("say_same", "say_different")

    @admin.action(description=_("They are the same: join them"))
    def say_same(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Join each chosen pair."""
        self.decide(request, queryset, "same")

    @admin.action(description=_("They are different: keep them apart"))
    def say_different(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Keep each chosen pair apart for good."""
        self.decide(request, queryset, "different")

    def decide(self, request: HttpRequest, queryset: QuerySet[Any], verdict: str) -> None:
        """Settle each through the service, and say which it refused."""
        settled = 0
        for doubt in queryset:
            try:
                catalogue.decide_doubt(doubt, verdict, by=actor(request))
                settled += 1
            except Refused as refused:
                for problem in refused.problems:
                    self.message_user(request, f"{doubt}: {words.say(problem)}", messages.ERROR)
        if settled:
            said = ngettext("%(settled)s doubt settled.", "%(settled)s doubts settled.", settled)
            self.message_user(request, said % {"settled": settled})


@admin.register(CodeTitle)
class CodeTitleTable(StaffTable):
    """Titles of codes in both languages: a code list, so it can be corrected here."""

    may_add = may_change = may_delete = True
    list_display = ("scheme", "code", "zh", "en", "source")
    list_filter = ("scheme", "source")
    search_fields = ("code", "zh", "en")
    ordering = ("scheme", "code")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save with its trail."""
        super().save_model(request, obj, form, change)
        record_change("code_title_changed", request, obj, form)


@admin.register(PatentDocument)
class PatentDocumentTable(StaffTable):
    """Published documents."""

    list_display = ("number", "kind_code", "date", "patent")
    search_fields = ("number",)
    list_select_related = ("patent",)


@admin.register(PatentParty)
class PatentPartyTable(StaffTable):
    """Who is what on which patent."""

    list_display = ("name_written", "role", "position", "party", "patent")
    list_filter = (("role", CodeFilter),)
    search_fields = ("name_written", "name_en", "patent__record_key")
    list_select_related = ("party", "patent")


@admin.register(PatentClass)
class PatentClassTable(StaffTable):
    """Classes given to patents."""

    list_display = ("code", "scheme", "position", "patent")
    list_filter = ("scheme",)
    search_fields = ("code", "patent__record_key")
    list_select_related = ("patent",)


@admin.register(FamilyMember)
class FamilyMemberTable(StaffTable):
    """Family members elsewhere."""

    list_display = ("number", "office", "patent")
    list_filter = ("office",)
    search_fields = ("number", "patent__record_key")
    list_select_related = ("patent",)


@admin.register(PatentCitation)
class PatentCitationTable(StaffTable):
    """Documents that patents cite."""

    list_display = ("number", "patent", "cited")
    search_fields = ("number", "patent__record_key")
    list_select_related = ("patent", "cited")
