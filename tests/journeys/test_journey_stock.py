"""The living stock: patents filed on a phone, passed by the office, counted by the province; what the gazette tells of
them moves owner, grade and pool."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from journey_visit import Visit
from openpyxl import Workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
DESK = "/cases/inventory/"
SCENARIO = {"zh": "储能柜冷板现场改造，两周可装", "en": "Refit of cold plates in storage cabinets"}
FIRM = "杭州桥头试验新材料有限公司"
IMPORT_ENDS_WITHIN = 120_000
"""Milliseconds a busy machine may take to import a few lines; nothing is measured by it."""


def becomes(visit: Visit, role: str, *, width: int = 1440) -> None:
    """Somebody else sits down."""
    visit.context.clear_cookies()
    visit.page.set_viewport_size({"width": width, "height": 844})
    visit.sign_in(role)


def fits(page: Page) -> None:
    """Nothing runs out of the screen sideways."""
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def inventoried(visit: Visit) -> int:
    """How many patents are inventoried of all that the official oversees: third column of the coverage page."""
    becomes(visit, "official")
    page = visit.go(f"{DESK}coverage/")
    counts = page.locator("main tbody tr[data-row] td:nth-child(3)").all_inner_texts()
    assert counts, "the official sees organisations"
    return sum(int(one) for one in counts)


def fill_in(visit: Visit) -> None:
    """Open the first of one's own patents, save a draft, be told what is missing, fill in the six items, submit."""
    page = visit.go(f"{DESK}?mine=1&state=unfiled")
    fits(page)
    page.locator("tr[data-row] th a").first.click()
    page.wait_for_url(re.compile(r"/cases/inventory/\d+/$"))
    page.locator("button[value=save]").click()
    expect(page.locator(".zq-notice.good")).to_be_visible()
    page.locator("button[value=submit]").click()
    expect(page.locator(".zq-notice.bad")).to_be_visible()
    page.locator("input[name=is_funded]").last.check()
    page.select_option("select[name=implementation]", "not")
    page.select_option("select[name=willingness]", "willing")
    page.locator("input[name=ways][value=license]").check()
    page.select_option("select[name=maturity]", "lab")
    for name, value in (("trl", "4"), ("self_grade", "4"), ("scenario", SCENARIO[visit.language])):
        page.locator(f"[name={name}]").fill(value)
    fits(page)
    page.locator("button[value=submit]").click()
    expect(page.locator(".zq-notice.good")).to_be_visible()


def test_patents_go_from_the_inventors_phone_to_the_officials_count(visit: Visit):
    before = inventoried(visit)
    becomes(visit, "officer")
    page = visit.go(f"{DESK}?state=unfiled")
    for place in (0, 1):
        page.locator("input[name=patent]").nth(place).check()
    page.locator("details:has(#filer) summary").click()
    page.select_option("#filer", "inventor")
    page.locator("button[value=assign]").click()
    expect(page.locator(".zq-notice.good")).to_be_visible()
    becomes(visit, "inventor", width=390)
    fill_in(visit)
    fill_in(visit)
    becomes(visit, "officer")
    for state, verb in (("college_review", "pass_college"), ("school_review", "pass_school")):
        page = visit.go(f"{DESK}?state={state}")
        expect(page.locator("input[name=patent]")).to_have_count(2)
        page.locator("input[name=patent]").nth(0).check()
        page.locator("input[name=patent]").nth(1).check()
        page.select_option("#verb", verb)
        page.locator("form[action$='/move/'] button.btn-primary").first.click()
        expect(page.locator(".zq-notice.good")).to_be_visible()
    assert inventoried(visit) == before + 2


def test_the_gazette_moves_owner_grade_and_pool(visit: Visit, tmp_path: Path):
    visit.sign_in("officer")
    page = visit.go("/pool/desk/")
    places = (0, 1, 2) if visit.language == "zh" else (-1, -2, -3)
    rows = page.locator("main table").first.locator("tbody tr a")
    listed = rows.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    keys = [listed[place].removeprefix("/pool/").strip("/") for place in places]
    lapsed, sold, alone = (key.removeprefix("CN:") for key in keys)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["申请号", "法律事件", "公告日", "变更前权利人", "变更后权利人", "合同备案号", "让与人", "受让人", "许可种类"]
    )
    sheet.append([lapsed, "CF01", "2026-11-13"])
    sheet.append([sold, "TR01", "2026-11-13", "望川大学", FIRM])
    sheet.append([alone, "EE01", "2026-11-13", "", "", "X2026330000123", "望川大学", FIRM, "独占许可"])
    sheet.append([sold[:-1] + ("0" if sold[-1] != "0" else "1"), "CF01", "2026-11-13"])
    book.save(tmp_path / "gazette.xlsx")
    page = visit.go("/import/")
    page.check("input[name=what][value=events]")
    page.set_input_files("input[type=file]", str(tmp_path / "gazette.xlsx"))
    page.locator("main form[enctype] button.btn-primary").click()
    page.wait_for_url("**/map/")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/check/")
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    figures = page.locator(".zq-figures > div > b")
    expect(figures.nth(1)).to_have_text("3", timeout=IMPORT_ENDS_WITHIN)
    expect(figures.nth(3)).to_have_text("1")

    for key, code in zip(keys, ("CF01", "TR01", "EE01"), strict=True):
        left = page.locator("tr", has=page.locator(f"a[href='/patents/{key}/']")).filter(has_text=code)
        for _attempt in range(40):  # the worker follows a moment later
            visit.go("/pool/desk/")
            if left.count():
                break
            page.wait_for_timeout(1000)
        expect(left.first).to_be_visible()
    page = visit.go(f"/patents/{keys[1]}/")
    expect(page.locator("main")).to_contain_text(FIRM)
    page = visit.go("/grades/changes/")
    expect(page.locator("main")).to_contain_text(lapsed)
