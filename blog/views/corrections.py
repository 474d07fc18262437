"""List of correction notes, and the changes of one."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri

from blog.common.pagination import Page, paginate
from blog.content.redirects import append_query_string
from blog.content.site_middleware import SiteRequest
from blog.corrections.models import Correction
from blog.metadata import head_tags
from blog.views.pages import lookup

CORRECTIONS_PER_PAGE = 30


def correction_list(request: SiteRequest) -> HttpResponse:
    """List correction notes, newest first. One query, besides the site's."""
    rows = Correction.objects.published().for_readers()
    page: Page[Correction] = paginate(rows, request.GET, CORRECTIONS_PER_PAGE, time="created_at")
    context = {"page": page, "head": head_tags.build_correction_list(request.site, page)}
    return render(request, "blog/corrections/list.html", context)


def correction_detail(
    request: SiteRequest, year: int, month: int, slug: str, pk: int
) -> HttpResponse | HttpResponseRedirect:
    """Show the changes of a correction note. One query, besides the site's."""
    note = lookup.get_correction_or_404(pk)
    if iri_to_uri(request.path) != note.get_absolute_url():
        return redirect(append_query_string(note.get_absolute_url(), request), permanent=True)
    context = {"note": note, "post": note.post, "head": head_tags.build_changes(request.site, note)}
    return render(request, "blog/corrections/changes.html", context)
