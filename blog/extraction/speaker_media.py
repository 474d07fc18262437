"""Match a speaker with the medium: 'Ann Lee told Reuters', 'Pablo Iglesias a TVE'."""

import re

from blog.extraction.attribution_patterns import BRACKETED_RE, PLATFORM_RE
from blog.extraction.attribution_rest import cut_day, is_medium, is_show
from blog.extraction.lines import is_name
from blog.extraction.names import split_name
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_SPEECH_RE = compile_lazily(
    r"^(?P<who>.*?\S)\s+(?:told|tells|writing (?:in|for|on)|speaking (?:to|on|with|at)|"
    r"quoted (?:in|by)|wrote "
    r"in|in an interview with|in conversation with|cited (?:in|by)|schreibt in|sagte|gegenüber|"
    r"im gespräch mit|im interview mit|dans une interview (?:à|au)|interrogé par|cité par|dans|"
    r"en entrevista con|citado por|en declaraciones a|in un['’]intervista a|в интервью|в беседе с|"
    r"im interview mit der|im interview mit dem|im gespräch mit der|im gespräch mit dem|"
    r"gegenüber der|"
    r"gegenüber dem|in der|au micro de|sur l[’']antenne de|в ефірі|invitée? de|en entrevista a|"
    r"em entrevista ao|"
    r"em entrevista à|em entrevista a|à agência|intervistat[oa] (?:da|dal|dalla)|w rozmowie z|"
    r"w wywiadzie dla|"
    r"v rozhovoru pro|într-un interviu pentru|till?(?=\s[A-ZÆØÅÄÖ])|i en intervju med|"
    r"i et intervju med|"
    r"(?:газете|изданию|журналу|агентству|телеканалу)(?=\s[«A-ZА-Я])|"
    r"in gesprek met|in een interview met|tegenover|в эфире|у коментарі|в інтерв['’]ю)"
    r"\s+(?P<where>\S.*)$",
    re.IGNORECASE,
)
_TOLD_RE = compile_lazily(
    rf"^(?P<who>.*?\S),?\s(?:{load_tables('lines')['told']})(?:\s|(?<=[’']))(?P<where>[^\W\d_].*)$"
)
_POSTED_RE = compile_lazily(
    rf"^(?P<who>.*\S)\s+(?:on|via|vía|tramite|über|sur|auf|en|no|su|op|på|w|na|в|"
    rf"у)\s+(?P<where>(?:[A-ZÀ-Þ][\w’'.-]+\s){{0,3}}(?:{PLATFORM_RE.pattern}))$",
    re.IGNORECASE,
)
# 'Michael Lewis to NPR's Terry Gross'
_HOST_RE = compile_lazily(
    r"^(?P<who>[^,]{3,60}?)\s(?:told|to|"
    r"with)\s(?P<where>[^,]{2,40}?)[’']s\s[A-ZÀ-Þ][\w’'-]+\s[A-ZÀ-Þ][^,]{1,30}$"
)
# 'Fonte da PSP ao Público'
_SOURCE_TO_RE = compile_lazily(
    r"^(?P<who>(?:(?:um|una?|an?|eine?|een)\s)?(?:fontes?|sources?|fuentes?|fonti|quellen?|"
    r"officials?|spokes\w+|portavo[zc]e?|porta-voz|"
    r"porte-parole|sprecher(?:in)?|źródło|источник)\s.{2,80}?)\s(?:(?:ao|à|a|al|alla|aan|to|au|"
    r"der|dem|dla)\s|all[’'])(?P<where>[^\W\d_].*)$",
    re.IGNORECASE,
)
# 'Mary Beard on In Our Time (BBC Radio 4)'
_ON_STATION_RE = compile_lazily(
    r"^(?P<who>[^,()]{3,60}?)\s(?:on|in|bei|sur|dans|en|a|no|na|op|i|w|"
    r"v)\s(?P<where>[A-ZÀ-Þ][^,()]{1,60})\s\((?P<station>[^,()]{2,30})\)$"
)
_GIVEN_TO_RE = compile_lazily(
    r"^(?P<who>\S+(?:\s\S+){1,5})\s(?:a|à|al|ao|au|alla|sur|na|no|w|v|to|i|auf|bei|beim|"
    r"im|zur|zum|sul|sulla|"
    r"in|on|på|zu|dla|pro|pentru|для|para|der|dem|for|pour|voor|bij|tegen|aan|per)\s(?P<where>\S.*)$"
)

# 'ein Insider', 'une source'
_UNNAMED_RE = compile_lazily(
    r"(?:an?|eine?|une?|una?|uma?|een|en|ett|et)\s[^\W\d_]+$", re.IGNORECASE
)


def names_person(part: str) -> bool:
    bracketed = BRACKETED_RE.match(cut_day(part))
    named = split_name(bracketed[1] if bracketed else cut_day(part))
    return named.is_person and is_name(named.name)


def match_medium(part: str) -> re.Match[str] | None:
    """Match a speaker and the medium: 'Ann Lee told Reuters', 'Pablo Iglesias a TVE'."""
    if match := _SPEECH_RE.match(part):
        return match
    match = _GIVEN_TO_RE.match(part)
    is_speaker = match and (names_person(match["who"]) or _UNNAMED_RE.match(match["who"]))
    if match and is_speaker and is_show(match["where"]):
        return match
    for pattern in (_TOLD_RE, _HOST_RE, _SOURCE_TO_RE):
        if (match := pattern.match(part)) and is_medium(match["where"]):
            return match
    match = _ON_STATION_RE.match(part)
    if match and is_name(match["who"]) and is_medium(match["station"]):
        return match
    return _POSTED_RE.match(part)
