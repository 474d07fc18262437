"""Why a comment was held, blocked or scored, in words; what is stored are codes."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "moderated": _("all comments wait here"),
    "first": _("first comment of its writer"),
    "rule-word": _("rule: the words ‘{value}’"),
    "rule-domain": _("rule: the domain {value}"),
    "rule-pattern": _("rule: the pattern {value}"),
    "rule-links": _("rule: more links than {value}"),
}


def in_words(reason: dict[str, Any]) -> Promise | str:
    """In the language of whoever reads it. Of a code that nobody knows any more, the code."""
    code = str(reason.get("code", ""))
    return format_lazy(WORDS[code], **reason) if code in WORDS else code
