"""Real files of legal events read whole, and our codes against the published list of them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from zhiqiao.domain.patents.gazette import detect, read_event_line
from zhiqiao.domain.patents.legal_events import CODES, Effect
from zhiqiao.domain.problems import Refused
from zhiqiao.engines.choose import sheet_reader

pytestmark = pytest.mark.shared_data


@pytest.mark.parametrize(("name", "events"), [("example_1.xml", 50), ("example_2.xml", 51)])
def test_inpadoc_examples_are_read_whole(shared_data: Path, name: str, events: int) -> None:
    (table,) = sheet_reader(shared_data / "formats/inpadoc_legal" / name).read(
        shared_data / "formats/inpadoc_legal" / name
    )
    found = detect([row.cells for row in table.rows])
    lines = table.rows[found.heading_row_index + 1 :]
    readings = [
        read_event_line(found.mapping, found.headings, row.cells, found.source, today=date(2026, 11, 22))
        for row in lines
    ]
    drafts = [one.draft for one in readings if one.draft is not None]
    assert (found.source, len(drafts), len(lines)) == ("inpadoc", events, events)
    assert {one.event.office for one in drafts} == {"EP"} and all(one.event.effect is None for one in drafts)
    assert {one.keys for one in drafts} == {("EP:EP99203729", "EP:pub:EP1000000")}
    assert len({one.event.digest() for one in drafts}) == events, "no two of them are taken for one"


def test_a_family_without_legal_data_is_refused(shared_data: Path) -> None:
    path = shared_data / "formats/epo_ops_xml/family_input.xml"
    with pytest.raises(Refused) as refusal:
        list(sheet_reader(path).read(path))
    assert [one.code for one in refusal.value.problems] == ["xml_holds_legal_events"]


def test_our_codes_are_published_ones_and_agree_on_what_they_do(shared_data: Path) -> None:
    with (shared_data / "classification/cn_legal_event_codes_en_zh.csv").open(encoding="utf-8-sig") as file:
        published = {row["code"].strip(): row for row in csv.DictReader(file)}
    assert set(CODES) <= set(published)
    ends = {code for code, one in CODES.items() if one.effect in {Effect.END, Effect.VOID, Effect.REFUSE}}
    assert all(published[code]["influence"].strip() in {"-", ""} for code in ends)
    assert {code for code, row in published.items() if row["event_class"] == "H"} <= ends | {"EXPY"}
    begins = {code for code, one in CODES.items() if one.effect in {Effect.GRANT, Effect.RESTORE}}
    assert all(published[code]["influence"] == "+" for code in begins)
    transfers = {code for code, one in CODES.items() if one.effect is Effect.TRANSFER}
    assert all(word in published[code]["description_en"] for code in transfers for word in ("RIGHT",))
