"""Validate a document and add error messages to its nodes."""

from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from blog.common.date_precision import parse_partial_date
from blog.common.db.languages import validate_language
from blog.content.document.facts import collapse_whitespace
from blog.content.document.nodes import (
    PHOTO_FIELDS,
    Document,
    EmbedNode,
    FigureNode,
    FileNode,
    GalleryNode,
    ProseNode,
    QuotationNode,
    SourceFields,
)
from blog.content.document.serializer import show_file, show_post, show_preview
from blog.content.embeds import linked_posts, previews
from blog.content.embeds.providers import find_embed
from blog.models import Embed, Figure, Hop, MediaFile, Photo, Post, PullQuote, Source
from lib.urls import validate_web_address

MAX_BLOCKS = 2000
MAX_HOPS = 10
MAX_TRANSCRIPT_LENGTH = 100_000
MIN_PICTURES, MAX_PICTURES = 2, 24  # of a gallery


def check(document: Document, post: Post, user, publishing: bool) -> None:
    """Fill `node.errors`. At most thirteen queries, however long the document.

    `renamed_from` of a source that was renamed meanwhile becomes its present name, so that the next
    save renames it.

    `publishing` also requires a picture in every figure. All other requirements for publishing are
    checks (`blog.checks`), which an editor can override.
    """
    quotations = document.all_quotations
    figures = [node for node in document.all_nodes if isinstance(node, FigureNode)]
    known = _KnownRows(post, user, quotations, figures)
    for quotation in quotations:
        quotation.errors = list(_find_quotation_errors(quotation, known))
    for figure in figures:
        figure.errors = list(_find_figure_errors(figure, known, publishing))
    for node in document.all_nodes:
        if isinstance(node, GalleryNode):
            node.errors = list(_find_gallery_errors(node, publishing))
    embeds = [node for node in document.all_nodes if isinstance(node, EmbedNode)]
    if embeds:
        _check_embeds(embeds, post, user)
    files = [node for node in document.all_nodes if isinstance(node, FileNode)]
    if files:
        _check_files(files, post, user)
    for conflict in document.conflicts:
        conflict.errors = [_("Choose which version to keep. Until then the post cannot be saved.")]
    blocks = len(document.nodes) + sum(
        len(node.paragraphs) - (not node.is_inline) for node in quotations
    )
    blocks += sum(len(node.figures) - 1 for node in document.nodes if isinstance(node, GalleryNode))
    if blocks > MAX_BLOCKS:  # Neighbouring prose is one node, so there are others.
        message = _("A post can have at most %(limit)d blocks. Split it into several posts.")
        first = next(node for node in document.nodes_with_inline if not isinstance(node, ProseNode))
        first.errors.append(message % {"limit": MAX_BLOCKS})


