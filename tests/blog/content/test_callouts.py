"""Call-outs and definition lists: what is stored, what readers and feeds get, and revisions."""

import pytest

from blog import revisions
from blog.checks.extract import extract_parts
from blog.common import markup
from blog.content import document
from blog.notes import anchors
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

CALLOUT = '<aside data-kind="background"><h3>The “treaty”</h3><p>A</p><ul><li>B</li></ul></aside>'
LIST = "<dl><dt>A</dt><dd>B <em>c</em></dd><dd>D</dd></dl>"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (CALLOUT, CALLOUT),
        (
            '<aside data-kind="x" onclick="y()" id="main"><p>A</p></aside>',
            '<aside data-kind="facts"><p>A</p></aside>',
        ),
        (
            "<aside>A <b>b</b><p>C</p>d</aside>",
            '<aside data-kind="facts"><p>A b</p><p>C</p><p>d</p></aside>',
        ),
        (
            "<aside><p>A</p><h2>B</h2><blockquote><p>C</p></blockquote><hr data-jump></aside>",
            '<aside data-kind="facts"><p>A</p><p>B</p><p>C</p></aside>',
        ),
        (
            "<aside><p>A</p><pre>B</pre><table><tr><td>C</td></tr></table><p>D</p></aside>",
            '<aside data-kind="facts"><p>A</p><p>D</p></aside><pre><code>B</code></pre>'
            "<table><tbody><tr><td>C</td></tr></tbody></table>",
        ),
        ("<aside><aside><p>A</p></aside></aside>", '<aside data-kind="facts"><p>A</p></aside>'),
        ("<ul><li><aside><p>A</p></aside></li></ul>", "<ul><li><p>A</p></li></ul>"),
        ("<aside><script>x()</script></aside><p>A</p>", "<p>A</p>"),
        (LIST, LIST),
        (
            "<dl><div><dt><p>A</p></dt><dd><p>B</p><p>C</p></dd></div>d</dl>",
            "<dl><dt>A</dt><dd>B<br>C</dd><dd>d</dd></dl>",
        ),
        ("<dl><dt>A</dt><dd>B<dl><dt>C</dt></dl></dd></dl>", "<dl><dt>A</dt><dd>B<br>C</dd></dl>"),
        ('<dl class="x"><dt onclick="x()">A</dt></dl>', "<dl><dt>A</dt></dl>"),
        ("<dl></dl><dt>A</dt>", "<p>A</p>"),
    ],
)
def test_callout_and_definitions_are_stored(sent, stored):
    post = make.post(sent)
    assert post.proses.get().html == stored
    again = document.load_document(post)
    assert document.parse(document.to_html(again)) == again


def test_callout_has_a_quotation_within_a_sentence():
    inline = '<aside><p>He said “<q data-block="quotation">A b</q>”.</p></aside>'
    assert make.post(inline).pullquotes.get().text == "“A b”"


def test_callout_is_named_by_its_heading(client):
    post = make.post(f"<h2>A</h2>{CALLOUT}<aside><p>B</p></aside>")
    named, plain = read(client, post.get_absolute_url()).xpath(
        "//aside[starts-with(@class, 'callout')]"
    )
    assert named.get("class") == "callout callout-background"
    assert named.get("aria-label") == "The “treaty”"
    assert named.xpath("./h3/@id") == ["section-the-treaty"]
    assert plain.get("aria-label") == "Facts"


def test_feed_has_plain_callouts_and_definitions(client):
    make.post(CALLOUT + LIST)
    content = client.get("/feed.json").json()["items"][0]["content_html"]
    assert "<aside><h2 " in content
    assert LIST in content


def test_callout_and_definitions_have_plain_text_and_are_found(client):
    post = make.post(CALLOUT + LIST, title="Found")
    assert markup.plain_text(post.proses.get().html) == "The “treaty”\n\nA\n\nB\n\nA\n\nB c\n\nD"
    lines = [line.text for line in extract_parts(document.load_document(post)).texts]
    assert lines == ["The “treaty”", "A", "B", "A", "B c", "D"]
    assert [anchor.text for anchor in anchors.list_anchors(post)] == ["The “treaty”AB", "AB cD"]
    assert text(read(client, "/search/?q=treaty"), "//h3") == ["Found"]


def test_changed_callout_and_definitions_are_differences():
    (change,) = revisions.compare([CALLOUT], [CALLOUT.replace("<p>A</p>", "<p>A new</p>")])
    assert "<ins>new</ins>" in change.html
    assert change.html.startswith("<aside")
    (change,) = revisions.compare([LIST], [LIST.replace("D", "E")])
    assert "<li><strong>A</strong></li>" in change.html
    assert "<ins>E</ins>" in change.html
