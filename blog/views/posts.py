"""Home and the page of a post."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri

from blog import access
from blog.models import Post
from blog.paging import beyond, page_of
from blog.redirects import with_query
from blog.site import SiteRequest


def home(request: SiteRequest) -> HttpResponse:
    """Whole posts, or up to their jump break, under date headers. Three queries."""
    page = page_of(Post.objects.published().for_readers(), request.GET, request.site.posts_per_page)
    return render(request, "blog/home.html", {"page": page})


def post_detail(
    request: SiteRequest, year: int, month: int, slug: str
) -> HttpResponse | HttpResponseRedirect:
    """Five queries: post, authors, labels, previous and next."""
    post = access.post_for(request.user, slug)
    if iri_to_uri(request.path) != post.get_absolute_url():
        present = with_query(post.get_absolute_url(), request)
        return redirect(present, permanent=post.is_public)
    context = {"post": post, "is_preview": not post.is_public}
    if post.is_public:
        context |= neighbours(post)
    response = render(request, "blog/post_detail.html", context)
    if not post.is_public:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response


def neighbours(post: Post) -> dict[str, Post | None]:
    """The posts published before and after. Two queries, each the end of an index scan."""
    others = Post.objects.published().only(
        "title", "slug", "published_at", "created_at", "language"
    )
    assert post.published_at is not None
    older, newer = (
        beyond(others, post.published_at, post.pk, newer=newer) for newer in (False, True)
    )
    return {
        "previous_post": older.order_by("-published_at", "-pk").first(),
        "next_post": newer.order_by("published_at", "pk").first(),
    }
