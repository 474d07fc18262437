"""Bulk get, update and create the sources that a document names."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError

from accounts.models import User
from blog.content.document.nodes import Document, SourceFields
from blog.content.document.validation import get_changed_source_fields
from blog.content.sources.merged import find_merged_sources
from blog.content.sources.names import Credited, find_credited_sources
from blog.models import Source

# The lock of a foreign key, taken before the quotation is stored: `delete_unquoted_sources` skips
# these rows. It blocks no other change.
_CHOSEN_SQL = "SELECT * FROM blog_source WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
# Each attempt creates the missing sources. One is enough, two where a name without an affiliation
# has to follow its namesakes; more only if concurrent saves take the same slugs.
MAX_ATTEMPTS = 5

Key = tuple[str, str]


class Sources:
    """The sources and speakers of a document, stored.

    They are locked against deletion until the end of the transaction. However many there are: two
    queries for those with a key, three more to correct any of them; one for those with a name only,
    three more for each attempt to create some; two or more if one was merged since the form was
    opened.
    """

    def __init__(self, user: User, document: Document) -> None:
        named = [fields for node in document.quotations for fields in node.named_sources]
        keys = {fields.pk for fields in named if fields.pk}
        self.chosen = _lock_chosen(keys)
        self.merged = _lock_merged(keys - self.chosen.keys())
        self.corrected = self._correct(named, user)
        others = {_get_key(fields): fields for fields in named if self._get_chosen(fields) is None}
        lines = {
            _get_key(node.source): node.attribution
            for node in reversed(document.quotations)
            if node.source.name
        }
        self.named = _get_or_create(others, lines, user)

    def get(self, fields: SourceFields) -> Source | None:
        if not fields.name:
            return None
        return self._get_chosen(fields) or self.named[_get_key(fields)]

    def _get_chosen(self, fields: SourceFields) -> Source | None:
        """Return the source with the key, unless its name was changed: that is another source."""
        source = self.chosen.get(fields.pk or 0)
        if source is not None and source.name == fields.name:
            return source
        return self.merged.get((fields.pk or 0, fields.name))

    def _correct(self, named: list[SourceFields], user: User) -> set[int]:
        """Update sources that the author corrected; return their keys.

        All quotations are compared with the stored source before it is updated: of two quotations
        with one source, the one with a change wins.
        """
        changes: dict[int, dict[str, str]] = {}
        for fields in named:
            source = self._get_chosen(fields)
            # Of a source that was merged, the form shows what the other one was.
            if source is None or (fields.pk, fields.name) in self.merged:
                continue
            if changed := get_changed_source_fields(source, fields):
                changes.setdefault(source.pk, {}).update(changed)
        if not changes:
            return set()
        mine = Source.objects.correctable_by(user).filter(pk__in=changes)
        corrected = [self.chosen[pk] for pk in mine.values_list("pk", flat=True)]
        for source in corrected:
            for name, value in changes[source.pk].items():
                setattr(source, name, value)
        Source.objects.bulk_update(corrected, ["kind", "role", "affiliation"])
        return {source.pk for source in corrected}


class PreviewSources:
    """The sources and speakers of a document, unsaved, with the roles of the stored ones.

    Stores and locks nothing. Three queries at most, however many there are.
    """

    def __init__(self, document: Document) -> None:
        nodes = {
            _get_key(fields): (fields, node.attribution if fields is node.source else "")
            for node in reversed(document.quotations)
            for fields in node.named_sources
        }
        keys = {fields.pk for fields, _line in nodes.values() if fields.pk}
        chosen = Source.objects.in_bulk(keys) if keys else {}
        credited = [Credited(f.name, f.affiliation, line) for f, line in nodes.values()]
        stored = zip(nodes.items(), find_credited_sources(credited), strict=True)
        self._keys: dict[Key, int] = {}
        for (key, (fields, _line)), named in stored:
            source = chosen.get(fields.pk or 0)
            source = source if source is not None and source.name == fields.name else named
            if source is not None:
                self._keys[key] = source.pk
        rows: Any = Source.objects.filter(pk__in=self._keys.values()).with_tenures()
        self._tenures = dict(rows.values_list("pk", "tenures_json")) if self._keys else {}

    def build(self, fields: SourceFields) -> Source | None:
        if not fields.name:
            return None
        source = Source(name=fields.name, kind=fields.kind or Source.Kind.PERSON)
        source.tenures_json = self._tenures.get(self._keys.get(_get_key(fields), 0))
        return source


def _lock_chosen(keys: set[int]) -> dict[int, Source]:
    rows: Iterable[Any] = Source.objects.raw(_CHOSEN_SQL, [sorted(keys)]) if keys else []
    return {source.pk: source for source in rows}


def _lock_merged(keys: set[int]) -> dict[tuple[int, str], Source]:
    """Return what became of sources that were merged, by their former keys and names."""
    if not keys:
        return {}
    merged = find_merged_sources(keys)
    present = _lock_chosen({into for into, _name in merged.values()})
    return {(key, name): present[into] for key, (into, name) in merged.items() if into in present}


def _get_key(fields: SourceFields) -> Key:
    return fields.name.upper(), fields.affiliation.upper()


def _get_or_create(
    named: dict[Key, SourceFields], lines: dict[Key, str], user: User
) -> dict[Key, Source]:
    existing = _find_existing(named, lines)
    for _attempt in range(MAX_ATTEMPTS):
        missing = {key: fields for key, fields in named.items() if key not in existing}
        if not missing:
            return existing
        affiliated = {name for name, affiliation in missing if affiliation}
        ready = [missing[key] for key in sorted(missing) if key[1] or key[0] not in affiliated]
        _create(ready, user)
        existing |= _find_existing(missing, lines)
    raise IntegrityError("Concurrent saves took the slugs of new sources repeatedly.")


def _find_existing(named: dict[Key, SourceFields], lines: dict[Key, str]) -> dict[Key, Source]:
    """Find sources by any of their names, and lock them. One query.

    `lines` are attributions in which the names were found.
    """
    credited = [
        Credited(fields.name, fields.affiliation, lines.get(key, ""))
        for key, fields in named.items()
    ]
    sources = zip(named, find_credited_sources(credited, lock=True), strict=True)
    return {key: source for key, source in sources if source is not None}


def _create(missing: Iterable[SourceFields], user: User) -> None:
    """Create sources in the order given, which is sorted so that two saves cannot deadlock.

    Skips those that a concurrent save created, or whose slug it took. Two queries.
    """
    new = [
        Source(
            name=fields.name,
            role=fields.role,
            affiliation=fields.affiliation,
            kind=fields.kind or Source.Kind.PERSON,
            created_by=user,
        )
        for fields in missing
    ]
    for source, slug in zip(new, Source.find_free_slugs(new), strict=True):
        source.slug = slug
    Source.objects.bulk_create(new, ignore_conflicts=True)
