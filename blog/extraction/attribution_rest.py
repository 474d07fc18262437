"""The parts after the name in an attribution line: roles, affiliation, publication, place."""

import re
from dataclasses import dataclass

from blog.extraction import attribution_patterns as patterns
from blog.extraction.cited_works import is_work, may_be_title
from blog.extraction.dates import is_partial_date
from blog.extraction.kinds import guess_kind
from blog.extraction.line_media import split_station
from blog.extraction.lines import (
    has_organisation_word,
    is_acronym,
    is_capitalised,
    is_known_organisation,
    is_name,
    is_office_phrase,
    strip_determiner,
)
from blog.extraction.names import POST_NOMINALS_RE
from blog.extraction.occasions import is_chamber, is_occasion
from blog.extraction.offices import find_plural_office, split_office
from blog.extraction.vocabulary import (
    GERMAN_OFFICE_RE,
    KNOWN_PUBLICATIONS,
    MEMBERSHIP_RE,
    PLACES,
    PUBLICATION,
)


@dataclass(slots=True)
class RestOfLine:
    """What the parts after the name say."""

    roles: tuple[str, ...] = ()
    affiliation: str = ""
    publication: str = ""
    place: str = ""
    is_weak: bool = False  # Only its capital shows the affiliation.


class _RestReader:
    """Reads part after part: what one says decides how the next ones are understood.

    Each rule returns whether it knows the part.
    """

    def __init__(self, affiliation: str, *, is_cited: bool, is_writer: bool) -> None:
        self.rest = RestOfLine(affiliation=affiliation)
        self.is_cited = is_cited
        self.is_writer = is_writer
        self.party = ""
        self.town = ""  # What its capital alone showed to be an employer.
        self.is_interview = False  # What follows the interviewer is where the interview appeared.
        self.has_occasion = False  # What follows it unknown is its place.

    def read_of_two(self, part: str) -> None:
        """Read a part behind two names: offices are in the plural, as in 'owners of the mill'."""
        plural, singular = find_plural_office(part)
        known = len(self.rest.roles)
        self.read(part.replace(plural, singular, 1))
        roles = self.rest.roles
        self.rest.roles = (
            *roles[:known],
            *(role.replace(singular, plural, 1) for role in roles[known:]),
        )

    def read(self, part: str) -> None:
        if (body := patterns.OF_BODY_RE.match(part)) and has_organisation_word(part):
            is_free = not (self.rest.affiliation or is_office_phrase(part) or is_occasion(part))
            if is_free and not is_medium(part[body.end() :]):
                part = part[body.end() :]  # 'do Supremo Tribunal Federal'
        if self._read_place(part) or _is_date(part) or self._read_title(part):
            return
        if clause := patterns.WHO_RE.match(part):
            if not is_office_phrase(part) or patterns.DEED_RE.match(part):
                return
            part = patterns.AND_NOW_RE.sub("", clause["rest"])
        for rule in (
            _is_remark,
            _is_aside,
            self._read_column,
            self._read_description,
            self._read_programme,
            _is_reference,
            self._read_office,
            self._read_medium,
            self._read_origin,
            self._read_occasion,
            self._read_name,
        ):
            if rule(part):
                return

    def _read_place(self, part: str) -> bool:
        rest = self.rest
        town, slash, state = part.partition("/")
        if slash and patterns.STATE_RE.fullmatch(state) and not rest.place:
            rest.place = f"{town}, {state}"
            return True
        is_free = not rest.publication or rest.publication == self.town
        if patterns.STATE_RE.fullmatch(part) and is_free and not rest.place:
            # 'Camden, Maine': what its capital alone showed to be an employer is the town.
            rest.place = f"{self.town}, {part}" if self.town else part
            if self.town and rest.affiliation == self.town:
                rest.affiliation = ""
            if self.town and rest.publication == self.town:
                rest.publication = ""
            if (seat := patterns.SEAT_RE.search(rest.affiliation)) and not self.town:
                rest.place = f"{seat['town']}, {part}"
                rest.affiliation = rest.affiliation[: seat.start()]
            return True
        is_square = patterns.SQUARE_RE.fullmatch(part) and not self.rest.place
        if part.casefold() in PLACES or patterns.TOWN_RE.match(part) or is_square:
            rest.place = f"{rest.place}, {part}" if rest.place else part
            return True
        return False

    def _read_title(self, part: str) -> bool:
        """Read the title of a case or a work, or a web site, and skip the publisher of a book."""
        rest = self.rest
        if case := patterns.IN_CASE_RE.search(part):
            rest.publication = rest.publication or case["title"]
            return True
        if patterns.IMPRINT_RE.fullmatch(part):
            return True
        if patterns.RECORD_RE.match(part):
            rest.publication = rest.publication or part
            return True
        if ": " in part and is_capitalised(part) or patterns.DOMAIN_RE.fullmatch(part):
            rest.publication = rest.publication or part
            return True
        if patterns.GENRE_RE.fullmatch(part):
            rest.publication = rest.publication or part
            return True
        if sent := patterns.SENT_TEXT_RE.match(part):
            rest.publication = rest.publication or sent["text"]
            return True
        is_first = not (rest.roles or rest.affiliation or rest.publication)
        is_title = is_work(part, is_cited=self.is_cited)
        if is_first and (is_title or self.is_writer and may_be_title(part)):
            rest.publication = part
            self.has_occasion = is_occasion(part)
            self.town = part if self.is_cited and " " not in part else ""
            return True
        return False

    def _read_column(self, part: str) -> bool:
        """Read 'Kommentar in der NZZ'."""
        if not (column := patterns.COLUMN_RE.fullmatch(part)):
            return False
        self.rest.publication = self.rest.publication or clean_publication(column["where"])
        return True

    def _read_description(self, part: str) -> bool:
        """Read 'a keen sailor from Duluth', or 'a diver'."""
        described = patterns.DESCRIBED_RE.match(part)
        if (
            described
            and described["place"]
            and (re.match(r"^an?\s", part) or not patterns.TOLD_RE.match(part))
            and not is_office_phrase(part)
            and not has_organisation_word(part)
            and not is_occasion(part)
        ):
            self.rest.roles += (described["role"],)
            self.rest.place = described["place"]
            return True
        if patterns.ENGLISH_NOUN_RE.fullmatch(part) and not is_occasion(part, after_role=True):
            self.rest.roles += (part.split(" ", 1)[1],)
            return True
        return False

    def _read_programme(self, part: str) -> bool:
        """Read a platform or a programme."""
        is_programme = (
            patterns.BROADCAST_RE.search(part)
            and not self.rest.publication
            and is_capitalised(part)
            and not is_office_phrase(part)
        )
        if not patterns.PLATFORM_RE.fullmatch(part) and not is_programme:
            return False
        self.rest.publication = self.rest.publication or part
        return True

    def _read_office(self, part: str) -> bool:
        """Read an office with its employer, and the party or the origin of who holds it."""
        rest = self.rest
        if part[:4] == "The " and part.casefold() in KNOWN_PUBLICATIONS:
            return False  # 'The Independent', who is no member without a party.
        if patterns.LAUREATE_RE.match(part):
            rest.roles += (part,)
            return True
        second = patterns.SECOND_OFFICE_RE.search(part)
        if second and split_office(part[: second.start()])[1]:
            part, other = part[: second.start()], second["office"]
            if not self._read_office(part):
                return False
            if other:
                rest.roles += (split_office(other)[0],)
            return True
        if (
            not is_office_phrase(part)
            or patterns.BODY_RE.search(part)
            or patterns.IN_ARTICLE_RE.match(part)
            or patterns.BY_INTERVIEWER_RE.match(part)
            or is_occasion(part, after_role=True)
        ):
            return False
        part = patterns.REGION_RE.sub(r"\g<town>", part)
        bracketed = patterns.BRACKETED_RE.match(part)
        if bracketed and " " in bracketed[2] and has_organisation_word(bracketed[2]):
            # 'Professor of Law (University of Oslo, Norway)'
            part, self.party = bracketed[1], self.party or bracketed[2]
        elif (
            bracketed
            and is_party(bracketed[2])
            and (bracketed[1].islower() or not has_organisation_word(bracketed[1]))
        ):
            part, self.party = bracketed[1], self.party or bracketed[2]
        part = patterns.BASED_RE.sub("", part)
        origin = patterns.ORIGIN_RE.match(part)
        if origin and _is_origin(origin):
            rest.place, part = origin["place"], origin["role"]
        role, employer = split_office(part)
        if employer and patterns.AUTHOR_RE.search(role) and patterns.QUOTED_RE.search(part):
            rest.publication, employer = rest.publication or employer, ""
        if employer and rest.affiliation:
            role = part if role else employer
        else:
            rest.affiliation = rest.affiliation or employer
        if role:
            rest.roles += (role,)
        return True

    def _read_medium(self, part: str) -> bool:
        """Read where it was said or printed: 'told Reuters', 'dans Le Monde', 'words of …'."""
        rest = self.rest
        if patterns.UNNAMED_MEDIUM_RE.fullmatch(part):
            medium = part.split()[-1]  # 'gegenüber dpa'
            if guess_kind(medium) == "publication" and len(medium) < 5:
                rest.publication = rest.publication or medium
            return True
        if dative := patterns.DATIVE_RE.match(part):
            rest.publication = rest.publication or clean_publication(dative["where"])
            return True
        if (near := patterns.AT_MEDIUM_RE.match(part)) and is_medium(
            near["where"], is_broadcast=True
        ):
            rest.publication = rest.publication or clean_publication(near["where"])
            return True
        if POST_NOMINALS_RE.fullmatch(part):
            rest.roles += (part,)
            return True
        if match := patterns.TOLD_RE.match(part):
            self._read_addressee(part, cut_day(match["where"]))
            return True
        if lyrics := patterns.LYRICS_RE.match(part):
            rest.publication = rest.publication or lyrics["title"]
            return True
        return False

    def _read_addressee(self, part: str, where: str) -> None:
        """Read `where` in a part such as 'told the Guardian': a medium, an occasion or a place."""
        rest = self.rest
        if not cut_day(f" {where}"):
            return  # 'in a statement on Monday'
        where = patterns.IN_INTERVIEW_RE.sub("", patterns.MEDIUM_NOUN_RE.sub("", where))
        if hosted := patterns.HOST_RE.match(where):
            show = strip_determiner(hosted["show"])
            medium = patterns.MEDIUM_NOUN_RE.sub("", show)
            if medium != show or is_show(show):
                where = medium
        people = patterns.AND_RE.split(where)
        is_interviewer = not is_medium(where) and all(" " in one and is_name(one) for one in people)
        if is_interviewer and patterns.BY_INTERVIEWER_RE.match(part):
            self.is_interview = True
        elif title := patterns.QUOTED_RE.search(where):
            rest.publication = rest.publication or title["title"].strip(" ,.")
            self.has_occasion = True
        elif where.islower() and guess_kind(where) == "publication":
            rest.publication = rest.publication or where
        elif station := split_station(where):
            programme, medium = station
            rest.publication = rest.publication or (
                clean_publication(programme) if is_capitalised(programme) else medium
            )
        elif not _is_named(where):  # 'speaking to reporters', 'to MPs'
            self.has_occasion = self.has_occasion or is_occasion(part)
        elif _is_told_to_medium(part, where):
            rest.publication = rest.publication or clean_publication(where)
        elif patterns.FROM_RE.match(part):
            rest.place = where

    def _read_origin(self, part: str) -> bool:
        """Read 'from Lyon', or a channel such as 'the kernel mailing list'."""
        rest = self.rest
        if patterns.FROM_RE.match(part):
            rest.place = patterns.FROM_RE.sub("", part)
            return True
        origin = patterns.ORIGIN_RE.match(part)
        is_town = origin is not None and origin["place"].casefold() in PLACES
        if origin and origin["role"].islower() and is_town and not is_occasion(part):
            rest.roles += (origin["role"],)  # 'feirante em Salvador'
            rest.place = rest.place or origin["place"]
            return True
        if patterns.PUBLICATION_END_RE.search(part) and not rest.publication and not rest.roles:
            rest.publication = part
            return True
        return False

    def _read_occasion(self, part: str) -> bool:
        """Read a speech, an interview or a meeting."""
        rest, name = self.rest, _strip_article(part)
        is_title = re.match(r"^The \w+ of ", part) and not has_organisation_word(part)
        if (
            is_title
            or patterns.OCCASION_RE.match(name)
            or is_occasion(part, after_role=bool(rest.roles))
        ):
            self.has_occasion = not is_title
            rest.publication = rest.publication or name
            return True
        if self.is_interview and is_capitalised(name) and not rest.publication:
            rest.publication = name
            return True
        return False

    def _read_name(self, part: str) -> bool:
        """Read what is left: a name by what it looks like and what is still missing, or a role."""
        rest, name = self.rest, _strip_article(part)
        is_set = bool(rest.affiliation or rest.publication) or self.has_occasion
        is_outsider = all(map(patterns.OUTSIDER_RE.search, rest.roles))
        if _is_publication(part) and is_outsider and not is_set:
            rest.publication = clean_publication(part)
        elif has_organisation_word(part) and (not rest.affiliation or rest.is_weak):
            if rest.affiliation:
                rest.roles += (rest.affiliation,)
            rest.affiliation, rest.is_weak = name, False
        elif guess_kind(part) == "publication" and not is_set:
            rest.affiliation = name
        elif guess_kind(part) == "publication" and rest.roles and not rest.publication:
            rest.publication = clean_publication(part)
        elif (
            (is_capitalised(name) or patterns.NUMBERED_RE.match(name))
            and not is_set
            and not rest.place
        ):
            rest.affiliation, rest.is_weak, self.town = name, bool(rest.roles), name
        elif not is_capitalised(name):
            rest.roles += (name,)
        elif not (self._is_known_already(part, name) or has_organisation_word(part)):
            rest.place = f"{rest.place}, {name}" if rest.place else name
        return True

    def _is_known_already(self, part: str, name: str) -> bool:
        """Return whether a name says again what an earlier part said: 'Question Time, Hansard', the
        organisation in another language, or the publisher of a book."""
        publication = self.rest.publication
        if publication and (_is_publication(part) or self.is_cited and not self.has_occasion):
            return True
        return len(name.split()) > 3


