"""Create the seal of a day from the hashes that wait for it."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from blog.seals.merkle import TILE_SIZE, compute_root, compute_tile_roots
from blog.seals.models import Seal, SealedFile

# The others wait for the next day. The seal has 32 bytes for each 512 of them.
MAX_FILES = 2**18
# Leaves that are in memory together.
CHUNK_SIZE = 8 * TILE_SIZE
_LOCK_SQL = "SELECT pg_advisory_xact_lock('blog_seal'::regclass::oid::bigint)"
# The database sorts: leaves by themselves say nothing about the files.
_PLACE_SQL = """
    UPDATE blog_sealedfile AS file SET seal_id = %s, position = placed.number - 1
    FROM (
        SELECT id, row_number() OVER (ORDER BY leaf, id) AS number
        FROM (
            SELECT id, leaf FROM blog_sealedfile WHERE seal_id IS NULL ORDER BY id LIMIT %s
        ) AS waiting
    ) AS placed
    WHERE file.id = placed.id
"""


@dataclass(frozen=True)
class CreatedSeal:
    """The seal of the day; None if no file waited for one."""

    seal: Seal | None


def create_seal(day: date) -> CreatedSeal:
    """Seal the files that wait, once a day. Eight queries, in one transaction that locks nothing
    but these hashes.

    Leaves are in their own order, which says nothing about the files. Memory does not grow with
    their number.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK_SQL)
        if existing := Seal.objects.filter(day=day).first():
            return CreatedSeal(existing)
        if not SealedFile.objects.filter(seal=None).exists():
            return CreatedSeal(None)
        before = Seal.objects.order_by("-day").values_list("statement", flat=True).first()
        seal = Seal.objects.create(day=day, root=b"", tile_roots=b"", file_count=0, statement="")
        cursor.execute(_PLACE_SQL, [seal.pk, MAX_FILES])
        seal.file_count = cursor.rowcount
        _compute(seal, before)
        seal.save(update_fields=["root", "tile_roots", "file_count", "statement"])
    return CreatedSeal(seal)


def _compute(seal: Seal, before: str | None) -> None:
    """Compute the tree of a seal from its leaves, and write the statement. One query."""
    leaves = seal.files.order_by("position").values_list("leaf", flat=True)
    tile_roots = compute_tile_roots(map(bytes, leaves.iterator(CHUNK_SIZE)))
    root = compute_root(tile_roots)
    lines = [
        "Pullquote seal",
        f"site: {settings.SITE_URL}",
        f"day: {seal.day.isoformat()}",
        f"files: {seal.file_count}",
        f"root: {root.hex()}",
        f"before: {hashlib.sha256(before.encode()).hexdigest() if before else 'none'}",
    ]
    seal.root, seal.tile_roots = root, b"".join(tile_roots)
    seal.statement = "\n".join(lines) + "\n"
