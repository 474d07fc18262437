"""Who said a passage: the speaker that the words around it name."""

import re
from dataclasses import replace

from blog.extraction import asian_speakers, cues, slavic_speakers, speaker_patterns
from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.dates import WEEKDAY_RE, find_date, join_days
from blog.extraction.lines import (
    ends_in_link,
    is_name,
    is_office,
    is_office_phrase,
    is_organisation_word,
)
from blog.extraction.people import (
    DATELINE_RE,
    FUNCTION_WORDS,
    NAME_WORD,
    NO_SPEAKER,
    OPENERS,
    UPPER_LETTERS,
    Speaker,
    strip_description,
)
from blog.extraction.speaker_patterns import NAME
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

type Patterns = dict[str, re.Pattern[str]]

MAX_CONTEXT = 400
MAX_SENTENCE = 260  # Of it the end is searched.
# The patterns of a quotation's speaker, by their names, as they are tried.
_AFTER_PATTERNS = (
    "inverted",
    "verb_name",
    "according_after",
    "name_verb",
    "office_verb",
    "verdict",
)
_BEFORE_PATTERNS = (
    "interrupted",
    "inserted",
    "according_name",
    "according_phrase",
    "pronoun_at_end",
    "relative",
    "before",
    "role_before",
    "according_before",
    "verb_before",
    "verb_before_kin",
)
_LEADS_IN_RE = compile_lazily(r"[:,]\s*$|[:—–]\s*[-–—]?\s*$|\w\s*$")
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
    r",\s(?P<cue>saying|writing|adding|noting|claiming|telling|arguing|insisting|warning|declaring|"
    r"tweeting|stating|alleging|remarking|complaining|suggesting|explaining|boasting|joking)\s"
    r"(?P<rest>[^“”\"«»„;\n]{1,140}?(?<![.!?…]))\s*$"
)
# 'The venue apologised on its website, writing:'
_DESCRIBED_SUBJECT_RE = compile_lazily(
    r"^\W*(?P<who>The\s[a-z][\w-]*(?:\s[a-z][\w-]*)?)(?=\s(?:[a-z]{2,}ed|has|had|took|went|gave|"
    r"sent|put|made|issued)\s)"
)
_TRAILING_ADVERB_RE = compile_lazily(
    r"(?<=[a-z])\s(?:later|then|also|once|often|never|still|since|soon|again|used to|"
    r"likes? to|liked to|went on to|goes on to|would|[a-z]+[a-z]ly)$"
)
# 'a déclaré jeudi soir le maire': the day before the subject.
_LEADING_DAY_RE = compile_lazily(
    rf"(?:(?:ce|cet|este|questo|am|hier|ayer|ieri)\s)?(?:{join_days('weekdays', 'fr es it')}|"
    rf"{join_days('weekdays', 'de').title()}|{join_days('near_days', 'fr es it de')})"
    r"(?:\s(?:soir|matin|midi|après-midi|noche|tarde|mañana|sera|mattina|Abend|Morgen))?\s"
    r"(?=(?:le|la|les|el|il|lo|der|die|das|une?|el|los|las)\s|l[’'])"
)
_OWNER_RE = compile_lazily(r"[^\W\d_][’']s$")
_OWNED_RE = compile_lazily(
    r"\s(?:[a-z][\w’-]*\s){0,3}?(?P<noun>[a-z][\w’-]*)(?=\s(?:[a-z]+ed|said|says|told|tells|"
    r"wrote)\b|[,.])"
)
# 'Ferris's neighbour, 71-year-old Wayne Roy.'
_NAMED_BEHIND_RE = compile_lazily(
    rf",\s(?:(?:the\s)?\d{{1,3}}-year-old\s)?(?P<name>{NAME_WORD}(?:\s{NAME_WORD}){{1,3}})(?=[.,;:])"
)
# 'Interrogée par Ouest-France, la préfète, Fatiha Benhamou, a rappelé'
_DESCRIBED_RE = compile_lazily(rf"{speaker_patterns.DETERMINER}\s?[^,.;:“”\"«»„\n]{{3,60}},\s")
# The verbs behind which the listener is named.
_ADDRESSING = frozenset(["told", "tells", "asked", "asks", "urged", "urges", "instructed"])
# No sentence ends behind 'Mr.' and 'Sen.'.
_SENTENCE_END_RE = compile_lazily(
    r"(?<=[.!?…])(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bSen\.)(?<!\bRep\.)"
    r"(?<!\bGov\.)(?<!\bGen\.)(?<!\bProf\.)(?<!\se\.)(?<!\be\. V\.)(?<!\be\.V\.)(?<!\bInc\.)"
    r"(?<!\bLtd\.)"
    r"(?<!\bCorp\.)"
    rf"[”\"»]?(?:\[\w{{1,3}}\]){{0,3}}\s+"
    rf"(?=[{UPPER_LETTERS}])"
)
# Before the subject: 'At a rally in Ohio, '.
_ADVERBIAL_RE = compile_lazily(
    r"^\W*(?:In|On|At|After|During|Before|With|Like|By|While|Following|Last|Earlier|Later)\s"
    r"[^,“”\"]{2,80},\s(?=[A-Z])"
)
# A name that begins with one of these is the place or time of a sentence.
_PREPOSITIONS = frozenset(load_tables("speech")["prepositions"].split("|"))
_PLACE_PREPOSITIONS = frozenset(load_tables("speech")["before_places"].split("|"))
_AFTER_PREPOSITION_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('speech')['before_places']})\s(?:[^\W\d_][\w’'-]*\s){{0,3}}[^\W\d_][\w’'-]*$",
    re.IGNORECASE,
)
# Marks within sentences are spaces here.
_TITLE_RE = compile_lazily(
    r"[«„“\"\s](?P<title>[^\s«»“”\"]+(?:\s[^\s«»“”\",.]+){1,6})[»“”\"\s][\s,.:]"
)
_ARTICLE_RE = compile_lazily(
    r"^(?:(?:dell|all|nell|dall|sull|l|d|un)[’'](?=\w)|(?:ihre?|seine?|unsere?)\s)", re.IGNORECASE
)
_NO_DESCRIPTIONS = frozenset(["", "something", "anything", "everything", "what", "etwas", "was"])
# 'ironizó uno de ellos': whose number is no part of what matches.
_OF_THEM_RE = compile_lazily(
    r"(?:de|d[’']|di|von|of|van|av|af)\s?(?:ellos|ellas|eux|elles|loro|ihnen|them|eles|elas|hen|"
    r"dem)",
    re.IGNORECASE,
)
_RELATIVE_RE = compile_lazily(r",\s(?:who|qui)$")
# 'a manager who asked not to', 'one man as the result', 'de vereniging weten'
_CLAUSE_RE = compile_lazily(
    r"(?<=[a-z])\s(?:(?:who|qui|che|quien|as|when|while|before|after|during|outside)\s.*|"
    r"weten|wissen)$"
)
_OPENING_WORD_RE = compile_lazily(r"^\W*(?P<word>[^\W\d_]+),?\s")
# 'Harbour master Ann Lee': the capital is that of the sentence.
_FIRST_WORD_RE = compile_lazily(rf"\W*(?P<word>[{UPPER_LETTERS}][\w’-]+)\s")
_UNNAMED_RE = compile_lazily(
    rf"(?:(?:one|some|several|many|two|three|un|une|ein|eine|una|uno|um|uma|een|en|ett|et|a|an|"
    rf"another)\s)"
    rf"(?:[^\W\d_A-ZÀ-Þ][\w’'-]*\s){{0,3}}?(?P<noun>[^\W\d_][\w’'-]*)"
    rf"(?:\s(?:from|of|in|at|on|de|da|do|di|del|della|des|du|von|vom|aus|in|från|i|på|fra|uit|"
    rf"van)\s"
    rf"(?:(?:the|la|el|le|les|los|las|den|der|het)\s)?(?P<place>{NAME}|[^\W\d_A-ZÀ-Þ][\w’'-]*))?"
)
# 'Maryland-based attorney Jane Doe', 'one GOP operative'.
_LOWER_WORDS = r"(?P<office>(?:[^\W\d_A-ZÀ-Þ][\w’-]*\s){0,4}?[^\W\d_A-ZÀ-Þ][\w’-]*)"
_OFFICE_AND_NAME_RE = compile_lazily(rf"\s{_LOWER_WORDS}(?P<name>\s{NAME})")
# 'El portavoz de los regantes, Andrés Peña, dice: «…»'
_OFFICE_BEFORE_RE = compile_lazily(
    rf"(?:^|[.!?»”]\s|"
    rf"\s)(?P<office>(?i:{speaker_patterns.DETERMINER})\s?[^,.;:“”\"«»„\n]{{3,60}}),\s$"
)
_DESCRIPTION_RE = compile_lazily(rf"{speaker_patterns.DETERMINER}\s?[a-zà-ÿ]")
# 'The pier carries what one consultant described as “…”'
_WHAT_RE = compile_lazily(r"[^.,;:]*\swhat\s(?=\S)")
# Before a name that nobody speaks to: 'has told The Courier:'.
_TOLD_RE = compile_lazily(
    r"(?<!\w)(?:told|tells|telling|asked|informed|assured|reminded|warned|to|à|au|al|alla|gegenüber|"
    r"aan|tegen|till?)\s(?:the\s|the\snewspaper\s|der\s|dem\s)?$",
    re.IGNORECASE,
)
_OFFICE_RE = compile_lazily(r"\s(?P<office>[^\W\d_A-ZÀ-Þ][\w’-]*)(?=\s[a-z]|[,.;:])")


