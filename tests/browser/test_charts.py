"""Charts in the editor and in the theme."""

import pytest
from playwright.sync_api import Page, expect

from blog.models import Post
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk, document_html, open_editor, press, save, start_document
from tests.support import factories as make

ROWS = (
    "<tr><th>Summer</th><th>Low</th><th>Natural</th></tr>"
    "<tr><th>2024</th><td>23</td><td>60</td></tr><tr><th>2025</th><td>29</td><td>74</td></tr>"
)


def chart(kind: str, rows: str = ROWS) -> str:
    texts = 'data-unit="m³/s" data-description="It rose." data-credit="Weir"'
    return f'<table data-chart="{kind}" {texts}><caption>The Orle</caption>{rows}</table>'


def test_chart_is_written_by_keyboard_previewed_and_saved(desk: Desk) -> None:
    page = open_editor(desk)
    page.keyboard.type("/chart")
    press(page, "Enter")
    expect(page.locator(".tiptap th").first).to_be_visible()
    for word in ("Summer", "Low", "Natural", "2024", "23", "60", "2025", "29"):
        page.keyboard.type(word)
        press(page, "Tab")
    page.keyboard.type("74")
    expect(page.locator(".chart-preview svg.chart-drawing")).to_be_visible()
    expect(page.locator(".chart-preview .chart-legend")).to_contain_text("Natural")
    page.get_by_label("Caption of the table").fill("The Orle")
    page.get_by_label("Unit", exact=True).fill("m³/s")
    page.get_by_label("Source of the numbers").fill("Weir")
    page.get_by_label("Address of the source").fill("https://example.org/")
    page.get_by_label("Description", exact=True).fill("It rose.")
    page.get_by_label("Kind of chart").select_option("Lines")
    expect(page.locator(".chart-preview .chart-lines figcaption")).to_have_text("The Orle (m³/s)")
    page.locator("#id_title").fill("Chart")
    save(page)
    html = Post.objects.get().proses.get().html
    assert html.startswith(
        '<table data-chart="lines" data-unit="m³/s" data-description="It rose." '
        'data-credit="Weir" data-credit-url="https://example.org/"><caption>The Orle</caption>'
        '<tbody><tr><th scope="col">Summer</th><th scope="col">Low</th>'
        '<th scope="col">Natural</th></tr>'
        '<tr><th scope="row">2024</th><td>23</td><td>60</td></tr>'
    )
    expect(page.get_by_label("Description", exact=True)).to_have_value("It rose.")


def test_data_is_pasted_as_text(page: Page) -> None:
    start_document(page, chart("columns"))
    page.get_by_text("Paste data from a spreadsheet").click()
    text = page.get_by_label("Data as text")
    expect(text).to_have_value("Summer\tLow\tNatural\n2024\t23\t60\n2025\t29\t74")
    text.fill("one column")
    page.get_by_role("button", name="Replace the table").click()
    expect(page.get_by_text("Enter at least two columns")).to_be_visible()
    text.fill('Jahr;Wert\n2024;"1.234,5"\n2025;-7')
    page.get_by_role("button", name="Replace the table").click()
    expect(page.locator(".tiptap th").nth(1)).to_have_text("Wert")
    expect(page.locator(".tiptap")).to_be_focused()
    assert '<th>2024</th><td data-align="end">1.234,5</td>' in document_html(page)
    press(page, "Control+z")
    expect(page.locator(".tiptap th").nth(1)).to_have_text("Low")


def test_table_becomes_a_chart_and_a_table_again(page: Page) -> None:
    start_document(page, f"<table>{ROWS}</table>")
    page.locator(".tiptap td").first.click()
    page.get_by_role("button", name="More formatting").click()
    page.get_by_role("button", name="Chart", exact=True).click()
    kind = page.get_by_label("Kind of chart")
    expect(kind).to_be_focused()
    assert '<table data-chart="columns">' in document_html(page)
    kind.select_option("Table, not drawn")
    expect(page.locator(".chart-fields")).to_be_hidden()
    assert document_html(page).startswith("<table><tbody>")


def test_editor_without_a_chart_loads_nothing_for_charts(desk: Desk) -> None:
    page = open_editor(desk, f"<table>{ROWS}</table>")
    page.locator(".tiptap td").first.click()
    script = "performance.getEntriesByType('resource').map(({ name }) => name)"
    requested = page.evaluate(script)
    assert any("post_page" in url for url in requested)
    assert not [url for url in requested if "chart" in url]


def measure_texts(page: Page) -> list[dict[str, float]]:
    return page.locator(".chart-drawing text").evaluate_all(
        "texts => texts.filter((text) => text.checkVisibility()).map((text) => {"
        "const { left, right, height } = text.getBoundingClientRect();"
        "return { left, right, height } })"
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_chart_is_legible_on_every_screen(
    desk: Desk, language: str, subtests: pytest.Subtests
) -> None:
    months = "".join(
        f"<tr><td>{year}-{month:02}</td><td>{month * 999_999}</td></tr>"
        for year in range(2015, 2025)
        for month in range(1, 13)
    )
    kinds = ("bars", "columns", "stacked", "lines")
    html = "".join(map(chart, kinds)) + chart("lines", months)
    post = make.post(html, language=language)
    page = desk.page()
    page.goto(post.get_absolute_url())
    expect(page.locator(".chart-drawing")).to_have_count(5)
    for width in (390, 1440):
        with subtests.test(width=width):
            page.set_viewport_size({"width": width, "height": 1000})
            texts = measure_texts(page)
            assert len(texts) > 30
            assert all(text["left"] >= 0 and text["right"] <= width for text in texts)
            assert all(11 <= text["height"] <= 20 for text in texts)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
