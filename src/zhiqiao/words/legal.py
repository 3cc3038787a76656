"""Legal events in words (法律事件说明): names of codes, what they do, parts of the register, and the reference page.

Chinese names of the codes are the gazette's where the shared list of them has one, else ours. Not responsible for what
a code does (`domain.patents.legal_events`).
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext, pgettext_lazy

from zhiqiao.domain.patents.legal_events import CODES, Effect, LegalEvent, LicenceKind, Matter
from zhiqiao.words import codes
from zhiqiao.words.rubric import row

Text = str | Promise

NAMES: dict[str, Text] = {
    "GR01": _("Patent granted"),
    "CF01": _("Lapse: annuity not paid"),
    "CX01": _("Term of protection expired"),
    "CE01": _("Patent right terminated"),
    "AV01": _("Patent right abandoned by its owner"),
    "AV02": _("Patent right abandoned in part"),
    "AD01": _("Patent right deemed abandoned"),
    "AR01": _("Patent right abandoned to avoid double patenting"),
    "IW01": _("Patent declared wholly invalid"),
    "IP01": _("Patent declared partly invalid"),
    "RW01": _("Patent revoked in full"),
    "RP01": _("Patent revoked in part"),
    "RR01": _("Right restored"),
    "RA01": _("Patent right restored"),
    "RJ01": _("Application refused after publication"),
    "WD01": _("Application deemed withdrawn after publication"),
    "WW01": _("Application withdrawn after publication"),
    "TR01": _("Patent right transferred"),
    "TA01": _("Right to the application transferred"),
    "CP01": _("Owner's name changed"),
    "CP02": _("Owner's address changed"),
    "CP03": _("Owner's name and address changed"),
    "CB01": _("Bibliographic data changed"),
    "CB02": _("Applicant's data changed"),
    "CB03": _("Inventor's data changed"),
    "CB04": _("Agent's data changed"),
    "EE01": _("Licence recorded"),
    "EM01": _("Licence recordal changed"),
    "EC01": _("Licence recordal cancelled"),
    "PE01": _("Pledge registered"),
    "PM01": _("Pledge registration changed"),
    "PC01": _("Pledge registration cancelled"),
    "PP01": _("Patent right preserved by a court"),
    "PD01": _("Preservation released"),
    "OL01": _("Open licence declared"),
    "OL02": _("Open licence withdrawn"),
    "PB01": _("Application published"),
    "SE01": _("Substantive examination begun"),
    "DE01": _("Examination begun by the office"),
    "DD01": _("Document served by publication"),
    "DC01": _("Secrecy lifted"),
    "CI01": _("Corrected application published"),
    "CI02": _("Application corrected"),
    "CI03": _("Patent corrected"),
    "CU01": _("Utility model corrected"),
    "CU02": _("Gazette of a utility model corrected"),
    "CU03": _("Corrected utility model published"),
    "TG01": _("Patent term adjusted"),
    "TP01": _("Patent term of a medicine extended"),
    "OR01": _("Other matters"),
}
"""Codes in use; older ones are named by what they do."""

EFFECTS: dict[Effect, Text] = {
    Effect.GRANT: _("The right is in force from then on."),
    Effect.END: _("The right ends."),
    Effect.VOID: _("The right ends; it counts as never having been, also where it had lapsed."),
    Effect.REFUSE: _("The application ends, unless the patent was granted."),
    Effect.RESTORE: _("What had ended is restored: a right to force, an application to pending."),
    Effect.PARTLY_VOID: _("The right stays in force in part; the event is shown with it."),
    Effect.TRANSFER: _("The owners are those named after it."),
    Effect.RENAME: _("The owner's name changes in its place; the owner does not."),
    Effect.LICENCE_BEGINS: _("A licence stands from then on, under its number."),
    Effect.LICENCE_CHANGES: _("The licence of that number reads otherwise: kind, licensor or licensee."),
    Effect.LICENCE_ENDS: _("The licence of that number ends, no other."),
    Effect.PLEDGE_BEGINS: _("A pledge stands from then on, under its number."),
    Effect.PLEDGE_CHANGES: _("The pledge of that number reads otherwise: pledgor or pledgee."),
    Effect.PLEDGE_ENDS: _("The pledge of that number ends, no other."),
    Effect.PRESERVE: _("The right is preserved; several preservations may stand."),
    Effect.RELEASE: _("The preservation of that number ends, or the only one."),
    Effect.OPEN_LICENCE_BEGINS: _("An open licence stands, as long as the right does."),
    Effect.OPEN_LICENCE_ENDS: _("The open licence ends."),
    Effect.NOTE: _("Kept and shown; nothing in the register changes."),
    Effect.UNSAID: _("Kept and shown; the code does not say whether something began, changed or ended."),
}

KINDS: dict[LicenceKind, Text] = {
    LicenceKind.EXCLUSIVE: pgettext_lazy("licence", "exclusive"),
    LicenceKind.SOLE: pgettext_lazy("licence", "sole"),
    LicenceKind.ORDINARY: pgettext_lazy("licence", "ordinary"),
    LicenceKind.CROSS: pgettext_lazy("licence", "cross"),
    LicenceKind.SUBLICENCE: pgettext_lazy("licence", "sublicence"),
    LicenceKind.UNKNOWN: pgettext_lazy("licence", "kind not given"),
}
MATTERS: dict[Matter, Text] = {
    Matter.KIND: _("Kind of licence"),
    Matter.GIVER: _("Licensor or pledgor"),
    Matter.TAKER: _("Licensee or pledgee"),
}


def name(event: LegalEvent) -> str:
    """What an event is called, in the language that is active; what its code does for an old code; "" for one we do
    not know."""
    if event.effect is None:
        return ""
    return str(NAMES.get(event.code) or EFFECTS[event.effect])


def label_of_kind(kind: LicenceKind) -> str:
    """The kind of a licence, in the language that is active."""
    return str(KINDS[kind])


def markdown(language: str) -> str:
    """The reference page of codes: each with its name and what it does, printed from the code that folds them."""
    with override(language):
        lines = [
            "# " + pgettext("legal events", "Legal events and what they do"),
            "",
            str(_("Codes of INPADOC for China, week 17 of 2024; other codes are kept and shown and change nothing.")),
            str(_("OL01 and OL02 are INPADOC's codes; under which code the gazette announces them is unverified.")),
            "",
            row(
                pgettext("legal events", "Code"),
                pgettext("legal events", "Event"),
                pgettext("legal events", "What it does"),
                pgettext("legal events", "State afterwards"),
            ),
            row(*["---"] * 4),
        ]
        for one in CODES.values():
            state = codes.label(one.state) if one.state != "unknown" else ""
            lines.append(row(f"`{one.code}`", str(NAMES.get(one.code, "")), str(EFFECTS[one.effect]), state))
        return "\n".join([*lines, ""])
