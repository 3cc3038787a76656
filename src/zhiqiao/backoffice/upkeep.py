"""Annuities in the back office (年费): to look at; payments, reductions and decisions are entered on their pages."""

from __future__ import annotations

from django.contrib import admin

from zhiqiao.backoffice.tables import StaffTable
from zhiqiao.records.models import AnnuityDue, AnnuityPayment, FeeReduction, Letter, UpkeepDecision

FOUND_BY = ("patent__record_key", "patent__title_zh", "patent__title_en")


@admin.register(AnnuityDue)
class AnnuityDueTable(StaffTable):
    """What each patent owes next."""

    list_display = ("patent", "holder", "level", "year", "due", "payable_until", "fee_fen", "reduction", "life_fen")
    list_filter = ("level", "reduction")
    search_fields = FOUND_BY
    list_select_related = ("patent", "holder")


@admin.register(AnnuityPayment)
class AnnuityPaymentTable(StaffTable):
    """Payments recorded, those taken back too."""

    list_display = ("patent", "year", "paid_on", "amount_fen", "receipt", "by", "at", "taken_back_at")
    search_fields = (*FOUND_BY, "receipt")
    list_select_related = ("patent", "by")


@admin.register(FeeReduction)
class FeeReductionTable(StaffTable):
    """Reductions granted, those that ended too."""

    list_display = ("patent", "kind", "since", "until", "by", "at")
    list_filter = ("kind",)
    search_fields = FOUND_BY
    list_select_related = ("patent", "by")


@admin.register(UpkeepDecision)
class UpkeepDecisionTable(StaffTable):
    """Every decision with what was proposed then."""

    list_display = ("patent", "year", "choice", "proposed", "fee_fen", "by", "at", "revision", "is_current")
    list_filter = ("choice", "proposed", "is_current")
    search_fields = (*FOUND_BY, "note")
    list_select_related = ("patent", "by")


@admin.register(Letter)
class LetterTable(StaffTable):
    """Letters, whether sent, and why not."""

    list_display = ("person", "kind", "period", "address", "subject", "made_at", "sent_at", "failure")
    list_filter = ("kind", "period")
    search_fields = ("person__username", "address", "subject")
    list_select_related = ("person",)
