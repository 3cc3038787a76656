"""Patents of the catalogue that share words with a disclosure (目录内相近专利): a help for who evaluates, with the
words that met.

It looks only into what this house holds and only at words: it is no search for novelty (查新), and says so wherever it
is shown. What is disclosed goes into no index and leaves the house by no way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhiqiao.domain.matching.generic import is_generic
from zhiqiao.domain.matching.wording import is_character
from zhiqiao.domain.procedures.disclosure import DisclosureSheet
from zhiqiao.engines import choose
from zhiqiao.records.models import Patent, User
from zhiqiao.services import indexing

SHOWN = 8
LOOKED_AT = 60
WORDS_MOST = 48
MET_SHOWN = 10
LEAST_MET = 2


@dataclass(frozen=True)
class Nearby:
    """A patent that shares words, those of the disclosure's title first."""

    patent: Patent
    words: list[str]


@dataclass(frozen=True)
class Neighbours:
    """What was found; `is_ready` is false while there is no index to look into."""

    found: list[Nearby]
    is_ready: bool = True


def nearby(sheet: DisclosureSheet, *, user: User | None) -> Neighbours:
    """The patents this person may see that share most with title, problem and solution; at least two words."""
    engine = choose.word_search("patents")
    if not engine.count():
        return Neighbours([], not Patent.objects.exists())
    weights = telling(sheet)
    if not weights:
        return Neighbours([])
    hits = engine.search(weights, field_weights=indexing.BOX_WEIGHTS, limit=LOOKED_AT, count=False)
    ids = [hit.id for hit in hits.hits]
    rows = Patent.objects.all().visible_to(user) if user is not None else Patent.objects.all()
    seen = rows.in_bulk(ids)
    result = [Nearby(seen[pk], met(seen[pk], list(weights))) for pk in ids if pk in seen]
    return Neighbours([one for one in result if len(one.words) >= LEAST_MET][:SHOWN])


def telling(sheet: DisclosureSheet) -> dict[str, float]:
    """Words to look for, with what they weigh: those of the title three times, generic ones not at all."""
    weights: dict[str, float] = {}
    for text, weight in ((sheet.invention_title, 3.0), (sheet.solution, 1.0), (sheet.problem_solved, 1.0)):
        for word in choose.segmenter().words_to_find(text):
            if len(weights) >= WORDS_MOST:
                return weights
            if not is_generic(word) and not is_character(word):
                weights.setdefault(word, weight)
    return weights


def met(patent: Patent, words: Sequence[str]) -> list[str]:
    """Which of these words the patent says."""
    texts = (patent.title_zh, patent.title_en, patent.abstract_zh, patent.abstract_en, patent.claim_zh, patent.claim_en)
    said = set(choose.segmenter().words_to_find("\n".join(texts)))
    return [word for word in words if word in said][:MET_SHOWN]
