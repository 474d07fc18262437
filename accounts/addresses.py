"""Confirm e-mail addresses, and delete accounts whose address was never confirmed."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from accounts.models import User


def is_confirmed(user: User, address: str) -> bool:
    """Return whether the user has confirmed this address. One query."""
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=address, verified=True)
    return address.casefold() == user.email.casefold() and confirmed.exists()


def confirm(user: User) -> None:
    """Set `user.email` as the user's only confirmed address; none if it is empty or confirmed by
    another account. Four queries."""
    email = user.email.lower()
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).delete()
        taken = EmailAddress.objects.filter(email=email, verified=True).exists()
        if email and not taken:
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


@task
def delete_unconfirmed_accounts() -> None:
    """Delete accounts whose address was not confirmed in time: it may belong to somebody else.

    The row locks wait for a confirmation that is in progress, and its account stays.
    """
    max_age = timedelta(days=settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS)
    unconfirmed = EmailAddress.objects.filter(verified=False).values("user")
    old = User.objects.filter(
        pk__in=unconfirmed,
        is_staff=False,
        last_login=None,
        date_joined__lt=timezone.now() - max_age,
    ).exclude(emailaddress__verified=True)
    with transaction.atomic():
        addresses = EmailAddress.objects.select_related("user").filter(user__in=old)
        locked = [row.user_id for row in addresses.order_by("pk").select_for_update()]
        old.filter(pk__in=locked).delete()
