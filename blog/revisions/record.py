"""Recording what a post is, and bringing back what it was."""

import hashlib
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from blog import checks
from blog.content import document
from blog.content.document import Document, facts
from blog.models import Post
from blog.revisions.bylines import byline_of, set_byline
from blog.revisions.models import Passage, Revision


class NotRestored(Exception):
    """What stands in the way, such as a picture that is gone: a sentence for each block."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(" ".join(errors))
        self.errors = errors


def record(post: Post, by: User | None, note: str = "") -> Revision | None:
    """The post as it is stored at this moment; None where the last revision says the same.

    Nine queries at most, however long the post.
    """
    labels = post.labels.values_list("name", flat=True) if _has_labels(post) else []
    state = {
        "fields": fields_of({name: getattr(post, name) for name in Revision.FIELDS}),
        "labels": sorted(labels),
        "byline": byline_of(post),
        "passages": _stored(document.passages(document.nodes_of(post))),
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
        passages=_stored(document.passages(document.parse(html))),
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


def is_as_saved(post: Post, mine: dict[str, Any], html: str) -> bool:
    """Does what is sent say the same as the last save, but for when readers see it? `mine` and
    `html` as for `meet`. Two queries."""
    last = Revision.objects.saved_of(post).first()
    if last is None:
        return False
    said = last.said
    if any(mine[name] != said[name] for name in mine if name not in ("status", "published_at")):
        return False
    return passages_of(last) == document.passages(document.parse(html))


def passages_of(revision: Revision) -> list[str]:
    """Each block's HTML, in order. One query."""
    found = dict(Passage.objects.filter(pk__in=revision.passages).values_list("pk", "html"))
    return [found[key] for key in revision.passages]


def restore(post: Post, revision: Revision, by: User, note: str) -> Revision | None:
    """Title, language, summary, labels and document become what they were, and the byline if this
    person may set it; raises NotRestored, with nothing changed, where the document of then cannot
    be that of today."""
    nodes = _checked("".join(passages_of(revision)), post, by)
    with transaction.atomic():
        for name in Revision.RESTORED:
            setattr(post, name, revision.fields[name])
        post.save()
        if _has_labels(post):
            post.labels.set(revision.labels)
        if revision.byline and by.has_perm("blog.edit_all"):
            set_byline(post, revision.byline)
        document.save(post, nodes, by)
        checks.keep(post)
        return record(post, by, note)


def restore_passage(
    post: Post, html: str, by: User, note: str, *, at: int, instead: bool
) -> Revision | None:
    """One block becomes what it was: before the one at `at`, or `instead` of it. As `restore`."""
    now = document.passages(document.nodes_of(post))
    at = min(at, len(now))
    now[at : at + instead] = [html]
    nodes = _checked("".join(now), post, by)
    with transaction.atomic():
        document.save(post, nodes, by)
        post.save(update_fields=["updated_at"])
        checks.keep(post)
        return record(post, by, note)


def _checked(html: str, post: Post, by: User) -> Document:
    nodes = document.parse(html)
    # What was corrected since at a source or photo is a fact, and stays.
    facts.know(nodes, facts.today(nodes))
    document.check(nodes, post, by, publishing=post.status == Post.Status.PUBLISHED)
    if nodes.errors:
        raise NotRestored(nodes.errors)
    return nodes


def _has_labels(post: Post) -> bool:
    return post.kind == Post.Kind.POST


def _stored(passages: list[str]) -> list[int]:
    """Their keys, in order. Two queries."""
    digests = {html: hashlib.sha256(html.encode()).digest() for html in passages}
    Passage.objects.bulk_create(
        [Passage(digest=digests[html], html=html) for html in sorted(digests)],
        ignore_conflicts=True,
    )
    rows = Passage.objects.filter(digest__in=digests.values()).values_list("digest", "pk")
    keys = {bytes(digest): key for digest, key in rows}
    return [keys[digests[html]] for html in passages]
