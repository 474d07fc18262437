"""Comments, their moderation actions, earlier texts and counters."""

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
from django.utils.translation import gettext_noop, pgettext_lazy

from accounts.models import User, Visitor
from blog.common import markup
from blog.common.db.fields import RenderedField, WebAddressField
from blog.common.db.search_fields import search_configuration
from blog.models.authorships import Authorship
from blog.models.counters import Counter
from blog.models.posts import Post
from lib.urls import web_address

MODERATE_PERMISSION = "blog.moderate_comments"
MODERATE_OWN_PERMISSION = "blog.moderate_own_comments"
# Leaves time to undo an action, and for Akismet to respond, before e-mails are sent.
NOTIFICATION_DELAY = timedelta(minutes=2)
MAX_LEVELS = 3  # Replies to comments of the last level are shown on that level.
MAX_COMMENT_LENGTH = 10_000
# Of a comment that its author deleted; a comment has to have a text.
DELETED_TEXT, DELETED_REASON = "…", "deleted by its author"
# Keyed hashes (lib.hashing) of personal data that is not stored. Empty after the retention period.
HASH_FIELDS = ("email_hash", "domain_hash", "ip_hash", "network_hash")


def _build_hash_field() -> models.CharField:
    return models.CharField(max_length=32, blank=True, editable=False)


