"""Languages: every catalogue is complete, and every code that can reach a person has a sentence in both languages."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation import override
from house_codes import raised
from house_source import ROOT, SOURCE, modules, name_of, tree

from zhiqiao.domain import access, codes
from zhiqiao.domain.patents.reading import fields
from zhiqiao.domain.problems import Problem
from zhiqiao.words.asking import QUESTIONS, ask
from zhiqiao.words.codes import field_label, label, source_label
from zhiqiao.words.problems import SENTENCES, say

CATALOGUES = sorted((SOURCE / "words" / "locale").glob("*/zh_Hans/LC_MESSAGES/django.po"))
ENUMS = [one for one in vars(codes).values() if isinstance(one, type) and one.__module__ == codes.__name__]
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")

UNTOLD: dict[str, set[str]] = {
    # Codes of Django's password validators (AUTH_PASSWORD_VALIDATORS).
    "services/people/accounts.py:password_problems": {
        "password_too_similar",
        "password_too_short",
        "password_too_common",
        "password_entirely_numeric",
    },
    # Problems that were raised elsewhere, told again by their code.
    "web/pages/imports.py:_problem_kinds": set(),
    "api/endpoints/imports.py:get_preview": set(),
}
"""Places whose codes come from elsewhere: file and function → the codes that can come."""


def test_catalogues_are_up_to_date_and_complete():
    """`./zq words` would change nothing, and no sentence waits for its Chinese."""
    command = [sys.executable, str(ROOT / "tools" / "words.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-4])
def test_a_catalogue_is_sound(path: Path):
    """No fuzzy entry, the same placeholders in both languages, Chinese in the translation, the .mo equal to the .po."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    compiled = {}
    with path.with_suffix(".mo").open("rb") as file:
        for message in read_mo(file):
            context = message.context.decode() if isinstance(message.context, bytes) else message.context
            compiled[(first(message.id), context)] = list(each(message.string))
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy, f"{name_of(path)}: {message.id!r} is fuzzy"
        wanted = sorted(PLACE.findall(each(message.id)[-1]))
        for translation in each(message.string):
            assert sorted(PLACE.findall(translation)) == wanted, f"{name_of(path)}: placeholders of {message.id!r}"
        assert compiled.get((first(message.id), message.context)) == list(each(message.string)), (
            f"{name_of(path)}: {message.id!r} is not compiled, run ./zq words"
        )


def test_one_english_sentence_has_one_chinese_in_all_catalogues():
    """All catalogues are read as one: where two differ, the first would speak for both."""
    told: dict[tuple[str, str | None], dict[str, list[str]]] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id:
                    key = (first(message.id), message.context)
                    told.setdefault(key, {})[path.parts[-4]] = list(each(message.string))
    differing = {key: ways for key, ways in told.items() if len({tuple(way) for way in ways.values()}) > 1}
    assert not differing, differing


def each(written: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """A sentence, or its singular and plural, as a tuple."""
    return (written,) if isinstance(written, str) else tuple(written)


def first(written: str | list[str] | tuple[str, ...]) -> str:
    """A sentence's singular, by which it is looked up."""
    return each(written)[0]


def test_every_part_has_a_catalogue():
    parts = {path.parts[-4] for path in CATALOGUES}
    assert parts == {
        "pages", "forms", "problems", "codes", "grading", "matching", "procedures", "cli", "api", "records",
        "classing",
        "indicators",
        "disclosures",
        "grades",
        "upkeep",
        "legal",
        "pool",
    }  # fmt: skip


@pytest.mark.parametrize("enum", [*ENUMS, access.Verb], ids=lambda one: one.__name__)
def test_every_code_has_a_label_in_both_languages(enum: type[StrEnum]):
    for code in enum:
        with override("en"):
            english = str(label(code))
        with override("zh-hans"):
            chinese = str(label(code))
        assert english and not HAN.search(english), f"{enum.__name__}.{code}: {english!r}"
        assert HAN.search(chinese), f"{enum.__name__}.{code}: {chinese!r}"


def test_every_problem_code_can_be_told_from_the_source():
    """A code that is put together at run time cannot be proved to have a sentence: write it out, or list it above."""
    found = raised()
    assert set(found.untold) == set(UNTOLD), found.untold
    assert len(found.codes) > 40, "the scan finds too little to be right"


def test_every_problem_has_a_sentence_in_both_languages():
    silent = {}
    for code in sorted(set(raised().codes).union(*UNTOLD.values())):
        problem = Problem(code, field="title_zh", given="201710117081.5", data=Anything())
        told = ask if code in QUESTIONS else say
        with override("en"):
            english = told(problem)
        with override("zh-hans"):
            chinese = told(problem)
        whole = len(english) > 12 and " " in english and not HAN.search(english) and HAN.search(chinese)
        if not whole or code in english or code in chinese:
            silent[code] = (english, chinese)
    assert not silent, f"no sentence, or the code is shown: {silent}"


def test_no_sentence_is_left_without_a_rule():
    """A sentence that no code of the source asks for is a rule that went, or a slip of the pen."""
    told = set(raised().codes).union(*UNTOLD.values())
    assert not (left := sorted(set(SENTENCES) - told)), left
    assert not (left := sorted(set(QUESTIONS) - told)), left


class Anything(dict[str, str]):
    """Answers every placeholder."""

    def __missing__(self, key: str) -> str:
        return "1"

    def __contains__(self, key: object) -> bool:
        return True


def test_every_field_and_source_has_a_label():
    for names, labelled in ((fields.FIELDS, field_label), (fields.SOURCES, source_label)):
        for name in names:
            with override("zh-hans"):
                chinese = str(labelled(name))
            with override("en"):
                english = str(labelled(name))
            assert HAN.search(chinese) or chinese.isupper() or chinese.istitle(), f"{name}: {chinese!r}"
            assert english and english != name and not HAN.search(english), f"{name}: {english!r}"


def test_every_file_with_sentences_is_extracted():
    """A file whose sentences no catalogue collects would stay English."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from words import PARTS
    finally:
        sys.path.pop(0)
    covered = {path for patterns in PARTS.values() for pattern in patterns for path in SOURCE.glob(pattern)}
    speaking = {
        path
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        if any(alias.name.startswith(("gettext", "ngettext", "pgettext")) for alias in node.names)
    }
    assert not (silent := [name_of(path) for path in sorted(speaking - covered)]), silent
