"""A slash in an empty paragraph, or after a space or punctuation, opens a menu of blocks; anywhere
else it is a slash."""

from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    Desk,
    caret,
    document_html,
    expect_announcement,
    new_document,
    open_editor,
    press,
    record_announcements,
    set_document,
    start_document,
)
from tests.support import factories
from tests.support.factories import quotation

MENU = ".slash-menu"
OPTION = ".slash-menu [role=option]"
CALLOUT = '<aside data-kind="facts"><h3>Facts</h3><p>One.</p></aside>'
TABLE = "<table><tbody><tr><td>One.</td></tr></tbody></table>"


def labels(page: Page) -> list[str]:
    return page.locator(f"{OPTION} > span:nth-child(2)").all_text_contents()


def start_empty(page: Page) -> None:
    """Replace the document by an empty paragraph with the caret."""
    set_document(page, "<p></p>")
    page.locator(".tiptap > p").click()


def test_slash_offers_every_block_with_its_keys(page: Page) -> None:
    start_document(page)
    page.keyboard.type("/")
    expect(page.locator(MENU)).to_be_visible()
    assert labels(page) == [
        "Quotation",
        "Picture",
        "Gallery",
        "Embed",
        "Audio, video or PDF",
        "Jump break",
        "Heading",
        "Subheading",
        "Lower subheading",
        "Bullet list",
        "Numbered list",
        "Plain blockquote",
        "Horizontal rule",
        "Block of code",
        "Table",
        "Chart",
        "Call-out",
        "Interview",
        "Definition list",
        "Quote from a page",
    ]
    assert page.locator(f"{OPTION} kbd").first.text_content() == "Ctrl+Shift+Q"


