"""`make score`: how much is extracted correctly from our own examples and from the test data.

Our own lines are in lines.tsv, our own articles in articles/: each text or HTML file has a JSON
file of what a person would extract. Alternatives of a field are separated by '|'.
"""

import csv
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from pathlib import Path

from blog.extraction.article import Extraction, extract_article
from blog.extraction.attribution import parse_attribution
from blog.extraction.blocks import parse_text
from blog.extraction.people import Registry
from blog.extraction.prose import find_inline

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
LINE_FIELDS = ("name", "role", "affiliation", "kind", "date_said", "publication", "place")
_ARTICLE_RE = re.compile(
    r"^(?:the|an?|les?|la|l[’']|der|die|das|den|el|los|las|il|lo|os?|as?)\s+|^l[’']", re.IGNORECASE
)


@dataclass
class Ratio:
    """How many of how many; `missed` are those that were not right."""

    right: int = 0
    total: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, is_right: bool, what: str = "") -> None:
        """Count a result, and list it in `missed` if it is wrong."""
        self.right += is_right
        self.total += 1
        if not is_right:
            self.missed.append(what)

    @property
    def percent(self) -> float:
        """Return the share of right results in percent; 100 if there are none."""
        return 100 * self.right / self.total if self.total else 100.0

    def __str__(self) -> str:
        return f"{self.percent:5.1f} %  {self.right} of {self.total}"


def _plain(text: str) -> str:
    return _ARTICLE_RE.sub("", " ".join(text.split()).strip(" .,")).casefold()


def is_same(actual: str, expected: str) -> bool:
    """Compare a field with its alternatives, whatever its case and leading article."""
    return _plain(actual) in [_plain(one) for one in expected.split("|")]


