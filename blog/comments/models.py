"""What readers say under a post, and every decision about it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import Length, Now, Upper
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from blog.common import markup
from blog.common.db.fields import RenderedField, WebAddressField
from blog.common.db.search_fields import configuration
from blog.models.counters import Counter
from blog.models.posts import Post
from lib.urls import web_address

SECOND_THOUGHTS = timedelta(minutes=2)  # Within them, decisions are taken back, and Akismet says.
LEVELS = 3  # A reply to the third stands beside it, flat.
MOST_LETTERS = 10_000
# What is recognised again without being kept: see lib.hashing. Empty once it was forgotten.
HASHES = ("email_hash", "domain_hash", "ip_hash", "network_hash")


def _hash_field() -> models.CharField:
    return models.CharField(max_length=32, blank=True, editable=False)


class CommentQuerySet(models.QuerySet["Comment"]):
    def approved(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.APPROVED)

    def published(self) -> "CommentQuerySet":
        """What every reader can read: approved, under a post that is out."""
        return self.approved().under_published()

    def under_published(self) -> "CommentQuerySet":
        return self.filter(post__status=Post.Status.PUBLISHED, post__published_at__lte=Now())

    def shown(self) -> "CommentQuerySet":
        """What takes a place in a discussion: the approved, and those of which only that they were
        there is told, as approved ones answer them."""
        return self.filter(models.Q(state=Comment.State.APPROVED) | models.Q(shown_below__gt=0))

    def with_thread_lock(self) -> Any:
        """With `thread_is_locked`, for `LockableComment`: can nobody answer in its thread?"""
        locked = Comment.objects.filter(pk=models.OuterRef("path__0"), is_locked=True)
        return self.annotate(thread_is_locked=models.Exists(locked))

    def waiting(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.WAITING)

    def in_order(self) -> "CommentQuerySet":
        """As they are read: each reply under what it answers, the earlier first."""
        return self.order_by("path")


class HasPlace:
    """What `Comment` and its read model share. Reads `pk`, `parent_id`, `path` and `state`."""

    __slots__ = ()

    @property
    def anchor(self: Any) -> str:
        return f"comment-{self.pk}"

    @property
    def level(self: Any) -> int:
        """1 for a thread's first, up to LEVELS. Only of a stored comment."""
        return len(self.path)

    @property
    def is_flat(self: Any) -> bool:
        """Does it stand beside what it answers, as deeper there is no place?"""
        return self.parent_id is not None and self.parent_id not in self.path

    @property
    def is_approved(self: Any) -> bool:
        return self.state == Comment.State.APPROVED


