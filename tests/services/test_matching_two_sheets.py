"""Two sheets in, one workbook out."""

from __future__ import annotations

import csv

import openpyxl
import pytest

from zhiqiao.domain.problems import Refused
from zhiqiao.services import matching

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::UserWarning")]
PATENTS = [
    ["申请号", "专利名称", "摘要", "申请人", "申请日", "法律状态"],
    ["201710117081.7", "一种陶瓷涂覆锂电池隔膜", "在聚烯烃基膜上涂覆氧化铝陶瓷浆料，隔膜150℃收缩率低于2%，电池不短路。",
     "望川大学", "2017-03-01", "授权"],
    ["200710308494.X", "苹果采摘机器人末端执行器", "三指柔性夹爪旋拧采摘苹果，单果用时4秒。", "禾原农业大学",
     "2007-12-29", "未缴年费"],
    ["201210105520.5", "校验位有误的专利", "摘要", "望川大学", "2012-04-11", "授权"],
]  # fmt: skip
NEEDS = [
    ["需求名称", "需求描述", "企业名称"],
    ["锂电池隔膜高温收缩", "电池热失控时隔膜收缩导致短路，希望有耐高温的涂覆隔膜，150℃不收缩。", "杭州甲电池有限公司"],
    ["想找演唱会门票代理", "我们做明星演唱会票务，想找粉丝社群推广。", "杭州乙文化有限公司"],
]


@pytest.fixture
def sheets(tmp_path, settings):
    settings.INDEXES, settings.FILES = tmp_path / "index", tmp_path / "files"
    for name, rows in (("patents.csv", PATENTS), ("needs.csv", NEEDS)):
        with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    return tmp_path


@pytest.mark.parametrize(
    ("language", "first_sheet", "made_up", "figures"),
    [("zh", "汇总", "得分构成", "技术指标 +"), ("en", "Summary", "How the score is made up", "figures +")],
)
def test_the_workbook_holds_pairs_reasons_grades_problems_and_charts(sheets, language, first_sheet, made_up, figures):
    stages: list[str] = []
    told = matching.match_workbooks(
        sheets / "patents.csv",
        sheets / "needs.csv",
        sheets / "out.xlsx",
        language=language,
        progress=lambda stage, done, total: stages.append(stage),
    )
    assert (told["patents"], told["needs"], told["rejected"]) == (2, 2, 1)
    assert told["with_match"] == 1 and told["no_good_match"] == 1
    assert list(dict.fromkeys(stages)) == ["patents", "needs", "index", "grade", "match", "write"]
    book = openpyxl.load_workbook(sheets / "out.xlsx")
    summary, matches, misses, grades, problems = book.worksheets
    assert summary.title == first_sheet and len(summary._charts) == 2
    best = [cell.value for cell in matches[2]]
    assert "锂电池隔膜高温收缩" in best and "201710117081.7" in best and 1 in best
    assert any("隔膜" in str(value) for value in best[10:13])
    parts = best[[cell.value for cell in matches[1]].index(made_up)]
    assert figures in parts and "_" not in parts, parts
    assert any("演唱会" in str(cell.value) for row in misses for cell in row)
    assert grades.max_row == 3
    assert any("201210105520" in str(cell.value) for row in problems for cell in row)


def test_a_sheet_whose_columns_are_not_understood_is_refused(sheets):
    (sheets / "odd.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        matching.match_workbooks(sheets / "odd.csv", sheets / "needs.csv", sheets / "out.xlsx")
    assert refused.value.problems[0].code == "columns_are_understood"
