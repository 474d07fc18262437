"""Nodes -> rows, keeping the key of every row that is still there."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from django.db import transaction

from blog.content import photo_renditions, rendering
from blog.content.document.nodes import (
    PHOTO_WORDS,
    Document,
    FigureNode,
    ProseNode,
    QuotationNode,
    SourceFields,
)
from blog.content.document.reconcile import reconcile
from blog.content.document.sources import Sources
from blog.content.document.validation import photo_corrections
from blog.models import AnyBlock, Figure, Photo, Post, Prose, PullQuote, Source, blocks_of


class UnresolvedConflict(Exception):
    """A document with two versions of a passage is not stored."""


def save(post: Post, document: Document, user) -> None:
    """Store a document that `check` found nothing wrong with, and render the post.

    Only rows that differ are written. Sources that are named for the first time are made; what was
    corrected at a source or photo is rendered again wherever it is shown. Saves of one post wait
    for one another. Ten queries where nothing changed, and four more for each kind of block of
    which something did, however many there are; what `Sources` and photos cost besides.
    Raises UnresolvedConflict.
    """
    if document.conflicts:
        raise UnresolvedConflict
    with transaction.atomic():
        Post.all_objects.select_for_update(no_key=True).only("pk").get(pk=post.pk)
        sources = Sources(user, document)
        photos = Photo.objects.lock(_photo_keys(document))
        _correct_photos(photos, document, user)
        rows = unsaved_rows(document, sources.of, photos)
        for position, row in enumerate(rows, start=1):
            row.post, row.position = post, position
        reconcile(blocks_of(post), rows)
        rendering.store_as_of_now(post)
        if sources.corrected:
            rendering.store_all(Post.all_objects.quoting(sources.corrected))


def unsaved_rows(
    document: Document,
    source_of: Callable[[SourceFields], Source | None],
    photos: dict[int, Photo] | None = None,
) -> list[AnyBlock]:
    """The rows that a document would make, with the keys that its nodes carry. One query for
    photos unless they are given; a preview gives a `source_of` that stores nothing, and what is
    no date is none there. A conflict makes no rows."""
    photos = Photo.objects.in_bulk(_photo_keys(document)) if photos is None else photos
    rows: list[AnyBlock] = []
    for node in document.nodes:
        if isinstance(node, ProseNode):
            rows.append(Prose(html=node.html))
        elif isinstance(node, FigureNode):
            rows.append(_figure(node, photos))
        elif isinstance(node, QuotationNode):
            rows += _quotations(node, source_of)
    return rows


def unsaved_source(fields: SourceFields) -> Source | None:
    """For previews: looks like the source, stands nowhere."""
    if not fields.name:
        return None
    return Source(name=fields.name, kind=fields.kind or Source.Kind.PERSON)


def unsaved_photos(document: Document) -> dict[int, Photo]:
    """For previews, once `check` has said what may be used: with the words as typed. One query."""
    usable = [node for node in document.nodes if isinstance(node, FigureNode) and node.src]
    photos = Photo.objects.in_bulk({node.photo for node in usable})
    for node in usable:
        if node.photo in photos and node.photo_is_mine:
            for name in PHOTO_WORDS:
                setattr(photos[node.photo], name, getattr(node, name))
    return photos


def _photo_keys(document: Document) -> set[int]:
    return {node.photo for node in document.nodes if isinstance(node, FigureNode) and node.photo}


def _figure(node: FigureNode, photos: dict[int, Photo]) -> Figure:
    photo = photos.get(node.photo) if node.photo else None
    figure = Figure(pk=node.pk, photo=photo, caption=node.caption)
    if photo is None:
        for name in PHOTO_WORDS:
            setattr(figure, name, getattr(node, name))
    return figure


def _quotations(
    node: QuotationNode, source_of: Callable[[SourceFields], Source | None]
) -> list[PullQuote]:
    source, speaker = source_of(node.source), source_of(node.speaker)
    rows = []
    for paragraph, translation in zip(node.paragraphs, node.translations, strict=False):
        row = PullQuote(
            pk=paragraph.pk,
            attribution=node.attribution,
            source=source,
            speaker=speaker,
            url=node.url,
            language=node.language,
            translation=translation,
        )
        with suppress(ValueError):
            row.said = node.said
        row.write(paragraph.html)
        rows.append(row)
    return rows


def _only_figures(nodes: list[FigureNode]) -> list[FigureNode]:
    """Those whose photo no other figure shows, here or elsewhere. One query, none where each photo
    is shown twice here."""
    times = Counter(node.photo for node in nodes)
    once = [node for node in nodes if times[node.photo] == 1]
    if not once:
        return []
    keys = [node.photo for node in once]
    others = Figure.objects.filter(photo__in=keys).exclude(
        pk__in=[node.pk for node in once if node.pk]
    )
    elsewhere = set(others.values_list("photo", flat=True))
    return [node for node in once if node.photo not in elsewhere]


def _correct_photos(photos: dict[int, Photo], document: Document, user) -> None:
    """All figures are compared with what was stored before any of them is: of two with one photo,
    the one that says something new is right. The caption of a photo's only figure becomes the
    photo's, which is embedded in its files. Three queries at most, and one once that is certain.
    """
    changes: dict[int, dict[str, str | bool]] = {}
    own_captions: list[FigureNode] = []
    for node in document.nodes:
        photo = photos.get(node.photo or 0) if isinstance(node, FigureNode) else None
        if photo is not None and isinstance(node, FigureNode):
            changed = photo_corrections(photo, node)
            if changed.keys() & {"alt", "decorative"}:  # Only one of them can be.
                changed |= {"alt": node.alt, "decorative": node.decorative}
            if node.caption and not photo.caption:
                changed["caption"] = node.caption
            elif node.caption and node.caption != photo.caption:
                own_captions.append(node)
            changes.setdefault(photo.pk, {}).update(changed)
    for node in _only_figures(own_captions):
        changes[node.photo or 0]["caption"] = node.caption
    changes = {pk: changed for pk, changed in changes.items() if changed}
    corrected = list(Photo.objects.correctable_by(user).filter(pk__in=changes))
    for photo in corrected:
        for name, value in changes[photo.pk].items():
            setattr(photo, name, value)
        photos[photo.pk] = photo
    if corrected:
        Photo.objects.bulk_update(corrected, [*PHOTO_WORDS, "caption"])
        rendering.store_all(Post.all_objects.filter(figures__photo__in=corrected))
        photo_renditions.enqueue_all(corrected)
