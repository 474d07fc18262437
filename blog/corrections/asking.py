"""Do readers see a difference? Only then is it asked what it is."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from blog import document, revisions
from blog.document import Document, FigureNode, QuotationNode
from blog.document.nodes import Node, Paragraph, SourceFields
from blog.models import Post, Revision

# Address, labels and the state of the discussion may change without a word to readers. So may the
# byline, which revisions do not have.
FIELDS = ("title", "summary", "published_at")


def asks(post: Post, fields: dict[str, Any], nodes: Document, *, only_words: bool = False) -> bool:
    """Will readers of `post`, as it is stored, see another post, if it gets these `fields` and
    `nodes`? They have to have seen it, and to see it again, now or at its time: what is taken back
    is not asked about; nor is another date where `only_words` count, or of what comes out later.
    Three queries for what is out, four for what was."""
    if post.kind == Post.Kind.PAGE or fields.get("status") != Post.Status.PUBLISHED:
        return False
    only_words = only_words or not _is_out(fields)
    names = tuple(name for name in FIELDS if name != "published_at" or not only_words)
    new = _said(fields, nodes, names)
    if post.is_public or _is_out_again(post):
        stored = {name: getattr(post, name) for name in FIELDS}
        return _said(stored, document.nodes_of(post), names) != new
    if not (post.pk and post.was_public) or (seen := last_seen(post)) is None:
        return False
    was = document.parse("".join(revisions.passages_of(seen)))
    return _said(seen.fields, was, names) != new


def asks_between(post: Post, before: Revision, after: Revision) -> bool:
    """The same of two revisions of a post. Two queries where it is out."""
    if post.kind == Post.Kind.PAGE or not (post.is_public or _is_out_again(post)):
        return False
    was, new = (
        _said(r.fields, document.parse("".join(revisions.passages_of(r)))) for r in (before, after)
    )
    return was != new


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
    saved = Revision.objects.saved_of(post)
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


def _said(
    fields: dict[str, Any], nodes: Document, names: tuple[str, ...] = FIELDS
) -> tuple[dict[str, Any], str]:
    read = revisions.fields_of({name: fields.get(name) or "" for name in names})
    return read, "".join(document.passages(Document([_as_read(node) for node in nodes.nodes])))


def _as_read(node: Node) -> Node:
    """Without what only the desk sees: keys, and what else is known of sources and pictures."""
    if isinstance(node, QuotationNode):
        words = [Paragraph(None, paragraph.html) for paragraph in node.paragraphs]
        source, speaker = (SourceFields(name=who.name) for who in (node.source, node.speaker))
        return replace(node, paragraphs=words, source=source, speaker=speaker)
    if isinstance(node, FigureNode):
        return replace(node, pk=None, decorative=False, original_url="")
    return node
