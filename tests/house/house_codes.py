"""Finds the codes of all problems the source can raise: `Problem(code, …)`, followed through names and helpers."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from house_source import modules, name_of, tree


@dataclass
class Found:
    """Code → the places that raise it; and the places whose code could not be told from the source."""

    codes: dict[str, set[str]]
    untold: dict[str, str]


def raised() -> Found:
    """All of them."""
    found = Found({}, {})
    for path in modules():
        for function, call in calls(path, "Problem"):
            if name_of(path).endswith("domain/problems.py") and function and function.name == "from_json":
                continue
            given = argument(call, 0, "code")
            told = values(given, function, path, depth=0) if given is not None else None
            place = f"{name_of(path).removeprefix('src/zhiqiao/')}:{function.name if function else ''}"
            if told is None:
                found.untold[place] = ast.unparse(call)
            for code in told or ():
                found.codes.setdefault(code, set()).add(place)
    return found


def calls(path: Path, name: str) -> list[tuple[ast.FunctionDef | None, ast.Call]]:
    """Every call of that name in a file, with the innermost function it stands in."""
    found: list[tuple[ast.FunctionDef | None, ast.Call]] = []

    def walk(node: ast.AST, function: ast.FunctionDef | None) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                called = child.func.id if isinstance(child.func, ast.Name) else getattr(child.func, "attr", "")
                if called == name:
                    found.append((function, child))
            walk(child, child if isinstance(child, ast.FunctionDef) else function)

    walk(tree(path), None)
    return found


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """An argument of a call, by name or by position."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if len(call.args) > position else None


def values(given: ast.expr, function: ast.FunctionDef | None, path: Path, depth: int) -> set[str] | None:
    """The strings an expression can be; None where that cannot be told."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return {given.value}
    if isinstance(given, ast.IfExp):
        return union([values(one, function, path, depth) for one in (given.body, given.orelse)])
    if isinstance(given, ast.Name) and depth < 4:
        assigned = assignments(given.id, function or tree(path))
        if assigned:
            return union([values(one, function, path, depth + 1) for one in assigned])
        if function and given.id in (names := parameters(function)):
            return through_callers(function, names.index(given.id), given.id, path, depth + 1)
        constants = ast.Module([node for node in tree(path).body if isinstance(node, ast.Assign | ast.AnnAssign)], [])
        assigned = assignments(given.id, constants)
        return union([values(one, None, path, depth + 1) for one in assigned]) if assigned else None
    return None


def union(parts: list[set[str] | None]) -> set[str] | None:
    """All strings of all parts; None when one of them is not told."""
    told = [part for part in parts if part is not None]
    return set().union(*told) if len(told) == len(parts) else None


def parameters(function: ast.FunctionDef) -> list[str]:
    """Names of a function's parameters, `self` left out."""
    taken = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return [name for name in taken if name not in {"self", "cls"}]


def assignments(name: str, scope: ast.AST) -> list[ast.expr]:
    """What is assigned to a name, also by loops over written-out tuples."""
    found: list[ast.expr] = []
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [node.value for target in targets if isinstance(target, ast.Name) and target.id == name]
        elif isinstance(node, ast.For | ast.comprehension) and not isinstance(node.iter, ast.Name):
            found += looped(name, node.target, node.iter)
        elif isinstance(node, ast.For | ast.comprehension) and bound(name, node.target):
            for table in assignments(node.iter.id, scope):
                found += looped(name, node.target, table)
    return found


def bound(name: str, target: ast.expr) -> bool:
    """Whether a loop binds that name."""
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(target))


def looped(name: str, target: ast.expr, over: ast.expr) -> list[ast.expr]:
    """What a loop variable can be, where the loop runs over a written-out list or tuple."""
    if not isinstance(over, ast.Tuple | ast.List | ast.Set):
        return []
    if isinstance(target, ast.Name):
        return list(over.elts) if target.id == name else []
    if isinstance(target, ast.Tuple):
        for position, one in enumerate(target.elts):
            if isinstance(one, ast.Name) and one.id == name:
                return [row.elts[position] for row in over.elts if isinstance(row, ast.Tuple)]
    return []


def through_callers(function: ast.FunctionDef, position: int, name: str, path: Path, depth: int) -> set[str] | None:
    """The strings that callers give for a parameter: in the same file, and elsewhere for a public helper."""
    places = [path] if function.name.startswith("_") else list(modules())
    parts = []
    for place in places:
        for caller, call in calls(place, function.name):
            if place != path and not imports(place, function.name):
                continue
            given = argument(call, position, name)
            if given is not None:
                parts.append(values(given, caller, place, depth))
    return union(parts) if parts else None


def imports(path: Path, name: str) -> bool:
    """Whether a file imports that very name, or calls it on a module it imports."""
    return any(
        isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names)
        for node in ast.walk(tree(path))
    )
