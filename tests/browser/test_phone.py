"""Writing and reading on a phone: nothing overflows, and touch targets are large enough."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests.browser.conftest import Desk, open_editor, paste, press, save
from tests.browser.test_split import ARTICLE
from tests.support import factories

TOUCH_TARGETS_JS = """() => [...document.querySelectorAll(
        ".document-editor :is(button, summary, select, input:not([type=file])),"
        + ".submit-row :is(a, button, input:not([type=hidden]))")]
    .filter(element => element.checkVisibility() && element.offsetHeight)
    .map(element => [element.title || element.textContent || element.name,
        element.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < 24)
    .map(([name]) => name)"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_fit_phone_width(dark: bool, desk: Desk) -> None:
    editor = factories.user("Editor")
    html = (
        factories.quotation("“" + "Long " * 60 + "”", attribution="A name " * 20)
        + factories.figure(factories.photo(editor), caption="Word " * 40)
        + f"<p>{'x' * 300}</p>"
    )
    page = open_editor(desk, html, editor, width=390, height=844, dark=dark)
    page.locator(".quotation-node summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(TOUCH_TARGETS_JS) == []
    page.get_by_role("button", name="Choose existing…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li")).to_have_count(1)
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.locator(".tiptap > p").last.click()
    paste(page, ARTICLE)
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    page.get_by_role("button", name="Cancel").click()
    page.goto(Post.objects.get().get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_save_button_and_state_stay_in_view_while_writing(desk: Desk) -> None:
    page = open_editor(desk, "<p>Line.</p>" * 60, width=390, height=844)
    page.locator(".tiptap > p").nth(30).click()
    page.keyboard.type("Mine. ")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Autosaved at")
    for element in (page.locator("[data-autosave-state]"), page.locator("[name=_continue]")):
        expect(element).to_be_in_viewport(ratio=1)
    bar = page.locator(".submit-row").bounding_box()
    assert bar is not None
    assert bar["height"] < 844 / 6
    for _line in range(12):
        press(page, "ArrowDown")
        bottom = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom")
        assert bottom < page.evaluate(
            "document.querySelector('.submit-row').getBoundingClientRect().top"
        )


def test_further_formatting_is_in_view_once_it_is_unfolded(desk: Desk) -> None:
    page = open_editor(desk, width=390, height=844)
    page.get_by_role("button", name="More formatting").click()
    expect(page.get_by_role("button", name="Struck out")).to_be_in_viewport(ratio=1)


def test_footnote_is_closed_by_button_without_keyboard(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>", width=390, height=844, has_touch=True, is_mobile=True)
    page.locator(".tiptap > p").click()
    press(page, "Control+Alt+f")
    expect(page.get_by_role("textbox", name="Footnote")).to_be_focused()
    page.keyboard.type("A note.")
    close = page.locator(".footnote-panel").get_by_role("button", name="Close")
    assert close.evaluate("e => getComputedStyle(e).opacity") == "1"  # Text, not an icon.
    close.tap()
    expect(page.locator(".footnote-panel")).to_be_hidden()
    expect(page.locator(".tiptap").first).to_be_focused()


def test_failed_save_is_shown_until_network_is_back(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", width=390, height=844)
    page.context.set_offline(True)
    page.locator("[name=_continue]").click()
    state = page.locator("[data-form-state]")
    expect(state).to_contain_text("Not saved.")
    expect(state).to_be_in_viewport(ratio=1)
    page.evaluate(
        "dispatchEvent(new PageTransitionEvent('pageshow'))"
    )  # Of a page that loads slowly.
    expect(state).to_contain_text("Not saved.")
    reached = (
        "one => one.dispatchEvent(new CustomEvent('reached', {detail: performance.timeOrigin}))"
    )
    page.locator("#post_form").evaluate(reached)  # By a request that began before.
    expect(state).to_contain_text("Not saved.")
    page.context.set_offline(False)
    expect(state).to_be_empty()
    desk.ignore_error("net::ERR_INTERNET_DISCONNECTED")


def test_page_frame_fits_narrow_phone_in_all_languages(desk: Desk) -> None:
    post = factories.post("<p>Water.</p>", labels=["Rivers"])
    page = desk.page(width=320, height=568)
    for language in ("en", "fr", "es", "de", "ru", "ar"):
        factories.site(language=language)
        for address in ("/", f"{post.get_absolute_url()}comment/", "/accounts/login/"):
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") == 320, (language, address)


def test_notes_of_a_draft_are_beside_its_status(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", width=390, height=844)
    state, notes = page.locator(".workflow-state"), page.locator(".notes-toggle")
    boxes = [state.bounding_box(), notes.bounding_box()]
    assert boxes[0] and boxes[1]
    assert boxes[0]["y"] < boxes[1]["y"] + boxes[1]["height"] < boxes[0]["y"] + 60


def test_outlines_of_fields_in_the_side_panel_are_not_cut(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", width=1366, height=768)
    field = page.locator("#id_labels")
    gaps = field.evaluate("""field => {
        const own = field.getBoundingClientRect()
        const panel = field.closest(".publication").getBoundingClientRect()
        return [own.left - panel.left, panel.right - own.right]
    }""")
    assert min(gaps) >= 5  # The outline is 2 px thick, 2 px away.


def test_actions_of_a_post_are_folded_on_a_phone(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", width=390, height=844)
    tools = page.locator(".object-tools")
    expect(tools.get_by_role("link", name="Share")).to_be_visible()
    expect(tools.get_by_role("link", name="Delete")).to_be_hidden()
    tools.get_by_text("More").click()
    expect(tools.get_by_role("link", name="Delete")).to_be_visible()
    page.set_viewport_size({"width": 768, "height": 844})
    expect(tools.get_by_text("More")).to_be_hidden()
    expect(tools.get_by_role("link", name="Delete")).to_be_visible()


@pytest.mark.parametrize("status", ["draft", "published"])
def test_buttons_of_the_form_are_not_cut(
    desk: Desk, status: str, subtests: pytest.Subtests
) -> None:
    page = open_editor(desk, "<p>Line.</p>" * 60, status=status)
    bar = page.locator(".submit-row")
    for width in (320, 390):
        with subtests.test(width=width):
            page.set_viewport_size({"width": width, "height": 844})
            assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
            for button in bar.locator(":is(button, input:not([type=hidden]))").all():
                if button.is_visible():
                    expect(button).to_be_in_viewport(ratio=1)
            expect(bar.get_by_role("button", name="Preview")).to_be_visible()
            box = bar.bounding_box()
            assert box
            assert box["height"] < 844 / 6


def test_buttons_of_the_toolbar_are_named_on_a_phone(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", width=390, height=844)
    quotation = page.get_by_role("button", name="Quotation (Ctrl+Shift+Q)", exact=True)
    name = "e => getComputedStyle(e, '::after').content"
    assert quotation.evaluate(name) == '"Quotation" / ""'
    heading = page.get_by_role("button", name="Heading (Ctrl+Alt+2)", exact=True)
    assert heading.evaluate(name) == '"Heading" / ""'
    page.set_viewport_size({"width": 1440, "height": 900})
    assert quotation.evaluate(name) == "none"


def test_message_after_a_save_covers_no_status_on_a_phone(desk: Desk) -> None:
    page = open_editor(desk, "<p>Line.</p>" * 60, width=390, height=844)
    save(page)
    message, bar = page.locator(".messagelist"), page.locator(".submit-row")
    message.evaluate("e => { e.style.animation = 'none' }")  # As in its first ten seconds.
    # Wherever the page is scrolled to: at the top, past the status, and in the text.
    for y in (0, 60, 120, 180, 900):
        page.evaluate("y => scrollTo(0, y)", y)
        expect(message).to_be_in_viewport(ratio=1)
        top = message.evaluate("e => e.getBoundingClientRect().top")
        bottom = message.evaluate("e => e.getBoundingClientRect().bottom")
        status = page.locator(".workflow").evaluate("e => e.getBoundingClientRect().bottom")
        assert status < top < bottom <= bar.evaluate("e => e.getBoundingClientRect().top"), y
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for button in bar.locator("input:visible, button:visible").all():
        box = button.bounding_box()
        assert box
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        js = "(button, [x, y]) => document.elementFromPoint(x, y) === button"
        assert button.evaluate(js, middle)
