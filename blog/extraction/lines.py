"""Parts of attribution lines: which words are a name, an office, an organisation or a document."""

import re
from dataclasses import dataclass
from itertools import pairwise

from blog.extraction.vocabulary import (
    ACADEMIC,
    ADJECTIVE,
    COURTESY,
    DOCUMENT,
    GERMAN_OFFICE,
    GIVEN_NAMES,
    KNOWN_ORGANISATIONS,
    KNOWN_PUBLICATIONS,
    OFFICE,
    ORGANISATION,
    PARTICLES,
    PLACES,
    PUBLICATION,
    SUBJECTS,
    SUFFIXES,
    load_words,
)

DETERMINER = re.compile(
    r"^(?:(?:the|an?|o|its|his|her|their|our|la|les?|une?|der|die|das|den|dem|eine?[nrms]?|el|"
    r"los|las|"
    r"un[oa]?|il|lo|gli|i|os|as|uma?|het|een|en|ett|det|ο|η|το|der damalige|ha)\s+|(?:l|un)[’'])",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(
    r"^(?:an?|eine?[nrms]?|une?|una?|um|uma|uno|een|en|ett|et)\s", re.IGNORECASE
)
_ARTICLE = re.compile(
    r"^(?:(?:the|an?|la|les?|der|die|das|dem|den|des|el|los|las|il|lo|gli|os|as|het|een)\s+|l[’'])",
    re.IGNORECASE,
)
_OCCUPATION = re.compile(
    r"\w{2,}(?:ologist|ographer|ician|iatrist|ologue|ologe|ologin|ólogo|óloga|ólog|olog|олог|"
    r"ographe)",
    re.IGNORECASE,
)
_OFFICE_PREFIX = re.compile(
    r"(?:ex|vice|vize|sub|oud|vice-|euro|co|экс|вице|зам|екс|віце|wice|wiceb|místo|mini)-?",
    re.IGNORECASE,
)
_PUNCTUATION = " ,.;:’'\"“”«»„()[]"
_GERMAN_ORGANISATION = re.compile(
    r"[\w-]*(?:ministerium|universität|hochschule|institut|stiftung|verband|verbandes|behörde|"
    r"gesellschaft|gewerkschaft|agentur|anstalt|direktion|präsidium|zentrum|bund|amt|unternehmen|"
    r"fraktion|partei|kammer|"
    r"kasse|klinik|klinikum|werke|polizei|staatsanwaltschaft|gericht|konzern|akademie|kirche|"
    r"kanzleramt|landtag|regierung|ausschuss|vereinigung|kommission|zentrale|redaktion|armee|"
    r"feuerwehr|bundeswehr|nachrichtendienst|fonds|museum|theater|allianz|bündnis|bank|"
    r"ministerie|universiteit|universitet|universitetet|departementet|direktoratet)(?:s|es|en)?",
    re.IGNORECASE,
)
# Prepositions that lead from an office to where it is held.
_STRONG = (
    r"at|with|from|bei der|bei dem|beim|bei|an der|an dem|am|an|im|chez|auprès de la|auprès du|"
    r"van de|van het|van|voor|bij de|bij|aan de|aan het|aan|ved|på|vid|hos|i|при|у|ve|în cadrul|"
    r"din cadrul|à la|à|au|aux|alla|allo|all|presso|presso la|na|no|en la|en el|en los|en|στο|στη|"
    r"στην|la"
)
_GENITIVE = (
    r"of|for|on|in|de la|de l[’']|de los|de las|des|del|dello|della|delle|dei|degli|dell[’']|du|de|"
    r"d[’']|do|da|dos|das|di|der|des|vom|von der|von|al|ale|a|av|för|for|af|w|we|z|v|ve|ze"
)
# Prepositions between an office of state and its portfolio: 'minister van Financiën'.
_STATE_PREPOSITIONS = frozenset({"van", "voor", "van de", "van het", "i", "à", "au", "aux", "la"})
# Prepositions that lead as often to a subject or a place: an organisation must follow.
_LOOSE_PREPOSITIONS = frozenset(
    {"à", "à la", "au", "aux", "alla", "allo", "all", "na", "no", "en", "en la", "en el", "en los"}
    | {"la", "στο", "στη", "στην"}
)
_PREPOSITION = re.compile(
    rf"\s(?P<strong>{_STRONG})\s(?=\S)|\s(?P<elided>(?:à\s?l|all|dell|nell|dall)[’'])(?=\S)|"
    rf"\s(?P<genitive>{_GENITIVE})(?:\s|(?<=[’']))(?=\S)"
)
# Offices of state: what follows them is a country or a portfolio, which belongs to the office.
_STATE = re.compile(
    r"(?:\w*ministr\w*|\w*minister\w*|ministre|secretary of state|министр\w*|міністр\w*|"
    r"министър\w*|король|королева|king|queen|könig\w*|rey|reina|roi|reine|\w*υπουργός|bakan\w*)$",
    re.IGNORECASE,
)
_HEAD_OF_STATE = re.compile(
    r"(?:president|président|presidente|präsident\w*|премьер-министр|президент|premier|"
    r"prime minister|premier ministre|chancellor|chancelier|chancelière|prezydent|prezident|"
    r"președintele?|presidenta|президентка|πρόεδρος|cumhurbaşkanı|ambassador|ambassadeur|"
    r"ambassadrice|embajador\w*|embaixador\w*|посол|ambasador\w*|\w*botschafter\w*)$",
    re.IGNORECASE,
)
_STATE_PLACES = re.compile(
    r"(?:России|РФ|Российской Федерации|США|Украины|України|Франции|Германии|Китая|КНР|Турции|"
    r"Беларуси|Белоруссии|Польши|Израиля|Ирана|Сербии|Казахстана|Молдовы|Молдавии|Малайзии|"
    r"Великобритании|Италии|Испании|Румынии|Венгрии|Грузии|Армении|République\b.*|"
    r"la République\b.*|"
    r"France|Germany|Russia|China|Ukraine|Poland|Turkey|Israel|Iran|Italy|Spain|Brazil|Mexico|"
    r"Canada|India|Japan|Korea|Egypt|Syria|Iraq|(?:the )?United States(?: of America)?|"
    r"(?:the )?United Kingdom|(?:the )?Republic\b.*|España|México|Argentina|Chile|Colombia|Perú|"
    r"Venezuela|Brasil|Portugal|Italia|Francia|Alemania|República|Gobierno|Consejo|Conseil|"
    r"Moldova|României|României|Republicii\b.*|Deutschlands?|Österreichs?|Frankreichs?|"
    r"Bundesrepublik\b.*)",
)
_AIDES = re.compile(
    r"(?:press secretary|campaign\b.*|communications? director|spokes\w+|running mate|advis[eo]r|"
    r"lawyer|attorney|aide|chief of staff|wife|husband|son|daughter|brother|sister|mother|father|"
    r"biographer|successor|predecessor|deputy|friend)$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(
    r"^(?P<owner>[^\W\d_][\w.&’'-]*(?:\s[^\W\d_][\w.&’'-]*){0,5}?)(?:[’']s|"
    r"(?<=s)[’'])\s+(?P<owned>\S.*)$"
)
_PARTED = re.compile(
    r"^(?P<name>.+?)\s(?:of|from|at|von der|von dem|vom|von|bei der|beim|aus|de la|du|del|de l[’']|"
    r"da|do|della|od|z|ze|från|fra|van de|van het)\s+(?P<place>(?:the\s)?\S.*)$"
)


# Words before which no name begins: what follows belongs to the office.
_LINKS = frozenset(load_words("links"))
_CLAUSE = re.compile(
    r",?\s(?:under|unter|sous|who|whose|which|qui|quien|que|che|która?y?|котор\w+)\s.*$"
)
_RANK = re.compile(
    r"(?:академик|член-корреспондент|доктор|кандидат|doctor|doctora|Republican|Democrat|"
    r"republican|democrat)$"
)


@dataclass(frozen=True, slots=True)
class NamePart:
    """A part of a line that may name a person. `is_bare` is a name without any office."""

    name: str
    role: str = ""
    affiliation: str = ""
    is_person: bool = True
    is_bare: bool = False


def is_office(word: str) -> bool:
    """Tell whether a word is an office or occupation, also as the end of a compound."""
    bare = re.sub(r"[’']s?$", "", word.strip(_PUNCTUATION))
    if bare in OFFICE or GERMAN_OFFICE.fullmatch(bare):
        return True
    if _OCCUPATION.fullmatch(bare) or _is_declined_office(bare):
        return True
    if (prefix := _OFFICE_PREFIX.match(bare)) and bare[prefix.end() :] in OFFICE:
        return True
    last = re.split(r"[-–/]", bare)[-1]
    return last != bare and bool(last in OFFICE or GERMAN_OFFICE.fullmatch(last))


def _is_declined_office(word: str) -> bool:
    """Tell whether a Cyrillic word is an office in another case: 'главы', 'президентом'."""
    if not re.fullmatch(r"[а-яёіїєґА-ЯЁІЇЄҐ-]{4,}", word):
        return False
    stem = re.sub(r"(?:ом|ем|ём|ой|ей|а|у|е|ы|и|я|ю)$", "", word)
    return any(stem + end in OFFICE for end in ("", "а", "ь", "й", "я"))


def is_organisation_word(word: str) -> bool:
    """Tell whether a word names a kind of organisation: 'Ministry', 'Universität', 'агентство'."""
    bare = re.sub(r"[’']s?$", "", word.strip(_PUNCTUATION))
    return bool(
        bare in ORGANISATION
        or _GERMAN_ORGANISATION.fullmatch(bare)
        or (bare.casefold() in KNOWN_ORGANISATIONS and not bare.islower())
        or re.split(r"[’']", bare)[-1] in ORGANISATION
    )


def has_organisation_word(text: str) -> bool:
    """Tell whether any word of a text names a kind of organisation."""
    return any(is_organisation_word(word) for word in text.split())


def is_capitalised(text: str) -> bool:
    """Tell whether a text begins as a proper name does; letters without case always do."""
    text = re.sub(
        r"^(?:[ldLD]|dell|all)[’']|^(?:al|el|ad|as|ash|ar|at|an|az|ed|es)-",
        "",
        text.lstrip("\"'“«„(‘"),
    )
    return bool(text) and text[0].isalpha() and not text[0].islower()


def is_acronym(word: str) -> bool:
    """Tell whether a word is two to eight capitals: 'NATO', 'АМКУ', 'CPM-K'."""
    bare = word.strip(_PUNCTUATION)
    return len(bare) > 1 and bare.isupper() and bare.replace("-", "").isalpha() and "." not in bare


def is_name(text: str) -> bool:
    """Tell whether a text looks like a person's name alone."""
    tokens = text.split()
    if not 1 <= len(tokens) <= 7 or DETERMINER.match(text) and not is_capitalised(text):
        return False
    if re.match(r"^(?:The|A|An|Das|Die|Les?|El|Los|Las|Il)\s", text) and not re.match(
        r"^(?:Le|El) [A-ZÀ-Þ]\w+$", text
    ):
        return False
    return _is_name_run(tokens)


def _is_name_run(tokens: list[str]) -> bool:
    bare = [word.strip(",.“”\"'") for word in tokens]
    if not any(is_capitalised(word) for word in bare):
        return False
    is_known = bare[0].casefold() in GIVEN_NAMES and 2 <= len(tokens) <= 4
    for index, (word, text) in enumerate(zip(tokens, bare, strict=True)):
        is_inner = 0 < index < len(tokens) - 1 or (index == 0 and len(tokens) > 1)
        if text.casefold() in SUFFIXES and index:
            continue
        if text.casefold() in PARTICLES and is_inner and text.casefold() != "of":
            continue
        if not text or not is_capitalised(text) or any(c.isdigit() for c in text):
            return False
        if index and word in ACADEMIC and len(text) > 1:
            return False
        if re.search(r"[’']s$", text) and index < len(tokens) - 1:
            return False
        if index and re.match(r"^(?:dell|dall|nell|all|l|d)[’']", text):
            return False
        if is_known:
            continue
        if is_office(word) or is_organisation_word(word) or text in DOCUMENT:
            return False
        if (
            is_acronym(text)
            and len(text) > 2
            and text.casefold() not in GIVEN_NAMES
            and not all(w.isupper() for w in bare)
        ):
            return False
        if text in PUBLICATION and len(tokens) > 1:
            return False
    return not (len(tokens) == 1 and is_acronym(bare[0]) and len(bare[0]) <= 5)


# 'the Israeli military', 'les autorités russes'
_AUTHORITIES = re.compile(
    r"(?:(?:the|les|las|los|le|die)\s)?\w+\s(?:military|forces|authorities|troops|autorités|"
    r"autoridades|autorità|behörden|streitkräfte)$",
    re.IGNORECASE,
)
# 'Transport for London', 'Mothers Against Drunk Driving', 'Ärzte ohne Grenzen'.
_CAUSE = re.compile(
    r"[A-ZÀ-Þ][\w&-]*(?:\s[A-ZÀ-Þ][\w&-]*)?\s(?:for|against|without|sans|ohne|gegen|für|pour|contre|"
    r"zonder|tegen|voor|utan|mot|för|uden|uten)\s[\w]",
    re.IGNORECASE,
)


def kind_of_thing(text: str) -> str:
    """Return 'document', 'publication', 'organisation' or, for anything else, 'person'."""
    bare = strip_determiner(text).strip(_PUNCTUATION)
    folded = bare.casefold()
    if folded in KNOWN_PUBLICATIONS:
        return "publication"
    if folded in KNOWN_ORGANISATIONS:
        return "organisation"
    if is_name(bare) and not DETERMINER.match(text):
        return "person"
    if _CAUSE.match(bare) and not is_office_phrase(bare):
        return "organisation"
    if re.match(
        r"^(?:article|section|chapter|verse|artikel|kapitel|art[íi]culo|§|статья)\.?\s?\d", folded
    ):
        return "document"
    tokens = [word.strip(_PUNCTUATION) for word in bare.split()]
    tokens = [part for word in tokens for part in {word, word.rsplit("-", 1)[-1]}]
    if re.search(r"\s\d{1,3}[:,]\s?\d{1,3}(?:[-–]\d{1,3})?$", folded):
        return "document"  # Chapter and verse: 'Genesis 1:1'.
    if re.match(r"^(?:sources?|fuentes?|fontes?|fonti|quellen?|kreise|источники?)\b", folded):
        is_plural = re.match(
            r"^(?:sources|fuentes|fontes|fonti|quellen|kreise|источники)\b", folded
        )
        return "organisation" if is_plural and has_organisation_word(bare) else "person"
    first_words = re.split(r"\seines?r?\s", _PREPOSITION.split(bare, maxsplit=1)[0])[0].split()
    if first_words and is_office(first_words[-1]) and DETERMINER.match(text):
        return "person"
    if bare and is_office(bare.split()[-1]) and not DETERMINER.match(text):
        return "person"
    head_words = [
        w.strip(_PUNCTUATION)
        for w in re.split(
            r"\s(?:of|on|for|by|to|from|that|de|du|der|des|über|sur|о|об|von|del|della|seen)\s",
            bare,
        )[0].split()
    ]
    if any(word in DOCUMENT for word in [*head_words, *tokens[-1:]]):
        return "document"
    if (
        len(tokens) <= 5
        and any(word in PUBLICATION for word in tokens)
        and not any(word in ORGANISATION for word in tokens)
    ):
        return "publication"
    if has_organisation_word(bare):
        return "organisation"
    if any(word in DOCUMENT for word in tokens):
        return "document"
    if is_acronym(bare) and len(bare) > 2:
        return "organisation"
    is_title = re.match(r"^(?:The|An?) (?:\w+ ){1,3}(?:of|and|in|for|to|with|on) ", text)
    if is_title and not is_office_phrase(text):
        return "publication"  # 'The Construction of Locks'
    if _AUTHORITIES.match(text):
        return "organisation"
    if re.match(r"^(?:The|Les|Los|Las|Gli) [^\W\d_]", text):
        return "organisation"
    return "person"


def strip_determiner(text: str) -> str:
    """Remove a leading article; 'The' stays where it is a name's own, as in 'The Guardian'."""
    match = DETERMINER.match(text)
    if match and match[0].strip() in ("The", "El", "La", "Le", "Les", "Die", "Der", "Il", "Das"):
        rest = text[match.end() :]
        if (
            rest.split()[-1].strip(_PUNCTUATION) in PUBLICATION
        ) or rest.casefold() in KNOWN_PUBLICATIONS:
            return text
    return DETERMINER.sub("", text, count=1)


def split_name(text: str) -> NamePart:
    """Take the name out of a part, with the office before it and the organisation that owns it."""
    is_short = len(text.split()) <= 2 or text.casefold() in KNOWN_ORGANISATIONS
    if is_short and kind_of_thing(text) != "person":
        return NamePart(text, is_person=False, is_bare=True)
    if is_name(text) and not _title_count(text.split()):
        return NamePart(text, is_bare=True)
    if (part := _split_post_nominals(text)) is not None:
        return part
    bare = strip_determiner(text)
    tokens = bare.split()
    count = _title_count(tokens)
    titles = [word for word in tokens[:count] if word not in COURTESY]
    title = " ".join(titles)
    rest = tokens[count:]
    if count and rest and _is_name_run(rest):
        return NamePart(" ".join(rest), title)
    if _INDEFINITE.match(text) and any(
        is_office(word) and following.casefold() in _LINKS for word, following in pairwise(tokens)
    ):
        return NamePart(text, is_person=False, is_bare=True)  # 'een woordvoerder van Shell'
    if part := _split_owner(rest, title):
        return part
    if (part := _split_after_office(rest, title)) is not None:
        return part
    remaining = " ".join(rest)
    if match := _PARTED.match(remaining):
        head, place = match["name"], match["place"]
        is_place = (
            kind_of_thing(place) == "organisation"
            or has_organisation_word(place)
            or bool(
                re.search(
                    r"\s(?:of|from|at|vom|beim|van het|bij|hos|från|fra|ved|z|ze)\s", remaining
                )
            )
        )
        named = NamePart(head) if is_name(head) else _split_after_office(head.split(), "")
        is_full = named and len(named.name.split()) >= 2 - bool(count or named.role)
        is_named = is_capitalised(_ARTICLE.sub("", place)) and is_place
        if named and is_named and (is_full or has_organisation_word(place)):
            role = ", ".join(part for part in (title, named.role) if part)
            return NamePart(named.name, role, named.affiliation or _ARTICLE.sub("", place))
    if rest and _is_name_run(rest) and not DETERMINER.match(text):
        return NamePart(remaining, title, is_bare=not title)
    if count:
        return NamePart(remaining, title)
    if re.match(r"^(?:la|le|les|der|die|das|el|the)\s[A-ZÀ-Þ]", text) and not is_unnamed(text):
        text = bare
    return NamePart(
        text, is_person=kind_of_thing(text) == "person" and not is_unnamed(text), is_bare=True
    )


def is_unnamed(text: str) -> bool:
    """Tell whether a part names nobody but an office: 'A spokesman for Mr. Clinton'."""
    return is_office_phrase(text) and not is_name(text)


_POST_NOMINALS = re.compile(
    r"MP|MSP|MEP|MLA|MS|TD|QC|KC|SC|JP|CBE|OBE|MBE|KBE|DBE|FRS|FBA|RN|MD|PhD|DPhil|MBA|CPA|LLD|MdB|MdL|"
    r"MdEP|NR|SR"
)


def _split_post_nominals(text: str) -> NamePart | None:
    """'Hamish Drummond MSP', 'Dr Jane Roe CBE'."""
    tokens = text.split()
    count = 0
    while count < len(tokens) - 2 and _POST_NOMINALS.fullmatch(tokens[-1 - count].strip(",")):
        count += 1
    if not count or not _is_name_run(tokens[: len(tokens) - count]):
        return None
    return NamePart(" ".join(tokens[:-count]), " ".join(tokens[-count:]))


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


def _split_owner(tokens: list[str], title: str) -> NamePart | None:
    """'NBC’s Dante Chinni', 'Democracy Corps’ Stan Greenberg'."""
    match = _POSSESSIVE.match(" ".join(tokens))
    if not match or not is_capitalised(match["owner"]):
        return None
    owned = match["owned"].split()
    if not _is_name_run(owned) or len(owned) < 2:
        return None
    owner = match["owner"].strip()
    return NamePart(match["owned"], title, owner)


def _split_after_office(tokens: list[str], title: str) -> NamePart | None:
    """'Judicial Watch president Tom Fitton', 'глава АМКУ Юрий Терентьев'."""
    positions = [
        index
        for index, word in enumerate(tokens)
        if is_office(word) or (index and word in ACADEMIC)
    ]
    if not positions:
        return None
    if len(positions) > 1 and positions[-1] == len(tokens) - 1 and is_capitalised(tokens[-1]):
        positions.pop()  # A surname that is an office: 'tennis great Billie Jean King'.
    start = _name_start(tokens, positions[-1] + 1)
    if start is None or tokens[start].casefold() in ("und", "and", "et", "y", "e", "och", "og"):
        return None
    if tokens[start - 1].casefold() in _LINKS:
        return None
    name, owner = " ".join(tokens[start:]), ""
    if match := _PARTED.match(name):
        place = _ARTICLE.sub("", match["place"])
        if has_organisation_word(place) or is_acronym(place.split()[0]):
            name, owner = match["name"], place
    if re.match(r"^(?:\w+[’']s)\s", name):
        return None
    role, affiliation = split_office(" ".join(tokens[:start]), before_name=True)
    if title and title not in role:
        role = f"{title}, {role}" if role else title
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
    follows_word = start > least  # Something stands between the office and the run.
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
    if not _is_name_run(tokens[start:]) and run > 1:
        return (
            None
            if not all(is_capitalised(w) or w.casefold() in PARTICLES for w in tokens[start:])
            else start
        )
    return start


def _is_before_given_name(tokens: list[str], start: int) -> bool:
    """'mluvčí Kremlu Dmitrij Peskov': behind a small office, a word and then a given name."""
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
        _STATE_PLACES.fullmatch(word)
        or (is_genitive and not is_patronymic and word.casefold() not in GIVEN_NAMES)
        or re.fullmatch(r"[Ά-Ω]\w+(?:[ωώ]ν|[αά]ς|[ηή]ς|ου|ού)", word)
        or re.fullmatch(r"[А-ЯЁІЇЄҐ]\w+(?:ии|ины|ии|ая|ии|ції|ии|ы|ции)", word)
    )


