"""Reading of packs (数据包读取): the lines of an official file become rows and rules; a line that cannot is told, with
what is wrong, and the others are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zhiqiao.domain.classing.columns import TableLine
from zhiqiao.domain.classing.keywords import Asked, read_keywords
from zhiqiao.domain.classing.packs import PackDraft, PackRow, PackRule
from zhiqiao.domain.classing.patterns import Block, read_block, read_industry
from zhiqiao.domain.classing.schemes import OF_INDUSTRIES, SCHEMES, Scheme, Shape
from zhiqiao.domain.patents.classifications import read_ipc
from zhiqiao.domain.problems import Problem, Severity

LONGEST_CODE = 30


def read_pack(scheme: Scheme, tables: Iterable[Sequence[TableLine]]) -> PackDraft:
    """The rows and rules of a file's tables. The order of the tables does not matter: pairs of symbol and rule are
    put to their rules after all rules have been read."""
    reader = Reader(scheme)
    given = list(tables)
    for table in given:
        reader.begin()
        for line in table:
            if "of_rule" not in line.cells:
                reader.take(line)
    for table in given:
        reader.pair([line for line in table if "of_rule" in line.cells])
    return PackDraft(tuple(reader.rows.values()), tuple(reader.rules), tuple(reader.faults))


@dataclass
class Reader:
    """What has been read so far."""

    scheme: Scheme
    rows: dict[str, PackRow] = field(default_factory=dict)
    rules: list[PackRule] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    by_name: dict[str, int] = field(default_factory=dict)
    above: dict[int, str] = field(default_factory=dict)
    last_code: str = ""

    def begin(self) -> None:
        """A new table: nothing is carried down from the one before."""
        self.above, self.last_code = {}, ""

    def take(self, line: TableLine) -> None:
        """One line of a tree, of rules or of a list."""
        if "level2" in line.cells:
            self.take_levels(line)
            return
        shape = SCHEMES[self.scheme].shape
        code = self.code_of(line, carried=shape is Shape.RULES and bool(line.cells.get("symbols")))
        if not code:
            return
        self.add_row(code, line, parent_of(self.scheme, code, line.cells.get("parent", "")))
        if shape is Shape.RULES:
            self.add_rule(code, line)
        elif shape is Shape.LIST:
            self.rules.append(PackRule(len(self.rules) + 1, code, (code + "*",), written=code, line=line.number))

    def take_levels(self, line: TableLine) -> None:
        """A line of the table with one column for each level: 门类, 大类, 中类, 小类 and the name."""
        codes = {level: line.cells.get(f"level{level}", "").strip() for level in (1, 2, 3, 4)}
        given = [level for level, code in codes.items() if code]
        for level in given:
            code = read_industry(codes[level])
            if not code:
                self.fault("pack_code_is_readable", line, "code", codes[level])
                return
            self.above = {higher: above for higher, above in self.above.items() if higher < level} | {level: code}
        if not given:
            self.fault("pack_line_has_code", line, "code")
            return
        lowest = max(given)
        parent = next((self.above[level] for level in range(lowest - 1, 0, -1) if level in self.above), "")
        self.add_row(self.above[lowest], line, parent)

    def code_of(self, line: TableLine, *, carried: bool) -> str:
        """The line's code in our form; where cells are merged, the one above; "" with a fault told."""
        written = line.cells.get("code", "").strip()
        if not written and carried and self.last_code:
            return self.last_code
        if not written:
            self.fault("pack_line_has_code", line, "code")
            return ""
        code = form_of_code(self.scheme, written)
        if not code:
            self.fault("pack_code_is_readable", line, "code", written)
        self.last_code = code
        return code

    def add_row(self, code: str, line: TableLine, parent: str) -> None:
        """The code with its titles. A tree that names a code twice is told; a table of rules may."""
        row = PackRow(
            code, line.cells.get("zh", "").strip(), line.cells.get("en", "").strip(), parent, line=line.number
        )
        known = self.rows.get(code)
        if known is None:
            self.rows[code] = row
        elif SCHEMES[self.scheme].shape is not Shape.RULES:
            self.fault("pack_code_stands_once", line, "code", code, severity=Severity.WARNING, first=known.line)

    def add_rule(self, code: str, line: TableLine) -> None:
        """What puts symbols under the code; a line without symbols may still be named by the pairs that follow."""
        written, words = line.cells.get("symbols", "").strip(), line.cells.get("words", "").strip()
        block = read_block(written)
        more = read_block(line.cells.get("exclusions", ""))
        name = line.cells.get("rule", "").strip()
        if not block.patterns and not (name and not written):
            self.fault("pack_line_has_symbols", line, "ipc", written)
            return
        for piece in (*block.unread, *more.unread):
            self.fault("pack_symbol_is_readable", line, "ipc", piece, severity=Severity.WARNING)
        asked, usable = read_keywords(words)
        if not usable:
            self.fault("pack_words_are_usable", line, "keywords", words, severity=Severity.WARNING)
        rule = self.made(code, block, more, asked, line, (written, words))
        self.rules.append(rule)
        if name:
            self.by_name.setdefault(name, len(self.rules) - 1)

    def made(
        self, code: str, block: Block, more: Block, asked: Asked, line: TableLine, written: tuple[str, str]
    ) -> PackRule:
        """The rule, numbered in the order of the file."""
        return PackRule(
            ref=len(self.rules) + 1,
            code=code,
            patterns=block.patterns,
            exclusions=(*block.exclusions, *more.patterns, *more.exclusions),
            asked=asked,
            has_words=bool(written[1]),
            written=written[0],
            words_written=written[1],
            line=line.number,
        )

    def pair(self, lines: Sequence[TableLine]) -> None:
        """Pairs of symbol and rule: each symbol is exactly what stands there, never what is below it."""
        found: dict[int, dict[str, None]] = {}
        for line in lines:
            name, written = line.cells["of_rule"].strip(), line.cells.get("symbols", "").strip()
            symbol = read_ipc(written)
            if name not in self.by_name:
                self.fault("pack_pair_has_rule", line, "code", name)
            elif symbol is None:
                self.fault("pack_symbol_is_readable", line, "ipc", written)
            else:
                exact = symbol.code if symbol.group else symbol.code + "*"
                found.setdefault(self.by_name[name], {})[exact] = None
        for at, patterns in found.items():
            rule = self.rules[at]
            together = tuple(dict.fromkeys((*rule.patterns, *patterns)))
            self.rules[at] = PackRule(
                rule.ref, rule.code, together, rule.exclusions, rule.asked, rule.has_words, rule.written,
                rule.words_written, rule.line,
            )  # fmt: skip

    def fault(
        self,
        code: str,
        line: TableLine,
        name: str,
        given: str = "",
        *,
        severity: Severity = Severity.ERROR,
        **data: str | int,
    ) -> None:
        """Tell what is wrong with a line."""
        self.faults.append(Problem(code, name, given[:200], severity, {"line": line.number, **data}))


