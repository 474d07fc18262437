"""Write posts and pages through `save_post`."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote, urljoin

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from accounts.models import User
from blog.content import document as documents
from blog.content import redirects
from blog.content.document import Document, FigureNode, QuotationNode
from blog.content.document.nodes import EmbedNode, FileNode, ProseNode
from blog.editing import NewPost, SavedPost, create_posts, save_post
from blog.models import Page, Post
from blog.models.comment_policy import CommentPolicy
from blog.revisions import GeneratedNote
from blog.workflow import Kind as TransitionKind
from blog.workflow import Transition
from lib.urls import is_web_url
from transfer import addresses, pictures
from transfer.accounts import find_or_create_author, get_author_path
from transfer.bodies import Body, FileLink, PictureLink, convert_body
from transfer.bodies.figures import shorten_caption
from transfer.items import ExportedAuthor, ExportedPicture, ExportedPost, Kind, Status
from transfer.labels import clean_label_name
from transfer.models import Import, ImportedAddress, ImportedItem, Origin
from transfer.pictures import Pictures
from transfer.stages.files import describe_file, place_files, rewrite_links
from transfer.stages.post_fields import PlainFields, get_path, read_fields
from transfer.stages.refusals import CannotWrite

_HREF_RE = re.compile(r'<a href="([^"]*)"')
_FINISH_SQL = """
UPDATE transfer_importeditem AS item
SET state = %s, reason = '', written_hash = hash, written_by_id = %s, post_id = written.post_id,
    revision_id = written.revision_id, created_by_id = written.created_by_id,
    notes = written.notes::jsonb
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
    AS written (id, post_id, revision_id, created_by_id, notes)
