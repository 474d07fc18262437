"""Generate unique slugs from titles and names."""

import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify


def find_free_slug(others: QuerySet, text: str, fallback: str, max_length: int) -> str:
    """Return a slug of `text` that none of `others` has. One query.

    Letters of every script stay, so that a title in Arabic or Russian has a readable URL.
    """
    return find_free_slugs(others, [text], fallback, max_length)[0]


def find_free_slugs(
    others: QuerySet, texts: list[str], fallback: str, max_length: int
) -> list[str]:
    """Return a slug for each text, all different. One query."""
    bases = [
        slugify(text, allow_unicode=True)[: max_length - 6].strip("-_") or fallback
        for text in texts
    ]
    # Not by prefix: thousands of slugs may begin with 'the'. Slugs need no escaping in a regex.
    similar = Q(slug__in=bases)
    for base in set(bases):
        similar |= Q(slug__regex=f"^{base}-[0-9]+$")
    taken = set(others.filter(similar).values_list("slug", flat=True))
    slugs = []
    for base in bases:
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        slugs.append(slug)
    return slugs


def is_derived_from(text: str, slug: str, max_length: int) -> bool:
    """Return whether the form's script would generate the slug from the text, ignoring a number at
    the end."""
    expected = slugify(text, allow_unicode=True)[:max_length]
    return _without_number(slug) == _without_number(expected)


def _without_number(slug: str) -> str:
    return re.sub("-[0-9]+$", "", slug).strip("-_")


def save_with_slug(row: Any, save: Callable[[], None], find_slug: Callable[[], str]) -> None:
    """Save a row; retry with another slug if a concurrent transaction has taken its slug.

    The query for a free slug does not see uncommitted rows, so the constraint refuses the second of
    two rows with the same name.
    """
    for _attempt in range(3):
        try:
            with transaction.atomic():
                return save()
        except IntegrityError as error:
            cause: Any = error.__cause__
            if "slug" not in (cause.diag.constraint_name or "") or row.slug == (
                slug := find_slug()
            ):
                raise
            row.slug = slug
    save()
