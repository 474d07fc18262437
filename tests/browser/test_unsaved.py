"""Unsaved changes: list, discard after a confirmation, and restore."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from blog import editing
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from tests.browser.autosaves import autosaved
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    finish_transition,
    new_document,
    open_editor,
    press,
    save,
    settle,
)
from tests.support import factories
from tests.support.desk import change, send, signed_in


def wait_for_autosave(page: Page) -> None:
    expect(page.locator("[data-autosave-state]")).to_contain_text("Autosaved at")


def submitted_post(author: User) -> Post:
    """Create a post in review: unlike a draft, it is not saved automatically."""
    return factories.post("<p>Begun.</p>", status="review", authors=(author,))


def leave_unsaved_text(desk: Desk, author: User, text: str, post: Post) -> None:
    """Type text into a form of the author, then close it like a crash."""
    page = desk.page(author)
    page.goto(change(post))
    page.locator(".tiptap").click()
    page.keyboard.press("ControlOrMeta+End")
    with autosaved(page, text.strip()):
        page.keyboard.type(text)
    page.close()


def discard(page: Page, is_sure: bool = True) -> None:
    page.once("dialog", lambda dialog: dialog.accept() if is_sure else dialog.dismiss())
    page.get_by_role("button", name="Discard").click()


def test_discard_in_editor_asks_and_can_be_undone(desk: Desk) -> None:
    author = factories.user("Author")
    post = submitted_post(author)
    leave_unsaved_text(desk, author, " A first sentence.", post)
    page = desk.page(author)
    page.goto(change(post))
    bar = page.locator(".draft-notice")
    expect(bar).to_contain_text("You have unsaved changes from")
    discard(page, is_sure=False)
    expect(page.get_by_role("button", name="Restore", exact=True)).to_be_visible()
    discard(page)
    expect(bar).to_contain_text("Discarded. You can restore it for 30 days.")
    page.reload()
    expect(page.locator(".tiptap")).to_be_visible()
    expect(bar).to_have_count(0)
    assert document_html(page) == "<p>Begun.</p>"
    page.goto("/admin/blog/post/unsaved/")
    assert_accessible(page)
    page.get_by_role("link", name=post.title).first.click()
    expect(page.locator(".tiptap")).to_contain_text("A first sentence.")
    wait_for_autosave(page)
    assert "restore" not in page.url
    (autosave,) = Autosave.objects.recoverable()
    assert "A first sentence." in autosave.values["document"]


def test_discarded_changes_of_a_form_that_has_ended_can_be_restored(desk: Desk) -> None:
    """Only this browser has them: the form was saved in another tab."""
    author = factories.user("Author")
    page = desk.page(author)
    page.goto(change(submitted_post(author)))
    page.route("**/autosave/", lambda route: route.abort())
    page.locator(".tiptap").click()
    page.keyboard.insert_text("Here alone. ")
    expect(page.locator("[data-autosave-state]")).to_contain_text("stored in this browser")
    Autosave.objects.close(UUID(page.input_value("[name=form_key]")), author, Post.Kind.POST)
    again = page.context.new_page()
    page.close()
    again.goto(change(Post.objects.get()))
    discard(again)
    again.get_by_role("link", name="Undo").click()
    expect(again.locator(".tiptap")).to_contain_text("Here alone.")
    desk.ignore_error("ERR_FAILED")


def test_discard_offline_loses_nothing(desk: Desk) -> None:
    author = factories.user("Author")
    post = submitted_post(author)
    leave_unsaved_text(desk, author, " Still here.", post)
    page = desk.page(author)
    page.goto(change(post))
    expect(page.locator(".draft-notice")).to_be_visible()
    page.context.set_offline(True)
    discard(page)
    expect(page.locator(".draft-notice")).to_contain_text("Not discarded.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".tiptap")).to_contain_text("Still here.")
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")


def test_dashboard_links_to_each_unsaved_post(desk: Desk) -> None:
    author = factories.user("Author")
    factories.post(slug="taken")
    for number in range(2):
        page = desk.page(author)
        page.goto("/admin/blog/post/add/")
        if number:
            page.get_by_role("button", name="Restore", exact=True).wait_for()
        page.fill("#id_slug", "taken")  # An error: it does not become a draft.
        with autosaved(page, f"Post {number}"):
            page.fill("#id_title", f"Post {number}")
        page.close()
    page = desk.page(author)
    page.goto("/admin/")
    page.get_by_role("link", name="Restore: Post 0").click()
    expect(page.locator("#id_title")).to_have_value("Post 0")
    page.goto("/admin/")
    with new_document(page):
        page.get_by_role("link", name="Discard: Post 1").click()
    assert_accessible(page)
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".messagelist")).to_contain_text("You can restore it until")


@pytest.mark.parametrize("role", ["Author", "Editor"])
def test_restore_after_publication_keeps_date_and_saves(role: str, desk: Desk) -> None:
    writer = factories.user(role)
    post = submitted_post(writer)
    leave_unsaved_text(desk, writer, " After.", post)
    editor = factories.user("Editor", byline="Ed")
    assert send(signed_in(editor), change(post), transition="published").status_code == 302
    published = Post.objects.get().published_at
    page = desk.page(writer)
    page.goto(change(post))
    page.get_by_role("button", name="Restore", exact=True).click()
    note = page.locator(".draft-notice")
    expect(note).to_contain_text(
        "Your changes have been restored. The post was published in the meantime."
    )
    expect(page.locator("#id_published_at_0")).not_to_have_value("")
    assert page.locator("#id_published_at_0").is_disabled() == (role == "Author")
    press(page, "Control+s")
    page.get_by_role("dialog").get_by_label("Typo").check()
    finish_transition(page, "Update")
    post.refresh_from_db()
    assert "After." in post.html and post.status == "published"
    assert post.published_at and published
    assert post.published_at.replace(microsecond=0) == published.replace(microsecond=0)


def test_post_trashed_during_edit_is_restored_with_text(desk: Desk) -> None:
    author = factories.user("Author")
    page = open_editor(desk, "<p>Before.</p>", author)
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("After. ")
    wait_for_autosave(page)
    post = Post.objects.get()
    post.set_trashed()
    page.keyboard.type("Later. ")
    trash = page.get_by_role("link", name="Show the trash")
    expect(trash).to_have_attribute("href", f"/admin/blog/post/{post.pk}/trash/")
    assert_accessible(page)
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist")).to_contain_text("Your changes are kept")
    assert_accessible(page)
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".tiptap")).to_contain_text("Later.")
    save(page)
    assert "Later." in Post.objects.get().html


def test_restore_of_form_open_in_another_tab_is_explained(desk: Desk) -> None:
    author = factories.user("Author")
    post = submitted_post(author)
    first = desk.page(author)
    first.goto(change(post))
    caret(first.locator(".tiptap > p"), "end")
    with autosaved(first, "Not saved."):
        first.keyboard.type(" Not saved.")
    page = first.context.new_page()
    page.goto("/admin/blog/post/unsaved/")
    page.get_by_role("link", name="Restore", exact=False).first.click()
    bar = page.locator(".draft-notice")
    expect(bar).to_contain_text("open in another tab")
    assert "Not saved." not in document_html(page)
    assert_accessible(page)
    first.close()
    bar.get_by_role("link", name="Try again").click()
    expect(page.locator(".tiptap")).to_contain_text("Begun. Not saved.")
    expect(bar).to_have_count(0)


def test_restore_stores_current_text_as_another_entry(desk: Desk) -> None:
    author = factories.user("Author")
    post = submitted_post(author)
    leave_unsaved_text(desk, author, " Typed yesterday.", post)
    page = desk.page(author)
    page.goto(change(post))
    restore = page.get_by_role("button", name="Restore", exact=True)
    expect(restore).to_be_visible()
    page.fill("#id_title", "Typed today")
    page.fill("#id_summary", "A summary")
    page.fill("#id_labels", "Fisheries")
    page.locator(".tiptap").click()
    page.keyboard.type("The text of today.")
    with autosaved(page, "Typed yesterday."):
        restore.click()
    expect(page.locator(".tiptap")).to_contain_text("Typed yesterday.")
    assert (page.input_value("#id_title"), page.input_value("#id_labels")) == (post.title, "")
    expect(page.locator(".draft-notice")).to_contain_text("kept as an entry of its own")
    entries = {entry.values["title"]: entry.values for entry in Autosave.objects.recoverable()}
    assert entries.keys() == {"Typed today", post.title}
    assert entries["Typed today"]["summary"] == "A summary"
    assert "The text of today." in entries["Typed today"]["document"]
    page.locator(".tiptap").click()
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator(".tiptap")).to_contain_text("The text of today.")
    names = ("title", "slug", "summary", "labels")
    values = [page.input_value(f"#id_{name}") for name in names]
    assert values == ["Typed today", "typed-today", "A summary", "Fisheries"]
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect(page.locator(".tiptap")).to_contain_text("Typed yesterday.")
    assert page.input_value("#id_title") == post.title


def show_tab(page: Page) -> None:
    """Let the form ask the server who else has the post open, as it does each half minute."""
    with page.expect_response("**/autosave/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_form_of_trashed_post_requests_its_notes_once_it_is_restored(desk: Desk) -> None:
    author = factories.user("Author")
    page = open_editor(desk, "<p>Before.</p>", author, status="review")
    # Those that the form sends when it is opened have been answered.
    page.wait_for_load_state("networkidle")
    post = Post.objects.get()
    post.set_trashed()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    show_tab(page)
    expect(page.locator("[data-autosave-around]")).to_contain_text("was moved to the trash")
    show_tab(page)
    page.locator(".notes-toggle").click()
    expect(page.get_by_label("Note on the whole post")).to_be_focused()
    settle(page)
    assert not [url for url in requested if url.endswith("/notes/")]
    editing.restore_from_trash(Post.all_objects.filter(pk=post.pk), by=author)
    with page.expect_response("**/notes/"):
        show_tab(page)
    expect(page.locator("[data-autosave-around]")).to_be_hidden()


def test_notes_of_trashed_post_say_where_it_is(desk: Desk) -> None:
    author = factories.user("Author")
    page = open_editor(desk, "<p>Before.</p>", author, status="review")
    Post.objects.get().set_trashed()
    desk.ignore_error("404")
    page.locator(".notes-toggle").click()
    page.get_by_label("Note on the whole post").fill("More of this")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".notes-state")).to_contain_text("This post was moved to the trash.")
    expect(page.get_by_label("Note on the whole post")).to_have_value("More of this")
