"""Splitting sources, and undo."""

from datetime import date

import pytest
from django.db import connection

from blog.content.sources.background import start_split
from blog.content.sources.recording import SourceConflict, undo_source_change
from blog.content.sources.splitting import QuotationFilter, begin_split, split_source
from blog.models import Post, PullQuote, Source, SourceChange, SourceTask
from tests.blog.content.test_source_merging import load_rows
from tests.support import factories as make
from tests.support.plans import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def source(editor) -> Source:
    """A source that is two people: a banker until 2015, an actor in 'Theatre'."""
    for title, day, attribution in (
        ("Banks", "2010-03", "John Smith, banker"),
        ("Money", "2014", "John Smith, banker"),
        ("Theatre", "2021-05-01", "John Smith, actor"),
        ("Films", "", "Smith, actor"),
    ):
        quotation = make.quotation(
            f"“On {title}.”", source_name="John Smith", said=day, attribution=attribution
        )
        make.post(quotation, title=title)
    make.post(
        make.quotation("“Passed on.”", source_name="Reuters", speaker_name="John Smith"),
        title="Theatre again",
    )
    return Source.objects.get(name="John Smith")


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ({"said_until": date(2015, 1, 1)}, {"“On Banks.”", "“On Money.”"}),
        ({"said_from": date(2014, 1, 1)}, {"“On Money.”", "“On Theatre.”"}),
        ({"attribution": "ACTOR"}, {"“On Theatre.”", "“On Films.”"}),
        ({"post": "theatre"}, {"“On Theatre.”", "“Passed on.”"}),
        ({"post": "TH"}, {"“On Theatre.”", "“Passed on.”"}),
        ({"post": "theatre-again"}, set()),
        ({"post": "%"}, set()),
        ({"text": "100%"}, set()),
        ({"attribution": "actor", "said_from": date(2021, 5, 1)}, {"“On Theatre.”"}),
    ],
)
def test_filter_selects_quotations_to_move(values, texts, source):
    chosen = QuotationFilter(**values)
    assert set(chosen.select(source).values_list("text", flat=True)) == texts
    assert QuotationFilter.from_json(chosen.to_json()) == chosen


def test_filter_by_part_of_a_title_reads_the_index_of_titles(source):
    posts = Post.objects.bulk_create(
        Post(title=f"Number {number}", slug=f"number-{number}") for number in range(300)
    )
    PullQuote.objects.bulk_create(
        PullQuote(post=post, position=1, text="Words", source=source) for post in posts
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post, blog_pullquote")
    assert "post_known_by" in plan(lambda: list(QuotationFilter(post="heatre").select(source)))


@pytest.mark.parametrize("run", [split_source, begin_split, start_split])
def test_split_of_a_source_into_itself_is_refused(run, source, editor):
    options = {"quotations": QuotationFilter()} if run is not begin_split else {}
    with pytest.raises(SourceConflict, match="the source that you split"):
        run(source=source, into=source, fields={}, by=editor, **options)
    assert not SourceChange.objects.exists()
    assert not SourceTask.objects.exists()


def test_split_to_a_new_source_is_undone_exactly(source, editor, client):
    before = load_rows()
    split = split_source(
        source=source,
        quotations=QuotationFilter(post="theatre"),
        by=editor,
        fields={"name": "John Smith", "affiliation": "Old Vic", "kind": "person"},
    )
    assert (split.count, split.source.affiliation) == (2, "Old Vic")
    assert set(PullQuote.objects.filter(source=split.source).values_list("text", flat=True)) == {
        "“On Theatre.”"
    }
    assert PullQuote.objects.get(speaker=split.source).text == "“Passed on.”"
    assert client.get(split.source.get_absolute_url()).status_code == 200
    undo_source_change(change=split.change)
    after = load_rows()
    assert {name for name in after if after[name] != before[name]} == set()


def test_split_to_an_existing_source_is_undone_exactly(source, editor):
    reuters = Source.objects.get(name="Reuters")
    before = load_rows()
    split = split_source(source=source, quotations=QuotationFilter(), by=editor, into=reuters)
    assert split.count == 5
    assert PullQuote.objects.get(text="“Passed on.”").speaker is None
    undo_source_change(change=split.change)
    assert load_rows() == before


@pytest.mark.parametrize("use", ["quoted", "edited"])
def test_undo_keeps_a_new_source_that_others_use(use, source, editor):
    split = split_source(
        source=source,
        quotations=QuotationFilter(attribution="actor"),
        by=editor,
        fields={"name": "J. Smith", "kind": "person"},
    )
    if use == "quoted":
        make.post(make.quotation("“New.”", source_name="J. Smith"))
    else:
        Source.objects.filter(pk=split.source.pk).update(about="An actor")
    message = undo_source_change(change=split.change).message
    assert "The new source stays" in message
    assert PullQuote.objects.filter(source=source).count() == 4
    assert Source.objects.filter(pk=split.source.pk).exists()


def test_moved_posts_show_the_new_source(source, editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        split = split_source(
            source=source,
            quotations=QuotationFilter(post="Films"),
            by=editor,
            fields={"name": "John Smyth", "kind": "person"},
        )
    assert split.source.get_absolute_url() in Post.objects.get(title="Films").html
    assert split.source.get_absolute_url() not in Post.objects.get(title="Banks").html


@pytest.mark.parametrize(
    ("values", "fields", "message"),
    [
        ({"post": "nothing"}, {"name": "New"}, "no quotation matches"),
        ({}, {"name": "REUTERS"}, "already a source"),
    ],
)
def test_impossible_split_changes_nothing(values, fields, message, source, editor):
    before = load_rows()
    with pytest.raises(SourceConflict, match=message):
        split_source(source=source, quotations=QuotationFilter(**values), by=editor, fields=fields)
    assert load_rows() == before
