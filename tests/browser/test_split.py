"""The offer to split a pasted article into blocks. test_seed_post pastes the seed itself."""

import re

from playwright.sync_api import Locator, Page, expect

from blog.models import PullQuote
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    caret,
    delayed_requests,
    document_html,
    open_editor,
    paste,
    press,
    save,
    set_document,
    settle,
)
from tests.support import factories as make

ARTICLE = """Friday, March 3, 2023

The Lock Keepers

“Nobody asked us.”
“Nobody ever did.”
Ana Ruiz, harbour master

The gates were shut at noon, and what follows is told by those who shut them, one after another.

Labels: Ports, Water
"""
# With everything that can be found.
LONG_ARTICLE = """Friday, March 3, 2023

The Lock Keepers

By Ada Ahn | The Harbour Ledger

Jane Doe, the mayor, came. “We will not close the gates,” she said. Some had “a bad time of it all”.

“Nobody asked us.”
Ana Ruiz, harbour master

“Nobody will ever ask us again.”

The harbour at dusk. Photo: Bo Berg/Reuters

Labels: Ports, Water
"""
# The dialog does not show that it has the parts of attributions.
WATCH_CREDITS_JS = """() => {
    const { json } = Response.prototype
    Response.prototype.json = async function () {
        const answer = await json.call(this)
        if (this.url.includes("/editor/attribution/"))
            setTimeout(() => { window.haveCreditsArrived = true }) // After they are stored.
        return answer
    }
}"""
FIELDS = ("title", "slug", "published_at_0", "labels")


def expect_fields(page: Page, *values: str) -> None:
    for name, value in zip(FIELDS, values, strict=True):
        expect(page.locator(f"#id_{name}")).to_have_value(value)


def paste_article(page: Page, answer: str) -> None:
    paste(page, ARTICLE)
    expect(page.get_by_role("dialog")).to_contain_text("2 quotations with their attribution")
    page.get_by_role("button", name=answer).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)


def offer_article(desk: Desk, article: str = LONG_ARTICLE) -> tuple[Page, Locator]:
    page = open_editor(desk)
    page.evaluate(WATCH_CREDITS_JS)
    paste(page, article)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.wait_for_function("() => window.haveCreditsArrived")
    return page, dialog


def accept(page: Page, button: str = "Split into blocks") -> str:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)
    return document_html(page)


def test_offer_has_each_shape_with_its_count(desk: Desk) -> None:
    page, dialog = offer_article(desk)
    groups = dialog.get_by_role("group", name="Found").get_by_role("checkbox")
    states = {}
    for group in groups.all():
        name = group.evaluate("box => box.labels[0].innerText.trim().replace(/\\s+/g, ' ')")
        is_mixed = group.evaluate("box => box.indeterminate")
        states[name] = "mixed" if is_mixed else group.is_checked()
    assert states == {
        "1 quotation with its attribution": True,
        "2 quotations within sentences": "mixed",
        "1 quotation without an attribution": False,
        "1 figure": True,
        "Title The Lock Keepers": True,
        "Publication date March 3, 2023": True,
        "Labels Ports, Water": True,
        "1 line left out": True,
    }
    expect(dialog.get_by_role("button", name="Split into blocks")).to_be_focused()
    assert_accessible(page, 390, 768, 1440)


def test_accepted_parts_become_blocks_and_fields(desk: Desk) -> None:
    page, _ = offer_article(desk)
    html = accept(page)
    expect_fields(page, "The Lock Keepers", "the-lock-keepers", "2023-03-03", "Ports, Water")
    assert re.search(
        r'^<p>Jane Doe, the mayor, came. “<q [^>]*data-source-name="Jane Doe"[^>]*>'
        r"We will not close the gates,</q>” she said. Some had “a bad time of it all”.</p>"
        r"<section [^>]*Ana Ruiz[^>]*><p>“Nobody asked us.”</p></section>"
        r"<p>“Nobody will ever ask us again.”</p><figure [^>]*Bo Berg/Reuters[^>]*></figure>",
        html,
    )
    assert "Ledger" not in html
    press(page, "Control+z")
    expect_fields(page, "", "", "", "")
    assert document_html(page) == ""


def test_accepted_quotations_are_stored_with_their_sources(desk: Desk) -> None:
    page, _ = offer_article(desk)
    accept(page)
    save(page)
    stored = PullQuote.objects.order_by("position").values_list("text", "is_inline", "source__name")
    assert list(stored) == [
        ("“We will not close the gates,”", True, "Jane Doe"),
        ("“Nobody asked us.”", False, "Ana Ruiz"),
    ]


