"""Find files that are in no seal yet, and store their salted hashes for the next one."""

import hashlib
import secrets
import time
from collections.abc import Iterable, Sequence
from typing import Any

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
_NEW_VERSIONS_SQL = """
    SELECT revision_id FROM unnest(%s) AS post CROSS JOIN LATERAL blog_text_versions(post)
    WHERE NOT EXISTS (
        SELECT FROM blog_sealedfile WHERE kind = 'text' AND object_id = revision_id
    )
"""


def collect_files(after_post: int = 0) -> int | None:
    """Store the hashes of new copies and photos, then of new texts of the posts after `after_post`.

    Return None if that were all, or after some seconds the key of the post after which to continue.
    Two queries for each batch of copies or photos, five for each batch of posts.
    """
    ends_at = time.monotonic() + MAX_DURATION
    while _collect_hashes():
        if time.monotonic() > ends_at:
            return after_post
    posts = Post.objects.order_by("pk").values_list("pk", flat=True)
    while keys := list(posts.filter(pk__gt=after_post)[:POST_BATCH_SIZE]):
        _collect_texts(keys)
        after_post = keys[-1]
        if time.monotonic() > ends_at:
            return after_post
    return None


def _collect_hashes() -> bool:
    """Store one batch of copies and one of photos. Return whether there may be more."""
    copies = _list_new(PageCopy, SealedFile.Kind.COPY, "body_hash")
    photos = _list_new(Photo, SealedFile.Kind.PHOTO, "sha256")
    _store(SealedFile.Kind.COPY, ((pk, bytes.fromhex(digest)) for pk, digest in copies))
    _store(SealedFile.Kind.PHOTO, ((pk, bytes.fromhex(digest)) for pk, digest in photos))
    return BATCH_SIZE in (len(copies), len(photos))


def _list_new(model: type[Model], kind: SealedFile.Kind, column: str) -> list[Any]:
    known = SealedFile.objects.filter(kind=kind, object_id=OuterRef("pk"))
    rows = model._default_manager.filter(~Exists(known)).order_by("pk")
    return list(rows.values_list("pk", column)[:BATCH_SIZE])


def _collect_texts(posts: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NEW_VERSIONS_SQL, [list(posts)])
        keys = [key for (key,) in cursor.fetchall()]
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
