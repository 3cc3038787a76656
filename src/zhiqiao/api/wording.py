"""Sentences of the API itself (接口用语): statuses, shapes of input, reasons to stop; those of rules are in `words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

TITLES = {
    400: gettext_noop("The request cannot be read"),
    401: gettext_noop("Not signed in"),
    403: gettext_noop("Not permitted"),
    404: gettext_noop("Not found"),
    405: gettext_noop("This method is not offered here"),
    409: gettext_noop("Refused"),
    413: gettext_noop("Too large"),
    422: gettext_noop("The input does not fit"),
    429: gettext_noop("Too many requests"),
    500: gettext_noop("A fault on our side"),
}

STOPS = {
    "key_is_known": gettext_noop(
        "The header Authorization holds no valid key. Send “Authorization: Bearer” and a key from your account page; "
        "revoked keys do not work."
    ),
    "person_is_known": gettext_noop("This needs a person: send “Authorization: Bearer” and a key, or sign in."),
    "csrf_token_is_sent": gettext_noop(
        "A request with a session needs the header X-CSRFToken. Programs should use a key."
    ),
    "pace_is_kept": gettext_noop(
        "Too many requests in this minute. The header Retry-After says how many seconds to wait."
    ),
    "body_is_readable": gettext_noop(
        "The body cannot be read. Send valid JSON in UTF-8, or a form where a file is sent."
    ),
    "cursor_is_ours": gettext_noop(
        "This cursor does not belong to this query. Take next_cursor of the last answer, and leave the filters as they "
        "were."
    ),
    "address_is_known": gettext_noop("There is nothing at this address, or you may not see it."),
}

FIELDS = {
    "missing": gettext_noop("“%(field)s” is missing."),
    "extra_forbidden": gettext_noop("“%(field)s” is not a field here."),
    "string_type": gettext_noop("“%(field)s” must be text."),
    "string_too_short": gettext_noop("“%(field)s” must have at least %(min_length)s characters."),
    "string_too_long": gettext_noop("“%(field)s” may have at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_noop("“%(field)s” does not have the form %(pattern)s."),
    "too_short": gettext_noop("“%(field)s” must have at least %(min_length)s entries."),
    "too_long": gettext_noop("“%(field)s” may have at most %(max_length)s entries."),
    "greater_than_equal": gettext_noop("“%(field)s” must be at least %(ge)s."),
    "less_than_equal": gettext_noop("“%(field)s” may be at most %(le)s."),
    "enum": gettext_noop("“%(field)s” must be one of: %(expected)s."),
    "literal_error": gettext_noop("“%(field)s” must be one of: %(expected)s."),
    "int_type": gettext_noop("“%(field)s” must be a whole number."),
    "int_parsing": gettext_noop("“%(field)s” must be a whole number."),
    "int_from_float": gettext_noop("“%(field)s” must be a whole number."),
    "bool_type": gettext_noop("“%(field)s” must be true or false."),
    "bool_parsing": gettext_noop("“%(field)s” must be true or false."),
    "list_type": gettext_noop("“%(field)s” must be a list."),
    "dict_type": gettext_noop("“%(field)s” must be an object."),
    "model_attributes_type": gettext_noop("“%(field)s” must be an object."),
    "date_type": gettext_noop("“%(field)s” must be a date such as 2027-06-30."),
    "date_parsing": gettext_noop("“%(field)s” must be a date such as 2027-06-30."),
    "date_from_datetime_parsing": gettext_noop("“%(field)s” must be a date such as 2027-06-30."),
}
OTHER = gettext_noop("“%(field)s” does not fit: see the schema at /api/v1/openapi.json (%(code)s).")


def status_title(status: int) -> str:
    """The title of an HTTP status."""
    return _(TITLES[status]) if status in TITLES else str(status)


def stop_sentence(code: str) -> str:
    """Why the entrance stops the request."""
    return _(STOPS[code]) if code in STOPS else code


def field_sentence(code: str, field: str, data: Mapping[str, Any]) -> str:
    """What is wrong with the shape of one field; `code` is Pydantic's."""
    values = {"field": field or _("the body"), "code": code, **data}
    try:
        return _(FIELDS.get(code, OTHER)) % values
    except KeyError:
        return _(OTHER) % values