def test_quotation_in_a_pasted_list_is_marked(desk: Desk) -> None:
    page = open_editor(desk)
    spoken = "<p>Jane Doe, the mayor, came. “We will not close the gates,” she said at noon.</p>"
    pasted = f"<ul><li><p>Prose within it.</p></li><li>{spoken}</li></ul>"
    paste(page, html=f"<p>Prose before it.</p>{pasted}<p>Prose after it.</p>")
    html = accept(page)
    assert html.count("<q ") == 1
    assert re.sub(r"</?q[^>]*>", "", html).startswith(f"<p>Prose before it.</p>{pasted}<p>")


def test_parts_that_are_not_ticked_stay_prose(desk: Desk) -> None:
    page, dialog = offer_article(desk)
    groups = dialog.get_by_role("group", name="Found")
    for name in ("with its attribution", "Title", "line left out", "1 figure", "Date", "Labels"):
        groups.get_by_role("checkbox", name=name).uncheck()
    groups.get_by_role("checkbox", name="within sentences").check()
    html = accept(page)
    expect_fields(page, "", "", "", "")
    assert html.count("<q ") == 2
    assert "<section" not in html
    lines = [line for line in LONG_ARTICLE.splitlines() if line]
    assert re.sub(r"</?q[^>]*>", "", html) == "".join(f"<p>{line}</p>" for line in lines)


def test_item_is_left_and_its_attribution_edited_by_keyboard(desk: Desk) -> None:
    page, dialog = offer_article(desk)
    article = dialog.get_by_role("group", name="Article")
    article.get_by_role("checkbox", name="We will not close").focus()
    page.keyboard.press("Space")
    group = dialog.get_by_role("checkbox", name="2 quotations within sentences")
    expect(group).to_have_js_property("indeterminate", False)
    expect(group).not_to_be_checked()
    article.get_by_label("Attribution", exact=True).first.focus()
    press(page, "Control+a")
    page.keyboard.type("Ana Ruiz, pilot")
    page.keyboard.press("Enter")  # Accepts nothing.
    expect(dialog).to_be_visible()
    html = accept(page)
    assert "<q " not in html
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new source)")
    assert 'data-attribution="Ana Ruiz, pilot"' in html
    assert 'data-source-role="pilot"' in document_html(page)


def test_link_of_an_attribution_becomes_the_source_url(desk: Desk) -> None:
    page = open_editor(desk)
    linked = '<a href="https://example.org/locks"><em>Harbour</em> Gazette</a>'
    quotation = f"<p>“Nobody asked us about the lock gates.”</p><p>— {linked}, 3 March 2023</p>"
    paste(page, html=f"<p>Prose before it.</p>{quotation}<p>Prose after it.</p>")
    page.get_by_role("button", name="Split into blocks").click()
    expect(page.locator(".quotation-node summary")).to_contain_text("Harbour Gazette (new source)")
    assert 'data-url="https://example.org/locks" data-url-read="1"' in document_html(page)


def test_quote_cards_of_platforms_are_quotations_with_their_source(desk: Desk) -> None:
    page = open_editor(desk)
    paste(
        page,
        html=(
            "<h1>The Locks</h1><p>Prose of the harbour, before all the rest of it.</p>"
            '<figure class="wp-block-pullquote"><blockquote><p>It was never about the ice</p>'
            "<cite>A pilot of the port</cite></blockquote></figure><p>Prose between the two.</p>"
            '<div class="pullquote"><p>Nobody ever asked us what we thought of it</p>'
            "<p>— Ana Ruiz</p></div><p>Prose at the end.</p>"
            '<div class="subscription-widget-wrap"><p>Thanks for being here with us!</p></div>'
        ),
    )
    html = accept(page)
    assert re.search(
        r"<section [^>]*A pilot of the port[^>]*><p>It was never about the ice</p></section>"
        r"<p>Prose between the two.</p>"
        r"<section [^>]*Ana Ruiz[^>]*><p>Nobody ever asked us what we thought of it</p></section>"
        r"<p>Prose at the end.</p>(<p></p>)?$",
        html,
    )
    expect(page.locator("#id_title")).to_have_value("The Locks")


