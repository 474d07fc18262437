"""The people whom a paragraph names in full, with the words beside their names."""

import re

from blog.extraction import cues
from blog.extraction.attribution import Attribution
from blog.extraction.callings import note_description
from blog.extraction.datelines import DATELINE_RE
from blog.extraction.employers import split_employer
from blog.extraction.lines import is_name, is_office, is_office_phrase, is_organisation_word
from blog.extraction.people import (
    AGE_RE,
    FUNCTION_WORDS,
    UPPER_LETTERS,
    WORDS_RE,
    Registry,
    name_parts,
    strip_description,
)
from blog.extraction.vocabulary import GIVEN_NAMES, PARTICLES, load_tables
from lib.lazy_regex import compile_lazily

_FULL_NAME_RE = compile_lazily(
    rf"(?<![\w’'])[{UPPER_LETTERS}][\w’'-]+(?:\s(?:[{UPPER_LETTERS}]\.|Ó(?=\s)|(?:de|da|do|dos|van|von|"
    rf"der|den|al|bin|del|di|du|la|te|ter|ten|"
    rf"le)(?=\s)|[{UPPER_LETTERS}][\w’'-]+)){{1,6}}"
)
# 'Josiane, 67 ans', 'Mia (9)', 'who gave her name as Pat': people by their given names alone.
_GIVEN_ALONE_RE = compile_lazily(
    rf"(?<![\w’'])(?<!\w\s)(?P<aged>[{UPPER_LETTERS}][\w-]{{1,30}})(?:,\s\d{{1,3}}(?:\s(?:ans|años|anni|"
    rf"anos|Jahre|år|jaar|lat|let|лет|"
    rf"года?|років))?,|\s\(\d{{1,3}}\))|(?:gave (?:her|his|their) name as|asked to be called|"
    rf"identified (?:her|him)self as|"
    rf"who goes by)\s(?P<named>[{UPPER_LETTERS}][\w-]{{1,30}})(?!\s[{UPPER_LETTERS}])"
)
# 'My guide, Anders, laughs', 'su mujer, Pilar, asiente', 'his sister Jean'
_OWNED_NAME_RE = compile_lazily(
    rf"(?<!\w)(?i:my|his|her|their|our|mein|meine|seine?|ihre?|sus?|mi|mon|ma|sa|son|suo|sua|mio|mia|seu|meu|minha|"
    rf"zijn|haar|mijn|hans|hennes)\s[^\W\d_][\w-]*,?\s(?P<named>[{UPPER_LETTERS}][\w-]{{1,30}})(?=,|\s[^\W\d_A-ZÀ-Þ])"
)
# 'Another commenter, Priti, was kinder'
_INDEFINITE_NAME_RE = compile_lazily(
    rf"(?<!\w)(?i:an?|another|one|une?|ein|eine|un[ao]?|uma?|een|en|ett|et)\s(?P<noun>[^\W\d_][\w-]*),\s"
    rf"(?P<named>[{UPPER_LETTERS}][\w-]{{1,30}})(?=,\s)"
)
_KIN_RE = compile_lazily(rf"(?<!\w)(?:{load_tables('speech')['kin']}),?\s$")
_SENTENCE_STARTS = frozenset(
    ["The", "But", "And", "When", "As", "In", "On", "At", "For", "After", "If", "A"]
)
# 'In New South Wales Mr Lee said': a surname alone, and the words before it are no name.
_COURTESY_WORDS = frozenset(load_tables("speech")["before_surnames"].split("|"))
_STREETS = frozenset(load_tables("speech")["streets"].split("|"))
# Before a place and a name: 'il sindaco di Bracciano Anna Riva'.
_OFFICE_OF_RE = compile_lazily(r"(?P<office>[^\W\d_]+)\s(?:di|de|do|da|del|von|van|of)\s$")
# 'Der Deichgraf von Oldenmoor'
_GERMAN_OFFICE_OF_RE = compile_lazily(r"(?:Der|Die|Das|Ein|Eine)\s\w+\s(?:von|van|der|in)\s\w+")
_PLACE_BEFORE_RE = compile_lazily(
    r"(?<!\w)(?:in|at|near|en|em|na|no|i|på|w|v|ve|в|у|din|în|bei|nach|till|til|à)\s$"
)
_PLACE_BEHIND_RE = compile_lazily(
    r"\s(?:района|области|края|округа|республики|сельсовета|району|області|okresu|kraje|powiatu|"
    r"gminy|county|borough|district)(?!\w)"
)


