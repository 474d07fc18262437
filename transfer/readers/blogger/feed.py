"""One feed of a Blogger export, old or new, which is read twice.

Authors, labels and the settings of the old form stand between the posts, so the first reading
collects them; the second yields the entries.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext_noop

from transfer.items import ExportedComment, ExportedPost, ExportedSite, RefusedItem
from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.blogger.authors import Authors
from transfer.readers.blogger.body import TooDeep
from transfer.readers.blogger.comments import build_comment
from transfer.readers.blogger.entry import BloggerEntry, EntryKind, get_local_name
from transfer.readers.blogger.posts import build_post
from transfer.readers.blogger.site import build_site, get_blog_number
from transfer.readers.xml_items import XmlItem, XmlItems
from transfer.readers.xml_source import peek

# What each entry of the old form has.
_ENTRY_MARKS = ("tag:blogger.com,1999:blog-", "schemas.google.com/blogger/2008/kind#")
# Programs that write XML anew may add a prefix.
_ENTRY_NAMES = ("entry", "atom:entry", "ns0:entry")
_TEXTS = (EntryKind.POST, EntryKind.PAGE)
MAX_LABEL_NAME_LENGTH = 60

Callback = Callable[[BloggerEntry], None]
FeedItem = ExportedPost | ExportedComment | RefusedItem


def is_blogger_feed(head: str) -> bool:
    """Return whether the first bytes of a file, as text, are those of a Blogger feed."""
    return "<feed" in head.replace("<ns0:feed", "<feed").replace("<atom:feed", "<feed") and (
        "tag:blogger.com," in head or "schemas.google.com/blogger/" in head
    )


class Survey:
    """What the first reading collects of all feeds of an export. Takes 16 bytes an entry."""

    def __init__(self) -> None:
        self.authors = Authors()
        self.labels: dict[str, None] = {}
        self._numbers = array("Q")
        self._positions = array("Q")

    def add_number(self, number: str, position: int) -> None:
        self._numbers.append(int(number) % 2**63)
        self._positions.append(position)

    def find_repeated(self) -> frozenset[int]:
        """Return the positions of entries whose number an earlier one has."""
        numbers = self._numbers
        order = sorted(range(len(numbers)), key=numbers.__getitem__)
        pairs = zip(order, order[1:], strict=False)
        return frozenset(
            self._positions[second] for first, second in pairs if numbers[first] == numbers[second]
        )


class BloggerFeed:
    """A feed and the settings that stand beside it. Raises NotAnExport if it is of no Blogger
    blog."""

    def __init__(self, path: Path, settings: Mapping[str, str]) -> None:
        self._items = XmlItems(path, _ENTRY_NAMES)
        head = self._items.head
        namespaces = " ".join(uri for uri in head.nsmap.values() if uri)
        is_blogger = (
            get_blog_number(head)
            or "schemas.google.com/blogger/" in namespaces
            # A part of an export that a script has cut out.
            or all(mark in peek(path) for mark in _ENTRY_MARKS)
        )
        if get_local_name(head) != "feed" or not is_blogger:
            raise NotAnExport(
                gettext_noop("The file is no export of Blogger: choose the one of Back up content.")
            )
        self._settings = dict(settings)
        self.total_bytes = self._items.total_bytes

    @property
    def site(self) -> ExportedSite:
        """The blog, of which the old form tells only after survey()."""
        return build_site(self._items.head, self._settings)

    def set_own_address(self, url: str) -> None:
        """Use an address for a blog with a domain of its own that its settings do not name."""
        is_hosted = "HOSTED" in self._settings.get("BLOG_PUBLISHING_MODE", "")
        if url and is_hosted and not self._settings.get("BLOG_CUSTOM_DOMAIN"):
            self._settings["OWN_ADDRESS"] = url

    def survey(self, survey: Survey, base: int = 0, collect: Callback | None = None) -> None:
        """Read the settings, authors, labels and numbers. `base` is the position of the feed in
        the export; `collect` is called for each post and page."""
        try:
            for item in self._items.read():
                if item.element is None:
                    continue
                entry = BloggerEntry(item.element)
                if entry.setting:
                    self._settings.setdefault(entry.setting, entry.get_content().strip())
                if not entry.number:
                    continue
                survey.add_number(entry.number, base + item.end)
                if entry.kind in _TEXTS:
                    survey.authors.add(entry.get_author())
                    survey.labels.update(dict.fromkeys(entry.get_labels()))
                    if collect:
                        collect(entry)
        except NotAnExport:
            # The second reading raises it after what is complete.
            return

    def read(self, authors: Authors, start: int = 0) -> Iterator[tuple[FeedItem | None, int]]:
        """Yield the entries with the offset of their end; None for one that is no item."""
        url = self.site.url
        for item in self._items.read(start):
            yield _build_item(item, authors, url), item.end


def _build_item(item: XmlItem, authors: Authors, site_url: str) -> FeedItem | None:
    if item.element is None:
        return _refuse(
            f"byte-{item.start}",
            gettext_noop("Entry without a name"),
            gettext_noop("Its XML is damaged."),
        )
    entry = BloggerEntry(item.element)
    kind = entry.kind
    if kind not in (*_TEXTS, EntryKind.COMMENT):
        return None
    key = entry.number or f"byte-{item.start}"
    name = _name_entry(entry)
    if not entry.number:
        return _refuse(key, name, gettext_noop("It has no number of Blogger."))
    if kind == EntryKind.COMMENT:
        if not entry.get_post_number():
            return _refuse(key, name, gettext_noop("The export does not tell which post it is on."))
        return build_comment(entry, authors)
    try:
        return build_post(entry, site_url)
    except (TooDeep, RecursionError):
        return _refuse(key, name, gettext_noop("Its HTML is nested too deeply."))


def _refuse(key: str, name: str, reason: str) -> RefusedItem:
    return RefusedItem(key=key, item=name, reason=reason)


def _name_entry(entry: BloggerEntry) -> str:
    """Name an entry for its author."""
    title = " ".join(entry.get_text("title").split())[:MAX_LABEL_NAME_LENGTH]
    if entry.kind == EntryKind.COMMENT:
        author = entry.get_author().name or entry.number
        return Message(gettext_noop("Comment by %s"), author).stored
    return title or entry.get_permalink() or entry.number
