"""The people of an article: who was named, and to whom a surname or a pronoun refers."""

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from blog.extraction import asian_speakers, cues
from blog.extraction.attribution import Attribution
from blog.extraction.dates import join_days
from blog.extraction.lines import (
    is_name,
    is_office,
    is_organisation_word,
)
from blog.extraction.vocabulary import (
    GIVEN_NAMES,
    LINKS,
    PARTICLES,
    PLACES,
    load_tables,
    load_words,
)
from lib.lazy_regex import compile_lazily

UPPER_LETTERS = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĔĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽА-ЯЁІЇЄҐΑ-ΩΆΈΉΊΌΎΏ"
_TITLE = r"(?:[Dd]r|[Pp]rof|M[rs]s?|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|St|Jr|M|MM|Mme|Mlle)\.?"
NAME_WORD = (
    rf"(?:{_TITLE}(?=\s)|(?:Jr|Sr)\.(?=,)|(?:[{UPPER_LETTERS}]\.){{1,4}}(?=\s?[{UPPER_LETTERS}])|"
    rf"(?:[dDlL][’'])?[{UPPER_LETTERS}][\w’'-]*(?:/[{UPPER_LETTERS}][\w-]*)?|@[\w.]{{1,38}}\w)"
)
_NAME_PARTICLES = frozenset(
    ["van", "von", "de", "da", "di", "del", "bin", "al", "der", "dos", "du"]
)
OPENERS = frozenset(word.casefold() for word in load_words("openers"))
NO_SPEAKER = OPENERS | frozenset(load_words("no_speakers"))
_VIETNAMESE_TITLES = frozenset(["Ông", "Bà", "Anh", "Chị", "Cô", "Chú", "Bác", "Thầy"])
QUOTED_RE = compile_lazily(
    r"[“„«»\"][^“”„«»\"]*[”“«»\"]|[「『][^「」『』]*[」』]|(?<!\w)‘[^‘’]*’(?!\w)"
)
# 'Köprünün güzel olduğunu dile getiren Ayla Kaya': who said so.
# 'The minister was glad, but the mayor Ann Lee begged to differ.'
_LAST_CLAUSE_RE = compile_lazily(
    r",\s(?:but|while|whereas|aber|doch|während|pero|mientras(?:\sque)?|mais|tandis\sque|ma|mentre|mas|enquanto|"
    r"maar|terwijl|men|medan|mens|а|но|ale)\s(?P<clause>[^,;]+)[,;.!?…]?[^,;]*$"
)
_TURKISH_PARTICIPLE_RE = compile_lazily(
    r"^.*\s[a-zçğıöşü]{3,}[ea]n\s(?=[A-ZÇĞİÖŞÜ][\w’'-]*(?:\s[A-ZÇĞİÖŞÜ][\w’'-]*){0,3}$)"
)
# 'Reader Gemma', who gives no surname.
_READER_RE = compile_lazily(
    r"Reader|Viewer|Listener|Subscriber|Leser(?:in)?|Hörer(?:in)?|Lecteur|Lectrice|Lettore|Lettrice|Lectora?|"
    r"Leitora?|Lezer(?:es)?|Läsaren"
)
_PERSON_NOUN_RE = compile_lazily(
    rf"(?:{load_tables('speech')['person_nouns']}|{load_tables('speech')['messages']})",
    re.IGNORECASE,
)
# 'the 19-year-old', 'der 47-Jährige', 'the mum-of-three', 'the Dutchman'
AGE_RE = compile_lazily(
    rf"(?<![\w-])(?:{load_tables('speech')['ages']}|(?<=the\s)(?:{load_tables('speech')['nationals']}))$",
    re.IGNORECASE,
)
WORDS_RE = compile_lazily(r"[^\W\d_]+")
FUNCTION_WORDS = frozenset(load_tables("speech")["function_words"].split("|"))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is named, in the form of an attribution line, and the offsets of the naming words."""

    who: Attribution
    start: int
    end: int
    cue: str = ""
    is_pronoun: bool = False
    is_weak: bool = False  # Named by place alone, without a verb of saying.


def strip_description(name: str, language: str) -> str:
    """Return the name alone: 'a woman called Ann Lee', 'контролер Иван Шевчук', 'Ann Lee chair'."""
    if language == "tr":
        name = _TURKISH_PARTICIPLE_RE.sub("", name)
    if language == "vi":  # 'ông Trần Văn Lợi': three words are one name.
        parts = name.split()
        is_title = [not _is_upper(part) or part in _VIETNAMESE_TITLES for part in parts]
        return " ".join(parts[is_title.index(False) if False in is_title else 0 :])
    tokens = name.split()
    while len(tokens) > 1 and tokens[0].casefold() in NO_SPEAKER:
        tokens = tokens[1:]
    if len(tokens) == 2 and _READER_RE.fullmatch(tokens[0]) and tokens[1].casefold() in GIVEN_NAMES:
        return tokens[1]
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
        return strip_description(" ".join(tokens), language)
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
        and (len(tokens[0]) > 2 or tokens[0].isupper() and tokens[1].casefold() in GIVEN_NAMES)
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


def is_description(name: str) -> bool:
    """Return whether words describe a person without a name: 'the mayor', 'la titolare'."""
    if AGE_RE.search(name):
        return True
    tokens = re.sub(r"^[LlDd][’']", "", name).split()
    if len(tokens) > 1 and tokens[0].casefold() in FUNCTION_WORDS:
        tokens = tokens[1:]
    if len(tokens) > 1 and tokens[0] != name.split()[0] and tokens[-1].islower():
        if is_office(tokens[-1]) or stands_for_person(name):
            return True  # 'the Marine Party leader'
        return not any(map(_is_upper, tokens)) and any(map(is_office, tokens))
    if name.startswith(("der ", "die ", "Der ", "Die ")) and len(tokens) == 2:
        return tokens[0].islower() and is_office(tokens[1])  # 'der hessische SPD-Chef'
    return bool(tokens) and (
        not any(map(_is_upper, tokens))
        or len(tokens) == 1
        and (tokens[0] != name or bool(re.match(r"[А-ЯЁІЇЄҐ]", name)))
        and is_office(tokens[0])
    )


def stands_for_person(name: str) -> bool:
    """Return whether a description can only mean a person that the article has just named."""
    tokens = re.sub(r"^[LlDd][’']", "", name).split()
    return bool(tokens) and bool(_PERSON_NOUN_RE.fullmatch(tokens[-1]) or AGE_RE.search(name))


def is_of_another(who: Attribution, description: str) -> bool:
    """Return whether 'el presidente de la cofradía' cannot be the president of something else."""
    tokens = description.casefold().split()
    held = f"{who.role} {who.affiliation}".casefold()
    return not LINKS.isdisjoint(tokens[1:]) and tokens[-1] not in held


def holds_office(who: Attribution, description: str) -> bool:
    """Return whether the office in 'o presidente italiano' is one that a known person holds."""
    if is_of_another(who, description):
        return False
    offices = {word.casefold() for word in WORDS_RE.findall(who.role) if is_office(word)}
    described = {word.casefold() for word in WORDS_RE.findall(description) if is_office(word)}
    return bool(described) and described <= offices


_WEEKDAYS = frozenset(join_days("weekdays", "en").title().split("|"))
# Capitalised as the first word of a sentence or heading.
_NO_GIVEN_NAMES = frozenset(
    ["Speaking", "Asked", "See", "Had", "Vote", "Former", "FULL", "READ", "WATCH", "Alongside"]
)
_REGIONS = frozenset(load_tables("lines")["states"].replace("\\", "").split("|"))


def _is_no_person(parts: list[str]) -> bool:
    """'FULL TEXT', 'Speaking Sunday', 'United States'."""
    if parts[-1] in _WEEKDAYS or parts[0] in _NO_GIVEN_NAMES:
        return True
    return " ".join(parts).casefold() in PLACES | _REGIONS


# Before 'it', the sentence of a common noun: 'The council disagrees. In a letter, it'.
_COMMON_SUBJECT_RE = compile_lazily(
    r"(?:^|[.!?\n”\"]\s*)The\s[a-z][\w-]*\s[^.!?A-ZÀ-Þ]{2,80}[.!?]\s+[^.!?“”\"]{0,60}$"
)


class Registry:
    """The people whom an article has named so far: resolves surnames and pronouns."""

    def __init__(self) -> None:
        self.people: dict[str, Attribution] = {}
        self.by_surname: dict[str, Attribution] = {}
        self.by_description: dict[str, Attribution] = {}
        self.by_calling: dict[str, dict[str, Attribution]] = {}  # By the noun for it.
        self.by_given_name: dict[str, Attribution] = {}
        self.voices: set[str] = set()
        self.last: Attribution | None = None
        self.last_by_gender: dict[str, Attribution] = {}

    def add(self, who: Attribution) -> None:
        """Remember a person by each part of the name; the fullest name of a surname wins."""
        parts = name_parts(who.name)
        if len(parts) < 2 or who.kind != "person" or _is_no_person(parts):
            return
        self.people.setdefault(" ".join(parts), who)
        if parts[0].casefold() in GIVEN_NAMES:
            self.by_given_name[parts[0]] = who
        for key in {parts[-1], " ".join(parts[-2:])}:
            known = self.by_surname.get(key)
            if (
                known is None
                or name_parts(known.name)[-2:] != parts[-2:]
                or len(name_parts(known.name)) < len(parts)
                or (not known.role and who.role)
            ):
                self.by_surname[key] = who

    def add_given_name(self, name: str) -> None:
        """Remember somebody whom the article names by a given name alone: 'Josiane, 67 ans'."""
        self.by_given_name.setdefault(name, Attribution(name=name))

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
            if pronoun == "it" and _COMMON_SUBJECT_RE.search(before):
                return None  # 'The council disagrees. It said …'
            if pronoun == "it" and self.last and self.last.kind == "person":
                return None
            subject = self.find_subject(before)
            if pronoun in ("他", "她") and (name := asian_speakers.find_person(before)):
                subject = Attribution(name=name)
            if subject and self.last_by_gender.get("f" if gender == "m" else "m") == subject:
                subject = None
            person = subject or self.last_by_gender.get(gender) or self.last
            if person and gender and person.kind != "person":
                return None
            if person and gender:
                self.last_by_gender.setdefault(gender, person)
            return person
        who = speaker.who
        parts = name_parts(who.name)
        is_known = bool(parts) and (parts[0] in self.by_surname or parts[0] in self.by_given_name)
        is_office_holder = bool(speaker.cue) and is_description(who.name)  # 'Le procureur'
        is_titled = bool(who.role) and bool(parts) and parts[0].casefold() in GIVEN_NAMES
        if speaker.is_weak and len(parts) == 1 and not (is_known or is_office_holder or is_titled):
            return None
        is_named = is_name(who.name) or bool(who.role) or is_office_holder
        if speaker.is_weak and who.kind == "person" and not is_named:
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
        prose = QUOTED_RE.sub(
            lambda quoted: ". " if quoted[0][-2] in ".!?…" else " ", text[-1_500:]
        )
        for sentence in reversed(re.split(r"(?<=[.!?…])\s+|\n+", prose)):
            if (clause := _LAST_CLAUSE_RE.search(sentence)) and (
                subject := self._find_opening(clause["clause"])
            ):
                return subject
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

    def _find_opening(self, clause: str) -> Attribution | None:
        """Return the known person with whom a clause begins, behind an office or a town."""
        tokens = re.findall(r"[^\W\d_][\w’'-]*", clause)[:7]
        if tokens and tokens[0] in ("the", "el", "la", "le", "il", "der", "die", "o", "a", "de"):
            del tokens[0]
        for word in tokens:
            person = self.by_surname.get(word)
            if person and self.is_trusted(person):
                return person
            if not (_is_upper(word) or is_office(word)):
                return None
        return None

    def list_named(self, text: str) -> set[str]:
        """Return the surnames of the known people whom a text names, and other words for people.

        Other words are nouns, such as 'woman', and names within others: 'Lee’s', 'Lee Foundation'.
        """
        named: set[str] = set()
        tokens = re.findall(r"[^\W\d_][\w’'-]*", text)
        for word, following in zip_longest(tokens, tokens[1:], fillvalue=""):
            bare = re.sub(r"[’']s?$", "", word)
            person = self.by_surname.get(bare)
            if person is None and not _is_upper(following):
                person = self.by_given_name.get(bare)
            if person and _is_upper(following) and is_organisation_word(following):
                named.add(f"{word} {following}")
            elif person:
                named.add(name_parts(person.name)[-1] if word == bare else word)
            elif _PERSON_NOUN_RE.fullmatch(word):
                named.add(word)
        return named

    def is_trusted(self, who: Attribution) -> bool:
        """Return whether a name surely is a person's: a known given name, or one who has spoken."""
        parts = name_parts(who.name)
        return who.name in self.voices or bool(parts) and parts[0].casefold() in GIVEN_NAMES

    def note_speaker(self, who: Attribution) -> None:
        """Remember who spoke last, by the given name too."""
        parts = name_parts(who.name)
        if len(parts) > 1 and who.kind == "person":
            self.by_given_name[parts[0]] = who
        self.last = who

    def forget_last(self) -> None:
        """Forget who spoke last, to read from the top again; known names are kept."""
        self.last, self.last_by_gender = None, {}

    def find_described(self, name: str) -> Attribution | None:
        """Return the person whom a description means: 'the mayor', 'la titolare'."""
        tokens = WORDS_RE.findall(name.casefold())
        for token in tokens:
            person = self.by_description.get(token) if len(token) > 3 else None
            is_same = person and self.by_description.get(tokens[-1]) is person
            if person and (is_same or not is_of_another(person, name)):
                return person
        return None

    def note_gender(self, pronoun: str, who: Attribution) -> None:
        """Remember that a pronoun stood for a person."""
        if pronoun in cues.FEMININE:
            self.last_by_gender["f"] = who
        elif pronoun in cues.MASCULINE:
            self.last_by_gender["m"] = who


def name_parts(name: str) -> list[str]:
    """Return the words of a name without particles, suffixes and punctuation."""
    tokens = [word.strip(".,’'\"“”()") for word in name.split()]
    tokens = [re.sub(r"[’']s$", "", word) for word in tokens]
    return [
        word
        for word in tokens
        if word
        and word.casefold() not in PARTICLES
        and word.casefold().rstrip(".") not in ("jr", "sr")
    ]
