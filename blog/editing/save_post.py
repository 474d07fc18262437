"""Saving a post or page, with all that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog import checks, corrections, revisions
from blog.content import document as documents
from blog.content.document import Document
from blog.content.redirects import add_redirect
from blog.corrections import CorrectionNote
from blog.corrections.models import Correction
from blog.editing.approvals import record_transition, update_approval
from blog.editing.requirements import Changes, require
from blog.models import Post
from blog.notes import anchors
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision
from blog.workflow import Kind, Transition
from blog.workflow.models import WorkflowTransition

# The columns of a post that a person sets. The status follows from a transition alone.
FIELDS = (
    *("title", "slug", "published_at", "language", "summary"),
    *("comments_mode", "comments_close_after"),
)
# What is taken from the stored row where no new value comes.
_STORED = (
    *FIELDS,
    *("status", "status_before", "trashed_at", "was_public", "created_at", "correction_draft"),
)


@dataclass(frozen=True)
class SavedPost:
    """The result of a save. `revision` is None where nothing changed; `transition` is the
    one that was asked for; `withdrawal` records the approval that the save ended; `correction` is
    what readers are told."""

    post: Post
    revision: Revision | None
    transition: WorkflowTransition | None = None
    withdrawal: WorkflowTransition | None = None
    correction: Correction | None = None

    @property
    def is_changed(self) -> bool:
        return self.revision is not None


def lock_post(post: Post) -> Post | None:
    """Read the stored row and lock it until the transaction ends: saves of one post wait for one
    another. None for a post that is not stored. One query."""
    if post.pk is None:
        return None
    return Post.all_objects.select_for_update(no_key=True).get(pk=post.pk)


def save_post(
    post: Post,
    *,
    by: User,
    fields: Mapping[str, Any] | None = None,
    document: Document | None = None,
    labels: Sequence[str] | None = None,
    authors: Sequence[int] | None = None,
    transition: Transition | None = None,
    correction: CorrectionNote | None = None,
    overrides: Mapping[str, str] | None = None,
    note: str = "",
    note_places: str = "",
    form_key: UUID | None = None,
    is_checked: bool = False,
) -> SavedPost:
    """Save a post or page, new or stored; `post` has its new values afterwards.

    `fields` are columns by name, of FIELDS; `document` the parsed text; `labels` names; `authors`
    the keys of users in order, by default those it has, else `by`. What is None stays as it is.
    `transition` is applied with the save; `correction` is the answer where readers notice a
    difference; that of a draft which readers had seen is kept until it is published. `overrides`
    are reasons by the key of a finding; `note` is for the history; `note_places` is where the
    editor has the notes, `form_key` the form whose autosave ends.

    Raises NotAllowed, NotSaved or CorrectionRequired, with nothing changed. `is_checked` is for a
    form that holds the lock of the post and has made the same checks, to show each at its field.

    Rendering happens here; what takes longer is enqueued: renditions of corrected photos, other
    posts that show a corrected source or photo, links that are new, and e-mails about a transition.
    """
    changes = Changes(by, fields or {}, document, labels, authors, transition, overrides)
    save = partial(_store, post, changes, note=note, note_places=note_places, form_key=form_key)
    if is_checked:
        with transaction.atomic(savepoint=False):
            return save(before=lock_post(post), correction=correction)
    with transaction.atomic():
        before = lock_post(post)
        return save(before=before, correction=require(post, before, changes, correction))


def _store(
    post: Post,
    changes: Changes,
    *,
    before: Post | None,
    correction: CorrectionNote | None,
    note: str,
    note_places: str,
    form_key: UUID | None,
) -> SavedPost:
    """The order matters: a revision keeps authors, labels and document, so it comes after them; a
    transition is bound to the revision, and check results follow the status."""
    by, document, transition = changes.by, changes.document, changes.transition
    if before is not None and not before.revisions.exists():
        revisions.record(before, by=None, note=_("Before the first recorded save"))
    values = {**changes.fields, **(transition.values if transition else {})}
    seen = None
    if before is not None:
        is_published = values.get("status", before.status) == Post.Status.PUBLISHED
        if is_published and correction:
            seen = corrections.find_last_public_revision(before)
        if is_published and before.correction_draft:
            values["correction_draft"] = None
        elif not is_published and before.was_public and correction:
            values["correction_draft"] = asdict(correction)
    _write_row(post, before, values)
    if post.kind == Post.Kind.POST:
        if changes.authors is not None or before is None:
            _set_authors(post, changes.authors or [by.pk])
        if changes.labels is not None:
            post.labels.set(changes.labels)
    if document is not None:
        documents.save(post, document, by)
        anchors.update_anchors(post, note_places)
    revision = revisions.record(post, by, note)
    told = recorded = withdrawal = None
    if correction and seen and revision:
        told = corrections.record(post, seen, revision, by, correction.kind, correction.text)
    if transition:
        recorded = record_transition(
            post,
            kind=transition.kind,
            by=by,
            was=before.status if before else Post.Status.DRAFT,
            words=transition.reason,
            publish_at=_publication_time(post, before, transition),
        )
    else:
        withdrawal = update_approval(post, by=by, revision=revision)
    checks.store_results(post, changes.overrides, by)
    if form_key:
        Autosave.objects.close(form_key, by, post.kind, post)
    return SavedPost(post, revision, recorded, withdrawal, told)


def _write_row(post: Post, before: Post | None, values: Mapping[str, Any]) -> None:
    """Write these columns, and a redirect where readers may know the address that it had. The slug
    may be another's by now, as two drafts of one title are saved."""
    stored = {name: getattr(before, name) for name in _STORED} if before else {}
    for name, value in {**stored, **values}.items():
        setattr(post, name, value)
    if before is None:
        post.save_with_slug(post.save)
        return
    post.save_with_slug(partial(post.save, update_fields=[*values, "updated_at"]))
    if before.is_public or before.was_public:
        add_redirect(before.get_absolute_url(), post.get_absolute_url())


def _publication_time(post: Post, before: Post | None, transition: Transition) -> datetime | None:
    """What a transition keeps as its `publish_at`."""
    if transition.kind == Kind.SCHEDULED:
        return post.published_at
    if before is None:
        return None
    if transition.kind == Kind.PUBLISHED and before.is_public:
        return post.published_at
    return (
        before.published_at if transition.kind == Kind.TAKEN_BACK and before.is_scheduled else None
    )


def _set_authors(post: Post, authors: Sequence[int]) -> None:
    if list(authors) != revisions.load_byline(post):
        revisions.set_byline(post, list(authors))
