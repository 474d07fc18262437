"""Who said a passage: the speaker that the words around it name."""

import re
from dataclasses import dataclass, replace
from functools import cache

from blog.extraction import asian_speakers, cues
from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.dates import find_date
from blog.extraction.lines import is_name, is_office, is_organisation_word
from blog.extraction.vocabulary import GIVEN_NAMES, PARTICLES, load_tables, load_words

MAX_CONTEXT = 400
MAX_SENTENCE = 260  # Of it the end is searched.
_UP = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĔĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽА-ЯЁІЇЄҐΑ-ΩΆΈΉΊΌΎΏ"
_TITLE = r"(?:[Dd]r|[Pp]rof|M[rs]s?|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|St|Jr|M|MM|Mme|Mlle)\.?"
_NAME_WORD = rf"(?:{_TITLE}(?=\s)|(?:[dDlL][’'])?[{_UP}][\w’'-]*(?:\.(?=\s?[{_UP}]))?)"
_PARTICLE = (
    r"(?:de|da|do|dos|das|du|des|del|della|di|van|von|vom|der|den|ter|zu|la|le|el|al|bin|ibn|"
    r"ben|y|of the|of|and|for|&|und|et|е|и|i)"
)
_NAME = rf"{_NAME_WORD}(?:\s(?:{_PARTICLE}\s(?:la\s|der\s|the\s)?)?{_NAME_WORD}){{0,6}}"
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


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is named, as a line of attribution would say it; offsets of the naming words."""

    who: Attribution
    start: int
    end: int
    cue: str = ""
    is_pronoun: bool = False
    is_weak: bool = False  # Named by place alone, without a verb of saying.


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
        text[end - 2 : end - 1] in ".!?" and re.match(rf"^\s+[{_UP}]", after)
    )
    last = re.split(rf"(?<=[.!?…])[”\"»]?\s+(?=[{_UP}])", before)[-1] if before else ""
    if (opener := _OPENING_WORD.match(last)) and opener["word"].casefold() in _OPENERS:
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
                        and re.match(rf"^[.!?…]?\s+[{_UP}]", after)
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
            if _PARTICIPLE.search(last) and (match := patterns["subject"].match(last)):
                speaker = _from_match(match, base, language)
                return replace(speaker, is_weak=True) if speaker else None
    if last.strip() and (match := patterns["subject"].match(last)) and len(last) < 240:
        speaker = _from_match(match, base, language)
        return replace(speaker, is_weak=True) if speaker else None
    return None


_PARTICIPLE = re.compile(
    r"(?:saying|writing|adding|noting|claiming|telling \w+|arguing|insisting|warning|"
    r"declaring|tweeting|stating|calling|"
    r"suggesting|asking|pledging|vowing|promising|describing|explaining|quipping|joking|"
    r"en disant|affirmant|déclarant|"
    r"expliquant|estimant|ajoutant|diciendo|afirmando|asegurando|dicendo|affermando|dizendo|"
    r"говоря|заявив|отметив|"
    r"сказав|подчеркнув|добавив|spunând|afirmând)(?:\sthat|\sque|\sche|\sqe|,?\sчто|\scă)?[\s:,]*$",
    re.IGNORECASE,
)


def _is_cut_off(match: re.Match[str]) -> bool:
    """'Faux, rétorque Ann Lee': a word before a comma is no subject of the verb behind it."""
    has_apposition = any(match[name] for name in ("role", "last", "brackets"))
    between = match.string[match.end("who") : match.start("cue")]
    return between.startswith(",") and not has_apposition and " " not in match["who"]


def _is_verb_first(match: re.Match[str]) -> bool:
    return match.group("cue")[:1].islower()


def _last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Search the end of a text; the offsets are those of the whole."""
    return pattern.search(text[-MAX_SENTENCE:].rjust(len(text)))


