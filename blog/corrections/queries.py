"""What readers are told of a post, with the post itself."""

from django.db.models import Func, OuterRef
from django.db.models.functions import JSONObject
from django.utils import translation

from blog.common.db.json_rows import json_rows
from blog.common.macros import render_macro
from blog.corrections.models import Correction
from blog.models import Post
from blog.models.post_querysets import PostQuerySet


def with_told(posts: PostQuerySet) -> PostQuerySet:
    """With what `Post.told` and `Post.changed_at` read, in the same query."""
    return posts.annotate(correction_rows=rows_told())


def rows_told() -> Func:
    """What readers are told of a post, as a column."""
    rows = Correction.objects.told().filter(post=OuterRef("pk")).order_by("-at", "-pk")
    row = JSONObject(**{name: name for name in Correction.TOLD})
    return json_rows(rows.values(row=row))


def notes(post: Post) -> str:
    """What is told of it, as HTML for feeds, in its own language; '' where nothing is."""
    if not post.told:
        return ""
    with translation.override(post.language):
        return render_macro("blog/corrections/of_post.html", "notes", post).strip()
