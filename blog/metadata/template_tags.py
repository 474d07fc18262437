"""Links that hand an address on to where people talk. Formatting only: no queries.

Nothing of theirs is loaded, and no address carries more than the page's own and its title. There
is none for Mastodon: it has no one place, and who knows of all servers would know of each share.
"""

from typing import NamedTuple
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from blog.common.urls import path_of
from blog.content import citations
from blog.content.citations.formats import get_quotation_url
from blog.models import PullQuote
from blog.read_models.posts import PostPage

register = template.Library()


class Share(NamedTuple):
    name: str
    href: str


@register.filter
def address(shown: PostPage | PullQuote) -> str:
    """The whole address of its page, percent-encoded."""
    if isinstance(shown, PullQuote):
        return get_quotation_url(shown)
    return settings.SITE_URL + shown.get_absolute_url()


@register.filter
def shares(shown: PostPage | PullQuote) -> list[Share]:
    """Reads a quotation's source and speaker: select them."""
    title = citations.get_title(shown) if isinstance(shown, PullQuote) else shown.title
    url, text = quote(address(shown), safe=""), quote(title, safe="")
    both = f"{text}%20{url}"
    return [
        Share(_("E-mail"), f"mailto:?subject={text}&body={text}%0D%0A%0D%0A{url}"),
        Share("Bluesky", f"https://bsky.app/intent/compose?text={both}"),
        Share("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
        Share("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        Share("Reddit", f"https://www.reddit.com/submit?url={url}&title={text}"),
        Share("Telegram", f"https://t.me/share/url?url={url}&text={text}"),
        Share("WhatsApp", f"https://wa.me/?text={both}"),
        Share("X", f"https://x.com/intent/post?text={text}&url={url}"),
    ]


@register.filter
def oembed_addresses(shown: PostPage | PullQuote) -> dict[str, str]:
    """Where its oEmbed answers are, by format."""
    url = f"{settings.SITE_URL}{path_of('blog:oembed')}?{urlencode({'url': address(shown)})}"
    return {format: f"{url}&format={format}" for format in ("json", "xml")}