def split_office(text: str, *, before_name: bool = False) -> tuple[str, str]:
    """Part an office from the organisation it is held at.

    'president of Judicial Watch' becomes 'president' and 'Judicial Watch'; an office of state
    keeps its country and portfolio.
    """
    text = _CLAUSE.sub("", strip_determiner(text.strip(" ,")))
    if match := _POSSESSIVE.match(text):
        owner, owned = _ARTICLE.sub("", match["owner"].strip()), match["owned"]
        is_medium = f"the {owner.casefold()}" in KNOWN_PUBLICATIONS
        if is_office_phrase(owned) and (is_medium or not is_office_phrase(owner)):
            if is_capitalised(owner) and not _AIDES.search(owned):
                return owned, owner
            return text, ""
    tokens = text.split()
    offices = [index for index, word in enumerate(tokens) if is_office(word)]
    if not offices or (_RANK.search(tokens[offices[0]]) and len(offices) == 1):
        return text, ""
    if part := _split_at_preposition(text):
        return part
    head = offices[0]
    while head + 1 in offices:
        head += 1  # 'ведущий аналитик'
    following = tokens[head + 1] if head + 1 < len(tokens) else ""
    is_cyrillic = bool(re.match(r"[а-яёіїєґ]", tokens[head].casefold()))
    is_held_at = is_organisation_word(following) or bool(re.match(r"[A-Z]", following))
    if is_cyrillic and is_held_at and is_capitalised(following) and not _STATE.search(tokens[head]):
        cut = head + 1  # 'глава Совета при президенте', 'аналитик Freedom Finance'
        return " ".join(tokens[:cut]), " ".join(tokens[cut:])
    if (
        tokens[0].casefold() in _RANKS_OF_OFFICE
        and len(tokens) > 2
        and is_known_organisation(tokens[1])
    ):
        return f"{tokens[0]} {' '.join(tokens[2:])}", tokens[1]  # 'Senior Pentagon official'
    if has_organisation_word(text) and offices[-1] < len(tokens) - 1:
        tail = tokens[offices[-1] + 1 :]
        if is_capitalised(tail[0]) and all(
            is_capitalised(word) or word.casefold() in PARTICLES for word in tail
        ):
            return " ".join(tokens[: offices[-1] + 1]), " ".join(tail)
    first, last = offices[0], offices[-1]
    tail = tokens[last + 1 :]
    is_head = bool(_HEAD_OF_STATE.search(tokens[last].strip(_PUNCTUATION)))
    if (
        tail
        and is_head
        and (_STATE_PLACES.match(" ".join(tail)) or (len(tail) == 1 and not is_acronym(tail[0])))
    ):
        return text, ""
    if tail and last > first and last == first + 1 and tokens[last].islower() and len(tail) == 1:
        return text, ""  # 'помощница президента Рейгана'
    if tail and is_capitalised(tail[0]) and not before_name | bool(_STATE.search(tokens[last])):
        return " ".join(tokens[: last + 1]), " ".join(tail)
    if tail and (is_acronym(tail[0]) or tail[0][:1] in '«“"„') and not _STATE.search(tokens[last]):
        return " ".join(tokens[: last + 1]), _unquote(" ".join(tail))
    is_of_state = _STATE.search(tokens[last]) or (
        _HEAD_OF_STATE.search(tokens[last])
        and tail
        and (len(tail) == 1 or _STATE_PLACES.match(tail[0]))
    )
    if tail and tail[0][:1].isupper() and not tail[0].isascii() and not is_of_state:
        return " ".join(tokens[: last + 1]), " ".join(tail)
    return _split_leading_organisation(tokens, first)


