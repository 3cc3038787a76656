"""The main stories in Chinese and in English, walked in a real browser as a new user would walk them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from journey_sheets import GOOD, mend, workbook
from journey_visit import Visit
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NEED = {
    "zh": "储能柜里同一排电池进水端和出水端温差六七度，想把温差压到三度以内，水泵功耗不能增加，冷板不能太厚",
    "en": (
        "In our battery cabinet cells at the inlet and the outlet differ by six or seven degrees. "
        "We need a cold plate that keeps the gap under three degrees without more pump power."
    ),
}
FITTING = re.compile("液冷|冷板|温差|cooling plate|cold plate", re.IGNORECASE)
IMPORT_ENDS_WITHIN = 120_000
"""Milliseconds a busy machine may take to import twenty lines; nothing is measured by it."""


def test_a_need_finds_reasoned_patents_and_a_card_says_why_its_grade(visit: Visit):
    page = visit.go("/")
    expect(page.locator("html")).to_have_attribute("lang", visit.text("zh-CN", "en"))
    page.keyboard.press("/")
    box = page.locator("[data-search]")
    expect(box).to_be_focused()
    box.fill(NEED[visit.language])
    page.locator("form[role=search] button").click()

    page.wait_for_url("**/search/**")
    rows = page.locator("table.zq-matches tbody tr[data-row]")
    expect(rows.first).to_be_visible()
    best = rows.first
    assert FITTING.search(" ".join(rows.all_inner_texts()[:2])), "the sample's cooling plates come first"
    expect(best.locator(".zq-reasons li").first).to_be_visible()
    assert best.locator("mark").count() > 0, "words that met are marked"
    best.locator("details summary").click()
    expect(best.locator(".zq-both p").first).to_be_visible()
    assert best.locator(".zq-parts tbody tr").count() >= 3, "the score can be opened into its parts"

    title = best.locator("th a").first.inner_text()
    best.locator("th a").first.click()
    page.wait_for_url("**/patents/**")
    heading = page.locator("h1").inner_text()
    assert heading, title
    grade = page.locator("#grade")
    expect(grade.locator(".zq-grade").first).to_be_visible()
    marks = grade.locator("table.stack tbody tr:not(.zq-group)")
    assert marks.count() >= 10, "every criterion shows its mark"
    assert all(text.strip() for text in marks.locator("td:last-child").all_inner_texts()), "each with its evidence"
    grade.locator("a[href='/rubric/']").first.click()
    page.wait_for_url("**/rubric/")
    assert page.locator("main table tbody tr[id]").count() >= 10, "the rubric lists its criteria"


def test_a_number_leads_to_its_card_and_nonsense_to_no_good_match(visit: Visit):
    page = visit.go("/patents/")
    link = page.locator("tr[data-row] a[href^='/patents/']").first
    href = link.get_attribute("href")
    link.click()
    number = page.locator(".zq-head .zq-code").inner_text()
    page = visit.go("/")
    page.locator("[data-search]").fill(number)
    page.locator("form[role=search] button").click()
    page.wait_for_url(f"**{href}")

    page = visit.go("/")
    page.locator("[data-search]").fill(
        visit.text(
            "想请一位主持人主持公司年会，并安排晚宴座次和抽奖",
            "We look for somebody to host our annual dinner and plan the seating",
        )
    )
    page.locator("form[role=search] button").click()
    page.wait_for_url("**/search/**")
    expect(page.locator(".zq-notice.warn [data-tell]")).to_have_text(re.compile(visit.text("没有", "No good match")))


def test_a_sheet_with_ten_faults_names_all_ten_and_takes_the_rest(visit: Visit, tmp_path: Path):
    base = 9_100_000 if visit.language == "zh" else 9_200_000
    sheet = tmp_path / f"ten-faults-{visit.language}.xlsx"
    planted = workbook(sheet, visit.language, base)
    visit.sign_in("officer")
    page = visit.go("/import/")
    page.set_input_files("input[type=file]", str(sheet))
    page.locator("main form[enctype] button.btn-primary").click()

    page.wait_for_url("**/map/")
    chosen = page.locator("main select").evaluate_all("all => all.map(one => one.value)")
    assert {"application_number", "title_zh", "applicants"} <= set(chosen), chosen
    page.locator("main form button.btn-primary").click()

    page.wait_for_url("**/check/")
    assert page.locator("main .zq-badge.bad").count() > 0, "faults are told before anything is saved"
    page.locator("form[action$='/start/'] button").click()

    page.wait_for_url(re.compile(r"/import/\d+/$"))
    figures = page.locator(".zq-figures > div > b")
    expect(figures.nth(3)).to_have_text("10", timeout=IMPORT_ENDS_WITHIN)
    expect(figures.nth(1)).to_have_text(str(len(GOOD)), timeout=IMPORT_ENDS_WITHIN)
    told = page.locator("#lines").inner_text()
    for line in planted:
        assert re.search(rf"\b{line}\b", told), f"line {line} ({planted[line].name}) is not named"

    with page.expect_download() as waiting:
        page.locator("a[href$='/errors.xlsx']").first.click()
    downloaded = tmp_path / "errors.xlsx"
    waiting.value.save_as(downloaded)
    mended = tmp_path / "mended.xlsx"
    assert sorted(mend(downloaded, mended, planted, visit.language)) == sorted(planted)

    page = visit.go("/import/")
    page.set_input_files("input[type=file]", str(mended))
    page.locator("main form[enctype] button.btn-primary").click()
    page.wait_for_url("**/check/")
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    expect(figures.nth(1)).to_have_text("10", timeout=IMPORT_ENDS_WITHIN)
    expect(figures.nth(3)).to_have_text("0")

    page = visit.go("/import/")
    page.set_input_files("input[type=file]", str(sheet))
    page.locator("main form[enctype] button.btn-primary").click()
    page.wait_for_url("**/map/")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/check/")
    page.locator("form[action$='/start/'] button").click()
    expect(figures.nth(2)).to_have_text(str(len(GOOD)), timeout=IMPORT_ENDS_WITHIN)
    expect(figures.nth(1)).to_have_text("0")


def test_a_need_is_written_asked_about_and_matched_at_the_desk(visit: Visit):
    visit.sign_in("officer")
    page = visit.go("/needs/new/")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".zq-notice.bad")).to_be_visible()
    title = visit.text("想把同一排电池的温差压下来", "Keep cells of one row at one temperature")
    page.fill("#id_title", title)
    page.fill("#id_problem", NEED[visit.language])
    page.locator("#id_problem").blur()
    expect(page.locator("#questions")).to_be_visible()
    page.select_option("#id_industry", "energy")
    page.keyboard.press("Tab")
    page.focus("#id_problem")
    page.keyboard.press("Control+Enter")

    page.wait_for_url(re.compile(r"/needs/\d+/$"))
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("table.zq-matches tbody tr").first).to_be_visible()

    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/match/")
    page.locator("[data-search]").fill(title)
    page.locator("form.zq-tools button").click()
    page.locator("tr[data-row] th a").filter(has_text=title).first.click()
    page.wait_for_url(re.compile(r"/match/need/\d+/$"))
    first = page.locator("table.zq-matches tbody tr").first
    expect(first.locator(".zq-reasons li").first).to_be_visible()
    assert FITTING.search(first.inner_text())

    first.locator("th a").first.click()
    page.wait_for_url("**/patents/**")
    page.locator(".zq-head a[href^='/match/patent/']").click()
    page.wait_for_url("**/match/patent/**")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main .zq-reasons li, main .zq-notice.warn").first).to_be_visible()


def test_language_and_large_type_are_kept(visit: Visit):
    page = visit.go("/patents/")
    other = visit.text("en", "zh-hans")
    page.locator(f"form[action='/i18n/setlang/'] button[value='{other}']").click()
    expect(page.locator("html")).to_have_attribute("lang", visit.text("en", "zh-CN"))
    assert page.url.endswith("/patents/"), "one stays where one was"
    page.locator(f"form[action='/i18n/setlang/'] button[value='{visit.text('zh-hans', 'en')}']").click()
    expect(page.locator("html")).to_have_attribute("lang", visit.text("zh-CN", "en"))

    before = page.locator("h1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    page.locator("[data-large]").click()
    after = page.locator("h1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert after > before * 1.15
    visit.go("/rubric/")
    expect(page.locator("html")).to_have_class(re.compile("zq-large"))
    expect(page.locator("[data-large]")).to_have_attribute("aria-pressed", "true")


def test_the_catalogue_goes_by_keyboard_and_facets(visit: Visit):
    page = visit.go("/patents/")
    page.locator("body").press("j")
    expect(page.locator("tr[data-row] a:focus")).to_have_count(1)
    page.locator("body").press("j")
    second = page.locator("tr[data-row]").nth(1)
    expect(second.locator("a:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/patents/.+/"))

    visit.go("/patents/")
    everything = page.locator("[data-tell]").first.inner_text()
    facet = page.locator(".zq-facets a").first
    facet.click()
    expect(page.locator(".zq-facets a[aria-current]").first).to_be_visible()
    assert page.locator("[data-tell]").first.inner_text() != everything
    page.go_back()
    expect(page.locator("[data-tell]").first).to_have_text(everything)
