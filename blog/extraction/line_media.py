"""Write the medium of an attribution line as 'quoted in …', which later steps read."""

import re
from itertools import pairwise

from blog.extraction.attribution_patterns import PLATFORM_RE, QUOTED_RE
from blog.extraction.dates import WEEKDAY_RE
from blog.extraction.kinds import guess_kind
from blog.extraction.lines import has_organisation_word, is_name, is_office_phrase
from blog.extraction.name_order import is_full_name
from blog.extraction.vocabulary import KNOWN_PUBLICATIONS, PLACES, load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("lines")
_IN = (
    "in|on|for|auf|im|bei|in der|sur|dans|en|en el|en la|nel|nella|su|sul|sulla|a|no|na|em|op|w|we|"
    "v|ve|i|på|в|на|у"
)
_CAPITAL = "A-ZÀ-ÞĀ-ŽА-ЯІЇЄҐ"
# 'in her newsletter Insight', 'in seiner Kolumne', 'sur son blog'
_OWN_RE = compile_lazily(
    rf",?\s(?:{_IN})\s(?:{_TABLES['possessives']})\s(?:[a-zà-ÿ-]+\s)?(?:{_TABLES['own_media']})"
    rf"(?:\s(?P<title>[«“„\"]?[{_CAPITAL}][^,]*))?(?=$|,)"
)
# 'sur son compte Twitter', 'on her Instagram page'
_ACCOUNTS = (
    "account|feed|page|compte|cuenta|conta|profil|profile|profilo|konto|Konto|Account|Profil"
)
_OWN_ACCOUNT_RE = compile_lazily(
    rf",?\s(?:{_IN})\s(?:{_TABLES['possessives']})\s(?:(?:{_ACCOUNTS})\s)?"
    rf"(?P<where>{PLATFORM_RE.pattern})(?:[\s-](?:{_ACCOUNTS}))?(?=$|,)"
)
# 'in conversation with Ann Lee', 'interviewing Ann Lee on Newsnight', 'entrevistado por Ana Ruiz'
_PARTNER_RE = compile_lazily(
    rf",?\s(?:{_TABLES['conversations']})\s"
    rf"(?P<partner>[{_CAPITAL}][\w’'-]+(?:\s[{_CAPITAL}][\w’'-]+){{1,2}})"
    rf"(?:\s(?:{_IN})\s(?P<where>(?:[Tt]he\s)?[{_CAPITAL}][^,]*))?(?=$|,)"
)
# '(caller to LBC)'
_CALLER_RE = compile_lazily(
    r"(?:,\s|\s[(\[])(?:an?\s)?caller (?:to|on)\s(?P<where>[^()\[\],]+)[)\]]?(?=$|,)"
)
# 'ai microfoni di Radio Onda', 'au micro d'Ann Lee'
_MICROPHONE_RE = compile_lazily(
    rf",?\s(?:{_TABLES['microphones']}|{_TABLES['programmes']})(?:\s|(?<=[’']))(?P<where>[{_CAPITAL}][^,]*)(?=$|,)"
)
# 'in De Late Avond', at the end: only titles have an article and two capitals.
_TITLE_RE = compile_lazily(
    r"(?<=,)\s(?:in|op|bij|on|im|en|dans|no|em|nel|su)\s(?P<where>(?:De|Het|The|La|El|Le|Les|Die|"
    rf"Der|Das|Il|Lo)\s[{_CAPITAL}][\w’'-]+\s[{_CAPITAL}][\w’'-]+)$"
)
_NUMBERED_STATION_RE = compile_lazily(r"[A-Z]\w{0,6}\s?\d{1,2}")
# The kind of a text in a newspaper: 'Leitartikel'.
_COLUMN_RE = compile_lazily(
    r"(?:leader|leading article|opinion|analysis|letters(?: page| to the editor)?|"
    rf"{_TABLES['columns']})",
    re.IGNORECASE,
)
_REGION_RE = compile_lazily(
    r"\s(?:Valley|Bay|Hills|Heights|Islands?|Highlands|Midlands|Region|Province|District|County|"
    r"Coast|Alta|Baja|Norte|Sur|Nord|Sud|Nieuwe?)$"
)
# 'L’amaca', 'The Long View'
_COLUMN_TITLE_RE = compile_lazily(
    r"(?:L[’']|(?:The|La|Le|Les|Il|Lo|I|El|Los|Las|O|A|Der|Die|Das|De|Het)\s)\w+(?:\s\w+){0,2}$"
)
# 'Otto e mezzo su La7', '20 heures de TF1'
_STATION_RE = compile_lazily(
    r"(?P<programme>.+)\s(?:on|su|sur|auf|bei|en|na|no|op|w|på|de|di|of)\s(?P<station>\S+(?:\s\S+){0,2})$"
)


def mark_media(text: str) -> str:
    """Return a line with its programme or medium behind 'quoted in', and without interviewers."""
    text = _OWN_RE.sub(_rewrite_own, _OWN_ACCOUNT_RE.sub(r", on \g<where>", text))
    text = _PARTNER_RE.sub(_rewrite_partner, text)
    text = _MICROPHONE_RE.sub(
        r", quoted in \g<where>", _CALLER_RE.sub(r", quoted in \g<where>", text)
    )
    title = _TITLE_RE.search(text)
    if title and not _is_region(title["where"]):
        text = f"{text[: title.start()]} quoted in {title['where']}"
    return text


def _is_region(text: str) -> bool:
    """Return whether a text begins with a town or ends as a region does: 'La Paz Centro'."""
    is_town = any(name.casefold() in PLACES for name in (text, text.rpartition(" ")[0]))
    return is_town or bool(_REGION_RE.search(text)) or has_organisation_word(text)


def cut_column(parts: list[str]) -> list[str]:
    """Return the parts of a line without the kind or title of a column before its newspaper.

    'Ann Lee, Leitartikel, Die Zeit', 'Leader, The Scotsman', 'Anna Testa, Il corsivo, La Stampa'.
    """
    for index, (part, following) in enumerate(pairwise(parts)):
        if index > 1 or not _is_newspaper(following):
            continue
        is_titled = index == 1 and _COLUMN_TITLE_RE.fullmatch(part) and is_name(parts[0])
        is_other = is_office_phrase(part) or has_organisation_word(part) or _is_newspaper(part)
        if _COLUMN_RE.fullmatch(part) or is_titled and not is_other:
            return [*parts[:index], *parts[index + 1 :]]
    return parts


def _is_newspaper(part: str) -> bool:
    title = QUOTED_RE.fullmatch(part)
    return guess_kind(title["title"] if title else part) == "publication"


def split_station(text: str) -> tuple[str, str] | None:
    """Split 'Otto e mezzo su La7' into programme and station; None without a known station."""
    match = _STATION_RE.match(text)
    if match is None or not _is_station(match["station"]):
        return None
    return match["programme"], match["station"]


def _is_station(text: str) -> bool:
    return text.casefold() in KNOWN_PUBLICATIONS or bool(_NUMBERED_STATION_RE.fullmatch(text))


def _rewrite_own(match: re.Match[str]) -> str:
    title = match["title"]
    if not title:
        noun = match[0].rpartition(" ")[2]
        return f", on {noun}" if PLATFORM_RE.fullmatch(noun) else ""
    return f", quoted in {title}"


def _rewrite_partner(match: re.Match[str]) -> str:
    partner, where = match["partner"], match["where"] or ""
    if not is_full_name(partner) or guess_kind(partner) == "publication":
        return match[0]
    if not where or WEEKDAY_RE.match(where):
        return ""
    return f", {where}" if where.casefold() in PLACES else f", quoted in {where}"
