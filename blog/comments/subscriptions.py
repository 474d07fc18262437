"""Subscribing to replies by e-mail, confirming the address, and unsubscribing."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import addresses, rate_limits
from blog.comments import email_headers
from blog.comments.models import Comment
from blog.comments.subscription_models import UNCONFIRMED_KEPT, Subscription
from blog.common import emails
from blog.models import SiteSettings
from lib.hashing import digest

# E-mails that ask whether an address is its owner's: whoever types a stranger's cannot do more.
MOST_A_DAY = 3
DAY = int(timedelta(days=1).total_seconds())


def digest_of(address: str) -> str:
    """As `Comment.email_digest` is made: case makes no difference."""
    return digest("email", address.strip().casefold())


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
    whose["email_digest"] = digest_of(address)
    subscription, is_new = Subscription.objects.get_or_create(comment=comment, defaults=whose)
    if is_new and not subscription.is_confirmed and _may_send(subscription.email_digest):
        _send_question(subscription, site)
    return subscription


def _may_send(email_digest: str) -> bool:
    return not rate_limits.wait("confirmation", email_digest, MOST_A_DAY, DAY)


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
            email_headers.of_list(site),
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


def unsubscribe_guest(*, email_digest: str) -> None:
    """End all of a guest's address. One query."""
    Subscription.objects.of_guest(email_digest).delete()


@task
def forget_unconfirmed() -> None:
    """Addresses whose owners did not say that they want e-mails."""
    with transaction.atomic():
        Subscription.objects.filter(
            confirmed_at__isnull=True, created_at__lte=timezone.now() - UNCONFIRMED_KEPT
        ).delete()
