"""Tables: what is stored, what readers and feeds get, and how revisions compare."""

import pytest

from blog import revisions
from blog.checks.extract import extract_parts
from blog.common import markup
from blog.content import document
from blog.content.document import tables
from blog.notes import anchors
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

TABLE = (
    '<table><caption>Flow &amp; "sum"</caption><tbody>'
    '<tr><th scope="col">Year</th><th scope="col" data-align="end">Flow</th></tr>'
    '<tr><th scope="row">1962</th><td data-align="end">m<sup>3</sup> <strong>41</strong></td></tr>'
    "</tbody></table>"
)


def table(rows: str) -> str:
    return f"<table><tbody>{rows}</tbody></table>"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (TABLE, TABLE),
        (
            "<table><thead><tr><th>A</th></tr></thead><tfoot><tr><td>B</td></tr></tfoot></table>",
            table('<tr><th scope="col">A</th></tr><tr><td>B</td></tr>'),
        ),
        (
            "<table><tr><td><p>A</p><p>B <em>c</em></p></td><td><ul><li>D</li><li>E</li></ul></td>"
            "</tr></table>",
            table("<tr><td>A<br>B <em>c</em></td><td>D<br>E</td></tr>"),
        ),
        (
            "<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>",
            table("<tr><td>A</td><td>B</td></tr><tr><td>C</td><td></td></tr>"),
        ),
        (
            '<table><tr><td colspan="2">A</td></tr><tr><td>B</td><td>C</td></tr></table>',
            table('<tr><td colspan="2">A</td></tr><tr><td>B</td><td>C</td></tr>'),
        ),
        (
            '<table><tr><td rowspan="9999">A</td><td>B</td></tr><tr><td>C</td></tr></table>',
            table('<tr><td rowspan="2">A</td><td>B</td></tr><tr><td>C</td></tr>'),
        ),
        (
            '<table><tr><td>A</td><td rowspan="2">B</td></tr><tr><td colspan="3">C</td></tr>'
            "</table>",
            table('<tr><td>A</td><td rowspan="2">B</td></tr><tr><td>C</td></tr>'),
        ),
        (
            '<table><tr><td colspan="99999">A</td></tr><tr><td colspan="-1">B</td></tr></table>',
            table("<tr><td>A</td></tr><tr><td>B</td></tr>"),
        ),
        (
            "<table><tr><td>A<table><tr><td>B</td><td>C</td></tr></table></td><td>D</td></tr>"
            "</table>",
            table("<tr><td>A<br>B<br>C</td><td>D</td></tr>"),
        ),
        (
            '<table style="x" onclick="x()"><tr><td class="a" id="main" data-align="x" '
            'scope="y"><script>x()</script><img src=x onerror=x()>A</td></tr></table>',
            table("<tr><td>A</td></tr>"),
        ),
        ("<table></table><p>A</p>", "<p>A</p>"),
        ("<tr><td>A</td></tr>", "<p>A</p>"),
        (
            '<table><tr><td>“<q data-block="quotation">A</q>”</td></tr></table>',
            table("<tr><td>“A”</td></tr>"),
        ),
    ],
)
def test_table_is_stored_as_a_grid_of_phrases(sent, stored):
    post = make.post(sent)
    assert post.proses.get().html == stored
    again = document.load_document(post)
    assert document.parse(document.to_html(again)) == again
    assert not post.pullquotes.exists()


def test_table_that_is_too_large_becomes_lines(monkeypatch):
    monkeypatch.setattr(tables, "MAX_CELLS", 5)
    post = make.post("<table>" + "<tr><td>A</td><td>B</td></tr>" * 3 + "</table>")
    assert post.proses.get().html == "<p>A · B</p>" * 3


@pytest.mark.parametrize(
    "rows",
    [
        '<tr><td rowspan="9999" colspan="9999">A</td></tr>' * 3000,
        "<tr>" + "<td>A</td>" * 10_000 + "</tr>" + "<tr><td>B</td></tr>" * 10_000,
        '<tr><td rowspan="9999">A</td></tr>' * 10_000,
    ],
    ids=["spans", "ragged", "steps"],
)
def test_hostile_table_is_stored_as_lines(rows):
    html = document.parse(f"<table>{rows}</table>").nodes[0].html
    assert html.startswith("<p>A")
    assert len(html) < 500_000


def test_table_is_named_by_its_caption_and_scrolls(client):
    post = make.post(TABLE + "<table><tr><td>a</td><td>b</td></tr></table>", language="de")
    named, plain = read(client, post.get_absolute_url()).xpath("//*[@class='table']")
    assert (named.tag, named.get("tabindex")) == ("section", "0")
    assert named.get("aria-label") == 'Flow & "sum"'
    assert plain.get("role") == "group"
    assert [cell.text_content() for cell in named.iter("th", "td")] == [
        *("Year", "Flow", "1962", "m3 41"),
    ]


def test_feed_has_a_plain_table(client):
    make.post(TABLE)
    (item,) = client.get("/feed.json").json()["items"]
    assert item["content_html"].strip() == TABLE


def test_table_has_plain_text():
    html = make.post(TABLE + "<p>A</p>").proses.get().html
    assert markup.plain_text(html) == 'Flow & "sum"\nYear\tFlow\n1962\tm3 41\n\n\nA'


def test_cells_are_checked_and_have_one_anchor():
    post = make.post(TABLE)
    lines = [line.text for line in extract_parts(document.load_document(post)).texts]
    assert lines == ['Flow & "sum"', "Year", "Flow", "1962", "m3 41"]
    (anchor,) = anchors.list_anchors(post)
    assert anchor.text == 'Flow & "sum"YearFlow1962m3 41'


def test_table_is_found(client):
    make.post("<table><tr><td>obscureword</td><td>b</td></tr></table>", title="Table")
    assert text(read(client, "/search/?q=obscureword"), "//h3") == ["Table"]


def test_revisions_of_tables_differ_by_cell():
    before = table("<tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr>")
    after = table(
        "<tr><td>A</td><td>B</td></tr><tr><td>C</td><td>E</td></tr><tr><td>F</td><td></td></tr>"
    )
    (change,) = revisions.compare([before], [after])
    assert change.html == table(
        "<tr><td>A</td><td>B</td></tr><tr><td>C</td><td><ins>E</ins> <del>D</del></td></tr>"
        "<tr><td><ins>F</ins></td><td></td></tr>"
    )
    assert "F" not in change.before
    assert change.before.count("<tr>") == 2
