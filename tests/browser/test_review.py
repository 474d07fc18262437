"""The review workflow in the browser: from author to editor to readers, with notes."""

import re
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from playwright.sync_api import APIResponse, Page, Route, expect

from blog import editing
from blog.models import Post
from blog.notes.models import Note
from blog.notes.notes import add_note
from blog.revisions.autosave_models import Autosave
from tests.browser.conftest import (
    Desk,
    apply_transition,
    caret,
    choose_transition,
    delayed_requests,
    finish_transition,
    new_document,
    press,
    save,
    settle,
)
from tests.support import factories
from tests.support.factories import quotation

HTML = "<p>First of all.</p>" + quotation("“Said.”", attribution="Ana") + "<p>And last.</p>"


def open_post(desk: Desk, post: Post, user, **options) -> Page:
    page = desk.page(user, **options)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def write_note(page: Page, text: str) -> None:
    """Add a note by keyboard to the block with the caret."""
    press(page, "Control+Alt+m")
    expect(page.locator(".notes-compose textarea")).to_be_focused()
    page.keyboard.type(text)
    press(page, "Control+Enter")
    expect(page.locator(".notes-list li", has_text=text)).to_be_focused()


def test_post_goes_from_draft_to_scheduled(desk: Desk) -> None:
    factories.site(approval_required=True)
    author = factories.user("Author", byline="Ana")
    editor = factories.user("Editor", byline="Ben")
    post = factories.draft(HTML, authors=(author,))

    hers = open_post(desk, post, author)
    expect(hers.locator(".publish-open")).to_have_text("Submit for review…")
    hers.fill("#id_title", "Submitted for review")
    panel = choose_transition(hers, "Submit for review")
    panel.get_by_label("Message to the editors").fill("Please look at the title.")
    finish_transition(hers, "Submit for review")
    expect(hers.locator(".workflow-state")).to_have_text("In review")
    post.refresh_from_db()
    assert (post.title, post.status) == ("Submitted for review", "review")

    his = open_post(desk, post, editor)
    expect(his.locator(".workflow-lines")).to_contain_text("Submitted by Ana on")
    expect(his.locator(".workflow-lines")).to_contain_text("Please look at the title.")
    caret(his.locator(".quotation-text p"), "end")
    write_note(his, "Who said it?")
    assert (Note.objects.get().block, Note.objects.get().excerpt) == (
        f"pullquote-{post.pullquotes.get().pk}",
        "“Said.”",
    )
    press(his, "Escape")
    his.locator(".workflow").get_by_role("button", name="Request changes…").click()
    panel = his.get_by_role("dialog", name="Publishing")
    expect(panel.get_by_role("radio", name="Request changes")).to_be_checked()
    panel.get_by_label("Requested changes").fill("One source more, please.")
    finish_transition(his, "Request changes")
    expect(his.locator(".workflow-state")).to_have_text("Draft")

    hers.reload()
    expect(hers.locator(".workflow-lines")).to_contain_text("One source more, please.")
    hers.locator(".note-mark").click()
    thread = hers.locator(".notes-list li")
    expect(thread).to_contain_text("Who said it?")
    hers.get_by_role("button", name="“Said.”").click()  # Moves to the block.
    expect(hers.locator(".tiptap")).to_be_focused()
    settle(hers)
    press(hers, "End")
    hers.keyboard.type(" She said.")
    thread.locator("summary").click()
    expect(thread.locator("textarea")).to_be_focused()
    hers.keyboard.type("She did.")
    thread.get_by_role("button", name="Send").click()
    expect(thread).to_contain_text("She did.")
    thread.get_by_role("button", name="Resolve").click()
    expect(hers.locator(".note-mark")).to_have_count(0)
    hers.get_by_role("button", name="Undo", exact=True).click()
    expect(hers.locator(".note-mark")).to_have_count(1)
    apply_transition(hers, "Submit for review")
    note = Note.objects.threads().get()
    assert (note.anchor_text, note.excerpt) == ("“Said.” She said.", "“Said.”")

    his.reload()
    apply_transition(his, "Approve")
    expect(his.locator(".workflow-lines")).to_contain_text("Approved by Ben on")
    panel = choose_transition(his, "Schedule")
    when = timezone.localtime(timezone.now() + timedelta(days=2))
    panel.get_by_label("Publish automatically at").fill(when.strftime("%Y-%m-%dT10:00"))
    finish_transition(his, f"Schedule for {when:%A} 10:00 AM")
    expect(his.locator(".workflow-state")).to_have_text("Scheduled")
    post.refresh_from_db()
    assert post.is_scheduled
    his.get_by_role("link", name="History").click()
    expect(his.locator(".decided > li strong")).to_have_text(
        [
            "Scheduled",
            "Approved",
            "Submitted for review",
            "Changes requested",
            "Submitted for review",
        ]
    )


