"""Negations in what a bracket replaces or an omission leaves out, in some fifty languages."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from blog.evidence.letters import MARKS, UNSPACED_RE, Letters
from blog.extraction.language import detect_language
from lib.lazy_regex import compile_lazily


def _list_entries(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FILE = Path(__file__).parent / "words" / "negations.toml"
# With the vowel signs of Indian scripts, which are no letters.
_LETTERS = rf"(?:[^\W_]|[{MARKS}])+"
_WORD_RE = compile_lazily(rf"{_LETTERS}(?:['’]{_LETTERS})*['’]?")
# Compounds that negate nothing: only, constantly, Africa, very, special, drone, infinite …
_HARMLESS_RE = compile_lazily(
    "不仅|不僅|不但|不断|不斷|不过|不過|不少|不同|不动产|不動産|不久|不只|不管|不论|不論|非洲|非常|特别|特別|别人|別人|分别|分別|"
    "区别|區別|级别|級別|性别|性別|无人机|無人機|无论|無論|未来|未來|沒收|没收|是否|能否|否则|否則|類別|类别"
)
_SAME_TABLE = {"nb": "no", "nn": "no"}
_THAI_RE = re.compile("[\u0e00-\u0e7f]")
_KANA_RE = re.compile("[\u3040-\u30fa\u30fc-\u30ff]")  # Not the dot, which Chinese has as well.
_MIN_KANA_SHARE = 0.05
_MIN_DISTINCTIVE = 4  # Letters.
# Words that mean something else in another language: still, sense, names, middle, pole, gift.
_INDISTINCT = _list_entries(
    "noch sense inga niko ette emme soha kaum knapt apenas mitte pole gabe varken ezer sonder"
)
# What turns a word into its opposite when a bracket adds it: '[un]happy', 'use[less]'.
_LONG_PREFIXES = _list_entries(
    "un in im il ir dis non mis miss anti não des dé dés mé més nie bez не ни без анти anty gayri "
    "not nicht on epä contra contre counter gegen kontra pseudo αντι गैर لا غير عدم"
)
_PREFIXES = _LONG_PREFIXES | _list_entries("a an de mal ne o u mes α αν अ अन")
_SUFFIXES = _list_entries(
    "less los lose losen loser loses losem not siz sız suz süz free frei freie freien freier "
    "freies vrij tlan tlen talan telen ton tön"
)
# What negates a verb before its ending: 'ver[me]di'.
_TURKIC_INFIXES = _list_entries("ma me mı mi mu mü maz mez may mey")
_SEPARATE_PREFIXES = _list_entries("non anti")  # As in 'non-violent'.
_MAX_PREFIX = max(map(len, _LONG_PREFIXES))
_FRENCH_PARTICLES = _list_entries("ne n")
_MAX_BETWEEN_HALVES = 4  # Words.
_MIN_PREFIXED = 3  # Letters of a word that a prefix turns into its opposite.


@dataclass(frozen=True, slots=True)
class _Table:
    negations: frozenset[str]
    fillers: frozenset[str]
    # Words that negate if a bracket has nothing else, and otherwise mostly mean something else.
    alone: frozenset[str] = frozenset()


@cache
def _load_tables() -> dict[str, _Table]:
    return {
        language: _Table(
            frozenset(entries["negations"].split()),
            frozenset(entries["fillers"].split()),
            frozenset(entries.get("alone", "").split()),
        )
        for language, entries in tomllib.loads(_FILE.read_text()).items()
    }


@cache
def _find_table(language: str) -> _Table:
    """Return the table of a language; the words of all languages if there is none."""
    tables = _load_tables()
    if language in tables:
        return tables[language]
    spaced = [table for code, table in tables.items() if code not in ("zh", "ja", "ko", "th")]
    return _Table(frozenset().union(*(table.negations for table in spaced)), frozenset())


@cache
def _list_distinctive() -> frozenset[str]:
    """Return negations of any language that are long enough to mean nothing else in another."""
    tables = _load_tables().values()
    every = frozenset().union(*(table.negations for table in tables))
    distinctive = {word for word in every if len(word) >= _MIN_DISTINCTIVE}
    return frozenset(distinctive - _INDISTINCT | {"not", "не"})


def find_language(declared: str, sample: str) -> str:
    """Return the code of a page's language: as declared, else detected."""
    code = declared.lower().replace("_", "-").partition("-")[0]
    code = _SAME_TABLE.get(code, code)
    return code if code in _load_tables() else detect_language(sample)


