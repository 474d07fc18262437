"""What a document keeps of words: every letter, how they begin, who said them and when."""

import pytest

from blog.common import markup
from blog.content import document
from blog.content.document.nodes import SourceFields
from blog.models import PullQuote
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def load_document(post) -> list:
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
def test_quotation_is_kept_letter_by_letter(letters):
    words = markup.escape(letters)
    post = make.post(make.quotation(words) + f"<p>{words}</p>")
    assert post.pullquotes.get().text == letters
    again = document.parse(document.to_html(document.load_document(post, make.user("superuser"))))
    document.save(post, again, make.user("superuser"))
    assert post.pullquotes.get().text == letters
    assert markup.plain_text(post.proses.get().html) == letters


def test_emphasis_and_links_stand_beside_the_words_and_not_in_them():
    post = make.post(make.quotation('A <em>b</em>  <a href="https://example.org/">c</a>d'))
    quote = post.pullquotes.get()
    assert quote.text == "A b  cd"
    assert quote.html == 'A <em>b</em>  <a href="https://example.org/">c</a>d'


def test_jump_break_ends_the_introduction():
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
def test_excerpt_is_how_the_authors_own_words_begin(html, excerpt):
    assert make.post(html).excerpt == excerpt
    assert make.post(html, summary="Given").description == "Given"


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ("One\nTwo", ["One", "Two"]),
        ("One\r\n Two \n", ["One", "Two"]),
        ("\nTwo", ["", "Two"]),
        ("One", ["One", ""]),
    ],
)
def test_each_quotation_has_its_line_of_translation(lines, kept):
    html = make.quotation("Un", "Deux", lang="fr", translation=lines)
    post = make.post(html)
    assert [quote.translation for quote in post.pullquotes.all()] == kept
    (node,) = load_document(post)
    assert node.translations == kept


def test_more_lines_of_translation_than_quotations_are_an_error():
    author = make.user("Author")
    nodes = document.parse(make.quotation("Un", lang="fr", translation="One\nTwo"))
    document.check(nodes, make.draft(authors=(author,)), author, publishing=False)
    assert nodes.errors == ["The translation needs one line for each quotation (now 2 for 1)."]


@pytest.mark.parametrize(
    ("said", "on"),
    [("2023", "2023-01-01"), ("2024-02", "2024-02-01"), ("2024-02-29",) * 2, ("", "None")],
)
def test_when_it_was_said_is_kept_as_precisely_as_it_is_known(said, on):
    quote = make.post(make.quotation("A", said=said)).pullquotes.get()
    assert (str(quote.said_on), PullQuote.objects.get().said) == (on, said)


@pytest.mark.parametrize(
    "said", ["2023-02-29", "2023-13", "0000", "23", "2023-3", "2023-03-22-1", "x", "٢٠٢٣"]
)
def test_what_is_no_date_is_said_at_its_node(said):
    author = make.user("Author")
    nodes = document.parse("<p>A</p>" + make.quotation("B", said=said))
    document.check(nodes, make.draft(authors=(author,)), author, publishing=False)
    assert [node.errors for node in nodes.nodes] == [
        [],
        ["Enter the date said as 2023, 2023-03 or 2023-03-22."],
    ]


def test_speaker_is_another_than_the_source():
    post = make.post(make.quotation("A", source_name="Ministry", speaker_name="Ada"))
    quote = post.pullquotes.get()
    assert (quote.source.name, quote.speaker.name) == ("Ministry", "Ada")
    assert load_document(post)[0].speaker == SourceFields(quote.speaker_id, "Ada")
    nodes = document.parse(make.quotation("A", source_name="Ada", speaker_name="ADA"))
    document.check(nodes, post, make.user("Author"), publishing=False)
    assert nodes.errors == ["The speaker and the source are the same. Leave one of them empty."]
