"""What the browser loads is local: no outside request, and every vendored file has its licence and version."""

from __future__ import annotations

import re
from pathlib import Path

from house_source import SOURCE, name_of

WEB = SOURCE / "web"
VENDOR = WEB / "static" / "vendor"
OURS = [
    path
    for folder in ("templates", "static")
    for path in sorted((WEB / folder).rglob("*"))
    if path.suffix in {".html", ".css", ".js", ".svg", ".txt"} and VENDOR not in path.parents
]
ALLOWED = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
"""Names of XML namespaces; nothing is fetched from them."""
LOADS = re.compile(r"""(?:src|href|action|hx-\w+|srcset|poster|data)\s*=\s*["']\s*((?:https?:)?//[^"'\s>]+)""")
ADDRESS = re.compile(r"""(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s"'<>)]*""")


def test_our_files_ask_nobody_outside():
    """Addresses may stand in a link a person follows (`<a href rel=…>`), never in what the page loads by itself."""
    for path in OURS:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"""<a\b[^>]*\bhref="https?://[^"]*"[^>]*>""", "", text)
        found = {address for address in ADDRESS.findall(text) if address not in ALLOWED}
        found |= {address for address in LOADS.findall(text) if address not in ALLOWED}
        assert not found, f"{name_of(path)} names {found}"


def test_styles_import_nothing_from_outside():
    for path in OURS:
        if path.suffix == ".css":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", text), name_of(path)


def test_pages_hold_no_script_and_no_handlers():
    """Behaviour stands in files of ours, so that a content security policy can forbid the rest."""
    for path in OURS:
        if path.suffix != ".html":
            continue
        text = path.read_text(encoding="utf-8")
        inline = re.findall(r"<script\b(?![^>]*(?:src=|application/json))[^>]*>", text)
        assert not inline, f"{name_of(path)} has an inline script"
        handlers = re.findall(r"""\son(?:click|change|submit|load|input|key\w+)\s*=""", text)
        assert not handlers, f"{name_of(path)} has {handlers}"


def test_vendored_files_have_licence_and_version():
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert {folder.name.rsplit("-", 1)[0] for folder in folders} >= {"bootstrap", "htmx", "echarts"}
    for folder in folders:
        name, _dash, version = folder.name.rpartition("-")
        assert re.fullmatch(r"\d+(?:\.\d+)+", version), f"{folder.name} names no version"
        assert (folder / "LICENSE").stat().st_size > 200, f"{folder.name} has no licence"
        assert f"{name}-" in (VENDOR / "README.md").read_text(encoding="utf-8"), f"{name} is not listed"
        scripts = [path for path in folder.iterdir() if path.suffix in {".js", ".css"}]
        assert scripts and all(holds_version(path, version) for path in scripts), folder.name


def holds_version(path: Path, version: str) -> bool:
    """Whether the file itself carries the version its folder names."""
    return version in path.read_text(encoding="utf-8")


def test_vendored_scripts_point_to_no_source_map():
    """A source map would be asked for by the browser's tools, and is not here."""
    for path in VENDOR.rglob("*"):
        if path.suffix in {".js", ".css"}:
            assert "sourceMappingURL" not in path.read_text(encoding="utf-8"), name_of(path)


def test_templates_load_only_what_is_vendored():
    """Every vendored path a template names is there, so an update cannot leave a page behind."""
    for path in OURS:
        if path.suffix == ".html":
            for asked in re.findall(r"""{% static ["']([^"']+)["'] %}""", path.read_text(encoding="utf-8")):
                assert (WEB / "static" / asked).is_file(), f"{name_of(path)} asks for {asked}"
