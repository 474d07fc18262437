"""Why a comment was held, blocked or scored, in words; what is stored are codes."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "moderated": _("all comments wait here"),
    "first": _("first comment of its writer"),
    "other-browser": _("known e-mail address, but another browser"),
    "other-name": _("known e-mail address, but another name"),
    "author-name": _("uses the name of an author"),
    "edited": _("edited while it waited, or after it was approved"),
    "rule-word": _("rule: the words ‘{value}’"),
    "rule-domain": _("rule: the domain {value}"),
    "rule-pattern": _("rule: the pattern {value}"),
    "rule-links": _("rule: more links than {value}"),
    "learned": _("words as in spam: {words}"),
    "spam-before": _("earlier comments of its writer were spam: {count}"),
    "approved-before": _("earlier comments of its writer were approved: {count}"),
    "honeypot-filled": _("a field was filled in that people do not see"),
    "honeypot-fast": _("sent within three seconds"),
    "honeypot-late": _("sent more than a day after the form was opened"),
    "akismet-asked": _("Akismet is being asked"),
    "akismet-spam": _("Akismet: spam"),
    "akismet-ham": _("Akismet: no spam"),
    "akismet-silent": _("Akismet did not answer"),
    "honeypot-unseen": _("sent without the form"),
}


def in_words(reason: dict[str, Any]) -> Promise | str:
    """In the language of whoever reads it, with the points that it gave. Of a code that nobody
    knows any more, the code."""
    code = str(reason.get("code", ""))
    if code not in WORDS:
        return code
    told = format_lazy(WORDS[code], **{**reason, "words": _Listed(reason.get("words", []))})
    return format_lazy("{} ({:+d})", told, reason["points"]) if reason.get("points") else told


class _Listed(list[str]):
    """Features as `moderation.bayes` names them."""

    def __format__(self, _: str) -> str:
        return ", ".join(map(_feature, self))


def _feature(feature: str) -> str:
    kind, colon, value = feature.partition(":")
    if not colon:
        return gettext("‘{word}’").format(word=feature)
    if kind == "links":
        return ngettext("{n} link", "{n} links", int(value)).format(n=value)
    return gettext("capital letters") if kind == "capitals" else value
