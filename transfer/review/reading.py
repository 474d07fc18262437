"""Read the attribution of a candidate: as the engine does, or by the corrected rule of its shape.

A rule gives each part of a line, from the first on, a meaning. The engine splits the line and
finds its date either way.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import pgettext_lazy

from blog.content.document.nodes import SourceFields
from blog.extraction.attribution import MAX_FIELD_LENGTH, parse_attribution
from blog.extraction.line_dates import take_date
from blog.extraction.line_parts import split_parts
from blog.extraction.names import split_name


class Meaning(models.TextChoices):
    PERSON = "person", pgettext_lazy("part of an attribution", "Person")
    ROLE = "role", pgettext_lazy("part of an attribution", "Role")
    AFFILIATION = "affiliation", pgettext_lazy("part of an attribution", "Affiliation")
    PUBLICATION = "publication", pgettext_lazy("part of an attribution", "Publication")
    ORGANISATION = "organisation", pgettext_lazy("part of an attribution", "Organisation")
    DOCUMENT = "document", pgettext_lazy("part of an attribution", "Document")
    NOTHING = "", pgettext_lazy("part of an attribution", "None of these")


# Before a name: 'via The Herald', 'h/t Jane Doe', 'Source: The Herald'.
_LABEL_RE = re.compile(
    r"^(?:via|h/t"  # Not 'Via Campesina'.
    r"|(?i:hat tip|(?:via|h/t|hat tip|source|quelle|fuente|fonte|sursa|źródło|источник)\s?:))\s+"
)
WORKS = (Meaning.PUBLICATION, Meaning.ORGANISATION, Meaning.DOCUMENT)
NAMES = (Meaning.PERSON, *WORKS)


@dataclass(frozen=True)
class Rule:
    """How the lines of one shape are read. `meanings` are those of the parts, in order."""

    is_attribution: bool = True
    has_date: bool = True
    meanings: tuple[str, ...] = ()

    @property
    def has_name(self) -> bool:
        """Return whether one of the parts is the name of a source."""
        return any(meaning in NAMES for meaning in self.meanings)


@dataclass(frozen=True)
class Reading:
    """What an attribution says. A quotation with two names has a source and a speaker."""

    source: SourceFields = field(default_factory=SourceFields)
    speaker: SourceFields = field(default_factory=SourceFields)
    date_said: str = ""


def read_attribution(line: str, rule: Rule | None = None) -> Reading:
    """Read a line by a rule, by the engine alone if the rule finds no name in it. No query."""
    if rule and not rule.is_attribution:
        return Reading()
    parsed = parse_attribution(line)
    date_said = parsed.date_said if rule is None or rule.has_date else ""
    if rule and rule.meanings and (reading := _read_parts(line, rule.meanings, date_said)):
        return reading
    if not parsed.name:
        return Reading(date_said=date_said)
    source = SourceFields(None, parsed.name, parsed.role, parsed.affiliation, parsed.kind)
    return Reading(source, date_said=date_said)


def list_parts(line: str) -> list[str]:
    """Return the parts of a line without its date and label: 'Jane Doe', 'The Herald'."""
    _date, place, rest = take_date(_LABEL_RE.sub("", line))
    return [part for part in [*split_parts(rest), place] if part]


def guess_meanings(line: str) -> list[str]:
    """Return what the engine reads in each part of a line."""
    parsed = parse_attribution(line)
    by_value = {
        parsed.affiliation: Meaning.AFFILIATION,
        parsed.role: Meaning.ROLE,
        parsed.publication: Meaning.PUBLICATION,
        parsed.name: Meaning(parsed.kind),
    }
    return [_guess(part, by_value) for part in list_parts(line)]


def _guess(part: str, by_value: dict[str, Meaning]) -> str:
    for value, meaning in reversed(by_value.items()):
        if value and (value in part or part in value):
            return meaning.value
    return Meaning.NOTHING.value


def _read_parts(line: str, meanings: Sequence[str], date_said: str) -> Reading | None:
    """Return None for a line in which no part has a name."""
    values: dict[str, list[str]] = defaultdict(list)
    for part, meaning in zip(list_parts(line), meanings, strict=False):
        values[meaning].append(part)
    joined = {name: ", ".join(parts)[:MAX_FIELD_LENGTH] for name, parts in values.items()}
    role, affiliation = joined.get(Meaning.ROLE, ""), joined.get(Meaning.AFFILIATION, "")
    person = SourceFields()
    if whole := joined.get(Meaning.PERSON):
        named = split_name(whole)
        role = ", ".join(each for each in (named.role, role) if each)[:MAX_FIELD_LENGTH]
        affiliation = affiliation or named.affiliation
        person = SourceFields(None, named.name, role, affiliation, Meaning.PERSON.value)
    for work in WORKS:
        if name := joined.get(work):
            own = "" if person.name else affiliation
            source = SourceFields(None, name, "", own, work.value)
            return Reading(source, person, date_said)
    return Reading(person, date_said=date_said) if person.name else None
