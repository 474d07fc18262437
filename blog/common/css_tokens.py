"""Tokens of CSS, as far as they matter for the files that a style sheet loads.

After the CSS Syntax Module Level 3: what begins a comment within a string or an unquoted address
begins none, and escapes are resolved in names, strings and addresses.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from lib.lazy_regex import compile_lazily

# Functions whose strings are addresses; `type("image/png")` within them is none.
_FILE_FUNCTIONS = {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade"}
_ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}(?:\r\n|[ \t\n\r\f])?|\r\n|.)"
_ESCAPE_RE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\n\r\f])?|(\r\n|.))", re.S)
_NAME = rf"(?:[-\w\u0080-\U0010ffff]|{_ESCAPE})+"
_TOKEN_RE = compile_lazily(
    rf"""
    (?P<comment>/\*.*?(?:\*/|\Z))
    | "(?P<double>(?:[^"\\\n\r\f]|{_ESCAPE})*)"?
    | '(?P<single>(?:[^'\\\n\r\f]|{_ESCAPE})*)'?
    | @(?=(?:\s|(?>/\*.*?\*/))*+(?P<rule>{_NAME}))
    | <!--
    | (?P<name>{_NAME})(?P<open>\()?
    | (?P<other>.)
    """,
    re.S | re.X,
)
_UNQUOTED_RE = compile_lazily(rf"\s*(?![\s\"'])((?:[^\\)]|{_ESCAPE})*)\)?", re.S)
# Parsers of addresses drop these anywhere, and the others at both ends.
_DROPPED_RE = re.compile(r"[\t\n\r]")
_CONTROLS = "".join(map(chr, range(0x21)))
# A custom property can carry an address into a function.
_FOREIGN_RE = re.compile(r"[/\\]{2}|(?:https?|data):", re.I)


class Token(NamedTuple):
    """`text` is the name of an at-rule, or a string or an address without its quotes."""

    kind: Literal["at-rule", "text"]
    text: str
    is_address: bool = False


def read(css: str) -> Iterator[Token]:
    """Yield the at-rules, strings and unquoted addresses of a style sheet."""
    functions: list[str] = []
    position, name, is_custom = 0, "", False
    while match := _TOKEN_RE.match(css, position):
        position = match.end()
        kind, other = match.lastgroup, match["other"]
        if kind == "rule":
            yield Token("at-rule", _unescape(match["rule"]))
        elif kind in ("double", "single"):
            address = _clean_address(match[kind])
            is_file = not _FILE_FUNCTIONS.isdisjoint(functions) and functions[-1] != "type"
            is_foreign = is_custom and bool(_FOREIGN_RE.match(address))
            yield Token("text", address, is_file or is_foreign)
        elif kind == "name":
            name = _unescape(match["name"])
        elif kind == "open":
            functions.append(_unescape(match["name"]).lower())
            unquoted = _UNQUOTED_RE.match(css, position) if functions[-1] == "url" else None
            if unquoted:
                position = unquoted.end()
                functions.pop()
                yield Token("text", _clean_address(unquoted[1]), is_address=True)
        elif other == "(":
            functions.append("")
        elif other == ")" and functions:
            functions.pop()
        elif other == ":" and (name.startswith("--") or name.lower() == "initial-value"):
            is_custom = True
        elif other and other in "{;}":
            name, is_custom = "", is_custom and (other == "{" or bool(functions))


def _clean_address(raw: str) -> str:
    return _DROPPED_RE.sub("", _unescape(raw)).strip(_CONTROLS)


def _unescape(raw: str) -> str:
    return _ESCAPE_RE.sub(_resolve, raw)


def _resolve(match: re.Match[str]) -> str:
    if match[1] is None:
        return "" if match[2].isspace() and match[2] != " " else match[2]
    number = int(match[1], 16)
    is_character = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
    return chr(number) if is_character else "\ufffd"
