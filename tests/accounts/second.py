"""Second factors for tests."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def add_totp(user: User) -> User:
    """Give the user an authenticator app with SECRET."""
    totp.TOTP.activate(user, SECRET)
    return user


def code(secret: str = SECRET) -> str:
    """Return the app's current code."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def recovery_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()
