"""Interviews: what is stored, what readers and feeds get, and revisions."""

import pytest

from blog import revisions
from blog.checks.extract import extract_parts
from blog.common import markup
from blog.content import document
from blog.content.interviews import show_speakers
from blog.notes import anchors
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

OPENING = '<section data-interview="" data-interviewer="A &amp; B" data-interviewee="Ana Ruiz">'
INTERVIEW = (
    f'{OPENING}<p data-question="">Why now?</p><p>Because of <em>rain</em>.</p><p>And snow.</p>'
    '<p data-question="">What else?</p><ul><li><p>Ice.</p></li></ul></section>'
)
NAMELESS = '<section data-interview=""><p data-question="">Why?</p><p>So.</p></section>'


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (INTERVIEW, INTERVIEW),
        (NAMELESS, NAMELESS),
        (
            '<section data-interviewee=" Ana  Ruiz " class="x" data-interviewer="Bo" '
            'onclick="x()" data-interview="yes"><p id="y" data-question="z">A</p></section>',
            '<section data-interview="" data-interviewer="Bo" data-interviewee="Ana Ruiz">'
            '<p data-question="">A</p></section>',
        ),
        (  # Anything else divides it, also before, and the rest of an answer is prose.
            f'{OPENING}<h2>B</h2><p data-question="">C</p><hr data-jump><p>D</p><p>E</p>'
            '<table><tr><td>F</td></tr></table><p data-question="">G</p></section>h',
            f'<h2>B</h2>{OPENING}<p data-question="">C</p></section><hr data-jump=""><p>D</p><p>E'
            f"</p><table><tbody><tr><td>F</td></tr></tbody></table>{OPENING}"
            '<p data-question="">G</p></section><p>h</p>',
        ),
        (
            "<section data-interview>A <b>b</b><p data-question>C</p>d<br>e</section>",
            '<section data-interview=""><p>A b</p><p data-question="">C</p><p>d<br>e</p></section>',
        ),
        ("<section data-interview><p>A</p></section>", "<p>A</p>"),
        ('<p>A</p><section data-interview><p data-question=""> </p></section>', "<p>A</p>"),
        (
            '<p data-question="">A</p><ul><li><p data-question>B</p></li></ul>',
            "<p>A</p><ul><li><p>B</p></li></ul>",
        ),
        (f"<ul><li>{NAMELESS}</li></ul>", "<ul><li><p>Why?</p><p>So.</p></li></ul>"),
        (f"<blockquote>{NAMELESS}</blockquote>", "<blockquote><p>Why?</p><p>So.</p></blockquote>"),
        ("<section><section><p>A</p></section></section>", "<p>A</p>"),
        (
            f"<aside data-kind='facts'>{NAMELESS}</aside>",
            '<aside data-kind="facts"><p>Why?</p><p>So.</p></aside>',
        ),
        (
            f"<section data-interview><p data-question>A</p>{NAMELESS}"
            '<aside data-kind="facts"><p>B</p></aside></section>',
            '<section data-interview=""><p data-question="">A</p></section>'
            f'{NAMELESS}<aside data-kind="facts"><p>B</p></aside>',
        ),
        (
            f"{OPENING.replace('Ana Ruiz', 'n' * 300)}<p data-question>A</p></section>",
            f'{OPENING.replace("Ana Ruiz", "n" * 200)}<p data-question="">A</p></section>',
        ),
    ],
)
def test_interview_is_stored(sent, stored):
    post = make.post(sent)
    assert "".join(prose.html for prose in post.proses.all()) == stored
    again = document.load_document(post)
    assert document.parse(document.to_html(again)) == again


def test_figure_and_quotation_divide_interview():
    author = make.user("Author")
    figure, quotation = make.figure(make.photo(author)), make.quotation("“One.”", attribution="Bo")
    start = NAMELESS.removesuffix("</section>")
    html = f'{start}{figure}<p data-question="">And?</p>{quotation}<p>x</p></section>'
    post = make.post(html, authors=(author,))
    nodes = document.load_document(post).nodes
    assert [type(node).__name__[:-4] for node in nodes] == [
        "Prose",
        "Figure",
        "Prose",
        "Quotation",
        "Prose",
    ]
    assert nodes[3].attribution == "Bo"
    assert nodes[2].html == '<section data-interview=""><p data-question="">And?</p></section>'


