"""Conversion of the editor's HTML to nodes and rows, and back without loss."""

import pytest

from blog.content import document
from blog.content.document import (
    Document,
    FigureNode,
    ProseNode,
    QuotationNode,
)
from blog.content.document.nodes import Paragraph, SourceFields
from blog.models import get_blocks
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def load_nodes(post) -> list:
    return document.load_document(post, make.user("superuser")).nodes


def make_node(*texts: str, **fields) -> QuotationNode:
    return QuotationNode([Paragraph(None, text) for text in texts], **fields)


HTML = {
    "<p>A <strong>b</strong> <em>c</em></p>": ProseNode("<p>A <strong>b</strong> <em>c</em></p>"),
    "<h2>A</h2><h3>B</h3><p>C</p>": ProseNode("<h2>A</h2><h3>B</h3><p>C</p>"),
    "<ul><li><p>A</p></li></ul>": ProseNode("<ul><li><p>A</p></li></ul>"),
    '<ol start="3"><li>A</li></ol>': ProseNode('<ol start="3"><li>A</li></ol>'),
    '<p>A</p><hr data-jump=""><hr>': ProseNode('<p>A</p><hr data-jump=""><hr>'),
    "<blockquote><p>A</p></blockquote>": ProseNode("<blockquote><p>A</p></blockquote>"),
    "Bare &amp; <p>A</p>": ProseNode("<p>Bare &amp;</p><p>A</p>"),
    "<p></p><p>A</p><p></p><p>B</p><p>&nbsp;</p>": ProseNode("<p>A</p><p></p><p>B</p>"),
    "<figure><p>A</p></figure>": ProseNode("<p>A</p>"),
    make.quotation("A <em>b</em>", "C"): make_node("A <em>b</em>", "C"),
    make.quotation("A", "", " "): make_node("A"),
    '<section data-block="quotation">A<p>B</p>C &lt; D</section>': make_node("A", "B", "C &lt; D"),
    make.quotation("", attribution="Somebody"): make_node(attribution="Somebody"),
    make.quotation(
        *("A", "B"),
        attribution=" Ada  Bell, judge ",
        source="7",
        source_name=" Ada \n Bell ",
        source_role="judge",
        source_affiliation="High Court",
        source_kind="person",
        speaker="8",
        speaker_name="Bo",
        said="2023-03",
        url="https://example.org/",
        lang="fr",
        translation="a\r\nb\n",
    ): make_node(
        *("A", "B"),
        attribution="Ada  Bell, judge",
        source=SourceFields(7, "Ada Bell", "judge", "High Court", "person"),
        speaker=SourceFields(8, "Bo"),
        date_said="2023-03",
        url="https://example.org/",
        language="fr",
        translation="a\nb",
    ),
    make.figure(): FigureNode(),
    '<figure data-block="figure" data-id="3" data-photo="4" data-alt=" A  field " data-credit="B/C"'
    ' data-caption="A \n caption" data-licence="https://example.org/l"'
    ' data-original="https://example.org/o"></figure>': FigureNode(
        3,
        4,
        "A field",
        caption="A caption",
        credit="B/C",
        licence_url="https://example.org/l",
        original_url="https://example.org/o",
    ),
    make.figure(decorative="1"): FigureNode(decorative=True),
}


@pytest.mark.parametrize("html", HTML)
def test_html_block_is_one_node(html):
    assert document.parse(html) == Document([HTML[html]])


@pytest.mark.parametrize(
    "html", ["", " \n ", "<p></p>", "<section></section>", make.quotation(""), "<script>x</script>"]
)
def test_empty_html_has_no_nodes(html):
    assert document.parse(html) == Document([])


@pytest.mark.parametrize("html", [html for html in HTML if make.quotation("") not in html])
def test_serialized_nodes_parse_to_the_same_nodes(html):
    nodes = document.parse(html)
    assert document.parse(document.to_html(nodes)) == nodes


def test_all_block_types_survive_a_round_trip():
    author = make.user("Author")
    photo = make.photo(author)
    post = make.post(
        "<h2>A</h2><p>B</p>"
        + make.quotation("C", "D", attribution="Ada", source_name="Ada", said="2023")
        + make.figure(photo, caption="E")
        + "<p>F</p>",
        authors=(author,),
    )
    prose, one, two, figure, last = get_blocks(post)
    assert (prose.html, last.html) == ("<h2>A</h2><p>B</p>", "<p>F</p>")
    assert [(q.text, q.attribution, str(q.source), q.date_said) for q in (one, two)] == [
        ("C", "Ada", "Ada", "2023"),
        ("D", "Ada", "Ada", "2023"),
    ]
    assert (figure.photo, figure.caption) == (photo, "E")
    assert [block.position for block in get_blocks(post)] == [1, 2, 3, 4, 5]
    assert load_nodes(post) == [
        ProseNode("<h2>A</h2><p>B</p>"),
        QuotationNode(
            [Paragraph(one.pk, "C"), Paragraph(two.pk, "D")],
            attribution="Ada",
            source=SourceFields(one.source_id, "Ada", kind="person"),
            date_said="2023",
        ),
        FigureNode(
            *(figure.pk, photo.pk, photo.alt),
            caption="E",
            credit=photo.credit,
            src=photo.image.url,
            width=64,
            height=40,
        ),
        ProseNode("<p>F</p>"),
    ]


def test_neighbouring_quotations_with_one_attribution_are_one_node():
    under = {"attribution": "Ada", "said": "2023-03-22", "source_name": "Ada"}
    post = make.post(
        make.quotation("A", **under)
        + make.quotation("B", **under)
        + make.quotation("C", **under | {"said": "2023-03-23"})
    )
    assert [len(node.paragraphs) for node in load_nodes(post)] == [2, 1]
    assert post.html.count('role="group"') == 2


def test_prose_separates_quotations_with_one_attribution():
    post = make.post(make.quotation("A") + "<p>And</p>" + make.quotation("B"))
    assert [type(node) for node in load_nodes(post)] == [QuotationNode, ProseNode, QuotationNode]
