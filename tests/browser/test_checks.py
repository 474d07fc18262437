"""The check panel, for authors and editors."""

import pytest
from playwright.sync_api import Page, expect

from blog.checks.models import CheckOverride
from blog.models import Post
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    apply_transition,
    caret,
    delayed_requests,
    open_editor,
    open_publish_panel,
    press,
    save,
    settle,
)
from tests.support import factories
from tests.support.factories import figure, quotation

SOURCELESS = quotation("“Nobody knows who said this.”")


def panel(page: Page):
    return page.locator(".checks")


def state(page: Page):
    return panel(page).locator(".checks-state")


def wait_until_idle(page: Page) -> None:
    """Wait for requests, which would collide with the emptying of the tables."""
    page.wait_for_load_state("networkidle")


def finding(page: Page, name: str):
    return panel(page).locator(".check-go").filter(has_text=name)


def test_finding_links_to_the_picture_of_a_gallery_that_needs_it(desk: Desk) -> None:
    author = factories.user("Editor")
    described = figure(factories.photo(author))
    others = [figure(factories.photo(author), alt="") for _ in range(2)]
    page = open_editor(desk, factories.gallery(described, *others), user=author)
    fields = page.locator("[data-field=alt]")
    expect(finding(page, "Picture without alternative text")).to_have_count(2)
    for number in (1, 2):
        finding(page, "Picture without alternative text").first.click()
        expect(fields.nth(number)).to_be_focused()
        page.keyboard.type(f"Picture {number}")
        left = finding(page, "Picture without alternative text")
        expect(left).to_have_count(2 - number)


def test_finding_links_to_block_and_disappears_when_fixed(desk: Desk) -> None:
    page = open_editor(desk, "<p>First.</p><p>He said “no.</p>" + SOURCELESS)
    expect(finding(page, "Unbalanced quotation mark or bracket")).to_be_visible()
    finding(page, "Unbalanced quotation mark or bracket").press("Enter")
    expect(page.locator(".tiptap")).to_be_focused()
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
    wait_until_idle(page)


def test_late_response_does_not_replace_newer_one(desk: Desk) -> None:
    page = open_editor(desk, "<p>“One.</p>")
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
    desk.ignore_error("net::ERR")
    wait_until_idle(page)


def test_panel_offline_shows_error_and_retries(desk: Desk) -> None:
    page = open_editor(desk, "<p>“One.</p>")
    expect(finding(page, "Unbalanced quotation mark or bracket")).to_be_visible()
    page.route("**/post/checks/", lambda route: route.abort())
    page.fill("#id_summary", "A")
    expect(state(page)).to_contain_text("The checks could not run.")
    page.unroute("**/post/checks/")
    panel(page).get_by_role("button", name="Check again").click()
    expect(state(page)).to_have_text("2 check results")
    desk.ignore_error("net::ERR_FAILED")
    wait_until_idle(page)


def test_editor_overrides_finding_with_reason_and_publishes(desk: Desk) -> None:
    page = open_editor(desk, SOURCELESS)
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
    wait_until_idle(page)