def read_rest(
    parts: list[str],
    affiliation: str,
    *,
    is_cited: bool = False,
    is_writer: bool = False,
    are_two: bool = False,
) -> RestOfLine:
    """Read the parts of a line after the name.

    `affiliation` is one that the name itself had. `is_cited` if a year alone follows, as after the
    titles of books, `is_writer` if the name is a writer's of the past, and `are_two` if the names
    are those of two people.
    """
    reader = _RestReader(affiliation, is_cited=is_cited, is_writer=is_writer)
    for part in parts:
        part = patterns.DURATION_RE.sub("", part)
        if are_two:
            reader.read_of_two(part)
        else:
            reader.read(part)
    reader.rest.affiliation = reader.rest.affiliation or reader.party
    return reader.rest


def _strip_article(part: str) -> str:
    return part if part[:1].isupper() else strip_determiner(part)


def _is_date(part: str) -> bool:
    return not cut_day(f" {part}") or is_partial_date(part)


def _is_aside(part: str) -> bool:
    """Return whether a part says nothing of these: a clause, or a degree."""
    is_clause = patterns.CLAUSE_RE.fullmatch(part) and not is_office_phrase(part)
    is_apart = is_chamber(part) or patterns.ASIDE_RE.fullmatch(part) and not is_occasion(part)
    return bool(
        is_clause or is_apart or patterns.WHOSE_RE.match(part) or patterns.DEGREE_RE.fullmatch(part)
    )


