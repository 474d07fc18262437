"""Score attribution lines and captions that were written before the engine was run on them.

A file in batches/ is lines_N.tsv, with the fields of lines.tsv, or captions_N.tsv: a line, and its
caption and credit. Alternatives of a field are separated by '|'. Unlike in lines.tsv, not all rows
are read rightly: `python -m tests.blog.extraction.batches` prints those that are not.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from blog.extraction.credits import split_credit
from tests.blog.extraction.score import Ratio, is_same, score_lines

BATCHES = Path(__file__).parent / "batches"


def read_rows(path: Path) -> Iterator[list[str]]:
    """Read the rows of a file."""
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def score_line_batch(path: Path) -> Ratio:
    """Return how many lines are entirely right; what is wrong is told by field."""
    scores = score_lines(read_rows(path))
    result = scores["all"]
    result.missed = [
        each
        for name, ratio in scores.items()
        if name != "all" and not name.startswith("lines in")
        for each in ratio.missed
    ]
    return result


def score_captions(path: Path) -> Ratio:
    """Return how many captions are parted rightly from their credits."""
    result = Ratio()
    for line, *expected in read_rows(path):
        parts = split_credit(line)
        is_right = all(
            actual == one or is_same(actual, one)
            for actual, one in zip(parts, expected, strict=True)
        )
        result.add(is_right, f"{line}: {parts}, not {tuple(expected)}")
    return result


def score_batch(path: Path) -> Ratio:
    """Score a file by what is in it."""
    return (score_captions if path.stem.startswith("captions") else score_line_batch)(path)


def main() -> None:
    """Print the scores of each file, and what is not right."""
    for path in sorted(BATCHES.glob("*.tsv")):
        ratio = score_batch(path)
        print(path.name, ratio, *(f"  {one}" for one in ratio.missed), sep="\n")


if __name__ == "__main__":
    main()
