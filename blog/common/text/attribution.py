"""The line under a quotation, taken apart: who, in what role, where, and when it was said.

'Professor Arne Kislenko, international relations, Toronto Metropolitan University' becomes a
person's name, role and affiliation. A guess to begin with, which the author corrects.
"""

import re
from dataclasses import dataclass
from datetime import date

from blog.common.text.normalize import padded, runs, words

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar enero",
            "february feb février fevrier februar febrero",
            "march mar mars märz marzo",
            "april apr avril abril",
            "may mai mayo",
            "june jun juin juni junio",
            "july jul juillet juli julio",
            "august aug août aout agosto",
            "september sep sept septembre septiembre",
            "october oct octobre oktober octubre",
            "november nov novembre noviembre",
            "december dec décembre decembre dezember diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20)[0-9]{2})"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:le |am |el |on )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|\.|er)? (?:de )?"
        rf"{_MONTH},? (?:de )?{_YEAR}",
        rf"(?:on )?{_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}",
        rf"(?:in |en )?{_MONTH},? (?:de )?{_YEAR}",
        rf"(?P<year_>{_YEAR})-(?P<m>[0-9]{{2}})(?:-(?P<day>[0-9]{{2}}))?",
        rf"(?:in )?{_YEAR}",
    )
]
_TITLES = re.compile(
    r"^((?:(?:former|acting|deputy|vice|prime|first|assistant|associate|foreign|finance|defence|"
    r"defense|interior|justice|health|chief|lieutenant|major|emeritus|the|russian|chinese)[ -]+)*"
    r"(?:professor|prof\.?|dr\.?|mr\.?|mrs\.?|ms\.?|sir|dame|lord|lady|president|minister|"
    r"chancellor|senator|governor|mayor|ambassador|general|colonel|captain|admiral|judge|justice|"
    r"chairman|chairwoman|chair|director|secretary|commissioner|bishop|rabbi|imam|reverend|rev\.?|"
    r"mp|mep|professeur|professeure|ministre|président|présidente|profesor|profesora|ministro))\s+",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(document|report|memo|memorandum|transcript|letter|briefing|brief|note|act|treaty|bill|"
    r"paper|statement|communiqué|filing|judgment|ruling|minutes|audit|testimony|rapport|bericht|"
    r"informe|law|resolution|agreement|review of)\b",
    re.IGNORECASE,
)
_PUBLICATION = re.compile(
    r"\b(times|post|gazette|herald|journal|magazine|news|tribune|daily|weekly|guardian|courier|"
    r"chronicle|observer|monde|figaro|zeitung|spiegel|país|radio|television|tv|press)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(ministry|department|agency|university|college|school|council|commission|institute|bank|"
    r"corporation|company|association|committee|government|office|union|party|court|foundation|"
    r"centre|center|authority|board|parliament|senate|army|navy|police|port|hospital|church|"
    r"federation|group|inc|ltd|gmbh|plc|université|ministère|universität|ministerium|universidad|"
    r"ministerio|institut|nations|service|society|academy|league|network|registry|inspectorate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Attribution:
    """`said` is '', '2023', '2023-03' or '2023-03-22'; `kind` a value of Source.Kind."""

    name: str = ""
    role: str = ""
    affiliation: str = ""
    kind: str = "person"
    said: str = ""


def parse(line: str) -> Attribution:
    """Never raises; what cannot be understood is the name."""
    line = " ".join(line.split()).strip().lstrip("-–—~ ")
    said, rest = _take_date(line)
    rest = re.split(r"\s+(?:--|–|—)\s+", rest)[0]  # What follows a dash is where, not who.
    parts = [part.strip(" ,;") for part in re.split("[,،，、]", rest)]
    parts = [part for part in parts if part]
    if not parts:
        return Attribution(name=line[:200] if not said else "", said=said)
    name, others = parts[0], parts[1:]
    kind = _kind(name, others)
    if kind != "person":
        return Attribution(name[:200], "", ", ".join(others)[:200], kind, said)
    role, name = _take_title(name)
    affiliation = ""
    if others:
        office, affiliation = _take_place(others[-1], len(others) > 1)
        others = [*others[:-1], office]
    role = ", ".join([part for part in [role, *others] if part])
    return Attribution(name[:200], role[:200], affiliation[:200], kind, said)


def _take_date(line: str) -> tuple[str, str]:
    """The first date and the line without it."""
    for pattern in _DATES:
        found = pattern.search(line)
        if found is None:
            continue
        groups = found.groupdict()
        month = _MONTHS.get((groups.get("month") or "").lower(), int(groups.get("m") or 0))
        day = int(groups.get("day") or 0)
        try:
            date(int(groups["year"]), month or 1, day or 1)
        except ValueError:  # No half of a 31st of February: the author says what was meant.
            break
        said = groups["year"] + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
        rest = line[: found.start()].rstrip(" ,(") + " " + line[found.end() :].lstrip(" )")
        return said, rest.strip()
    return "", line


def _take_title(name: str) -> tuple[str, str]:
    """'Professor Arne Kislenko' -> 'Professor', 'Arne Kislenko'."""
    found = _TITLES.match(name)
    if not found or not name[found.end() :].strip():
        return "", name
    courtesy = found[1].lower().rstrip(".") in {"mr", "mrs", "ms"}
    return ("" if courtesy else found[1]), name[found.end() :].strip()


def _take_place(part: str, is_last_of_many: bool) -> tuple[str, str]:
    """'Chair of the Federal Reserve Board' -> 'Chair', 'Federal Reserve Board'."""
    for word in (" at ", " of "):
        office, found, place = part.partition(word)
        if found and _ORGANISATION.search(place) and not _ORGANISATION.search(office):
            return office, place.removeprefix("the ")
    if is_last_of_many or _ORGANISATION.search(part):
        return "", part
    return part, ""


def _kind(name: str, others: list[str]) -> str:
    if _TITLES.match(name):
        return "person"
    if _DOCUMENT.search(name):
        return "document"
    if _ORGANISATION.search(name):
        return "organisation"
    if _PUBLICATION.search(name) and not others:
        return "publication"
    return "person"


# What follows a surname.
_SUFFIXES = {"jr", "sr", "ii", "iii"}
# A name of so many letters is written in one run in China, Japan and Korea, the surname first.
_ONE_RUN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2,4}")


def is_same_name(one: str, other: str) -> bool:
    """Compare two names whatever their case, accents and punctuation; no name is no other's."""
    return bool(one.strip()) and _bare(one) == _bare(other)


def has_name(line: str, name: str) -> bool:
    """Whether all words of a name occur in a line, in any order."""
    known, sought = set(words(line)), set(words(name))
    return sought <= known if sought else name.strip().casefold() in line.casefold()


def names_source(line: str, name: str, kind: str = "person") -> bool:
    """Whether an attribution line names a source.

    The whole name counts, its initials where it is no person's, a person's surname alone, half of
    the longer words of a document's title, and a line that names nobody but a part of it: 'Bell'
    for Ada Bell. Nothing is transliterated.
    """
    if has_name(line, name):
        return True
    known, sought, named = words(line), words(name), words(parse(line).name)
    if named and set(named) <= set(sought):
        return True
    if kind in ("", "person"):
        return _has_surname(line, known, name)
    if kind == "document":
        title = {word for word in sought if len(word) > 3}
        if title and 2 * len(title & set(known)) >= max(len(title), 2):
            return True
    initials = "".join(word[0] for word in sought)
    return (len(initials) > 1 and initials in known) or (
        len(sought) == 1 and len(named) > 1 and "".join(w[0] for w in named) == sought[0]
    )


def _has_surname(line: str, known: list[str], name: str) -> bool:
    parts = [part for part in runs(name) if part not in _SUFFIXES]
    if len(parts) > 1:
        return padded(words(parts[-1])) in padded(known)
    if parts and _ONE_RUN.fullmatch(parts[0]):
        return any(run.startswith(parts[0][0]) for run in runs(line))
    return False


def _bare(name: str) -> list[str]:
    return words(name) or name.casefold().split()
