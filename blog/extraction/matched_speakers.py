"""Speakers from the words that a pattern matched: names without offices, owners and articles."""

import re
from dataclasses import replace

from blog.extraction import cues, speaker_patterns
from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.attribution_rest import is_medium
from blog.extraction.dates import WEEKDAY_RE, find_date, join_days
from blog.extraction.employers import split_employer
from blog.extraction.lines import (
    DETERMINER_RE,
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
    stands_for_person,
    strip_description,
)
from blog.extraction.speaker_patterns import NAME
from blog.extraction.unnamed_speakers import is_unnamed
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

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
# A name that begins with one of these is the place or time of a sentence.
_PREPOSITIONS = frozenset(load_tables("speech")["prepositions"].split("|"))
_ARTICLE_RE = compile_lazily(
    r"^(?:(?:dell|all|nell|dall|sull|l|d|un)[’'](?=\w)|(?:ihre?|seine?|unsere?)\s)", re.IGNORECASE
)
# 'the Marine Party leader'
_HOLDER_RE = compile_lazily(rf"[Tt]he\s(?P<name>{NAME})\s(?P<office>[a-z][\w-]+)")
# 'In New South Wales Mr Lee said'
_TITLED_SURNAME_RE = compile_lazily(
    rf"(?:\S+\s){{1,4}}(?:{load_tables('speech')['before_surnames']})\.?\s(?P<surname>{NAME_WORD})"
)
# 'A Harbour Police spokesperson': nobody but the organisation has a name.
_SPOKESMAN_RE = compile_lazily(
    rf"(?:[Aa]n?|[Tt]he)\s(?P<name>{NAME})\s(?P<office>spokes(?:man|woman|person))"
)
# Behind a name in brackets.
_PHOTO_NOTES = frozenset(load_tables("speech")["photo_notes"].split("|"))
_NO_DESCRIPTIONS = frozenset(["", "something", "anything", "everything", "what", "etwas", "was"])
# 'ironizó uno de ellos': whose number is no part of what matches.
# 'The 54-year-old closed by', 'der 34-Jährige im Saal'
_AGED_RE = compile_lazily(
    r"[^\W\d_]+\s\d{1,3}-(?:Jährigen?(?=\s[^\W\d_A-ZÀ-Þ])|year-old(?=\s(?:closed|ended|began|opened|started|"
    r"finished|concluded|continued|went|rose|stood|intervened|responded|replied|answered)(?!\w)))"
)
_OF_THEM_RE = compile_lazily(
    r"(?:de|d[’']|di|von|of|van|av|af)\s?(?:ellos|ellas|eux|elles|loro|ihnen|them|eles|elas|hen|"
    r"dem)",
    re.IGNORECASE,
)
_GERMAN_ADDRESSEE_RE = compile_lazily(
    r"(?P<who>\S+(?:\s\S+){0,2}?)\s(?:der|dem|den)\s(?P<medium>[A-ZÄÖÜ].*)"
)
# 'il ministro del Lavoro e dello Sviluppo economico, Piero Neri'
_NAMED_OFFICE_RE = compile_lazily(
    rf"[^,.;:“”\"«»„\n]{{0,60}},\s(?P<name>{NAME_WORD}(?:\s(?:d[aeio]|del|della|de|von|van)(?=\s))?"
    rf"(?:\s{NAME_WORD}){{1,3}})(?=[,.;]|$)"
)
_RELATIVE_RE = compile_lazily(r",\s(?:who|qui|che|que|quien|die|der)$")
# '- ha detto il sindaco, Piero Neri - di restare'
_INSERTED_END_RE = compile_lazily(r"\s[-–—](?=\s|$)")
# 'a manager who asked not to', 'one man as the result', 'de vereniging weten'
_CLAUSE_RE = compile_lazily(
    r"(?<=[a-z])\s(?:(?:who|qui|che|quien|as|when|while|before|after|during|outside|desde|durante|mientras|"
    r"depuis|pendant|mentre|enquanto|após|während)\s.*|"
    r"weten|wissen)$"
)
# 'Harbour master Ann Lee': the capital is that of the sentence.
_FIRST_WORD_RE = compile_lazily(rf"\W*(?P<word>[{UPPER_LETTERS}][\w’-]+)\s")
# 'Maryland-based attorney Jane Doe', 'one GOP operative'.
_LOWER_WORDS = r"(?P<office>(?:[^\W\d_A-ZÀ-Þ][\w’-]*\s){0,4}?[^\W\d_A-ZÀ-Þ][\w’-]*)"
_OFFICE_AND_NAME_RE = compile_lazily(rf"\s{_LOWER_WORDS}(?P<name>\s{NAME})")
_DETERMINED_RE = compile_lazily(rf"(?i:{speaker_patterns.DETERMINER})\s?(?P<office>[\w’-]+)\s")
# 'El portavoz de los regantes, Andrés Peña, dice: «…»'
_OFFICE_BEFORE_RE = compile_lazily(
    rf"(?:^|[.!?»”]\s|"
    rf"\s)(?P<office>(?i:{speaker_patterns.DETERMINER})\s?[^,.;:“”\"«»„\n]{{3,60}}),\s$"
)
# 'The pier carries what one consultant described as “…”'
_WHAT_RE = compile_lazily(r"[^.,;:]*\swhat\s(?=\S)")
_OBJECT_RE = compile_lazily(r"(?<!\bvon)(?<!\bvan)\s(?:das|den)\s")
# Verbs of books and films too: 'Le film évoque «…»'.
_ABOUT_RE = compile_lazily(r"(?:a\s|ont\s|ha\s|han\s|hanno\s)?(?:évoqu|parl|habl)\w*(?:\sd.*)?")
_OF_NOUN_RE = compile_lazily(
    r"von\s(?!de[rmns]?\s|und\szu\s)[a-zäöüß]"
)  # 'erzählt von zwei Schwestern'
_AUXILIARY_RE = compile_lazily(r"(?<=\w\w)\s(?:a|ont|ha|han|hanno|hat|haben|has|have|had)$")
_ONE_SAID_RE = compile_lazily(r"(?P<who>one|another|some|others)\s(?P<verb>\w+)", re.IGNORECASE)
_SOURCES_RE = compile_lazily(
    r"(?:(?:an?|one|the)\s)?(?:sources?|insiders?|fuentes|fontes?|fonti)\s[^\W\d_]+\s",
    re.IGNORECASE,
)
# 'según sus palabras', 'in his own words'
_OWN_WORDS_RE = compile_lazily(
    r"(?:sus?|suas?|sua|le sue|ses|his|her|their|eigenen?|zijn|haar)\s"
    r"(?:propi[ao]s?\s|stesse\s|propres\s|próprias\s|own\s|eigen\s)?"
    r"(?:palabras|versión|parole|palavras|mots|dires|words|account|Angaben|Worten|Aussagen?|woorden|zeggen)"
)
_PLACE_BEHIND_RE = compile_lazily(
    r"(?<=\w)\s(?:à|au|aux|dans|devant|sur|en|ante|tras|durante|nel|nella|ai|alla|alle|no|na|nos|nas|ao|"
    r"im|vor|bei|nach|in(?!\scharge)|at|on|during|after|outside|op|bij|na|tijdens)\s"
)
_OFFICE_RE = compile_lazily(r"\s(?P<office>[^\W\d_A-ZÀ-Þ][\w’-]*)(?=\s[a-z]|[,.;:])")


