"""No word is lost, whenever the server is killed while a form is saved and typed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from blog import revisions
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from tests.browser.autosaves import autosaved
from tests.browser.conftest import Desk, caret, save
from tests.support import factories
from tests.support.cut_proxy import CutProxy, Moment, Stop
from tests.support.desk import ADD, change, fields, signed_in
from tests.support.patience import PATIENCE

AUTOSAVE = "POST /admin/blog/post/autosave/"
SAVE_DRAFT = "POST /admin/blog/post/save-draft/"
# The page is hidden as soon as a word is typed: while a form is sent, the protocol may not answer.
HIDE_JS = """
    document.addEventListener("input", ({ target }) => {
        if (!target.textContent.includes("Later.")) return
        Object.defineProperty(document, "hidden", { value: true, configurable: true })
        document.dispatchEvent(new Event("visibilitychange"))
    })
"""
# A draft is saved automatically, a post in review only autosaved.
STATUSES = pytest.mark.parametrize("status", ["draft", "review"])


@pytest.fixture
def proxy(desk: Desk) -> Iterator[CutProxy]:
    started = CutProxy(urlsplit(desk.url).port or 0)
    desk.url = f"http://localhost:{started.port}"
    desk.ignore_error("ERR_")  # The console shows each request that is cut.
    yield started
    started.close()


class Form:
    """The form of a post after a save that was merged with one of another tab.

    `lines` are the first lines of the requests of a save, in order: what was typed is stored as
    unsaved changes, the form is sent, and its answer leads to the next page.
    """

    def __init__(self, desk: Desk, proxy: CutProxy, status: str) -> None:
        author = factories.user("Editor")
        post = factories.post("<p>One.</p><p>Two.</p>", status=status, authors=(author,))
        path, self.pk, self.proxy = change(post), post.pk, proxy
        self.lines = {"autosave": AUTOSAVE, "save": f"POST {path}", "page": f"GET {path}"}
        self.page = desk.page(author)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(path)
        self.url = self.page.url
        tab = signed_in(author)
        values = fields(tab, path)
        values["document"] = values["document"].replace("One.", "One more.")
        assert tab.post(path, values).status_code == 302
        caret(self.page.locator(".tiptap > p").last, "end")
        self.type("Merged")
        save(self.page)
        expect(self.page.locator(".messagelist")).to_contain_text("you saved in another tab")
        caret(self.page.locator(".tiptap > p").last, "end")

    def type(self, word: str) -> None:
        """Type at the caret. Without a locator: these wait for the end of a navigation."""
        self.page.keyboard.insert_text(f" {word}.")

    def stop(self, step: str, moment: Moment) -> Stop:
        """Return a moment of a request; those of the form that only ask for news are not meant."""
        return Stop(self.lines[step], moment, b'"values":{' if step == "autosave" else b"")

    @contextmanager
    def cut(self, step: str, moment: Moment) -> Iterator[None]:
        """Let these requests fail, and wait until the page has noticed one."""
        self.proxy.cut = self.stop(step, moment)

        def is_meant(request: Request) -> bool:
            line = f"{request.method} {urlsplit(request.url).path}"
            return line.startswith(self.lines[step])

        with self.page.expect_event("requestfailed", is_meant):
            yield
        if step != "autosave" and moment != Moment.WITHIN:
            self.page.wait_for_url("chrome-error://**", wait_until="commit")
        self.proxy.cut = None

    @contextmanager
    def saving(self, step: str, moment: Moment) -> Iterator[Stop]:
        """Press Ctrl+S, and hold the save at this moment until the block ends."""
        self.page.evaluate("document.documentElement.dataset.former = ''")
        with self.proxy.held(self.stop(step, moment)) as stop:
            self.page.keyboard.press("Control+s")
            assert stop.reached.wait(PATIENCE)
            yield stop

    @contextmanager
    def sending_during_autosave(self, save: Moment, autosave: Moment) -> Iterator[None]:
        """Type "Earlier" and press Ctrl+S. "Later" is typed then, whose autosave begins just before
        the form is sent, and "Last" while both are held at these moments. The autosave goes on
        first, and the save when the block ends."""
        self.type("Earlier")
        later = Stop(AUTOSAVE, autosave, b"Later")
        with self.proxy.held(self.stop("save", save)) as sent:
            with autosaved(self.page, "Last"), self.proxy.held(later):
                with self.saving("autosave", Moment.AFTER):
                    self.type("Later")
                    # Autosaves without a pause.
                    self.page.evaluate("dispatchEvent(new Event('online'))")
                assert later.reached.wait(PATIENCE)
                assert sent.reached.wait(PATIENCE)
                self.type("Last")
            yield

    def recover(self, *typed: str, is_open: bool = False) -> None:
        """Restore what the form offers until nothing is missing, and save."""
        if is_open:
            expect(self.page.locator("html[data-former]")).to_have_count(0)
            expect(self.page.locator(".messagelist .success")).to_be_visible()
        else:
            self.page.goto(self.url)
        recover(self.page, *typed)
        html = Post.objects.get(pk=self.pk).html
        assert [word for word in typed if word not in html] == []


def recover(page: Page, *typed: str) -> None:
    """Restore what the form offers until nothing is missing, and save."""
    text = page.locator(".tiptap")
    restore = page.get_by_role("button", name="Restore", exact=True)
    for word in typed:
        expect(text.get_by_text(word).or_(restore).first).to_be_visible()
        if not text.get_by_text(word).count():
            restore.click()
        expect(text).to_contain_text(word)
    save(page)


@pytest.mark.parametrize(
    ("step", "moment"),
    # The answer to the form is a redirect, of which half is none.
    [*product(["autosave", "page"], Moment), ("save", Moment.BEFORE), ("save", Moment.AFTER)],
)
def test_words_typed_before_a_save_survive_its_kill(
    step: str, moment: Moment, desk: Desk, proxy: CutProxy
) -> None:
    form = Form(desk, proxy, "review")
    form.type("Earlier")
    with form.cut(step, moment), form.saving(step, moment):
        pass
    form.recover("Earlier")


@STATUSES
def test_words_typed_while_a_save_begins_survive_its_kill(
    status: str, desk: Desk, proxy: CutProxy
) -> None:
    form = Form(desk, proxy, status)
    form.type("Earlier")
    with form.cut("save", Moment.BEFORE), form.saving("autosave", Moment.AFTER):
        form.type("Later")
    form.recover("Earlier", "Later")


@STATUSES
def test_words_typed_while_a_killed_save_is_sent_survive(
    status: str, desk: Desk, proxy: CutProxy
) -> None:
    form = Form(desk, proxy, status)
    form.type("Earlier")
    moment = "save", Moment.BEFORE
    with form.cut(*moment), form.saving(*moment), autosaved(form.page, "Later"):
        form.type("Later")
    form.recover("Earlier", "Later")


@STATUSES
@pytest.mark.parametrize(
    ("step", "moment"),
    [
        pytest.param("save", Moment.BEFORE, id="before the form is stored"),
        pytest.param("save", Moment.AFTER, id="before the answer"),
        pytest.param("page", Moment.AFTER, id="before the next page is shown"),
    ],
)
def test_words_autosaved_while_a_form_is_sent_are_offered(
    step: str, moment: Moment, status: str, desk: Desk, proxy: CutProxy
) -> None:
    """What was sent ends the autosave of its form, which may have more by then."""
    form = Form(desk, proxy, status)
    form.type("Earlier")
    with form.saving(step, moment), autosaved(form.page, "Later"):
        form.type("Later")
    form.recover("Earlier", "Later", is_open=True)


@pytest.mark.parametrize("step", ["save", "page"])
def test_words_that_only_the_former_page_had_are_offered(
    step: str, desk: Desk, proxy: CutProxy
) -> None:
    form = Form(desk, proxy, "review")
    form.type("Earlier")
    with form.saving(step, Moment.AFTER), form.cut("autosave", Moment.BEFORE):
        form.type("Later")
    form.recover("Earlier", "Later", is_open=True)


def test_save_does_not_wait_while_somebody_types_on(desk: Desk, proxy: CutProxy) -> None:
    form = Form(desk, proxy, "review")
    form.type("Earlier")
    with proxy.held(Stop(AUTOSAVE, Moment.BEFORE, b"Later")):
        with form.saving("autosave", Moment.AFTER):
            form.type("Later")
        expect(form.page.locator("html[data-former]")).to_have_count(0)
    form.recover("Earlier", "Later", is_open=True)
    assert not Autosave.objects.recoverable().exists()


@STATUSES
@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize("is_typed", [False, True])
def test_form_whose_save_is_cancelled_can_be_saved_again(
    is_typed: bool, is_stored: bool, status: str, desk: Desk, proxy: CutProxy
) -> None:
    """The server may have stored it nevertheless, but its answer is not awaited."""
    form = Form(desk, proxy, status)
    form.type("Earlier")
    session = form.page.context.new_cdp_session(form.page)
    with form.saving("save", Moment.AFTER if is_stored else Moment.BEFORE) as sent:
        sent.is_cut = True
        if is_typed:
            with autosaved(form.page, "Later"):
                form.type("Later")
        with autosaved(form.page, "Earlier"):
            session.send("Page.stopLoading")
    form.page.keyboard.press("Shift+Home")
    form.type("Last")
    save(form.page)
    html = Post.objects.get().html
    assert ("Earlier" in html, "Later" in html, "Last" in html) == (False, False, True)
    assert not Autosave.objects.recoverable().exists()


def test_words_whose_autosave_arrives_after_the_save_go_on_from_it(
    desk: Desk, proxy: CutProxy
) -> None:
    """The server says that their form has ended, but the page has the key of the next one."""
    form = Form(desk, proxy, "review")
    with form.sending_during_autosave(save=Moment.AFTER, autosave=Moment.BEFORE):
        (row,) = Autosave.objects.recoverable()
        assert row.base_revision == revisions.get_latest_id(Post.objects.get())
    form.recover("Earlier", "Later", "Last", is_open=True)


def test_words_typed_during_an_autosave_and_a_save_are_offered_once(
    desk: Desk, proxy: CutProxy
) -> None:
    """The answer to the autosave of the former form ends that of neither."""
    form = Form(desk, proxy, "review")
    with form.sending_during_autosave(save=Moment.BEFORE, autosave=Moment.AFTER):
        assert Autosave.objects.recoverable().count() == 1
    form.recover("Earlier", "Later", "Last", is_open=True)


@pytest.mark.parametrize("moment", [Moment.BEFORE, Moment.AFTER])
def test_words_replaced_while_a_form_is_sent_are_no_conflict(
    moment: Moment, desk: Desk, proxy: CutProxy
) -> None:
    form = Form(desk, proxy, "review")
    form.type("Earlier")
    with form.saving("save", moment), autosaved(form.page, "Later"):
        form.page.keyboard.press("Shift+Home")
        form.type("Later")
    form.recover("Later", is_open=True)
    assert "Earlier" not in Post.objects.get().html
    assert not Autosave.objects.recoverable().exists()


def test_words_replaced_while_a_save_is_merged_leave_those_of_others(
    desk: Desk, proxy: CutProxy
) -> None:
    form = Form(desk, proxy, "review")
    form.type("Earlier")
    tab = signed_in(Post.objects.get().authors.get())
    path = change(Post.objects.get())
    values = fields(tab, path)
    values["document"] = values["document"].replace("One more.", "One of others.")
    assert tab.post(path, values).status_code == 302
    with form.saving("save", Moment.AFTER), autosaved(form.page, "Later"):
        form.type("Later")
    form.recover("Earlier", "Later", is_open=True)
    assert "One of others." in Post.objects.get().html


def test_words_typed_while_a_refused_form_is_sent_replace_nothing_later(
    desk: Desk, proxy: CutProxy
) -> None:
    factories.post(slug="taken")
    form = Form(desk, proxy, "draft")
    fill_slug(form.page, "taken")
    with form.saving("save", Moment.BEFORE), autosaved(form.page, "Earlier"):
        form.type("Earlier")
    expect(form.page.locator(".error-summary")).to_be_visible()
    caret(form.page.locator(".tiptap > p").last, "end")
    form.type("Later")
    fill_slug(form.page, "free")
    save(form.page)
    expect(form.page.get_by_role("button", name="Restore", exact=True)).to_be_visible()
    expect(form.page.locator(".tiptap")).to_contain_text("Later.")
    assert "Later." in Post.objects.get(pk=form.pk).html


def fill_slug(page: Page, slug: str) -> None:
    """Type a slug, although its field is in a closed panel."""
    page.locator("#id_slug").evaluate(
        """(field, slug) => {
            field.value = slug
            field.dispatchEvent(new Event("input", { bubbles: true }))
        }""",
        slug,
    )


def test_field_left_while_a_form_is_sent_is_no_unsaved_change(desk: Desk, proxy: CutProxy) -> None:
    form = Form(desk, proxy, "review")
    form.page.locator("#id_title").press("End")
    form.page.keyboard.type(" ")  # A save removes it.
    with form.saving("save", Moment.AFTER):
        form.page.keyboard.press("Tab")
    form.recover(is_open=True)
    assert not Autosave.objects.recoverable().exists()


@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize("moment", [Moment.BEFORE, Moment.AFTER])
def test_words_typed_while_a_new_post_is_saved_are_not_a_second_draft(
    moment: Moment, is_hidden: bool, desk: Desk, proxy: CutProxy
) -> None:
    """The first automatic save is lost before, or its answer is. A page that is hidden saves its
    draft at once."""
    page = desk.page(factories.user("Author"))
    page.goto(ADD)
    if is_hidden:
        page.evaluate(HIDE_JS)
    proxy.cut = Stop(SAVE_DRAFT, moment)
    with page.expect_event("requestfailed", lambda request: "/save-draft/" in request.url):
        page.locator("#id_title").fill("Harbour")
        page.locator(".tiptap").click()
        page.keyboard.insert_text("Earlier.")
    proxy.cut = None
    with proxy.held(Stop("POST /admin/blog/post/", Moment.BEFORE, b"_continue")) as stop:
        page.keyboard.press("Control+s")
        assert stop.reached.wait(PATIENCE)
        with autosaved(page, "Later"):
            page.keyboard.insert_text(" Later.")
    expect(page.locator(".messagelist .success")).to_be_visible()
    recover(page, "Earlier", "Later")
    html = Post.objects.get().html
    assert ("Earlier." in html, "Later." in html) == (True, True)
    assert not Autosave.objects.recoverable().exists()
