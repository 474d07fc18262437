"""Blocks keep their keys when an author edits the document around them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.content import document
from blog.models import PullQuote, get_blocks
from tests.support import factories as make
from tests.support.desk import change, send, signed_in

pytestmark = pytest.mark.django_db
TABLES = ("blog_prose", "blog_pullquote", "blog_figure", "blog_source", "blog_photo")


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def post(author):
    """A post of prose, two quotations in a group, a figure, prose, a quotation and prose."""
    return make.post(
        "<p>Prose one.</p>"
        + make.quotation("Quote one", "Quote two", attribution="Ada", source_name="Ada")
        + make.figure(make.photo(author), caption="Où ça — 这里")
        + "<p>Prose two.</p>"
        + make.quotation("Quote three", attribution="Bo", speaker_name="Bo", said="2023-03")
        + "<p>Prose three.</p>",
        authors=(author,),
    )


def get_editor_html(post, author) -> str:
    return document.to_html(document.load_document(post, author))


def save(post, html: str, author) -> None:
    nodes = document.parse(html)
    document.check(nodes, post, author, publishing=False)
    assert nodes.errors == []
    document.save(post, nodes, author)


def get_rows(post) -> list[dict]:
    """Return all columns of each block in order, except the date, which is the post's."""
    return [
        {
            f.attname: getattr(block, f.attname)
            for f in block._meta.concrete_fields
            if f.name != "published_at"
        }
        for block in get_blocks(post)
    ]


def get_quote_keys(post) -> dict[str, int]:
    return {quote.text: quote.pk for quote in post.pullquotes.all()}


def get_prose_keys(post) -> dict[str, int]:
    return {prose.html: prose.pk for prose in post.proses.all()}


def split_sections(html: str) -> list[str]:
    return re.findall("<section.*?</section>", html)


def test_save_without_change_writes_no_rows(post, author):
    before, html = get_rows(post), post.html
    with CaptureQueriesContext(connection) as queries:
        save(post, get_editor_html(post, author), author)
    written = [
        query["sql"]
        for query in queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
        and any(table in query["sql"] for table in TABLES)
    ]
    assert written == []
    assert get_rows(post) == before
    post.refresh_from_db()
    assert post.html == html


@pytest.mark.slow
def test_unchanged_form_keeps_every_row(post, author):
    before, html = get_rows(post), post.html
    assert send(signed_in(author), change(post)).status_code == 302
    post.refresh_from_db()
    assert (get_rows(post), post.html) == (before, html)


def test_save_writes_only_the_edited_row(post, author):
    before = get_rows(post)
    save(post, get_editor_html(post, author).replace("Quote two", "Quote 2"), author)
    after = get_rows(post)
    assert [n for n in range(7) if before[n] != after[n]] == [2]
    assert after[2] == before[2] | {"text": "Quote 2", "html": "Quote 2"}


def test_edited_prose_keeps_its_key(post, author):
    before = [row["id"] for row in get_rows(post)]
    html = get_editor_html(post, author)
    save(post, html.replace("Prose one", "New").replace("Prose three", "Newer"), author)
    assert [row["id"] for row in get_rows(post)] == before


@pytest.mark.slow
def test_moved_blocks_keep_their_keys(post, author):
    before = get_rows(post)
    parts = re.findall(
        "<p>Prose.*?</p>|<section.*?</section>|<figure.*?</figure>", get_editor_html(post, author)
    )
    one, group, figure, two, quotation, three = parts
    save(post, figure + quotation + one + group + two + three, author)
    # Neighbouring prose is merged into one block, with the key of the first.
    assert [row["id"] for row in get_rows(post)] == [before[n]["id"] for n in (3, 5, 0, 1, 2, 4)]
    assert [row["position"] for row in get_rows(post)] == [1, 2, 3, 4, 5, 6]