def _from_match(match: re.Match[str], base: int, language: str) -> Speaker | None:
    groups = match.groupdict()
    who = groups["who"].strip(" ,")
    start = base + match.start("who")
    while (tokens := who.split()) and tokens[0].casefold() in _OPENERS and len(tokens) > 1:
        start += len(tokens[0]) + 1
        who = who[len(tokens[0]) :].lstrip(" ,")
    end = match.end("who")
    for pattern in (_OFFICE_AND_NAME, _OFFICE):
        more = pattern.match(match.string, end)
        if (
            more
            and is_office(more["office"].split()[-1])
            and (pattern is _OFFICE_AND_NAME or len(who.split()) <= 2)
        ):
            end = more.end()
            who = " ".join(match.string[start - base : end].split())
            break
    line = who
    role = groups.get("role") or groups.get("last") or groups.get("brackets") or ""
    if role and not re.match(
        r"^(?:who|whose|which|and|but|qui|der|die|das|que|che|котор|który|który|who’s|adding|"
        r"speaking|in|on|at)\b",
        role,
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
        or parsed.name.casefold() in _FUNCTION_WORDS
    ):
        return None
    tail = re.search(
        rf"^[^\W\d_A-ZÀ-Þ].*?\s(?P<name>{_NAME_WORD}\s{_NAME_WORD})$", parsed.name[:120]
    )
    is_named = tail and tail["name"].split()[0].casefold() in GIVEN_NAMES and is_name(tail["name"])
    if (
        cues.table_for(language) == "de"
        and len(first := parsed.name.split()) == 2
        and first[0].casefold() in _FUNCTION_WORDS
        and not (cue and first[0].casefold() in ("der", "die", "das"))
        and not is_office(first[1])
    ):
        return None  # 'Ihr Mann', 'Das Dach'.
    if parsed.kind == "person" or is_named:
        parsed = replace(parsed, kind="person")
        name = _strip_description(parsed.name, language)
        parsed = replace(parsed, name=name, role=parsed.role or _description(parsed.name, name))
    return Speaker(parsed, start, end, cue)


def _strip_description(name: str, language: str) -> str:
    """Return the name alone: 'a woman called Ann Lee', 'контролер Иван Шевчук', 'Ann Lee chair'."""
    tokens = name.split()
    while len(tokens) > 1 and tokens[0].casefold() in _NO_SPEAKER:
        tokens = tokens[1:]
    first = next((i for i, token in enumerate(tokens) if _is_upper(token)), None)
    if first is None:
        return name
    has_particle = first and tokens[first - 1] in _NAME_PARTICLES
    if first and not (first == 1 and has_particle):
        rest = tokens[first:]
        if re.match(r"^[lLdD][’']", tokens[0]) and len(rest) >= 2 or is_name(" ".join(rest)):
            tokens = rest
    elif match := re.match(r"^[LlDd][’'](?=[^\W\d_A-ZÀ-Þ])", tokens[0]):
        tokens = [tokens[0][match.end() :], *tokens[1:]]
        return _strip_description(" ".join(tokens), language)
    lower = max(
        (i for i, token in enumerate(tokens) if token.islower() and token not in PARTICLES),
        default=0,
    )
    if 0 < lower < len(tokens) - 2 and is_name(" ".join(tokens[lower + 1 :])):
        tokens = tokens[lower + 1 :]
    while (
        len(tokens) >= 3
        and not _is_upper(tokens[-1])
        and all(_is_upper(token) for token in tokens[:2])
    ):
        tokens = tokens[:-1]
    if (
        len(tokens) >= 3
        and all(_is_upper(token) for token in tokens[:3])
        and tokens[0].casefold() not in GIVEN_NAMES
        and len(tokens[0]) > 2
        and (tokens[1].casefold() in GIVEN_NAMES or cues.table_for(language) != "en")
        and not tokens[1].endswith(".")
        and not tokens[0].endswith(".")
        and not re.fullmatch(r"(?i:dame|lady|lord|sir|dom|dona|fra|don)", tokens[0])
        and is_name(" ".join(tokens[1:]))
    ):
        tokens = tokens[1:]
    return " ".join(tokens)


