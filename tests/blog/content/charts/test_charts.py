"""Charts: what is stored, what readers, feeds and search get, hostile data, and revisions."""

import re

import lxml.html
import pytest
from django.utils import translation

from blog import revisions
from blog.checks.extract import extract_parts
from blog.common import markup
from blog.content import document
from blog.content.charts.html import find_charts
from blog.content.prose_blocks import render_prose_blocks
from blog.seals.version_text import build_text
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

ATTRIBUTES = (
    'data-unit="m³/s" data-description="It fell &amp; rose." data-credit="Weir “A”"'
    ' data-credit-url="https://example.org/a?b=1&amp;c=2"'
)
ROWS = (
    '<tr><th scope="col">Summer</th><th scope="col">Lowest &lt;week&gt;</th>'
    '<th scope="col">Natural</th></tr>'
    '<tr><th scope="row">2024</th><td>23</td><td>60.5</td></tr>'
    '<tr><th scope="row">2025</th><td>–</td><td><em>-7</em></td></tr>'
)
CHART = (
    f'<table data-chart="columns" {ATTRIBUTES}><caption>The “Orle” &amp; co</caption>'
    f"<tbody>{ROWS}</tbody></table>"
)


def build(rows: list[list[str]], kind: str = "columns", tag: str = "td") -> str:
    cells = ["".join(f"<{tag}>{cell}</{tag}>" for cell in row) for row in rows]
    lines = "".join(f"<tr>{row}</tr>" for row in cells)
    return f'<table data-chart="{kind}"><caption>T</caption>{lines}</table>'


def render(html: str, language: str = "en") -> lxml.html.HtmlElement:
    """Return the figure as readers get it, after a save."""
    (node,) = document.parse(html).nodes
    with translation.override(language):
        stored = markup.RENDERED(render_prose_blocks(node.html))
    return lxml.html.fragment_fromstring(markup.insert_link_text(stored))


def list_texts(figure: lxml.html.HtmlElement) -> list[str]:
    return figure.xpath(".//*[local-name()='svg']//*[local-name()='text']/text()")


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (CHART, CHART),
        (
            '<table class="x" data-credit=" A  b " onclick="x()" data-chart="pie" data-unit="">'
            "<tr><td>a<td>1</table>",
            '<table data-chart="columns" data-credit="A b"><tbody><tr><td>a</td><td>1</td></tr>'
            "</tbody></table>",
        ),
        (
            '<table data-unit="x"><tr><td>a</table>',
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        (
            f'<table data-chart="bars" data-unit="{"u" * 200}"><tr><td>a</table>',
            f'<table data-chart="bars" data-unit="{"u" * 100}"><tbody><tr><td>a</td></tr></tbody>'
            "</table>",
        ),
        (
            "<table><tr><td>a<table data-chart='bars'><tr><td>b</table></table>",
            "<table><tbody><tr><td>a<br>b</td></tr></tbody></table>",
        ),
        ('<svg><path d="M0"/></svg><p>a</p>', "<p>a</p>"),
    ],
)
def test_chart_is_stored(sent, stored):
    post = make.post(sent)
    assert "".join(prose.html for prose in post.proses.all()) == stored
    again = document.load_document(post)
    assert document.parse(document.to_html(again)) == again


def test_page_has_drawing_table_and_source(client):
    post = make.post(CHART, language="de")
    page = read(client, post.get_absolute_url())
    assert page.xpath("//link[contains(@href, 'theme/charts')]")
    (figure,) = page.xpath("//figure[contains(@class, 'chart')]")
    assert figure.get("class") == "chart chart-columns"
    assert figure.findtext("figcaption").strip() == "The “Orle” & co"
    drawing = figure.find("svg")
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", "It fell & rose.")
    names = [name.text_content() for name in figure.xpath("./div[@class='chart-legend']/span")]
    assert names == ["Lowest <week>", "Natural"]
    texts = list_texts(figure)
    assert texts == ["−20", "0", "20", "40", "60", "80", "2024", "2025"]
    details = figure.find("details")
    assert details.findtext("summary")
    cells = [cell.text_content() for cell in details.iter("th", "td")]
    assert cells == [
        *("Summer", "Lowest <week>", "Natural", "2024", "23", "60.5", "2025", "–", "-7"),
    ]
    link = figure.find("p/a")
    assert (link.text, link.get("href")) == ("Weir “A”", "https://example.org/a?b=1&c=2")
    assert not figure.xpath(".//@style|.//@onclick|.//*[local-name()='style']")


