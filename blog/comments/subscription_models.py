"""Who wants to be told of replies to what they wrote."""

import secrets
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blog.comments.models import Comment

# For so long a guest's address is kept without being confirmed.
UNCONFIRMED_KEPT = timedelta(days=2)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self) -> "SubscriptionQuerySet":
        return self.filter(
            confirmed_at__isnull=True, created_at__gt=timezone.now() - UNCONFIRMED_KEPT
        )

    def of_guest(self, email_digest: str) -> "SubscriptionQuerySet":
        return self.filter(user=None, email_digest=email_digest)

    def of_the_same(self, subscription: "Subscription") -> "SubscriptionQuerySet":
        """All of its account, or of its guest's address."""
        if subscription.user_id:
            return self.filter(user=subscription.user_id)
        return self.of_guest(subscription.email_digest)

    def to_be_told_of(self, comment: Comment) -> "SubscriptionQuerySet":
        """Confirmed ones to what `comment` answers, and to what that answers, up to its thread's
        first."""
        answered = {*comment.path[:-1], comment.parent_id} - {None}
        return self.confirmed().filter(comment__in=answered)


class Subscription(models.Model):
    """Of a comment's writer to the replies below it.

    A guest's address is the only one that is kept in plain, as its owner asked for e-mails to it;
    that of an account stands with the account. `token` is the secret of the links in e-mails.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="subscription")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    email = models.TextField(blank=True)
    email_digest = models.CharField(max_length=32)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    created_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)

    objects: ClassVar[SubscriptionQuerySet] = SubscriptionQuerySet.as_manager()  # type: ignore[assignment]  # the stubs say Manager

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
                name="subscription_of_a_guest_or_an_account",
            )
        ]
        indexes = [
            # All of one address: its page, and its erasure.
            models.Index(fields=["email_digest"], name="subscription_by_email"),
            # Those to be forgotten.
            models.Index(
                fields=["created_at"],
                condition=Q(confirmed_at__isnull=True),
                name="subscription_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.comment_id}"

    def get_absolute_url(self) -> str:
        """Where it is confirmed and ended, by whoever has the e-mail."""
        return reverse("subscription", kwargs={"token": self.token})

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def address(self) -> str:
        """Where e-mails go; '' for an account that was switched off. Reads self.user."""
        if self.user:
            return self.user.email if self.user.is_active else ""
        return self.email
