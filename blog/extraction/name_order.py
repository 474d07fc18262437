"""Attribution lines in which the name is not the first part, or several authors are."""

from blog.extraction.attribution_patterns import OCCASION_RE, QUOTED_RE
from blog.extraction.cited_works import DOCUMENT_HEAD_RE
from blog.extraction.kinds import guess_kind
from blog.extraction.lines import is_acronym, is_known_organisation, is_name, is_office
from blog.extraction.vocabulary import GIVEN_NAMES, LINKS, PARTICLES, PLACES
from lib.lazy_regex import compile_lazily

MAX_SURNAME = 11  # Letters, of those that are offices: 'Bürgermeister' has more.
# 'Prime Minister Ann Lee and President Bo Rot': the office before each of two names.
JOINT_RE = compile_lazily(
    r"^(?P<one>[^,]{5,80}?)\s(?:and|und|et|y|e|en|och|og|i|и|та|&)\s(?P<two>[^,]{5,80})$"
)

# Positions in companies, with their field: 'Head of Product', 'Leiter IT'.
_POSITION_RE = compile_lazily(
    r"(?:(?:Senior|Global|Regional|Deputy|Assistant|Associate|Group)\s)?"
    r"(?:(?:Head|Director|VP|Vice President|SVP|EVP|Manager|Lead)(?:\sof)?"
    r"(?!\s(?:General|State|Government|Delegation|Mission|Police)\b)(?:\s(?:[A-Z][\w/&-]+|&|and)){1,4}|"
    r"Senior(?:\s[A-Z][\w-]+){0,2}\s(?:Engineer|Developer|Designer|Analyst|Consultant|Architect|Scientist)|"
    r"\w*[Ll]eiter(?:in)?(?:\s(?:[A-ZÄÖÜ][\w/-]+|&|und)){1,4})"
)


def is_full_name(who: str) -> bool:
    """Return whether a text is a person's name that begins with a frequent given name."""
    first, _, others = who.partition(" ")
    return bool(others) and first.casefold() in GIVEN_NAMES and is_name(who)


def join_authors(parts: list[str]) -> str:
    """Return the names of three authors: 'Ann Lee', 'Bo Rot & Cy Marsh'; '' for other parts."""
    match = JOINT_RE.match(parts[1]) if is_full_name(parts[0]) else None
    is_joint = match and all(map(is_full_name, match.group("one", "two")))
    return f"{parts[0]}, {parts[1]}" if is_joint else ""


def put_name_first(parts: list[str]) -> tuple[str, list[str]]:
    """Move an employer or a title behind the name after it: 'ECB – Ann Lee'.

    Return the title of a work or a speech or the publication, or '', and the other parts.
    """
    if not is_full_name(parts[1]):
        return "", parts
    if quoted := QUOTED_RE.fullmatch(parts[0]):
        return quoted["title"].strip(" ,."), parts[1:]
    is_title = OCCASION_RE.match(parts[0]) or DOCUMENT_HEAD_RE.match(parts[0])
    if is_title or guess_kind(parts[0]) in ("document", "publication"):
        return parts[0], parts[1:]
    if _is_employer(parts[0]):
        return "", [parts[1], parts[0], *parts[2:]]
    return "", parts


def part_name_from_office(part: str) -> list[str]:
    """Split 'Anna Rot ehemalige Sprecherin der CSU', as columns without commas are pasted."""
    tokens = part.split()
    for length in (2, 3):
        name, others = " ".join(tokens[:length]), tokens[length:]
        is_owner = name.endswith(("'s", "’s", "'", "’"))
        is_open = "(" in name and ")" not in name
        if is_owner or is_open or not is_full_name(name) or _ends_with_name(others):
            continue
        if others and others[0][:1] != "(" and _begins_office(others):
            return [name, " ".join(others)]
    return [part]


def _ends_with_name(tokens: list[str]) -> bool:
    """Return whether a name follows an office: 'spokesman Tom Marsh', behind 'Mercedes Benz'."""
    return any(
        is_office(tokens[-length - 1]) and is_full_name(" ".join(tokens[-length:]))
        for length in (2, 3)
        if len(tokens) > length
    )


def _begins_office(tokens: list[str]) -> bool:
    """Return whether words begin with an office that is no surname, perhaps behind an adjective."""
    first = tokens[0]
    is_plain = first.islower() and first not in LINKS and first not in PARTICLES
    if is_plain and len(tokens) > 1 and is_office(tokens[1]):
        return True
    return is_office(first) and (is_plain or len(first) > MAX_SURNAME and not first.endswith(","))


def is_unnamed_position(position: str, employer: str) -> bool:
    """Return whether nobody is named: 'Head of Product, Lumo'. A town is left to other rules."""
    is_one_word = " " not in employer and employer[:1].isupper()
    return (
        is_one_word
        and employer.casefold() not in GIVEN_NAMES
        and employer.casefold() not in PLACES
        and bool(_POSITION_RE.fullmatch(position))
    )


def _is_employer(part: str) -> bool:
    return guess_kind(part) == "organisation" and (
        part.isupper() and is_acronym(part) or is_known_organisation(part)
    )
