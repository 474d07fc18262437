"""Speakers in Slavic prose, whose nouns have no articles and whose subjects stand anywhere.

'— сказал ему следователь', 'řekl po zápase Slabý', 'Президент Путин осенью заявил, что «…»'.
"""

import re
from functools import cache

from blog.extraction import cues
from blog.extraction.lines import is_office
from blog.extraction.people import FUNCTION_WORDS, NAME_WORD, OPENERS
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

LANGUAGES = frozenset(["ru", "uk", "be", "pl", "cs", "sk", "hr"])
_TABLES = load_tables("slavic")
_WORD = r"[^\W\d_]+(?:[’'-][^\W\d_]+)*"
_WORD_RE = compile_lazily(_WORD)
_NAME_RE = compile_lazily(rf"{NAME_WORD}(?:\s{NAME_WORD}){{0,4}}")
_GAP_RE = compile_lazily(r"[\s,.!?…—–\-”“\"»]{0,6}")
# The clause behind a passage ends at a full stop, but for that of 'ing. P. Slaný', or at a dash.
_CLAUSE_END_RE = compile_lazily(
    rf"(?<=[^\W\d_]{{3}})(?<!\b(?:asp|szt|mgr|inż|gen|płk|mjr|kpt|por|dyr|red|sen|pos|kom|ing|adm|сан|зам|ген)\b)[.!?…]"
    rf"(?=\s|$|[”\"»])|[;:“”\"«»„\n]|,?\s[—–-]\s|,\s(?:{_TABLES['conjunctions']})\s"
)
# Within a clause: 'главный тренер «Волны» Олег Тарасов'.
_TITLE_RE = compile_lazily(r"(?<=\w\s)[«„“\"][^\W\d_][\w .-]{1,40}[»“”\"](?=\s[^\W\d_])")
_PREPOSITIONS = frozenset(_TABLES["prepositions"].split("|"))
_CONJUNCTIONS = frozenset(_TABLES["conjunctions"].split("|"))
_OBJECTS = frozenset(_TABLES["objects"].split("|"))
_OTHERS = _PREPOSITIONS | _CONJUNCTIONS | _OBJECTS | FUNCTION_WORDS
_ADVERBS = compile_lazily(_TABLES["adverbs"])
_AS = frozenset(["как", "вот", "як", "jak", "i", "и", "kako"])
_FROM = frozenset(["z", "ze", "из", "з", "із", "iz"])
_ONE_OF_RE = compile_lazily(
    r"(?:jeden|jedna|jedno|один|одна|jedan)\s(?:z|ze|из|з|із|iz|od)\s(?:\w+(?:[yi]ch|[ыи]х|[ýí]ch)\s)?"
    r"[^\W\d_A-ZА-ЯЁ][\w-]*(?=[\s.,]|$)"
)
MAX_NOUNS = 4

# The words that name a speaker, their offset and the verb.
type Found = tuple[str, int, str]


def find_after(after: str, language: str, *, is_after_comma: bool) -> Found | None:
    """Return whom the words behind a passage name as its speaker: a name, else a noun.

    `is_after_comma`: the passage ends with a comma, which only an attribution follows.
    """
    gap = _GAP_RE.match(after)
    start = gap.end() if gap else 0
    bare = _TITLE_RE.sub(lambda title: "·" * len(title[0]), after)
    end = _CLAUSE_END_RE.search(bare, start)
    clause = bare[start : end.start() if end else len(after)]
    is_after_comma = is_after_comma or bool(re.search(r"[,—–-]", after[:start]))
    verb = _verb_behind(language, is_after_comma=is_after_comma).match(clause)
    if not verb:
        return None
    base = verb.end()
    rest = clause[base:]
    if one := _ONE_OF_RE.match(rest):  # 'jedna z mieszkanek ulicy Lipowej'
        return one[0], start + base, verb["cue"]
    if named := _last_name(rest) or _first_noun(rest):
        begin = start + base + named[1]
        return after[begin : begin + len(named[0])], begin, verb["cue"]
    return None


def find_before(sentence: str, language: str) -> Found | None:
    """Return the subject of the last verb of saying in a sentence that leads to a passage."""
    verbs = list(_verbs_of_saying(language).finditer(sentence))
    if not verbs or re.search(r"[“”\"«»„]", sentence[verbs[-1].end() :]):
        return None
    verb = verbs[-1]
    head = sentence[: verb.start()]
    starts = [match.end() for match in re.finditer(r"[,;:—–“”\"«»„]\s?|\s-\s", head)]
    start = starts[-1] if starts else 0
    clause = head[start:]
    tokens = list(_WORD_RE.finditer(clause))
    for token in reversed(tokens):
        if token[0].casefold() in cues.pronouns(language):
            return token[0], start + token.start(), verb[0]
    if named := _last_name(clause) or _last_noun(tokens, clause):
        return named[0], start + named[1], verb[0]
    if all(token[0].casefold() in _AS for token in tokens):  # 'Как разъясняет следователь, «…»'
        rest = re.split(r"[,:;—–]", sentence[verb.end() :])[0]
        if named := _last_name(rest) or _first_noun(rest):
            return named[0], verb.end() + named[1], verb[0]
    return None


