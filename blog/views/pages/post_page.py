"""What the template of a post's page shows. No query."""

from typing import Any

from blog.comments import html
from blog.comments.threads import Page
from blog.metadata import head_tags
from blog.models import Post, SiteSettings
from blog.views.pages.related import Around


def draft_context(post: Post) -> dict[str, Any]:
    """Of a post that is not public, or a page that stands by itself."""
    return {"post": post, "told": post.told if "correction_rows" in post.__dict__ else []}


def context(
    site: SiteSettings, post: Post, around: Around, comments: Page | None
) -> dict[str, Any]:
    """Of `lookup.published_post`."""
    return {
        **draft_context(post),
        "head": head_tags.post(site, post),
        "around": around,
        "comments": comments,
        "discussion": html.discussion(site, post, comments),
    }
