"""A save without changes keeps all rows, IDs and HTML."""

from typing import Any

from playwright.sync_api import expect

from blog.models import Figure, Photo, Post, Prose, PullQuote, Source
from tests.browser.conftest import Desk, document_html, new_document, open_editor, press, save
from tests.support import factories
from tests.support.factories import figure, quotation

PROSE = """<p>First, <strong>bold</strong>, <em>slanted</em>, <a href="https://example.org/"
title="There">linked</a>,  two spaces, a\u00a0no-break one,<br>a line.</p><h2>A  heading</h2>
<h3>And a lesser one</h3><ul><li><p>One</p></li><li><p>Two</p><ol start="3"><li><p>Three</p></li>
</ol></li></ul><blockquote><p>Quoted plainly.</p><p>Twice.</p></blockquote><hr><hr data-jump="">
<p>Last &amp; <strong><em>least</em></strong>.</p>""".replace("\n", " ").replace("> <", "><")


def stored_rows() -> list[Any]:
    return [
        sorted(model._default_manager.values_list())
        for model in (Prose, PullQuote, Figure, Source, Photo)
    ]


def test_unchanged_save_keeps_all_kinds_of_blocks(desk: Desk) -> None:
    editor = factories.user("Editor")
    photo = factories.photo(editor, caption="A field")
    html = (
        quotation(
            "“One  two.”",
            "“<em>Three</em>”",
            attribution="Ana Ruiz, May 2021",
            source_name="Ana Ruiz",
        )
        + quotation(
            "« Quatre\u00a0! »",
            source_name="Bo Ek",
            source_role="Pilot",
            speaker_name="Cy Dee",
            said="2021-05",
            url="https://example.org/q",
            lang="fr",
            translation="Four!",
        )  # fmt: skip
        + PROSE
        + figure(photo, caption="Another  field")
        + figure(caption="Waits", credit="Agency", alt="A quay")
        + quotation("“Last.”", source_name="Port Authority", source_kind="organisation")
    )
    page = open_editor(desk, html, editor)
    stored, post = stored_rows(), Post.objects.get()
    opened = document_html(page)
    with new_document(page):
        page.keyboard.press("Control+s")  # With the focus outside the editor.
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert stored_rows() == stored
    expect(page.locator(".tiptap")).to_be_visible()
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("x")
    press(page, "Backspace")  # Now the editor's own serialization is submitted.
    save(page)
    assert stored_rows() == stored
    again = Post.objects.get()
    assert (again.html, again.intro_html) == (post.html, post.intro_html)
    assert document_html(page) == opened


def test_arabic_is_right_to_left_and_french_keeps_its_spaces(desk: Desk) -> None:
    page = open_editor(desk)
    page.fill("#id_title", "البحر")
    page.fill("#id_language", "ar")
    expect(page.locator(".tiptap")).to_have_attribute("dir", "rtl")
    expect(page.locator(".tiptap")).to_have_attribute("lang", "ar")
    page.locator(".tiptap").click()
    page.keyboard.type("كلمات")
    press(page, "Enter")
    page.keyboard.insert_text("« Vraiment\u00a0? »\u202f!")
    press(page, "Control+Shift+Q")
    page.locator(".quotation-node summary").click()
    page.locator(".quotation-node").get_by_label("Language").fill("fr")
    expect(page.locator(".quotation-text")).to_have_attribute("dir", "ltr")
    save(page)
    expect(page.locator(".tiptap")).to_have_attribute("dir", "rtl")
    assert PullQuote.objects.get().text == "« Vraiment\u00a0? »\u202f!"
    assert Prose.objects.get().html == "<p>كلمات</p>"