def _is_upper(token: str) -> bool:
    letters = re.sub(r"^[\W\d_]+|^[dDlL][’'](?=[A-ZÀ-Þ])", "", token)
    return letters[:1].isupper()


def _description(name: str, bare: str) -> str:
    rest = name[: -len(bare)].strip() if name.endswith(bare) else ""
    return rest if rest and len(rest) < 80 else ""


# A name that begins with one of these is the place or time of a sentence.
_PREPOSITIONS = frozenset(load_tables("speech")["prepositions"].split("|"))
_NAME_PARTICLES = frozenset(
    ["van", "von", "de", "da", "di", "del", "bin", "al", "der", "dos", "du"]
)
_OPENING_WORD = re.compile(r"^\W*(?P<word>[^\W\d_]+),?\s")


# 'Maryland-based attorney Jane Doe', 'one GOP operative'.
_LOWER_WORDS = r"(?P<office>(?:[^\W\d_A-ZÀ-Þ][\w’-]*\s){0,4}?[^\W\d_A-ZÀ-Þ][\w’-]*)"
_OFFICE_AND_NAME = re.compile(rf"\s{_LOWER_WORDS}(?P<name>\s{_NAME})")
_OFFICE = re.compile(r"\s(?P<office>[^\W\d_A-ZÀ-Þ][\w’-]*)(?=\s[a-z]|[,.;:])")
_OPENERS = frozenset(load_words("openers"))
_NO_SPEAKER = _OPENERS | frozenset(load_words("no_speakers"))


def _is_no_speaker(who: str) -> bool:
    tokens = who.split()
    if not tokens or len(tokens) == 1 and tokens[0].casefold() in _NO_SPEAKER | _FUNCTION_WORDS:
        return True
    if tokens[0].casefold() in _FUNCTION_WORDS and find_date(f"{tokens[-1]} 2000") is not None:
        return True
    return (
        not any(word[:1].isupper() for word in tokens)
        and not any(is_office(word) or is_organisation_word(word) for word in tokens)
        and not re.search(r"[\u0590-\u06ff\u0900-\u0dff\u3040-\u9fff\uac00-\ud7af]", who)
        and len(tokens) > 3
    )


def is_description(name: str) -> bool:
    """Tell whether words describe a person without a name: 'the mayor', 'la titolare'."""
    tokens = re.sub(r"^[LlDd][’']", "", name).split()
    if len(tokens) > 1 and tokens[0].casefold() in _FUNCTION_WORDS:
        tokens = tokens[1:]
    return bool(tokens) and (
        not any(map(_is_upper, tokens))
        or len(tokens) == 1
        and tokens[0] != name
        and is_office(tokens[0])
    )


def stands_for_person(name: str) -> bool:
    """Tell whether a description can only mean a person that the article has just named."""
    tokens = re.sub(r"^[LlDd][’']", "", name).split()
    return bool(tokens) and bool(_PERSON_NOUN.fullmatch(tokens[-1]))


