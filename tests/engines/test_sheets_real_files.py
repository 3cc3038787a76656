"""Real files of offices and vendors read whole, and a workbook with ten planted faults: all named with their line."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from zhiqiao.domain.codes import LegalState, PatentKind
from zhiqiao.domain.patents.reading import Detection, LineReading, Seen, detect, read_line, template_headings
from zhiqiao.domain.problems import errors
from zhiqiao.engines.choose import sheet_reader

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.shared_data


def read(path: Path) -> tuple[Detection, str, dict[int, LineReading]]:
    """Detection, encoding, and the reading of every line by its number in the sheet."""
    (table,) = sheet_reader(path).read(path)
    found = detect([row.cells for row in table.rows])
    lines = table.rows[found.heading_row_index + 1 :]
    readings = {
        row.number: read_line(found.mapping, found.headings, row.cells, found.source, today=TODAY) for row in lines
    }
    return found, table.encoding, readings


def drafts(readings: dict[int, LineReading]) -> list:
    return [reading.draft for reading in readings.values() if reading.draft]


def test_cnipa_export(shared_data: Path):
    found, _, readings = read(shared_data / "formats/cnipa_cd_export_xlsx/cnipa_export_25cols_140rows.xlsx")
    assert (found.source, len(readings), len(drafts(readings))) == ("cnipa_export", 140, 140)
    assert not [problem for reading in readings.values() for problem in reading.problems]
    first = readings[2].draft
    assert first.record_key == "CN:201220249767.4"
    assert (first.application_date, first.grant_date) == (date(2012, 5, 31), date(2013, 1, 2))
    assert (first.kind, first.publications[0].number) == (PatentKind.UTILITY, "CN202644312U")
    assert (first.ipc, first.region) == (("E01B3/32",), "江苏省南通市")
    assert first.agencies == ("南京正联知识产权代理有限公司",)
    assert readings[7].draft.inventors == ("张小华", "张彬", "尹立国")
    assert len({draft.record_key for draft in drafts(readings)}) == 140


def test_both_st96_documents(shared_data: Path):
    folder = shared_data / "formats/cnipa_st96_xml"
    _, _, granted = read(next(folder.glob("CN102010*")))
    _, _, published = read(next(folder.glob("CN102019*")))
    one, two = granted[2].draft, published[2].draft
    assert (one.record_key, two.record_key) == ("CN:201010298420.4", "CN:201910302430.1")
    assert [(doc.number, doc.date) for doc in one.publications] == [
        ("CN101945314A", date(2011, 1, 12)), ("CN101945314B", date(2019, 8, 2))]  # fmt: skip
    assert (one.publication_date, one.grant_date) == (date(2011, 1, 12), date(2019, 8, 2))
    assert (one.claims_count, one.citations, one.owners) == (7, ("CN1719946A",), ("广州市智专信息科技有限公司",))
    assert two.title_zh == "一种基于BERT-BiGRU-CRF的中文命名实体识别方法"
    assert (two.applicants, two.inventors, two.ipc) == (("武汉大学",), ("董文永", "杨飘"), ("G06F17/27",))
    assert two.agencies == ("武汉科皓知识产权代理事务所(特殊普通合伙)",)
    assert two.grant_date is None and len(two.abstract_zh) > 200


def test_lens(shared_data: Path):
    found, encoding, readings = read(shared_data / "formats/lens_csv/pizza_lens_1000_raw.csv")
    assert (found.source, encoding, len(readings), len(drafts(readings))) == ("lens", "mac_roman", 1000, 1000)
    codes = Counter(problem.code for reading in readings.values() for problem in reading.problems)
    assert codes == {"date_agrees_with_year": 6}
    first = readings[2].draft
    assert first.record_key == "US:US201213657122"
    assert first.publications[0].number == "US20130101709A1"
    assert (first.application_date, first.publication_date) == (date(2012, 10, 22), date(2013, 4, 25))
    assert (first.ipc, first.cited_by_count) == (("A23L1/00", "G01N5/00"), 3)
    assert all(draft.application_date <= (draft.publication_date or draft.grant_date or TODAY)
               for draft in drafts(readings) if draft.application_date)  # fmt: skip
    assert sum(draft.office == "CN" for draft in drafts(readings)) == 17


def test_patentscope(shared_data: Path):
    found, _, readings = read(shared_data / "formats/patentscope_xls/patentscope_result_list_300rows.csv")
    assert (found.source, found.heading_row_index) == ("patentscope", 1)
    assert (len(readings), len(drafts(readings))) == (300, 300)
    assert min(readings) == 4, "lines keep the numbers they have in the sheet"
    first = readings[4].draft
    assert (first.record_key, first.publication_date) == ("US:pub:US20150376176", date(2015, 12, 31))
    assert readings[8].draft.applicants == ("SENOMYX, INC.",)
    assert Counter(draft.office for draft in drafts(readings)) == {"US": 220, "WO": 61, "EP": 15, "PT": 2, "BR": 2}


def test_wipo_landscape(shared_data: Path):
    found, _, readings = read(shared_data / "formats/wipo_landscape/ritonavir.csv")
    assert (found.source, len(readings), len(drafts(readings))) == ("wipo_landscape", 804, 804)
    assert found.headings.count("family size") == found.headings.count("family size [2]") == 1
    chinese = readings[4].draft
    assert (chinese.record_key, chinese.applicants) == ("CN:pub:CN101440091", ("XIAMEN UNIVERSITY",))
    assert (chinese.inventors, chinese.family) == (("JIANFENG ZHENG", "GUOZONG SHI"), ())
    assert chinese.ipc == ("C07D417/14", "A61P31/18", "A61K31/426")
    assert readings[2].draft.family == ("AU2003254711A1", "AU2007202943A1", "AU2003254711B2")


PLANTED: dict[int, tuple[str, dict[str, object]]] = {
    4: ("number_has_valid_check_digit", {"application_number": "202310123457.7"}),
    7: ("number_is_given", {"application_number": None, "publication_number": None, "grant_number": None}),
    9: ("number_kept_its_digits", {"application_number": "2.02310123456E+11"}),
    12: ("date_is_real", {"application_date": "2023-02-30"}),
    13: ("grant_follows_application", {"grant_date": "2019-01-01"}),
    17: ("date_has_come", {"application_date": "2093-02-06", "publication_date": None, "grant_date": None}),
    20: ("title_is_given", {"title_zh": None, "title_en": None, "abstract_zh": None, "abstract_en": None}),
    22: ("kind_agrees_with_number", {"kind": "外观设计"}),
    25: ("line_fits_headings", {"beyond": "错位"}),
    28: ("patent_is_told_once", {"application_number": "202310000002.5", "application_date": "2020-01-02"}),
}


def test_ten_planted_faults_are_all_named_with_their_line(tmp_path: Path):
    from zhiqiao.domain.patents.numbers import check_digit

    columns = template_headings("zh")
    book = openpyxl.Workbook()
    book.active.append([heading for _, heading, _ in columns])
    for number in range(2, 32):
        digits = f"20231{number:07d}"
        values = {field: example or None for field, _, example in columns}
        values |= {"application_number": f"{digits}.{check_digit(digits)}", "title_zh": f"第{number}号银浆",
                   "publication_number": None, "grant_number": None, "family": None}  # fmt: skip
        planted = PLANTED.get(number, ("", {}))[1]
        if number == 28:
            planted = {**planted, "application_number": f"202310000002.{check_digit('202310000002')}"}
        values |= {field: value for field, value in planted.items() if field != "beyond"}
        book.active.append([*(values[field] for field, _, _ in columns), planted.get("beyond")])
    book.save(tmp_path / "planted.xlsx")
    found, _, readings = read(tmp_path / "planted.xlsx")
    assert found.source == "template"
    seen, named, taken = Seen(), {}, []
    for number, reading in readings.items():
        problems = list(reading.problems)
        if reading.draft is not None:
            problems += seen.problems(reading.draft, number)
        if errors(problems):
            named[number] = [problem.code for problem in errors(problems)]
        else:
            taken.append(reading.draft)
    assert {number: codes[0] for number, codes in named.items()} == {line: code for line, (code, _) in PLANTED.items()}
    assert len(taken) == 20
    assert all(draft.legal_state is LegalState.GRANTED and draft.trl == 6 for draft in taken)