def find_speaker(
    text: str, start: int, end: int, before_from: int, after_to: int, language: str
) -> Speaker | None:
    """Return who the words before and after a passage name as its speaker, or None.

    `before_from` and `after_to` bound the search: the ends of the passages beside this one, or of
    the paragraph.
    """
    speaker = _find_speaker(text, start, end, before_from, after_to, language)
    return speaker and _complete_title(text, speaker)


def _complete_title(text: str, speaker: Speaker) -> Speaker:
    """Return the newspaper of 'Как написала газета «Волжский вестник»', not its first word."""
    name = speaker.who.name
    place = text.find(name, speaker.start, speaker.end)
    is_marked = place > 1 and re.match(r"\s[«„“\"\s]", text[place - 2 : place])
    match = _TITLE_RE.match(text, place - 1) if is_marked else None
    if not match or not match["title"].startswith(f"{name} "):
        return speaker
    return replace(speaker, who=Attribution(match["title"], kind="publication"), end=match.end())


def _find_speaker(
    text: str, start: int, end: int, before_from: int, after_to: int, language: str
) -> Speaker | None:
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
        if speaker is None:
            return None
        described = parse_attribution(who)  # '町長の山本健一氏'
        if described.kind == "person" and described.role and described.name in speaker.who.name:
            speaker = replace(speaker, who=described)
        return replace(speaker, is_pronoun=asian_speakers.is_pronoun(speaker.who.name))
    speaker = _find_by_patterns(before, after, start, end, text, language)
    if cues.table_for(language) not in slavic_speakers.LANGUAGES:
        return speaker
    slavic = _find_slavic(before, after, start, end, text[:end], language)
    if (
        slavic is None
        or speaker
        and speaker.cue
        and not speaker.is_weak
        and not slavic_speakers.is_oblique(text, end, speaker.end - len(speaker.who.name))
        and not slavic.end <= speaker.start < start
    ):
        return speaker
    return slavic


