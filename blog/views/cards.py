"""The pictures that stand for a quotation or a post where its address is shared; those of lists
are in list_cards."""

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

YEAR = 31_536_000


def quotation_card(request: SiteRequest, pk: int) -> HttpResponse:
    """One query, besides the site's."""
    found = get_object_or_404(PullQuote.objects.for_readers(), pk=pk)
    card, site = build_quotation_card(found), _site(request)
    key = hash_content(drawing.DESIGN_VERSION, card, site)
    place = ("quotations", found.pk)
    return _answer(request, place, key, hash_content(card), lambda: drawing.draw(card, site))


def post_card(request: SiteRequest, slug: str, **month: int) -> HttpResponse:
    """Also that of a page that stands by itself. One query, besides the site's, and one more where
    there is a picture."""
    found = read_first(Post.all_objects.published().filter(slug=slug), PostPage)
    if found is None:
        raise Http404
    if iri_to_uri(request.path) != get_card_path(found):
        return redirect(append_query_string(get_card_path(found), request), permanent=True)
    card, site = build_post_card(found), _site(request)
    photo = _first_photo(found) if card.picture else None
    key = hash_content(drawing.DESIGN_VERSION, card, site, _shown_of(photo))
    place = ("posts", found.pk)
    return _answer(request, place, key, hash_content(card), lambda: drawing.draw(card, site, photo))


def answer_list(request: SiteRequest, card: ListCard, kind: str, number: int) -> HttpResponse:
    """The card of the list of that kind and number. No query, besides the site's."""
    site = _site(request)
    key = hash_content(drawing.DESIGN_VERSION, card, site)
    place = (kind, number)
    return _answer(request, place, key, hash_content(card), lambda: drawing.draw(card, site))


def _first_photo(post: PostPage) -> Photo | None:
    figures = Figure.objects.filter(post=post.pk, photo__isnull=False).select_related("photo")
    first = figures.order_by("position").first()
    return first.photo if first else None


def _shown_of(photo: Photo | None) -> tuple:
    """What decides how the picture looks on the card."""
    return (
        (photo.sha256, photo.focus_x, photo.focus_y, photo.credit, photo.licence_url)
        if photo
        else ()
    )


def _site(request: SiteRequest) -> drawing.Site:
    return drawing.Site(request.site.name, urlsplit(settings.SITE_URL).netloc)


def _answer(
    request: SiteRequest,
    place: tuple[str, int],
    key: str,
    present: str,
    draw: Callable[[], bytes],
) -> HttpResponse:
    """A copy of the address that has the present version stays good for ever, any other an hour.
    `place` is the kind and the number that the card is stored under."""
    etag = f'"{key}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(load_or_draw(*place, key, draw), content_type="image/png")
    response["ETag"] = etag
    if request.GET.get("v") == present:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=3600)
    return response
