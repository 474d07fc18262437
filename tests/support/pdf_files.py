"""PDF files that tests write byte by byte."""

from collections.abc import Sequence
from dataclasses import dataclass

TOP = 760
LEADING = 14
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def build_file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a file of objects with the numbers 1, 2, …; the first one is the catalogue."""
    content, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (len(objects) + 1, trailer)
    return content + b"startxref\n%d\n%%%%EOF\n" % start


def build_stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def build_pdf(
    pages: Sequence[bytes],
    *,
    catalogue: bytes = b"",
    info: bytes = b"",
    font: bytes = FONT,
    resources: bytes = b"",
    more: Sequence[bytes] = (),
) -> bytes:
    """Return a file whose pages have these contents. The font is /F, `more` objects begin at 5."""
    first = 5 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalogue,
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids),
        font,
        b"<< %b >>" % info,
        *more,
    ]
    for number, content in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> %b >> >>" % (first + 2 * number + 1, resources),
            build_stream(content),
        ]
    return build_file(objects, b"/Info 4 0 R")


@dataclass(frozen=True)
class Text:
    """A line of text at a place, in points from the lower left corner."""

    text: str
    x: float = 60
    y: float = TOP
    size: float = 11


def draw(*texts: Text) -> bytes:
    """Return the content of a page that shows texts in Helvetica."""
    return b"\n".join(
        b"BT /F %g Tf 1 0 0 1 %g %g Tm (%b) Tj ET"
        % (each.size, each.x, each.y, _escape(each.text.encode("cp1252")))
        for each in texts
    )


def draw_lines(
    lines: Sequence[str], *, x: float = 60, top: float = TOP, size: float = 11
) -> list[Text]:
    """Return lines below each other; an empty one is twice the distance."""
    return [
        Text(line, x, top - LEADING * number, size) for number, line in enumerate(lines) if line
    ]


def _escape(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
