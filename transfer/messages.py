"""Messages of imports and exports: rows store them, readers see them in their language.

The English text of a message is its code. A message without values is stored as this text, one with
values as JSON. Rows of versions before December 2026 have texts in the language of the site.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

MAX_VALUE_LENGTH = 300
_STORED_START = '{"text": '
# An export may have a name that looks like a stored message: a width such as `%9999999999d` would
# fill the memory.
_PLACEHOLDER_RE = re.compile(r"%(?:\(\w+\))?[sd%]")


@dataclass(frozen=True)
class Message:
    """A text of the catalogue in English, with what stands for its placeholders: one value, or a
    mapping by name; None without placeholders."""

    text: str
    values: Any = None

    def __str__(self) -> str:
        """Return the message in the current language."""
        text = gettext(self.text) if self.text else ""
        return text if self.values is None else text % self.values

    @property
    def stored(self) -> str:
        if self.values is None:
            return self.text
        values = self.values
        if isinstance(values, Mapping):
            values = {name: _shorten(value) for name, value in values.items()}
        else:
            values = _shorten(values)
        return json.dumps({"text": self.text, "values": values}, ensure_ascii=False)


class MessageError(Exception):
    """An error with a message for a person. `text` and `values` are those of a Message, so `text`
    is marked by `gettext_noop`."""

    def __init__(self, text: str, values: Any = None) -> None:
        super().__init__(text, values)
        self.message = Message(text, values)

    def __str__(self) -> str:
        """Return the message in the current language."""
        return str(self.message)


def compose_stored(stored: str) -> str:
    """Return a stored message in the current language; a text that is none as it is."""
    message = Message(stored)
    if stored.startswith(_STORED_START):
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            loaded = Message(**json.loads(stored))
            if "%" not in _PLACEHOLDER_RE.sub("", loaded.text):
                return str(loaded)
    return str(message)


def _shorten(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)[:MAX_VALUE_LENGTH]
