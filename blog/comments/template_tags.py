"""A comment on a page of its own. Formatting only: no queries."""

from django import template
from django.utils.safestring import SafeString

from blog.comments import html
from blog.comments.models import Comment
from blog.models import Post

register = template.Library()


@register.simple_tag
def comment_alone(comment: Comment, post: Post) -> SafeString:
    """Of `Comment.objects.for_readers()`, with the post that it stands under."""
    return html.alone(comment, post)
