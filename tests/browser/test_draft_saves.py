"""A new post is a draft from its first words."""

import re
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import Page, expect

from blog import revisions
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, document_html, open_editor, save
from tests.support import factories
from tests.support.desk import change

# Whether another tab has a form open is answered only by `answerLocks()`.
LATE_LOCKS_JS = """
    const request = navigator.locks.request.bind(navigator.locks)
    navigator.locks.request = async (name, ...rest) => {
        if (rest[0].ifAvailable) await new Promise(resolve => (window.answerLocks = resolve))
        return request(name, ...rest)
    }
"""

# Saves of drafts end in their timeout, if they have one, with the event "timeout".
TIMEOUT_JS = """
    const send = window.fetch
    window.fetch = (url, options) => {
        if (!String(url).includes("/save-draft/") || !options.signal) return send(url, options)
        const timeout = new AbortController()
        addEventListener("timeout", () => timeout.abort(new DOMException("", "TimeoutError")))
        return send(url, { ...options, signal: timeout.signal })
    }
"""


def wait_for_draft(page: Page) -> Post:
    page.wait_for_url(re.compile("/change/$"))
    return Post.objects.get()


def test_new_post_is_a_draft_after_its_first_words(desk: Desk) -> None:
    author = factories.user("Author")
    page = desk.page(author)
    page.goto("/admin/blog/post/add/")
    page.locator("#id_title").press_sequentially("Ice")
    page.keyboard.press("Enter")
    page.keyboard.type("The harbour froze.")
    post = wait_for_draft(page)
    assert page.url.endswith(change(post))
    # A save that is due at that moment makes another revision, of which the author is asked.
    page.route("**/save-draft/", lambda route: None)
    page.keyboard.type(" Nobody saw it.")
    page.reload()  # At once: what was typed since is neither lost nor asked about.
    expect(page.locator(".tiptap")).to_contain_text("The harbour froze. Nobody saw it.")
    expect(page.locator(".draft-notice")).to_have_count(0)
    assert page.input_value("#id_title") == "Ice"
    assert_accessible(page)
    page.goto("/admin/blog/post/")
    expect(page.get_by_role("link", name="Ice")).to_be_visible()


def type_without_an_answer(desk: Desk) -> Page:
    """Type in a new post until its first automatic save waits for an answer."""
    page = desk.page(factories.user("Author"))
    page.add_init_script(TIMEOUT_JS)
    page.route("**/save-draft/", lambda route: None)
    page.goto("/admin/blog/post/add/")
    page.locator(".tiptap").click()
    with page.expect_request("**/save-draft/"):
        page.keyboard.insert_text("The harbour froze.")
    return page


def time_out(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('timeout'))")


def test_draft_whose_save_is_not_answered_says_so_and_is_saved_later(desk: Desk) -> None:
    page = type_without_an_answer(desk)
    time_out(page)
    state = page.locator("[data-autosave-state]")
    expect(state).to_have_text(re.compile(r"^The server cannot be reached\..* Autosaved at "))
    page.unroute("**/save-draft/")
    time_out(page)  # The next try may have begun on a busy machine.
    post = wait_for_draft(page)
    assert "The harbour froze." in post.html
    expect(state).to_have_text(re.compile("^Autosaved at "))


def test_new_post_whose_draft_is_not_answered_is_saved_by_its_form(desk: Desk) -> None:
    page = type_without_an_answer(desk)
    page.fill("#id_title", "Ice")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-form-state]")).to_have_text("Saving…")
    time_out(page)
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert "The harbour froze." in Post.objects.get().html


def test_draft_of_first_words_is_saved_published_and_undone_in_the_same_form(desk: Desk) -> None:
    page = open_editor(desk, user=factories.user("Editor"))
    page.keyboard.insert_text("First words.")  # At once: the first save has all of them.
    post = wait_for_draft(page)
    assert (post.title, page.input_value("#id_title")) == ("First words.", "")
    page.keyboard.insert_text(" More.")
    page.keyboard.press("ControlOrMeta+z")
    page.keyboard.press("ControlOrMeta+z")
    assert "More" not in document_html(page)
    page.fill("#id_title", "Words")
    page.locator(".tiptap").click()
    page.keyboard.type("Last words. ")
    save(page)
    post = Post.objects.get()
    assert (post.title, post.slug) == ("Words", "words")
    assert "Last words." in post.html


