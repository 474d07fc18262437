"""Slugs: the last part of an address, made from a title or a name."""

from django.db.models import QuerySet
from django.utils.text import slugify


def free_slug(others: QuerySet, text: str, fallback: str, max_length: int) -> str:
    """A slug of `text` that none of `others` has. One query.

    Letters of every script are kept, so that a title in Arabic or Russian has a readable address.
    """
    base = slugify(text, allow_unicode=True)[: max_length - 6].strip("-_") or fallback
    taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
