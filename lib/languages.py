"""The languages of the interface, and the list in which one is chosen."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext

# Names that Django has in part in English.
_OWN_NAMES = {"es-mx": "español de México"}


@cache
def translated_languages() -> frozenset[str]:
    """Return languages with a full translation: English, catalogues in `locale/`, and variants."""
    translated = {file.parent.parent.name for file in _find_catalogues()} | {"en"}
    return frozenset(
        code for code, _name in settings.LANGUAGES if code.partition("-")[0] in translated
    )


def _find_catalogues() -> Iterator[Path]:
    for folder in settings.LOCALE_PATHS:
        yield from Path(folder).glob("*/LC_MESSAGES/django.mo")


def get_own_name(code: str) -> str:
    """Return the name of a language that Django knows, in that language."""
    return capfirst(_OWN_NAMES.get(code) or get_language_info(code)["name_local"])


def offered_languages(stored: str) -> list[tuple[str, str]]:
    """Return the language choices: translated languages by their own names, and the stored one.

    A stored language without a translation is marked as 'dates only'.
    """
    choices = []
    for code, name in settings.LANGUAGES:
        if code in translated_languages():
            choices.append((code, "American English" if code == "en" else get_own_name(code)))
        elif code == stored:
            choices.append(
                (code, gettext("%(language)s (dates only)") % {"language": gettext(name)})
            )
    return sorted(choices, key=lambda choice: choice[1].casefold())


class LanguageSelect(forms.Select):
    """Languages with a translated interface, and the stored one even if it has none."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        blank = [choice for choice in self.choices if not choice[0]]
        self.choices = [*blank, *offered_languages(value[0] if value else "")]
        return super().optgroups(name, value, attrs)
