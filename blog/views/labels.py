"""All labels, and the posts under one."""

from django.http import HttpResponse
from django.shortcuts import render

from blog import access
from blog.models import Label, Labelling, Post
from blog.paging import page_of
from blog.site import SiteRequest


def label_list(request: SiteRequest) -> HttpResponse:
    """Two queries."""
    return render(request, "blog/label_list.html", {"labels": Label.objects.public()})


def label_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Three queries."""
    label = access.label_for_readers(slug)
    labelled = Labelling.objects.filter(tag=label)
    posts = Post.objects.for_readers()
    page = page_of(posts, request.GET, request.site.posts_per_list, through=labelled)
    return render(request, "blog/label_detail.html", {"label": label, "page": page})