def is_time(who: str) -> bool:
    """Return whether the words are a day or a month: 'July' of 'In July, Ann Lee said'."""
    return bool(WEEKDAY_RE.fullmatch(who)) or find_date(f"{who} 2000") is not None


def _is_of_office(word: str) -> bool:
    """Return whether the first word of a sentence may begin an office, unlike 'Yesterday'."""
    return word not in FUNCTION_WORDS | OPENERS and not WEEKDAY_RE.fullmatch(word)


def from_match(match: re.Match[str], base: int, language: str) -> Speaker | None:
    """Return the speaker whom a match names, with the office beside the name, or None.

    The offsets of the match count from `base`.
    """
    groups = match.groupdict()
    who = _RELATIVE_RE.sub("", _CLAUSE_RE.sub("", groups["who"])).strip(" ,")
    start = base + match.start("who")
    who = _AUXILIARY_RE.sub("", _TRAILING_ADVERB_RE.sub("", who))
    if aged := _AGED_RE.match(who):
        who = aged[0]
    if cues.table_for(language) == "de":
        who = _OBJECT_RE.split(who)[0]  # ', nennt Huber das Vorhaben'
        addressee = _GERMAN_ADDRESSEE_RE.fullmatch(who)
        if addressee and is_medium(addressee["medium"]) and _is_whole(addressee["who"]):
            who = addressee["who"]  # 'sagte Rot der Weserzeitung'
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
            return make_speaker(line, start, base + end, groups.get("cue") or "", language, line)
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
    who = _cut_place(who)
    line = who
    role = groups.get("role") or groups.get("last") or groups.get("brackets") or ""
    if match.re.groupindex.get("last") and _is_named_behind(who, role):
        description = DETERMINER_RE.sub("", who)  # 'relató una vecina del lugar, Marta Quispe'
        end = match.end("last") if groups.get("last") == role else end
        cue = groups.get("cue") or ""
        return make_speaker(f"{role}, {description}", start, base + end, cue, language, role)
    is_filler = (
        len(role) < 3 and role.islower() or role.casefold() in OPENERS | _PHOTO_NOTES
    )  # ', además,'
    role = "" if is_filler else _INSERTED_END_RE.split(role)[0]  # 'Xiomara, lo resume'
    if (
        role
        and not ends_in_link(role)
        and not re.match(
            r"^(?:who|whose|which|and|but|qui|der|die|das|que|che|котор|który|który|who’s|adding|"
            r"è|est|es|ist|is|was|war(?=\s(?:der|die|das|eine?|er|es|sie|nicht)\b)|era|s[’']est|é|está|fue|"
            r"asked|questioned|interrogée?|preguntad[oa]|consultad[oa]|gefragt|dass|weil|dat|omdat|that|că|že|że|что|speaking|opened|opens|began|begins|closed|ended|in|on|at)\b",
            role,
        )
    ):
        line = _join_role(who, role)
    elif (
        is_office_phrase(who)
        and (named := _NAMED_OFFICE_RE.match(match.string, end))
        and named["name"].split()[0].casefold() in GIVEN_NAMES
        and is_description_of_office(who)
    ):
        office_line = " ".join(match.string[start - base : named.start("name")].split())
        line, who, end = f"{named['name']}, {office_line.strip(' ,')}", named["name"], named.end()
    elif " " in who and is_name(who):
        office = _OFFICE_BEFORE_RE.search(match.string[: start - base])
        is_titled = bool(parse_attribution(who).role)  # 'the chairman, Sir Giles Amberley'
        is_another = office is not None and _has_given_name(office["office"])
        if office and is_office_phrase(office["office"]) and not (is_titled or is_another):
            line = f"{office['office']}, {who}"
    return make_speaker(line, start, base + end, groups.get("cue") or "", language, who)


