"""Matching of classes (归类): which codes of a pack a patent's symbols and words meet, and by which row.

Rules, for each symbol: a row whose exclusion stands for the symbol does not fire, whatever else it says. Of the rows
left, the longest pattern wins; equal ones fire together. A row with words fires as sure where a word of each of its
groups stands in the text, else as possible (疑似); what is only possible never keeps a sure row from firing.
Source: form of the reference tables of CNIPA (2021, 2023) and their use as proposed in the domain study [P].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zhiqiao.domain.classing.keywords import fold, forbids, words_met
from zhiqiao.domain.classing.packs import PackRule
from zhiqiao.domain.classing.patterns import keys_of, weight


@dataclass(frozen=True)
class ClassFound:
    """A code, and what speaks for it: the row that fired, symbol and pattern that met, the words that met.

    `is_primary` is set on one code: the one found by the patent's first symbol.
    """

    code: str
    ref: int
    symbol: str
    pattern: str
    is_sure: bool
    words: tuple[str, ...] = ()
    is_primary: bool = False


Fired = tuple[int, PackRule, str]
"""Weight of the pattern, the rule, the pattern."""
Order = tuple[int, int, int, int]
"""Sure before possible, then the place of the symbol, the heavier pattern, the row that stands first."""


class PrefixTable:
    """The rules of a pack, compiled: a symbol is looked up by its prefixes. Symbols met before are remembered."""

    def __init__(self, rules: Iterable[PackRule]) -> None:
        self.by_pattern: dict[str, list[PackRule]] = {}
        self.excluded: dict[int, frozenset[str]] = {}
        for rule in sorted(rules, key=lambda rule: rule.ref):
            self.excluded[rule.ref] = frozenset(rule.exclusions)
            for pattern in rule.patterns:
                self.by_pattern.setdefault(pattern, []).append(rule)
        self.known: dict[str, tuple[Fired, ...]] = {}

    def rows_for(self, symbol: str) -> tuple[Fired, ...]:
        """The rules whose pattern stands for the symbol and whose exclusions do not, the longest pattern first."""
        found = self.known.get(symbol)
        if found is None:
            found = self.known[symbol] = self._looked_up(symbol)
        return found

    def _looked_up(self, symbol: str) -> tuple[Fired, ...]:
        keys = keys_of(symbol)
        seen: set[int] = set()
        fired: list[Fired] = []
        for key in keys:
            for rule in self.by_pattern.get(key, ()):
                if rule.ref in seen or not self.excluded[rule.ref].isdisjoint(keys):
                    continue
                seen.add(rule.ref)
                fired.append((weight(key), rule, key))
        return tuple(sorted(fired, key=lambda one: (-one[0], one[1].ref)))

    def classes_of(self, symbols: Sequence[str], text: str) -> list[ClassFound]:
        """Every code the symbols meet, in the order found: sure before possible. `text` are title and abstract."""
        folded: str | None = None
        judged: dict[int, tuple[bool, tuple[str, ...]] | None] = {}
        best: dict[str, tuple[Order, ClassFound]] = {}
        primary: tuple[Order, str] | None = None
        for place, symbol in enumerate(symbols):
            sure = possible = 0
            for weighs, rule, pattern in self.rows_for(symbol):
                if sure and weighs < sure:
                    break
                if rule.has_words and rule.ref not in judged:
                    folded = fold(text) if folded is None else folded
                    judged[rule.ref] = judge(rule, folded)
                verdict = judged[rule.ref] if rule.has_words else (True, ())
                if verdict is None or (not verdict[0] and weighs < possible):
                    continue
                if verdict[0]:
                    sure = weighs
                else:
                    possible = weighs
                order = (0 if verdict[0] else 1, place, -weighs, rule.ref)
                if rule.code not in best or order < best[rule.code][0]:
                    found = ClassFound(rule.code, rule.ref, symbol, pattern, *verdict)
                    best[rule.code] = (order, found)
                if place == 0 and (primary is None or order < primary[0]):
                    primary = (order, rule.code)
        classes = [found for _order, found in sorted(best.values(), key=lambda one: one[0])]
        return [replace(one, is_primary=primary is not None and one.code == primary[1]) for one in classes]


def judge(rule: PackRule, folded: str) -> tuple[bool, tuple[str, ...]] | None:
    """Whether a row with words is sure of a text, and by which; None where the text has a word that it leaves out."""
    if forbids(rule.asked, folded):
        return None
    if not rule.asked.groups:
        return bool(rule.asked.unless), ()
    words = words_met(rule.asked, folded)
    return (False, ()) if words is None else (True, words)
