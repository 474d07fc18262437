"""Photos that may show the same picture, by their perceptual hashes.

`Photo.has_duplicate` is the stored result, for lists. A new hash is compared with all others at
once, in the background: 0.2 s of the database for 100,000 photos on a busy machine.
"""

import logging
from collections.abc import Collection
from functools import partial

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Func, QuerySet, Value
from django.tasks import task

from blog.common.db.fields import PerceptualHashField
from blog.models import Photo
from imaging.clean import compute_perceptual_hash
from imaging.perceptual_hash import FLAT, MAX_DIFFERENCE

logger = logging.getLogger(__name__)

MAX_SHOWN = 12
# Photos hashed in one run: 0.15 s each. The next run continues.
MAX_HASHED = 200
# Marked photos that one run compares with all other marked ones, chosen at random.
MAX_RECHECKED = 500

# The condition of `imaging.perceptual_hash.is_similar` in integers.
_FACTOR = round(1 / MAX_DIFFERENCE)
_SIMILAR = f"""bit_count(one.perceptual_hash # other.perceptual_hash) * {_FACTOR}
    <= bit_count(one.perceptual_hash) + bit_count(other.perceptual_hash)
    AND one.perceptual_hash <> B'0'::bit(256) AND other.perceptual_hash <> B'0'::bit(256)
    AND one.id <> other.id"""  # noqa: S608  # Only constants.
# Locked in the order of their keys, so that two tasks cannot block each other.
_MARK_SQL = f"""
    WITH pairs AS MATERIALIZED (
        SELECT one.id AS one, other.id AS other
        FROM blog_photo AS one JOIN blog_photo AS other ON {_SIMILAR}
        WHERE one.id = ANY (%s)
    ), locked AS (
        SELECT id FROM blog_photo
        WHERE id IN (SELECT one FROM pairs UNION SELECT other FROM pairs) AND NOT has_duplicate
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE blog_photo SET has_duplicate = TRUE FROM locked WHERE blog_photo.id = locked.id
"""  # noqa: S608  # Only constants.
_UNMARK_SQL = f"""
    WITH marked AS MATERIALIZED (
        SELECT id, perceptual_hash FROM blog_photo WHERE has_duplicate ORDER BY random() LIMIT %s
    ), locked AS (
        SELECT id FROM blog_photo
        WHERE id IN (
            SELECT id FROM marked AS one
            WHERE NOT EXISTS (SELECT FROM blog_photo AS other WHERE has_duplicate AND {_SIMILAR})
        )
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE blog_photo SET has_duplicate = FALSE FROM locked WHERE blog_photo.id = locked.id
"""  # noqa: S608  # Only constants.


def find_duplicates(photo: Photo, among: QuerySet[Photo]) -> list[Photo]:
    """Return at most MAX_SHOWN photos that may show the same picture, the most similar first.

    One query over all photos; none for a photo that is not marked.
    """
    if not photo.has_duplicate or photo.perceptual_hash in (None, FLAT):
        return []
    own = Value(photo.perceptual_hash, output_field=PerceptualHashField())
    differing = Func(
        F("perceptual_hash"),
        own,
        function="bit_count",
        arg_joiner=" # ",
        output_field=BigIntegerField(),
    )
    bits = Func(F("perceptual_hash"), function="bit_count", output_field=BigIntegerField())
    own_bits = int(photo.perceptual_hash, 16).bit_count()
    similar = among.filter(has_duplicate=True).exclude(pk=photo.pk)
    similar = similar.annotate(differing=differing * _FACTOR).filter(differing__lte=bits + own_bits)
    return list(similar.order_by("differing", "-pk")[:MAX_SHOWN])


def enqueue_comparison(photo: Photo) -> None:
    """Enqueue the comparison of a new photo with all others. One query on commit."""
    transaction.on_commit(partial(compare.enqueue, [photo.pk]))


@task
def compare(keys: Collection[int]) -> None:
    """Mark photos, and all others that may show the same picture. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_SQL, [list(keys)])


@task
def mark_duplicates() -> None:
    """Hash photos that have no hash yet, compare them, and unmark photos without a duplicate."""
    if keys := hash_missing():
        compare.func(keys)
    with connection.cursor() as cursor:
        cursor.execute(_UNMARK_SQL, [MAX_RECHECKED])


def hash_missing() -> list[int]:
    """Compute the missing hashes of at most MAX_HASHED photos; return the keys of the photos.

    A photo whose file cannot be read is treated as one without detail, until it is replaced.
    """
    missing = Photo.objects.filter(perceptual_hash=None).order_by("pk")[:MAX_HASHED]
    keys = []
    for photo in missing:
        try:
            with photo.image.open() as file:
                digits = compute_perceptual_hash(file.read())
        except (OSError, ValidationError) as error:
            logger.warning("Photo %s has no perceptual hash: %s", photo.pk, error)
            digits = FLAT
        Photo.objects.filter(pk=photo.pk).update(perceptual_hash=digits)
        keys.append(photo.pk)
    return keys