def _find_slavic(
    before: str, after: str, start: int, end: int, passage: str, language: str
) -> Speaker | None:
    is_after_comma = passage.rstrip("”“\"»' ")[-1:] in ",!?…"
    sentence = _last_sentence(before)
    is_behind = not re.search(r":\s*[-–—]?\s*$", before)
    for is_after in (is_behind, not is_behind):
        named = (
            slavic_speakers.find_after(after, language, is_after_comma=is_after_comma)
            if is_after
            else slavic_speakers.find_before(sentence, language)
        )
        if named:
            who, offset, cue = named
            base = (end if is_after else start - len(sentence)) + offset
            if speaker := _speaker(who, base, base + len(who), cue, language):
                return speaker
    return None


def _last_sentence(before: str) -> str:
    return _SENTENCE_END_RE.split(before)[-1] if before else ""


def _find_by_patterns(
    before: str, after: str, start: int, end: int, text: str, language: str
) -> Speaker | None:
    """Find the speaker of a passage by the patterns of a language.

    Those for what follows it come first, unless a colon leads in to it.
    """
    patterns = speaker_patterns.patterns(cues.table_for(language))
    last = DATELINE_RE.sub("", _strip_opener(_last_sentence(before)))
    base = start - len(last)
    last = last.rstrip()
    leads_in = bool(_LEADS_IN_RE.search(before))
    # 'The opposition attacks: “…”, thunders Ann Lee'
    is_named_after = after.startswith(", ") and bool(patterns["verb_name"].match(after))
    is_after_first = is_named_after or not (leads_in and re.search(r":\s*$", before))
    if is_after_first and (speaker := _find_in_clause(last, base, patterns, language)):
        return speaker
    ends_sentence = bool(
        re.match(r"^\s*[.!?…]", after)
        or text[end - 2 : end - 1] in ".!?"
        and re.match(rf"^\s+[{UPPER_LETTERS}]", after)
    )
    for is_after in (is_after_first, not is_after_first):
        if is_after:
            speaker = _find_after(
                after, end, patterns, language, ends_sentence=ends_sentence, leads_in=leads_in
            )
            is_decided = speaker is not None
        else:
            is_decided, speaker = _find_before(last, base, patterns, language)
        if is_decided:
            return speaker
    if last.strip() and len(last) < 240:
        return _find_subject(last, base, patterns, language)
    return None


