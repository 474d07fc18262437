"""Home, a post, and the pages that stand by themselves."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri

from blog import access, heads
from blog.around import around
from blog.models import Post
from blog.paging import page_of
from blog.redirects import with_query
from blog.site import SiteRequest


def home(request: SiteRequest) -> HttpResponse:
    """Whole posts, or up to their jump break, under date headers. Two queries."""
    page = page_of(Post.objects.published().for_readers(), request.GET, request.site.posts_per_page)
    context = {"page": page, "head": heads.home(request.site, page)}
    return render(request, "blog/home.html", context)


def post_detail(
    request: SiteRequest, year: int, month: int, slug: str
) -> HttpResponse | HttpResponseRedirect:
    """Three queries: settings, the post, and those around it."""
    post = access.post_for(request.user, slug)
    if iri_to_uri(request.path) != post.get_absolute_url():
        present = with_query(post.get_absolute_url(), request)
        return redirect(present, permanent=post.is_public)
    context: dict[str, Any] = {"post": post}
    if post.is_public:
        context |= {"others": around(post), "head": heads.post(request.site, post)}
    return _shown(request, "blog/post_detail.html", context)


def page_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Two queries."""
    page = access.page_for(request.user, slug)
    context: dict[str, Any] = {"post": page}
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
