"""What a document says of sources and photos that are known by their keys. These are facts, the
same in all posts, and may be corrected elsewhere while a sheet is open: what its author left as the
sheet showed it is then no correction, and becomes what it is today."""

import json
from collections.abc import Iterator

from blog.content.document.nodes import (
    PHOTO_WORDS,
    Document,
    FigureNode,
    QuotationNode,
    SourceFields,
)
from blog.models import Photo, Source
from lib.parsing import parse_json

SOURCE_FACTS = ("name", "kind", "role", "affiliation")
MOST = 2_000_000  # Characters, as of a document.

Holder = SourceFields | FigureNode
# By "source 12" or "photo 3", then by the name of the fact.
Facts = dict[str, dict[str, str | bool]]


def facts_of(document: Document) -> Facts:
    facts: Facts = {}
    for key, holder, names in _holders(document):
        facts.setdefault(key, {}).update({name: _fact(holder, name) for name in names})
    return facts


def today(*documents: Document) -> Facts:
    """What is stored of all that they name; nothing of what is gone. Two queries."""
    held = [holder for document in documents for _, holder, _ in _holders(document)]
    sources = {holder.pk for holder in held if isinstance(holder, SourceFields)}
    photos = {holder.photo for holder in held if isinstance(holder, FigureNode)}
    return {
        _source_key(pk): {name: getattr(source, name) for name in SOURCE_FACTS}
        for pk, source in Source.objects.in_bulk(sources).items()
    } | {
        _photo_key(pk): {name: _fact(photo, name) for name in PHOTO_WORDS}
        for pk, photo in Photo.objects.in_bulk(photos).items()
    }


def know(document: Document, now: Facts, shown: Facts | None = None) -> None:
    """Its facts become those of `now`; with what its sheet has `shown`, those alone that its
    author has not changed."""
    for key, holder, names in _holders(document):
        if key in now:
            typed = set() if shown is None else _typed(holder, names, shown.get(key, {}), now[key])
            for name in {*names} - typed:
                setattr(holder, name, now[key][name])


def level(base: Document, theirs: Document, mine: Document, shown: Facts) -> None:
    """Three that are to be merged differ in no fact but those that the author of `mine` changed,
    and of these the base has what was `shown`. Two queries."""
    now = today(base, theirs, mine)
    shown = facts_of(base) | shown
    was = {key: dict(facts) for key, facts in now.items()}
    for key, holder, names in _holders(mine):
        if key in now and key in shown:
            for name in _typed(holder, names, shown[key], now[key]) & shown[key].keys():
                was[key][name] = shown[key][name]
    know(base, was)
    know(theirs, now)
    know(mine, now, shown)


def to_json(facts: Facts) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def from_json(sent: str) -> Facts:
    """What a form sends back; nothing where it cannot be read. Whoever forges it says at most that
    something was not typed."""
    try:
        given = parse_json(sent) if len(sent) <= MOST else None
    except ValueError:
        return {}
    if not isinstance(given, dict):
        return {}
    return {
        key: {name: value for name, value in facts.items() if isinstance(value, str | bool)}
        for key, facts in given.items()
        if isinstance(facts, dict)
    }


def in_one_line(value: str | bool) -> str | bool:
    return " ".join(value.split()) if isinstance(value, str) else value


def _source_key(pk: int) -> str:
    return f"source {pk}"


def _photo_key(pk: int) -> str:
    return f"photo {pk}"


def _fact(holder: Holder | Photo, name: str) -> str | bool:
    return in_one_line(getattr(holder, name))


def _holders(document: Document) -> Iterator[tuple[str, Holder, tuple[str, ...]]]:
    """Whatever of it has facts, with their names. A speaker is given by name alone."""
    for node in document.all_nodes:
        if isinstance(node, QuotationNode):
            for fields, names in ((node.source, SOURCE_FACTS), (node.speaker, ("name",))):
                if fields.pk:
                    yield _source_key(fields.pk), fields, names
        elif isinstance(node, FigureNode) and node.photo:
            yield _photo_key(node.photo), node, PHOTO_WORDS


def _typed(
    holder: Holder,
    names: tuple[str, ...],
    was: dict[str, str | bool],
    now: dict[str, str | bool],
) -> set[str]:
    """Which of its facts are otherwise than the sheet showed them, or were not shown."""
    typed = {name for name in names if _fact(holder, name) != was.get(name)}
    if "name" in typed and isinstance(holder, SourceFields) and holder.name != now["name"]:
        return {*names}  # Another name over a source names another, with all that stands there.
    if typed & {"alt", "decorative"}:  # Only one of them can be.
        typed |= {"alt", "decorative"}
    return typed
