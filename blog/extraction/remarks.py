"""Remarks in attribution lines: what somebody speaks about, and what happened meanwhile.

'Ann Lee, mayor, explaining why …', 'Minister Anton Rot zu seiner Forderung, die …'.
"""

import re

from blog.extraction.attribution_patterns import BRACKETED_RE, PLATFORM_RE, QUOTED_RE
from blog.extraction.attribution_rest import is_medium, is_show
from blog.extraction.dates import join_days
from blog.extraction.lines import is_capitalised, is_name, is_office, is_office_phrase
from blog.extraction.name_order import is_full_name
from blog.extraction.names import split_name
from blog.extraction.occasions import is_occasion, split_occasion
from blog.extraction.speaker_media import match_medium, names_person
from blog.extraction.vocabulary import PLACES, load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("lines")
_LANGUAGES = "en de fr es it pt nl"
_NEAR_DAYS = join_days("near_days", "en de fr es it")
# At the beginning of a part: 'explaining why', 'zu seiner', 'quand on'.
_REMARK_RE = compile_lazily(rf"(?:(?:{_NEAR_DAYS})\s)?(?:{_TABLES['remarks']})(?=\s|(?<=[’']))")
# Behind a name: 'Ann Lee on the strike', 'Anton Rot zur Wahl', 'Анна Рот о выборах'.
_TOPIC_RE = compile_lazily(rf"\s(?:{_TABLES['topics']})(?=\s|$|(?<=[’']))")
# 'Ann Lee defends the new rules', 'Anton Rot verteidigt die Wahl'; not 'Ana Rot declaró a El País'.
_SENTENCE_RE = compile_lazily(
    rf"\s(?:{_TABLES['sentence_verbs']})(?=\s)(?!\s(?:a|à|al|au|ad|alla|all[’']\w*|aan|tegen|gegenüber|"
    r"der|dem|im|en|em|dans|sur|auf|su|sul|op|på|til|till|i|nel|nella|no|na|ao|con|mit)\s)"
)
# Behind these no medium follows, unlike 'zur dpa'.
_PURE_TOPIC_RE = compile_lazily(r"\s(?:à propos|au sujet|about|regarding|über|following|over)\b")
# Behind an office, where 'on the' may be a part of it: 'conseiller du roi sur sa candidature'.
_OWN_TOPIC_RE = compile_lazily(rf"\s(?:{_TABLES['own_topics']})(?=\s|(?<=[’']))")
# 'expert on how', 'author of a book on her': what is said about is a part of these.
_TAKES_TOPIC_RE = compile_lazily(
    r"(?:expert\w*|specialist\w*|authority|advis[eo]r|books?|films?|novels?|notes|works?|libr[oi]|"
    r"livre|livro|películ\w+|documentar\w+|Autor\w*|Buch)$",
    re.IGNORECASE,
)
# 'taking exception to a host', 'criticando o governo', but 'acting mayor'
_GERUND_RE = compile_lazily(
    r"(?!(?:speak|writ|talk|appear|testify|act|manag|lead|visit|found|retir|sitt|runn|serv|work|liv|study|"
    r"stand)ing\b|(?:quando|cuando|comando|reverendo|segundo|do[cu]torando|laureando|mestrando|"
    r"maestrando|graduando|formando)\b)[a-zçãáéí]{3,}(?:ing|ando|endo|indo)\s(?P<next>\S+)"
)
# What a verb takes, and no office: 'attacking those ministers', 'consulting some experts'.
_OBJECT_RE = compile_lazily(
    r"(?:my|our|your|his|her|its|their|some|any|all|these|those|this|that|the|an?|it|him|them|what|"
    r"whether|why|how)"
)
# 'accounting with Lumo', 'driving instructor', 'sibling of the victim': in -ing, but no verb.
_TRADE_RE = compile_lazily(
    r"accounting|advertising|banking|broadcasting|catering|engineering|farming|fundraising|housing|"
    r"marketing|nursing|policing|publishing|shipping|(?:sibling|darling|underling)(?=\sof\s)|"
    r"(?:building society|evening|morning|ruling|spring|string)(?=\s)"
)
# Behind the noun of a role: 'boxing promoter at Lumo'.
_BEHIND_NOUN_RE = compile_lazily(r"\s(?:at|for|from|in|of|on|to|with)\s")
_TRADE_END_RE = compile_lazily(
    r"instructor|promoter|heir|heiress|guide|lady|teacher|star|scout|legend|enthusiast|expert|"
    r"specialist|consultant|analyst|reporter|organi[sz]er|contractor|assistant|agent"
)
# 'Leipzigs Timo Werner'
_OWNED_RE = compile_lazily(r"[A-ZÄÖÜ]\w+s\s(?P<name>\S.*)")
# 'Ana Ruiz, El Faro, martes 4'
_MEDIUM_AND_DAY_RE = compile_lazily(
    r"(?P<before>.{5,}), (?P<medium>[A-ZÀ-Þ][^,]{2,40}), "
    rf"(?:{join_days('weekdays', 'es fr it pt')})"
    r"\s\d{1,2}(?:º|er)?$"
)
# 'martes 4', which has no year.
_DAY_RE = compile_lazily(rf"(?:{join_days('weekdays', 'es fr it pt')})\s\d{{1,2}}(?:º|er)?")
# Behind a remark, where it was said: 'quoted in The Courier', 'to Vanity Fair', 'on Late Night!'.
_SOURCE_RE = compile_lazily(
    r"(?:(?:as )?(?:quoted|cited|reported) (?:in|by)|cité(?:e)? (?:par|dans)|zitiert (?:in|nach)|"
    r"citad[oa] (?:por|en|em)|citat[oa] da)\s"
)
_ON_AIR_RE = compile_lazily(r"(?:sur|dans|su|auf|im|en|em)\s")
_TO_MEDIUM_RE = compile_lazily(
    r"(?:to|in|on|for)\s(?P<where>(?P<title>(?:the\s)?[A-Z][\w’'&!-]*(?:\s(?:of\s|and\s|the\s|&\s)?"
    r"[A-Z][\w’'&!-]*){0,4})|.*)"
)
# At the end of a sentence: 'thanks her fans on Instagram', 'reagiert bei Twitter'.
_SENTENCE_MEDIUM_RE = compile_lazily(
    r"(?!\s[a-z]+ing\s).*\s(?:on|in|bei|auf|sur|en|em|su)\s(?P<where>(?:[Tt]he\s)?[A-ZÀ-Þ][\w’'-]*(?:\s[A-ZÀ-Þ][\w’'-]*){0,3})"
)
_WEEKDAY_RE = compile_lazily(
    rf"^(?i:{join_days('weekdays', _LANGUAGES)}|{_NEAR_DAYS})\s(?=[a-zà-ÿ])"
)


