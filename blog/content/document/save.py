"""Store the nodes of a document as rows, and keep the keys of existing ones."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from django.db import transaction

from accounts.models import User
from blog.content import photo_renditions, rendering
from blog.content.document.nodes import (
    PHOTO_FIELDS,
    Document,
    EmbedNode,
    FigureNode,
    FileNode,
    GalleryNode,
    HopFields,
    ProseNode,
    QuotationNode,
    SourceFields,
)
from blog.content.document.reconcile import reconcile, reconcile_provenance
from blog.content.document.sources import Sources
from blog.content.document.validation import get_changed_photo_fields
from blog.content.embeds import previews
from blog.models import (
    AnyBlock,
    Embed,
    Figure,
    HopSource,
    LinkPreview,
    MediaFile,
    Photo,
    Post,
    Prose,
    ProvenanceStep,
    PullQuote,
    Source,
    get_blocks,
    get_blocks_by_post,
)


class UnresolvedConflict(Exception):
    """A document with two versions of a block cannot be stored."""


class ChangesOtherPosts(Exception):
    """An automatic save may not correct a source or a photo that other posts show."""


@dataclass(frozen=True)
class SavedDocument:
    """The result of a save.

    `blocks` are as `get_blocks` loads them. `unquoted` are the keys of sources and speakers that
    the post quoted before, but not now.
    """

    blocks: list[AnyBlock]
    unquoted: set[int]


def save(post: Post, document: Document, user, *, is_automatic: bool = False) -> SavedDocument:
    """Store a document without errors (see `check`), and render the post.

    Only changed rows are written. New sources are created; posts that show a corrected source or
    photo are re-rendered. The post is locked. At most twelve queries without a change, up to four
    more for each kind of block with changes, and those of `Sources` and photos. Raises
    UnresolvedConflict, and ChangesOtherPosts if `is_automatic`.
    """
    with transaction.atomic():
        Post.all_objects.select_for_update(no_key=True).only("pk").get(pk=post.pk)
        rows = _build_blocks(post, document, user, is_automatic=is_automatic)
        stored = get_blocks(post)
        reconcile(stored, rows)
        reconcile_provenance(stored, rows)
        kinds = {type(row) for row in rows}
        # Prose is complete as it was stored; other rows have columns that the database fills.
        blocks = rendering.store_and_recheck(post, kinds, rows if kinds == {Prose} else None)
    return SavedDocument(blocks, _get_source_keys(stored) - _get_source_keys(rows))


def create(
    documents: Mapping[Post, Document],
    user: User,
    insert: Callable[[], None],
    *,
    is_automatic: bool = False,
) -> dict[Post, list[AnyBlock]]:
    """Store the documents of new posts, which have keys, but no rows: `insert` stores these. Return
    the blocks of each, as `get_blocks` loads them.

    A post without quotations is rendered before its row is stored, because writing the row again
    would take the database as long as the first time: it writes all index entries of the text.
    One query for all prose, at most six to read the others, and two on commit, however many posts
    there are; for each post at most two to store figures and embeds, one for quotations, and those
    of `Sources` and photos. Raises UnresolvedConflict, and ChangesOtherPosts if `is_automatic`.
    """
    with transaction.atomic(savepoint=False):
        rows: dict[Post, list[AnyBlock]] = {}
        for post, text in documents.items():
            rows[post] = _build_blocks(post, text, user, is_automatic=is_automatic)
            # At once, as the next document may show the same photo.
            reconcile([], [row for row in rows[post] if not isinstance(row, Prose | PullQuote)])
        kinds = {post: {type(row) for row in of_post} for post, of_post in rows.items()}
        every_row = list(chain.from_iterable(rows.values()))
        reconcile([], [row for row in every_row if isinstance(row, Prose)])
        # A quotation takes its date and language from the row of its post.
        quoting = [post for post in rows if PullQuote in kinds[post]]
        others = [post for post in rows if PullQuote not in kinds[post]]
        blocks = _reload({post: rows[post] for post in others}, kinds)
        for post, of_post in blocks.items():
            rendering.fill(post, of_post)
        insert()
        reconcile([], [row for row in every_row if isinstance(row, PullQuote)])
        reconcile_provenance([], every_row)
        for post, of_post in _reload({post: rows[post] for post in quoting}, kinds).items():
            blocks[post] = rendering.store(post, blocks=of_post)
        rendering.recheck_on_commit(blocks)
    return blocks


def _reload(
    rows: Mapping[Post, list[AnyBlock]], kinds: Mapping[Post, set[type[AnyBlock]]]
) -> dict[Post, list[AnyBlock]]:
    """Return blocks as `get_blocks` loads them; prose is complete as it was stored. One query for
    each kind of block."""
    partial = [post for post in rows if kinds[post] - {Prose}]
    loaded = {}
    if partial:
        loaded = get_blocks_by_post(
            [post.pk for post in partial], set().union(*(kinds[post] for post in partial))
        )
    return {post: loaded.get(post.pk, of_post) for post, of_post in rows.items()}


def _build_blocks(
    post: Post, document: Document, user: User, *, is_automatic: bool = False
) -> list[AnyBlock]:
    """Build the rows of a post, and store what they refer to: see `save`."""
    if document.conflicts:
        raise UnresolvedConflict
    sources = Sources(user, document)
    photos = Photo.objects.lock(_get_photo_keys(document))
    corrected = _correct_photos(photos, document, user)
    if is_automatic and _is_shown_elsewhere(post, sources.corrected, corrected):
        raise ChangesOtherPosts
    if sources.corrected:
        rendering.rerender_posts(Post.all_objects.quoting(sources.corrected))
    urls = _get_embed_urls(document)
    pages = previews.get_or_create(urls) if urls else {}
    rows = build_rows(document, sources.get, photos, pages)
    for position, row in enumerate(rows, start=1):
        row.post, row.position = post, position
    return rows


def _get_source_keys(rows: list[AnyBlock]) -> set[int]:
    quotations = [row for row in rows if isinstance(row, PullQuote)]
    keys = {key for row in quotations for key in (row.source_id, row.speaker_id)}
    keys |= {step.source.pk for row in quotations for step in row.provenance if step.source}
    return {key for key in keys if key is not None}


def build_rows(
    document: Document,
    get_source: Callable[[SourceFields], Source | None],
    photos: dict[int, Photo] | None = None,
    pages: dict[str, LinkPreview] | None = None,
) -> list[AnyBlock]:
    """Build the unsaved rows of a document, with the keys of its nodes.

    One query for photos and one for link previews, if there are any, unless they are passed, and
    one each for linked posts and for files, if there are any. A
    preview passes `PreviewSources.build`, which stores nothing. Invalid dates and conflicts are
    skipped.
    """
    photos = Photo.objects.in_bulk(_get_photo_keys(document)) if photos is None else photos
    pages = previews.load(_get_embed_urls(document)) if pages is None else pages
    linked_keys = [n.post for n in document.nodes if isinstance(n, EmbedNode) and n.post]
    linked = Post.objects.in_bulk(linked_keys) if linked_keys else {}
    file_keys = [node.file for node in document.nodes if isinstance(node, FileNode) and node.file]
    files = MediaFile.objects.in_bulk(file_keys) if file_keys else {}
    rows: list[AnyBlock] = []
    galleries = 0
    for node in document.nodes:
        if isinstance(node, ProseNode):
            rows.append(Prose(html=node.html))
            for quotation in node.quotations:
                rows += _build_quotations(quotation, get_source)
        elif isinstance(node, FigureNode):
            rows.append(_build_figure(node, photos))
        elif isinstance(node, GalleryNode):
            galleries += 1
            rows += [_build_figure(each, photos, node.layout, galleries) for each in node.figures]
        elif isinstance(node, EmbedNode):
            rows.append(_build_embed(node, pages, linked))
        elif isinstance(node, FileNode):
            rows.append(_build_file(node, files))
        elif isinstance(node, QuotationNode):
            rows += _build_quotations(node, get_source)
    return rows


def load_preview_photos(document: Document) -> dict[int, Photo]:
    """Load the photos for a preview, with the texts as typed, after `check`. One query."""
    usable = [node for node in document.figures if node.src]
    photos = Photo.objects.in_bulk({node.photo for node in usable})
    for node in usable:
        if node.photo in photos and node.photo_is_mine:
            for name in PHOTO_FIELDS:
                setattr(photos[node.photo], name, getattr(node, name))
    return photos


def _get_photo_keys(document: Document) -> set[int]:
    return {node.photo for node in document.figures if node.photo}


def _build_figure(
    node: FigureNode, photos: dict[int, Photo], layout: str | None = None, gallery: int = 0
) -> Figure:
    """Build the row of a figure; those of a gallery have its layout and its number."""
    photo = photos.get(node.photo) if node.photo else None
    layout = node.layout if layout is None else layout
    figure = Figure(
        pk=node.pk,
        photo=photo,
        caption=node.caption,
        layout=layout,
        gallery=gallery,
        is_lead=node.is_lead,
    )
    if photo is None:
        for name in PHOTO_FIELDS:
            setattr(figure, name, getattr(node, name))
    return figure


def _get_embed_urls(document: Document) -> set[str]:
    embeds = [node for node in document.nodes if isinstance(node, EmbedNode)]
    return {node.url for node in embeds if node.url and not node.post}


def _build_embed(node: EmbedNode, pages: dict[str, LinkPreview], linked: dict[int, Post]) -> Embed:
    if node.post:
        post = linked.get(node.post)  # None if it was deleted meanwhile.
        return Embed(pk=node.pk, linked_post=post, title=node.title, caption=node.caption)
    page = pages.get(node.url) or previews.build(node.url)
    return Embed(pk=node.pk, preview=page, title=node.title, caption=node.caption)


def _build_file(node: FileNode, files: dict[int, MediaFile]) -> Embed:
    texts = {name: getattr(node, name) for name in ("title", "caption", "credit", "transcript")}
    return Embed(pk=node.pk, file=files.get(node.file or 0), **texts)


def _build_quotations(
    node: QuotationNode, get_source: Callable[[SourceFields], Source | None]
) -> list[PullQuote]:
    source, speaker = get_source(node.source), get_source(node.speaker)
    if source == speaker:  # Two names of one source.
        speaker = None
    provenance = tuple(_build_step(hop, get_source) for hop in node.hops)
    rows = []
    for paragraph, translation in zip(node.paragraphs, node.translations, strict=False):
        row = PullQuote(
            pk=paragraph.pk,
            attribution=node.attribution,
            source=source,
            speaker=speaker,
            url=node.url,
            is_attribution_url=node.is_attribution_url,
            locator=node.locator,
            language=node.language,
            translation=translation,
            is_machine_translation=node.is_machine_translation and bool(translation),
            is_inline=node.is_inline,
        )
        with suppress(ValueError):
            row.date_said = node.date_said
        row.provenance = provenance
        voice = speaker or source
        row.tenures_json = voice.tenures_json if voice else None
        row.set_html(paragraph.html)
        rows.append(row)
    return rows


def _build_step(
    hop: HopFields, get_source: Callable[[SourceFields], Source | None]
) -> ProvenanceStep:
    source = get_source(hop.source)
    shown = HopSource(source.pk, source.name, source.kind) if source else None
    return ProvenanceStep(hop.kind, shown, hop.url)


def _find_sole_figures(nodes: list[FigureNode]) -> list[FigureNode]:
    """Find the figures whose photo no other figure shows, in this or any other post.

    One query, none if each photo is shown twice here.
    """
    counts = Counter(node.photo for node in nodes)
    once = [node for node in nodes if counts[node.photo] == 1]
    if not once:
        return []
    keys = [node.photo for node in once]
    others = Figure.objects.filter(photo__in=keys).exclude(
        pk__in=[node.pk for node in once if node.pk]
    )
    elsewhere = set(others.values_list("photo", flat=True))
    return [node for node in once if node.photo not in elsewhere]


def _is_shown_elsewhere(post: Post, sources: set[int], photos: list[Photo]) -> bool:
    """Find out whether another post shows one of these. Two queries, none without any."""
    if photos and Figure.objects.filter(photo__in=photos).exclude(post=post).exists():
        return True
    return bool(sources) and Post.all_objects.quoting(sources).exclude(pk=post.pk).exists()


def _correct_photos(photos: dict[int, Photo], document: Document, user) -> list[Photo]:
    """Update photos whose texts the author corrected at a figure, and return them.

    All figures are compared with the stored photo before it is updated: of two figures with one
    photo, the one with a change wins. The caption of a photo's only figure becomes the photo's,
    which is embedded in its files. At most three queries, and one on commit.
    """
    changes: dict[int, dict[str, str | bool]] = {}
    own_captions: list[FigureNode] = []
    for node in document.figures:
        photo = photos.get(node.photo or 0)
        if photo is not None:
            changed = get_changed_photo_fields(photo, node)
            if changed.keys() & {"alt", "decorative"}:  # They exclude each other.
                changed |= {"alt": node.alt, "decorative": node.decorative}
            if node.caption and not photo.caption:
                changed["caption"] = node.caption
            elif node.caption and node.caption != photo.caption:
                own_captions.append(node)
            changes.setdefault(photo.pk, {}).update(changed)
    for node in _find_sole_figures(own_captions):
        changes[node.photo or 0]["caption"] = node.caption
    changes = {pk: changed for pk, changed in changes.items() if changed}
    if not changes:
        return []
    corrected = list(Photo.objects.correctable_by(user).filter(pk__in=changes))
    for photo in corrected:
        for name, value in changes[photo.pk].items():
            setattr(photo, name, value)
        photos[photo.pk] = photo
    if corrected:
        Photo.objects.bulk_update(corrected, [*PHOTO_FIELDS, "caption"])
        rendering.rerender_posts(Post.all_objects.filter(figures__photo__in=corrected))
        photo_renditions.enqueue_all(corrected)
    return corrected
