"""Posts and pages from entries."""

import re
from html import unescape
from urllib.parse import unquote, urlsplit

from django.utils import timezone
from django.utils.translation import gettext_noop

from transfer.items import ExportedPost, Status
from transfer.messages import Message
from transfer.readers.blogger.body import convert_body
from transfer.readers.blogger.elements import create, serialize
from transfer.readers.blogger.entry import BloggerEntry, EntryKind
from transfer.readers.blogger.picture_addresses import complete_address

# Longer ones are no titles, and may be nested without end.
MAX_TITLE_LENGTH = 2_000
_STATUSES = {
    "LIVE": Status.PUBLISHED,
    "PUBLISHED": Status.PUBLISHED,
    "DRAFT": Status.DRAFT,
    "SCHEDULED": Status.SCHEDULED,
    "SOFT_TRASHED": Status.TRASHED,
    "TRASHED": Status.TRASHED,
}
_ENTITY_RE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_FORMATTING_RE = re.compile(
    r"<(b|i|em|strong|u|s|span|font|sup|sub|small|big|center|a)\b[^<>]*>(.*?)</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)


def build_post(entry: BloggerEntry, site_url: str) -> ExportedPost:
    """Build the post of an entry. Raises TooDeep."""
    notes: list[str] = []
    status = _read_status(entry, notes)
    body = convert_body(entry.get_content())
    address = _get_address(entry, site_url)
    path = urlsplit(address).path if address else ""
    published_at = entry.get_date("published", "created", "updated")
    if entry.get_text("published") and entry.get_date("published") is None:
        notes.append(
            Message(
                gettext_noop("Its date could not be read: %s"), entry.get_text("published")[:60]
            ).stored
        )
    if status == Status.PUBLISHED and not entry.is_takeout:
        # A post that is planned has no other mark.
        is_planned = published_at is not None and published_at > timezone.now()
        status = Status.SCHEDULED if is_planned else status
    files = _build_enclosures(entry)
    notes += [*body.notes, *_describe_links(entry), *_describe_place(entry)]
    author = entry.get_author().name
    return ExportedPost(
        key=entry.number,
        is_page=entry.kind == EntryKind.PAGE,
        title=clean_title(entry.get_text("title")),
        html="\n".join(filter(None, (body.html, files))),
        summary=entry.get_text("metaDescription"),
        slug=get_slug(path),
        status=status,
        published_at=published_at,
        updated_at=entry.get_date("updated"),
        authors=(author,) if author else (),
        labels=entry.get_labels(),
        former_urls=tuple(dict.fromkeys(filter(None, (address, path)))),
        notes=tuple(dict.fromkeys(notes)),
    )


def clean_title(title: str) -> str:
    """Return a title as plain text: Blogger shows the HTML in it."""
    title = " ".join(title.split())
    while len(title) < MAX_TITLE_LENGTH and (cleaned := _FORMATTING_RE.sub(r"\2", title)) != title:
        title = cleaned
    return " ".join(unescape(title).split()) if _ENTITY_RE.search(title) else title


def get_slug(path: str) -> str:
    """Return the name of a page without its ending: /2010/11/steel.html is steel."""
    return unquote(path.rpartition("/")[2]).removesuffix(".html")


def _read_status(entry: BloggerEntry, notes: list[str]) -> Status:
    if not entry.is_takeout:
        return Status.DRAFT if entry.has_draft_mark() else Status.PUBLISHED
    if entry.get_text("trashed"):
        return Status.TRASHED
    name = entry.get_text("status").upper()
    if name not in _STATUSES:
        notes.append(Message(gettext_noop("Its status is unknown: %s"), name[:40]).stored)
    return _STATUSES.get(name, Status.DRAFT)


def _get_address(entry: BloggerEntry, site_url: str) -> str:
    """Return the former address, a path if that of the blog is unknown."""
    if not entry.is_takeout:
        return entry.get_permalink()
    path = entry.get_text("filename")
    return f"{site_url.rstrip('/')}{path}" if path.startswith("/") else path


def _build_enclosures(entry: BloggerEntry) -> str:
    """Build the figures of recordings, which podcasts have besides their text."""
    links = [link.get("href") or "" for link in entry.get_links("enclosure")]
    for element in entry.get_elements("enclosure"):
        links.append(element.get("href") or element.get("url") or (element.text or ""))
    addresses = dict.fromkeys(filter(None, map(complete_address, links)))
    return serialize(create("figure", data_file=address) for address in addresses)


def _describe_links(entry: BloggerEntry) -> list[str]:
    """Note the page that the title is linked to: often the one that the post is about."""
    links = [link.get("href") or "" for link in entry.get_links("related")]
    if entry.is_takeout:
        links += [
            each.get("href") or (each.text or "")
            for each in entry.get_elements("link")
            if (each.get("rel") or "related") == "related"
        ]
    unique = dict.fromkeys(link.strip() for link in links if link.strip())
    return [Message(gettext_noop("The title was linked to %s"), link).stored for link in unique]


def _describe_place(entry: BloggerEntry) -> list[str]:
    parts = (text for element in entry.get_elements("location") for text in element.itertext())
    place = entry.get_text("featurename") or " ".join(" ".join(map(str, parts)).split())
    point = entry.get_text("point")
    described = " ".join(filter(None, (place, f"({point})" if point else "")))
    return [Message(gettext_noop("Its location was %s"), described).stored] if described else []
