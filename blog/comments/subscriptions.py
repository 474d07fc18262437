"""Subscriptions to replies by e-mail: asked for, confirmed by the owner of the address, ended."""

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
from blog.comments.models import Comment
from blog.common import emails
from blog.models import SiteSettings
from lib.hashing import keyed_hash

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

    def of_guest(self, email_hash: str) -> "SubscriptionQuerySet":
        return self.filter(user=None, email_hash=email_hash)

    def of_the_same(self, subscription: "Subscription") -> "SubscriptionQuerySet":
        """All of its account, or of its guest's address."""
        if subscription.user_id:
            return self.filter(user=subscription.user_id)
        return self.of_guest(subscription.email_hash)

    def to_notify_of(self, comment: Comment) -> "SubscriptionQuerySet":
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
            # All of one address: its page, and its erasure.
            models.Index(fields=["email_hash"], name="subscription_by_email"),
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
        return reverse("blog:subscription-detail", kwargs={"token": self.token})

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def address(self) -> str:
        """Where e-mails go; '' for an account that was switched off. Reads self.user."""
        if self.user:
            return self.user.email if self.user.is_active else ""
        return self.email


# E-mails that ask whether an address is its owner's: whoever types a stranger's cannot do more.
MOST_A_DAY = 3
DAY = int(timedelta(days=1).total_seconds())


def hash_email(address: str) -> str:
    """As `Comment.email_hash` is made: case makes no difference."""
    return keyed_hash("email", address.strip().casefold())


def subscribe(*, comment: Comment, address: str, site: SiteSettings) -> Subscription | None:
    """Subscribe the author of `comment` to replies by e-mail: at once where they are signed in and
    `address` is theirs, else once they confirm it by an e-mail that is sent here.

    None for spam and rejected comments and for no valid address; an existing subscription stays. To
    be called outside of a transaction, as rate limits are. Two to four queries.
    """
    address = address.strip()
    if comment.state in {Comment.State.SPAM, Comment.State.REJECTED} or not _is_address(address):
        return None
    user = comment.user
    if user and addresses.is_confirmed(user, address):
        whose = {"user": user, "confirmed_at": timezone.now()}
    else:
        whose = {"email": address}
    whose["email_hash"] = hash_email(address)
    subscription, is_new = Subscription.objects.get_or_create(comment=comment, defaults=whose)
    if is_new and not subscription.is_confirmed and _may_send(subscription.email_hash):
        _send_question(subscription, site)
    return subscription


def _may_send(email_hash: str) -> bool:
    return not rate_limits.wait("confirmation", email_hash, MOST_A_DAY, DAY)


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii()  # Letters of other scripts before the @ need servers that few have.


def _send_question(subscription: Subscription, site: SiteSettings) -> None:
    with site.activated():
        emails.send(
            "confirmation",
            subscription.email,
            site,
            _("Confirm that you want replies by e-mail"),
            subscription=subscription,
            post=subscription.comment.post,
        )


def confirm(*, subscription: Subscription) -> None:
    """Confirm all subscriptions of its address: whoever has the e-mail owns it. One query."""
    waiting = Subscription.objects.unconfirmed().of_the_same(subscription)
    waiting.update(confirmed_at=timezone.now())


def unsubscribe(*, subscription: Subscription) -> None:
    """End one subscription. One query."""
    Subscription.objects.filter(pk=subscription.pk).delete()


def unsubscribe_all(*, subscription: Subscription) -> None:
    """End all of the same account, or of the same address of a guest. One query."""
    Subscription.objects.of_the_same(subscription).delete()


def unsubscribe_guest(*, email_hash: str) -> None:
    """End all of a guest's address. One query."""
    Subscription.objects.of_guest(email_hash).delete()


@task
def forget_unconfirmed() -> None:
    """Addresses whose owners did not say that they want e-mails."""
    with transaction.atomic():
        Subscription.objects.filter(
            confirmed_at__isnull=True, created_at__lte=timezone.now() - UNCONFIRMED_KEPT
        ).delete()
