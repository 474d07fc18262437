"""oEmbed 1.0: what another site shows where somebody pastes an address of this one (oembed.com).

A quotation is 'rich': its words with their attribution, without script. A post is a 'link'. Both
have their card as thumbnail, where it fits what the other site allows.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from lxml import etree

from blog.common import markup
from blog.content.citations import formats, get_title, join_names
from blog.content.site_middleware import SiteRequest
from blog.metadata import cards
from blog.models import Post, PullQuote
from blog.read_models.posts import PostPage, read_first
from lib.parsing import parse_pk

WIDTH = 600
TITLE_LENGTH = 100  # Of a quotation's words, before who said them.
# Of a quotation on another page, whose type we do not know; in pixels.
LETTER, LINE, AROUND = 8.5, 28, 120


def oembed(request: SiteRequest) -> HttpResponse:
    """`?url=`, and `format`, `maxwidth`, `maxheight`. One query, besides the site's.

    400 for a request that cannot be read, 404 for an address that is not a published quotation's or
    post's here, 501 for a format other than json and xml.
    """
    format = request.GET.get("format", "json")
    if format not in {"json", "xml"}:
        return _said(501, "format is json or xml.")
    url = request.GET.get("url", "")
    if not url:
        return _said(400, "url is missing.")
    try:
        width = _size(request, "maxwidth")
        height = _size(request, "maxheight")
    except ValueError as error:
        return _said(400, f"{error} is a number of pixels.")
    found = _found(url)
    if found is None:
        return _said(404, "There is no such post or quotation here.")
    made = _answer(found, request.site.name, width, height)
    response: HttpResponse
    if format == "xml":
        response = HttpResponse(_xml(made), content_type="text/xml; charset=utf-8")
    else:
        response = JsonResponse(made, json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return response


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")


def _size(request: HttpRequest, name: str) -> int | None:
    """Raises ValueError, with the name, for what is no positive number."""
    given = request.GET.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 6 and int(given)):
        raise ValueError(name)
    return int(given)


def _found(url: str) -> PostPage | PullQuote | None:
    """What is published at an address of this site; '#quote-12' at a post's is that quotation."""
    try:
        given = urlsplit(url)
        match = resolve(unquote(given.path))
    except (Resolver404, ValueError):
        return None
    if f"{given.scheme}://{given.netloc}".lower() != settings.SITE_URL.lower():
        return None
    quotations = PullQuote.objects.for_readers()
    if match.view_name == "blog:quotation-detail":
        return quotations.filter(pk=match.kwargs["pk"]).first()
    if match.view_name not in {"blog:post-detail", "blog:page-detail"}:
        return None
    slug, (before, _quote, key) = match.kwargs["slug"], given.fragment.partition("quote-")
    if not before and (pk := parse_pk(key)) is not None:
        return quotations.filter(pk=pk, post__slug=slug).first()
    return read_first(Post.all_objects.published().filter(slug=slug), PostPage)


def _answer(
    found: PostPage | PullQuote, site_name: str, width: int | None, height: int | None
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "provider_name": site_name,
        "provider_url": settings.SITE_URL + reverse("blog:home"),
    }
    if isinstance(found, PullQuote):
        # Consumers show 'TITLE by AUTHOR': neither who said it wrote the post, nor who wrote the
        # post said it, so a quotation has no author beside its title.
        made["title"] = get_title(found, TITLE_LENGTH)
        made |= _rich(found, site_name, width, height)
    else:
        made["title"] = found.title
        made["author_name"] = join_names([str(person) for person in found.byline])
        if len(found.byline) == 1:
            made["author_url"] = settings.SITE_URL + found.byline[0].get_absolute_url()
    if (width or cards.WIDTH) >= cards.WIDTH and (height or cards.HEIGHT) >= cards.HEIGHT:
        made["thumbnail_url"] = settings.SITE_URL + cards.get_card_url(found)
        made |= {"thumbnail_width": cards.WIDTH, "thumbnail_height": cards.HEIGHT}
    return {name: value for name, value in made.items() if value != ""}


def _rich(
    quotation: PullQuote, site_name: str, width: int | None, height: int | None
) -> dict[str, Any]:
    """The words; a link only where they would be higher than is allowed."""
    wide = min(width or WIDTH, WIDTH)
    letters = len(quotation.text) + len(quotation.translation) + len(quotation.attribution)
    high = AROUND + LINE * (int(letters * LETTER / wide) + 1)
    if high > (height or high):
        return {}
    html = formats.as_html(quotation, site_name)
    return {"type": "rich", "html": html, "width": wide, "height": high}


def _xml(made: dict[str, Any]) -> bytes:
    root = etree.Element("oembed")
    for name, value in made.items():
        etree.SubElement(root, name).text = markup.clean_text(str(value))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, standalone=True)