def register_names(registry: Registry, text: str, language: str = "en") -> None:
    """Add the people whom a paragraph names in full, with the office before the name if any."""
    if text.isupper():
        return
    dateline = DATELINE_RE.match(text)
    for match in _FULL_NAME_RE.finditer(text[:20_000], dateline.end() if dateline else 0):
        tokens = _strip_surroundings(match, text, language)
        name, employer = split_employer(re.sub(r"[’']s$", "", " ".join(tokens)))
        tokens = name.split() if employer else tokens
        if (
            _is_place(match, text)
            or language == "de"
            and _is_german_noun(match, tokens, text)
            or tokens
            and tokens[0][-1:] == "s"
            and tokens[0][:-1] in registry.by_surname  # 'Kienles Nachfolger'
        ):
            continue
        if tokens and tokens[-1].endswith(("-based", "-born", "-trained", "-owned", "-listed")):
            continue  # 'One Athens-based owner'
        is_organisation = len(tokens) > 2 and is_organisation_word(tokens[0])
        if len(tokens) >= 2 and is_name(name) and not is_organisation:
            if _starts_sentence(text, match) or language in ("pl", "cs", "sk", "hr"):
                name = strip_description(name, language)  # 'jego poprzednik, Czech Jan Malý'
            registry.add(Attribution(name=name))
            _describe(registry, text, match, name)
    for pattern in (_OWNED_NAME_RE, _INDEFINITE_NAME_RE):
        for match in pattern.finditer(text[:20_000]):
            is_relative = _KIN_RE.search(match[0].rpartition(match["named"])[0]) is not None
            noun = match.groupdict().get("noun")  # 'A city, Florence, was her choice.'
            is_given = match["named"].casefold() in GIVEN_NAMES and (not noun or is_office(noun))
            if is_relative or is_given:
                registry.add_given_name(match["named"])
    for match in _GIVEN_ALONE_RE.finditer(text[:20_000]):
        if match["named"] or match["aged"].casefold() in GIVEN_NAMES:
            registry.add_given_name(match["named"] or match["aged"])


def _strip_surroundings(match: re.Match[str], text: str, language: str) -> list[str]:
    """Return the words of a name without an office, a place or what the person owns."""
    tokens = match[0].split()
    while tokens and (
        is_office(tokens[0])
        or len(tokens) > 2
        and is_office(tokens[0].removesuffix("s"))  # 'Justices R. Lee and S. Ray'
        or tokens[0] in _SENTENCE_STARTS
        or tokens[0].casefold() in FUNCTION_WORDS
    ):
        tokens = tokens[1:]
    tokens = _strip_place(
        _strip_offices(_strip_courtesy(tokens)), text[max(0, match.start() - 40) : match.start()]
    )
    if language == "de":
        tokens = _cut_noun(_skip_nouns(tokens))
    owner = next((i for i, token in enumerate(tokens) if token.endswith(("’s", "'s"))), None)
    return tokens[: owner + 1] if owner else tokens  # 'Ann Lee's Counting Sheep'


def _is_place(match: re.Match[str], text: str) -> bool:
    """Return whether a preposition or 'county' beside the words shows a place."""
    before = text[max(0, match.start() - 12) : match.start()]
    return bool(_PLACE_BEFORE_RE.search(before) or _PLACE_BEHIND_RE.match(text, match.end()))


def _is_german_noun(match: re.Match[str], tokens: list[str], text: str) -> bool:
    """Return whether words may be common nouns, which have capitals in German."""
    if _GERMAN_OFFICE_OF_RE.fullmatch(match[0]):
        return True
    if not tokens or tokens[0].casefold() in GIVEN_NAMES or len(tokens) < len(match[0].split()):
        return False
    before = text[max(0, match.start() - 80) : match.start()].rstrip()
    before = before.rpartition(" ")[2].strip(",(")
    return not (is_office(before) or _is_apposition(text, match))


