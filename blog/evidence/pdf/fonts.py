"""The characters and widths that the codes of a font stand for."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

RIGHT_TO_LEFT_RE = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
UNKNOWN = "\ufffd"  # A glyph whose character the file does not tell.
_MAX_KNOWN_LENGTH = 2  # Bytes of a text whose meaning is stored.
Glyph = tuple[str, float]  # A character or ligature, and its width in text space of size 1.


@dataclass(slots=True)
class Decoder:
    """`code_length` is in bytes; 0 for encodings with codes of several lengths."""

    code_length: int
    look_up: Callable[[int], Glyph]
    decode_codes: Callable[[bytes], str]
    height: float = 1.0  # Of a Type 3 font, whose units are its own.
    known: dict[bytes, tuple[str, float, int, int]] = field(default_factory=dict)

    def decode(self, data: bytes) -> tuple[str, float, int, int]:
        """Return a text, its width, and the numbers of its glyphs and of those that word spacing
        applies to."""
        if (result := self.known.get(data)) is None:
            glyphs = [self.look_up(code) for code in self._list_codes(data)]
            text = "".join(character for character, _ in glyphs)
            spaces = data.count(b" ") if self.code_length == 1 else 0
            result = (text, sum(width for _, width in glyphs), len(glyphs), spaces)
            if len(data) <= _MAX_KNOWN_LENGTH:
                self.known[data] = result
        return result

    def _list_codes(self, data: bytes) -> Iterable[int]:
        if self.code_length == 1:
            return data
        if self.code_length == 2:
            return (int.from_bytes(data[n : n + 2]) for n in range(0, len(data) - 1, 2))
        return map(ord, self.decode_codes(data))


def build_decoder(resource: DictionaryObject) -> Decoder:
    """Return the decoder of a font. May raise anything for a damaged one."""
    font = Font.from_font_resource(resource)
    unit, height = _read_units(resource)
    encoding, characters, widths = font.encoding, font.character_map, font.character_widths
    default = float(widths.get("default", 500))
    by_glyph = "Identity" in str(resource.get("/Encoding", "")) and "/ToUnicode" not in resource

    def read_width(character: str) -> float:
        return float(widths.get(character, default)) * unit

    @cache
    def look_up(code: int) -> Glyph:
        raw = chr(code)
        if isinstance(encoding, dict):
            character = encoding.get(code, raw)
            text = characters.get(character, character)
        else:
            text = characters.get(raw, UNKNOWN if by_glyph or characters else raw)
        is_name = len(text) > 1 and text.startswith("/")
        if is_name or not font.interpretable or "\x00" < text[:1] < " ":
            text = UNKNOWN
        # A ligature is drawn from left to right, as the letters around it are.
        is_to_left = len(text) > 1 and RIGHT_TO_LEFT_RE.search(text)
        return text[::-1] if is_to_left else text, read_width(raw)

    def decode_codes(data: bytes) -> str:
        assert isinstance(encoding, str)
        return data.decode(encoding, errors="replace")

    if isinstance(encoding, dict):
        return Decoder(1, look_up, decode_codes, height)
    is_wide = encoding.lower().replace("_", "-") == "utf-16-be"
    return Decoder(2 if is_wide else 0, look_up, decode_codes, height)


def _read_units(resource: DictionaryObject) -> tuple[float, float]:
    """Return the size of a unit of the font's widths, and its height for size 1."""
    if resource.get("/Subtype") != "/Type3":
        return 0.001, 1.0
    fields: dict[str, Any] = resource
    matrix = [abs(float(number)) for number in fields["/FontMatrix"]]
    box = [float(number) for number in fields.get("/FontBBox", (0, 0, 0, 0))]
    return matrix[0], (box[3] - box[1]) * matrix[3] or 1.0
