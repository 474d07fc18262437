"""Words that are divided at the end of a line."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from blog.evidence.letters import UNSPACED_RE
from blog.evidence.pdf.lines import SOFT_HYPHEN

_HYPHENS = "-\N{HYPHEN}"
_WORD_RE = re.compile(rf"[^\W\d_]+(?:[{_HYPHENS}][^\W\d_]+)*")
_TAIL_RE = re.compile(rf"(?<![{_HYPHENS}'’])\b([^\W\d_]{{2,}})[{_HYPHENS}]$")
_HEAD_RE = re.compile(rf"([^\W\d_]{{2,}})(?![{_HYPHENS}'’]?[^\W_])(?![{_HYPHENS}])")
# A file divides words by rule if this share of its lines ends within one.
_MIN_SHARE = 0.02
_MIN_COUNT = 3
_MIN_PROVED = 2
_MAX_HALF = 60  # Letters of half a word.
_FILE = Path(__file__).parents[1] / "words" / "compounds.toml"


class Hyphenation:
    """What the words of a whole file say of the hyphens at the ends of its lines."""

    def __init__(self, lines: Iterable[str]) -> None:
        """`lines` are those of the file, in order."""
        tables = tomllib.loads(_FILE.read_text())
        self.first_halves = frozenset(tables["first"].split())
        self.second_halves = frozenset(tables["second"].split())
        self.counts: Counter[str] = Counter()
        self.means_hyphen = False  # Its soft hyphens are hyphens.
        divided: list[tuple[str, str]] = []
        before, count = "", 0
        for line in lines:
            count += 1
            self.means_hyphen = self.means_hyphen or SOFT_HYPHEN in line[:-1]
            parts = _WORD_RE.findall(line.casefold().replace("\N{HYPHEN}", "-"))
            pair = _split(before, line)
            if pair:
                divided.append(pair)
                parts = parts[1:]  # The second half.
            if line.endswith(("-", "\N{HYPHEN}", SOFT_HYPHEN)):
                parts = parts[:-1]
            self.counts.update(parts)
            before = line
        proved = sum(one + two in self.counts for one, two in divided)
        real = sum(f"{one}-{two}" in self.counts for one, two in divided)
        unknown = len(divided) - real
        self.is_automatic = (proved >= _MIN_PROVED and proved > real) or (
            unknown >= max(_MIN_COUNT, _MIN_SHARE * count) and unknown > 2 * real
        )

    def finish(self, line: str, following: str) -> tuple[str, bool]:
        """Return a line with what is between it and the next one: the first half of a divided word
        without its hyphen, which stays where it may belong to the word. Also return whether no
        other word of the file shows which of the two it is."""
        line, is_soft = self.write(line), line.endswith(SOFT_HYPHEN)
        if line[-1:] in _HYPHENS and line[-2:-1].isalnum() and following[:1].isalnum():
            if is_soft and not self.means_hyphen and following[0].isalpha():
                return line[:-1], False
            is_division, is_doubtful = self._judge(line, following)
            return line[:-1] if is_division else line, is_doubtful
        is_unspaced = UNSPACED_RE.match(line[-1:]) and UNSPACED_RE.match(following[:1])
        return line if is_unspaced else f"{line} ", False

    def write(self, line: str) -> str:
        """Return a line without soft hyphens; a last one is seen."""
        if SOFT_HYPHEN not in line:
            return line
        within = line.rstrip(SOFT_HYPHEN).replace(SOFT_HYPHEN, "-")
        return f"{within}-" if line.endswith(SOFT_HYPHEN) else within

    def _judge(self, before: str, after: str) -> tuple[bool, bool]:
        """Return whether a hyphen at the end of a line divides a word, and whether that is open."""
        pair = _split(before, after)
        if pair is None:
            return False, False
        first, second = pair
        whole, hyphenated = self.counts[first + second], self.counts[f"{first}-{second}"]
        if whole != hyphenated:
            return whole > hyphenated, False
        is_compound = (
            first in self.first_halves
            or second in self.second_halves
            or self.counts[first] > 0 < self.counts[second]
        )
        return self.is_automatic and not is_compound, True


def _split(before: str, after: str) -> tuple[str, str] | None:
    """Return the halves of a word that may be divided between two lines, in small letters."""
    before = before.replace(SOFT_HYPHEN, "-")
    tail, head = _TAIL_RE.search(before[-_MAX_HALF:]), _HEAD_RE.match(after[:_MAX_HALF])
    if not tail or not head or not after[0].islower():
        return None
    return tail[1].casefold(), head[1].casefold()