def _is_remark(part: str) -> bool:
    """Return whether a part is in brackets and names nothing: '(released at noon)'."""
    return bool(re.fullmatch(r"\([^()]*\)", part)) and not (
        is_office_phrase(part[1:-1]) or has_organisation_word(part) or is_acronym(part[1:-1])
    )


def _is_reference(part: str) -> bool:
    """Return whether a part is a page, a constituency such as 'R-Ohio', or 'during a visit'."""
    is_constituency = MEMBERSHIP_RE.fullmatch(part) and re.match(r"^[RDI]-", part)
    return bool(
        patterns.PAGES_RE.match(part) or is_constituency or patterns.AT_OCCASION_RE.match(part)
    )


def _is_named(where: str) -> bool:
    has_name = is_capitalised(strip_determiner(where)) or re.match(r"[a-z]{1,8}[A-Z]", where)
    return bool(has_name) and not re.match(r"^[A-Z]+s\b", where)


def _is_told_to_medium(part: str, where: str) -> bool:
    """Return whether the name in 'told the Guardian' is a medium's: by itself, or by its verb."""
    return bool(
        guess_kind(where) == "publication"
        or (patterns.TO_MEDIUM_RE.match(part) and not patterns.SPEECH_TO_RE.match(part))
        or patterns.MEDIUM_RE.match(part)
        or patterns.PROGRAMME_END_RE.search(where)
        or patterns.PLATFORM_RE.fullmatch(where)
        or patterns.BROADCAST_RE.search(where)
        or (patterns.ADDRESSED_RE.match(part) and is_acronym(where.replace(".", "")))
        or (patterns.ON_AIR_RE.match(part) and is_medium(where))
    )


