"""E-mail addresses: those that need no e-mail to be confirmed, and those that nobody confirms."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from accounts.models import User


def is_confirmed(user: User, address: str) -> bool:
    """Has this person confirmed that address? One query."""
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=address, verified=True)
    return address.casefold() == user.email.casefold() and confirmed.exists()


def confirm(user: User) -> None:
    """`user.email` becomes the person's one confirmed address; without one, or where another
    account has confirmed the same, they have none. Four queries."""
    email = user.email.lower()
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).delete()
        taken = EmailAddress.objects.filter(email=email, verified=True).exists()
        if email and not taken:
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


@task
def forget_unconfirmed() -> None:
    """Accounts that somebody signed up for with an address that nobody has confirmed in time: it
    may be a stranger's. Who confirms it at that moment is waited for, and stays."""
    kept = timedelta(days=settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS)
    waiting = EmailAddress.objects.filter(verified=False).values("user")
    old = User.objects.filter(
        pk__in=waiting, is_staff=False, last_login=None, date_joined__lt=timezone.now() - kept
    ).exclude(emailaddress__verified=True)
    with transaction.atomic():
        addresses = EmailAddress.objects.select_related("user").filter(user__in=old)
        locked = [row.user_id for row in addresses.order_by("pk").select_for_update()]
        old.filter(pk__in=locked).delete()
