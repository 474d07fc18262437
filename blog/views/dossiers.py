"""Lists of dossiers and comparisons, and their pages. `kind` is one of `Dossier.Kind`."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi

from blog.common import timeline
from blog.common.pagination import paginate
from blog.content.site_middleware import SiteRequest
from blog.dossiers.models import Dossier
from blog.dossiers.read import DossierPage, read_dossier_summaries
from blog.metadata.dossiers import build_dossier, build_dossier_list
from blog.models import SiteSettings
from blog.views.pages import lookup

DOSSIERS_PER_PAGE = 20
TEMPLATES = {
    Dossier.Kind.COLLECTION: "blog/dossiers/detail.html",
    Dossier.Kind.COMPARISON: "blog/dossiers/comparison.html",
}


def dossier_list(request: SiteRequest, kind: str) -> HttpResponse:
    """List dossiers or comparisons, newest first. One query, besides the site's."""
    dossiers = Dossier.objects.for_readers().filter(kind=kind)
    page = paginate(dossiers, request.GET, DOSSIERS_PER_PAGE, read=read_dossier_summaries)
    head = build_dossier_list(request.site, kind, page)
    context = {"kind": kind, "page": page, "head": head}
    return render(request, "blog/dossiers/list.html", context)


def dossier_detail(request: SiteRequest, kind: str, slug: str) -> HttpResponse:
    """Show a dossier or a comparison.

    At most three queries, besides the site's: the dossier, its quotations, its posts. 404 for a
    draft, and for a comparison of which a quotation is not public.
    """
    page = lookup.get_dossier_page_or_404(kind, slug)
    return render(request, TEMPLATES[Dossier.Kind(kind)], build_dossier_context(request.site, page))


def build_dossier_context(site: SiteSettings, page: DossierPage) -> dict[str, Any]:
    """Build the context of the page of a dossier or comparison. No query."""
    dates: list[timeline.Row] = [
        (quotation.said_on, quotation.said_precision, 1) for quotation in page.quotations
    ]
    return {
        "dossier": page.dossier,
        "page": page,
        "head": build_dossier(site, page),
        "timeline": timeline.draw([dates], mirrored=get_language_bidi()),
    }
