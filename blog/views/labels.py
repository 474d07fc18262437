"""All labels, and the posts under one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog import access
from blog.models import Label, Post
from blog.paging import page_of


def label_list(request: HttpRequest) -> HttpResponse:
    """One query."""
    return render(request, "blog/label_list.html", {"labels": Label.objects.public()})


def label_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Four queries: label, posts, authors, labels."""
    label = access.label_for_readers(slug)
    posts = Post.objects.published().for_readers().labelled(label)
    page = page_of(posts, request.GET, settings.POSTS_PER_PAGE * 3)
    return render(request, "blog/label_detail.html", {"label": label, "page": page})
