"""Quotations within sentences: rows of their own, and links in the text."""

import pytest
from django.test import Client

from blog import checks, revisions
from blog.common import markup
from blog.content import document
from blog.content.document import ProseNode
from blog.content.document.nodes import Paragraph, QuotationNode, SourceFields
from blog.models import Post, Prose, PullQuote, get_blocks
from tests.support import factories as make
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
MAYOR = {"attribution": "Ana Ruiz, mayor of Vik", "source_name": "Ana Ruiz", "source_role": "mayor"}
WORDS = make.inline_quotation("We will <em>not</em> close.", **MAYOR)
SENTENCE = f"<p>The mayor said: “{WORDS}” on Monday.</p>"


def list_rows(post: Post) -> list[tuple[int, str]]:
    return [
        (row.position, row.text if isinstance(row, PullQuote) else row.html)
        for row in get_blocks(post)
    ]


def test_inline_quotation_becomes_a_row_behind_its_prose():
    post = make.post(f"<h2>A</h2>{SENTENCE}{make.quotation('Block.')}<p>The end.</p>")
    prose = "<h2>A</h2><p>The mayor said: “<q>We will <em>not</em> close.</q>” on Monday.</p>"
    assert list_rows(post) == [
        (1, prose),
        (2, "“We will not close.”"),
        (3, "Block."),
        (4, "<p>The end.</p>"),
    ]
    inline, block = PullQuote.objects.order_by("position")
    assert (inline.is_inline, block.is_inline) == (True, False)
    assert (inline.html, inline.source.name) == ("“We will <em>not</em> close.”", "Ana Ruiz")
    assert inline.attribution == "Ana Ruiz, mayor of Vik"


def test_saved_document_with_inline_quotations_keeps_all_rows():
    author = make.user("Author")
    html = SENTENCE + f"<ul><li><p>“{make.inline_quotation('Never', lang='fr')}”</p></li></ul>"
    post = make.post(html, authors=(author,))
    rows = [(type(row), row.pk) for row in get_blocks(post)]
    opened = document.to_html(document.load_document(post, author))
    document.save(post, document.parse(opened), author)
    assert [(type(row), row.pk) for row in get_blocks(post)] == rows
    assert document.to_html(document.load_document(post, author)) == opened
    assert f'<q data-block="quotation" data-id="{rows[2][1]}" data-lang="fr">Never</q>' in opened


def test_loaded_prose_has_a_node_for_each_inline_quotation():
    author = make.user("Author")
    post = make.post(SENTENCE, authors=(author,))
    row = PullQuote.objects.get()
    assert document.load_document(post, author).nodes == [
        ProseNode(
            "<p>The mayor said: “<q>We will <em>not</em> close.</q>” on Monday.</p>",
            [
                QuotationNode(
                    [Paragraph(row.pk, row.html)],
                    attribution="Ana Ruiz, mayor of Vik",
                    source=SourceFields(row.source_id, "Ana Ruiz", "mayor", "", "person"),
                    source_is_mine=True,
                    is_inline=True,
                )
            ],
        )
    ]


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<p>A <q>pasted</q> b</p>", "<p>A “pasted” b</p>"),
        ("<p>A <q>very <em>odd</em></q> b</p>", "<p>A “very <em>odd</em>” b</p>"),
        ("<p>A <q></q>b</p>", "<p>A b</p>"),
        ('<p>A <q data-block="quotation"> </q>b</p>', "<p>A  b</p>"),
        ('<h2>A <q data-block="quotation">b</q></h2>', "<h2>A b</h2>"),
        ('<q data-block="quotation"><p>A</p></q>', "<p>A</p>"),
        ('<q data-block="quotation">A</q>', "<p>A</p>"),
        ("<p><q onclick='a()' class='b'>A</q></p>", "<p>“A”</p>"),
    ],
)
def test_other_q_elements_become_their_text(html, stored):
    (node,) = document.parse(html).nodes
    assert (node.html, node.quotations) == (stored, [])


def test_nested_inline_quotations_keep_the_inner_one():
    nested = make.inline_quotation(f"a {make.inline_quotation('b')} c")
    (node,) = document.parse(f"<p>{nested}</p>").nodes
    assert node.html == "<p>a <q>b</q> c</p>"
    assert [quote.paragraphs for quote in node.quotations] == [[Paragraph(None, "b")]]


@pytest.mark.parametrize(
    ("before", "after", "stored"),
    [
        ("He said “", "”.", "“Never”"),
        ("Il dit «\u00a0", "\u00a0».", "«\u00a0Never\u00a0»"),
        ("Er sagte: „", "“, und ging.", "„Never“"),
        ("彼は「", "」と", "「Never」"),
        ('It was "', '"', '"Never"'),
        ("Not one: “", " again”", "Never"),
        ("None at all: ", ".", "Never"),
        ("<em>x</em>“", "”<em>y</em>", "“Never”"),
    ],
)
def test_text_of_inline_quotation_has_its_marks(before, after, stored):
    (node,) = document.parse(f"<p>{before}{make.inline_quotation('Never')}{after}</p>").nodes
    assert node.html == f"<p>{before}<q>Never</q>{after}</p>".replace("\u00a0", "&nbsp;")
    assert markup.plain_text(node.quotations[0].paragraphs[0].html) == stored


