"""The editor's JSON API, for users who may write posts."""

import logging
from collections.abc import Callable
from functools import wraps
from itertools import compress
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from accounts.models import signed_in
from blog.common import markup
from blog.content.document import QuotationNode
from blog.content.document.credits import update_credit
from blog.content.document.nodes import SourceFields
from blog.content.sources.completion import complete_sources
from blog.content.sources.names import Credited, find_credited_sources
from blog.content.sources.similar import find_similar_sources
from blog.editing.photos import exclude_expiring, upload_photo
from blog.models import Label, Photo, Source
from imaging.process import MAX_DECODER_WAIT, DecodersBusyError
from lib.error_pages import RETRY_AFTER_BUSY
from lib.parsing import parse_json_body, parse_pk

logger = logging.getLogger(__name__)
MAX_TERM_LENGTH = 100
MAX_SOURCES = 8
MAX_NAME_LENGTH = 200
STORAGE_ERROR = gettext_noop(
    "The picture could not be stored; the server’s disk may be full. "
    "Your text is safe. Tell the site’s administrator, and try again "
    "later."
)
View = Callable[[HttpRequest], HttpResponse]


def require_author(request: HttpRequest) -> None:
    if not request.user.has_perm("blog.change_post"):
        raise PermissionDenied


def author_required(view: View) -> View:
    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        require_author(request)
        response = view(request)
        response["Cache-Control"] = "private, no-store"
        return response

    return wrapper


def search_term(request: HttpRequest) -> str:
    return " ".join(markup.clean_text(request.GET.get("q", "")).split())[:MAX_TERM_LENGTH]


@require_POST
@author_required
def upload(request: HttpRequest) -> JsonResponse:
    """Upload the picture `image`.

    200 with the photo; with `error` 400 if it is no picture, 507 if it cannot be stored (RFC 4918,
    section 11.5), 503 with Retry-After if too many uploads arrive at once.
    """
    if not request.user.has_perm("blog.add_photo"):
        raise PermissionDenied
    file = request.FILES.get("image")
    if file is None:
        return JsonResponse({"error": _("No file was received. Try again.")}, status=400)
    try:
        by, wait = signed_in(request), MAX_DECODER_WAIT
        photo = upload_photo(file=file, by=by, max_wait=wait).photo
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    except DecodersBusyError:
        message = _("Many pictures are being uploaded. This one will be retried in a few seconds.")
        retry = {"Retry-After": str(RETRY_AFTER_BUSY)}
        return JsonResponse({"error": message}, status=503, headers=retry)
    except OSError:
        logger.exception("A picture could not be stored")
        return JsonResponse({"error": _(STORAGE_ERROR)}, status=507)
    return JsonResponse(_photo(photo, request.user))


@require_GET
@author_required
def photos(request: HttpRequest) -> JsonResponse:
    """List the photos that the user may use, newest first, 24 a page: `?q=words&before=ID`."""
    usable = Photo.objects.usable_by(request.user).without_taken_down()
    queryset = exclude_expiring(usable.matching(search_term(request).split()))
    if before := parse_pk(request.GET.get("before")):
        queryset = queryset.filter(pk__lt=before)
    page = list(queryset.order_by("-pk")[:25])
    return JsonResponse(
        {"photos": [_photo(photo, request.user) for photo in page[:24]], "more": len(page) > 24}
    )


def _photo(photo: Photo, user: Any) -> dict[str, Any]:
    is_editable = photo.uploaded_by_id == user.pk or user.has_perm("blog.edit_all")
    return {
        "photo": photo.pk,
        "src": photo.image.url,
        "thumbnail": photo.thumbnail_url,
        "focus": [photo.focus_x, photo.focus_y],
        "width": photo.width,
        "height": photo.height,
        "alt": photo.alt,
        "decorative": photo.decorative,
        "caption": photo.caption,
        "credit": photo.credit,
        "licence": photo.licence_url,
        "original": photo.original_url,
        "locked": not is_editable,
    }


@require_GET
@author_required
def sources(request: HttpRequest) -> JsonResponse:
    """List at most eight sources with all words of `?q=` in their name, role or affiliation, or in
    another name, which is their `otherName`.

    Names that begin with it come first. One query, or two, the second over all sources, if fewer
    than eight begin with it. `?like=` lists at most three whose name may be that name: one query.
    """
    if "like" in request.GET:
        name = " ".join(markup.clean_text(request.GET["like"]).split())[:MAX_NAME_LENGTH]
        similar = find_similar_sources(name)
        return JsonResponse({"sources": [_source(source, request.user) for source in similar]})
    matches = complete_sources(search_term(request), MAX_SOURCES)
    return JsonResponse({"sources": [_source(source, request.user) for source in matches]})


