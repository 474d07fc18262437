"""Fixtures and helpers for tests in Chromium. Errors on the browser's console fail the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

import pytest
from django.contrib.staticfiles import handlers
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Error, Locator, Page, Playwright, Route, expect

from accounts.models import User
from blog.comments.moderation import honeypot
from tests.browser.shared_form import SharedForm
from tests.support import factories
from tests.support.chromium import (
    FLAGS,
    START_TIMEOUT,
    TIMEOUT,
    executable,
)
from tests.support.patience import PATIENCE
from tests.support.pooled_server import PooledServer
from tests.support.slow_browser import FACTOR, SlowStaticFiles, throttle_cpu
from tests.support.static_files import CachedStaticFiles

# The limits of requests: a busy server exceeds them without a fault, and then the page goes on
# without its answer. See tests/support/patient_limits.py.
PATIENT_REQUESTS_JS = "AbortSignal.timeout = () => new AbortController().signal"

IS_LAST_OF_FORM = pytest.StashKey[bool]()  # Of tests that share one.


@pytest.fixture(scope="session", autouse=True)
def cached_static_files() -> Iterator[None]:
    """Replace the handler of static files that the live server starts with."""
    with pytest.MonkeyPatch.context() as patch:
        static_files = SlowStaticFiles if FACTOR else CachedStaticFiles
        patch.setattr(handlers, "StaticFilesHandler", static_files)
        yield


@pytest.fixture(scope="session", autouse=True)
def pooled_server(django_db_setup: None) -> Iterator[None]:
    """Replace the class of the live server, and close its database connections at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveServerThread, "server_class", PooledServer)
        yield
        PooledServer.close_pool()


@pytest.fixture(scope="session")
def browser(django_db_blocker: Any, live_server: Any, playwright: Playwright) -> Iterator[Browser]:
    """Launch one browser for all tests, closed before the server and the database."""
    path = executable()
    if not path.exists():
        pytest.fail("No Chromium: run `make test`, or set PULLQUOTE_CHROMIUM to its path.", False)
    chromium = playwright.chromium.launch(
        executable_path=path, args=[*FLAGS, "--process-per-site"], timeout=START_TIMEOUT
    )
    yield chromium
    chromium.close()
    with django_db_blocker.unblock():
        wait_for_server_requests(live_server.url)  # Each request has a database connection.


def wait_for_server_requests(url: str) -> None:
    """Wait until the server has handled all requests.

    A closed page may leave some behind, and the tables must not be emptied meanwhile. Each
    connection has a thread, which ends with it. The health check is accepted after the requests
    that were still waiting.
    """
    with urlopen(f"{url}/healthz", timeout=PATIENCE):
        pass
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=PATIENCE)
            assert not thread.is_alive()