class Negations:
    """Finds negations in the languages of a page and of a quotation from it, which may differ."""

    def __init__(self, page_language: str, quotation: str) -> None:
        self.languages = {page_language, detect_language(quotation)} & _load_tables().keys()
        tables = [_find_table(code) for code in self.languages] or [_find_table("")]
        self._table = _Table(
            frozenset().union(*(table.negations for table in tables)),
            frozenset().union(*(table.fillers for table in tables)),
            frozenset().union(*(table.alone for table in tables)),
        )
        self._unspaced = _find_table(_find_unspaced_language(quotation))

    def occur_in(self, text: str) -> bool:
        """Return whether a text contains a negation."""
        if UNSPACED_RE.search(text):
            text = _HARMLESS_RE.sub("", text)
            return any(entry in text for entry in self._unspaced.negations)
        return any(map(self._is_negation, _split(text)))

    def occur_in_bracket(self, content: str) -> bool:
        """Return whether a bracket puts in a negation, also one that is none within a sentence."""
        word = Letters(content).folded
        is_alone = word in self._table.alone or word in self._unspaced.alone
        return is_alone or self.occur_in(content)

    def is_infix(self, text: str) -> bool:
        """Return whether letters within a verb negate it."""
        return not self.languages.isdisjoint(("tr", "az")) and text in _TURKIC_INFIXES

    def are_completed(self, before: str, text: str, *, is_apart: bool = False) -> bool:
        """Return whether a text is the second half of a negation, such as 'ne … plus'; with
        `is_apart` only if a word is between: in 'ne […] voir' it is plain what is left out."""
        if "fr" not in self.languages or text.strip() not in self._table.alone:
            return False
        preceding = list(_split(before))[-_MAX_BETWEEN_HALVES:]
        return not _FRENCH_PARTICLES.isdisjoint(
            word.split("'")[0] for word in (preceding[:-1] if is_apart else preceding)
        )

    def are_all_of(self, text: str) -> bool:
        """Return whether a text contains a negation and nothing else that carries meaning."""
        if not UNSPACED_RE.search(text):
            entries = _split(text)
            if "'t" in text.replace("’", "'") and entries == ["t"]:
                return True  # What an omission leaves out of 'can't'.
            return any(map(self._is_negation, entries)) and all(
                self._is_negation(entry) or entry in self._table.fillers for entry in entries
            )
        rest = Letters(text).cased
        if not self.occur_in(rest):
            return False
        table = self._unspaced
        for entry in sorted(table.negations | table.fillers, key=len, reverse=True):
            rest = rest.replace(entry, "")
        return not rest

    def _is_negation(self, word: str) -> bool:
        negations = self._table.negations
        return (
            word in negations
            or word in _list_distinctive()
            or word.endswith("n't")
            or any(part + "'" in negations for part in word.split("'")[:-1])
        )


def _find_unspaced_language(quotation: str) -> str:
    if _THAI_RE.search(quotation):
        return "th"
    kana = len(_KANA_RE.findall(quotation))
    return "ja" if kana > _MIN_KANA_SHARE * len(quotation) else "zh"


def is_negative_affix(text: str, *, is_ending: bool = False, has_hyphen: bool = False) -> bool:
    """Return whether a part of a word, such as 'un' or 'less', turns the rest into its opposite;
    with `has_hyphen` only before a hyphen: 'un-'."""
    if has_hyphen:
        stem = text.rstrip("-‐‑– ")
        return stem != text and stem.lower() in _PREFIXES
    return text.lower() in (_SUFFIXES if is_ending else _PREFIXES)


def adds_negative_prefix(ours: str, theirs: str) -> bool:
    """Return whether one text has a word of the other with a prefix: 'unhappy' for 'happy'."""
    one, two = set(_split(ours)), set(_split(theirs))
    if (one ^ two) & _SEPARATE_PREFIXES:
        return True
    for entries, others in ((one - two, two - one), (two - one, one - two)):
        for word in entries:
            for length in range(2, min(len(word) - _MIN_PREFIXED, _MAX_PREFIX) + 1):
                if word[:length] in _LONG_PREFIXES and word[length:] in others:
                    return True
    return False


def _split(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD_RE.findall(text)]