def _select(build: Callable[[], QuerySet[Any]], keys: Collection[int]) -> set[int]:
    """Return those of the keys that the rows have. One query; without keys none, which is not built
    either: that takes longer than all else in a text without pictures and sources."""
    return set(build().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


class _KnownRows:
    """The rows that a document refers to, loaded in bulk."""

    def __init__(
        self, post: Post, user, quotations: list[QuotationNode], figures: list[FigureNode]
    ) -> None:
        sources = {n.source.pk for n in quotations} | {n.speaker.pk for n in quotations}
        photos = {node.photo for node in figures if node.photo}
        quotes = {p.pk for node in quotations for p in node.paragraphs if p.pk}
        keys = {node.pk for node in figures if node.pk}
        self.sources = Source.objects.in_bulk(sources - {None}) if sources - {None} else {}
        self.my_sources = _select(lambda: Source.objects.correctable_by(user), self.sources)
        self.namesakes = self._load_namesakes([node.source for node in quotations])
        self.renames: dict[int, str] = {}  # The new names of sources that the document renames.
        self.photos = Photo.objects.lock(photos)
        self.my_photos = _select(lambda: Photo.objects.correctable_by(user), self.photos)
        self.usable = _select(
            lambda: Photo.objects.usable_by(user).without_taken_down(), self.photos
        )
        if photos:
            shown = Figure.objects.filter(post=post.pk, photo__in=photos)
            self.usable |= set(shown.values_list("photo", flat=True))
        self.foreign_quotes = _select(lambda: PullQuote.objects.exclude(post=post.pk), quotes)
        self.foreign_figures = _select(lambda: Figure.objects.exclude(post=post.pk), keys)

    def _load_namesakes(self, sources: list[SourceFields]) -> dict[tuple[str, str], int]:
        """Return the keys of sources with the name of one whose name or affiliation changes.

        By name and affiliation.
        """
        names = Q()
        for fields in sources:
            source = self.sources.get(fields.pk or 0)
            if source is None or not (source.name == fields.name or fields.renamed_from):
                continue
            changed = get_changed_source_fields(source, fields)
            if source.name != fields.name or "affiliation" in changed:
                names |= Q(name__iexact=fields.name)
        if not names:
            return {}
        namesakes = Source.objects.filter(names)
        return {_get_source_key(source): source.pk for source in namesakes}


def _get_source_key(source: Source | SourceFields) -> tuple[str, str]:
    return source.name.upper(), source.affiliation.upper()


def _find_length_errors(label: str, value: str, limit: int):
    if len(value) > limit:
        yield _("%(label)s has %(length)d characters; the limit is %(limit)d.") % {
            "label": label,
            "length": len(value),
            "limit": limit,
        }


def _find_url_errors(label: str, value: str, limit: int):
    if len(value) > limit:
        yield from _find_length_errors(label, value, limit)
    elif value:
        try:
            validate_web_address(value)
        except ValidationError:
            yield _("%(label)s must be a web address that begins with https://") % {"label": label}


def _find_quotation_errors(node: QuotationNode, known: _KnownRows):
    if not node.paragraphs:
        yield _("This quotation has no text.")
    if any(p.pk in known.foreign_quotes for p in node.paragraphs):
        yield _("This quotation belongs to another post; paste its text instead.")
    yield from _find_length_errors(_("The attribution"), node.attribution, 500)
    node.source_is_mine = node.source.pk not in known.sources or node.source.pk in known.my_sources
    yield from _find_source_errors(_("The source"), node.source, known)
    yield from _find_source_errors(_("The speaker"), node.speaker, known)
    speaker = node.speaker.name.casefold()
    if speaker and speaker == node.source.name.casefold():
        yield _("The speaker and the source are the same. Leave one of them empty.")
    if node.date_said and not parse_partial_date(node.date_said):
        yield _("Enter the date said as 2023, 2023-03 or 2023-03-22.")
    yield from _find_url_errors(_("Source URL"), node.url, 1000)
    yield from _find_length_errors(_("The place in the source"), node.locator, 100)
    yield from _find_hop_errors(node)
    if node.language:
        try:
            validate_language(node.language)
        except ValidationError as error:
            yield str(error.message)
    if node.translation and not node.language:
        yield _("Enter the language of the quotation, because it has a translation.")
    if node.translation and len(node.translations) != len(node.paragraphs):
        yield _(
            "The translation needs one line for each quotation (now %(lines)d for %(count)d)."
        ) % {
            "lines": len(node.translations),
            "count": len(node.paragraphs),
        }


def _find_hop_errors(node: QuotationNode):
    if len(node.hops) > MAX_HOPS:
        yield _("A quotation can have at most %(limit)d steps of provenance.") % {"limit": MAX_HOPS}
    for hop in node.hops[:MAX_HOPS]:
        if hop.kind not in Hop.Kind.values:
            yield _("Choose what each step of the provenance is.")
        yield from _find_length_errors(_("A name in the provenance"), hop.source.name, 200)
        yield from _find_url_errors(_("An address in the provenance"), hop.url, 1000)


def _find_source_errors(label: str, fields: SourceFields, known: _KnownRows):
    for value in (fields.name, fields.role, fields.affiliation):
        yield from _find_length_errors(label, value, 200)
    if fields.kind and fields.kind not in Source.Kind.values:
        yield _("Choose a kind of source: person, organisation, publication or document.")
    source = known.sources.get(fields.pk) if fields.pk else None
    if fields.pk and source is None and not fields.name:
        yield _("This source no longer exists. Choose another.")
    if source is not None and source.name != fields.name and fields.renamed_from:
        yield from _find_rename_errors(source, fields, known)
    elif source is None or source.name != fields.name:
        if fields.affiliation:
            known.namesakes.setdefault(_get_source_key(fields), 0)  # The save gets or creates it.
    elif (
        changed := get_changed_source_fields(source, fields)
    ) and source.pk not in known.my_sources:
        yield _("Only an editor can change the role or affiliation of %(name)s.") % {
            "name": source.name
        }
    elif "affiliation" in changed and (
        known.namesakes.setdefault(_get_source_key(fields), source.pk) != source.pk
    ):
        yield _format_namesake_error(fields)


def _find_rename_errors(source: Source, fields: SourceFields, known: _KnownRows):
    """Find what prevents the source from being renamed, as on its admin page."""
    names = {"old": source.name, "name": fields.name, "shown": fields.renamed_from}
    other = known.renames.setdefault(source.pk, fields.name)
    if source.pk not in known.my_sources:
        yield _("Only an editor can rename %(old)s. Make a new source instead.") % names
    elif other != fields.name:
        message = _(
            "%(old)s has two new names in this post: %(other)s and %(name)s. Choose one of them."
        )
        yield message % {**names, "other": other}
    elif fields.renamed_from != source.name:
        fields.renamed_from = source.name
        message = _(
            "%(shown)s was renamed to %(old)s in the meantime. Save again to rename it to %(name)s."
        )
        yield message % names
    elif known.namesakes.setdefault(_get_source_key(fields), source.pk) != source.pk:
        yield _format_namesake_error(fields)


def _format_namesake_error(fields: SourceFields) -> str:
    return _("There is already another source %(name)s (%(place)s). Choose that one.") % {
        "name": fields.name,
        "place": fields.affiliation or _("no affiliation"),
    }


def get_changed_source_fields(source: Source, fields: SourceFields) -> dict[str, str]:
    """Return the values that differ from the stored source; none for a speaker, which has a name
    only."""
    if not fields.kind:
        return {}
    return {
        name: getattr(fields, name)
        for name in ("kind", "role", "affiliation")
        if getattr(fields, name) != getattr(source, name)
    }


def _find_figure_errors(node: FigureNode, known: _KnownRows, publishing: bool):
    if node.pk in known.foreign_figures:
        yield _("This figure belongs to another post; choose its picture instead.")
    yield from _find_length_errors(_("The caption"), node.caption, 1000)
    yield from _find_length_errors(_("The credit"), node.credit, 300)
    yield from _find_length_errors(_("The alternative text"), node.alt, 500)
    yield from _find_url_errors(_("The licence URL"), node.licence_url, 500)
    yield from _find_url_errors(_("The URL of the original"), node.original_url, 500)
    if node.decorative and node.alt:
        yield _(
            "A decorative picture has no alternative text. Clear the text, or untick “Decorative”."
        )
    photo = known.photos.get(node.photo) if node.photo else None
    if photo and photo.withdrawn_at and photo.pk not in known.usable:
        yield _("This picture was taken down: %(reason)s Choose another.") % {
            "reason": photo.withdrawal_reason
        }
    elif node.photo and (photo is None or photo.pk not in known.usable):
        yield _("You cannot use this picture; upload it or choose another.")
    elif photo is None:
        if publishing:
            yield _("This figure has no picture. Add one, or remove the figure.")
    else:
        node.src, node.width, node.height = photo.image.url, photo.width, photo.height
        node.photo_is_mine = photo.pk in known.my_photos
        node.removed = photo.withdrawal_reason
        if not node.photo_is_mine and get_changed_photo_fields(photo, node):
            yield _(
                "Only its uploader or an editor can change the alternative text and "
                "credit of this picture."
            )


def _find_gallery_errors(node: GalleryNode, publishing: bool):
    values = {"most": MAX_PICTURES, "number": len(node.figures)}
    if len(node.figures) > MAX_PICTURES:
        yield _("A gallery can have at most %(most)d pictures (now %(number)d).") % values
    elif publishing and len(node.figures) < MIN_PICTURES:
        yield _("A gallery needs at least two pictures. Add one, or use a single picture.")


def _check_embeds(embeds: list[EmbedNode], post: Post, user) -> None:
    """Fill the errors of embeds, the keys of linked posts, and what the editor shows of both.

    At most three queries.
    """
    _resolve_linked_posts(embeds, post, user)
    keys = {node.pk for node in embeds if node.pk}
    others = (
        Embed.objects.filter(pk__in=keys).exclude(post=post.pk) if keys else Embed.objects.none()
    )
    foreign = set(others.values_list("pk", flat=True))
    pages = previews.load({node.url for node in embeds if not node.post})
    for node in embeds:
        node.errors = list(_find_embed_errors(node))
        if node.pk in foreign:
            node.errors.append(_("This embed belongs to another post; paste its address instead."))
        if node.url in pages and not node.post:
            show_preview(node, pages[node.url])


def _check_files(nodes: list[FileNode], post: Post, user) -> None:
    """Fill the errors of files, and what the editor shows of them. Three queries.

    The files are locked against deletion until the end of the transaction, if there is one.
    """
    keys = {node.file for node in nodes if node.file}
    files = MediaFile.objects.lock(keys)
    usable = MediaFile.objects.usable_by(user).without_taken_down().filter(pk__in=keys)
    here = Embed.objects.filter(post=post.pk, file__in=keys)
    allowed = {*usable.values_list("pk", flat=True), *here.values_list("file", flat=True)}
    pks = {node.pk for node in nodes if node.pk}
    others = Embed.objects.filter(pk__in=pks).exclude(post=post.pk)
    foreign = set(others.values_list("pk", flat=True)) if pks else set()
    for node in nodes:
        node.errors = list(_find_file_errors(node))
        if node.pk in foreign:
            node.errors.append(_("This block belongs to another post; upload its file here."))
        if node.file in allowed and node.file in files:
            show_file(node, files[node.file])
        elif node.file in files and (reason := files[node.file].withdrawal_reason):
            message = _("This file was taken down: %(reason)s Choose another file.")
            node.errors.append(message % {"reason": reason})
        elif node.file:
            node.errors.append(_("You cannot use this file; upload it again."))


def _find_file_errors(node: FileNode):
    yield from _find_length_errors(_("The title"), node.title, 300)
    yield from _find_length_errors(_("The caption"), node.caption, 1000)
    yield from _find_length_errors(_("The credit"), node.credit, 300)
    yield from _find_length_errors(_("The transcript"), node.transcript, MAX_TRANSCRIPT_LENGTH)
    if not node.file:
        yield _("This block has no file. Upload one, or remove the block.")


def _resolve_linked_posts(embeds: list[EmbedNode], post: Post, user) -> None:
    """Set the post of embeds whose URL is one of this site; clear one that the user may not see."""
    keys = {node.post for node in embeds if node.post}
    slugs = {linked_posts.find_slug(node.url) for node in embeds if not node.post} - {""}
    linked = linked_posts.load(keys, slugs, user, post)
    by_key, by_slug = {each.pk: each for each in linked}, {each.slug: each for each in linked}
    for node in embeds:
        slug = linked_posts.find_slug(node.url)
        other = by_key.get(node.post) if node.post else by_slug.get(slug)
        if other is not None:
            show_post(node, other)
        elif node.post:
            node.post, node.url = None, ""


def _find_embed_errors(node: EmbedNode):
    yield from _find_length_errors(_("The title"), node.title, 300)
    yield from _find_length_errors(_("The caption"), node.caption, 1000)
    if not node.url:
        yield _("Enter the address of the page to embed.")
    elif not node.post and find_embed(node.url) is None:
        yield from _find_url_errors(_("The address"), node.url, 1000)


def get_changed_photo_fields(photo: Photo, node: FigureNode) -> dict[str, str | bool]:
    """Return the values that differ from the stored photo, apart from white space."""
    return {
        name: getattr(node, name)
        for name in PHOTO_FIELDS
        if getattr(node, name) != collapse_whitespace(getattr(photo, name))
    }
