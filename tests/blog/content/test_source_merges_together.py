"""Concurrent merges of sources and saves that quote them."""

import pytest

from blog.content import document
from blog.content.sources.merging import merge_sources
from blog.content.sources.recording import undo_source_change
from blog.editing import CorrectionNote, save_post
from blog.models import Post, PullQuote, Source, SourceChange
from tests.support import factories as make
from tests.support.concurrency import run_concurrently, while_uncommitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def sources() -> list[Source]:
    make.post(make.quotation("“Old.”", source_name="Harbour Board"))
    make.post(make.quotation("“Other.”", source_name="Port Board"))
    return list(Source.objects.order_by("pk"))


@pytest.fixture
def editor():
    return make.user("Editor")


def save(post: Post, source: Source, editor, **changes: str) -> None:
    html = make.quotation_of(source, "“New.”", **changes)
    typo = CorrectionNote("typo")
    save_post(post, by=editor, document=document.parse(html), correction=typo)


@pytest.mark.parametrize("is_saved_first", [True, False])
@pytest.mark.parametrize("is_known", [True, False])
def test_save_during_a_merge_credits_the_source_that_stays(
    is_saved_first, is_known, sources, editor
):
    """The post quotes the source already, or does not."""
    one, into = sources
    post = Post.objects.get(pullquotes__source=one) if is_known else make.draft()
    works = [
        lambda: save(post, one, editor),
        lambda: merge_sources(sources=sources, into=into, by=editor),
    ]
    while_uncommitted(*(works if is_saved_first else reversed(works)))
    assert set(Source.objects.values_list("name", flat=True)) == {"Port Board"}
    assert PullQuote.objects.get(text="“New.”").source == into


def test_save_of_both_sources_and_a_merge_do_not_deadlock(sources, editor):
    """The save locks the one with the higher key first, then that with the lower."""
    one, into = sources
    post = make.draft()
    named = {"speaker_name": one.name, "speaker_kind": "organisation"}
    while_uncommitted(
        lambda: save(post, into, editor, **named),
        lambda: merge_sources(sources=sources, into=into, by=editor),
    )
    quotation = PullQuote.objects.get(text="“New.”")
    assert (quotation.source, quotation.speaker) == (into, None)


def test_two_merges_of_the_same_sources_do_not_deadlock(sources, editor):
    def merge(into: Source) -> str:
        try:
            return merge_sources(sources=sources, into=into, by=editor).message
        except Exception as refused:
            return type(refused).__name__

    results = run_concurrently(*(lambda into=into: merge(into) for into in sources))
    assert results.count("SourceConflict") == 1
    assert Source.objects.count() == 1
    assert PullQuote.objects.filter(source=Source.objects.get()).count() == 2


def test_undo_during_a_save_keeps_what_was_saved(sources, editor):
    one, into = sources
    merge_sources(sources=sources, into=into, by=editor)
    change, post = SourceChange.objects.get(), Post.objects.get(pullquotes__text="“Other.”")
    while_uncommitted(lambda: save(post, into, editor), lambda: undo_source_change(change=change))
    assert PullQuote.objects.get(text="“New.”").source == into
    assert PullQuote.objects.get(text="“Old.”").source.name == one.name
