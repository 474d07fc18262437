"""Validate URLs for links: http and https only, so no `javascript:` or `ftp:`; split any URL."""

from urllib.parse import SplitResult, urlsplit

from django.core.validators import URLValidator
from django.db import models
from django.utils.http import url_has_allowed_host_and_scheme

validate_web_address = URLValidator(schemes=["http", "https"])


def web_address(field: str) -> models.CheckConstraint:
    """Return a CHECK constraint with the same rule, for values that bypass forms."""
    return models.CheckConstraint(
        condition=models.Q(**{field: ""}) | models.Q(**{f"{field}__iregex": "^https?://"}),
        name=f"%(class)s_{field}_is_web_address",
    )


def is_web_url(url: str) -> bool:
    """Return whether a text begins as the URL of a web page does; it may still be malformed."""
    return url.startswith(("http://", "https://"))


def is_local_path(url: str) -> bool:
    """Return whether a redirect to a URL stays on this site: an absolute path, without a host."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, None)


def split_url(url: str) -> SplitResult:
    """Split a URL into its parts, which are all empty if it is malformed."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
