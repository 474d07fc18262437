"""What readers are told of posts that changed: all of it, and what changed in one."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri

from blog.common.pagination import Page, paginate
from blog.content.redirects import append_query_string
from blog.content.site_middleware import SiteRequest
from blog.corrections.models import Correction
from blog.metadata import head_tags
from blog.views.pages import lookup

PER_PAGE = 30


def correction_list(request: SiteRequest) -> HttpResponse:
    """The newest first. One query, besides the site's."""
    rows = Correction.objects.published().for_readers()
    page: Page[Correction] = paginate(rows, request.GET, PER_PAGE, time="at")
    context = {"page": page, "head": head_tags.build_correction_list(request.site, page)}
    return render(request, "blog/corrections/list.html", context)


def correction_detail(
    request: SiteRequest, year: int, month: int, slug: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """What went and what came, as it was stored. One query, besides the site's."""
    note = lookup.changes_for_readers(pk)
    if iri_to_uri(request.path) != note.get_absolute_url():
        return redirect(append_query_string(note.get_absolute_url(), request), permanent=True)
    context = {"note": note, "post": note.post, "head": head_tags.build_changes(request.site, note)}
    return render(request, "blog/corrections/changes.html", context)