def test_split_is_one_undo_step_for_document_and_fields(desk: Desk) -> None:
    page = open_editor(desk)
    paste_article(page, "Split into blocks")
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new source)")
    split = document_html(page)
    expect_fields(page, "The Lock Keepers", "the-lock-keepers", "2023-03-03", "Ports, Water")
    press(page, "Control+z")
    expect_fields(page, "", "", "", "")
    assert document_html(page) == ""
    press(page, "Control+Shift+z")
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new source)")
    assert document_html(page) == split
    expect_fields(page, "The Lock Keepers", "the-lock-keepers", "2023-03-03", "Ports, Water")
    page.keyboard.type("More")
    press(page, "Control+z")  # Text typed afterwards is an undo step of its own.
    expect_fields(page, "The Lock Keepers", "the-lock-keepers", "2023-03-03", "Ports, Water")


def test_article_pasted_into_empty_title_is_offered_as_article(desk: Desk) -> None:
    page = open_editor(desk)
    page.locator("#id_title").focus()
    paste(page, ARTICLE, into="#id_title")
    expect(page.get_by_role("dialog")).to_contain_text("2 quotations with their attribution")
    accept(page)
    expect_fields(page, "The Lock Keepers", "the-lock-keepers", "2023-03-03", "Ports, Water")
    assert "Nobody ever did." in document_html(page)


def test_addresses_of_an_article_become_embeds_and_one_undo_reverts_it(desk: Desk) -> None:
    page = open_editor(desk)
    lines = "https://example.org/tides\n\nhttps://youtu.be/abcdefghij_\n\nIt was seen by all."
    paste(page, f"{ARTICLE.rpartition('Labels')[0]}{lines}\n")
    accept(page)
    node = page.locator(".embed-node")
    expect(node.get_by_label("Address")).to_have_value(
        "https://www.youtube.com/watch?v=abcdefghij_"
    )
    assert "https://example.org/tides" in document_html(page)
    page.locator(".tiptap > p").first.click()
    press(page, "Control+z")
    expect(node).to_have_count(0)
    assert document_html(page) == ""


def test_undo_of_split_restores_former_field_values(desk: Desk) -> None:
    page = open_editor(desk)
    page.fill("#id_title", "Mine")
    page.fill("#id_slug", "by-hand")
    page.fill("#id_labels", "water, Law")
    page.locator(".tiptap").click()
    paste(page, ARTICLE)
    page.get_by_role("checkbox", name="Title (replaces Mine)").check()
    page.get_by_role("button", name="Split into blocks").click()
    expect_fields(page, "The Lock Keepers", "by-hand", "2023-03-03", "water, Law, Ports")
    expect(page.locator(".tiptap")).not_to_contain_text("The Lock Keepers")
    press(page, "Control+z")
    expect_fields(page, "Mine", "by-hand", "", "water, Law")


def test_filled_fields_are_not_replaced_by_default(desk: Desk) -> None:
    page = open_editor(desk)
    page.fill("#id_title", "Mine")
    page.fill("#id_published_at_0", "2024-01-31")
    page.locator(".tiptap").click()
    paste(page, ARTICLE)
    for name in ("Title (replaces Mine)", "Date (replaces January 31, 2024)"):
        expect(page.get_by_role("checkbox", name=name)).not_to_be_checked()
    html = accept(page)
    assert html.startswith("<p>Friday, March 3, 2023</p><p>The Lock Keepers</p>")
    expect_fields(page, "Mine", "mine", "2024-01-31", "Ports, Water")


def test_article_pasted_unsplit_changes_no_fields(desk: Desk) -> None:
    page = open_editor(desk)
    paste_article(page, "Paste as it is")
    assert document_html(page).startswith("<p>Friday, March 3, 2023</p><p>The Lock Keepers</p>")
    expect_fields(page, "", "", "", "")


def test_split_cancelled_by_button_or_key_changes_nothing(desk: Desk) -> None:
    page = open_editor(desk)
    paste_article(page, "Cancel")
    paste(page, ARTICLE)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert document_html(page) == ""
    page.keyboard.type("On")
    assert document_html(page) == "<p>On</p>"


def test_split_pastes_into_paragraph_and_over_selection(desk: Desk) -> None:
    page = open_editor(desk)
    set_document(page, "<p>First half, second half.</p><p>Then.</p>")
    caret(page.locator(".tiptap > p").first)
    press(page, "Control+ArrowRight", "Control+ArrowRight")
    paste_article(page, "Split into blocks")
    html = document_html(page)
    assert html.startswith("<p>First half</p><section ")
    assert html.endswith("another.</p><p>, second half.</p><p>Then.</p>")
    caret(page.locator(".tiptap > p").first)
    press(page, "Shift+Control+End")
    paste_article(page, "Split into blocks")
    assert document_html(page).startswith("<section ")
    assert document_html(page).count("<section ") == 1


