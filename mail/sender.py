"""Sender of e-mails."""

from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings


def format_sender(name: str) -> str:
    """Format the From header: EMAIL_FROM, with `name` if it has no display name."""
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    display_name = " ".join((own_name or name).split())
    printable = "".join(character for character in display_name if character.isprintable())
    return str(Address(printable, addr_spec=address))
