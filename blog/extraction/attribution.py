"""Split attribution lines: name, role, affiliation, kind, date, publication, place and URL.

'Professor Arne Kislenko, international relations, Toronto Metropolitan University' becomes a
person's name, role and affiliation. A first reading, which the author corrects.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from blog.extraction import asian_lines
from blog.extraction.attribution_patterns import (
    BRACKETED_RE,
    BUSINESS_RE,
    PLATFORM_RE,
    QUOTED_RE,
    SAID_RE,
)
from blog.extraction.attribution_rest import (
    RestOfLine,
    clean_publication,
    cut_day,
    is_medium,
    is_party,
    read_rest,
)
from blog.extraction.cited_works import (
    AUTHOR_COLON_RE,
    AUTHOR_DATE_RE,
    BY_RE,
    DOCUMENT_HEAD_RE,
    ENTRY_RE,
    IMPRINT_YEAR_RE,
    IN_CASE_RE,
    LOCATOR_RE,
    ON_TITLE_RE,
    OWN_WORK_RE,
    PROGRAMME_RE,
    RELEASE_RE,
    SINGLE_MARKS_RE,
    TRANSLATED_RE,
    follows_title,
    is_bracketed_title,
    match_title,
)
from blog.extraction.dates import cut_partial_date, write_western_years
from blog.extraction.kinds import guess_kind
from blog.extraction.line_dates import ANCIENT_RE, LIFESPAN_RE, TIME_RE, YEARS_RE, take_date
from blog.extraction.line_forms import ATTRIBUTED_BY_RE, prepare_line
from blog.extraction.line_media import cut_column
from blog.extraction.line_openings import LEADING_RE, SOURCE_LABEL_RE
from blog.extraction.line_parts import split_parts, unwrap
from blog.extraction.lines import (
    DETERMINER_RE,
    has_organisation_word,
    is_acronym,
    is_capitalised,
    is_name,
    is_office,
    is_office_phrase,
    is_organisation_word,
    strip_determiner,
)
from blog.extraction.link_hints import find_host, match_host, rewrite_hint
from blog.extraction.locators import cut_locators, split_work
from blog.extraction.name_order import (
    JOINT_RE,
    is_full_name,
    is_unnamed_position,
    join_authors,
    part_name_from_office,
    put_name_first,
)
from blog.extraction.names import NamePart, split_name
from blog.extraction.occasions import is_occasion, split_occasion
from blog.extraction.offices import split_office
from blog.extraction.reader_letters import READER_RE
from blog.extraction.references import find_scripture
from blog.extraction.remarks import cut_remarks, mark_medium
from blog.extraction.speaker_media import match_medium, names_person
from blog.extraction.vocabulary import (
    ACADEMIC,
    GIVEN_NAMES,
    MEMBERSHIP_RE,
    PARTICLES,
    PLACES,
    WRITERS,
)
from lib.lazy_regex import compile_lazily

MAX_LINE_LENGTH = 400
MAX_FIELD_LENGTH = 200
_URL_RE = compile_lazily(
    r"(?:https?://|www\.)[^\s<>()\"]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|de|fr|"
    r"co\.uk)(?:/[^\s<>()\"]*)",
    re.I,
)
# '46-year-old Bill Carter', 'die 34-jährige Anna Rot'
_AGED_RE = compile_lazily(
    r"^(?:(?:the|an?|der|die|de|den|het|ein|eine)\s)?\d{1,3}(?:-year-old|-?jährige[nr]?|-?jarige|"
    r"-?årig[ea]?|-летн(?:ий|яя)|-річн(?:ий|а)|-letnia?|letý|letá)\s(?=[A-ZÀ-ÞĀ-ŽА-ЯІЇЄ])"
)
_HANDLE_RE = compile_lazily(r"\s*[(\[]?@[\w.]{2,40}(?:@[\w.-]{3,40})?[)\]]?")
# 'Frans Timmer in Buitenhof', whose programme is known nowhere.
_IN_RE = compile_lazily(
    r"^(?P<who>[^\W\d_][\w.’'-]*(?:\s[^\W\d_][\w.’'-]*){1,3})\s(?:in|en|em|im|i|w|nel|nella)\s"
    r"(?P<where>(?:(?:La|El|Die|Der|Das|The|De|Het)\s)?[A-ZÀ-Þ][\w’'-]*"
    r"(?:(?:\s(?:of|and|the|a|to|for|de|la|y|e|et|und|der)){0,2}\s[A-ZÀ-Þ][\w’'-]*){0,3})$"
)
# 'a news conference', 'une interview': neither a medium nor a work.
# 'ACTRESS ANN LEE on the storm'
_CAPITALS_RE = compile_lazily(r"^(?P<office>[A-Z]{4,})(?:\s[A-Z][A-Z'’-]+){2,3}(?=\s[a-z]|,|$)")
_UNNAMED_OCCASION_RE = compile_lazily(
    r"(?:an?|eine[rm]?|une?|una|um|uma|een|en|ett)\s[a-zà-ÿß\s-]+"
)
# Behind a handle: '@ann on Mastodon'.
_ON_RE = compile_lazily(r"^(?:on|via|auf|über|sur|en|su|no|op|på|w|na|в)\s", re.IGNORECASE)
# '(R., S.C.)', '(D-N.Y.)'
_AMERICAN_PARTY_RE = compile_lazily(r"\s\([RDIL](?:\.,?|[,–-])\s?[A-Z][\w.]{1,7}\)")
_USER_RE = compile_lazily(
    rf"^(?:{PLATFORM_RE.pattern})[- ](?:user|Nutzer|Nutzerin)\s(?=@)", re.IGNORECASE
)
# 'Hacker News comment by jerf'
_COMMENT_RE = compile_lazily(
    rf"^(?P<platform>{PLATFORM_RE.pattern})\s(?:comment|post|thread|user|commenter)(?:\sby)?\s"
    r"(?P<who>\S+)$",
    re.IGNORECASE,
)
_ASKED_RE = compile_lazily(
    r",?\s(?:auf (?:\w+-)?(?:An|Nach)frage(?: (?:der|des|von) [^,]+)?|(?:up)?on request|"
    r"when asked)$",
    re.IGNORECASE,
)
# 'Anna Rot aus Kassel'
# Programmes that look like days: 'Ann Lee on This Morning', unlike 'Ann Lee this morning'.
_DAYTIME_RE = compile_lazily(
    r"(?P<who>.{3,60}?)\son\s(?P<title>(?:[A-Z]{3}(?:[’']s)?\s)?This\s(?:Morning|Week))$"
)
_ORIGIN_RE = compile_lazily(
    r"^(?P<name>.+)\s(?P<origin>(?:from|aus|uit|från|fra|из)\s[A-ZÀ-ÞА-Я].*)$"
)
_BRACKETED_MEDIUM_RE = compile_lazily(
    r"\s[(\[]((?:via|quoted in|quoted by|cited in|zitiert nach|zit\. n(?:ach|\.)|nach:|cité par|"
    r"cité dans|"
    r"citado en|citado por|citato da|citato in)\s[^()]{2,80})[)\]]$",
    re.IGNORECASE,
)
# 'Martin Wolf-Financial Times'
_UNSPACED_RE = compile_lazily(
    r"^(?P<who>[^\W\d_][^\s,–—-]*(?:\s[^\s,–—-]+){1,3})[–—-](?P<where>[A-ZÀ-Þ][^,]{1,60})(?=$|,)"
)
_KIND_OF_BODY_RE = compile_lazily(
    r"^(?:(?:the|die|la|de|el|l[’']|het|den)\s?)?(?:NGO|ONG|NRO|think tank|Denkfabrik|charity)\s"
    r"(?=[A-ZÀ-Þ]\w+\s[A-ZÀ-Þ])"
)
# '(Lib Dem, Castle ward)'
_WARD_RE = compile_lazily(
    r",\s[^,]*\b(?:ward|division|district|constituency|electorate|Wahlkreis|circonscription|"
    r"circoscrizione|distrito|kommun)\b.*$"
)
_OBITUARY_RE = compile_lazily(
    r"(?:obituar(?:y|ies)|nachruf|nécrologie|obituario|necrologio|obituário|nekrolog|dödsruna|"
    r"некролог)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """`date_said` is '', '2023', '2023-03' or '2023-03-22'; `kind` a value of `Source.Kind`."""

    name: str = ""
    role: str = ""
    affiliation: str = ""
    kind: str = "person"
    date_said: str = ""
    publication: str = ""
    place: str = ""
    url: str = ""


KnownSource = Callable[[str], Attribution | None]


def parse_attribution(line: str, find_known: KnownSource | None = None) -> Attribution:
    """Split one line into parts. Never raises; a line that cannot be understood is a name.

    `find_known` returns the name, role, affiliation and kind of a known source for a part of the
    line, or None; a part that it knows is the name, wherever it is.
    """
    text = write_western_years(" ".join(line[:MAX_LINE_LENGTH].split()))
    text, url = _take(_URL_RE, text)
    text = re.sub(r"\s*[(\[]\s*[)\]]", "", text)
    text = TRANSLATED_RE.sub(" ", _ASKED_RE.sub("", _USER_RE.sub("", text)))
    handle = re.match(r"[—–-]?\s?(?:via\s)?(@[\w.]{2,40})", text)
    text = _HANDLE_RE.sub("", text).strip()
    if handle:
        text = text.lstrip(" ,;·|–—-")
        text = _ON_RE.sub("", _ON_RE.sub("", f"{text} ")).rstrip()
    text = ATTRIBUTED_BY_RE.sub(r"\g<opening> \g<who>", text)
    is_source = bool(SOURCE_LABEL_RE.match(text))
    for _ in range(2):
        text = LEADING_RE.sub("", text)
    if is_source and url and not text.strip(" .,;:："):
        return Attribution(find_host(url), kind="publication", url=url.rstrip(".,;"))
    prepared = prepare_line(rewrite_hint(text))
    text, url = prepared.text, url or prepared.url
    text = _COMMENT_RE.sub(r"\g<who> on \g<platform>", _AGED_RE.sub("", unwrap(text)))
    if title := QUOTED_RE.fullmatch(text):
        return Attribution(title["title"].strip(" ,."), kind="publication", url=url.rstrip(".,;"))
    if reference := find_scripture(text):
        return Attribution(reference, kind="document", url=url.rstrip(".,;"))
    if (by := BY_RE.match(text)) and names_person(by["who"]) and " " in by["who"]:
        text = by["who"] + text[by.end() :]
    date_said, place, text = take_date(text)
    is_titled = QUOTED_RE.search(text) or AUTHOR_COLON_RE.match(text)
    if not date_said and (imprint := IMPRINT_YEAR_RE.search(text)):
        is_place = imprint["place"].casefold() in PLACES
        if is_titled or is_place or follows_title(text[: imprint.start()]):
            date_said, text = imprint["year"], text[: imprint.start() - 1] + text[imprint.end() :]
            is_book = is_titled or LOCATOR_RE.search(text)
            place = place or (imprint["place"] if is_place and not is_book else "")
    text = ANCIENT_RE.sub("", TIME_RE.sub("", text))
    text = YEARS_RE.sub("", LIFESPAN_RE.sub("", text)).strip()
    if host := match_host(text):
        return Attribution(host, kind="publication", date_said=date_said, place=place)
    is_cited = len(date_said) == 4 or bool(LOCATOR_RE.search(text))
    parsed = (
        _read(text, find_known, is_cited=is_cited)
        if text.strip(" .,;:")
        else Attribution(name=text.strip())
    )
    parsed = replace(
        parsed,
        date_said=date_said,
        url=url.rstrip(".,;"),
        place=parsed.place or place or prepared.place,
    )
    if _UNNAMED_OCCASION_RE.fullmatch(parsed.publication):
        parsed = replace(parsed, publication="")
    if handle and (not parsed.name.strip(" .,;:") or PLATFORM_RE.fullmatch(parsed.name)):
        parsed = replace(parsed, name=handle[1], kind="person", publication=parsed.name)
    if is_source and parsed.kind == "person" and " " not in parsed.name and not parsed.role:
        parsed = replace(parsed, kind="organisation")  # 'Source: Ofcom'
    is_reader = READER_RE.fullmatch(parsed.role) and guess_kind(parsed.affiliation) == "person"
    has_office = parsed.role and not all(word in ACADEMIC for word in parsed.role.split())
    is_from_town = is_reader or prepared.is_letter and not has_office
    if is_from_town and not (parsed.place or is_medium(parsed.affiliation)):
        parsed = replace(parsed, place=parsed.affiliation, affiliation="")
    is_town = prepared.is_letter and parsed.place and not parsed.role
    if is_town and guess_kind(parsed.affiliation) == "person":  # 'Hexham, Northumberland'
        place = ", ".join(filter(None, (parsed.affiliation, parsed.place)))
        parsed = replace(parsed, place=place, affiliation="")
    if prepared.is_letter and parsed.kind == "person" and DETERMINER_RE.match(parsed.name):
        parsed = replace(parsed, kind="publication")  # 'Carta al director, El Norte de Castilla'
    if prepared.is_release and _is_unknown_name(parsed):
        parsed = replace(parsed, kind="organisation")
    return _shorten(parsed)


def _lower_capitals(text: str) -> str:
    """Return 'Actor Ann Lee' for 'ACTOR ANN LEE', as columns print the speaker."""
    match = _CAPITALS_RE.match(text)
    if match is None or not is_office(match["office"].title()):
        return text
    return f"{match[0].title()}{text[match.end() :]}"


def _is_named(who: str, *, has_place: bool) -> bool:
    """Return whether words before 'in' are a full name, with an office if a town follows."""
    if is_full_name(who):
        return True
    named = split_name(who)
    return has_place and bool(named.role) and is_full_name(named.name)


def _is_unknown_name(parsed: Attribution) -> bool:
    """Return whether nothing but its form says that a name is a person's."""
    first = parsed.name.partition(" ")[0].casefold()
    return parsed.kind == "person" and not parsed.role and first not in GIVEN_NAMES


