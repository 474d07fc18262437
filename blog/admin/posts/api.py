"""What the editor asks the server while a post is written. JSON, for people who may write posts."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from accounts.models import signed_in
from blog.common import markup
from blog.content.document import QuotationNode
from blog.content.document.credits import update_credit
from blog.content.document.nodes import SourceFields
from blog.editing.photos import upload_photo, without_leaving
from blog.models import Label, Photo, Source
from imaging.process import MAX_DECODER_WAIT, DecodersBusyError
from lib.error_pages import RETRY_AFTER_BUSY
from lib.parsing import parse_json_body, parse_pk

logger = logging.getLogger(__name__)
MAX_TERM = 100
SOURCES = 8  # are offered
NO_ROOM = gettext_noop(
    "The picture could not be stored; the server’s disk may be full. "
    "Your text is safe. Tell the site’s administrator, and try again "
    "later."
)
View = Callable[[HttpRequest], HttpResponse]


def require_author(request: HttpRequest) -> None:
    if not request.user.has_perm("blog.change_post"):
        raise PermissionDenied


def for_authors(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        require_author(request)
        response = view(request)
        response["Cache-Control"] = "private, no-store"
        return response

    return checked


def _term(request: HttpRequest) -> str:
    return " ".join(markup.clean_text(request.GET.get("q", "")).split())[:MAX_TERM]


@require_POST
@for_authors
def upload(request: HttpRequest) -> JsonResponse:
    """One picture as `image`. 200 with the photo; with `error` 400 where it is no picture, 507
    where it cannot be written down (RFC 4918, section 11.5), 503 with Retry-After where too many
    pictures arrive at once."""
    if not request.user.has_perm("blog.add_photo"):
        raise PermissionDenied
    file = request.FILES.get("image")
    if file is None:
        return JsonResponse({"error": _("No file was received. Try again.")}, status=400)
    try:
        photo = upload_photo(file=file, by=signed_in(request), max_wait=MAX_DECODER_WAIT).photo
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    except DecodersBusyError:
        message = _("Many pictures are being uploaded. This one will be retried in a few seconds.")
        retry = {"Retry-After": str(RETRY_AFTER_BUSY)}
        return JsonResponse({"error": message}, status=503, headers=retry)
    except OSError:
        logger.exception("A picture cannot be written down")
        return JsonResponse({"error": _(NO_ROOM)}, status=507)
    return JsonResponse(_photo(photo, request.user))


@require_GET
@for_authors
def photos(request: HttpRequest) -> JsonResponse:
    """The photos a person may use, newest first, 24 at a time: `?q=words&before=ID`."""
    found = without_leaving(Photo.objects.usable_by(request.user))
    for word in _term(request).split():
        found = found.filter(
            Q(caption__folded_contains=word)
            | Q(alt__folded_contains=word)
            | Q(credit__folded_contains=word)
        )
    if before := parse_pk(request.GET.get("before")):
        found = found.filter(pk__lt=before)
    page = list(found.order_by("-pk")[:25])
    return JsonResponse(
        {"photos": [_photo(photo, request.user) for photo in page[:24]], "more": len(page) > 24}
    )


def _photo(photo: Photo, user: Any) -> dict[str, Any]:
    mine = photo.uploaded_by_id == user.pk or user.has_perm("blog.edit_all")
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
        "locked": not mine,
    }


@require_GET
@for_authors
def sources(request: HttpRequest) -> JsonResponse:
    """Sources whose name or affiliation has every word of `?q=`, those that begin with it first: at
    most eight. One query, two where fewer begin with it: all sources are looked at then."""
    term = _term(request)
    begin = Source.objects.alias(lower=Lower("name")).filter(lower__startswith=Lower(Value(term)))
    found: list[Any] = list(begin.order_by(Lower("name"), "pk")[:SOURCES])
    if len(found) < SOURCES:
        others = Source.objects.exclude(pk__in=[source.pk for source in found])
        for word in term.split():
            others = others.filter(
                Q(name__folded_contains=word) | Q(affiliation__folded_contains=word)
            )
        found += others.order_by(Lower("name"), "pk")[: SOURCES - len(found)]
    return JsonResponse({"sources": [_source(source, request.user) for source in found]})


def _source(source: Source, user: Any) -> dict[str, Any]:
    mine = source.created_by_id == user.pk or user.has_perm("blog.edit_all")
    return {
        "source": source.pk,
        "name": source.name,
        "role": source.role,
        "affiliation": source.affiliation,
        "kind": source.kind,
        "locked": not mine,
    }


@require_POST
@for_authors
def take_apart(request: HttpRequest) -> JsonResponse:
    """Credits read from attribution lines: a JSON list of at most 200 in, `attributions` out.

    Each is a line, or an object with the `attribution` as it is, the line that it was as `readFrom`
    and the credit of that line, under the names of the editor's attributes. A known source of the
    name (and affiliation, where there is one) is named by its key. One query.
    """
    try:
        sent = parse_json_body(request)
        quotations = [_quotation(each) for each in sent[:200]] if isinstance(sent, list) else None
    except (ValueError, TypeError):
        quotations = None
    if quotations is None:
        return JsonResponse(
            {"error": _("The request must contain a list of attribution lines.")}, status=400
        )
    for quotation in quotations:
        update_credit(quotation)
    keys, names = set(), Q()
    for quotation in quotations:
        if quotation.source.pk:
            keys.add(quotation.source.pk)
        elif quotation.source.name:
            names |= Q(name__iexact=quotation.source.name)
    wanted = Q(pk__in=keys) | names
    known = {source.pk: source for source in Source.objects.filter(wanted)} if quotations else {}
    credits = [_credit(quotation, known, request.user) for quotation in quotations]
    return JsonResponse({"attributions": credits})


def _quotation(sent: Any) -> QuotationNode:
    """The node of which a credit is asked for; TypeError for what names none."""
    given = {"attribution": sent} if isinstance(sent, str) else sent
    if not isinstance(given, dict):
        raise TypeError

    def line(name: str) -> str:
        return " ".join(markup.clean_text(str(given.get(name) or "")).split())[:500]

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
        said=line("said"),
        read_from=line("readFrom"),
    )


def _credit(node: QuotationNode, known: dict[int, Source], user: Any) -> dict[str, Any]:
    fields, source = node.source, known.get(node.source.pk or 0)
    if source is None and fields.name:
        named = [s for s in known.values() if s.name.casefold() == fields.name.casefold()]
        there = [s for s in named if s.affiliation.casefold() == fields.affiliation.casefold()]
        match = there or (named if len(named) == 1 and not fields.affiliation else [])
        source = match[0] if match else None
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
        "said": node.said,
        "speaker": node.speaker.pk,
        "speakerName": node.speaker.name,
    }


@require_GET
@for_authors
def labels(request: HttpRequest) -> JsonResponse:
    """Labels that have `?q=` in their name, those that begin with it first, then those that have a
    alias with it: at most eight. Three queries at most."""
    term = _term(request)
    ways = (
        Label.objects.filter(name__istartswith=term),
        Label.objects.filter(name__folded_contains=term),
        Label.objects.filter(aliases__name__folded_contains=term),
    )
    names: dict[str, None] = {}
    for found in ways:
        if len(names) < 8:
            names |= dict.fromkeys(found.values_list("name", flat=True)[:16])
    return JsonResponse({"labels": list(names)[:8]})
