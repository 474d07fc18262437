"""How the lines of an article become blocks: what the editor offers before it changes a text."""

from dataclasses import dataclass, field, replace
from typing import Any

from blog.extraction.article_surroundings import read_surroundings
from blog.extraction.attribution_text import format_attribution
from blog.extraction.blocks import Article, Block
from blog.extraction.bylines import is_byline_line, read_byline_names
from blog.extraction.credits import split_credit
from blog.extraction.dates import WEEKDAY_RE, find_date
from blog.extraction.figures import Figure, locate_figures
from blog.extraction.furniture import is_agency_line
from blog.extraction.inline_quotations import Inline
from blog.extraction.label_lines import is_label_line, read_label_names
from blog.extraction.language import detect_language
from blog.extraction.marks import CLOSING, trim_span
from blog.extraction.named_speakers import name_speakers
from blog.extraction.people import Registry
from blog.extraction.prose import find_inline
from blog.extraction.set_off import SetOff, find_set_off, list_voices
from blog.extraction.standfirsts import find_standfirst
from blog.extraction.sure_speakers import read_credits
from blog.extraction.surroundings import Surroundings

MAX_LINES = 2_000
MIN_LANGUAGE_LETTERS = 200  # Of an article whose language is suggested for the post.
MAX_CHARACTERS = 300_000
MAX_MARKS = 20_000  # Each copies the text once. No article of 300,000 characters has so many.
_MARKS = frozenset("".join(CLOSING) + "".join(CLOSING.values()))
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text; `quote` numbers the block quote that it lies in, 0 for none.

    `links` are pairs of a text and its address; `tags` are those of `blocks.Block`. A line with a
    `caption` is the figure that has it.
    """

    text: str
    quote: int = 0
    links: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an article; lines are indexes, so that the caller keeps bold and links.

    The blocks are in the order of their lines, and each line that is not empty is in one of them:

    - `{"type": "prose", "line", "inline"}`, with the quotations within its sentences, each
      `{"from", "to", "attribution", "url", "isSure", "continues"}` without its marks; `continues`
      if its speaker interrupts the sentence of the one before: “I will,” she said, “not do it.”
    - `{"type": "quotation", "lines": [{"line", "from", "to"}], "attribution", "url", "isSure",
      "used"}`, whose offsets bound the words of each line with their marks;
    - `{"type": "figure", "alt", "caption", "credit", "used"}`;
    - `{"type": "surrounding", "line", "fields", "isLeftOut", "meaning", "names"}`: a line that says
      these of 'title', 'date', 'labels' and 'summary', and that may have other words as well;
      `meaning` is 'byline' or 'credit' for a line that is one, else ''. Only a byline has `names`:
      its parts, which are authors or anything else.

    `used` are the other lines of a quotation or the lines of a figure; `url` is a link or ''. A
    quotation is not sure if only its marks or a sentence above without a colon show it; one within
    a sentence, if `sure_speakers` doubts its speaker.
    `language` is a code, '' for a text that is too short to tell.
    """

    title: str = ""
    date: str = ""
    labels: list[str] = field(default_factory=list)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    language: str = ""
    summary: str = ""

    @property
    def is_recognized(self) -> bool:
        """Return whether anything is certain enough to offer besides prose."""
        has_parts = any(map(_has_sure_part, self.blocks))
        return has_parts or bool(self.labels) or bool(self.date and self.title)

    @property
    def has_quotations(self) -> bool:
        """Return whether there is a quotation, certain or not."""
        return any(block["type"] == "quotation" or block.get("inline") for block in self.blocks)


