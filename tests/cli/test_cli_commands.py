"""The `zhiqiao` command as a person and a script meet it: a process of its own, on a data folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

HEADINGS = ["申请号", "标题", "摘要", "申请日", "申请人", "IPC"]
GOOD = [
    [
        "CN201710117081.7",
        "一种耐高温环氧树脂",
        "本发明公开了一种耐高温环氧树脂及其制备方法，用于电机绝缘。",
        "2017-03-01",
        "望川大学",
        "C08L63/00",
    ],
    [
        "CN201310699744.2",
        "一种无铜防污涂料",
        "本发明涉及一种无铜防污涂料，用于渔船船底，停航时也能抑制藤壶附着。",
        "2013-12-18",
        "青屿海洋大学",
        "C09D5/16",
    ],
    [
        "CN200710308494.X",
        "一种污水脱氮装置",
        "本发明公开了一种低碳氮比污水的脱氮装置，出水总氮低于10毫克每升。",
        "2007-12-29",
        "澜江工业大学",
        "C02F3/30",
    ],
]


def run(home: Path, *arguments: str, language: str = "zh", code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command and check its exit code."""
    environment = {**os.environ, "ZHIQIAO_HOME": str(home), "ZHIQIAO_LANGUAGE": language, "ZHIQIAO_EMBEDDER": "none"}
    environment.pop("ZHIQIAO_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "zhiqiao.cli.main", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        cwd=home,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def last_json(done: subprocess.CompletedProcess[str]) -> dict:
    """The one line of JSON at the end of standard output."""
    return json.loads(done.stdout.strip().splitlines()[-1])


def sheet(path: Path, rows: list[list[object]], headings: list[str] = HEADINGS) -> Path:
    """A workbook a person might bring."""
    book = openpyxl.Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three patents in it."""
    folder = tmp_path_factory.mktemp("home")
    done = run(folder, "import", str(sheet(folder / "patents.xlsx", GOOD)), "--json")
    told = last_json(done)
    assert {key: told[key] for key in ("accepted", "rejected", "unchanged")} == {
        "accepted": 3,
        "rejected": 0,
        "unchanged": 0,
    }
    return folder


def test_the_same_file_twice_changes_nothing(home: Path):
    told = last_json(run(home, "import", str(home / "patents.xlsx"), "--json"))
    assert (told["accepted"], told["rejected"], told["unchanged"]) == (0, 0, 3)


def test_a_bad_row_is_named_and_waits_in_a_workbook(home: Path):
    bad = ["CN201710117081.5", "校验位写错的一件", "摘要", "2017-03-01", "望川大学", "C08L63/00"]
    path = sheet(home / "bad.xlsx", [GOOD[0], bad])
    done = run(home, "import", str(path), "--json", "--strict", language="en", code=3)
    told = last_json(done)
    assert told["rejected"] == 1
    assert "row 3" in done.stderr
    assert set(told) == {"accepted", "rejected", "unchanged", "run"}
    assert (home / "bad.errors.xlsx").exists()


def test_show_takes_any_writing_of_the_number(home: Path):
    told = last_json(run(home, "show", "zl 2017 1 0117081.7", "--json"))
    assert told["record_key"] == "CN:201710117081.7"
    assert told["title_zh"] == "一种耐高温环氧树脂"


def test_grade_counts_levels(home: Path):
    told = last_json(run(home, "grade", "--json"))
    assert sum(told["levels"].values()) == 3


def test_suggest_finds_by_words(home: Path):
    told = last_json(run(home, "suggest", "--text", "渔船船底用的无铜防污涂料，抑制藤壶附着", "--json"))
    assert told["rows"][0]["patent"] == "CN:201310699744.2"


def test_suggest_tells_how_a_score_is_made_up(home: Path):
    for language, parts in (
        ("zh-hans", ("词语相同 +", "专利分类 +")),
        ("en", ("words in common +", "patent classes +")),
    ):
        told = run(home, "suggest", "--text", "渔船船底用的无铜防污涂料，抑制藤壶附着", language=language).stdout
        assert all(part in told for part in parts), told


def test_unknown_number_is_refused_in_both_languages(home: Path):
    chinese = run(home, "show", "CN201310699749.9", code=4)
    english = run(home, "show", "CN201310699749.9", language="en", code=4)
    assert chinese.stderr.strip() and english.stderr.strip() and chinese.stderr != english.stderr


def test_a_file_that_is_no_sheet_is_refused(home: Path):
    path = home / "notes.xlsx"
    path.write_bytes(b"not a workbook at all")
    done = run(home, "import", str(path), language="en", code=4)
    assert "notes.xlsx" in done.stderr


def test_match_works_alone(tmp_path: Path):
    patents = sheet(tmp_path / "patents.xlsx", GOOD)
    needs = sheet(
        tmp_path / "needs.xlsx",
        [["不含铜的渔船防污涂料", "渔船船底需要一种无铜防污涂料，停航时不长藤壶", "宁波某船厂", "materials"]],
        ["需求名称", "问题描述", "企业名称", "产业领域"],
    )
    told = last_json(run(tmp_path, "match", str(patents), str(needs), "--out", "m.xlsx", "--json"))
    assert (tmp_path / "m.xlsx").exists(), told
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert any("无铜防污涂料" in str(cell.value) for sheet_ in book for row in sheet_.iter_rows() for cell in row)
    assert len(book.sheetnames) >= 3


def test_status_says_which_database(home: Path):
    told = last_json(run(home, "status", "--json"))
    assert told["database"].startswith("sqlite") and told["jobs_waiting"] == 0


def test_users_and_keys(home: Path):
    run(home, "organisations", "add", "望川大学", "--region", "浙江省杭州市")
    run(home, "users", "add", "li", "--password", "a-long-pass-phrase", "-o", "望川大学", "--role", "officer")
    users = last_json(run(home, "users", "list", "--json"))["users"]
    assert users[0]["username"] == "li" and users[0]["roles"] == ["望川大学: officer"]
    weak = run(home, "users", "add", "wang", "--password", "12345", code=4)
    assert weak.stderr.strip()
    assert run(home, "keys", "add", "li", "script").stdout.strip().startswith("zq_")


def test_help_answers_in_both_languages(tmp_path: Path):
    assert "import" in run(tmp_path, "--help", language="en").stdout
    assert "导入专利" in run(tmp_path, "--help").stdout


def test_wrong_call_ends_with_two(tmp_path: Path):
    assert "no-such-thing" in run(tmp_path, "no-such-thing", code=2).stderr


def test_reference_pages_are_printed_whole_in_either_language(home: Path):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "procedures.md").read_text(encoding="utf-8")
    chinese, english = run(home, "procedures").stdout, run(home, "procedures", language="en").stdout
    assert chinese + "\n" + english == page == run(home, "procedures", "--both").stdout
    assert run(home, "rubric", "--both", "--out", str(home / "rubric.md")).stdout == ""
    assert (home / "rubric.md").read_text(encoding="utf-8").startswith("# 分级标准")


def test_a_place_that_cannot_be_written_is_told_without_a_traceback(home: Path):
    chinese = run(home, "rubric", "--out", str(home / "none" / "r.md"), code=4)
    english = run(home, "template", "--out", str(home / "none" / "t.xlsx"), language="en", code=4)
    assert "该目录或文件不存在" in chinese.stderr
    assert "no such file or folder" in english.stderr
    assert "Traceback" not in chinese.stderr + english.stderr


def test_a_data_folder_that_cannot_be_made_is_told(home: Path):
    (home / "a-file").write_text("")
    done = run(home, "--home", str(home / "a-file" / "x"), "status", language="en", code=4)
    assert "what should be a folder is a file" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_and_wrong_calls_speak_chinese(home: Path):
    told = run(home, "import", "--help").stdout
    assert "用法:" in told
    assert "原样导入表格" in told
    assert "显示本说明" in told
    assert "没有命令 'nosuch'" in run(home, "nosuch", code=2).stderr
    assert "No such command 'nosuch'" in run(home, "nosuch", language="en", code=2).stderr


def test_a_broken_file_does_not_keep_the_others_out(home: Path):
    (home / "cut.xlsx").write_bytes((home / "patents.xlsx").read_bytes()[:900])
    done = run(home, "import", str(home / "cut.xlsx"), str(home / "patents.xlsx"), "--json", language="en", code=4)
    told = last_json(done)
    assert set(told) == {"accepted", "rejected", "unchanged", "run"}
    assert told["accepted"] + told["unchanged"] == 3, done.stderr
    assert "cut.xlsx" in done.stderr


def test_rows_of_several_sheets_are_named_with_their_sheet(home: Path):
    book = openpyxl.Workbook()
    book.active.title = "封面"
    book.active.append(["某校专利清单"])
    for title, row in (("甲", GOOD[0]), ("乙", ["CN201710117081.5", *GOOD[0][1:]])):
        page = book.create_sheet(title)
        page.append(HEADINGS)
        page.append(row)
    book.save(home / "sheets.xlsx")
    done = run(home, "import", str(home / "sheets.xlsx"), "--json", language="en")
    assert "sheets.xlsx#封面: left out" in done.stderr
    assert "乙, row 2: Application number" in done.stderr
    assert last_json(done)["rejected"] == 1


def test_enterprises_come_in_from_the_terminal(home: Path):
    path = sheet(home / "firms.xlsx", [["望川电力科技有限公司", "电力"]], ["企业名称", "行业"])
    assert last_json(run(home, "import", str(path), "--enterprises", "--json"))["accepted"] == 1


def test_commands_started_at_once_on_a_new_data_folder_do_not_meet(tmp_path: Path):
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _one: run(tmp_path, "status", "--json"), range(3)))
    assert [last_json(one)["patents"] for one in done] == [0, 0, 0]
