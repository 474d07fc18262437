"""Everyday tasks take the keys and clicks that docs/developers/tasks-compared.md counts."""

import re
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from blog.corrections.models import Correction
from blog.models import Post
from blog.notes.models import ShareLink
from blog.revisions.models import Revision
from tests.browser.conftest import Desk, document_html, new_document, press
from tests.support import factories as make
from tests.support.desk import change, send, signed_in

TABLE = Path(__file__).parents[2] / "docs" / "developers" / "tasks-compared.md"


class Counter:
    """Presses keys and clicks, and counts them. Content that is typed counts nothing."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        self.count += len(keys)
        press(self.page, *keys)

    def click(self, target: Locator, **options) -> None:
        self.count += 1
        target.click(**options)

    def expect_task(self, task: str) -> None:
        """Compare the count with the column of Pullquote."""
        row = re.search(rf"^\| {task} \|[^|]*\| (\d+) \|", TABLE.read_text(), re.MULTILINE)
        assert row and int(row[1]) == self.count


def open_form(desk: Desk, post: Post, **options) -> Page:
    page = desk.page(post.authors.get(), **options)
    page.goto(change(post))
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def test_last_word_is_linked_to_an_older_post(desk: Desk) -> None:
    older = make.post(title="Signed at Saint-Aubert")
    page = open_form(desk, make.draft("<p>As we wrote</p>", authors=(make.user("Editor"),)))
    page.locator(".tiptap > p").first.click()
    press(page, "End")
    counter = Counter(page)
    counter.press("Control+k")
    expect(page.get_by_label("Address")).to_be_focused()
    page.keyboard.type("aubert")
    expect(page.get_by_role("option", name="Signed at Saint-Aubert")).to_be_visible()
    counter.press("Enter")
    expect(page.locator(".link-dialog")).to_have_count(0)
    expect(page.locator(".tiptap")).to_be_focused()
    page.keyboard.type(" before.")
    html = document_html(page)
    assert re.sub(r' (rel|target|class)="[^"]*"', "", html) == (
        f'<p>As we <a href="{older.get_absolute_url()}">wrote</a> before.</p>'
    )
    counter.expect_task("link the last word to an older post")


def test_post_is_pinned_from_its_form(desk: Desk) -> None:
    post = make.post("<p>Text.</p>", authors=(make.user("Editor"),))
    page = open_form(desk, post)
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Not saved. ")
    counter = Counter(page)
    counter.click(page.get_by_role("button", name="Pin", exact=True))
    expect(page.locator("[data-form-state]")).to_have_text("Pinned to the top of the home page.")
    counter.expect_task("pin a post to the home page")
    post.refresh_from_db()
    assert post.pinned_at is not None
    expect(page.locator(".tiptap")).to_contain_text("Not saved.")
    page.get_by_role("button", name="Unpin", exact=True).click()
    expect(page.get_by_role("button", name="Pin", exact=True)).to_be_visible()
    post.refresh_from_db()
    assert post.pinned_at is None


def test_older_version_of_a_draft_is_restored(desk: Desk) -> None:
    editor = make.user("Editor")
    post = make.draft("<p>First.</p>", authors=(editor,), title="One")
    send(signed_in(editor), change(post), title="Two")
    assert Revision.objects.filter(post=post).count() == 2
    page = open_form(desk, post)
    counter = Counter(page)
    with new_document(page):
        counter.click(page.get_by_role("link", name="History"))
    with new_document(page):
        counter.click(page.get_by_role("button", name="Restore the version of"))
    expect(page.locator(".messagelist .success")).to_contain_text("Restored from")
    counter.expect_task("restore an older version of a draft")
    post.refresh_from_db()
    assert post.title == "One"
    with new_document(page):
        page.get_by_role("button", name="Restore the version of").first.click()
    post.refresh_from_db()
    assert post.title == "Two"


def test_scheduled_post_is_moved_to_another_day(desk: Desk) -> None:
    when = timezone.localtime().replace(year=timezone.localtime().year + 1, month=3, day=10)
    post = make.post("<p>Text.</p>", authors=(make.user("Editor"),), published_at=when)
    page = open_form(desk, post, locale="en-US")
    counter = Counter(page)
    date = page.locator("#id_published_at_0")
    # The day, behind the month and a stroke, is 70 to 120 px from the start in any such font.
    date.evaluate("field => Object.assign(field.style, { font: '40px monospace', padding: 0 })")
    counter.click(date, position={"x": 92, "y": 20})
    page.keyboard.type("21")
    with new_document(page):
        counter.press("Control+s")
    expect(page.locator(".messagelist .success").first).to_be_visible()
    counter.expect_task("move a scheduled post to another day")
    moved = timezone.localtime(Post.objects.get().published_at)
    assert (moved.day, moved.hour, moved.minute) == (21, when.hour, when.minute)
    assert Post.objects.get().is_scheduled


def test_typo_in_a_published_post_is_corrected(desk: Desk) -> None:
    post = make.post("<p>recieve</p>", authors=(make.user("Editor"),))
    page = open_form(desk, post)
    word = page.locator(".tiptap > p").first
    counter = Counter(page)
    counter.click(word, position={"x": 5, "y": 5})
    press(page, "Home", *["ArrowRight"] * 3, "Delete", "ArrowRight")
    page.keyboard.type("i")
    expect(word).to_have_text("receive")
    counter.press("Control+s")
    panel = page.get_by_role("dialog", name="Publishing")
    expect(panel.get_by_label("A typo")).to_be_checked()
    expect(panel.get_by_label("A typo")).to_be_focused()
    with new_document(page):
        counter.press("Enter")
    expect(page.locator(".messagelist .success").first).to_be_visible()
    counter.expect_task("correct a typo in a published post")
    assert [note.kind for note in Correction.objects.all()] == ["typo"]


def test_word_is_replaced_everywhere(desk: Desk) -> None:
    html = "<p>one two one</p><p>one</p>"
    page = open_form(desk, make.draft(html, authors=(make.user("Editor"),)))
    page.locator(".tiptap > p").first.click()
    counter = Counter(page)
    counter.press("Control+h")
    expect(page.get_by_label("Find", exact=True)).to_be_focused()
    page.keyboard.type("one")
    counter.press("Tab")
    expect(page.get_by_label("Replace with")).to_be_focused()
    page.keyboard.type("three")
    counter.press("Control+Enter")
    expect(page.locator(".find-status")).to_contain_text("3 matches replaced")
    counter.expect_task("find a word and replace it everywhere in the post")
    assert document_html(page) == "<p>three two three</p><p>three</p>"


def test_draft_is_shared_with_a_link_in_the_clipboard(desk: Desk) -> None:
    page = open_form(desk, make.draft("<p>Text.</p>", authors=(make.user("Editor"),)))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    counter = Counter(page)
    counter.click(page.get_by_role("link", name="Share"))
    expect(page.get_by_label("Name of the invited reader")).to_be_focused()
    page.keyboard.type("Bo")
    counter.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    counter.expect_task("give a draft to somebody without an account")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(ShareLink.objects.get().get_absolute_url())
