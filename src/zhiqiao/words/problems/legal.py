"""Sentences for problems of legal events and of the register (法律事件的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "event_is_of_own_patent": _(
        "The patent is held by another organisation, so its events are not yours to record. Ask that organisation, or "
        "whoever oversees both."
    ),
    "event_code_is_known": _(
        "Code “%(given)s” of %(on)s is not one we know. The event is kept and shown; it changes nothing in the "
        "register."
    ),
    "event_says_what_it_does": _(
        "Code “%(given)s” of %(on)s stands for a beginning, a change and an end alike, so the event is kept and "
        "changes nothing. Look it up in the gazette and import what it was under its own code."
    ),
    "event_is_told_once": _("“%(given)s” of %(on)s says what an earlier event said already. It changes nothing."),
    "right_is_granted_before_it_ends": _(
        "The grant “%(given)s” of %(on)s comes after the right had ended. It changes nothing: check both dates."
    ),
    "right_ends_once": _(
        "“%(given)s” of %(on)s ends a right that had ended before. The earlier end stands: check both dates."
    ),
    "application_is_pending": _(
        "“%(given)s” of %(on)s ends an application, but the patent was granted or had ended. It changes nothing."
    ),
    "right_to_restore_has_ended": _(
        "“%(given)s” of %(on)s restores a right that had not ended as far as we know. Import the event that ended it."
    ),
    "new_owner_is_named": _("The transfer “%(given)s” of %(on)s does not name the new owner, so the owner stays."),
    "owner_before_agrees": _(
        "The transfer “%(given)s” of %(on)s comes from %(before)s, but the owner known until then is %(known)s. The "
        "new owner stands; a transfer in between may be missing."
    ),
    "owner_to_rename_is_known": _(
        "The change of name “%(given)s” of %(on)s is about %(before)s, but the owners known are %(known)s. It changes "
        "nothing."
    ),
    "number_is_recorded_once": _(
        "“%(given)s” of %(on)s begins under number %(number)s, which stands already. It changes nothing."
    ),
    "recordal_is_known": _(
        "“%(given)s” of %(on)s is about number %(number)s, under which nothing stands. It changes nothing: import the "
        "event by which it began."
    ),
    "preservation_is_known": _(
        "The release “%(given)s” of %(on)s (number %(number)s) does not say which preservation it ends. All that stand "
        "go on standing."
    ),
    "open_licence_is_declared": _(
        "“%(given)s” of %(on)s withdraws an open licence of which no declaration is known. Import the declaration."
    ),
    "record_is_not_newer": _(
        "Our record gives another state from %(said)s on, later than “%(given)s” of %(on)s; the later one stands. If "
        "the record's date is only the day of a check, correct it."
    ),
    "patent_of_event_is_known": _(
        "No patent with number %(given)s is in the catalogue. Import the patent first, or correct the number, and send "
        "the line again."
    ),
    "event_is_named": _("The line does not say which event it is. Write its code, such as TR01, or its name."),
    "event_is_readable": _(
        "“%(given)s” is no code and no name of an event that we know. Write the code of the gazette, such as CF01, "
        "TR01, EE01 or PE01."
    ),
    "event_has_its_day": _(
        "The line has no date. Write the day of the announcement, or the day from which the event holds."
    ),
    "event_has_happened": _("%(field)s %(given)s is in the future; an event that has not happened is not recorded."),
    "transfer_names_new_owner": _("The transfer does not name the new owner. Write who owns the patent after it."),
    "event_names_its_number": _(
        "Event %(given)s changes or ends a recordal and does not say which. Write the number of the licence recordal "
        "or of the pledge registration."
    ),
    "change_says_what_after": _("The change is about “%(given)s” but does not say what it reads afterwards. Write it."),
    "recordal_has_its_number": _(
        "Event %(given)s has no number, so no later event can be told to change or end it. Add the number if you have "
        "it."
    ),
    "licence_kind_is_readable": _(
        "“%(given)s” is no kind of licence. Write exclusive, sole, ordinary, cross or sublicence."
    ),
    "licence_kind_is_given": _(
        "Licence %(given)s does not say its kind, so it is not known whether it shuts others out. Add the kind if you "
        "have it."
    ),
    "difference_is_known": _("No difference with number %(given)s is among yours."),
    "difference_is_open": _("The difference was decided meanwhile, by you or somebody else. Reload the list."),
    "verdict_is_known": _("“%(given)s” is no decision. Accept, ignore or open again."),
    "xml_holds_legal_events": _(
        "The XML file “%(given)s” of the European Patent Office holds no legal events. Ask for legal data and import "
        "that."
    ),
}
"""The rule that does not hold → the sentence."""