@pytest.fixture
def comments_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold all comments for moderation, because they are submitted faster than by a person."""
    monkeypatch.setattr(honeypot, "MIN_FORM_SECONDS", 60 * 60)


class Desk:
    """Opens pages with a signed-in user, a viewport size and a colour scheme."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url
        self.console_errors: list[str] = []
        self.ignored_errors: list[str] = []

    def page(
        self,
        user: User | None = None,
        width: int = 1440,
        height: int = 1000,
        dark: bool = False,
        **options,
    ) -> Page:
        """Open a page in a new browser context, without state of earlier tests.

        Animations are disabled: on a busy machine, smooth scrolling could move a link between mouse
        down and mouse up, so that the click was lost.
        """
        motion = {"reduced_motion": "reduce"} | options
        context = self.browser.new_context(base_url=self.url, **motion)
        context.set_default_timeout(TIMEOUT)
        context.add_init_script(PATIENT_REQUESTS_JS)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
        page = context.new_page()
        throttle_cpu(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        # Chromium logs blocked styles and scripts and failed requests to the console.
        page.on("console", lambda m: m.type == "error" and self.console_errors.append(m.text))
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        return page

    def ignore_error(self, text: str) -> None:
        """Ignore console errors with this text, because Chromium logs every failed request."""
        self.ignored_errors.append(text)

    def take_errors(self) -> list[str]:
        """Return unexpected errors once."""
        errors = self.unexpected_errors()
        self.console_errors.clear()
        return errors

    def unexpected_errors(self) -> list[str]:
        return [
            error
            for error in self.console_errors
            if not any(text in error for text in self.ignored_errors)
        ]


@contextmanager
def open_desk(browser: Browser, url: str) -> Iterator[Desk]:
    """Close all pages at the end, and wait until the server has answered them."""
    desk_instance = Desk(browser, url)
    yield desk_instance
    for context in browser.contexts:
        context.close()
    wait_for_server_requests(url)
    assert desk_instance.unexpected_errors() == []


@pytest.fixture
def desk(browser: Browser, live_server: Any) -> Iterator[Desk]:
    with open_desk(browser, live_server.url) as desk_instance:
        yield desk_instance


def open_editor(
    desk: Desk, html: str = "", user: User | None = None, status: str = "draft", **options
) -> Page:
    """Open the form of a new post, or of one with the document `html`: a draft, which is saved
    automatically, or a post in review, which is only autosaved."""
    user = user or factories.user("Editor")
    page = desk.page(user, **options)
    post = factories.post(html, status=status, authors=(user,)) if html else None
    page.goto(f"/admin/blog/post/{post.pk}/change/" if post else "/admin/blog/post/add/")
    expect(page.locator(".tiptap")).to_be_visible()
    if not html:
        page.locator(".tiptap").click()
    return page


@contextmanager
def new_document(page: Page) -> Iterator[None]:
    """Wait until another document is loaded.

    `expect_navigation` also accepts a changed URL of the same document, which the form of a new
    post gets when it is submitted.
    """
    page.wait_for_load_state("load")
    # Not `wait_for_function`, which polls with animation frames: without scripts, there are none.
    with page.expect_event("load"):
        yield


def document_html(page: Page) -> str:
    """Return the document as the form would submit it now."""
    html = page.evaluate('new FormData(document.getElementById("post_form")).get("document")')
    return html.replace("\r\n", "\n")


def set_document(page: Page, html: str) -> None:
    """Replace the document and its history; a new page would take seconds."""
    page.locator(".tiptap").evaluate(
        """({ editor }, html) => {
            editor.commands.setContent(html)
            const { view, state } = editor
            const bare = state.reconfigure({ plugins: [] })
            view.updateState(bare.reconfigure({ plugins: state.plugins }))
        }""",
        html,
    )


@pytest.fixture(scope="session")
def shared_form(browser: Browser, live_server: Any, django_db_blocker: Any) -> Iterator[SharedForm]:
    form = SharedForm(
        lambda: open_desk(browser, live_server.url),
        lambda desk: open_editor(desk, "<p>One.</p>", status="review"),
        django_db_blocker,
    )
    yield form
    form.close()


def has_shared_form(item: pytest.Item) -> bool:
    return "shared_form" in getattr(item, "fixturenames", ())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that share a form one after another."""
    items.sort(key=has_shared_form)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or not has_shared_form(nextitem):
        item.stash[IS_LAST_OF_FORM] = True


@pytest.fixture
def page(request: pytest.FixtureRequest, shared_form: SharedForm) -> Iterator[Page]:
    """Return the form of a post in review that tests share; its empty text has focus, no history.

    For tests of the text alone: other fields, and rows of the database, stay as a test leaves them.
    """
    shared_page = shared_form.resume(request.session.testsfailed)
    set_document(shared_page, "")
    shared_page.locator(".tiptap").focus()
    settle(shared_page)  # Later, the editor could restore its selection over a click.
    yield shared_page
    errors = shared_form.desk.take_errors()
    if IS_LAST_OF_FORM in request.node.stash:
        shared_form.close()
    else:
        shared_form.suspend()
    assert errors == []


def start_document(page: Page, html: str = "") -> None:
    """Replace the document and its history, with the caret where `open_editor` leaves it."""
    set_document(page, html)
    page.locator(".tiptap").evaluate("({ editor }) => editor.commands.setTextSelection(0)")
    if not html:
        page.locator(".tiptap").click()


def settle(page: Page) -> None:
    """Wait until the browser has reported a moved caret and the editor has its focus.

    The browser reports a moved caret in its next frame. 20 ms after focus, prosemirror-view
    restores its own selection, over a caret that was moved meanwhile.
    """
    try:
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))")
    except Error as error:
        if "navigation" not in error.message:  # The key submitted the form.
            raise


def press(page: Page, *keys: str) -> None:
    """Press keys one after another, like a person."""
    settle(page)
    for key in keys:
        page.keyboard.press(key)
        settle(page)


def record_announcements(page: Page) -> None:
    """Keep what is announced: results of checks may follow at once in the same place."""
    page.evaluate(
        """() => {
            window.announced = []
            const record = (changes) => {
                const regions = changes.map(({ target }) => target)
                for (const region of regions)
                    if (region.matches(".editor-announcer")) announced.push(region.textContent)
            }
            new MutationObserver(record).observe(document.body, { childList: true, subtree: true })
        }"""
    )


def expect_announcement(page: Page, text: str) -> None:
    """Wait until a text with these words was announced, and forget what was until then."""
    page.wait_for_function("text => announced.some((one) => one.includes(text))", arg=text)
    page.evaluate("window.announced = []")


def caret(paragraph: Locator, edge: str = "start") -> None:
    """Click into a paragraph of one line, then move the caret to its start or end."""
    paragraph.click()
    press(paragraph.page, "Home" if edge == "start" else "End")


@contextmanager
def delayed_requests(page: Page, address: str) -> Iterator[None]:
    """Simulate a slow network: delay requests to `address` until the block ends."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route))
    with page.expect_request(address):
        yield
    # Takes those that come meanwhile, which would wait forever.
    page.route(address, lambda route: route.continue_())
    for route in waiting:
        route.continue_()
    page.unroute(address)


def save(page: Page, button: str = "_continue") -> None:
    """Save, and wait for the success message.

    In published and scheduled posts, only Ctrl+S updates without the panel and stays in the form.
    """
    target = page.locator(f"[name={button}]")
    with new_document(page):
        if target.is_visible():
            target.click()
        else:
            page.keyboard.press("Control+s")
    expect(page.locator(".messagelist .success")).to_be_visible()
    if button == "_continue":
        expect(page.locator(".tiptap")).to_be_visible()


def open_publish_panel(page: Page) -> Locator:
    """Open the panel with the button below the text, and wait for its check results."""
    page.locator(".publish-open").click()
    panel = page.locator("dialog.publish-panel")
    expect(panel.locator(".checks-state")).not_to_be_empty()
    expect(panel.locator(".checks[aria-busy]")).to_have_count(0)
    return panel


def choose_transition(page: Page, choice: str) -> Locator:
    """Open the panel and choose what happens; a single choice is not offered."""
    panel = open_publish_panel(page)
    if panel.get_by_role("radio", name=choice, exact=True).count():
        panel.get_by_role("radio", name=choice, exact=True).check()
    return panel


def finish_transition(page: Page, label: str) -> None:
    """Press the final button of the panel, and wait for the success message."""
    panel = page.locator("dialog.publish-panel")
    with new_document(page):
        panel.get_by_role("button", name=label, exact=True).click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    expect(page.locator(".tiptap")).to_be_visible()


def apply_transition(page: Page, choice: str) -> None:
    """Apply a transition with the panel, which shows the check results that this confirms."""
    choose_transition(page, choice)
    finish_transition(page, choice)


def paste(page: Page, text: str = "", html: str = "", into: str = ".tiptap") -> None:
    """Paste text or HTML as Ctrl+V does."""
    page.locator(into).first.evaluate(
        """(editor, [text, html]) => {
            const data = new DataTransfer()
            if (text) data.setData("text/plain", text)
            if (html) data.setData("text/html", html)
            const paste = { clipboardData: data, bubbles: true, cancelable: true }
            editor.dispatchEvent(new ClipboardEvent("paste", paste))
        }""",
        [text, html],
    )
    expect(page.locator("[data-splitting]")).to_have_count(0)