class Registry:
    """The people whom an article has named so far: resolves surnames and pronouns."""

    def __init__(self) -> None:
        self.people: dict[str, Attribution] = {}
        self.by_surname: dict[str, Attribution] = {}
        self.by_description: dict[str, Attribution] = {}
        self.by_given_name: dict[str, Attribution] = {}
        self.voices: set[str] = set()
        self.last: Attribution | None = None
        self.last_by_gender: dict[str, Attribution] = {}

    def add(self, who: Attribution) -> None:
        """Remember a person by each part of the name; the fullest name of a surname wins."""
        parts = _name_parts(who.name)
        if len(parts) < 2 or who.kind != "person":
            return
        self.people.setdefault(" ".join(parts), who)
        if parts[0].casefold() in GIVEN_NAMES:
            self.by_given_name[parts[0]] = who
        for key in {parts[-1], " ".join(parts[-2:])}:
            known = self.by_surname.get(key)
            if (
                known is None
                or _name_parts(known.name)[-2:] != parts[-2:]
                or len(_name_parts(known.name)) < len(parts)
                or (not known.role and who.role)
            ):
                self.by_surname[key] = who

    def resolve(self, speaker: Speaker, before: str = "") -> Attribution | None:
        """Return whom a speaker's words mean: the known person of a surname or before a pronoun.

        `before` is the paragraph up to a pronoun: its last subject is nearer than the last speaker.
        """
        if speaker.is_pronoun:
            pronoun = speaker.who.name.casefold()
            if pronoun in ("i", "we", "ich", "wir", "je", "nous", "yo", "io", "eu", "я", "мы"):
                return None
            gender = (
                "f"
                if pronoun in cues.FEMININE and pronoun not in cues.MASCULINE
                else "m"
                if pronoun in cues.MASCULINE
                else ""
            )
            subject = self.find_subject(before)
            if pronoun in ("他", "她") and (name := asian_speakers.find_person(before)):
                subject = Attribution(name=name)
            if subject and self.last_by_gender.get("f" if gender == "m" else "m") == subject:
                subject = None
            person = subject or self.last_by_gender.get(gender) or self.last
            if person and gender:
                self.last_by_gender.setdefault(gender, person)
            return person
        who = speaker.who
        parts = _name_parts(who.name)
        is_known = bool(parts) and (parts[0] in self.by_surname or parts[0] in self.by_given_name)
        if speaker.is_weak and len(parts) == 1 and not is_known:
            return None
        if speaker.is_weak and who.kind == "person" and not is_name(who.name) and not who.role:
            return None
        if len(parts) == 1 and (known := self.by_surname.get(parts[0])):
            who = replace(
                known, role=known.role or who.role, affiliation=known.affiliation or who.affiliation
            )
        elif len(parts) == 1 and (known := self.by_given_name.get(parts[0])):
            who = known
        elif len(parts) >= 2 and (known := self.by_surname.get(" ".join(parts[-2:]))):
            who = replace(
                who, role=who.role or known.role, affiliation=who.affiliation or known.affiliation
            )
        self.add(who)
        if speaker.cue:
            self.voices.add(who.name)
        self.note_speaker(who)
        return who

    def find_subject(self, text: str) -> Attribution | None:
        """Return the first known person of the last sentence that names one, outside of marks."""
        prose = _QUOTED.sub(lambda quoted: ". " if quoted[0][-2] in ".!?…" else " ", text[-1_500:])
        for sentence in reversed(re.split(r"(?<=[.!?…])\s+|\n+", prose)):
            owner = other = None
            tokens = re.findall(r"[^\W\d_][\w’'-]*", sentence)
            for index, word in enumerate(tokens):
                pair = " ".join(tokens[index : index + 2])
                bare = re.sub(r"[’']s$", "", word)
                person = self.by_surname.get(pair) or self.by_surname.get(bare)
                if (
                    person is None
                    and word.endswith("s")
                    and (owning := self.by_surname.get(word[:-1]))
                ):
                    owner = owner or owning
                person = person or self.by_given_name.get(bare)
                if person and bare != word:
                    owner = owner or person
                elif person and self.is_trusted(person):
                    return person
                elif person:
                    other = other or person
            if (nearest := owner or other) is not None:
                return nearest
        return None

    def is_trusted(self, who: Attribution) -> bool:
        """Tell whether a name surely is a person's: a known given name, or one who has spoken."""
        parts = _name_parts(who.name)
        return who.name in self.voices or bool(parts) and parts[0].casefold() in GIVEN_NAMES

    def note_speaker(self, who: Attribution) -> None:
        """Remember who spoke last, by the given name too."""
        parts = _name_parts(who.name)
        if len(parts) > 1 and who.kind == "person":
            self.by_given_name[parts[0]] = who
        self.last = who

    def forget_last(self) -> None:
        """Begin to read at the top again; known names are kept."""
        self.last, self.last_by_gender = None, {}

    def find_described(self, name: str) -> Attribution | None:
        """Return the person whom a description means: 'the mayor', 'la titolare'."""
        for word in _WORDS.findall(name.casefold()):
            if len(word) > 3 and (person := self.by_description.get(word)):
                return person
        return None

    def note_gender(self, pronoun: str, who: Attribution) -> None:
        """Remember that a pronoun stood for a person."""
        if pronoun in cues.FEMININE:
            self.last_by_gender["f"] = who
        elif pronoun in cues.MASCULINE:
            self.last_by_gender["m"] = who


