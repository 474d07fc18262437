"""The line under a quotation, taken apart: who, in what role, where, and when it was said.

'Professor Arne Kislenko, international relations, Toronto Metropolitan University' becomes a
person's name, role and affiliation. A guess to begin with, which the author corrects.
"""

import re
from dataclasses import dataclass
from datetime import date

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
