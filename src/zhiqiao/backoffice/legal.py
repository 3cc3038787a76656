"""Legal life in the back office (法律事件): events and registers' starts to look at; events come in by imports."""

from __future__ import annotations

from django.contrib import admin

from zhiqiao.backoffice.tables import CodeFilter, StaffTable
from zhiqiao.records.models import Difference, LegalEvent, RegisterStart


@admin.register(LegalEvent)
class LegalEventTable(StaffTable):
    """Events as they were told."""

    list_display = ("patent", "code", "on", "effective", "source", "created_at")
    list_filter = ("code",)
    search_fields = ("patent__record_key", "source")
    list_select_related = ("patent",)


@admin.register(RegisterStart)
class RegisterStartTable(StaffTable):
    """What our record said before the first event."""

    list_display = ("patent", "legal_state", "legal_state_date", "taken")
    list_filter = ("legal_state",)
    search_fields = ("patent__record_key",)
    list_select_related = ("patent",)


@admin.register(Difference)
class DifferenceTable(StaffTable):
    """Differences from the register; they are decided upon on their page."""

    list_display = ("patent", "field", "state", "source", "source_date", "decided_by", "decided_at")
    list_filter = (("state", CodeFilter), "field")
    search_fields = ("patent__record_key", "source")
    list_select_related = ("patent", "decided_by")
