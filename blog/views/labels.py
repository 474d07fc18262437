"""All labels, and the posts under one."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from blog.common.db.prepared import Row, prepare
from blog.common.pagination import (
    FURTHER,
    first_page,
    page_by_name,
    page_of,
)
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Label, Post, PostLabel
from blog.read_models.posts import PostSummary, build, columns, read_summaries
from blog.views.pages import lookup

LABELS_PER_PAGE = 200


def label_list(request: SiteRequest) -> HttpResponse:
    """By name, or with `?by=use` the most used first, which is one page. Two queries."""
    by = request.GET.get("by", "name")
    context: dict[str, Any]
    if by == "name":
        page = page_by_name(Label.objects.public(), request.GET, LABELS_PER_PAGE)
        context = {"labels": page.rows, "page": page}
        head = head_tags.index(request.site, "label_list", page)
    elif by == "use":
        context = {"labels": Label.objects.most_used_first()[:LABELS_PER_PAGE]}
        head = head_tags.index(request.site, "label_list", order=_("most used first"))
    else:
        raise Http404
    return render(request, "blog/labels/list.html", {"by": by, "head": head, **context})


def label_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Three queries."""
    label = lookup.label_for_readers(slug)
    size = request.site.posts_per_list
    if FURTHER.isdisjoint(request.GET):
        page = first_page(build(PostSummary, _newest(size + 1)(label.pk)), size)
    else:
        labelled = PostLabel.objects.filter(tag=label)
        page = page_of(Post.objects.all(), request.GET, size, through=labelled, read=read_summaries)
    head = head_tags.label(request.site, label, page)
    return render(request, "blog/labels/detail.html", {"label": label, "page": page, "head": head})


@cache
def _newest(count: int) -> Callable[[int], list[Row]]:
    """Of a label's key."""

    def newest(key: int) -> QuerySet[Post, Any]:
        posts = PostLabel.objects.filter(tag=key).newest_posts(count)
        return columns(Post.objects.filter(pk__in=posts).newest_first(), PostSummary)

    return prepare(newest)
