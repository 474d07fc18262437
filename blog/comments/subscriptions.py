"""Subscriptions to replies by e-mail, with double opt-in."""

import secrets
from datetime import timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import addresses, rate_limits
from accounts.models import User
from blog.comments.email_hash import hash_email
from blog.comments.models import Comment
from blog.common import emails
from blog.models import SiteSettings

# Unconfirmed addresses are deleted after this time.
UNCONFIRMED_RETENTION = timedelta(days=2)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self) -> "SubscriptionQuerySet":
        return self.filter(
            confirmed_at__isnull=True, created_at__gt=timezone.now() - UNCONFIRMED_RETENTION
        )

    def of_guest(self, email_hash: str) -> "SubscriptionQuerySet":
        return self.filter(user=None, email_hash=email_hash)

    def of_same_owner(self, subscription: "Subscription") -> "SubscriptionQuerySet":
        """Filter subscriptions of the same account or guest address."""
        if subscription.user_id:
            return self.filter(user=subscription.user_id)
        return self.of_guest(subscription.email_hash)

    def for_reply(self, comment: Comment) -> "SubscriptionQuerySet":
        """Filter confirmed subscriptions to the ancestors of `comment`."""
        ancestors = {*comment.path[:-1], comment.parent_id} - {None}
        return self.confirmed().filter(comment__in=ancestors)


class Subscription(models.Model):
    """A subscription of the author of a comment to the replies below it.

    `email` is the address of a guest, the only one stored in plain text; '' for accounts, which
    have their own. `token` is the secret in the links of e-mails.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="subscription")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    email = models.TextField(blank=True)
    email_hash = models.CharField(max_length=32)
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
            # All subscriptions of an address, to show and to erase.
            models.Index(fields=["email_hash"], name="subscription_by_email"),
            # Subscriptions to be deleted.
            models.Index(
                fields=["created_at"],
                condition=Q(confirmed_at__isnull=True),
                name="subscription_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.comment_id}"

    def get_absolute_url(self) -> str:
        """Return the secret URL for confirming and unsubscribing."""
        return reverse("blog:subscription-detail", kwargs={"token": self.token})

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def address(self) -> str:
        """Return the e-mail address; '' for a deactivated account. Reads `user`."""
        if self.user:
            return self.user.email if self.user.is_active else ""
        return self.email


# For an address, so that confirmation e-mails cannot be used to harass its owner.
MAX_CONFIRMATIONS_PER_DAY = 3
SECONDS_PER_DAY = int(timedelta(days=1).total_seconds())


def subscribe(*, comment: Comment, address: str, site: SiteSettings) -> Subscription | None:
    """Subscribe the author of `comment` to replies by e-mail.

    Accounts with a confirmed `address` are subscribed immediately; otherwise a confirmation e-mail
    is sent. Returns None for spam and rejected comments and for an invalid address. An existing
    subscription is not changed. Call it outside of a transaction, as it is rate-limited. Two to
    four queries.
    """
    address = address.strip()
    if comment.state in {Comment.State.SPAM, Comment.State.REJECTED} or not _is_valid_address(
        address
    ):
        return None
    user = comment.user
    if user and addresses.is_confirmed(user, address):
        owner = {"user": user, "confirmed_at": timezone.now()}
    else:
        owner = {"email": address}
    owner["email_hash"] = hash_email(address)
    subscription, is_new = Subscription.objects.get_or_create(comment=comment, defaults=owner)
    if is_new and not subscription.is_confirmed and _can_send_confirmation(subscription.email_hash):
        _send_confirmation(subscription, site)
    return subscription


def _can_send_confirmation(email_hash: str) -> bool:
    return not rate_limits.count_attempt(
        "confirmation", email_hash, MAX_CONFIRMATIONS_PER_DAY, SECONDS_PER_DAY
    )


def _is_valid_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii()  # Few mail servers support internationalized addresses.


def _send_confirmation(subscription: Subscription, site: SiteSettings) -> None:
    with site.activated():
        emails.send(
            "confirmation",
            subscription.email,
            site,
            _("Confirm that you want replies by e-mail"),
            subscription=subscription,
            post=subscription.comment.post,
        )


def confirm_subscriptions(*, subscription: Subscription) -> None:
    """Confirm all subscriptions of the same address. One query."""
    unconfirmed = Subscription.objects.unconfirmed().of_same_owner(subscription)
    unconfirmed.update(confirmed_at=timezone.now())


def unsubscribe(*, subscription: Subscription) -> None:
    """Delete a subscription. One query."""
    Subscription.objects.filter(pk=subscription.pk).delete()


def unsubscribe_all(*, subscription: Subscription) -> None:
    """Delete all subscriptions of the same account or guest address. One query."""
    Subscription.objects.of_same_owner(subscription).delete()


def unsubscribe_guest(*, email_hash: str) -> None:
    """Delete all subscriptions of a guest's address. One query."""
    Subscription.objects.of_guest(email_hash).delete()


@task
def delete_unconfirmed() -> None:
    """Delete subscriptions that were not confirmed in time."""
    with transaction.atomic():
        Subscription.objects.filter(
            confirmed_at__isnull=True, created_at__lte=timezone.now() - UNCONFIRMED_RETENTION
        ).delete()
