"""Parser for attribution lines: name, role, affiliation and date.

'Professor Arne Kislenko, international relations, Toronto Metropolitan University' becomes a
person's name, role and affiliation. The result is a guess that the author can correct.
"""

import re
from dataclasses import dataclass
from datetime import date

from blog.common.text.normalize import join_padded, split_runs, split_words

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
_DATE_RES = [
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
_TITLE_RE = re.compile(
    r"^((?:(?:former|acting|deputy|vice|prime|first|assistant|associate|foreign|finance|defence|"
    r"defense|interior|justice|health|chief|lieutenant|major|emeritus|the|russian|chinese)[ -]+)*"
    r"(?:professor|prof\.?|dr\.?|mr\.?|mrs\.?|ms\.?|sir|dame|lord|lady|president|minister|"
    r"chancellor|senator|governor|mayor|ambassador|general|colonel|captain|admiral|judge|justice|"
    r"chairman|chairwoman|chair|director|secretary|commissioner|bishop|rabbi|imam|reverend|rev\.?|"
    r"mp|mep|professeur|professeure|ministre|président|présidente|profesor|profesora|ministro))\s+",
    re.IGNORECASE,
)
_DOCUMENT_RE = re.compile(
    r"\b(document|report|memo|memorandum|transcript|letter|briefing|brief|note|act|treaty|bill|"
    r"paper|statement|communiqué|filing|judgment|ruling|minutes|audit|testimony|rapport|bericht|"
    r"informe|law|resolution|agreement|review of)\b",
    re.IGNORECASE,
)
_PUBLICATION_RE = re.compile(
    r"\b(times|post|gazette|herald|journal|magazine|news|tribune|daily|weekly|guardian|courier|"
    r"chronicle|observer|monde|figaro|zeitung|spiegel|país|radio|television|tv|press)\b",
    re.IGNORECASE,
)
_ORGANISATION_RE = re.compile(
    r"\b(ministry|department|agency|university|college|school|council|commission|institute|bank|"
    r"corporation|company|association|committee|government|office|union|party|court|foundation|"
    r"centre|center|authority|board|parliament|senate|army|navy|police|port|hospital|church|"
    r"federation|group|inc|ltd|gmbh|plc|université|ministère|universität|ministerium|universidad|"
    r"ministerio|institut|nations|service|society|academy|league|network|registry|inspectorate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Attribution:
    """Parsed attribution line.

    `date_said` is '', '2023', '2023-03' or '2023-03-22'; `kind` is a value of Source.Kind.
    """

    name: str = ""
    role: str = ""
    affiliation: str = ""
    kind: str = "person"
    date_said: str = ""


def parse(line: str) -> Attribution:
    """Parse an attribution line. Never raises: text that it cannot parse becomes the name."""
    line = " ".join(line.split()).strip().lstrip("-–—~ ")
    date_said, rest = _split_date(line)
    rest = re.split(r"\s+(?:--|–|—)\s+", rest)[0]  # A place, not a person, follows a dash.
    parts = [part.strip(" ,;") for part in re.split("[,،，、]", rest)]
    parts = [part for part in parts if part]
    if not parts:
        return Attribution(name=line[:200] if not date_said else "", date_said=date_said)
    name, others = parts[0], parts[1:]
    kind = _guess_kind(name, others)
    if kind != "person":
        return Attribution(name[:200], "", ", ".join(others)[:200], kind, date_said)
    role, name = _split_title(name)
    affiliation = ""
    if others:
        office, affiliation = _split_affiliation(others[-1], len(others) > 1)
        others = [*others[:-1], office]
    role = ", ".join([part for part in [role, *others] if part])
    return Attribution(name[:200], role[:200], affiliation[:200], kind, date_said)


def _split_date(line: str) -> tuple[str, str]:
    """Return the first date as ISO 8601, and the line without it."""
    for pattern in _DATE_RES:
        match = pattern.search(line)
        if match is None:
            continue
        groups = match.groupdict()
        month = _MONTHS.get((groups.get("month") or "").lower(), int(groups.get("m") or 0))
        day = int(groups.get("day") or 0)
        try:
            date(int(groups["year"]), month or 1, day or 1)
        except ValueError:  # Do not guess at dates such as the 31st of February.
            break
        iso = groups["year"] + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
        rest = line[: match.start()].rstrip(" ,(") + " " + line[match.end() :].lstrip(" )")
        return iso, rest.strip()
    return "", line


def _split_title(name: str) -> tuple[str, str]:
    """Split 'Professor Arne Kislenko' into 'Professor' and 'Arne Kislenko'."""
    match = _TITLE_RE.match(name)
    if not match or not name[match.end() :].strip():
        return "", name
    is_courtesy = match[1].lower().rstrip(".") in {"mr", "mrs", "ms"}
    return ("" if is_courtesy else match[1]), name[match.end() :].strip()


def _split_affiliation(part: str, is_last_of_many: bool) -> tuple[str, str]:
    """Split 'Chair of the Federal Reserve Board' into 'Chair' and 'Federal Reserve Board'."""
    for preposition in (" at ", " of "):
        office, separator, place = part.partition(preposition)
        is_organisation = separator and _ORGANISATION_RE.search(place)
        if is_organisation and not _ORGANISATION_RE.search(office):
            return office, place.removeprefix("the ")
    if is_last_of_many or _ORGANISATION_RE.search(part):
        return "", part
    return part, ""


def _guess_kind(name: str, others: list[str]) -> str:
    if _TITLE_RE.match(name):
        return "person"
    if _DOCUMENT_RE.search(name):
        return "document"
    if _ORGANISATION_RE.search(name):
        return "organisation"
    if _PUBLICATION_RE.search(name) and not others:
        return "publication"
    return "person"


_NAME_SUFFIXES = {"jr", "sr", "ii", "iii"}
# Chinese, Japanese and Korean names are written without spaces, the surname first.
_UNSPACED_NAME_RE = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2,4}")


def is_same_name(one: str, other: str) -> bool:
    """Compare two names, ignoring case, accents and punctuation. An empty name equals none."""
    return bool(one.strip()) and _normalize(one) == _normalize(other)


def has_name(line: str, name: str) -> bool:
    """Return whether a line contains all words of a name, in any order."""
    line_words, name_words = set(split_words(line)), set(split_words(name))
    if not name_words:
        return name.strip().casefold() in line.casefold()
    return name_words <= line_words


def names_source(line: str, name: str, kind: str = "person") -> bool:
    """Return whether an attribution line names a source.

    Matches the whole name, the initials of an organisation, a person's surname, half of the longer
    words of a document's title, and a line with only part of the name, such as 'Bell' for Ada
    Bell. Does not transliterate.
    """
    if has_name(line, name):
        return True
    line_words, name_words = split_words(line), split_words(name)
    parsed_words = split_words(parse(line).name)
    if parsed_words and set(parsed_words) <= set(name_words):
        return True
    if kind in ("", "person"):
        return _has_surname(line, line_words, name)
    if kind == "document":
        title = {word for word in name_words if len(word) > 3}
        if title and 2 * len(title & set(line_words)) >= max(len(title), 2):
            return True
    initials = "".join(word[0] for word in name_words)
    if len(initials) > 1 and initials in line_words:
        return True
    is_acronym = len(name_words) == 1 and len(parsed_words) > 1
    return is_acronym and "".join(word[0] for word in parsed_words) == name_words[0]


def _has_surname(line: str, line_words: list[str], name: str) -> bool:
    parts = [part for part in split_runs(name) if part not in _NAME_SUFFIXES]
    if len(parts) > 1:
        return join_padded(split_words(parts[-1])) in join_padded(line_words)
    if parts and _UNSPACED_NAME_RE.fullmatch(parts[0]):
        return any(run.startswith(parts[0][0]) for run in split_runs(line))
    return False


def _normalize(name: str) -> list[str]:
    return split_words(name) or name.casefold().split()
