"""Speakers whom the sentence before a quotation names: 'Ann Lee said on Monday that “…”'."""

import re
from dataclasses import replace

from blog.extraction import cues, speaker_patterns
from blog.extraction.attribution import parse_attribution
from blog.extraction.attribution_rest import is_medium
from blog.extraction.lines import has_organisation_word, is_acronym, is_office
from blog.extraction.matched_speakers import from_match, is_time
from blog.extraction.people import NAME_WORD, Speaker
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

type Patterns = dict[str, re.Pattern[str]]
MAX_SENTENCE = 260  # Of it the end is searched.
_BEFORE_PATTERNS = (
    "collective",
    "sources",
    "interrupted",
    "inserted",
    "inserted_inverted",
    "according_name",
    "according_phrase",
    "according_behind",
    "pronoun_at_end",
    "relative",
    "perfect_before",
    "before",
    "role_before",
    "according_before",
    "verb_before",
    "verb_before_kin",
)
_PARTICIPLE_RE = compile_lazily(
    r"(?:saying|writing|adding|noting|claiming|telling \w+|arguing|insisting|warning|"
    r"declaring|tweeting|stating|calling|"
    r"suggesting|asking|pledging|vowing|promising|describing|explaining|quipping|joking|"
    r"en disant|affirmant|déclarant|"
    r"expliquant|estimant|ajoutant|diciendo|afirmando|asegurando|dicendo|affermando|dizendo|"
    r"говоря|заявив|отметив|"
    r"сказав|подчеркнув|добавив|spunând|afirmând)(?:\sthat|\sque|\sche|\sqe|,?\sчто|\scă)?[\s:,]*$",
    re.IGNORECASE,
)
# 'Ann Lee dropped her bid, saying it was time for a “…”': the words are those of the subject.
_PARTICIPLE_CLAUSE_RE = compile_lazily(
    r",\s(?P<cue>dénonçant|estimant|affirmant|assurant|déclarant|évoquant|ajoutant|expliquant|jugeant|"
    r"regrettant|saluant|soulignant|promettant|rappelant|précisant|parlant|diciendo|asegurando|afirmando|"
    r"señalando|alegando|denunciando|calificando|añadiendo|destacando|subrayando|dicendo|parlando|"
    r"definendo|affermando|sostenendo|sottolineando|aggiungendo|dizendo|acrescentando|classificando|"
    r"saying|writing|adding|noting|claiming|telling|arguing|insisting|warning|declaring|"
    r"tweeting|stating|alleging|remarking|complaining|suggesting|explaining|boasting|joking)(?:[,:]?\s|[,:]?$)"
    r"(?P<rest>[^“”\"«»„;\n]{0,140}?(?<![.!?…]))\s*$"
)
# 'The venue apologised on its website, writing:'
_DESCRIBED_SUBJECT_RE = compile_lazily(
    r"^\W*(?P<who>The\s[a-z][\w-]*(?:\s[a-z][\w-]*)?)(?=\s(?:[a-z]{2,}ed|has|had|took|went|gave|"
    r"sent|put|made|issued)\s)"
)
# 'Interrogée par Ouest-France, la préfète, Fatiha Benhamou, a rappelé'
_DESCRIBED_RE = compile_lazily(rf"{speaker_patterns.DETERMINER}\s?[^,.;:“”\"«»„\n]{{3,60}},\s")
# The verbs behind which the listener is named.
_ADDRESSING = frozenset(["told", "tells", "asked", "asks", "urged", "urges", "instructed"])
# 'Seaton and Hull councillor Ann Lee'
_OFFICE_AND_FULL_NAME_RE = compile_lazily(
    rf"(?<!\w)(?P<office>[^\W\d_A-ZÀ-Þ][\w’-]*)\s(?P<given>{NAME_WORD})(?:\s{NAME_WORD}){{1,2}}$"
)
# Before the subject: 'At a rally in Ohio, '.
_ADVERBIAL_RE = compile_lazily(
    r"^\W*(?:In|On|At|After|During|Before|With|Like|By|While|Following|Last|Earlier|Later)\s"
    r"[^,“”\"]{2,80},\s(?=[A-Z])"
)
_AFTER_PREPOSITION_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('speech')['before_places']})\s(?:(?:[^\W\d_][\w’'-]*|&)\s){{0,3}}[^\W\d_][\w’'-]*$",
    re.IGNORECASE,
)
# 'Von Anna Kern hat ein Nachbar erzählt'
_OBJECT_BEFORE_RE = compile_lazily(
    r"\W*(?:Von|Neben|Über|Mit|Für|Gegen|Bei|Van|Over|Naast)(?:\s[A-ZÄÖÜ][\w-]*)+$"
)
# No German noun has this ending in the dative, but the names of groups: 'Bei den Neos heißt es'.
_GROUP_RE = compile_lazily(r"[A-ZÄÖÜ][a-zäöüß]+[aeiou]s|Grünen|Linken")
_OWNER_RE = compile_lazily(r"\s(?:der|des|vo[nm]|del|della|dei|de|di)\s")
_BODIES = frozenset(["juzgado", "ayuntamiento"])
_DESCRIPTION_RE = compile_lazily(rf"{speaker_patterns.DETERMINER}\s*[a-zà-ÿ]")
# 'Quoting her predecessor, Dale Hobbs, Ann Lee went on': the subject is behind the clause.
PARTICIPIAL_RE = compile_lazily(
    r"\W*(?:Quoting|Citing|Echoing|Thanking|Addressing|Answering|Praising|Recalling|Paraphrasing|"
    r"Remembering|Mocking|Flanked\sby|Joined\sby|Introduced\sby|Pressed\sby|Citant|Zitierend|Citando)\s"
)
# Before a name that nobody speaks to: 'has told The Courier:'.
_TOLD_RE = compile_lazily(
    r"(?<!\w)(?:told|tells|telling|asked|informed|assured|reminded|warned|to|à|au|al|alla|gegenüber|"
    r"aan|tegen|till?)\s(?:the\s|the\snewspaper\s|der\s|dem\s)?$",
    re.IGNORECASE,
)


# 'For the Opposition, Baroness Lee asked'
_PEER_RE = compile_lazily(
    rf"(?:Lord|Lady|Baroness|Baron|Viscount|Earl|Sir|Dame)\s{NAME_WORD}(?!\sof\s)"
)


def find_in_clause(last: str, base: int, patterns: Patterns, language: str) -> Speaker | None:
    """Find the subject of a sentence that leads in by a participle: 'Lee smiled, saying “…”'."""
    match = _PARTICIPLE_CLAUSE_RE.search(last)
    if not match or cues.any_verb().search(match["rest"]):
        return None
    clause = _ADVERBIAL_RE.match(last)
    opening = clause.end() if clause else 0
    subject = patterns["subject"].match(last[opening:])
    speaker = from_match(subject, base + opening, language) if subject else None
    return replace(speaker, is_weak=True, cue=match["cue"]) if speaker else None


def find_before(
    last: str, base: int, patterns: Patterns, language: str
) -> tuple[bool, Speaker | None]:
    """Find who is named in the sentence before a quotation, which begins at `base`.

    The first value is whether nobody else can be the speaker.
    """
    if not last.strip():
        return False, None
    has_verb = bool(patterns["verb"].search(last))
    has_according = bool(patterns["according"].search(last))
    for name in _BEFORE_PATTERNS:
        if not (
            has_according if name.startswith("according") else has_verb or name == "interrupted"
        ):
            continue
        match = _last_match(patterns[name], last)
        if match and name == "collective" and not _is_body(match["who"], language):
            continue  # 'Im Vertrag heißt es'
        if match and name == "before":
            match = _skip_clause(patterns[name], match, language)
            match = _skip_place(patterns[name], match, language)
            if match and (_is_place_before_description(match) or _is_cut_off(match)):
                continue
        if match and name == "verb_before" and match["cue"] in _ADDRESSING:
            continue  # 'told the BBC that “…”'
        if match and name == "perfect_before" and _OBJECT_BEFORE_RE.match(last[: match.end("who")]):
            continue
        if match and name == "inserted" and is_office(match["who"].split()[0]):
            continue
        if match and (speaker := from_match(match, base, language)):
            return True, speaker
    described = _DESCRIBED_SUBJECT_RE.match(last)
    if described and _PARTICIPLE_RE.search(last):
        return True, from_match(described, base, language)
    if re.search(r":\s*$", last):
        for name in ("name_colon", "subject"):
            match = _last_match(patterns[name], last)
            if match and name == "name_colon" and _is_addressee(match):
                continue
            if match and (speaker := from_match(match, base, language)):
                return True, replace(speaker, is_weak=True)
    if _PARTICIPLE_RE.search(last) and patterns["subject"].match(last):
        return True, find_subject(last, base, patterns, language)
    return False, None


def _is_body(who: str, language: str) -> bool:
    """Return whether words name people who speak together: a ministry, a party."""
    if language == "fr":
        return True  # 'On' says that they are people.
    who = _OWNER_RE.split(who)[0]  # 'Im Bericht der Polizei heißt es'
    if has_organisation_word(who) or is_medium(who) or any(map(is_acronym, who.split())):
        return True
    return who in _BODIES or language == "de" and _GROUP_RE.fullmatch(who) is not None


def find_subject(last: str, base: int, patterns: Patterns, language: str) -> Speaker | None:
    """Return the subject of a sentence as a weak speaker: nobody says that it speaks."""
    match = patterns["subject"].match(last)
    speaker = from_match(match, base, language) if match else None
    return replace(speaker, is_weak=True) if speaker else None


def _skip_place(pattern: re.Pattern[str], match: re.Match[str], language: str) -> re.Match[str]:
    """'In an interview on Fox, Cruz said “…”': what looks like an apposition is the subject.

    So is a pronoun: 'Ann Lee, whom he called “…”'.
    """
    start = max(match.start("role"), match.start("last"))
    apposition = match.string[start : match.start("cue")] if start >= 0 else ""
    relative = _OBJECT_RE.match(apposition)
    tokens = apposition[relative.end() if relative else 0 :].split()
    is_pronoun = bool(tokens) and tokens[0].casefold() in cues.pronouns(language)
    preposition = _AFTER_PREPOSITION_RE.search(match.string[: match.end("who")])
    if preposition and language not in ("ro", "pl"):
        first, noun = preposition[0].split()[:2]
        if first.casefold() == "la" and (noun.islower() or is_office(noun)):
            preposition = None  # An article: 'La ministra Ana Ruiz', unlike 'La Paz'.
    if start < 0 or not (
        is_pronoun or preposition or is_time(match["who"]) or PARTICIPIAL_RE.match(match.string)
    ):
        return match
    if is_pronoun and relative:
        start += relative.end()
    subject = pattern.search(match.string, start)
    if subject is None:
        return match
    skipped = match.string[start : subject.start("who")]
    if skipped and not _DESCRIBED_RE.fullmatch(skipped):
        return match
    if is_office(subject["who"].split()[0]) and not _has_title_and_name(subject["who"]):
        return match
    return _skip_place(pattern, subject, language)


def _skip_clause(pattern: re.Pattern[str], match: re.Match[str], language: str) -> re.Match[str]:
    """'Ann Lee, elected in Hull, was glad when she wrote': the last subject before the verb.

    'Harwich, Lowestoft and Hull councillor Ann Lee said' begins with places.
    """
    apposition = match["last"] or ""
    start = match.start("last")
    tokens = apposition.split()
    if len(tokens) > 1 and tokens[-1].casefold() in cues.pronouns(language):
        return pattern.search(match.string, match.end("last") - len(tokens[-1])) or match
    first = match["who"].split()[0].casefold()
    named = _OFFICE_AND_FULL_NAME_RE.search(apposition)
    is_office_holder = (
        named is not None
        and is_office(named["office"])
        and (named["given"].casefold() in GIVEN_NAMES or " and " in apposition[: named.start()])
        and first not in GIVEN_NAMES
    )
    if not (named and is_office_holder):
        return match
    return pattern.search(match.string, start + named.start()) or match


def _has_title_and_name(who: str) -> bool:
    """Return whether the words are an office with the full name of who holds it."""
    if _PEER_RE.match(who):
        return True
    parsed = parse_attribution(who)
    first, _, surname = parsed.name.partition(" ")
    return bool(parsed.role and surname) and first.casefold() in GIVEN_NAMES


def _is_place_before_description(match: re.Match[str]) -> bool:
    """'Speaking on Radio Ems, the chairman said “…”': the speaker is the description."""
    role = match["last"] or match["role"] or ""
    return bool(
        _DESCRIPTION_RE.match(role)
        and role.islower()
        and _AFTER_PREPOSITION_RE.search(match.string[: match.end("who")])
    )


_OBJECT_RE = compile_lazily(r"(?:whom?|which|that)\s", re.IGNORECASE)


def _is_addressee(match: re.Match[str]) -> bool:
    return bool(_TOLD_RE.search(match.string[: match.start("who")]))


def _is_cut_off(match: re.Match[str]) -> bool:
    """'Faux, rétorque Ann Lee': a word before a comma is no subject of the verb behind it."""
    has_apposition = any(match[name] for name in ("role", "last", "brackets"))
    between = match.string[match.end("who") : match.start("cue")]
    return between.startswith(",") and not has_apposition and " " not in match["who"]


def _last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the match with the last verb at the end of a text; the offsets are those of the whole.

    'Despite what he wrote, Cross said it was “…”' has two subjects, of which the last one speaks.
    """
    tail = text[-MAX_SENTENCE:].rjust(len(text))
    match = last = pattern.search(tail)
    while match and "cue" in pattern.groupindex:
        last = match
        match = pattern.search(tail, match.end("cue"))
    return last
