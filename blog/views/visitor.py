"""Visitor-specific parts of cached pages: account, edit link and pending comments.

static/theme/visitor.js fetches and inserts them.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve
from django.views.decorators.http import require_GET

from blog.comments import guest_cookies
from blog.content.site_middleware import SiteRequest
from blog.models import Post
from blog.views.pages import lookup

MAX_COMMENTS = 20
KIND_BY_URL_NAME = {"blog:post-detail": Post.Kind.POST, "blog:page-detail": Post.Kind.PAGE}


@require_GET
def visitor(request: SiteRequest) -> HttpResponse:
    """Return the HTML parts for the page `?path=PATH`, 204 if there are none.

    `data-place` is the position of each part. Writes nothing. Five queries for staff on a post, one
    for a guest.
    """
    page = _resolve_page(request.GET.get("path", ""))
    pending = guest_cookies.find_pending_comments(request)
    context: dict[str, Any] = {"path": request.GET.get("path", "")}
    kind = KIND_BY_URL_NAME.get(page.view_name) if page else None
    if page and kind:
        slug = page.kwargs["slug"]
        context["edit"] = lookup.get_edit_url(request, kind, slug)
        context["is_page"] = kind == Post.Kind.PAGE
        if kind == Post.Kind.POST:
            here = pending.filter(post__slug=slug).select_related("post")
            here = here.prefetch_related("post__authorships__user")
            context["pending"] = list(here[:MAX_COMMENTS])
    if not request.user.is_authenticated and not context.get("pending") and not pending.exists():
        response = HttpResponse(status=204)
    else:
        response = render(request, "blog/visitor.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _resolve_page(path: str) -> ResolverMatch | None:
    try:
        return resolve(path) if "\0" not in path else None
    except Resolver404:
        return None
