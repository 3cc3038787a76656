"""The API and its document (接口文档): every operation says which errors it gives, and who may call it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger

from zhiqiao import __version__
from zhiqiao.api.callers import Anyone, Key, Pace, Session
from zhiqiao.api.errors import MEDIA_TYPE
from zhiqiao.api.schemas.answers import ErrorOut

DESCRIPTION = """\
Patents, grades, needs, matches, procedures and imports of this Zhiqiao (知桥) over HTTP.

* Send `Authorization: Bearer <key>` with a key from your account page. A key in the address is not read. Browsers may
  use their session; then what writes needs the header `X-CSRFToken`. What is public can be read without a key.
* Errors are problem+json (RFC 9457): `code` and `codes` are stable, `detail` and `problems[].message` are in the
  language of `Accept-Language` (`zh-hans`, `en`). 401 no valid key, 403 not permitted, 404 not there or hidden, 409
  refused by a rule, 413 too large, 422 wrong shape, 429 too often.
* Lists: `page` and `size` (at most 100), or `cursor` from `next_cursor`. `complete` is true only when one answer holds
  everything; `stop_reason` says why not. Rows beyond 10,000 are not served.
* At most 120 requests a minute from one address without a key, 600 by one person; see the headers `X-RateLimit-Limit`
  and `X-RateLimit-Remaining`.
* Money is integer fen (1/100 yuan) with `currency`; dates are ISO 8601; what is not known is null or empty, never
  guessed.
* Versions: this is `v1`. Fields may be added; nothing is renamed or removed within `v1`. A later version is announced
  by the header `Deprecation` at least twelve months before `v1` ends.
"""

ERRORS = {
    "400": "The request or its cursor cannot be read.",
    "401": "No valid key.",
    "403": "Not permitted.",
    "404": "Not there, or hidden from this caller.",
    "405": "This method is not offered here.",
    "409": "Refused by a rule; `problems` say why and how to mend it.",
    "413": "Too large.",
    "422": "The input has the wrong shape.",
    "429": "Too many requests; wait as `Retry-After` says.",
}
WRITING = frozenset({"post", "put", "patch", "delete"})


class Api(NinjaAPI):
    """Ninja's API with our errors in its document and the caller's quota in its answers."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """The answer being made, with what is left of the caller's minute and the language it is in."""
        response = super().create_temporal_response(request)
        most, left = getattr(request, "api_quota", (None, None))
        if most is not None:
            response["X-RateLimit-Limit"], response["X-RateLimit-Remaining"] = str(most), str(left)
        response["Content-Language"] = translation.get_language() or ""
        return response

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """The document, with the errors of each operation and the right of everybody to call the public ones."""
        schema = super().get_openapi_schema(*args, **kwargs)
        components = ErrorOut.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"].update(components.pop("$defs", {}))
        schema["components"]["schemas"]["ErrorOut"] = components
        open_to_all = self._open_to_all()
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                _add_errors(path, method, operation)
                if operation["operationId"] in open_to_all and operation.get("security"):
                    operation["security"].append({})
        return schema

    def _open_to_all(self) -> set[str]:
        """Ids of the operations that need no key."""
        return {
            self.get_openapi_operation_id(operation)
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
            if any(isinstance(one, Anyone) for one in operation.auth_callbacks)
        }


def _add_errors(path: str, method: str, operation: dict[str, Any]) -> None:
    """The errors this operation may give."""
    given = {"400", "401", "422", "429"}
    if method in WRITING:
        given |= {"403", "409"}
    if "{" in path:
        given |= {"404", "409"}
    if operation.get("parameters"):  # what is asked for may be refused too
        given |= {"409"}
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        given |= {"413"}
    for status in sorted(given):
        operation["responses"][status] = {
            "description": ERRORS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ErrorOut"}}},
        }


def make_api() -> Api:
    """The API without its endpoints. Its page of documents loads nothing from elsewhere."""
    return Api(
        title="Zhiqiao API",
        version=__version__,
        description=DESCRIPTION,
        urls_namespace="api",
        docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": False, "displayRequestDuration": True}),
        throttle=[Pace()],
        openapi_extra={
            "info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
            "tags": [
                {"name": "patents", "description": "Patents, grades, the rubric (专利、分级)"},
                {"name": "needs", "description": "Technical needs (技术需求)"},
                {"name": "differences", "description": "Differences from the register (登记簿差异)"},
                {"name": "enterprises", "description": "Enterprises (企业)"},
                {"name": "match", "description": "Matching both ways, with reasons (匹配)"},
                {"name": "procedures", "description": "Procedures and their cases (办事流程、办件)"},
                {"name": "imports", "description": "Bringing sheets in (导入)"},
                {"name": "house", "description": "Health, status, code lists (系统)"},
            ],
        },
    )


__all__ = ["Api", "Key", "Session", "make_api"]