def cut_remarks(parts: list[str]) -> list[str]:
    """Return the parts of a line without a remark and what follows it, other than media."""
    dated = [part for part in parts if not _DAY_RE.fullmatch(part)]
    for index, part in enumerate(dated):
        head = _cut_behind_office(part) if index else _cut_behind_name(part)
        if head != part:
            later = [
                _mark_programme(other, is_last=place == len(dated) - 1)
                for place, other in enumerate(dated[index + 1 :], index + 1)
                if is_medium(other)
                or _names_medium(other, is_last=place == len(dated) - 1)
                or all(map(_is_of_line, dated[place:]))
            ]
            said_in = [] if index else _find_sentence_medium(part[len(head) :])
            return [*dated[:index], *([head] if head else []), *said_in, *later]
    return dated


def _find_sentence_medium(sentence: str) -> list[str]:
    """Return the medium at the end of the sentence behind a name: 'responds on Twitter'."""
    match = _SENTENCE_MEDIUM_RE.fullmatch(sentence)
    if match and (PLATFORM_RE.fullmatch(match["where"]) or is_medium(match["where"])):
        return [f"quoted in {match['where']}"]
    return []


def mark_medium(text: str) -> str:
    """Mark what stands before a day without a year as the medium: 'Ana Ruiz, El Faro, martes 4'."""
    match = _MEDIUM_AND_DAY_RE.match(text)
    if match is None or is_full_name(match["medium"]) or is_office_phrase(match["medium"]):
        return text
    first, *others = match["before"].split(", ")
    is_sure = others or _names_speaker(_cut_behind_name(first))
    return f"{match['before']}, quoted in {match['medium']}" if is_sure else text


