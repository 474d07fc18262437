"""The sources that a document names: found, corrected or made, all of them at once."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError

from accounts.models import User
from blog.content.document.nodes import Document, QuotationNode, SourceFields
from blog.content.document.validation import corrections
from blog.models import Source

# With the number of the wanted one. Compared by the database, as its constraint does: Python has
# other capitals for some letters.
ALIKE = """
SELECT source.*, wanted.number, UPPER(source.affiliation) = UPPER(wanted.affiliation) AS is_exact
FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS wanted (name, affiliation, number)
JOIN blog_source AS source ON UPPER(source.name) = UPPER(wanted.name)
ORDER BY source.id
"""
# Each makes what is missing. One is enough, two where a name without an affiliation waits for its
# homonyms; more only if others take the same slugs at the same moments.
ROUNDS = 5

Key = tuple[str, str]


class Sources:
    """Two queries for those that were chosen, three more to correct any of them; one for those
    named in words alone, three more for a round that makes some. However many they are."""

    def __init__(self, user: User, document: Document) -> None:
        quotations = [node for node in document.nodes if isinstance(node, QuotationNode)]
        named = [fields for node in quotations for fields in (node.source, node.speaker)]
        named = [fields for fields in named if fields.name]
        self.chosen = Source.objects.in_bulk({fields.pk for fields in named if fields.pk})
        self.corrected = self._correct(named, user)
        others = {_key(fields): fields for fields in named if self._chosen(fields) is None}
        self.named = _found_or_made(others, user)

    def of(self, fields: SourceFields) -> Source | None:
        if not fields.name:
            return None
        return self._chosen(fields) or self.named[_key(fields)]

    def _chosen(self, fields: SourceFields) -> Source | None:
        """Another name over a chosen source names another."""
        source = self.chosen.get(fields.pk or 0)
        return source if source is not None and source.name == fields.name else None

    def _correct(self, named: list[SourceFields], user: User) -> set[int]:
        """All are compared with what was stored before any is: of two quotations with one source,
        the one that says something new is right."""
        changes: dict[int, dict[str, str]] = {}
        for fields in named:
            source = self._chosen(fields)
            if source is not None and (changed := corrections(source, fields)):
                changes.setdefault(source.pk, {}).update(changed)
        mine = Source.objects.correctable_by(user).filter(pk__in=changes)
        corrected = [self.chosen[pk] for pk in mine.values_list("pk", flat=True)]
        for source in corrected:
            for name, value in changes[source.pk].items():
                setattr(source, name, value)
        Source.objects.bulk_update(corrected, ["kind", "role", "affiliation"])
        return {source.pk for source in corrected}


def _key(fields: SourceFields) -> Key:
    return fields.name.upper(), fields.affiliation.upper()


def _found_or_made(wanted: dict[Key, SourceFields], user: User) -> dict[Key, Source]:
    found = _found(wanted)
    for _round in range(ROUNDS):
        missing = {key: fields for key, fields in wanted.items() if key not in found}
        if not missing:
            return found
        placed = {name for name, place in missing if place}
        now = {key: missing[key] for key in sorted(missing) if key[1] or key[0] not in placed}
        _make(now.values(), user)
        found |= _found(missing)
    raise IntegrityError("Others have taken the slugs of new sources again and again.")


def _found(wanted: dict[Key, SourceFields]) -> dict[Key, Source]:
    """By name and affiliation; by the name alone where only one has it. One query."""
    if not wanted:
        return {}
    names = [fields.name for fields in wanted.values()]
    places = [fields.affiliation for fields in wanted.values()]
    alike: dict[int, list[Any]] = {}
    rows: Iterable[Any] = Source.objects.raw(ALIKE, [names, places])
    for source in rows:
        alike.setdefault(source.number, []).append(source)
    found = {}
    for number, key in enumerate(wanted, start=1):
        sources = alike.get(number, [])
        exact = [source for source in sources if source.is_exact]
        if exact or (len(sources) == 1 and not wanted[key].affiliation):
            found[key] = (exact or sources)[0]
    return found


def _make(fields: Iterable[SourceFields], user: User) -> None:
    """In the order of their names, so that two saves wait for one another in the same order. What
    another save made, or whose slug it took, a moment ago, is passed over. Two queries."""
    new = [
        Source(
            name=named.name,
            role=named.role,
            affiliation=named.affiliation,
            kind=named.kind or Source.Kind.PERSON,
            created_by=user,
        )
        for named in fields
    ]
    for source, slug in zip(new, Source.free_slugs(new), strict=True):
        source.slug = slug
    Source.objects.bulk_create(new, ignore_conflicts=True)
