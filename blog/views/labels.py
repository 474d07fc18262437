"""List of labels, and a label's page."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from blog.common.pagination import paginate_by_name
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Label
from blog.views.pages import lookup
from blog.views.pages.lists import fetch_label_page

LABELS_PER_PAGE = 200


def label_list(request: SiteRequest) -> HttpResponse:
    """List labels by name, or with `?by=use` a single page of the most used. Two queries."""
    by = request.GET.get("by", "name")
    context: dict[str, Any]
    if by == "name":
        page = paginate_by_name(Label.objects.public(), request.GET, LABELS_PER_PAGE)
        context = {"labels": page.rows, "page": page}
        head = head_tags.build_index(request.site, "blog:label-list", page)
    elif by == "use":
        context = {"labels": Label.objects.most_used_first()[:LABELS_PER_PAGE]}
        head = head_tags.build_index(request.site, "blog:label-list", order=_("most used first"))
    else:
        raise Http404
    return render(request, "blog/labels/list.html", {"by": by, "head": head, **context})


def label_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Show a label with its posts, newest first. Three queries."""
    label = lookup.get_label_page_or_404(slug)
    page = fetch_label_page(label.pk, request.GET, request.site.posts_per_list)
    head = head_tags.build_label(request.site, label, page)
    context = {"label": label, "page": page, "head": head, "has_timeline": label.has_timeline}
    return render(request, "blog/labels/detail.html", context)
