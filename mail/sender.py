"""Whom e-mails come from."""

from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings


def from_address(name: str) -> str:
    """EMAIL_FROM, with `name` before the address where it has no name of its own."""
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    shown = " ".join((own_name or name).split())
    printable = "".join(character for character in shown if character.isprintable())
    return str(Address(printable, addr_spec=address))
