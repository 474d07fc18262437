"""Share links and oEmbed URLs. No queries.

Nothing is loaded from other sites, and links contain only the page's URL and title. There is no
link for Mastodon: it has no central server, and a redirect service would learn of each share.
"""

from typing import NamedTuple
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from blog.common.urls import reverse_cached
from blog.content import citations
from blog.content.citations.formats import get_quotation_url
from blog.models import PullQuote
from blog.read_models.posts import PostPage

register = template.Library()


class ShareLink(NamedTuple):
    name: str
    href: str


@register.filter
def page_url(shown: PostPage | PullQuote) -> str:
    """Return the absolute URL of a page, percent-encoded."""
    if isinstance(shown, PullQuote):
        return get_quotation_url(shown)
    return settings.SITE_URL + shown.get_absolute_url()


@register.filter
def share_links(shown: PostPage | PullQuote) -> list[ShareLink]:
    """Return links to share a page. Reads a quotation's source and speaker: select them."""
    title = citations.get_title(shown) if isinstance(shown, PullQuote) else shown.title
    url, text = quote(page_url(shown), safe=""), quote(title, safe="")
    both = f"{text}%20{url}"
    return [
        ShareLink(_("E-mail"), f"mailto:?subject={text}&body={text}%0D%0A%0D%0A{url}"),
        ShareLink("Bluesky", f"https://bsky.app/intent/compose?text={both}"),
        ShareLink("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
        ShareLink("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        ShareLink("Reddit", f"https://www.reddit.com/submit?url={url}&title={text}"),
        ShareLink("Telegram", f"https://t.me/share/url?url={url}&text={text}"),
        ShareLink("WhatsApp", f"https://wa.me/?text={both}"),
        ShareLink("X", f"https://x.com/intent/post?text={text}&url={url}"),
    ]


@register.filter
def oembed_urls(shown: PostPage | PullQuote) -> dict[str, str]:
    """Return the oEmbed URLs of a page by format."""
    url = (
        f"{settings.SITE_URL}{reverse_cached('blog:oembed')}?{urlencode({'url': page_url(shown)})}"
    )
    return {format: f"{url}&format={format}" for format in ("json", "xml")}
