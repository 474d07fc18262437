"""Who said a passage: the speaker that the words around it name."""

import re
from dataclasses import replace

from blog.extraction import asian_speakers, cues, slavic_speakers, speaker_patterns
from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.attribution_rest import is_medium
from blog.extraction.datelines import ASIAN_DATELINE_RE, DATELINE_RE
from blog.extraction.lines import (
    DETERMINER_RE,
    has_organisation_word,
    is_office,
    is_office_phrase,
)
from blog.extraction.matched_speakers import from_match, make_speaker
from blog.extraction.people import OPENERS, UPPER_LETTERS, Speaker
from blog.extraction.speaker_patterns import NAME
from blog.extraction.speakers_before import (
    PARTICIPIAL_RE,
    Patterns,
    find_before,
    find_in_clause,
    find_subject,
)
from blog.extraction.verb_shapes import find_shape
from blog.extraction.vocabulary import GIVEN_NAMES, LARGE_PLACES, load_tables
from lib.lazy_regex import compile_lazily

MAX_CONTEXT = 400
# The patterns of a quotation's speaker, by their names, as they are tried.
_AFTER_PATTERNS = (
    "split_perfect",
    "inverted",
    "verb_name",
    "according_after",
    "name_verb",
    "office_verb",
    "verdict",
)
# 'por primera vez en Soria', not 'por el Club Náutico en Soria'
_MANNER_RE = compile_lazily(
    r"(?:[^\W\d_A-ZÀ-Þ][\w’'-]*\s){1,5}(?:a|à|at|em|en|in|na|nel|nella|no|on|to)\s[A-ZÀ-Þ]"
)
# Groups in parliament, which no word for an organisation names.
_GROUP_RE = compile_lazily(
    r"opposition|majorité|oposición|oposição|opposizione|maggioranza", re.IGNORECASE
)
_LEADS_IN_RE = compile_lazily(r"[:,]\s*$|[:—–]\s*[-–—]?\s*$|\w\s*$")
# No sentence ends behind 'Mr.' and 'Sen.'.
_SENTENCE_END_RE = compile_lazily(
    r"(?<=[.!?…])(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bSen\.)(?<!\bRep\.)"
    r"(?<!\bGov\.)(?<!\bGen\.)(?<!\bProf\.)(?<!\se\.)(?<!\be\. V\.)(?<!\be\.V\.)(?<!\bInc\.)"
    r"(?<!\bLtd\.)"
    r"(?<!\bCorp\.)"
    rf"[”\"»]?(?:\[\w{{1,3}}\]){{0,3}}\s+"
    rf"(?=[{UPPER_LETTERS}])"
)
# German indirect speech: 'Rot habe dem Hafen „…“ gebracht', whose subject does not speak.
REPORTED_RE = compile_lazily(
    rf"[{UPPER_LETTERS}]\w+\s(?:habe|sei|werde|solle|müsse|könne|wolle|dürfe)(?!\w)[^.!?]*$"
)
# Of agencies, behind the words of somebody whom the sentence names first.
_REPORTING_RE = compile_lazily(
    r"сообщает|сообщил[аои]?|передает|передаёт|пишет|цитирует|повідомляє|передає|пише|informuje|podaje|"
    r"píše|uvádí",
    re.IGNORECASE,
)
_PLACE_PREPOSITIONS = frozenset(load_tables("speech")["before_places"].split("|"))
# Marks within sentences are spaces here.
_TITLE_RE = compile_lazily(
    r"[«„“\"\s](?P<title>[^\s«»“”\"]+(?:\s[^\s«»“”\",.]+){1,6})[»“”\"\s][\s,.:]"
)
# 'Lee said, “…,” and Ray agreed': what follows is another statement.
_NEXT_CLAUSE_RE = compile_lazily(
    r"^[\s,]{0,2}(?:and|but|while|whereas|und|aber|während|et|mais|tandis que|y|pero|mientras que|"
    r"e|ma|mentre|mas|enquanto|en|maar|terwijl|och|men|medan|og|mens|i|a|ale|и|а|но)\s"
)
_LISTENER_RE = compile_lazily(
    rf"^\W*(?:Ao|À|Aos|Às|Al|A|Au|Aux|To)\s(?:the\s|la\s|los\s)?{NAME},\s"
)
# 'Procurada, a empresa disse', 'Interrogé, le ministre a dit'
_ASKED_RE = compile_lazily(
    rf"^\W*[^\W\d_]{{4,}}(?:[ai]d[oa]s?|[ai]t[oaie]|ée?s?),\s(?={speaker_patterns.DETERMINER}\s?[^\W\d_])(?![^,]{{2,60}},)"
)
# 'Asked whether it was late, Lee answered'
_QUESTION_RE = compile_lazily(
    r"^\W*(?:Asked|Pressed|Questioned|Quizzed|Challenged)\s(?:whether|if|about|on|over|why|how|what|when|where|who)\s"
    rf"[^,“”\"]{{2,120}},\s(?=[{UPPER_LETTERS}]|(?:he|she|they|the)\s)"
)
_OPENING_WORD_RE = compile_lazily(r"^\W*(?P<word>[^\W\d_]+),?\s")


