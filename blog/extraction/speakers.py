"""Who said a passage: the speaker that the words around it name."""

import re
from dataclasses import replace
from functools import cache

from blog.extraction import asian_speakers, cues
from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.dates import find_date
from blog.extraction.furniture import WEEKDAY_RE
from blog.extraction.lines import (
    ends_in_link,
    is_name,
    is_office,
    is_office_phrase,
    is_organisation_word,
)
from blog.extraction.people import (
    FUNCTION_WORDS,
    NAME_WORD,
    NO_SPEAKER,
    OPENERS,
    UPPER_LETTERS,
    Speaker,
    strip_description,
)
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables

MAX_CONTEXT = 400
MAX_SENTENCE = 260  # Of it the end is searched.
_PARTICLE = (
    r"(?:de|da|do|dos|das|du|des|del|della|di|van|von|vom|der|den|ter|zu|la|le|el|al|bin|ibn|"
    r"ben|y|of the|of|and|for|&|und|et|е|и|i)"
)
_NAME = rf"{NAME_WORD}(?:\s(?:{_PARTICLE}\s(?:la\s|der\s|the\s)?)?{NAME_WORD}){{0,6}}"
_LOWER = (
    r"(?:(?!(?:was|were|is|are|in|at|on|that|which|who|to|by|from|with|when|after|as|but|has|"
    r"had|have|said|than|because|into|during|about)\s)[^\W\d_A-ZÀ-Þ][\w’'-]*|"
    r"[«“„\"][\w -]{1,30}[»”“\"])"
)
_DET = (
    r"(?:the|a|an|one|another|his|her|their|our|its|le|la|les|l[’']|un|une|der|die|das|ein|"
    r"eine|el|los|las|una|il|lo|"
    r"gli|o|os|as|um|uma|de|het|een|den|det|en|et|ein|ο|η|ال)"
)
_PHRASE = rf"(?:{_DET}\s)?(?:{_LOWER}\s){{0,6}}?(?:{_NAME})"
_ROLE_PHRASE = rf"(?:{_DET}\s)[\w’'-]+(?:\s[\w’'-]+){{0,4}}"
_ADVERB = (
    r"(?:\w+ly|also|then|later|once|has|have|had|hat|haben|habe|hatte|a|ont|avait|ha|han|"
    r"había|tem|am|är|również|także|také|také\s|тоже|также|потом|затем|позже|dann|auch|aber|"
    r"jedoch|puis|ensuite|aussi|después|también|poi|anche|depois|também|apoi|noch|heute|"
    r"gestern|se|s[’']|sich|mi|me|îmi|nos)"
)
_APPOSITION = (
    r"(?:,\s(?P<role>[^.;:“”\"«»„\n]{2,160}?),(?=\s)|,\s(?P<last>[^,.;:“”\"«»„\n]{2,140})|"
    r"\s\((?P<brackets>[^()\n]{1,60})\),?)"
)
_PARTICIPLE_RE = re.compile(
    r"(?:saying|writing|adding|noting|claiming|telling \w+|arguing|insisting|warning|"
    r"declaring|tweeting|stating|calling|"
    r"suggesting|asking|pledging|vowing|promising|describing|explaining|quipping|joking|"
    r"en disant|affirmant|déclarant|"
    r"expliquant|estimant|ajoutant|diciendo|afirmando|asegurando|dicendo|affermando|dizendo|"
    r"говоря|заявив|отметив|"
    r"сказав|подчеркнув|добавив|spunând|afirmând)(?:\sthat|\sque|\sche|\sqe|,?\sчто|\scă)?[\s:,]*$",
    re.IGNORECASE,
)
# A name that begins with one of these is the place or time of a sentence.
_PREPOSITIONS = frozenset(load_tables("speech")["prepositions"].split("|"))
_OPENING_WORD_RE = re.compile(r"^\W*(?P<word>[^\W\d_]+),?\s")
# 'Harbour master Ann Lee': the capital is that of the sentence.
_FIRST_WORD_RE = re.compile(rf"\W*(?P<word>[{UPPER_LETTERS}][\w’-]+)\s")
# 'Maryland-based attorney Jane Doe', 'one GOP operative'.
_LOWER_WORDS = r"(?P<office>(?:[^\W\d_A-ZÀ-Þ][\w’-]*\s){0,4}?[^\W\d_A-ZÀ-Þ][\w’-]*)"
_OFFICE_AND_NAME_RE = re.compile(rf"\s{_LOWER_WORDS}(?P<name>\s{_NAME})")
_OFFICE_RE = re.compile(r"\s(?P<office>[^\W\d_A-ZÀ-Þ][\w’-]*)(?=\s[a-z]|[,.;:])")


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    verb = rf"(?P<cue>(?<!\w)(?:{cues.verbs(language)})(?!\w))"
    pronoun = (
        "|".join(map(re.escape, sorted(cues.pronouns(language), key=len, reverse=True))) or "(?!)"
    )
    who = rf"(?<!\w)(?P<who>(?i:{pronoun})(?!\w)|{_PHRASE}|{_ROLE_PHRASE})"
    sure = rf"(?<!\w)(?P<who>(?i:{pronoun})(?!\w)|{_PHRASE})"
    gap = r"^[\s,.!?—–\-”“\"»]{0,5}"
    # 'So' and 'aldus' name a speaker behind the words only.
    according = "|".join(
        phrase for phrase in cues.according(language).split("|") if phrase not in ("so", "aldus")
    )
    short = r"(?:[^\s,.;:!?“”\"«»„]+\s){0,3}?"
    return {
        # '“…,” said Jeff Miller, a city councilman in Hendersonville'
        "verb_name": re.compile(
            rf"{gap}(?:{_ADVERB}\s)?{verb}(?:-t)?[\s-](?:{_ADVERB}\s){{0,2}}{short}{who}(?:{_APPOSITION})?"
        ),
        # '“…,” Woodard said'
        "name_verb": re.compile(rf"{gap}{who}(?:{_APPOSITION})?,?\s(?:{_ADVERB}\s){{0,3}}{verb}"),
        # 'Woodard said, “…”'
        "before": re.compile(
            rf"{sure}(?:{_APPOSITION})?,?\s(?:{_ADVERB}\s){{0,3}}{verb}(?P<rest>[^“”\"«»„\n]{{0,160}})$"
        ),
        "verb_before": re.compile(
            rf"{verb}[\s-](?:{_ADVERB}\s){{0,2}}{sure}(?:{_APPOSITION})?(?P<rest>[^“”\"«»„.\n]{{0,100}})[:,—–]?\s*$"
        ),
        # "The regulator said it was “…”"
        "role_before": re.compile(
            rf"(?:^\W{{0,3}}|,\s)(?P<who>(?i:{_ROLE_PHRASE}))\s(?:{_ADVERB}\s){{0,2}}{verb}"
            rf"(?P<rest>[^“”\"«»„\n]{{0,160}})$"
        ),
        # 'Nobody will come, she says: “…”'
        "pronoun_at_end": re.compile(
            rf"{verb}\s(?P<who>(?i:{pronoun}))(?!\w)[^“”\"«»„.,\n]{{0,40}}[:,]\s*$"
        ),
        # '« … », a-t-il répondu'
        "inverted": re.compile(
            rf"{gap}(?P<cue>(?:a|avait|aurait)-(?:t-)?)(?P<who>il|elle|on)\s[^\W\d_]+é\w*"
            if language == "fr"
            else r"(?!)"
        ),
        "according_phrase": re.compile(
            rf"(?i:{according})\s(?P<who>[^\s,.“”\"«»„]+(?:\s[^\s,.“”\"«»„]+){{1,9}}),"
            r"\s[^“”\"«»„.\n]{0,80}$"
        ),
        "according_after": re.compile(
            rf"{gap}(?i:{cues.according(language)})\s{who}(?:{_APPOSITION})?"
        ),
        "according_before": re.compile(
            rf"(?i:{according})\s{who}(?:{_APPOSITION})?[^“”\"«»„.\n]{{0,80}}[,:]?\s*$"
        ),
        "name_colon": re.compile(rf"(?<!\w)(?P<who>{_PHRASE})(?:{_APPOSITION})?\s*:\s*$"),
        "subject": re.compile(rf"^\W*(?:{_ADVERB}\s)?{sure}"),
    }


