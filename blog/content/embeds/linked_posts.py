"""Posts of this site that other posts show as cards, which follow renames and publication."""

import re
from collections.abc import Collection
from datetime import timedelta
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django.tasks import task

from accounts.models import Visitor
from blog.content import rendering
from blog.models import Embed, Post

_PATH_RE = re.compile(r"/[0-9]{4}/[0-9]{2}/([^/?#]+)/?")
# Longer than the interval of the task, since a worker may have been down for a while.
JUST_PUBLISHED = timedelta(hours=1)


def find_slug(url: str) -> str:
    """Return the slug in the URL of a post of this site, '' for any other URL."""
    path = url.partition("#")[0].partition("?")[0].removeprefix(settings.SITE_URL)
    match = _PATH_RE.fullmatch(path)
    return unquote(match[1]) if match else ""


def load(
    keys: Collection[int], slugs: Collection[str], user: Visitor, shown_in: Post | None = None
) -> list[Post]:
    """Load posts that a user may link to, and those that `shown_in` links to already.

    One query, none without keys and slugs.
    """
    if not (keys or slugs):
        return []
    visible = Post.all_objects.visible_to(user)
    linked = Embed.objects.filter(post=shown_in.pk if shown_in else None).values("linked_post")
    posts = Post.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=linked))
    return list(posts.filter(Q(pk__in=keys) | Q(slug__in=slugs)).defer("html", "intro_html"))


@task
def rerender_just_published() -> None:
    """Re-render the posts with cards of posts that were scheduled, and are public now.

    A card that is shown already is rendered again without a change. One query without any.
    """
    public = Post.objects.published().filter(published_at__gt=Now() - JUST_PUBLISHED)
    rendering.rerender_posts(Post.all_objects.linking_to(public.values("pk")))