def _strip_opener(sentence: str) -> str:
    """Remove a word such as 'however' at the beginning."""
    opener = _OPENING_WORD_RE.match(sentence)
    if opener and opener["word"].casefold() in OPENERS - _PLACE_PREPOSITIONS:
        return sentence[opener.end() :]
    return sentence


def _find_in_clause(last: str, base: int, patterns: Patterns, language: str) -> Speaker | None:
    """Find the subject of a sentence that leads in by a participle: 'Lee smiled, saying “…”'."""
    match = _PARTICIPLE_CLAUSE_RE.search(last)
    if not match or cues.any_verb().search(match["rest"]):
        return None
    clause = _ADVERBIAL_RE.match(last)
    opening = clause.end() if clause else 0
    subject = patterns["subject"].match(last[opening:])
    speaker = _from_match(subject, base + opening, language) if subject else None
    return replace(speaker, is_weak=True, cue=match["cue"]) if speaker else None


def _find_after(
    after: str,
    end: int,
    patterns: Patterns,
    language: str,
    *,
    ends_sentence: bool,
    leads_in: bool,
) -> Speaker | None:
    """Find who is named behind a quotation that ends at `end`.

    `ends_sentence` and `leads_in` say whether a sentence ends with it, and whether the text before
    leads in to it.
    """
    if re.match(r"^\s*[.]\s", after):
        return None
    begins_sentence = ends_sentence and re.match(rf"^[.!?…]?\s+[{UPPER_LETTERS}]", after)
    is_of_next = ends_sentence and leads_in and not re.match(r"^\s*(?:[—–-]|,)", after)
    for name in _AFTER_PATTERNS:
        if is_of_next and name in ("name_verb", "office_verb"):
            continue
        match = patterns[name].match(after)
        if not match:
            continue
        if name == "office_verb" and not _has_office(match["who"]):
            continue
        if name == "verb_name" and begins_sentence and not _is_verb_first(match):
            continue
        if speaker := _from_match(match, end, language):
            return speaker
    return None