def form_of_code(scheme: Scheme, written: str) -> str:
    """A code as we keep it, or "" where it is none of the scheme."""
    text = written.strip()
    if scheme in OF_INDUSTRIES:
        return read_industry(text)
    if scheme is Scheme.IPC:
        compact = text.upper().replace(" ", "")
        if len(compact) in (1, 3) and compact[0] in "ABCDEFGH" and (len(compact) == 1 or compact[1:].isdigit()):
            return compact
        symbol = read_ipc(text)
        return symbol.code if symbol else ""
    whole = text[:-2] if text.endswith(".0") and scheme is Scheme.WIPO35 else text
    return whole if len(whole) <= LONGEST_CODE else ""


def parent_of(scheme: Scheme, code: str, given: str) -> str:
    """The code above: as the file says, else as the code itself tells."""
    if given.strip():
        return read_industry(given) or given.strip()[:100] if scheme in OF_INDUSTRIES else given.strip()[:100]
    if scheme is Scheme.IPC:
        head, slash, sub = code.partition("/")
        if slash:
            return code[:4] if not sub.strip("0") else f"{head}/00"
        return code[: {4: 3, 3: 1}.get(len(code), 0)]
    if scheme in OF_INDUSTRIES and code.isdigit() and len(code) > 2:
        return code[:-1]
    return code.rpartition(".")[0]
