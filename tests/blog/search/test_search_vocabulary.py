"""The table of words that suggestions come from: kept by the database, true for readers."""

import pytest
from django.test import Client

from blog.models import Post, Source
from blog.search.models import KnownWord
from blog.search.vocabulary import renew
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def suggested(q: str) -> list[str]:
    return text(read(Client(), f"/search/?q={q}"), "//p[@class='suggested']/a")


def known() -> list[str]:
    return sorted(KnownWord.objects.values_list("word", flat=True))


def test_title_words_are_known_while_the_post_is_published():
    post = make.draft(title="Estuary")
    assert (suggested("estuarry"), known()) == ([], [])
    Post.objects.update(status="published", published_at=make.moment(2024))
    assert suggested("estuarry") == ["Estuary"]
    post.refresh_from_db()
    post.status = "draft"
    post.save()
    assert suggested("estuarry") == []


@pytest.mark.slow
def test_removed_words_are_not_suggested():
    post = make.post(make.quotation("A.", source_name="Hopkins"), title="Estuary")
    assert (suggested("estuarry"), suggested("hopkinz")) == (["Estuary"], ["Hopkins"])
    Post.objects.filter(pk=post.pk).update(title="Harbour")
    Source.objects.update(name="Wilkes")
    assert (suggested("estuarry"), suggested("hopkinz")) == ([], [])
    assert (suggested("harbor"), suggested("wilkez")) == (["Harbour"], ["Wilkes"])


def test_word_is_stored_once():
    make.post(title="Water and water", slug="one")
    make.post(title="The water")
    Post.objects.update(summary="Words.", title="Water")
    assert known() == ["The", "Water", "and", "water"]


def test_scheduled_title_does_not_hide_a_published_word():
    make.scheduled(title="Estuary")
    assert suggested("estuarry") == []
    make.post(title="Estuary")
    assert suggested("estuarry") == ["Estuary"]


def test_word_of_several_titles_survives_the_first():
    first = make.post(title="Estuary", slug="first")
    make.post(title="An Estuary")
    first.delete()
    renew.call()
    assert suggested("estuarry") == ["Estuary"]


def test_daily_task_deletes_unreadable_and_duplicate_words():
    make.draft(make.quotation("A.", source_name="Concealed"), title="Secretive")
    make.scheduled(title="Tomorrow")
    post = make.post(title="Estuary")
    KnownWord.objects.create(word="Estuary", post=post)
    assert known() == ["Concealed", "Estuary", "Estuary", "Tomorrow"]
    renew.call()
    assert known() == ["Estuary"]


def test_daily_task_adds_words_of_several_texts():
    html = "<p>The <em>reservoir</em> overflowed&hellip;</p>" + make.quotation("“Sluices.”")
    first, second = make.post(html, title="One"), make.post(html, title="Two")
    make.post("<p>A solitary misspeling, 12345.</p>", title="Three")
    make.draft("<p>Concealed.</p>", title="Four"), make.draft("<p>Concealed.</p>", title="Five")
    assert suggested("reservior") == []
    renew.call()
    assert known() == ["One", "Sluices", "Three", "Two", "overflowed", "reservoir"]
    assert [suggested(q) for q in ("reservior", "sluicess")] == [["reservoir"], ["Sluices"]]
    renew.call()
    assert known().count("reservoir") == 1
    first.delete()
    renew.call()
    assert suggested("reservior") == ["reservoir"]
    Post.objects.filter(pk=second.pk).update(html="<p>Dry.</p>")
    assert suggested("reservior") == []


@pytest.mark.parametrize("title", ["x" * 200, "a b c", "Ünïcödé मराठी 日本語", "%_\\ <b>&amp;</b>"])
def test_hostile_titles_can_be_published(title):
    make.post(title=title)
    assert all(len(word) <= 40 for word in known())
