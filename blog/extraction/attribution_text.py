"""The attribution line of a speaker that the text names in its sentences."""

from collections.abc import Iterator
from functools import lru_cache

from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.lines import has_organisation_word

_HONORIFICS = ("Sir", "Dame", "Lord", "Lady")


@lru_cache(maxsize=256)
def format_attribution(who: Attribution | None, language: str) -> str:
    """Return a line such as 'Jane Doe, mayor of Springfield'; '' for nobody.

    `parse_attribution` reads the same name, role and affiliation from it where any form allows it.
    """
    if who is None or not who.name:
        return ""
    *forms, plain = _list_forms(who, language)
    return next((line for line in forms if _is_read_back(line, who)), plain)


def add_statement(line: str, date_text: str, publication: str) -> str:
    """Return a line with the publication and the date on which the words were said.

    Each is left out if it would not be read back, or changes who speaks.
    """
    before = parse_attribution(line)
    for part, name in ((publication, "publication"), (date_text, "date_said")):
        parsed = parse_attribution(f"{line}, {part}") if line and part else before
        is_same = (parsed.name, parsed.role) == (before.name, before.role)
        if is_same and parsed.affiliation == before.affiliation and getattr(parsed, name):
            line = f"{line}, {part}"
    return line


def _list_forms(who: Attribution, language: str) -> Iterator[str]:
    if who.role in _HONORIFICS:
        yield f"{who.role} {who.name}"
    is_place = who.affiliation and not has_organisation_word(who.affiliation)
    if language == "en" and who.role[:1].islower() and is_place:
        yield f"{who.name}, {who.role} of {who.affiliation}"
    comma = "، " if language == "ar" else ", "
    yield comma.join(filter(None, (who.name, who.role, who.affiliation)))


def _is_read_back(line: str, who: Attribution) -> bool:
    parsed = parse_attribution(line)
    parts = (parsed.name, parsed.role, parsed.affiliation)
    return parts == (who.name, who.role, who.affiliation)
