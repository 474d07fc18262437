"""Title, author, date and language that a PDF says of itself, where its text confirms them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pypdf import PdfReader

from blog.evidence.letters import clean, fold, fold_spaces
from blog.evidence.pdf.paragraphs import Paragraph

MAX_TITLE_LENGTH = 300
_FIRST_PAGES = 3
_FIRST_YEAR = 1990
_MIN_LARGER = 1.12  # The font size of a title, in that of most of the text.
_MAX_TITLE_LINES = 6
_WORD_RE = re.compile(r"[^\W\d_]{3,}")
_JUNK_RE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)|untitled|document ?\d*$|presentation ?\d*$|"
    r"slide ?\d+$|layout ?\d*$|print$|title$|page ?\d*$|(?:https?|file):|[\d\W_]*$)"
    r"|\.(?:docx?|rtf|odt|pdf|pptx?|xlsx?|indd|qxd|qxp|tex|dvi|ps|fm|pages|wpd|pmd|html?)\W*$",
    re.IGNORECASE,
)


def read_title(reader: PdfReader, paragraphs: Sequence[Paragraph]) -> str:
    """Return the title in the file if the first pages have most of its words; else their largest
    heading."""
    title = _read_info(reader, "title")
    if _JUNK_RE.search(title):
        title = ""
    title_words = _WORD_RE.findall(fold(title))
    known = set(_WORD_RE.findall(fold(_read_first_pages(paragraphs))))
    if title_words and 2 * sum(word in known for word in title_words) >= len(title_words):
        return title[:MAX_TITLE_LENGTH]
    return (_find_heading(paragraphs) or title)[:MAX_TITLE_LENGTH]


def read_author(reader: PdfReader, paragraphs: Sequence[Paragraph]) -> str:
    """Return the author in the file if the first pages name them, as accounts are often given."""
    author = _read_info(reader, "author")
    is_named = author and fold(author) in fold(_read_first_pages(paragraphs))
    return author[:MAX_TITLE_LENGTH] if is_named and " " in author else ""


def read_date(reader: PdfReader, paragraphs: Sequence[Paragraph]) -> str:
    """Return the day on which the file was made, as '2024-05-31', if the first pages have its year:
    files are often made anew."""
    try:
        created = reader.metadata.creation_date if reader.metadata else None
    except Exception:  # A damaged date.
        return ""
    if created is None or not _FIRST_YEAR <= created.year <= datetime.now(UTC).year:
        return ""
    has_year = re.search(rf"(?<!\d){created.year}(?!\d)", _read_first_pages(paragraphs))
    return f"{created:%Y-%m-%d}" if has_year else ""


def read_language(reader: PdfReader) -> str:
    try:
        return str(reader.root_object.get("/Lang", ""))[:20]
    except Exception:
        return ""


def read_labels(reader: PdfReader, count: int) -> list[str]:
    """Return the labels of the first pages, such as 'iv'; their numbers if the file has none."""
    numbers = [str(number) for number in range(1, count + 1)]
    try:
        labels = [fold_spaces(clean(label)) for label in reader.page_labels[:count]]
    except Exception:
        return numbers
    is_usable = len(labels) == count and all(0 < len(label) <= 20 for label in labels)
    return labels if is_usable else numbers


def _read_info(reader: PdfReader, name: str) -> str:
    try:
        value: Any = getattr(reader.metadata, name) if reader.metadata else ""
    except Exception:  # Damaged.
        return ""
    return fold_spaces(clean(value)) if isinstance(value, str) else ""


def _read_first_pages(paragraphs: Sequence[Paragraph]) -> str:
    return "\n".join(
        line.text
        for paragraph in paragraphs
        for line, page in zip(paragraph.lines, paragraph.pages, strict=True)
        if page < _FIRST_PAGES
    )


def _find_heading(paragraphs: Sequence[Paragraph]) -> str:
    """Return the largest text of the first page; '' if it is as large as most of the file."""
    lengths: dict[int, int] = {}
    for paragraph in paragraphs:
        for line in paragraph.lines:
            size = round(line.size)
            lengths[size] = lengths.get(size, 0) + len(line.text)
    usual = max(lengths, key=lambda size: lengths[size], default=0)
    first = [
        paragraph
        for paragraph in paragraphs
        if paragraph.pages[0] == 0
        and not paragraph.is_beside
        and len(paragraph.lines) <= _MAX_TITLE_LINES
        and _WORD_RE.search(paragraph.lines[0].text)
    ]
    largest = max(first, key=lambda paragraph: paragraph.lines[0].size, default=None)
    if largest is None or largest.lines[0].size < _MIN_LARGER * usual:
        return ""
    return fold_spaces(" ".join(line.text for line in largest.lines))
