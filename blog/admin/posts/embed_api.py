"""The editor's JSON API of embeds: whether an address can be embedded, and what is stored of it."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from blog.admin.posts.api import author_required
from blog.common import markup
from blog.content.document.nodes import EmbedNode
from blog.content.document.serializer import show_preview
from blog.content.embeds import previews
from blog.content.embeds.providers import find_embed
from lib.safe_http import MAX_URL_LENGTH


@require_GET
@author_required
def find(request: HttpRequest) -> JsonResponse:
    """Return `embed`, the editor's attributes of the page at `?url=`, or null. One query.

    Nothing is requested from the page: that is left to the task of the save.
    """
    url = markup.clean_text(request.GET.get("url", ""))[: MAX_URL_LENGTH + 1].strip()
    address = find_embed(url)
    if address is None:
        return JsonResponse({"embed": None})
    node = EmbedNode(url=address.url)
    page = previews.load([address.url]).get(address.url) or previews.build(address.url)
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
