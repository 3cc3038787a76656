"""The scored sheet and the award are data with rules of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.codes import PatentKind
from zhiqiao.domain.prefiling.awards import award_of
from zhiqiao.domain.prefiling.facts import Proposal
from zhiqiao.domain.prefiling.scoring import FILE, example, read_scale, scored
from zhiqiao.domain.problems import Refused

WRITTEN = FILE.read_text(encoding="utf-8")
FULL = {one.code: one.points for one in example().criteria}


def codes(call: Any, *given: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        call(*given)
    return [one.code for one in refusal.value.problems]


def test_the_example_is_marked_as_one_and_gives_a_hundred() -> None:
    assert example().is_example and "[C]" in example().source
    assert sum(FULL.values()) == 100
    assert all("[L]" in one.source for one in example().vetoes)


@pytest.mark.parametrize(
    ("total", "proposal"),
    [(100, "file"), (80, "file"), (79, "improve"), (60, "improve"), (59, "hold"), (40, "hold"), (39, "no"), (0, "no")],
)
def test_points_lead_to_a_proposal_at_each_threshold(total: int, proposal: str) -> None:
    points, left = {}, total
    for one in example().criteria:
        points[one.code] = min(left, one.points)
        left -= points[one.code]
    found = scored(example(), points, [])
    assert (found.total, str(found.proposal)) == (total, proposal)
    assert sum(value for _code, value, _most in found.parts) == total


def test_a_veto_outweighs_all_points() -> None:
    found = scored(example(), FULL, ["not_novel"])
    assert (found.total, found.proposal, found.vetoes) == (100, Proposal.NO, ("not_novel",))


@given(st.lists(st.integers(-5, 40) | st.none(), min_size=4, max_size=4))
def test_any_points_are_counted_or_refused(values: list[int | None]) -> None:
    points = dict(zip(FULL, values, strict=True))
    if all(value is not None and 0 <= value <= FULL[code] for code, value in points.items()):
        assert scored(example(), points, []).total == sum(value or 0 for value in values)
    else:
        assert set(codes(scored, example(), points, [])) <= {"points_are_given", "points_are_within"}


def test_what_is_not_in_the_sheet_is_refused() -> None:
    assert codes(scored, example(), {**FULL, "beauty": 3}, ["ugly"]) == ["scale_knows_code", "scale_knows_code"]
    assert codes(scored, example(), {**FULL, "market": True}, []) == ["points_are_within"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('version = "example-1"', "", "scale_names_version"),
        ("points = 30", "points = 31", "scale_gives_hundred"),
        ("points = 30", 'points = "30"', "scale_points_are_whole"),
        ("points = 30", "points = true", "scale_points_are_whole"),
        ("file = 80", "file = 55", "scale_thresholds_fall"),
        ("hold = 40", "", "scale_thresholds_fall"),
        ('code = "market"', 'code = "strategy"', "scale_names_once"),
        ('name_zh = "市场前景"', "", "scale_row_is_named"),
        ('source = "专利法 art 22 [L]"', "", "scale_row_is_named"),
        ("[[criteria]]", "[[criterion]]", "scale_has_criteria"),
        ("[thresholds]", "[thresholds", "scale_is_toml"),
    ],
)
def test_a_sheet_of_ones_own_is_checked_with_its_reason(old: str, new: str, code: str) -> None:
    assert code in codes(read_scale, WRITTEN.replace(old, new, -1 if old.startswith("[[") else 1))


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_or_refused(written: str) -> None:
    try:
        read_scale(written)
    except Refused as refusal:
        assert refusal.problems


def test_the_award_is_due_three_months_after_grant() -> None:
    invention = award_of(PatentKind.INVENTION, date(2026, 11, 30))
    assert invention is not None and (invention.yuan, invention.last_day) == (4000, date(2027, 2, 28))
    utility = award_of(PatentKind.UTILITY, date(2026, 1, 5))
    assert utility is not None and utility.yuan == 1500
    assert award_of(PatentKind.INVENTION, None) is None and award_of(PatentKind.UNKNOWN, date(2026, 1, 5)) is None
