"""All labels, and the posts under one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from blog import access
from blog.models import Label, Labelling, Post
from blog.paging import page_by_name, page_of
from blog.site import SiteRequest

LABELS_PER_PAGE = 200


def label_list(request: SiteRequest) -> HttpResponse:
    """By name, or with `?by=use` the most used first, which is one page. Two queries."""
    by = request.GET.get("by", "name")
    if by == "name":
        page = page_by_name(Label.objects.public(), request.GET, LABELS_PER_PAGE)
        context = {"labels": page.rows, "page": page}
    elif by == "use":
        context = {"labels": Label.objects.most_used_first()[:LABELS_PER_PAGE]}
    else:
        raise Http404
    return render(request, "blog/label_list.html", {"by": by, **context})


def label_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Three queries."""
    label = access.label_for_readers(slug)
    labelled = Labelling.objects.filter(tag=label)
    posts = Post.objects.for_readers()
    page = page_of(posts, request.GET, request.site.posts_per_list, through=labelled)
    return render(request, "blog/label_detail.html", {"label": label, "page": page})
