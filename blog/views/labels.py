"""All labels, and the posts under one."""

from django.http import HttpResponse
from django.shortcuts import render

from blog import access
from blog.models import Label, Post
from blog.paging import page_of
from blog.site import SiteRequest


def label_list(request: SiteRequest) -> HttpResponse:
    """One query."""
    return render(request, "blog/label_list.html", {"labels": Label.objects.public()})


def label_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Four queries: label, posts, authors, labels."""
    label = access.label_for_readers(slug)
    posts = Post.objects.published().for_readers().labelled(label)
    page = page_of(posts, request.GET, request.site.posts_per_list)
    return render(request, "blog/label_detail.html", {"label": label, "page": page})
