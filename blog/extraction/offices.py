"""Offices in attribution lines, and the organisations at which they are held."""

import re

from blog.extraction.departments import split_department
from blog.extraction.lines import (
    ARTICLE_RE,
    PUNCTUATION,
    has_organisation_word,
    is_acronym,
    is_capitalised,
    is_known_organisation,
    is_office,
    is_office_phrase,
    is_organisation_word,
    strip_determiner,
)
from blog.extraction.vocabulary import (
    ADJECTIVE,
    KNOWN_PUBLICATIONS,
    LINKS,
    PARTICLES,
    PLACES,
    PUBLICATION,
    SUBJECTS,
)
from lib.lazy_regex import compile_lazily

# Prepositions between an office and the place where it is held.
_STRONG = (
    r"at|with|from|bei der|bei dem|beim|bei|an der|an dem|am|an|im|chez|auprès de la|auprès du|"
    r"van de|van het|van|voor|bij de|bij|aan de|aan het|aan|ved|på|vid|hos|i|при|у|ve|în cadrul|"
    r"din cadrul|à la|à|au|aux|alla|allo|all|presso|presso la|na|no|en la|en el|en los|en|στο|στη|"
    r"στην|la"
)
_GENITIVE_RE = (
    r"of|for|on|in|de la|de l[’']|de los|de las|des|del|dello|della|delle|dei|degli|dell[’']|du|de|"
    r"d[’']|do|da|dos|das|di|der|des|vom|von der|von|al|ale|a|av|för|for|af|w|we|z|v|ve|ze|του|"
    r"της|των"
)
# Prepositions between an office of state and its portfolio: 'minister van Financiën'.
_STATE_PREPOSITIONS = frozenset({"van", "voor", "van de", "van het", "i", "à", "au", "aux", "la"})
# Prepositions that precede a subject or a place as often: an organisation must follow.
_LOOSE_PREPOSITIONS = frozenset(
    {"à", "à la", "au", "aux", "alla", "allo", "all", "na", "no", "en", "en la", "en el", "en los"}
    | {"la", "στο", "στη", "στην"}
)
# Genitives with an article: a kind of employer and its name may follow.
_ARTICLED = frozenset(
    {"du", "de la", "de l'", "de l’", "del", "della", "dell'", "dell’", "do", "da"}
)
PREPOSITION_RE = compile_lazily(
    rf"\s(?P<strong>{_STRONG})\s(?=\S)|\s(?P<elided>(?:à\s?l|all|dell|nell|dall)[’'])(?=\S)|"
    rf"\s(?P<genitive>{_GENITIVE_RE})(?:\s|(?<=[’']))(?=\S)"
)
# Offices of state: what follows them is a country or a portfolio, which belongs to the office.
_STATE_RE = compile_lazily(
    r"(?:\w*ministr\w*|\w*minister\w*|ministre|secretary of state|министр\w*|міністр\w*|"
    r"министър\w*|король|королева|king|queen|könig\w*|rey|reina|roi|reine|\w*υπουργός|bakan\w*)$",
    re.IGNORECASE,
)
_HEAD_OF_STATE_RE = compile_lazily(
    r"(?:president|président|presidente|präsident\w*|премьер-министр|президент|premier|"
    r"prime minister|premier ministre|chancellor|chancelier|chancelière|prezydent|prezident|"
    r"președintele?|presidenta|президентка|πρόεδρος|cumhurbaşkanı|ambassador|ambassadeur|"
    r"ambassadrice|embajador\w*|embaixador\w*|посол|ambasador\w*|\w*botschafter\w*)$",
    re.IGNORECASE,
)
STATE_PLACES_RE = compile_lazily(
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
_AIDES_RE = compile_lazily(
    r"(?:press secretary|campaign\b.*|communications? director|spokes\w+|running mate|advis[eo]r|"
    r"lawyer|attorney|aide|chief of staff|wife|husband|son|daughter|brother|sister|mother|father|"
    r"biographer|successor|predecessor|deputy|friend)$",
    re.IGNORECASE,
)
# Whose relative somebody is belongs to the role: 'daughter of Ann Lee'.
_KIN_RE = compile_lazily(
    r"(?:[\w-]+\s){0,2}(?:(?:grand)?(?:daughter|son|mother|father)|wife|husband|widow(?:er)?|niece|nephew|cousin|"
    r"(?:petite-)?fille|(?:petit-)?fils|femme|épouse|époux|veuve|veuf|"
    r"(?:enkel)?tochter|sohn|ehefrau|ehemann|witwer?|enkel(?:in)?|nichte|neffe|hij[ao]|niet[ao]|espos[ao]|"
    r"viud[ao]|figli[ao]|nipote|moglie|marito|vedov[ao]|filh[ao]|net[ao]|viúv[ao]|marido|dochter|zoon|"
    r"weduwe|weduwnaar|córka|syn|wdowa|żona|mąż|дочь|сын|вдова|жена|муж|внук|внучка)\s"
    r"(?:of|de|du|des|von|vom|del|do|da|di|della|dello|van)(?=\s)|"
    r"(?:córka|syn|wdowa|żona|mąż|дочь|сын|вдова|жена|муж|внук|внучка)\s(?=[A-ZŁŚŻА-Я])|"
    r"(?:sister|brother|friend|schwester|bruder|sœur|frère|hermana|hermano|sorella|fratello|irmã|irmão|zus|broer)\s"
    r"(?:of|de|von|di|van)\s(?-i:[A-ZÀ-Þ][\w.’'-]+\s[A-ZÀ-Þ])",
    re.IGNORECASE,
)
# 'press secretary to President Ford': what follows is the person whom somebody serves.
_AIDE_TO_RE = compile_lazily(
    r"\s(?:to|for)\s(?:then-?\s?)?(?:President|Senator|Sen\.|Governor|Gov\.|Mayor|"
    r"Vice President|Prime Minister|Queen|King|Pope|Secretary)\s(?:[A-Z][\w.’'-]*\s?){1,4}$"
)
POSSESSIVE_RE = compile_lazily(
    r"^(?P<owner>[^\W\d_][\w.&’'-]*(?:\s[^\W\d_][\w.&’'-]*){0,5}?)(?:[’']s|"
    r"(?<=s)[’'])\s+(?P<owned>\S.*)$"
)
_CLAUSE_RE = compile_lazily(
    r",?\s(?:under|unter|sous|who|whose|which|qui|quien|que|che|która?y?|котор\w+)\s.*$"
)
# 'депутат Госдумы от КПРФ'
_OF_PARTY_RE = compile_lazily(
    r"\s(?:от|від)\s(?:партии\s|партії\s)?(?:[А-ЯЁІЇЄҐ]{2,}|«[^»]{2,40}»)(?=\s|$)"
)
_RANK_RE = compile_lazily(
    r"(?:академик|член-корреспондент|доктор|кандидат|doctor|doctora|Republican|Democrat|"
    r"republican|democrat)$"
)
_RANKS_OF_OFFICE = frozenset({"senior", "top", "leading", "veteran", "former", "ex", "longtime"})
# A second office behind the first one's place: 'fellow at Brookings and a professor of law'.
_ANOTHER_RE = compile_lazily(r"(?:an?|the|former|une?|eine?|una?)\s")
_PARTICIPLE_RE = compile_lazily(r"-(?:based|born|backed|winning|trained|educated|led|era)$")
# A body without a name, in the genitive: 'Sprecherin des Ministeriums'.
_ANY_BODY_RE = compile_lazily(
    r"(?:Ministeriums|Verband(?:e)?s|Vereins|Unternehmens|Konzerns|Gerichts|Instituts|Bundes|Landes|"
    r"Senats|Amte?s|Partei|Gewerkschaft|Behörde|Polizei|Stadt|Bank|Regierung|Kommission|Fraktion|"
    r"Universität|Hochschule|Klinik|Firma|Stiftung|Staatsanwaltschaft|Feuerwehr|Armee|Kirche)"
)
# 'шеф-повар ресторана «Пристань»', but 'режиссёр фильма «Пристань»'
_QUOTED_EMPLOYER_RE = compile_lazily(
    r"(?!книг|роман|фильм|сериал|спектакл|пьес|стат|песн|п[іе]сн|программ|програм|передач|повест|поэм|поем|доклад|исследован|"
    r"кн[иі]ж|film|książk|powieś|spektakl|piosenk|román|knih|píseň|seriál)"
    r"[а-яёіїєґa-zà-ž-]{4,}\s[«„“\"](?P<name>[^«»„“”\"]{2,60})[»“”\"]"
)
# 'redaktor naczelny „Kuriera”'
_SLAVIC_ADJECTIVE_RE = compile_lazily(
    r"\w+(?:lny|lna|czny|czna|czy|cza|cki|cka|ski|ska|ní|ый|ий|ая)"
)
# Offices of companies, after which 'von' leads to no place: 'Geschäftsführer von Brix'.
_BUSINESS_RE = compile_lazily(
    r"(?:geschäftsführer|gründer|inhaber|vorstandsmitglied|vorständ|ceo|cto|cfo)(?:in|innen|s|n)?$",
    re.IGNORECASE,
)
_TEACHER_RE = compile_lazily(
    r"(?:professor(?:in|a)?|lecturer|reader|docent|dozent(?:in)?|professeure?|profesora?|catedrátic[oa]|"
    r"professora|docente|professoressa|hoogleraar|profesor(?:ka)?|профессор)",
    re.IGNORECASE,
)
_LEGAL_FORMS = frozenset({"plc", "eG", "gGmbH", "mbH", "a.s.", "s.r.o.", "sp.", "z", "o.o."})
_CONJUNCTION_RE = compile_lazily(r"\s(?:and|et|und|y|e|en|och|og|i|a|și|и|та|ve|&)\s(?=\S)")


def find_plural_office(text: str) -> tuple[str, str]:
    """Return the first office in the plural and its singular, or two empty texts.

    The plural belongs to the name of a body if one is named without a preposition: 'Owners Club'.
    """
    tokens = text.split()
    for index, word in enumerate(tokens[:4]):
        behind = " ".join(tokens[index + 1 :])
        is_alone = not behind or bool(PREPOSITION_RE.match(f" {behind}"))
        for ending in ("s", "es"):
            singular = word.removesuffix(ending)
            if is_alone and singular != word and not is_office(word) and is_office(singular):
                return word, singular
    return "", ""


def split_office(text: str, *, before_name: bool = False) -> tuple[str, str]:
    """Split an office from the organisation at which it is held.

    'president of Judicial Watch' becomes 'president' and 'Judicial Watch'; an office of state
    keeps its country and portfolio.
    """
    text = _OF_PARTY_RE.sub(" ", _CLAUSE_RE.sub("", strip_determiner(text.strip(" ,")))).strip()
    if _AIDE_TO_RE.search(text) or _KIN_RE.match(text):
        return text, ""
    if match := POSSESSIVE_RE.match(text):
        owner, owned = ARTICLE_RE.sub("", match["owner"].strip()), match["owned"]
        is_medium = f"the {owner.casefold()}" in KNOWN_PUBLICATIONS
        if is_office_phrase(owned) and (is_medium or not is_office_phrase(owner)):
            if is_capitalised(owner) and not _AIDES_RE.search(owned):
                return owned, owner
            return text, ""
    tokens = text.split()
    offices = [
        index
        for index, word in enumerate(tokens)
        if is_office(word) and not _is_inside_name(tokens, index)
    ]
    if not offices or (_RANK_RE.search(tokens[offices[0]]) and len(offices) == 1):
        return text, ""
    if part := _split_at_preposition(text):
        return part
    head = offices[0]
    while head + 1 in offices:
        head += 1  # 'ведущий аналитик'
    following = tokens[head + 1] if head + 1 < len(tokens) else ""
    is_cyrillic = bool(re.match(r"[а-яёіїєґ]", tokens[head].casefold()))
    is_held_at = is_organisation_word(following) or bool(re.match(r"[A-Z]", following))
    if (
        is_cyrillic
        and is_held_at
        and is_capitalised(following)
        and not _STATE_RE.search(tokens[head])
    ):
        cut = head + 1  # 'глава Совета при президенте', 'аналитик Freedom Finance'
        return " ".join(tokens[:cut]), " ".join(tokens[cut:])
    if (
        tokens[0].casefold() in _RANKS_OF_OFFICE
        and len(tokens) > 2
        and is_known_organisation(tokens[1])
    ):
        return f"{tokens[0]} {' '.join(tokens[2:])}", tokens[1]  # 'Senior Pentagon official'
    behind = tokens[offices[-1] + 1 :]
    if behind and all(word in ADJECTIVE for word in behind):
        return text, ""  # 'Directeur Administratif'
    if department := split_department(tokens, offices[-1]):
        return department
    if has_organisation_word(text) and offices[-1] < len(tokens) - 1:
        tail = tokens[offices[-1] + 1 :]
        if is_capitalised(tail[0]) and all(
            is_capitalised(word) or word.casefold() in PARTICLES for word in tail
        ):
            return " ".join(tokens[: offices[-1] + 1]), " ".join(tail)
    first, last = offices[0], offices[-1]
    tail = tokens[last + 1 :]
    is_head = bool(_HEAD_OF_STATE_RE.search(tokens[last].strip(PUNCTUATION)))
    if (
        tail
        and is_head
        and (STATE_PLACES_RE.match(" ".join(tail)) or (len(tail) == 1 and not is_acronym(tail[0])))
    ):
        return text, ""
    if tail and last > first and last == first + 1 and tokens[last].islower() and len(tail) == 1:
        return text, ""  # 'помощница президента Рейгана'
    is_state = bool(_STATE_RE.search(tokens[last]))
    if tail and is_capitalised(tail[0]) and not (before_name or is_state):
        return " ".join(tokens[: last + 1]), " ".join(tail)
    if (named := _QUOTED_EMPLOYER_RE.fullmatch(" ".join(tail))) and not is_state:
        end = last + (2 if _SLAVIC_ADJECTIVE_RE.fullmatch(tail[0]) else 1)
        return " ".join(tokens[:end]), named["name"]
    is_adjective = len(tail) > 1 and tail[0].islower() and tail[0] not in LINKS
    is_body = is_adjective and (
        is_acronym(tail[1])
        and len(tail[1]) > 2
        or is_capitalised(tail[1])
        and is_known_organisation(tail[1])
    )
    if is_body and not is_state:
        return " ".join(tokens[: last + 2]), " ".join(tail[1:])  # 'oficer prasowy KPP'
    if tail and (is_acronym(tail[0]) or tail[0][:1] in '«“"„') and not is_state:
        return " ".join(tokens[: last + 1]), _unquote(" ".join(tail))
    is_of_state = is_state or (
        _HEAD_OF_STATE_RE.search(tokens[last])
        and tail
        and (len(tail) == 1 or STATE_PLACES_RE.match(tail[0]))
    )
    if tail and tail[0][:1].isupper() and not tail[0].isascii() and not is_of_state:
        return " ".join(tokens[: last + 1]), " ".join(tail)
    return _split_leading_organisation(tokens, first)


def _is_inside_name(tokens: list[str], index: int) -> bool:
    """Return whether an office is a word of a name: 'visitor to the Great Yarrow Show'."""
    return (
        1 < index < len(tokens) - 1
        and tokens[index - 1] == "the"
        and is_capitalised(tokens[index])
        and is_capitalised(tokens[index + 1])
        and not is_office(tokens[index + 1])
    )


def _split_at_preposition(text: str) -> tuple[str, str] | None:
    for match in PREPOSITION_RE.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        preposition = (match["strong"] or match["elided"] or match["genitive"]).lower()
        place = ARTICLE_RE.sub("", right)
        is_at_institute = preposition == "à" and re.match(r"l[’'][A-ZÀ-Þ]", right)
        needs_organisation = not is_at_institute and (
            preposition in _LOOSE_PREPOSITIONS or (match["elided"] and preposition[0] != "d")
        )
        if needs_organisation and not (
            is_organisation_word(place.split()[0])
            or is_known_organisation(place)
            or (
                _deals_with_subject(left)
                and is_capitalised(place)
                and place.casefold() not in PLACES
            )
        ):
            continue
        adjectives = re.match(r"^(?:[a-z][\w-]*\s){1,2}(?=[A-Z])", place)
        if (
            adjectives
            and has_organisation_word(place)
            and not has_organisation_word(adjectives[0])
            and not PREPOSITION_RE.search(f" {adjectives[0]}x")
            and not is_office_phrase(adjectives[0])
            and len(adjectives[0]) > 4  # Not 'ifo Institut'.
        ):
            place = place[adjectives.end() :]
        near = PREPOSITION_RE.split(place)[0]
        office = next((word for word in reversed(left.split()) if is_office(word)), "")
        is_proper = bool(
            is_capitalised(place)
            or re.match(r"[«“„\"]|[a-z]{2,4}\s[A-Z]|\d{1,3}(?:st|nd|rd|th)\s[A-Z]", place)
        )
        if preposition in _ARTICLED and re.match(r"[a-zà-ÿ-]{4,}\s[A-ZÀ-Þ«“]", place):
            is_proper = True  # 'patron du bar-tabac Le Balto'

        if not office or not (
            is_proper or (is_organisation_word(place.split()[0]) and " " in place)
        ):
            continue
        is_state = bool(_STATE_RE.search(left.split()[-1])) or any(
            _STATE_RE.fullmatch(word.strip(PUNCTUATION)) for word in left.split() if is_office(word)
        )
        second = _CONJUNCTION_RE.split(place, maxsplit=1)
        if len(second) > 1 and _ANOTHER_RE.match(second[1]) and is_office_phrase(second[1]):
            return f"{left}, {strip_determiner(second[1])}", second[0]
        if len(second) > 1 and is_office(second[1].split()[0]):
            continue  # 'maire de Pau et président du MoDem'
        if is_state and (not match["strong"] or preposition in _STATE_PREPOSITIONS):
            continue
        if _HEAD_OF_STATE_RE.search(office.strip(PUNCTUATION)) and STATE_PLACES_RE.fullmatch(place):
            continue
        if re.match(r"^(?:State|[ÉE]tat|Estado|Stato)\b", place) and not match["strong"]:
            continue
        if not match["strong"] and (_is_subject(near, place) or _is_taught(office, place)):
            continue
        if preposition in ("του", "της", "των") and not (
            is_acronym(place) or has_organisation_word(near)
        ):
            continue
        if preposition in ("der", "des") and _ANY_BODY_RE.fullmatch(place):
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
            first = place.split()[0].strip(PUNCTUATION)
            if is_german and not (
                has_organisation_word(near)
                or is_acronym(first)
                or re.match(r"^[A-Z]\w*-[A-Z]$", first)
                or place[0] in '„“«"'
                or re.match(r"\w*[a-z][A-Z]", first)  # 'NeXify'
                or (preposition == "von" and _BUSINESS_RE.search(office))
                or _is_foreign(place)
            ):
                continue
            if preposition == "in" and not has_organisation_word(place):
                continue
        return left.strip(" ,"), _unquote(place)
    return None


def _deals_with_subject(office: str) -> bool:
    """Return whether an office ends in its subject: 'directora de marketing'."""
    tokens = office.split()
    is_genitive = len(tokens) > 2 and tokens[-2] in ("de", "di", "du")
    return is_genitive and tokens[-1].casefold() in SUBJECTS


def _is_taught(office: str, place: str) -> bool:
    """Return whether a professor's subject follows: 'Professor of Radiology', 'of the Practice'."""
    is_teacher = bool(_TEACHER_RE.fullmatch(office.strip(PUNCTUATION)))
    return is_teacher and not (has_organisation_word(place) or is_acronym(place.split()[0]))


def _is_subject(near: str, place: str) -> bool:
    """Return whether the words before the next preposition are what an office deals with.

    'Head of Policy at Shelter', 'catedrático de Derecho Penal en la Universidad de Salamanca'.
    """
    subjects = [
        word.casefold() for word in re.split(r"[\s,/]+(?:(?:and|&|und|et|y|e)\s)?", near) if word
    ]
    if subjects and all(word in SUBJECTS for word in subjects):
        return True
    if has_organisation_word(near) or is_acronym(near):
        return False
    for later in PREPOSITION_RE.finditer(place):
        behind = ARTICLE_RE.sub("", place[later.end() :])
        is_strong = later["strong"] or later["elided"]
        if later["strong"] in ("at", "with") and is_capitalised(behind):
            return True
        if is_strong and behind and has_organisation_word(PREPOSITION_RE.split(behind)[0]):
            return True
    return False


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
    while (
        lead < office
        and (is_capitalised(tokens[lead]) or lead and tokens[lead] in _LEGAL_FORMS)
        and not is_office(tokens[lead])
    ):
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
        or any(map(_PARTICIPLE_RE.search, owner))
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
