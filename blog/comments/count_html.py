"""How many comments a post has, in words."""

from django.utils.translation import ngettext

from blog.models import Post


def comment_count(post: Post) -> str:
    """'3 comments', '' where there is none; of `threads.counted()`."""
    count: int = post.comment_count  # type: ignore[attr-defined]  # an annotation
    return ngettext("%(n)s comment", "%(n)s comments", count) % {"n": count} if count else ""
