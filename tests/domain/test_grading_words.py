"""Every code of grading has its sentence, in both languages, and a mark reads like one."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

import zhiqiao.domain.grading as grading_room
from zhiqiao.domain.codes import LegalState
from zhiqiao.domain.grading.grade import grade
from zhiqiao.domain.grading.marks import Dimension
from zhiqiao.domain.grading.rubric import FIRST, describe
from zhiqiao.domain.patents.facts import PartyFacts, PartyRole, PatentFacts, PatentKind
from zhiqiao.words import grading as words
from zhiqiao.words import rubric as rubric_words

ROOM = Path(grading_room.__file__).parent
TODAY = date(2026, 11, 22)
DAYS = "due last_day on since until"
OTHERS = "codes fee_yuan funding next now office offices owner surcharge_yuan total_yuan trl year"
VALUES = {"count": 2, "years": 9.4, **dict.fromkeys(f"{DAYS} {OTHERS}".split(), "x")}
FACTS = PatentFacts(
    kind=PatentKind.INVENTION,
    application_date=date(2016, 4, 12),
    grant_date=date(2018, 9, 1),
    legal_state=LegalState.GRANTED,
    annuity_paid_to_year=10,
    claims_count=8,
    parties=(PartyFacts("望川大学", PartyRole.APPLICANT),),
    ipc=("C08L63/00",),
    trl=5,
)


def source(name: str) -> str:
    return (ROOM / name).read_text(encoding="utf-8")


def test_every_evidence_code_has_a_sentence_and_none_is_idle() -> None:
    text = source("criteria.py") + source("marks.py")
    used = set(
        re.findall(r'(?:given|not_applicable|vetoed)\([^"()]*(?:\([^()]*\)[^"()]*)*(?:"[\d.]+", )?"(\w+)"', text)
    )
    used |= set(re.findall(r'"((?:right|application)_\w+)",\n', text.split("ENDED = {")[1].split("}")[0]))
    used |= set(re.findall(r'\("(funded_\w+)"', text)) | {"facts_missing", "right_granted", "subclasses_counted"}
    idle = {code for code in words.EVIDENCE if f'"{code}"' not in text}
    assert not used - set(words.EVIDENCE)
    assert not idle
    assert len(used) > 40


def test_every_change_has_a_sentence_and_none_is_idle() -> None:
    offered = set(re.findall(r'Change\("(\w+)"', source("changes.py")))
    learnt = {f"learn_{line.code}" for line in FIRST.lines}
    assert offered | learnt == set(words.CHANGES)


def test_every_criterion_dimension_level_and_fact_has_a_name() -> None:
    assert {line.code for line in FIRST.lines} == set(words.CRITERIA)
    assert {str(dimension) for dimension in Dimension} == set(words.DIMENSIONS)
    assert set(words.LEVELS) == set(words.ADVICE) == {1, 2, 3, 4, 5}
    named = set(re.findall(r'"(\w+)"', " ".join(re.findall(r"missing\(([^()]*)\)", source("criteria.py")))))
    named |= {fact for one in grade(PatentFacts(), TODAY).missing for fact in one["facts"]}  # type: ignore[attr-defined]
    assert named <= set(words.FACTS)


def test_marks_read_like_sentences_in_both_languages() -> None:
    stored = next(w for w in grade(FACTS, TODAY).marks if w.criterion == "remaining_term").as_json()
    with override("zh-hans"):
        assert words.mark(stored) == "还剩 9.4 年保护期（至 2036-04-12），得 7.8/10 分"
        assert words.criterion("remaining_term") == "剩余保护期"
    with override("en"):
        assert words.mark(stored) == "9.4 years of protection left, until 2036-04-12: 7.8 of 10 points"


def test_plurals_missing_facts_vetoes_and_what_does_not_apply() -> None:
    marks = {
        w.criterion: w.as_json()
        for w in grade(replace(FACTS, claims_count=1, legal_state=LegalState.LAPSED), TODAY).marks
    }
    with override("en"):
        assert words.mark(marks["number_of_claims"]) == "1 claim: 0.6 of 6 points"
        assert words.mark(marks["use_named"]) == "Not known: use scenario, technical effect. Not counted"
        assert words.mark(marks["right_in_force"]).endswith("; the whole grade is therefore 0")
        assert words.mark(marks["remaining_term"]) == "There is no right left; does not count here"
    with override("zh-hans"):
        assert words.mark(marks["number_of_claims"]) == "1 项权利要求，得 0.6/6 分"
        assert words.mark(marks["use_named"]) == "缺少应用场景、技术效果，不计分"
        assert words.mark(marks["right_in_force"]) == "因未缴年费权利已终止，没有可转让或许可的权利，因此总分为 0"


def test_changes_and_missing_facts_read_like_sentences() -> None:
    result = grade(replace(FACTS, application_date=date(2016, 8, 1)), TODAY)
    change = next(item for item in result.would_change if item.change.code == "pay_late_annuity_of").as_json()
    learn = next(item for item in result.would_change if item.change.code == "learn_ways_named").as_json()
    with override("zh-hans"):
        assert words.say(change) == "最迟于 2027-02-01 补缴第 11 年度年费 4000 元，今日另加滞纳金 600 元（未计减缴）"
        assert words.change(learn).startswith("征询权利人可接受的转化方式：最多可加 ")
        assert words.missing(result.missing[-1]) == "经费来源：缺少经费来源（权重 5）"
    with override("en"):
        assert "4000 yuan and today 600 yuan surcharge" in words.change(change)


def test_a_grade_in_one_line() -> None:
    with override("zh-hans"):
        assert words.summary(72.78, 2, 100.0) == "二级，72.78 分（满分 100），依据完整度 100%"
        assert words.summary(None, None, 31.0) == "依据不足，未能分级：已知 31%，至少需要 40%"
    with override("en"):
        assert words.summary(None, None, 31.0) == "Not enough facts for a grade: 31 % known, 40 % needed"


@pytest.mark.parametrize("name", ["EVIDENCE", "CHANGES", "CRITERIA", "FACTS", "DIMENSIONS", "LEVELS", "ADVICE"])
def test_everything_is_translated(name: str) -> None:
    for code, text in getattr(words, name).items():
        with override("zh-hans"):
            assert re.search(r"[\u4e00-\u9fff]", words.filled(text, VALUES)), code


def test_the_criteria_docstrings_are_translated_word_for_word() -> None:
    with override("zh-hans"):
        for dimension in describe()["dimensions"]:  # type: ignore[attr-defined]
            for line in dimension["criteria"]:
                for part in ("rule", "unit", "source"):
                    told = rubric_words.translated(line[part])
                    assert told != line[part] and re.search(r"[\u4e00-\u9fff]", told), f"{line['code']}: {part}"


def test_chinese_keeps_every_mark_of_certainty() -> None:
    for dimension in describe()["dimensions"]:  # type: ignore[attr-defined]
        for line in dimension["criteria"]:
            with override("zh-hans"):
                told = rubric_words.translated(line["source"])
            assert re.findall(r"\[\w\]", told) == re.findall(r"\[\w\]", line["source"]), line["code"]
