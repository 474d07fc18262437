"""The keyed hash of an e-mail address, by which its comments and subscriptions are recognised."""

from lib.hashing import keyed_hash


def hash_email(address: str) -> str:
    """Hash an e-mail address as for `Comment.email_hash`; '' for ''. Case does not matter."""
    return keyed_hash("email", address.strip().casefold())