class CommentQuerySet(models.QuerySet["Comment"]):
    def approved(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.APPROVED)

    def published(self) -> "CommentQuerySet":
        """Filter approved comments under published posts."""
        return self.approved().under_published()

    def under_published(self) -> "CommentQuerySet":
        return self.filter(post__status=Post.Status.PUBLISHED, post__published_at__lte=Now())

    def in_discussion(self) -> "CommentQuerySet":
        """Filter comments that a discussion shows: approved ones, and placeholders for others
        that have approved replies."""
        return self.filter(models.Q(state=Comment.State.APPROVED) | models.Q(shown_below__gt=0))

    def with_thread_lock(self) -> Any:
        """Annotate `thread_is_locked`, as `LockableComment` requires."""
        locked = Comment.objects.filter(pk=models.OuterRef("path__0"), is_locked=True)
        return self.annotate(thread_is_locked=models.Exists(locked))

    def waiting(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.WAITING)

    def moderated_by(self, user: Visitor) -> "CommentQuerySet":
        """Filter comments that a user may see and moderate: all for moderators, for authors those
        on their own posts."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm(MODERATE_PERMISSION):
            return self
        if not user.has_perm(MODERATE_OWN_PERMISSION):
            return self.none()
        authorships = Authorship.objects.filter(post=models.OuterRef("post"), user=user)
        return self.filter(models.Exists(authorships))

    def in_thread_order(self) -> "CommentQuerySet":
        """Order comments as in a discussion: replies below their parents, oldest first."""
        return self.order_by("path")


class ThreadPositionMixin:
    """Position in a thread, shared by `Comment` and `CommentView`. Reads `pk`, `parent_id`, `path`
    and `state`."""

    __slots__ = ()

    @property
    def anchor(self: Any) -> str:
        return f"comment-{self.pk}"

    @property
    def level(self: Any) -> int:
        """Return 1 for the first comment of a thread, up to MAX_LEVELS, if it is stored."""
        return len(self.path)

    @property
    def is_flat(self: Any) -> bool:
        """Return whether it is a reply on the same level as its parent, the last level."""
        return self.parent_id is not None and self.parent_id not in self.path

    @property
    def is_approved(self: Any) -> bool:
        return self.state == Comment.State.APPROVED


class Comment(ThreadPositionMixin, models.Model):
    """A reader's comment on a post. Only `blog.comments.moderate` changes `state`.

    `path` holds the IDs from the first comment of the thread to this one, at most MAX_LEVELS. A
    trigger (blog/sql/comments.sql) sets it and rejects a parent under another post; another trigger
    maintains `shown_below`, the number of approved replies at any depth.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a comment", "Awaiting moderation")
        APPROVED = "approved", pgettext_lazy("a comment", "Approved")
        REJECTED = "rejected", pgettext_lazy("a comment", "Rejected")
        SPAM = "spam", pgettext_lazy("a comment", "Spam")
        REMOVED = "removed", pgettext_lazy("a comment", "Removed")

    class TrainingLabel(models.TextChoices):
        """The label with which a moderator's action trains the spam filter."""

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
    # Without a value in the INSERT, of which Django can then pass each column as one array.
    path: Any = ArrayField(models.BigIntegerField(), db_default=[], editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # `comment_by_account` is one.
        related_name="comments",
        verbose_name=_("account"),
    )
    # As entered by the author; '' after the comment was made anonymous.
    name = models.CharField(_("name"), max_length=100, blank=True)
    website = WebAddressField(_("website"), blank=True)
    text = models.TextField(
        pgettext_lazy("a comment", "comment"), validators=[MaxLengthValidator(MAX_COMMENT_LENGTH)]
    )
    html = RenderedField(
        source="text", render=markup.render_comment, policy=markup.COMMENT, editable=False
    )
    state = models.CharField(_("status"), max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    # When it entered the queue: later than `created_at` after reports or edits.
    waiting_since = models.DateTimeField(db_default=Now(), editable=False)
    # Time of the last change of state, by which the lists of other states are ordered.
    decided_at = models.DateTimeField(db_default=Now(), editable=False)
    is_pick = models.BooleanField(_("editors’ pick"), default=False, db_default=False)
    # Set on the first comment of a thread that takes no more replies.
    is_locked = models.BooleanField(_("locked"), default=False, db_default=False)
    shown_below = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # When e-mails are due: to moderators if it awaits moderation, to subscribers and the post's
    # authors if it is approved. The latter are sent once, whatever happens to it later.
    notice_at = models.DateTimeField(null=True, editable=False)
    is_announced = models.BooleanField(default=False, db_default=False, editable=False)
    # Idempotency key: a form that is sent twice creates one comment.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)
    email_hash = _build_hash_field()
    domain_hash = _build_hash_field()
    ip_hash = _build_hash_field()
    network_hash = _build_hash_field()
    # Spam score from 0 to 100, and its reasons: [{"code": …, "points": …, …}, …].
    score = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)
    trained_as = models.CharField(
        max_length=4, blank=True, db_default="", default="", editable=False
    )

    objects: ClassVar[Any] = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("a comment", "comment")
        verbose_name_plural = _("comments")
        permissions = [
            ("moderate_comments", gettext_noop("Can decide about comments, and ban their writers")),
            ("moderate_own_comments", gettext_noop("Can decide about comments on own posts")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["waiting", "approved", "rejected", "spam", "removed"]
                ),
                name="comment_state_known",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_text_given"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), MAX_COMMENT_LENGTH),
                name="comment_text_fits",
            ),
            web_address("website"),
            models.UniqueConstraint(fields=["submission"], name="comment_submission_unique"),
        ]
        indexes = [
            # A discussion in thread order.
            models.Index(
                fields=["post", "path"],
                condition=models.Q(state="approved") | models.Q(shown_below__gt=0),
                name="comment_discussion",
            ),
            # Comment feeds of the site and of a post.
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
            # Locked threads. They are few: for a long list PostgreSQL reads all of them at once.
            models.Index(fields=["id"], condition=models.Q(is_locked=True), name="comment_locked"),
            # The moderation queue, longest waiting first, and the lists of other states.
            models.Index(
                fields=["waiting_since", "id"],
                condition=models.Q(state="waiting"),
                name="comment_queue",
            ),
            models.Index(fields=["state", "-decided_at", "-id"], name="comment_by_state"),
            models.Index(fields=["-created_at", "-id"], name="comment_of_any_state"),
            # Moderators search by words of the text and by the beginning of a name.
            GinIndex(
                SearchVector("text", config=search_configuration(models.Value(""))),
                fastupdate=False,
                name="comment_words",
            ),
            models.Index(OpClass(Upper("name"), "text_pattern_ops"), name="comment_by_name"),
            # Due e-mails of blog.comments.notifications.
            models.Index(
                fields=["notice_at", "id"],
                condition=models.Q(notice_at__isnull=False),
                name="comment_notice_due",
            ),
            # Comments by a guest or an account, and their first and last.
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
            # Hashes to be deleted after the retention period.
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
        """Return the permalink, which redirects to the page of the discussion with this comment."""
        return reverse("blog:comment-detail", kwargs={"pk": self.pk})

    @property
    def is_anonymous(self) -> bool:
        """Return whether it was made anonymous: only erasure removes the required name."""
        return not self.name

    @property
    def is_deleted_by_author(self) -> bool:
        """Return whether only an empty row is left, which stays removed."""
        is_empty = not self.user_id and not self.name and self.text == DELETED_TEXT
        return is_empty and self.state == Comment.State.REMOVED

    @property
    def root_id(self) -> int:
        """Return the ID of the first comment of the thread. The comment must be stored."""
        return self.path[0]

    def compute_notice_at(self, now: datetime) -> datetime | None:
        """Compute `notice_at` for a state that was set at `now`; None if no e-mail is due."""
        is_news = self.state == self.State.APPROVED and not self.is_announced
        is_news = is_news or self.state == self.State.WAITING
        return now + NOTIFICATION_DELAY if is_news else None

    @property
    def version(self) -> str:
        """Identify the state and text that a moderator saw: the state and the time of the last edit
        in microseconds, 'waiting' or 'waiting-1764264000000000'."""
        if self.edited_at is None:
            return self.state
        since_epoch = self.edited_at - datetime.fromtimestamp(0, UTC)
        return f"{self.state}-{since_epoch // timedelta(microseconds=1)}"

    def has_same_text(self, version: str) -> bool:
        """Return whether the text has not been edited since this `version`."""
        return self.version.partition("-")[2] == version.partition("-")[2]

    @property
    def author_key(self) -> str:
        """Return the account's ID, or a guest's e-mail hash; '' after that was deleted."""
        return str(self.user_id) if self.user_id else self.email_hash


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class ThreadLock(TypedDict):
        thread_is_locked: bool

    # The result of `with_thread_lock()`.
    LockableComment = WithAnnotations[Comment, ThreadLock]


UNDO_REASON = "undone"  # `ModerationAction.reason` of an undo.


class ModerationAction(models.Model):
    """A change of a comment's state. `by` is None for the filters and for readers' reports."""

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
    created_at = models.DateTimeField(_("when"), db_default=Now())
    was = models.CharField(_("from"), max_length=8, choices=Comment.State, blank=True)
    became = models.CharField(_("to"), max_length=8, choices=Comment.State)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # What the comment was trained as before; undoing the action restores it.
    was_trained_as = models.CharField(
        max_length=4, blank=True, db_default="", default="", editable=False
    )
    # Actions applied together are undone together.
    batch = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation actions")
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["comment", "created_at", "id"], name="moderationaction_of_comment"
            ),
            models.Index(
                fields=["batch"],
                condition=models.Q(batch__isnull=False),
                name="moderationaction_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.became}"

    @property
    def is_deletion_by_author(self) -> bool:
        return self.by_id is None and self.reason == DELETED_REASON


class EarlierText(models.Model):
    """The text of a comment before an edit by its author. Only moderators of all comments see
    it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="earlier_texts")
    text = models.TextField()
    replaced_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"#{self.comment_id}"


class CommentCounter(Counter):
    """Shards of approved comments by post: `CommentCounter.objects.count_subquery("post")`."""

    post = models.ForeignKey(
        Post, on_delete=models.DO_NOTHING, db_constraint=False, related_name="comment_counters"
    )
