"""The document that exports of our own carry beside the text (`transfer.exports.sidecar`)."""

import json
import re
from html import escape
from typing import Any

from transfer.text import hash_text

VERSION = 1
METADATA_KEY = "_pullquote"  # Of posts and attachments in WordPress's format.
_PHOTO_RE = re.compile(r' data-photo="(\d{1,18})"')
_POST_RE = re.compile(r' data-post="(\d{1,18})"')
# Keys of rows, which mean others here.
_KEY_RE = re.compile(r' data-(?:id|file)="[^"]*"')


def read_sidecar(text: str, edited: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the blocks of a document in the editor's HTML, and the names of its pictures.

    `data-photo` becomes the number of a picture in the names, counted from 1. Both are empty for
    any other text, and if somebody has changed the text `edited` that was exported with it. The
    blocks are not sanitised.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return (), ()
    if not isinstance(data, dict) or data.get("version") != VERSION:
        return (), ()
    if edited and data.get("text_sha256") != hash_text(edited):
        return (), ()
    blocks = data.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, str) for block in blocks):
        return (), ()
    photos = _read_names(data.get("photos"))
    numbers = {key: str(number) for number, key in enumerate(photos, start=1)}

    def replace(match: re.Match[str]) -> str:
        number = numbers.get(match[1])
        return f' data-photo="{number}"' if number else ""

    posts = data.get("posts")
    paths = posts if isinstance(posts, dict) else {}

    def link(match: re.Match[str]) -> str:
        return f' data-url="{escape(str(paths.get(match[1], "")))}"'

    cleaned = (_KEY_RE.sub("", _POST_RE.sub(link, block)) for block in blocks)
    return tuple(_PHOTO_RE.sub(replace, block) for block in cleaned), tuple(photos.values())


def _read_names(photos: Any) -> dict[str, str]:
    if not isinstance(photos, dict):
        return {}
    named = {key: photo.get("name") for key, photo in photos.items() if isinstance(photo, dict)}
    return {key: name for key, name in named.items() if isinstance(name, str) and name}
