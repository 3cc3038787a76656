"""The machinery of procedures: what may be done with a case, what stands against it, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import ValidationError

from zhiqiao.domain.problems import Problem, Refused, Severity
from zhiqiao.domain.procedures.machinery import CaseFacts, Limit, Move, Procedure, Sheet, told
from zhiqiao.domain.procedures.register import every
from zhiqiao.domain.working_days import calendar

TODAY = date(2026, 9, 30)


class Note(Sheet):
    text: str = ""


def text_is_given(case: CaseFacts[Note], today: date) -> Iterator[Problem]:
    """There is a text.

    Source: this test [P]
    """
    if not case.sheet.text:
        yield Problem("item_is_filled", "text")


def text_is_short(case: CaseFacts[Note], today: date) -> Iterator[Problem]:
    """The text is short.

    Source: this test [P]
    """
    if len(case.sheet.text) > 3:
        yield Problem("item_is_filled", "text", severity=Severity.WARNING)


def of(*codes: str) -> frozenset[str]:
    return frozenset(codes)


MOVES = (
    Move("send", of("draft", "returned"), "review", of("writer"), (text_is_given, text_is_short)),
    Move("return", of("review"), "returned", of("reader"), asks_reason=True),
    Move("pass", of("review"), "done", of("reader", "chief")),
)
TOY = Procedure("toy", Note, "draft", of("done"), MOVES, (Limit("review", 3, "this test [P]"),))


def case(state: str = "draft", text: str = "abc") -> CaseFacts[Note]:
    return CaseFacts(state, TODAY, Note(text=text))


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_case_walks_through_and_remembers_it():
    sent = TOY.moved(case(), "send", ["writer"], today=TODAY)
    back = TOY.moved(sent, "return", ["reader"], today=TODAY, reason=" too vague ")
    done = TOY.moved(TOY.moved(back, "send", ["writer"], today=TODAY), "pass", ["chief", "reader"], today=TODAY)
    assert done.state == "done" and [(one.verb, one.part) for one in done.history] == [
        ("send", "writer"), ("return", "reader"), ("send", "writer"), ("pass", "chief"),
    ]  # fmt: skip
    assert done.history[1].reason == "too vague" and done.history[1].after == "returned"
    assert case().history == (), "the case before stays as it was"


@pytest.mark.parametrize(
    ("state", "text", "verb", "parts", "reason", "against"),
    [
        ("draft", "abc", "burn", ["writer"], "", ["move_is_of_procedure"]),
        ("done", "abc", "send", ["writer"], "", ["case_stands_before_move"]),
        ("draft", "abc", "send", ["reader"], "", ["part_permits_move"]),
        ("draft", "abc", "send", [], "", ["part_permits_move"]),
        ("draft", "", "send", ["writer"], "", ["item_is_filled"]),
        ("review", "abc", "return", ["reader"], "  ", ["reason_is_given"]),
        ("review", "abc", "return", ["reader"], "why", []),
    ],
)
def test_what_stands_against_a_move_is_told_and_keeps_it_from_being_made(state, text, verb, parts, reason, against):
    given = case(state, text)
    assert codes(TOY.allowed(given, verb, parts, today=TODAY, reason=reason)) == against
    if against:
        with pytest.raises(Refused) as refused:
            TOY.moved(given, verb, parts, today=TODAY, reason=reason)
        assert codes(refused.value.problems) == against
    else:
        assert TOY.moved(given, verb, parts, today=TODAY, reason=reason).state == "returned"


def test_a_warning_is_told_and_keeps_nothing_from_being_made():
    given = case(text="abcdef")
    assert [one.severity for one in TOY.allowed(given, "send", ["writer"], today=TODAY)] == [Severity.WARNING]
    assert TOY.moved(given, "send", ["writer"], today=TODAY).state == "review"


def test_a_time_limit_counts_working_days():
    sent = TOY.moved(case(), "send", ["writer"], today=TODAY)
    (due,) = TOY.due(sent, today=TODAY, calendar=calendar())
    assert (due.last_day, due.left, due.is_sure) == (date(2026, 10, 10), 3, True)  # 1 to 7 October are off
    (late,) = TOY.due(sent, today=date(2026, 10, 13), calendar=calendar())
    assert late.left == -2
    assert TOY.due(case(), today=TODAY, calendar=calendar()) == []


def test_a_time_limit_into_a_year_without_notice_says_so():
    sent = CaseFacts("review", date(2026, 12, 31), Note(text="a"))
    (due,) = TOY.due(sent, today=TODAY, calendar=calendar())
    assert not due.is_sure


def test_only_what_somebody_may_think_of_is_offered():
    assert [move.verb for move in TOY.moves_from("review", ["reader"])] == ["return", "pass"]
    assert TOY.moves_from("review", ["writer"]) == []


@pytest.mark.parametrize(
    ("moves", "ends", "limits", "said"),
    [
        (MOVES[:1], of("done"), (), "leads to done"),
        (MOVES[:2], of(), (), "to an end from draft, returned, review"),
        ((*MOVES, Move("keep", of("review"), "kept", of("reader"))), of("done"), (), "to an end from kept"),
        ((*MOVES, Move("pass", of("review"), "draft", of("chief"))), of("done"), (), "two moves"),
        (MOVES, of("done"), (Limit("nowhere", 3, "x [P]"),), "leads to nowhere"),
    ],
)
def test_a_procedure_that_cannot_work_is_refused(moves, ends, limits, said):
    with pytest.raises(ValueError, match=said):
        Procedure("toy", Note, "draft", ends, moves, limits)


def test_a_rule_without_its_source_is_refused():
    def silent(case: CaseFacts[Note], today: date) -> list[Problem]:
        """It says nothing of where it stands."""
        return []

    with pytest.raises(ValueError, match="silent"):
        told(silent)


def test_a_sheet_takes_nothing_it_does_not_know():
    with pytest.raises(ValidationError):
        Note(text="a", other="b")  # type: ignore[call-arg]


def test_every_procedure_can_be_described_and_has_sources_with_marks():
    assert {"inventory", "disclosure", "pool"} <= set(every())
    for procedure in every().values():
        described = procedure.described()
        assert described["rules"] and all(one["source"].endswith("]") for one in described["rules"])
        assert all(limit["source"].endswith("]") for limit in described["limits"])
