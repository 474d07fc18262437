"""Replies and bans in the moderation queue."""

from playwright.sync_api import expect

from blog.comments.models import Comment
from blog.comments.moderation.models import Ban
from tests.browser.conftest import Desk, delayed_requests, new_document, press
from tests.browser.moderation import (
    QUEUE,
    find_toast,
    get_focused_name,
    get_names,
    get_states,
    open_queue,
    wait_for_requests,
)
from tests.support import factories as make
from tests.support.moderation_queue import moderator

State = Comment.State


def test_reply_is_written_and_undone_by_keyboard(desk: Desk) -> None:
    page, waiting = open_queue(desk, 2)
    press(page, "e")
    page.keyboard.type("a r s d u x ? We looked.")
    press(page, "Escape")
    assert get_focused_name(page) == "Reader 0"
    press(page, "e", "Control+Enter")
    expect(find_toast(page)).to_have_text("Your reply is published.")
    reply = waiting[0].replies.get()
    assert (reply.text, reply.name, reply.state) == ("a r s d u x ? We looked.", "Mo", "approved")
    assert (get_states(waiting), get_names(page)) == (["approved", "waiting"], ["Reader 1"])
    press(page, "u")
    expect(page.locator("[data-comment]")).to_have_count(2)
    assert get_states([*waiting, reply]) == ["waiting", "waiting", "removed"]


def test_draft_of_a_reply_survives_a_reload_until_it_is_sent(desk: Desk) -> None:
    page, waiting = open_queue(desk, 2)
    press(page, "e")
    page.keyboard.type("Half an answer")
    page.reload()
    writing = page.locator("[data-comment] textarea")
    expect(writing.first).to_have_value("Half an answer")
    expect(writing.first).to_be_visible()
    expect(writing.last).to_have_value("")
    page.goto(f"{QUEUE}{waiting[0].pk}/change/")
    expect(page.locator("#reply")).to_have_value("Half an answer")
    page.locator("#reply").fill("A whole answer")
    with new_document(page):
        page.get_by_role("button", name="Approve and reply").click()
    assert waiting[0].replies.get().text == "A whole answer"
    expect(page.locator("#reply")).to_have_value("")
    page.goto(QUEUE)
    press(page, "e")
    page.keyboard.type("Yes.")
    press(page, "Control+Enter")
    expect(find_toast(page)).to_have_text("Your reply is published.")
    page.goto(f"{QUEUE}{waiting[1].pk}/change/")
    expect(page.locator("#reply")).to_have_value("")


def test_keys_typed_in_a_reply_moderate_no_comment(desk: Desk) -> None:
    page, waiting = open_queue(desk, 3)
    press(page, "a")
    wait_for_requests(page)
    with delayed_requests(page, "**/decide/"):
        press(page, "u", "e")
        page.keyboard.type("A da")
    expect(find_toast(page)).to_have_text("Undone.")
    page.keyboard.type("rk one.")
    writing = page.locator("[data-comment]").filter(has_text="Reader 1").locator("textarea")
    expect(writing).to_have_value("A dark one.")
    wait_for_requests(page)
    assert get_states(waiting) == ["waiting"] * 3


def test_keys_typed_after_clicking_reply_go_into_the_reply(desk: Desk) -> None:
    page, waiting = open_queue(desk, 3)
    row = page.locator("[data-comment]").filter(has_text="Reader 1")
    row.locator("summary", has_text="Reply").click()
    page.keyboard.type("Thanks, see")  # At once.
    expect(row.locator("textarea")).to_have_value("Thanks, see")
    assert get_states(waiting) == ["waiting"] * 3


def test_author_is_banned_in_a_dialog_and_the_ban_undone(desk: Desk) -> None:
    page, waiting = open_queue(desk, 2)
    press(page, "b")
    dialog = page.get_by_role("dialog", name="Ban commenter: Reader 0")
    expect(dialog.get_by_label("E-mail address", exact=True)).to_be_checked()
    press(page, "a", "Escape")
    expect(dialog).to_be_hidden()
    press(page, "b")
    dialog.get_by_label("E-mail address", exact=True).uncheck()
    dialog.get_by_role("button", name="Ban", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text(
        "Choose at least one way to ban the commenter."
    )
    desk.ignore_error("400 (Bad Request)")
    dialog.get_by_label("Name: Reader 0").check()
    dialog.get_by_label("Duration").select_option("30 days")
    dialog.get_by_label("Mark the comment as spam").check()
    dialog.get_by_role("button", name="Ban", exact=True).click()
    expect(find_toast(page)).to_have_text("Banned: Reader 0 (name).")
    assert (get_states(waiting), get_focused_name(page)) == (["spam", "waiting"], "Reader 1")
    assert [ban.label for ban in Ban.objects.all()] == ["Reader 0"]
    press(page, "u")
    expect(find_toast(page)).to_have_text("Undone.")
    assert (get_states(waiting), get_focused_name(page)) == (["waiting"] * 2, "Reader 0")
    assert not Ban.objects.exists()


def test_authors_of_selected_comments_are_banned_by_one_key(desk: Desk) -> None:
    page, waiting = open_queue(desk, 3)
    press(page, "x", "j", "x", "b")
    dialog = page.get_by_role("dialog", name="Ban 2 commenters")
    dialog.get_by_label("Mark the comments as spam").check()
    dialog.get_by_role("button", name="Ban", exact=True).click()
    expect(find_toast(page)).to_contain_text("Banned: ")
    assert (get_states(waiting), Ban.objects.count()) == (["spam", "spam", "waiting"], 2)
    press(page, "u")
    expect(find_toast(page)).to_have_text("Undone.")
    assert (get_states(waiting), Ban.objects.count()) == (["waiting"] * 3, 0)


def test_reason_survives_a_pick_until_the_decision(desk: Desk) -> None:
    comment = make.comment(make.post())
    page = desk.page(moderator())
    page.goto(f"{QUEUE}{comment.pk}/change/")
    reason = page.get_by_label("Reason")
    reason.fill("Off topic")
    with new_document(page):
        page.get_by_role("button", name="Mark as editors’ pick").click()
    expect(reason).to_have_value("Off topic")
    with new_document(page):
        page.get_by_role("button", name="Lock thread").click()
    expect(reason).to_have_value("Off topic")
    with new_document(page):
        page.get_by_role("button", name="Spam").first.click()
    assert comment.moderation_actions.latest("pk").reason == "Off topic"
    page.goto(f"{QUEUE}{comment.pk}/change/")
    expect(reason).to_have_value("")
