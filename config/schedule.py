"""What is done again and again, and how often: the clock beside each worker orders it."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.core.management import call_command
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import known_devices
from blog.models import SiteSettings
from storage.local import WholeFiles

RESULTS_KEPT = 2  # days
FAILURES_KEPT = 14

SCHEDULE = {
    "blog.editing.trash.empty": timedelta(days=1),
    "blog.checks.link_tasks.check_due_links": timedelta(minutes=2),
    "blog.content.labels.duplicates.mark": timedelta(hours=1),
    "blog.checks.link_tasks.delete_unused_links": timedelta(days=1),
    "blog.revisions.cleanup.delete_unused_blocks": timedelta(days=1),
    "blog.revisions.cleanup.delete_expired_autosaves": timedelta(days=1),
    "blog.search.vocabulary.renew": timedelta(days=1),
    "blog.editing.photos.delete_unused": timedelta(days=1),
    # Orders of its own come with each e-mail; this is for those that a killed worker had in hand.
    "mail.delivery.deliver": timedelta(minutes=5),
    "mail.delivery.forget_sent": timedelta(hours=1),
    "operations.backup.tasks.back_up": timedelta(days=1),
    "blog.comments.bans.delete_expired_bans": timedelta(days=1),
    "blog.comments.moderation.bayes.prune_word_counts": timedelta(days=1),
    "blog.comments.notifications.send_comment_notifications": timedelta(minutes=1),
    "blog.comments.notifications.notify_moderators": timedelta(minutes=5),
    "blog.comments.notifications.notify_moderators_daily": timedelta(days=1),
    "blog.notes.share_links.notify_authors_of_notes": timedelta(minutes=5),
    "blog.notes.share_links.forget_ended": timedelta(days=1),
    "blog.comments.subscriptions.delete_unconfirmed": timedelta(hours=1),
    "blog.comments.privacy.delete_old_hashes": timedelta(days=1),
    "accounts.addresses.forget_unconfirmed": timedelta(hours=1),
    "page_cache.tasks.forget_changes": timedelta(hours=1),
    "config.schedule.forget_halves": timedelta(days=1),
    "config.schedule.forget_sessions": timedelta(days=1),
    "config.schedule.forget_places": timedelta(days=1),
    "config.schedule.forget_results": timedelta(days=1),
    "config.schedule.take_up_again": timedelta(hours=1),
}
# Tasks that a killed worker had in hand, for which nothing else would order them again. What they
# do twice is the same as once, and takes minutes at most.
TAKEN_UP_AGAIN = ("blog.content.rendering.store_later",)


@task
def forget_halves() -> None:
    """Of uploads. In a bucket there are none: an object is there when it is whole."""
    if isinstance(uploads := storages["default"], WholeFiles):
        uploads.forget_halves()


@task
def forget_sessions() -> None:
    """Those that have expired, and from where they were begun."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@task
def forget_places() -> None:
    """From where people signed in, as long ago as the site's settings say."""
    known_devices.delete_old(SiteSettings.load().retention_days)


@task
def take_up_again() -> None:
    """They count as running; nobody has run them for an hour."""
    killed = DBTaskResult.objects.running().filter(
        task_path__in=TAKEN_UP_AGAIN, started_at__lt=timezone.now() - timedelta(hours=1)
    )
    killed.update(status=TaskResultStatus.READY)


@task
def forget_results() -> None:
    """Of tasks: those done some days ago, those that failed longer ago, and those whose worker was
    killed, which count as running for ever."""
    call_command(
        "prune_db_task_results",
        min_age_days=RESULTS_KEPT,
        failed_min_age_days=FAILURES_KEPT,
        verbosity=0,
    )
    long_ago = timezone.now() - timedelta(days=FAILURES_KEPT)
    DBTaskResult.objects.running().filter(started_at__lt=long_ago).delete()
