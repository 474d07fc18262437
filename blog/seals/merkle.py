"""Merkle trees as in RFC 6962, section 2.1, from salted hashes of files. No database.

A leaf is SHA-256(0x00 + salt + SHA-256 of the file), a node SHA-256(0x01 + left + right). Trees are
split into tiles of TILE_SIZE leaves, which are complete subtrees of the RFC's tree, so that a path
needs the leaves of one tile and the roots of the others.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import batched
from typing import NamedTuple

HASH_SIZE = 32  # bytes
TILE_SIZE = 512  # leaves; a power of two


class Step(NamedTuple):
    """A sibling on the way from a leaf to the root, and its side: 'left' or 'right'."""

    side: str
    hash: bytes


def hash_leaf(salt: bytes, file_hash: bytes) -> bytes:
    return sha256(b"\0" + salt + file_hash).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def compute_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaves, or over the roots of tiles. Raises ValueError without any."""
    if not hashes:
        raise ValueError("A tree has at least one leaf.")
    while len(hashes) > 1:
        hashes = _hash_pairs(hashes)
    return hashes[0]


def compute_tile_roots(leaves: Iterable[bytes]) -> list[bytes]:
    return [compute_root(tile) for tile in batched(leaves, TILE_SIZE)]


def build_path(hashes: Sequence[bytes], index: int) -> list[Step]:
    """Return the siblings from the hash at `index` up to the root."""
    steps = []
    while len(hashes) > 1:
        sibling = index ^ 1
        if sibling < len(hashes):
            steps.append(Step("right" if sibling > index else "left", hashes[sibling]))
        hashes, index = _hash_pairs(hashes), index // 2
    return steps


def build_path_in_tiles(
    tile: Sequence[bytes], tile_roots: Sequence[bytes], position: int
) -> list[Step]:
    """Return the path of the leaf at `position` in the tree. `tile` are the leaves of its tile."""
    number, index = divmod(position, TILE_SIZE)
    return build_path(tile, index) + build_path(tile_roots, number)


def follow_path(leaf: bytes, steps: Sequence[Step]) -> bytes:
    """Return the root to which a path leads."""
    for side, sibling in steps:
        leaf = hash_node(sibling, leaf) if side == "left" else hash_node(leaf, sibling)
    return leaf


def _hash_pairs(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the next level. The last hash of an odd number is taken over."""
    return [
        hash_node(*pair) if len(pair) == 2 else pair[0]
        for pair in (hashes[start : start + 2] for start in range(0, len(hashes), 2))
    ]
