"""Find files that are in no seal yet, and store their salted hashes for the next one."""

import hashlib
import secrets
import time
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, Model, OuterRef

from blog.evidence.models import PageCopy
from blog.models import Photo, Post
from blog.revisions.models import Revision, RevisionBlock
from blog.seals.merkle import hash_leaf
from blog.seals.models import SealedFile
from blog.seals.version_text import build_text

SALT_SIZE = 16  # bytes
# Collecting ends after this time, in seconds; the caller continues later.
MAX_DURATION = 5
BATCH_SIZE = 2_000  # copies or photos
POST_BATCH_SIZE = 100
VERSION_BATCH_SIZE = 200  # Their blocks are in memory together.
_NEW_VERSIONS_SQL = """
    SELECT revision_id FROM unnest(%s) AS post CROSS JOIN LATERAL blog_text_versions(post)
    WHERE NOT EXISTS (
        SELECT FROM blog_sealedfile WHERE kind = 'text' AND object_id = revision_id
    )
"""


class Position(NamedTuple):
    """Where to continue: after these keys."""

    post: int = 0
    copy: int = 0
    photo: int = 0


BEGINNING = Position()


def collect_files(after: Position = BEGINNING) -> Position | None:
    """Store the hashes of new copies and photos, then of new texts of posts.

    Return None if that were all, or after some seconds where to continue. Two queries for each
    batch of copies or photos, two for each batch of posts, three for each batch of new versions.
    No transaction is open, and memory does not grow with the number of files.
    """
    ends_at = time.monotonic() + MAX_DURATION
    has_more = True
    while has_more:
        after, has_more = _collect_hashes(after)
        if has_more and time.monotonic() > ends_at:
            return after
    posts = Post.objects.order_by("pk").values_list("pk", flat=True)
    while keys := list(posts.filter(pk__gt=after.post)[:POST_BATCH_SIZE]):
        _collect_texts(keys)
        after = after._replace(post=keys[-1])
        if time.monotonic() > ends_at:
            return after
    return None


def _collect_hashes(after: Position) -> tuple[Position, bool]:
    """Store one batch of copies and one of photos. Return where to continue, and whether there may
    be more."""
    copies = _list_new(PageCopy, SealedFile.Kind.COPY, "body_hash", after.copy)
    photos = _list_new(Photo, SealedFile.Kind.PHOTO, "sha256", after.photo)
    _store(SealedFile.Kind.COPY, ((pk, bytes.fromhex(digest)) for pk, digest in copies))
    _store(SealedFile.Kind.PHOTO, ((pk, bytes.fromhex(digest)) for pk, digest in photos))
    copy = copies[-1][0] if copies else after.copy
    photo = photos[-1][0] if photos else after.photo
    has_more = BATCH_SIZE in (len(copies), len(photos))
    return Position(after.post, copy, photo), has_more


def _list_new(model: type[Model], kind: SealedFile.Kind, column: str, after: int) -> list[Any]:
    """List keys and hashes of files that are not stored yet. One query.

    It reads those that are stored as well, but only after the key `after`.
    """
    known = SealedFile.objects.filter(kind=kind, object_id=OuterRef("pk"))
    rows = model._default_manager.filter(~Exists(known), pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", column)[:BATCH_SIZE])


def _collect_texts(posts: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NEW_VERSIONS_SQL, [list(posts)])
        keys = sorted(key for (key,) in cursor.fetchall())
    for batch in batched(keys, VERSION_BATCH_SIZE):
        _collect_versions(batch)


def _collect_versions(keys: Sequence[int]) -> None:
    revisions = list(Revision.objects.filter(pk__in=keys).only("fields", "block_ids"))
    block_ids = {block for revision in revisions for block in revision.block_ids}
    blocks = dict(RevisionBlock.objects.filter(pk__in=block_ids).values_list("pk", "html"))
    texts = (
        (revision.pk, build_text(revision.fields, [blocks[key] for key in revision.block_ids]))
        for revision in revisions
    )
    _store(SealedFile.Kind.TEXT, ((pk, hashlib.sha256(text).digest()) for pk, text in texts))


def _store(kind: SealedFile.Kind, hashes: Iterable[tuple[int, bytes]]) -> None:
    """Store the hashes of files by key. Those that another worker has stored stay as they are."""
    rows = []
    for key, file_hash in hashes:
        salt = secrets.token_bytes(SALT_SIZE)
        leaf = hash_leaf(salt, file_hash)
        rows.append(SealedFile(kind=kind, object_id=key, file_hash=file_hash, salt=salt, leaf=leaf))
    SealedFile.objects.bulk_create(rows, ignore_conflicts=True)