def test_note_with_number_of_its_field_is_focused(desk: Desk) -> None:
    author = factories.user("Author")
    page = open_post(desk, factories.draft(HTML, authors=(author,)), author)
    page.locator(".notes-toggle").click()
    expect(page.locator(".notes-compose textarea")).to_be_focused()  # There is no note to read.
    field_id = page.locator(".notes-compose textarea").get_attribute("id")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)",
            (Note._meta.db_table, int(field_id.rpartition("-")[2])),
        )
    page.keyboard.press("Escape")
    caret(page.locator(".tiptap > p").first, "end")
    write_note(page, "Where was this said?")


def test_note_moves_with_block_and_survives_its_deletion(desk: Desk) -> None:
    author = factories.user("Author")
    post = factories.draft(HTML, authors=(author,))
    page = open_post(desk, post, author, width=390, height=844)
    caret(page.locator(".tiptap > p").first, "end")
    write_note(page, "More of this")
    press(page, "Escape")
    expect(page.locator("[data-autosave-state]")).to_contain_text(
        "Saved "
    )  # The post itself is unchanged.
    caret(page.locator(".tiptap > p").first, "end")
    press(page, "Alt+ArrowDown")
    page.keyboard.type(" And more.")
    expect(page.locator(".has-notes")).to_have_text(re.compile("^First of all. And more."))
    save(page)
    expect(page.locator(".has-notes")).to_have_text(re.compile("^First of all. And more."))
    assert Note.objects.get().anchor_text == "First of all. And more."
    page.locator(".has-notes").evaluate(
        """p => p.closest(".tiptap").editor.commands
            .setContent("<p>Another.</p>", { emitUpdate: true })"""
    )
    save(page)
    page.get_by_role("button", name="Notes: 1 open").click()
    expect(page.locator(".notes-list li")).to_contain_text("No longer in the text: “First of all.")


def test_note_submitted_twice_is_stored_once(desk: Desk) -> None:
    author = factories.user("Author")
    page = open_post(desk, factories.draft(HTML, authors=(author,)), author)
    caret(page.locator(".tiptap > p").first, "end")
    press(page, "Control+Alt+m")
    expect(page.locator(".notes-compose textarea")).to_be_focused()
    page.keyboard.type("More of this")
    with delayed_requests(page, "**/notes/"):
        press(page, "Control+Enter", "Control+Enter")
        page.keyboard.type("Gone with it?")
    expect(page.locator(".notes-list li")).to_be_focused()
    assert [note.text for note in Note.objects.all()] == ["More of this"]


def test_arriving_notes_keep_focus(desk: Desk) -> None:
    author = factories.user("Author")
    post = factories.draft(HTML, authors=(author,))
    page = open_post(desk, post, author)
    caret(page.locator(".tiptap > p").first, "end")
    write_note(page, "More of this")
    thread = page.locator(".notes-list li", has_text="More of this")
    held_by = [thread, thread.locator("summary", has_text="Reply"), thread.get_by_text("Resolve")]
    for number, element in enumerate(held_by):
        element.focus()
        add_note(post=post, by=factories.user("Editor"), text=f"Another, {number}")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator(".notes-list li", has_text=f"Another, {number}")).to_be_visible()
        expect(element).to_be_focused()