def test_new_draft_gets_its_tools_and_is_shared_without_a_reload(desk: Desk) -> None:
    page = open_editor(desk, user=factories.user("Author"), width=390)
    page.keyboard.type("First words.")
    top = page.locator(".tiptap").evaluate("(text) => text.getBoundingClientRect().top")
    wait_for_draft(page)
    share = page.get_by_role("link", name="Share")
    expect(share).to_be_attached()
    expect(page.locator(".object-tools > .tools-more")).to_be_visible()
    after = page.locator(".tiptap").evaluate("(text) => text.getBoundingClientRect().top")
    assert abs(after - top) < 2
    share.click()
    expect(
        page.get_by_role("dialog").get_by_role("button", name="Create and copy link")
    ).to_be_visible()
    assert_accessible(page)


def test_new_draft_is_not_compared_with_itself(desk: Desk) -> None:
    page = open_editor(
        desk, factories.quotation("“Nobody asked me.”"), user=factories.user("Author")
    )
    page.locator("#id_title").fill("Harbour")
    wait_for_draft(page)
    expect(page.locator(".checks[aria-busy]")).to_have_count(0)
    with page.expect_response("**/checks/") as answer:
        page.locator("#id_summary").fill("Ice.")
    names = [finding["name"] for finding in answer.value.json()["open"]]
    assert "No label" in names
    assert "Also quoted in another post" not in names


def test_new_draft_can_be_moved_to_the_trash(desk: Desk) -> None:
    page = open_editor(desk, user=factories.user("Author"))
    page.keyboard.type("Not this.")
    wait_for_draft(page)
    page.get_by_role("link", name="Delete", exact=True).click()
    page.locator("main [type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Post.objects.get().status == "trashed"


def test_notes_can_be_added_to_a_new_draft(desk: Desk) -> None:
    page = open_editor(desk, user=factories.user("Editor"))
    page.keyboard.type("To discuss.")
    wait_for_draft(page)
    page.get_by_role("button", name="Notes").click()
    expect(page.locator("#notes-panel")).not_to_contain_text("Save the post before")
    expect(page.locator("#notes-panel textarea")).to_be_visible()


def test_page_that_is_left_at_once_is_a_draft(desk: Desk) -> None:
    page = open_editor(desk, user=factories.user("Author"))
    page.keyboard.type("Gone in a moment.")
    page.goto("/admin/blog/post/")
    link = page.get_by_role("link", name="Gone in a moment.")
    for _ in range(100):
        if link.count():
            break
        page.reload()  # The list may be read before the draft is saved.
    expect(link).to_be_visible()


def test_unsaved_changes_that_are_known_late_do_not_replace_typed_text(desk: Desk) -> None:
    author = factories.user("Author")
    post = factories.draft("<p>Stored.</p>", authors=(author,))
    Autosave.objects.create(
        form=uuid4(),
        user=author,
        post=post,
        kind=Post.Kind.POST,
        revision=revisions.record(post, author).pk,
        values={"document": "<p>Stored, and more.</p>"},
        typed_at=timezone.now(),
        is_over=True,
    )
    page = desk.page(author)
    page.add_init_script(LATE_LOCKS_JS)
    page.goto(change(post))
    page.locator(".tiptap p").click()
    page.keyboard.insert_text("Typed. ")
    page.wait_for_function("() => window.answerLocks")
    page.evaluate("answerLocks()")
    expect(page.get_by_text("You have unsaved changes from")).to_be_visible()
    expect(page.locator(".tiptap")).to_contain_text("Typed.")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".tiptap")).to_have_text("Stored, and more.")
    expect(page.get_by_text("What you typed before is kept")).to_be_visible()


def test_half_typed_label_is_not_saved(desk: Desk) -> None:
    page = open_editor(desk, user=factories.user("Author"))
    page.keyboard.type("Text.")
    post = wait_for_draft(page)
    page.locator("#id_labels").press_sequentially("Por")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Autosaved at")
    assert not post.labels.exists()
