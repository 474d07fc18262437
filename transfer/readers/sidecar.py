"""The document that exports of our own carry beside the text (`transfer.exports.sidecar`)."""

import json
import re
from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

from transfer.text import hash_text

VERSION = 1
METADATA_KEY = "_pullquote"  # Of posts and attachments in WordPress's format.
_PHOTO_RE = re.compile(r' data-photo="(\d{1,18})"')
_FILE_RE = re.compile(r' data-file="(\d{1,18})"')
_POST_RE = re.compile(r' data-post="(\d{1,18})"')
# Keys of rows, which mean others here.
_KEY_RE = re.compile(r' data-id="[^"]*"')


class Sidecar(NamedTuple):
    """The blocks of a document in the editor's HTML, and the names of its pictures and files.

    `data-photo` and `data-file` are the numbers of names, counted from 1.
    """

    blocks: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def read_sidecar(text: str, edited: str = "") -> Sidecar:
    """Read the document of a post. It is empty for any other text, and if somebody has changed the
    text `edited` that was exported with it. The blocks are not sanitised."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Sidecar()
    if not isinstance(data, dict) or data.get("version") != VERSION:
        return Sidecar()
    if edited and data.get("text_sha256") != hash_text(edited):
        return Sidecar()
    blocks = data.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, str) for block in blocks):
        return Sidecar()
    photos, files = _read_names(data.get("photos")), _read_names(data.get("files"))
    posts = data.get("posts")
    paths = posts if isinstance(posts, dict) else {}

    def link(match: re.Match[str]) -> str:
        return f' data-url="{escape(str(paths.get(match[1], "")))}"'

    number_photo, number_file = _number("photo", photos), _number("file", files)
    cleaned = (_KEY_RE.sub("", _POST_RE.sub(link, block)) for block in blocks)
    numbered = (_FILE_RE.sub(number_file, _PHOTO_RE.sub(number_photo, each)) for each in cleaned)
    return Sidecar(tuple(numbered), tuple(photos.values()), tuple(files.values()))


def _number(attribute: str, names: dict[str, str]) -> Callable[[re.Match[str]], str]:
    """Build a function that replaces the key in an attribute by its number."""
    numbers = {key: str(number) for number, key in enumerate(names, start=1)}

    def replace(match: re.Match[str]) -> str:
        number = numbers.get(match[1])
        return f' data-{attribute}="{number}"' if number else ""

    return replace


def _read_names(uploads: Any) -> dict[str, str]:
    if not isinstance(uploads, dict):
        return {}
    named = {key: upload.get("name") for key, upload in uploads.items() if isinstance(upload, dict)}
    return {key: name for key, name in named.items() if isinstance(name, str) and name}
