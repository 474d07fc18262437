"""Decisions carried out and put on record."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog import checks, corrections, revisions
from blog.content import document
from blog.content.redirects import moved
from blog.models import Post, SiteSettings
from blog.revisions.models import Revision
from blog.workflow.models import PostDecision
from blog.workflow.notifications import tell
from blog.workflow.rules import BECOMES, Kind, NotAllowed, check, latest, may_approve


def hand_in(post: Post, by: User, words: str = "", seen: int | None = None) -> PostDecision:
    return decide(post, Kind.HANDED_IN, by, words=words, seen=seen)


def request_changes(post: Post, by: User, words: str, seen: int | None = None) -> PostDecision:
    return decide(post, Kind.CHANGES, by, words=words, seen=seen)


def approve(post: Post, by: User, words: str = "", seen: int | None = None) -> PostDecision:
    return decide(post, Kind.APPROVED, by, words=words, seen=seen)


def publish(
    post: Post, by: User, at: datetime | None = None, seen: int | None = None
) -> PostDecision:
    return decide(post, Kind.PUBLISHED, by, at=at, seen=seen)


def schedule(post: Post, by: User, at: datetime, seen: int | None = None) -> PostDecision:
    return decide(post, Kind.SCHEDULED, by, at=at, seen=seen)


def take_back(post: Post, by: User, words: str = "", seen: int | None = None) -> PostDecision:
    return decide(post, Kind.TAKEN_BACK, by, words=words, seen=seen)


def decide(
    post: Post,
    kind: str,
    by: User,
    *,
    at: datetime | None = None,
    words: str = "",
    seen: int | None = None,
) -> PostDecision:
    """Checked against the post as it is in the database once everybody else is done with it."""
    with transaction.atomic():
        stored = Post.every.select_for_update(no_key=True).get(pk=post.pk)
        check(stored, kind, by, at=at, words=words, seen=seen)
        if BECOMES[Kind(kind)] == Post.Status.PUBLISHED != stored.status:
            _check_text(stored, by)
        _check_told(stored, kind, at)
        was, old_address = stored.status, stored.get_absolute_url()
        was_known = stored.is_public or stored.was_public
        carry_out(stored, kind, at)
        stored.save(update_fields=["status", "published_at", "updated_at"])
        if was_known:
            moved(old_address, stored.get_absolute_url())
        revisions.record(stored, by)
        checks.keep(stored)
        post.status, post.published_at = stored.status, stored.published_at
        return note_down(stored, kind, by, was, words)


def _check_text(post: Post, by: User) -> None:
    """Raises NotAllowed where a check stands in the way. The form of a post has its own words for
    it. Nine queries at most."""
    findings = checks.run(checks.given_of(post), post, by)
    if blocking := checks.judged(findings, post).blocking:
        told = ngettext(
            "%(count)d finding blocks publishing: open the post and see “Checks”.",
            "%(count)d findings block publishing: open the post and see “Checks”.",
            len(blocking),
        )
        raise NotAllowed(told % {"count": len(blocking)})


def _check_told(post: Post, kind: str, at: datetime | None) -> None:
    """What readers saw once and would see in other words goes out through its form alone, where it
    is asked what they are told. Five queries at most, none of a draft that was never out."""
    goes_out = kind in {Kind.PUBLISHED, Kind.SCHEDULED} and post.status != Post.Status.PUBLISHED
    if not goes_out or not post.was_public:
        return
    out = {"status": Post.Status.PUBLISHED, "published_at": at or timezone.now()}
    if corrections.asks(
        post, revisions.said_of(post) | out, document.nodes_of(post), only_words=True
    ):
        raise NotAllowed(
            _(
                "Readers have seen this post in other words: publish it in its form, where you say"
                " what you changed."
            )
        )


def carry_out(post: Post, kind: str, at: datetime | None) -> None:
    """What a decision makes of a post; saves nothing."""
    post.status = BECOMES[Kind(kind)]
    if kind in {Kind.PUBLISHED, Kind.SCHEDULED}:
        post.published_at = at or timezone.now()


def note_down(post: Post, kind: str, by: User, was: str, words: str = "") -> PostDecision:
    """On record, bound to the revision that is the latest now, and told to whom it concerns."""
    decision = PostDecision.objects.create(
        post=post,
        kind=kind,
        by=by,
        was=was,
        became=post.status,
        words=words.strip(),
        publish_at=post.published_at if kind == Kind.SCHEDULED else None,
        revision_id=revisions.latest(post),
    )
    tell(decision)
    return decision


def saved(post: Post, by: User, revision: Revision | None) -> PostDecision | None:
    """Update the approval of a post after a save that made `revision`. Every path that saves a post
    calls this.

    An approval covers the content: a save that moves the date alone keeps it, whoever saves, and so
    does a correction by an editor who may approve the post. Any other change withdraws it, and
    brings a scheduled post back into review where the site requires approval. Returns that
    withdrawal, else None. Two queries where nothing was approved.
    """
    if revision is None:
        return None
    last = latest(post)
    before = Revision.objects.saved_of(post).filter(pk__lt=revision.pk).first()
    is_same = before is not None and revision.has_content_of(before)
    is_approved = (
        last is not None
        and last.kind == Kind.APPROVED
        and before is not None
        and last.revision_id == before.pk
    )
    if is_approved and last is not None:
        if is_same or may_approve(post, by):
            PostDecision.objects.filter(pk=last.pk).update(revision=revision)
            return None
        return note_down(post, Kind.WITHDRAWN, by, post.status)
    if is_same or not post.is_scheduled or not SiteSettings.load().approval_required:
        return None
    if may_approve(post, by):
        return None
    post.status = Post.Status.REVIEW
    post.save(update_fields=["status", "updated_at"])
    revisions.record(post, by)
    return note_down(post, Kind.WITHDRAWN, by, Post.Status.PUBLISHED)
