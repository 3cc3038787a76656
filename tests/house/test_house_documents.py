"""What people read is true: every setting, command, option and endpoint is documented, and every reference resolves."""

from __future__ import annotations

import ast
import importlib
import re

import click
from house_source import DOCS, ROOT, modules, name_of, tracked, tree

from zhiqiao import __version__
from zhiqiao.cli.main import COMMANDS, zhiqiao
from zhiqiao.domain.patents.reading.fields import SOURCES
from zhiqiao.domain.patents.reading.template import COLUMNS

SETTING = re.compile(r"\bZHIQIAO_[A-Z_]*[A-Z]\b")


def read(name: str) -> str:
    """A document's text."""
    return (DOCS / name).read_text(encoding="utf-8")


def settings_read() -> set[str]:
    """Environment variables that the product, its door `zq`, its tools or its tests read."""
    found = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value):
                found.add(node.value)
    for path in [ROOT / "zq", *sorted((ROOT / "tools").glob("*.sh")), *sorted((ROOT / "tests").rglob("*.py"))]:
        found.update(SETTING.findall(path.read_text(encoding="utf-8")))
    return found


def test_every_setting_is_documented_and_no_other():
    documented = set(re.findall(r"^\| `(ZHIQIAO_\w+)`", read("reference/settings.md"), re.M))
    assert documented == settings_read()


def commands() -> list[tuple[str, click.Command]]:
    """Every command and its subcommands, as typed."""
    found: list[tuple[str, click.Command]] = []
    for name, module in COMMANDS.items():
        command = getattr(
            importlib.import_module(f"zhiqiao.cli.commands.{module}"), f"{name.replace('-', '_')}_command"
        )
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {under}", one) for under, one in command.commands.items()]
    return found


def test_every_command_and_option_is_documented():
    text = read("reference/commands.md")
    missing = []
    for name, command in commands():
        marked = f"- `zhiqiao {name}" if " " in name else f"## `zhiqiao {name}"
        _before, heading, after = text.partition(marked)
        section = after.split("\n## ", 1)[0]
        missing += [] if heading and command.help else [name]
        missing += [
            f"{name} {option.opts[0]}"
            for option in command.params
            if isinstance(option, click.Option) and not option.hidden and f"`{option.opts[0]}" not in section
        ]
    assert not missing, f"not in docs/reference/commands.md: {missing}"


def test_options_of_the_command_itself_are_documented():
    text = read("reference/commands.md")
    for option in zhiqiao.params:
        assert f"`{option.opts[0]}" in text, option.opts[0]


def test_no_command_is_documented_that_is_not_there():
    known = {name for name, _command in commands()}
    for named in re.findall(r"^## `zhiqiao ([a-z -]+?)(?: [A-Z\[<-].*)?`", read("reference/commands.md"), re.M):
        assert named.strip() in known, named


def test_every_endpoint_says_what_it_does():
    from zhiqiao.api.urls import api

    schema = api.get_openapi_schema()
    operations = [
        (f"{method.upper()} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(operations) >= 15
    for name, operation in operations:
        assert len(operation.get("description", "")) > 20, f"{name} has no description"
        assert operation.get("summary") and operation.get("tags"), f"{name} has no summary or tag"
        for parameter in operation.get("parameters", []):
            described = parameter.get("description") or parameter["schema"].get("description")
            assert described or parameter["in"] == "path", f"{name}: {parameter['name']} is not described"


def test_links_between_documents_lead_somewhere():
    for path in tracked():
        if path.suffix != ".md" or "vendor" in path.parts:
            continue
        for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target):
                assert (path.parent / target).exists(), f"{name_of(path)} links to {target}"


def test_documents_named_in_the_source_are_there():
    """A path like docs/adr/0003 in a comment names a file, or the beginning of one."""
    for path in tracked():
        if path.suffix in {".py", ".toml", ".sh", ".html", ".md"} and "vendor" not in path.parts:
            for named in re.findall(r"\bdocs/[a-z-]+/[\w-]+", path.read_text(encoding="utf-8")):
                folder, _slash, stem = named.rpartition("/")
                assert list((ROOT / folder).glob(f"{stem}*")), f"{name_of(path)} names {named}"


def test_decisions_are_numbered_and_say_why():
    paths = sorted((DOCS / "adr").glob("[0-9]*.md"))
    assert len(paths) >= 8
    numbers = [path.name[:4] for path in paths]
    assert len(set(numbers)) == len(numbers) and all(number.isdigit() for number in numbers)
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{path.name} has no {heading}"


def test_this_version_has_its_changes():
    assert (ROOT / "changes" / f"{__version__}.md").is_file()
    assert __version__ in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_guides_for_users_speak_both_languages():
    guides = [path for path in sorted((DOCS / "how-to").glob("*.md")) if not path.name.startswith("add-")]
    assert len(guides) >= 4
    for path in [ROOT / "README.md", *guides]:
        text = path.read_text(encoding="utf-8")
        han, words = re.findall(r"[\u4e00-\u9fff]", text), re.findall(r"[A-Za-z]{3,}", text)
        assert len(han) > 100 and len(words) > 60, path.name


def test_every_source_and_template_column_is_documented():
    text = read("reference/formats.md")
    missing = [code for code in SOURCES if f"`{code}`" not in text]
    missing += [zh for _field, zh, en, _example, _sample in COLUMNS if f"| {zh} | {en} |" not in text]
    assert not missing, f"not in docs/reference/formats.md: {missing}"