def _read(text: str, find_known: KnownSource | None, *, is_cited: bool) -> Attribution:
    if asian := asian_lines.parse(text):
        name, role, affiliation, kind, *work = asian
        return Attribution(name, role, affiliation, kind, "", *work)
    if entry := AUTHOR_DATE_RE.match(text):
        return Attribution(f"{entry['first']} {entry['last']}", publication=entry["title"].strip())
    if (entry := ENTRY_RE.match(text)) and entry["first"].split()[0].casefold() in GIVEN_NAMES:
        return Attribution(f"{entry['first']} {entry['last']}", publication=entry["title"].strip())
    text = mark_medium(_lower_capitals(_AMERICAN_PARTY_RE.sub("", text)))
    text = _BRACKETED_MEDIUM_RE.sub(r", \1", AUTHOR_COLON_RE.sub(r"\g<name>, ", text))
    if programme := PROGRAMME_RE.match(text):
        return Attribution(programme["title"].strip(" ,."), kind="publication")
    if (match := _UNSPACED_RE.match(text)) and is_name(match["who"]) and is_medium(match["where"]):
        text = f"{match['who']}, {text[match.start('where') :]}"
    if (match := OWN_WORK_RE.match(text)) and guess_kind(match["who"]) == "person":
        text = f"{match['who']}{text[match.end() :]}"
    if (match := SAID_RE.match(text)) and (
        names_person(match["who"]) or guess_kind(match["who"]) == "organisation"
    ):
        text = f"{match['who']},{match['rest'] or ''}".rstrip(",")
    text = SINGLE_MARKS_RE.sub(r"“\1”", text)
    parts = cut_locators(split_parts(_KIND_OF_BODY_RE.sub("", cut_partial_date(text))))
    parts = cut_column(_part_programme(parts))
    parts = cut_remarks([*part_name_from_office(parts[0]), *parts[1:]] if parts else parts)
    if parts and names_person(parts[0]):
        parts[0] = cut_day(parts[0])
    origin = _ORIGIN_RE.match(parts[0]) if parts else None
    if origin and names_person(origin["name"]) and not has_organisation_word(origin["origin"]):
        parts[:1] = [origin["name"], origin["origin"]]
    is_release = len(parts) > 1 and bool(RELEASE_RE.fullmatch(parts[0]))
    if is_release:
        del parts[0]
    publication = ""
    if titles := [part for part in parts[1:] if match_title(part)]:
        title = match_title(titles[0])
        publication = title["title"].strip(" ,.") if title else ""
        parts = [part for part in parts if part not in titles[:1]]
    elif parts and (match := ON_TITLE_RE.match(parts[0])) and names_person(match["who"]):
        publication, parts[0] = match["title"].strip(" ,."), match["who"]
    elif parts and (match := IN_CASE_RE.match(parts[0])) and names_person(match["who"]):
        publication, parts[0] = match["title"], match["who"]
    elif parts and is_name(parts[0]):
        publication, parts = split_work(text, parts)
    if parts and (match := match_medium(parts[0])):
        publication = publication or clean_publication(match["where"])
        parts[0] = cut_day(match["who"])
    elif parts and (split := split_occasion(parts[0])) and names_person(split[0]):
        parts[0] = cut_day(split[0])
        publication = publication or (split[1] if is_capitalised(split[1]) else "")
    elif (
        parts
        and (match := _IN_RE.match(parts[0]))
        and _is_named(match["who"], has_place=match["where"].casefold() in PLACES)
    ):
        parts[0] = match["who"]
        if match["where"].casefold() in PLACES:
            parts.append(match["where"])
        else:
            publication = publication or match["where"]
    if not parts:
        return Attribution(name=text, kind=guess_kind(text))
    has_author = len(parts) > 1 and is_full_name(parts[1])
    if not (publication or has_author) and DOCUMENT_HEAD_RE.match(parts[0]):
        rest = read_rest(parts[1:], "", is_cited=is_cited)
        return Attribution(parts[0], "", rest.affiliation, "document", place=rest.place)
    if len(parts) > 1:
        if joint := join_authors(parts):
            rest = read_rest(parts[2:], "", is_cited=is_cited)
            publication = rest.publication or publication
            return Attribution(joint, publication=publication, place=rest.place)
        document, parts = put_name_first(parts)
        publication = publication or document
    known = _find_known(parts, find_known)
    read = known or _combine(parts, is_cited=is_cited)
    if is_release and not known and " " not in read.name and not read.role:
        read = replace(read, kind="organisation")  # No person's: 'Press release, Ofgem'.
    return replace(read, publication=publication) if publication else read


