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
from blog import attribution, markup
from blog.decoding import MAX_DECODER_WAIT, DecodersBusyError
from blog.models import Label, Photo, Source
from blog.unused import without_leaving
from blog.uploads import store_photo
from config.errors import RETRY_AFTER_BUSY
from config.untrusted import parse_json_body, parse_pk

logger = logging.getLogger(__name__)
MAX_TERM = 100
SOURCES = 8  # are offered
NO_ROOM = gettext_noop(
    "The picture could not be stored: the server's disk may be full. Tell who runs this site, and"
    " try again later; your words are kept."
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
    return " ".join(markup.text(request.GET.get("q", "")).split())[:MAX_TERM]


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
        return JsonResponse({"error": _("No file arrived; try again.")}, status=400)
    try:
        photo = store_photo(file, signed_in(request), MAX_DECODER_WAIT)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    except DecodersBusyError:
        message = _("Many pictures are being uploaded. This one is tried again in a few seconds.")
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
            Q(caption__icontains=word) | Q(alt__icontains=word) | Q(credit__icontains=word)
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
            others = others.filter(Q(name__icontains=word) | Q(affiliation__icontains=word))
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
    """The parts of attribution lines, sent as a JSON list: at most 200. A known source of the name
    (and affiliation, where there is one) is named by its key. One query."""
    try:
        lines = parse_json_body(request)
    except ValueError:
        lines = None
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        return JsonResponse({"error": _("Send a list of lines.")}, status=400)
    texts = [markup.text(line)[:500] for line in lines[:200]]
    parsed = [attribution.parse(text) for text in texts]
    names = Q()
    for parts in parsed:
        names |= Q(name__iexact=parts.name)
    known = list(Source.objects.filter(names)) if parsed else []
    return JsonResponse({"attributions": [_parts(parts, known, request.user) for parts in parsed]})


def _parts(parts: attribution.Attribution, known: list[Source], user: Any) -> dict[str, Any]:
    named = [source for source in known if source.name.casefold() == parts.name.casefold()]
    there = [s for s in named if s.affiliation.casefold() == parts.affiliation.casefold()]
    match = there or (named if len(named) == 1 and not parts.affiliation else [])
    if match and parts.name:
        return _source(match[0], user) | {"said": parts.said}
    return {
        "source": None,
        "name": parts.name,
        "role": parts.role,
        "affiliation": parts.affiliation,
        "kind": parts.kind,
        "said": parts.said,
        "locked": False,
    }


@require_GET
@for_authors
def labels(request: HttpRequest) -> JsonResponse:
    """Labels that have `?q=` in their name, those that begin with it first, then those that have a
    synonym with it: at most eight. Three queries at most."""
    term = _term(request)
    ways = (
        Label.objects.filter(name__istartswith=term),
        Label.objects.filter(name__icontains=term),
        Label.objects.filter(synonyms__name__icontains=term),
    )
    names: dict[str, None] = {}
    for found in ways:
        if len(names) < 8:
            names |= dict.fromkeys(found.values_list("name", flat=True)[:16])
    return JsonResponse({"labels": list(names)[:8]})
