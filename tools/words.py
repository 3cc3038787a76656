"""Extracts English sentences into the Chinese catalogues, part by part, and compiles them (used by `./zq words`).

A new sentence appears with an empty translation, which a test refuses; a sentence no longer used is dropped.
`--check` changes nothing and exits 1 when a catalogue is not up to date.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType

SOURCE = Path(__file__).resolve().parent.parent / "src" / "zhiqiao"
LOCALE = SOURCE / "words" / "locale"
PARTS: dict[str, list[str]] = {
    "problems": ["words/problems/*.py", "words/asking.py", "words/passwords.py"],
    "codes": ["words/codes.py", "words/parties.py"],
    "grading": ["words/grading.py", "words/rubric.py"],
    "grades": ["words/grade_changes.py", "words/scenarios.py"],
    "indicators": ["words/indicators.py", "words/indicator_page.py"],
    "matching": ["words/matching.py"],
    "upkeep": ["words/upkeep.py"],
    "classing": ["words/classing.py"],
    "disclosures": ["words/disclosures.py", "services/disclosures/*.py"],
    "legal": ["words/legal.py"],
    "pool": ["words/pool.py"],
    "procedures": ["words/procedures.py", "words/items.py", "words/sampling.py", "words/printing.py"],
    "cli": ["cli/**/*.py"],
    "api": ["api/**/*.py"],
    "records": ["records/**/*.py", "backoffice/**/*.py", "backoffice/**/*.html", "config/**/*.py", "words/sheets.py"],
    "forms": ["web/forms/**/*.py", "web/pages/**/*.py", "web/templatetags/**/*.py"],
    "pages": ["web/templates/**/*.html"],
}
"""Which sources feed which catalogue; first come, first served."""
DOCSTRINGS = {
    "grading": ["domain/grading/criteria.py"],
    "indicators": [f"domain/grading/{name}.py" for name in ("indicators", "cohorts", "high_value")],
    "procedures": ["domain/procedures/*.py"],
}
"""Where docstrings are shown to people: rule, blank line, `Unit:` if any, `Source:`; each is one sentence."""
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


QUOTED = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
INLINE = re.compile(rf"^(?:trans|translate)\s+{QUOTED}(?:.*\bcontext\s+{QUOTED})?")
UNDERSCORED = re.compile(rf"_\({QUOTED}\)")
BLOCK = re.compile(rf"^(?:blocktrans|blocktranslate)\b(?:.*\bcontext\s+{QUOTED})?")


def sentences_of_template(path: Path) -> list[tuple[object, str | None]]:
    """(sentence or (singular, plural), context) of one template's trans and blocktrans tags."""
    found: list[tuple[object, str | None]] = []
    block: list[list[str]] | None = None
    context: str | None = None
    trimmed = False
    for token in Lexer(path.read_text()).tokenize():
        if block is not None:
            if token.token_type is TokenType.BLOCK and token.contents.split()[0] in {
                "endblocktrans",
                "endblocktranslate",
            }:
                texts = ["".join(part) for part in block]
                if trimmed:
                    texts = [" ".join(line.strip() for line in text.strip().splitlines()) for text in texts]
                found.append((texts[0] if len(texts) == 1 else tuple(texts), context))
                block = None
            elif token.token_type is TokenType.BLOCK and token.contents.strip() == "plural":
                block.append([])
            elif token.token_type is TokenType.VAR:
                block[-1].append(f"%({token.contents.split('|')[0].strip()})s")
            else:
                block[-1].append(token.contents.replace("%", "%%"))
            continue
        if token.token_type is TokenType.TEXT:
            continue
        if token.token_type is TokenType.BLOCK and (match := BLOCK.match(token.contents)):
            block, context = [[]], ast.literal_eval(match[1]) if match[1] else None
            trimmed = " trimmed" in token.contents
        elif token.token_type is TokenType.BLOCK and (match := INLINE.match(token.contents)):
            # Django doubles the percent signs of {% trans %} sentences before it looks them up.
            sentence = ast.literal_eval(match[1]).replace("%", "%%")
            found.append((sentence, ast.literal_eval(match[2]) if match[2] else None))
        found.extend((ast.literal_eval(one), None) for one in UNDERSCORED.findall(token.contents))
    return found


