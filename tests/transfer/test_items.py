"""Items as they are stored, and as they are loaded again."""

import json
import zlib
from dataclasses import replace
from hashlib import sha256

import pytest

from transfer.items import (
    MIN_COMPRESSED_BYTES,
    ExportedComment,
    ExportedPost,
    Kind,
    dump_item,
    load_item,
)

TEXTS = [
    "",
    "Short.",
    "{",
    "Прилив ночью, 海, “№ 7”",
    "\ud83c, half of a pair",
    "x" * (MIN_COMPRESSED_BYTES - 1),
    "x" * MIN_COMPRESSED_BYTES,
    "The tide was high. " * 5000,
]


@pytest.mark.parametrize("text", TEXTS)
def test_item_of_any_length_is_loaded_as_it_was_dumped(text):
    comment = ExportedComment(key="7", post="3", name="Bo", html=text)
    post = ExportedPost(key="3", title="Tide", html=text)
    assert load_item(Kind.COMMENT, dump_item(comment).payload) == comment
    assert load_item(Kind.POST, dump_item(post).payload) == post


@pytest.mark.parametrize("text", TEXTS)
def test_guessed_encoding_is_stored_and_not_hashed(text):
    post = ExportedPost(key="3", title="Tide", html=text)
    guessed = replace(post, encoding="cp1252")
    assert load_item(Kind.POST, dump_item(guessed).payload) == guessed
    assert dump_item(guessed).hash == dump_item(post).hash


@pytest.mark.parametrize("encoding", ["", "cp1252"])
def test_notes_are_stored_and_not_hashed(encoding):
    post = ExportedPost(key="3", title="Tide", html="<p>High.</p>")
    noted = replace(post, notes=("Its poll was left out.",), encoding=encoding)
    dumped = dump_item(noted)
    assert load_item(Kind.POST, dumped.payload) == noted
    assert dumped.hash == dump_item(post).hash != dumped.former_hash
    assert dump_item(replace(noted, encoding="")).former_hash == dumped.former_hash


def test_hash_of_earlier_version_includes_notes():
    values = {"key": "3", "title": "Tide", "status": "published", "notes": ["Its poll."]}
    values |= {"is_page": False, "accepts_comments": True, "is_pinned": False}
    post = ExportedPost(key="3", title="Tide", notes=("Its poll.",))
    text = json.dumps(values, sort_keys=True)
    assert dump_item(post).former_hash == sha256(text.encode()).hexdigest()


def test_long_item_is_stored_compressed():
    assert len(dump_item(ExportedPost(key="3", title="", html="Tide. " * 5000)).payload) < 1000


def test_short_item_of_earlier_version_is_loaded():
    comment = ExportedComment(key="7", post="3", name="Bo", html="Short.")
    values = {"key": "7", "post": "3", "name": "Bo", "html": "Short."}
    compressor = zlib.compressobj(level=1, wbits=13, memLevel=6)
    payload = compressor.compress(json.dumps(values).encode()) + compressor.flush()
    assert load_item(Kind.COMMENT, payload) == comment
