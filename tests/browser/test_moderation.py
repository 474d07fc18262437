"""The moderation queue by keyboard, in bulk, by two moderators, and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from tests.browser.axe import AXE, FINISH_ANIMATIONS_JS
from tests.browser.conftest import Desk, new_document, press
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
from tests.support.moderation_queue import moderator, wait

State = Comment.State


def test_twenty_comments_are_moderated_by_keyboard(desk: Desk) -> None:
    page, waiting = open_queue(desk, 20)
    keys = "arsdaaajaksrraaaaaaaaa"
    expected: dict[str, str] = {}
    here = 0
    left = [f"Reader {n}" for n in range(20)]
    state_by_key = {"a": "approved", "r": "rejected", "s": "spam", "d": "removed"}
    for key in keys[:-1]:
        page.keyboard.press(key)
        if key in state_by_key:
            expected[left.pop(here)] = state_by_key[key]
            here = min(here, len(left) - 1)
        else:
            here += {"j": 1, "k": -1}[key]
        assert (get_names(page), get_focused_name(page)) == (left, left[here])
    expected[left.pop()] = "approved"
    page.keyboard.press("a")
    wait_for_requests(page)
    assert get_states(waiting) == [expected[comment.name] for comment in waiting]
    expect(page.locator("[data-empty]")).to_be_focused()
    expect(page.locator("[data-waiting]")).to_have_text("0")
    expect(page.locator(".desk-navigation [data-count='blog.comment']")).to_be_hidden()


def test_undo_key_undoes_one_action_after_another(desk: Desk) -> None:
    page, waiting = open_queue(desk, 4)
    press(page, "a", "s")
    expect(find_toast(page)).to_have_text("Spam.")
    assert get_names(page) == ["Reader 2", "Reader 3"]
    press(page, "u")
    expect(find_toast(page)).to_have_text("Undone.")
    assert (get_names(page), get_focused_name(page)) == (
        ["Reader 1", "Reader 2", "Reader 3"],
        "Reader 1",
    )
    press(page, "Control+z")
    expect(page.locator("[data-comment]")).to_have_count(4)
    assert (get_names(page)[0], get_focused_name(page)) == ("Reader 0", "Reader 0")
    assert get_states(waiting) == ["waiting"] * 4
    press(page, "u")
    expect(find_toast(page)).to_have_text("There is nothing to undo.")
    press(page, "r")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-comment]")).to_have_count(4)
    assert get_states(waiting) == ["waiting"] * 4


def test_comments_selected_by_keyboard_are_moderated_together(desk: Desk) -> None:
    page, waiting = open_queue(desk, 8)
    press(page, "j", "x", "j", "ArrowDown", "j", "Shift+X")
    expect(page.locator("[data-chosen-count]")).to_have_text("4 selected")
    press(page, "s")
    expect(find_toast(page)).to_have_text("Spam: 4.")
    assert (get_names(page), get_focused_name(page)) == (
        ["Reader 0", "Reader 5", "Reader 6", "Reader 7"],
        "Reader 5",
    )
    wait_for_requests(page)
    assert get_states(waiting) == ["waiting"] + ["spam"] * 4 + ["waiting"] * 3
    press(page, "u")
    expect(page.locator("[data-comment]")).to_have_count(8)
    assert get_states(waiting) == ["waiting"] * 8
    press(page, "Control+a")
    page.locator("[data-chosen]").get_by_role("button", name="Approve").click()
    expect(page.locator("[data-empty]")).to_be_visible()
    wait_for_requests(page)
    assert get_states(waiting) == ["approved"] * 8


def test_second_moderator_sees_the_conflict(desk: Desk) -> None:
    page, waiting = open_queue(desk, 3)
    moderate(comment_ids=[waiting[0].pk], to=State.REJECTED, by=moderator(byline="Bo First"))
    press(page, "a")
    news = page.locator("[data-notice]:visible")
    expect(news).to_contain_text("Rejected by Bo First")
    assert get_names(page) == ["Reader 0", "Reader 1", "Reader 2"]
    assert get_focused_name(page) == "Reader 1"
    assert get_states(waiting)[0] == "rejected"
    press(page, "k", "a")  # Having seen the conflict, a moderator may override it.
    wait_for_requests(page)
    assert get_states(waiting) == ["approved", "waiting", "waiting"]


def test_comment_edited_since_returns_with_its_new_text(desk: Desk) -> None:
    page, waiting = open_queue(desk, 2)
    Comment.objects.filter(pk=waiting[0].pk).update(
        text="Swapped.", html="<p>Swapped.</p>", edited_at=timezone.now()
    )
    press(page, "a")
    row = page.locator("[data-comment]").filter(has_text="Reader 0")
    expect(row.locator("[data-notice]")).to_contain_text("Edited since you read it.")
    expect(row.locator(".comment-text")).to_have_text("Swapped.")
    assert get_states(waiting)[0] == "waiting"
    press(page, "k", "a")  # Having read it, a moderator may approve it.
    wait_for_requests(page)
    assert get_states(waiting) == ["approved", "waiting"]


def test_comment_returns_after_a_failed_request(desk: Desk) -> None:
    page, waiting = open_queue(desk, 3)
    page.context.set_offline(True)
    press(page, "a")
    expect(find_toast(page)).to_contain_text("The server cannot be reached.")
    assert get_names(page) == ["Reader 0", "Reader 1", "Reader 2"]
    page.context.set_offline(False)
    press(page, "k", "k", "a")
    wait_for_requests(page)
    assert get_states(waiting) == ["approved", "waiting", "waiting"]
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")


def test_next_page_is_loaded_before_the_queue_is_empty(desk: Desk) -> None:
    page, waiting = open_queue(desk, 70)
    for _ in range(26):
        page.keyboard.press("a")
    expect(page.locator("[data-comment]")).to_have_count(44)
    assert get_names(page) == [f"Reader {n}" for n in range(26, 70)]
    for _ in range(44):
        page.keyboard.press("a")
    expect(page.locator("[data-empty]")).to_be_focused()
    wait_for_requests(page)
    assert set(get_states(waiting)) == {"approved"}


def test_focus_moves_to_the_next_page_after_a_whole_page(desk: Desk) -> None:
    page, waiting = open_queue(desk, 60)
    press(page, "Control+a", "s")
    expect(page.locator("[data-comment]")).to_have_count(10)
    expect(page.locator("[data-empty]")).to_be_hidden()
    wait_for_requests(page)
    assert (get_focused_name(page), get_states(waiting)) == (
        "Reader 50",
        ["spam"] * 50 + ["waiting"] * 10,
    )
    press(page, "Control+a", "a")
    expect(page.locator("[data-empty]")).to_be_focused()
    press(page, "u", "u")
    expect(page.locator("[data-comment]")).to_have_count(60)
    assert set(get_states(waiting)) == {"waiting"}


def test_collapsed_comment_is_expanded_before_approval(desk: Desk) -> None:
    post = make.post()
    long, short = wait(post, "Lo", 50, text="words " * 600), wait(post, "Sho", 40)
    page = desk.page(moderator(username="mo", byline="Mo"))
    page.goto(QUEUE)
    press(page, "Control+a", "a")
    expect(find_toast(page)).to_contain_text("the full text is now shown")
    expect(page.locator(".comment-folded")).to_have_attribute("open", "")
    assert get_states([long, short]) == ["waiting", "waiting"]
    press(page, "a")
    wait_for_requests(page)
    assert get_states([long, short]) == ["approved", "approved"]


def test_shortcuts_can_be_disabled_and_ignore_typing(desk: Desk) -> None:
    page, waiting = open_queue(desk, 2)
    page.get_by_text("Search and filter").click()
    page.get_by_label("Words").fill("")
    page.keyboard.type("asrdu")
    expect(page.get_by_label("Words")).to_have_value("asrdu")
    page.locator("[data-comment]").first.focus()
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    press(page, "a")
    dialog.get_by_label("Use shortcuts").uncheck()
    press(page, "Escape")
    for key in ("a", "s", "?", "Control+a", "x", "j"):
        press(page, key)
    expect(page.locator("[data-comment]")).to_have_count(2)
    page.reload()
    press(page, "a")
    assert get_states(waiting) == ["waiting"] * 2
    expect(page.locator("[data-comment]").first.locator("kbd").first).to_be_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_label("Use shortcuts").check()
    press(page, "Escape", "a")
    wait_for_requests(page)
    assert get_states(waiting) == ["approved", "waiting"]


def test_queue_works_without_javascript(desk: Desk) -> None:
    page, waiting = open_queue(desk, 4, java_script_enabled=False)
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.locator("[data-chosen]").get_by_role("button", name="Spam").click()
    expect(page.locator(".done")).to_contain_text("Spam: 2.")
    assert get_states(waiting) == ["spam", "spam", "waiting", "waiting"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".done")).to_contain_text("Awaiting moderation: 2.")
    first = page.locator("[data-comment]").filter(has_text="Reader 2")
    first.get_by_text("Reply").first.click()
    first.get_by_label("Your reply").fill("Thanks.")
    first.get_by_role("button", name="Approve and reply").click()
    expect(page.locator(".messagelist")).to_have_text("Your reply is published.")
    assert get_states(waiting)[2] == "approved"
    page.locator("[data-comment]").last.locator("a[href$='/change/']").first.click()
    page.get_by_label("Reason").fill("Off the point")
    page.get_by_role("button", name="Remove", exact=False).click()
    expect(page.locator(".action-list li").first).to_contain_text("Off the point")


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_queue_fits_the_screen_and_has_large_buttons(width: int, desk: Desk) -> None:
    post = make.post(title="A title " * 20)
    answered = make.comment(post, "x" * 300, name="N" * 100)
    long = {
        "website": f"https://example.org/{'y' * 150}",
        "score": 90,
        "reasons": [{"code": "z" * 90}],
    }
    since = timezone.now() - timedelta(days=3)
    for under in (None, answered):
        make.comment(
            post, "https://example.org/" + "w" * 300, under=under, name="M" * 100,
            state=State.WAITING, waiting_since=since, **long,
        )  # fmt: skip
    page = desk.page(moderator(), width=width, height=900)
    page.goto(QUEUE)
    for details in page.locator("main details > summary").all():
        details.click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    heights = page.locator("main .action-button:visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 40
    page.goto(f"{QUEUE}{answered.pk}/change/")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_bulk_action_with_conflict_shows_numbers_and_is_undone(desk: Desk) -> None:
    page, waiting = open_queue(desk, 3)
    moderate(comment_ids=[waiting[0].pk], to=State.REJECTED, by=moderator(byline="Bo First"))
    press(page, "Control+a", "a")
    expect(find_toast(page)).to_contain_text("Approved: 2. Unchanged: 1. Rejected by Bo First")
    press(page, "u")
    expect(find_toast(page)).to_have_text("Undone.")
    assert get_states(waiting) == ["rejected", "waiting", "waiting"]


def test_last_action_is_undone_by_key_after_a_reload(desk: Desk) -> None:
    page, waiting = open_queue(desk, 2)
    press(page, "a")
    wait_for_requests(page)
    page.reload()
    with new_document(page):
        page.keyboard.press("u")
    assert get_states(waiting) == ["waiting"] * 2
    assert get_names(page) == ["Reader 0", "Reader 1"]


def test_new_comments_are_announced_above_the_queue(desk: Desk) -> None:
    post = make.post()
    wait(post, "Ana")
    page = desk.page(moderator())
    page.clock.install()
    page.goto(QUEUE)
    make.comment(post, state=State.WAITING)
    page.clock.fast_forward("01:05")
    line = page.locator("[data-new-comments]")
    expect(line).to_contain_text("1 new comment")
    line.get_by_role("link", name="Reload").click()
    expect(page.locator("[data-comment]")).to_have_count(2)


def test_escape_clears_the_selection(desk: Desk) -> None:
    page, _waiting = open_queue(desk, 2)
    press(page, "Control+a")
    expect(page.locator("[data-chosen-count]")).to_have_text("2 selected")
    press(page, "Escape")
    expect(page.locator("[data-comment] :checked")).to_have_count(0)


def find_violations(page: Page) -> list[str]:
    """Return the violations that axe finds in the current state of the page, light and dark."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    violations = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(FINISH_ANIMATIONS_JS)
        violations += page.evaluate(
            """async ([scheme, values]) => {
                const { violations } = await axe.run("main", { runOnly: { type: "tag", values } })
                const shown = (nodes) => nodes.map(({ html }) => html).join(" | ")
                return violations.map(({ id, nodes }) => `${scheme}: ${id}: ${shown(nodes)}`)
            }""",
            [scheme, ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]],
        )
    return violations


@pytest.mark.parametrize("width", [390, 1440])
def test_queue_passes_axe(width: int, desk: Desk) -> None:
    post = make.post()
    first = make.comment(post, name="Ana", email_hash="a" * 32)
    fields = {"score": 70, "reasons": [{"code": "first"}], "website": "https://ana.example.org/"}
    for _ in range(3):
        wait(post, "Bo", under=first, text="> Said.\n\nhttps://example.org", **fields)
    make.comment(post, state=State.SPAM, email_hash="a" * 32)
    wait(post, "Ana", email_hash="a" * 32, user=make.user())
    page = desk.page(moderator(), width=width)
    page.goto(QUEUE)
    page.get_by_text("Search and filter").click()
    press(page, "j", "a", "x", "e")
    expect(find_toast(page)).to_have_text("Approved.")
    assert find_violations(page) == []
    press(page, "Escape", "?")
    assert find_violations(page) == []
    press(page, "Escape", "b")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert find_violations(page) == []
    for address in (f"{QUEUE}{first.pk}/change/", f"{QUEUE}?state=all&since=x", "/admin/"):
        page.goto(address)
        page.locator("main details").evaluate_all("all => { for (const d of all) d.open = true }")
        assert find_violations(page) == []
