"""Names of organisations (机构名称): folding, kind, and whether two names may be one party. Never merges by itself.

No official way of comparing names is known; the rules are ours [P]. Two names of one form are one name, and whether
they are one party is still for region and code (统一社会信用代码) to say.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from zhiqiao.domain.codes import PartyKind
from zhiqiao.domain.patents.name_words import (
    ABBREVIATIONS_EN,
    COMPOUND_SURNAMES,
    GENERIC_ZH,
    LEGAL_FORMS_EN,
    OLD_TO_NEW,
    ORGANISATION_WORDS_EN,
    ORGANISATION_WORDS_ZH,
    PHRASES_EN,
    SMALL_WORDS_EN,
    SURNAMES,
)

HAN = re.compile(r"[\u3400-\u9fff]")
BRACKETED = re.compile(r"\(([^()]*)\)")
ENDINGS = 7
"""So many lines of `ORGANISATION_WORDS_ZH` are endings; a personal name is thought of after them."""
NEAR = 0.88
"""Likeness (difflib ratio) of Latin-letter cores from which a spelling slip is suspected."""


class NameVerdict(StrEnum):
    """How two names stand to each other (名称比较)."""

    SAME_FORM = "same_form"  # one name in two writings; whether one party is for region and code to say
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True)
class NameComparison:
    """The verdict and, for doubts, a reason code.

    same_name_other_region · personal_name · other_tail (legal form or generic word differs) · place_in_brackets ·
    abbreviation · word_order · near_spelling.
    """

    verdict: NameVerdict
    reason: str = ""


def tidied(name: str) -> str:
    """NFKC, small letters, simplified characters, one kind of bracket, single blanks."""
    text = unicodedata.normalize("NFKC", name).lower().translate(OLD_TO_NEW)
    text = text.translate(str.maketrans("〔【﹝[{〕】﹞]}", "(((((" + ")))))"))
    return re.sub(r"\s+", " ", text).strip(" ,;.、，；。*·_-")


@lru_cache(maxsize=20_000)
def fold_name(name: str) -> str:
    """The form in which names are compared (`PartyName.folded`): one for all writings of one name.

    Chinese: no blanks, no brackets (what stands in them stays), 有限责任公司 as 有限公司. Latin letters: no marks and
    accents, "&" as "and", each legal form in one writing ("Co., Ltd.", "Company Limited" → "co ltd").
    """
    text = tidied(name)
    if HAN.search(text):
        plain = re.sub(r"[\s()·.,，。、\-_'\"“”‘’《》<>&/]", "", text).replace("有限责任公司", "有限公司")
        return unicodedata.normalize("NFC", plain)  # an accent may now follow the letter that stood before a blank
    return " ".join(words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a Latin-letter name, each legal form in one writing."""
    plain = unicodedata.normalize("NFD", text.replace("&", " and "))
    plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")
    plain = re.sub(r"['’`]", "", plain)
    plain = " ".join(re.sub(r"[^\w ]|_", " ", plain).split())
    for pattern, short in PHRASES_EN:
        plain = re.sub(pattern, short, plain)
    words = [LEGAL_FORMS_EN.get(word, word) for word in plain.split()]
    return [word for word in words if word != "the"] or words


def core_of(folded: str) -> str:
    """The folded name without its legal form; for firms in Chinese also without generic words."""
    if HAN.search(folded):
        if re.search(r"公司$|集团$|厂$", folded):
            return re.sub(GENERIC_ZH, "", folded)
        return folded
    words = folded.split()
    forms = set(LEGAL_FORMS_EN.values())
    while len(words) > 1 and words[-1] in forms:
        words.pop()
    return " ".join(words)


def full_words(core: str) -> list[str]:
    """The words of a Latin-letter core with abbreviations written out and small words gone."""
    words = [ABBREVIATIONS_EN.get(word, word) for word in core.split()]
    return [word for word in words if word not in SMALL_WORDS_EN]


