"""An example of a post for the preview of a site that has none. It is never stored."""

from typing import Any

from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from blog.content.rendering import render
from blog.models import AnyBlock, Prose, PullQuote, SiteSettings
from blog.read_models.posts import AuthorLink, LabelLink, PostCard, PostEntry


def build_sample_post(site: SiteSettings, author_name: str) -> PostEntry | PostCard:
    """Build the post in the language of the site, for its layout of the home page. No query."""
    with translation.override(site.language):
        title, text = _("An example, not a post"), _("Only this preview shows these words.")
        link = format_html('<a href="/">{}</a>', _("This is a link."))
        blocks: list[AnyBlock] = [
            Prose(html=format_html("<p>{} {}</p>", text, link)),
            PullQuote(
                text=_("“This is a quotation.”"), attribution=_("Its speaker, in its source")
            ),
            Prose(
                html=format_html("<p>{}</p>", _("Your posts appear here once they are published."))
            ),
        ]
        label = LabelLink(_("Example"), "example")
    now = timezone.now()
    common: dict[str, Any] = {
        "pk": 0,
        "kind": "post",
        "title": title,
        "slug": "example",
        "language": site.language,
        "published_at": now,
        "created_at": now,
        "summary": text,
        "excerpt": text,
        "byline": [AuthorLink(0, author_name, "example")],
        "comment_count": 0,
    }
    if site.home_layout == SiteSettings.HomeLayout.LEAD:
        return PostCard(**common, lead_picture=None)
    html, intro_html = render(blocks, site.language)
    return PostEntry(**common, html=html, intro_html=intro_html, label_links=[label], verdicts=[])
