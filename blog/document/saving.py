"""Nodes -> rows, keeping the key of every row that is still there."""

from collections.abc import Callable

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower

from blog import rendering
from blog.document.checking import corrections, photo_corrections
from blog.document.nodes import Document, FigureNode, ProseNode, QuotationNode, SourceFields
from blog.models import Block, Figure, Photo, Post, Prose, PullQuote, Source, blocks_of


def save(post: Post, document: Document, user) -> None:
    """Store a document that `check` found nothing wrong with, and render the post.

    Only rows that differ are written. Sources that are named for the first time are made; what was
    corrected at a source or photo is rendered again wherever it is shown. Saves of one post wait
    for one another.
    """
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        sources = _Sources(user)
        photos = _photos_of(document)
        for node in document.nodes:
            if isinstance(node, FigureNode) and node.photo in photos:
                _correct_photo(photos[node.photo], node, user)
        rows = unsaved_rows(document, sources.resolve, photos)
        for position, row in enumerate(rows, start=1):
            row.post, row.position = post, position
        _reconcile(blocks_of(post), rows)
        rendering.store(post)
        rendering.store_all(sources.changed_posts().exclude(pk=post.pk))


def unsaved_rows(
    document: Document,
    source_of: Callable[[SourceFields], Source | None],
    photos: dict[int, Photo] | None = None,
) -> list[Block]:
    """The rows that a document would make, with the keys that its nodes carry. One query for
    photos unless they are given; a preview gives a `source_of` that stores nothing."""
    photos = _photos_of(document) if photos is None else photos
    rows: list[Block] = []
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


def _photos_of(document: Document) -> dict[int, Photo]:
    keys = {node.photo for node in document.nodes if isinstance(node, FigureNode) and node.photo}
    return Photo.objects.in_bulk(keys)


def _figure(node: FigureNode, photos: dict[int, Photo]) -> Figure:
    photo = photos.get(node.photo) if node.photo else None
    figure = Figure(pk=node.pk, photo=photo, caption=node.caption)
    if photo is None:
        figure.alt, figure.credit = node.alt, node.credit
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
        row.said = node.said
        row.write(paragraph.html)
        rows.append(row)
    return rows


def _correct_photo(photo: Photo, node: FigureNode, user) -> None:
    changed = photo_corrections(photo, node)
    if node.caption and not photo.caption:
        changed["caption"] = node.caption
    if not changed or not Photo.objects.correctable_by(user).filter(pk=photo.pk).exists():
        return
    for name, value in changed.items():
        setattr(photo, name, value)
    photo.save(update_fields=list(changed))
    rendering.store_all(Post.objects.filter(figures__photo=photo))


def _reconcile(existing: list[Block], wanted: list[Block]) -> None:
    """Give wanted rows the keys of the rows they continue, write what differs, delete the rest."""
    for model in (Prose, PullQuote, Figure):
        old = {row.pk: row for row in existing if isinstance(row, model)}
        new = [row for row in wanted if isinstance(row, model)]
        _match(old, new)
        kept = {row.pk for row in new if row.pk}
        model._default_manager.filter(pk__in=old.keys() - kept).delete()
        for row in new:
            if row.pk is None:
                row.save(force_insert=True)
            elif _values(row) != _values(old[row.pk]):
                row.save(force_update=True)


def _match(old: dict[int, Block], new: list[Block]) -> None:
    """By key; then by the same words, as after a cut and paste; prose at last by its order."""
    free = dict(old)
    for row in new:
        if row.pk is not None and free.pop(row.pk, None) is None:
            row.pk = None  # Deleted meanwhile, or a second copy.
    for row in new:
        if row.pk is None:
            same = (pk for pk, other in free.items() if _words(other) == _words(row))
            row.pk = next(same, None)
            free.pop(row.pk, None)
    for row in new:
        if row.pk is None and free and isinstance(row, Prose):
            row.pk = next(iter(free))
            del free[row.pk]


def _words(row: Block) -> tuple:
    if isinstance(row, PullQuote):
        return (row.text,)
    return (row.html,) if isinstance(row, Prose) else (row.photo_id, row.caption)


def _values(row: Block) -> dict[str, object]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


class _Sources:
    """Finds or makes the sources that a document names, each once."""

    def __init__(self, user) -> None:
        self.user = user
        self.found: dict[tuple, Source] = {}
        self.corrected: set[int] = set()

    def resolve(self, fields: SourceFields) -> Source | None:
        if not fields.name:
            return None
        key = (fields.pk, fields.name.casefold(), fields.affiliation.casefold())
        if key not in self.found:
            self.found[key] = self._find(fields) or self._make(fields)
        return self.found[key]

    def changed_posts(self) -> models.QuerySet[Post]:
        quoted = models.Q(pullquotes__source__in=self.corrected)
        return Post.objects.filter(quoted | models.Q(pullquotes__speaker__in=self.corrected))

    def _find(self, fields: SourceFields) -> Source | None:
        if fields.pk:
            known = Source.objects.filter(pk=fields.pk, name=fields.name).first()
            if known is not None:
                self._correct(known, fields)
                return known
        named = list(
            Source.objects.alias(lower_name=Lower("name")).filter(
                lower_name=Lower(models.Value(fields.name))
            )
        )
        there = fields.affiliation.casefold()
        exact = [source for source in named if source.affiliation.casefold() == there]
        if exact or there:
            return exact[0] if exact else None
        return named[0] if len(named) == 1 else None

    def _correct(self, source: Source, fields: SourceFields) -> None:
        changed = corrections(source, fields)
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
        try:
            with transaction.atomic():
                source.save()
        except IntegrityError:  # Another save made it a moment ago.
            return self._find(fields) or Source.objects.get(
                name__iexact=fields.name, affiliation__iexact=fields.affiliation
            )
        return source