def is_office_phrase(text: str) -> bool:
    """Tell whether any word of a text is an office."""
    return any(is_office(word) for word in text.split())


def _split_at_preposition(text: str) -> tuple[str, str] | None:
    for match in _PREPOSITION.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        preposition = (match["strong"] or match["elided"] or match["genitive"]).lower()
        place = _ARTICLE.sub("", right)
        is_at_institute = preposition == "à" and re.match(r"l[’'][A-ZÀ-Þ]", right)
        needs_organisation = not is_at_institute and (
            preposition in _LOOSE_PREPOSITIONS or (match["elided"] and preposition[0] != "d")
        )
        if needs_organisation and not (
            is_organisation_word(place.split()[0]) or is_known_organisation(place)
        ):
            continue
        adjectives = re.match(r"^(?:[a-z][\w-]*\s){1,2}(?=[A-Z])", place)
        if (
            adjectives
            and has_organisation_word(place)
            and not has_organisation_word(adjectives[0])
            and not _PREPOSITION.search(f" {adjectives[0]}x")
            and not is_office_phrase(adjectives[0])
        ):
            place = place[adjectives.end() :]
        near = _PREPOSITION.split(place)[0]
        office = next((word for word in reversed(left.split()) if is_office(word)), "")
        is_proper = is_capitalised(place) or place[:1] in '«“„"'
        if not office or not (
            is_proper or (is_organisation_word(place.split()[0]) and " " in place)
        ):
            continue
        is_state = bool(_STATE.search(left.split()[-1])) or any(
            _STATE.fullmatch(word.strip(_PUNCTUATION)) for word in left.split() if is_office(word)
        )
        second = _CONJUNCTION.split(place, maxsplit=1)
        if len(second) > 1 and is_office(second[1].split()[0]):
            continue  # 'maire de Pau et président du MoDem'
        if is_state and (not match["strong"] or preposition in _STATE_PREPOSITIONS):
            continue
        if _HEAD_OF_STATE.search(office.strip(_PUNCTUATION)) and _STATE_PLACES.fullmatch(place):
            continue
        if re.match(r"^(?:State|[ÉE]tat|Estado|Stato)\b", place) and not match["strong"]:
            continue
        if not match["strong"] and _is_subject(near, place):
            continue
        if preposition in (
            "der",
            "des",
            "von",
            "vom",
            "du",
            "in",
            "on",
            "for",
            "für",
            "im",
            "am",
            "i",
            "a",
            "w",
            "v",
        ):
            is_german = preposition in ("der", "des", "von", "vom", "im", "am")
            first = place.split()[0].strip(_PUNCTUATION)
            if is_german and not (
                has_organisation_word(near)
                or is_acronym(first)
                or re.match(r"^[A-Z]\w*-[A-Z]$", first)
                or _is_foreign(place)
            ):
                continue
            if preposition == "in" and not has_organisation_word(place):
                continue
        return left.strip(" ,"), _unquote(place)
    return None


