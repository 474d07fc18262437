"""Quotations within sentences: a mark in prose with the credit of a quotation."""

from tests.browser.conftest import Desk, document_html, open_editor, set_document

CREDIT = 'data-attribution="Ana Ruiz, judge" data-source="7" data-source-name="Ana Ruiz"'


def test_document_with_inline_quotations_keeps_them_as_they_are(desk: Desk) -> None:
    page = open_editor(desk)
    html = (
        f'<p>She: “<q data-block="quotation" {CREDIT} data-id="3">We <strong>will</strong><br>'
        '<a href="https://example.org/">not</a> close</q>” and '
        '<q data-block="quotation">one</q><q data-block="quotation" data-said="2024">two</q></p>'
        '<ul><li><p><q data-block="quotation">three</q></p></li></ul><p>After.</p>'
    )
    set_document(page, html)
    assert document_html(page) == html


def test_inline_quotation_in_heading_becomes_text(desk: Desk) -> None:
    page = open_editor(desk)
    set_document(page, '<h2><q data-block="quotation">A</q> <strong>B</strong></h2><p>C</p>')
    assert document_html(page) == "<h2>A <strong>B</strong></h2><p>C</p>"
