"""The remaining facts of a line (著录项目): texts, parties, classes, legal state, counts and wishes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from zhiqiao.domain.codes import Industry, LegalState
from zhiqiao.domain.patents.classifications import industry_of, read_ipc
from zhiqiao.domain.patents.numbers import read_publication_number
from zhiqiao.domain.patents.reading.cells import CJK, language_of, place_of, read_count, split_codes, split_list
from zhiqiao.domain.patents.reading.line import Line, complain, warn, weight
from zhiqiao.domain.patents.reading.numbers_of_line import Numbers
from zhiqiao.domain.patents.reading.vocabulary import read_industry, read_legal_state, read_ways
from zhiqiao.domain.patents.writing import plain, prose, says_nothing

BILINGUAL = ("title", "abstract", "claim", "effect", "scenario")
SLOTS = tuple((base, f"{base}_{language}") for base in BILINGUAL for language in ("zh", "en"))
SECOND_CLAIM = re.compile(r"(?:(?<=[。.;；])|\n)\s*2\s*[.、．]\s*(?=\S)")
ILLEGIBLE = re.compile("\ufffd|锟斤拷|烫烫烫|Ã.Ã|â€")
AGENCY_CODE = re.compile(r"[\s(（]*\b\d{5}[)）]?$")


def read_texts(line: Line) -> dict[str, Any]:
    """Title, abstract, claim, effect and scenario in the language they are written in."""
    texts = {slot: prose(line.first(slot)) if line.has(slot) else "" for _base, slot in SLOTS}
    for base in BILINGUAL:
        for cell in line.every(base):
            place(line, texts, base, prose(cell))
    for slot in ("title_zh", "title_en"):
        texts[slot] = " ".join(texts[slot].split())
    for slot in ("claim_zh", "claim_en"):
        texts[slot] = first_claim(texts[slot])
    if not texts["title_zh"] and not texts["title_en"]:
        has_abstract = bool(texts["abstract_zh"] or texts["abstract_en"])
        complain(line, "title_is_given", "title", severity=weight(not has_abstract))
    for name in ("title_zh", "title_en", "abstract_zh", "abstract_en"):
        if ILLEGIBLE.search(texts[name]):
            warn(line, "text_is_legible", name, texts[name][:60])
    return texts


def place(line: Line, texts: dict[str, str], base: str, text: str) -> None:
    """Put a text of unsaid language where it belongs; other languages stand with the English, and that is said."""
    if not text:
        return
    language = language_of(text) or "en"
    slot = f"{base}_{'zh' if language == 'zh' else 'en'}"
    if not texts[slot]:
        texts[slot] = text
        if language == "other" and base == "title":
            warn(line, "text_is_chinese_or_english", base, text[:60])


def first_claim(text: str) -> str:
    """The first claim of a text that holds them all."""
    found = SECOND_CLAIM.search(text)
    return text[: found.start()].strip() if found else text


def read_parties(line: Line) -> dict[str, Any]:
    """Applicants, owners, inventors and agency, each name once and in order.

    A vendor's standardised names stand in where the sheet gives no names as written (PatSnap often has only those).
    """
    strip = line.source == "wipo_landscape"
    applicants = names(line, "applicants", strip) or names(line, "applicants_standard", strip)
    english = names(line, "applicants_en", strip)
    if english and applicants and CJK.search("".join(english)) and not CJK.search("".join(applicants)):
        applicants, english = english, applicants
    owners = names(line, "owners", strip) or names(line, "owners_standard", strip)
    return {
        "applicants": applicants,
        "applicants_en": english,
        "owners": owners,
        "inventors": names(line, "inventors", strip, people=True),
        "agencies": tuple(AGENCY_CODE.sub("", agency).strip() for agency in names(line, "agency", strip)),
        "standard_names": standard_names(line, applicants, owners),
    }


def names(line: Line, about: str, strip_country: bool, *, people: bool = False) -> tuple[str, ...]:
    """The names in the first filled column of a field; an overlong one is cut and that is said."""
    for cell in line.every(about):
        found = split_list(cell, people=people, strip_country=strip_country)
        if found:
            if any(len(name) > 300 for name in found):
                warn(line, "name_is_short_enough", about, max(found, key=len)[:60])
            return tuple(name[:300] for name in found)
    return ()


def standard_names(line: Line, applicants: tuple[str, ...], owners: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Pairs of a name as written and the vendor's standardised name, where both lists are equally long."""
    pairs: dict[str, str] = {}
    if not (line.has("applicants_standard") or line.has("owners_standard")):
        return ()
    for written, about in ((applicants, "applicants_standard"), (owners, "owners_standard")):
        standard = split_list(line.first(about))
        if len(standard) == len(written):
            pairs.update(zip(written, standard, strict=True))
    return tuple(sorted((written, standard) for written, standard in pairs.items() if written != standard))


@dataclass(frozen=True)
class Classes:
    """Class symbols of a line, main one first."""

    ipc: tuple[str, ...]
    cpc: tuple[str, ...]


def read_classes(line: Line) -> Classes:
    """IPC and CPC symbols; what cannot be read is named and left out."""
    return Classes(
        symbols(line, [*line.every("ipc_main"), *line.every("ipc")], "ipc", "ABCDEFGH"),
        symbols(line, line.every("cpc"), "cpc", "ABCDEFGHY"),
    )


