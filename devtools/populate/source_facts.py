"""Other names, roles over time, identifiers, relations and duplicates of generated sources."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import Any

from blog.models import Source, SourceIdentifier, SourceName, SourceRelation, Tenure

# One of so many sources has another name, roles over time, an identifier, a relation, a duplicate.
NAME_INTERVAL, TENURE_INTERVAL, IDENTIFIER_INTERVAL, RELATION_INTERVAL = 5, 4, 10, 20
DUPLICATE_INTERVAL = 150
BATCH_SIZE = 5000
_TO_CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абкдефгхижклмнопкрстуввкйз")


def add_facts(sources: Sequence[Source]) -> None:
    """Add facts to a part of the sources, unless there are any. A query for each 5,000 rows."""
    if SourceName.objects.exists():
        return
    rng = Random("facts")
    organisations = [each for each in sources if each.kind == Source.Kind.ORGANISATION]
    rows: tuple[tuple[Any, Iterator[Any]], ...] = (
        (SourceName, _invent_names(sources)),
        (Tenure, _invent_tenures(sources, organisations, rng)),
        (SourceIdentifier, _invent_identifiers(sources)),
        (SourceRelation, _invent_relations(sources, organisations, rng)),
        (Source, _invent_duplicates(sources)),
    )
    for model, invented in rows:
        model.objects.bulk_create(invented, batch_size=BATCH_SIZE, ignore_conflicts=True)
    marked = [source.pk for source in sources[::DUPLICATE_INTERVAL] if _can_have_typo(source)]
    Source.objects.filter(pk__in=marked).update(has_duplicate=True)


def _invent_names(sources: Sequence[Source]) -> Iterator[SourceName]:
    """Yield names in another script, and short names."""
    for source in sources[::NAME_INTERVAL]:
        spelling = source.name.lower().translate(_TO_CYRILLIC).title()
        yield SourceName(source=source, name=spelling, language="ru")
        first, *_, last = source.name.split()
        yield SourceName(source=source, name=f"{first[0]}. {last}", kind=SourceName.Kind.SHORT)


def _invent_tenures(
    sources: Sequence[Source], organisations: Sequence[Source], rng: Random
) -> Iterator[Tenure]:
    """Yield roles whose beginning is unknown, so that the HTML of quotations does not name them."""
    for source in sources[::TENURE_INTERVAL]:
        if source.kind == Source.Kind.PERSON:
            former = date(2010 + rng.randrange(10), 1, 1)
            for role, ended_on in ((f"deputy {source.role}", former), (source.role, None)):
                yield Tenure(
                    source=source,
                    role=role,
                    organisation=rng.choice(organisations),
                    ended_on=ended_on,
                    ended_precision="year" if ended_on else "",
                )


def _invent_identifiers(sources: Sequence[Source]) -> Iterator[SourceIdentifier]:
    for source in sources[::IDENTIFIER_INTERVAL]:
        scheme = SourceIdentifier.Scheme.WIKIDATA
        yield SourceIdentifier(source=source, scheme=scheme, value=f"Q{10_000_000 + source.pk}")


def _invent_relations(
    sources: Sequence[Source], organisations: Sequence[Source], rng: Random
) -> Iterator[SourceRelation]:
    for source in sources[::RELATION_INTERVAL]:
        other = rng.choice(organisations)
        if other != source:
            yield SourceRelation(source=source, other=other, kind=SourceRelation.Kind.SPEAKS_FOR)


def _invent_duplicates(sources: Sequence[Source]) -> Iterator[Source]:
    """Yield sources whose names differ by a letter, marked as the hourly task would."""
    for source in filter(_can_have_typo, sources[::DUPLICATE_INTERVAL]):
        name = f"{source.name}e"
        slug = f"{source.slug}e"
        yield Source(name=name, kind=source.kind, slug=slug, has_duplicate=True)


def _can_have_typo(source: Source) -> bool:
    return source.name.isascii()
