"""Reader of folders and zips of files with front matter."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext_noop

from lib.urls import split_url
from transfer.file_types import is_caption_name, is_media_name
from transfer.items import (
    Entry,
    ExportedAuthor,
    ExportedComment,
    ExportedFile,
    ExportedLabel,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    Item,
    RefusedItem,
    Status,
)
from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.folders import authors, front_matter, markdown
from transfer.readers.folders.addresses import (
    build_address,
    build_file_address,
    list_label_urls,
)
from transfer.readers.folders.bodies import BodyBuilder
from transfer.readers.folders.documents import (
    DOCUMENT_SUFFIXES,
    OTHER_SUFFIXES,
    Document,
    UnreadableDocument,
    read_document,
)
from transfer.readers.folders.front_matter import MalformedFrontMatter
from transfer.readers.folders.metadata import Metadata
from transfer.readers.folders.places import (
    Place,
    find_place,
    is_candidate,
    is_picture,
    is_skipped,
    split_language,
)
from transfer.readers.folders.platforms import Platform, Site, detect
from transfer.readers.html_elements import build_figure, get_text, parse_body, to_html
from transfer.readers.sidecar import read_sidecar
from transfer.readers.zip_files import ExportFiles

# Cursors begin with these, in the order in which items are read.
_SITE_CURSOR, _PICTURE_CURSOR, _POST_CURSOR = "0", "1", "2"
_HEADS_CHECKED = 20
# Programs that convert old exports of WordPress leave labels without a name.
_TAG_NAMES = ("tags", "tag", "keywords", "topics", "series", "")
# The name of a file of a post in Hugo that themes show above the text.
_LEAD_RESOURCE_RE = re.compile(r"(?:featured?|cover|hero)(?:[-_ ]?image)?$", re.IGNORECASE)
_LINK_RE = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
_ALIAS_NAMES = (
    *("aliases", "redirect_from", "alias", "redirects", "redirectfrom", "redirect-from"),
    *("old_url", "oldurl", "legacy_url", "legacyurl", "old_permalink", "oldpermalink"),
)
# Tags that only name a list of posts in Eleventy.
_COLLECTION_TAGS = {"post", "posts", "all", "page", "pages"}
_PICTURE_NAMES = (
    *("image", "cover", "featured_image", "featuredimage", "featureimage", "feature_image"),
    *("cover_image", "coverimage", "banner", "thumbnail", "hero", "header", "images", "img"),
    *("og_image", "photo", "teaser", "heroimage", "hero_image", "ogimage", "postimage"),
    *("featured", "thumbnailimage", "socialimage", "preview", "card_image"),
    *("feature_img", "featured_img", "header_image", "header_img", "cover_img"),
)
_CHANGE_NAMES = (
    *("lastmod", "updated", "modified", "last_modified_at", "updateddate", "updated_at"),
    *(
        "modified_time",
        "updatedat",
        "updated_date",
        "moddatetime",
        "last_modified",
        "lastmodified",
        "date_modified",
    ),
)
_META_DATE_RE = re.compile(r"<meta\s[^>]*name=[\"']date[\"']", re.IGNORECASE)
_FIRST_HEADING_RE = re.compile(r"\s*<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_MARKUP_RE = re.compile(
    r"</(?:a|b|cite|code|del|em|i|mark|q|s|small|span|strong|sub|sup|u)>|<br */?>"
    r"|&(?:\w{2,8};|#\d+;?)"
)
_NOTED_NAMES = ("subtitle", "link", "canonical_url", "redirect_to")


_MARKDOWN_RE = re.compile(r"(?<!\w)(\*\*|__|`)(?=\S)[^*_`\n]+(?<=\S)\1(?!\w)|\]\(")
_BLOGGER_KIND = "http://schemas.google.com/blogger/2008/kind#"


class FolderReader:
    """Reads the files of Hugo, Jekyll, Octopress, Hexo, Pelican, Eleventy, and others."""

    platform = "Markdown or HTML with front matter"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            with ExportFiles(path) as files:
                return _is_folder_of_posts(files)
        except (NotAnExport, OSError):
            return False

    def __init__(self, path: Path) -> None:
        self._files = ExportFiles(path)
        self.site = detect(self._files)
        names = [name for name in self._files.names if not is_skipped(name, self.site)]
        self._names = [
            name
            for name in names
            if name.lower().endswith(DOCUMENT_SUFFIXES) and is_candidate(name, self.site)
        ]
        self._uploads = [name for name in names if _is_upload(name)]
        self._bodies = BodyBuilder(self._files, self.site, self._find_document_address)
        if not self._names:
            raise NotAnExport(gettext_noop("There are no files in Markdown or HTML with posts."))

    @property
    def total_bytes(self) -> int:
        return sum(map(self._files.get_size, self._names))

    def read(self, cursor: str = "") -> Iterator[Entry]:
        if not cursor:
            yield Entry(self._build_site(), 0, _SITE_CURSOR)
        author_items = authors.read_authors(self._files)
        if cursor <= _SITE_CURSOR:
            for author in author_items:
                yield Entry(author)
        for name in self._uploads:
            if _PICTURE_CURSOR + name > cursor:
                yield Entry(self._build_upload(name), 0, _PICTURE_CURSOR + name)
        position = 0
        labels: set[str] = set()
        for name in self._names:
            position += self._files.get_size(name)
            post_cursor = _POST_CURSOR + name
            is_past_cursor = post_cursor > cursor
            items = self._read_document(name, labels, author_items, reads_text=is_past_cursor)
            if is_past_cursor:
                for number, item in enumerate(items, 1):
                    yield Entry(item, position, post_cursor if number == len(items) else "")

    def open_file(self, name: str) -> BinaryIO:
        return self._files.open(name)

    def _build_site(self) -> ExportedSite:
        site = self.site
        return ExportedSite(
            url=site.url if site.url.startswith("http") else "",
            title=site.title,
            description=site.description,
            language=site.language,
            time_zone=site.time_zone if site.zone else "",
        )

    def _build_upload(self, name: str) -> ExportedPicture | ExportedFile:
        build = ExportedPicture if is_picture(name) else ExportedFile
        return build(key=name, urls=(build_file_address(name, self.site),), file=name)

    def _read_document(
        self, name: str, labels: set[str], author_items: list[ExportedAuthor], *, reads_text: bool
    ) -> list[Item]:
        """Read the items of a file: its new labels and a post, nothing if it is no content."""
        try:
            document = read_document(self._files, self.site, name)
        except UnreadableDocument as error:
            return [RefusedItem(key=name, item=name, reason=str(error))]
        if find_place(document, self.site) == Place.SKIPPED:
            return []
        categories, tags = self._list_labels(document)
        items: list[Item] = []
        for label in dict.fromkeys((*categories, *tags)):
            if label not in labels:
                labels.add(label)
                items.append(self._build_label(label, document, is_category=label in categories))
        if reads_text:
            items.append(self._build_post(document, categories, tags, author_items))
            items += self._list_comments(document)
        return items

    def _list_comments(self, document: Document) -> Iterator[ExportedComment]:
        """List the comments in the front matter, where exporters of WordPress put them."""
        ids: set[str] = set()
        for number, comment in enumerate(document.metadata.get_tables("comments"), 1):
            name = comment.get_text("id")
            if not name or name in ids:
                name = f"number-{number}"
            ids.add(name)
            yield ExportedComment(
                key=f"{document.name.name}#{name}",
                post=document.name.name,
                name=comment.get_text("author", "name"),
                email=comment.get_text("author_email", "email"),
                url=comment.get_text("author_url", "url"),
                html=comment.get_text("content", "message", "body"),
                created_at=comment.get_time("date", "date_gmt", zone=self.site.zone),
            )

    def _build_label(self, name: str, document: Document, *, is_category: bool) -> ExportedLabel:
        paths = document.metadata.get_paths("categories") if is_category else []
        parents = next((path[: path.index(name)] for path in paths if name in path), ())
        urls = list_label_urls(name, self.site, is_category=is_category, parents=parents)
        return ExportedLabel(key=name, name=name, former_urls=urls)

    def _list_labels(self, document: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """List categories and tags of a file."""
        categories, tags = self._list_written_labels(document)
        return _clean_labels(categories), _clean_labels(tags)

    def _list_written_labels(self, document: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """List categories and tags as they are written; some programs leave entities in them."""
        site, metadata = self.site, document.metadata
        is_jekyll = site.platform == Platform.JEKYLL
        categories = metadata.get_list("categories", splits_at_spaces=is_jekyll)
        category = metadata.get_text("category")
        named = (category,) if category else metadata.get_list("category")
        categories = tuple(dict.fromkeys((*named, *categories)))
        folder = document.name.folder.removeprefix(site.content_folder.rstrip("/")).strip("/")
        if is_jekyll and "/_posts" in f"/{folder}":
            parents = folder.partition("_posts")[0].strip("/")
            categories = tuple(dict.fromkeys((*filter(None, parents.split("/")), *categories)))
        if site.uses_folder_as_category and not categories and folder:
            is_post = find_place(document, site) == Place.POST
            categories = (folder.rpartition("/")[2],) if is_post else ()
        tags = metadata.get_list(
            *dict.fromkeys((*_TAG_NAMES, *site.taxonomies)),
            splits_at_spaces=is_jekyll,
            splits_at_semicolons=site.platform == Platform.PELICAN,
        )
        if site.platform == Platform.ELEVENTY:
            tags = tuple(tag for tag in tags if tag not in _COLLECTION_TAGS)
        return categories, tags

    def _build_post(
        self,
        document: Document,
        categories: tuple[str, ...],
        tags: tuple[str, ...],
        author_items: list[ExportedAuthor],
    ) -> ExportedPost | RefusedItem:
        site, metadata, name = self.site, document.metadata, document.name
        place = find_place(document, site)
        moment = document.get_time(site)
        body = self._bodies.build(document)
        title, html = self._find_title(document, body.html)
        lead_picture, lead_figure = self._find_lead_picture(document, html)
        notes = [*body.notes]
        status, status_note = _find_status(metadata, place, moment, self.site)
        if status_note:
            notes.append(status_note)
        date = metadata.get_text("date")
        if date and not metadata.get_time("date", zone=None):
            notes.append(Message(gettext_noop("Its date cannot be read: %s."), date).stored)
        for noted in _NOTED_NAMES:
            value = metadata.get_text(noted) or ", ".join(metadata.get_list(noted))
            if value and value not in _list_addresses_before(metadata):
                notes.append(f"{noted}: {value}")
        address = build_address(document, site, moment, categories)
        sidecar = read_sidecar(metadata.get_text("pullquote"), document.text)
        return ExportedPost(
            key=name.name,
            is_page=place == Place.PAGE,
            title=title,
            html=lead_figure + html,
            summary=_to_summary(metadata.get_text("description", "summary", "excerpt", "dek")),
            slug=address.slug,
            language=metadata.get_text("lang", "language", "locale")
            or split_language(name, site)[1],
            status=status,
            published_at=moment,
            updated_at=metadata.get_time(*_CHANGE_NAMES, zone=site.zone),
            authors=self._list_authors(metadata, author_items),
            labels=tuple(dict.fromkeys((*categories, *tags))),
            former_urls=self._list_former_urls(document, address.path),
            lead_picture=lead_picture,
            accepts_comments=metadata.get_flag("comments") is not False,
            is_pinned=bool(
                metadata.get_flag("pinned")
                or metadata.get_flag("pin")
                or metadata.get_flag("sticky")
            ),
            notes=tuple(notes),
            encoding=document.encoding,
            blocks=sidecar.blocks,
            block_pictures=sidecar.pictures,
            block_files=sidecar.files,
        )

    def _find_title(self, document: Document, html: str) -> tuple[str, str]:
        """Find the title of a post, and return it with the HTML below it: a file that has none in
        its front matter has it in the heading above the text, or in Jekyll in its name. A heading
        that repeats the title is left out."""
        title = _to_plain_text(document.metadata.get_text("title"))
        heading = _FIRST_HEADING_RE.match(html)
        text = get_text(parse_body(heading[1])) if heading else ""
        if heading and text and title in ("", text):
            return text, html[heading.end() :].lstrip()
        if title:
            return title, html
        if self.site.platform == Platform.JEKYLL and document.name.day:
            parts = document.name.stem.replace("-", " ").replace("_", " ").split()
            return " ".join(part[:1].upper() + part[1:] for part in parts), html
        return "", html

    def _list_authors(
        self, metadata: Metadata, author_items: list[ExportedAuthor]
    ) -> tuple[str, ...]:
        """List the authors of a post: keys of authors of the export, or names."""
        written = metadata.get_list("author", "authors", "byline")
        names = tuple(_LINK_RE.sub(r"\1", name) for name in written)
        names = tuple(
            dict.fromkeys(
                part.strip() for name in names for part in name.split(";") if part.strip()
            )
        )
        if not names and self.site.author:
            names = (self.site.author,)
        keys = {author.name: author.key for author in author_items}
        return tuple(keys.get(name, name) for name in names)

    def _list_former_urls(self, document: Document, path: str) -> tuple[str, ...]:
        """List the addresses of a post, the usual one first. Without a configuration the path of
        the file is one, which links within the folder lead to. Relative aliases are beside the
        post in Hugo, otherwise in the root of the site."""
        urls = [path]
        for former in _list_addresses_before(document.metadata):
            parts = split_url(former)
            urls.append(parts._replace(scheme="", netloc="", path=parts.path or "/").geturl())
        is_beside = self.site.platform == Platform.HUGO and not self.site.is_zola
        base = path.rstrip("/").rpartition("/")[0] + "/" if is_beside else "/"
        for alias in document.metadata.get_list(*_ALIAS_NAMES):
            alias = alias if alias.startswith(("/", "http")) else f"{base}{alias}"
            has_base = alias.startswith(("http", f"{self.site.base_path}/"))
            urls.append(alias if has_base else self.site.base_path + alias)
        if not self.site.has_config:
            urls.append(build_file_address(document.name.name, self.site))
        return tuple(dict.fromkeys(filter(None, urls)))

    def _find_document_address(self, name: str) -> str:
        """Find the address of a file that is an item itself; '' for another one."""
        if not name.lower().endswith(DOCUMENT_SUFFIXES) or is_skipped(name, self.site):
            return ""
        try:
            document = read_document(self._files, self.site, name)
        except UnreadableDocument:
            return ""
        if find_place(document, self.site) == Place.SKIPPED:
            return ""
        categories, _tags = self._list_labels(document)
        moment = document.get_time(self.site)
        path = build_address(document, self.site, moment, categories).path
        return path or build_file_address(name, self.site)

    def _find_lead_picture(self, document: Document, html: str) -> tuple[str, str]:
        """Find the picture of the front matter, unless it is in the text: its address, or, if it
        has a caption or an alternative text, the HTML of a figure."""
        metadata = document.metadata
        for name in _PICTURE_NAMES:
            if name == "thumbnail" and "blogger_id" in metadata:
                continue  # Blogger makes it of the first picture in the text.
            table = _find_table(metadata, name)
            texts = metadata.get_list(name)
            address = table.get_text(
                *("image", "src", "url", "path", "file", "filename", "teaser", "overlay_image")
            ) or (texts[0] if texts and not table else "")
            if not (address.startswith(("/", "http", ".")) or is_picture(address)):
                continue
            resolved = self._bodies.resolve(address, document)
            if f'src="{resolved}"' in html:
                return "", ""
            alt, caption, credit = _describe_picture(metadata, name)
            if not (alt or caption or credit):
                return resolved, ""
            figure = build_figure(resolved, alt=alt, caption=_render_plain_text(caption))
            figure.set("data-lead", "1")
            if credit:
                figure.set("data-credit", _render_plain_text(credit))
            return "", to_html(figure)
        beside = self._featured_pictures.get(document.name.folder, "")
        for resource in metadata.get_tables("resources"):
            if _LEAD_RESOURCE_RE.match(resource.get_text("name")):
                beside = self._bodies.find_file(resource.get_text("src"), document) or beside
        if beside and document.name.is_bundle:
            resolved = build_file_address(beside, self.site)
            return ("" if f'src="{resolved}"' in html else resolved), ""
        return "", ""

    @cached_property
    def _featured_pictures(self) -> dict[str, str]:
        """The picture of each folder that themes of Hugo show above the text, by its name."""
        return {
            name.rpartition("/")[0]: name
            for name in filter(is_picture, self._uploads)
            if name.rpartition("/")[2].lower().startswith("feature")
        }


def _is_upload(name: str) -> bool:
    return is_picture(name) or is_media_name(name) or is_caption_name(name)


def _find_table(metadata: Metadata, name: str) -> Metadata:
    """Find the table of a picture, or the first of a list of tables."""
    return metadata.get_table(name) or next(iter(metadata.get_tables(name)), Metadata({}))


def _describe_picture(metadata: Metadata, name: str) -> tuple[str, str, str]:
    """Find the alternative text, the caption and the credit of a picture in front matter: in its
    own table, or in values such as `image_alt` and `heroImageAlt`."""
    table = _find_table(metadata, name)
    # `featuredImage` may have its caption in `featured_image_caption`.
    names = {re.sub(r"[_-]", "", each): each for each in reversed(metadata.list_names())}
    texts = []
    for keys in (("alt", "image_description"), ("caption",), ("credit", "attribution", "credits")):
        fields = (f"{prefix}{key}" for prefix in (name, "image") for key in keys)
        written = (names.get(re.sub(r"[_-]", "", field), "") for field in fields)
        texts.append(table.get_text(*keys) or metadata.get_text(*written))
    return texts[0], texts[1], texts[2]


def _list_addresses_before(metadata: Metadata) -> list[str]:
    """List the addresses that a post had at WordPress or Blogger, by programs that convert their
    exports. Jekyll's `link` is that of another page otherwise."""
    names = ["wordpress_url", "blogger_orig_url"]
    if "wordpress_id" in metadata:
        names.append("link")
    addresses = (metadata.get_text(name) for name in names)
    return [address for address in addresses if address.startswith(("http", "//"))]