def _source(source: Any, user: Any) -> dict[str, Any]:
    """`locked` as `correctable_by`, without a query."""
    is_own = source.created_by_id == user.pk or user.has_perm("blog.edit_all")
    is_editable = is_own and user.has_perm("blog.change_source")
    return {
        "source": source.pk,
        "name": source.name,
        "otherName": getattr(source, "other_name", ""),
        "role": source.role,
        "affiliation": source.affiliation,
        "kind": source.kind,
        "locked": not is_editable,
    }


@require_POST
@author_required
def parse_attributions(request: HttpRequest) -> JsonResponse:
    """Parse attribution lines into credits: a JSON list of at most 200 in, `attributions` out.

    Each item is a line, or an object with the current `attribution`, the former line (`readFrom`),
    and the credit that was parsed from it, under the names of the editor's attributes. A known
    source of this name is returned by its ID, see `find_credited_sources`. Two queries at most.
    """
    try:
        items = parse_json_body(request)
        quotations = [_quotation(item) for item in items[:200]] if isinstance(items, list) else None
    except (ValueError, TypeError):
        quotations = None
    if quotations is None:
        return JsonResponse(
            {"error": _("The request must contain a list of attribution lines.")}, status=400
        )
    for quotation in quotations:
        update_credit(quotation)
    known = _find_known(quotations)
    credits = [
        _credit(quotation, source, request.user)
        for quotation, source in zip(quotations, known, strict=True)
    ]
    return JsonResponse({"attributions": credits})


def _find_known(quotations: list[QuotationNode]) -> list[Source | None]:
    """Return the stored source of each quotation, by key or by name."""
    by_key = Source.objects.in_bulk({node.source.pk for node in quotations if node.source.pk})
    credited = [
        Credited(node.source.name, node.source.affiliation, node.attribution) for node in quotations
    ]
    is_named = [bool(node.source.name and not node.source.pk) for node in quotations]
    named = iter(find_credited_sources(list(compress(credited, is_named))))
    return [
        next(named) if is_by_name else by_key.get(node.source.pk or 0)
        for node, is_by_name in zip(quotations, is_named, strict=True)
    ]


def _quotation(item: Any) -> QuotationNode:
    """Return the quotation node of an item; TypeError if it is neither a line nor an object."""
    fields = {"attribution": item} if isinstance(item, str) else item
    if not isinstance(fields, dict):
        raise TypeError

    def line(name: str) -> str:
        return " ".join(markup.clean_text(str(fields.get(name) or "")).split())[:500]

    source = SourceFields(
        pk=parse_pk(line("source")),
        name=line("sourceName"),
        role=line("sourceRole"),
        affiliation=line("sourceAffiliation"),
        kind=line("sourceKind"),
    )
    return QuotationNode(
        paragraphs=[],
        attribution=line("attribution"),
        source=source,
        speaker=SourceFields(parse_pk(line("speaker")), line("speakerName")),
        date_said=line("said"),
        url=str(fields.get("url") or ""),
        is_attribution_url=bool(fields.get("urlRead")),
        read_from=line("readFrom"),
    )


def _credit(node: QuotationNode, source: Source | None, user: Any) -> dict[str, Any]:
    fields = node.source
    credit = {
        "source": None,
        "name": fields.name,
        "role": fields.role,
        "affiliation": fields.affiliation,
        "kind": fields.kind,
        "locked": False,
    }
    if source is not None:
        credit = _source(source, user)
    return credit | {
        "said": node.date_said,
        "url": node.url,
        "urlRead": node.is_attribution_url,
        "speaker": node.speaker.pk,
        "speakerName": node.speaker.name,
    }


@require_GET
@author_required
def labels(request: HttpRequest) -> JsonResponse:
    """List at most eight labels with `?q=` in their name or an alias.

    Names that begin with it come first, aliases last. Three queries at most.
    """
    term = search_term(request)
    querysets = (
        Label.objects.filter(name__istartswith=term),
        Label.objects.filter(name__folded_contains=term),
        Label.objects.filter(aliases__name__folded_contains=term),
    )
    names: dict[str, None] = {}
    for queryset in querysets:
        if len(names) < 8:
            names |= dict.fromkeys(queryset.values_list("name", flat=True)[:16])
    return JsonResponse({"labels": list(names)[:8]})
