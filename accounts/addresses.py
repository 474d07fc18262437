"""E-mail addresses that need no letter to be confirmed."""

from allauth.account.models import EmailAddress
from django.db import transaction

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
