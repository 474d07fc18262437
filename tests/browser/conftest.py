"""A real Chromium against a real server. What it complains of fails the test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.models import User

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests; each gets a context of its own."""
    path = os.environ.get("PULLQUOTE_CHROMIUM") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.fail("No Chromium: run `make test`, or set PULLQUOTE_CHROMIUM to its path.", False)
    # Playwright's loop runs in this thread, beside which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class Desk:
    """Opens pages as a person who is signed in, at a given size and colour scheme."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.complaints: list[str] = []

    def page(
        self,
        user: User | None = None,
        width: int = 1440,
        height: int = 1000,
        dark: bool = False,
        **options,
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            base_url=self.url,
            **options,
        )
        context.set_default_timeout(20_000)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
        page = context.new_page()
        # Chromium tells of a blocked style or script, and of a failed request, on its console.
        page.on("console", lambda m: m.type == "error" and self.complaints.append(m.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page


@pytest.fixture
def desk(browser: Browser, live_server) -> Iterator[Desk]:
    opened = Desk(browser, live_server.url)
    yield opened
    for context in browser.contexts:
        context.close()
    assert opened.complaints == []


def paste(page: Page, text: str = "", html: str = "") -> None:
    """As Ctrl+V does, with what the system's clipboard would hold."""
    page.locator(".tiptap").first.evaluate(
        """(editor, [text, html]) => {
            const data = new DataTransfer()
            if (text) data.setData("text/plain", text)
            if (html) data.setData("text/html", html)
            const paste = { clipboardData: data, bubbles: true, cancelable: true }
            editor.dispatchEvent(new ClipboardEvent("paste", paste))
        }""",
        [text, html],
    )
