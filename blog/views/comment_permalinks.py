"""Where a comment stands."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect

from blog.comments import threads
from blog.comments.models import Comment
from blog.content.site_middleware import SiteRequest


def address(request: SiteRequest, pk: int) -> HttpResponseRedirect:
    """To the page of its post's discussion. Four queries.

    Not for ever: which page that is changes with the comments before it.
    """
    shown = Comment.objects.shown().under_published().select_related("post")
    comment = get_object_or_404(shown, pk=pk)
    query = threads.place_of(comment, request.site.comments_per_page)
    return redirect(f"{comment.post.get_absolute_url()}{query}#{comment.anchor}")
