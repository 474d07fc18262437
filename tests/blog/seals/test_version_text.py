"""The sealed text of a version. Its format never changes, as its hashes are sealed."""

from hashlib import sha256

import pytest

from blog.content import document
from blog.seals.version_text import build_text
from tests.support import factories as make

BLOCKS = {
    "paragraphs": ("<p>One  two.</p><p>Three<br>four.</p>", "One two.\nThree four."),
    "headings and lists": ("<h2>Head</h2><ul><li>A</li><li>B</li></ul>", "Head\nA\nB"),
    "list in a list": ("<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>", "A\nB\nC"),
    "block quote": ("<blockquote><p>A</p><p>B</p></blockquote>", "A\nB"),
    "marks": ('<p>a<strong>b</strong> <a href="/x">c</a><sup>2</sup></p>', "ab c2"),
    "entities": ("<p>&lt;b&gt; &amp; «é»&nbsp;x</p>", "<b> & «é» x"),
    "footnote": ("<p>A<small>Note.</small> b.</p>", "A [Note.] b."),
    "quotation within a sentence": (
        '<p>She said <q data-block="quotation" data-id="7" data-attribution="X">“no”</q>.</p>',
        "She said “no”.",
    ),
    "table": ("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "1\n2"),
    "call-out": ('<section data-box="note"><p>A</p></section>', "A"),
    "quotation": (
        '<section data-block="quotation" data-attribution="Ada, 2024" data-source-role="secret"'
        ' data-translation="Yes."><p data-id="3">“Ja.”</p><p>“Doch.”</p></section>',
        "“Ja.”\n“Doch.”\nAda, 2024\nYes.",
    ),
    "figure": ('<figure data-block="figure" data-caption="Hidden"></figure>', ""),
    "gallery": (
        '<section data-block="gallery"><figure data-block="figure" data-alt="x">'
        "</figure></section>",
        "",
    ),
    "embed": ('<figure data-block="embed" data-title="Hidden"></figure>', ""),
    "right to left": ("<p>سلام <em>دنیا</em></p>", "سلام دنیا"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_block_is_its_words_a_line_each(name):
    html, text = BLOCKS[name]
    expected = f"Title\n\n{text}\n" if text else "Title\n"
    assert build_text({"title": "Title", "summary": ""}, [html]).decode() == expected


def test_text_has_title_summary_and_blocks():
    fields = {"title": "A  <b>", "summary": "First.\nSecond."}
    text = build_text(fields, ["<p>One.</p>", "", "<p>Two.</p>"])
    assert text.decode() == "A <b>\n\nFirst. Second.\n\nOne.\n\nTwo.\n"


def test_format_of_all_blocks_has_not_changed():
    text = build_text({"title": "Title", "summary": "Sum"}, [html for html, _ in BLOCKS.values()])
    assert sha256(text).hexdigest() == (
        "33f2d27cb595497e7cfc579a56a567a8dcc5580e93434694b501a9c3d2c13eaa"
    )


@pytest.mark.django_db
def test_text_of_a_revision_has_the_words_of_the_page():
    author = make.user("Author")
    post = make.post(
        "<p>Before.</p>"
        + make.quotation("“A.”", attribution="Ada", source_name="Ada")
        + make.figure(make.photo(author), caption="Picture")
        + "<p>After.</p>",
        authors=(author,),
    )
    blocks = document.blocks_to_html(document.load_document(post))
    text = build_text({"title": "Title"}, blocks).decode()
    assert text == "Title\n\nBefore.\n\n“A.”\nAda\n\nAfter.\n"
