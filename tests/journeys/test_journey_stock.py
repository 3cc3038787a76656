"""The living stock: patents are filed on a phone, passed by the office, and the province sees the rate move."""

from __future__ import annotations

import re

import pytest
from journey_visit import Visit
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
DESK = "/cases/inventory/"
SCENARIO = {"zh": "用于储能柜冷板的现场改造，两周可装", "en": "Refit of cold plates in storage cabinets, two weeks on site"}


def becomes(visit: Visit, role: str, *, width: int = 1440) -> None:
    """Somebody else sits down."""
    visit.context.clear_cookies()
    visit.page.set_viewport_size({"width": width, "height": 844})
    visit.sign_in(role)


def fits(page: Page) -> None:
    """Nothing runs out of the screen sideways."""
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def rate(visit: Visit) -> int:
    """How many patents the official sees as inventoried."""
    becomes(visit, "official")
    page = visit.go(f"{DESK}coverage/")
    return sum(int(one) for one in page.locator("[data-done]").evaluate_all("all => all.map(one => one.dataset.done)"))


def test_patents_go_from_the_inventors_phone_to_the_provinces_rate(visit: Visit):
    before = rate(visit)
    becomes(visit, "officer")
    page = visit.go(f"{DESK}?state=unfiled")
    boxes = page.locator("input[name=patent]")
    for place in (0, 1):
        boxes.nth(place).check()
    page.locator("details:has(#filer) summary").click()
    page.select_option("#filer", "inventor")
    page.locator("button[value=assign]").click()
    expect(page.locator(".zq-notice.good")).to_be_visible()

    becomes(visit, "inventor", width=390)
    for _patent in (0, 1):
        page = visit.go(f"{DESK}?mine=1&state=unfiled")
        fits(page)
        page.locator("tr[data-row] th a").first.click()
        page.wait_for_url(re.compile(r"/cases/inventory/\d+/$"))
        page.locator("button[value=submit]").click()
        expect(page.locator(".zq-notice.bad")).to_be_visible()
        page.locator("input[name=is_funded]").nth(1).check()
        page.select_option("select[name=implementation]", "not")
        page.select_option("select[name=willingness]", "willing")
        page.locator("input[name=ways][value=license]").check()
        page.select_option("select[name=maturity]", "lab")
        page.fill("[name=trl]", "4")
        page.locator("[name=self_grade]").fill("4")
        page.locator("[name=scenario]").fill(SCENARIO[visit.language])
        fits(page)
        page.locator("button[value=submit]").click()
        expect(page.locator(".zq-notice.good")).to_be_visible()

    becomes(visit, "officer")
    page = visit.go(f"{DESK}?state=school_review")
    for place in range(page.locator("input[name=patent]").count()):
        page.locator("input[name=patent]").nth(place).check()
    page.select_option("#verb", "pass_school")
    page.locator("form[action$='/move/'] button.btn-primary").first.click()
    expect(page.locator(".zq-notice.good")).to_be_visible()
    assert rate(visit) == before + 2