def test_reordered_quotations_keep_their_keys(post, author):
    before = get_quote_keys(post)
    html = get_editor_html(post, author)
    one, two = (f'<p data-id="{before[f"Quote {n}"]}">Quote {n}</p>' for n in ("one", "two"))
    save(post, html.replace(one + two, two + one), author)
    assert get_quote_keys(post) == before
    assert [q.text for q in post.pullquotes.all()] == ["Quote two", "Quote one", "Quote three"]


def test_split_group_keeps_its_keys(post, author):
    before = get_quote_keys(post)
    html = get_editor_html(post, author)
    (start,) = re.findall("<section[^>]*>", split_sections(html)[0])
    split = html.replace("Quote one</p>", f"Quote one</p></section><p>Between</p>{start}")
    save(post, split, author)
    assert get_quote_keys(post) == before
    assert len(document.load_document(post, author).nodes) == 8


def test_merged_groups_keep_their_keys(post, author):
    before = get_quote_keys(post)
    first, last = split_sections(get_editor_html(post, author))
    paragraphs = re.search("<p.*</p>", last)[0]
    save(post, first.replace("</section>", paragraphs + "</section>"), author)
    assert get_quote_keys(post) == before
    assert {quote.attribution for quote in post.pullquotes.all()} == {"Ada"}


def test_split_quotation_keeps_its_key_for_the_first_part(post, author):
    before = get_quote_keys(post)
    key = before["Quote two"]
    html = get_editor_html(post, author)
    whole, parts = "Quote two</p>", f'Quote</p><p data-id="{key}">two</p>'
    save(post, html.replace(whole, parts), author)
    after = get_quote_keys(post)
    assert after["Quote"] == key
    assert after["two"] not in before.values()


def test_deleted_block_leaves_other_keys_unchanged(post, author):
    before = get_rows(post)
    html = get_editor_html(post, author)
    save(post, re.sub("<figure.*?</figure>", "", html), author)
    assert [row["id"] for row in get_rows(post)] == [before[n]["id"] for n in (0, 1, 2, 4, 5, 6)]


def test_deleted_prose_leaves_other_keys_unchanged(post, author):
    before = get_prose_keys(post)
    save(post, get_editor_html(post, author).replace("<p>Prose two.</p>", ""), author)
    del before["<p>Prose two.</p>"]
    assert get_prose_keys(post) == before


@pytest.mark.parametrize("text", ["Quote one", "Quote three"])
def test_pasted_quotation_keeps_its_key(text, post, author):
    before = get_quote_keys(post)
    html = get_editor_html(post, author).replace(f'<p data-id="{before[text]}">', "<p>")
    save(post, html, author)
    assert get_quote_keys(post) == before


def test_pasted_figure_keeps_its_key(post, author):
    key = post.figures.get().pk
    save(
        post, get_editor_html(post, author).replace(f'"figure" data-id="{key}"', '"figure"'), author
    )
    assert post.figures.get().pk == key


def test_two_copies_with_one_key_keep_it_for_the_first(post, author):
    key = post.pullquotes.get(text="Quote three").pk
    html = get_editor_html(post, author)
    copy = split_sections(html)[1]
    save(post, html + copy + "<p>x</p>" + copy, author)
    keys = [quote.pk for quote in post.pullquotes.filter(text="Quote three")]
    assert keys[0] == key
    assert len(set(keys)) == 3
    assert PullQuote.objects.count() == 5


def test_key_of_a_deleted_row_creates_a_new_row(post, author):
    html = get_editor_html(post, author)
    gone = post.pullquotes.get(text="Quote three")
    gone.delete()
    save(post, html, author)
    again = post.pullquotes.get(text="Quote three")
    assert again.pk != gone.pk
    assert (again.date_said, again.speaker) == ("2023-03", gone.speaker)


def test_deleted_quotation_keeps_its_source(post, author):
    source = post.pullquotes.first().source
    save(post, "<p>Prose.</p>", author)
    assert [len(get_rows(post)), PullQuote.objects.count()] == [1, 0]
    source.refresh_from_db()
