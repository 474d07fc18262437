"""Merkle trees: equal to the definition in RFC 6962, and each path leads to the root."""

from hashlib import sha256

import pytest

from blog.seals import merkle
from blog.seals.merkle import (
    TILE_SIZE,
    build_path,
    build_path_in_tiles,
    compute_root,
    compute_tile_roots,
    follow_path,
    hash_leaf,
    hash_node,
)

SIZES = pytest.mark.parametrize("size", range(1, 71))


def build_leaves(size: int) -> list[bytes]:
    return [hash_leaf(b"salt", bytes([number])) for number in range(size)]


def define_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = define_root(leaves[:split]), define_root(leaves[split:])
    return sha256(b"\x01" + left + right).digest()


@SIZES
def test_root_is_that_of_the_rfc(size):
    assert compute_root(build_leaves(size)) == define_root(build_leaves(size))


@SIZES
def test_each_path_leads_to_the_root(size):
    leaves = build_leaves(size)
    root = compute_root(leaves)
    for index, leaf in enumerate(leaves):
        path = build_path(leaves, index)
        assert follow_path(leaf, path) == root
        assert len(path) <= (size - 1).bit_length()


@SIZES
def test_path_of_another_leaf_or_tree_leads_elsewhere(size):
    leaves = build_leaves(size)
    root, other = compute_root(leaves), hash_leaf(b"salt", b"other")
    for index in range(size):
        path = build_path(leaves, index)
        assert follow_path(other, path) != root
        for number, step in enumerate(path):
            turned = step._replace(side="left" if step.side == "right" else "right")
            assert follow_path(leaves[index], [*path[:number], turned, *path[number + 1 :]]) != root
        changed = [*leaves[:index], other, *leaves[index + 1 :]]
        assert compute_root(changed) != root


@SIZES
def test_tiles_are_parts_of_the_same_tree(size, monkeypatch):
    monkeypatch.setattr(merkle, "TILE_SIZE", 8)
    leaves = build_leaves(size)
    tile_roots = compute_tile_roots(leaves)
    assert compute_root(tile_roots) == define_root(leaves)
    for position in range(size):
        first = position - position % 8
        path = build_path_in_tiles(leaves[first : first + 8], tile_roots, position)
        assert path == build_path(leaves, position)


def test_tile_is_a_complete_subtree():
    assert TILE_SIZE.bit_count() == 1


def test_leaf_and_node_have_prefixes_of_the_rfc():
    assert hash_leaf(b"s", b"h") == sha256(b"\x00sh").digest()
    assert hash_node(b"l", b"r") == sha256(b"\x01lr").digest()
    assert hash_leaf(b"l", b"r") != hash_node(b"l", b"r")


def test_empty_tree_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        compute_root([])
