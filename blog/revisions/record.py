"""Recording, loading and comparing revisions."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any

from django.db.models import Q

from accounts.models import User
from blog.content import document
from blog.content.document import Document
from blog.models import Post
from blog.revisions.autosave_models import Autosave
from blog.revisions.bylines import load_byline
from blog.revisions.generated_notes import GeneratedNote
from blog.revisions.models import Revision, RevisionBlock, build_columns

# Of automatic saves, one revision in this time is kept.
AUTOMATIC_INTERVAL = timedelta(minutes=10)


def record(
    post: Post,
    by: User | None,
    note: str | GeneratedNote = "",
    *,
    nodes: Document | None = None,
    labels: Sequence[str] | None = None,
    is_automatic: bool = False,
) -> Revision | None:
    """Record the stored post as a new revision. Return None if it equals the last one.

    `nodes` and `labels` are the stored ones if they are known already. Nine queries at most, six
    more for an automatic one, which may replace the one before.
    """
    if nodes is None:
        nodes = document.load_document(post)
        labels = post.labels.values_list("name", flat=True) if _has_labels(post) else None
    state = {
        "fields": _serialize_post(post),
        "labels": sorted(labels or []),
        "byline": load_byline(post),
        "block_ids": store_blocks(document.blocks_to_html(nodes)),
    }
    last = Revision.objects.saved_for(post).first()
    if last is not None and all(getattr(last, name) == value for name, value in state.items()):
        return None
    if is_automatic and last is not None and last.is_automatic and last.by == by:
        _delete_if_recent(post, last)
    state |= build_columns(note)
    return Revision.objects.create(post=post, by=by, is_automatic=is_automatic, **state)


@dataclass(frozen=True)
class FirstVersion:
    """The content of a new post as it was stored."""

    post: Post
    nodes: Document
    labels: Sequence[str] | None
    byline: list[int]


def record_new_posts(
    versions: Sequence[FirstVersion],
    by: User,
    note: str | GeneratedNote,
    *,
    is_automatic: bool = False,
) -> list[Revision]:
    """Record the first revisions of posts. Three queries, however many there are."""
    blocks = [document.blocks_to_html(version.nodes) for version in versions]
    block_ids = iter(store_blocks(list(chain.from_iterable(blocks))))
    return Revision.objects.bulk_create(
        Revision(
            post=version.post,
            by=by,
            **build_columns(note),
            is_automatic=is_automatic,
            fields=_serialize_post(version.post),
            labels=sorted(version.labels or []),
            byline=version.byline,
            block_ids=list(islice(block_ids, len(of_post))),
        )
        for version, of_post in zip(versions, blocks, strict=True)
    )


def _serialize_post(post: Post) -> dict[str, Any]:
    return serialize_fields({name: getattr(post, name) for name in Revision.FIELDS})


def _delete_if_recent(post: Post, last: Revision) -> None:
    """Delete the automatic revision `last` if the one before is less than an interval older, unless
    a transition, a correction or another open form needs it. Six queries at most."""
    before = Revision.objects.saved_for(post).filter(pk__lt=last.pk).first()
    since = before.created_at if before else post.created_at
    if last.created_at - since >= AUTOMATIC_INTERVAL:
        return
    has_it = Q(revision=last.pk) | Q(saved_revision=last.pk)
    # The form that is saved is one of them.
    if Autosave.objects.filter(has_it, post=post, is_over=False).count() < 2:
        Revision.objects.filter(pk=last.pk, transitions=None, corrections=None).delete()


def record_aside(post: Post, by: User, mine: dict[str, Any], html: str) -> None:
    """Record submitted content that could not be merged; `mine` and `html` as for
    `merge_with_latest`. Three queries."""
    Revision.objects.create(
        post=post,
        by=by,
        **build_columns(GeneratedNote("aside")),
        fields={name: mine[name] for name in Revision.FIELDS if name in mine},
        labels=mine.get("labels", []),
        byline=mine.get("byline"),
        block_ids=store_blocks(document.blocks_to_html(document.parse(html))),
        is_aside=True,
    )


def get_field_values(post: Post) -> dict[str, Any]:
    """Return the fields and the byline of a post, as in `Revision.field_values`. One query."""
    return {name: getattr(post, name) for name in Revision.FIELDS} | {"byline": load_byline(post)}


def serialize_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Convert field values to their JSON form, for comparison with stored ones; times are cut to
    the second."""
    return {
        name: _serialize_time(value) if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _serialize_time(when: datetime) -> str:
    """Return the ISO format in UTC, or in the given time zone if UTC would exceed the calendar."""
    with suppress(OverflowError):
        when = when.astimezone(UTC)
    return when.replace(microsecond=0).isoformat()


def get_latest_id(post: Post) -> int | None:
    """Return the ID of a post's latest revision. One query."""
    return Revision.objects.saved_for(post).values_list("pk", flat=True).first()


def is_unchanged(post: Post, mine: dict[str, Any], nodes: Document) -> bool:
    """Compare submitted content with the latest revision, except for status and publication time.
    `mine` as for `merge_with_latest`, or a part of it. Two queries."""
    last = Revision.objects.saved_for(post).first()
    if last is None:
        return False
    saved = last.field_values
    if any(mine[name] != saved[name] for name in mine if name not in ("status", "published_at")):
        return False
    return load_blocks(last) == document.blocks_to_html(nodes)


def load_blocks(revision: Revision) -> list[str]:
    """Load the HTML of a revision's blocks, in order. One query."""
    html = dict(RevisionBlock.objects.filter(pk__in=revision.block_ids).values_list("pk", "html"))
    return [html[block_id] for block_id in revision.block_ids]


def _has_labels(post: Post) -> bool:
    return post.kind == Post.Kind.POST


def store_blocks(blocks: list[str]) -> list[int]:
    """Store the blocks that are new, and return the IDs of all, in order. Two queries."""
    hashes = {html: hashlib.sha256(html.encode()).digest() for html in blocks}
    RevisionBlock.objects.bulk_create(
        [RevisionBlock(sha256=hashes[html], html=html) for html in sorted(hashes)],
        ignore_conflicts=True,
    )
    rows = RevisionBlock.objects.filter(sha256__in=hashes.values()).values_list("sha256", "pk")
    ids = {bytes(sha256): block_id for sha256, block_id in rows}
    return [ids[hashes[html]] for html in blocks]
