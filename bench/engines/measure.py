"""One run (一次测量): every engine built, then asked the same questions in turns, then judged."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench.engines.adapter import KINDS, OURS, Asked
from bench.engines.corpus import Corpus
from bench.engines.engines import CHANGING, Engine, build, open_all
from bench.engines.exact import Exact, same_counts

TUNED_BY = 40
"""Questions by which a peer's setting is chosen."""
CLOSE = 0.005
"""A recall so much below ours counts as equal."""
LEAST_ASKED = 20
WARMING, ASKING = 4.0, 25.0
"""Seconds an engine may take for the questions that warm it up and for those that count, of one kind; it is asked at
least so many of each."""
CHANGES = 5
MARKER = "zhiqiaochange"
Tell = Callable[[str], None]
Told = dict[str, Any]


def measured(engines: Sequence[Engine], corpus: Corpus, tell: Tell) -> Told:
    """The whole run; what each engine showed, by kind of question."""
    build(engines, tell)
    exact = Exact(corpus)
    _ = exact.matrix, exact.vectors
    open_all(engines)
    result: Told = {}
    chosen: dict[str, dict[str, Any]] = defaultdict(dict)
    try:
        for kind in KINDS:
            able = [engine for engine in engines if engine.can(kind)]
            if able:
                questions = questions_of(kind, corpus)
                tuned(kind, able, questions, exact, chosen)
                result[kind] = one_kind(kind, able, questions, exact)
                for name, told in result[kind].items():
                    told["setting"] = chosen[name].get(setting_for(kind), {})
                tell(line_of(kind, result[kind]))
        for engine in engines:
            engine.told |= engine.order("state") or {}
        changes(engines, corpus)
    finally:
        for engine in engines:
            engine.end()
    return result


def questions_of(kind: str, corpus: Corpus) -> list[Asked]:
    """All questions of a kind."""
    what, _, narrow = kind.partition(" ")
    words = corpus.questions["short" if what in {"short", "facets"} else "need"]
    vectors = corpus.asked_vectors[0]
    condition = corpus.conditions[narrow] if narrow else ()
    has_words, has_vector = what != "vector", what in {"vector", "hybrid"}
    return [
        Asked(place, tuple(words[place]) if has_words else (), vectors[place] if has_vector else None, condition)
        for place in range(len(words))
    ]


def right_of(kind: str) -> str:
    """By what answers of a kind are judged; nothing for our whole answer, which ranks by more than words or vectors."""
    what = kind.split(" ")[0]
    return {"short": "words", "need": "words", "facets": "words", "answer": ""}.get(what, what)


def setting_for(kind: str) -> str:
    """The kind by which the setting of this kind is chosen: a hybrid search takes that of the vector search."""
    return kind.replace("hybrid", "vector")


def tuned(
    kind: str, engines: Sequence[Engine], questions: Sequence[Asked], exact: Exact, chosen: dict[str, dict[str, Any]]
) -> None:
    """Give every peer the quickest setting whose recall reaches ours, or its most thorough one."""
    if not kind.startswith(("vector", "hybrid")):
        return
    some = questions[:TUNED_BY]
    ours = next((engine for engine in engines if engine.name == OURS), None)
    if kind.startswith("vector"):
        wanted = recall(ours, kind, some, exact) - CLOSE if ours else 1.0
        for engine in engines:
            if len(engine.told["settings"]) < 2:
                continue
            for setting in engine.told["settings"]:
                engine.order("setting", setting)
                chosen[engine.name][kind] = setting
                if recall(engine, kind, some, exact) >= wanted:
                    break
    for engine in engines:
        if setting_for(kind) in chosen[engine.name]:
            engine.order("setting", chosen[engine.name][setting_for(kind)])


def recall(engine: Engine, kind: str, questions: Sequence[Asked], exact: Exact) -> float:
    """Mean overlap with what is right."""
    answers = [(asked, engine.ask(kind, asked)) for asked in questions]
    shares = [exact.judged(right_of(kind), asked, answer[2]).overlap for asked, answer in answers if answer]
    return statistics.fmean(shares) if shares else 0.0


