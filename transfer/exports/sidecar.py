"""The document of a post as JSON, for formats that other systems store without looking into it."""

import json
from dataclasses import replace
from typing import Any

from blog.content.document import QuotationNode, blocks_to_html, build_document
from blog.content.linked_data import drop_empty
from blog.content.media_files.display import unlink_taken_down
from blog.models import Embed, Figure
from transfer.exports.posts import LoadedPost
from transfer.text import hash_text

# Raised when a reader of the former version would misunderstand this one.
VERSION = 1


def build_sidecar(loaded: LoadedPost) -> dict[str, Any]:
    """Build the data of a post that its format has no place for.

    `blocks` are in the editor's HTML, as in revisions, but sources have names only. `photos`,
    `files` and `posts` say what the keys in it refer to.
    """
    post = loaded.post
    document = build_document(loaded.blocks)
    for quotation in document.quotations:
        _remove_source_keys(quotation)
    photos: dict[str, Any] = {}
    files: dict[str, Any] = {}
    posts: dict[str, str] = {}
    for block in loaded.blocks:
        if isinstance(block, Figure) and block.photo:
            photo = block.photo
            photos[str(photo.pk)] = {"name": photo.image.name, "sha256": photo.sha256}
        elif isinstance(block, Embed) and block.file:
            file = block.file
            files[str(file.pk)] = {"name": file.file.name, "sha256": file.sha256}
        elif isinstance(block, Embed) and block.linked_post:
            posts[str(block.linked_post.pk)] = block.linked_post.get_absolute_url()
    return drop_empty(
        {
            "version": VERSION,
            "key": post.pk,
            "language": post.language,
            "status": post.status,
            "comments": post.comments_mode,
            "comments_close_after": post.comments_close_after,
            "former_paths": loaded.former_paths,
            "blocks": [unlink_taken_down(text, [text]) for text in blocks_to_html(document)],
            "photos": photos,
            "files": files,
            "posts": posts,
        }
    )


def dump_sidecar(loaded: LoadedPost, text: str = "") -> str:
    """Return the sidecar as JSON on one line. With the hash of a text that people may edit, it
    counts only as long as that is unchanged."""
    data = build_sidecar(loaded)
    if text:
        data["text_sha256"] = hash_text(text)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _remove_source_keys(node: QuotationNode) -> None:
    node.source = replace(node.source, pk=None)
    node.speaker = replace(node.speaker, pk=None)
    for hop in node.hops:
        hop.source = replace(hop.source, pk=None)
