"""The eight main pages in both languages, on a desk screen and on a telephone: sound, reachable, and in pictures.

Screenshots go to ZHIQIAO_SCREENSHOTS (default build/screenshots). What a machine can check of accessibility is checked
here; the rest is looked at in the pictures.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from journey_visit import Visit

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(os.environ.get("ZHIQIAO_SCREENSHOTS") or Path(__file__).parents[2] / "build" / "screenshots")
NEED = {
    "zh": "储能柜里电池温差太大，想把温差压到三度以内，水泵功耗不能增加",
    "en": "Cells in our battery cabinet differ by seven degrees; we need less than three without more pump power",
}


def home(visit: Visit) -> None:
    """The front page."""
    visit.go("/")


def search(visit: Visit) -> None:
    """What a need typed at home brings."""
    visit.go("/")
    visit.page.locator("[data-search]").fill(NEED[visit.language])
    visit.page.locator("form[role=search] button").click()
    visit.page.wait_for_selector("table.zq-matches")


def patents(visit: Visit) -> None:
    """The catalogue."""
    visit.go("/patents/")


def patent(visit: Visit) -> None:
    """A patent's card, everything that htmx brings included."""
    visit.go("/patents/?sort=grade")
    visit.page.locator("tr[data-row] a[href^='/patents/']").first.click()
    visit.page.wait_for_selector("#grade")
    visit.page.wait_for_load_state("networkidle")


def imports(visit: Visit) -> None:
    """The import page with its runs."""
    visit.sign_in("officer")
    visit.go("/import/")


def needs(visit: Visit) -> None:
    """The list of needs."""
    visit.go("/needs/")


def match(visit: Visit) -> None:
    """The match desk, a need with its patents."""
    visit.sign_in("officer")
    visit.go("/match/")
    visit.page.locator("tr[data-row] th a").first.click()
    visit.page.wait_for_url(re.compile(r"/match/need/\d+/$"))


def rubric(visit: Visit) -> None:
    """The grading rubric."""
    visit.go("/rubric/")


MAIN: list[Callable[[Visit], None]] = [home, search, patents, patent, imports, needs, match, rubric]


def desk(visit: Visit) -> None:
    """The match desk itself."""
    visit.sign_in("officer")
    visit.go("/match/")


def need_form(visit: Visit) -> None:
    """The form of a need."""
    visit.sign_in("officer")
    visit.go("/needs/new/")


def need(visit: Visit) -> None:
    """A need."""
    visit.go("/needs/")
    visit.page.locator("tr[data-row] a[href^='/needs/']").first.click()
    visit.page.wait_for_load_state("networkidle")


def sign_in(visit: Visit) -> None:
    """Signing in."""
    visit.go("/account/sign-in/")


def account(visit: Visit) -> None:
    """One's own account."""
    visit.sign_in("officer")
    visit.go("/account/")


def password(visit: Visit) -> None:
    """A new password."""
    visit.sign_in("officer")
    visit.go("/account/password/")


def style(visit: Visit) -> None:
    """The style page."""
    visit.go("/style/")


FURTHER: list[Callable[[Visit], None]] = [desk, need_form, need, sign_in, account, password, style]

CHECKS = Path(__file__).with_name("journey_checks.js").read_text(encoding="utf-8")
"""What a machine can check of a page: functions that return sentences about what is wrong."""


def check(visit: Visit) -> None:
    """What holds on every page: language, one h1, labels, names, captions, unique ids, contrast, skip link first."""
    page = visit.page
    assert page.locator("html").get_attribute("lang") == visit.text("zh-CN", "en")
    for name in ("faultsOfPage", "faintText"):
        assert not (faults := page.evaluate(f"({CHECKS}).{name}()")), "\n".join(faults)
    if visit.language == "en":
        own = [text for text in page.evaluate(f"({CHECKS}).chineseLabels()") if not names_something(text)]
        assert not own, f"still Chinese: {own[:10]}"
    first = page.locator("body a").first
    assert "zq-skip" in (first.get_attribute("class") or "")
    assert first.get_attribute("href") == "#main"


def names_something(text: str) -> bool:
    """Names of people, firms and places stay as they are written."""
    return bool(re.search(r"公司|大学|学院|研究院|省|市|区|科长|老师|专员|[\u4e00-\u9fff]{2,3}$", text))


def no_sideways_scroll(visit: Visit) -> None:
    """Nothing makes the page wider than the screen."""
    wide = visit.page.evaluate(f"({CHECKS}).tooWide()")
    assert not wide, "wider than the screen:\n" + "\n".join(wide)


def picture(visit: Visit, name: str, width: int) -> None:
    """A picture of the whole page."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    visit.page.wait_for_load_state("networkidle")
    visit.page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{visit.language}.png", full_page=True)


@pytest.mark.parametrize("open_page", MAIN, ids=lambda one: one.__name__)
def test_a_main_page_on_a_desk_screen(visit: Visit, open_page: Callable[[Visit], None]):
    open_page(visit)
    picture(visit, open_page.__name__, 1440)
    check(visit)
    no_sideways_scroll(visit)


@pytest.mark.parametrize("open_page", MAIN, ids=lambda one: one.__name__)
def test_a_main_page_on_a_telephone(narrow_visit: Visit, open_page: Callable[[Visit], None]):
    open_page(narrow_visit)
    picture(narrow_visit, open_page.__name__, 390)
    check(narrow_visit)
    no_sideways_scroll(narrow_visit)


@pytest.mark.parametrize("open_page", FURTHER, ids=lambda one: one.__name__)
def test_a_further_page(narrow_visit: Visit, open_page: Callable[[Visit], None]):
    open_page(narrow_visit)
    check(narrow_visit)
    no_sideways_scroll(narrow_visit)
    narrow_visit.page.locator("[data-large]").evaluate("one => one.click()")
    no_sideways_scroll(narrow_visit)