def test_footnote_is_added_to_the_paragraph_before(page: Page) -> None:
    start_document(page)
    page.keyboard.type("/foot")
    expect(page.locator(MENU)).to_be_hidden()  # There is no paragraph before.
    for _letter in "/foot":
        press(page, "Backspace")
    page.keyboard.insert_text("Low water.")
    press(page, "Enter")
    page.keyboard.type("/foot")
    expect(page.locator(OPTION)).to_have_count(1)
    press(page, "Enter")
    note = page.get_by_role("dialog", name="Footnote")
    expect(note.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Minutes.")
    press(page, "Enter")
    expect(page.locator(".tiptap")).to_be_focused()
    page.keyboard.type(" It rose.")
    note_html = '<small data-footnote="">Minutes.</small>'
    assert document_html(page) == f"<p>Low water.{note_html} It rose.</p>"


CHOSEN_BLOCKS = {
    "quot": '<section data-block="quotation"><p></p></section>',
    "sub": "<h3></h3>",
    "h4": "<h4></h4>",
    "numbered list": "<ol><li><p></p></li></ol>",
    "bullet": "<ul><li><p></p></li></ul>",
    "plain": "<blockquote><p></p></blockquote>",
    "code": "<pre><code></code></pre>",
    "callout": '<aside data-kind="facts"><h3></h3><p></p></aside>',
    "interview": '<section data-interview=""><p data-question=""></p></section>',
    "terms": "<dl><dt></dt></dl>",
    "rule": "<hr>",
    "jump": '<hr data-jump="">',
    "image": '<figure data-block="figure"></figure>',
    "embed": '<figure data-block="embed"></figure>',
    "gallery": '<section data-block="gallery"><figure data-block="figure"></figure></section>',
}


def test_chosen_block_replaces_slash_and_one_undo_removes_it(
    page: Page, subtests: pytest.Subtests
) -> None:
    for typed, expected in CHOSEN_BLOCKS.items():
        with subtests.test(typed=typed):
            set_document(page, "<p>Above.</p><p>Below.</p>")
            caret(page.locator(".tiptap > p").first, "end")
            press(page, "Enter")
            page.keyboard.type(f"/{typed}")
            press(page, "Enter")
            expect(page.locator(MENU)).to_be_hidden()
            assert document_html(page).split("Above.</p>")[1].startswith(expected)
            assert f"/{typed}" not in (page.locator(".tiptap").text_content() or "")
            page.locator(".tiptap").evaluate("({ editor }) => editor.view.focus()")
            press(page, "Control+z")
            assert page.locator(".tiptap > p").all_text_contents() == ["Above.", "", "Below."]
            press(page, "Control+z")
            assert page.locator(".tiptap > p").all_text_contents() == ["Above.", "Below."]


def test_typing_goes_on_in_chosen_block_and_is_undone_alone(page: Page) -> None:
    start_document(page)
    page.keyboard.type("/head")
    press(page, "Tab")
    page.keyboard.insert_text("Water")  # One undo step, however slow the machine is.
    assert document_html(page).startswith("<h2>Water</h2>")
    press(page, "Control+z")
    expect(page.locator(".tiptap h2")).to_have_text("")
    press(page, "Control+z")
    expect(page.locator(".tiptap h2")).to_have_count(0)
    expect(page.locator(".tiptap > p")).to_have_text("")


def test_arrow_keys_move_and_state_is_announced(page: Page) -> None:
    start_document(page)
    text = page.locator(".tiptap")
    record_announcements(page)
    page.keyboard.type("/sub")
    expect_announcement(page, "Subheading, 1 of 2")
    assert text.get_attribute("aria-controls") == page.locator(MENU).get_attribute("id")
    press(page, "ArrowDown")
    expect_announcement(page, "Lower subheading, 2 of 2")
    active = page.locator(f"{OPTION}[aria-selected=true]")
    expect(active).to_have_count(1)
    assert text.get_attribute("aria-activedescendant") == active.get_attribute("id")
    press(page, "ArrowDown", "ArrowUp", "Enter")
    expect(page.locator(".tiptap h4")).to_have_count(1)
    assert text.get_attribute("aria-activedescendant") is None
    assert text.get_attribute("aria-controls") is None


UNCHOSEN_BLOCKS = [
    (["Escape"], "<p>/quo</p>"),
    (["Escape", "Enter"], "<p>/quo</p><p></p>"),
    (["x", "y", "z", "Enter"], "<p>/quoxyz</p><p></p>"),
    (["Space", "Space", "Enter"], "<p>/quo  </p><p></p>"),
    (["ArrowLeft", "Enter"], "<p>/qu</p><p>o</p>"),
    (["Backspace"] * 4, ""),
    (
        ["x", "Backspace", "Enter", "y"],
        '<section data-block="quotation"><p>y</p></section><p></p>',
    ),
    (["Shift+Enter"], "<p>/quo<br></p>"),
]


def test_slash_and_filter_stay_text_until_a_block_is_chosen(
    page: Page, subtests: pytest.Subtests
) -> None:
    for keys, expected in UNCHOSEN_BLOCKS:
        with subtests.test(keys=keys):
            start_empty(page)
            page.keyboard.type("/quo")
            press(page, *keys)
            expect(page.locator(MENU)).to_be_hidden()
            assert document_html(page) == expected


def test_menu_closes_with_focus_and_with_a_click_elsewhere(page: Page) -> None:
    start_document(page)
    page.keyboard.type("One.")
    press(page, "Enter")
    page.keyboard.type("/q")
    expect(page.locator(MENU)).to_be_visible()
    page.locator("#id_title").focus()
    expect(page.locator(MENU)).to_be_hidden()
    caret(page.locator(".tiptap > p").nth(1), "end")
    expect(page.locator(MENU)).to_be_hidden()
    page.keyboard.type("u")
    expect(page.locator(MENU)).to_be_hidden()
    assert page.locator(".tiptap > p").all_text_contents()[:2] == ["One.", "/qu"]


BLOCKS_WITHOUT_MENU = {
    "h2": "<h2>One.</h2>",
    ".quotation-text p": quotation("One."),
    "pre": "<pre><code>One.</code></pre>",
    "td": TABLE,
    "li p": "<ul><li><p>One.</p></li></ul>",
}


def test_slash_elsewhere_is_a_slash(page: Page, subtests: pytest.Subtests) -> None:
    for (selector, html), is_empty in product(BLOCKS_WITHOUT_MENU.items(), (False, True)):
        with subtests.test(selector=selector, is_empty=is_empty):
            set_document(page, html.replace("One.", "") if is_empty else html)
            block = page.locator(f".tiptap {selector}").first
            block.click()
            if not is_empty:
                press(page, "Home")
            page.keyboard.type("/")
            expect(page.locator(MENU)).to_have_count(0)
            assert block.text_content() == ("/" if is_empty else "/One.")


def test_paragraph_in_callout_offers_what_it_can_contain(page: Page) -> None:
    start_document(page, CALLOUT)
    caret(page.locator(".callout-text p"), "end")
    press(page, "Enter")
    page.keyboard.type("/")
    assert labels(page) == ["Bullet list", "Numbered list", "Footnote", "Definition list"]
    press(page, "Enter")
    page.keyboard.type("item")
    assert "<p>One.</p><ul><li><p>item</p></li></ul></aside>" in document_html(page)


def test_composed_text_opens_no_menu(page: Page) -> None:
    start_document(page)
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "/", "selectionStart": 1, "selectionEnd": 1})
    keyboard.send("Input.insertText", {"text": "/"})
    page.keyboard.type("a")
    expect(page.locator(MENU)).to_have_count(0)
    assert document_html(page) == "<p>/a</p>"