def _name_parts(name: str) -> list[str]:
    tokens = [word.strip(".,’'\"“”()") for word in name.split()]
    tokens = [re.sub(r"[’']s$", "", word) for word in tokens]
    return [
        word
        for word in tokens
        if word
        and word.casefold() not in PARTICLES
        and word.casefold().rstrip(".") not in ("jr", "sr")
    ]


_QUOTED = re.compile(r"[“„«»\"][^“”„«»\"]*[”“«»\"]|[「『][^「」『』]*[」』]|(?<!\w)‘[^‘’]*’(?!\w)")
_FULL_NAME = re.compile(
    rf"(?<![\w’'])[{_UP}][\w’'-]+(?:\s(?:[{_UP}]\.|(?:de|da|van|von|der|al|bin|del|di|du|la|"
    rf"le)(?=\s)|[{_UP}][\w’'-]+)){{1,4}}"
)


def register_names(registry: Registry, text: str, language: str = "en") -> None:
    """Add the people whom a paragraph names in full, with the office before the name if any."""
    for match in _FULL_NAME.finditer(text[:20_000]):
        tokens = match[0].split()
        while tokens and (
            is_office(tokens[0])
            or tokens[0]
            in ("The", "But", "And", "When", "As", "In", "On", "At", "For", "After", "If", "A")
            or tokens[0].casefold() in _FUNCTION_WORDS
        ):
            tokens = tokens[1:]
        name = re.sub(r"[’']s$", "", " ".join(tokens))
        if _PLACE_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        is_behind_office = is_office(text[: match.start()].rstrip().rpartition(" ")[2].strip(",("))
        if (
            language == "de"  # Whose nouns all have capitals.
            and tokens
            and tokens[0].casefold() not in GIVEN_NAMES
            and not (is_behind_office or len(tokens) < len(match[0].split()))
        ):
            continue
        if tokens and tokens[0][-1:] == "s" and tokens[0][:-1] in registry.by_surname:
            continue  # 'Kienles Nachfolger'
        is_organisation = len(tokens) > 2 and is_organisation_word(tokens[0])
        if len(tokens) >= 2 and is_name(name) and not is_organisation:
            name = _strip_description(name, language) if _starts_sentence(text, match) else name
            who = Attribution(name=name)
            registry.add(who)
            _describe(registry, text, match, name)


def _starts_sentence(text: str, match: re.Match[str]) -> bool:
    return not text[: match.start()].strip() or text[: match.start()].rstrip()[-1:] in '.!?…”“"»'


def _describe(registry: Registry, text: str, match: re.Match[str], name: str) -> None:
    """Note the words beside a name that may stand for the person later on."""
    person = registry.by_surname.get(" ".join(_name_parts(name)[-2:]))
    if person is None:
        return
    before = re.split(r"[.!?;:“”„«»\"(]", text[max(0, match.start() - 60) : match.start()])[-1]
    near = " ".join(before.split()[-4:]) + " " + match[0].replace(name, " ")
    behind = re.match(r"\s?,([^,.;:“”„«»\"]{3,60})[,.]", text[match.end() : match.end() + 70])
    for word in _WORDS.findall((near + " " + (behind[1] if behind else "")).casefold()):
        if len(word) > 3 and word not in _FUNCTION_WORDS and not cues.any_verb().fullmatch(word):
            registry.by_description[word] = person


_PERSON_NOUN = re.compile(
    rf"(?:{load_tables('speech')['person_nouns']}|{load_tables('speech')['messages']})",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(
    r"(?<!\w)(?:in|at|near|en|em|na|no|i|på|w|v|ve|в|у|din|în|bei|nach|till|til|à)\s$"
)
_WORDS = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = frozenset(load_tables("speech")["function_words"].split("|"))
