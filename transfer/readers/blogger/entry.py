"""One entry of a Blogger feed, old or new: its parts by their names, whatever the namespace."""

import re
from datetime import UTC, datetime
from enum import StrEnum

from lxml import etree
from lxml.etree import _Element

from lib.parsing import parse_moment

_NUMBER_RE = re.compile(r"\.(?:post|page)-(\d+)\s*$")
_LAST_NUMBER_RE = re.compile(r"(\d+)/?\s*$")
_SETTING_RE = re.compile(r"\.settings\.(\w+)\s*$")
_KIND_SCHEME = "#kind"
# http://www.blogger.com/atom/ns#, or tag:blogger.com,1999:blog-1
_LABEL_SCHEME_RE = re.compile(
    r"https?://(?:www\.|beta\.)?blogger\.com/atom/ns#|tag:blogger\.com,\S*"
)


class EntryKind(StrEnum):
    POST = "post"
    PAGE = "page"
    COMMENT = "comment"
    SETTINGS = "settings"
    # Templates, and what later versions of Blogger may add.
    OTHER = "other"


class BloggerEntry:
    """Gives the parts of an entry, '' or empty where they are missing."""

    def __init__(self, element: _Element) -> None:
        self._element = element
        self._children: dict[str, list[_Element]] = {}
        for child in element:
            if isinstance(child.tag, str):
                self._children.setdefault(get_local_name(child), []).append(child)

    @property
    def number(self) -> str:
        """The number of a post, page or comment, the same in all exports."""
        match = _NUMBER_RE.search(self.get_text("id"))
        return match[1] if match else ""

    @property
    def setting(self) -> str:
        """The name of a setting, such as BLOG_NAME."""
        match = _SETTING_RE.search(self.get_text("id"))
        return match[1] if match else ""

    @property
    def is_takeout(self) -> bool:
        return "type" in self._children

    @property
    def kind(self) -> EntryKind:
        if self.is_takeout:
            name = self.get_text("type").lower()
        else:
            terms = [
                term for scheme, term in self._get_categories() if scheme.endswith(_KIND_SCHEME)
            ]
            name = terms[0].rpartition("#")[2] if terms else self._guess_kind()
        return EntryKind(name) if name in EntryKind else EntryKind.OTHER

    def _guess_kind(self) -> str:
        """Guess the kind from a feed for readers, whose entries do not tell it."""
        if not self.number:
            return ""
        if self._children.get("in-reply-to"):
            return EntryKind.COMMENT
        return EntryKind.PAGE if ".page-" in self.get_text("id") else EntryKind.POST

    def get_text(self, name: str) -> str:
        """Return the text of the first child of that name."""
        children = self._children.get(name)
        return "".join(map(str, children[0].itertext())).strip() if children else ""

    def has(self, name: str) -> bool:
        return name in self._children

    def get_content(self) -> str:
        """Return the HTML, which is text in nearly all exports, and may be XHTML."""
        for name in ("content", "summary"):
            for child in self._children.get(name, []):
                if text := _get_html(child):
                    return text
        return ""

    def get_labels(self) -> tuple[str, ...]:
        labels = (
            " ".join(term.split())
            for scheme, term in self._get_categories()
            if _LABEL_SCHEME_RE.fullmatch(scheme)
        )
        return tuple(dict.fromkeys(label for label in labels if label))

    def _get_categories(self) -> list[tuple[str, str]]:
        return [
            ((each.get("scheme") or "").strip(), (each.get("term") or "").strip())
            for each in self._children.get("category", [])
        ]

    def get_links(self, relation: str) -> list[_Element]:
        return [
            link
            for link in self._children.get("link", [])
            if (link.get("rel") or "alternate") == relation and link.get("href")
        ]

    def get_permalink(self) -> str:
        """Return the address of the page, without what leads to a comment on it."""
        links = self.get_links("alternate")
        pages = [link for link in links if (link.get("type") or "text/html") == "text/html"]
        return (pages[0].get("href") or "").strip().partition("#")[0] if pages else ""

    def get_post_number(self) -> str:
        """Return the number of the post or page that a comment is on."""
        if self.is_takeout:
            return _get_number(self.get_text("parent"))
        for reply in self._children.get("in-reply-to", []):
            for name in ("ref", "source"):
                if number := _get_number(reply.get(name) or ""):
                    return number
        return ""

    def get_parent_number(self) -> str:
        """Return the number of the comment that a comment replies to."""
        if self.is_takeout:
            return _get_number(self.get_text("inReplyTo"))
        for link in self.get_links("related"):
            if "/comments/" in (href := link.get("href") or ""):
                return _get_number(href)
        return ""

    def get_properties(self) -> dict[str, str]:
        """Return Google's extended properties."""
        return {
            each.get("name") or "": each.get("value") or ""
            for each in self._children.get("extendedProperty", [])
        }

    def has_draft_mark(self) -> bool:
        """Return whether `app:control` says that it is a draft."""
        return any(
            get_local_name(child) == "draft" and (child.text or "").strip().lower() == "yes"
            for control in self._children.get("control", [])
            for child in control
            if isinstance(child.tag, str)
        )

    def get_author(self) -> "EntryAuthor":
        authors = self._children.get("author")
        return EntryAuthor(authors[0] if authors else etree.Element("author"))

    def get_elements(self, name: str) -> list[_Element]:
        return self._children.get(name, [])

    def get_date(self, *names: str) -> datetime | None:
        """Return the first of these dates that can be read, with its offset."""
        for name in names:
            moment = parse_moment(self.get_text(name))
            if moment is not None:
                return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return None


class EntryAuthor:
    """Who wrote an entry."""

    def __init__(self, element: _Element) -> None:
        texts = {
            get_local_name(child): (child.text or "").strip()
            for child in element
            if isinstance(child.tag, str)
        }
        self.name = " ".join(texts.get("name", "").split())
        self.url = texts.get("uri", "")
        email = texts.get("email", "")
        self.email = "" if email.startswith("noreply@") else email
        images = [
            child.get("src") or ""
            for child in element
            if isinstance(child.tag, str) and get_local_name(child) == "image"
        ]
        is_anonymous_image = not images or images[0].endswith("/blank.gif")
        account = texts.get("type", "").upper()
        # Anybody can enter the name of somebody else; only an account is checked.
        self.has_account = account == "BLOGGER" if account else not is_anonymous_image


def get_local_name(element: _Element) -> str:
    """Return the name of an element without namespace or prefix."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _get_html(element: _Element) -> str:
    if not len(element):
        return element.text or ""
    if (element.get("type") or "") == "xhtml" and len(element) == 1:
        element = element[0]
    children = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return (element.text or "") + "".join(children)


def _get_number(text: str) -> str:
    match = _LAST_NUMBER_RE.search(text)
    return match[1] if match else ""