def one_kind(kind: str, engines: Sequence[Engine], questions: Sequence[Asked], exact: Exact) -> Told:
    """All questions of a kind, one after the other, each asked of every engine in turn."""
    for engine in engines:
        warm(engine, kind, questions)
    given: dict[str, list[Any]] = {engine.name: [] for engine in engines}
    spent = dict.fromkeys(given, 0.0)
    for place, asked in enumerate(questions):
        turn = place % len(engines)
        for engine in (*engines[turn:], *engines[:turn]):
            if engine.failed or (spent[engine.name] > ASKING and len(given[engine.name]) >= LEAST_ASKED):
                continue
            answer = engine.ask(kind, asked)
            if answer is not None:
                spent[engine.name] += answer[0] / 1000
                given[engine.name].append((asked, answer))
    told = {}
    for engine in engines:
        if given[engine.name]:
            told[engine.name] = figures(given[engine.name])
            told[engine.name] |= judged(kind, given[engine.name], exact)
        engine.told.setdefault("faults", {})
        if engine.failed:
            engine.told["faults"][kind] = engine.failed
    return told


def warm(engine: Engine, kind: str, questions: Sequence[Asked]) -> None:
    """The same questions before, so that everybody's pages are in memory and everything is compiled."""
    spent = 0.0
    for place, asked in enumerate(questions):
        if spent > WARMING and place >= min(LEAST_ASKED, 5):
            break
        answer = engine.ask(kind, asked)
        if answer is None:
            break
        spent += answer[0] / 1000


def figures(given: Sequence[Any]) -> Told:
    """Milliseconds by the clock and of processors."""
    wall, cpu = np.array([answer[:2] for _asked, answer in given]).T
    return {
        "questions": len(given),
        "p50_ms": float(np.median(wall)),
        "p95_ms": float(np.quantile(wall, 0.95)),
        "cpu_p50_ms": float(np.median(cpu)),
        "cpu_p95_ms": float(np.quantile(cpu, 0.95)),
    }


def judged(kind: str, given: Sequence[Any], exact: Exact) -> Told:
    """How right the answers were: overlap with what is exact, documents that do not pass the filter, equal counts."""
    what = right_of(kind)
    if not what:
        passes = [exact.mask(asked.condition)[answer[2]] for asked, answer in given]
        return {"overlap": None, "wrong": int(sum((~one).sum() for one in passes))}
    found = [exact.judged(what, asked, answer[2]) for asked, answer in given]
    spoken: dict[str, list[float]] = {"zh": [], "en": []}
    for (asked, _answer), one in zip(given, found, strict=True):
        if asked.words:
            spoken["zh" if any(word > "\u3400" for word in asked.words) else "en"].append(one.overlap)
    told: Told = {
        "overlap": statistics.fmean(one.overlap for one in found),
        "overlap_in": {language: statistics.fmean(shares) for language, shares in spoken.items() if shares},
        "wrong": sum(one.wrong for one in found),
    }
    counted = [(asked, answer[3]) for asked, answer in given if answer[3] is not None]
    if counted:
        same = [same_counts(exact.counts(asked), counts) for asked, counts in counted]
        told["counts_equal"] = statistics.fmean(same)
    return told


def changes(engines: Sequence[Engine], corpus: Corpus) -> None:
    """How long one changed document takes to be found; once only where that takes long."""
    for engine in engines:
        if not engine.can("short") or engine.name == "bare":
            continue
        taken = []
        for turn in range(CHANGES):
            marker = f"{MARKER}{turn}"
            words = [*corpus.words[turn].split(" "), marker]
            milliseconds = engine.order("change", turn, words, marker, patience=CHANGING)
            if milliseconds is None:
                engine.told["change_fault"], engine.failed = engine.failed, ""
                break
            taken.append(milliseconds)
            if milliseconds > 2000:
                break
        engine.told["change_ms"] = statistics.median(taken) if taken else None


def line_of(kind: str, told: dict[str, Told]) -> str:
    """A kind in one line, for whoever waits."""
    parts = [
        f"{name} {one['p50_ms']:.2f}/{one['p95_ms']:.2f}" + (f" ({one['overlap']:.3f})" if one["overlap"] else "")
        for name, one in told.items()
    ]
    return f"{kind:10} {'  '.join(parts)}"