# 'Responding, the minister Ann Lee said', not 'Harding, the minister, said'
_RESPONDING_RE = compile_lazily(
    r"\W*(?:Respond|Reply|Answer|Comment|React|Conclud|Continu|Interven|Interrupt|Clos|Open|Speak|"
    r"Writ|Testify|Laugh|Smil|Sigh|Weep|Cry|Jok|Shrugg|Paus|Prosecut|Defend|Mitigat|Second|Propos|Dissent)ing,"
)
# '23.31 A Labour source texts:', in a live blog.
_TIME_RE = compile_lazily(r"^\W*\d{1,2}[.:h]\d\d(?:\s?[ap]\.?m\.?)?[:\s–—-]{1,3}(?=[^\W\d_])")
# 'From Ann Lee, who sits on the committee, on Bluesky:'
_FROM_RE = compile_lazily(
    rf"^\W*(?:\d{{1,2}}[.:h]\d\d\W*)?(?:(?:And\s|More\s|Now\s|Here[’']s\s|Here\sis\s)?(?:[Ff]rom|[Tt]his\sfrom)|This\sis|Here\sis|"
    rf"Here[’']s|Von|De|Da|Van|Fra|Från|Voici|Ecco|Así)\s"
    rf"(?P<who>{NAME})(?:,\s(?P<role>[^:]{{2,100}}?)|\s(?:on|in|at|auf|bei|sur|dans|en|su|no|op|på)\s[^:]{{2,60}})?"
    r"\s?:\s*$"
)


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
    is_marked = place > 1 and re.match(r"[ \xa0][«„“\" ]", text[place - 2 : place])
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
    dateline = DATELINE_RE.match(before) or ASIAN_DATELINE_RE.match(before)
    skipped = dateline.end() if dateline else 0
    if asian := asian_speakers.find(before[skipped:], after, language):
        who, offset, is_before = asian
        offset += skipped if is_before else 0
        base = before_from if is_before else end
        speaker = make_speaker(
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
    slavic = _find_slavic(before, after, start, end, text[start:end], language)
    is_dashed = re.match(r"[,.!?…]?\s?[—–-]\s", after)  # '«…» — отметили жители'
    if slavic and slavic.start >= end and is_dashed and speaker and speaker.start < start:
        return slavic
    is_report = speaker and speaker.start >= end and _REPORTING_RE.fullmatch(speaker.cue)
    if slavic and is_report and slavic.start < start:
        return slavic
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
            is_report = is_after and _REPORTING_RE.fullmatch(cue)
            if is_report and (subject := slavic_speakers.find_before(sentence, language)):
                named, is_after = subject, False  # 'Котов заявил, что «…», сообщает «Волна»'
                who, offset, cue = named
            base = (end if is_after else start - len(sentence)) + offset
            if speaker := make_speaker(who, base, base + len(who), cue, language):
                return speaker
    return None


def _last_sentence(before: str) -> str:
    return _SENTENCE_END_RE.split(before)[-1] if before else ""


def _is_agent(speaker: Speaker, who: str) -> bool:
    """Return whether `who`, the words behind 'by', are somebody: not 'la noche', 'Milano'."""
    if _MANNER_RE.match(who) and not is_office_phrase(who):
        return False
    name = DETERMINER_RE.sub("", speaker.who.name)  # 'the Guardian', 'le Monde'
    is_proper = name[:1].isupper() and name.casefold() not in LARGE_PLACES
    is_group = has_organisation_word(name) or is_medium(name) or bool(_GROUP_RE.fullmatch(name))
    return speaker.is_pronoun or is_proper or is_office_phrase(name) or is_group


def _find_by_patterns(
    before: str, after: str, start: int, end: int, text: str, language: str
) -> Speaker | None:
    """Find the speaker of a passage by the patterns of a language.

    Those for what follows it come first, unless a colon leads in to it.
    """
    patterns = speaker_patterns.patterns(cues.table_for(language))
    last = DATELINE_RE.sub("", _strip_opener(_last_sentence(before)))
    last = _TIME_RE.sub("", last)
    base = start - len(last)
    last = last.rstrip()
    agent = patterns["agent"].match(after) if patterns["passive"].search(last) else None
    if agent and (speaker := from_match(agent, end, language)) and _is_agent(speaker, agent["who"]):
        return speaker
    if (match := _FROM_RE.match(last)) and _is_full_name(match["who"]):
        return from_match(match, base, language)
    leads_in = bool(_LEADS_IN_RE.search(before))
    # 'The opposition attacks: “…”, thunders Ann Lee'
    is_named_after = after.startswith(", ") and bool(patterns["verb_name"].match(after))
    is_after_first = is_named_after or not (leads_in and re.search(r":\s*$", before))
    if is_after_first and (speaker := find_in_clause(last, base, patterns, language)):
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
            is_after_comma = text[end - 2 : end - 1] == ","
            shape = find_shape(after, language, is_after_comma=is_after_comma)
            speaker = speaker or (from_match(shape, end, language) if shape else None)
            is_decided = speaker is not None
        else:
            is_decided, speaker = find_before(last, base, patterns, language)
        if is_decided:
            return speaker
    is_reported = language == "de" and REPORTED_RE.search(last)
    if last.strip() and len(last) < 240 and not is_reported:
        return find_subject(last, base, patterns, language)
    return None


def _is_full_name(who: str) -> bool:
    """Return whether words begin with a given name that another name follows: not 'New York'."""
    first, _, rest = who.partition(" ")
    return bool(rest) and first.casefold() in GIVEN_NAMES and who.casefold() not in LARGE_PLACES


def _strip_opener(sentence: str) -> str:
    """Remove a word such as 'however' at the beginning."""
    if PARTICIPIAL_RE.match(sentence):
        return sentence
    if question := _QUESTION_RE.match(sentence):
        return sentence[question.end() :]
    opener = _OPENING_WORD_RE.match(sentence)
    word = opener["word"].casefold() if opener else ""
    is_adverb = word.endswith("mente") and word not in GIVEN_NAMES
    is_adverb = is_adverb or _RESPONDING_RE.match(sentence) is not None
    is_adverb = is_adverb or word not in GIVEN_NAMES and bool(_ASKED_RE.match(sentence))
    if opener and (is_adverb or word in OPENERS - _PLACE_PREPOSITIONS):
        sentence = sentence[opener.end() :]
    listener = _LISTENER_RE.match(sentence)  # 'Ao Jornal do Porto, fonte da câmara afirma'
    return sentence[listener.end() :] if listener else sentence


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
    if match := patterns["words_of"].match(after):
        return from_match(match, end, language)
    if re.match(r"^\s*[.]\s", after):
        return None
    begins_sentence = ends_sentence and re.match(rf"^[.!?…]?\s+[{UPPER_LETTERS}]", after)
    is_of_next = leads_in and bool(
        _NEXT_CLAUSE_RE.match(after) or ends_sentence and not re.match(r"^\s*(?:[—–-]|,)", after)
    )
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
        if speaker := from_match(match, end, language):
            return speaker
    return None


def _has_office(who: str) -> bool:
    """Return whether words with a name behind them hold an office, as those of no clause do."""
    return any(is_office(word) for word in who.split()[1:-1]) and not cues.any_verb().search(who)


def _is_verb_first(match: re.Match[str]) -> bool:
    return match.group("cue")[:1].islower()