def test_button_at_empty_line_opens_menu_without_a_slash(page: Page) -> None:
    start_document(page)
    page.keyboard.type("One.")
    press(page, "Enter")
    button = page.get_by_role("button", name="Insert a block (/)")
    page.locator(".tiptap > p").first.click()
    expect(button).to_be_hidden()
    page.locator(".tiptap > p").nth(1).click()
    button.click()
    expect(page.locator(MENU)).to_be_visible()
    expect(button).to_be_hidden()
    press(page, "Escape")
    assert page.locator(".tiptap > p").nth(1).text_content() == ""
    button.click()
    page.locator(OPTION, has_text="Subheading").first.click()
    page.keyboard.type("Two")
    assert "<h3>Two</h3>" in document_html(page)


@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_menu_and_button_stay_in_window(desk: Desk, width: int, language: str) -> None:
    user = factories.user("Editor")
    post = factories.draft("<p>Line.</p>", authors=(user,), language=language)
    page = desk.page(user, width=width, height=844, has_touch=True)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    set_document(page, "<p>Line.</p>" * 30 + "<p></p>")
    last = page.locator(".tiptap > p").nth(30)
    last.scroll_into_view_if_needed()
    last.click()
    button = page.get_by_role("button", name="Insert a block (/)")
    assert is_in_window(page, ".insert-block")
    button.tap()
    expect(page.locator(MENU)).to_be_visible()
    assert is_in_window(page, MENU)
    line, menu = last.bounding_box(), page.locator(MENU).bounding_box()
    assert line and menu
    assert menu["y"] >= line["y"] + line["height"] or menu["y"] + menu["height"] <= line["y"] + 4
    page.locator(OPTION, has_text="Heading").first.tap()
    expect(page.locator(".tiptap h2")).to_have_count(1)


def test_menu_opens_below_its_line_where_five_blocks_have_room(desk: Desk) -> None:
    page = open_editor(desk, "<p>Line.</p>" * 40, height=720)
    line = page.locator(".tiptap > p").nth(20)
    caret(line, "end")
    # 300 pixels above the bar of buttons: more are above the line.
    bottom = line.evaluate("element => element.getBoundingClientRect().bottom")
    bar = page.locator(".submit-row").evaluate("element => element.getBoundingClientRect().top")
    page.evaluate("y => scrollBy(0, y)", bottom - bar + 300)
    page.keyboard.type(" /")
    expect(page.locator(MENU)).to_be_visible()
    line_box, menu = line.bounding_box(), page.locator(MENU).bounding_box()
    assert line_box and menu
    assert menu["y"] >= line_box["y"] + line_box["height"]
    assert menu["y"] + menu["height"] <= bar


def is_in_window(page: Page, selector: str) -> bool:
    return page.locator(selector).evaluate(
        """element => {
            const { left, right, top, bottom } = element.getBoundingClientRect()
            return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight
        }"""
    )