def symbols(line: Line, cells: list[object], about: str, sections: str) -> tuple[str, ...]:
    """The symbols in some cells, each once, in order."""
    found: list[str] = []
    strange: list[str] = []
    for cell in cells:
        for part in split_codes(cell):
            symbol = read_ipc(part)
            if symbol is None or symbol.section not in sections:
                strange.append(part)
            elif symbol.code not in found:
                found.append(symbol.code)
    if strange:
        warn(line, "ipc_is_readable", about, "; ".join(strange)[:80])
    return tuple(found)


@dataclass(frozen=True)
class State:
    """The legal state and the source's own words for it."""

    state: LegalState
    written: str


ALIVE = frozenset({LegalState.GRANTED, LegalState.PENDING})


def read_state(line: Line) -> State:
    """The legal state from the state column, which says more, and the validity column, which is surer of life."""
    words = [plain(cell) for name in ("legal_state", "legal_validity") for cell in line.every(name)]
    words = list(dict.fromkeys(word for word in words if not says_nothing(word)))
    state, known = read_legal_state(line.first("legal_state"))
    validity, validity_known = read_legal_state(line.first("legal_validity"))
    if not known or not validity_known:
        warn(line, "legal_state_is_known", "legal_state", "; ".join(words)[:80])
    if state is LegalState.UNKNOWN or (state in ALIVE and validity in ALIVE):
        state = validity
    elif state in ALIVE and validity is LegalState.LAPSED:
        state = LegalState.LAPSED if state is LegalState.GRANTED else LegalState.WITHDRAWN
    return State(state, "; ".join(words)[:200])


def read_others(line: Line, numbers: Numbers, ipc: tuple[str, ...]) -> dict[str, Any]:
    """Counts, family, citations, place, industry, readiness, funding and wishes."""
    ways, strange = read_ways(line.first("willing"))
    if strange:
        warn(line, "way_is_known", "willing", "; ".join(strange)[:60])
    own = {number.canonical for number in numbers.documents}
    family = linked_numbers(line, "family", own)
    if family is None and read_count(line.first("family_size")) == 1:
        family = ()
    return {
        "address": line.text("address"),
        "applicant_region": line.text("applicant_region")[:60],
        "annuity_paid_to_year": read_annuity_year(line),
        "claims_count": counted(line, "claims_count"),
        "cited_by_count": counted(line, "cited_by_count"),
        "family": family,
        "citations": linked_numbers(line, "citations", set()),
        "priority": tuple(
            part.strip("[] ") for part in re.split(r"[|;；]+", line.text("priority")) if part.strip("[] ")
        ),
        "industry": industry_of_line(line, ipc),
        "region": region_of_line(line),
        "trl": read_trl(line),
        "funding": prose(line.first("funding"))[:200],
        "willing": ways,
    }


def counted(line: Line, about: str) -> int | None:
    """A count; what is no count is named and left out."""
    cell = line.first(about)
    if cell is None or says_nothing(plain(cell)):
        return None
    count = read_count(cell)
    if count is None:
        warn(line, "count_is_whole", about, plain(cell)[:40])
    return count


def read_annuity_year(line: Line) -> int | None:
    """The last annuity year paid (1-20): "7", "第7年", "已缴至第7年度"."""
    text = line.text("annuity_paid_to_year")
    if says_nothing(text):
        return None
    found = re.search(r"(?<!\d)(\d{1,2})(?:\.0)?(?!\d)", text)
    if found and 1 <= int(found[1]) <= 20 and not re.search(r"\d{4}", text):
        return int(found[1])
    warn(line, "annuity_year_is_ordinal", "annuity_paid_to_year", text[:40])
    return None


def read_trl(line: Line) -> int | None:
    """Technology readiness (技术成熟度) 1-9, GB/T 22900; of a span the lower end."""
    text = line.text("trl")
    if says_nothing(text):
        return None
    found = re.search(r"(?<!\d)(\d{1,2})(?:\.0)?(?!\d)", text)
    if found and 1 <= int(found[1]) <= 9:
        return int(found[1])
    warn(line, "trl_is_one_to_nine", "trl", text[:40])
    return None


def linked_numbers(line: Line, about: str, own: set[str]) -> tuple[str, ...] | None:
    """Family members or cited documents; () when the cell says there are none, None when nothing is said."""
    if not line.has(about):
        return None
    found: list[str] = []
    for cell in line.every(about):
        for part in split_codes(cell):
            written = as_document(part)
            if written not in own and written not in found:
                found.append(written)
    return tuple(found)


@lru_cache(maxsize=20_000)
def as_document(written: str) -> str:
    """A family member or cited document in our writing; what is no number stays as it is, without blanks."""
    number = read_publication_number(written).number
    return number.canonical if number else re.sub(r"\s+", "", written).upper()[:40]


def industry_of_line(line: Line, ipc: tuple[str, ...]) -> Industry:
    """The industry as said, else as the main class points to."""
    said, known = read_industry(line.first("industry"))
    if not known and line.source == "template":
        warn(line, "industry_is_known", "industry", line.text("industry")[:40])
    if said is not Industry.OTHER:
        return said
    return industry_of(ipc[0]) if ipc else Industry.OTHER


def region_of_line(line: Line) -> str:
    """Province and city of the holder: as said, else from the address."""
    said = line.text("region")
    if not says_nothing(said):
        return said[:60]
    place_name = place_of(line.text("address"))
    return (place_name or re.sub(r"[^\u4e00-\u9fff]", "", line.text("applicant_region")))[:60]
