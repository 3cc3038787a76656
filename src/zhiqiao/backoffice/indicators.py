"""Indicators in the back office (指标): to look at; populations, a published list without rules, can be kept here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from zhiqiao.backoffice.people import record_change
from zhiqiao.backoffice.tables import StaffTable, actor
from zhiqiao.records.models import IndicatorCohort, IndicatorRun, PatentAward, PatentIndicators, Population
from zhiqiao.services import indicators


@admin.register(PatentIndicators)
class PatentIndicatorsTable(StaffTable):
    """Values as last computed."""

    list_display = ("patent", "cohort", "forward_citations_5", "originality", "is_high_value", "as_of", "version")
    list_filter = ("is_high_value", "version")
    search_fields = ("patent__record_key",)
    list_select_related = ("patent", "cohort")


@admin.register(IndicatorCohort)
class IndicatorCohortTable(StaffTable):
    """Cohorts with their spreads."""

    list_display = ("scheme", "field", "year", "size", "is_stale", "as_of", "version")
    list_filter = ("scheme", "is_stale", "version")


@admin.register(IndicatorRun)
class IndicatorRunTable(StaffTable):
    """Runs over the whole stock."""

    list_display = ("id", "version", "as_of", "state", "done", "by", "started_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("by",)


@admin.register(PatentAward)
class PatentAwardTable(StaffTable):
    """Awards on record, with their source: recorded by the service, so that the rule is computed again."""

    may_add = True
    autocomplete_fields = ("patent",)
    list_display = ("patent", "award", "year", "prize", "source", "by")
    list_filter = ("award", "year")
    search_fields = ("patent__record_key", "prize", "source")
    list_select_related = ("patent", "by")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What is given; codes in words once it is there."""
        given = ["patent", "award", "year", "prize", "source"]
        return given if obj is None else [*map(self.column, given), "by", "created_at"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Record it by the service."""
        given = {"prize": obj.prize, "source": obj.source, "by": actor(request)}
        obj.pk = indicators.record_award(obj.patent, obj.award, obj.year, **given).pk


@admin.register(Population)
class PopulationTable(StaffTable):
    """Inhabitants by place and year, with their source."""

    may_add = may_change = may_delete = True
    list_display = ("organisation", "year", "inhabitants", "source")
    list_filter = ("year",)
    search_fields = ("organisation__name_zh",)
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save with its trail."""
        super().save_model(request, obj, form, change)
        record_change("population_changed", request, obj, form)
