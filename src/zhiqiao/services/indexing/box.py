"""The catalogue's box (检索框): patents that hold what was typed, also where it is part of a word.

First every dictionary word of what was typed must be there, whole; a Chinese character that is no word by itself may
be part of one (锂 finds 磷酸铁锂, 石墨烯散 finds 石墨烯散热膜). Where that finds nothing, the characters are looked for
side by side whatever words they belong to; at last, any of the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from zhiqiao.domain.matching.generic import is_generic
from zhiqiao.domain.matching.wording import is_character
from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.engines import choose
from zhiqiao.ports.search import Filter, Hits, WordSearch
from zhiqiao.records.models import Patent

BOX_WEIGHTS = {"title": 2.0, "names": 1.5, "words": 1.0}
"""In the catalogue's box a title counts twice what a text does."""
MOST_PIECES = 4
"""Characters looked for within words beside whole ones: each takes as long as all whole words together."""
MOST_CHARACTERS = 6
"""The same where nothing else is looked for."""
SIDE_BY_SIDE = 20_000
"""Patents at most in which characters are looked for side by side."""


def search_patents(
    text: str,
    *,
    filters: Mapping[str, Sequence[str]] | None = None,
    limit: int = 20,
    offset: int = 0,
    facets: Sequence[str] = (),
) -> Hits:
    """Patents that hold every word typed; when none does, those that hold any. Refused when the index is not there yet.

    Row scope is the caller's: the numbers found are looked up among what the person may see.
    """
    words = choose.word_search("patents")
    if not words.count() and Patent.objects.exists():
        raise Refused([Problem("index_is_ready")])
    whole, pieces = typed(text)
    if not whole and not pieces and text.strip():
        return Hits([], 0)
    narrowed = [Filter(name, list(values)) for name, values in (filters or {}).items() if values]
    hits = words.search(
        dict.fromkeys(whole, 1.0),
        field_weights=BOX_WEIGHTS,
        filters=narrowed,
        limit=limit,
        offset=offset,
        count_facets=facets,
        every=True,
        within=pieces,
    )
    if not hits.total and text.strip():
        hits = side_by_side(words, text, narrowed, limit, offset, facets)
    if not hits.total and whole:
        hits = words.search(
            dict.fromkeys(whole, 1.0),
            field_weights=BOX_WEIGHTS,
            filters=narrowed,
            limit=limit,
            offset=offset,
            count_facets=facets,
        )
    return hits


def typed(text: str) -> tuple[list[str], list[str]]:
    """What was typed: words that must be there, and single characters that may be part of a word; each once, and
    generic ones only when there are no others."""
    found = list(dict.fromkeys(choose.segmenter().words_to_find(text)))
    telling = [word for word in found if not is_generic(word)] or found
    whole = [word for word in telling if not is_character(word)]
    pieces = [word for word in telling if is_character(word)]
    return whole, pieces[: MOST_PIECES if whole else MOST_CHARACTERS]


def side_by_side(
    words: WordSearch, text: str, filters: Sequence[Filter], limit: int, offset: int, facets: Sequence[str]
) -> Hits:
    """Patents in which the characters typed stand side by side, wherever words begin and end there."""
    segmenter = choose.segmenter()
    terms = list(dict.fromkeys(segmenter.terms(text)))
    characters = [term for term in terms if is_character(term)]
    if len(characters) < 2:
        return Hits([], 0)
    rest = [term for term in terms if term[0] < "\u3007"]
    found = words.search(
        dict.fromkeys(rest, 1.0),
        field_weights={name: weight for name, weight in BOX_WEIGHTS.items() if name != "names"},
        filters=filters,
        limit=SIDE_BY_SIDE,
        every=True,
        within=characters[:MOST_CHARACTERS],
    )
    ids = np.array([hit.id for hit in found.hits], dtype=np.int64)
    asked = np.array([segmenter.number_of(term) for term in terms if term not in rest], dtype=np.uint32)
    together = (words.told(ids, asked).counts.sum(axis=1) > 0).all(axis=1) if len(ids) else np.zeros(0, dtype=np.bool_)
    kept = [hit for hit, stands in zip(found.hits, together.tolist(), strict=True) if stands]
    counted = words.facet_counts([hit.id for hit in kept], facets) if facets else {}
    return Hits(kept[offset : offset + limit], len(kept), counted)
