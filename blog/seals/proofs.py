"""Proofs that a file was in the seal of a day, and the text of a post as it was sealed."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable

from django.conf import settings
from django.db.models import BigIntegerField, Func, QuerySet, Value
from django.urls import reverse

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
    return _select_sealed().filter(kind=SealedFile.Kind.TEXT, object_id=current).first()


def find_sealed_file(kind: SealedFile.Kind, object_id: int) -> SealedFile | None:
    """Return the hash of a copy or a photo, with its seal. None if it is not sealed yet. One
    query."""
    return _select_sealed().filter(kind=kind, object_id=object_id).first()


def _select_sealed() -> QuerySet[SealedFile]:
    files = SealedFile.objects.filter(seal__isnull=False).select_related("seal")
    return files.defer("seal__token", "seal__certificates")


def write_proof(file: SealedFile, about: Iterable[tuple[str, str]]) -> str:
    """Return names and values, a line each; the path is in Base64, for openssl. One query.

    `about` is what the file is; it is not part of what is proven.
    """
    seal = file.seal
    assert seal is not None
    integrity = settings.SITE_URL + reverse("blog:seal-list")
    lines = [
        ("#", f"How to check this: {integrity}"),
        *about,
        ("sha256", bytes(file.file_hash).hex()),
        ("salt", b64encode(file.salt).decode()),
        *((step.side, b64encode(step.hash).decode()) for step in load_path(file, seal)),
        ("root", seal.root_hex),
        ("day", str(seal)),
        ("seal", f"{integrity}{seal}.txt"),
    ]
    return "".join(f"{name} {value}\n" for name, value in lines)


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