def _find_status(
    metadata: Metadata, place: Place, moment: datetime | None, site: Site
) -> tuple[Status, str]:
    """Find the status of a post, and a note if it is a draft for a reason of its own."""
    state = metadata.get_text("status", "state").lower() or (
        "draft" if site.has_draft_default else ""
    )
    if metadata.get_text("password"):
        return Status.DRAFT, gettext_noop("It had a password, so it is a draft.")
    if state == "private" or metadata.get_flag("private"):
        return Status.DRAFT, gettext_noop("It was private, so it is a draft.")
    expired_at = metadata.get_time("expirydate", "unpublishdate", zone=None)
    if expired_at and expired_at < timezone.now():
        return Status.DRAFT, gettext_noop("It had expired, so it is a draft.")
    if (
        place == Place.DRAFT
        or metadata.get_flag("draft")
        or metadata.get_flag("published") is False
        or metadata.get_flag("publish") is False
        or state in ("draft", "skip")
    ):
        return Status.DRAFT, ""
    if moment and moment > timezone.now():
        return Status.SCHEDULED, ""
    if state == "hidden" or metadata.get_flag("hidden") or metadata.get_flag("unlisted"):
        return Status.PUBLISHED, gettext_noop("It was in no list of posts.")
    return Status.PUBLISHED, ""


