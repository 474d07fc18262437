"""Words of attribution lines: which are an office, an organisation or a name."""

import re
from functools import lru_cache

from blog.extraction.vocabulary import (
    ACADEMIC,
    DOCUMENT,
    GERMAN_OFFICE_RE,
    GIVEN_NAMES,
    KNOWN_ORGANISATIONS,
    KNOWN_PUBLICATIONS,
    LINKS,
    OFFICE,
    ORGANISATION,
    PARTICLES,
    PUBLICATION,
    SUFFIXES,
)
from lib.lazy_regex import compile_lazily

DETERMINER_RE = compile_lazily(
    r"^(?-i:(?!(?:UN|LA|AS|OS)\s(?![A-ZÀ-Þ]{2})))(?:(?:the|an?|o|its|his|her|their|our|la|les?|une?|der|die|das|den|dem|eine?[nrms]?|el|"
    r"los|las|"
    r"un[oa]?|il|lo|gli|i|os|as|uma?|het|een|en|ett|det|ο|η|το|der damalige|ha)\s+|(?:l|un)[’'])",
    re.IGNORECASE,
)
ARTICLE_RE = compile_lazily(
    r"^(?:(?:the|an?|la|les?|der|die|das|dem|den|des|el|los|las|il|lo|gli|os|as|het|een)\s+|l[’'])",
    re.IGNORECASE,
)
_OCCUPATION_RE = compile_lazily(
    r"\w{2,}(?:ologist|ographer|ician|iatrist|ologue|ologe|ologin|ólogo|óloga|ólog|olog|олог|"
    r"ographe|ograf(?:in)?|ógraf[oa]|ograf[ao]|ограф)",
    re.IGNORECASE,
)
_OFFICE_PREFIX_RE = compile_lazily(
    r"(?:ex|vice|vize|sub|oud|vice-|euro|co|экс|вице|зам|со|спів|екс|віце|wice|wiceb|místo|mini)-?",
    re.IGNORECASE,
)
# 'Imkerin', 'Besucherin': no given name or surname such as Severin and Pellerin ends like them.
_GERMAN_WOMAN_RE = compile_lazily(
    r"(?!Pell|Zamp|Cather|Kather)[A-ZÄÖÜ][a-zäöüß-]+(?:[bdfghklmnprstzß]|ch)erin(?:nen)?"
)
_NEWSPAPERS = frozenset(["Spectator"])  # Whose names are an office, but for the capital.
# Kinds of organisations that are surnames after a given name: 'Frank Church', but 'Dwight School'.
_SURNAME_RE = compile_lazily(r"Church|Parish|Court|Law|Group|Force|Kirche|Schule|Rat|.{1,4}")
# The parts of a line ask for the same words again and again.
CACHED_WORDS = 4096
PUNCTUATION = " ,.;:’'\"“”«»„()[]"
_GERMAN_ORGANISATION_RE = compile_lazily(
    r"[\w-]*(?:ministerium|universität|hochschule|institut|stiftung|verband|verbandes|behörde|"
    r"gesellschaft|gewerkschaft|agentur|anstalt|direktion|präsidium|zentrum|bund|amt|unternehmen|"
    r"fraktion|partei|kammer|"
    r"kasse|klinik|klinikum|werke|polizei|staatsanwaltschaft|gericht|konzern|akademie|kirche|"
    r"kanzleramt|landtag|regierung|ausschuss|vereinigung|kommission|zentrale|redaktion|armee|"
    r"feuerwehr|bundeswehr|nachrichtendienst|fonds|museum|theater|allianz|bündnis|bank|"
    r"ministerie|universiteit|universitet|universitetet|departementet|direktoratet)(?:s|es|en)?",
    re.IGNORECASE,
)


@lru_cache(CACHED_WORDS)
def is_office(word: str) -> bool:
    """Return whether a word is an office or occupation, also as the end of a compound."""
    bare = re.sub(r"[’']s?$", "", word.strip(PUNCTUATION))
    if bare == "Great":
        return False  # 'Great Minds Agency', but 'tennis great'.
    if bare in OFFICE and bare not in _NEWSPAPERS or GERMAN_OFFICE_RE.fullmatch(bare):
        return True
    if _GERMAN_WOMAN_RE.fullmatch(bare) and bare.casefold() not in GIVEN_NAMES:
        return True
    if _OCCUPATION_RE.fullmatch(bare) or _is_declined_office(bare):
        return True
    if bare[:1] == "ו" and bare[1:] in OFFICE:
        return True  # Hebrew: 'and the chairman'.
    prefix = _OFFICE_PREFIX_RE.match(bare)
    if prefix and bare[prefix.end() :] in OFFICE and bare.casefold() not in GIVEN_NAMES:
        return True  # Not 'Corey', whose end is a Spanish king.
    last = re.split(r"[-–/]", bare)[-1]
    return last != bare and bool(last in OFFICE or GERMAN_OFFICE_RE.fullmatch(last))