def test_saved_text_has_no_trace_of_the_menu(desk: Desk) -> None:
    page = open_editor(desk)
    page.get_by_label("Title").fill("Water")
    page.locator(".tiptap").click()
    page.keyboard.type("/")
    with new_document(page):
        page.keyboard.press("Control+s")
    expect(page.locator(".tiptap")).to_be_visible()
    assert document_html(page).endswith(">/</p>")


def test_slash_before_text_is_a_slash(page: Page) -> None:
    start_document(page, "<p>One.</p>")
    caret(page.locator(".tiptap > p"))
    page.keyboard.type("/")
    expect(page.locator(MENU)).to_have_count(0)
    assert page.locator(".tiptap > p").text_content() == "/One."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("head", "<p>Low water.</p><h2></h2><p>End.</p>"),
        ("rule", "<p>Low water.</p><hr><p>End.</p>"),
        (
            "quot",
            '<p>Low water.</p><section data-block="quotation"><p></p></section><p>End.</p>',
        ),
        ("bullet", "<p>Low water.</p><ul><li><p></p></li></ul><p>End.</p>"),
        ("image", '<p>Low water.</p><figure data-block="figure"></figure><p>End.</p>'),
    ],
)
def test_block_chosen_in_sentence_is_below_it_and_undone_at_once(
    page: Page, typed: str, expected: str
) -> None:
    start_document(page, "<p>Low water.</p><p>End.</p>")
    caret(page.locator(".tiptap > p").first, "end")
    page.keyboard.insert_text(" ")
    page.keyboard.type(f"/{typed}")
    press(page, "Enter")
    expect(page.locator(MENU)).to_be_hidden()
    assert document_html(page) == expected
    page.locator(".tiptap").evaluate("({ editor }) => editor.view.focus()")
    press(page, "Control+z")
    assert page.locator(".tiptap > p").all_text_contents() == ["Low water. ", "End."]


