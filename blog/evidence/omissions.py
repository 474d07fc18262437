"""Brackets and omission marks in a quotation, and what they may stand for on the page."""

import re
from dataclasses import dataclass, replace

from blog.evidence.comparison import compare
from blog.evidence.letters import UNSPACED_RE, Letters, fold_spaces
from blog.evidence.negations import Negations, adds_negative_prefix, is_negative_affix
from blog.evidence.numbers import adds_number, exchanges_number
from lib.lazy_regex import compile_lazily

MAX_GAPS = 60
MAX_OMITTED_LETTERS = 1_500  # About 250 words; a third of it in scripts without spaces.
# Where one of the parts beside the omission is so short that it may stand anywhere.
MAX_OMITTED_BESIDE_SHORT = 450
MIN_WORDS_ACROSS_SENTENCES = 8  # Fewer words outside the marks are of one sentence.
MIN_WORDS_BESIDE_OWN = 3  # Left out with the page's own mark; fewer would be dropped unmarked.
MAX_REPLACED_LETTERS = 80
MAX_REPLACED_WORDS = 8
MAX_ENDING = 6  # Letters that a bracket replaces at the end of a word: 'walk[ed]'.
_UNSPACED_FACTOR = 3
_UNSPACED_WORD_LENGTH = 2
_MAX_WORD_BEFORE = 40  # Characters.
_MAX_BEFORE = 120
_ELLIPSIS = r"(?:\.\s{0,3}){2,}\.|…+|⋯+|‥+"
_OMITTED = "(?:[上中下前後后]|以下)?(?:省略|略)"  # Chinese and Japanese.
_OMISSION_RE = compile_lazily(
    rf"[\[［〔(（<〈【]\s?(?:{_ELLIPSIS}|[-–—](?:\s?[-–—]){{0,2}}|{_OMITTED})\s?[\]］〕)）>〉】]"
    rf"|[\[［]\s?[\]］]|/\s?(?:{_ELLIPSIS})\s?/"
)
_BARE_RE = compile_lazily(_ELLIPSIS)
_BRACKET_RE = compile_lazily(r"[\[［〔]([^\[\]［］〔〕]{0,200})[\]］〕]")
# What a quoter adds in round brackets: of an error, of their own emphasis.
_REMARK = (
    r"\((?:sic!?|!|\?|(?:my|our) emphasis|(?:emphasis|italics) (?:added|mine|ours)|"
    r"herv(?:orhebung(?:en)?|\.) [^()]{1,30}|(?:je|c['’]est moi qui) souligne|"
    r"(?:énfasis|cursivas?|negritas?) (?:añadid[oa]s?|mí[oa]s?|nuestr[oa]s?)|"
    r"grifos? (?:meus?|nossos?)|corsivo (?:mio|nostro)|(?:курсив|выделено) [^()]{1,20})\)"
)
_OWN_BRACKET_RE = compile_lazily(rf"\W*{_BRACKET_RE.pattern}\W*")
_REMARK_RE = compile_lazily(_REMARK, re.IGNORECASE)
_MARK_RE = compile_lazily(
    "|".join(pattern.pattern for pattern in (_OMISSION_RE, _BRACKET_RE, _BARE_RE))
    + f"|(?i:{_REMARK})"
)
# Not after an abbreviation such as 'Mr.'.
_SENTENCE_END_RE = compile_lazily(r"[^\W\d_]{3}[.!?…][»”\"’)]{0,2}\s|[。！？।]")
_SENTENCE_BREAK_RE = compile_lazily(r"[.!?…:;。！？।\n]")
_DIGIT_RE = compile_lazily(r"\d")
_NEXT_LINE_RE = compile_lazily(r"\n\W*(\w)")


@dataclass(slots=True)
class Gap:
    """One mark, or several with no letter between them."""

    raw: str
    content: str = ""  # The words in brackets.
    is_omission: bool = False
    is_bare: bool = False  # Three points without brackets, which may be the page's own.
    joins_left: bool = False  # The mark touches a letter: 'walk[ed]'.
    joins_right: bool = False
    is_negative_prefix: bool = False  # With a hyphen: '[un-]happy'.
    mark_count: int = 1


@dataclass(slots=True)
class Parts:
    """A quotation as literal parts with a gap before, between and after them."""

    literals: list[Letters]
    gaps: list[Gap | None]  # One more than parts; None where the quotation begins or ends.

    @property
    def has_omission_at_edge(self) -> bool:
        """Return whether the quotation begins or ends with an omission mark in brackets."""
        edges = (self.gaps[0], self.gaps[-1])
        return any(gap and gap.is_omission and not gap.is_bare for gap in edges)

    @property
    def is_short(self) -> bool:
        """Return whether so few words are left that they may stand together by chance."""
        return sum(len(part.tokens) for part in self.literals) < MIN_WORDS_ACROSS_SENTENCES


