"""A sheet with only the vendor's standardised names still says whose the patent is."""

from datetime import date

from zhiqiao.domain.patents.reading import detect, read_line

HEADINGS = ["序号", "标题", "申请号", "申请日", "公开(公告)号", "[标]当前申请(专利权)人", "发明人", "简单法律状态"]
CELLS = ["1", "一种装置", "CN201710117081.7", "2017-03-01", "CN106844774A", "望川大学 | 云汀理工大学", "林叙", "有效"]


def test_patsnap_gives_only_standardised_owners() -> None:
    found = detect([HEADINGS, CELLS])
    assert found.source == "patsnap"
    reading = read_line(found.mapping, found.headings, CELLS, found.source, today=date(2026, 11, 22))
    assert reading.draft is not None
    assert reading.draft.owners == ("望川大学", "云汀理工大学")
