"""Checks beside the sheet, as an author and an editor have them."""

import pytest
from playwright.sync_api import Page, expect

from blog.checks.models import CheckOverride
from blog.models import Post
from tests.browser.axe import judge
from tests.browser.conftest import Desk, caret, held, new_document, press, save, settle, write
from tests.support import factories
from tests.support.factories import figure, quotation

SOURCELESS = quotation("“Nobody knows who said this.”")


def panel(page: Page):
    return page.locator(".checks")


def state(page: Page):
    return panel(page).locator(".checks-state")


def rest(page: Page) -> None:
    """What is still on its way would meet the emptying of the tables."""
    page.wait_for_load_state("networkidle")


def finding(page: Page, name: str):
    return panel(page).locator(".check-go").filter(has_text=name)


def test_a_finding_leads_to_its_block_and_goes_when_it_is_mended(desk: Desk) -> None:
    page = write(desk, "<p>First.</p><p>He said “no.</p>" + SOURCELESS)
    expect(finding(page, "Unbalanced quotation mark or bracket")).to_be_visible()
    finding(page, "Unbalanced quotation mark or bracket").press("Enter")
    settle(page)
    press(page, "End")
    page.keyboard.type("”")
    expect(finding(page, "Unbalanced quotation mark or bracket")).to_have_count(0)
    finding(page, "Quotation without a source").click()
    expect(page.locator("[data-field=attribution]")).to_be_focused()
    page.keyboard.type("Somebody")
    expect(finding(page, "Quotation without a source")).to_have_count(0)
    finding(page, "No summary").click()
    expect(page.locator("#id_summary")).to_be_focused()
    page.keyboard.type("What it says.")
    finding(page, "No label").click()
    expect(page.locator("#id_labels")).to_be_focused()
    page.keyboard.type("China")
    expect(state(page)).to_have_text("No problems found.")
    expect(page.locator(".editor-announcer")).to_have_text("Checks: No problems found.")
    rest(page)


def test_an_answer_that_is_late_does_not_undo_a_newer_one(desk: Desk) -> None:
    page = write(desk, "<p>“One.</p>")
    expect(finding(page, "Unbalanced quotation mark or bracket")).to_be_visible()
    waiting: list = []
    page.route("**/post/checks/", lambda route: waiting.append(route))
    with page.expect_request("**/post/checks/"):
        page.fill("#id_summary", "A")
    page.unroute("**/post/checks/")
    page.fill("#id_summary", "")
    caret(page.locator(".tiptap > p").first, "end")
    page.keyboard.type("”")
    expect(finding(page, "Unbalanced quotation mark or bracket")).to_have_count(0)
    expect(finding(page, "No summary")).to_be_visible()
    desk.forgive("net::ERR")
    rest(page)


def test_without_a_network_it_says_so_and_looks_again(desk: Desk) -> None:
    page = write(desk, "<p>“One.</p>")
    expect(finding(page, "Unbalanced quotation mark or bracket")).to_be_visible()
    page.route("**/post/checks/", lambda route: route.abort())
    page.fill("#id_summary", "A")
    expect(state(page)).to_contain_text("The checks could not run.")
    page.unroute("**/post/checks/")
    panel(page).get_by_role("button", name="Check again").click()
    expect(state(page)).to_have_text("2 check results")
    desk.forgive("net::ERR_FAILED")
    rest(page)


def test_an_editor_overrides_with_a_reason_and_publishes(desk: Desk) -> None:
    page = write(desk, SOURCELESS)
    expect(panel(page).get_by_text("Blocking (1)")).to_be_visible()
    item = panel(page).locator("li.is-blocking")
    item.get_by_text("Override…").click()
    item.get_by_role("button", name="Override").click()
    expect(item.get_by_role("alert")).to_contain_text("Enter a reason")
    item.get_by_role("textbox").fill("A proverb")
    item.get_by_role("textbox").press("Enter")
    expect(panel(page).get_by_text("Overridden (1)")).to_be_visible()
    save(page)
    assert CheckOverride.objects.get().reason == "A proverb"
    expect(panel(page).get_by_text("A proverb (Person", exact=False)).to_be_visible()
    panel(page).get_by_role("button", name="Remove override").click()
    expect(panel(page).get_by_text("Blocking (1)")).to_be_visible()
    save(page)
    assert not CheckOverride.objects.exists()
    rest(page)


def test_a_reason_stays_under_the_hands_that_write_it(desk: Desk) -> None:
    page = write(desk, SOURCELESS)
    item = panel(page).locator("li.is-blocking")
    expect(finding(page, "No summary")).to_be_visible()
    with held(page, "**/post/checks/"):
        page.fill("#id_summary", "A")
        item.get_by_text("Override…").click()
        item.get_by_role("textbox").focus()
        page.keyboard.type("A prverb")
        press(page, *["ArrowLeft"] * 4)
    expect(finding(page, "No summary")).to_have_count(0)
    expect(item.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("o")
    expect(item.get_by_role("textbox")).to_have_value("A proverb")
    rest(page)


def test_where_the_same_words_are_quoted_and_what_differs(desk: Desk) -> None:
    factories.post(
        quotation("“This war is really quite dangerous.”", attribution="A"), title="Then"
    )
    page = write(desk, quotation("“This war is quite dangerous.”", attribution="A"))
    panel(page).get_by_text("Place and differences").click()
    link = panel(page).get_by_role("link", name="Then")
    assert "#quote-" in (link.get_attribute("href") or "")
    expect(panel(page).locator(".check-elsewhere del")).to_have_text("really ")
    rest(page)


def test_what_blocks_is_said_when_it_is_sent_all_the_same(desk: Desk) -> None:
    author = factories.user("Author")
    photo = factories.photo(author, alt="")
    post = factories.draft(figure(photo), authors=(author,))
    page = desk.page(factories.user("Editor"), width=390)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    expect(finding(page, "without alternative text")).to_be_visible()
    finding(page, "without alternative text").click()
    expect(page.locator("[data-field=alt]")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Post.objects.get().status == "draft"
    rest(page)


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_question_with_many_findings_shows_its_title_and_buttons(desk: Desk, width: int) -> None:
    page = write(desk, "<p>One.</p>".join([SOURCELESS] * 12), factories.user("Author"))
    page.set_viewport_size({"width": width, "height": 844})
    with new_document(page):
        page.get_by_role("button", name="Submit for review").click()
    dialog = page.get_by_role("dialog", name="Before you submit the post")
    for part in (
        dialog.get_by_role("heading"),
        dialog.get_by_role("button", name="Submit anyway"),
        dialog.get_by_role("link", name="Go back"),
    ):
        expect(part).to_be_in_viewport(ratio=1)
    expect(dialog.get_by_role("button", name="Submit anyway")).to_be_focused()
    judge(page)
    rest(page)


def test_handing_in_asks_each_time_until_it_is_confirmed(desk: Desk) -> None:
    page = write(desk, "<p>One.</p>" + SOURCELESS, factories.user("Author"))
    hand_in = page.get_by_role("button", name="Submit for review")
    dialog = page.get_by_role("dialog", name="Before you submit the post")
    for _ in range(2):
        with new_document(page):
            hand_in.click()
        expect(dialog).to_be_visible()
        dialog.get_by_role("link", name="Go back").click()
        expect(dialog).to_be_hidden()
    assert Post.objects.get().status == "draft"
    with new_document(page):
        hand_in.click()
    with new_document(page):
        dialog.get_by_role("button", name="Submit anyway").click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert Post.objects.get().status == "review"
    rest(page)