def split_parts(quotation: str) -> Parts | None:
    """Split a clean quotation at its marks; None without marks, or with too many."""
    literals: list[Letters] = []
    gaps: list[Gap | None] = [None]
    position = count = 0
    for match in [*_MARK_RE.finditer(quotation), None]:
        end = match.start() if match else len(quotation)
        literal = Letters(quotation[position:end])
        if len(literal):
            literals.append(literal)
            gaps.append(None)
        if match:
            count += 1
            if count > MAX_GAPS:
                return None
            gaps[-1] = _join(gaps[-1], _read_gap(match, quotation))
            position = match.end()
    return Parts(literals, gaps) if literals and count else None


def _read_gap(match: re.Match[str], quotation: str) -> Gap:
    raw = match[0]
    if _OMISSION_RE.fullmatch(raw):
        is_bare = False
    elif _BARE_RE.fullmatch(raw):
        is_bare = True
    else:
        before, after = quotation[: match.start()][-1:], quotation[match.end() :][:1]
        content = "" if _REMARK_RE.fullmatch(raw) else (match[1] or "")
        is_attached = bool(content) and not UNSPACED_RE.search(before + content + after)
        return Gap(
            raw,
            content,
            joins_left=is_attached and before.isalpha() and content[0].isalpha(),
            joins_right=is_attached and after.isalpha() and content[-1].isalpha(),
            is_negative_prefix=after.isalpha() and is_negative_affix(content, has_hyphen=True),
        )
    return Gap(raw, is_omission=True, is_bare=is_bare)


def _join(first: Gap | None, second: Gap) -> Gap:
    if first is None:
        return second
    return Gap(
        f"{first.raw} {second.raw}",
        f"{first.content} {second.content}".strip(),
        is_omission=first.is_omission or second.is_omission,
        is_bare=first.is_bare and second.is_bare,
        joins_left=first.joins_left,
        joins_right=second.joins_right,
        is_negative_prefix=second.is_negative_prefix,
        mark_count=first.mark_count + second.mark_count,
    )


def is_short(part: Letters) -> bool:
    """Return whether a part is so short that it may stand anywhere on a page."""
    return len(part.tokens) < (6 if UNSPACED_RE.search(part.text) else 3)


def compute_limit(gap: Gap, left: Letters, right: Letters) -> int:
    """Return how many letters of the page a gap may stand for."""
    if not gap.is_omission:
        limit = MAX_REPLACED_LETTERS
    elif is_short(left) or is_short(right):
        limit = MAX_OMITTED_BESIDE_SHORT
    else:
        limit = MAX_OMITTED_LETTERS
    return limit // _UNSPACED_FACTOR if UNSPACED_RE.search(left.text) else limit


def crosses_sentences(page: Letters, first: int, last: int) -> bool:
    """Return whether a sentence or block ends among the letters between two offsets."""
    if first >= last:
        return False
    text = page.text[page.find_place(first) : page.find_end(last)]
    if _SENTENCE_END_RE.search(text):
        return True
    return any(not letter.islower() for letter in _NEXT_LINE_RE.findall(text))


def is_allowed(gap: Gap, page: Letters, first: int, last: int, negations: Negations) -> bool:
    """Return whether a gap may stand for the page's letters between two offsets.

    The page's own brackets and ellipses hide nothing else. No omission leaves out a negation alone,
    and no bracket adds or removes one or exchanges a number.
    """
    if gap.content and fold_spaces(gap.raw) == page.read_between(first, last):
        return True
    if gap.joins_left or gap.joins_right:
        contents = _list_contents(gap)
        if gap.mark_count == 1 and not gap.is_omission:
            return _is_allowed_in_word(gap, contents[0], page, first, last, negations)
        inner_first = page.find_run_end(first) if gap.joins_left else first
        inner_last = page.find_run_start(last) if gap.joins_right else last
        if inner_first > inner_last:
            return False
        if gap.joins_left and not _is_allowed_in_word(
            replace(gap, joins_right=False), contents[0], page, first, inner_first, negations
        ):
            return False
        if gap.joins_right and not _is_allowed_in_word(
            replace(gap, joins_left=False), contents[-1], page, inner_last, last, negations
        ):
            return False
        first, last = inner_first, inner_last
        contents = contents[gap.joins_left : len(contents) - gap.joins_right]
        gap = replace(gap, content=" ".join(contents), joins_left=False, joins_right=False)
    skipped = page.folded[first:last]
    text = page.text[page.find_end(first) : page.find_place(last)]
    if gap.is_omission:
        own_mark = _BARE_RE if gap.is_bare else _OMISSION_RE
        is_own = skipped and len(own_mark.findall(text)) >= gap.mark_count
        if is_own and len(Letters(text).tokens) < MIN_WORDS_BESIDE_OWN:
            return False
        return not _is_hidden_negation(gap, page, first, last, negations) and not _adds_to_omission(
            gap, text, negations
        )
    if _OWN_BRACKET_RE.fullmatch(text):
        return _has_own_bracket(gap, page, first, last, negations)
    if not gap.content:
        return not skipped
    if crosses_sentences(page, first, last):
        return False
    if fold_spaces(gap.raw) in fold_spaces(text):
        return Letters(gap.content).folded == skipped
    if _repeats_words_beside_bracket(gap, text):
        return False
    if len(Letters(text).tokens) > MAX_REPLACED_WORDS * (
        _UNSPACED_FACTOR if UNSPACED_RE.search(text) else 1
    ):
        return False
    return not _is_opposite(gap, page, first, last, negations)


