"""Recognise e-mail addresses, networks and names again without storing them."""

import hmac
from hashlib import sha256

from django.conf import settings


def keyed_hash(kind: str, value: str) -> str:
    """Return 32 hexadecimal digits of an HMAC with the site's SECRET_KEY; '' for ''.

    `kind` separates equal values of different kinds: 'email', 'domain', 'ip', 'network', 'name'.
    Without the key a hash cannot be reversed, and with another key no stored hash matches.
    """
    if not value:
        return ""
    message = f"{kind}:{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, sha256).hexdigest()[:32]
