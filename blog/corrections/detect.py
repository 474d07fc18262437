"""Do readers see a difference? Only then is it asked what it is."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from blog import revisions
from blog.content import document
from blog.content.document import Document, FigureNode, QuotationNode
from blog.content.document.nodes import Node, Paragraph, SourceFields
from blog.models import Post
from blog.revisions.models import Revision

# Address, labels and the state of the discussion may change without a word to readers.
FIELDS = ("title", "summary", "published_at", "byline")


def asks(post: Post, fields: dict[str, Any], nodes: Document, *, only_words: bool = False) -> bool:
    """Will readers of `post`, as it is stored, see another post, if it gets these `fields` and
    `nodes`? They have to have seen it, and to see it again, now or at its time: what is taken back
    is not asked about; nor is another date where `only_words` count, or of what comes out later.
    Without a `byline` among `fields` it stays. Four queries."""
    if post.kind == Post.Kind.PAGE or fields.get("status") != Post.Status.PUBLISHED:
        return False
    left_out = {"published_at"} if only_words or not _is_out(fields) else set()
    stored = revisions.get_field_values(post)
    fields = {"byline": stored["byline"]} | fields
    if post.is_public or _is_out_again(post):
        return _differ(stored, document.load_document(post), fields, nodes, left_out)
    if not (post.pk and post.was_public) or (seen := last_seen(post)) is None:
        return False
    return _differ(seen.field_values, _document_of(seen), fields, nodes, left_out)


def _is_out_again(post: Post) -> bool:
    """Is it to come out once more? It was asked about when it was scheduled; from then on, each
    change is."""
    return post.is_scheduled and bool(post.was_public)


def last_seen(post: Post) -> Revision | None:
    """What readers saw last: the latest revision that was out while it was the latest. None of a
    draft, nor of what was only scheduled. One query.

    `post` is as it is stored before the next one is: of what is out, it is simply the latest; once
    a draft has come out, that would be the draft, which may have said what was never out.
    """
    saved = Revision.objects.saved_for(post)
    if post.is_public:
        return saved.first()
    until = timezone.now()
    for revision in saved.iterator(chunk_size=20):
        if _is_out(revision.fields, until):
            return revision
        until = revision.at
    return None


def _is_out(fields: dict[str, Any], moment: datetime | None = None) -> bool:
    when = _moment(fields.get("published_at"))
    if fields.get("status") != Post.Status.PUBLISHED or when is None:
        return False
    return when <= (moment or timezone.now())


def _moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


def _differ(
    was: dict[str, Any],
    nodes_were: Document,
    fields: dict[str, Any],
    nodes: Document,
    left_out: Collection[str] = (),
) -> bool:
    """A byline that is not known, of before revisions had it, differs from none."""
    names = {*FIELDS}.difference(left_out)
    if was.get("byline") is None or fields.get("byline") is None:
        names.discard("byline")
    old, new = (
        revisions.serialize_fields({name: given.get(name) or "" for name in names})
        for given in (was, fields)
    )
    return old != new or _as_readers_see(nodes_were) != _as_readers_see(nodes)


def _document_of(revision: Revision) -> Document:
    return document.parse("".join(revisions.load_blocks(revision)))


def _as_readers_see(nodes: Document) -> list[str]:
    return document.blocks_to_html(Document([_as_read(node) for node in nodes.nodes]))


def _as_read(node: Node) -> Node:
    """Without what only the desk sees: keys, and what else is known of sources and pictures."""
    if isinstance(node, QuotationNode):
        words = [Paragraph(None, paragraph.html) for paragraph in node.paragraphs]
        source, speaker = (SourceFields(name=who.name) for who in (node.source, node.speaker))
        return replace(node, paragraphs=words, source=source, speaker=speaker)
    if isinstance(node, FigureNode):
        return replace(node, pk=None, decorative=False, original_url="")
    return node