def _cut_place(who: str) -> str:
    """Return 'el técnico' of 'el técnico en la sala de', whose rest is the place of the words."""
    is_description = who.islower() and _DETERMINED_RE.match(f"{who} ")
    if not is_description or not (ends_in_link(who) or len(who.split()) > 4):
        return who
    place = _PLACE_BEHIND_RE.search(who)
    if place is None or stands_for_person(who[: place.start()]):
        return who  # 'the man in the red coat' is nobody whom the article has named.
    return who[: place.start()]


def _is_named_behind(who: str, role: str) -> bool:
    """Return whether a description without a name stands before the full name of a person."""
    first, _, surname = role.partition(" ")
    if role.casefold() in GIVEN_NAMES and role[:1].isupper():
        surname = role  # 'My guide, Anders'
    is_full = bool(surname) and first.casefold() in GIVEN_NAMES and is_name(role)
    return is_full and who[1:].islower() and _DETERMINED_RE.match(f"{who} ") is not None


def _is_whole(who: str) -> bool:
    """Return whether a name may end before 'der': 'Rot', not 'Ursula von' or 'die Chefin'."""
    tokens = who.split()
    return tokens[-1][:1].isupper() and is_name(who) and not any(map(is_office, tokens))


def is_description_of_office(who: str) -> bool:
    """Return whether words begin with an article and name nobody: 'il segretario del Pd'."""
    match = _DETERMINED_RE.match(who)
    return match is not None and not _has_given_name(who)


def _has_given_name(who: str) -> bool:
    return any(word.casefold() in GIVEN_NAMES and word[:1].isupper() for word in who.split())


def _join_role(who: str, role: str) -> str:
    """Return a line of a name and its apposition, either of which may be the office."""
    if is_name(role) and (office := _DETERMINED_RE.match(who)) and is_office(office["office"]):
        return f"{role}, {who[office.start('office') :]}"  # 'la jefa del Club Náutico, Ana Ruiz'
    return f"{who}, {role}" if is_name(who) or who[:1].isupper() or is_name(role) else who