def sentences_of_docstrings(path: Path) -> list[str]:
    """Rule, unit and source of every function whose docstring is shown to people: those that name a source."""
    found = []
    for node in ast.parse(path.read_text()).body:
        written = ast.get_docstring(node) if isinstance(node, ast.FunctionDef) else None
        if written and "\nSource: " in written:
            found += [" ".join(one.split()) for one in re.split(r"\n\nUnit: |\n+Source: ", written)]
    return found


def extracted(part: str) -> Catalog:
    """Every sentence of one part's sources."""
    found = Catalog(locale="zh_Hans", domain="django")
    for path in sorted({path for pattern in PARTS[part] for path in SOURCE.glob(pattern)}):
        if path.suffix == ".html":
            for message, context in sentences_of_template(path):
                found.add(message, None, context=context)
            continue
        for _line, message, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
            if message:
                found.add(message, None, context=context)
    for path in sorted(path for name in DOCSTRINGS.get(part, []) for path in SOURCE.glob(name)):
        for sentence in sentences_of_docstrings(path):
            found.add(sentence)
    return found


def renewed(part: str) -> tuple[Catalog, bytes, bytes]:
    """The part's catalogue with new sentences in and unused ones out; as PO and as MO bytes."""
    path = LOCALE / part / "zh_Hans" / "LC_MESSAGES" / "django.po"
    catalogue = Catalog(locale="zh_Hans", domain="django")
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale="zh_Hans", domain="django")
    made = catalogue.creation_date
    catalogue.update(extracted(part), no_fuzzy_matching=True)
    # The same sentences must give the same bytes, whenever this runs.
    catalogue.creation_date = made
    catalogue.obsolete.clear()
    catalogue.fuzzy, catalogue.project, catalogue.version = False, "Zhiqiao", part
    catalogue.header_comment = "# Chinese sentences of Zhiqiao (知桥), part: " + part
    catalogue.msgid_bugs_address, catalogue.language_team, catalogue.last_translator = "", "zh_Hans", "Zhiqiao"
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, sort_output=True, no_location=True, omit_header=False, width=120, ignore_obsolete=True)
    write_mo(mo, catalogue)
    return catalogue, po.getvalue(), mo.getvalue()


def dateless(po: bytes) -> list[bytes]:
    """The lines that matter when two catalogues are compared."""
    return [
        line
        for line in po.splitlines()
        if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated', b'"Project'))
    ]


def main(arguments: list[str]) -> int:
    """Renew all parts, or with --check only compare."""
    check, stale, empty = "--check" in arguments, [], 0
    for part in PARTS:
        catalogue, po, mo = renewed(part)
        folder = LOCALE / part / "zh_Hans" / "LC_MESSAGES"
        old = (folder / "django.po").read_bytes() if (folder / "django.po").exists() else b""
        untranslated = [message.id for message in catalogue if message.id and not message.string]
        empty += len(untranslated)
        for sentence in untranslated:
            print(f"{part}: no Chinese for {sentence!r}")
        if dateless(old) != dateless(po):
            stale.append(part)
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            if dateless(old) != dateless(po):
                (folder / "django.po").write_bytes(po)
            (folder / "django.mo").write_bytes(mo)
    if not check:
        # Sentences of click itself, translated by us: no source of ours names them, so they are only compiled.
        for path in LOCALE.glob("*/zh_Hans/LC_MESSAGES/messages.po"):
            with path.open("rb") as given, path.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(given, locale="zh_Hans", domain="messages"))
    for part in stale:
        print(f"{part}: {'not up to date, run ./zq words' if check else 'renewed'}")
    print(f"{len(PARTS)} catalogues, {empty} sentences without Chinese")
    return 1 if (check and stale) or empty else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
