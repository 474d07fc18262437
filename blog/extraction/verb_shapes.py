"""Verbs between a quotation and its speaker that no table has: '“…”, retrucó el ministro Luis Gil'.

A comma behind a quotation is followed by an attribution, in which a verb has an ending of its
language and stands beside the name.
"""

import re
from functools import cache
from itertools import takewhile

from blog.extraction import cues, speaker_patterns
from blog.extraction.lines import ends_in_link, is_office
from blog.extraction.people import WORDS_RE
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

# The endings of a verb whose subject follows, by language.
_SHAPES = {
    "en": r"[a-z]{3,}ed",
    "de": r"[a-zäöüß]{3,}(?:te|t)",
    "nl": r"[a-z]{3,}(?:te|de|t)",
    "fr": r"(?:a|avait|est|s[’']est|s[’']était)\s[^\W\d_]{3,}(?:ée?|ue?)|"
    r"[^\W\d_]{3,}(?:ise|ait|ent|te|ne|a)",
    "es": r"(?:ha|había)\s\w{3,}(?:ado|ido)|[^\W\d_]{2,}(?:ó|aba|iza)",
    "it": r"(?:ha|aveva)\s\w{3,}(?:ato|ito|uto)|[^\W\d_]{3,}(?:ò|ava|izza|eggia)",
    "pt": r"[^\W\d_]{3,}(?:ou|eu|iu|ava|iza)",
    "sv": r"[^\W\d_]{3,}(?:ade|ar|te)",
    "no": r"[^\W\d_]{3,}(?:et|er|te)",
    "da": r"[^\W\d_]{3,}(?:ede|er|te)",
}
# Of the same endings, but no verbs of which the name behind is the subject.
_OTHERS = (
    r"based|called|named|titled|entitled|followed|compared|united|"
    r"nicht|recht|erst|sonst|selbst|statt|seit|samt|fast|heute|bitte|laut|"
    r"niet|want|omdat|toch|altijd|einde|met|"
    r"pendant|suivant|durant|avant|devant|souvent|comment|vraiment|cependant|toute|cette|haute|une|"
    r"voilà|carta|hasta|contra|para|protagoniz\w+|estren\w+|dirig\w+|public\w+|grab\w+|interpret\w+|"
    r"under|efter|eller|men|över|etter|deretter|ofte|indeed|hundred|jetzt|damit|soweit|somit|zuletzt|"
    r"nadat|voordat|zodat|totdat|però|personne"
)
# Who hears, reads or gets words does not say them, nor whoever could or must.
_NO_SPEECH = (
    r"(?:hö|ho|hoo)r\w+|bekommt|bekam\w*|liest|steht|lautet|heißt|stammt|erscheint|erhält|"
    r"(?:m[uü]ss|k[oö]nn|woll|soll|m[oö]ch|durf|dürf|hät)\w*te|"
    r"krijgt|ontvangt|leest|staat|luidt|heet|moet|moest|wordt|"
    r"entend\w+|écout\w+|lisait|présent\w+|dev(?:ait|ient)|aurait|(?:pour|voud|dev)rait|"
    r"(?:a|avait)\s(?:entendu|écouté|reçu|lu|vu|connu|perdu)|est\s(?:devenu|né|apparu|paru|venu)e?|"
    r"oyó|o[ií]a|escuch\w+|leyó|recibió|ganó|sonaba|rezaba|figuraba|ha\s(?:oído|escuchado|leído|recibido|sido|estado)|"
    r"sentiva|ascolt\w+|recitava|campeggi\w+|suonava|(?:ha|aveva)\s(?:sentito|ascoltato|ricevuto|avuto)|"
    r"ouviu|leu|recebeu|escutou|estava|ficou|ganhou|"
    r"måste|läste|fruktar|saknar|spelar|heter|hører|leser|læser|hedder|spiller|måtte|frykter|frygter"
)
_ADVERB_RE = compile_lazily(
    r"hier|encore|aussi|puis|ensuite|alors|déjà|ayer|hoy|luego|después|también|entonces|ieri|oggi|"
    r"poi|anche|allora|ontem|hoje|depois|também|gestern|heute|noch|dann|später|auch|daraufhin|"
    r"gisteren|vandaag|toen|ook|later|then|today|yesterday|igår|idag|sedan|också"
)
# Before somebody to whom the words are said: 'lança à Paul Roux', 'sibilò al sindaco'.
_TO = frozenset(["à", "au", "aux", "al", "allo", "alla", "agli", "ao", "aos", "aan", "til", "till"])
# 'm’y confiait', 'le retrucó': to whom, before the verb.
_OBJECT = rf"(?:se\s|{speaker_patterns.CLITIC})"
_COURTESY_RE = compile_lazily(rf"(?<!\w)(?:{load_tables('speech')['before_surnames']})(?!\w)")
_WHO = (
    rf"(?:(?i:{speaker_patterns.DETERMINER})(?:\s|(?<=[’'])))?(?:[^\W\d_A-ZÀ-Þ][\w’'-]*\s){{0,4}}"
)


def find_shape(after: str, language: str, *, is_after_comma: bool) -> re.Match[str] | None:
    """Return a match of `who` and `cue` behind a quotation, or None.

    `is_after_comma`: a comma stands within the quotation's marks, at its end.
    """
    if not (is_after_comma or after.lstrip(' ”’"»').startswith(",")):
        return None
    pattern = _shape(cues.table_for(language))
    match = pattern.match(after) if pattern else None
    return match if match and _is_person(match["who"], language) else None


def _is_person(who: str, language: str) -> bool:
    """Return whether words have a given name or an office: not 'erschien Anfang Mai'."""
    tokens = WORDS_RE.findall(who)
    if not _is_subject(tokens, language):
        return False
    if _COURTESY_RE.search(who):
        return True
    return any(token[:1].isupper() and token.casefold() in GIVEN_NAMES for token in tokens) or any(
        map(is_office, tokens)
    )


def _is_subject(tokens: list[str], language: str) -> bool:
    """Return whether only an office stands before a name: not 'le slogan de Paul Roux'."""
    lower = list(takewhile(lambda token: not token[:1].isupper(), tokens))
    while lower and _ADVERB_RE.fullmatch(lower[0]):
        del lower[0]
    if lower and (lower[0] in _TO or lower[0] == "a" and cues.table_for(language) != "pt"):
        return False
    if lower and re.fullmatch(speaker_patterns.DETERMINER, lower[0]):
        del lower[0]
    return not lower or is_office(lower[-1]) and not any(map(ends_in_link, lower))


@cache
def _shape(language: str) -> re.Pattern[str] | None:
    if language not in _SHAPES:
        return None
    return re.compile(
        rf"^[\s,”’\"»]{{1,5}}{_OBJECT}(?!(?:{_OTHERS}|{_NO_SPEECH})\s)(?P<cue>{_SHAPES[language]})\s"
        rf"(?P<who>{_WHO}(?:{speaker_patterns.NAME}))(?:{speaker_patterns.APPOSITION})?"
    )
