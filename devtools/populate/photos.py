"""Generated photos without files: rows for the library, with rights, credits and hashes."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection

from accounts.models import User
from blog.models import Photo, Source
from devtools.populate.languages import ENGLISH
from devtools.populate.tables import Table, reserve_ids

FOLDER = "populate"  # Of the files that the rows name.
# The share of photos that generated posts may show.
SHOWN_SHARE = 0.6
DUPLICATE_INTERVAL = 100  # One of so many has the hash of the photo before it, but for a bit.
AGENCY_COUNT = 40
SIZES = ((1600, 1000), (1000, 1500), (1200, 1200))
WIDTHS = "{384,608}"
PERIOD = timedelta(days=10 * 365)
FIELDS = (
    *("id", "image", "width", "height", "sha256", "alt", "decorative", "caption", "credit"),
    *("rights", "rights_until", "agency_id", "perceptual_hash", "has_duplicate", "withdrawn_at"),
    *("withdrawal_reason", "rendition_hash", "avif_widths", "webp_widths", "uploaded_by_id"),
    *("created_at", "last_uploaded_at"),
)
_RIGHTS = (
    *(Photo.Rights.AGENCY,) * 8,
    *(Photo.Rights.UNKNOWN,) * 4,
    *(Photo.Rights.OWN, Photo.Rights.LICENCE, Photo.Rights.PUBLIC_DOMAIN, Photo.Rights.PERMISSION),
)
_BITS = 256


def create_photos(count: int, agencies: Sequence[Source], uploaders: Sequence[User]) -> list[Photo]:
    """Create photos, unless there are any; return those that posts may show. Three queries."""
    stored = Photo.objects.filter(image__startswith=f"{FOLDER}/", withdrawn_at=None)
    if not stored.exists():
        with connection.cursor() as cursor:
            table = Table(Photo, FIELDS)
            ids = reserve_ids(Photo, count)
            rows = _invent_rows(ids, agencies[:AGENCY_COUNT], uploaders)
            table.copy(cursor, table.format_rows(rows))
    return list(stored.order_by("pk")[: int(count * SHOWN_SHARE)])


def _invent_rows(
    ids: range, agencies: Sequence[Source], uploaders: Sequence[User]
) -> Iterator[tuple[Any, ...]]:
    rng, now = Random("photos"), datetime.now(UTC)
    bits = 0
    for number, pk in enumerate(ids):
        is_duplicate = number % DUPLICATE_INTERVAL == 1
        bits = bits ^ 1 if is_duplicate else rng.getrandbits(_BITS)
        is_decorative = rng.random() < 0.02
        rights, agency = rng.choice(_RIGHTS), rng.choice(agencies)
        is_limited = rights in (Photo.Rights.AGENCY, Photo.Rights.PERMISSION)
        is_withdrawn = rng.random() < 0.002
        name = f"{ENGLISH.invent_name(rng)} {ENGLISH.invent_name(rng)}"
        digits = hashlib.sha256(f"{FOLDER} {number}".encode()).hexdigest()
        width, height = SIZES[number % len(SIZES)]
        photo = Photo(
            image=f"{FOLDER}/{digits[:12]}.jpg",
            sha256=digits,
            alt="" if is_decorative or rng.random() < 0.05 else rng.choice(ENGLISH.sentences),
            caption=rng.choice(ENGLISH.sentences) if rng.random() < 0.8 else "",
            credit=f"{name}/{agency.name}" if rng.random() < 0.97 else "",
        )
        yield (
            *(pk, photo.image.name, width, height, digits, photo.alt, is_decorative),
            *(photo.caption, photo.credit, rights),
            (now + timedelta(days=rng.randrange(-100, 2000))).date() if is_limited else None,
            agency.pk if rights == Photo.Rights.AGENCY else None,
            f"x{bits:064x}",
            number % DUPLICATE_INTERVAL in (0, 1),
            now if is_withdrawn else None,
            "The agency withdrew it." if is_withdrawn else "",
            *(photo.spec_hash, WIDTHS, WIDTHS, rng.choice(uploaders).pk),
            *(now - PERIOD * ((len(ids) - number) / len(ids)), now),
        )
