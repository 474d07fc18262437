"""A PDF file as the text that quotations are compared with."""

import io
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from blog.evidence.decoding import MAX_PDF_BYTES, UnreadableError
from blog.evidence.page_text import MAX_TEXT_LENGTH, PageText
from blog.evidence.pdf import facts
from blog.evidence.pdf.content import ContentReader, TooLongError
from blog.evidence.pdf.fonts import UNKNOWN
from blog.evidence.pdf.hyphens import Hyphenation
from blog.evidence.pdf.lines import Line, build_lines
from blog.evidence.pdf.paragraphs import Paragraph, Setting, list_paragraphs, write_paragraph
from blog.evidence.pdf.running import find_running

MAX_PAGES = 2_000  # That are read.
MAX_CPU_SECONDS = 11  # For the contents of pages; what is drawn later is not read.
MAX_SECONDS = 15
_MIN_LETTERS = 20
_MAX_STREAM = 40_000_000  # Bytes of one stream, after decompression.
_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": _MAX_STREAM,
    "array_based_stream_maximum_output_length": _MAX_STREAM,
    "lzw_maximum_output_length": _MAX_STREAM,
    "run_length_maximum_output_length": _MAX_STREAM,
    "zlib_maximum_output_length": _MAX_STREAM,
    "stream_decoding_work_maximum_length": 2 * _MAX_STREAM,
    "page_tree_maximum_entries": 20_000,
    "jbig2dec_binary": None,  # Pictures are not decoded.
    "disable_legacy_handling": True,
}
# Damaged files would fill the log with what they say.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class _Contents:
    """The lines of each page. With `is_cut` there may be more text than they have."""

    pages: list[list[Line]] = field(default_factory=list)
    is_cut: bool = False
    has_pictures: bool = False
    has_unknown_letters: bool = False


def read_pdf(content: bytes) -> PageText:
    """Read a PDF file. Raises UnreadableError, with a reason, for one without text.

    Takes about MAX_CPU_SECONDS and 300 MB at most, apart from a file that breaks pypdf: call it in
    a process with limits.
    """
    try:
        with pypdf.apply_configuration(**_LIMITS):
            return _read(content)
    except UnreadableError:
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableError("the PDF is encrypted", "encrypted") from error
    except (LimitReachedError, MemoryError, RecursionError) as error:
        raise UnreadableError("the PDF is too large", "large") from error
    except Exception as error:  # pypdf raises many kinds for damaged files.
        raise UnreadableError(f"the PDF is damaged: {error}") from error


def _read(content: bytes) -> PageText:
    if len(content) > MAX_PDF_BYTES:
        raise UnreadableError("the PDF is too large", "large")
    reader = PdfReader(io.BytesIO(content))
    # Files that only forbid printing or changes open without a password, as in any viewer.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableError("the PDF is encrypted", "encrypted")
    contents = _read_contents(reader)
    letters = sum(sum(map(str.isalnum, line.text)) for page in contents.pages for line in page)
    if letters < _MIN_LETTERS and contents.has_unknown_letters:
        raise UnreadableError("the fonts of the PDF do not say which letters they show", "fonts")
    if letters == 0 or letters < _MIN_LETTERS and contents.has_pictures:
        raise UnreadableError("the PDF has no text: it is a scan", "scan")
    paragraphs = list_paragraphs(
        contents.pages, find_running(contents.pages), Setting(contents.pages)
    )
    return _write(reader, contents, paragraphs)


def _read_contents(reader: PdfReader) -> _Contents:
    contents = _Contents()
    until, until_cpu = time.monotonic() + MAX_SECONDS, time.process_time() + MAX_CPU_SECONDS

    def check_time() -> None:
        if time.monotonic() > until or time.process_time() > until_cpu:
            raise TooLongError

    content_reader = ContentReader(check_time)
    length = 0
    for number, page in enumerate(reader.pages):
        if number >= MAX_PAGES or length > MAX_TEXT_LENGTH:
            contents.is_cut = True
            break
        try:
            check_time()
            content = content_reader.read(page)
        except TooLongError:
            contents.is_cut = True
            break
        except Exception:  # A damaged page.
            contents.is_cut = True
            contents.pages.append([])
            continue
        all_lines = build_lines(content.fragments)
        lines = [line for line in all_lines if 2 * line.text.count(UNKNOWN) < len(line.text)]
        is_scan = content.has_pictures and not lines
        contents.has_pictures |= content.has_pictures
        contents.has_unknown_letters |= len(lines) < len(all_lines)
        contents.is_cut |= content.is_damaged or is_scan or len(lines) < len(all_lines)
        contents.pages.append(lines)
        length += sum(len(line.text) + 1 for line in lines)
    return contents


def _write(reader: PdfReader, contents: _Contents, paragraphs: Sequence[Paragraph]) -> PageText:
    hyphenation = Hyphenation(line.text for page in contents.pages for line in page)
    labels = facts.read_labels(reader, len(contents.pages))
    texts: list[str] = []
    asides: list[tuple[int, int]] = []
    starts: list[tuple[int, str]] = []
    divisions: set[int] = set()
    length, current = 0, -1
    for paragraph in paragraphs:
        written = write_paragraph(paragraph, hyphenation)
        text = written.text
        divisions.update(length + place for place in written.divisions)
        for page, start in written.starts.items():
            if page != current:
                starts.append((length + start, labels[page]))
                current = page
        if paragraph.is_beside:
            asides.append((length, length + len(text)))
        texts.append(text)
        length += len(text) + 1
    text = "\n".join(texts)
    return PageText(
        text[:MAX_TEXT_LENGTH],
        facts.read_title(reader, paragraphs),
        facts.read_language(reader),
        tuple(span for span in asides if span[0] < MAX_TEXT_LENGTH),
        divisions=divisions,
        is_cut=contents.is_cut or len(text) > MAX_TEXT_LENGTH,
        page_starts=tuple(start for start in starts if start[0] < MAX_TEXT_LENGTH),
        byline=facts.read_author(reader, paragraphs),
        date=facts.read_date(reader, paragraphs),
    )
