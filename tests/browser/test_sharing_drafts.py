"""Share links of a draft, and notes by guests, with and without JavaScript."""

from playwright.sync_api import Page, expect

from blog.models import Post
from blog.notes import share_links
from blog.notes.models import Note, ShareLink
from tests.browser.conftest import Desk, open_editor, press
from tests.support import factories
from tests.support.factories import quotation

HTML = "<p>First.</p><p>Second.</p>" + quotation("“Said.”", "“Also.”", attribution="A judge")


def shared_page() -> ShareLink:
    author = factories.user("Author")
    post = factories.draft(HTML, authors=(author,), title="Unpublished")
    return share_links.create_share_link(
        post=post, by=author, name="Bo", days=7, may_note=True
    ).link


def notes() -> list[tuple[str, str, str]]:
    return [(n.guest_name, n.excerpt, n.text) for n in Note.objects.order_by("pk")]


def test_author_creates_copies_and_revokes_share_link(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>", user=factories.user("Author"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".tiptap").click()
    page.keyboard.type("Not saved. ")
    page.get_by_role("link", name="Share").click()
    panel = page.get_by_role("dialog", name="Share")
    expect(panel.get_by_label("Name of the invited reader")).to_be_focused()
    page.keyboard.type("Bo")
    press(page, "Enter")
    status = panel.get_by_role("status")
    expect(status).to_have_text("The link for Bo is ready, and copied.")
    address = panel.get_by_label("Address for Bo")
    expect(address).to_be_focused()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == address.input_value()
    assert copied.endswith(ShareLink.objects.get().get_absolute_url())
    panel.get_by_role("button", name="Revoke the link for Bo").click()
    expect(panel.get_by_text("No active links.")).to_be_visible()
    assert ShareLink.objects.get().is_over
    press(page, "Escape")
    expect(panel).to_have_count(0)
    expect(page.locator(".tiptap p")).to_contain_text("Not saved.")


def test_link_that_cannot_be_copied_at_once_is_copied_by_hand(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>", user=factories.user("Author"))
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    page.get_by_role("link", name="Share").click()
    panel = page.get_by_role("dialog", name="Share")
    expect(panel.get_by_label("Name of the invited reader")).to_be_focused()
    page.keyboard.type("Bo")
    panel.get_by_role("button", name="Create and copy link").click()
    expect(panel.get_by_role("status")).to_have_text("The link for Bo is ready. Copy it below.")
    expect(panel.get_by_label("Address for Bo")).to_be_focused()
    expect(panel.get_by_role("button", name="Copy", exact=True)).to_be_visible()


def test_note_buttons_on_touch_screen_cover_no_text(desk: Desk) -> None:
    page = desk.page(width=390, height=844, has_touch=True, is_mobile=True)
    page.goto(shared_page().get_absolute_url())
    button = page.get_by_role("button", name="Leave a note here").first.bounding_box()
    following = page.locator(".post-body > p").nth(1).bounding_box()
    assert button and following
    assert button["y"] + button["height"] <= following["y"]


def add_note_to_block(page: Page, block_text: str, text: str) -> None:
    block = page.locator(".post-body").get_by_text(block_text, exact=True)
    block.hover()
    element = block.locator("xpath=ancestor-or-self::*[following-sibling::*[1][self::div]][1]")
    element.locator("xpath=following-sibling::*[1]").get_by_role("button").click()
    expect(page.get_by_label("Your note")).to_be_focused()
    page.keyboard.type(text)


def test_guest_adds_notes_to_blocks_and_enters_name_once(desk: Desk) -> None:
    link = shared_page()
    page = desk.page()
    page.goto(link.get_absolute_url())
    add_note_to_block(page, "Second.", "Which one?")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".invited #leave-note")).to_be_visible()
    add_note_to_block(page, "Second.", " Really.")
    page.get_by_label("Your name").fill("Bo")
    page.get_by_role("button", name="Send note").click()
    expect(page.get_by_role("status")).to_have_text("Your note was sent to the authors.")
    second = page.locator(".post-body > p").nth(1)
    below = second.locator("xpath=following-sibling::*[1]").locator(".invited-note")
    expect(below).to_contain_text("Which one? Really.")
    expect(below).to_be_in_viewport()
    add_note_to_block(page, "“Also.”", "Where?")
    expect(page.get_by_text("Writing as Bo")).to_be_visible()
    page.get_by_role("button", name="Send note").click()
    expect(page.locator(".pullquotes .invited-note")).to_contain_text("Where?")
    assert notes() == [("Bo", "Second.", "Which one? Really."), ("Bo", "“Also.”", "Where?")]
    link.refresh_from_db()
    assert link.opened == 1


def test_note_text_survives_leaving_page_and_refusal(
    desk: Desk,
) -> None:
    link = shared_page()
    page = desk.page()
    page.goto(link.get_absolute_url())
    add_note_to_block(page, "First.", "Typed.")
    page.goto("/")
    page.goto(link.get_absolute_url())
    form = page.locator(".notes-here #leave-note")
    expect(form.get_by_label("Your note")).to_have_value("Typed.")
    form.get_by_label("Your name").evaluate("(field) => field.removeAttribute('required')")
    form.get_by_role("button", name="Send note").click()
    expect(form.get_by_role("alert")).to_contain_text("Enter your name")
    expect(form.get_by_label("Your note")).to_have_value("Typed.")
    form.get_by_label("Your name").fill("Bo")
    form.get_by_role("button", name="Send note").click()
    expect(page.get_by_role("status")).to_have_text("Your note was sent to the authors.")
    assert notes() == [("Bo", "First.", "Typed.")]
    desk.ignore_error("422")


def test_note_form_without_javascript_lists_blocks(desk: Desk) -> None:
    link = shared_page()
    page = desk.page(java_script_enabled=False)
    page.goto(link.get_absolute_url())
    page.get_by_label("About").select_option("“Said.”")
    page.get_by_label("Your note").fill("When?")
    page.get_by_label("Your name").fill("Bo")
    page.get_by_role("button", name="Send note").click()
    expect(page.get_by_role("status")).to_have_text("Your note was sent to the authors.")
    expect(page.locator(".invited-note")).to_contain_text("“Said.”")
    assert notes() == [("Bo", "“Said.”", "When?")]
    assert Post.objects.get().notes.get().share == link
