"""oEmbed 1.0 provider (oembed.com).

A quotation is 'rich': its text with the attribution, without JavaScript. A post is a 'link'. Both
have their card as thumbnail, if it fits the consumer's limits.
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

MAX_WIDTH = 600
MAX_TITLE_LENGTH = 100  # Of a quotation's text, without its author.
# Estimated size of a quotation in pixels, as the consumer's font is unknown.
CHARACTER_WIDTH, LINE_HEIGHT, PADDING = 8.5, 28, 120


def oembed(request: SiteRequest) -> HttpResponse:
    """Respond to `?url=` with `format`, `maxwidth` and `maxheight`. One query, besides the site's.

    400 for an invalid request, 404 for a URL that is not of a published quotation or post, 501 for
    a format other than json and xml.
    """
    format = request.GET.get("format", "json")
    if format not in {"json", "xml"}:
        return _render_error(501, "format is json or xml.")
    url = request.GET.get("url", "")
    if not url:
        return _render_error(400, "url is missing.")
    try:
        width = _parse_size(request, "maxwidth")
        height = _parse_size(request, "maxheight")
    except ValueError as error:
        return _render_error(400, f"{error} is a number of pixels.")
    target = _find_target(url)
    if target is None:
        return _render_error(404, "There is no such post or quotation here.")
    data = _build_response(target, request.site.name, width, height)
    response: HttpResponse
    if format == "xml":
        response = HttpResponse(_render_xml(data), content_type="text/xml; charset=utf-8")
    else:
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return response


def _render_error(status: int, message: str) -> HttpResponse:
    return HttpResponse(f"{message}\n", status=status, content_type="text/plain; charset=utf-8")


def _parse_size(request: HttpRequest, name: str) -> int | None:
    """Parse a positive number. Raises ValueError with the name."""
    value = request.GET.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 6 and int(value)):
        raise ValueError(name)
    return int(value)


def _find_target(url: str) -> PostPage | PullQuote | None:
    """Find the published post or quotation at a URL; '#quote-12' selects a post's quotation."""
    try:
        parts = urlsplit(url)
        match = resolve(unquote(parts.path))
    except (Resolver404, ValueError):
        return None
    if f"{parts.scheme}://{parts.netloc}".lower() != settings.SITE_URL.lower():
        return None
    quotations = PullQuote.objects.for_readers()
    if match.view_name == "blog:quotation-detail":
        return quotations.filter(pk=match.kwargs["pk"]).first()
    if match.view_name not in {"blog:post-detail", "blog:page-detail"}:
        return None
    slug, (before, _quote, key) = match.kwargs["slug"], parts.fragment.partition("quote-")
    if not before and (pk := parse_pk(key)) is not None:
        return quotations.filter(pk=pk, post__slug=slug).first()
    return read_first(Post.all_objects.published().filter(slug=slug), PostPage)


def _build_response(
    target: PostPage | PullQuote, site_name: str, width: int | None, height: int | None
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "provider_name": site_name,
        "provider_url": settings.SITE_URL + reverse("blog:home"),
    }
    if isinstance(target, PullQuote):
        # Consumers show 'TITLE by AUTHOR'. The title already names the speaker, and the post's
        # author did not say it, so there is no author.
        data["title"] = get_title(target, MAX_TITLE_LENGTH)
        data |= _build_rich(target, site_name, width, height)
    else:
        data["title"] = target.title
        data["author_name"] = join_names([str(person) for person in target.byline])
        if len(target.byline) == 1:
            data["author_url"] = settings.SITE_URL + target.byline[0].get_absolute_url()
    if (width or cards.WIDTH) >= cards.WIDTH and (height or cards.HEIGHT) >= cards.HEIGHT:
        data["thumbnail_url"] = settings.SITE_URL + cards.get_card_url(target)
        data |= {"thumbnail_width": cards.WIDTH, "thumbnail_height": cards.HEIGHT}
    return {name: value for name, value in data.items() if value != ""}


def _build_rich(
    quotation: PullQuote, site_name: str, width: int | None, height: int | None
) -> dict[str, Any]:
    """Build the fields of a rich response, {} if it would exceed the height."""
    rich_width = min(width or MAX_WIDTH, MAX_WIDTH)
    letters = len(quotation.text) + len(quotation.translation) + len(quotation.attribution)
    rich_height = PADDING + LINE_HEIGHT * (int(letters * CHARACTER_WIDTH / rich_width) + 1)
    if rich_height > (height or rich_height):
        return {}
    html = formats.as_html(quotation, site_name)
    return {"type": "rich", "html": html, "width": rich_width, "height": rich_height}


def _render_xml(data: dict[str, Any]) -> bytes:
    root = etree.Element("oembed")
    for name, value in data.items():
        etree.SubElement(root, name).text = markup.clean_text(str(value))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, standalone=True)
