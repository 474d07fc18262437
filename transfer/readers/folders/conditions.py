"""Conditions of Liquid about the front matter of a page, such as `{% if page.video %}…{% endif %}`.

Nothing else is known here: where a condition asks for more, the texts of all its cases are shown.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from transfer.messages import Message
from transfer.readers.folders.metadata import Metadata

_TAG_RE = re.compile(
    r"\{%-?\s*(?P<name>if|unless|elsif|else|endif|endunless|for|endfor|case|endcase)\b"
    r"(?P<test>(?:[^%{]|%(?!\})|\{(?!%)){0,1000}?)-?%\}"
)
_ENDS = {"endif": "if", "endunless": "unless", "endfor": "for", "endcase": "case"}
_CONDITIONS = ("if", "unless")
_STARTS = (*_CONDITIONS, "for", "case")
MAX_DEPTH = 20
_VALUE_RE = r"\"[^\"]*\"|'[^']*'|[\w.-]+"
_COMPARISON_RE = re.compile(
    r"page(?:\.(?P<name>[\w-]+)|\[[\"'](?P<quoted>[\w-]+)[\"']\])(?P<inner>\.[\w.-]+)?"
    rf"(?:\s*(?P<sign>==|!=|<>|<=?|>=?|contains\b)\s*(?P<value>{_VALUE_RE}))?"
)
_LITERAL_RE = re.compile(r"\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|true|false|nil|null|blank|empty")
_NOTHING = {"nil", "null", "blank", "empty", "false", "''", '""'}
# Jekyll gives these to each page, whatever its front matter has.
_GIVEN_NAMES = {
    *("url", "path", "id", "dir", "name", "content", "excerpt", "next", "previous", "collection"),
    *("relative_path", "date", "categories", "tags", "title", "slug", "layout", "published"),
}


@dataclass
class _Frame:
    """An open tag: where its text begins, and whether the case that is read is shown. `is_over` is
    set after the case that applies. A tag is kept as text with all in it if it is a loop, or asks
    for neither the page nor the site."""

    name: str
    start: int
    part_count: int
    is_kept: bool
    is_shown: bool = True
    is_over: bool = False

    def enter(self, verdict: bool | None) -> None:
        """Begin a case, whose condition holds, does not hold, or is unknown."""
        self.is_shown = verdict is not False and not self.is_over
        self.is_over = self.is_over or verdict is True


def expand_conditions(
    text: str, decide: Callable[[str], bool | None], notes: dict[str, None]
) -> str:
    """Replace conditions about the page and the site by the case that applies. A tag without its
    end stays. Takes time in proportion to the text."""
    parts: list[str] = []
    frames: list[_Frame] = []
    end = 0

    def show(piece: str) -> None:
        if all(frame.is_shown for frame in frames):
            parts.append(piece)

    for match in _TAG_RE.finditer(text):
        name, test = match["name"], match["test"]
        show(text[end : match.start()])
        end = match.end()
        if name in _STARTS and len(frames) < MAX_DEPTH:
            is_kept = bool(frames and frames[-1].is_kept) or not _is_about_page(name, test)
            frame = _Frame(name, match.start(), len(parts), is_kept)
            if is_kept:
                show(match[0])
            else:
                frame.enter(_decide(name, test, decide, notes))
            frames.append(frame)
            continue
        is_known = bool(frames) and frames[-1].name == _ENDS.get(name, frames[-1].name)
        is_kept = name in _STARTS or not is_known or frames[-1].is_kept
        if name in _ENDS and is_known:
            frames.pop()
        elif not is_kept:
            frames[-1].enter(_decide(name, test, decide, notes) if name == "elsif" else True)
        if is_kept:
            show(match[0])
    show(text[end:])
    if frames:
        del parts[frames[0].part_count :]
        parts.append(text[frames[0].start :])
    return "".join(parts)


def _is_about_page(name: str, test: str) -> bool:
    return name in _CONDITIONS and bool(re.search(r"\b(?:page|site|jekyll)[.\[]", test))


def _decide(
    name: str, test: str, decide: Callable[[str], bool | None], notes: dict[str, None]
) -> bool | None:
    verdict = decide(test)
    if verdict is None:
        note = gettext_noop(
            "A condition of a template was left out, and the texts of all cases stay: %s."
        )
        notes[Message(note, " ".join(test.split())[:60]).stored] = None
        return None
    return not verdict if name == "unless" else verdict


def decide(test: str, metadata: Metadata) -> bool | None:
    """Decide a condition by the front matter of a page; None if that does not tell."""
    if re.search(r"\sand\s.*\sor\s", test, re.DOTALL):
        return None  # Liquid reads these from the right.
    verdicts = []
    for alternative in re.split(r"\sor\s", test):
        parts = [_compare(part.strip(), metadata) for part in re.split(r"\sand\s", alternative)]
        verdicts.append(False if False in parts else None if None in parts else True)
    return True if True in verdicts else None if None in verdicts else False


def _compare(test: str, metadata: Metadata) -> bool | None:
    match = _COMPARISON_RE.fullmatch(test)
    if not match:
        return {"true": True, "false": False, "nil": False}.get(test)
    name = (match["name"] or match["quoted"]).lower()
    if match["value"] and not _LITERAL_RE.fullmatch(match["value"]):
        return None  # Another variable.
    if metadata.get_table(name) or metadata.get_tables(name):
        return None
    text, values = metadata.get_text(name), metadata.get_list(name)
    if name in _GIVEN_NAMES and not values or match["inner"] and values:
        return None
    is_empty = not values or text == "false"
    match match["sign"], match["value"]:
        case None, _value:
            return not is_empty
        case "==", value if value in _NOTHING:
            return is_empty
        case "!=" | "<>", value if value in _NOTHING:
            return not is_empty
        case "==", value:
            return _unquote(value) == text
        case "!=" | "<>", value:
            return _unquote(value) != text
        case "contains", value:
            return _unquote(value) in (text or values)
    return False if is_empty else None


def _unquote(value: str) -> str:
    return value[1:-1] if value[0] in "\"'" else value