def _list_contents(gap: Gap) -> list[str]:
    """Return what stands in each bracket of a gap, without omission marks."""
    brackets = _BRACKET_RE.findall(_OMISSION_RE.sub("", gap.raw))
    return [content for content in brackets if len(Letters(content))]


def _has_own_bracket(gap: Gap, page: Letters, first: int, last: int, negations: Negations) -> bool:
    """Return whether one bracket of a gap is that of the page, and no other one negates."""
    is_own = False
    for content in _list_contents(gap):
        letters = Letters(content)
        if letters.folded == page.folded[first:last]:
            is_own = is_own or bool(compare(letters, page, first, set(), set()))
        elif negations.occur_in_bracket(content):
            return False
    return is_own


def _repeats_words_beside_bracket(gap: Gap, text: str) -> bool:
    """Return whether a bracket that is none of the page has words that the page has in and beside
    one of its own: it is a changed one, not the quoter's."""
    own = set(_BRACKET_RE.findall(text))
    tokens = set(Letters(text).tokens)
    return bool(own) and any(
        not tokens.isdisjoint(Letters(content).tokens)
        for content in _list_contents(gap)
        if content not in own
    )


def _is_opposite(gap: Gap, page: Letters, first: int, last: int, negations: Negations) -> bool:
    """Return whether the words of a bracket add or remove a negation, or exchange a number."""
    content = Letters(gap.content).folded
    if content == page.folded[first:last] and not _DIGIT_RE.search(content):
        return False
    start = page.find_end(first)
    text = page.text[start : page.find_place(last)]
    before = page.text[max(start - _MAX_BEFORE, 0) : start]
    is_negated = negations.occur_in(text) or negations.are_completed(before, text)
    return (
        gap.is_negative_prefix
        or negations.occur_in_bracket(gap.content) != is_negated
        or adds_negative_prefix(gap.content, text)
        or exchanges_number(gap.content, text, negations.languages)
    )


def hides_change(gap: Gap, page: Letters, first: int, last: int, negations: Negations) -> bool:
    """Return whether an omission would leave out a negation, and nothing else that means much, or
    a bracket turn what it stands for into the opposite."""
    if first >= last or gap.joins_left or gap.joins_right:
        return False
    if gap.is_omission:
        return _is_hidden_negation(gap, page, first, last, negations)
    return bool(gap.content) and _is_opposite(gap, page, first, last, negations)


def _is_hidden_negation(
    gap: Gap, page: Letters, first: int, last: int, negations: Negations
) -> bool:
    if negations.occur_in_bracket(gap.content):
        return False
    start = page.find_end(first)
    text = page.read_between(first, last)
    before = page.text[max(start - _MAX_BEFORE, 0) : start]
    return negations.are_all_of(text) or negations.are_completed(before, text, is_apart=True)


def _adds_to_omission(gap: Gap, text: str, negations: Negations) -> bool:
    """Return whether a bracket beside an omission mark puts in a negation, or another number, that
    is not in what is left out."""
    if not gap.content:
        return False
    if negations.occur_in_bracket(gap.content) and not negations.occur_in(text):
        return True
    return adds_number(gap.content, text, negations.languages)


