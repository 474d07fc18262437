"""Score passages of a few paragraphs, in which each quotation is marked with its speaker.

A file in passages/ holds passages, each below a line `== kind`. A quotation is marked by
`⟦text⟧{speaker; role; affiliation}`: the speaker is empty if the text names nobody, role and
affiliation are judged only where they are written, alternatives are separated by '|'. `{*}` may or
may not be raised, `{-}` too, but without a speaker. All other words in quotation marks (scare
quotes, titles, nicknames) are no quotations.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from blog.extraction.article import extract_article
from tests.blog.extraction.score import Ratio, is_same

PASSAGES = Path(__file__).parent / "passages"
NAMES = ("quotations", "raised rightly", "speakers", "roles and affiliations")
_MARKED_RE = re.compile(r"⟦(?P<text>[^⟦⟧]*)⟧\{(?P<fields>[^{}]*)\}")
_BREAK_RE = re.compile(r"\n+> ?|\n{2,}[“«„\"]?")


@dataclass
class Expected:
    """A quotation, or one paragraph of it, and who says it."""

    text: str
    speaker: str
    role: str = ""
    affiliation: str = ""
    is_optional: bool = False
    is_part: bool = False


@dataclass
class Passage:
    """A text without its marks, and the quotations in it."""

    kind: str
    text: str
    quotations: list[Expected] = field(default_factory=list)


def read_passages(path: Path) -> Iterator[Passage]:
    """Read the passages of a file."""
    for part in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        kind, marked = part.split("\n", 1)
        passage = Passage(kind, _MARKED_RE.sub(lambda match: match["text"], marked))
        for match in _MARKED_RE.finditer(marked):
            speaker, role, affiliation, *_ = *map(str.strip, match["fields"].split(";")), "", ""
            paragraphs = _BREAK_RE.split(match["text"])
            for paragraph in paragraphs:
                expected = Expected(_normalize(paragraph), speaker, role, affiliation)
                expected.is_part = len(paragraphs) > 1
                expected.is_optional = expected.speaker in ("*", "-")
                passage.quotations.append(expected)
        yield passage


def _normalize(text: str) -> str:
    return " ".join(text.split()).rstrip(" ,，、")


def score_passages(path: Path) -> dict[str, Ratio]:
    """Score the quotations of a file: found, raised rightly, speakers, roles and affiliations."""
    scores = {name: Ratio() for name in NAMES}
    for passage in read_passages(path):
        _score_passage(scores, passage)
    return scores


def _score_passage(scores: dict[str, Ratio], passage: Passage) -> None:
    actual = [(_normalize(each.text), each) for each in extract_article(passage.text).quotations]
    for expected in passage.quotations:
        same = [each for text, each in actual if _is_found(text, expected)]
        where = f"{passage.kind}: {expected.text[:60]}"
        source = same[0].source if same else "nothing"
        if expected.is_optional:
            if same and expected.speaker == "-":
                scores["speakers"].add(not source, f"{where}: {source!r}, not ''")
            continue
        scores["quotations"].add(bool(same), where)
        is_right = bool(same) and is_same(source, expected.speaker)
        scores["speakers"].add(is_right, f"{where}: {source!r}, not {expected.speaker!r}")
        for name in ("role", "affiliation"):
            if value := getattr(expected, name):
                read = getattr(same[0], name) if same else "nothing"
                scores["roles and affiliations"].add(
                    is_same(read, value), f"{where}: {name} {read!r}, not {value!r}"
                )
    for text, _ in actual:
        is_right = any(_is_found(text, expected) for expected in passage.quotations)
        scores["raised rightly"].add(is_right, f"{passage.kind}: {text[:60]}")


def _is_found(text: str, expected: Expected) -> bool:
    return text == expected.text or (expected.is_part and expected.text in text)


def main() -> None:
    """Print the scores of each file, or of those that are named, and what is not right."""
    for path in sorted(PASSAGES.glob("*.txt")):
        if sys.argv[1:] and path.stem not in sys.argv[1:]:
            continue
        print(path.name)
        for name, ratio in score_passages(path).items():
            print(f"  {name:22} {ratio}", *(f"      {one}" for one in ratio.missed), sep="\n")


if __name__ == "__main__":
    main()
