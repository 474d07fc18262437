"""The editor's JSON API of embeds: how an address is shown, and what is stored of its page."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from blog.admin.posts.api import author_required
from blog.common import markup
from blog.content.document.nodes import EmbedNode
from blog.content.document.serializer import show_preview
from blog.content.embeds import previews
from blog.content.embeds.providers import normalize_url
from lib.safe_http import MAX_URL_LENGTH
from lib.urls import validate_web_address


@require_GET
@author_required
def find(request: HttpRequest) -> JsonResponse:
    """Return `embed`, the editor's attributes of the page at `?url=`, or null. One query.

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
    page = previews.load([url]).get(url) or previews.build(url)
    show_preview(node, page)
    return JsonResponse(
        {
            "embed": {
                "url": node.url,
                "provider": node.provider,
                "pageTitle": node.page_title,
                "author": node.author,
                "src": node.src,
            }
        }
    )
