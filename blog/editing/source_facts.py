"""Operations on what is known of a source: other names, identifiers, relations and portrait.

Posts show the main name of a source only, so none of them is re-rendered; the source's page is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import User
from blog.common.urls import reverse_cached
from blog.content.sources.identifiers import normalize_identifier
from blog.content.sources.names import find_sources_by_name
from blog.editing.photos import check_usable
from blog.models import Photo, Source, SourceIdentifier, SourceName, SourceRelation
from blog.search.vocabulary import add_source_words


@dataclass(frozen=True)
class OtherName:
    """`pk` is the key of the row to change, None for a new one."""

    name: str
    kind: str = SourceName.Kind.SPELLING
    language: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Identifier:
    """`value` may be a URL; `pk` is as in `OtherName`."""

    scheme: str
    value: str
    pk: int | None = None


@dataclass(frozen=True)
class Relation:
    """Relation to `other`; dates are known to the `day`, `month` or `year`, as in `Period`."""

    kind: str
    other: Source
    started_on: date | None = None
    started_precision: str = ""
    ended_on: date | None = None
    ended_precision: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class ChangedNames:
    """`namesakes` are other sources that have one of the saved names."""

    saved: tuple[SourceName, ...]
    deleted: int
    namesakes: tuple[Source, ...]


@dataclass(frozen=True)
class ChangedFacts:
    """Number of rows saved and deleted."""

    saved: int
    deleted: int


@transaction.atomic(savepoint=False)
def change_names(
    *, source: Source, saved: Iterable[OtherName] = (), deleted: Collection[int] = ()
) -> ChangedNames:
    """Save some of the other names of a source and delete others, by key; the rest stays.

    Raises ValidationError for a name that the source has already. Seven queries for one name, and
    two for each further one.
    """
    _lock(source)
    count = _delete(SourceName, source, deleted)
    rows = [
        SourceName(
            pk=each.pk, source=source, name=each.name, kind=each.kind, language=each.language
        )
        for each in saved
    ]
    for row in rows:
        row.name = " ".join(row.name.split())
        if row.name.upper() == source.name.upper():
            raise ValidationError({"name": _("This is the main name of the source.")})
        _save(row)
    names = [str(row.name) for row in rows]
    add_source_words(source.pk, names)
    namesakes = find_sources_by_name(names).exclude(pk=source.pk) if names else ()
    return ChangedNames(tuple(rows), count, tuple(namesakes))


@transaction.atomic(savepoint=False)
def change_identifiers(
    *, source: Source, saved: Iterable[Identifier] = (), deleted: Collection[int] = ()
) -> ChangedFacts:
    """Save some of the identifiers of a source and delete others, as `change_names` does.

    Raises ValidationError for an invalid identifier, and for one of another source, which the
    message links to.
    """
    _lock(source)
    count = _delete(SourceIdentifier, source, deleted)
    rows = [
        SourceIdentifier(
            pk=each.pk,
            source=source,
            scheme=each.scheme,
            value=check_identifier(scheme=each.scheme, value=each.value, pk=each.pk),
        )
        for each in saved
    ]
    for row in rows:
        _save(row)
    return ChangedFacts(len(rows), count)


def check_identifier(*, scheme: str, value: str, pk: int | None = None) -> str:
    """Return the normalized identifier; raise ValidationError if it is invalid, or is stored in
    another row than `pk`. One query.
    """
    normalized = normalize_identifier(scheme, value)
    rows = SourceIdentifier.objects.filter(scheme=scheme, value=normalized)
    if (other := rows.select_related("source").exclude(pk=pk or 0).first()) is not None:
        address = reverse_cached("admin:blog_source_change", other.source_id)
        link = format_html('<a href="{}">{}</a>', address, other.source)
        message = _("{source} has this identifier already. Are they the same source?")
        raise ValidationError(format_html(message, source=link))
    return normalized


@transaction.atomic(savepoint=False)
def change_relations(
    *, source: Source, saved: Iterable[Relation] = (), deleted: Collection[int] = ()
) -> ChangedFacts:
    """Save some of the relations of a source to others and delete others, as `change_names` does.

    Raises ValidationError for a relation to itself, one that is listed, and an end before the
    beginning.
    """
    _lock(source)
    count = _delete(SourceRelation, source, deleted)
    rows = [
        SourceRelation(
            pk=each.pk,
            source=source,
            kind=each.kind,
            other=each.other,
            started_on=each.started_on,
            started_precision=each.started_precision,
            ended_on=each.ended_on,
            ended_precision=each.ended_precision,
        )
        for each in saved
    ]
    for row in rows:
        _save(row)
    return ChangedFacts(len(rows), count)


@transaction.atomic(savepoint=False)
def set_portrait(*, source: Source, photo: Photo | None, by: User) -> ChangedFacts:
    """Set or remove the portrait of a source. Raises ValidationError, as `check_usable`.

    Four queries.
    """
    row = _lock(source)
    if photo is not None:
        check_usable(photo=photo, by=by)
    if row.portrait_id == (photo and photo.pk):
        return ChangedFacts(0, 0)
    source.portrait = photo
    source.save(update_fields=["portrait"])
    return ChangedFacts(int(photo is not None), int(photo is None))


def _lock(source: Source) -> Source:
    return Source.objects.select_for_update(no_key=True).get(pk=source.pk)


def _delete(model: Any, source: Source, keys: Collection[int]) -> int:
    if not keys:
        return 0
    return model.objects.filter(source=source, pk__in=keys).delete()[0]


def _save(row: Any) -> None:
    """Save a new row, or one that still exists; raise ValidationError if it is invalid."""
    row._state.adding = row.pk is None  # A stored row is no copy of itself.
    row.clean_fields(exclude=["source", "other", "name_keys"])
    row.validate_constraints()
    if row.pk is None or type(row).objects.filter(pk=row.pk, source=row.source_id).exists():
        row.save()
