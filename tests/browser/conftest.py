"""A real Chromium against a real server. What it complains of fails the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from django.test import Client
from playwright.sync_api import Browser, Error, Locator, Page, Playwright, Route, expect

from accounts.models import User
from blog.comments.moderation import honeypot
from tests.support import factories
from tests.support.chromium import (
    FLAGS,
    START_TIMEOUT,
    TIMEOUT,
    executable,
)


@pytest.fixture(scope="session")
def browser(django_db_setup: None, live_server, playwright: Playwright) -> Iterator[Browser]:
    """One for all tests, closed before the server and the database are."""
    path = executable()
    if not path.exists():
        pytest.fail("No Chromium: run `make test`, or set PULLQUOTE_CHROMIUM to its path.", False)
    chromium = playwright.chromium.launch(
        executable_path=path, args=[*FLAGS, "--process-per-site"], timeout=START_TIMEOUT
    )
    yield chromium
    chromium.close()
    wait_until_none_is_in_hand(live_server.url)  # Each has a connection to the database.


def wait_until_none_is_in_hand(url: str) -> None:
    """Of the server's requests: a page that was closed may leave some behind, and the tables must
    not be emptied beside them. Each connection has a thread, which ends with it once all is
    answered; ours is accepted after those that still waited for that."""
    with urlopen(f"{url}/healthz", timeout=60):
        pass
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=60)
            assert not thread.is_alive()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comments is too fast for a person, however slow the machine: their comment waits."""
    monkeypatch.setattr(honeypot, "MIN_FORM_SECONDS", 60 * 60)


class Desk:
    """Opens pages as a person who is signed in, at a given size and colour scheme."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.complaints: list[str] = []
        self.forgiven: list[str] = []

    def page(
        self,
        user: User | None = None,
        width: int = 1440,
        height: int = 1000,
        dark: bool = False,
        **options,
    ) -> Page:
        """In a browser of its own, without what an earlier test stored or left on its way.

        Nothing is animated: on a busy machine a link could move on between mouse down and mouse up
        while the page still scrolled smoothly, and the click was lost.
        """
        motion = {"reduced_motion": "reduce"} | options
        context = self.browser.new_context(base_url=self.url, **motion)
        context.set_default_timeout(TIMEOUT)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        # Chromium tells of a blocked style or script, and of a failed request, on its console.
        page.on("console", lambda m: m.type == "error" and self.complaints.append(m.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def forgive(self, text: str) -> None:
        """Chromium tells of each request that failed, some time, also where a test means it."""
        self.forgiven.append(text)

    def unforgiven(self) -> list[str]:
        return [one for one in self.complaints if not any(text in one for text in self.forgiven)]


@pytest.fixture
def desk(browser: Browser, live_server) -> Iterator[Desk]:
    opened = Desk(browser, live_server.url)
    yield opened
    for context in browser.contexts:
        context.close()
    wait_until_none_is_in_hand(live_server.url)
    assert opened.unforgiven() == []


def write(desk: Desk, html: str = "", user: User | None = None, **options) -> Page:
    """A page with the form of a new post, or of a draft that holds `html`; the editor is ready."""
    user = user or factories.user("Editor")
    page = desk.page(user, **options)
    post = factories.draft(html, authors=(user,)) if html else None
    page.goto(f"/admin/blog/post/{post.pk}/change/" if post else "/admin/blog/post/add/")
    expect(page.locator(".tiptap")).to_be_visible()
    if not html:
        page.locator(".tiptap").click()
    return page


@contextmanager
def new_document(page: Page) -> Iterator[None]:
    """Wait until another document is loaded. `expect_navigation` is content with another address
    for the same one, which the form of a new post takes when it is sent."""
    page.evaluate("window.isBefore = true")
    yield
    page.wait_for_function("() => !window.isBefore && document.readyState === 'complete'")


def document(page: Page) -> str:
    """What the form would send as the document at this moment."""
    sent = page.evaluate('new FormData(document.getElementById("post_form")).get("document")')
    return sent.replace("\r\n", "\n")


def fill(page: Page, html: str) -> None:
    """Another document and history in the same editor: a fresh page for each would take seconds."""
    page.locator(".tiptap").evaluate(
        """({ editor }, html) => {
            editor.commands.setContent(html)
            const { view, state } = editor
            const bare = state.reconfigure({ plugins: [] })
            view.updateState(bare.reconfigure({ plugins: state.plugins }))
        }""",
        html,
    )


def settle(page: Page) -> None:
    """The browser tells of a moved caret only in its next frame; and 20 ms after prosemirror-view
    gets the focus it puts the selection back that it knows of, over a caret moved meanwhile."""
    try:
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))")
    except Error as error:
        if "navigation" not in error.message:  # A key that sent the form took its page along.
            raise


def press(page: Page, *keys: str) -> None:
    """Keys as a person presses them, each after what was done before it."""
    settle(page)
    for key in keys:
        page.keyboard.press(key)
        settle(page)


def caret(line: Locator, at: str = "start") -> None:
    """A click into a paragraph of one line, and the caret at its start or end."""
    line.click()
    press(line.page, "Home" if at == "start" else "End")


@contextmanager
def held(page: Page, address: str) -> Iterator[None]:
    """On a slow network: what is asked of `address` waits until all within has been done."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route))
    with page.expect_request(address):
        yield
    for route in waiting:
        route.continue_()
    page.unroute(address)


def save(page: Page, button: str = "_continue") -> None:
    """Save, and wait until it is said to be so."""
    with new_document(page):
        page.locator(f"[name={button}]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    if button == "_continue":
        expect(page.locator(".tiptap")).to_be_visible()


def decide(page: Page, button: str) -> None:
    """A button that saves and decides in one step; the form comes back in its new state. What only
    warns is no reason to stay."""
    with new_document(page):
        page.get_by_role("button", name=button, exact=True).click()
    anyway = page.locator("[data-warned] [name=transition]")
    if anyway.count():
        with new_document(page):
            anyway.click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    expect(page.locator(".tiptap")).to_be_visible()


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
