"""The sheet of what waits to be filed: codes as lists, one's own patents in it, and it can be brought in again."""

from __future__ import annotations

import io

import pytest
from django.utils.translation import override
from filing import FULL, INVENTORY, moved
from openpyxl import load_workbook
from workbench import number

from zhiqiao.services import intake

pytestmark = pytest.mark.django_db


def sheets(written: bytes):
    return load_workbook(io.BytesIO(written)).worksheets


def test_ones_own_patents_stand_in_it(school, days, stranger):
    for running in (1, 2, 3):
        school.patent(running)
    school.patent(4, legal_state="未缴年费终止")
    moved(school.mine(5), "submit", school.secretary, values=FULL)
    school.mine(6)
    for user, found in ((school.secretary, [1, 2, 3, 6]), (school.inventor, [6]), (stranger, [])):
        with override("zh-hans"):
            zh, en, _notes = sheets(intake.prefilled(INVENTORY, user=user))
        rows = [row for row in zh.iter_rows(min_row=2, values_only=True) if row[0]]
        assert [row[0] for row in rows] == [number(one) for one in found]
        assert not any(row[0] for row in en.iter_rows(min_row=2, values_only=True)), "each patent stands in it once"
    with override("en"):
        zh, en, _notes = sheets(intake.prefilled(INVENTORY, user=school.secretary))
    row = next(en.iter_rows(min_row=2, values_only=True))
    assert row[:2] == (number(1), "一种耐高温灌封胶") and row[-1] == "材料学院"


def test_codes_are_offered_in_the_language_of_the_sheet(db):
    zh, en, _notes = sheets(intake.template(INVENTORY))
    lists = [{one.formula1 for one in sheet.data_validations.dataValidation} for sheet in (zh, en)]
    assert '"是,否"' in lists[0] and any("实验室" in one or "小试" in one for one in lists[0])
    assert '"yes,no"' in lists[1] and any("Laboratory trial" in one for one in lists[1])
    assert '"1,2,3,4,5,6,7,8,9"' in lists[0]
    patents, *_others = sheets(intake.template("patents"))
    assert not patents.data_validations.dataValidation
