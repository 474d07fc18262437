"""Heading anchors: IDs derived from the text of a post's headings, and links to them."""

import re
import unicodedata
from html import escape, unescape
from typing import NamedTuple

ID_PREFIX = "section-"  # Unique to headings.
MAX_SLUG_LENGTH = 60
MIN_SECTIONS = 4  # A post with fewer has no table of contents.
_HEADING_RE = re.compile(r"<(h[234])>(.*?)</\1>", re.DOTALL)
_TOP_LEVEL = 2  # The title has level 1.
_TAG_RE = re.compile(r"<[^>]*>")
_ID_RE = re.compile(rf' id="{ID_PREFIX}[^"]*"')
_LINK = f'<a class="section-link" href="#{ID_PREFIX}'
# Sections of the highest level, as `add_anchors` writes them.
_SECTION_RE = re.compile(rf'<h2 id="({ID_PREFIX}[^"]*)">(.*?)</h2>', re.DOTALL)
_APOSTROPHES = set("'\u2019\u02bc")


def add_anchors(html: str) -> str:
    """Add a unique ID to each h2, h3 and h4 of a post, and link its text to it.

    A heading that contains a link only gets the ID.
    """
    used: set[str] = set()

    def add_anchor(match: re.Match[str]) -> str:
        tag, content = match.groups()
        slug = slugify_heading(unescape(_TAG_RE.sub(" ", content))) or "untitled"
        name = _make_unique(slug, used)
        link = f'{_LINK}{escape(name)}">{content}</a>' if "<a" not in content else content
        return f'<{tag} id="{ID_PREFIX}{escape(name)}">{link}</{tag}>'

    return _HEADING_RE.sub(add_anchor, html)


def close_gaps(html: str) -> str:
    """Raise headings so that no level is skipped; siblings keep the same level.

    A skipped level below the title confuses users of screen readers.
    """
    parents: list[str] = []

    def change_level(match: re.Match[str]) -> str:
        tag, content = match.groups()
        while parents and parents[-1] >= tag:
            parents.pop()
        level = _TOP_LEVEL + len(parents)
        parents.append(tag)
        return f"<h{level}>{content}</h{level}>"

    return _HEADING_RE.sub(change_level, html)


class Section(NamedTuple):
    """A section of a post: the ID of its heading, unescaped, and its text."""

    id: str
    text: str


def list_contents(html: str) -> list[Section]:
    """List the sections of a rendered post for its table of contents; none for a short post.

    Takes 9 µs for a post of 2,000 words without headings, 110 µs with 25 sections.
    """
    sections = [
        Section(unescape(name), " ".join(unescape(_TAG_RE.sub("", content)).split()))
        for name, content in _SECTION_RE.findall(html)
    ]
    return sections if len(sections) >= MIN_SECTIONS else []


def remove_ids(html: str, url: str) -> str:
    """Remove heading IDs and link the headings to the post's page at `url`.

    In a list, two posts may have headings with the same text.
    """
    if _LINK not in html and f'id="{ID_PREFIX}' not in html:
        return html
    return _ID_RE.sub("", html).replace(_LINK, _LINK.replace("#", f"{escape(url)}#"))


def slugify_heading(text: str) -> str:
    """Slugify a text, with letters, marks and digits of every script."""
    slug = "-".join("".join(map(_replace, unicodedata.normalize("NFKC", text).lower())).split())
    if len(slug) <= MAX_SLUG_LENGTH:
        return slug
    truncated = slug[:MAX_SLUG_LENGTH]
    return truncated.rpartition("-")[0] or truncated


def _replace(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or character in _APOSTROPHES:  # They do not separate words.
        return ""
    return character if category[0] in "LMN" else " "


def _make_unique(name: str, used: set[str]) -> str:
    unique, number = name, 1
    while unique in used:
        number += 1
        unique = f"{name}-{number}"
    used.add(unique)
    return unique