def score_own_lines() -> dict[str, Ratio]:
    """Score lines.tsv, by field and by language."""
    with open(HERE / "lines.tsv", encoding="utf-8", newline="") as file:
        return score_lines(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def score_lines(rows: Iterable[list[str]]) -> dict[str, Ratio]:
    """Score rows of a language, a line and its fields, by field and by language."""
    scores: dict[str, Ratio] = {name: Ratio() for name in ("all", *LINE_FIELDS)}
    for language, line, *fields in rows:
        expected = dict(zip_longest(LINE_FIELDS, fields, fillvalue=""))
        _score_line(scores, line, expected, language)
    return scores


def _score_line(
    scores: dict[str, Ratio], line: str, expected: dict[str, str], language: str
) -> None:
    actual = asdict(parse_attribution(line))
    right = {name: is_same(actual[name], value) for name, value in expected.items()}
    for name, is_right in right.items():
        scores[name].add(is_right, f"{line}: {name} {actual[name]!r}, not {expected[name]!r}")
    scores["all"].add(all(right.values()), line)
    scores.setdefault(f"lines in {language}", Ratio()).add(all(right.values()), line)


def score_real_lines(data: Path) -> dict[str, Ratio]:
    """Score the lines of the test data that were judged by hand."""
    folder = data / "extraction/lines"
    lines = (folder / "lines.tsv").read_text(encoding="utf-8").split("\n")
    scores = {name: Ratio() for name in ("all", *LINE_FIELDS[:4])}
    for row in (folder / "gold.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        number, *fields = row.split("\t")
        expected = dict(zip_longest(LINE_FIELDS[:4], fields, fillvalue=""))
        language, _, line = lines[int(number)].split("\t")
        _score_line(scores, line, expected, language)
    return scores


def score_articles() -> dict[str, Ratio]:
    """Score the articles that were written for this, by what is extracted."""
    names = (
        *("title", "date", "labels", "set-off quotations", "inline quotations", "raised rightly"),
        *("speakers", "captions", "credits"),
    )
    scores = {name: Ratio() for name in names}
    for path in sorted(ARTICLES.glob("*.json")):
        source = next(file for file in ARTICLES.glob(f"{path.stem}.*") if file != path)
        extraction = extract_article(
            source.read_text(encoding="utf-8"), is_html=source.suffix == ".html"
        )
        _score_article(scores, path.stem, extraction, json.loads(path.read_text(encoding="utf-8")))
    return scores


def _score_article(
    scores: dict[str, Ratio], name: str, extraction: Extraction, expected: dict
) -> None:
    for key in ("title", "date"):
        if key in expected:
            actual = getattr(extraction, key)
            scores[key].add(is_same(actual, expected[key]), f"{name}: {actual!r}")
    if "labels" in expected:
        is_right = sorted(map(_plain, extraction.labels)) == sorted(map(_plain, expected["labels"]))
        scores["labels"].add(is_right, f"{name}: {extraction.labels}")
    actual_by_text = {_words(quotation.text): quotation for quotation in extraction.quotations}
    expected_words = set()
    for quotation in expected.get("quotations", []):
        key = _words(quotation["text"])
        expected_words.add(key)
        kind = "set-off quotations" if quotation.get("set_off", True) else "inline quotations"
        same = actual_by_text.get(key)
        scores[kind].add(same is not None, f"{name}: {quotation['text'][:60]}")
        if quotation.get("speaker"):
            is_right = same is not None and is_same(same.source, quotation["speaker"])
            scores["speakers"].add(
                is_right, f"{name}: {same and same.source!r}, not {quotation['speaker']!r}"
            )
    for quotation in extraction.quotations:
        is_right = _words(quotation.text) in expected_words
        scores["raised rightly"].add(is_right, f"{name}: {quotation.text[:60]}")
    for figure, actual_figure in zip_longest(expected.get("figures", []), extraction.figures):
        if figure is None:
            scores["captions"].add(False, f"{name}: no figure, but {actual_figure}")
            continue
        caption = actual_figure.caption if actual_figure else ""
        credit = actual_figure.credit if actual_figure else ""
        if figure.get("caption"):
            scores["captions"].add(is_same(caption, figure["caption"]), f"{name}: {caption!r}")
        if figure.get("credit"):
            scores["credits"].add(is_same(credit, figure["credit"]), f"{name}: {credit!r}")


def _words(text: str) -> str:
    """Return a quotation without differences of white space and of its last comma."""
    return " ".join(text.split()).rstrip(" ,，、")


def score_speech(data: Path) -> dict[str, Ratio]:
    """Score passages in quotation marks of PolNeAR's news articles, and their speakers."""
    scores = {"attributed speech": Ratio(), "speakers": Ratio()}
    for path, spans in _polnear(data / "extraction/polnear"):
        article = parse_text(path.read_text(encoding="utf-8"))
        for passage in find_inline(article, article.blocks, "en", Registry()):
            length = passage.end - passage.start
            sources = [
                source
                for content, source in spans
                if any(
                    2 * (min(end, passage.end) - max(start, passage.start)) > length
                    for start, end in content
                )
            ]
            text = article.text[passage.start : passage.end]
            scores["attributed speech"].add(bool(sources), f"{path.stem}: {text[:80]}")
            spoken = [span for source in sources for span in source]
            if not spoken:
                continue
            named = " ".join(article.text[start:end] for start, end in spoken).casefold()
            speaker = passage.speaker
            is_right = bool(
                speaker and any(min(speaker.end, e) > max(speaker.start, s) for s, e in spoken)
            )
            surname = passage.who.name.split()[-1].casefold() if passage.who else ""
            scores["speakers"].add(is_right or (len(surname) > 2 and surname in named), text[:80])
    return scores


def _polnear(folder: Path) -> Iterator[tuple[Path, list[tuple[list, list]]]]:
    for path in sorted((folder / "text").glob("*.txt")):
        notes = next((folder / "attributions").glob(f"{_escape(path.stem)}*.ann"), None)
        if notes is None:
            continue
        spans: dict[str, list[tuple[int, ...]]] = {}
        relations = []
        for line in notes.read_text(encoding="utf-8").splitlines():
            key, *parts = line.split("\t")
            if key.startswith("T"):
                _, place = parts[0].split(" ", 1)
                spans[key] = [tuple(map(int, one.split())) for one in place.split(";")]
            elif key.startswith("E"):
                relations.append([part.split(":") for part in parts[0].split()])
        yield (
            path,
            [
                tuple(
                    [
                        span
                        for role, key in relation
                        if role.rstrip("0123456789") == kind
                        for span in spans.get(key, [])
                    ]
                    for kind in ("Content", "Source")
                )
                for relation in relations
            ],
        )  # type: ignore[misc]


_QUOTED_RE = re.compile(r'["«„“][^"»“”]{2,}["»“”]')


def score_sentences(data: Path, language: str) -> dict[str, Ratio]:
    """Score the passages in quotation marks of single sentences, Russian or Czech (adaq)."""
    names = ("found", "attributed speech", "speakers")
    scores = {f"{language}, {name}": Ratio() for name in names}
    marked, speech, speakers = scores.values()
    for sentence, tokens in _adaq(data / "extraction/adaq/data", language):
        article = parse_text(sentence)
        offset = article.text.find(sentence)
        passages = find_inline(article, article.blocks, language, Registry())
        spans = [(each.start - offset, each.end - offset) for each in passages]
        for match in _QUOTED_RE.finditer(sentence):
            if _is_content(tokens, *match.span()):
                is_found = any(min(match.end(), e) > max(match.start(), s) for s, e in spans)
                marked.add(is_found, match[0][:80])
        sources = [(start, end) for start, end, tag in tokens if tag == "source"]
        for passage, (start, end) in zip(passages, spans, strict=True):
            speech.add(_is_content(tokens, start, end), sentence[start:end][:80])
            if sources and _is_content(tokens, start, end):
                speaker = passage.speaker
                is_right = speaker is not None and any(
                    min(speaker.end - offset, e) > max(speaker.start - offset, s)
                    for s, e in sources
                )
                speakers.add(is_right, sentence[:120])
    return scores


def _is_content(tokens: list[tuple[int, int, str]], start: int, end: int) -> bool:
    tags = [tag for begin, stop, tag in tokens if begin >= start and stop <= end]
    return 2 * tags.count("content") > len(tags)


def _adaq(folder: Path, language: str) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Yield each sentence with the offsets and the tags of its tokens."""
    tokens: dict[str, list[tuple[str, str]]] = {}
    with open(folder / f"{language}_tokens.tsv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            tokens.setdefault(row["sentence_num"], []).append((row["text"], row["tags"]))
    with open(folder / f"{language}_sentences.tsv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            sentence, end = row["sentences"].strip(), 0
            spans = []
            for text, tag in tokens.get(row["sentence_id"], []):
                if (start := sentence.find(text, end)) >= 0:
                    end = start + len(text)
                    spans.append((start, end, tag))
            yield sentence, spans


def _escape(name: str) -> str:
    return re.sub(r"([\[\]?*])", r"[\1]", name)


def main() -> None:
    """Print a table of each set; with `-v` also the errors."""
    data = os.environ.get("PULLQUOTE_TESTDATA")
    tables = {"Our own lines": score_own_lines(), "Our own articles": score_articles()}
    if data:
        tables["Real lines"] = score_real_lines(Path(data))
        tables["PolNeAR"] = score_speech(Path(data))
        tables["adaq"] = score_sentences(Path(data), "ru") | score_sentences(Path(data), "cs")
    else:
        print("PULLQUOTE_TESTDATA is not set: real lines and articles are left out.\n")
    for title, scores in tables.items():
        print(title)
        for name, ratio in scores.items():
            print(f"  {name:22} {ratio}")
            if "-v" in sys.argv:
                print(*(f"      {missed}" for missed in ratio.missed[:60]), sep="\n")
        print()


if __name__ == "__main__":
    main()
