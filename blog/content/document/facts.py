"""Facts about known sources and photos, which a document contains a copy of.

Facts are the same in all posts and may be corrected elsewhere while a form is open. A fact that the
author of the form did not edit is then no correction, and is updated to its stored value.
"""

import json
from collections.abc import Iterator

from blog.content.document.nodes import PHOTO_FIELDS, Document, FigureNode, SourceFields
from blog.models import Photo, Source
from lib.parsing import parse_json

SOURCE_FACTS = ("name", "kind", "role", "affiliation")
MAX_JSON_LENGTH = 2_000_000  # Characters, as of a document.

Holder = SourceFields | FigureNode
# By "source 12" or "photo 3", then by the name of the field.
Facts = dict[str, dict[str, str | bool]]


def collect_facts(document: Document) -> Facts:
    facts: Facts = {}
    for key, holder, names in _iterate_holders(document):
        facts.setdefault(key, {}).update({name: _get_fact(holder, name) for name in names})
    return facts


def load_facts(*documents: Document) -> Facts:
    """Load the stored facts of all sources and photos of documents, except deleted ones.

    Two queries.
    """
    holders = [holder for document in documents for _, holder, _ in _iterate_holders(document)]
    sources = {holder.pk for holder in holders if isinstance(holder, SourceFields)}
    photos = {holder.photo for holder in holders if isinstance(holder, FigureNode)}
    return {
        _get_source_key(pk): {name: getattr(source, name) for name in SOURCE_FACTS}
        for pk, source in Source.objects.in_bulk(sources).items()
    } | {
        _get_photo_key(pk): {name: _get_fact(photo, name) for name in PHOTO_FIELDS}
        for pk, photo in Photo.objects.in_bulk(photos).items()
    }


def apply_facts(document: Document, stored: Facts, shown: Facts | None = None) -> None:
    """Update the facts of a document to the stored ones.

    With `shown`, the facts that its form showed, those that the author edited stay.
    """
    for key, holder, names in _iterate_holders(document):
        if key in stored:
            edited = set()
            if shown is not None:
                edited = _find_edited(holder, names, shown.get(key, {}), stored[key])
            for name in {*names} - edited:
                setattr(holder, name, stored[key][name])


def align_facts(base: Document, theirs: Document, mine: Document, shown: Facts) -> None:
    """Align the facts of three documents before a merge. Two queries.

    Afterwards they differ only in the facts that the author of `mine` edited; `base` has these as
    they were `shown`.
    """
    stored = load_facts(base, theirs, mine)
    shown = collect_facts(base) | shown
    base_facts = {key: dict(facts) for key, facts in stored.items()}
    for key, holder, names in _iterate_holders(mine):
        if key in stored and key in shown:
            for name in _find_edited(holder, names, shown[key], stored[key]) & shown[key].keys():
                base_facts[key][name] = shown[key][name]
    apply_facts(base, base_facts)
    apply_facts(theirs, stored)
    apply_facts(mine, stored, shown)


def to_json(facts: Facts) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def from_json(json: str) -> Facts:
    """Parse the facts that a form sends back; {} for malformed JSON.

    A forged value can only pass an edit off as none.
    """
    try:
        data = parse_json(json) if len(json) <= MAX_JSON_LENGTH else None
    except ValueError:
        return {}
    if not isinstance(data, dict):
        return {}
    return {
        key: {name: value for name, value in facts.items() if isinstance(value, str | bool)}
        for key, facts in data.items()
        if isinstance(facts, dict)
    }


def collapse_whitespace(value: str | bool) -> str | bool:
    return " ".join(value.split()) if isinstance(value, str) else value


def _get_source_key(pk: int) -> str:
    return f"source {pk}"


def _get_photo_key(pk: int) -> str:
    return f"photo {pk}"


def _get_fact(holder: Holder | Photo, name: str) -> str | bool:
    return collapse_whitespace(getattr(holder, name))


def _iterate_holders(document: Document) -> Iterator[tuple[str, Holder, tuple[str, ...]]]:
    """Yield the key, the object and the field names of everything that has facts.

    A speaker has a name only.
    """
    for quotation in document.all_quotations:
        for fields, names in ((quotation.source, SOURCE_FACTS), (quotation.speaker, ("name",))):
            if fields.pk:
                yield _get_source_key(fields.pk), fields, names
    for node in document.all_nodes:
        if isinstance(node, FigureNode) and node.photo:
            yield _get_photo_key(node.photo), node, PHOTO_FIELDS


def _find_edited(
    holder: Holder,
    names: tuple[str, ...],
    shown: dict[str, str | bool],
    stored: dict[str, str | bool],
) -> set[str]:
    """Return the names of the facts that the form showed with another value, or not at all."""
    edited = {name for name in names if _get_fact(holder, name) != shown.get(name)}
    if "name" in edited and isinstance(holder, SourceFields) and holder.name != stored["name"]:
        return {*names}  # Another name means another source, with the other fields as well.
    if edited & {"alt", "decorative"}:  # They exclude each other.
        edited |= {"alt", "decorative"}
    return edited
