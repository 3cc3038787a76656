"""Sentences for what is wrong with a line of a sheet (表格行的问题)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "number_is_given": _(
        "The line has no application or publication number. Write one of them: it tells which patent the line is about."
    ),
    "number_is_readable": _(
        "%(field)s “%(given)s” cannot be read as a number. Write it as in 202310123456.6, or with the office "
        "first as in US2013123456."
    ),
    "number_has_twelve_digits": _(
        "%(field)s “%(given)s” has %(digits)s digits; a Chinese application number has 12 and a check digit "
        "after the dot (8 before October 2003). Copy it again from the source."
    ),
    "number_has_valid_check_digit": _(
        "%(field)s “%(given)s” is mistyped: its check digit would be %(expected)s, not %(found)s. Compare it "
        "with the certificate digit by digit."
    ),
    "number_has_check_digit": _(
        "%(field)s “%(given)s” has no check digit; it was completed to %(expected)s. Nothing needs to be done if "
        "the digits before it are right."
    ),
    "number_kept_its_digits": _(
        "%(field)s “%(given)s” has lost its last digits: Excel turned it into a number. Set the column to text "
        "and paste the number again from the source."
    ),
    "number_has_possible_year": _(
        "%(field)s “%(given)s” would be of the year %(year)s, when no such number was given. Check its first digits."
    ),
    "number_has_kind_digit": _(
        "%(field)s “%(given)s” has %(digit)s where 1, 2, 3, 8 or 9 tells the kind of right. Check the digit "
        "after the year."
    ),
    "number_is_one": _("%(field)s “%(given)s” holds more than one number. Give every patent its own line."),
    "number_is_application_number": _(
        "%(field)s holds the publication number “%(given)s”; it was taken as such. Add the application number if "
        "you have it."
    ),
    "publication_number_is_readable": _(
        "%(field)s “%(given)s” cannot be read. A Chinese one looks like CN116000001A; others begin with their "
        "office, as in US20130101709A1."
    ),
    "numbers_agree": _(
        "The line gives two different application numbers, %(other)s and %(given)s. Keep the right one."
    ),
    "number_year_fits_date": _(
        "The application date %(given)s is later than the year in number %(number)s. Check the date and the number."
    ),
    "publication_agrees_with_application": _(
        "Publication number %(given)s is of another kind of right than application number %(application)s "
        "(%(kind)s). One of them is mistyped, or belongs to another patent."
    ),
    "publication_belongs_to_other": _(
        "Publication number %(given)s already stands with the patent %(other)s, but this line says %(number)s. "
        "Check both numbers."
    ),
    "kind_agrees_with_number": _(
        "%(field)s “%(given)s” contradicts number %(number)s, which is of this kind: %(kind)s. Correct the one "
        "that is wrong."
    ),
    "kind_is_known": _(
        "%(field)s “%(given)s” is not a kind we know; the number was asked instead. Write invention, utility "
        "model or design."
    ),
    "date_is_real": _("%(field)s “%(given)s” is not a day of the calendar. Write it as 2023-02-06."),
    "date_is_readable": _("%(field)s “%(given)s” cannot be read as a date. Write it as 2023-02-06."),
    "date_is_complete": _("%(field)s “%(given)s” lacks month or day and was left out. Write it as 2023-02-06."),
    "date_is_unambiguous": _(
        "%(field)s “%(given)s” may mean two different days and was left out. Write it as 2023-02-06."
    ),
    "date_agrees_with_year": _(
        "%(field)s “%(given)s” has another year than the year column, %(year)s; the year column was taken. "
        "Nothing needs to be done if it is right."
    ),
    "date_has_come": _("%(field)s %(given)s lies ahead of today. Check the year."),
    "grant_follows_application": _(
        "The grant date %(given)s is before the application date %(application_date)s. Check both; they may be swapped."
    ),
    "publication_follows_application": _(
        "The publication date %(given)s is before the application date %(application_date)s. Check both; they "
        "may be swapped."
    ),
    "title_is_given": _("The line has no title. Fill in the title in Chinese or English."),
    "text_is_legible": _(
        "%(field)s “%(given)s” holds garbled signs. Export the file again as XLSX, or as CSV in UTF-8."
    ),
    "text_is_chinese_or_english": _(
        "%(field)s “%(given)s” is neither Chinese nor English; it was kept with the English texts. Add a "
        "translation so that it can be found and matched."
    ),
    "text_fits_column": _("%(field)s “%(given)s” was cut to %(limit)s signs. Shorten it if the rest matters."),
    "name_is_short_enough": _(
        "A name in %(field)s is longer than 300 signs and was cut: “%(given)s”. Separate several names with semicolons."
    ),
    "ipc_is_readable": _("%(field)s: “%(given)s” cannot be read and was left out. A class looks like H01B1/22."),
    "legal_state_is_known": _(
        "%(field)s “%(given)s” is not among the words we know; the words are kept, the state counts as not "
        "known. Write for example granted, pending or lapsed."
    ),
    "way_is_known": _(
        "%(field)s: “%(given)s” is not a way of cooperation we know and was left out. Choose for example "
        "licence, transfer or joint development."
    ),
    "count_is_whole": _("%(field)s “%(given)s” is not a whole number and was left out. Write digits only."),
    "annuity_year_is_ordinal": _(
        "%(field)s “%(given)s” is not the number of an annuity year from 1 to 20 and was left out. Write 7 for "
        "the seventh year."
    ),
    "trl_is_one_to_nine": _(
        "%(field)s “%(given)s” is not between 1 and 9 and was left out. Write the level as one digit."
    ),
    "industry_is_known": _(
        "%(field)s “%(given)s” is none of our industries; the class was asked instead. Choose one from the list "
        "of the template."
    ),
    "line_fits_headings": _(
        "The line has %(beyond)s filled cells to the right of the last heading, among them “%(given)s”: it has "
        "slipped, or a heading is missing. Move the cells back under their headings."
    ),
    "patent_is_told_once": _(
        "Line %(line)s of the file says of the same patent (%(record)s) that its %(field)s is “%(other)s”; this "
        "line says “%(given)s”. Correct the line that is wrong, or its number."
    ),
    "line_is_readable": _("The line could not be read (%(given)s). Please report it with the file; the line is kept."),
}
