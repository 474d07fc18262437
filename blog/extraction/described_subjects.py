"""Subjects without a name: 'My grandmother put it more simply. “…,” she used to say.'."""

import re

from blog.extraction import cues, speaker_patterns
from blog.extraction.callings import find_callings
from blog.extraction.lines import is_office
from blog.extraction.people import QUOTED_RE, Registry
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_SENTENCE_RE = compile_lazily(r"(?<=[.!?…])\s+|\n+")
_SUBJECT_RE = compile_lazily(
    rf"\W*(?i:{speaker_patterns.DETERMINER})\s?(?P<first>[^\W\d_][\w’-]*)(?:\s(?P<second>[^\W\d_][\w’-]*))?"
)
# Behind the noun: 'Der Besitzer der Laube ist fassungslos'.
_REST_RE = compile_lazily(
    r"(?P<owner>\s(?:of|de|du|des|del|della|do|da|der|van|von)\s(?:(?:the|la|het|de)\s)?[^\W\d_][\w’-]*)?"
    r"(?:,\s(?:who|qui|que|die|der|che|quem)\s[^,.;:]{2,60},)?\s[^\W\d_A-ZÀ-Þ]"
)
_OF_AUTHOR_RE = compile_lazily(
    r"\W*(?:my|our|meine?|unsere?|ma|mon|notre|mi|nuestr[ao]|(?:il\s|la\s)?mi[ao]|"
    r"(?:[ao]\s)?(?:meu|minha)|mijn|min|moja|mój|моя|мой)\s",
    re.IGNORECASE,
)
_OF_HER_RE = compile_lazily(r"\W*Her\s")
_OF_HIM_RE = compile_lazily(r"\W*His\s")
_KIN_RE = compile_lazily(rf"(?:{load_tables('speech')['kin']})", re.IGNORECASE)


def find_described_subject(sentence: str, language: str) -> str:
    """Return the words with which a sentence begins if they are somebody without a name, or ''."""
    match = _SUBJECT_RE.match(sentence)
    if match is None:
        return ""
    for name in ("first", "second"):
        noun = match[name] or ""
        is_common = noun.islower() or bool(noun) and language == "de"
        rest = _REST_RE.match(sentence, match.end(name)) if is_common else None
        if rest and (_KIN_RE.fullmatch(noun) or is_office(noun) or find_callings(noun)):
            end = rest.end("owner") if rest["owner"] else match.end(name)
            return sentence[:end].strip(' ,.—–-“”„«»"')
    return ""


def find_described_antecedent(
    registry: Registry, text: str, language: str, pronoun: str = ""
) -> str:
    """Return the author's relative whom 'she' at the end of a text means, or ''.

    Others without a name may be those of whom somebody with a name speaks: 'Her husband was ill'.
    But 'he' is no woman: 'Her neighbour remembers. “…,” he says'.
    """
    prose = QUOTED_RE.sub(lambda quoted: ". " if quoted[0][-2] in ".,!?…" else " ", text)
    sentences = [each for each in _SENTENCE_RE.split(prose) if each.strip(" ,.—–-")]
    if sentences and cues.any_verb().fullmatch(sentences[-1].strip(" ,.—–-")):
        sentences.pop()  # '“…”, dice'
    if not sentences:
        return ""
    is_of_other = (
        pronoun in cues.MASCULINE - cues.FEMININE
        and _OF_HER_RE.match(sentences[-1])
        or pronoun in cues.FEMININE - cues.MASCULINE
        and _OF_HIM_RE.match(sentences[-1])
    )
    if is_of_other and not registry.find_subject(sentences[-1]):
        return find_described_subject(sentences[-1], language)
    if not _OF_AUTHOR_RE.match(sentences[-1]):
        return ""
    is_saying = cues.any_verb().search(sentences[-1]) is not None
    if any(map(registry.find_subject, sentences[-1:] if is_saying else sentences)):
        return ""
    return find_described_subject(sentences[-1], language)
