"""Create the seal of a day from the hashes that wait for it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from blog.seals.merkle import compute_root, compute_tile_roots
from blog.seals.models import Seal, SealedFile

# The others wait for the next day. Each has 32 bytes in memory, and 512 of them 32 in the seal.
MAX_FILES = 2**18
_LOCK_SQL = "SELECT pg_advisory_xact_lock('blog_seal'::regclass::oid::bigint)"
_PLACE_SQL = """
    UPDATE blog_sealedfile SET seal_id = %s, position = number - 1
    FROM unnest(%s) WITH ORDINALITY AS placed (key, number) WHERE id = key
"""


@dataclass(frozen=True)
class CreatedSeal:
    """The seal of the day; None if no file waited for one."""

    seal: Seal | None


def create_seal(day: date) -> CreatedSeal:
    """Seal the files that wait, once a day. Six queries.

    Leaves are in their own order, which says nothing about the files.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK_SQL)
        if existing := Seal.objects.filter(day=day).first():
            return CreatedSeal(existing)
        waiting = SealedFile.objects.filter(seal=None).order_by("pk")
        rows = sorted(
            (bytes(leaf), key) for leaf, key in waiting.values_list("leaf", "pk")[:MAX_FILES]
        )
        if not rows:
            return CreatedSeal(None)
        seal = _build_seal(day, [leaf for leaf, _key in rows])
        seal.save()
        cursor.execute(_PLACE_SQL, [seal.pk, [key for _leaf, key in rows]])
    return CreatedSeal(seal)


def _build_seal(day: date, leaves: Sequence[bytes]) -> Seal:
    tile_roots = compute_tile_roots(leaves)
    root = compute_root(tile_roots)
    before = Seal.objects.order_by("-day").values_list("statement", flat=True).first()
    lines = [
        "Pullquote seal",
        f"site: {settings.SITE_URL}",
        f"day: {day.isoformat()}",
        f"files: {len(leaves)}",
        f"root: {root.hex()}",
        f"before: {hashlib.sha256(before.encode()).hexdigest() if before else 'none'}",
    ]
    return Seal(
        day=day,
        root=root,
        tile_roots=b"".join(tile_roots),
        file_count=len(leaves),
        statement="\n".join(lines) + "\n",
    )
