"""Nodes -> rows, keeping the key of every row that is still there."""

from collections.abc import Callable
from contextlib import suppress
from copy import copy

from django.db import IntegrityError, transaction

from blog import derivatives, rendering
from blog.document.checking import corrections, photo_corrections
from blog.document.nodes import (
    PHOTO_WORDS,
    Document,
    FigureNode,
    ProseNode,
    QuotationNode,
    SourceFields,
)
from blog.models import AnyBlock, Figure, Photo, Post, Prose, PullQuote, Source, blocks_of


def save(post: Post, document: Document, user) -> None:
    """Store a document that `check` found nothing wrong with, and render the post.

    Only rows that differ are written. Sources that are named for the first time are made; what was
    corrected at a source or photo is rendered again wherever it is shown. Saves of one post wait
    for one another.
    """
    with transaction.atomic():
        Post.every.select_for_update(no_key=True).get(pk=post.pk)
        sources = _Sources(user, document)
        photos = _photos_of(document)
        _correct_photos(photos, document, user)
        rows = unsaved_rows(document, sources.resolve, photos)
        for position, row in enumerate(rows, start=1):
            row.post, row.position = post, position
        _reconcile(blocks_of(post), rows)
        rendering.store(post)
        if sources.corrected:
            rendering.store_all(Post.every.quoting(sources.corrected))


def unsaved_rows(
    document: Document,
    source_of: Callable[[SourceFields], Source | None],
    photos: dict[int, Photo] | None = None,
) -> list[AnyBlock]:
    """The rows that a document would make, with the keys that its nodes carry. One query for
    photos unless they are given; a preview gives a `source_of` that stores nothing, and what is
    no date is none there."""
    photos = _photos_of(document) if photos is None else photos
    rows: list[AnyBlock] = []
    for node in document.nodes:
        if isinstance(node, ProseNode):
            rows.append(Prose(html=node.html))
        elif isinstance(node, FigureNode):
            rows.append(_figure(node, photos))
        else:
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


def _photos_of(document: Document) -> dict[int, Photo]:
    keys = {node.photo for node in document.nodes if isinstance(node, FigureNode) and node.photo}
    return Photo.objects.held(keys)


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


def _correct_photos(photos: dict[int, Photo], document: Document, user) -> None:
    """All figures are compared with what was stored before any of them is: of two with one photo,
    the one that says something new is right."""
    changes: dict[int, dict[str, str | bool]] = {}
    for node in document.nodes:
        photo = photos.get(node.photo or 0) if isinstance(node, FigureNode) else None
        if photo is not None and isinstance(node, FigureNode):
            changed = photo_corrections(photo, node)
            if changed.keys() & {"alt", "decorative"}:  # Only one of them can be.
                changed |= {"alt": node.alt, "decorative": node.decorative}
            if node.caption and not photo.caption:
                changed["caption"] = node.caption
            changes.setdefault(photo.pk, {}).update(changed)
    changes = {pk: changed for pk, changed in changes.items() if changed}
    for photo in Photo.objects.correctable_by(user).filter(pk__in=changes):
        for name, value in changes[photo.pk].items():
            setattr(photo, name, value)
        photo.save(update_fields=list(changes[photo.pk]))
        photos[photo.pk] = photo
        rendering.store_all(Post.every.filter(figures__photo=photo))
        derivatives.order(photo)


def _reconcile(existing: list[AnyBlock], wanted: list[AnyBlock]) -> None:
    """Give wanted rows the keys of the rows they continue, write what differs, delete the rest."""
    for model in (Prose, PullQuote, Figure):
        old: dict[int, AnyBlock] = {row.pk: row for row in existing if isinstance(row, model)}
        new: list[AnyBlock] = [row for row in wanted if isinstance(row, model)]
        _match(old, new)
        kept = {row.pk for row in new if row.pk}
        model._default_manager.filter(pk__in=old.keys() - kept).delete()
        for row in new:
            if row.pk is None:
                row.save(force_insert=True)
            elif _values(row) != _values(old[row.pk]):
                row.save(force_update=True)


def _match(old: dict[int, AnyBlock], new: list[AnyBlock]) -> None:
    """By key; then by the same words, as after a cut and paste; prose at last by its order."""
    free = dict(old)
    for row in new:
        if row.pk is not None and free.pop(row.pk, None) is None:
            row.pk = None  # Deleted meanwhile, or a second copy.
    same: dict[tuple, list[int]] = {}
    for pk, other in reversed(free.items()):
        same.setdefault(_words(other), []).append(pk)
    for row in new:
        if row.pk is None and (keys := same.get(_words(row))):
            row.pk = keys.pop()
            del free[row.pk]
    for row in new:
        if row.pk is None and free and isinstance(row, Prose):
            row.pk = next(iter(free))
            del free[row.pk]


def _words(row: AnyBlock) -> tuple:
    if isinstance(row, PullQuote):
        return (row.text,)
    return (row.html,) if isinstance(row, Prose) else (row.photo_id, row.caption)


def _values(row: AnyBlock) -> dict[str, object]:
    """What is written of a row; the rest the database makes."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not (field.primary_key or field.generated or field.name == "published_at")
    }


class _Sources:
    """Finds or makes the sources that a document names, each once. One query for all that have a
    key, however many; each of the others costs some."""

    def __init__(self, user, document: Document) -> None:
        self.user = user
        quotations = [node for node in document.nodes if isinstance(node, QuotationNode)]
        named = [fields for node in quotations for fields in (node.source, node.speaker)]
        self.known = Source.objects.in_bulk({fields.pk for fields in named if fields.pk})
        # As they were, whatever is corrected meanwhile.
        self.stored = {pk: copy(source) for pk, source in self.known.items()}
        self.named: dict[tuple[str, str], Source] = {}
        self.corrected: set[int] = set()

    def resolve(self, fields: SourceFields) -> Source | None:
        if not fields.name:
            return None
        known = self.known.get(fields.pk or 0)
        if known is not None and known.name == fields.name:
            self._correct(known, fields)
            return known
        name = (fields.name.upper(), fields.affiliation.upper())
        if name not in self.named:
            self.named[name] = _named(fields) or self._make(fields)
        return self.named[name]

    def _correct(self, source: Source, fields: SourceFields) -> None:
        """Of two quotations with one source, the one that says something new is right."""
        changed = corrections(self.stored[source.pk], fields)
        if changed and Source.objects.correctable_by(self.user).filter(pk=source.pk).exists():
            for name, value in changed.items():
                setattr(source, name, value)
            source.save(update_fields=list(changed))
            self.corrected.add(source.pk)

    def _make(self, fields: SourceFields) -> Source:
        source = Source(
            name=fields.name,
            role=fields.role,
            affiliation=fields.affiliation,
            kind=fields.kind or Source.Kind.PERSON,
            created_by=self.user,
        )
        for _attempt in range(3):
            try:
                with transaction.atomic():
                    source.save()
            except IntegrityError:  # Another save made it, or took its slug, a moment ago.
                if (known := _named(fields)) is not None:
                    return known
                source.slug = ""
            else:
                return source
        source.save()
        return source


def _named(fields: SourceFields) -> Source | None:
    """The source of a name and affiliation; by the name alone where only one has it. One query,
    two where no affiliation is given."""
    named = Source.objects.filter(name__iexact=fields.name)
    exact = named.filter(affiliation__iexact=fields.affiliation).first()
    if exact or fields.affiliation:
        return exact
    others = list(named[:2])
    return others[0] if len(others) == 1 else None
