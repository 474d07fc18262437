"""Detection of changes that are visible to readers, and so require a correction note."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from blog import revisions
from blog.content import document
from blog.content.document import (
    Document,
    EmbedNode,
    FigureNode,
    FileNode,
    GalleryNode,
    ProseNode,
    QuotationNode,
)
from blog.content.document.nodes import Node, Paragraph, SourceFields
from blog.models import Post
from blog.revisions.models import Revision

# The URL, labels and comment settings can change without a note.
VISIBLE_FIELDS = ("title", "summary", "published_at", "byline")


def is_note_required(
    post: Post, fields: dict[str, Any], nodes: Document, *, ignore_date: bool = False
) -> bool:
    """Does saving `fields` and `nodes` change what readers have seen of the stored `post`?

    Only for posts that were public, and are public or scheduled afterwards. Another date counts
    only if the post is public now, and not with `ignore_date`. Without `byline` in `fields` the
    authors stay. Four queries.
    """
    if post.kind == Post.Kind.PAGE or fields.get("status") != Post.Status.PUBLISHED:
        return False
    ignored = {"published_at"} if ignore_date or not _is_public(fields) else set()
    stored = revisions.get_field_values(post)
    fields = {"byline": stored["byline"]} | fields
    if post.is_public or _is_scheduled_again(post):
        return _has_visible_changes(stored, document.load_document(post), fields, nodes, ignored)
    if not (post.pk and post.was_public) or (seen := find_last_public_revision(post)) is None:
        return False
    return _has_visible_changes(seen.field_values, _load_document(seen), fields, nodes, ignored)


def _is_scheduled_again(post: Post) -> bool:
    """Is a post scheduled that was public before? Scheduling it required a note for the changes
    until then, so the stored version is the one to compare with."""
    return post.is_scheduled and bool(post.was_public)


def find_last_public_revision(post: Post) -> Revision | None:
    """Find the revision that readers saw last: the latest one that was public while it was the
    latest. None for a draft or a post that was only scheduled. One query.

    Call it before the save: of a public post it is the latest revision, and after a draft has been
    published that would be the draft.
    """
    saved = Revision.objects.saved_for(post)
    if post.is_public:
        return saved.first()
    until = timezone.now()
    for revision in saved.iterator(chunk_size=20):
        if _is_public(revision.fields, until):
            return revision
        until = revision.created_at
    return None


def _is_public(fields: dict[str, Any], when: datetime | None = None) -> bool:
    published_at = _parse_time(fields.get("published_at"))
    if fields.get("status") != Post.Status.PUBLISHED or published_at is None:
        return False
    return published_at <= (when or timezone.now())


def _parse_time(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


def _has_visible_changes(
    old_fields: dict[str, Any],
    old_nodes: Document,
    fields: dict[str, Any],
    nodes: Document,
    ignored: Collection[str] = (),
) -> bool:
    """Compare two versions as readers see them. The byline is skipped if one of them is unknown,
    as in old revisions."""
    names = {*VISIBLE_FIELDS}.difference(ignored)
    if old_fields.get("byline") is None or fields.get("byline") is None:
        names.discard("byline")
    old, new = (
        revisions.serialize_fields({name: version.get(name) or "" for name in names})
        for version in (old_fields, fields)
    )
    return old != new or _render_visible(old_nodes) != _render_visible(nodes)


def _load_document(revision: Revision) -> Document:
    return document.parse("".join(revisions.load_blocks(revision)))


def _render_visible(nodes: Document) -> list[str]:
    return document.blocks_to_html(Document([_remove_hidden_data(node) for node in nodes.nodes]))


def _remove_hidden_data(node: Node) -> Node:
    """Remove IDs and details of sources and photos, which readers do not see."""
    if isinstance(node, ProseNode):
        inline = [_remove_quotation_data(each) for each in node.quotations]
        return replace(node, quotations=inline)
    if isinstance(node, QuotationNode):
        return _remove_quotation_data(node)
    if isinstance(node, FigureNode):
        shown = replace(node, pk=None, decorative=False, original_url="", layout="")
        return replace(shown, is_lead=False)
    if isinstance(node, GalleryNode):
        figures: Any = [_remove_hidden_data(each) for each in node.figures]
        return replace(node, figures=figures, layout="")
    if isinstance(node, EmbedNode | FileNode):
        return replace(node, pk=None)
    return node


def _remove_quotation_data(node: QuotationNode) -> QuotationNode:
    paragraphs = [Paragraph(None, paragraph.html) for paragraph in node.paragraphs]
    source, speaker = (SourceFields(name=who.name) for who in (node.source, node.speaker))
    return replace(
        node, paragraphs=paragraphs, source=source, speaker=speaker, is_attribution_url=False
    )
