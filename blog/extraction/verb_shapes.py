"""Verbs between a quotation and its speaker that no table has: '“…”, retrucó el ministro Luis Gil'.

A comma behind a quotation is followed by an attribution, in which a verb has an ending of its
language and stands beside the name.
"""

import re
from functools import cache

from blog.extraction import cues, speaker_patterns
from blog.extraction.lines import is_office
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
    r"under|efter|eller|men|över|etter|efter|eller|ofte"
)
# 'm’y confiait', 'le retrucó': to whom, before the verb.
_OBJECT = (
    r"(?:(?:[mtsln][’'](?:y\s|en\s)?|(?:me|te|se|le|les|lui|leur|nous|vous|nos|gli|ci|vi|mi|ti|"
    r"lhes?)\s)?)"
)
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
    return match if match and _is_person(match["who"]) else None


def _is_person(who: str) -> bool:
    """Return whether words have a given name or an office: not 'erschien Anfang Mai'."""
    tokens = WORDS_RE.findall(who)
    if _COURTESY_RE.search(who):
        return True
    return any(token[:1].isupper() and token.casefold() in GIVEN_NAMES for token in tokens) or any(
        map(is_office, tokens)
    )


@cache
def _shape(language: str) -> re.Pattern[str] | None:
    if language not in _SHAPES:
        return None
    return re.compile(
        rf"^[\s,”’\"»]{{1,5}}{_OBJECT}(?!(?:{_OTHERS})\s)(?P<cue>{_SHAPES[language]})\s"
        rf"(?P<who>{_WHO}(?:{speaker_patterns.NAME}))(?:{speaker_patterns.APPOSITION})?"
    )