def _clean_labels(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of labels as readers saw them: without entities and the brackets of links in
    wikis, and without the kind of a post at Blogger."""
    cleaned = (unescape(name.removeprefix("[[").removesuffix("]]")) for name in names)
    return tuple(name for name in cleaned if not name.startswith(_BLOGGER_KIND))


def _to_summary(text: str) -> str:
    """Return a summary without the marks of Markdown, which most generators render."""
    return _render_plain_text(text) if _MARKDOWN_RE.search(text) else _to_plain_text(text)


def _to_plain_text(text: str) -> str:
    """Return a text on one line, without the inline markup that generators let through."""
    if _MARKUP_RE.search(text):
        return get_text(parse_body(text))
    return " ".join(text.split())


def _render_plain_text(text: str) -> str:
    """Return the text of a value in Markdown, as captions of pictures are in most themes."""
    return get_text(parse_body(markdown.render_inline(text)))


def _is_folder_of_posts(files: ExportFiles) -> bool:
    """Return whether a folder has a configuration, or front matter in its first files."""
    site = detect(files)
    names = [
        name
        for name in files.names
        if name.lower().endswith(DOCUMENT_SUFFIXES)
        and not is_skipped(name, site)
        and is_candidate(name, site)
    ]
    if site.platform != Platform.PLAIN:
        return bool(names)
    markdown_count = sum(
        name.lower().endswith((".md", ".markdown", ".mdx", ".qmd")) for name in names
    )
    if markdown_count * 2 > len(files.names):
        return True
    for name in names[:_HEADS_CHECKED]:
        if name.lower().endswith(tuple(OTHER_SUFFIXES)):
            continue
        head = files.read_head(name).decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        try:
            if front_matter.split(head)[0] or _META_DATE_RE.search(head):
                return True
        except MalformedFrontMatter:
            return True
    return False
