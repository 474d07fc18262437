"""What has to be recognised again, but not kept: an e-mail address, where somebody came from."""

import hmac
from hashlib import sha256

from django.conf import settings


def digest(kind: str, value: str) -> str:
    """32 hexadecimal digits of an HMAC with the site's SECRET_KEY; '' for ''.

    `kind` keeps apart what is alike: 'email', 'domain', 'address', 'network', 'name'. A digest
    cannot be read back without the key, and another key makes all of them strangers.
    """
    if not value:
        return ""
    told_apart = f"{kind}:{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told_apart, sha256).hexdigest()[:32]
