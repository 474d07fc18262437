"""Marks of words: struck out, inserted, raised, lowered and code."""

import pytest

from blog import revisions
from blog.checks.extract import extract_parts
from blog.common import markup
from blog.content import document
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

ALL = "<p>A <s>struck</s> <ins>inserted</ins> m<sup>3</sup> CO<sub>2</sub> <code>a == b</code>.</p>"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (ALL, ALL),
        ("<p><del>A</del> <strike>B</strike></p>", "<p><s>A</s> <s>B</s></p>"),
        ('<p><ins cite="/a" datetime="2026">A</ins></p>', "<p><ins>A</ins></p>"),
        ('<p><code class="x" onclick="y()">A</code></p>', "<p><code>A</code></p>"),
        ("<del><p>A</p></del><ins><p>B</p></ins>", "<p>A</p><p>B</p>"),
        ("<p><code></code>A<sup></sup></p>", "<p>A</p>"),
        ("<p><sup><script>a()</script>1</sup></p>", "<p><sup>1</sup></p>"),
        ("<p><s>A <strong>B</strong></s></p>", "<p><s>A <strong>B</strong></s></p>"),
        ("<p><u>A</u><small>B</small></p>", "<p>AB</p>"),
    ],
)
def test_marks_are_stored_in_one_form(sent, stored):
    post = make.post(sent)
    assert post.proses.get().html == stored
    assert post.html.strip() == stored
    again = document.load_document(post)
    assert document.parse(document.to_html(again)) == again


def test_marks_in_quotations_leave_the_text_unchanged():
    html = "CO<sub>2</sub> <s>rose</s> <code>x</code>"
    inline = '<p>They said “<q data-block="quotation">m<sup>3</sup></q>”.</p>'
    post = make.post(make.quotation(html) + inline)
    block, within = post.pullquotes.order_by("position")
    assert (block.text, block.html) == ("CO2 rose x", html)
    assert (within.text, within.html) == ("“m3”", "“m<sup>3</sup>”")


def test_marks_have_plain_text():
    assert markup.plain_text(ALL) == "A struck inserted m3 CO2 a == b."
    assert make.post(ALL).excerpt == "A struck inserted m3 CO2 a == b."


def test_inserted_words_are_no_difference_of_revisions():
    before, after = "<p>One <ins>two</ins> three.</p>", "<p>One <ins>two</ins> four.</p>"
    (change,) = revisions.compare([before], [after])
    assert change.kind == "changed"
    assert "<u>two</u>" in change.before
    assert "three" in change.before
    assert "three" not in change.after
    assert "four" not in change.before
    (same,) = revisions.compare([before], [before])
    assert same.kind == "same"


def test_code_is_not_checked_for_typography():
    nodes = document.parse("<p>Type <code>print(\"a')  --</code> now.</p>")
    (line,) = extract_parts(nodes).texts
    assert line.text == "Type printa now."


@pytest.mark.parametrize("q", ["strucken", "foobar"])
def test_marked_words_are_found(q, client):
    make.post("<p>A <s>strucken</s> <code>foobar</code>.</p>", title="Marked")
    assert text(read(client, f"/search/?q={q}"), "//h3") == ["Marked"]
