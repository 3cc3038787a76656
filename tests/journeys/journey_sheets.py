"""The workbook of the import journey: twelve good lines and ten with one planted fault each, on our own template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook

HEADINGS = {
    "zh": (
        "申请号*",
        "专利类型",
        "专利名称（中文）*",
        "摘要（中文）",
        "申请日",
        "授权公告日",
        "授权公告号",
        "申请人",
        "IPC分类号",
        "法律状态",
    ),
    "en": (
        "Application number*",
        "Patent type",
        "Title (Chinese)*",
        "Abstract (Chinese)",
        "Application date",
        "Grant date",
        "Grant number",
        "Applicants",
        "IPC",
        "Legal status",
    ),
}
NUMBER, KIND, TITLE, ABSTRACT, FILED, GRANTED, GRANT_NUMBER, APPLICANTS, IPC, STATE = range(10)
GOOD = [
    "一种带自清洁刷毛的粮仓通风口滤网",
    "用于竹材弯曲定型的分段蒸汽夹具",
    "低矮果园自走式授粉喷雾臂的避障方法",
    "含茶渣纤维的可降解育苗钵及其压制工艺",
    "高湿矿井皮带托辊轴承密封结构",
    "海水养殖网箱缆绳磨损的声学监测方法",
    "一种薄壁铸件浇口余料的机器人切除工装",
    "基于步态的老年跌倒风险分级方法",
    "磷石膏基轻质隔墙板的防潮面层",
    "可拆卸式冷链保温箱蓄冷板卡扣",
    "桥梁伸缩缝渗水的红外巡检方法",
    "丘陵地块小型收割机割台仿形机构",
]


@dataclass(frozen=True)
class Fault:
    """One planted fault: which cell, what stands in it, and what a person would put there to mend it."""

    name: str
    column: int
    wrong: object
    right: object


def checked(serial: str) -> str:
    """An application number with its check digit: weights 2 to 9, then 2 to 5, modulo 11, 10 written X."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
    return f"{serial}.{'X' if total % 11 == 10 else total % 11}"


def spoilt(number: str) -> str:
    """The same number with a wrong check digit."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def row(base: int, at: int, title: str, language: str) -> list[object]:
    """A line without fault."""
    chinese = language == "zh"
    return [
        checked(f"20201{base + at:07d}"),
        "发明专利" if chinese else "invention",
        title,
        f"本发明公开{title}。其结构简单，便于在现场更换，适合中小单位采用；试用表明运行平稳，维护间隔明显延长。",
        "2020-03-17",
        "2022-08-09",
        f"CN1{base + at:08d}B",
        "望川大学；澜江工业大学" if chinese else "望川大学; 澜江工业大学",
        "B01D46/10；F24F13/28" if chinese else "B01D46/10; F24F13/28",
        "授权" if chinese else "granted",
    ]


def faults(base: int, language: str) -> list[Fault]:
    """Ten lines that must not go in, each for one reason."""
    number = [checked(f"20201{base + 100 + at:07d}") for at in range(10)]
    chinese = language == "zh"
    return [
        Fault("check digit", NUMBER, spoilt(number[0]), number[0]),
        Fault("number rounded by Excel", NUMBER, "2.0201E+11", number[1]),
        Fault("no number", NUMBER, None, number[2]),
        Fault("two numbers in one cell", NUMBER, f"{number[3]} {checked(f'20201{base + 300:07d}')}", number[3]),
        Fault("a day that is not", FILED, "2020-02-30", "2020-02-28"),
        Fault("a date in words", FILED, "去年春天" if chinese else "last spring", "2020-03-17"),
        Fault("a date ahead", FILED, "2088-03-17", "2020-03-17"),
        Fault("granted before filed", GRANTED, "2019-08-09", "2022-08-09"),
        Fault("kind against number", KIND, "外观设计" if chinese else "design", "发明专利" if chinese else "invention"),
        Fault("grant of another kind", GRANT_NUMBER, f"CN2{base + 109:08d}U", f"CN1{base + 109:08d}B"),
    ]


def workbook(path: Path, language: str, base: int) -> dict[int, Fault]:
    """Write it; returns Excel's line number → the fault planted there. Faulty lines stand among the good ones."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS[language]))
    planted: dict[int, Fault] = {}
    waiting = faults(base, language)
    for at, title in enumerate(GOOD):
        sheet.append(row(base, at, f"{title}（{base}）", language))
        if at < len(waiting):
            line = row(base + 100, at, f"{title}之改进（{base}）", language)
            line[waiting[at].column] = waiting[at].wrong
            if waiting[at].column == NUMBER:
                line[GRANT_NUMBER] = None  # with another good number the line could be taken, with a warning
            sheet.append(line)
            planted[sheet.max_row] = waiting[at]
    book.save(path)
    return planted


def mend(downloaded: Path, mended: Path, planted: dict[int, Fault], language: str) -> list[int]:
    """Put the right values into the error workbook, as a person would; returns the numbers of the lines found there."""
    book = load_workbook(downloaded)
    for sheet in book.worksheets:
        for heading in sheet.iter_rows(max_row=12):
            titles = [str(cell.value or "") for cell in heading]
            if HEADINGS[language][TITLE] in titles:
                break
        else:
            continue
        found = []
        for cells in sheet.iter_rows(min_row=heading[0].row + 1):
            told = [cell.value for cell in cells]
            line = next(
                (int(value) for value in told if re.fullmatch(r"\d+", str(value)) and int(value) in planted), None
            )
            if line is None:
                continue
            found.append(line)
            cells[titles.index(HEADINGS[language][planted[line].column])].value = planted[line].right  # type: ignore[assignment]
        book.save(mended)
        return found
    raise AssertionError(f"no sheet with our headings in {downloaded}: {book.sheetnames}")
