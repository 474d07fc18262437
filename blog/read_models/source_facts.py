"""What the page of a source shows beside its main name: other names, identifiers and relations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, QuerySet, Value

from blog.common.db.languages import get_direction
from blog.common.db.prepared import prepare
from blog.common.formatting.dates import time_span
from blog.common.urls import reverse_cached
from blog.content.sources.identifiers import get_identifier_url
from blog.models import Photo, Source, SourceIdentifier, SourceName, SourceRelation
from blog.models.sources import is_title

MAX_NAMES, MAX_RELATIONS = 100, 50


@dataclass(frozen=True, slots=True)
class NameView:
    name: str
    kind: str
    language: str

    @property
    def direction(self) -> str:
        """Return 'auto' without a language."""
        return get_direction(self.language) if self.language else "auto"


@dataclass(frozen=True, slots=True)
class IdentifierView:
    scheme: str
    value: str

    @property
    def scheme_name(self) -> str:
        return str(SourceIdentifier.Scheme(self.scheme).label)

    @property
    def url(self) -> str:
        return get_identifier_url(self.scheme, self.value)


@dataclass(frozen=True, slots=True)
class RelationView:
    """Relation to another source, or of it if `is_inverse`; `slug` is '' unless that is public."""

    kind: str
    is_inverse: bool
    name: str
    slug: str
    source_kind: str
    started_on: date | None
    started_precision: str
    ended_on: date | None
    ended_precision: str

    @property
    def is_titled(self) -> bool:
        return is_title(self.source_kind)

    @property
    def path(self) -> str:
        return reverse_cached("blog:source-detail", self.slug) if self.slug else ""

    @property
    def started(self) -> str:
        return time_span(self.started_on, self.started_precision) if self.started_on else ""

    @property
    def ended(self) -> str:
        return time_span(self.ended_on, self.ended_precision) if self.ended_on else ""


@dataclass(frozen=True)
class SourceFacts:
    names: tuple[NameView, ...]
    identifiers: tuple[IdentifierView, ...]
    relations: tuple[RelationView, ...]

    def __bool__(self) -> bool:
        return bool(self.names or self.identifiers or self.relations)

    def list_names(self, *kinds: str) -> list[NameView]:
        return [name for name in self.names if name.kind in kinds]

    def list_relations(self, kind: str, is_inverse: bool) -> list[RelationView]:
        return [
            relation
            for relation in self.relations
            if (relation.kind, relation.is_inverse) == (kind, is_inverse)
        ]


def get_portrait(source: Source) -> Photo | None:
    """Return the portrait unless it was taken down. No query if it was selected with the source."""
    portrait = source.portrait
    return portrait if portrait is not None and portrait.withdrawn_at is None else None


def read_source_facts(source: Source) -> SourceFacts:
    """Read the facts of a public source. Two queries.

    A source that is related to it but not public is named if that is entered with this source, but
    not if it is entered with the other one.
    """
    rows = _fetch_names(source.pk)
    return SourceFacts(
        tuple(
            NameView(name, kind, language)
            for table, kind, name, language in sorted(rows, key=lambda row: row[2].casefold())
            if table == "name"
        ),
        tuple(
            IdentifierView(scheme, value)
            for table, scheme, value, _language in sorted(rows)
            if table == "identifier"
        ),
        tuple(_read_relations(source)),
    )


def _select_names(source: int) -> QuerySet[Any, Any]:
    names = SourceName.objects.filter(source=source).order_by("name")
    own = names.values_list(Value("name"), "kind", "name", "language")[:MAX_NAMES]
    identifiers = SourceIdentifier.objects.filter(source=source).order_by("value")
    others = identifiers.values_list(Value("identifier"), "scheme", "value", Value(""))
    return own.union(others[:MAX_NAMES], all=True).order_by()


_fetch_names = prepare(_select_names, is_generic=True)


def _read_relations(source: Source) -> Iterable[RelationView]:
    """Read the relations to other sources, and those of public sources to this one. One query."""
    rows = _fetch_relations(source.pk)
    for *values, is_public in sorted(rows, key=lambda row: (row[0], row[2].casefold())):
        kind, is_inverse, name, slug, *rest = values
        yield RelationView(kind, is_inverse, name, slug if is_public else "", *rest)


def _select_relations(source: int) -> QuerySet[Any, Any]:
    relations: QuerySet[Any] = SourceRelation.objects.order_by("kind")
    own = _select(relations.filter(source=source), "other", is_inverse=False)
    inverse = _select(relations.filter(other=source), "source", is_inverse=True)
    inverse = inverse.filter(is_public=True)
    return own[:MAX_RELATIONS].union(inverse[:MAX_RELATIONS], all=True).order_by()


def _select(relations: QuerySet[Any], end: str, *, is_inverse: bool) -> QuerySet[Any]:
    public = Source.objects.public().filter(pk=OuterRef(end))
    return relations.annotate(
        is_inverse=Value(is_inverse, BooleanField()),
        related_name=F(f"{end}__name"),
        is_public=Exists(public),
    ).values_list(
        *("kind", "is_inverse", "related_name", f"{end}__slug", f"{end}__kind"),
        *("started_on", "started_precision", "ended_on", "ended_precision", "is_public"),
    )


# Composing both queries took a fifth of a source's page.
_fetch_relations = prepare(_select_relations, is_generic=True)
