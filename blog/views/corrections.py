"""What readers are told of posts that changed: all of it, and what changed in one."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri

from blog import access, heads
from blog.models import Correction
from blog.paging import page_of
from blog.redirects import with_query
from blog.site import SiteRequest

PER_PAGE = 30


def correction_list(request: SiteRequest) -> HttpResponse:
    """The newest first. One query, besides the site's."""
    rows = Correction.objects.published().for_readers()
    page = page_of(rows, request.GET, PER_PAGE, time="at")
    context = {"page": page, "head": heads.corrections(request.site, page)}
    return render(request, "blog/correction_list.html", context)


def changes(
    request: SiteRequest, year: int, month: int, slug: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """What went and what came, as it was stored. One query, besides the site's."""
    note = access.changes_for_readers(pk)
    if iri_to_uri(request.path) != note.get_absolute_url():
        return redirect(with_query(note.get_absolute_url(), request), permanent=True)
    context = {"note": note, "post": note.post, "head": heads.changes(request.site, note)}
    return render(request, "blog/changes.html", context)