@lru_cache(maxsize=20_000)
def kind_of(name: str) -> PartyKind:
    """University, institute, hospital, enterprise, government or person, as the name tells; OTHER where it does not."""
    text = tidied(name)
    if HAN.search(text):
        for pattern, kind in ORGANISATION_WORDS_ZH[:ENDINGS]:
            if re.search(pattern, text):
                return PartyKind(kind)
        bare = re.sub(r"[\s·.,]", "", text)
        if is_personal(bare):
            return PartyKind.PERSON
        for pattern, kind in ORGANISATION_WORDS_ZH[ENDINGS:]:
            if re.search(pattern, text):
                return PartyKind(kind)
        return PartyKind.OTHER
    plain = " ".join(words_of(text))
    for pattern, kind in ORGANISATION_WORDS_EN:
        if re.search(pattern, plain):
            return PartyKind(kind)
    words = plain.split()
    initials = [word for word in words if len(word) == 1 and word not in "adel"]
    whole = [word for word in words if len(word) > 1]
    if len(whole) == len(words) - len(initials) and ("," in text or initials) and 1 < len(words) <= 5 and whole:
        return PartyKind.PERSON if all(word.isalpha() for word in words) else PartyKind.OTHER
    return PartyKind.OTHER


def is_personal(bare: str) -> bool:
    """A Chinese personal name: two to four characters beginning with a surname."""
    if not re.fullmatch(r"[\u3400-\u9fff]{2,4}", bare):
        return False
    return bare[:2] in COMPOUND_SURNAMES or (len(bare) <= 3 and bare[0] in SURNAMES)


def compare(name: str, other: str, *, region: str = "", other_region: str = "") -> NameComparison:
    """Compare two names as written; regions are administrative places where known.

    The same form at places that differ, and the same personal name, are doubts: a person decides.
    """
    one, two = fold_name(name), fold_name(other)
    if not one or not two:
        return NameComparison(NameVerdict.DIFFERENT)
    if one == two:
        if kind_of(name) is PartyKind.PERSON:
            return NameComparison(NameVerdict.DOUBTFUL, "personal_name")
        if places_differ(region, other_region):
            return NameComparison(NameVerdict.DOUBTFUL, "same_name_other_region")
        return NameComparison(NameVerdict.SAME_FORM)
    if bool(HAN.search(one)) is not bool(HAN.search(two)):
        return NameComparison(NameVerdict.DIFFERENT)
    reason = doubt_in_chinese(name, other, one, two) if HAN.search(one) else doubt_in_latin(one, two)
    return NameComparison(NameVerdict.DOUBTFUL, reason) if reason else NameComparison(NameVerdict.DIFFERENT)


def places_differ(region: str, other: str) -> bool:
    """Both places are known and neither lies in the other."""
    one, two = (re.sub(r"省|市|自治区|特别行政区|中国|壮族|回族|维吾尔|\s", "", place) for place in (region, other))
    return bool(one and two) and one not in two and two not in one


def doubt_in_chinese(name: str, other: str, one: str, two: str) -> str:
    """Why two Chinese names of different form may still be one party; "" when they may not."""
    shorter, longer = sorted((tidied(name), tidied(other)), key=len)
    outside = re.sub(r"\s", "", BRACKETED.sub("", longer))
    if outside == re.sub(r"\s", "", shorter) and not re.search(r"有限|合伙", "".join(BRACKETED.findall(longer))):
        return "place_in_brackets"
    core, other_core = core_of(one), core_of(two)
    if core == other_core and len(core) >= 3:
        return "other_tail"
    return ""


def doubt_in_latin(one: str, two: str) -> str:
    """Why two Latin-letter names of different form may still be one party; "" when they may not."""
    core, other_core = core_of(one), core_of(two)
    if core == other_core:
        return "other_tail"
    words, other_words = full_words(core), full_words(other_core)
    if words == other_words or "".join(words) == "".join(other_words):
        return "abbreviation"
    if len(words) > 1 and sorted(words) == sorted(other_words):
        return "word_order"
    if same_initials(words, other_words):
        return "abbreviation"
    joined, other_joined = " ".join(words), " ".join(other_words)
    if min(len(joined), len(other_joined)) < 8 or joined[:1] != other_joined[:1]:
        return ""
    if abs(len(joined) - len(other_joined)) > 4 or re.findall(r"\d+", joined) != re.findall(r"\d+", other_joined):
        return ""
    return "near_spelling" if SequenceMatcher(None, joined, other_joined).ratio() >= NEAR else ""


def same_initials(words: list[str], other: list[str]) -> bool:
    """One name is the initials of the other, at least three of them: "ibm"."""
    few, many = sorted((words, other), key=len)
    return len(few) == 1 and len(many) == len(few[0]) >= 3 and few[0] == "".join(word[0] for word in many)
