"""Home page, posts and static pages."""

from collections.abc import Callable
from functools import cache

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri

from blog.comments import threads
from blog.common.db.prepared import Row, prepare
from blog.common.pagination import PAGE_PARAMETERS, build_first_page, paginate
from blog.content.redirects import append_query_string
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Post
from blog.read_models.posts import PostEntry, PostPage, build, read_entries, select_columns
from blog.views.pages import lookup
from blog.views.pages.discussion import build_discussion


def home(request: SiteRequest) -> HttpResponse:
    """List whole posts, or up to their jump break, by day. Two queries."""
    size = request.site.posts_per_page
    if PAGE_PARAMETERS.isdisjoint(request.GET):
        page = build_first_page(build(PostEntry, _newest(size + 1)()), size)
    else:
        page = paginate(Post.objects.published(), request.GET, size, read=read_entries)
    head = head_tags.build_home(request.site, page)
    return render(request, "blog/posts/home.html", {"page": page, "head": head})


@cache
def _newest(count: int) -> Callable[[], list[Row]]:
    posts = Post.objects.published().newest_first()
    return prepare(lambda: select_columns(posts[:count], PostEntry))


def post_detail(request: SiteRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Show a post. Three queries: settings, the post with its navigation, a page of comments.

    The session is only read for an unpublished post: a published one is the same for everyone and
    can be cached.
    """
    if (published := lookup.get_published_post(request.site, slug)) is None:
        post = lookup.get_editable_post(request, slug)
        moved = _redirect_moved(request, post, is_permanent=False)
        return moved or _render_preview(request, "blog/posts/detail.html", post)
    post, navigation = published
    if moved := _redirect_moved(request, post, is_permanent=True):
        return moved
    size = request.site.comments_per_page
    comments = threads.get_page(post.pk, request.GET, size) if post.comment_count else None
    context = {
        "post": post,
        "head": head_tags.build_post(request.site, post),
        "navigation": navigation,
        "comments": comments,
        "discussion": build_discussion(request.site, post, comments),
    }
    return render(request, "blog/posts/detail.html", context)


def page_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Two queries."""
    if (page := lookup.find_published_page(slug)) is None:
        page = lookup.get_editable_page(request, slug)
        return _render_preview(request, "blog/pages/detail.html", page)
    context = {"post": page, "head": head_tags.build_static_page(request.site, page)}
    return render(request, "blog/pages/detail.html", context)


def _redirect_moved(
    request: SiteRequest, post: PostPage, *, is_permanent: bool
) -> HttpResponse | None:
    """Redirect to the post's own URL, None if this is it."""
    address = post.get_absolute_url()
    if iri_to_uri(request.path) == address:
        return None
    return redirect(append_query_string(address, request), permanent=is_permanent)


def _render_preview(request: SiteRequest, template: str, post: PostPage) -> HttpResponse:
    """Render an unpublished post for its editors, excluded from caches and search engines."""
    response = render(request, template, {"post": post, "is_preview": True})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
