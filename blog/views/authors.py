"""List of authors, and an author's page."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.models import User
from blog.common.pagination import paginate_by_name
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import AuthorCounter
from blog.views.pages.lists import fetch_author_page

AUTHORS_PER_PAGE = 100


def author_list(request: SiteRequest) -> HttpResponse:
    """List authors by name, with the number of their posts. Two queries."""
    authors = AuthorCounter.objects.authors()
    page = paginate_by_name(authors, request.GET, AUTHORS_PER_PAGE, name=User.NAME)
    head = head_tags.build_index(request.site, "blog:author-list", page)
    return render(request, "blog/authors/list.html", {"page": page, "head": head})


def author_detail(request: SiteRequest, slug: str) -> HttpResponse:
    """Show an author and their posts, newest first. Three queries."""
    person = get_object_or_404(User, slug=slug)
    page = fetch_author_page(person.pk, request.GET, request.site.posts_per_list)
    if not page.rows:
        raise Http404  # An author without posts has no page, which would disclose the account.
    address = reverse("blog:author-detail", kwargs={"slug": slug})
    context = {
        "author": person,
        "page": page,
        "head": head_tags.build_author(request.site, person, page),
        "address": address,
        "uid": settings.SITE_URL + address,
    }
    return render(request, "blog/authors/detail.html", context)
