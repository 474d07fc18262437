"""What was typed and never saved is listed, discarded after a question, and restored with sense."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from tests.browser.axe import judge
from tests.browser.conftest import Desk, caret, document, new_document, save, write
from tests.support import factories
from tests.support.desk import change, send, signed_in


def kept(page: Page) -> None:
    expect(page.locator("[data-autosave-state]")).to_contain_text("Autosaved at")


def typed(desk: Desk, author: User, words: str, post: Post | None = None) -> None:
    """Words of the author in a form that a crash closed."""
    page = desk.page(author)
    page.goto(change(post) if post else "/admin/blog/post/add/")
    page.locator(".tiptap").click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(words)
    kept(page)
    page.close()


def discard(page: Page, is_sure: bool = True) -> None:
    page.once("dialog", lambda dialog: dialog.accept() if is_sure else dialog.dismiss())
    page.get_by_role("button", name="Discard").click()


def test_discard_in_the_editor_asks_and_is_undone(desk: Desk) -> None:
    author = factories.user("Author")
    typed(desk, author, "A first sentence.")
    page = desk.page(author)
    page.goto("/admin/blog/post/add/")
    bar = page.locator(".kept-words")
    expect(bar).to_contain_text("You have unsaved changes from")
    discard(page, is_sure=False)
    expect(page.get_by_role("button", name="Restore", exact=True)).to_be_visible()
    discard(page)
    expect(bar).to_contain_text("Discarded. You can restore it for 30 days.")
    page.reload()
    expect(page.locator(".tiptap")).to_be_visible()
    expect(bar).to_have_count(0)
    assert document(page) == ""
    page.goto("/admin/blog/post/unsaved/")
    judge(page)
    page.get_by_role("link", name="A first sentence.").first.click()
    expect(page.locator(".tiptap")).to_contain_text("A first sentence.")
    kept(page)
    assert "restore" not in page.url
    (autosave,) = Autosave.objects.recoverable()
    assert "A first sentence." in autosave.values["document"]


def test_discard_that_cannot_be_sent_loses_nothing(desk: Desk) -> None:
    author = factories.user("Author")
    typed(desk, author, "Still here.")
    page = desk.page(author)
    page.goto("/admin/blog/post/add/")
    expect(page.locator(".kept-words")).to_be_visible()
    page.context.set_offline(True)
    discard(page)
    expect(page.locator(".kept-words")).to_contain_text("Not discarded.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Restore", exact=True).click()
    assert "Still here." in document(page)
    desk.forgive("ERR_INTERNET_DISCONNECTED")


def test_front_page_leads_to_each_unsaved_post(desk: Desk) -> None:
    author = factories.user("Author")
    for number in range(2):
        page = desk.page(author)
        page.goto("/admin/blog/post/add/")
        if number:
            page.get_by_role("button", name="Restore", exact=True).wait_for()
        page.fill("#id_title", f"Post {number}")
        kept(page)
        page.close()
    page = desk.page(author)
    page.goto("/admin/")
    page.get_by_role("link", name="Restore: Post 0").click()
    expect(page.locator("#id_title")).to_have_value("Post 0")
    page.goto("/admin/")
    page.get_by_role("link", name="Discard: Post 1").click()
    judge(page)
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".messagelist")).to_contain_text("You can restore it until")


@pytest.mark.parametrize("role", ["Author", "Editor"])
def test_restore_after_publication_leaves_the_date_and_saves(role: str, desk: Desk) -> None:
    writer = factories.user(role)
    page = write(desk, "<p>Before.</p>", writer)
    post = Post.objects.get()
    page.close()
    typed(desk, writer, " After.", post)
    editor = factories.user("Editor", byline="Ed")
    assert send(signed_in(editor), change(post), transition="published").status_code == 302
    published = Post.objects.get().published_at
    page = desk.page(writer)
    page.goto(change(post))
    page.get_by_role("button", name="Restore", exact=True).click()
    note = page.locator(".kept-words")
    expect(note).to_contain_text(
        "Your changes have been restored. The post was published in the meantime."
    )
    expect(page.locator("#id_published_at_0")).not_to_have_value("")
    assert page.locator("#id_published_at_0").is_disabled() == (role == "Author")
    page.locator("[name=_continue]").click()
    page.get_by_role("dialog").get_by_label("Typo").check()
    with new_document(page):
        page.get_by_role("dialog").get_by_role("button").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    post.refresh_from_db()
    assert "After." in post.html and post.status == "published"
    assert post.published_at and published
    assert post.published_at.replace(microsecond=0) == published.replace(microsecond=0)


def test_post_trashed_while_it_is_edited_comes_back_with_the_words(desk: Desk) -> None:
    author = factories.user("Author")
    page = write(desk, "<p>Before.</p>", author)
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("After. ")
    kept(page)
    post = Post.objects.get()
    post.set_trashed()
    page.keyboard.type("Later. ")
    trash = page.get_by_role("link", name="Show the trash")
    expect(trash).to_have_attribute("href", f"/admin/blog/post/{post.pk}/trash/")
    judge(page)
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist")).to_contain_text("Your changes are kept")
    judge(page)
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".tiptap")).to_contain_text("Later.")
    save(page)
    assert "Later." in Post.objects.get().html


def test_restore_while_the_form_is_open_in_another_tab_says_what_to_do(desk: Desk) -> None:
    author = factories.user("Author")
    post = factories.draft("<p>Begun.</p>", authors=(author,))
    first = desk.page(author)
    first.goto(change(post))
    caret(first.locator(".tiptap > p"), "end")
    first.keyboard.type(" Not saved.")
    kept(first)
    page = first.context.new_page()
    page.goto("/admin/blog/post/unsaved/")
    page.get_by_role("link", name="Restore", exact=False).first.click()
    bar = page.locator(".kept-words")
    expect(bar).to_contain_text("open in another tab")
    assert "Not saved." not in document(page)
    judge(page)
    first.close()
    bar.get_by_role("link", name="Try again").click()
    expect(page.locator(".tiptap")).to_contain_text("Begun. Not saved.")
    expect(bar).to_have_count(0)


def test_restore_keeps_what_was_typed_before_as_an_entry(desk: Desk) -> None:
    author = factories.user("Author")
    typed(desk, author, "Typed yesterday.")
    page = desk.page(author)
    page.goto("/admin/blog/post/add/")
    restore = page.get_by_role("button", name="Restore", exact=True)
    expect(restore).to_be_visible()
    page.fill("#id_title", "Typed today")
    page.fill("#id_summary", "A summary")
    page.fill("#id_labels", "Fisheries")
    page.locator(".tiptap").click()
    page.keyboard.type("The text of today.")
    restore.click()
    expect(page.locator(".tiptap")).to_contain_text("Typed yesterday.")
    assert (page.input_value("#id_title"), page.input_value("#id_labels")) == ("", "")
    expect(page.locator(".kept-words")).to_contain_text("kept as an entry of its own")
    kept(page)
    entries = {entry.values["title"]: entry.values for entry in Autosave.objects.recoverable()}
    assert entries.keys() == {"Typed today", ""}
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
    assert page.input_value("#id_title") == ""
