"""Save a post or page with its revision, transition, checks and redirects."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from blog import checks, corrections, revisions
from blog.content import document as documents
from blog.content import rendering
from blog.content.document import ChangesOtherPosts, Document
from blog.content.redirects import add_redirect
from blog.content.series import SeriesPlace, place_post
from blog.corrections import CorrectionNote
from blog.editing.approvals import record_transition, update_approval
from blog.editing.create_posts import NewPost, create_posts
from blog.editing.requirements import Changes, require
from blog.editing.saved import SavedPost
from blog.editing.sources import delete_unquoted_sources, rename_sources
from blog.evidence.follow import follow_quotations
from blog.models import AnyBlock, Post
from blog.notes import anchors
from blog.revisions import GeneratedNote
from blog.revisions.autosave_models import Autosave
from blog.workflow import Kind, Transition

# The columns of a post that a user sets. Only a transition changes the status.
FIELDS = (
    *("title", "slug", "published_at", "language", "summary"),
    *("comments_mode", "comments_close_after"),
)
# Columns that are read from the stored row unless a new value is passed.
_STORED_FIELDS = (
    *FIELDS,
    *("status", "status_before", "trashed_at", "was_public", "created_at", "correction_draft"),
)


def lock_post(post: Post) -> Post | None:
    """Lock the stored row until the end of the transaction and return it; None for a new post.

    One query.
    """
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
    series: SeriesPlace | None = None,
    transition: Transition | None = None,
    correction: CorrectionNote | None = None,
    overrides: Mapping[str, str] | None = None,
    note: str | GeneratedNote = "",
    note_places: str = "",
    form_key: UUID | None = None,
    is_checked: bool = False,
    is_automatic: bool = False,
) -> SavedPost:
    """Save a post or page, new or stored; `post` has its new values afterwards.

    A new post is stored by `create_posts`.

    Arguments that are None leave their part of the post unchanged. `fields` are columns by name, of
    FIELDS; `document` is the parsed text; `labels` are names; `authors` are the IDs of users in
    order, `by` for a new post; `series` is its place in a series; `overrides` are reasons by the
    key of a finding. `correction` is required if readers notice the change; that of a draft is
    stored until the draft is published. `note` is for the revision, `note_places` are the anchors
    of notes in the editor, `form_key` is the form whose autosave is closed.

    Raises NotAllowed, NotSaved or CorrectionRequired, and changes nothing then. `is_checked` is for
    a form that has locked the post and made the same checks, to show each message at its field.
    `is_automatic` is for a draft that is saved while its author types: the revision may be replaced
    by the next one, and ChangesOtherPosts is raised instead of changing what other posts show.

    Sources that the author renamed are renamed; those that no quotation names any more are deleted
    (`blog.editing.sources`). The post is rendered at once. Slower work is enqueued: renditions of
    corrected photos, other posts that show a corrected source or photo, checks of new links, and
    e-mails.
    """
    changes = Changes(by, fields or {}, document, labels, authors, transition, overrides)
    with transaction.atomic(savepoint=not is_checked):
        before = lock_post(post)
        if not is_checked:
            correction = require(post, before, changes, correction)
        if before is None:
            new = NewPost(
                post,
                *(changes.fields, document, labels, authors),
                *(series, transition, overrides, form_key),
            )
            return create_posts([new], by=by, note=note, is_automatic=is_automatic)[0]
        return _store(
            post,
            changes,
            before=before,
            correction=correction,
            note=note,
            series=series,
            note_places=note_places,
            form_key=form_key,
            is_automatic=is_automatic,
        )


def _store(
    post: Post,
    changes: Changes,
    *,
    before: Post,
    correction: CorrectionNote | None,
    series: SeriesPlace | None,
    note: str | GeneratedNote,
    note_places: str,
    form_key: UUID | None,
    is_automatic: bool,
) -> SavedPost:
    """Write everything in order of dependency.

    A revision includes authors, labels and document; a transition refers to the revision; check
    results depend on the status.
    """
    by, transition = changes.by, changes.transition
    if not before.revisions.exists():
        revisions.record(before, by=None, note=GeneratedNote("first"))
    values = {**changes.fields, **(transition.values if transition else {})}
    is_published = values.get("status", before.status) == Post.Status.PUBLISHED
    seen = None
    if is_published and correction:
        seen = corrections.find_last_public_revision(before)
    values |= _get_correction_draft(before, correction, is_published=is_published)
    _write_row(post, before, values)
    _write_relations(post, changes, series)
    blocks = _write_document(post, changes, note_places, is_automatic=is_automatic)
    content = checks.load_check_input(post, blocks)
    revision = revisions.record(
        post,
        by,
        note,
        nodes=content.nodes,
        labels=content.labels,
        is_automatic=is_automatic,
    )
    correction_row = transition_row = withdrawal = None
    if correction and seen and revision:
        correction_row = corrections.record(
            post, seen, revision, by, correction.kind, correction.text
        )
    if transition:
        transition_row = record_transition(
            post,
            kind=transition.kind,
            by=by,
            was=before.status,
            reason=transition.reason,
            publish_at=_get_publish_at(post, before, transition),
        )
    else:
        withdrawal = update_approval(post, by=by, revision=revision)
    checks.store_results(post, changes.overrides, by, content=content)
    if settings.EVIDENCE and not is_automatic:
        follow_quotations(post)
    rendering.rerender_posts(Post.all_objects.linking_to([post.pk]))
    if form_key:
        Autosave.objects.close(form_key, by, post.kind, post)
    return SavedPost(post, revision, transition_row, withdrawal, correction_row)


def _get_correction_draft(
    before: Post, correction: CorrectionNote | None, *, is_published: bool
) -> dict[str, Any]:
    """Return the column with the note of an unpublished post, if it changes.

    The note waits there until the post is published again.
    """
    if is_published and before.correction_draft:
        return {"correction_draft": None}
    if not is_published and before.was_public and correction:
        return {"correction_draft": asdict(correction)}
    return {}


def _write_row(post: Post, before: Post, values: Mapping[str, Any]) -> None:
    """Write these columns, and a redirect from the old path if it was public.

    Another draft may have taken the slug in the meantime.
    """
    stored = {name: getattr(before, name) for name in _STORED_FIELDS}
    for name, value in {**stored, **values}.items():
        setattr(post, name, value)
    post.save_with_slug(partial(post.save, update_fields=[*values, "updated_at"]))
    if before.is_public or before.was_public:
        add_redirect(before.get_absolute_url(), post.get_absolute_url())


def _write_relations(post: Post, changes: Changes, series: SeriesPlace | None) -> None:
    """Write the authors, labels and place in a series of a post. Pages have none."""
    if post.kind != Post.Kind.POST:
        return
    if changes.authors is not None:
        _set_authors(post, changes.authors or [changes.by.pk])
    if changes.labels is not None:
        post.labels.set(changes.labels)
    if series is not None:
        place_post(post, series)


def _write_document(
    post: Post, changes: Changes, note_places: str, *, is_automatic: bool
) -> list[AnyBlock] | None:
    """Write the text and what follows from it for sources and notes.

    Return its blocks, None if the text does not change. An automatic save that would rename a
    source raises ChangesOtherPosts.
    """
    if changes.document is None:
        return None
    if rename_sources(changes.document, by=changes.by) and is_automatic:
        raise ChangesOtherPosts
    saved = documents.save(post, changes.document, changes.by, is_automatic=is_automatic)
    delete_unquoted_sources(saved.unquoted)
    anchors.update_anchors(post, note_places)
    return saved.blocks


def _get_publish_at(post: Post, before: Post, transition: Transition) -> datetime | None:
    """Return the `publish_at` of the transition's row."""
    if transition.kind == Kind.SCHEDULED:
        return post.published_at
    if transition.kind == Kind.PUBLISHED and before.is_public:
        return post.published_at
    return (
        before.published_at if transition.kind == Kind.TAKEN_BACK and before.is_scheduled else None
    )


def _set_authors(post: Post, authors: Sequence[int]) -> None:
    if list(authors) != revisions.load_byline(post):
        revisions.set_byline(post, list(authors))
