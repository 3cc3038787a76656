"""Errors as problem+json (RFC 9457), in the caller's language, with stable codes; and the HTTP status of each."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from zhiqiao.api.wording import field_sentence, status_title, stop_sentence
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.words import problems as words

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"

FORBIDDEN = frozenset(
    {
        "role_permits_verb",
        "organisation_is_own",
        "need_is_own",
        "run_is_own",
        "part_permits_move",
        "desk_assigns",
        "school_draws_sample",
        "sample_is_own",
        "second_is_asked",
        "second_is_another",
    }
)
"""Refusals that are about the person, not about the matter: 403."""
NOT_FOUND = frozenset(
    {
        "patent_is_known",
        "entry_is_known",
        "need_is_known",
        "enterprise_is_known",
        "run_is_known",
        "table_is_there",
        "patent_is_graded",
        "case_is_known",
        "disclosure_is_known",
        "disclosure_file_is_known",
        "procedure_is_known",
        "sample_is_known",
        "sampled_case_is_known",
    }
)
"""What does not exist, or not for this caller: 404, so that nobody learns of what is hidden."""
TOO_LARGE = frozenset({"file_is_small_enough", "attachment_is_small_enough"})


def told(problem: Problem) -> dict[str, Any]:
    """A problem with its sentence."""
    return {**problem.as_json(), "message": words.say(problem)}


def answer(status: int, code: str, detail: str, problems: list[dict[str, Any]] | None = None) -> HttpResponse:
    """One problem+json answer. `code` is stable; `title` and `detail` are in the caller's language."""
    problems = problems or [
        {"code": code, "field": "", "given": "", "severity": "error", "data": {}, "message": detail}
    ]
    body = {
        "type": f"urn:zhiqiao:problem:{code}",
        "title": status_title(status),
        "status": status,
        "detail": detail,
        "code": code,
        "codes": list(dict.fromkeys(str(problem["code"]) for problem in problems)),
        "problems": problems,
    }
    # What is quoted may hold half a sign (a lone surrogate), which UTF-8 has no bytes for.
    content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    response = HttpResponse(content, content_type=MEDIA_TYPE, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def refused(problems: list[Problem]) -> HttpResponse:
    """A refusal: 403 for the person, 404 for what is not there, 413 for too much, else 409."""
    codes = {problem.code for problem in problems}
    if codes & FORBIDDEN:
        status = HTTPStatus.FORBIDDEN
    elif codes & NOT_FOUND:
        status = HTTPStatus.NOT_FOUND
    elif codes & TOO_LARGE:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    else:
        status = HTTPStatus.CONFLICT
    listed = [told(problem) for problem in problems]
    return answer(status, problems[0].code, " ".join(str(one["message"]) for one in listed), listed)


def _invalid(error: ValidationError) -> HttpResponse:
    """Input of the wrong shape: 422, one problem for each field."""
    listed: list[dict[str, Any]] = []
    for one in error.errors:
        source, *place = one.get("loc", ()) or ("",)
        if source == "body":
            place = place[1:]  # the name our function gives the body is nobody's business
        data = {key: value for key, value in (one.get("ctx") or {}).items() if isinstance(value, str | int | float)}
        field = ".".join(str(part) for part in place)
        listed.append(
            {
                "code": str(one["type"]),
                "field": field,
                "given": "",
                "severity": "error",
                "data": data,
                "message": field_sentence(str(one["type"]), field, data),
            }
        )
    return answer(422, "input_fits_schema", " ".join(str(one["message"]) for one in listed), listed)


def _stopped(error: HttpError) -> HttpResponse:
    """What the entrance itself stops: no key, no CSRF token, too often, a body that is not JSON."""
    if isinstance(error, Throttled):
        code = "pace_is_kept"
    elif error.status_code == HTTPStatus.BAD_REQUEST and " " in error.message:
        code = "body_is_readable"
    elif error.status_code == HTTPStatus.UNAUTHORIZED and error.message == "Unauthorized":
        code = "person_is_known"
    else:
        code = error.message
    return answer(error.status_code, code, stop_sentence(code))


def install(api: NinjaAPI) -> None:
    """Make every error of the API speak problem+json."""

    @api.exception_handler(Refused)
    def on_refusal(request: HttpRequest, error: Refused) -> HttpResponse:
        return refused(error.problems)

    @api.exception_handler(ValidationError)
    def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _invalid(error)

    @api.exception_handler(HttpError)
    def on_stop(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _stopped(error)

    @api.exception_handler(Http404)
    def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return unknown(request)

    @api.exception_handler(Exception)
    def on_fault(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return answer(
            500, "server_works", _("Something went wrong on our side. It has been noted; please try again later.")
        )


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address or a row that is not there."""
    return answer(404, "address_is_known", stop_sentence("address_is_known"))