def find_speaker(
    text: str, start: int, end: int, before_from: int, after_to: int, language: str
) -> Speaker | None:
    """Return who the words before and after a passage name as its speaker, or None.

    `before_from` and `after_to` bound the search: the ends of the passages beside this one, or of
    the paragraph.
    """
    before_from = max(before_from, start - MAX_CONTEXT)
    before = text[before_from:start]
    after = text[end : min(after_to, end + MAX_CONTEXT)].split("\n")[0]
    if asian := asian_speakers.find(before, after, language):
        who, offset, is_before = asian
        base = before_from if is_before else end
        speaker = _speaker(
            asian_speakers.strip_description(who),
            base + offset,
            base + offset + len(who),
            "",
            language,
        )
        return speaker and replace(speaker, is_pronoun=asian_speakers.is_pronoun(speaker.who.name))
    patterns = _patterns(cues.table_for(language))
    ends_sentence = re.match(r"^\s*[.!?…]", after) or (
        text[end - 2 : end - 1] in ".!?" and re.match(rf"^\s+[{UPPER_LETTERS}]", after)
    )
    last = re.split(rf"(?<=[.!?…])[”\"»]?\s+(?=[{UPPER_LETTERS}])", before)[-1] if before else ""
    if (opener := _OPENING_WORD_RE.match(last)) and opener["word"].casefold() in OPENERS:
        last = last[opener.end() :]
    base = start - len(last)
    leads_in = bool(re.search(r"[:,]\s*$|[:—–]\s*[-–—]?\s*$", before)) or bool(
        re.search(r"\w\s*$", before)
    )
    order = (
        ["after", "before"]
        if not (leads_in and re.search(r":\s*$", before))
        else ["before", "after"]
    )
    for side in order:
        if side == "after" and not re.match(r"^\s*[.]\s", after):
            for name in ("inverted", "verb_name", "according_after", "name_verb"):
                if (
                    ends_sentence
                    and name == "name_verb"
                    and not re.match(r"^\s*(?:[—–-]|,)", after)
                    and leads_in
                ):
                    continue
                if match := patterns[name].match(after):
                    if (
                        name == "verb_name"
                        and ends_sentence
                        and re.match(rf"^[.!?…]?\s+[{UPPER_LETTERS}]", after)
                        and not _is_verb_first(match)
                    ):
                        continue
                    if speaker := _from_match(match, end, language):
                        return speaker
        if side == "before" and last.strip():
            for name in (
                "according_phrase",
                "pronoun_at_end",
                "before",
                "role_before",
                "according_before",
                "verb_before",
            ):
                match = _last_match(patterns[name], last)
                if match and name == "before" and _is_cut_off(match):
                    continue
                if match and (speaker := _from_match(match, base, language)):
                    return speaker
            if re.search(r":\s*$", last):
                for name in ("name_colon", "subject"):
                    if (match := _last_match(patterns[name], last)) and (
                        speaker := _from_match(match, base, language)
                    ):
                        return replace(speaker, is_weak=True)
            if _PARTICIPLE_RE.search(last) and (match := patterns["subject"].match(last)):
                speaker = _from_match(match, base, language)
                return replace(speaker, is_weak=True) if speaker else None
    if last.strip() and (match := patterns["subject"].match(last)) and len(last) < 240:
        speaker = _from_match(match, base, language)
        return replace(speaker, is_weak=True) if speaker else None
    return None