def lay_out(lines: list[Line], *, only_quotations: bool = False) -> Layout:
    """Return the parts of an article given as its lines. Costs some milliseconds, no query.

    With `only_quotations` all other lines are prose.
    """
    text = _Text(lines)
    article = text.article
    around = Surroundings() if only_quotations else read_surroundings(article)
    if len(around.date) < len("2020-01-31"):
        around = replace(around, date="")  # A post has a day.
    summary = None if only_quotations else find_standfirst(article, around)
    surrounding = {id(block) for block in article.blocks if block.is_used}
    parts: dict[int, dict[str, Any]] = {}  # What each block belongs to.
    credit_lines: set[int] = set()
    for figure, blocks in locate_figures(article):
        if only_quotations:
            continue
        if not (figure.caption or figure.alt or figure.src):
            credit_lines |= set(map(id, blocks))  # '(dpa)' below an article: no picture.
        else:
            parts |= dict.fromkeys(map(id, blocks), _figure_block(figure, text.find_lines(blocks)))
    if not only_quotations:
        for block, figure in text.list_captioned():
            parts[id(block)] = _figure_block(figure, text.find_lines([block]))
            block.is_used = True
    language, registry = detect_language(article.text), Registry()
    set_off = find_set_off(article, language, registry)
    name_speakers(article.text, set_off, language, registry)
    for quotation in set_off:
        blocks = [*quotation.blocks, *quotation.used]
        parts |= dict.fromkeys(map(id, blocks), _quotation_block(quotation, text, language))
    prose = [block for block in article.blocks if not block.is_used]
    has_many_marks = sum(map(article.text.count, _MARKS - {"'", "’"})) > MAX_MARKS
    voices = list_voices(set_off)
    passages = [] if has_many_marks else find_inline(article, prose, language, registry, voices)
    name_speakers(article.text, passages, language, registry)
    inline = _group_by_block(prose, passages)
    arranged: list[dict[str, Any]] = []
    done: set[int] = set()
    for block in article.blocks:
        line, part = text.find_line(block), parts.get(id(block))
        if block is summary:
            arranged.append(_surrounding_block(line, fields=["summary"], isLeftOut=False))
        elif id(block) in credit_lines:
            arranged.append(_surrounding_block(line, meaning="credit"))
        elif id(block) in surrounding:
            arranged.append(_surrounding_block(line, **_read_fields(block, around)))
        elif part is None:
            own = inline.get(id(block), [])
            credits = read_credits(article.text, [each for _, each in own], language, registry)
            spans = [text.locate(span, block) for span, _ in own]
            merged = [span | credit for span, credit in zip(spans, credits, strict=True)]
            arranged.append({"type": "prose", "line": line, "inline": merged})
        elif id(part) not in done:
            done.add(id(part))
            _add_part(arranged, part)
    is_long = not only_quotations and sum(map(str.isalpha, article.text)) >= MIN_LANGUAGE_LETTERS
    return Layout(
        around.title,
        around.date,
        around.labels,
        arranged,
        language if is_long else "",
        " ".join(summary.text.split()) if summary else "",
    )


class _Text:
    """The lines as an article, with the line of each of its blocks."""

    def __init__(self, lines: list[Line]) -> None:
        self.article = Article("\n".join(line.text for line in lines))
        self._lines = lines
        self._places: dict[int, tuple[int, int]] = {}  # The line and its offset, by the block's ID.
        start = 0
        for index, line in enumerate(lines):
            if text := line.text.strip():
                begin = start + len(line.text) - len(line.text.lstrip())
                tags = line.tags or (("blockquote",) if line.quote else ())
                block = Block(text, begin, begin + len(text), tags, line.quote, links=line.links)
                self.article.blocks.append(block)
                self._places[id(block)] = index, start
            start += len(line.text) + 1

    def find_line(self, block: Block) -> int:
        return self._places[id(block)][0]

    def find_lines(self, blocks: list[Block]) -> list[int]:
        return [self.find_line(block) for block in blocks]

    def list_captioned(self) -> list[tuple[Block, Figure]]:
        """Return the figures whose caption ends in a credit, with the block of each."""
        figures: list[tuple[Block, Figure]] = []
        for block in self.article.blocks:
            caption, credit = split_credit(self._lines[self.find_line(block)].caption)
            if credit:
                figures.append((block, Figure(caption, credit)))
        return figures

    def locate(self, span: Span, block: Block) -> dict[str, int]:
        """Return a span of the article as one of the block's line."""
        start = self._places[id(block)][1]
        return {"from": span[0] - start, "to": span[1] - start}


def _has_sure_part(block: dict[str, Any]) -> bool:
    if block["type"] == "prose":
        return any(passage["isSure"] for passage in block["inline"])
    return block["type"] == "figure" or block.get("isSure", False)


def _surrounding_block(line: int, **values: Any) -> dict[str, Any]:
    block = {"type": "surrounding", "line": line, "fields": [], "isLeftOut": True, "meaning": ""}
    return block | values


