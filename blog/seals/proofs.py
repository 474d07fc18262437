"""Proofs that the text of a post was in the seal of a day, and the text itself."""

import hashlib

from django.db.models import BigIntegerField, Func, Value

from blog.models import Post
from blog.revisions import load_blocks
from blog.revisions.models import Revision
from blog.seals.merkle import HASH_SIZE, TILE_SIZE, Step, build_path_in_tiles
from blog.seals.models import Seal, SealedFile
from blog.seals.version_text import build_text


def find_sealed_text(post: Post) -> SealedFile | None:
    """Return the hash of the text that readers see, with its seal. None if it is not sealed yet.
    One query."""
    current = Func(Value(post.pk), function="blog_current_version", output_field=BigIntegerField())
    texts = SealedFile.objects.filter(
        kind=SealedFile.Kind.TEXT, object_id=current, seal__isnull=False
    )
    return texts.select_related("seal").defer("seal__token", "seal__certificates").first()


def load_path(file: SealedFile, seal: Seal) -> list[Step]:
    """Return the path of a file to the root of its seal. One query, of at most TILE_SIZE rows."""
    position = file.position or 0
    first = position - position % TILE_SIZE
    leaves = SealedFile.objects.filter(
        seal=seal, position__gte=first, position__lt=first + TILE_SIZE
    )
    tile = [bytes(leaf) for leaf in leaves.order_by("position").values_list("leaf", flat=True)]
    roots = bytes(seal.tile_roots)
    tile_roots = [roots[start : start + HASH_SIZE] for start in range(0, len(roots), HASH_SIZE)]
    return build_path_in_tiles(tile, tile_roots, position)


def load_text(file: SealedFile) -> bytes | None:
    """Return the text with this hash, None if its revision is gone. Two queries."""
    revision = Revision.objects.filter(pk=file.object_id).first()
    if revision is None:
        return None
    text = build_text(revision.fields, load_blocks(revision))
    return text if hashlib.sha256(text).digest() == bytes(file.file_hash) else None