def test_footnote_chosen_in_sentence_is_at_the_caret(page: Page) -> None:
    start_document(page, "<p>Low  water.</p>")
    caret(page.locator(".tiptap > p"))
    press(page, *["ArrowRight"] * 4)
    page.keyboard.type("/foot")
    press(page, "Enter")
    expect(page.get_by_role("dialog", name="Footnote").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Minutes.")
    press(page, "Enter")
    note_html = '<small data-footnote="">Minutes.</small>'
    assert document_html(page) == f"<p>Low{note_html} water.</p>"


def test_slash_in_running_text_stays_text(page: Page, subtests: pytest.Subtests) -> None:
    for typed in (
        "and/or ",
        "on 1/2 ",
        "see https://example.org/quotations ",
        "he / she ",
        "the /etc ",
        "a /h1 b ",
        "5 /block of wood",
    ):
        with subtests.test(typed=typed):
            start_empty(page)
            page.keyboard.type(typed)
            expect(page.locator(".slash-menu:visible")).to_have_count(0)
            press(page, "Enter")
            assert page.locator(".tiptap > p").first.text_content() == typed


def test_slash_after_a_letter_or_digit_opens_no_menu(page: Page, subtests: pytest.Subtests) -> None:
    for typed in (
        *("and/", "1/", "https:/", "https://", "e.g./", "z. B./", "am 1./", "../", "Ein-/"),
        *("100%/", "#/", "*/", "2024/"),
    ):
        with subtests.test(typed=typed):
            start_empty(page)
            page.keyboard.type(typed)
            expect(page.locator(MENU)).to_have_count(0)
            assert page.locator(".tiptap").text_content() == typed


def test_footnote_right_after_punctuation_keeps_it(page: Page, subtests: pytest.Subtests) -> None:
    for text, after in (
        *(("Low water.", ""), ("Low water,", " High."), ("in 2024.", ""), ("And then...", "")),
        *(("“Low.”", " High."), ("‚Low‘", "."), ("(Low)", ""), ("Low?", ""), ("水位低。", "")),
        ("منخفض؟", ""),
    ):
        with subtests.test(text=text, after=after):
            bold = f"<strong>{after}</strong>" if after else ""
            set_document(page, f"<p>{text}{bold}</p>")
            caret(page.locator(".tiptap > p").first, "end")
            press(page, *["ArrowLeft"] * len(after))
            page.keyboard.type("/foot")
            expect(page.locator(OPTION)).to_have_count(1)
            press(page, "Enter")
            note = page.get_by_role("dialog", name="Footnote")
            expect(note.get_by_role("textbox")).to_be_focused()
            page.keyboard.type("Minutes.")
            press(page, "Enter")
            expect(note).to_be_hidden()
            assert document_html(page).startswith(
                f'<p>{text}<small data-footnote="">Minutes.</small>{bold}</p>'
            )


@pytest.mark.parametrize("before", ['<small data-footnote="">Minutes.</small>', "<br>"])
def test_slash_after_a_footnote_or_line_break_stays_text(page: Page, before: str) -> None:
    start_document(page)
    set_document(page, f"<p>Low water{before}!</p>")
    caret(page.locator(".tiptap > p").first, "end")
    press(page, "ArrowLeft")
    page.keyboard.type("/rule")
    press(page, "Enter")
    assert before in document_html(page)


def test_block_chosen_after_a_full_stop_keeps_it(page: Page) -> None:
    start_document(page, "<p>Low water.</p>")
    caret(page.locator(".tiptap > p"), "end")
    page.keyboard.type("/rule")
    press(page, "Enter")
    assert document_html(page).startswith("<p>Low water.</p><hr>")


@pytest.mark.parametrize(
    ("html", "selector", "offered"),
    [
        ("<ul><li><p>One.</p></li></ul>", "li p", ["Footnote"]),
        (CALLOUT, ".callout-text p", ["Bullet list", "Numbered list", "Footnote"]),
        (quotation("One."), ".quotation-text p", []),
    ],
)
def test_sentence_in_a_block_offers_what_can_follow_it(
    page: Page, html: str, selector: str, offered: list[str]
) -> None:
    start_document(page)
    set_document(page, html)
    caret(page.locator(f".tiptap {selector}").first, "end")
    page.keyboard.type("/")
    assert labels(page)[: len(offered)] == offered
    assert bool(labels(page)) == bool(offered)
    if offered:
        page.keyboard.type("foot")
        press(page, "Enter")
        expect(page.get_by_role("dialog", name="Footnote").get_by_role("textbox")).to_be_focused()
        page.keyboard.type("Minutes.")
        press(page, "Enter")
        assert 'One.<small data-footnote="">Minutes.</small></p>' in document_html(page)


def test_list_chosen_in_a_sentence_of_a_callout_stays_in_it(page: Page) -> None:
    start_document(page, CALLOUT)
    caret(page.locator(".callout-text p"), "end")
    page.keyboard.type(" /bullet")
    press(page, "Enter")
    page.keyboard.type("item")
    assert "<p>One.</p><ul><li><p>item</p></li></ul></aside>" in document_html(page)


def test_escape_in_sentence_leaves_the_slash(page: Page) -> None:
    start_document(page, "<p>Low water.</p>")
    caret(page.locator(".tiptap > p"), "end")
    page.keyboard.type(" /q")
    expect(page.locator(OPTION)).not_to_have_count(0)
    press(page, "Escape")
    expect(page.locator(MENU)).to_be_hidden()
    page.keyboard.type("uo")
    press(page, "Enter")
    assert document_html(page) == "<p>Low water. /quo</p><p></p>"


def test_slash_before_a_word_or_in_code_is_a_slash(page: Page) -> None:
    start_document(page, "<p>Low water.</p><p><code>rm -r </code></p>")
    caret(page.locator(".tiptap > p").first)
    press(page, *["ArrowRight"] * 4)
    page.keyboard.type("/")
    caret(page.locator(".tiptap > p").nth(1), "end")
    page.keyboard.type("/")
    expect(page.locator(MENU)).to_have_count(0)
    assert page.locator(".tiptap > p").all_text_contents() == ["Low /water.", "rm -r /"]
