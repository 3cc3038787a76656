"""The stock (存量专利): one seeded model of everything, from which batches of patents are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.national.firms import firm_names
from bench.national.phrases import phrases_of
from bench.national.register import Institutions, Register, institutions_of, registered
from bench.national.sources import Sources, Text, read_sources
from bench.national.speech import Units, frames_of
from bench.national.topics import Topics, topics_of
from bench.national.writing import Drawn, Writer

SEED = 20261122
BATCH = 10_000
POOL_SHARE = 0.507
"""Of 1,340,000 patents 680,000 are on offer."""
TWINS = 0.05
"""Patents filed a second time as the other kind of right, with the same text (一案双申)."""
SERIES = 0.06
"""Patents of a series: the text of an earlier one with some of its phrases changed."""
CHANGED_IN_SERIES = 0.25
BILINGUAL = 0.12
"""Chinese patents with title and abstract in English too."""
FOREIGN = 0.03
"""Patents of another office, in English only."""
FAULTY = 0.001
"""Lines with a wrong check digit, as sheets typed by hand have them: they must be rejected, and nothing else."""

Longs = NDArray[np.int64]


@dataclass
class Batch:
    """Patents as columns, and what needs are made of."""

    columns: dict[str, list[str]] = field(default_factory=dict)
    faulty: int = 0
    drawn: Drawn | None = None
    english: dict[int, Longs] = field(default_factory=dict)
    """Place in the batch → the slots of its English text."""
    in_pool: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))


class Stock:
    """Everything that is the same for all batches: fitted once, then shared by forked processes."""

    def __init__(self, patents: int, firms: int, *, seed: int = SEED, sources: Sources | None = None) -> None:
        self.patents, self.seed = patents, seed
        self.sources = sources or read_sources()
        random = np.random.default_rng([seed, 0])
        self.topics: Topics = topics_of(self.sources, random)
        self.writers: dict[str, Writer] = {}
        for language, texts, needs in (
            ("zh", self.sources.chinese, self.sources.needs),
            ("en", self.sources.english, self.sources.english_needs),
        ):
            units = Units()
            frames = frames_of(texts, language, units)
            asked = frames_of([Text(*need) for need in needs], language, units)
            phrases, told = phrases_of(self.sources, frames, self.topics, language, random, patents)
            self.writers[language] = Writer(frames, asked, phrases, told, self.topics, language, random)
        self.institutions: Institutions = institutions_of(self.sources, random)
        self.firms = firm_names(firms, self.institutions.regions, random)

    def batch(self, number: tuple[int, int], many: int, first_serial: int, institutions: Longs) -> Batch:
        """One batch: `number` (file, batch) seeds it, `institutions` are those it may be of."""
        random = np.random.default_rng([self.seed, 1, *number])
        share = self.institutions.share[institutions]
        chosen = random.choice(institutions, many, p=share / share.sum())
        writer = self.writers["zh"]
        drawn = writer.draw(random, many)
        twins, series, source = self.repeated(random, drawn, many)
        chosen[twins], chosen[series] = chosen[source[twins]], chosen[source[series]]
        register = registered(
            random, self.institutions, chosen, kinds=self.sources.kinds, first_serial=first_serial,
            pool_share=POOL_SHARE, firms=self.firms.names,
        )  # fmt: skip
        for again in (*twins.tolist(), *series.tolist()):
            for column in ("applicants", "inventors"):
                register.columns[column][again] = register.columns[column][source[again]]
        batch = Batch(columns=register.columns, drawn=drawn, in_pool=register.in_pool)
        batch.columns["title_zh"] = writer.texts(random, drawn, "title")
        batch.columns["abstract_zh"] = writer.texts(random, drawn, "abstract")
        for again in twins.tolist():
            batch.columns["title_zh"][again] = batch.columns["title_zh"][source[again]]
            batch.columns["abstract_zh"][again] = batch.columns["abstract_zh"][source[again]]
        self.name_the_right(batch, register)
        for kind in ("effect", "scenario"):
            texts = writer.texts(random, drawn, kind)
            batch.columns[f"{kind}_zh"] = [
                text if has else "" for text, has in zip(texts, register.in_pool.tolist(), strict=True)
            ]
        batch.columns["ipc"] = self.codes(random, drawn)
        self.add_english(random, batch, many)
        faulty = np.flatnonzero(random.random(many) < FAULTY)
        for at in faulty.tolist():
            batch.columns["application_number"][at] = spoilt(batch.columns["application_number"][at])
        batch.faulty = sum(one.startswith("20") for one in (batch.columns["application_number"][at] for at in faulty))
        return batch

    def repeated(self, random: np.random.Generator, drawn: Drawn, many: int) -> tuple[Longs, Longs, Longs]:
        """Second filings and series: which texts repeat which, some phrases of a series changed."""
        uniform = random.random(many)
        twins, series = np.flatnonzero(uniform < TWINS), np.flatnonzero((uniform >= TWINS) & (uniform < TWINS + SERIES))
        originals = np.flatnonzero(uniform >= TWINS + SERIES)
        source = np.arange(many)
        if len(originals):
            source[twins] = originals[random.integers(0, len(originals), len(twins))]
            source[series] = originals[random.integers(0, len(originals), len(series))]
        fresh = drawn.slots[series].copy()
        drawn.copy_of(source[twins], twins)
        drawn.copy_of(source[series], series)
        changed = random.random(fresh.shape) < CHANGED_IN_SERIES
        drawn.slots[series] = np.where(changed, fresh, drawn.slots[series])
        return twins, series, source

    def name_the_right(self, batch: Batch, register: Register) -> None:
        """An abstract says of itself what kind of right it is about."""
        texts = batch.columns["abstract_zh"]
        for at, invention in enumerate(register.is_invention.tolist()):
            if invention and "本实用新型" in texts[at]:
                texts[at] = texts[at].replace("本实用新型", "本发明")
            elif not invention and "本发明" in texts[at]:
                texts[at] = texts[at].replace("本发明", "本实用新型")

    def codes(self, random: np.random.Generator, drawn: Drawn) -> list[str]:
        """IPC codes as an export writes them, main one first; a second group of the same topic for many."""
        groups = self.topics.group_codes
        uniform = random.random((*drawn.topics.shape, 2)).tolist()
        rows = []
        for topics, chances in zip(drawn.topics.tolist(), uniform, strict=True):
            found: dict[str, None] = {}
            for topic, (first, second) in zip(topics, chances, strict=True):
                if topic >= 0:
                    codes = groups[topic]
                    found[codes[int(first * len(codes))]] = None
                    if second < 0.5:
                        found[codes[int(second * 2 * len(codes))]] = None
            rows.append(";".join(f"{code}(2006.01)I" for code in found))
        return rows

    def add_english(self, random: np.random.Generator, batch: Batch, many: int) -> None:
        """English titles and abstracts; for patents of another office in place of the Chinese ones."""
        assert batch.drawn is not None
        uniform = random.random(many)
        foreign = np.flatnonzero(uniform < FOREIGN)
        chosen = np.flatnonzero(uniform < FOREIGN + BILINGUAL)
        writer, drawn = self.writers["en"], batch.drawn
        topics = drawn.topics[chosen]
        subclasses = drawn.subclasses[chosen]
        section = writer.section_of[subclasses[:, 0]]
        frame = writer.a_frame(random, section)
        slots = writer.phrases.fill(random, writer.slot_class[frame], writer.slot_phrase[frame], subclasses, topics)
        english = Drawn(subclasses, topics, frame, frame, slots)
        columns = batch.columns
        for name in ("title", "abstract"):
            columns[f"{name}_en"] = [""] * many
            for at, text in zip(chosen.tolist(), writer.texts(random, english, name), strict=True):
                columns[f"{name}_en"][at] = text
        batch.english = {at: slots[place] for place, at in enumerate(chosen.tolist())}
        for at in foreign.tolist():
            for name in ("title_zh", "abstract_zh", "effect_zh", "scenario_zh", "annuity", "grant_number", "family"):
                columns[name][at] = ""
            year, serial = columns["application_date"][at][:4], columns["publication_number"][at][3:11]
            columns["application_number"][at] = f"US{year[2:]}{serial}"
            columns["publication_number"][at] = f"US{columns['publication_date'][at][:4]}{serial[1:]}A1"


def spoilt(number: str) -> str:
    """The number with a wrong check digit; one of another office as it is."""
    if not number.startswith("20"):
        return number
    return number[:-1] + ("1" if number[-1] != "1" else "2")
