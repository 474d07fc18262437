"""Publications of copies: their grounds, their end, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from blog.evidence.copies import CopyRefused, withdraw_copy
from blog.evidence.models import PageCopy, QuotedPage
from blog.evidence.publication import publish_copy, take_back_copy
from blog.evidence.publication_models import CopyPublication
from blog.evidence.tasks import UNUSED_LIFETIME, delete_unused_pages
from tests.blog.evidence.stored_copies import store_copy, store_refused_copy
from tests.support import factories as make
from tests.support.page_changes import count_changes

pytestmark = pytest.mark.django_db


def publish(copy: PageCopy, ground: str = "own", details: str = "") -> CopyPublication:
    return publish_copy(copy=copy, by=make.user("Editor"), ground=ground, details=details)


@pytest.mark.parametrize(
    ("ground", "details"),
    [
        ("own", ""),
        ("official", ""),
        ("official", "Federal law gazette"),
        ("licence", "CC BY 4.0"),
        ("permission", "Anne  Smith,\n by e-mail"),
        ("law", "Section 51"),
    ],
)
def test_copy_is_published_on_a_recorded_ground(ground, details):
    copy, editor = store_copy(), make.user("Editor")
    publish_copy(copy=copy, by=editor, ground=ground, details=details)
    row = CopyPublication.objects.get()
    assert (row.copy, row.published_by, row.ended_at) == (copy, editor, None)
    assert (row.ground, row.details) == (ground, " ".join(details.split()))


@pytest.mark.parametrize(
    ("ground", "details", "message"),
    [
        ("", "", "Choose the ground"),
        ("fun", "CC BY", "Choose the ground"),
        ("licence", " ", "Name the license"),
        ("permission", "", "Name the license"),
        ("law", "", "Name the license"),
        ("own", "x" * 501, "too long"),
    ],
)
def test_publication_without_a_ground_is_refused(ground, details, message):
    copy = store_copy()
    with pytest.raises(CopyRefused, match=message):
        publish(copy, ground, details)
    assert not CopyPublication.objects.exists()


@pytest.mark.parametrize(
    "values", [{"ground": ""}, {"ground": "fun"}, {"ground": "licence"}, {"ground": "law"}]
)
def test_database_demands_a_ground(values):
    copy = store_copy()
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyPublication.objects.create(copy=copy, **values)


def test_database_refuses_to_publish_a_copy_without_a_text():
    copy = store_refused_copy()
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyPublication.objects.create(copy=copy, ground="own")


def test_refused_or_withdrawn_or_public_copy_is_not_published():
    with pytest.raises(CopyRefused, match="no text"):
        publish(store_refused_copy())
    copy = store_copy("https://example.org/other")
    publish(copy)
    with pytest.raises(CopyRefused, match="public already"):
        publish(copy)
    withdraw_copy(copy=copy, by=make.user("Editor"), reason="Why.")
    with pytest.raises(CopyRefused, match="no text"):
        publish(copy)


def test_copy_is_taken_back_and_published_again_with_its_history():
    copy, editor = store_copy(), make.user("Editor")
    publish(copy, "licence", "CC BY 4.0")
    assert take_back_copy(copy=copy, by=editor)
    assert not take_back_copy(copy=copy, by=editor)
    publish(copy)
    again, first = CopyPublication.objects.all()
    assert (first.details, first.ended_by, first.ended_at is None) == ("CC BY 4.0", editor, False)
    assert (again.ground, again.ended_at) == ("own", None)


def test_withdrawal_ends_the_publication():
    copy, editor = store_copy(), make.user("Editor")
    publish(copy)
    withdraw_copy(copy=copy, by=editor, reason="They asked for it.")
    row = CopyPublication.objects.get()
    copy.refresh_from_db()
    assert (row.ended_at, row.ended_by) == (copy.withdrawn_at, editor)


def test_copy_stays_unchanged_while_it_is_published():
    copy = store_copy()
    publish(copy)
    with pytest.raises(IntegrityError), transaction.atomic():
        PageCopy.objects.filter(pk=copy.pk).update(exchanges=[])


def test_page_with_a_public_copy_is_kept_without_quotations():
    public, private = store_copy(), store_copy("https://example.org/other")
    former = store_copy("https://example.org/former")
    publish(public)
    publish(former)
    take_back_copy(copy=former, by=make.user("Editor"))
    old = timezone.now() - UNUSED_LIFETIME - timedelta(days=1)
    QuotedPage.objects.update(asked_at=old)
    delete_unused_pages.func()
    assert list(PageCopy.objects.all()) == [public]
    assert CopyPublication.objects.get().copy == public
    assert private.pk != public.pk


def test_publication_and_its_end_end_the_page_cache():
    copy = store_copy()
    before = count_changes()
    publish(copy)
    assert count_changes() == before + 1
    take_back_copy(copy=copy, by=make.user("Editor"))
    assert count_changes() == before + 2