def _is_allowed_in_word(
    gap: Gap, inner: str, page: Letters, first: int, last: int, negations: Negations
) -> bool:
    """Return whether a bracket may stand for a part of a word: '[T]he', 'walk[ed]'."""
    if any(page.is_run_start(offset) for offset in range(first + 1, last)):
        return False
    skipped, content = page.folded[first:last], Letters(inner).folded
    if skipped and (
        gap.joins_left and page.is_run_start(first) or gap.joins_right and page.is_run_start(last)
    ):
        return False
    if skipped == content:
        return True
    if negations.occur_in_bracket(inner):
        return False
    if gap.joins_right and not gap.joins_left:
        return not skipped and not is_negative_affix(content)
    if negations.is_infix(content):
        return False
    return last - first <= MAX_ENDING and not (
        is_negative_affix(skipped, is_ending=True) or is_negative_affix(content, is_ending=True)
    )


def is_allowed_at_start(gap: Gap, page: Letters, offset: int, negations: Negations) -> bool:
    """Return whether a quotation may begin with a gap before a letter of the page."""
    if gap.joins_right:
        return is_allowed(gap, page, page.find_run_start(offset), offset, negations)
    if gap.is_negative_prefix:
        return False
    first = offset - len(Letters(gap.content))
    if _is_mere_omission(gap, negations) or _is_beside(gap, page, first, offset, offset, negations):
        return True
    if not offset or _SENTENCE_BREAK_RE.search(page.read_before(offset)):
        return not negations.occur_in_bracket(gap.content)
    beside = page.folded[page.find_run_start(offset - 1) : offset]
    if UNSPACED_RE.search(beside):
        beside = beside[-_UNSPACED_WORD_LENGTH:]
    else:
        end = page.find_end(offset)
        beside = page.text[max(end - _MAX_WORD_BEFORE, 0) : end].split()[-1]  # Such as "don't".
    if negations.occur_in_bracket(gap.content) != negations.occur_in(beside):
        return False
    end = page.find_end(offset)
    line = page.text[max(end - _MAX_BEFORE, 0) : end].rpartition("\n")[2].split()
    return not _differs_from_neighbours(gap, line[-len(gap.content.split()) :], negations)


def is_allowed_at_end(gap: Gap, page: Letters, end: int, negations: Negations) -> bool:
    """Return whether a quotation may end with a gap after a letter of the page."""
    if gap.joins_left:
        return is_allowed(gap, page, end, page.find_run_end(end), negations)
    last = end + len(Letters(gap.content))
    if _is_mere_omission(gap, negations) or _is_beside(gap, page, end, last, end, negations):
        return True
    start = page.find_place(end)
    line = page.text[start : start + _MAX_BEFORE].partition("\n")[0].split()
    if _SENTENCE_BREAK_RE.search(page.read_before(end)):
        line = []
    return not (
        negations.occur_in_bracket(gap.content)
        or _differs_from_neighbours(gap, line[: len(gap.content.split())], negations)
    )


def _differs_from_neighbours(gap: Gap, neighbours: list[str], negations: Negations) -> bool:
    """Return whether a bracket exchanges a number of the words beside it, or adds a prefix."""
    if not gap.content:
        return False
    text = " ".join(neighbours)
    return exchanges_number(gap.content, text, negations.languages) or adds_negative_prefix(
        gap.content, text
    )


def _is_mere_omission(gap: Gap, negations: Negations) -> bool:
    return gap.is_omission and not negations.occur_in_bracket(gap.content)


def _is_beside(
    gap: Gap, page: Letters, first: int, last: int, edge: int, negations: Negations
) -> bool:
    """Return whether the words of a bracket stand on the page between two offsets, where a
    quotation begins or ends at `edge`. A negation of another sentence is none of this one."""
    if page.folded[max(first, 0) : last] != Letters(gap.content).folded:
        return False
    if not (page.is_run_start(first) and page.is_run_start(last)):
        return False
    return not (
        negations.occur_in_bracket(gap.content)
        and _SENTENCE_BREAK_RE.search(page.read_before(edge))
    )


def list_cut_words(page: Letters, first: int, last: int) -> list[str]:
    """Return the words that a quotation leaves out directly beside its own, where the page's
    sentence begins or ends with them: 'Not' for 'all agreed' of 'Not all agreed'."""
    cut = []
    if first and page.read_before(first).isspace():
        start = page.find_run_start(first - 1)
        if not start or _SENTENCE_BREAK_RE.search(page.read_before(start)):
            cut.append(page.cased[start:first])
    if last < len(page) and page.read_before(last).isspace():
        end = page.find_run_end(last + 1)
        if end == len(page) or _SENTENCE_BREAK_RE.search(page.read_before(end)):
            cut.append(page.cased[last:end])
    return [word for word in cut if not UNSPACED_RE.search(word)]