def is_medium(text: str, *, is_broadcast: bool = False) -> bool:
    """Return whether a name is a publication's, a broadcaster's or a platform's beyond doubt.

    `is_broadcast` if a name such as 'SVT:s Agenda' may be a programme's.
    """
    bare = strip_determiner(text)
    return (
        (is_broadcast and bool(patterns.BROADCAST_RE.search(bare)))
        or guess_kind(bare) == "publication"
        or bool(patterns.PLATFORM_RE.fullmatch(bare))
        or (is_acronym(bare.replace(".", "")) and not has_organisation_word(bare))
    )


def _is_publication(part: str) -> bool:
    return guess_kind(part) == "publication" or part in PUBLICATION


def is_show(text: str) -> bool:
    return bool(patterns.PROGRAMME_END_RE.search(text)) or is_medium(text, is_broadcast=True)


def _is_origin(origin: re.Match[str]) -> bool:
    """Return whether 'nurse from Bronxville' names a place, not an employer or a subject."""
    place = origin["place"]
    if has_organisation_word(place):
        return False
    is_person = re.match(r"an?\s", origin["role"]) and origin["role"].split()[-1].islower()
    if has_organisation_word(origin["role"]) and not is_person:
        return False
    if is_known_organisation(place):
        return False
    if origin["preposition"] == "à" and " " in place and place.casefold() not in PLACES:
        return False  # 'éditorialiste à France Télévisions'
    is_described = re.match(r"an?\s", origin["role"])  # 'a union organiser in Detroit'
    office = origin["role"].split()[-1]
    is_in = origin["preposition"] == "in"
    is_dutch = len(office) > 9 and " " not in place and GERMAN_OFFICE_RE.fullmatch(office)
    return (
        origin["preposition"] not in ("in", "en", "em", "no", "na", "nos", "nas", "a", "w", "в")
        or is_in
        and bool(is_described or is_dutch)  # 'melkveehouder in Wommels'
        or place.casefold() in PLACES
    )


