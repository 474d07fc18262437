"""What a page draws: its texts with their places, read from its content stream.

The scanner is our own: pypdf's takes ten times as long where each letter is drawn by itself.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from pypdf import PageObject
from pypdf.generic import DictionaryObject, StreamObject

from blog.evidence.pdf.fonts import RIGHT_TO_LEFT_RE, Decoder, build_decoder

MAX_FORMS = 2_000  # Of a page, which may draw one of them many times.
_MAX_FORM_DEPTH = 8
_MAX_STACK = 100
_MAX_OPERANDS = 20_000
_MAX_FRAGMENTS = 50_000
_MAX_FONTS = 2_000
_TOKENS_BETWEEN_LOOKS = 2_000  # At the clock.
_MAX_COORDINATE = 1e6
_SPACE = 0.15  # A gap between two texts that is a space, in font sizes.
_MAX_SPACE = 0.8  # A larger one may be between columns.
_STRING = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))*+\)"
_TOKEN_RE = re.compile(
    rb"([-+]?(?:\d++\.?+\d*+|\.\d++))|(" + _STRING + rb")|(/[^\s()<>\[\]{}/%]*+)"
    rb"|<([0-9A-Fa-f\s]*+)>|([A-Za-z'\"][A-Za-z0-9*'\"]*+)|%[^\r\n]*+|\s{64,}+|[^\s]",
    re.DOTALL,
)
_NUMBER, _TEXT, _NAME, _HEX, _OPERATOR = range(1, 6)
_IMAGE_END_RE = re.compile(rb"\sEI(?=[\s/]|$)")
_ESCAPE_RE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class TooLongError(Exception):
    """The time is over."""


@dataclass(slots=True)
class Fragment:
    """A text on one line. Turned so that it runs along `start` to `end`; `base` is higher on the
    page if it is larger. `direction` is 0 to 3 quarters of a turn, -1 for slanted ones."""

    text: str
    start: float
    end: float
    base: float
    size: float
    direction: int = 0
    is_artifact: bool = False  # The file says that it is no part of the text.


@dataclass(frozen=True, slots=True)
class PageContent:
    """The texts of a page in the order of the file."""

    fragments: list[Fragment]
    has_pictures: bool
    is_damaged: bool  # In part.


@dataclass(slots=True)
class _State:
    matrix: Matrix
    font: Decoder | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


class ContentReader:
    """Reads the pages of one file, whose fonts they share. `check_time` raises TooLongError."""

    def __init__(self, check_time: Callable[[], None]) -> None:
        self.check_time = check_time
        # By the identity of the font's dictionary, which is kept so that no other has its identity.
        self.fonts: dict[int, tuple[Any, Decoder | None]] = {}

    def read(self, page: PageObject) -> PageContent:
        """Raises TooLongError; anything for a damaged page."""
        content = page.get_contents()
        drawing = _Drawing(self)
        if content is not None:
            drawing.run(content.get_data(), _resolve(page.get("/Resources")), _UNIT)
        return PageContent(drawing.fragments, drawing.has_pictures, drawing.is_damaged)

    def find_font(self, resources: Any, name: str) -> Decoder | None:
        """Return the decoder of a font; None if it is missing or damaged."""
        font = _resolve(_get(resources, "/Font", name))
        if not isinstance(font, DictionaryObject):
            return None
        if id(font) not in self.fonts and len(self.fonts) < _MAX_FONTS:
            try:
                self.fonts[id(font)] = font, build_decoder(font)
            except Exception:  # A damaged font may raise anything.
                self.fonts[id(font)] = font, None
        return self.fonts.get(id(font), (None, None))[1]


class _Drawing:
    """The state of one page. `run` calls itself for what is drawn by name ('forms')."""

    def __init__(self, reader: ContentReader) -> None:
        self.reader = reader
        self.fragments: list[Fragment] = []
        self.has_pictures = False
        self.is_damaged = False
        self.forms = 0
        self.depth = 0
        self.artifacts = 0
        self.last_shown: tuple[bytes, float, float] = (b"", 0.0, 0.0)

    def run(self, data: bytes, resources: Any, matrix: Matrix) -> None:
        interpreter = _Interpreter(self, resources, matrix)
        position, count = 0, 0
        operands: list[Any] = []
        while position != -1:
            start, position = position, -1
            for match in _TOKEN_RE.finditer(data, start):
                kind = match.lastindex
                if kind == _NUMBER:
                    operands.append(float(match[1]))
                elif kind == _OPERATOR:
                    operator = match[5]
                    interpreter.execute(operator, operands)
                    operands.clear()
                    if operator == b"ID":  # A picture within the content.
                        end = _IMAGE_END_RE.search(data, match.end())
                        position = end.end() if end else -1
                        self.has_pictures = True
                        break
                elif kind == _TEXT:
                    operands.append(_unescape(match[2][1:-1]))
                elif kind == _HEX:
                    operands.append(_read_hex(match[4]))
                elif kind == _NAME:
                    operands.append(match[3].decode("latin-1"))
                count += 1
                if count % _TOKENS_BETWEEN_LOOKS == 0:
                    self.reader.check_time()
                    del operands[:-_MAX_OPERANDS]
        # Marked content that a form does not end.
        self.artifacts -= sum(is_artifact for is_artifact, _ in interpreter.marked)

    def draw(self, name: str, resources: Any, matrix: Matrix) -> None:
        """Draw an object by its name: a picture, or a form with content of its own."""
        thing = _resolve(_get(resources, "/XObject", name))
        if not isinstance(thing, dict):
            return
        if thing.get("/Subtype") == "/Image":
            self.has_pictures = True
            return
        self.forms += 1
        if self.forms > MAX_FORMS or self.depth >= _MAX_FORM_DEPTH:
            return
        self.depth += 1
        try:
            own = _read_matrix([*thing.get("/Matrix", _UNIT)])
            inner = _resolve(thing.get("/Resources")) or resources
            data = cast(StreamObject, thing).get_data()
            self.run(data, inner, _multiply(own, matrix))
        except TooLongError:
            raise
        except Exception:  # A damaged form.
            self.is_damaged = True
        finally:
            self.depth -= 1

    def add(self, data: bytes, text: str, width: float, size: float, matrix: Matrix) -> None:
        """Add a text that begins at the origin of a matrix, to the one before it if it goes on."""
        direction, start, base = _turn(matrix)
        end = start + width * math.hypot(matrix[0], matrix[1])
        size = abs(size) * math.hypot(matrix[2], matrix[3])
        if not (abs(start) < _MAX_COORDINATE and abs(base) < _MAX_COORDINATE and 0 < size < 10_000):
            return
        shown, shown_start, shown_base = self.last_shown
        self.last_shown = data, start, base
        if shown == data and math.hypot(start - shown_start, base - shown_base) < _SPACE * size:
            return  # Drawn again, so that it looks bold.
        start, end = min(start, end), max(start, end)
        if self.fragments:
            last = self.fragments[-1]
            gap = (start - last.end) / size
            if (
                -0.3 < gap < _MAX_SPACE
                and last.direction == direction
                and abs(last.base - base) < 0.02 * size
                and abs(last.size - size) < 0.02 * size
                and last.is_artifact == (self.artifacts > 0)
            ):
                has_space = last.text[-1:].isspace() or text[:1].isspace()
                last.text += f" {text}" if gap > _SPACE and not has_space else text
                last.end = max(last.end, end)
                return
        if len(self.fragments) < _MAX_FRAGMENTS:
            self.fragments.append(
                Fragment(text, start, end, base, size, direction, self.artifacts > 0)
            )


class _Interpreter:
    """Executes the operators of one content stream that matter for text."""

    def __init__(self, drawing: _Drawing, resources: Any, matrix: Matrix) -> None:
        self.drawing = drawing
        self.resources = resources
        self.state = _State(matrix)
        self.stack: list[_State] = []
        self.line = self.text = _UNIT
        # Marked content that is open: whether it is an artifact, and the text that it stands for.
        self.marked: list[tuple[bool, str | None]] = []

    def execute(self, operator: bytes, operands: list[Any]) -> None:
        method = _METHODS.get(operator)
        if method is None:
            return
        try:
            method(self, operands)
        except (IndexError, TypeError, ValueError, OverflowError):
            return  # Wrong operands; the next operator may be right.

    def save(self, _operands: list[Any]) -> None:
        if len(self.stack) < _MAX_STACK:
            self.stack.append(replace(self.state))

    def restore(self, _operands: list[Any]) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def transform(self, operands: list[Any]) -> None:
        self.state.matrix = _multiply(_read_matrix(operands), self.state.matrix)

    def begin(self, _operands: list[Any]) -> None:
        self.line = self.text = _UNIT

    def set_font(self, operands: list[Any]) -> None:
        name, size = operands[-2:]
        self.state.font = self.drawing.reader.find_font(self.resources, name)
        self.state.size = float(size)

    def set_state(self, operands: list[Any]) -> None:
        """Set the font of a graphics state."""
        font = _get(self.resources, "/ExtGState", operands[-1], "/Font")
        if isinstance(font, list):
            self.resources = {"/Font": {"/F": _resolve(font[0])}}
            self.set_font(["/F", font[1]])

    def set_spacing(self, operands: list[Any]) -> None:
        self.state.spacing = float(operands[-1])

    def set_word_spacing(self, operands: list[Any]) -> None:
        self.state.word_spacing = float(operands[-1])

    def set_stretch(self, operands: list[Any]) -> None:
        self.state.stretch = float(operands[-1]) / 100

    def set_leading(self, operands: list[Any]) -> None:
        self.state.leading = float(operands[-1])

    def set_rise(self, operands: list[Any]) -> None:
        self.state.rise = float(operands[-1])

    def move(self, operands: list[Any]) -> None:
        x, y = float(operands[-2]), float(operands[-1])
        a, b, c, d, e, f = self.line
        self.line = self.text = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def move_and_set_leading(self, operands: list[Any]) -> None:
        self.state.leading = -float(operands[-1])
        self.move(operands)

    def set_matrix(self, operands: list[Any]) -> None:
        self.line = self.text = _read_matrix(operands)

    def go_to_next_line(self, _operands: list[Any]) -> None:
        self.move([0.0, -self.state.leading])

    def show(self, operands: list[Any]) -> None:
        """Show texts; a number between them moves back by thousandths of the font size."""
        for operand in operands:
            if isinstance(operand, bytes):
                self._show(operand)
            elif isinstance(operand, float):
                state = self.state
                self._advance(-operand / 1000 * state.size * state.stretch)

    def show_on_next_line(self, operands: list[Any]) -> None:
        self.go_to_next_line([])
        self._show(operands[-1])

    def show_with_spacing(self, operands: list[Any]) -> None:
        self.state.word_spacing, self.state.spacing = float(operands[-3]), float(operands[-2])
        self.show_on_next_line(operands)

    def draw(self, operands: list[Any]) -> None:
        self.drawing.draw(operands[-1], self.resources, self.state.matrix)

    def begin_marked(self, operands: list[Any]) -> None:
        is_artifact = bool(operands) and operands[0] == "/Artifact"
        self.drawing.artifacts += is_artifact
        self.marked.append((is_artifact, self._find_actual_text(operands)))

    def end_marked(self, _operands: list[Any]) -> None:
        if self.marked:
            self.drawing.artifacts -= self.marked.pop()[0]

    def _find_actual_text(self, operands: list[Any]) -> str | None:
        """Return the text that marked content stands for, such as a soft hyphen."""
        value: Any = None
        if "/ActualText" in operands[:-1]:
            value = operands[operands.index("/ActualText") + 1]
        elif len(operands) == 2 and isinstance(operands[1], str):
            value = _get(self.resources, "/Properties", operands[1], "/ActualText")
        if isinstance(value, bytes):
            is_utf16 = value.startswith(b"\xfe\xff")
            value = (
                value[2:].decode("utf-16-be", "replace") if is_utf16 else value.decode("latin-1")
            )
        if not isinstance(value, str):
            return None
        # In the order in which it is drawn.
        return value[::-1] if RIGHT_TO_LEFT_RE.search(value) else str(value)

    def _advance(self, distance: float) -> None:
        a, b, c, d, e, f = self.text
        self.text = (a, b, c, d, e + distance * a, f + distance * b)

    def _show(self, data: bytes) -> None:
        state, font = self.state, self.state.font
        if font is None:
            return
        text, width, count, spaces = font.decode(data)
        width = width * state.size + count * state.spacing + spaces * state.word_spacing
        if self.marked and self.marked[-1][1] is not None:
            is_artifact, text = self.marked[-1][0], self.marked[-1][1] or ""
            self.marked[-1] = (is_artifact, "")  # Once for all that it stands for.
        a, b, c, d, e, f = self.text
        matrix = _multiply((a, b, c, d, e + state.rise * c, f + state.rise * d), state.matrix)
        self._advance(width * state.stretch)
        if text:
            self.drawing.add(data, text, width * state.stretch, state.size * font.height, matrix)


def _read_matrix(operands: list[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, operands[-6:])
    return a, b, c, d, e, f


def _multiply(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = two
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _turn(matrix: Matrix) -> tuple[int, float, float]:
    """Return the direction of a text, and where it begins if the page is turned upright."""
    a, b, _c, _d, x, y = matrix
    if abs(b) <= 0.1 * abs(a):
        return (0, x, y) if a > 0 else (2, -x, -y)
    if abs(a) <= 0.1 * abs(b):
        return (1, y, -x) if b > 0 else (3, -y, x)
    length = math.hypot(a, b)
    return -1, (x * a + y * b) / length, (y * a - x * b) / length


def _resolve(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _get(value: Any, *names: str) -> Any:
    """Return what nested dictionaries have under names; None without it."""
    for name in names:
        value = _resolve(value)
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return _resolve(value)


def _unescape(text: bytes) -> bytes:
    return _ESCAPE_RE.sub(_replace_escape, text) if b"\\" in text else text


def _replace_escape(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    if escape.isdigit():
        return bytes([int(escape, 8) & 255])
    return b"" if escape in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(escape, escape)


def _read_hex(digits: bytes) -> bytes:
    text = digits.decode("ascii")
    try:
        return bytes.fromhex(text)
    except ValueError:  # The last digit may be left out.
        return bytes.fromhex("".join(text.split()) + "0")


_METHODS = {
    b"q": _Interpreter.save,
    b"Q": _Interpreter.restore,
    b"cm": _Interpreter.transform,
    b"BT": _Interpreter.begin,
    b"Tf": _Interpreter.set_font,
    b"gs": _Interpreter.set_state,
    b"Tc": _Interpreter.set_spacing,
    b"Tw": _Interpreter.set_word_spacing,
    b"Tz": _Interpreter.set_stretch,
    b"TL": _Interpreter.set_leading,
    b"Ts": _Interpreter.set_rise,
    b"Td": _Interpreter.move,
    b"TD": _Interpreter.move_and_set_leading,
    b"Tm": _Interpreter.set_matrix,
    b"T*": _Interpreter.go_to_next_line,
    b"Tj": _Interpreter.show,
    b"TJ": _Interpreter.show,
    b"'": _Interpreter.show_on_next_line,
    b'"': _Interpreter.show_with_spacing,
    b"Do": _Interpreter.draw,
    b"BMC": _Interpreter.begin_marked,
    b"BDC": _Interpreter.begin_marked,
    b"EMC": _Interpreter.end_marked,
}
