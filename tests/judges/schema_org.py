"""Validate JSON-LD against schema.org's own vocabulary."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CONTEXTS = ("https://schema.org", "https://schema.org/")


class Vocabulary:
    """The vocabulary from schemaorg-all-https.jsonld; names have no prefix."""

    def __init__(self, file: Path) -> None:
        self.terms: dict[str, dict[str, Any]] = {
            _name(term["@id"]): term for term in json.loads(file.read_text())["@graph"]
        }

    @cached_property
    def classes(self) -> set[str]:
        return {name for name, term in self.terms.items() if "rdfs:Class" in _list(term["@type"])}

    def superclasses(self, name: str) -> set[str]:
        """Return the class and all its ancestors."""
        parents = _names(self.terms.get(name, {}).get("rdfs:subClassOf"))
        return {name}.union(*(self.superclasses(parent) for parent in parents))

    def domains(self, property: str) -> set[str]:
        return _names(self.terms[property].get("schema:domainIncludes"))

    def ranges(self, property: str) -> set[str]:
        return _names(self.terms[property].get("schema:rangeIncludes"))

    def is_property(self, name: str) -> bool:
        return "rdf:Property" in _list(self.terms.get(name, {}).get("@type"))

    def is_member(self, address: str, classes: set[str]) -> bool:
        """Whether a URL 'https://schema.org/…' is a value of one of these enumerations."""
        term = self.terms.get(address.removeprefix("https://schema.org/"), {})
        return bool({_name(type_id) for type_id in _list(term.get("@type"))} & classes)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(identifier: str) -> str:
    return identifier.removeprefix("schema:")


def _names(value: Any) -> set[str]:
    return {_name(part["@id"]) for part in _list(value)}


def check(document: Any, vocabulary: Vocabulary) -> list[str]:
    """Return the errors in a document, each with its path: 'author.name: …'."""
    if not isinstance(document, dict) or document.get("@context") not in CONTEXTS:
        return ["@context is not https://schema.org"]
    nodes = _list(document["@graph"]) if "@graph" in document else [document]
    if "@graph" in document and set(document) != {"@context", "@graph"}:
        return ["beside @graph there is more than @context"]
    known: dict[str, list[str]] = {}
    for node in nodes:
        _collect(node, known)
    checked = _Check(vocabulary, known)
    return [error for node in nodes for error in checked.node(node, "")]


def _collect(value: Any, known: dict[str, list[str]]) -> None:
    """Collect the types of each node with an @id, for references to it."""
    for part in _list(value):
        if isinstance(part, dict):
            if "@id" in part and "@type" in part:
                known[part["@id"]] = _list(part["@type"])
            for inner in part.values():
                _collect(inner, known)


class _Check:
    def __init__(self, vocabulary: Vocabulary, known: dict[str, list[str]]) -> None:
        self.vocabulary = vocabulary
        self.known = known

    def node(self, node: Any, path: str) -> Iterator[str]:
        if not isinstance(node, dict) or not (types := _list(node.get("@type"))):
            yield f"{path}: no @type"
            return
        if unknown := set(types) - self.vocabulary.classes:
            yield f"{path}: {' and '.join(sorted(unknown))} is no class"
            return
        kinds = set().union(*(self.vocabulary.superclasses(type) for type in types))
        if "@id" in node and not _is_address(node["@id"]):
            yield f"{path}.@id: {node['@id']!r} is no absolute address"
        for name, value in node.items():
            where = f"{path}.{name}".lstrip(".")
            if name.startswith("@"):
                if name not in ("@context", "@type", "@id"):
                    yield f"{where}: not used here"
            elif not self.vocabulary.is_property(name):
                yield f"{where}: no property"
            else:
                if not kinds & self.vocabulary.domains(name):
                    yield f"{where}: not of {' or '.join(types)}"
                if value in (None, "", [], {}):
                    yield f"{where}: empty"
                    continue
                for part in _list(value):
                    yield from self.value(part, self.vocabulary.ranges(name), where)

    def value(self, value: Any, ranges: set[str], where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            if not any(_fits(value, range) for range in ranges) and not (
                isinstance(value, str) and self.vocabulary.is_member(value, ranges)
            ):
                yield f"{where}: {value!r} is no {' or '.join(sorted(ranges))}"
            return
        types = _list(value.get("@type"))
        if set(value) == {"@id"}:
            types = self.known.get(value["@id"], [])
            if not types:
                yield f"{where}: {value['@id']!r} is not described here"
                return
        else:
            yield from self.node(value, where)
        kinds = set().union(*(self.vocabulary.superclasses(type) for type in types))
        if types and not kinds & ranges:
            yield f"{where}: {' and '.join(types)} is no {' or '.join(sorted(ranges))}"


def _fits(value: Any, range: str) -> bool:
    """Whether a plain value has this data type; classes have no plain values."""
    if isinstance(value, bool):
        return range == "Boolean"
    if isinstance(value, int):
        return range in ("Number", "Integer")
    if isinstance(value, float):
        return range in ("Number", "Float")
    if not isinstance(value, str):
        return False
    if range == "URL":
        return _is_address(value)
    if range == "Date":
        return _is_date(value)
    if range == "DateTime":
        return _is_moment(value)
    if range == "Duration":
        return bool(re.fullmatch(r"P(?=[\dT])(\d+[YMWD])*(T(\d+[HMS])+)?", value))
    return range == "Text" and bool(value.strip())


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", value)
    )


def _is_date(value: str) -> bool:
    """ISO 8601, possibly without day or month."""
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
        return False
    return _parses(date, value + "-01-01"[len(value) - 4 :])


def _is_moment(value: str) -> bool:
    """ISO 8601 with a time zone."""
    form = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"
    return bool(re.fullmatch(form, value)) and _parses(datetime, value)


def _parses(type: type[date], value: str) -> bool:
    try:
        type.fromisoformat(value)
    except ValueError:
        return False
    return True
