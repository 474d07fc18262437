"""Load rows as nodes, and serialize nodes as the editor's HTML."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from html import escape
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from blog.content.document.nodes import (
    PHOTO_FIELDS,
    ConflictNode,
    Document,
    EmbedNode,
    FigureNode,
    FileNode,
    GalleryNode,
    HopFields,
    Node,
    Paragraph,
    ProseNode,
    QuotationNode,
    SourceFields,
)
from blog.content.embeds.providers import PROVIDERS_BY_KEY
from blog.content.media_files.display import describe_file
from blog.models import (
    AnyBlock,
    Embed,
    Figure,
    LinkPreview,
    MediaFile,
    Photo,
    Post,
    Prose,
    ProvenanceStep,
    PullQuote,
    Source,
    get_blocks,
    group_blocks,
)


def load_document(post: Post, user=None) -> Document:
    """Load the blocks of a post in order.

    Four queries, and with `user` two more for the sources and photos that this person may correct.
    """
    my_sources: set[int] = set()
    my_photos: set[int] = set()
    if user is not None:
        sources = Source.objects.correctable_by(user).filter(quotations__post=post)
        photos = Photo.objects.correctable_by(user).filter(figures__post=post)
        my_sources = set(sources.values_list("pk", flat=True))
        my_photos = set(photos.values_list("pk", flat=True))
    return build_document(get_blocks(post), my_sources, my_photos)


def build_document(
    blocks: Iterable[AnyBlock],
    my_sources: Collection[int] = (),
    my_photos: Collection[int] = (),
) -> Document:
    """Build the document of blocks that are loaded as by `get_blocks`. No query."""
    nodes: list[Node] = []
    for rows in group_blocks(blocks):
        first = rows[0]
        quotations = [row for row in rows if isinstance(row, PullQuote)]
        if isinstance(first, Prose):
            inline = [_build_quotation_node([row], my_sources) for row in quotations]
            nodes.append(ProseNode(first.html, inline))
        elif isinstance(first, Figure):
            nodes.append(_build_figure_nodes(rows, my_photos))
        elif isinstance(first, Embed):
            build = _build_file_node if first.file else _build_embed_node
            nodes.append(build(first))
        else:
            nodes.append(_build_quotation_node(quotations, my_sources))
    return Document(nodes)


def _build_quotation_node(rows: list[PullQuote], my_sources: Collection[int]) -> QuotationNode:
    first = rows[0]
    translations = [row.translation for row in rows]
    return QuotationNode(
        paragraphs=[Paragraph(row.pk, row.html) for row in rows],
        attribution=first.attribution,
        source=get_source_fields(first.source),
        speaker=get_speaker_fields(first.speaker),
        date_said=first.date_said,
        url=first.url,
        is_attribution_url=first.is_attribution_url,
        locator=first.locator,
        hops=[_build_hop_fields(step) for step in first.provenance],
        language=first.language,
        is_machine_translation=first.is_machine_translation,
        translation="\n".join(translations) if any(translations) else "",
        source_is_mine=first.source_id is None or first.source_id in my_sources,
        is_inline=first.is_inline,
    )


def _build_hop_fields(step: ProvenanceStep) -> HopFields:
    source = SourceFields(step.source.pk, step.source.name) if step.source else SourceFields()
    return HopFields(step.kind, source, step.url)


def get_source_fields(source: Source | None) -> SourceFields:
    if source is None:
        return SourceFields()
    return SourceFields(source.pk, source.name, source.role, source.affiliation, source.kind)


def get_speaker_fields(speaker: Source | None) -> SourceFields:
    """Return the name of a speaker only: the editor has no other fields for it."""
    return SourceFields(speaker.pk, speaker.name) if speaker else SourceFields()


def _build_figure_nodes(rows: list[AnyBlock], my_photos: Collection[int]) -> Node:
    """Return the node of a figure or of a gallery."""
    figures = [row for row in rows if isinstance(row, Figure)]
    nodes = [build_figure_node(row, my_photos) for row in figures]
    if not figures[0].gallery:
        return nodes[0]
    for node in nodes:
        node.layout = ""
    return GalleryNode(nodes, figures[0].layout)


def build_figure_node(row: Figure, my_photos: Collection[int] = ()) -> FigureNode:
    photo = row.photo
    if photo is None:
        return FigureNode(
            pk=row.pk,
            caption=row.caption,
            layout=row.layout,
            is_lead=row.is_lead,
            **_get_photo_values(row),
        )
    return FigureNode(
        pk=row.pk,
        photo=photo.pk,
        caption=row.caption,
        layout=row.layout,
        is_lead=row.is_lead,
        **_get_photo_values(photo),
        src=photo.image.url,
        width=photo.width,
        height=photo.height,
        photo_is_mine=photo.pk in my_photos,
        removed=photo.withdrawal_reason,
    )


def _build_embed_node(row: Embed) -> EmbedNode:
    node = EmbedNode(row.pk, row.url, row.title, row.caption)
    if row.preview:
        show_preview(node, row.preview)
    elif row.linked_post:
        show_post(node, row.linked_post)
    return node


def _build_file_node(row: Embed) -> FileNode:
    texts = {name: getattr(row, name) for name in ("title", "caption", "credit", "transcript")}
    node = FileNode(row.pk, **texts)
    if row.file:
        show_file(node, row.file)
    return node


def show_file(node: FileNode, file: MediaFile) -> None:
    """Set the key of a file, and what the editor shows of it."""
    node.file, node.kind, node.name = file.pk, file.kind, file.name
    node.details = describe_file(file)
    node.src = "" if file.withdrawn_at else file.file.url
    node.removed = file.withdrawal_reason


def show_post(node: EmbedNode, post: Post) -> None:
    """Set the key and the current URL of a linked post, and what the editor shows of it."""
    node.post, node.url = post.pk, f"{settings.SITE_URL}{post.get_absolute_url()}"
    node.provider, node.page_title, node.author, node.src = gettext("Post"), post.title, "", ""


def show_preview(node: EmbedNode, page: LinkPreview) -> None:
    """Set what the editor shows of the stored page of an embed."""
    provider = PROVIDERS_BY_KEY.get(page.provider)
    node.provider = provider.name if provider else ""
    node.page_title, node.author = page.title, page.author
    node.src = page.image.url if page.image else ""


def _get_photo_values(holder: Figure | Photo) -> dict[str, Any]:
    return {name: getattr(holder, name) for name in PHOTO_FIELDS}


def to_html(document: Document) -> str:
    """Serialize a document for the editor; each node has its errors as `data-errors`."""
    return "".join(map(_serialize_node, document.nodes))


def blocks_to_html(document: Document, keep_marks: bool = False) -> list[str]:
    """Serialize each node for a revision, without display-only attributes.

    A merge keeps `read_from`, `by_hand` and `renamed_from` (`keep_marks`), because its result is
    saved.
    """
    return [_serialize_node(_strip_display(node, keep_marks)) for node in document.nodes]


def _strip_display(node: Node, keep_marks: bool) -> Node:
    if isinstance(node, GalleryNode):
        figures: Any = [_strip_display(each, keep_marks) for each in node.figures]
        return replace(node, figures=figures, errors=[])
    if isinstance(node, FigureNode):
        shown = replace(node, src="", width=0, height=0, photo_is_mine=True)
        return replace(shown, removed="", errors=[])
    if isinstance(node, EmbedNode):
        url = "" if node.post else node.url  # It follows renames, without a revision.
        stripped = replace(node, url=url, provider="", page_title="", author="", src="")
        return replace(stripped, errors=[])
    if isinstance(node, FileNode):
        return replace(node, kind="", name="", details="", src="", removed="", errors=[])
    if isinstance(node, ProseNode):
        inline = [_strip_quotation(each, keep_marks) for each in node.quotations]
        return replace(node, quotations=inline)
    if isinstance(node, QuotationNode):
        return _strip_quotation(node, keep_marks)
    if isinstance(node, ConflictNode):
        theirs, mine = (
            [_strip_display(each, keep_marks) for each in nodes]
            for nodes in (node.theirs, node.mine)
        )
        return replace(node, theirs=theirs, mine=mine, errors=[])
    return node


def _strip_quotation(node: QuotationNode, keep_marks: bool) -> QuotationNode:
    stripped = node
    if not keep_marks:
        source = replace(node.source, renamed_from="")
        stripped = replace(node, source=source, read_from="", by_hand="")
    return replace(stripped, source_is_mine=True, errors=[])


def _serialize_node(node: Node) -> str:
    match node:
        case ProseNode():
            return _serialize_prose(node)
        case ConflictNode():
            return _serialize_conflict(node)
        case FigureNode():
            return _serialize_figure(node)
        case GalleryNode():
            return _serialize_gallery(node)
        case EmbedNode():
            return _serialize_embed(node)
        case FileNode():
            return _serialize_file(node)
        case QuotationNode():
            return _serialize_quotation(node)


def _serialize_conflict(node: ConflictNode) -> str:
    versions = ""
    for name, nodes in (("theirs", node.theirs), ("mine", node.mine)):
        html = "".join(map(_serialize_node, nodes))
        versions += f"<section{_format_attributes(version=name)}>{html}</section>"
    attributes = _format_attributes(block="conflict", by=node.by, errors=_join_errors(node))
    return f"<section{attributes}>{versions}</section>"


def _serialize_figure(node: FigureNode) -> str:
    attributes = _format_attributes(
        block="figure",
        id=node.pk,
        photo=node.photo,
        src="" if node.removed else node.src,
        width=node.width,
        height=node.height,
        alt=node.alt,
        decorative="1" if node.decorative else "",
        caption=node.caption,
        credit=node.credit,
        licence=node.licence_url,
        original=node.original_url,
        layout=node.layout,
        lead="1" if node.is_lead else "",
        locked="" if node.photo_is_mine else "1",
        removed=node.removed,
        errors=_join_errors(node),
    )
    return f"<figure{attributes}></figure>"


def _serialize_gallery(node: GalleryNode) -> str:
    figures = "".join(map(_serialize_figure, node.figures))
    attributes = _format_attributes(block="gallery", layout=node.layout, errors=_join_errors(node))
    return f"<section{attributes}>{figures}</section>"


def _serialize_embed(node: EmbedNode) -> str:
    attributes = _format_attributes(
        block="embed",
        id=node.pk,
        url=node.url,
        post=node.post,
        title=node.title,
        caption=node.caption,
        provider=node.provider,
        page_title=node.page_title,
        author=node.author,
        src=node.src,
        errors=_join_errors(node),
    )
    return f"<figure{attributes}></figure>"


def _serialize_file(node: FileNode) -> str:
    attributes = _format_attributes(
        block="file",
        id=node.pk,
        file=node.file,
        title=node.title,
        caption=node.caption,
        credit=node.credit,
        transcript=node.transcript,
        kind=node.kind,
        name=node.name,
        details=node.details,
        src=node.src,
        removed=node.removed,
        errors=_join_errors(node),
    )
    return f"<figure{attributes}></figure>"


def _serialize_quotation(node: QuotationNode) -> str:
    paragraphs = "".join(f"<p{_format_attributes(id=p.pk)}>{p.html}</p>" for p in node.paragraphs)
    return f"<section{_format_quotation(node)}>{paragraphs or '<p></p>'}</section>"


def _join_errors(node: Node) -> str:
    return " ".join(node.errors)


def _serialize_prose(node: ProseNode) -> str:
    """Return the HTML with the attributes of each quotation in it."""
    before, *parts = node.html.split("<q>")
    quotations = zip(node.quotations, parts, strict=True)
    return before + "".join(
        f"<q{_format_quotation(each, id=each.paragraphs[0].pk)}>{part}" for each, part in quotations
    )


def _format_quotation(node: QuotationNode, **values: int | None) -> str:
    return _format_attributes(
        block="quotation",
        **values,
        attribution=node.attribution,
        source=node.source.pk,
        source_name=node.source.name,
        source_role=node.source.role,
        source_affiliation=node.source.affiliation,
        source_kind=node.source.kind,
        renamed_from=node.source.renamed_from,
        speaker=node.speaker.pk,
        speaker_name=node.speaker.name,
        said=node.date_said,
        url=node.url,
        url_read="1" if node.is_attribution_url else "",
        locator=node.locator,
        hops=_format_hops(node.hops),
        lang=node.language,
        machine="1" if node.is_machine_translation else "",
        translation=node.translation,
        read_from=node.read_from,
        by_hand=node.by_hand,
        locked="" if node.source_is_mine else "1",
        errors=_join_errors(node),
    )


def _format_hops(hops: list[HopFields]) -> str:
    """Return JSON for the editor, '' without a step."""
    steps = [
        {"kind": hop.kind, "source": hop.source.pk, "name": hop.source.name, "url": hop.url}
        for hop in hops
    ]
    return json.dumps(steps, ensure_ascii=False) if steps else ""


def _format_attributes(**values: str | int | None) -> str:
    return "".join(
        f' data-{name.replace("_", "-")}="{escape(str(value))}"'
        for name, value in values.items()
        if value not in (None, "", 0)
    )
