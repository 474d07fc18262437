"""When and to whom a quotation was said: 'said Ann Lee, the mayor, to Reuters on 3 May 2020'."""

import re
from dataclasses import dataclass

from blog.extraction.dates import WEEKDAY_RE, FoundDate, find_dates
from blog.extraction.kinds import guess_kind
from blog.extraction.lines import has_organisation_word, is_office_phrase
from blog.extraction.people import UPPER_LETTERS, Speaker
from blog.extraction.vocabulary import GERMAN_OFFICE_RE, load_tables
from lib.lazy_regex import compile_lazily

MAX_CLAUSE = 240
_DIGIT_RE = re.compile(r"\d")
_TABLES = load_tables("statements")
_MARKS = '“”„«»"‚‘’‹›'
# Dates of something else: 'the report of 3 May 2020', 'until 3 May 2020'.
_OTHER_LEAD_IN_RE = compile_lazily(
    rf"(?:{_TABLES['other_dates']}|{load_tables('dates')['terms']})(?!\w)\s?", re.IGNORECASE
)
_BEFORE_DATE_RE = compile_lazily(rf"[\s,]*(?:(?<!\w)(?:{_TABLES['days']})[\s,]*)*$", re.IGNORECASE)
_AUXILIARY_RE = compile_lazily(rf"(?:\s*(?:{_TABLES['auxiliaries']})(?!\w))*\s*", re.IGNORECASE)
# What may follow a date that belongs to the verb of saying.
_AFTER_DATE_RE = compile_lazily(
    rf"\s*(?:$|[{_MARKS}.,:;!?)—–]|(?:{_TABLES['after_dates']})(?!\w))", re.IGNORECASE
)
_CAPITALISED = rf"[{UPPER_LETTERS}][\w&.’'-]*"
_NAME = rf"{_CAPITALISED}(?:\s(?:(?:{_TABLES['links']})\s)?{_CAPITALISED}){{0,5}}"
_LISTENER = (
    rf"(?:(?P<generic>(?i:{_TABLES['media']}))(?:\s(?=[{_MARKS}{UPPER_LETTERS}])|(?!\w)))?"
    rf"(?:[{_MARKS}]\s?(?P<marked>[{UPPER_LETTERS}][^{_MARKS}.,!?…]{{1,50}})[{_MARKS}]|(?P<name>{_NAME}))?"
)
# 'in Springfield', behind the listener.
_PLACE = rf"(?:(?:^|\s)(?i:{_TABLES['before_places']})\s{_NAME})?"
_ADDRESSEE_RE = compile_lazily(
    rf"(?P<lead_in>(?:(?:{_TABLES['addressing']})(?:\s|(?<=[’'])))?)"
    rf"(?:(?:{_TABLES['determiners']})(?:\s|(?<=[’'])))?{_LISTENER}{_PLACE}"
)
_LISTENER_END_RE = compile_lazily(rf"\s(?:{_TABLES['listener_ends']})(?!\w)", re.IGNORECASE)
_TELLING_RE = compile_lazily(rf"(?:{_TABLES['telling']})", re.IGNORECASE)
_GENERIC_RE = compile_lazily(rf"(?:{_TABLES['media']})", re.IGNORECASE)
_SENTENCE_END_RE = compile_lazily(
    rf"(?<=[^\W\d_]{{3}}[.!?…])[{_MARKS}]?\s+(?=[{_MARKS}]?[{UPPER_LETTERS}])|\n"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """The date and the publication; `date_text` is the date as the article writes it."""

    date_said: str = ""
    date_text: str = ""
    publication: str = ""


def read_statement(
    text: str, start: int, end: int, speaker: Speaker, paragraph: tuple[int, int]
) -> Statement:
    """Return what the clause that names the speaker says of a passage from `start` to `end`.

    A date counts only if nothing but offices and listeners stands between it and the verb of
    saying.
    """
    if speaker.start >= end:
        return _read_clause(
            text[speaker.end : min(paragraph[1], speaker.end + MAX_CLAUSE)], speaker
        )
    if speaker.end > start:
        return Statement()
    before = max(paragraph[0], start - MAX_CLAUSE)
    statement = _read_clause(text[speaker.end : start], speaker)
    if statement.date_said:
        return statement
    dates = _find_days(text[before : speaker.start])
    if len(dates) == 1 and _opens_sentence(text, before, dates[0], speaker, start):
        return _with_date(statement, text[before:start], dates[0])
    return statement


def _find_days(text: str) -> list[FoundDate]:
    if not _DIGIT_RE.search(text):
        return []
    return [date for date in find_dates(text) if len(date.value) == len("2020-01-31")]


def _read_clause(clause: str, speaker: Speaker) -> Statement:
    """Read the text behind a speaker, which begins with the verb if that was not before."""
    clause = _skip_verb(_SENTENCE_END_RE.split(clause)[0], speaker.cue)
    date = next(iter(_find_days(clause)), None)
    if date and not _is_of_statement(clause, date, speaker.cue):
        date = None
    listeners = f"{clause[: date.start]}, {clause[date.end :]}" if date else clause
    listeners = _LISTENER_END_RE.split(listeners)[0]
    names = (_read_publication(part, speaker.cue) for part in _split_parts(listeners))
    statement = Statement(publication=next(filter(None, names), ""))
    return _with_date(statement, clause, date) if date else statement


def _skip_verb(clause: str, cue: str) -> str:
    """Remove the verb and the offices before it: ', the mayor, told The Courier'."""
    match = re.search(rf"(?<!\w){re.escape(cue)}(?!\w)", clause) if cue else None
    if match and all(map(_is_apposition, _split_parts(clause[: match.start()]))):
        return clause[match.end() :]
    return clause


def _is_of_statement(clause: str, date: FoundDate, cue: str) -> bool:
    if _OTHER_LEAD_IN_RE.match(clause[date.start : date.end]):
        return False
    between = WEEKDAY_RE.sub("", clause[: date.start])
    before = _BEFORE_DATE_RE.sub("", between)
    *parts, last = _split_parts(before) or [""]
    is_set_off = "," in between[len(before) :]  # 'said Ann Lee, the mayor, on 3 May 2020'
    return (
        all(_is_apposition(part) or _is_addressee(part, cue) for part in parts)
        and (_is_addressee(last, cue) or is_set_off and _is_apposition(last))
        and bool(_AFTER_DATE_RE.match(clause[date.end :]))
    )


def _opens_sentence(text: str, before: int, date: FoundDate, speaker: Speaker, start: int) -> bool:
    """Return whether a sentence is 'On 3 May 2020, Ann Lee said “…”', without another verb."""
    from_date = text[before + date.start : before + date.end]
    lead = text[before : before + date.start]
    between = text[before + date.end : speaker.start]
    if speaker.cue:
        between = re.sub(rf"(?<!\w){re.escape(speaker.cue)}(?!\w)", "", between)
        behind = text[speaker.end : start]
        verb = re.search(rf"(?<!\w){re.escape(speaker.cue)}(?!\w)", behind)
        parts = _split_parts(behind[: verb.start()]) if verb else []
        if not all(map(_is_apposition, parts)):
            return False
    is_first = not lead.strip(_MARKS + " ") or bool(re.search(r"[.!?…:][”“»\"]?\s+$|\n\s*$", lead))
    return (
        is_first
        and not _OTHER_LEAD_IN_RE.match(from_date)
        and bool(_AUXILIARY_RE.fullmatch(between.strip(" ,")))
    )


def _split_parts(text: str) -> list[str]:
    return [part for part in map(str.strip, re.split(r"[,:]", text)) if part]


def _is_apposition(part: str) -> bool:
    """Return whether words are an office, an organisation, or only 'has' and the like."""
    if _AUXILIARY_RE.fullmatch(part):
        return True
    is_german_office = any(map(GERMAN_OFFICE_RE.fullmatch, part.split()))
    is_named = is_german_office or is_office_phrase(part) or has_organisation_word(part)
    return is_named and len(part.split()) <= 9 and not _OTHER_LEAD_IN_RE.fullmatch(part.split()[-1])


def _is_addressee(part: str, cue: str) -> bool:
    match = _ADDRESSEE_RE.fullmatch(part)
    if match is None or _AUXILIARY_RE.fullmatch(part):
        return match is not None
    return bool(match["lead_in"] or match["generic"] or not match["name"]) or _is_telling(cue)


def _is_telling(cue: str) -> bool:
    return bool(_TELLING_RE.fullmatch(cue))


def _read_publication(part: str, cue: str) -> str:
    """Return the medium that words name as listener: 'der „Kölner Zeitung“', not 'the paper'."""
    part = _BEFORE_DATE_RE.sub("", WEEKDAY_RE.sub("", part)).strip()
    match = _ADDRESSEE_RE.fullmatch(part)
    if match is None or not _is_addressee(part, cue):
        return ""
    if match["marked"] and not (match["lead_in"] or match["generic"] or _is_telling(cue)):
        return ""
    name = match["marked"] or (match["name"] or "").rstrip(".")
    if not name or _GENERIC_RE.fullmatch(name):
        return ""
    is_named = (
        match["generic"]
        or match["marked"]
        or "publication"
        in (
            guess_kind(name),
            guess_kind(f"The {name}"),
        )
    )
    return name if is_named else ""


def _with_date(statement: Statement, text: str, date: FoundDate) -> Statement:
    written = text[date.start : date.end]
    lead_in = re.match(r"(?:(?!\d)\S+\s)?(?=\d)", written)
    written = written[lead_in.end() :] if lead_in else re.sub(r"^(?:on|On)\s", "", written)
    return Statement(date.value, written, statement.publication)
