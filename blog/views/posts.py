"""Home, a post, and the pages that stand by themselves."""

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
from blog.read_models.posts import PostEntry, PostPage, build, columns, read_entries
from blog.views.pages import lookup
from blog.views.pages.discussion import discussion


def home(request: SiteRequest) -> HttpResponse:
    """Whole posts, or up to their jump break, under date headers, with how many comments each has.
    Two queries."""
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
    return prepare(lambda: columns(posts[:count], PostEntry))


def post_detail(request: SiteRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Three queries: settings, the post with what stands around it, and a page of its comments if
    there are any. Nobody is asked who they are unless it is not out: the page is the same for all,
    and every cache may keep it."""
    if (found := lookup.published_post(request.site, slug)) is None:
        post = lookup.post_of_editor(request, slug)
        return _moved(request, post, False) or _preview(request, "blog/posts/detail.html", post)
    post, around = found
    if moved := _moved(request, post, True):
        return moved
    size = request.site.comments_per_page
    comments = threads.get_page(post.pk, request.GET, size) if post.comment_count else None
    context = {
        "post": post,
        "head": head_tags.build_post(request.site, post),
        "around": around,
        "comments": comments,
        "discussion": discussion(request.site, post, comments),
    }
    return render(request, "blog/posts/detail.html", context)


def page_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Two queries."""
    if (page := lookup.published_page(slug)) is None:
        page = lookup.page_of_editor(request, slug)
        return _preview(request, "blog/pages/detail.html", page)
    context = {"post": page, "head": head_tags.build_static_page(request.site, page)}
    return render(request, "blog/pages/detail.html", context)


def _moved(request: SiteRequest, post: PostPage, for_good: bool) -> HttpResponse | None:
    """To its own address, from another of the same slug."""
    address = post.get_absolute_url()
    if iri_to_uri(request.path) == address:
        return None
    return redirect(append_query_string(address, request), permanent=for_good)


def _preview(request: SiteRequest, template: str, post: PostPage) -> HttpResponse:
    """What is not out: for whoever edits it, and for no cache and no search engine."""
    response = render(request, template, {"post": post, "is_preview": True})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
