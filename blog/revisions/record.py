"""Recording what a post is."""

import hashlib
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from blog.content import document
from blog.content.document import Document
from blog.models import Post
from blog.revisions.bylines import byline_of
from blog.revisions.models import Revision, RevisionBlock


def record(post: Post, by: User | None, note: str = "") -> Revision | None:
    """The post as it is stored at this moment; None where the last revision says the same.

    Nine queries at most, however long the post.
    """
    labels = post.labels.values_list("name", flat=True) if _has_labels(post) else []
    state = {
        "fields": fields_of({name: getattr(post, name) for name in Revision.FIELDS}),
        "labels": sorted(labels),
        "byline": byline_of(post),
        "block_ids": _stored(document.block_html(document.nodes_of(post))),
    }
    last = Revision.objects.saved_of(post).first()
    if last is not None and all(getattr(last, name) == value for name, value in state.items()):
        return None
    return Revision.objects.create(post=post, by=by, note=note, **state)


def record_aside(post: Post, by: User, mine: dict[str, Any], html: str, note: str) -> None:
    """What was sent and not taken over: `mine` and `html` as for `meet`. Three queries."""
    Revision.objects.create(
        post=post,
        by=by,
        note=note,
        fields={name: mine[name] for name in Revision.FIELDS if name in mine},
        labels=mine.get("labels", []),
        byline=mine.get("byline"),
        block_ids=_stored(document.block_html(document.parse(html))),
        is_aside=True,
    )


def said_of(post: Post) -> dict[str, Any]:
    """Fields and byline as they are stored at this moment. One query."""
    return {name: getattr(post, name) for name in Revision.FIELDS} | {"byline": byline_of(post)}


def fields_of(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON has them, so that they compare with what was stored; times to the second."""
    return {name: _moment(v) if isinstance(v, datetime) else v for name, v in values.items()}


def _moment(when: datetime) -> str:
    """In UTC, whatever the zone of a form; at the calendar's ends there is no other."""
    with suppress(OverflowError):
        when = when.astimezone(UTC)
    return when.replace(microsecond=0).isoformat()


def latest(post: Post) -> int | None:
    """The key of its last revision. One query."""
    return Revision.objects.saved_of(post).values_list("pk", flat=True).first()


def is_as_saved(post: Post, mine: dict[str, Any], nodes: Document) -> bool:
    """Does what is sent say the same as the last save, but for when readers see it? `mine` as for
    `meet`, or a part of it. Two queries."""
    last = Revision.objects.saved_of(post).first()
    if last is None:
        return False
    said = last.said
    if any(mine[name] != said[name] for name in mine if name not in ("status", "published_at")):
        return False
    return load_blocks(last) == document.block_html(nodes)


def load_blocks(revision: Revision) -> list[str]:
    """Each block's HTML, in order. One query."""
    found = dict(RevisionBlock.objects.filter(pk__in=revision.block_ids).values_list("pk", "html"))
    return [found[key] for key in revision.block_ids]


def _has_labels(post: Post) -> bool:
    return post.kind == Post.Kind.POST


def _stored(blocks: list[str]) -> list[int]:
    """Their keys, in order. Two queries."""
    hashes = {html: hashlib.sha256(html.encode()).digest() for html in blocks}
    RevisionBlock.objects.bulk_create(
        [RevisionBlock(sha256=hashes[html], html=html) for html in sorted(hashes)],
        ignore_conflicts=True,
    )
    rows = RevisionBlock.objects.filter(sha256__in=hashes.values()).values_list("sha256", "pk")
    keys = {bytes(sha256): key for sha256, key in rows}
    return [keys[hashes[html]] for html in blocks]
