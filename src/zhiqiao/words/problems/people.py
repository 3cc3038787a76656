"""Sentences for problems of people, organisations, parties and code lists (人员、组织与代码表的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "sheet_kind_is_known": _(
        "“%(given)s” is not a kind of sheet that can be imported. Choose patents, needs or enterprises."
    ),
    "run_is_own": _("Import %(given)s belongs to another organisation. Ask that organisation to go on with it."),
    "run_has_rejected_lines": _("Import %(given)s has no rejected line, so there is nothing to mend."),
    "patent_is_known": _("There is no patent “%(given)s”, or you may not see it. Check the number."),
    "patent_is_graded": _("The patent “%(given)s” has no grade yet. Have it graded first."),
    "record_held_by_other": _(
        "Another organisation keeps this patent's record; the line was added to it without taking it over. Ask "
        "that organisation if it should be yours."
    ),
    "verdict_is_known": _("“%(given)s” is no verdict. Choose same or different."),
    "doubt_is_open": _("This doubt has been decided already (%(given)s). Reload the list to see the rest."),
    "doubt_is_decided": _("This doubt has not been decided yet (%(given)s). Decide it first."),
    "doubt_is_own": _(
        "The party “%(given)s” stands on no patent of your organisation. Ask the organisation that keeps it."
    ),
    "codes_are_equal": _(
        "The two parties have different unified social credit codes, %(given)s and %(other)s, so they are not "
        "one. Correct the wrong code first."
    ),
    "source_given": _("The code list has no source. Say where it comes from, and which edition it is."),
    "code_list_has_rows": _("The code list “%(given)s” is empty. Give a list with code and title in each line."),
    "code_list_has_columns": _("The code list needs the columns code, zh and en; it has: %(given)s."),
    "role_permits_verb": _(
        "Your role does not allow this: %(verb)s. Ask an administrator of your organisation for it."
    ),
    "user_is_known": _("There is no account “%(given)s”. Check the name, or make the account first."),
    "username_given": _("The account has no user name. Write one."),
    "username_is_free": _("The user name “%(given)s” is taken. Choose another."),
    "language_is_known": _("“%(given)s” is not a language of the site. Choose Chinese or English."),
    "label_given": _("The key has no name. Name it after the program that will use it."),
    "role_is_known": _("“%(given)s” is no role. Choose one from the list."),
    "person_is_managed": _("The account “%(given)s” belongs to no organisation you manage. Ask its own administrator."),
    "only_staff_makes_staff": _("Only staff may make “%(given)s” a member of staff. Ask the people who run the site."),
    "only_staff_makes_roots": _(
        "Only staff may make an organisation that stands under no other. Choose the organisation above it."
    ),
    "organisation_is_known": _("There is no organisation “%(given)s”. Check the name, or make it first."),
    "organisation_is_own": _("You have no such right in “%(given)s”. Ask an administrator there."),
    "organisation_kind_is_known": _("“%(given)s” is no kind of organisation. Choose one from the list."),
    "organisation_name_given": _("The organisation has no name. Write its Chinese name."),
    "organisation_name_is_free": _(
        "There is already an organisation “%(given)s” at that place. Use it, or choose another name."
    ),
    "organisation_name_is_unique": _("More than one organisation is called “%(given)s”. Say which by its full name."),
    "password_too_similar": _("The password is too like your own particulars. Choose another."),
    "password_too_short": _("The password is too short: it needs at least %(min_length)s signs."),
    "password_too_common": _("The password is one that many people use. Choose another."),
    "password_entirely_numeric": _("The password is made of digits only. Add letters."),
    "line_can_be_stored": _(
        "The line could not be kept (%(given)s). Please report it with the file; the raw line is not lost."
    ),
    "run_is_known": _("There is no import %(given)s, or you may not see it. Go back to the list of imports."),
    "invited_is_named": _("Nobody is named. Write a name or an e-mail address."),
    "email_is_readable": _("“%(given)s” is no e-mail address. Write it as name@example.edu.cn."),
    "days_are_possible": _("“%(given)s” days are not possible. Choose from 1 to %(most)s."),
    "invitation_is_open": _(
        "This invitation cannot be used: it was taken up, taken back or has grown too old, or its link is not whole. "
        "Ask whoever sent it for a new one."
    ),
    "second_factor_is_new": _("You have a second factor already. End it first to set up another."),
    "code_is_right": _(
        "This code is not right, or was used before. Wait for the next one in your app, or use a recovery code."
    ),
    "identity_is_free": _("This outside identity is tied to another account here. Sign in with that one, or untie it."),
    "identity_is_tied": _(
        "No account here is tied to your identity at %(given)s. Sign in with your password and tie it under My "
        "account, or open the invitation you were sent."
    ),
    "way_in_is_left": _("You have no password, so this identity is your only way in. Set a password first."),
    "provider_says_who": _("%(given)s did not say who you are. Sign in with your password, or ask who runs it."),
    "provider_answers": _(
        "Signing in through %(given)s did not work (%(told)s). Try again, or sign in with your password."
    ),
    "member_is_here": _("%(given)s has no role in this organisation or below it."),
    "nobody_leaves_alone": _("You cannot take your own roles away. Ask another administrator."),
}
