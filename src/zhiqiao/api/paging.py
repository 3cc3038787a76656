"""Pages of a list (分页): by page number or by cursor, always saying whether the answer is complete and why it stops.

A cursor is the next page of the same query: it is refused with another one, so that part is never taken for the whole.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from ninja.errors import HttpError

SIZE_MOST = 100
DEEPEST = 10_000
"""Pages beyond this row are not served; narrow the query instead."""


PAGE_SAYS = "1-based page; or use cursor."
SIZE_SAYS = "Rows a page, at most 100."
CURSOR_SAYS = "next_cursor of the last answer, with the same filters; page and size are then not read."
FACETS_SAYS = "Also count the values of each facet."


@dataclass(frozen=True)
class Window:
    """Which rows are asked for: a 1-based page of a size, of the query with this fingerprint."""

    page: int
    size: int
    query: str

    def after(self, total: int, *, searched_all: bool = True) -> dict[str, Any]:
        """What the answer says of itself: total, page, size, next_cursor, complete, stop_reason.

        `complete` is True only when this one answer holds every row that meets the query.
        """
        more = self.page * self.size < total
        served = more and self.page * self.size < DEEPEST
        if more:
            reason = "page_end" if served else "depth_limit"
        elif not searched_all:
            reason = "search_limit"
        else:
            reason = "end" if self.page > 1 else ""
        return {
            "total": total,
            "page": self.page,
            "size": self.size,
            "next_cursor": _cursor(self.page + 1, self.size, self.query) if served else None,
            "complete": searched_all and not more and self.page == 1,
            "stop_reason": reason,
        }


def window(page: int, size: int, cursor: str, query: dict[str, Any]) -> Window:
    """The rows asked for. HttpError 400 `cursor_is_ours` when the cursor is not of this query."""
    digest = hashlib.sha256(json.dumps(query, sort_keys=True, default=str).encode()).hexdigest()[:12]
    if not cursor:
        return Window(page, size, digest)
    try:
        next_page, next_size, of_query = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        found = Window(int(next_page), int(next_size), str(of_query))
    except (ValueError, TypeError, binascii.Error) as error:
        raise HttpError(400, "cursor_is_ours") from error
    if found.query != digest or not 1 <= found.size <= SIZE_MOST or not 1 <= found.page <= DEEPEST:
        raise HttpError(400, "cursor_is_ours")
    return found


def _cursor(page: int, size: int, query: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([page, size, query]).encode()).decode()
