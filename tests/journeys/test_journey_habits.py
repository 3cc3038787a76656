"""Habits of readers: going back, changing the language in the middle of a list, the keyboard alone, no scripts."""

from __future__ import annotations

import pytest
from journey_visit import Site, Visit
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def narrowed(visit: Visit) -> str:
    """The catalogue with its first filter on; the address it then has."""
    page = visit.go("/patents/")
    page.locator(".zq-facets a").first.click()
    page.wait_for_url(lambda url: "?" in url)
    page.locator(".zq-chip").first.wait_for()
    return page.url


def test_the_language_changes_where_one_is(visit: Visit) -> None:
    address = narrowed(visit)
    visit.page.locator("form[action*=setlang] button").click()
    visit.page.wait_for_function("lang => document.documentElement.lang !== lang", arg=visit.text("zh-CN", "en"))
    assert visit.page.url == address and visit.page.locator(".zq-chip").count() == 1


def test_going_back_brings_the_whole_list_back(visit: Visit) -> None:
    address = narrowed(visit)
    many = visit.page.locator("[data-tell]").inner_text()
    visit.page.locator("#page-next").click()
    visit.page.wait_for_url(lambda url: "page=2" in url)
    visit.page.locator("#page-prev").wait_for()
    assert visit.page.evaluate("document.activeElement !== document.body"), "the keyboard keeps its place"
    visit.page.locator("tr[data-row] a").first.click()
    visit.page.wait_for_url(lambda url: "/patents/CN:" in url)
    visit.page.go_back()
    visit.page.locator("#page-prev").wait_for()
    visit.page.go_back()
    visit.page.wait_for_url(address)
    visit.page.wait_for_function("document.querySelectorAll('header').length === 1")
    assert visit.page.locator("[data-tell]").inner_text() == many


def test_every_stop_of_the_keyboard_is_seen(visit: Visit) -> None:
    page = visit.go("/")
    unseen = []
    for _stop in range(20):
        page.keyboard.press("Tab")
        seen, name = page.evaluate(
            "(() => { const at = document.activeElement, look = getComputedStyle(at);"
            " return [(look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none',"
            " at.textContent.trim() || at.name] })()"
        )
        unseen += [] if seen else [name]
    assert not unseen


def test_without_scripts_everything_is_reached(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    visit = Visit(page, context, site, "zh")
    visit.sign_in("officer")
    for words in ("专利", "匹配台", "我的账号", "退出登录"):
        assert page.locator("header").get_by_text(words, exact=True).is_visible(), words
    visit.go("/patents/")
    page.select_option("select[name=sort]", "grade")
    page.locator("form.zq-tools button").click()
    assert "sort=grade" in page.url and page.locator("tr[data-row]").count() > 0
    context.close()