def _is_declined_office(word: str) -> bool:
    """Return whether a Cyrillic word is an office in another case: 'главы', 'президентом'."""
    if not re.fullmatch(r"[а-яёіїєґА-ЯЁІЇЄҐ-]{4,}", word):
        return False
    stem = re.sub(r"(?:ом|ем|ём|ой|ей|а|у|е|ы|и|я|ю)$", "", word)
    return any(stem + end in OFFICE for end in ("", "а", "ь", "й", "я"))


@lru_cache(CACHED_WORDS)
def is_organisation_word(word: str) -> bool:
    """Return whether a word is a kind of organisation: 'Ministry', 'Universität', 'агентство'."""
    bare = re.sub(r"[’']s?$", "", word.strip(PUNCTUATION))
    return bool(
        bare in ORGANISATION
        or _GERMAN_ORGANISATION_RE.fullmatch(bare)
        or (bare.casefold() in KNOWN_ORGANISATIONS and not bare.islower())
        or re.split(r"[’']", bare)[-1] in ORGANISATION
    )


def has_organisation_word(text: str) -> bool:
    """Return whether any word of a text names a kind of organisation."""
    return any(is_organisation_word(word) for word in text.split())


def is_capitalised(text: str) -> bool:
    """Return whether a text begins as a proper name does; letters without case always do."""
    text = re.sub(
        r"^(?:[ldLD]|dell|all)[’']|^(?:al|el|ad|as|ash|ar|at|an|az|ed|es)-",
        "",
        text.lstrip("\"'“«„(‘"),
    )
    return bool(text) and text[0].isalpha() and not text[0].islower()


def is_acronym(word: str) -> bool:
    """Return whether a word is two to eight capitals: 'NATO', 'АМКУ', 'CPM-K'."""
    bare = word.strip(PUNCTUATION)
    return len(bare) > 1 and bare.isupper() and bare.replace("-", "").isalpha() and "." not in bare


def is_name(text: str) -> bool:
    """Return whether a text looks like a person's name alone."""
    tokens = text.split()
    if not 1 <= len(tokens) <= 7 or DETERMINER_RE.match(text) and not is_capitalised(text):
        return False
    if re.match(r"^(?:The|A|An|Das|Die|Les?|El|Los|Las|Il)\s", text) and not re.match(
        r"^(?:Le|El) [A-ZÀ-Þ]\w+$", text
    ):
        return False
    return is_name_run(tokens)


def is_name_run(tokens: list[str]) -> bool:
    bare = [word.strip(",.“”\"'") for word in tokens]
    if not any(is_capitalised(word) for word in bare):
        return False
    is_known = bare[0].casefold() in GIVEN_NAMES and 2 <= len(tokens) <= 4
    for index, (word, text) in enumerate(zip(tokens, bare, strict=True)):
        is_inner = 0 < index < len(tokens) - 1 or (index == 0 and len(tokens) > 1)
        if text.casefold() in SUFFIXES and index:
            continue
        if text.casefold() in PARTICLES and is_inner and text.casefold() != "of":
            continue
        if not text or not is_capitalised(text) or any(c.isdigit() for c in text):
            return False
        if index and word in ACADEMIC and len(text) > 1:
            return False
        if re.search(r"[’']s$", text) and index < len(tokens) - 1:
            return False
        if index and re.match(r"^(?:dell|dall|nell|all|l|d)[’']", text):
            return False
        is_kind = text in ORGANISATION or (
            tokens[index - 1] in ("vom", "der", "dem", "des") and is_organisation_word(word)
        )
        is_body = index and is_kind and not _SURNAME_RE.fullmatch(text)
        if is_known and not is_body:
            continue
        if is_office(word) or is_organisation_word(word) or text in DOCUMENT:
            return False
        acronym = text.partition("-")[0]  # 'CGT-Dockers'
        if (
            is_acronym(acronym)
            and len(acronym) > 2
            and text.casefold() not in GIVEN_NAMES
            and not all(w.isupper() for w in bare)
        ):
            return False
        if text in PUBLICATION and len(tokens) > 1:
            return False
    return not (len(tokens) == 1 and is_acronym(bare[0]) and len(bare[0]) <= 5)


def strip_determiner(text: str) -> str:
    """Remove a leading article; 'The' stays where it is a name's own, as in 'The Guardian'."""
    match = DETERMINER_RE.match(text)
    if match and match[0].strip() in ("The", "El", "La", "Le", "Les", "Die", "Der", "Il", "Das"):
        rest = text[match.end() :]
        if (
            rest.split()[-1].strip(PUNCTUATION) in PUBLICATION
        ) or rest.casefold() in KNOWN_PUBLICATIONS:
            return text
    return DETERMINER_RE.sub("", text, count=1)


def is_office_phrase(text: str) -> bool:
    """Return whether any word of a text is an office."""
    return any(is_office(word) for word in text.split())


def ends_in_link(text: str) -> bool:
    """Return whether a text breaks off before a name: 'alcalde de', 'the mouth of'."""
    return text.rpartition(" ")[2].strip(PUNCTUATION).casefold() in LINKS


def is_known_organisation(text: str) -> bool:
    """Return whether a text is an acronym or an organisation that is known by name."""
    return is_acronym(text) or text.casefold() in KNOWN_ORGANISATIONS