_RANKS_OF_OFFICE = frozenset({"senior", "top", "leading", "veteran", "former", "ex", "longtime"})
_CONJUNCTION = re.compile(r"\s(?:and|et|und|y|e|en|och|og|i|a|și|и|та|ve|&)\s(?=\S)")


def _is_subject(near: str, place: str) -> bool:
    """Tell whether the words before the next preposition are what an office deals with.

    'Head of Policy at Shelter', 'catedrático de Derecho Penal en la Universidad de Salamanca'.
    """
    subjects = [
        word.casefold() for word in re.split(r"[\s,/]+(?:(?:and|&|und|et|y|e)\s)?", near) if word
    ]
    if subjects and all(word in SUBJECTS for word in subjects):
        return True
    if has_organisation_word(near) or is_acronym(near):
        return False
    for later in _PREPOSITION.finditer(place):
        behind = _ARTICLE.sub("", place[later.end() :])
        is_strong = later["strong"] or later["elided"]
        if later["strong"] in ("at", "with") and is_capitalised(behind):
            return True
        if is_strong and behind and has_organisation_word(_PREPOSITION.split(behind)[0]):
            return True
    return False


def is_known_organisation(text: str) -> bool:
    """Tell whether a text is an acronym or an organisation that is known by name."""
    return is_acronym(text) or text.casefold() in KNOWN_ORGANISATIONS


