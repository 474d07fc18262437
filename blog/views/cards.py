"""Preview cards of quotations and posts. For lists see `list_cards`."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.encoding import iri_to_uri

from blog.content.redirects import append_query_string
from blog.content.site_middleware import SiteRequest
from blog.metadata.cards import (
    build_post_card,
    build_quotation_card,
    drawing,
    get_card_path,
    hash_content,
)
from blog.metadata.cards.cache import load_or_draw
from blog.metadata.cards.lists import ListCard
from blog.models import Figure, Photo, Post, PullQuote
from blog.read_models.posts import PostPage, read_first

YEAR_IN_SECONDS = 31_536_000


def quotation_card(request: SiteRequest, pk: int) -> HttpResponse:
    """Draw the card of a quotation. One query, besides the site's."""
    quotation = get_object_or_404(PullQuote.objects.for_readers(), pk=pk)
    card, site = build_quotation_card(quotation), _build_site(request)
    key = hash_content(drawing.DESIGN_VERSION, card, site)
    cache_key = ("quotations", quotation.pk)
    return _respond(request, cache_key, key, hash_content(card), lambda: drawing.draw(card, site))


def post_card(request: SiteRequest, slug: str, **month: int) -> HttpResponse:
    """Draw the card of a post or page. One query besides the site's, two with a picture."""
    post = read_first(Post.all_objects.published().filter(slug=slug), PostPage)
    if post is None:
        raise Http404
    if iri_to_uri(request.path) != get_card_path(post):
        return redirect(append_query_string(get_card_path(post), request), permanent=True)
    card, site = build_post_card(post), _build_site(request)
    photo = _get_lead_photo(post) if card.picture else None
    key = hash_content(drawing.DESIGN_VERSION, card, site, _get_photo_state(photo))
    cache_key = ("posts", post.pk)
    return _respond(
        request, cache_key, key, hash_content(card), lambda: drawing.draw(card, site, photo)
    )


def render_list_card(request: SiteRequest, card: ListCard, kind: str, number: int) -> HttpResponse:
    """Respond with a list's card, identified by `kind` and `number`. No query."""
    site = _build_site(request)
    key = hash_content(drawing.DESIGN_VERSION, card, site)
    cache_key = (kind, number)
    return _respond(request, cache_key, key, hash_content(card), lambda: drawing.draw(card, site))


def _get_lead_photo(post: PostPage) -> Photo | None:
    figures = Figure.objects.with_shown_photo().filter(post=post.pk).select_related("photo")
    lead = figures.lead_first().first()
    return lead.photo if lead else None


def _get_photo_state(photo: Photo | None) -> tuple:
    """Return the values that affect the picture on the card."""
    return (
        (photo.sha256, photo.focus_x, photo.focus_y, photo.credit, photo.licence_url)
        if photo
        else ()
    )


def _build_site(request: SiteRequest) -> drawing.Site:
    return drawing.Site(request.site.name, urlsplit(settings.SITE_URL).netloc)


def _respond(
    request: SiteRequest,
    cache_key: tuple[str, int],
    key: str,
    version: str,
    draw: Callable[[], bytes],
) -> HttpResponse:
    """Respond with the card. Clients cache the current version forever, other URLs for an hour.

    `cache_key` is the kind and number under which the card is stored.
    """
    etag = f'"{key}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(load_or_draw(*cache_key, key, draw), content_type="image/png")
    response["ETag"] = etag
    if request.GET.get("v") == version:
        patch_cache_control(response, public=True, max_age=YEAR_IN_SECONDS, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=3600)
    return response
