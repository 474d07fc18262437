"""Speakers whom a sentence names by a common noun with an article: 'The company answered: “…”'."""

import re
from collections.abc import Sequence

from blog.extraction.attribution import Attribution
from blog.extraction.inline_quotations import Inline
from blog.extraction.lines import ARTICLE_RE, is_acronym, is_office, is_organisation_word
from blog.extraction.people import FUNCTION_WORDS, NO_SPEAKER
from blog.extraction.set_off import SetOff

MAX_NOUNS = 50  # For each of them the whole text is searched.
_OPENING_WORDS = FUNCTION_WORDS | NO_SPEAKER
_CAPITALISED = r"[^\W\d_a-zß-ÿ][\w&’'-]*"
# Between a noun and the name behind it: 'Union of Dockers', 'Sindicato de la Marina'.
_LINK = r"(?:\s(?:of|for|de|du|des|del|della|do|da|der|für|van)(?:\s(?:the|la|las|los|les|den))?)?"


def resolve_common_nouns(text: str, passages: Sequence[Inline | SetOff], language: str) -> None:
    """Replace the speakers of quotations whom the text only calls 'the company' or 'the union'.

    The name that contains the noun takes its place, if the text has one such name: 'Vik Shipping
    Company'. Otherwise the quotation has no speaker, because a common noun is no name.
    """
    names: dict[str, Attribution | None] = {}
    for passage in passages:
        who, speaker = passage.who, passage.speaker
        if who is None or speaker is None or speaker.is_pronoun or who.name in names:
            continue
        noun = _find_common_noun(text[speaker.start : speaker.end], language)
        if noun and who.name.casefold().endswith(noun.casefold()) and who.kind != "person":
            name = _find_only_name(text, noun) if len(names) < MAX_NOUNS else ""
            names[who.name] = Attribution(name, kind="organisation") if name else None
    for passage in passages:
        if passage.who is not None and passage.who.name in names:
            passage.who = names[passage.who.name]


def _find_common_noun(description: str, language: str) -> str:
    """Return the noun of 'the company'; '' for anything with a name in it.

    German nouns all have a capital: only single words for organisations are common nouns there.
    """
    match = ARTICLE_RE.match(description)
    tokens = description[match.end() :].split() if match else []
    if not 1 <= len(tokens) <= 2:
        return ""
    if all(word.islower() for word in tokens):
        return tokens[-1]
    word = tokens[0] if len(tokens) == 1 else ""
    is_common = is_organisation_word(word) and not (is_acronym(word) or is_office(word))
    # 'Die Bundeswehr', 'Das Umweltministerium' are names.
    is_common = is_common and not re.match(r"Bundes|\w{4,}ministerium", word)
    return word if language == "de" and is_common else ""


def _find_only_name(text: str, noun: str) -> str:
    """Return the name that contains a noun, if the text has exactly one; else ''."""
    capital = re.escape(noun[0].upper() + noun[1:])
    before = rf"(?<![\w’'-])(?:{_CAPITALISED}\s){{1,4}}{capital}(?![\w’'-])"
    behind = rf"(?<![\w’'-]){capital}{_LINK}(?:\s{_CAPITALISED}){{1,4}}"
    names = set()
    for match in [*re.finditer(before, text), *re.finditer(behind, text)]:
        tokens = match[0].split()
        while len(tokens) > 1 and tokens[0].casefold() in _OPENING_WORDS:
            tokens = tokens[1:]
        if len(tokens) > 1:
            names.add(" ".join(tokens))
    return names.pop() if len(names) == 1 else ""