WHERE item.id = written.id
"""
# The columns that the path of a post, a label or an author is made of.
_TARGET_COLUMNS = (
    *("address", "item__kind", "item__slug", "item__state", "item__planned_path"),
    *("item__author__slug", "item__label__slug", "item__post__kind", "item__post__slug"),
    *("item__post__status", "item__post__published_at", "item__post__created_at"),
)


class Authors:
    """The accounts of the authors of one run, each found or created once, by one thread at a time.

    They are stored before the posts: two transactions that create the same account would fail.
    """

    def __init__(self, origin: Origin, by: User) -> None:
        self.origin, self.by = origin, by
        self._keys: dict[str, int] = {}
        self._lock = Lock()

    def find(self, exported: ExportedPost) -> list[int]:
        """Return the IDs of the authors; a name that the export does not list is a new author.
        A post of nobody is of the blog, or else of the account that imports it."""
        names = [name for name in exported.authors if name.strip()] or [self.origin.byline]
        if not any(names):
            return [self.by.pk]
        with self._lock:
            for name in names:
                if name not in self._keys:
                    self._keys[name] = self._find_one(name).pk
            return [self._keys[name] for name in dict.fromkeys(names)]

    @transaction.atomic
    def _find_one(self, name: str) -> User:
        items = ImportedItem.objects.of_kind(Kind.AUTHOR).filter(origin=self.origin)
        item = items.filter(key=name, author__isnull=False).select_related("author").first()
        if item is not None and item.author is not None:
            return item.author
        return find_or_create_author(ExportedAuthor(key=name, name=name))[0]


class PostWriter:
    """Writes posts of one run; each thread has one, with the same pictures and authors."""

    def __init__(self, run: Import, pictures_of_run: Pictures, authors: Authors, by: User) -> None:
        assert run.origin
        self.run, self.origin, self.by = run, run.origin, by
        self.pictures, self.authors = pictures_of_run, authors

    def convert(self, item: ImportedItem) -> "ConvertedPost":
        """Convert the body of a post. Raises CannotWrite."""
        exported = item.item
        assert isinstance(exported, ExportedPost)
        if exported.status == Status.TRASHED:
            raise CannotWrite(gettext_noop("It was in the trash of the other blog."))
        fields = read_fields(exported, self.origin)
        body = self._convert(exported)
        return ConvertedPost(item, exported, fields, body, find_links(body.html, self.origin))

    def prepare(self, converted: "ConvertedPost", targets: "LinkTargets") -> "PreparedPost":
        """Fetch the pictures and files of a post and find its authors; outside of a transaction.
        `targets` are those of its links."""
        exported, fields, body = converted.exported, converted.fields, converted.body
        html = targets.rewrite_links(body.html, converted.links)
        html, notes = rewrite_links(html, self._find_base_url(exported), self.pictures)
        document = documents.parse(fields.extra_html + html)
        _drop_keys(document, len(body.pictures), len(body.files))
        notes += place_files(document, body.files, self.pictures)
        body.notes += dict.fromkeys(notes)
        document.nodes[:0] = self._find_lead(exported, body)
        for figure in document.figures:
            if figure.photo and figure.photo <= len(body.pictures):
                self._place(figure, body.pictures[figure.photo - 1])
        authors = None if exported.is_page else self.authors.find(exported)
        return PreparedPost(converted.item, exported, fields, document, body, authors)

    def _convert(self, exported: ExportedPost) -> Body:
        if not exported.blocks:
            return convert_body(exported.html, self._find_base_url(exported))
        links = [PictureLink((), name=name) for name in exported.block_pictures]
        return Body("".join(exported.blocks), links, self._list_files(exported))

    def _list_files(self, exported: ExportedPost) -> list[FileLink]:
        """Return the files of a document, with the captions and posters that its HTML has."""
        if not exported.block_files:
            return []
        shown = convert_body(exported.html, self._find_base_url(exported)).files
        by_name = {link.url.rpartition("/")[2]: replace(link, link="") for link in shown}
        names = exported.block_files
        return [
            replace(by_name.get(name.rpartition("/")[2], FileLink()), name=name) for name in names
        ]

    def write(self, batch: Sequence["PreparedPost"]) -> None:
        """Save posts, the new ones together; within a transaction that `finish` ends.

        Raises CannotWrite.
        """
        new = [prepared for prepared in batch if prepared.item.post is None]
        stored = [prepared for prepared in batch if prepared.item.post is not None]
        parts = [self._build(prepared) for prepared in new]
        saved = create_posts(parts, by=self.by, note=self._note) if parts else []
        for prepared, result in zip(new, saved, strict=True):
            self._record(prepared, result)
        for prepared in stored:
            self._update(prepared)

    @property
    def _note(self) -> GeneratedNote:
        return GeneratedNote("imported", {"blog": str(self.origin)})

    def _build(self, prepared: "PreparedPost") -> NewPost:
        exported, fields = prepared.exported, prepared.fields
        post = (Page if exported.is_page else Post)(slug=prepared.item.slug)
        if fields.is_public and not fields.is_scheduled:
            post.status = Post.Status.PUBLISHED
        self._prepare_document(prepared, post)
        return NewPost(
            post,
            fields=_get_columns(prepared),
            document=prepared.document,
            labels=_get_labels(exported),
            authors=prepared.authors,
            transition=_get_transition(fields),
        )

    def _update(self, prepared: "PreparedPost") -> None:
        """Save a post that was imported before."""
        exported, post = prepared.exported, prepared.item.post
        assert post is not None
        columns = _get_columns(prepared)
        if exported.is_page and post.published_at and not exported.published_at:
            columns["published_at"] = post.published_at
        self._prepare_document(prepared, post)
        saved = save_post(
            post,
            by=self.by,
            fields=columns,
            document=prepared.document,
            labels=_get_labels(exported),
            authors=prepared.authors,
            transition=_get_transition(prepared.fields),
            note=self._note,
            is_checked=True,
        )
        self._record(prepared, saved)

    def _prepare_document(self, prepared: "PreparedPost", post: Post) -> None:
        _make_valid(prepared.document, post, self.by)
        documents.update_credits(prepared.document, post, self.by)

    def _record(self, prepared: "PreparedPost", saved: SavedPost) -> None:
        item = prepared.item
        item.created_by = item.created_by or self.run
        item.post, item.revision = saved.post, saved.revision or item.revision
        item.notes = [*prepared.fields.notes, *prepared.body.notes]

    def finish(self, batch: Sequence["PreparedPost"]) -> None:
        """Record that posts were written, and add their redirects; within the same transaction.

        Five queries, and one more if some addresses are over 200 characters long.
        """
        add_redirects(
            {
                each.item: each.item.post.get_absolute_url()
                for each in batch
                if each.item.post and each.fields.is_public
            }
        )
        items = [each.item for each in batch]
        with connection.cursor() as cursor:
            cursor.execute(
                _FINISH_SQL,
                [
                    *(ImportedItem.State.WRITTEN, self.run.pk),
                    *([item.pk for item in items], [item.post_id for item in items]),
                    *([item.revision_id for item in items], [item.created_by_id for item in items]),
                    [json.dumps(item.notes) for item in items],
                ],
            )

    def _find_base_url(self, exported: ExportedPost) -> str:
        first = exported.former_urls[0] if exported.former_urls else ""
        return first if is_web_url(first) else urljoin(self.origin.url, first)

    def _find_lead(self, exported: ExportedPost, body: Body) -> list[FigureNode]:
        """Return a figure of the lead picture, unless the text begins with it or has it."""
        url = exported.lead_picture
        if self.origin.url and url.startswith("/"):
            url = urljoin(self.origin.url, url)
        names = {pictures.normalize(each) for link in body.pictures for each in link.urls}
        if not url or pictures.normalize(url) in names:
            return []
        body.pictures.append(PictureLink((url,)))
        original = url if len(url) <= 500 else ""
        return [FigureNode(photo=len(body.pictures), original_url=original, is_lead=True)]

    def _place(self, figure: FigureNode, link: PictureLink) -> None:
        """Replace the number of a picture by its photo, and fill the texts that it lacks."""
        row = self.pictures.get_by_name(link.name) if link.name else self.pictures.get(link.urls)
        figure.photo = row.photo_id if row else None
        exported = row.item.item if row and row.item else None
        if isinstance(exported, ExportedPicture):
            if figure.is_lead and not figure.caption:
                # The text of any other figure is in its post.
                picture = shorten_caption(exported.caption)
                figure.caption, figure.credit = picture.caption, figure.credit or picture.credit
            figure.alt = figure.alt or " ".join(exported.alt.split())[:500]
            figure.credit = figure.credit or " ".join(exported.credit.split())[:300]
            figure.licence_url = figure.licence_url or exported.licence_url[:500]
        if row and row.photo:
            pictures.take_texts(figure, row.photo)


@dataclass(frozen=True)
class ConvertedPost:
    """A post in the HTML of the editor; `links` are those of its text, as `find_links` returns
    them."""

    item: ImportedItem
    exported: ExportedPost
    fields: PlainFields
    body: Body
    links: dict[str, str]


@dataclass
class PreparedPost:
    item: ImportedItem
    exported: ExportedPost
    fields: PlainFields
    document: Document
    body: Body
    authors: list[int] | None  # A page has none.


def _get_labels(exported: ExportedPost) -> list[str] | None:
    """Return the names of labels; a page has none."""
    if exported.is_page:
        return None
    return list(dict.fromkeys(filter(None, map(clean_label_name, exported.labels))))


def _get_columns(prepared: PreparedPost) -> dict[str, Any]:
    fields = prepared.fields
    return {
        "title": fields.title,
        "summary": fields.summary,
        "language": fields.language,
        "published_at": fields.published_at,
        "comments_mode": "" if prepared.exported.accepts_comments else CommentPolicy.CLOSED,
    }


def _get_transition(fields: PlainFields) -> Transition | None:
    if not fields.is_scheduled:
        return None
    return Transition(TransitionKind.SCHEDULED, publish_at=fields.published_at)


def find_links(html: str, origin: Origin) -> dict[str, str]:
    """Return the URLs in a text that lead to pages of the former blog, with the address of each."""
    urls = {unescape(url) for url in _HREF_RE.findall(html)}
    links = {url: addresses.normalize(url, origin.url) for url in urls}
    return {url: address for url, address in links.items() if address not in ("", "/")}


class LinkTargets:
    """The posts and labels that several texts link to by their former addresses. One query, none
    without addresses."""

    def __init__(self, former_addresses: Collection[str], origin: Origin) -> None:
        self._items: dict[str, ImportedItem] = {}
        if former_addresses:
            rows = ImportedAddress.objects.filter(origin=origin, address__in=former_addresses)
            rows = rows.select_related("item__post", "item__label", "item__author")
            self._items = {row.address: row.item for row in rows.only(*_TARGET_COLUMNS)}

    def rewrite_links(self, html: str, links: Mapping[str, str]) -> str:
        """Replace the `links` of a text by new paths, except those whose page is not imported."""
        paths = {
            url: _get_item_path(self._items[address])
            for url, address in links.items()
            if address in self._items
        }
        if not paths:
            return html

        def replace(match: re.Match[str]) -> str:
            path = paths.get(unescape(match[1]), "")
            return f'<a href="{escape(path)}"' if path else match[0]

        return _HREF_RE.sub(replace, html)


def add_redirects(new_paths: Mapping[ImportedItem, str]) -> None:
    """Redirect the former addresses of items to their new paths. Four queries, and one for each
    item unless they are prefetched; one more if some are over 200 characters long."""
    moved: list[ImportedAddress] = []
    old_urls: dict[str, list[str]] = {}
    for item, new_path in new_paths.items():
        path = unquote(new_path).rstrip("/")
        for address in item.addresses.all():
            if not address.old_path and address.address.rstrip("/") != path:
                moved.append(address)
                target = new_path
                if item.kind in (Kind.LABEL, Kind.AUTHOR) and addresses.is_feed(address.address):
                    target = redirects.build_feed_path(path + "/", "rss")
                old_urls.setdefault(target, []).append(quote(address.address, safe="/?=&"))
    if not moved:
        return
    redirects.add_redirects_of_pages(old_urls)
    for address in moved:
        address.old_path = redirects.shorten_path(address.address)
    unchanged = [each.pk for each in moved if each.old_path == each.address]
    ImportedAddress.objects.filter(pk__in=unchanged).update(old_path=F("address"))
    shortened = [each for each in moved if each.old_path != each.address]
    if shortened:
        ImportedAddress.objects.bulk_update(shortened, ["old_path"])


def _get_item_path(item: ImportedItem) -> str:
    if item.kind == Kind.LABEL:
        return item.label.get_absolute_url() if item.label else ""
    if item.kind == Kind.AUTHOR:
        return get_author_path(item.author) if item.author else ""
    return "/" if item.kind == Kind.SITE else get_path(item)


def _drop_keys(document: Document, picture_count: int, file_count: int) -> None:
    """Remove keys of rows: whoever made the export cannot know those here, nor rename sources."""
    for node in document.all_nodes:
        if isinstance(node, FigureNode):
            node.pk = None
            if not 0 < (node.photo or 0) <= picture_count:
                node.photo = None
        elif isinstance(node, EmbedNode):
            node.pk = node.post = None
        elif isinstance(node, FileNode):
            node.pk = None
            if not 0 < (node.file or 0) <= file_count:
                node.file = None
    for quotation in document.all_quotations:
        for paragraph in quotation.paragraphs:
            paragraph.pk = None
        for source in (quotation.source, quotation.speaker, *(h.source for h in quotation.hops)):
            source.pk, source.renamed_from = None, ""


def _make_valid(document: Document, post: Post, by: User) -> None:
    """Mend what no form would accept; raises CannotWrite for what cannot be mended."""
    documents.check(document, post, by, publishing=False)
    if not document.errors:
        return
    for position, node in enumerate(document.nodes):
        if isinstance(node, EmbedNode) and node.errors:
            link = f'<a href="{escape(node.url)}">{escape(node.caption or node.url)}</a>'
            document.nodes[position] = ProseNode(f"<p>{link}</p>" if node.url else "")
        elif isinstance(node, FileNode) and node.errors:
            document.nodes[position] = ProseNode(describe_file(node))
    for figure in document.figures:
        if figure.errors:
            figure.original_url = figure.licence_url = ""
    for node in document.quotations:
        if isinstance(node, QuotationNode) and node.errors:
            node.url = node.language = ""
    document.nodes[:] = [n for n in document.nodes if not isinstance(n, ProseNode) or n.html]
    documents.check(document, post, by, publishing=False)
    if document.errors:
        raise CannotWrite(document.errors[0])
