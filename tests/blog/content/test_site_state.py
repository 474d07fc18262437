"""The site state changes with every change that readers would see, and with no other."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.redirects.models import Redirect
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from blog.comments.models import Comment
from blog.content import site_state
from blog.models import (
    Label,
    Post,
    SiteSettings,
    Source,
)
from page_cache import delayed_expiry
from page_cache.delayed_expiry import EXPIRY_INTERVAL, delay_expiry
from page_cache.models import Change
from page_cache.tasks import CHANGE_MAX_AGE, delete_old_changes
from tests.support import factories

pytestmark = pytest.mark.django_db


def is_state_changed_by(work: Callable[[], object]) -> bool:
    """Return whether `work`, as if in its own transaction, changes the site state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('page_cache.changed_by', '', true)")
    before = site_state.get_state()
    work()
    return site_state.get_state() != before


def test_change_of_a_public_post_changes_the_state() -> None:
    post = factories.post()
    post.title = "Another"
    assert is_state_changed_by(post.save)
    assert is_state_changed_by(
        lambda: Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT)
    )
    assert is_state_changed_by(
        lambda: Post.objects.filter(pk=post.pk).update(status=Post.Status.PUBLISHED)
    )
    assert is_state_changed_by(post.set_trashed)
    assert is_state_changed_by(post.clear_trashed)
    assert is_state_changed_by(post.delete)


def test_change_of_a_draft_keeps_the_state() -> None:
    post = factories.draft()
    post.title = "Another"
    assert not is_state_changed_by(post.save)
    assert not is_state_changed_by(post.delete)


def test_due_scheduled_post_changes_the_state() -> None:
    post = factories.scheduled()
    Change.objects.all().delete()
    before = site_state.get_state()
    # Equivalent to advancing the database's clock by a day.
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    Change.objects.all().delete()
    assert site_state.get_state() != before


@pytest.mark.parametrize("state", Comment.State.values)
def test_new_comment_changes_the_state_if_approved(state: str) -> None:
    post = factories.post()
    came = is_state_changed_by(lambda: factories.comment(post, state=state))
    assert came == (state == Comment.State.APPROVED)


def test_moderated_comment_changes_the_state() -> None:
    comment = factories.comment(factories.post(), state=Comment.State.WAITING)
    rows = Comment.objects.filter(pk=comment.pk)
    assert not is_state_changed_by(lambda: rows.update(state=Comment.State.SPAM))
    assert is_state_changed_by(lambda: rows.update(state=Comment.State.APPROVED))
    assert is_state_changed_by(lambda: rows.update(is_pick=True))
    assert is_state_changed_by(lambda: rows.update(state=Comment.State.REMOVED))


def test_related_rows_change_the_state() -> None:
    post = factories.post()
    label = Label.objects.create(name="Rivers")
    assert is_state_changed_by(lambda: post.labels.add(label))
    assert is_state_changed_by(
        lambda: Label.objects.filter(pk=label.pk).update(description="Of water.")
    )
    assert is_state_changed_by(lambda: post.labels.clear())
    source = Source.objects.create(name="Ada Lind")
    assert is_state_changed_by(lambda: Source.objects.filter(pk=source.pk).update(role="Minister"))
    assert is_state_changed_by(lambda: SiteSettings(name="Another").save())
    assert is_state_changed_by(
        lambda: Redirect.objects.create(site_id=1, old_path="/a/", new_path="/b/")
    )


def test_changed_byline_changes_the_state_but_sign_in_does_not() -> None:
    user = factories.user("Author")
    user.last_login = timezone.now()
    assert not is_state_changed_by(lambda: user.save(update_fields=["last_login"]))
    assert is_state_changed_by(lambda: User.objects.filter(pk=user.pk).update(byline="Ana Lind"))


def test_transaction_records_one_change() -> None:
    post, before = factories.post(), Change.objects.count()
    assert before == 1  # The test runs in one transaction.
    for title in ("One", "Two"):
        Post.objects.filter(pk=post.pk).update(title=title)
    assert Change.objects.count() == before


def test_partly_rolled_back_transaction_records_the_rest() -> None:
    post = factories.post()
    rows = Post.objects.filter(pk=post.pk)

    def save() -> None:
        with transaction.atomic():
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                rows.update(title="Rolled back")
                raise ZeroDivisionError
            rows.update(title="Kept")

    assert is_state_changed_by(save)


def test_change_committed_out_of_order_changes_the_state() -> None:
    early, _late = Change.objects.create().pk, Change.objects.create()
    Change.objects.filter(pk=early).delete()
    assert is_state_changed_by(lambda: Change.objects.create(pk=early))


def test_old_changes_except_the_last_are_deleted() -> None:
    Change.objects.all().delete()
    old = timezone.now() - CHANGE_MAX_AGE - timedelta(minutes=1)
    first, last = Change.objects.create(created_at=old), Change.objects.create(created_at=old)
    delete_old_changes.call()
    assert list(Change.objects.all()) == [last]
    assert first.pk < last.pk


def test_delayed_expiry_is_at_the_end_of_the_interval() -> None:
    Change.objects.all().delete()
    begun = timezone.now()
    delay_expiry()
    expiry = Change.objects.get().created_at
    assert begun <= expiry <= timezone.now() + timedelta(seconds=EXPIRY_INTERVAL)
    assert expiry.timestamp() % EXPIRY_INTERVAL == 0


@pytest.fixture
def long_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the interval, which could end during a test, end in the year 2286."""
    monkeypatch.setattr(delayed_expiry, "EXPIRY_INTERVAL", 10**10)


@pytest.mark.usefixtures("long_interval")
def test_delayed_expiry_changes_the_state_when_it_is_due() -> None:
    def publish() -> None:
        delay_expiry()
        factories.post(published_at=timezone.now() - timedelta(days=2))

    Change.objects.all().delete()
    assert not is_state_changed_by(publish)
    assert Change.objects.get().created_at > timezone.now()
    assert is_state_changed_by(lambda: Change.objects.update(created_at=timezone.now()))


@pytest.mark.usefixtures("long_interval")
@pytest.mark.django_db(transaction=True)
def test_change_by_somebody_else_is_not_delayed_with_an_import() -> None:
    """Each in a transaction of its own, on the same connection."""
    post = factories.post()

    def write_batch() -> None:
        delay_expiry()
        factories.post(published_at=timezone.now() - timedelta(days=2))

    def change(work: Callable[[], object]) -> bool:
        before = site_state.get_state()
        with transaction.atomic():
            work()
        return site_state.get_state() != before

    assert not change(write_batch)
    assert change(post.set_trashed)
    assert not change(write_batch)
    assert change(post.clear_trashed)
