"""The language of a text: its code, and which way it is read."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

validate_language = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("Write a language code such as en, fr or zh-Hant.")
)


def default_language() -> str:
    """The language in which the page is made: the site's."""
    return get_language() or settings.LANGUAGE_CODE


def direction_of(code: str) -> str:
    """'rtl' or 'ltr' by Django's own table of languages; one it does not know is 'ltr'."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