def _read_fields(block: Block, around: Surroundings) -> dict[str, Any]:
    """Return which fields a used line fills, and whether it has words that no field has."""
    if block.text.lstrip("# ") == around.title:
        return {"fields": ["title"], "isLeftOut": False}
    fields = ["title"] if around.title and around.title in block.text else []
    names = read_label_names(block.text)
    rest = names or block.text
    found_date = find_date(rest)
    if found_date and found_date.value == around.date:
        fields.append("date")
        rest = rest[: found_date.start] + rest[found_date.end :]
        rest = WEEKDAY_RE.sub("", rest)
    without_labels = rest
    for label in sorted(around.labels, key=len, reverse=True):
        without_labels = without_labels.replace(label, " ")
    is_left_out = any(map(str.isalnum, without_labels))
    if is_label_line(block.text) or without_labels != rest and not is_left_out:
        fields.append("labels")
    is_byline = bool(around.byline) and around.byline in block.text
    meaning = "byline" if is_byline or is_byline_line(block.text) else ""
    meaning = "credit" if is_agency_line(block.text) else meaning
    parts = {"names": read_byline_names(block.text)} if meaning == "byline" else {}
    values = {"fields": fields, "isLeftOut": is_left_out or not fields, "meaning": meaning}
    return values | parts


def _figure_block(figure: Figure, used: list[int]) -> dict[str, Any]:
    texts = {"caption": figure.caption, "credit": figure.credit, "used": used}
    return {"type": "figure", "alt": figure.alt or figure.caption} | texts


def _quotation_block(quotation: SetOff, text: _Text, language: str) -> dict[str, Any]:
    pairs = zip(quotation.spans, quotation.blocks, strict=True)
    lines = [
        {"line": text.find_line(block)}
        | text.locate(_with_marks(text.article.text, *span, block), block)
        for span, block in pairs
    ]
    return {
        "type": "quotation",
        "lines": lines,
        "attribution": quotation.attribution or format_attribution(quotation.who, language),
        "url": quotation.url,
        "isSure": _is_sure(quotation, text.article.text),
        "used": text.find_lines(quotation.used),
    }


def _is_sure(quotation: SetOff, text: str) -> bool:
    """Return whether the evidence is more than the form of the lines; a lead-in needs a colon."""
    start = quotation.spans[0][0]
    above = text[max(0, start - 60) : start].rstrip("".join(_MARKS) + " \t\n>")
    return quotation.evidence in ("explicit", "strong") or (
        quotation.evidence == "lead_in" and above.endswith((":", "："))
    )


def _add_part(blocks: list[dict[str, Any]], part: dict[str, Any]) -> None:
    """Add a figure or quotation; a quotation to the one above if both share an attribution."""
    last = blocks[-1] if blocks else {}
    attribution = part.get("attribution")
    if attribution and attribution == last.get("attribution") and part["isSure"] == last["isSure"]:
        last["lines"] += part["lines"]
        last["used"] += part["used"]
        last["url"] = last["url"] or part["url"]
    else:
        blocks.append(part)


def _group_by_block(
    prose: list[Block], passages: list[Inline]
) -> dict[int, list[tuple[Span, Inline]]]:
    """Return the quotations within each block's sentences, by the block's ID, in order."""
    spans = sorted(
        ((span, passage) for passage in passages for span in _list_spans(passage)),
        key=lambda pair: pair[0],
    )
    grouped: dict[int, list[tuple[Span, Inline]]] = {}
    index = 0
    for span, passage in spans:
        while prose[index].end < span[1]:
            index += 1
        grouped.setdefault(id(prose[index]), []).append((span, passage))
    return grouped


def _list_spans(passage: Inline) -> list[Span]:
    return [(passage.start, passage.end), *passage.more]


def _with_marks(text: str, start: int, end: int, block: Block) -> Span:
    """Widen the words of a quotation by the marks around them."""
    while start > block.start and (text[start - 1] in _MARKS or text[start - 1].isspace()):
        start -= 1
    while end < block.end and (text[end] in _MARKS or text[end].isspace() or text[end] in ".,"):
        end += 1
    return trim_span(text, start, end)
