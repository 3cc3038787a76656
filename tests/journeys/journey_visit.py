"""A visit: one person's browser window on a site of ours, with a watch on everything that goes wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request


@dataclass
class Site:
    """A running site: where it is, and with which accounts one may enter."""

    url: str
    home: Path
    accounts: list[dict[str, str]]

    def account(self, role: str) -> dict[str, str]:
        """The sample account of a role."""
        return next(one for one in self.accounts if one["role"] == role)


@dataclass
class Visit:
    """One person's browser window, and everything that went wrong in it."""

    page: Page
    context: BrowserContext
    site: Site
    language: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of ours; an answer of 400 or above is a fault."""
        answer = self.page.goto(self.site.url + path)
        assert answer is not None and answer.status < 400, f"{path}: {answer.status if answer else 'no answer'}"
        return self.page

    def sign_in(self, role: str) -> None:
        """Enter with the sample account of a role."""
        account = self.site.account(role)
        page = self.go("/account/sign-in/")
        page.fill("#id_username", account["username"])
        page.fill("#id_password", account["password"])
        page.locator("main form button.btn-primary").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)

    def text(self, chinese: str, english: str) -> str:
        """The sentence in the language of the visit."""
        return chinese if self.language == "zh" else english


def visiting(browser: Browser, site: Site, language: str, *, width: int, height: int) -> Iterator[Visit]:
    """One visit with its watch."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    visit = Visit(page, context, site, language)
    watch(visit)
    yield visit
    context.close()
    assert not visit.faults, "\n".join(visit.faults)


def watch(visit: Visit) -> None:
    """Note script errors, console errors, failing answers, and every request that is not ours."""
    ours = urlsplit(visit.site.url).netloc

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            visit.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != ours:
            visit.faults.append(f"outside request: {request.url}")

    visit.page.on("console", on_console)
    visit.page.on("pageerror", lambda error: visit.faults.append(f"script: {error}"))
    visit.context.on("request", on_request)
    visit.context.on(
        "response",
        lambda answer: visit.faults.append(f"{answer.status}: {answer.url}") if answer.status >= 500 else None,
    )
    visit.context.on(
        "requestfailed",
        lambda request: (
            visit.faults.append(f"failed: {request.url}") if "ERR_ABORTED" not in str(request.failure) else None
        ),
    )
