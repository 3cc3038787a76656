"""A case printed: what was filed, by whom, why; for those who may open it."""

from __future__ import annotations

import io

import docx
import pytest
from django.utils.translation import override
from filing import FULL, INVENTORY, moved
from pypdf import PdfReader

from zhiqiao.domain.problems import Refused
from zhiqiao.services import procedures

pytestmark = pytest.mark.django_db


def text_of(written: bytes) -> str:
    """All that stands in a DOCX."""
    made = docx.Document(io.BytesIO(written))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in made.paragraphs] + cells)


def test_a_case_in_both_languages(school, days, stranger):
    patent = school.mine(1)
    moved(patent, "submit", school.inventor, values=FULL)
    moved(patent, "return_by_college", school.secretary, reason="自评偏高，请核实")
    for language, words in (
        ("zh-hans", ["盘点建档", "自评偏高，请核实", "李望", "材料学院", "国家自然科学基金", "国知发运字〔2024〕5号"]),
        ("en", ["Inventory filing", "高温电机的绝缘灌封", "自评偏高，请核实", "National Natural Science Foundation"]),
    ):
        with override(language):
            written, media = procedures.print_case(INVENTORY, patent.pk, "docx", user=school.inventor)
        told = text_of(written)
        assert [word for word in words if word not in told] == [] and "wordprocessingml" in media
    for user, form, code in (
        (stranger, "docx", "case_is_known"),
        (school.inventor, "odt", "print_form_is_known"),
    ):
        with pytest.raises(Refused) as refusal:
            procedures.print_case(INVENTORY, patent.pk, form, user=user)
        assert [one.code for one in refusal.value.problems] == [code]


def test_a_case_nobody_has_begun_as_pdf(school, days):
    patent = school.patent(1)
    try:
        with override("zh-hans"):
            written, media = procedures.print_case(INVENTORY, patent.pk, "pdf", user=school.secretary)
    except Refused as refusal:
        assert [one.code for one in refusal.problems] == ["chinese_font_is_there"]
        pytest.skip("no Chinese font on this machine")
    told = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(written)).pages)
    assert media == "application/pdf" and "一种耐高温灌封胶" in told and "未建档" in told
