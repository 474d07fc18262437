"""Names of people in attribution lines, with the offices and owners beside them."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from blog.extraction.kinds import PRESS_OFFICE_RE, SPOKESPERSON_RE, guess_kind, is_release
from blog.extraction.lines import (
    ARTICLE_RE,
    DETERMINER_RE,
    has_organisation_word,
    is_acronym,
    is_capitalised,
    is_name,
    is_name_run,
    is_office,
    is_office_phrase,
    is_organisation_word,
    strip_determiner,
)
from blog.extraction.offices import POSSESSIVE_RE, STATE_PLACES_RE, split_office
from blog.extraction.vocabulary import (
    ACADEMIC,
    COURTESY,
    GIVEN_NAMES,
    KNOWN_ORGANISATIONS,
    LINKS,
    PARTICLES,
    PLACES,
    SUFFIXES,
)
from lib.lazy_regex import compile_lazily

_INDEFINITE_RE = compile_lazily(
    r"^(?:an?|eine?[nrms]?|une?|una?|um|uma|uno|een|en|ett|et)\s", re.IGNORECASE
)
_PARTED_RE = compile_lazily(
    r"^(?P<name>.+?)\s(?:of|from|at|von der|von dem|vom|von|bei der|beim|aus|de la|du|del|de l[’']|"
    r"da|do|della|od|z|ze|från|fra|van de|van het)\s+(?P<place>(?:the\s)?\S.*)$"
)
POST_NOMINALS_RE = compile_lazily(
    r"MP|MR|LJ|LCJ|CJ|MSP|MEP|MLA|MS|TD|QC|KC|SC|JP|CBE|OBE|MBE|KBE|DBE|FRS|FBA|RN|MD|PhD|DPhil|MBA|CPA|"
    r"LLD|MdB|MdL|MdEP|NR|SR|(?:[CDGKMO]|DC)NZM|ONZ|QSO|FRSNZ|AO|OAM|GBE|CVO|KCMG|DCMG|CMG|KCB|"
    r"FRSE|"
    r"FRCP|FMedSci|FREng"
)
# 'Baroness Hale of Richmond': the place belongs to the title.
_PEER_RE = compile_lazily(
    r"(?:Lord|Lady|Baroness|Baron|Viscount|Viscountess|Earl|Countess)\s[A-Z][\w’'-]+"
    r"(?:\s[A-Z][\w’'-]+)?\sof\s[A-Z][\w’' -]+"
)
# 'Fuentes del Ministerio'
_SOURCES_RE = compile_lazily(
    r"(?:[Uu]nas?\s)?(?:Sources|Fuentes|Fontes?|Fonti|Источники|Źródła)\s"
    r"(?:close|in|within|de|del|di|da|do|dell[’']|della|в|w)(?:\s|(?<=[’']))"
)
# 'Sgt. First Class', 'Petty Officer 2nd Class'
_GRADE_RE = compile_lazily(
    r"(?:(?:Army|Navy|Air Force|Marine|Coast Guard)\s)?(?:Sgt\.?|Sergeant|"
    r"(?:Chief\s)?Petty Officer|Pvt\.?|Private|Airman|Seaman|Pfc\.?)\s"
    r"(?:1st|2nd|3rd|First|Second|Third)\sClass\s"
)
_HELD_RE = compile_lazily(r"(?P<who>.+?)\s(?:of|from|at)\s(?P<place>(?:the\s)?[A-Z].*)")
# Titles that end in an office: 'Lord Chief Justice'
_LORD_RE = compile_lazily(
    r"\b(?:Lord|Lady)\s(?:Chief Justice|Justice|Chancellor|Mayor|Provost|Advocate|President|"
    r"Lieutenant|Speaker)\b"
)
_HONOURABLE_RE = compile_lazily(r"^(?:The\s)?(?:Rt\.? )?Hon\.?\s")


@dataclass(frozen=True, slots=True)
class NamePart:
    """A part of a line that may name a person. `is_bare` is a name without any office."""

    name: str
    role: str = ""
    affiliation: str = ""
    is_person: bool = True
    is_bare: bool = False


def split_name(text: str) -> NamePart:
    """Split the name from a part, with the office before it and the organisation that owns it."""
    is_short = len(text.split()) <= 2 or text.casefold() in KNOWN_ORGANISATIONS
    if is_short and guess_kind(text) != "person":
        return NamePart(text, is_person=False, is_bare=True)
    if is_release(text) or PRESS_OFFICE_RE.match(text) or _SOURCES_RE.match(text):
        return NamePart(text, is_person=False, is_bare=True)
    if (part := _split_post_nominals(text)) is not None:
        return part
    if (grade := _GRADE_RE.match(text)) and is_name_run(text[grade.end() :].split()):
        return NamePart(text[grade.end() :], grade[0].strip())
    if is_name(text) and not _title_count(text.split()):
        return NamePart(text, is_bare=True)
    bare = strip_determiner(text)
    tokens = bare.split()
    count = _title_count(tokens)
    titles = [word for word in tokens[:count] if word not in COURTESY]
    title = " ".join(titles)
    rest = tokens[count:]
    if count and rest and is_name_run(rest):
        return NamePart(" ".join(rest), title)
    if _PEER_RE.fullmatch(bare):
        return NamePart(" ".join(rest), title)
    if bare == text and (part := _split_office_behind(rest, title)):
        return part
    if _INDEFINITE_RE.match(text) and any(
        is_office(word) and following.casefold() in LINKS for word, following in pairwise(tokens)
    ):
        return NamePart(text, is_person=False, is_bare=True)  # 'een woordvoerder van Shell'
    if part := _split_owner(rest, title) or _split_german_owner(rest, title):
        return part
    if part := _split_before_place(rest, title):
        return part
    if (part := _split_after_office(rest, title)) is not None:
        return part
    remaining = " ".join(rest)
    if match := _PARTED_RE.match(remaining):
        head, place = match["name"], match["place"]
        is_place = (
            guess_kind(place) == "organisation"
            or has_organisation_word(place)
            or bool(
                re.search(
                    r"\s(?:of|from|at|vom|beim|van het|bij|hos|från|fra|ved|z|ze)\s", remaining
                )
            )
        )
        named = NamePart(head) if is_name(head) else _split_after_office(head.split(), "")
        is_full = named and len(named.name.split()) >= 2 - bool(count or named.role)
        is_given = head.casefold() in GIVEN_NAMES  # Not 'Port of Leith Authority'.
        is_named = is_capitalised(ARTICLE_RE.sub("", place)) and is_place
        if named and is_named and (is_full or is_given and has_organisation_word(place)):
            role = ", ".join(part for part in (title, named.role) if part)
            return NamePart(named.name, role, named.affiliation or ARTICLE_RE.sub("", place))
    if rest and is_name_run(rest) and not DETERMINER_RE.match(text):
        return NamePart(remaining, title, is_bare=not title)
    if count:
        return NamePart(remaining, title)
    if re.match(r"^(?:la|le|les|der|die|das|el|the)\s[A-ZÀ-Þ]", text) and not is_unnamed(text):
        text = bare
    return NamePart(
        text, is_person=guess_kind(text) == "person" and not is_unnamed(text), is_bare=True
    )


def is_unnamed(text: str) -> bool:
    """Return whether a part names only an office, not a person: 'A spokesman for Mr. Clinton'."""
    return is_office_phrase(text) and not is_name(text)


def _split_post_nominals(text: str) -> NamePart | None:
    """'Hamish Drummond MSP', 'Dr Jane Roe CBE'."""
    tokens = _HONOURABLE_RE.sub("", text).split()
    count = 0
    while count < len(tokens) - 2 and POST_NOMINALS_RE.fullmatch(tokens[-1 - count].strip(",")):
        count += 1
    if not count:
        return None
    if is_name_run(tokens[:-count]) and not _title_count(tokens):
        return NamePart(" ".join(tokens[:-count]), " ".join(tokens[-count:]))
    named = split_name(" ".join(tokens[:-count]))
    if not (named.is_person and named.role and is_name(named.name)):
        return None
    return replace(named, role=f"{named.role}, {' '.join(tokens[-count:])}")


def _title_count(tokens: list[str]) -> int:
    count = 0
    while count < len(tokens) - 1 and (
        (tokens[count].rstrip(",") in COURTESY and not (count and tokens[count] == "M."))
        or tokens[count] in ACADEMIC
        or re.fullmatch(
            r"(?:Prof|Dr|Mr|Mrs|Ms|Rep|Sen|Gov|Lt|Col|Gen)\.?[-.]?(?:Dr\.?)?", tokens[count], re.I
        )
    ):
        count += 1
    return count


def _split_office_behind(tokens: list[str], title: str) -> NamePart | None:
    """'Orbán Viktor miniszterelnök', 'Sanna Marin pääministeri'."""
    name = " ".join(tokens[:-1])
    if len(tokens) < 3 or not tokens[-1].islower() or not is_office(tokens[-1]):
        return None
    if not is_name(name) or guess_kind(name) != "person" or re.search(r"[’']s?$", name):
        return None
    return NamePart(name, f"{title}, {tokens[-1]}" if title else tokens[-1])


def _split_before_place(tokens: list[str], title: str) -> NamePart | None:
    """'Detective Ewan Kerr of Major Crimes': an office, a full name, and where it is held."""
    match = _HELD_RE.match(" ".join(tokens))
    if not match or not has_organisation_word(match["place"]):
        return None
    named = _split_after_office(match["who"].split(), title)
    if not named or named.affiliation:
        return None
    first, _, surname = named.name.partition(" ")
    if not surname or first.casefold() not in GIVEN_NAMES:
        return None
    return replace(named, affiliation=ARTICLE_RE.sub("", match["place"]))


def _split_owner(tokens: list[str], title: str) -> NamePart | None:
    """'NBC’s Dante Chinni', 'Democracy Corps’ Stan Greenberg'."""
    match = POSSESSIVE_RE.match(" ".join(tokens))
    if not match or not is_capitalised(match["owner"]):
        return None
    owned = match["owned"].split()
    if not is_name_run(owned) or len(owned) < 2:
        return None
    owner = match["owner"].strip()
    return NamePart(match["owned"], title, owner)


def _split_german_owner(tokens: list[str], title: str) -> NamePart | None:
    """'Leipzigs Timo Werner'."""
    if not 3 <= len(tokens) <= 4 or not tokens[0].endswith("s") or title:
        return None
    owner = tokens[0][:-1]
    is_person = tokens[1].casefold() in GIVEN_NAMES and is_name_run(tokens[1:])
    is_town = owner.casefold() in PLACES and tokens[0].casefold() not in PLACES | GIVEN_NAMES
    return NamePart(" ".join(tokens[1:]), title, owner) if is_person and is_town else None


# No surnames: 'Chief Information Officer'.
_PURE_OFFICE_RE = compile_lazily(
    r"(?:Officer|Director|Manager|President|Secretary|Minister|Executive|Chairman|Chairwoman|Editor|"
    r"Engineer|Analyst|Advis[eo]r|Coordinator|Correspondent|Economist|Strategist|Scientist)s?"
)


def _split_after_office(tokens: list[str], title: str) -> NamePart | None:
    """'Judicial Watch president Tom Fitton', 'глава АМКУ Юрий Терентьев'."""
    positions = [
        index
        for index, word in enumerate(tokens)
        if is_office(word) or (index and word in ACADEMIC)
    ]
    if not positions:
        return None
    is_last = positions[-1] == len(tokens) - 1 and not _PURE_OFFICE_RE.fullmatch(tokens[-1])
    if len(positions) > 1 and is_last and is_capitalised(tokens[-1]):
        positions.pop()  # A surname that is an office: 'tennis great Billie Jean King'.
    start = _name_start(tokens, positions[-1] + 1)
    if start is None or tokens[start].casefold() in ("und", "and", "et", "y", "e", "och", "og"):
        return None
    if tokens[start - 1].casefold() in LINKS:
        return None
    is_unnamed_office = tokens[start - 1].islower() or SPOKESPERSON_RE.match(tokens[start - 1])
    if tokens[start] == "van" and is_unnamed_office and len(tokens) - start < 4:
        return (
            None  # 'bezoeker van de beurs'; a surname has a capital there: 'trainer Van de Velde'.
        )
    name, owner = " ".join(tokens[start:]), ""
    if match := _PARTED_RE.match(name):
        place = ARTICLE_RE.sub("", match["place"])
        if has_organisation_word(place) or is_acronym(place.split()[0]):
            name, owner = match["name"], place
    if re.match(r"^(?:\w+[’']s)\s", name):
        return None
    role, affiliation = split_office(" ".join(tokens[:start]), before_name=True)
    body, _, rank = affiliation.rpartition(" ")
    if body and rank in ACADEMIC:  # 'rzecznik prasowy MON mjr Jan Kos'
        role, affiliation = f"{role}, {rank}", body
    if title and title not in role:
        is_one = _LORD_RE.search(f"{title} {role}")
        role = f"{title}{' ' if is_one else ', '}{role}" if role else title
    return NamePart(name, role, affiliation or owner)


def _name_start(tokens: list[str], least: int) -> int | None:
    """Return where the name at the end of a part begins, at `least` or later."""
    start = len(tokens)
    while start > least:
        word = tokens[start - 1].strip(',.“”"')
        is_particle = (
            word.casefold() in PARTICLES and start < len(tokens) and word.casefold() != "of"
        )
        if (
            tokens[start - 1].endswith(("»", "”", ")", '"'))
            or is_acronym(word)
            and len(word) > 2
            and start != len(tokens)
        ):
            break
        if re.match(r"^(?:dell|dall|nell|all|l|d)[’']\w", word):
            break
        if is_organisation_word(tokens[start - 1]) and start < len(tokens):
            if tokens[start].casefold() in PARTICLES and len(tokens) - start < 4:
                return None  # 'presidente da Câmara dos Deputados' names nobody.
            break
        if word.casefold() in SUFFIXES and start == len(tokens):
            start -= 1
            continue
        if not is_particle and not (is_capitalised(word) and not any(c.isdigit() for c in word)):
            break
        start -= 1
    while (
        start < len(tokens)
        and tokens[start].casefold() in PARTICLES
        and not (
            tokens[start].casefold() in ("al", "bin", "ben", "el", "abu", "van")
            and start == least
            and len(tokens) - start < 4
        )
        and not (start == least and _is_particle_of_surname(tokens[start:]))
    ):
        start += 1
    run = len(tokens) - start
    if run == 0:
        return None
    if (
        run == 1
        and re.search(r"[’']s?$", tokens[start - 1])
        and is_organisation_word(tokens[start])
    ):
        return None  # 'Sheriff’s Office'
    is_seat = is_organisation_word(tokens[start - 1]) and tokens[start].casefold() in PLACES
    if run == 1 and is_seat:
        return None  # 'Sprecher der Staatsanwaltschaft Köln'
    if run == 1 and start > least and is_organisation_word(tokens[start]):
        return None  # 'Sprecher des ukrainischen Außenministeriums'
    follows_word = start > least  # Something is between the office and the run.
    if run > 2 and follows_word:
        has_given = [
            i
            for i in range(start, len(tokens) - 1)
            if tokens[i].casefold().strip(".") in GIVEN_NAMES
        ]
        is_patronymic = re.search(r"(?:вич|вна|ович|івна)$", tokens[-2]) is not None
        if has_given:
            start = has_given[0]
        else:
            start = len(tokens) - (3 if is_patronymic or len(tokens[-2].strip(".")) == 1 else 2)
            if tokens[start].casefold() in PARTICLES:
                return None  # 'presidenta de la Comunidad de Madrid'
    elif (
        run > 3
        and not follows_word
        and tokens[start].casefold() not in GIVEN_NAMES
        and not any(word.casefold() in PARTICLES for word in tokens[start:])
    ):
        positions = [
            i for i in range(start + 1, len(tokens) - 1) if tokens[i].casefold() in GIVEN_NAMES
        ]
        if positions:
            start = positions[-1]  # 'ředitelka Knihovny Václava Havla Michaela Nováková'
    elif (
        run == 3
        and not follows_word
        and (
            _has_place_genitive(tokens[start], tokens[start + 1])
            or _is_before_given_name(tokens, start)
        )
    ):
        start += 1
    if not is_name_run(tokens[start:]) and run > 1:
        return (
            None
            if not all(is_capitalised(w) or w.casefold() in PARTICLES for w in tokens[start:])
            else start
        )
    return start


def _is_particle_of_surname(tokens: list[str]) -> bool:
    """Return whether a name begins with a particle that has a capital: 'Ter Horst', 'Den Rot'."""
    return (
        tokens[0] in ("Ter", "Ten", "Te", "Den", "De", "Von", "Le", "Di", "Della")
        and 2 <= len(tokens) <= 3
        and is_name_run(tokens[1:])
        and tokens[1].casefold() not in PLACES
        and not (tokens[1].casefold() in GIVEN_NAMES and len(tokens) == 3)
    )


def _is_before_given_name(tokens: list[str], start: int) -> bool:
    """'mluvčí Kremlu Dmitrij Peskov': after a lower-case office, a word and then a given name."""
    return (
        start > 0
        and tokens[start - 1].islower()
        and tokens[start].casefold() not in GIVEN_NAMES
        and tokens[start + 1].casefold() in GIVEN_NAMES
        and len(tokens[start]) > 3
    )


def _has_place_genitive(word: str, following: str) -> bool:
    """'президент России Владимир Путин', 'мер Києва Віталій Кличко'."""
    is_genitive = re.fullmatch(r"[А-ЯЁІЇЄҐ][\w-]+[аяыиіую]", word)
    is_patronymic = re.search(r"(?:вич|вна|ович|івна)$", following)
    return bool(
        STATE_PLACES_RE.fullmatch(word)
        or (is_genitive and not is_patronymic and word.casefold() not in GIVEN_NAMES)
        or re.fullmatch(r"[Ά-Ω]\w+(?:[ωώ]ν|[αά]ς|[ηή]ς|ου|ού)", word)
        or re.fullmatch(r"[А-ЯЁІЇЄҐ]\w+(?:ии|ины|ии|ая|ии|ції|ии|ы|ции)", word)
    )
