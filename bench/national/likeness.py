"""Likeness (相似度检验): how near generated texts are to real ones in what a search engine feels.

Lengths, the slope of word frequencies (Zipf), the growth of distinct words and pairs of characters (Heaps), how often a
text repeats its own words, and how patents spread over IPC subclasses; each for real and generated texts of one number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import rjieba

from bench.national.stock import Stock
from bench.national.writing import Drawn

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SLOPE_RANKS = (20, 3000)
Figures = dict[str, float]


def figures_of(titles: Sequence[str], abstracts: Sequence[str]) -> Figures:
    """What is compared, of some Chinese texts."""
    words: Counter[str] = Counter()
    pairs: set[str] = set()
    repeats, half = [], {}
    for at, (title, abstract) in enumerate(zip(titles, abstracts, strict=True)):
        cut = rjieba.cut(f"{title}。{abstract}", False)
        words.update(cut)
        repeats.append(len(set(cut)) / max(1, len(cut)))
        pairs.update(a + b for a, b in pairwise(abstract) if is_han(a) and is_han(b))
        if at == len(titles) // 2:
            half = {"words": len(words), "pairs": len(pairs), "all": sum(words.values())}
    frequency = np.array(sorted(words.values(), reverse=True), dtype=float)
    ranks = np.arange(SLOPE_RANKS[0], min(SLOPE_RANKS[1], len(frequency)))
    all_words = float(frequency.sum())
    told = {
        "zipf_slope": float(np.polyfit(np.log(ranks), np.log(frequency[ranks]), 1)[0]),
        "words": float(len(words)),
        "word_growth": float(np.log(len(words) / half["words"]) / np.log(all_words / half["all"])),
        "pairs": float(len(pairs)),
        "pair_growth": float(np.log(len(pairs) / half["pairs"]) / np.log(all_words / half["all"])),
        "distinct_in_text": float(np.mean(repeats)),
        "once": float((frequency == 1).mean()),
    }
    for name, texts in (("title", titles), ("abstract", abstracts)):
        for share, length in zip(QUANTILES, np.quantile([len(text) for text in texts], QUANTILES), strict=True):
            told[f"{name}_length_{round(share * 100)}"] = float(length)
    return told


def is_han(sign: str) -> bool:
    """A Chinese character."""
    return "\u3400" <= sign <= "\u9fff"


def compared(stock: Stock) -> tuple[Figures, Figures]:
    """Real texts, and as many generated ones."""
    real = stock.sources.chinese
    random = np.random.default_rng([stock.seed, 3])
    writer = stock.writers["zh"]
    drawn: Drawn = writer.draw(random, len(real))
    made = writer.texts(random, drawn, "title"), writer.texts(random, drawn, "abstract")
    return figures_of([text.title for text in real], [text.abstract for text in real]), figures_of(*made)


def class_distance(stock: Stock, many: int = 50_000) -> tuple[float, int]:
    """Half the sum of differences between real and drawn shares of IPC subclasses (0 alike, 1 apart); and how many
    subclasses were drawn."""
    place = {name: at for at, name in enumerate(stock.topics.subclasses)}
    real = np.zeros(len(place))
    for text in stock.sources.titles:
        for name in text.subclasses:
            real[place[name]] += 1
    drawn, _topics = stock.topics.draw(np.random.default_rng([stock.seed, 4]), many)
    made = np.bincount(drawn[drawn >= 0], minlength=len(place)).astype(float)
    return float(np.abs(real / real.sum() - made / made.sum()).sum() / 2), int((made > 0).sum())
