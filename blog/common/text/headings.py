"""Anchors of a post's headings: an id that stays as long as the words do, and a link to it."""

import re
import unicodedata
from html import escape, unescape

# No other id of a page begins so.
PREFIX = "section-"
MAX_SLUG_LENGTH = 60
_HEADING = re.compile(r"<(h[23])>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(rf' id="{PREFIX}[^"]*"')
_LINK = f'<a class="section-link" href="#{PREFIX}'
_DROPPED = set("'\u2019\u02bc")


def with_anchors(html: str) -> str:
    """Give each h2 and h3 of a post an id of its own, and a link to it for its words.

    A heading that has links in it gets the id only.
    """
    taken: set[str] = set()

    def anchored(found: re.Match[str]) -> str:
        tag, words = found.groups()
        name = _free(slug(unescape(_TAG.sub(" ", words))) or "untitled", taken)
        link = f'{_LINK}{escape(name)}">{words}</a>' if "<a" not in words else words
        return f'<{tag} id="{PREFIX}{escape(name)}">{link}</{tag}>'

    return _HEADING.sub(anchored, html)


def without_ids(html: str, url: str) -> str:
    """Let headings of a post in a list lead to its page at `url`: two posts of a list may have
    headings of the same words."""
    if _LINK not in html and f'id="{PREFIX}' not in html:
        return html
    return _ID.sub("", html).replace(_LINK, _LINK.replace("#", f"{escape(url)}#"))


def slug(text: str) -> str:
    """Return the words in lower case with hyphens between them; letters, marks and digits of every
    script are kept."""
    kept = "".join(map(_kept, unicodedata.normalize("NFKC", text).lower()))
    whole = "-".join(kept.split())
    if len(whole) <= MAX_SLUG_LENGTH:
        return whole
    cut = whole[:MAX_SLUG_LENGTH]
    return cut.rpartition("-")[0] or cut


def _kept(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cf" or sign in _DROPPED:  # Joiners and marks of direction part no words.
        return ""
    return sign if category[0] in "LMN" else " "


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free