def test_reason_survives_refresh_while_being_typed(desk: Desk) -> None:
    page = open_editor(desk, SOURCELESS)
    item = panel(page).locator("li.is-blocking")
    expect(finding(page, "No summary")).to_be_visible()
    with delayed_requests(page, "**/post/checks/"):
        page.fill("#id_summary", "A")
        item.get_by_text("Override…").click()
        item.get_by_role("textbox").focus()
        page.keyboard.type("A prverb")
        press(page, *["ArrowLeft"] * 4)
    expect(finding(page, "No summary")).to_have_count(0)
    expect(item.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("o")
    expect(item.get_by_role("textbox")).to_have_value("A proverb")
    wait_until_idle(page)


def test_finding_shows_other_posts_with_same_quotation(desk: Desk) -> None:
    factories.post(
        quotation("“This war is really quite dangerous.”", attribution="A"), title="Then"
    )
    page = open_editor(desk, quotation("“This war is quite dangerous.”", attribution="A"))
    panel(page).get_by_text("Show the differences").click()
    link = panel(page).get_by_role("link", name="Then")
    assert "#quote-" in (link.get_attribute("href") or "")
    expect(panel(page).locator(".check-elsewhere del")).to_have_text("really ")
    wait_until_idle(page)


def test_blocking_finding_is_shown_after_submit(desk: Desk) -> None:
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
    wait_until_idle(page)


def test_publish_panel_with_many_findings_shows_title_and_buttons(
    desk: Desk, subtests: pytest.Subtests
) -> None:
    page = open_editor(desk, "<p>One.</p>".join([SOURCELESS] * 12), factories.user("Author"))
    for width in (390, 768, 1440):
        with subtests.test(width=width):
            page.set_viewport_size({"width": width, "height": 844})
            publish_panel = open_publish_panel(page)
            back = publish_panel.get_by_role("button", name="Back to the post")
            for part in (
                publish_panel.get_by_role("heading", name="Submit for review"),
                publish_panel.get_by_role("button", name="Submit for review"),
                back,
            ):
                expect(part).to_be_in_viewport(ratio=1)
            expect(publish_panel.get_by_role("button", name="Submit for review")).to_be_focused()
            expect(publish_panel).to_contain_text("Some check results block publishing.")
            assert_accessible(page, width)
            page.set_viewport_size({"width": width, "height": 844})
            back.click()
            expect(publish_panel).to_be_hidden()
    wait_until_idle(page)


def test_submission_despite_blocking_findings_is_confirmed_in_panel(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>" + SOURCELESS, factories.user("Author"))
    publish_panel = open_publish_panel(page)
    publish_panel.get_by_role("button", name="Back to the post").click()
    expect(publish_panel).to_be_hidden()
    assert Post.objects.get().status == "draft"
    apply_transition(page, "Submit for review")
    assert Post.objects.get().status == "review"
    wait_until_idle(page)


def test_check_of_links_keeps_the_focus_and_says_when_it_is_done(desk: Desk) -> None:
    page = open_editor(desk, '<p><a href="https://example.org/">One</a></p>')
    button = panel(page).get_by_role("button", name="Check links now")
    expect(button).to_be_visible()
    wait_until_idle(page)
    answer = {"open": [], "overridden": [], "links": 1, "waiting": 0}
    page.route("**/post/checks/", lambda route: route.fulfill(json=answer))
    page.route("**/post/checks/links/", lambda route: route.fulfill(json={}))
    button.press("Enter")
    expect(state(page)).to_have_text("Links checked. No problems found.")
    expect(page.locator(".editor-announcer")).to_have_text(
        "Checks: Links checked. No problems found."
    )
    expect(button).to_be_focused()
    wait_until_idle(page)


def test_suggestion_is_dismissed_rather_than_overridden(desk: Desk) -> None:
    page = open_editor(desk, "<p>Text.</p>", status="review")
    item = panel(page).locator("li", has_text="No summary")
    item.get_by_text("Dismiss…").click()
    item.get_by_label("Reason").fill("A short note")
    item.get_by_role("button", name="Dismiss").click()
    expect(panel(page).get_by_text("Dismissed (1)")).to_be_visible()
    expect(panel(page).get_by_text("Overridden")).to_have_count(0)
    save(page)
    assert CheckOverride.objects.get().reason == "A short note"
    panel(page).get_by_role("button", name="Show again").click()
    expect(item.get_by_text("Dismiss…")).to_be_visible()
    wait_until_idle(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_credit_typed_into_a_caption_is_moved_by_button(desk: Desk, width: int) -> None:
    author = factories.user("Author")
    pictures = [figure(factories.photo(author), alt="A quay", credit="") for _ in range(2)]
    html = "<p>One.</p>" + factories.gallery(*pictures)
    page = open_editor(desk, html, author, "review", width=width)
    caption, credit = page.locator("[data-field=caption]"), page.locator("[data-field=credit]")
    caption.last.fill("The quay at noon.  Photo: Ana Ruiz/Coast Press")
    button = panel(page).get_by_role("button", name="Move credit")
    button.press("Enter")
    expect(caption.last).to_have_value("The quay at noon.")
    expect(credit.last).to_have_value("Ana Ruiz/Coast Press")
    expect(credit.first).to_have_value("")
    expect(page.locator(".tiptap")).to_be_focused()
    expect(button).to_have_count(0)
    press(page, "Control+z")
    expect(caption.last).to_have_value("The quay at noon.  Photo: Ana Ruiz/Coast Press")
    expect(credit.last).to_have_value("")
    wait_until_idle(page)


def test_credit_is_moved_within_the_publish_panel(desk: Desk) -> None:
    author = factories.user("Editor")
    caption = "The quay. Photo: Ana Ruiz/Coast Press"
    picture = figure(factories.photo(author), alt="A", caption=caption, credit="")
    page = open_editor(desk, picture, author)
    dialog = open_publish_panel(page)
    dialog.get_by_role("button", name="Move credit").click()
    expect(finding(page, "Picture without a credit")).to_have_count(0)
    expect(dialog.locator(".checks summary").first).to_be_focused()
    wait_until_idle(page)
    page.keyboard.press("Escape")
    expect(page.locator("[data-field=credit]")).to_have_value("Ana Ruiz/Coast Press")
    wait_until_idle(page)
