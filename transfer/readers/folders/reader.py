"""Reader of folders and zips of files with front matter."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop

from transfer.file_types import is_caption_name, is_media_name
from transfer.items import (
    Entry,
    ExportedAuthor,
    ExportedComment,
    ExportedFile,
    ExportedLabel,
    ExportedPicture,
    ExportedSite,
    Item,
    RefusedItem,
)
from transfer.readers.base import NotAnExport
from transfer.readers.folders import authors, front_matter
from transfer.readers.folders.addresses import build_address, build_file_address, list_label_urls
from transfer.readers.folders.bodies import BodyBuilder
from transfer.readers.folders.documents import (
    DOCUMENT_SUFFIXES,
    OTHER_SUFFIXES,
    Document,
    UnreadableDocument,
    read_document,
)
from transfer.readers.folders.front_matter import MalformedFrontMatter
from transfer.readers.folders.places import Place, find_place, is_candidate, is_picture, is_skipped
from transfer.readers.folders.platforms import Platform, detect
from transfer.readers.folders.posts import PostBuilder
from transfer.readers.zip_files import ExportFiles

# Cursors begin with these, in the order in which items are read.
_SITE_CURSOR, _PICTURE_CURSOR, _POST_CURSOR = "0", "1", "2"
_HEADS_CHECKED = 20
# Programs that convert old exports of WordPress leave labels without a name.
_TAG_NAMES = ("tags", "tag", "keywords", "topics", "series", "")
# Tags that only name a list of posts in Eleventy.
_COLLECTION_TAGS = {"post", "posts", "all", "page", "pages"}
_META_DATE_RE = re.compile(r"<meta\s[^>]*name=[\"']date[\"']", re.IGNORECASE)
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
        bodies = BodyBuilder(self._files, self.site, self._find_document_address)
        self._posts = PostBuilder(self.site, bodies, self._uploads)
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
            items.append(self._posts.build(document, categories, tags, author_items))
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


def _is_upload(name: str) -> bool:
    return is_picture(name) or is_media_name(name) or is_caption_name(name)


def _clean_labels(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of labels as readers saw them: without entities and the brackets of links in
    wikis, and without the kind of a post at Blogger."""
    cleaned = (unescape(name.removeprefix("[[").removesuffix("]]")) for name in names)
    return tuple(name for name in cleaned if not name.startswith(_BLOGGER_KIND))


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
