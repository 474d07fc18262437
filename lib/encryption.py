"""Encrypt values that wait in a table, so that only this site can read them."""

import base64
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def encrypt(value: Any) -> str:
    """Encrypt `value` as JSON, with the current time and a key derived from SECRET_KEY."""
    return _fernet().encrypt(json.dumps(value).encode()).decode()


def decrypt(encrypted: str, within: timedelta) -> Any:
    """Return the value; None if it is older than `within`, was encrypted with another key, or was
    changed."""
    try:
        return json.loads(_fernet().decrypt(encrypted.encode(), ttl=int(within.total_seconds())))
    except InvalidToken:
        return None


def _fernet() -> Fernet:
    key = sha256(b"sealing:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