def _mark_programme(part: str, *, is_last: bool) -> str:
    """Return 'quoted in Late Night!' for 'on Late Night!' at the end, whose name is unknown."""
    match = _TO_MEDIUM_RE.fullmatch(part) if is_last else None
    is_title = match is not None and match["title"] and match["where"].casefold() not in PLACES
    if not match or not is_title or is_show(match["where"]) or is_office_phrase(part):
        return part
    return f"quoted in {match['where']}"


def _names_medium(part: str, *, is_last: bool) -> bool:
    """Return whether a part behind a remark says where it was said: 'to Vanity Fair'."""
    on_air = _ON_AIR_RE.match(part)
    if _SOURCE_RE.match(part) or on_air and is_show(part[on_air.end() :]):
        return True
    match = _TO_MEDIUM_RE.fullmatch(part)
    return match is not None and (is_show(match["where"]) or is_last and bool(match["title"]))


def _is_of_line(part: str) -> bool:
    """Return whether a part goes on with the line, not with a remark: 'Hull', 'The Salt Path'."""
    is_person = is_full_name(part) or is_office_phrase(part) or " und " in part
    is_title = " " not in part or part.split()[-1][:1].isupper()
    return is_capitalised(part) and is_title and not is_person


def _cut_behind_office(part: str) -> str:
    match = _REMARK_RE.match(_WEEKDAY_RE.sub("", part))
    if match and not _begins_role(match[0]):
        is_verb = match[0].split()[0].endswith(("ing", "ant"))
        if is_verb or not _is_said_in(match.string[match.end() :]):
            return ""
    gerund = _GERUND_RE.match(part)
    if gerund and not _is_role_in_ing(part, gerund["next"]) and not is_occasion(part):
        return ""
    topic = _OWN_TOPIC_RE.search(part)
    head = part[: topic.start()] if topic else part
    return part if _TAKES_TOPIC_RE.search(head) or _has_open_mark(head) else head


def _is_role_in_ing(part: str, following: str) -> bool:
    """Return whether a part is a role, as 'driving instructor' is: its noun says so."""
    if is_office(part.split()[0]):
        return True
    if _OBJECT_RE.fullmatch(following):
        return False
    noun = _BEHIND_NOUN_RE.split(part, maxsplit=1)[0].split()[-1]
    is_plural = noun.endswith("s") and not noun.endswith("ss")  # 'criticising ministers'
    is_trade = is_office(noun) and not is_plural or _TRADE_END_RE.fullmatch(noun)
    return bool(is_trade or _TRADE_RE.match(part))


def _has_open_mark(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count("«") > text.count("»")


def _begins_role(opening: str) -> bool:
    """Return whether an opening is an office: 'représentant de', unlike 'commentant la'."""
    return is_office(opening.split()[0])


def _cut_behind_name(part: str) -> str:
    for topic in (*_TOPIC_RE.finditer(part), *_SENTENCE_RE.finditer(part)):
        head = part[: topic.start()].rstrip()
        rest = part[topic.end() :].strip()
        is_topic = _PURE_TOPIC_RE.match(topic[0]) and not PLATFORM_RE.fullmatch(rest)
        if _names_speaker(head) and (is_topic or not _is_said_in(rest)):
            return head
    return part


def _is_said_in(text: str) -> bool:
    """Return whether a text names a medium or a work: 'zur „Weserpost“', 'zur dpa'."""
    text = text.strip()
    if is_office_phrase(text):
        return False  # 'den SPD-Vorsitzenden', which has the form of a programme.
    return is_show(text) or bool(QUOTED_RE.fullmatch(text))


def _names_speaker(head: str) -> bool:
    """Return whether a text is a person, perhaps with a medium or an occasion, and no more."""
    medium, occasion = match_medium(head), split_occasion(head)
    if medium and _is_speaker(medium["who"]) and not is_office_phrase(medium["where"]):
        return True
    return _is_speaker(occasion[0] if occasion else head)


def _is_speaker(text: str) -> bool:
    owned = _OWNED_RE.fullmatch(text)
    if owned and is_full_name(owned["name"]):
        return True
    bracketed = BRACKETED_RE.match(text)
    named = split_name(bracketed[1] if bracketed else text)
    if not (named.is_person and names_person(text) and is_name(named.name)):
        return False
    return bool(named.role) or is_full_name(named.name)
