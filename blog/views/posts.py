"""Home page, posts and static pages."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri

from blog.comments import threads
from blog.common.db.prepared import Row, prepare
from blog.common.pagination import PAGE_PARAMETERS, Page, build_first_page, paginate
from blog.content.citations.formats import FORMATS
from blog.content.citations.post_formats import WRITERS, get_post_url
from blog.content.redirects import append_query_string
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Post, SiteSettings
from blog.read_models.posts import (
    PostCard,
    PostEntry,
    PostPage,
    PostSummary,
    build,
    read,
    read_first,
    select_columns,
)
from blog.views.pages import lookup
from blog.views.pages.citations import respond_with_citation
from blog.views.pages.discussion import build_discussion


def home(request: SiteRequest) -> HttpResponse:
    """List posts in the layout of the site's settings. Two queries.

    The first page begins with the pinned posts, and has as many others as any page.
    """
    site, size = request.site, request.site.posts_per_page
    view = PostCard if site.home_layout == SiteSettings.HomeLayout.LEAD else PostEntry
    pinned: list[PostSummary] = []
    if not PAGE_PARAMETERS.isdisjoint(request.GET):
        read_rows = partial(read, view=view)
        page = paginate(Post.objects.published(), request.GET, size, read=read_rows)
    elif site.pinned:
        pinned, others = _read_with_pinned(view, site.pinned, size + 1)
        page = build_first_page(others, size)
    else:
        page = build_first_page(build(view, _newest(view, size + 1)()), size)
    return render_home(request, page, pinned)


def render_home(request: SiteRequest, page: Page[Any], pinned: list[PostSummary]) -> HttpResponse:
    """Render the home page with a page of posts. No query."""
    context = {"page": page, "head": head_tags.build_home(request.site, page), "pinned": pinned}
    return render(request, "blog/posts/home.html", context)


@cache
def _newest(view: Any, count: int) -> Callable[[], list[Row]]:
    posts = Post.objects.published().newest_first()
    # Otherwise a small table of labels is scanned for each post.
    return prepare(lambda: select_columns(posts[:count], view), is_generic=True)


def _read_with_pinned[View: PostSummary](
    view: type[View], pinned: Sequence[int], count: int
) -> tuple[list[View], list[View]]:
    """Read the pinned posts, in their order, and the `count` newest others. One query."""
    posts = Post.objects.published()
    newest = posts.newest_first().values("pk")[: count + len(pinned)]
    keys = newest.union(posts.filter(pk__in=pinned).values("pk"))
    rows = read(Post.objects.filter(pk__in=keys).newest_first(), view)
    found_rows = {row.pk: row for row in rows}
    others = [row for row in rows if row.pk not in pinned]
    return [found_rows[key] for key in pinned if key in found_rows], others[:count]


def post_detail(request: SiteRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Show a post. Three queries: settings, the post with its navigation, a page of comments.

    The session is only read for an unpublished post: a published one is the same for everyone and
    can be cached.
    """
    if (published := lookup.get_published_post(request.site, slug)) is None:
        post = lookup.get_editable_post(request, slug)
        moved = _redirect_moved(request, post, is_permanent=False)
        return moved or _render_preview(request, "blog/posts/detail.html", post)
    post, navigation, text_history = published
    if moved := _redirect_moved(request, post, is_permanent=True):
        return moved
    size = request.site.comments_per_page
    comments = threads.get_page(post.pk, request.GET, size) if post.comment_count else None
    context = {
        "post": post,
        "head": head_tags.build_post(request.site, post),
        "navigation": navigation,
        "text_history": text_history,
        "comments": comments,
        "discussion": build_discussion(request.site, post, comments),
    }
    return render(request, "blog/posts/detail.html", context)


def post_citation(
    request: SiteRequest, year: int, month: int, slug: str, format: str
) -> HttpResponse:
    """Return a citation of a post in another format. One query, besides the site's."""
    post = read_first(Post.objects.published().filter(slug=slug), PostPage)
    if post is None:
        raise Http404
    address = f"{post.get_absolute_url()}post.{format}"
    if iri_to_uri(request.path) != address:
        return redirect(append_query_string(address, request), permanent=True)
    chosen = FORMATS[format]
    return respond_with_citation(
        chosen, WRITERS[format](post, request.site.name), f"post.{format}", get_post_url(post)
    )


def page_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Show a static page. Two queries."""
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
