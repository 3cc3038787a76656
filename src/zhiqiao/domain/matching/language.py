"""Which language a text is in (语言判别), by its letters alone: enough for Chinese and English."""

from __future__ import annotations

import re

from zhiqiao.domain.codes import Language

HAN = re.compile("[\u3400-\u9fff]")
LATIN = re.compile("[A-Za-z]+")


def language_of(text: str) -> Language:
    """Chinese when characters outnumber half the Latin words (names and units stand in Chinese texts too)."""
    characters, words = len(HAN.findall(text)), len(LATIN.findall(text))
    if characters > words / 2:
        return Language.ZH
    return Language.EN if words else Language.OTHER