def _part_programme(parts: list[str]) -> list[str]:
    """Return the parts with a programme apart that looks like a day, and without its station."""
    match = _DAYTIME_RE.match(parts[0]) if parts else None
    if match is None or not names_person(match["who"]):
        return parts
    has_station = len(parts) > 1 and parts[1].isupper() and is_medium(parts[1])
    return [match["who"], f"quoted in {match['title']}", *parts[2 if has_station else 1 :]]


def _combine(parts: list[str], *, is_cited: bool = False) -> Attribution:
    first, others = parts[0], parts[1:]
    if names := _join_speakers(first):
        rest = read_rest(others, "", is_cited=is_cited)
        return Attribution(
            names, _join(*rest.roles), rest.affiliation, "person", "", rest.publication, rest.place
        )
    if others and is_unnamed_position(first, others[0]):
        rest = read_rest(others[1:], others[0], is_cited=is_cited)
        return Attribution(first, "", rest.affiliation, "person", "", rest.publication, rest.place)
    membership = ""
    match = BRACKETED_RE.match(first)
    if match and (MEMBERSHIP_RE.fullmatch(match[2]) or not has_organisation_word(match[1])):
        first, membership = match[1], match[2]
    head = split_name(first)
    if ward := _WARD_RE.search(membership):
        membership = membership[: ward.start()]
    if (
        membership.islower()
        and has_organisation_word(membership)
        and not (head.role or is_full_name(first))
    ):
        membership, head = "", NamePart(first, is_person=False)  # 'Save Our Lido (campaign group)'
    if _OBITUARY_RE.match(first):
        head = NamePart(first, is_person=False, is_bare=True)
    if re.search(r"[’']s?\s", head.name) and is_office_phrase(first):
        head = replace(head, is_person=False)  # 'Mr. Trump’s campaign manager'
    is_weak = bool(others) and _is_weak_head(head, first, others[0])
    if is_weak or (not head.is_person or (head.is_bare and not is_name(first))) and others:
        # 'le maire de Kiev, Vitali Klitschko': the name comes second.
        bracketed = BRACKETED_RE.match(others[0])
        second = split_name(bracketed[1] if bracketed else others[0])
        # 'Nurse, Leeds', 'Dean of York, Easter sermon'
        if others[0].casefold() in PLACES or is_occasion(others[0]):
            second = replace(second, is_person=False)
        starts_with_office = is_office_phrase(strip_determiner(first))
        is_named = second.is_person and is_capitalised(second.name)
        is_business = BUSINESS_RE.fullmatch(first) and not is_full_name(second.name)
        is_named = is_named and not is_business  # 'CEO, Nexus Freight'
        is_titled = bool(second.role) and is_name(second.name) and " " in second.name
        if starts_with_office and is_named and (is_titled or not is_office_phrase(others[0])):
            role, affiliation = split_office(first, before_name=True)
            rest = read_rest(others[1:], affiliation, is_cited=is_cited)
            return Attribution(
                second.name,
                _join(role, second.role, *rest.roles),
                rest.affiliation,
                "person",
                "",
                rest.publication,
                rest.place,
            )
    if not head.is_person:
        kind = guess_kind(first)
        if kind != "person":
            name = strip_determiner(first) if kind == "organisation" else first
            whole = others and kind == "document"
            if kind == "organisation" and membership:
                name = first
            rest = read_rest(others, "", is_cited=is_cited) if others else RestOfLine()
            affiliation = "" if whole and not rest.affiliation else rest.affiliation
            return Attribution(name, "", affiliation, kind, "", rest.publication, rest.place)
    is_described = bool(others) and has_organisation_word(others[0])
    if (
        is_described
        and DETERMINER_RE.match(first)
        and head.is_bare
        and not is_office_phrase(others[0])
    ):
        return Attribution(strip_determiner(first), kind="organisation")  # 'la Drees, le service …'
    is_writer = head.name.casefold() in WRITERS
    is_cited = is_cited and not head.role
    rest = read_rest(
        others,
        head.affiliation,
        is_cited=is_cited,
        is_writer=is_writer,
        are_two=bool(JOINT_RE.match(head.name)),
    )
    affiliation = rest.affiliation
    is_title = bool(membership) and is_name(first) and is_bracketed_title(membership)
    if is_title:
        pass
    elif membership and not affiliation and is_party(membership):
        affiliation = membership
    if (
        membership
        and not is_title
        and is_office_phrase(membership)
        and not (head.role or rest.roles)
    ):
        head = replace(head, role=membership)  # 'Wendy Sherman (Deputy Secretary of State)'
    if is_title and not rest.publication:
        rest.publication = membership
    role = _join(head.role, *rest.roles)
    return Attribution(head.name, role, affiliation, "person", "", rest.publication, rest.place)


