"""Reading sheets of needs and of enterprises (需求表、企业表识读): column map, each line as drafts with problems."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from zhiqiao.domain.codes import Confidentiality, FirmSize, Industry, Language, NeedStage, Way
from zhiqiao.domain.matching.need_headings import (
    ENTERPRISES,
    ENTERPRISES_TEMPLATE,
    NEEDS,
    NEEDS_TEMPLATE,
    find,
    template,
)
from zhiqiao.domain.patents.names import fold_name
from zhiqiao.domain.patents.reading.cells import language_of, read_date, split_list
from zhiqiao.domain.patents.reading.detection import Cell, Detection
from zhiqiao.domain.patents.reading.line import Line, complain, warn
from zhiqiao.domain.patents.reading.lines import gather
from zhiqiao.domain.patents.reading.vocabulary import first_of, read_industry, read_ways
from zhiqiao.domain.patents.writing import plain, prose, says_nothing
from zhiqiao.domain.problems import Problem, Severity, errors
from zhiqiao.domain.uscc import uscc_is_valid


@dataclass(frozen=True)
class EnterpriseDraft:
    """What a line says of an enterprise (企业). Empty means: not said."""

    name_zh: str = ""
    name_en: str = ""
    uscc: str = ""
    industry: Industry = Industry.OTHER
    region: str = ""
    size: FirmSize = FirmSize.UNKNOWN
    products_zh: str = ""
    products_en: str = ""
    profile_zh: str = ""
    profile_en: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class NeedDraft:
    """What a line says of a need (技术需求).

    `budget_fen` in fen (1/100 yuan); `enterprise` as far as the line names it.
    """

    title_zh: str = ""
    title_en: str = ""
    problem_zh: str = ""
    problem_en: str = ""
    language: Language = Language.ZH
    industry: Industry = Industry.OTHER
    region: str = ""
    budget_fen: int | None = None
    deadline: date | None = None
    ways: tuple[Way, ...] = ()
    stage: NeedStage = NeedStage.ANY
    confidentiality: Confidentiality = Confidentiality.OPEN
    enterprise: EnterpriseDraft | None = None
    source_key: str = ""
    """What makes the line one record: the sheet's own number, or firm and title folded."""

    def digest(self) -> str:
        """A fingerprint of all facts."""
        return hashlib.sha256(
            json.dumps(asdict(self), default=str, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()


@dataclass(frozen=True)
class NeedReading:
    """What reading one line of a needs sheet gave."""

    draft: NeedDraft | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """The line held nothing."""
        return self.draft is None and not self.problems


@dataclass(frozen=True)
class EnterpriseReading:
    """What reading one line of an enterprises sheet gave."""

    draft: EnterpriseDraft | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """The line held nothing."""
        return self.draft is None and not self.problems


NEED_FIELDS: tuple[str, ...] = (
    "title", "title_zh", "title_en", "problem", "problem_zh", "problem_en", "enterprise", "enterprise_en",
    "uscc", "industry", "region", "budget_wan", "deadline", "ways", "stage", "confidentiality", "contact",
    "source_key",
)  # fmt: skip
ENTERPRISE_FIELDS: tuple[str, ...] = (
    "name_zh", "name_en", "uscc", "industry", "region", "size", "products", "products_zh", "products_en",
    "profile", "profile_zh", "profile_en", "tags",
)  # fmt: skip
STAGE_WORDS: tuple[tuple[str, NeedStage], ...] = (
    (r"不限|any|均可", NeedStage.ANY),
    (r"量产|批量|产业化|规模化|mass|industrial|commercial", NeedStage.MASS),
    (r"中试|pilot", NeedStage.PILOT),
    (r"样品|样机|样件|原型|sample|prototype", NeedStage.SAMPLE),
    (r"实验室|小试|研发|概念|lab|concept|research", NeedStage.LAB),
)
CONFIDENTIALITY_WORDS: tuple[tuple[str, Confidentiality], ...] = (
    (r"不公开|保密|定向|内部|受限|秘密|^否$|restricted|confidential|private|^no$", Confidentiality.RESTRICTED),
    (r"匿名|隐去|脱敏|anonym", Confidentiality.ANONYMOUS),
    (r"公开|^是$|open|public|^yes$", Confidentiality.OPEN),
)
SIZE_WORDS: tuple[tuple[str, FirmSize], ...] = (
    (r"微|micro", FirmSize.MICRO),
    (r"中小|小|small", FirmSize.SMALL),
    (r"中|medium", FirmSize.MEDIUM),
    (r"大|large", FirmSize.LARGE),
)
FEN_PER_WAN = 1_000_000
Code = TypeVar("Code")


def detect_needs(rows: Sequence[Sequence[Cell]]) -> Detection:
    """Heading line and column map of a needs sheet (source "needs")."""
    return find(
        rows, NEEDS, "needs", frozenset({"title", "title_zh", "title_en", "problem", "problem_zh", "problem_en"})
    )


def detect_enterprises(rows: Sequence[Sequence[Cell]]) -> Detection:
    """Heading line and column map of an enterprises sheet (source "enterprises")."""
    return find(rows, ENTERPRISES, "enterprises", frozenset({"name_zh", "name_en"}))


def needs_template_headings(language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column of our needs template, for "zh" or "en"."""
    return template(NEEDS_TEMPLATE, language)


def enterprises_template_headings(language: str) -> list[tuple[str, str, str]]:
    """(field, heading, example) per column of our enterprises template, for "zh" or "en"."""
    return template(ENTERPRISES_TEMPLATE, language)


def read_need_line(
    mapping: Mapping[str, str], headings: Sequence[str], cells: Sequence[Cell], source: str = "", *, today: date
) -> NeedReading:
    """Read one line of a needs sheet. A need without a title takes the first clause of its problem for one."""
    line = gather(mapping, headings, cells, source, today)
    if line is None:
        return NeedReading(None)
    texts = two_languages(line, ("title", "problem"))
    if not (texts["title_zh"] or texts["title_en"]):
        if not (texts["problem_zh"] or texts["problem_en"]):
            complain(line, "need_says_something", "title")
        else:
            title_from_problem(line, texts)
    ways, strange = read_ways(line.first("ways"))
    if strange:
        warn(line, "way_is_known", "ways", "; ".join(strange)[:60])
    industry, _ = read_industry(line.first("industry"))
    deadline = read_deadline(line)
    draft = NeedDraft(
        **texts,
        language=Language.ZH if texts["title_zh"] or texts["problem_zh"] else Language.EN,
        industry=industry,
        region=line.text("region")[:60] if not says_nothing(line.text("region")) else "",
        budget_fen=read_budget(line),
        deadline=deadline,
        ways=ways,
        stage=of_words(line, "stage", STAGE_WORDS, "stage_is_known", NeedStage.ANY, NeedStage.ANY),
        confidentiality=of_words(
            line,
            "confidentiality",
            CONFIDENTIALITY_WORDS,
            "confidentiality_is_known",
            Confidentiality.OPEN,
            Confidentiality.RESTRICTED,
        ),
        enterprise=enterprise_of_need(line, industry),
        source_key=source_key(line, texts),
    )
    return NeedReading(None if errors(line.problems) else draft, line.problems)


def read_enterprise_line(
    mapping: Mapping[str, str], headings: Sequence[str], cells: Sequence[Cell], source: str = ""
) -> EnterpriseReading:
    """Read one line of an enterprises sheet."""
    line = gather(mapping, headings, cells, source, date.min)
    if line is None:
        return EnterpriseReading(None)
    names = named(line, "name_zh", "name_en")
    if not any(names):
        complain(line, "enterprise_name_given", "name_zh")
    industry, _ = read_industry(line.first("industry"))
    draft = EnterpriseDraft(
        name_zh=names[0],
        name_en=names[1],
        uscc=read_uscc(line),
        industry=industry,
        region=line.text("region")[:60] if not says_nothing(line.text("region")) else "",
        size=of_words(line, "size", SIZE_WORDS, "size_is_known", FirmSize.UNKNOWN, FirmSize.UNKNOWN),
        tags=split_list(line.first("tags")),
        **two_languages(line, ("products", "profile")),
    )
    return EnterpriseReading(None if errors(line.problems) else draft, line.problems)


def two_languages(line: Line, bases: Sequence[str]) -> dict[str, Any]:
    """Texts by language; several columns of one meaning (problem, figures asked for) are put under each other."""
    texts: dict[str, str] = {}
    for base in bases:
        for language in ("zh", "en"):
            texts[f"{base}_{language}"] = "\n".join(filter(None, map(prose, line.every(f"{base}_{language}"))))
        for cell in line.every(base):
            text = prose(cell)
            slot = f"{base}_{'zh' if language_of(text) == 'zh' else 'en'}"
            texts[slot] = "\n".join(filter(None, (texts[slot], text)))
        if base == "title":
            for language in ("zh", "en"):
                texts[f"title_{language}"] = " ".join(texts[f"title_{language}"].split())[:300]
    return texts


def title_from_problem(line: Line, texts: dict[str, Any]) -> None:
    """The first clause of the problem as the title, which is said."""
    for language, longest in (("zh", 40), ("en", 90)):
        problem = texts[f"problem_{language}"]
        if problem:
            clause = re.split(r"[。；;！？\n]|[.!?] ", problem)[0].strip()
            texts[f"title_{language}"] = clause[:longest]
            warn(line, "need_has_title", "title", clause[:longest])


def named(line: Line, about_zh: str, about_en: str) -> tuple[str, str]:
    """A firm's Chinese and English names, each in its place whatever the column was called."""
    one, two = (prose(line.first(about))[:300] for about in (about_zh, about_en))
    if one and not two and language_of(one) == "en":
        return "", one
    if two and not one and language_of(two) == "zh":
        return two, ""
    return one, two


def enterprise_of_need(line: Line, industry: Industry) -> EnterpriseDraft | None:
    """The firm behind a need, when the line names one."""
    name_zh, name_en = named(line, "enterprise", "enterprise_en")
    uscc = read_uscc(line)
    if not (name_zh or name_en):
        return None
    region = line.text("region")
    return EnterpriseDraft(name_zh, name_en, uscc, industry, "" if says_nothing(region) else region[:60])


def read_uscc(line: Line) -> str:
    """The unified social credit code; one whose check sign is wrong is left out, so that it makes nobody one."""
    text = re.sub(r"[\s\-]", "", line.text("uscc")).upper()
    if says_nothing(text):
        return ""
    if uscc_is_valid(text):
        return text
    warn(line, "uscc_has_valid_check_sign", "uscc", text[:30])
    return ""


def read_budget(line: Line) -> int | None:
    """The budget in fen. A bare number is 万元 (10,000 yuan); of a span the upper end counts."""
    text = line.text("budget_wan").replace(",", "").replace(" ", "").lower()
    if says_nothing(text) or re.search(r"面议|待定|协商|不限|negotiable|tbd", text):
        return None
    numbers = re.findall(r"(?:^-)?\d+(?:\.\d+)?", text)
    try:
        amount = max(Decimal(number) for number in numbers)
    except (ValueError, InvalidOperation):
        warn(line, "budget_is_readable", "budget_wan", plain(line.first("budget_wan"))[:40])
        return None
    if "亿" in text:
        wan = amount * 10_000
    elif "万" in text or not re.search(r"元|yuan|rmb|cny|¥", text):
        wan = amount
    else:
        wan = amount / 10_000
    return int(wan * FEN_PER_WAN)


def read_deadline(line: Line) -> date | None:
    """The deadline; one that cannot be read is named and left out."""
    cell = line.first("deadline")
    if cell is None or re.search(r"长期|不限|long.?term|open", plain(cell).lower()):
        return None
    reading = read_date(cell, "deadline", severity=Severity.WARNING)
    if reading.problem is not None:
        line.problems.append(reading.problem)
    return reading.date


def of_words(
    line: Line, about: str, words: tuple[tuple[str, Code], ...], code: str, absent: Code, strange: Code
) -> Code:
    """The code that the words of a cell mean; what we do not know is named and taken for `strange`."""
    text = line.text(about).lower()
    if says_nothing(text):
        return absent
    found = first_of(words, text)
    if found is None:
        warn(line, code, about, text[:40])
        return strange
    return found


def source_key(line: Line, texts: Mapping[str, str]) -> str:
    """The sheet's own number for the need, with the firm; else firm and title folded."""
    firm = fold_name(prose(line.first("enterprise")) or prose(line.first("enterprise_en")))[:45]
    own = line.text("source_key")
    if not says_nothing(own):
        return f"{firm}#{own}"[:120]
    title = re.sub(r"\W+", "", (texts["title_zh"] or texts["title_en"]).lower())
    return f"{firm}|{title[:70]}"