def _is_cut_off(match: re.Match[str]) -> bool:
    """'Faux, rétorque Ann Lee': a word before a comma is no subject of the verb behind it."""
    has_apposition = any(match[name] for name in ("role", "last", "brackets"))
    between = match.string[match.end("who") : match.start("cue")]
    return between.startswith(",") and not has_apposition and " " not in match["who"]


def _is_verb_first(match: re.Match[str]) -> bool:
    return match.group("cue")[:1].islower()


def _is_of_office(word: str) -> bool:
    """Return whether the first word of a sentence may begin an office, unlike 'Yesterday'."""
    return word not in FUNCTION_WORDS | OPENERS and not WEEKDAY_RE.fullmatch(word)


def _last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Search the end of a text; the offsets are those of the whole."""
    return pattern.search(text[-MAX_SENTENCE:].rjust(len(text)))


def _from_match(match: re.Match[str], base: int, language: str) -> Speaker | None:
    groups = match.groupdict()
    who = groups["who"].strip(" ,")
    start = base + match.start("who")
    while (tokens := who.split()) and tokens[0].casefold() in OPENERS and len(tokens) > 1:
        start += len(tokens[0]) + 1
        who = who[len(tokens[0]) :].lstrip(" ,")
    first = _FIRST_WORD_RE.fullmatch(match.string[: start - base])
    if first and is_office(who.split()[0]) and _is_of_office(first["word"].casefold()):
        start, who = base + first.start("word"), f"{first['word']} {who}"
    end = match.end("who")
    for pattern in (_OFFICE_AND_NAME_RE, _OFFICE_RE):
        more = pattern.match(match.string, end)
        if (
            more
            and is_office(more["office"].split()[-1])
            and (pattern is _OFFICE_AND_NAME_RE or len(who.split()) <= 2)
        ):
            end = more.end()
            who = " ".join(match.string[start - base : end].split())
            break
    line = who
    role = groups.get("role") or groups.get("last") or groups.get("brackets") or ""
    if (
        role
        and not ends_in_link(role)
        and not re.match(
            r"^(?:who|whose|which|and|but|qui|der|die|das|que|che|котор|który|który|who’s|adding|"
            r"speaking|opened|opens|began|begins|closed|ended|in|on|at)\b",
            role,
        )
    ):
        line = f"{who}, {role}" if is_name(who) or who[:1].isupper() or is_name(role) else who
    return _speaker(line, start, base + end, groups.get("cue") or "", language, who)


def _speaker(
    line: str, start: int, end: int, cue: str, language: str, who: str = ""
) -> Speaker | None:
    who = who or line
    if who.casefold() in cues.pronouns(language):
        return Speaker(Attribution(name=who), start, end, cue, is_pronoun=True)
    if _is_no_speaker(who):
        return None
    parsed = parse_attribution(line)
    first = parsed.name.split()[:1]
    if (
        not first
        or first[0].casefold() in _PREPOSITIONS
        or parsed.name.casefold() in FUNCTION_WORDS
    ):
        return None
    tail = re.search(rf"^[^\W\d_A-ZÀ-Þ].*?\s(?P<name>{NAME_WORD}\s{NAME_WORD})$", parsed.name[:120])
    is_named = tail and tail["name"].split()[0].casefold() in GIVEN_NAMES and is_name(tail["name"])
    if (
        cues.table_for(language) == "de"
        and len(first := parsed.name.split()) == 2
        and first[0].casefold() in FUNCTION_WORDS
        and not (cue and first[0].casefold() in ("der", "die", "das"))
        and not is_office(first[1])
    ):
        return None  # 'Ihr Mann', 'Das Dach'.
    if parsed.kind == "person" or is_named:
        parsed = replace(parsed, kind="person")
        name = strip_description(parsed.name, language)
        rest = _description(parsed.name, name)
        if not ends_in_link(rest):
            parsed = replace(parsed, name=name, role=parsed.role or rest)
        elif not is_office_phrase(rest):  # 'the mouth of Ann Lee', not 'the mayor of Springfield'
            parsed = replace(parsed, name=name)
    return Speaker(parsed, start, end, cue)


def _description(name: str, bare: str) -> str:
    rest = name[: -len(bare)].strip() if name.endswith(bare) else ""
    return rest if rest and len(rest) < 80 else ""


def _is_no_speaker(who: str) -> bool:
    tokens = who.split()
    if not tokens or len(tokens) == 1 and tokens[0].casefold() in NO_SPEAKER | FUNCTION_WORDS:
        return True
    if tokens[0].casefold() in FUNCTION_WORDS and find_date(f"{tokens[-1]} 2000") is not None:
        return True
    return (
        not any(word[:1].isupper() for word in tokens)
        and not any(is_office(word) or is_organisation_word(word) for word in tokens)
        and not re.search(r"[\u0590-\u06ff\u0900-\u0dff\u3040-\u9fff\uac00-\ud7af]", who)
        and len(tokens) > 3
    )