def _find_before(
    last: str, base: int, patterns: Patterns, language: str
) -> tuple[bool, Speaker | None]:
    """Find who is named in the sentence before a quotation, which begins at `base`.

    The first value is whether nobody else can be the speaker.
    """
    if not last.strip():
        return False, None
    for name in _BEFORE_PATTERNS:
        match = _last_match(patterns[name], last)
        if match and name == "before":
            match = _skip_place(patterns[name], match, language)
            if match and (_is_place_before_description(match) or _is_cut_off(match)):
                continue
        if match and name == "verb_before" and match["cue"] in _ADDRESSING:
            continue  # 'told the BBC that “…”'
        if match and name == "inserted" and is_office(match["who"].split()[0]):
            continue
        if match and (speaker := _from_match(match, base, language)):
            return True, speaker
    described = _DESCRIBED_SUBJECT_RE.match(last)
    if described and _PARTICIPLE_RE.search(last):
        return True, _from_match(described, base, language)
    if re.search(r":\s*$", last):
        for name in ("name_colon", "subject"):
            match = _last_match(patterns[name], last)
            if match and name == "name_colon" and _is_addressee(match):
                continue
            if match and (speaker := _from_match(match, base, language)):
                return True, replace(speaker, is_weak=True)
    if _PARTICIPLE_RE.search(last) and patterns["subject"].match(last):
        return True, _find_subject(last, base, patterns, language)
    return False, None