def test_inline_quotation_is_stored_as_block_and_back_with_its_key():
    author = make.user("Author")
    post = make.post(f"<p>“{make.inline_quotation('Same.')}”</p>", authors=(author,))
    key = PullQuote.objects.get().pk
    document.save(post, document.parse(make.quotation("“Same.”")), author)
    assert (PullQuote.objects.get().pk, PullQuote.objects.get().is_inline) == (key, False)
    document.save(post, document.parse(f"<p>“{make.inline_quotation('Same.')}”</p>"), author)
    assert (PullQuote.objects.get().pk, PullQuote.objects.get().is_inline) == (key, True)


def test_post_links_quoted_words_to_their_page():
    post = make.post(SENTENCE)
    key = PullQuote.objects.get().pk
    assert post.html == (
        f'<p>The mayor said: “<a class="quoted" id="quote-{key}" href="/quotes/{key}/">'
        "We will <em>not</em> close.</a>” on Monday.</p>\n"
    )
    assert post.excerpt == "The mayor said: “We will not close.” on Monday."


def test_quoted_words_with_a_link_keep_the_link():
    link = '<a href="https://example.org/">here</a>'
    post = make.post(f"<p>“{make.inline_quotation(f'Look {link}', lang='ar')}”</p>")
    key = PullQuote.objects.get().pk
    span = f'<span class="quoted" id="quote-{key}" lang="ar" dir="rtl">Look {link}</span>'
    assert post.html == f"<p>“{span}”</p>\n"


def test_page_of_inline_quotation_shows_its_paragraph_and_source(client: Client):
    post = make.post(f"<p>Before.</p><p>“{make.inline_quotation('One')}” and.</p>{SENTENCE}")
    key = PullQuote.objects.get(text="“We will not close.”").pk
    page = read(client, f"/quotes/{key}/")
    around = text(page, f"//*[{has_class('surrounding-text')}]/p")
    assert around[0] == "The mayor said: “We will not close.” on Monday."
    assert f"{post.get_absolute_url()}#quote-{key}" in page.xpath("//a/@href")
    for address in ("/sources/ana-ruiz/", "/quotes/"):
        assert "“We will not close.”" in text(read(client, address), "//blockquote")


def test_inline_quotation_without_source_is_a_finding():
    post = make.post(f"<p>First.</p><p>“{make.inline_quotation('Nobody said this.')}”</p>")
    author = make.user("Editor")
    findings = checks.run(checks.load_check_input(post), post, author)
    (finding,) = [each for each in findings if each.code == "quotation_without_source"]
    assert "Nobody said this." in finding.excerpt


def test_errors_of_inline_quotation_are_shown_at_its_words():
    html = f"<p>“{make.inline_quotation('A', said='soon')}”</p>"
    nodes = document.parse(html)
    document.check(nodes, Post(), make.user("Author"), publishing=False)
    assert nodes.errors == ["Enter the date said as 2023, 2023-03 or 2023-03-22."]
    assert 'data-errors="Enter the date' in document.to_html(nodes)


def test_revision_restores_inline_quotations():
    author = make.user("Author")
    post = make.post(SENTENCE, authors=(author,))
    revision = revisions.record(post, author)
    assert revision is not None
    document.save(post, document.parse("<p>Nothing.</p>"), author)
    assert not PullQuote.objects.exists()
    document.save(post, document.parse("".join(revisions.load_blocks(revision))), author)
    assert PullQuote.objects.get().source.name == "Ana Ruiz"
    assert "<q>" in Prose.objects.get().html


def test_two_people_change_two_paragraphs_with_inline_quotations():
    base = [f"<p>One.</p>{SENTENCE}<p>Three.</p>"]
    theirs = [base[0].replace("One.", "One!")]
    mine = [base[0].replace("mayor of Vik", "mayor of Aldmark")]
    merged = revisions.merge(base, theirs, mine, "Bo")
    assert merged.conflicts == 0
    assert "<p>One!</p>" in merged.html
    assert "mayor of Aldmark" in merged.html


def test_comparison_of_revisions_shows_a_changed_attribution():
    before = [SENTENCE]
    after = [SENTENCE.replace("Ana Ruiz", "Eva Lund")]
    (change,) = revisions.compare(before, after)
    assert "<del>Ana Ruiz, mayor of Vik</del> <ins>Eva Lund, mayor of Vik</ins>" in change.html