def _is_weak_head(head: NamePart, first: str, second: str) -> bool:
    """Return whether the next part names the person: 'die Vorsitzende der GEW, Maike Finnern'."""
    bracketed = BRACKETED_RE.match(second)
    tokens = (bracketed[1] if bracketed else second).split()
    if not head.role or len(tokens) < 2 or not is_name(" ".join(tokens)) or head.name in first[:2]:
        return False
    before = first.rpartition(" ")[0].split()
    is_body = " " not in head.name and len(before) > 2 and is_organisation_word(before[-1])
    if is_body and tokens[0].casefold() in GIVEN_NAMES:
        return True  # 'Presidenta del Partido Marino, Ana Ruiz'
    if not (DETERMINER_RE.match(first) or first[:1].islower() or is_acronym(head.name)):
        return False
    start = head.name.split()[0].casefold()
    if len(head.name.split()) == 1 or start in PARTICLES:
        return is_acronym(head.name) or start in PARTICLES or tokens[0].casefold() in GIVEN_NAMES
    return tokens[0].casefold() in GIVEN_NAMES and start not in GIVEN_NAMES


def _join_speakers(part: str) -> str:
    """Return the names of two people of whom the second has an office of their own, or ''."""
    if not (match := JOINT_RE.match(part)):
        return ""
    one, two = (split_name(half) for half in match.groups())
    is_full = all(half.is_person and " " in half.name and is_name(half.name) for half in (one, two))
    return (
        f"{one.name} {match[0][match.end('one') :].split()[0]} {two.name}"
        if is_full and two.role and one.role
        else ""
    )


def _find_known(parts: list[str], find_known: KnownSource | None) -> Attribution | None:
    if find_known is None:
        return None
    for index, part in enumerate(parts):
        candidates = [part, strip_determiner(part), split_name(part).name]
        for candidate in dict.fromkeys(candidates):
            if candidate and (known := find_known(candidate)):
                others = [*parts[:index], *parts[index + 1 :]]
                rest = _combine([part, *others]) if others or candidate != part else known
                return Attribution(
                    known.name,
                    rest.role or known.role,
                    rest.affiliation or known.affiliation,
                    known.kind,
                    "",
                    rest.publication,
                    rest.place,
                )
    return None


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    if not match:
        return text, ""
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    is_between = before[-1:].isalnum() and after[:1].isalnum()
    return f"{before}{',' if is_between else ''} {after}".strip(), match[0]


def _join(*roles: str) -> str:
    return ", ".join(role for role in roles if role)


def _shorten(parsed: Attribution) -> Attribution:
    cut = {
        field: getattr(parsed, field)[:MAX_FIELD_LENGTH].strip()
        for field in ("name", "role", "affiliation", "publication", "place")
    }
    return replace(parsed, **cut)
