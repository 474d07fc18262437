"""Slugs: the last part of an address, made from a title or a name."""

import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify


def free_slug(others: QuerySet, text: str, fallback: str, max_length: int) -> str:
    """A slug of `text` that none of `others` has. One query.

    Letters of every script are kept, so that a title in Arabic or Russian has a readable address.
    """
    return free_slugs(others, [text], fallback, max_length)[0]


def free_slugs(others: QuerySet, texts: list[str], fallback: str, max_length: int) -> list[str]:
    """One for each text, which no other of them has either. One query."""
    bases = [
        slugify(text, allow_unicode=True)[: max_length - 6].strip("-_") or fallback
        for text in texts
    ]
    # Not all that begin with it: of 'the' there may be thousands. Letters, digits and hyphens mean
    # themselves in an expression.
    alike = Q(slug__in=bases)
    for base in set(bases):
        alike |= Q(slug__regex=f"^{base}-[0-9]+$")
    taken = set(others.filter(alike).values_list("slug", flat=True))
    slugs = []
    for base in bases:
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        slugs.append(slug)
    return slugs


def is_made_of(text: str, slug: str, max_length: int) -> bool:
    """Is it the slug that a form's script makes of the text, whatever number is behind either?"""
    expected = slugify(text, allow_unicode=True)[:max_length]
    return _without_number(slug) == _without_number(expected)


def _without_number(slug: str) -> str:
    return re.sub("-[0-9]+$", "", slug).strip("-_")


def save_with_slug(row: Any, save: Callable[[], None], free: Callable[[], str]) -> None:
    """Save a row; where another that is saved at this moment has taken its slug, with a free one.

    A query for a free slug does not see what others have not committed, so of two rows with one
    name the second is refused by the constraint.
    """
    for _attempt in range(3):
        try:
            with transaction.atomic():
                return save()
        except IntegrityError as error:
            cause: Any = error.__cause__
            if "slug" not in (cause.diag.constraint_name or "") or row.slug == (slug := free()):
                raise
            row.slug = slug
    save()