class Comment(HasPlace, models.Model):
    """`state` changes through `blog.comments.moderate` alone, which records who did it.

    `parent` is what it answers; `path` the keys from its thread's first comment to itself, at most
    LEVELS of them. A trigger (blog/sql/comments.sql) makes the path and refuses a parent under
    another post; another keeps `shown_below`, the number of approved comments beneath.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a comment", "Awaiting moderation")
        APPROVED = "approved", pgettext_lazy("a comment", "Approved")
        REJECTED = "rejected", pgettext_lazy("a comment", "Rejected")
        SPAM = "spam", pgettext_lazy("a comment", "Spam")
        REMOVED = "removed", pgettext_lazy("a comment", "Removed")

    class TrainingLabel(models.TextChoices):
        """What its words count as, by a moderator's decision."""

        NONE = "", "none"
        SPAM = "spam", "spam"
        HAM = "ham", "no spam"

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="comments", verbose_name=_("post")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in reply to"),
    )
    path: Any = ArrayField(models.BigIntegerField(), default=list, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # `comment_by_account` is one.
        related_name="comments",
        verbose_name=_("account"),
    )
    # Who wrote it, as they called themselves then; '' once they had it made anonymous.
    name = models.CharField(_("name"), max_length=100, blank=True)
    website = WebAddressField(_("website"), blank=True)
    text = models.TextField(
        pgettext_lazy("a comment", "comment"), validators=[MaxLengthValidator(MOST_LETTERS)]
    )
    html = RenderedField(of="text", render=markup.comment, policy=markup.COMMENT, editable=False)
    state = models.CharField(_("status"), max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    # When it came into the queue: later than it was written where readers reported it.
    waiting_since = models.DateTimeField(db_default=Now(), editable=False)
    # When its state was set last: the lists of what was decided are in this order.
    decided_at = models.DateTimeField(db_default=Now(), editable=False)
    is_pick = models.BooleanField(_("editors’ pick"), default=False, db_default=False)
    # Of a thread's first: nobody can answer in it any more.
    is_locked = models.BooleanField(_("locked"), default=False, db_default=False)
    shown_below = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # When somebody is to be told of it: moderators while it waits, readers and the post's authors
    # when it was approved. Of that they are told once, whatever becomes of it later.
    notice_at = models.DateTimeField(null=True, editable=False)
    is_announced = models.BooleanField(default=False, db_default=False, editable=False)
    # Of one submission there is one comment, however often it was sent.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)
    email_hash = _hash_field()
    domain_hash = _hash_field()
    ip_hash = _hash_field()
    network_hash = _hash_field()
    # 0 for surely a comment, 100 for surely spam, and why: [{"code": …, "points": …, …}, …].
    score = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)
    trained_as = models.CharField(
        max_length=4, blank=True, db_default="", default="", editable=False
    )

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("a comment", "comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comments", "Can decide about comments, and ban their writers")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["waiting", "approved", "rejected", "spam", "removed"]
                ),
                name="comment_state_known",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_text_given"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), MOST_LETTERS), name="comment_text_fits"
            ),
            web_address("website"),
            models.UniqueConstraint(fields=["submission"], name="comment_submission_unique"),
        ]
        indexes = [
            # A post's discussion, in order.
            models.Index(
                fields=["post", "path"],
                condition=models.Q(state="approved") | models.Q(shown_below__gt=0),
                name="comment_discussion",
            ),
            # The site's feed of comments, and a post's.
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(state="approved"),
                name="comment_newest_first",
            ),
            models.Index(
                fields=["post", "-created_at", "-id"],
                condition=models.Q(state="approved"),
                name="comment_of_post_newest",
            ),
            # Is its thread locked? For a long list PostgreSQL gathers all of these few.
            models.Index(fields=["id"], condition=models.Q(is_locked=True), name="comment_locked"),
            # The queue, those waiting longest first; and the lists of each other state.
            models.Index(
                fields=["waiting_since", "id"],
                condition=models.Q(state="waiting"),
                name="comment_queue",
            ),
            models.Index(fields=["state", "-decided_at", "-id"], name="comment_by_state"),
            models.Index(fields=["-created_at", "-id"], name="comment_of_any_state"),
            # What moderators look for: words of a comment, how its writer's name begins.
            GinIndex(
                SearchVector("text", config=configuration(models.Value(""))),
                fastupdate=False,
                name="comment_words",
            ),
            models.Index(OpClass(Upper("name"), "text_pattern_ops"), name="comment_by_name"),
            # What blog.comments.notifications is to do.
            models.Index(
                fields=["notice_at", "id"],
                condition=models.Q(notice_at__isnull=False),
                name="comment_notice_due",
            ),
            # What a guest wrote, what an account did, their first and last.
            models.Index(
                fields=["email_hash", "-created_at", "-id"],
                include=["user"],
                condition=~models.Q(email_hash=""),
                name="comment_by_guest",
            ),
            models.Index(
                fields=["user", "-created_at", "-id"],
                condition=models.Q(user__isnull=False),
                name="comment_by_account",
            ),
            # Whose hashes are to be forgotten.
            models.Index(
                fields=["ip_hash"],
                condition=~models.Q(ip_hash=""),
                name="comment_by_ip",
            ),
            models.Index(
                fields=["created_at"],
                condition=~models.Q(email_hash="") | ~models.Q(ip_hash=""),
                name="comment_hashes_by_age",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        """Its own address, which leads to the page of the discussion where it stands."""
        return reverse("blog:comment-detail", kwargs={"pk": self.pk})

    @property
    def is_anonymous(self) -> bool:
        """Was it made anonymous? A name is required, so only erasure leaves none."""
        return not self.name

    @property
    def thread(self) -> int:
        """The key of the first comment of its thread. Only of a stored comment."""
        return self.path[0]

    def next_notice(self, now: datetime) -> datetime | None:
        """What `notice_at` becomes when its state has just become what it is."""
        is_news = self.state == self.State.APPROVED and not self.is_announced
        is_news = is_news or self.state == self.State.WAITING
        return now + SECOND_THOUGHTS if is_news else None

    @property
    def version(self) -> str:
        """What a moderator sees of it: its state and the time of its last edit in microseconds,
        'waiting' or 'waiting-1764264000000000'. Each edit changes it."""
        if self.edited_at is None:
            return self.state
        since_epoch = self.edited_at - datetime.fromtimestamp(0, UTC)
        return f"{self.state}-{since_epoch // timedelta(microseconds=1)}"

    def has_text_of(self, version: str) -> bool:
        """Is its text still the one that was read as this `version`?"""
        return self.version.partition("-")[2] == version.partition("-")[2]

    @property
    def writer(self) -> str:
        """The key of an account, which is recognised by itself alone, or the hash of a guest's
        address; '' once that was forgotten."""
        return str(self.user_id) if self.user_id else self.email_hash


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class ThreadLock(TypedDict):
        thread_is_locked: bool

    # A row of `with_thread_lock()`.
    LockableComment = WithAnnotations[Comment, ThreadLock]


UNDONE = "undone"  # The reason of a decision that took another back.


class ModerationAction(models.Model):
    """A change of a comment's state. Without `by`, the rules decided, or reports by readers."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="moderation_actions"
    )
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="moderation_actions",
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"), db_default=Now())
    was = models.CharField(_("from"), max_length=8, choices=Comment.State, blank=True)
    became = models.CharField(_("to"), max_length=8, choices=Comment.State)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # What the comment was trained as before; undoing the action restores it.
    was_trained_as = models.CharField(
        max_length=4, blank=True, db_default="", default="", editable=False
    )
    # Those taken with one key are taken back with one.
    batch = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation actions")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["comment", "at", "id"], name="moderationaction_of_comment"),
            models.Index(
                fields=["batch"],
                condition=models.Q(batch__isnull=False),
                name="moderationaction_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.became}"


class EarlierText(models.Model):
    """A text of a comment that its author replaced: moderators see it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="earlier_texts")
    text = models.TextField()
    replaced_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"#{self.comment_id}"


class CommentCounter(Counter):
    """How many approved comments a post has: `CommentCounter.objects.count_of("post")`."""

    post = models.ForeignKey(
        Post, on_delete=models.DO_NOTHING, db_constraint=False, related_name="comment_counters"
    )
