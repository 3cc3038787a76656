"""What criteria are said to read is what their source reads; and only asking those again gives the same grade."""

from __future__ import annotations

import ast
import inspect
import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zhiqiao.domain.codes import LegalState, PartyKind, PartyRole, PatentKind, Way
from zhiqiao.domain.grading import criteria
from zhiqiao.domain.grading.changes import change_for
from zhiqiao.domain.grading.grade import grade, marks_as_text, outcome_of, totals_after, totals_of, weigh
from zhiqiao.domain.grading.reads import READS
from zhiqiao.domain.grading.rubric import FIRST
from zhiqiao.domain.patents.facts import PartyFacts, PatentFacts

TODAY = date(2026, 11, 22)
DAYS = st.one_of(st.none(), st.dates(date(1999, 1, 1), TODAY))
PARTIES = st.builds(
    PartyFacts,
    st.sampled_from(["望川大学", "某某公司", "林叙"]),
    st.sampled_from(PartyRole),
    st.sampled_from(PartyKind),
    st.one_of(st.none(), st.integers(1, 3)),
)
FACTS = st.builds(
    PatentFacts,
    office=st.sampled_from(["CN", "US"]),
    kind=st.sampled_from(PatentKind),
    legal_state=st.sampled_from(LegalState),
    application_date=DAYS,
    publication_date=DAYS,
    grant_date=DAYS,
    annuity_paid_to_year=st.one_of(st.none(), st.integers(1, 20)),
    claims_count=st.one_of(st.none(), st.integers(0, 40)),
    cited_by_count=st.one_of(st.none(), st.integers(0, 40)),
    family_countries=st.one_of(st.none(), st.just(()), st.just(("US", "WO"))),
    parties=st.lists(PARTIES, max_size=4).map(tuple),
    ipc=st.lists(st.sampled_from(["C08L63/00", "H01M10/05", "G06F17/30"]), max_size=3).map(tuple),
    trl=st.one_of(st.none(), st.integers(1, 9)),
    funding=st.sampled_from(["", "国家重点研发计划", "横向", "无"]),
    willing=st.lists(st.sampled_from(Way), max_size=4).map(tuple),
    scenario_zh=st.sampled_from(["", "电控盒"]),
    effect_en=st.sampled_from(["", "no cracks"]),
    citations=st.one_of(st.none(), st.just(()), st.just(("CN1A", "CN2A"))),
)


def read_by(name: str, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """Attributes of the facts that a function of `criteria` reads, itself or through another it hands the facts to."""
    found: set[str] = set()
    for node in ast.walk(functions[name]):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "facts":
            found.add(node.attr)
        if isinstance(node, ast.Call) and any(isinstance(one, ast.Name) and one.id == "facts" for one in node.args):
            assert isinstance(node.func, ast.Name) and node.func.id in functions, f"{name} hands the facts on"
            found |= read_by(node.func.id, functions)
    return found


def test_the_table_says_what_the_source_reads():
    functions = {
        node.name: node for node in ast.parse(inspect.getsource(criteria)).body if isinstance(node, ast.FunctionDef)
    }
    assert {line.code: read_by(line.code, functions) for line in FIRST.lines} == READS


@given(FACTS)
def test_asking_only_what_a_change_touches_gives_the_same_totals(facts: PatentFacts):
    marks = weigh(facts, TODAY, FIRST)
    for weighed in marks:
        change = change_for(weighed.criterion, weighed.mark, facts, TODAY)
        if change is not None and change.after is not None:
            swift = totals_after(totals_of(marks), marks, facts, change.after, TODAY, FIRST)
            assert swift.outcome() == outcome_of(weigh(change.after, TODAY, FIRST))


@given(FACTS)
def test_the_text_of_marks_is_their_json(facts: PatentFacts):
    marks = grade(facts, TODAY).marks
    assert json.loads(marks_as_text(marks)) == json.loads(json.dumps([weighed.as_json() for weighed in marks]))


@given(FACTS)
def test_facts_with_a_change_equal_replaced_ones(facts: PatentFacts):
    assert facts.but(trl=4) == PatentFacts(**(vars(facts) | {"trl": 4}))
    assert facts.but() == facts and hash(facts.but()) == hash(facts)