def clean_publication(text: str) -> str:
    text = re.sub(r"^(?:in|on|via|to)\s", "", cut_day(trim_part(text)))
    text = re.sub(
        r"^(?:the newspaper|the magazine|le journal|le quotidien|l[’']hebdomadaire|le magazine|"
        r"der Zeitung|dem Magazin|dem Sender|der Nachrichtenagentur|el diario|il quotidiano|"
        r"o jornal|de krant|газете|изданию|агентству|журналу|the|der|dem|den|het(?=\s[A-Z]{2}))"
        r"\s(?=\S)(?!Spiegel|Standard)",
        "",
        text,
    )
    text = re.sub(r"\s\([a-zà-ÿ ]+\)$", "", text)
    text = patterns.QUOTED_RE.sub(lambda match: match["title"], text)
    return patterns.PUBLICATION_NOUN_RE.sub("", text) if re.search(r"[\"“]", text) else text


def cut_day(text: str) -> str:
    """Remove the day at the end: 'on Tuesday', 'am Sonntag', 'last week'."""
    day = patterns.WHEN_RE.search(text)
    if day and (patterns.DAY_AS_SURNAME_RE.fullmatch(day[0]) or day[0].startswith(" This ")):
        return text  # 'Larry Sabato', 'CBS This Morning'; not 'on This Morning'
    return text[: day.start()] if day else text


def trim_part(text: str) -> str:
    text = text.strip(" ,;:،，-–—·•|/")
    if text.endswith(".") and not re.search(r"(?:\b[^\W\d]|[A-Z]\w{1,3}|\.\w)\.$", text):
        text = text[:-1]
    return text.strip()


def is_party(text: str) -> bool:
    return (
        bool(re.fullmatch(r"[A-ZÄÖÜ][\w/’'-]*(?: [A-Z]\w*)?", text))
        and not re.match(r"^[RDI]-", text)
        and not text.isdigit()
    )
