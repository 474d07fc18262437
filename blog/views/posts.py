"""Home, a post, and the pages that stand by themselves."""

from functools import cache
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri

from blog import access, heads, list_pages, post_page, threads
from blog.around import around
from blog.models import Post
from blog.models.post_queries import PostQuerySet
from blog.paging import FURTHER, first_page, page_of
from blog.prepared import Prepared
from blog.redirects import with_query
from blog.site import SiteRequest


def home(request: SiteRequest) -> HttpResponse:
    """Whole posts, or up to their jump break, under date headers, with how many comments each has.
    Two queries."""
    size = request.site.posts_per_page
    if FURTHER.isdisjoint(request.GET):
        page = first_page(_newest(size + 1).rows(), size)
    else:
        page = page_of(_posts(), request.GET, size)
    return HttpResponse(list_pages.home(request, page))


def _posts() -> PostQuerySet:
    return threads.counted(Post.objects.published().for_readers())


@cache
def _newest(count: int) -> Prepared[Post]:
    return Prepared(Post, [], lambda: _posts().newest_first()[:count])


def post_detail(
    request: SiteRequest, year: int, month: int, slug: str
) -> HttpResponse | HttpResponseRedirect:
    """Three queries: settings, the post with what stands around it, and a page of its comments if
    there are any; more where what is stored of the page is out of date. Nobody is asked who they
    are: the page is the same for all, and every cache may keep it."""
    post = access.post_for(request, slug)
    if iri_to_uri(request.path) != post.get_absolute_url():
        present = with_query(post.get_absolute_url(), request)
        return redirect(present, permanent=post.is_public)
    if not post.is_public:
        return _shown(request, "blog/post_detail.html", {"post": post, **post_page.of(post)})
    are_some = post.comment_count > 0  # type: ignore[attr-defined]  # an annotation
    size = request.site.comments_per_page
    comments = threads.page_of(post, request.GET, size) if are_some else None
    return HttpResponse(post_page.public(request, post, around(post), comments))


def page_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Two queries."""
    page = access.page_for(request.user, slug)
    context: dict[str, Any] = {"post": page, **post_page.of(page)}
    if page.is_public:
        context |= {"head": heads.standing(request.site, page)}
    return _shown(request, "blog/page_detail.html", context)


def _shown(request: SiteRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """What is not out is for whoever edits it, and for no cache and no search engine."""
    is_public = context["post"].is_public
    response = render(request, template, context | {"is_preview": not is_public})
    if not is_public:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
