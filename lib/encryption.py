"""What has to be read again later, by this site alone: for words that wait in a table."""

import base64
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def seal(value: Any) -> str:
    """JSON, encrypted with a key made of SECRET_KEY, and with the moment it was sealed."""
    return _box().encrypt(json.dumps(value).encode()).decode()


def unseal(sealed: str, within: timedelta) -> Any:
    """None where it is older than that, sealed with another key, or changed."""
    try:
        return json.loads(_box().decrypt(sealed.encode(), ttl=int(within.total_seconds())))
    except InvalidToken:
        return None


def _box() -> Fernet:
    key = sha256(b"sealing:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
