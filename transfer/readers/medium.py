"""Reader of Medium's exports: a zip with one HTML file for each post, draft and response."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from django.utils.translation import gettext_noop
from lxml.html import HtmlElement

from lib.parsing import parse_moment
from lib.urls import split_url
from transfer.items import (
    Entry,
    ExportedAuthor,
    ExportedPost,
    ExportedSite,
    Item,
    RefusedItem,
    Status,
)
from transfer.readers.base import NotAnExport
from transfer.readers.html_elements import (
    build_element,
    build_embed,
    build_figure,
    build_gallery,
    find_by_class,
    get_text,
    has_class,
    is_empty,
    is_inside,
    move_content,
    parse_body,
    replace_element,
    serialize_content,
)
from transfer.readers.new_labels import NewLabels
from transfer.readers.zip_files import ExportFiles, UnreadableFile

MAX_POST_BYTES = 10 * 1024**2
_PROFILE = "profile/profile.html"
_ID_RE = re.compile(r"-{1,2}([0-9a-f]{8,12})\.html$")
_KEY_RE = re.compile(r"[0-9a-f]{8,12}")
# How Medium links to other sites.
_REDIRECT_RE = re.compile(r"https?://medium\.com/r/?\?url=(https?(?::|%3A)[^&]+)", re.IGNORECASE)
_POST_URL_RE = re.compile(r"https?://[\w.-]+/(?:[^?#]*[/-])?([0-9a-f]{8,12})/?(?:[?#].*)?")
_DATE_PREFIX_RE = re.compile(r"^(\d{4}-\d{2}-\d{2}|draft)_")
# Medium cuts subtitles off at this sign.
_ELLIPSIS = "…"


class MediumReader:
    """Reads `posts/*.html`. Responses, which are comments on posts of others, are refused."""

    platform = "Medium"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            with ExportFiles(path) as files:
                return any(
                    b'data-field="body"' in head and b"medium.com" in head
                    for head in map(files.read_head, _list_posts(files)[:3])
                )
        except (NotAnExport, OSError):
            return False

    def __init__(self, path: Path) -> None:
        self._files = ExportFiles(path)
        self._names = _list_posts(self._files)
        self._keys = set(map(_build_key, self._names))
        if not self._names:
            raise NotAnExport(
                gettext_noop("The export has no posts. Medium puts them in a folder “posts”.")
            )

    @property
    def total_bytes(self) -> int:
        return sum(map(self._files.get_size, self._names))

    def read(self, cursor: str = "") -> Iterator[Entry]:
        author = self._read_profile()
        if author and not cursor:
            yield Entry(ExportedSite(title=author.name))  # Not by the name of a file.
            yield Entry(author)
        position = 0
        labels = NewLabels()
        for name in self._names:
            position += self._files.get_size(name)
            item = self._read_post(name, author)
            new = labels.build(item.labels) if isinstance(item, ExportedPost) else []
            if name > cursor:
                for label in new:
                    yield Entry(label, position)
                yield Entry(item, position, name)

    def open_file(self, name: str) -> BinaryIO:
        return self._files.open(name)

    def _read_profile(self) -> ExportedAuthor | None:
        """Read the author from the profile; the account's other data are left unread."""
        if _PROFILE not in self._files:
            return None
        try:
            body = parse_body(_decode(self._files.read(_PROFILE, MAX_POST_BYTES)))
        except UnreadableFile:
            return None
        names, links = find_by_class(body, "p-name"), find_by_class(body, "u-url")
        if not names or not links:
            return None
        lines = map(get_text, body.xpath(".//li"))
        emails = [line.split()[-1] for line in lines if line.startswith("Email address:")]
        url = links[0].get("href", "")
        return ExportedAuthor(
            key=_get_handle(url),
            name=get_text(names[0]),
            url=url,
            email=emails[0] if emails else "",
        )

    def _read_post(self, name: str, author: ExportedAuthor | None) -> Item:
        key = _build_key(name)
        try:
            document = parse_body(_decode(self._files.read(name, MAX_POST_BYTES)))
        except UnreadableFile as error:
            return RefusedItem(key=key, item=name, reason=error.message.stored)
        bodies = document.xpath('.//*[@data-field="body"]')
        if not bodies:
            return RefusedItem(
                key=key, item=name, reason=gettext_noop("The file has no text of a post.")
            )
        body: HtmlElement = bodies[0]
        title = get_text(next(iter(find_by_class(document, "p-name")), None))
        subtitle = get_text(next(iter(find_by_class(document, "p-summary")), None))
        footer = _read_footer(document)
        is_draft = name.rpartition("/")[2].startswith("draft_") or not footer.published_at
        if not (is_draft or footer.tags) and _is_response(body, title, subtitle):
            reason = gettext_noop("A response to a post on Medium, which is no post of its own.")
            return RefusedItem(key=key, item=title, reason=reason)
        subtitle = _remove_titles(body, title, subtitle)
        _normalize_body(body)
        self._shorten_own_links(body)
        return ExportedPost(
            key=key,
            title=title,
            html=serialize_content(body),
            summary=subtitle,
            slug=_build_slug(name, footer.canonical),
            status=Status.DRAFT if is_draft else Status.PUBLISHED,
            published_at=footer.published_at,
            authors=tuple(
                author.key if author and _get_handle(url) == author.key else label
                for label, url in footer.authors
            ),
            labels=footer.tags,
            former_urls=_list_former_urls(key, footer),
        )

    def _shorten_own_links(self, body: HtmlElement) -> None:
        """Make links to other posts of the export paths that each post has, as one post has
        addresses on several hosts."""
        for link in body.xpath(".//a[@href]"):
            if redirect := _REDIRECT_RE.match(link.get("href")):
                link.set("href", unquote(redirect[1]))
            match = _POST_URL_RE.fullmatch(link.get("href"))
            if match and match[1] in self._keys:
                link.set("href", f"/p/{match[1]}")


