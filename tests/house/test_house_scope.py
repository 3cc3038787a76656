"""Row scope: pages and endpoints read rows through `visible_to` or a service only, so nothing hidden slips out."""

from __future__ import annotations

import ast

from house_source import modules, name_of, tree

from zhiqiao.records import models

TABLES = set(models.__all__)
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404"}
BY_HAND = {"records/locks.py", "records/bulk.py", "services/intake/outcomes.py"}
"""Where SQL is written by hand: PostgreSQL's advisory lock, and thousands of small rows at once."""
ENTRANCES = modules("web", "api")


def parents(root: ast.AST) -> dict[ast.AST, ast.AST]:
    """Each node's parent."""
    return {child: node for node in ast.walk(root) for child in ast.iter_child_nodes(node)}


def prefetched(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether it stands inside a call of `Prefetch`."""
    while node in above:
        node = above[node]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Prefetch":
            return True
    return False


def test_pages_and_endpoints_are_there():
    names = {name_of(path) for path in ENTRANCES}
    assert {"src/zhiqiao/web/pages/patents.py", "src/zhiqiao/web/pages/needs.py", "src/zhiqiao/api/urls.py"} <= names


def test_managers_are_asked_through_row_scope_only():
    """`Patent.objects.visible_to(user)` may stand in an entrance; any other use of a table's manager may not.

    `Prefetch("grades", Grade.objects…)` may too: it only fetches what belongs to rows already at hand.
    """
    loose = []
    for path in ENTRANCES:
        above = parents(tree(path))
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Attribute) or node.attr not in {"objects", "_default_manager", "_base_manager"}:
                continue
            owner = ast.unparse(node.value).split(".")[-1]
            after = above.get(node)
            scoped = isinstance(after, ast.Attribute) and after.attr == "visible_to"
            if owner in TABLES and not scoped and not prefetched(node, above):
                loose.append(f"{name_of(path)}:{node.lineno}: {ast.unparse(after or node)}")
    assert not loose, f"ask a service, or visible_to: {loose}"


def test_shortcuts_get_a_scoped_query_never_a_table():
    loose = []
    for path in ENTRANCES:
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] not in SHORTCUTS:
                continue
            if node.args and ast.unparse(node.args[0]).split(".")[-1] in TABLES:
                loose.append(f"{name_of(path)}:{node.lineno}")
    assert not loose, f"give a scoped query: {loose}"


def test_entrances_write_nothing_themselves():
    """Rows are written by services, which audit; an entrance never saves, creates, updates or deletes."""
    writes = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    loose = []
    for path in ENTRANCES:
        if name_of(path).endswith("web/forms/account.py"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes:
                loose.append(f"{name_of(path)}:{node.lineno}: {ast.unparse(node.func)}")
    assert not loose, f"call a service: {loose}"


def test_no_raw_sql_anywhere():
    """SQL by hand leaves row scope and, soon, one of the two databases behind. The exceptions say why on the spot."""
    loose = []
    for path in modules():
        if name_of(path).removeprefix("src/zhiqiao/") in BY_HAND:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"raw", "extra", "cursor"}:
                owner = ast.unparse(node.value)
                if owner == "connection" or owner.endswith(".objects"):
                    loose.append(f"{name_of(path)}:{node.lineno}")
    assert not loose, loose
