"""Periodic tasks and their intervals; the scheduler in each worker enqueues them."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.core.management import call_command
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import known_devices
from blog.models import SiteSettings
from storage.local import AtomicFileStorage

RESULT_MAX_AGE_DAYS = 2
FAILURE_MAX_AGE_DAYS = 14
KILLED_AFTER = timedelta(hours=1)

SCHEDULE = {
    "blog.editing.trash.empty_trash": timedelta(days=1),
    "blog.checks.link_tasks.check_due_links": timedelta(minutes=2),
    "blog.content.labels.duplicates.mark_duplicates": timedelta(hours=1),
    "blog.checks.store.recheck_posts_with_ending_rights": timedelta(days=1),
    "blog.content.photos.duplicates.mark_duplicates": timedelta(hours=1),
    "blog.content.sources.duplicates.mark_duplicates": timedelta(hours=1),
    "blog.content.sources.background.resume_source_tasks": timedelta(minutes=1),
    "blog.checks.link_tasks.delete_unused_links": timedelta(days=1),
    "blog.evidence.tasks.look_at_due_pages": timedelta(minutes=2),
    "blog.evidence.follow.follow_all_quotations": timedelta(hours=1),
    "blog.evidence.tasks.delete_unused_pages": timedelta(days=1),
    "blog.revisions.cleanup.delete_unused_blocks": timedelta(days=1),
    "blog.revisions.cleanup.delete_expired_autosaves": timedelta(days=1),
    "blog.content.embeds.previews.delete_unused_previews": timedelta(days=1),
    "blog.content.embeds.linked_posts.rerender_just_published": timedelta(minutes=5),
    "blog.search.pending_entries.merge_pending_entries": timedelta(minutes=1),
    "blog.search.vocabulary.renew": timedelta(days=1),
    "blog.editing.photos.delete_unused": timedelta(days=1),
    "blog.editing.media_files.delete_unused": timedelta(days=1),
    "blog.syndication.dataset.export.write_nightly_dataset": timedelta(days=1),
    "blog.editing.tenures.rerender_ended_roles": timedelta(days=1),
    # Each e-mail enqueues it; this is for e-mails that a killed worker was sending.
    "mail.delivery.deliver": timedelta(minutes=5),
    "mail.delivery.delete_old_emails": timedelta(hours=1),
    "operations.backup.tasks.create_backup": timedelta(days=1),
    "blog.comments.bans.delete_expired_bans": timedelta(days=1),
    "blog.comments.moderation.bayes.prune_word_counts": timedelta(days=1),
    "blog.comments.notifications.send_comment_notifications": timedelta(minutes=1),
    "blog.comments.notifications.notify_moderators": timedelta(minutes=5),
    "blog.comments.notifications.notify_moderators_daily": timedelta(days=1),
    "blog.notes.share_links.notify_authors_of_notes": timedelta(minutes=5),
    "blog.notes.share_links.delete_old_share_links": timedelta(days=1),
    "blog.comments.subscriptions.delete_unconfirmed": timedelta(hours=1),
    "blog.comments.privacy.delete_old_hashes": timedelta(days=1),
    "accounts.addresses.delete_unconfirmed_accounts": timedelta(hours=1),
    "transfer.tasks.resume_imports": timedelta(minutes=1),
    "transfer.tasks.delete_old_uploads": timedelta(days=1),
    "transfer.exports.tasks.delete_old_exports": timedelta(days=1),
    "page_cache.tasks.delete_old_changes": timedelta(hours=1),
    "config.schedule.delete_partial_uploads": timedelta(days=1),
    "config.schedule.delete_expired_sessions": timedelta(days=1),
    "config.schedule.delete_old_devices": timedelta(days=1),
    "config.schedule.delete_old_results": timedelta(days=1),
    "config.schedule.requeue_killed_tasks": timedelta(hours=1),
}
if settings.TIMESTAMP_URL:
    # Once a day there is a seal; it is tried again, as are requests of timestamps.
    SCHEDULE["blog.seals.tasks.seal_new_files"] = timedelta(hours=1)
# Idempotent tasks to requeue after their worker was killed; they take minutes at most.
REQUEUED_TASKS = (
    "blog.content.embeds.previews.fetch_preview",
    "blog.content.photo_renditions.generate",
    "blog.content.photo_renditions.render_posts",
    "blog.content.photos.duplicates.compare",
    "blog.content.rendering.enqueue_batches",
    "blog.content.rendering.rerender",
    "blog.content.rendering.rerender_as_newer",
    "blog.content.sources.background.run_source_task",
    "blog.editing.photo_take_down.settle",
    "blog.editing.media_take_down.settle",
    "blog.editing.photo_replacement_batches.run_batch",
    "transfer.review.tasks.find_candidates",
    "transfer.review.tasks.raise_accepted",
    "transfer.review.tasks.undo_raised",
)


@task
def delete_partial_uploads() -> None:
    """Delete interrupted uploads. A bucket has none, as objects appear when complete."""
    if isinstance(uploads := storages["default"], AtomicFileStorage):
        uploads.delete_partial_files()


@task
def delete_expired_sessions() -> None:
    """Delete expired sessions and their UserSession rows."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@task
def delete_old_devices() -> None:
    """Delete known devices older than the retention period of the site settings."""
    known_devices.delete_old(SiteSettings.load().retention_days)


@task
def requeue_killed_tasks() -> None:
    """Requeue tasks that have been running for KILLED_AFTER: their worker was killed."""
    killed = DBTaskResult.objects.running().filter(
        task_path__in=REQUEUED_TASKS, started_at__lt=timezone.now() - KILLED_AFTER
    )
    killed.update(status=TaskResultStatus.READY)


@task
def delete_old_results() -> None:
    """Delete old task results, and tasks of killed workers, whose status stays `running`."""
    call_command(
        "prune_db_task_results",
        min_age_days=RESULT_MAX_AGE_DAYS,
        failed_min_age_days=FAILURE_MAX_AGE_DAYS,
        verbosity=0,
    )
    long_ago = timezone.now() - timedelta(days=FAILURE_MAX_AGE_DAYS)
    DBTaskResult.objects.running().filter(started_at__lt=long_ago).delete()
