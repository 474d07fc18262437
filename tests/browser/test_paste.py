"""What is pasted becomes clean blocks, whatever program it comes from."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import clipboards
from tests.browser.conftest import Desk, caret, document, fill, paste, press, write
from tests.support.factories import quotation


def pasted(page: Page, text: str = "", html: str = "") -> str:
    """The document that a paste into an empty one makes, without its empty last paragraph."""
    fill(page, "")
    page.locator(".tiptap").focus()
    paste(page, text, html)
    return document(page).removesuffix("<p></p>")


def loaded(page: Page) -> list[str]:
    """What is loaded from now on; the desk's own scripts ask by `fetch`, whenever they like."""
    found: list[str] = []
    page.on("request", lambda one: one.resource_type == "fetch" or found.append(one.url))
    return found


def test_other_programs_html_becomes_clean_blocks(desk: Desk) -> None:
    page = write(desk)
    requests = loaded(page)
    assert pasted(page, html=clipboards.WORD) == clipboards.WORD_BECOMES
    assert pasted(page, html=clipboards.GOOGLE_DOCS) == clipboards.GOOGLE_DOCS_BECOMES
    assert pasted(page, html=clipboards.BLOGGER) == clipboards.BLOGGER_BECOMES
    assert pasted(page, html=clipboards.WORDPRESS) == clipboards.WORDPRESS_BECOMES
    assert pasted(page, html=clipboards.TABLES) == clipboards.TABLES_BECOME
    assert requests == []


def test_hostile_html_runs_and_loads_nothing(desk: Desk) -> None:
    page = write(desk)
    page.evaluate("void (window.hit = number => console.error(`hit ${number}`))")
    requests = loaded(page)
    for around in ("", '<p data-pm-slice="0 0 []">From an editor of this kind</p>'):
        became = pasted(page, html=around + clipboards.HOSTILE)
        assert not any(word in became for word in ("hit", "script", "style", "onclick", "data:"))
    assert pasted(page, html=clipboards.HOSTILE) == clipboards.HOSTILE_BECOMES
    assert requests == []


def test_plain_text_keeps_its_paragraphs_and_spaces(desk: Desk) -> None:
    page = write(desk)
    assert pasted(page, "One\r\n\r\nTwo  words\r\nThree") == (
        "<p>One</p><p>Two  words</p><p>Three</p>"
    )


def test_long_text_is_pasted_and_written_on_at_once(desk: Desk) -> None:
    page = write(desk)
    lines = [f"Paragraph {number} {'of many words ' * 20}" for number in range(2000)]
    pasted(page, "\n\n".join(lines))
    expect(page.locator(".tiptap > p")).to_have_count(2000)
    page.keyboard.type("The end.")
    assert document(page).count("The end.") == 1


def test_paste_into_text_and_over_a_selection(desk: Desk) -> None:
    page = write(desk, "<p>Beginning end.</p>")
    caret(page.locator(".tiptap > p").first)
    press(page, *["Control+ArrowRight"])
    paste(page, html="<p>, <b>middle</b>,</p>")
    assert document(page).startswith("<p>Beginning, <strong>middle</strong>, end.</p>")
    press(page, "Control+a")
    paste(page, "All of it")
    assert document(page) == "<p>All of it</p>"


def test_copies_of_the_editors_own_blocks_keep_fields_and_lose_keys(desk: Desk) -> None:
    page = write(desk, quotation("“One.”", "“Two.”", attribution="Ana Ruiz", said="2023"))
    original = document(page)
    assert original.count("data-id") == 2
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".quotation-words p").first.click()
    press(page, "Control+a", "Control+c", "ArrowRight", "Control+End", "Control+v")
    sections = document(page).split("<section ")[1:]
    assert len(sections) == 2
    assert sections[0].count("data-id") == 2
    assert sections[1].startswith(
        'data-block="quotation" data-attribution="Ana Ruiz" data-said="2023"><p>“One.”</p>'
    )


@pytest.mark.parametrize("picture", ["image/png", "text/html"])
def test_picture_beside_pasted_text_is_not_meant(desk: Desk, picture: str) -> None:
    page = write(desk)
    page.locator(".tiptap").evaluate(
        """(editor, type) => {
            const data = new DataTransfer()
            data.items.add(new File(["x"], "any.png", { type: "image/png" }))
            if (type === "text/html") data.setData(type, "<p>Words of a table</p>")
            const paste = { clipboardData: data, bubbles: true, cancelable: true }
            editor.dispatchEvent(new ClipboardEvent("paste", paste))
        }""",
        picture,
    )
    if picture == "text/html":
        assert document(page) == "<p>Words of a table</p>"
    else:
        expect(page.locator(".figure-node .figure-state")).to_contain_text("any.png")
        desk.forgive("status of 400")