def _find_subject(last: str, base: int, patterns: Patterns, language: str) -> Speaker | None:
    match = patterns["subject"].match(last)
    speaker = _from_match(match, base, language) if match else None
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
    if start < 0 or not (
        is_pronoun
        or _AFTER_PREPOSITION_RE.search(match.string[: match.end("who")])
        or _is_time(match["who"])
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


def _has_title_and_name(who: str) -> bool:
    """Return whether the words are an office with the full name of who holds it."""
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


def _is_time(who: str) -> bool:
    """Return whether the words are a day or a month: 'July' of 'In July, Ann Lee said'."""
    return bool(WEEKDAY_RE.fullmatch(who)) or find_date(f"{who} 2000") is not None


def _is_addressee(match: re.Match[str]) -> bool:
    return bool(_TOLD_RE.search(match.string[: match.start("who")]))


def _is_cut_off(match: re.Match[str]) -> bool:
    """'Faux, rétorque Ann Lee': a word before a comma is no subject of the verb behind it."""
    has_apposition = any(match[name] for name in ("role", "last", "brackets"))
    between = match.string[match.end("who") : match.start("cue")]
    return between.startswith(",") and not has_apposition and " " not in match["who"]


def _has_office(who: str) -> bool:
    """Return whether words with a name behind them hold an office, as those of no clause do."""
    return any(is_office(word) for word in who.split()[1:-1]) and not cues.any_verb().search(who)


def _is_verb_first(match: re.Match[str]) -> bool:
    return match.group("cue")[:1].islower()


def _is_of_office(word: str) -> bool:
    """Return whether the first word of a sentence may begin an office, unlike 'Yesterday'."""
    return word not in FUNCTION_WORDS | OPENERS and not WEEKDAY_RE.fullmatch(word)


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


def _from_match(match: re.Match[str], base: int, language: str) -> Speaker | None:
    groups = match.groupdict()
    who = _RELATIVE_RE.sub("", _CLAUSE_RE.sub("", groups["who"])).strip(" ,")
    start = base + match.start("who")
    who = _TRAILING_ADVERB_RE.sub("", who)
    if _OF_THEM_RE.fullmatch(who):
        number = match.string[: start - base].rstrip().rpartition(" ")[2]
        name, start = f"{number} {who}", start - len(number) - 1
        return Speaker(Attribution(name), start, base + match.end("who"), groups.get("cue") or "")
    if day := _LEADING_DAY_RE.match(who):
        start, who = start + day.end(), who[day.end() :]
    if what := _WHAT_RE.match(who):
        start, who = start + what.end(), who[what.end() :]
    while (tokens := who.split()) and tokens[0].casefold() in OPENERS and len(tokens) > 1:
        start += len(tokens[0]) + 1
        who = who[len(tokens[0]) :].lstrip(" ,")
    first = _FIRST_WORD_RE.fullmatch(match.string[: start - base])
    if first and is_office(who.split()[0]) and _is_of_office(first["word"].casefold()):
        start, who = base + first.start("word"), f"{first['word']} {who}"
    end = match.end("who")
    if _OWNER_RE.search(who):  # 'MacRae's deputy', whose owner says nothing.
        owned = _OWNED_RE.match(match.string, end)
        if not owned or not is_office(owned["noun"]):
            return None
        end = owned.end()
        who = " ".join(match.string[start - base : end].split())
        if named := _NAMED_BEHIND_RE.match(match.string, end):
            line, end = f"{named['name']}, {who}", named.end()
            return _speaker(line, start, base + end, groups.get("cue") or "", language, line)
        return Speaker(Attribution(who), start, base + end, groups.get("cue") or "")
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
    role = "" if len(role) < 3 and role.islower() else role  # 'Xiomara, lo resume'
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
    elif " " in who and is_name(who):
        office = _OFFICE_BEFORE_RE.search(match.string[: start - base])
        is_titled = bool(parse_attribution(who).role)  # 'the chairman, Sir Giles Amberley'
        if office and is_office_phrase(office["office"]) and not is_titled:
            line = f"{office['office']}, {who}"
    return _speaker(line, start, base + end, groups.get("cue") or "", language, who)


def _speaker(
    line: str, start: int, end: int, cue: str, language: str, who: str = ""
) -> Speaker | None:
    who = who or line
    if who.casefold() in cues.pronouns(language):
        return Speaker(Attribution(name=who), start, end, cue, is_pronoun=True)
    if cue and _is_unnamed(who):
        return Speaker(Attribution(name=who, kind="person"), start, end, cue)
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
        and not (cue and first[0].casefold() in ("der", "die", "das", "ein", "eine"))
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


def _is_unnamed(who: str) -> bool:
    """Return whether a description has no name but that of a place: 'a fisherman from Hull'."""
    match = _UNNAMED_RE.fullmatch(who)
    if match is None or match["noun"].casefold() in FUNCTION_WORDS:
        return False
    place = (match["place"] or "").split()
    return len(place) < 2 or place[0].casefold() not in GIVEN_NAMES and not is_office(match["noun"])


def _description(name: str, bare: str) -> str:
    rest = name[: -len(bare)].strip() if name.endswith(bare) else ""
    rest = _ARTICLE_RE.sub("", rest)
    is_empty = rest.rsplit(" ", 1)[-1].casefold() in _NO_DESCRIPTIONS
    return "" if is_empty or len(rest) > 80 else rest


def _is_no_speaker(who: str) -> bool:
    tokens = who.split()
    if not tokens or len(tokens) == 1 and tokens[0].casefold() in NO_SPEAKER | FUNCTION_WORDS:
        return True
    if len(tokens) == 1 and _is_time(who) and who.casefold() not in GIVEN_NAMES:
        return True  # 'im Protokoll vom 3. Mai heißt es'
    if tokens[0].casefold() in FUNCTION_WORDS and _is_time(tokens[-1]):
        return True
    return (
        not any(word[:1].isupper() for word in tokens)
        and not any(is_office(word) or is_organisation_word(word) for word in tokens)
        and not re.search(r"[\u0590-\u06ff\u0900-\u0dff\u3040-\u9fff\uac00-\ud7af]", who)
        and len(tokens) > 3
    )
