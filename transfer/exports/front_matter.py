"""Front matter of Markdown files: YAML for most builders, lines of names and values for Pelican."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from blog.common.markup import clean_text

_LINE_END_RE = re.compile(r"[\r\n]+")
# YAML 1.1 takes these for line ends, or allows them in no document.
_UNSAFE_RE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def format_yaml(values: dict[str, Any]) -> str:
    """Format YAML between lines of hyphens. Values are JSON, which YAML contains; lists of
    dictionaries are spread over lines."""
    lines = []
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{name}:")
            for item in value:
                pairs = [f"{key}: {_dump(each)}" for key, each in item.items()]
                lines += [
                    f"  {'- ' if not index else '  '}{pair}" for index, pair in enumerate(pairs)
                ]
        else:
            lines.append(f"{name}: {_dump(value)}")
    return "---\n" + "\n".join(lines) + "\n---\n"


def _dump(value: Any) -> str:
    text = json.dumps(_clean(value), ensure_ascii=False)
    return _UNSAFE_RE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value


def format_pelican(values: dict[str, Any]) -> str:
    """Format the metadata of Pelican: a line each, without quotation marks.

    It shows titles as HTML, and separates the values of lists by semicolons.
    """
    lines = []
    for name, value in values.items():
        if isinstance(value, list) and not any(isinstance(each, dict) for each in value):
            text = _join(value)
        elif isinstance(value, str):
            text = _LINE_END_RE.sub(" ", clean_text(value))
        else:
            text = _dump(value)
        lines.append(f"{name}: {text}")
    return "\n".join(lines) + "\n\n"


# Pelican shows names as HTML, and a character reference has a semicolon.
_NAME_SIGNS = str.maketrans({";": ",", "<": "‹", ">": "›"})


def _join(values: Iterable[str]) -> str:
    """Join names; the semicolon at the end keeps the comma of a single one."""
    names = (_LINE_END_RE.sub(" ", clean_text(value)).translate(_NAME_SIGNS) for value in values)
    return " ".join(f"{name.strip()};" for name in names)


def escape_title(title: str) -> str:
    return escape(title, quote=False)