def make_speaker(
    line: str, start: int, end: int, cue: str, language: str, who: str = ""
) -> Speaker | None:
    """Read `line`, the words for a speaker with the office; None if they name nobody.

    `who` are the words without the office.
    """
    who = who or line
    pronouns = cues.pronouns(language)
    if who.casefold() not in pronouns:
        who = cues.OBJECT_PRONOUNS.get(who.casefold(), who)
    if who.casefold() in pronouns:
        return Speaker(Attribution(name=who), start, end, cue, is_pronoun=True)
    if _ABOUT_RE.fullmatch(cue) and _is_thing(who):
        return None
    if cue and _SOURCES_RE.match(who):
        return Speaker(Attribution(name=who, kind="person"), start, end, cue)
    one = _ONE_SAID_RE.fullmatch(who)
    if one and cues.any_verb().fullmatch(one["verb"]):  # 'one wrote, while another added'
        who = line = one["who"]
    if _OWN_WORDS_RE.fullmatch(who):
        return Speaker(Attribution(name=who), start, end, cue, is_pronoun=True)
    if cue and is_unnamed(who):
        return Speaker(Attribution(name=who, kind="person"), start, end, cue)
    if spokesman := _SPOKESMAN_RE.fullmatch(who):
        organisation = Attribution(spokesman["name"], role=spokesman["office"], kind="organisation")
        return Speaker(organisation, start, end, cue)
    described = _HOLDER_RE.fullmatch(who)
    if described and is_office(described["office"]):
        return Speaker(Attribution(who, kind="person"), start, end, cue)
    if _is_no_speaker(who) or _OF_NOUN_RE.match(who):
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
        name, employer = split_employer(parsed.name)
        parsed = replace(parsed, name=name, affiliation=parsed.affiliation or employer)
        if titled := _TITLED_SURNAME_RE.fullmatch(parsed.name):
            parsed = replace(parsed, name=titled["surname"])
        name = strip_description(parsed.name, language)
        rest = _description(parsed.name, name)
        name, employer = split_employer(name)
        parsed = replace(parsed, affiliation=parsed.affiliation or employer)
        if not ends_in_link(rest):
            parsed = replace(parsed, name=name, role=parsed.role or rest)
        elif not is_office_phrase(rest):  # 'the mouth of Ann Lee', not 'the mayor of Springfield'
            parsed = replace(parsed, name=name)
    return Speaker(replace(parsed, role=_cut_clause(parsed.role)), start, end, cue)


def _is_thing(who: str) -> bool:
    """Return whether a description is of nobody who speaks: 'le chapitre'."""
    noun = DETERMINER_RE.sub("", who)
    nouns = [word for word in noun.split() if word not in ("premier", "première")]
    is_speaker = any(is_office(word) or is_organisation_word(word) for word in nouns)
    return noun != who and noun.islower() and not is_speaker


def _description(name: str, bare: str) -> str:
    rest = name[: -len(bare)].strip() if name.endswith(bare) else ""
    rest = _cut_clause(_ARTICLE_RE.sub("", rest))
    is_empty = rest.rsplit(" ", 1)[-1].casefold() in _NO_DESCRIPTIONS
    return "" if is_empty or len(rest) > 80 else rest


def _cut_clause(rest: str) -> str:
    """Return 'difensore' of 'Di tutt’altro avviso il difensore', and no verb before an office."""
    tokens = rest.split()
    for index in range(len(tokens) - 1, 0, -1):
        is_article = tokens[index] in ("il", "lo", "la", "el", "le")
        is_new = is_article and not (ends_in_link(tokens[index - 1]) or is_office(tokens[0]))
        # Unlike 'segunda en la lista'.
        is_new = is_new and (is_office(tokens[-1]) or ends_in_link(tokens[0]))
        if is_new and tokens[index + 1 :]:
            return " ".join(tokens[index + 1 :])
    is_verb = len(tokens) > 1 and cues.any_verb().fullmatch(tokens[0])
    if is_verb and not tokens[0].endswith("s"):  # 'claims manager', 'reports editor'
        return " ".join(tokens[1:])
    return rest


def _is_no_speaker(who: str) -> bool:
    tokens = who.split()
    if not tokens or len(tokens) == 1 and tokens[0].casefold() in NO_SPEAKER | FUNCTION_WORDS:
        return True
    if len(tokens) == 1 and is_time(who) and who.casefold() not in GIVEN_NAMES:
        return True  # 'im Protokoll vom 3. Mai heißt es'
    if tokens[0].casefold() in FUNCTION_WORDS and is_time(tokens[-1]):
        return True
    return (
        not any(word[:1].isupper() for word in tokens)
        and not any(is_office(word) or is_organisation_word(word) for word in tokens)
        and not re.search(r"[\u0590-\u06ff\u0900-\u0dff\u3040-\u9fff\uac00-\ud7af]", who)
        and len(tokens) > 3
    )