def test_page_without_a_chart_loads_no_file_for_charts(client):
    post = make.post("<p>Chart</p><table><tr><td>data-chart</td><td>1</td></tr></table>")
    assert "theme/charts" not in client.get(post.get_absolute_url()).text


@pytest.mark.parametrize("kind", ["bars", "columns", "stacked", "lines"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "rows",
    [
        [["a", "1"]],
        [["a", "0"], ["b", "0"]],
        [["a", "5"], ["b", "5"]],
        [["a", "-5"], ["b", "-1"]],
        [["a", "-5"], ["b", "7"], ["", "3"]],
        [["", "x", "y"], ["a", "", "2"], ["b", "1", ""]],
        [["a", "1e15"], ["b", "-1e15"]],
        [["a", "0.000000001"]],
        [["x" * 5000, "1"], ["y" * 5000, "2"]],
        [["", ""], ["a", "NaN"], ["b", "1"], ["c", "inf"], ["d", "1e308"]],
        [[str(1900 + n), *("%.1f" % (n * k) for k in range(6))] for n in range(200)],
        [["مرحبا", "١٢٫٥"], ["שלום", "-3"]],
        [["a"], ["b", "1", "2"], ["c", "3"]],
    ],
)
def test_any_data_is_drawn_within_its_bounds(kind, language, rows):
    figure = render(build(rows, kind), language)
    drawing = figure.find("svg")
    assert drawing is not None
    numbers = [
        float(number)
        for value in drawing.xpath(".//@d|.//@x|.//@x1|.//@x2|.//@cx|.//@y|.//@y1|.//@y2|.//@cy")
        for number in re.findall(r"-?\d+(?:\.\d+)?", value)
    ]
    assert numbers
    height = int(drawing.get("height"))
    assert all(-0.01 <= number <= max(height, 1000) for number in numbers)
    html = lxml.html.tostring(figure, encoding="unicode")
    assert "nan" not in html.replace("NaN", "")
    assert all(len(label) <= 45 for label in list_texts(figure))


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([["a", "b"], ["c", "d"]], "empty"),
        ([["a"]], "empty"),
        ([["a", "b"]], "empty"),
        ([[str(n), "1"] for n in range(202)], "large"),
        ([["a", *"1234567"]], "large"),
        ([["a", *(["1"] * 20)]], "large"),
    ],
)
def test_table_that_cannot_be_drawn_is_shown(rows, problem):
    html = build(rows)
    (node,) = document.parse(html).nodes
    (chart,) = find_charts(node.html)
    assert chart.problem == problem
    figure = render(html)
    assert figure.find("svg") is None
    assert len(figure.findall("div[@class='table']/table/tbody/tr")) == len(rows)


def test_merged_cells_are_shown_as_a_table():
    html = '<table data-chart="bars"><tr><td colspan="2">a</td></tr><tr><td>b<td>1</table>'
    assert render(html).find("svg") is None


def test_columns_of_notes_are_left_out_and_texts_among_numbers_are_listed():
    rows = [["", "Low", "Note"], ["a", "1", "wet"], ["b", "about 2", "dry"], ["c", "n/a", ""]]
    (node,) = document.parse(build(rows)).nodes
    (chart,) = find_charts(node.html)
    assert [series.name for series in chart.series] == ["Low"]
    assert chart.labels == ["a", "b", "c"]
    assert chart.unread == ["about 2"]


