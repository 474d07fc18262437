"""Addresses of pages."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=10_000)
def path_of(name: str, *parts: str | int) -> str:
    """A page names its authors and labels several times each, and to look an address up takes as
    long as all the rest of what is said of one."""
    return reverse(name, args=parts)
