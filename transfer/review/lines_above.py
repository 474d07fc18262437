"""Attributions in lines above block quotes: headings, lines in bold, lines that end in a colon."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from blog.content.document import Document
from blog.content.document.nodes import QuotationNode
from blog.extraction import cues
from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.attribution_lines import (
    MAX_ATTRIBUTION,
    is_dash_attribution,
    looks_like_attribution,
)
from blog.extraction.kinds import guess_kind
from blog.extraction.line_dates import LIFESPAN_RE, take_date
from blog.extraction.lines import (
    has_organisation_word,
    is_capitalised,
    is_name,
    is_office,
    is_organisation_word,
    strip_determiner,
)
from blog.extraction.name_order import is_full_name
from blog.extraction.vocabulary import (
    ACADEMIC,
    COURTESY,
    DOCUMENT,
    GIVEN_NAMES,
    KNOWN_ORGANISATIONS,
    KNOWN_PUBLICATIONS,
    LINKS,
    PARTICLES,
    PLACES,
    PUBLICATION,
)
from lib.lazy_regex import compile_lazily
from transfer.review.context_above import describe_above, find_element_above
from transfer.review.lines import DocumentLines, read_line

MAX_NAME_WORDS = 4
# A surname is looked for in other cases too: 'Шульман', 'Bodnara'.
_STEM_LENGTH = 4
# Before a publication that is known: 'Jane Doe in The Herald'.
_IN = frozenset(
    ["dans", "de", "em", "en", "i", "im", "in", "nel", "nella", "op", "på", "su", "sul", "sulla"]
    + ["v", "ve", "w", "we", "в", "для", "у"]
)
# Behind a given name, these make a place, an event or the like: 'Victoria Falls', 'Rosa Parks Day'.
_THING_RE = compile_lazily(
    r"(?:airport|avenue|award|bay|beach|bridge|castle|cathedral|concert|creek|day|desert|effect|"
    r"falls|farm|fields|forest|fort|gardens?|hall|harbou?r|heights|hotel|island|lake|lane|manor|"
    r"mountain|palace|peak|period|place|plaza|prize|ridge|river|road|room|show|song|springs|"
    r"square|stadium|station|story|street|tour|tower|town|trail|university|valley|values|village|"
    r"week|woods|year|live|two|one|three|revisited|again|today)s?|"
    r"\w*(?:platz|haus|straße|strasse|brücke|preis|konzert|huis|plein|prijs)",
    re.IGNORECASE,
)
# Given names that are words or places too: a list of such titles is none of people.
_WORD_NAME_RE = compile_lazily(
    r"(?:angel|april|art|bill|carolina|charlotte|chase|christian|daisy|dawn|dean|earl|faith|"
    r"florence|frank|grace|grant|guy|hazel|heather|holly|hope|iris|isla|ivy|jesus|jordan|joy|june|"
    r"lily|mark|max|may|norman|pat|penny|rich|roman|rose|ruby|rusty|sandy|santa|santiago|stella|"
    r"summer|victoria|virginia|will)",
    re.IGNORECASE,
)

# Of somebody who is written to: 'Dear Prof. Jane Doe:', 'To Jane Doe, mayor of Vik:'.
_GREETING_RE = compile_lazily(
    r"(?:to|dear|hello|an|liebe[rs]?|sehr geehrte[rs]?|cher|chère|car[oa]|gentile|querid[oa]|"
    r"estimad[oa]|prezad[oa]|geachte|beste|kära|kjære|kære|drog[iaą]|szanown\w+|уважаем\w+|"
    r"дорог\w+|шановн\w+|sayın|sevgili)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LineAbove:
    """A line directly above a block quote, or below it.

    `form` is the tag of a heading, 'bold' or 'colon'; `name` the person whom it names, '' if it is
    no attribution; `is_sure` if it says more than the name.
    """

    element: HtmlElement
    form: str
    text: str = ""
    name: str = ""
    is_sure: bool = False

    @property
    def is_word(self) -> bool:
        """Return whether the name begins with a word, and may be a title: 'Victoria Falls'."""
        return bool(_WORD_NAME_RE.fullmatch(self.name.partition(" ")[0]))


@dataclass(frozen=True)
class _Quote:
    place: tuple[int, int]
    text: str
    above: LineAbove | None
    below: LineAbove | None
    has_own_line: bool


def find_lines_above(
    document: Document, lines: DocumentLines, attributed: Collection[tuple[int, int]]
) -> dict[tuple[int, int], LineAbove]:
    """Return the lines above block quotes that attribute them, by node and element of the quote.

    `attributed` are the block quotes with an attribution within. A line counts if it names a person
    and their office, employer, party or publication, or ends in a colon; a name alone if two quotes
    or more have one and no quote has anything else in a line of that form. Lines that stand above
    no more quotes than below are left to what is below. No line counts above words that name the
    same person, as a biography does.
    """
    quotes = list(_iterate_quotes(document, lines, attributed))
    forms: dict[str, list[_Quote]] = {}
    for quote in quotes:
        if quote.above:
            forms.setdefault(quote.above.form, []).append(quote)
    result = {}
    for form, members in forms.items():
        below = [each.below for each in quotes if each.below and each.below.form == form]
        if sum(bool(each.name) for each in below) >= sum(_is_named(each) for each in members):
            continue
        is_list = _is_list_of_people(members)
        for quote in members:
            above = quote.above
            if above and _is_named(quote) and not quote.has_own_line and (above.is_sure or is_list):
                result[quote.place] = above
    return result


def _iterate_quotes(
    document: Document, lines: DocumentLines, attributed: Collection[tuple[int, int]]
) -> Iterator[_Quote]:
    read: dict[HtmlElement, LineAbove | None] = {}  # Often below one quote and above the next.

    def read_once(element: HtmlElement | QuotationNode | None) -> LineAbove | None:
        if not isinstance(element, HtmlElement):
            return None
        if element not in read:
            read[element] = read_line_above(element)
        return read[element]

    for node, root in lines.roots.items():
        elements = list(root)
        for number, element in enumerate(elements):
            if element.tag != "blockquote":
                continue
            following = (each for each in elements[number + 1 :] if read_line(each).strip())
            yield _Quote(
                (node, number),
                element.text_content(),
                read_once(find_element_above(document, lines, node, number)),
                read_once(next(following, None)),
                (node, number) in attributed,
            )


def _is_named(quote: _Quote) -> bool:
    """Return whether the line above names somebody whom the words do not name."""
    line = quote.above
    if not (line and line.name):
        return False
    surname = line.name.rpartition(" ")[2].casefold()
    stem = surname[:-1] if len(surname) > _STEM_LENGTH else surname
    return line.form == "colon" or not any(
        word.startswith(stem) for word in re.findall(r"\w[\w'’-]*", quote.text.casefold())
    )


def _is_list_of_people(members: list[_Quote]) -> bool:
    """Return whether names alone attribute their quotes, as all lines of the form are names."""
    if any(quote.has_own_line or not _is_named(quote) for quote in members):
        return False
    names = [quote.above.name.casefold() for quote in members if quote.above]
    plain = {quote.above.name for quote in members if quote.above and not quote.above.is_word}
    return len(set(names)) == len(names) and len(plain) > 1


def read_line_above(element: HtmlElement) -> LineAbove | None:
    """Return a line that is a heading, in bold or ends in a colon; None for another one."""
    form = describe_above(element)
    if form not in ("heading", "bold", "colon"):
        return None
    form = str(element.tag) if form == "heading" else form
    text = " ".join(read_line(element).split())
    line = text.rstrip(":： ")
    nobody = LineAbove(element, form)
    if len(line) > MAX_ATTRIBUTION or re.search(r"[:?!“”\"«»&]", line) or _GREETING_RE.match(line):
        return nobody
    is_like = looks_like_attribution(line, strict=True) or is_dash_attribution(f"— {line}")
    if not is_like or cues.any_verb().search(line):
        return nobody
    parsed = parse_attribution(line)
    if not _names_person(parsed, line):
        return nobody
    is_bare = line == parsed.name
    has_colon = text != line
    if not (is_bare or _is_described(parsed) or has_colon and parsed.date_said):
        return nobody
    return LineAbove(element, form, line, parsed.name, is_sure=not is_bare or has_colon)


def _names_person(parsed: Attribution, line: str) -> bool:
    """Return whether a line is a full name with nothing but what the parts of `parsed` hold.

    The given name is a known one, unless an office makes the person sure.
    """
    name = parsed.name
    others = name.split()[1:]
    is_full = is_full_name(name) or bool(parsed.role and others and is_name(name))
    if parsed.kind != "person" or not is_full or name.casefold() in PLACES:
        return False
    if len(others) >= MAX_NAME_WORDS or any(map(_is_no_surname, others)):
        return False
    if not all(map(_is_inner_name, others[:-1])):
        return False
    parts = [*parsed.role.split(", "), parsed.affiliation, parsed.publication, parsed.place]
    rest = take_date(LIFESPAN_RE.sub("", line))[2]
    for part in sorted(filter(None, (name, *parts)), key=len, reverse=True):
        rest = rest.replace(part, " ", 1)
    return all(word in LINKS or word in _IN for word in re.findall(r"\w+", rest.casefold()))


def _is_described(parsed: Attribution) -> bool:
    """Return whether an office, organisation or publication of a line is known to be one."""
    if any(map(is_full_name, (parsed.affiliation, parsed.publication, parsed.place))):
        return False  # A list of people.
    if parsed.role and not all(map(_is_role, parsed.role.split(", "))):
        return False  # 'Jane Doe, mayor, resigns'
    publication = strip_determiner(parsed.publication)
    if publication and not _is_publication(publication):
        return False
    affiliation = strip_determiner(parsed.affiliation)
    if affiliation and not parsed.role:
        folded = affiliation.casefold()
        is_body = folded in KNOWN_ORGANISATIONS or has_organisation_word(affiliation)
        if not (is_body or _is_publication(affiliation)):
            return False
    if affiliation and not is_capitalised(affiliation):
        return False
    return bool(parsed.role or affiliation or publication)


def _is_role(role: str) -> bool:
    tokens = role.replace(",", " ").split()
    return any(is_office(token) or token in ACADEMIC or token in COURTESY for token in tokens)


def _is_publication(text: str) -> bool:
    is_known = text.casefold() in KNOWN_PUBLICATIONS
    return is_known or guess_kind(text) == "publication" and is_capitalised(text)


def _is_no_surname(word: str) -> bool:
    return (
        bool(_THING_RE.fullmatch(word))
        or word in DOCUMENT
        or word in PUBLICATION
        or is_organisation_word(word)
    )


def _is_inner_name(word: str) -> bool:
    """Return whether a word may stand between given name and surname: 'Q.', 'van', 'María'."""
    folded = word.casefold()
    return folded in GIVEN_NAMES or folded in PARTICLES or bool(re.fullmatch(r"\w\.?", word))
