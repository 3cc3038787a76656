"""Who may do what (权限): one table of verbs and roles, read by the pages, the API, the command line and the writes.

Not responsible for which rows a person sees: that is `visible_to` in `records`.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from zhiqiao.domain.codes import Role
from zhiqiao.domain.problems import Problem


class Verb(StrEnum):
    """What can be asked of Zhiqiao (操作)."""

    IMPORT_SHEET = "import_sheet"
    DECIDE_PARTY = "decide_party"
    WRITE_NEED = "write_need"
    GRADE_PATENT = "grade_patent"
    MATCH = "match"
    RUN_POOL = "run_pool"
    MANAGE_PEOPLE = "manage_people"
    KEEP_PACKS = "keep_packs"
    KEEP_UP = "keep_up"
    DRAW_SAMPLE = "draw_sample"
    KEEP_AWARDS = "keep_awards"


MAY: dict[Verb, frozenset[Role]] = {
    Verb.IMPORT_SHEET: frozenset({Role.ADMIN, Role.OFFICER, Role.OFFICIAL, Role.AGENCY, Role.ENTERPRISE}),
    Verb.DECIDE_PARTY: frozenset({Role.ADMIN, Role.OFFICER, Role.OFFICIAL}),
    Verb.WRITE_NEED: frozenset({Role.ADMIN, Role.OFFICER, Role.OFFICIAL, Role.AGENCY, Role.ENTERPRISE}),
    Verb.GRADE_PATENT: frozenset({Role.ADMIN, Role.OFFICER, Role.OFFICIAL}),
    Verb.MATCH: frozenset(Role),
    Verb.RUN_POOL: frozenset({Role.ADMIN, Role.OFFICER, Role.OFFICIAL}),
    Verb.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Verb.KEEP_AWARDS: frozenset(),  # staff only: awards count in the figures of the whole installation
    Verb.KEEP_PACKS: frozenset(),  # staff only: a pack holds for the whole installation
    Verb.KEEP_UP: frozenset({Role.ADMIN, Role.OFFICER}),
    Verb.DRAW_SAMPLE: frozenset({Role.ADMIN, Role.OFFICER, Role.OFFICIAL}),
}


def allowed(verb: Verb, roles: Collection[Role], *, staff: bool = False) -> list[Problem]:
    """Empty when one of the person's roles (or being staff) permits the verb; else the one problem that says so."""
    if staff or MAY[verb].intersection(roles):
        return []
    return [Problem("role_permits_verb", given=str(verb), data={"verb": str(verb)})]
