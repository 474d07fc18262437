"""The editor's JSON API of embeds: how an address is shown, and what is stored of its page."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from blog.admin.posts.api import author_required
from blog.common import markup
from blog.content.document.nodes import EmbedNode
from blog.content.document.serializer import show_post, show_preview
from blog.content.embeds import linked_posts, previews
from blog.content.embeds.providers import normalize_url
from lib.safe_http import MAX_URL_LENGTH
from lib.urls import validate_web_address


@require_GET
@author_required
def find(request: HttpRequest) -> JsonResponse:
    """Return `embed`, the editor's attributes of the page at `?url=`, or null. One query, or two
    for a post of this site.

    `provider` is '' for a page that is shown as a bookmark card. Nothing is requested from the
    page: that is left to the task of the save.
    """
    url = markup.clean_text(request.GET.get("url", ""))[: MAX_URL_LENGTH + 1].strip()
    url = normalize_url(url)
    try:
        validate_web_address(url)
    except ValidationError:
        return JsonResponse({"embed": None})
    node = EmbedNode(url=url)
    slug = linked_posts.find_slug(url)
    for post in linked_posts.load((), {slug} - {""}, request.user):
        show_post(node, post)
        return JsonResponse({"embed": _describe(node)})
    page = previews.load([url]).get(url) or previews.build(url)
    show_preview(node, page)
    return JsonResponse({"embed": _describe(node)})


def _describe(node: EmbedNode) -> dict[str, str]:
    return {
        "url": node.url,
        "post": str(node.post or ""),
        "provider": node.provider,
        "pageTitle": node.page_title,
        "author": node.author,
        "src": node.src,
    }