def is_oblique(text: str, start: int, end: int) -> bool:
    """Return whether a preposition stands between two offsets, the last of them in a name."""
    return any(word.casefold() in _PREPOSITIONS for word in _WORD_RE.findall(text[start:end]))


@cache
def _verbs_of_saying(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{cues.verbs(language)})(?!\w)", re.IGNORECASE)


@cache
def _verb_behind(language: str, *, is_after_comma: bool) -> re.Pattern[str]:
    """Return a pattern for the verb at the start of a clause, an adverb before it included.

    Behind a comma or a dash any verb counts: 'описала впечатления', 'charakterizoval'.
    """
    verbs = cues.verbs(language)
    if is_after_comma:
        verbs = f"{verbs}|{_TABLES[f'shapes.{cues.table_for(language)}']}"
    manner = rf"(?:с|со|з|із|s|se|z|ze)\s{_WORD}\s|[^\W\d_A-ZА-ЯЁІЇЄҐ]\w+\s"
    auxiliary = r"(?:\s(?:se|si|się|sa|je|su|som|jsem))?"
    return re.compile(rf"(?:{manner})?(?P<cue>{verbs}){auxiliary}(?!\w)\s")


def _last_name(clause: str) -> tuple[str, int] | None:
    """Return the last name that no preposition governs, with the office before it."""
    for match in reversed(list(_NAME_RE.finditer(clause))):
        first, *more = match[0].split()
        before = clause[: match.start()].rstrip()
        if (before.split() or [""])[-1].casefold() in _PREPOSITIONS:
            if len(more) < 2:
                continue
            start = match.start() + len(first) + 1  # 'na Kavkaze Boris Jelcin'
        elif first.casefold() in FUNCTION_WORDS | OPENERS:
            continue
        else:
            start = _office_start(before, match.start())
        return clause[start : match.end()], start
    return None


def _office_start(before: str, start: int) -> int:
    """Return the offset of the office that stands before a name, or that of the name."""
    for token in reversed(list(_WORD_RE.finditer(before))[-6:]):
        if token[0].casefold() in _PREPOSITIONS or token[0][:1].isupper():
            break
        if is_office(token[0]):
            start = token.start()
    return start


def _first_noun(rest: str) -> tuple[str, int] | None:
    """Return the noun phrase behind a verb: 'ему следователь' has 'следователь'."""
    tokens = list(_WORD_RE.finditer(rest))
    while tokens and (tokens[0][0].casefold() in _OBJECTS or _ADVERBS.fullmatch(tokens[0][0])):
        tokens = tokens[1:]
    phrase: list[re.Match[str]] = []
    for token in tokens[:MAX_NOUNS]:
        gap = rest[phrase[-1].end() if phrase else token.start() : token.start()]
        if gap.strip() or not token[0].islower() or token[0].casefold() in _OTHERS - _FROM:
            break
        phrase.append(token)
    if len(phrase) > 1 and phrase[-1][0].casefold() in _PREPOSITIONS:
        place = _NAME_RE.match(rest, phrase[-1].end() + 1)
        if place:  # 'рыбак из Архангельска'
            return rest[phrase[0].start() : place.end()], phrase[0].start()
        phrase.pop()
    return _phrase(rest, phrase)


def _last_noun(tokens: list[re.Match[str]], clause: str) -> tuple[str, int] | None:
    """Return the noun phrase before a verb: 'дед', 'тетка моя'."""
    while tokens and (tokens[-1][0].casefold() in _OBJECTS or _ADVERBS.fullmatch(tokens[-1][0])):
        tokens = tokens[:-1]
    phrase: list[re.Match[str]] = []
    for token in reversed(tokens[-MAX_NOUNS:]):
        if token[0].casefold() in _OTHERS:
            break
        phrase.insert(0, token)
    if phrase and phrase[0].start() and clause[: phrase[0].start()].strip():
        return None  # A preposition or an object comes before: it may be any noun.
    return _phrase(clause, phrase)


def _phrase(text: str, tokens: list[re.Match[str]]) -> tuple[str, int] | None:
    if not tokens or len(tokens[-1][0]) < 3:
        return None
    return text[tokens[0].start() : tokens[-1].end()], tokens[0].start()
