"""Quotations from a page of another site, opened beside the text."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from blog.admin.posts import page_api
from blog.evidence import quote_page
from blog.evidence.browser import render
from blog.evidence.fetch import FetchedPage
from blog.evidence.models import PageCopy, QuotationCheck
from blog.models import PullQuote
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    document_html,
    open_editor,
    press,
    save,
    set_document,
    settle,
)
from tests.support import factories
from tests.support.hostile_server import HostileServer, run_server
from tests.support.patience import PATIENCE
from tests.support.pdf_files import build_pdf, draw, draw_lines

ADDRESS = "http://there.example/bridge"
WORDS = "We will rebuild the bridge before the end of the year, whatever it costs."
REST = "They told everybody so on the bank of the river, in the rain. " * 8
ARTICLE = (
    "<html lang=en><title>The bridge</title><body><nav><ul><li>Sport</ul></nav><article>"
    "<meta property=article:published_time content=2024-05-03T08:00:00Z>"
    f"<p>“{WORDS}” said Jane Doe, the mayor of Springfield.</p><p>{REST}</p><p>{REST}</p>"
    "<p>It was the last thing that anybody heard of the matter.</p></article>"
).encode()


@pytest.fixture
def site(monkeypatch, settings) -> Iterator[HostileServer]:
    settings.EVIDENCE = True
    with run_server(HostileServer) as server:
        html = "Content-Type: text/html; charset=utf-8"
        server.set_response("/bridge", "200 OK", html, body=ARTICLE)

        def open_page(*, url: str, by: User, in_browser: bool) -> quote_page.QuotablePage:
            def fetch(url: str):
                ports = {"http": server.port}
                return quote_page.fetch_for_author(url, server.resolve, ports)

            return quote_page.open_page(url=url, by=by, in_browser=in_browser, fetch=fetch)

        monkeypatch.setattr(page_api, "open_page", open_page)
        yield server


def open_panel(page: Page) -> Locator:
    """Open the panel with the menu of blocks, in the empty paragraph with the caret."""
    settle(page)
    page.keyboard.type("/quote from")
    expect(page.locator(".slash-menu [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Quote from a page")
    expect(panel.get_by_label("Address of the page")).to_be_focused()
    return panel


def open_article(page: Page, address: str = ADDRESS) -> Locator:
    panel = open_panel(page)
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="The bridge")).to_be_focused()
    return panel


def select(text: Locator, start: int, end: int) -> None:
    """Select characters of the text at the beginning of an element."""
    text.evaluate(
        """(element, [start, end]) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
            let node = walker.nextNode()
            while (node && node.data.trim().length < end) node = walker.nextNode()
            const offset = node.data.length - node.data.trimStart().length
            getSelection().setBaseAndExtent(node, offset + start, node, offset + end)
        }""",
        [start, end],
    )


def test_marked_quotation_is_quoted_with_its_speaker_and_linked_to_its_copy(
    desk: Desk, site: HostileServer
) -> None:
    page = open_editor(desk)
    panel = open_article(page)
    assert PageCopy.objects.count() == 1
    assert_accessible(page)
    panel.get_by_role("button", name=WORDS).click()
    expect(panel.get_by_role("status")).to_contain_text("Quoted: “We will rebuild the bridge")
    expect(page.get_by_label("Attribution")).to_have_value("Jane Doe, mayor of Springfield")
    expect(page.locator("[data-field=sourceName]")).to_have_value("Jane Doe")
    page.locator("#id_title").fill("The bridge")
    save(page)
    quotation = PullQuote.objects.select_related("source").get()
    assert (quotation.text, quotation.url, quotation.date_said) == (WORDS, ADDRESS, "")
    assert quotation.source and quotation.source.name == "Jane Doe"
    check, copy = QuotationCheck.objects.get(), PageCopy.objects.get()
    assert (check.page_id, check.first_copy) == (copy.page_id, copy)


def test_selected_words_are_quoted_below_the_caret_and_undone_at_once(
    desk: Desk, site: HostileServer
) -> None:
    page = open_editor(desk)
    set_document(page, "<p>Before.</p><p></p><p>After.</p>")
    page.locator(".tiptap > p").nth(1).click()
    panel = open_article(page)
    before = document_html(page)
    button = panel.get_by_role("button", name="Quote the selection")
    expect(button).to_be_disabled()
    select(panel.locator("[data-line]").nth(2), 5, 13)
    expect(button).to_be_enabled()
    panel.get_by_label("Said on the date of the page, 2024-05-03").check()
    select(panel.locator("[data-line]").nth(2), 5, 13)
    button.click()
    expect(page.locator(".quotation-node")).to_have_count(1)
    assert re.fullmatch(
        r"<p>Before.</p><section (?=[^>]*data-said=\"2024-05-03\")(?=[^>]*data-url=\""
        + re.escape(ADDRESS)
        + r"\")[^>]*><p>told eve</p></section><p>After.</p>",
        document_html(page),
    )
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".tiptap")).to_be_focused()
    press(page, "Control+z")
    assert document_html(page) == before


def test_page_that_a_script_fills_is_opened_in_the_browser_of_the_server(
    desk: Desk, site: HostileServer, monkeypatch
) -> None:
    """The browser itself has its own tests. What little was read is there meanwhile."""
    resume = threading.Event()

    def fetch_shown(url: str, *, is_waiting: bool) -> FetchedPage:
        assert resume.wait(timeout=PATIENCE)
        return FetchedPage(status=200, final_url=url, body=ARTICLE, snapshot=b"From: <Blink>")

    monkeypatch.setattr(render, "is_available", lambda: True)
    monkeypatch.setattr(render, "fetch_shown", fetch_shown)
    html = "Content-Type: text/html"
    body = b"<title>The bridge</title><p>Loading the page.</p>"
    site.set_response("/bridge", "200 OK", html, body=body)
    page = open_editor(desk)
    panel = open_article(page)
    expect(panel.get_by_text("Loading the page.")).to_be_visible()
    status = panel.get_by_role("status")
    expect(status).to_contain_text("A browser on the server is opening it")
    expect(panel.get_by_role("button", name="Cancel")).to_be_visible()
    resume.set()
    expect(panel.locator("mark")).to_have_text(WORDS)
    expect(panel.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(panel.get_by_text("as a browser on the server showed it")).to_be_visible()
    assert set(PageCopy.objects.values_list("is_rendered", flat=True)) == {False, True}


def test_hidden_lines_within_a_selection_are_not_quoted(desk: Desk, site: HostileServer) -> None:
    page = open_editor(desk)
    panel = open_article(page)
    hidden, last = (panel.locator("[data-line]").nth(index) for index in (2, 4))
    hidden.evaluate("line => line.setAttribute('data-beside', '')")
    expect(hidden).to_be_hidden()
    last.evaluate(
        """line => {
            const first = line.parentElement.querySelectorAll("[data-line]")[1]
            getSelection().setBaseAndExtent(first, 0, line, line.childNodes.length)
        }"""
    )
    button = panel.get_by_role("button", name="Quote the selection")
    expect(button).to_be_enabled()
    button.click()
    expect(page.locator(".quotation-text p")).to_have_count(3)


def test_paragraph_is_quoted_with_the_keyboard(desk: Desk, site: HostileServer) -> None:
    page = open_editor(desk)
    panel = open_article(page)
    expect(panel.get_by_text("Sport")).to_be_hidden()
    panel.locator("[data-line]").nth(1).focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(panel.locator("[data-line]").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".quotation-text")).to_have_text(
        "It was the last thing that anybody heard of the matter."
    )


def test_language_of_another_page_is_that_of_the_quotation(desk: Desk, site: HostileServer) -> None:
    user = factories.user("Editor")
    page = desk.page(user)
    post = factories.post("<p></p>", status="draft", authors=(user,), language="fr")
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.locator(".tiptap").click()
    panel = open_article(page)
    panel.get_by_role("button", name=WORDS).press("Enter")
    expect(page.locator(".quotation-text")).to_have_attribute("lang", "en")


def test_refused_address_says_why_and_can_be_tried_again(desk: Desk, site: HostileServer) -> None:
    desk.ignore_error("422")
    page = open_editor(desk)
    panel = open_panel(page)
    page.keyboard.type("http://within.example/")
    page.keyboard.press("Enter")
    status = panel.get_by_role("status")
    expect(status).to_have_text("There is no public website at this address.")
    panel.get_by_label("Address of the page").fill(ADDRESS)
    panel.get_by_role("button", name="Open", exact=True).click()
    expect(panel.get_by_role("heading", name="The bridge")).to_be_visible()
    expect(panel.locator(".preview-state")).to_be_empty()


def test_slow_page_can_be_cancelled(desk: Desk, site: HostileServer) -> None:
    page = open_editor(desk)
    panel = open_panel(page)
    waiting = []
    page.route("**/editor/page/", lambda route: waiting.append(route))
    page.keyboard.type(ADDRESS)
    with page.expect_request("**/editor/page/"):
        page.keyboard.press("Enter")
    expect(panel.get_by_role("status")).to_have_text("Reading the page…")
    panel.get_by_role("button", name="Cancel").click()
    expect(panel.get_by_role("status")).to_have_text("Cancelled.")
    expect(panel.get_by_role("button", name="Open", exact=True)).to_be_focused()


@pytest.mark.parametrize("width", [390, 1440])
def test_panel_covers_no_field_beside_the_text_and_the_whole_phone(
    width: int, desk: Desk, site: HostileServer
) -> None:
    page = open_editor(desk, width=width, dark=width == 390)
    panel = open_article(page)
    expect(page.locator("dialog:modal")).to_have_count(1 if width == 390 else 0)
    panel.get_by_role("button", name=WORDS).click()
    panel.get_by_role("button", name="Close").click()
    expect(page.locator(".tiptap")).to_be_focused()
    expect(page.locator(".quotation-text")).to_have_text(WORDS)


def test_saved_page_is_quoted_at_the_address_that_it_says(
    desk: Desk, site: HostileServer, tmp_path: Path
) -> None:
    saved = tmp_path / "bridge.html"
    saved.write_bytes(f"<!-- saved from url=(0027){ADDRESS} -->".encode() + ARTICLE)
    page = open_editor(desk)
    panel = open_panel(page)
    with page.expect_file_chooser() as chooser:
        panel.get_by_role("button", name="Saved page or PDF…").click()
    chooser.value.set_files(saved)
    expect(panel.get_by_label("Address of the page")).to_have_value(ADDRESS)
    expect(panel).to_contain_text("as a file that you handed in")
    panel.get_by_role("button", name=WORDS).click()
    expect(page.locator(".quotation-text")).to_have_text(WORDS)
    assert site.asked == []


def test_live_preview_and_panel_take_turns(desk: Desk, site: HostileServer) -> None:
    page = open_editor(desk)
    preview = page.get_by_role("button", name="Preview", exact=True)
    preview.click()
    expect(preview).to_have_attribute("aria-expanded", "true")
    page.locator(".tiptap").click()
    panel = open_panel(page)
    expect(preview).to_have_attribute("aria-expanded", "false")
    preview.click()
    expect(panel).to_be_hidden()
    expect(preview).to_have_attribute("aria-expanded", "true")


def print_document(page: Page) -> bytes:
    """Return a PDF of two pages that Chromium prints, with a header and page numbers."""
    printer = page.context.new_page()
    printer.set_content(
        "<html lang=en><title>The bridge</title><style>p { font: 12pt/1.5 serif }</style>"
        f"<h1>The bridge</h1><p>“{WORDS}” said Jane Doe, the mayor of Springfield.</p><p>{REST}</p>"
        "<p style='break-before: page'>Nobody contradicted her on that day in the rain.</p>"
    )
    header, number = "<p style='font-size: 9px'>Annual report", "<span class=pageNumber></span>"
    document = printer.pdf(
        display_header_footer=True,
        header_template=header,
        footer_template=f"<p style='font-size: 9px'>{number}",
        margin={"top": "80px", "bottom": "80px"},
    )
    printer.close()
    return document


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_words_of_a_pdf_are_quoted_with_their_page(
    width: int, desk: Desk, site: HostileServer
) -> None:
    page = open_editor(desk, width=width, dark=width == 390)
    pdf = "Content-Type: application/pdf"
    site.set_response("/report", "200 OK", pdf, body=print_document(page))
    panel = open_article(page, "http://there.example/report")
    expect(panel.locator(".quote-page-number")).to_have_text(["Page 1", "Page 2"])
    expect(panel.get_by_text("Annual report").first).to_be_hidden()
    panel.get_by_role("button", name=WORDS).click()
    quotations = page.locator(".quotation-node")
    expect(quotations).to_have_count(1)
    panel.get_by_text("Nobody contradicted her").press("Enter")
    expect(quotations).to_have_count(2)
    html = document_html(page)
    assert re.findall(r'data-locator="([^"]*)"', html) == ["p. 1", "p. 2"]
    assert re.findall(r'data-attribution="([^"]*)"', html) == [
        *("Jane Doe, mayor of Springfield", "The bridge")
    ]
    assert_accessible(page)


def test_words_on_two_pages_have_both_as_their_place(
    desk: Desk, site: HostileServer, tmp_path: Path
) -> None:
    lines = (["It is only the quay that we"], ["rebuild, and then the bridge."])
    document = tmp_path / "report.pdf"
    document.write_bytes(build_pdf([draw(*draw_lines(each)) for each in lines]))
    page = open_editor(desk)
    panel = open_panel(page)
    with page.expect_file_chooser() as chooser:
        panel.get_by_role("button", name="Saved page or PDF…").click()
    chooser.value.set_files(document)
    line = panel.locator("[data-line]")
    expect(line).to_have_text("It is only the quay that we rebuild, and then the bridge.")
    expect(panel).to_contain_text("Without an address no copy is kept.")
    button = panel.get_by_role("button", name="Quote the selection")
    select(line, 3, 36)
    expect(button).to_be_enabled()
    button.click()
    expect(page.locator(".quotation-text")).to_have_text("is only the quay that we rebuild,")
    assert 'data-locator="pp. 1–2"' in document_html(page)
    assert not PageCopy.objects.exists()


def test_saved_page_that_is_dropped_on_the_text_is_read(desk: Desk, site: HostileServer) -> None:
    page = open_editor(desk)
    saved = f"<!-- saved from url=(0027){ADDRESS} -->".encode() + ARTICLE
    page.locator(".tiptap").evaluate(
        """(element, text) => {
            const dataTransfer = new DataTransfer()
            dataTransfer.items.add(new File([text], "bridge.html", { type: "text/html" }))
            const { left, top } = element.getBoundingClientRect()
            const place = { clientX: left + 20, clientY: top + 10, bubbles: true, cancelable: true }
            element.dispatchEvent(new DragEvent("drop", { dataTransfer, ...place }))
        }""",
        saved.decode(),
    )
    panel = page.get_by_role("dialog", name="Quote from a page")
    expect(panel.get_by_label("Address of the page")).to_have_value(ADDRESS)
    panel.get_by_role("button", name=WORDS).click()
    expect(page.locator(".quotation-text")).to_have_text(WORDS)
    assert site.asked == []