def test_conflict_keeps_blocks_of_both_versions():
    aside = '<aside data-kind="facts"><p>B</p></aside>'
    html = (
        '<section data-block="conflict" data-by="Bo">'
        f'<section data-version="theirs">{INTERVIEW}{aside}</section>'
        f'<section data-version="mine">{NAMELESS}</section></section>'
    )
    (conflict,) = document.parse(html).nodes
    assert conflict.theirs[0].html == INTERVIEW + aside
    assert conflict.mine[0].html == NAMELESS


def test_answer_has_a_quotation_and_a_footnote(client):
    inline = make.inline_quotation("A b", attribution="Ana Ruiz")
    post = make.post(
        f'{OPENING}<p data-question="">Why?<small data-footnote>N</small></p>'
        f"<p>{inline}</p></section>"
    )
    quotation = post.pullquotes.get()
    assert (quotation.text, quotation.attribution) == ("A b", "Ana Ruiz")
    page = read(client, post.get_absolute_url())
    assert text(page, "//div[@class='interview']/p/a[@class='quoted']") == ["A b"]
    assert page.xpath("count(//div[@class='interview']/p/strong/sup[@class='footnote'])") == 1


def test_readers_get_names_before_questions_and_first_paragraphs_of_answers(client):
    post = make.post(INTERVIEW + NAMELESS)
    interview, nameless = read(client, post.get_absolute_url()).xpath("//div[@class='interview']")
    assert [
        (part.tag, part.get("class"), " ".join(part.text_content().split())) for part in interview
    ] == [
        ("p", "question", "A & B: Why now?"),
        ("p", None, "Ana Ruiz: Because of rain."),
        ("p", None, "And snow."),
        ("p", "question", "A & B: What else?"),
        ("p", None, "Ana Ruiz:"),
        ("ul", None, "Ice."),
    ]
    assert [part.findtext("strong") for part in interview[:3]] == [
        "A & B: Why now?",
        "Ana Ruiz:",
        None,
    ]
    assert [part.text_content() for part in nameless] == ["Why?", "So."]


def test_interview_that_begins_with_an_answer_names_it():
    html = f'{OPENING}<p>First.</p><p data-question="">Why?</p></section>'
    assert show_speakers(html) == (
        f"{OPENING}<p><strong>Ana Ruiz:</strong> First.</p>"
        '<p data-question=""><strong>A &amp; B: Why?</strong></p></section>'
    )


def test_feed_has_plain_paragraphs(client):
    make.post(INTERVIEW)
    content = client.get("/feed.json").json()["items"][0]["content_html"]
    assert (
        "<p><strong>A &amp; B: Why now?</strong></p><p><strong>Ana Ruiz:</strong> Because"
        in content
    )
    assert "interview" not in content


def test_interview_has_plain_text_and_is_found(client):
    post = make.post(INTERVIEW, title="Found")
    assert markup.plain_text(post.proses.get().html) == (
        "Why now?\n\nBecause of rain.\n\nAnd snow.\n\nWhat else?\n\nIce."
    )
    assert post.excerpt == "Why now?"
    lines = [line.text for line in extract_parts(document.load_document(post)).texts]
    assert lines == ["Why now?", "Because of rain.", "And snow.", "What else?", "Ice."]
    assert [anchor.text for anchor in anchors.list_anchors(post)] == [
        "Why now?Because of rain.And snow.What else?Ice."
    ]
    for query in ("snow", "Ruiz"):
        assert text(read(client, f"/search/?q={query}"), "//h3") == ["Found"]


def test_changed_answer_and_name_are_differences():
    changed = INTERVIEW.replace("And snow", "And fog").replace("Ana Ruiz", "Ana Roth")
    (change,) = revisions.compare([INTERVIEW], [changed])
    assert change.kind == "changed"
    assert "<ins>fog" in change.html
    assert "<strong>Why now?</strong>" in change.html
    assert "<dt>Interviewee</dt><dd><del>Ana Ruiz</del> <ins>Ana Roth</ins></dd>" in change.html
    assert "<dt>Interviewer</dt><dd>A &amp; B</dd>" in change.html


def test_interview_is_one_block_between_paragraphs_in_differences():
    before, after = [f"{INTERVIEW}<p>One.</p>"], [f"{INTERVIEW}<p>Two new words.</p>"]
    assert [change.kind for change in revisions.compare(before, after)] == [
        "same",
        "added",
        "removed",
    ]