def test_hostile_cells_stay_text(client):
    attack = "&lt;script&gt;x()&lt;/script&gt;&quot;&gt;&lt;/text&gt;&lt;img onerror=x src=y&gt;"
    html = build([["", attack, attack], [attack, "1", "2"]], "bars")
    texts = f'data-description="{attack}" data-credit="{attack}" data-credit-url="javascript:x()"'
    html = html.replace("<table", f"<table {texts}")
    post = make.post(html)
    page = read(client, post.get_absolute_url())
    (figure,) = page.xpath("//figure[contains(@class, 'chart')]")
    assert not figure.xpath(".//script|.//img|.//a|.//@onerror")
    assert figure.find("svg").get("aria-label").startswith("<script>")
    assert "<script>" in "".join(list_texts(figure))


def test_feed_has_title_table_and_source_only(client):
    make.post(CHART)
    content = client.get("/feed.json").json()["items"][0]["content_html"]
    figure = lxml.html.fragment_fromstring(content)
    assert [child.tag for child in figure] == ["figcaption", "table", "p"]
    assert figure.findtext("p/a") == "Weir “A”"
    assert "svg" not in content and "Data" not in content


def test_search_finds_title_label_and_source_but_no_tick(client):
    make.post(CHART, title="Found")
    for query in ("Orle", "Summer", "Natural", "Weir"):
        assert text(read(client, f"/search/?q={query}"), "//h3") == ["Found"]
    assert text(read(client, "/search/?q=80"), "//h3") == []


def test_chart_has_plain_text_and_is_checked_and_sealed_as_a_table():
    post = make.post(CHART)
    html = post.proses.get().html
    assert markup.plain_text(html).startswith("The “Orle” & co\nSummer\tLowest <week>\tNatural\n")
    parts = extract_parts(document.load_document(post))
    lines = [(line.text, line.part) for line in parts.texts]
    assert ("It fell & rose.", "description") in lines
    assert [anchor.url for anchor in parts.anchors] == ["https://example.org/a?b=1&c=2"]
    assert "The “Orle” & co\nSummer" in build_text({"title": "T"}, [html]).decode()


def test_changed_cell_kind_and_source_are_differences():
    changed = CHART.replace(">23<", ">24<").replace('"columns"', '"lines"').replace("Weir", "Staff")
    (change,) = revisions.compare([CHART], [changed])
    assert change.kind == "changed"
    assert "<del>23</del>" in change.html and "<ins>24</ins>" in change.html
    assert "<dt>Chart</dt><dd><del>Columns</del> <ins>Lines</ins></dd>" in change.html
    assert "<dt>Source</dt><dd><del>Weir “A”</del> <ins>Staff “A”</ins></dd>" in change.html
    assert "<dt>Unit</dt><dd>m³/s</dd>" in change.html


def test_chart_that_becomes_a_table_is_a_difference():
    table = CHART.replace(f' data-chart="columns" {ATTRIBUTES}', "").replace("<table ", "<table")
    (change,) = revisions.compare([CHART], [table])
    assert change.kind == "changed"
    assert "<dt>Chart</dt><dd><del>Columns</del>" in change.html


@pytest.mark.parametrize("kind", ["bars", "columns", "lines"])
def test_chart_from_right_to_left_is_mirrored(kind):
    rows = [["first", "1"], ["second", "3"]]
    left, right = (list_positions(render(build(rows, kind), code)) for code in ("en", "ar"))
    assert left
    assert right == pytest.approx([100 - position for position in left])


def list_positions(figure: lxml.html.HtmlElement) -> list[float]:
    texts = figure.xpath(".//*[local-name()='text'][contains(., 'first') or contains(., 'second')]")
    return [float(text.get("x").rstrip("%")) for text in texts]


def test_footnote_in_a_chart_is_no_part_of_its_drawing(client):
    note = "1<small data-footnote>Estimated.</small>"
    post = make.post(build([["a", note], ["b", "2"]], "bars"))
    (figure,) = read(client, post.get_absolute_url()).xpath("//figure")
    assert list_texts(figure) == ["a", "1", "b", "2"]
    assert figure.xpath("count(.//td/sup[@class='footnote'])") == 1
