"""What moderators write in the queue: replies, and bans in a dialog."""

from playwright.sync_api import expect

from blog.comments.models import Comment
from blog.comments.moderation.models import Ban
from tests.browser.conftest import Desk, delayed_requests, new_document, press
from tests.browser.moderation import QUEUE, focused, queue, shown, states, toast, wait_for_requests

State = Comment.State


def test_a_reply_is_written_and_taken_back_without_leaving_the_keys(desk: Desk) -> None:
    page, waiting = queue(desk, 2)
    press(page, "e")
    page.keyboard.type("a r s d u x ? We looked.")
    press(page, "Escape")
    assert focused(page) == "Reader 0"
    press(page, "e", "Control+Enter")
    expect(toast(page)).to_have_text("Your reply is published.")
    reply = waiting[0].replies.get()
    assert (reply.text, reply.name, reply.state) == ("a r s d u x ? We looked.", "Mo", "approved")
    assert (states(waiting), shown(page)) == (["approved", "waiting"], ["Reader 1"])
    press(page, "u")
    expect(page.locator("[data-comment]")).to_have_count(2)
    assert states([*waiting, reply]) == ["waiting", "waiting", "removed"]


def test_draft_of_a_reply_survives_a_reload_until_it_is_sent(desk: Desk) -> None:
    page, waiting = queue(desk, 2)
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
    expect(toast(page)).to_have_text("Your reply is published.")
    page.goto(f"{QUEUE}{waiting[1].pk}/change/")
    expect(page.locator("#reply")).to_have_value("")


def test_letters_of_a_reply_never_decide_about_another(desk: Desk) -> None:
    page, waiting = queue(desk, 3)
    press(page, "a")
    wait_for_requests(page)
    with delayed_requests(page, "**/decide/"):
        press(page, "u", "e")
        page.keyboard.type("A da")
    expect(toast(page)).to_have_text("Undone.")
    page.keyboard.type("rk one.")
    writing = page.locator("[data-comment]").filter(has_text="Reader 1").locator("textarea")
    expect(writing).to_have_value("A dark one.")
    wait_for_requests(page)
    assert states(waiting) == ["waiting"] * 3


def test_letters_typed_after_a_click_on_reply_go_into_the_reply(desk: Desk) -> None:
    page, waiting = queue(desk, 3)
    row = page.locator("[data-comment]").filter(has_text="Reader 1")
    row.locator("summary", has_text="Reply").click()
    expect(row.locator("textarea")).to_be_focused()
    page.keyboard.type("Thanks, see")
    expect(row.locator("textarea")).to_have_value("Thanks, see")
    assert states(waiting) == ["waiting"] * 3


def test_a_writer_is_banned_in_a_dialog_and_it_can_be_taken_back(desk: Desk) -> None:
    page, waiting = queue(desk, 2)
    press(page, "b")
    dialog = page.get_by_role("dialog", name="Ban commenter: Reader 0")
    expect(dialog.get_by_label("e-mail address", exact=True)).to_be_checked()
    press(page, "a", "Escape")
    expect(dialog).to_be_hidden()
    press(page, "b")
    dialog.get_by_label("e-mail address", exact=True).uncheck()
    dialog.get_by_role("button", name="Ban", exact=True).click()
    expect(dialog.get_by_role("alert")).to_have_text(
        "Choose at least one way to ban the commenter."
    )
    desk.ignore_error("400 (Bad Request)")
    dialog.get_by_label("name: Reader 0").check()
    dialog.get_by_label("Duration").select_option("30 days")
    dialog.get_by_label("Mark the comment as spam").check()
    dialog.get_by_role("button", name="Ban", exact=True).click()
    expect(toast(page)).to_have_text("Banned: name: Reader 0.")
    assert (states(waiting), focused(page)) == (["spam", "waiting"], "Reader 1")
    assert [ban.label for ban in Ban.objects.all()] == ["Reader 0"]
    press(page, "u")
    expect(toast(page)).to_have_text("Undone.")
    assert (states(waiting), focused(page)) == (["waiting"] * 2, "Reader 0")
    assert not Ban.objects.exists()


def test_writers_of_chosen_comments_are_banned_by_one_key(desk: Desk) -> None:
    page, waiting = queue(desk, 3)
    press(page, "x", "j", "x", "b")
    dialog = page.get_by_role("dialog", name="Ban 2 commenters")
    dialog.get_by_label("Mark the comments as spam").check()
    dialog.get_by_role("button", name="Ban", exact=True).click()
    expect(toast(page)).to_contain_text("Banned: ")
    assert (states(waiting), Ban.objects.count()) == (["spam", "spam", "waiting"], 2)
    press(page, "u")
    expect(toast(page)).to_have_text("Undone.")
    assert (states(waiting), Ban.objects.count()) == (["waiting"] * 3, 0)