def _strip_courtesy(tokens: list[str]) -> list[str]:
    """Return what follows the last form of address: 'Ann Lee' of 'Ms Ann Lee'."""
    places = [i for i, token in enumerate(tokens) if token.rstrip(".") in _COURTESY_WORDS]
    return tokens[places[-1] + 1 :] if places else tokens


def _strip_offices(tokens: list[str]) -> list[str]:
    """Return 'Ann Lee' of 'Health Secretary Ann Lee'."""
    if not tokens or tokens[0].casefold() in GIVEN_NAMES:
        return tokens
    last = max(
        (i for i, token in enumerate(tokens[:-2]) if is_office(token) or AGE_RE.fullmatch(token)),
        default=-1,
    )
    return tokens[last + 1 :]


def _skip_nouns(tokens: list[str]) -> list[str]:
    """Return 'Hanna Veit' of 'Kolumnistin Hanna Veit', since German nouns have capitals too."""
    last_nouns = range(1, len(tokens) - 1)
    start = next((i for i in last_nouns if tokens[i].casefold() in GIVEN_NAMES), 0)
    is_named = not tokens or tokens[0].casefold() in GIVEN_NAMES or tokens[0].endswith(".")
    return tokens if is_named or not tokens[start][:1].isupper() else tokens[start:]


def _cut_noun(tokens: list[str]) -> list[str]:
    """Return 'Jörg Rot' of 'laut Jörg Rot Gartenmöbel', since German nouns have capitals too."""
    article = next((i for i, token in enumerate(tokens) if token == "den" and i > 1), len(tokens))
    if tokens and tokens[article - 1] not in ("von", "van"):
        tokens = tokens[:article]  # 'Damit hat Hanna Veit den Ton gesetzt'
    is_whole = len(tokens) < 3 or tokens[0].casefold() not in GIVEN_NAMES
    if is_whole or tokens[1].casefold() in GIVEN_NAMES | PARTICLES or tokens[1].endswith("."):
        return tokens
    return tokens[:2]


def _strip_place(tokens: list[str], before: str) -> list[str]:
    """Return 'Anna Riva' of 'il sindaco di Bracciano Anna Riva', and nothing of a street."""
    if tokens and tokens[0] in _STREETS:
        return []
    link = _OFFICE_OF_RE.search(before)
    if link is None or not is_office(link["office"]):
        return tokens
    starts = (i for i, token in enumerate(tokens) if token.casefold() in GIVEN_NAMES)
    return tokens[next(starts, 0) :]


def _is_apposition(text: str, match: re.Match[str]) -> bool:
    """Return whether a name stands between commas behind an office: 'Der Vogt, Jo Rot, …'."""
    before = text[max(0, match.start() - 80) : match.start()]
    if not before.endswith(", ") or text[match.end() : match.end() + 1] != ",":
        return False
    clause = re.split(r"[.!?;:,„“”\"»«]", before[:-2])[-1]
    return re.match(r"\s?(?:[Dd]er|[Dd]ie|[Dd]as)\s", clause) is not None and is_office_phrase(
        clause
    )


def _starts_sentence(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 10) : match.start()].rstrip()
    return not before or before[-1] in '.!?…”“"»'


def _describe(registry: Registry, text: str, match: re.Match[str], name: str) -> None:
    """Note the words beside a name that may stand for the person later on."""
    person = registry.by_surname.get(" ".join(name_parts(name)[-2:]))
    if person is None:
        return
    before = re.split(
        r"(?<=\w{4})[.!?]|[;:“”„«»\"(]", text[max(0, match.start() - 80) : match.start()]
    )[-1]
    near = " ".join(before.split()[-6:]) + " " + match[0].replace(name, " ")
    behind = re.match(r"\s?,([^,.;:“”„«»\"]{3,60})[,.]", text[match.end() : match.end() + 70])
    for word in WORDS_RE.findall((near + " " + (behind[1] if behind else "")).casefold()):
        if len(word) > 3 and word not in FUNCTION_WORDS and not cues.any_verb().fullmatch(word):
            note_description(registry, word, person)
