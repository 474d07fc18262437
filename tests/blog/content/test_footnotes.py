"""Footnotes: what is stored, what readers and feeds get, and how revisions compare."""

import pytest

from blog import revisions
from blog.checks.extract import extract_parts
from blog.common import markup
from blog.content import document
from blog.notes import anchors
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

NOTE = '<small data-footnote="">A note.</small>'


def note(content: str) -> str:
    return f'<small data-footnote="">{content}</small>'


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (f"<p>A{NOTE} b.</p>", f"<p>A{NOTE} b.</p>"),
        (
            f"<p>A{note('<strong>B</strong> <a href="/x/">c</a>')}</p>",
            f"<p>A{note('<strong>B</strong> <a href="/x/">c</a>')}</p>",
        ),
        ("<p>A<small>b</small></p>", "<p>Ab</p>"),
        (f"<p>A{note(' ')}</p>", "<p>A</p>"),
        (
            f"<p>A{note('<p>B</p><ul><li>c</li></ul>')}</p>",
            f"<p>A</p><p>{note('B')}</p><ul><li>{note('c')}</li></ul>",
        ),
        (f"<p>A{note(f'b{NOTE}c')}</p>", f"<p>A{note('bA note.c')}</p>"),
        (f'<p><a href="/x/">A{NOTE} b</a>c</p>', f'<p><a href="/x/">A b</a>{NOTE}c</p>'),
        (f"<p>A<sup>{NOTE}</sup> b</p>", f"<p>A{NOTE} b</p>"),
        (f"<h2>A{NOTE}</h2>", f"<h2>A{NOTE}</h2>"),
        (
            f'<p>He said “<q data-block="quotation">A b{NOTE}</q>” yes.</p>',
            f"<p>He said “<q>A b</q>”{NOTE} yes.</p>",
        ),
        (
            f"<table><tr><td>A{NOTE}</td></tr></table>",
            f"<table><tbody><tr><td>A{NOTE}</td></tr></tbody></table>",
        ),
        (NOTE, "<p>A note.</p>"),
        (f"<pre>A{NOTE}</pre>", "<pre><code>AA note.</code></pre>"),
        (
            '<p>A<small data-footnote="" id="main" onclick="x()"><img src=x onerror=y()>b'
            "<script>z()</script></small></p>",
            f"<p>A{note('b')}</p>",
        ),
    ],
)
def test_footnote_is_stored_at_its_reference(sent, stored):
    post = make.post(sent)
    assert post.proses.get().html == stored
    again = document.load_document(post)
    assert document.parse(document.to_html(again)) == again


def test_footnote_in_a_quotation_becomes_a_paragraph_below():
    post = make.post(make.quotation(f"A b{NOTE} c.") + "<p>D</p>")
    assert post.pullquotes.get().text == "A b c."
    assert post.proses.get().html == "<p>A note.</p><p>D</p>"


def test_references_and_notes_link_to_each_other(client):
    post = make.post(
        f"<p>One{NOTE} two{note('<em>B</em>')}.</p>"
        + make.quotation()
        + f"<ul><li>Three{NOTE}</li></ul>"
    )
    page = read(client, post.get_absolute_url())
    references = page.xpath("//a[@role='doc-noteref']")
    assert [each.text_content() for each in references] == ["1", "2", "3"]
    notes = page.xpath("//ol[@class='footnotes']/li")
    for reference, each in zip(references, notes, strict=True):
        assert reference.get("href") == f"#{each.get('id')}"
        (back,) = each.xpath(".//a[@role='doc-backlink']")
        assert back.get("href") == f"#{reference.get('id')}"
        assert back.get("aria-label")
    assert notes[1].xpath("./em/text()") == ["B"]
    keys = page.xpath("//@id")
    assert len(keys) == len(set(keys))


def test_home_page_has_unique_ids_and_the_notes_of_the_intro(client):
    for title in ("One", "Two"):
        make.post(
            f'<p>A{note("First.")}</p><hr data-jump=""><p>B{note("Second.")}</p>', title=title
        )
    page = read(client, "/")
    keys = page.xpath("//@id")
    assert len(keys) == len(set(keys))
    assert [each.split(" ")[0] for each in text(page, "//ol[@class='footnotes']/li")] == [
        *("First.", "First."),
    ]
    targets = page.xpath("//a[@role='doc-noteref' or @role='doc-backlink']/@href")
    assert {target.removeprefix("#") for target in targets} <= set(keys)


def test_feed_has_notes_at_the_end(client, settings):
    post = make.post(f"<p>A{NOTE}.</p><p>B</p>")
    content = client.get("/feed.json").json()["items"][0]["content_html"]
    page = f"{settings.SITE_URL}{post.get_absolute_url()}"
    assert f'href="{page}#note-{post.pk}-1" role="doc-noteref">1</a>' in content
    assert content.index("A note.") > content.index("<p>B</p>")


def test_footnote_is_not_part_of_its_sentence(client):
    post = make.post(f"<p>One{NOTE} obscure phrase.</p>", title="Found")
    assert post.excerpt == "One obscure phrase."
    assert [anchor.text for anchor in anchors.list_anchors(post)] == ["One obscure phrase."]
    assert markup.plain_text(post.proses.get().html) == "One [A note.] obscure phrase."
    lines = [line.text for line in extract_parts(document.load_document(post)).texts]
    assert lines == ["One obscure phrase.", "A note."]
    assert text(read(client, '/search/?q="one+obscure"'), "//h3") == ["Found"]
    assert text(read(client, "/search/?q=note"), "//h3") == ["Found"]


def test_changed_footnote_is_a_difference():
    before, after = f"<p>One{note('old words')}.</p>", f"<p>One{note('new words')}.</p>"
    (change,) = revisions.compare([before], [after])
    assert change.kind == "changed"
    assert "<p>One<sup>*</sup>.</p>" in change.html
    assert "<dd><del>old words</del> <ins>new words</ins></dd>" in change.html


def test_heading_with_a_footnote_has_the_id_of_its_text():
    post = make.post(f"<h2>Water{NOTE}</h2>")
    assert 'id="section-water"' in post.html
    assert "section-link" not in post.html