class _Footer:
    """What the footer of a post tells."""

    def __init__(self) -> None:
        self.published_at: datetime | None = None
        self.authors: list[tuple[str, str]] = []
        self.tags: tuple[str, ...] = ()
        self.canonical = ""
        self.short = ""


def _list_posts(files: ExportFiles) -> list[str]:
    """List the posts; those of a zip of the folder `posts` alone are at its top."""
    folder = "" if files.top_folder == "posts" else "posts/"
    return [
        name for name in files.names if name.startswith(folder) and name.lower().endswith(".html")
    ]


def _decode(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace").replace("\0", "")


def _build_key(name: str) -> str:
    """Build the key of a post: Medium's ID at the end of the file's name, or that name."""
    match = _ID_RE.search(name)
    return match[1] if match else name.rpartition("/")[2]


def _list_former_urls(key: str, footer: _Footer) -> tuple[str, ...]:
    """List the addresses of a post; `/p/ID` is one on each host, and a path one of a domain of its
    own, which leads to the new blog from now on."""
    urls = [footer.canonical, footer.short]
    host = split_url(footer.canonical).netloc.lower()
    if host and host != "medium.com" and not host.endswith(".medium.com"):
        urls.append(split_url(footer.canonical).path)
    if _KEY_RE.fullmatch(key):
        urls.append(f"/p/{key}")
    return tuple(dict.fromkeys(filter(None, urls)))


def _build_slug(name: str, canonical: str) -> str:
    """Build the slug that the address of the post has, or else its file's name."""
    last = unquote(split_url(canonical).path.rstrip("/").rpartition("/")[2]) if canonical else ""
    last = last or _DATE_PREFIX_RE.sub("", name.rpartition("/")[2]).removesuffix(".html")
    return re.sub(r"-+(?:[0-9a-f]{8,12})$", "", last).strip("-").lower()


def _get_handle(url: str) -> str:
    return split_url(url).path.strip("/").rpartition("/")[2].lower()


def _read_footer(document: HtmlElement) -> _Footer:
    footer = _Footer()
    for time in find_by_class(document, "dt-published"):
        moment = parse_moment(time.get("datetime"))
        if moment and moment.tzinfo:
            footer.published_at = moment
        link = time.getparent()
        if link is not None and link.tag == "a":
            footer.short = link.get("href", "")
    for link in find_by_class(document, "p-author"):
        footer.authors.append((get_text(link), link.get("href", "")))
    footer.tags = tuple(filter(None, map(get_text, find_by_class(document, "p-tag"))))
    for link in find_by_class(document, "p-canonical"):
        footer.canonical = link.get("href", "")
    return footer


def _is_response(body: HtmlElement, title: str, subtitle: str) -> bool:
    """Return whether a post is a response: Medium gives it its own first words as a title."""
    if subtitle or find_by_class(body, "graf--title"):
        return False
    text = get_text(body)
    return bool(title) and text.startswith(title.rstrip(_ELLIPSIS).rstrip())


def _remove_titles(body: HtmlElement, title: str, subtitle: str) -> str:
    """Remove title and subtitle from the text; return the whole subtitle, '' if it is none."""
    for heading in find_by_class(body, "graf--title")[:1]:
        if get_text(heading) == title:
            replace_element(heading)
    headings = find_by_class(body, "graf--subtitle")
    if headings:
        subtitle = get_text(headings[0])
        replace_element(headings[0])
    elif subtitle.rstrip(_ELLIPSIS).rstrip() in get_text(body):
        return ""  # Medium took it from the text.
    return subtitle


def _normalize_body(body: HtmlElement) -> None:
    """Give the body of a post the forms of `transfer.items`."""
    for number, divider in enumerate(body.xpath('.//div[contains(@class, "section-divider")]')):
        replace_element(divider, [build_element("hr")] if number else [])
    for link in find_by_class(body, "mixtapeImage", "js-mixtapeImage"):
        if is_empty(link):
            replace_element(link)
    for code in body.xpath(".//pre[@data-code-block-lang]"):
        code.set("class", f"language-{code.get('data-code-block-lang')}")
    for figure in body.xpath(".//figure"):
        replacement = _build_media(figure)
        if replacement is not None:
            replacement.set("class", figure.get("class", ""))
            replace_element(figure, [replacement])
    for row in body.xpath('.//div[contains(@class, "sectionLayout--outsetRow")]'):
        figures = row.xpath("./figure")
        if len(figures) > 1 and len(figures) == len(row):
            replace_element(row, [build_gallery(figures)])
    for frame in body.xpath(".//iframe[@src]"):
        replace_element(frame, [build_embed(frame.get("src", ""))])
    for quotation in body.xpath(".//blockquote"):
        if is_inside(quotation, body):
            _normalize_quotation(quotation)
    for wrapper in body.xpath(".//section | .//div[not(@data-gallery)]"):
        if not has_class(wrapper, "graf"):
            wrapper.drop_tag()
    for element in body.xpath('.//*[contains(@class, "graf") or contains(@class, "markup--")]'):
        for attribute in ("class", "name", "data-href"):
            element.attrib.pop(attribute, None)


def _build_media(figure: HtmlElement) -> HtmlElement | None:
    """Build the figure of a picture or of an embedded page; None for another one."""
    captions = figure.xpath(".//figcaption")
    caption: HtmlElement | str = captions[0] if captions else ""
    pictures = figure.xpath(".//img[@src]")
    tweets = figure.xpath('.//blockquote[contains(@class, "twitter-tweet")]//a[@href]')
    if not tweets and get_text(figure) != get_text(captions[0] if captions else None):
        return None  # Its text would be lost.
    if len(pictures) == 1:
        name = pictures[0].get("data-image-id", "")
        return build_figure(
            pictures[0].get("src", ""),
            alt=pictures[0].get("alt", ""),
            caption=caption,
            original=f"https://miro.medium.com/{name}" if "*" in name else "",
        )
    frames = figure.xpath(".//iframe[@src] | .//script[@src]")
    if tweets:
        tweet = figure.xpath(".//blockquote")[0]
        return build_embed(tweets[-1].get("href", ""), caption if captions else get_text(tweet))
    if len(frames) == 1:
        address = frames[0].get("src", "")
        if frames[0].tag == "script":
            address = address.removesuffix(".js")
        return build_embed(address, caption)
    return None


def _normalize_quotation(quotation: HtmlElement) -> None:
    """Put paragraphs into a quotation, and the quotations right after it: Medium writes one
    element for each paragraph."""
    kind = "graf--pullquote" if has_class(quotation, "graf--pullquote") else "graf--blockquote"
    if not has_class(quotation, kind):
        return
    paragraphs = [move_content(quotation, build_element("p"))]
    following = quotation.getnext()
    while (
        following is not None
        and following.tag == "blockquote"
        and has_class(following, kind)
        and not (quotation.tail or "").strip()
    ):
        paragraphs.append(move_content(following, build_element("p")))
        quotation.tail = following.tail
        following.tail = None
        replace_element(following)
        following = quotation.getnext()
    for paragraph in paragraphs:
        quotation.append(paragraph)
