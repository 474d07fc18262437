"""Texts that are stored as a code with values, and composed in the reader's language."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext, pgettext

from blog.common.formatting.dates import full_datetime


@dataclass(frozen=True)
class CodedText:
    """A text with one of the codes of `texts`.

    `values` are those of the text: a `when` is a time in the ISO format; those in `translated` are
    English texts of the catalogue, by the context that they have there ('' for none).
    """

    texts: ClassVar[Mapping[str, Any]] = {}
    translated: ClassVar[Mapping[str, str]] = {}

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text in the current language."""
        values = dict(self.values)
        if "when" in values:
            values["when"] = full_datetime(datetime.fromisoformat(values["when"]))
        for name in values.keys() & self.translated.keys():
            context = self.translated[name]
            values[name] = pgettext(context, values[name]) if context else gettext(values[name])
        return str(self.texts[self.code] % values)

    @property
    def stored(self) -> dict[str, Any]:
        return {"code": self.code, **self.values}

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> str:
        """Return the text of `stored` in the current language, '' for None and for what this
        version does not know, such as a code in an archive of a later one."""
        if stored:
            values = {name: value for name, value in stored.items() if name != "code"}
            with suppress(KeyError, TypeError, ValueError):
                return str(cls(stored["code"], values))
        return ""
