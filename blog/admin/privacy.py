"""Export and erase the personal data that the blog stores; see accounts/privacy.py."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils.translation import ngettext

from accounts.models import User
from accounts.privacy import iterate_rows
from blog.checks.models import CheckOverride
from blog.comments.models import Comment, ModerationAction
from blog.comments.moderation.models import Ban, Rule
from blog.comments.privacy import (
    REPLY_SUBSCRIPTION_FIELDS,
    build_absolute_url,
    erase_user_comments,
    export_comment,
)
from blog.comments.subscriptions import Subscription
from blog.corrections.models import Correction
from blog.dossiers.models import Dossier, DossierItem
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage, VerdictChange
from blog.evidence.publication_models import CopyPublication
from blog.models import (
    Authorship,
    DifferentSources,
    LabelChange,
    MediaFile,
    MediaTakeDown,
    Photo,
    PhotoChange,
    Post,
    SavedView,
    Source,
    SourceChange,
    SourceProposal,
    SourceTask,
)
from blog.models.photos import PhotoQuerySet
from blog.notes.models import Note, ShareLink
from blog.revisions import load_blocks
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision
from blog.workflow.models import WorkflowTransition

# Models whose rows are exported as they are: the name in the file, the model, the path to the user
# and the columns. Text by other people and the target of a ban are their personal data, not this
# user's: they are exported by ID or left out.
EXPORTED_MODELS: dict[str, tuple[type[Model], str, tuple[str, ...]]] = {
    "reply_subscriptions": (Subscription, "comment__user", REPLY_SUBSCRIPTION_FIELDS),
    "forms_opened": (
        *(Autosave, "user"),
        (
            "kind",
            "post_id",
            "opened_at",
            "seen_at",
            "is_over",
            "typed_at",
            "discarded_at",
            "values",
        ),
    ),
    "check_overrides": (
        *(CheckOverride, "by"),
        ("post_id", "code", "excerpt", "reason", "created_at"),
    ),
    "overruled_evidence": (
        *(QuotationCheck, "overruled_by"),
        ("quotation_id", "overruled_at", "overrule_reason"),
    ),
    "evidence_history": (
        *(VerdictChange, "by"),
        ("check_row__quotation_id", "kind", "created_at", "reason"),
    ),
    "opened_pages": (*(QuotedPage, "opened_by"), ("url", "asked_at")),
    "withdrawn_copies": (
        *(PageCopy, "withdrawn_by"),
        ("requested_url", "withdrawn_at", "withdrawal_reason"),
    ),
    "published_copies": (
        *(CopyPublication, "published_by"),
        ("copy_id", "ground", "details", "published_at"),
    ),
    "copies_taken_back": (*(CopyPublication, "ended_by"), ("copy_id", "ended_at")),
    "moderation_actions": (
        *(ModerationAction, "by"),
        ("comment_id", "created_at", "was", "became", "reason"),
    ),
    "workflow_transitions": (
        *(WorkflowTransition, "by"),
        ("post_id", "kind", "created_at", "was", "became", "reason", "publish_at"),
    ),
    "corrections": (
        *(Correction, "by"),
        ("post_id", "kind", "created_at", "text", "reworded_at", "withdrawn_at"),
    ),
    "notes": (Note, "by", ("post_id", "created_at", "excerpt", "text")),
    "notes_resolved": (Note, "resolved_by", ("post_id", "created_at", "resolved_at")),
    "saved_views": (SavedView, "user", ("list_name", "name", "query")),
    "dossiers": (
        *(Dossier, "author"),
        ("kind", "title", "slug", "introduction", "language", "created_at", "published_at"),
    ),
    "dossier_notes": (DossierItem, "dossier__author", ("dossier_id", "note")),
    "share_links": (
        *(ShareLink, "made_by"),
        ("post_id", "name", "may_note", "made_at", "expires_at", "revoked_at")
        + ("opened", "last_opened_at"),
    ),
    "label_changes": (LabelChange, "by", ("description", "created_at", "undone_at")),
    "source_changes": (SourceChange, "by", ("description", "created_at", "undone_at")),
    "source_tasks": (SourceTask, "by", ("kind", "description", "created_at", "finished_at")),
    "source_proposals": (
        SourceProposal,
        "by",
        ("description", "reason", "created_at", "decided_at", "is_accepted"),
    ),
    "decided_source_proposals": (
        SourceProposal,
        "decided_by",
        ("description", "decided_at", "is_accepted"),
    ),
    "different_sources": (DifferentSources, "by", ("first_id", "second_id", "created_at")),
    "photo_changes": (PhotoChange, "by", ("kind", "photo_id", "reason", "created_at", "undone_at")),
    "media_take_downs": (MediaTakeDown, "by", ("sha256", "reason", "created_at", "undone_at")),
    "rules_for_comments": (Rule, "by", ("kind", "value", "action", "created_at")),
    "bans_set": (Ban, "by", ("kind", "reason", "created_at", "until")),
    # `reason` is left out: it is an internal note of the moderators.
    "banned": (Ban, "user", ("created_at", "until")),
}


def export(user: User) -> dict[str, Any]:
    return {
        "posts": _posts(user),
        "revisions": _revisions(user),
        "photos": _photos(Photo.objects.filter(uploaded_by=user)),
        "media_files": _media_files(user),
        "photos_sent_again": _photos(Photo.objects.filter(also_uploaded_by=user)),
        "sources_added": iterate_rows(
            Source.objects.filter(created_by=user).values_list("name", flat=True)
        ),
        "comments": (
            export_comment(comment)
            for comment in iterate_rows(
                Comment.objects.filter(user=user)
                .select_related("post")
                .prefetch_related("moderation_actions", "earlier_texts")
            )
        ),
    } | {
        kind: iterate_rows(model._default_manager.filter(**{user_path: user}).values(*columns))
        for kind, (model, user_path, columns) in EXPORTED_MODELS.items()
    }


def _posts(user: User) -> Iterator[dict[str, Any]]:
    for post in iterate_rows(Post.all_objects.filter(authorships__user=user)):
        yield {
            "id": post.pk,
            "title": post.title,
            "status": post.status,
            "address": build_absolute_url(post.get_absolute_url()) if post.is_public else "",
            "published_at": post.published_at,
            "html": post.html,
        }


def _revisions(user: User) -> Iterator[dict[str, Any]]:
    """Export the revisions without their text, which is in the post.

    Unmerged revisions (`is_aside`) are the only copy of their text: it is included, with one query
    for each.
    """
    for revision in iterate_rows(Revision.objects.filter(by=user)):
        yield {
            "post_id": revision.post_id,
            "created_at": revision.created_at,
            "note": revision.note_text,
            "title": revision.fields.get("title", ""),
            "not_taken_over": "".join(load_blocks(revision)) if revision.is_aside else "",
        }


def _photos(photos: PhotoQuerySet) -> Iterator[dict[str, Any]]:
    for photo in iterate_rows(photos):
        texts = {name: getattr(photo, name) for name in ("alt", "caption", "credit")}
        yield {
            "file": "" if photo.withdrawn_at else build_absolute_url(photo.image.url),
            **texts,
            "uploaded_at": photo.created_at,
        }


def _media_files(user: User) -> Iterator[dict[str, Any]]:
    for file in iterate_rows(MediaFile.objects.filter(uploaded_by=user)):
        yield {
            "file": "" if file.withdrawn_at else build_absolute_url(file.file.url),
            "name": file.name,
            "uploaded_at": file.created_at,
        }


def find_erasure_blockers(user: User) -> list[str]:
    """Return messages that say why the account cannot be deleted: posts need an author."""
    count = Authorship.objects.filter(user=user).count()
    if not count:
        return []
    message = ngettext(
        "This account is an author of a post or page. An editor can assign "
        "it to someone else. If it was never published, it can be deleted "
        "instead.",
        "This account is an author of %(number)d posts or pages. An editor "
        "can assign them to someone else. Those that were never published "
        "can be deleted instead.",
        count,
    )
    return [message % {"number": count}]


def erase(user: User) -> None:
    erase_user_comments(user=user)