def _unquote(text: str) -> str:
    text = text.strip(" ,")
    return text[1:-1] if len(text) > 2 and text[0] in '«“„"' and text[-1] in '»”“"' else text


def _is_foreign(place: str) -> bool:
    return bool(re.match(r"^(?:[A-Z]\w+\s)+(?:of|at|for|and|&)\s", place)) or bool(
        re.match(r"^[A-Z]{2,}", place)
    )


def _split_leading_organisation(tokens: list[str], office: int) -> tuple[str, str]:
    """'RNC spokesman', 'Pivotal Research analyst', 'State Department spokesman'."""
    lead = 0
    while lead < office and is_capitalised(tokens[lead]) and not is_office(tokens[lead]):
        lead += 1
    owner = tokens[:lead]
    if not owner or (
        lead < office and not all(w in ADJECTIVE or w.islower() for w in tokens[lead:office])
    ):
        return " ".join(tokens), ""
    while owner and owner[-1] in ADJECTIVE and not is_organisation_word(owner[-1]):
        owner.pop()
    if not owner or all(w in ADJECTIVE for w in owner):
        return " ".join(tokens), ""
    if (
        owner[0] in ADJECTIVE
        and not has_organisation_word(" ".join(owner))
        or re.search(r"-(?:based|born|backed)$", owner[0])
    ):
        return " ".join(tokens), ""
    if all(word.casefold() in SUBJECTS for word in owner):
        return " ".join(tokens), ""  # 'IT consultant'
    is_sure = (
        has_organisation_word(" ".join(owner))
        or is_acronym(owner[-1])
        or len(owner) > 1
        or owner[-1] in PUBLICATION
    )
    rest = tokens[len(owner) :]
    if tokens[office][:1].isupper() and not has_organisation_word(" ".join(owner)):
        is_sure = is_acronym(owner[-1])  # 'Data Science Lead' is one office.
    if not is_sure or (office > lead and is_office(rest[0]) and len(rest) > 3 and "and" in rest):
        return " ".join(tokens), ""
    if rest[0][:1].isupper() and not is_office(rest[0]) and not is_organisation_word(owner[-1]):
        return " ".join(tokens), ""
    if re.search(r"\bCounty|\bCity|\bState$", " ".join(owner)) or owner[-1] in (
        "House",
        "Senate",
        "State",
    ):
        return " ".join(tokens), ""
    if re.search(r"(?:Secretary|Minister|Judge|Justice|Governor)$", tokens[office]) and (
        is_organisation_word(owner[-1]) or owner[-1] in ADJECTIVE
    ):
        return " ".join(tokens), ""  # 'Treasury Secretary', 'Supreme Court Justice'.
    if re.fullmatch(r"(?:ex|former|then|longtime|retired)-?", owner[0], re.IGNORECASE):
        return (
            (" ".join([owner[0].lower(), *rest]), " ".join(owner[1:]))
            if owner[1:]
            else (" ".join(tokens), "")
        )
    return " ".join(rest), " ".join(owner)