def test_stale_notes_do_not_replace_new_note(desk: Desk) -> None:
    author = factories.user("Author")
    page = open_post(desk, factories.draft(HTML, authors=(author,)), author)
    late: list[tuple[Route, APIResponse]] = []

    def answer_late(route: Route) -> None:
        if route.request.method == "GET":
            late.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/notes/", answer_late)
    caret(page.locator(".tiptap > p").first, "end")
    write_note(page, "More of this")
    while not late:  # A failed fetch raises.
        settle(page)
    for route, answer in late:
        with page.expect_response(route.request.url):
            route.fulfill(response=answer)
    settle(page)
    expect(page.locator(".notes-list li", has_text="More of this")).to_be_focused()
    page.unroute_all(behavior="ignoreErrors")


def test_notes_read_while_one_is_sent_do_not_replace_it(desk: Desk) -> None:
    author = factories.user("Author")
    page = open_post(desk, factories.draft(HTML, authors=(author,)), author)
    sent: list[Route] = []
    late: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route)
        elif sent:
            late.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/notes/", hold)
    caret(page.locator(".tiptap > p").first, "end")
    press(page, "Control+Alt+m")
    expect(page.locator(".notes-compose textarea")).to_be_focused()
    page.keyboard.type("More of this")
    press(page, "Control+Enter")
    while not sent:
        settle(page)
    with page.expect_request("**/notes/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    while not late:  # The answer of before the note is stored. A failed fetch raises.
        settle(page)
    sent[0].continue_()
    thread = page.locator(".notes-list li", has_text="More of this")
    expect(thread).to_be_focused()
    for route, answer in late:
        route.fulfill(response=answer)
    settle(page)
    expect(thread).to_be_focused()
    page.unroute_all(behavior="ignoreErrors")


def test_form_with_errors_keeps_note_anchors(desk: Desk) -> None:
    author = factories.user("Author")
    post = factories.draft(HTML, authors=(author,))
    editing.hand_in(post, by=author)
    page = open_post(desk, post, author)
    caret(page.locator(".tiptap > p").first, "end")
    write_note(page, "More of this")
    press(page, "Escape")
    caret(page.locator(".tiptap > p").first, "end")
    page.keyboard.type(" Changed.")
    page.fill("#id_title", "")
    with new_document(page):
        choose_transition(page, "Withdraw from review").get_by_role(
            "button", name="Withdraw from review"
        ).click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".has-notes")).to_have_text(re.compile("^First of all. Changed."))
    page.fill("#id_title", "Now with a title")
    apply_transition(page, "Withdraw from review")
    post.refresh_from_db()
    assert (post.status, Note.objects.get().anchor_text) == ("draft", "First of all. Changed.")


def test_viewing_post_with_notes_creates_no_autosave(desk: Desk) -> None:
    author = factories.user("Author")
    post = factories.draft(HTML.replace("<p>And last.</p>", ""), authors=(author,))
    add_note(post=post, by=author, text="More of this", anchor_text="First of all.")
    page = open_post(desk, post, author)
    expect(page.locator(".note-mark")).to_be_visible()
    with page.expect_response("**/notes/"):
        page.locator(".note-mark").click()
    press(page, "Escape")
    # No confirmation on leaving: the next page has loaded.
    page.goto("/admin/blog/post/")
    expect(page.get_by_role("heading", name="Posts", exact=True)).to_be_visible()
    assert not Autosave.objects.filter(typed_at__isnull=False).exists()


def test_publishing_author_publishes_and_unpublishes_own_post(desk: Desk) -> None:
    publisher = factories.user("Publishing author", byline="Pia")
    post = factories.draft(HTML, authors=(publisher,), summary="A summary.")
    page = open_post(desk, post, publisher)
    expect(page.get_by_role("radio", name="Request changes", include_hidden=True)).to_have_count(0)
    apply_transition(page, "Publish now")
    expect(page.locator(".workflow-state")).to_have_text("Published")
    expect(page.locator(".workflow-lines")).to_contain_text("Published by Pia on")
    page.goto("/admin/blog/post/board/")
    card = page.locator("[data-place=public] [data-item]")
    expect(card).to_contain_text(post.title)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    apply_transition(page, "Unpublish")
    expect(page.locator(".workflow-state")).to_have_text("Draft")
