"""History of workflow transitions."""

from collections.abc import Collection

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from blog.models.posts import Post
from blog.revisions.models import Revision

MAX_MESSAGE_LENGTH = 2000  # of a transition or a note


class WorkflowTransitionQuerySet(models.QuerySet["WorkflowTransition"]):
    def latest_first(self) -> "WorkflowTransitionQuerySet":
        return self.order_by("-pk")

    def latest_by_post(self, posts: Collection[int]) -> dict[int, "WorkflowTransition"]:
        """Return the latest transition of each post, by post ID. One query."""
        rows = self.filter(post__in=posts).order_by("post", "-pk").distinct("post")
        return {row.post_id: row for row in rows.select_related("by")}


class WorkflowTransition(models.Model):
    """A recorded transition of a post, created only by `blog.editing`.

    `reason` is the message to the authors, or with a submission to the editors; `revision` the
    version that the transition applied to; `by` is None after the account is erased. `publish_at`
    is the time of the schedule that was set or cancelled, or the new date of a published post.
    """

    class Kind(models.TextChoices):
        HANDED_IN = "handed_in", pgettext_lazy("transition", "Submitted for review")
        CHANGES = "changes", pgettext_lazy("transition", "Changes requested")
        APPROVED = "approved", pgettext_lazy("transition", "Approved")
        # Recorded when a user who may not approve saves an approved post.
        WITHDRAWN = "withdrawn", pgettext_lazy("transition", "Approval withdrawn")
        PUBLISHED = "published", pgettext_lazy("transition", "Published")
        SCHEDULED = "scheduled", pgettext_lazy("transition", "Scheduled")
        TAKEN_BACK = "taken_back", pgettext_lazy("transition", "Moved back to draft")

    class Event(models.TextChoices):
        """Transitions that are named by their kind and the previous state together."""

        BACK_IN_REVIEW = "back_in_review", pgettext_lazy("transition", "Moved back to review")
        DATE_CHANGED = "date_changed", pgettext_lazy("transition", "Date changed")
        FROM_REVIEW = "from_review", pgettext_lazy("transition", "Withdrawn from review")
        CANCELLED = "cancelled", pgettext_lazy("transition", "Schedule cancelled")
        UNPUBLISHED = "unpublished", pgettext_lazy("transition", "Unpublished")
        # Not a transition: the scheduled time has passed.
        PUBLISHED_ITSELF = "automatic", pgettext_lazy("transition", "Published automatically")

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="transitions", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="workflow_transitions",
        verbose_name=_("who"),
    )
    created_at = models.DateTimeField(_("when"), db_default=Now())
    was = models.CharField(max_length=9, choices=Post.Status)
    became = models.CharField(max_length=9, choices=Post.Status)
    reason = models.TextField(max_length=MAX_MESSAGE_LENGTH, blank=True, default="", db_default="")
    publish_at = models.DateTimeField(null=True)
    revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, related_name="transitions"
    )

    objects = WorkflowTransitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("workflow transition")
        verbose_name_plural = _("workflow transitions")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        *("handed_in", "changes", "approved", "withdrawn"),
                        *("published", "scheduled", "taken_back"),
                    ]
                ),
                name="transition_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="changes") | ~models.Q(reason=""),
                name="transition_changes_have_reason",
            ),
        ]
        indexes = [
            # The latest transition, and the history.
            models.Index(fields=["post", "-id"], name="transition_latest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.post_id}"

    @property
    def event(self) -> Kind | Event:
        """Return the event that kind and previous status name together, otherwise the kind."""
        kind, event = self.Kind(self.kind), self.Event
        if kind == self.Kind.WITHDRAWN and self.was == Post.Status.PUBLISHED:
            return event.BACK_IN_REVIEW
        if kind == self.Kind.PUBLISHED and self.publish_at:
            return event.DATE_CHANGED
        if kind != self.Kind.TAKEN_BACK:
            return kind
        if self.was != Post.Status.PUBLISHED:
            return event.FROM_REVIEW
        return event.CANCELLED if self.publish_at else event.UNPUBLISHED
