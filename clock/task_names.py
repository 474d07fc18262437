"""Names of background tasks in the desk: what a task does, and to what."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_CHECK = pgettext_lazy("background task", "Check")
_CREATE = pgettext_lazy("background task", "Create")
_DELETE_OUTDATED = pgettext_lazy("background task", "Delete outdated data")
_FIND_DUPLICATES = pgettext_lazy("background task", "Find duplicates")
_FIND_QUOTATIONS = pgettext_lazy("background task", "Find quotations")
_GENERATE = pgettext_lazy("background task", "Generate renditions")
_RENDER = pgettext_lazy("background task", "Update pages")
_RESUME = pgettext_lazy("background task", "Resume after an interruption")
_SEND = pgettext_lazy("background task", "Send")
_TAKE_DOWN = pgettext_lazy("background task", "Take down")
_UPDATE_INDEX = pgettext_lazy("background task", "Update the index")

_ACCOUNTS, _EMAIL, _EVIDENCE = _("Accounts"), _("E-mail"), _("Evidence")
_SEARCH = pgettext_lazy("background task", "search")
_BACKGROUND_TASKS, _LINK_PREVIEWS = _("background tasks"), _("link previews")
_IMPORTS = pgettext_lazy("of other blogs", "imports")
_COMMENTS, _LABELS, _PHOTOS, _POSTS = _("comments"), _("labels"), _("photos"), _("posts")
_MEDIA_FILES, _SOURCES, _SHARE_LINKS = _("media files"), _("sources"), _("share links")
_LINKS = pgettext_lazy("background task", "links")
_PAGE_CACHE = pgettext_lazy("background task", "page cache")

# By its path: what a task does, and to what.
TASK_NAMES: dict[str, tuple[Any, Any]] = {
    "accounts.addresses.delete_unconfirmed_accounts": (_DELETE_OUTDATED, _ACCOUNTS),
    "accounts.password_reset.send_reset_email": (_SEND, _EMAIL),
    "blog.checks.link_tasks.check_due_links": (_CHECK, _LINKS),
    "blog.checks.link_tasks.delete_unused_links": (_DELETE_OUTDATED, _LINKS),
    "blog.checks.store.recheck_posts_with_ending_rights": (_CHECK, _POSTS),
    "blog.checks.store.recheck_posts_with_file": (_CHECK, _POSTS),
    "blog.checks.store.recheck_posts_with_photo": (_CHECK, _POSTS),
    "blog.comments.bans.delete_expired_bans": (_DELETE_OUTDATED, _("bans")),
    "blog.comments.guest_data_emails.send_guest_data_email": (_SEND, _EMAIL),
    "blog.comments.moderation.akismet.submit_correction": (_CHECK, _COMMENTS),
    "blog.comments.moderation.akismet_tasks.check_comment": (_CHECK, _COMMENTS),
    "blog.comments.moderation.bayes.prune_word_counts": (_DELETE_OUTDATED, _COMMENTS),
    "blog.comments.notifications.notify_moderators": (_SEND, _EMAIL),
    "blog.comments.notifications.notify_moderators_daily": (_SEND, _EMAIL),
    "blog.comments.notifications.send_comment_notifications": (_SEND, _EMAIL),
    "blog.comments.privacy.delete_old_hashes": (_DELETE_OUTDATED, _COMMENTS),
    "blog.comments.subscriptions.delete_unconfirmed": (_DELETE_OUTDATED, _("subscriptions")),
    "blog.content.embeds.linked_posts.rerender_just_published": (_RENDER, _POSTS),
    "blog.content.embeds.previews.delete_unused_previews": (_DELETE_OUTDATED, _LINK_PREVIEWS),
    "blog.content.embeds.previews.fetch_preview": (_CREATE, _LINK_PREVIEWS),
    "blog.content.html_update.render_batch": (_RENDER, _POSTS),
    "blog.content.labels.duplicates.mark_duplicates": (_FIND_DUPLICATES, _LABELS),
    "blog.content.photo_renditions.discard": (_DELETE_OUTDATED, _PHOTOS),
    "blog.content.photo_renditions.generate": (_GENERATE, _PHOTOS),
    "blog.content.photo_renditions.generate_each": (_GENERATE, _PHOTOS),
    "blog.content.photo_renditions.render_posts": (_RENDER, _POSTS),
    "blog.content.photos.credentials.read_photo_credentials": (_CHECK, _PHOTOS),
    "blog.content.photos.duplicates.compare": (_FIND_DUPLICATES, _PHOTOS),
    "blog.content.photos.duplicates.mark_duplicates": (_FIND_DUPLICATES, _PHOTOS),
    "blog.content.rendering.enqueue_batches": (_RENDER, _POSTS),
    "blog.content.rendering.rerender": (_RENDER, _POSTS),
    "blog.content.rendering.rerender_as_newer": (_RENDER, _POSTS),
    "blog.content.sources.background.resume_source_tasks": (_RESUME, _SOURCES),
    "blog.content.sources.background.run_source_task": (
        pgettext_lazy("background task", "Merge or split"),
        _SOURCES,
    ),
    "blog.content.sources.duplicates.mark_duplicates": (_FIND_DUPLICATES, _SOURCES),
    "blog.editing.media_files.delete_unused": (_DELETE_OUTDATED, _MEDIA_FILES),
    "blog.editing.media_take_down.settle": (_TAKE_DOWN, _MEDIA_FILES),
    "blog.editing.photo_replacement_batches.run_batch": (
        pgettext_lazy("background task", "Replace"),
        _PHOTOS,
    ),
    "blog.editing.photo_take_down.settle": (_TAKE_DOWN, _PHOTOS),
    "blog.editing.photos.delete_unused": (_DELETE_OUTDATED, _PHOTOS),
    "blog.editing.tenures.rerender_ended_roles": (_RENDER, _POSTS),
    "blog.editing.trash.empty_trash": (_DELETE_OUTDATED, _("Trash")),
    "blog.evidence.follow.follow_all_quotations": (_FIND_QUOTATIONS, _EVIDENCE),
    "blog.evidence.tasks.delete_unused_pages": (_DELETE_OUTDATED, _EVIDENCE),
    "blog.evidence.tasks.look_at_due_pages": (_CHECK, _EVIDENCE),
    "blog.notes.share_links.delete_old_share_links": (_DELETE_OUTDATED, _SHARE_LINKS),
    "blog.notes.share_links.notify_authors_of_notes": (_SEND, _EMAIL),
    "blog.revisions.cleanup.delete_expired_autosaves": (_DELETE_OUTDATED, _POSTS),
    "blog.revisions.cleanup.delete_unused_blocks": (_DELETE_OUTDATED, _POSTS),
    "blog.seals.tasks.seal_new_files": (_CREATE, _("Seals")),
    "blog.search.pending_entries.merge_pending_entries": (_UPDATE_INDEX, _SEARCH),
    "blog.search.vocabulary.renew": (_UPDATE_INDEX, _SEARCH),
    "blog.syndication.dataset.export.write_nightly_dataset": (_CREATE, _("Dataset")),
    "config.schedule.delete_expired_sessions": (_DELETE_OUTDATED, _ACCOUNTS),
    "config.schedule.delete_old_devices": (_DELETE_OUTDATED, _ACCOUNTS),
    "config.schedule.delete_old_results": (_DELETE_OUTDATED, _BACKGROUND_TASKS),
    "config.schedule.delete_partial_uploads": (_DELETE_OUTDATED, _MEDIA_FILES),
    "config.schedule.requeue_killed_tasks": (_RESUME, _BACKGROUND_TASKS),
    "mail.delivery.delete_old_emails": (_DELETE_OUTDATED, _EMAIL),
    "mail.delivery.deliver": (_SEND, _EMAIL),
    "operations.backup.tasks.create_backup": (_CREATE, pgettext_lazy("background task", "backup")),
    "page_cache.file_purge.purge_files": (pgettext_lazy("background task", "Clear"), _PAGE_CACHE),
    "page_cache.tasks.delete_old_changes": (_DELETE_OUTDATED, _PAGE_CACHE),
    "transfer.exports.tasks.delete_old_exports": (
        _DELETE_OUTDATED,
        pgettext_lazy("of the blog", "exports"),
    ),
    "transfer.review.tasks.compare_sources": (_FIND_DUPLICATES, _SOURCES),
    "transfer.review.tasks.find_candidates": (_FIND_QUOTATIONS, _IMPORTS),
    "transfer.review.tasks.raise_accepted": (
        pgettext_lazy("background task", "Accept quotations"),
        _IMPORTS,
    ),
    "transfer.review.tasks.undo_raised": (
        pgettext_lazy("background task", "Undo accepted quotations"),
        _IMPORTS,
    ),
    "transfer.tasks.delete_old_uploads": (_DELETE_OUTDATED, _IMPORTS),
    "transfer.tasks.resume_imports": (_RESUME, _IMPORTS),
    "transfer.tasks.run_import": (pgettext_lazy("background task", "Run"), _IMPORTS),
}
