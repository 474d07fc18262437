"""Put pictures and files that were missing into the posts that wait for them."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from html import escape
from operator import or_
from urllib.parse import quote

import lxml.html
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from blog.common import markup
from blog.content import document as documents
from blog.content.document import Document
from blog.editing import save_post
from blog.models import Figure, Photo, Post, Prose, PullQuote
from blog.revisions import GeneratedNote
from transfer.bodies import files as file_blocks
from transfer.items import Kind
from transfer.missing import list_file_names
from transfer.models import Import, ImportedFile, ImportedItem, ImportedPicture
from transfer.pictures import normalize, take_texts
from transfer.stages.files import LINK_NOTE, find_title
from transfer.stages.read import lock_stage

# Files whose posts are looked for at once.
BATCH_SIZE = 50


def place_pictures(run: Import, by: User, report: Callable[[], None]) -> None:
    """Put pictures that have a file by now into the imported posts with a place for them.

    Each post is saved in a transaction of its own, with a revision; `report` is called after it.
    Raises Stopped if the import was paused.
    """
    waiting = Figure.objects.filter(
        photo=None, post__imported_items__origin=run.origin, post__trashed_at=None
    ).exclude(original_url="")
    addresses: dict[int, set[str]] = {}
    for post, url in waiting.values_list("post_id", "original_url").distinct():
        addresses.setdefault(post, set()).add(normalize(url))
    supplied = ImportedPicture.objects.filter(
        origin=run.origin,
        address__in=set().union(*addresses.values()),
        photo__withdrawn_at=None,
        photo__isnull=False,
    )
    rows = supplied.select_related("photo")
    photos = {row.address: row.photo for row in rows if row.photo}
    for post, names in addresses.items():
        if not names.isdisjoint(photos):
            _place(run, post, photos, by)
            report()


@transaction.atomic
def _place(run: Import, pk: int, photos: dict[str, Photo], by: User) -> None:
    lock_stage(run, Import.Stage.WRITING)
    post = Post.all_objects.select_for_update(no_key=True).filter(pk=pk).first()
    if post is None:
        return  # It was deleted meanwhile.
    document = documents.load_document(post)
    for figure in document.figures:
        photo = photos.get(normalize(figure.original_url))
        if figure.photo is None and photo is not None:
            figure.photo = photo.pk
            take_texts(figure, photo)
    _save(run, post, document, by, "pictures_added")


def place_files(run: Import, by: User, report: Callable[[], None]) -> None:
    """Put files that arrived after their posts into these, in place of the paragraphs that link to
    them; links within sentences lead to them.

    Each post is saved in a transaction of its own, with a revision; `report` is called after it.
    Raises Stopped if the import was paused.
    """
    supplied = ImportedFile.objects.filter(origin=run.origin, state=ImportedFile.State.SUPPLIED)
    while batch := list(supplied.select_related("file", "item").order_by("pk")[:BATCH_SIZE]):
        present = [row for row in batch if row.file and not row.file.withdrawn_at]
        # Former versions left sizes out of the addresses of files as well.
        rows = {name: row for row in present for name in (row.address, normalize(row.url)) if name}
        for pk in _find_linking_posts(run, present):
            if _place_files(run, pk, rows, by):
                report()
        done = supplied.filter(pk__in=[row.pk for row in batch])
        done.filter(pk__in=[row.pk for row in present]).update(state=ImportedFile.State.FETCHED)
        done.update(state=ImportedFile.State.MISSING)  # Deleted or taken down meanwhile.


def _find_linking_posts(run: Import, rows: Iterable[ImportedFile]) -> list[int]:
    """Return the IDs of imported posts that may link to files. Two queries, which read the texts of
    all posts with notes."""
    names = {name for row in rows for name in list_file_names(row)}
    ends = {escape(each, quote=False) for name in names for each in (name, quote(name))}
    if not ends:
        return []
    items = ImportedItem.objects.of_kind(Kind.POST).filter(origin=run.origin).exclude(notes=[])
    is_linking = reduce(or_, (Q(html__contains=end) for end in ends))
    posts: set[int] = set()
    for model in (Prose, PullQuote):
        texts = model.objects.filter(
            is_linking, post__in=items.values("post"), post__trashed_at=None
        )
        posts.update(texts.values_list("post", flat=True))
    return sorted(posts)


@transaction.atomic
def _place_files(run: Import, pk: int, rows: Mapping[str, ImportedFile], by: User) -> bool:
    """Put files into a post; return whether it links to one of them."""
    lock_stage(run, Import.Stage.WRITING)
    post = Post.all_objects.select_for_update(no_key=True).filter(pk=pk).first()
    if post is None:
        return False  # It was deleted meanwhile.
    html, is_changed = _replace_links(documents.to_html(documents.load_document(post)), rows)
    if is_changed:
        _save(run, post, documents.parse(html), by, "files_added")
        _forget_note(run, post, html, rows)
    return is_changed


def _replace_links(html: str, rows: Mapping[str, ImportedFile]) -> tuple[str, bool]:
    """Return the HTML of the editor with blocks in place of paragraphs that are a link to a file,
    and other links leading to the files, and whether there were any."""
    root = markup.parse_fragment(html)
    is_changed = False
    for paragraph in list(root.iterchildren("p")):
        href = next((link.get("href", "") for link in paragraph.iter("a")), "")
        row = rows.get(normalize(href)) if href else None
        if row is None or row.file is None:
            continue
        url, text, caption = file_blocks.find_lone_link(paragraph, href, str)
        if not url:
            continue
        title = find_title(row) if text == url else text
        block, rest = file_blocks.build(row.file.pk, title, caption)
        paragraph.addprevious(lxml.html.fragment_fromstring(block))
        if rest:
            after = lxml.html.fragment_fromstring("<p></p>")
            after.text = rest
            paragraph.addprevious(after)
        paragraph.drop_tree()
        is_changed = True
    for link in root.iter("a"):
        address, _hash, fragment = link.get("href", "").partition("#")
        row = rows.get(normalize(address)) if address else None
        if row and row.file:
            link.set("href", row.file.file.url + (f"#{fragment}" if fragment else ""))
            is_changed = True
    return markup.inner_html(root), is_changed


def _forget_note(run: Import, post: Post, html: str, rows: Mapping[str, ImportedFile]) -> None:
    """Remove the note about missing files from a post that links to none of them any more, nor to
    one that a later batch has."""
    root = markup.parse_fragment(html)
    names = {normalize(link.get("href", "")) for link in root.iter("a")}
    waiting = ImportedFile.objects.filter(
        Q(file=None) | Q(state=ImportedFile.State.SUPPLIED), origin=run.origin, address__in=names
    )
    if waiting.exclude(address__in=rows).exists():
        return
    for item in ImportedItem.objects.filter(origin=run.origin, post=post):
        # Former versions stored it in the language of the site.
        item.notes = [note for note in item.notes if note not in (LINK_NOTE, _(LINK_NOTE))]
        item.save(update_fields=["notes"])


def _save(run: Import, post: Post, document: Document, by: User, code: str) -> None:
    """Save a post; it stays as the import wrote it, unless somebody has edited it."""
    items = ImportedItem.objects.filter(origin=run.origin, post=post)
    item = items.exclude(revision=None).first()
    latest = post.revisions.order_by("-pk").values_list("pk", flat=True).first()
    saved = save_post(post, by=by, document=document, note=GeneratedNote(code), is_checked=True)
    if item is not None and saved.revision and item.revision_id == latest:
        item.revision = saved.revision
        item.save(update_fields=["revision"])