def test_split_does_not_wait_for_parsed_attributions(desk: Desk) -> None:
    page = open_editor(desk)
    with delayed_requests(page, "**/editor/attribution/"):
        paste_article(page, "Split into blocks")
        expect(page.locator(".quotation-node")).to_have_count(1)
        page.keyboard.type(" More.")
    expect(page.locator(".quotation-node summary")).to_contain_text("Ana Ruiz (new source)")
    assert "one after another. More.</p>" in document_html(page)


def test_article_split_twice_is_inserted_twice(desk: Desk) -> None:
    page = open_editor(desk)
    paste_article(page, "Split into blocks")
    paste_article(page, "Split into blocks")
    expect(page.locator(".quotation-node")).to_have_count(2)
    expect(page.locator("#id_labels")).to_have_value("Ports, Water")
    press(page, "Control+z")
    expect(page.locator(".quotation-node")).to_have_count(1)
    expect(page.locator("#id_title")).to_have_value("The Lock Keepers")


GERMAN_ARTICLE = """3. März 2023

Die Schleusenwärter

„Niemand hat uns gefragt.“
Ana Ruiz, Hafenmeisterin

Die Tore wurden mittags geschlossen, und was folgt, erzählen jene, die sie geschlossen haben.
Niemand weiß, wie es mit dem Hafen und den Schleusen weitergeht, wenn im Herbst Schiffe kommen.
Die Hafenmeisterin schweigt seit Montag, und auch aus dem Rathaus war nichts zu erfahren.
"""


def test_language_of_an_article_becomes_that_of_a_new_post(desk: Desk) -> None:
    page = open_editor(desk)
    paste(page, GERMAN_ARTICLE)
    choice = page.get_by_role("dialog").locator("label[data-shape=language]")
    expect(choice).to_have_text(re.compile(r"Language \(replaces English.*\)\s*German"))
    expect(choice.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Split into blocks").click()
    expect(page.locator("#id_language")).to_have_value("de")
    page.locator(".tiptap").focus()
    press(page, "Control+z")
    expect(page.locator("#id_language")).to_have_value("en")


def test_byline_that_names_an_author_becomes_that_of_a_new_post(desk: Desk) -> None:
    ada = make.user("Author", byline="Ada Ahn")
    page, dialog = offer_article(desk, LONG_ARTICLE.replace(" | The Harbour Ledger", ""))
    own = page.locator("#id_byline_0").input_value()
    choice = dialog.locator("label[data-shape=byline]")
    expect(choice).to_have_text(re.compile(r"Byline \(replaces .*\)\s*Ada Ahn"))
    expect(choice.get_by_role("checkbox")).to_be_checked()
    html = accept(page)
    assert "Ada Ahn" not in html
    expect(page.locator("#id_byline_0")).to_have_value(str(ada.pk))
    press(page, "Control+z")
    expect(page.locator("#id_byline_0")).to_have_value(own)


def test_byline_that_names_a_guest_as_well_stays_in_the_text(desk: Desk) -> None:
    make.user("Author", byline="Ada Ahn")
    make.user("Author", byline="Guest")
    page, dialog = offer_article(desk, LONG_ARTICLE.replace("|", "and Jo Guest,"))
    own = page.locator("#id_byline_0").input_value()
    choice = dialog.locator("label[data-shape=byline]")
    expect(choice).to_contain_text("Ada Ahn (By Ada Ahn and Jo Guest, The Harbour Ledger)")
    expect(choice.get_by_role("checkbox")).not_to_be_checked()
    assert "<p>By Ada Ahn and Jo Guest, The Harbour Ledger</p>" in accept(page)
    expect(page.locator("#id_byline_0")).to_have_value(own)


def test_byline_of_nobody_is_named_and_stays_if_unticked(desk: Desk) -> None:
    page, dialog = offer_article(desk)
    note = re.compile(r"By Ada Ahn \| The Harbour Ledger.* names nobody who writes here")
    expect(dialog.get_by_text(note)).to_be_visible()
    dialog.get_by_label("Leave out (Byline)").uncheck()
    assert "<p>By Ada Ahn | The Harbour Ledger</p>" in accept(page)


def test_language_of_an_article_is_only_suggested_for_a_post_with_text(desk: Desk) -> None:
    page = open_editor(desk, "<p>My commentary.</p>")
    caret(page.locator(".tiptap > p"), "end")
    press(page, "Enter")
    paste(page, GERMAN_ARTICLE)
    choice = page.get_by_role("dialog").locator("label[data-shape=language]")
    expect(choice.get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("button", name="Split into blocks").click()
    expect(page.locator("#id_language")).to_have_value("en")
