"""Texts of a document: quotations, excerpts, translations and dates."""

import pytest

from blog.common import markup
from blog.content import document
from blog.content.document.nodes import SourceFields
from blog.models import PullQuote
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def load_nodes(post) -> list:
    return document.load_document(post, make.user("superuser")).nodes


LETTERS = [
    "Two  spaces,   three",
    " a space before and after ",
    "no\u00a0break and thin\u2009space",
    "[The Minister] said […] so [sic",
    "“Opened, ‘nested’ and never closed",
    "closed, never opened.”",
    "5 < 6 & 7 > 4, &amp; is no ampersand",
    "<b>no tag</b>",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "\u202eabc\u202c \u200fאבג\u200e مرحبا",
    "e\u0301 is not é; n\u0303",
    "soft\u00adhyphen zero\u200bwidth \ufeff",
    "a line\nand another",
]


@pytest.mark.parametrize("letters", LETTERS)
def test_quotation_text_is_stored_unchanged(letters):
    text = markup.escape(letters)
    post = make.post(make.quotation(text) + f"<p>{text}</p>")
    assert post.pullquotes.get().text == letters
    again = document.parse(document.to_html(document.load_document(post, make.user("superuser"))))
    document.save(post, again, make.user("superuser"))
    assert post.pullquotes.get().text == letters
    assert markup.plain_text(post.proses.get().html) == letters


def test_quotation_text_has_no_markup():
    post = make.post(make.quotation('A <em>b</em>  <a href="https://example.org/">c</a>d'))
    quote = post.pullquotes.get()
    assert quote.text == "A b  cd"
    assert quote.html == 'A <em>b</em>  <a href="https://example.org/">c</a>d'


def test_jump_break_ends_the_intro():
    post = make.post('<p>A</p><hr data-jump=""><p>B</p>' + make.quotation("C"))
    before, after = post.html.split('<span id="continued"></span>')
    assert post.intro_html == before
    assert before.strip() == "<p>A</p>"
    assert after.startswith("<p>B</p>")


def test_only_the_first_jump_break_counts():
    post = make.post('<p>A</p><hr data-jump=""><p>B</p><hr data-jump=""><hr><p>C</p>')
    assert post.html.strip() == '<p>A</p><span id="continued"></span><p>B</p><hr><p>C</p>'


@pytest.mark.parametrize(
    ("html", "excerpt"),
    [
        ("<p>A <em>b</em>\n c</p><p>D</p>", "A b c"),
        ("<h2>Title</h2><p></p><p>A</p>", "A"),
        (make.quotation("Quoted") + "<p>A</p>", "A"),
        (make.quotation("Quoted"), ""),
        ("<blockquote><p>Quoted</p></blockquote><p>A</p>", "A"),
        (f"<p>{'word ' * 60}</p>", "word " * 38 + "word…"),
    ],
)
def test_excerpt_is_the_first_prose_paragraph(html, excerpt):
    assert make.post(html).excerpt == excerpt
    assert make.post(html, summary="Given").description == "Given"


@pytest.mark.parametrize(
    ("lines", "translations"),
    [
        ("One\nTwo", ["One", "Two"]),
        ("One\r\n Two \n", ["One", "Two"]),
        ("\nTwo", ["", "Two"]),
        ("One", ["One", ""]),
    ],
)
def test_translation_lines_are_assigned_to_quotations(lines, translations):
    html = make.quotation("Un", "Deux", lang="fr", translation=lines)
    post = make.post(html)
    assert [quote.translation for quote in post.pullquotes.all()] == translations
    (node,) = load_nodes(post)
    assert node.translations == translations


def test_too_many_translation_lines_are_an_error():
    author = make.user("Author")
    nodes = document.parse(make.quotation("Un", lang="fr", translation="One\nTwo"))
    document.check(nodes, make.draft(authors=(author,)), author, publishing=False)
    assert nodes.errors == ["The translation needs one line for each quotation (now 2 for 1)."]


@pytest.mark.parametrize(
    ("date", "on"),
    [("2023", "2023-01-01"), ("2024-02", "2024-02-01"), ("2024-02-29",) * 2, ("", "None")],
)
def test_date_said_is_stored_with_its_precision(date, on):
    quote = make.post(make.quotation("A", said=date)).pullquotes.get()
    assert (str(quote.said_on), PullQuote.objects.get().date_said) == (on, date)


@pytest.mark.parametrize(
    "date", ["2023-02-29", "2023-13", "0000", "23", "2023-3", "2023-03-22-1", "x", "٢٠٢٣"]
)
def test_invalid_date_said_is_an_error(date):
    author = make.user("Author")
    nodes = document.parse("<p>A</p>" + make.quotation("B", said=date))
    document.check(nodes, make.draft(authors=(author,)), author, publishing=False)
    assert [node.errors for node in nodes.nodes] == [
        [],
        ["Enter the date said as 2023, 2023-03 or 2023-03-22."],
    ]


def test_speaker_equal_to_the_source_is_an_error():
    post = make.post(make.quotation("A", source_name="Ministry", speaker_name="Ada"))
    quote = post.pullquotes.get()
    assert (quote.source.name, quote.speaker.name) == ("Ministry", "Ada")
    assert load_nodes(post)[0].speaker == SourceFields(quote.speaker_id, "Ada")
    nodes = document.parse(make.quotation("A", source_name="Ada", speaker_name="ADA"))
    document.check(nodes, post, make.user("Author"), publishing=False)
    assert nodes.errors == ["The speaker and the source are the same. Leave one of them empty."]


def test_text_behind_block_has_the_index_of_the_block():
    html = "<p>One.</p>" + make.quotation("A") + "Two."
    assert [node.element_index for node in document.parse(html).nodes] == [0, 1, 1]
