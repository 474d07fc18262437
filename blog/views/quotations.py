"""All quotations, each one's own page, and each one to take away."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header

from blog.common import markup
from blog.content.citations.formats import FORMATS, get_quotation_url
from blog.content.quotation_filters import QuotationFilters
from blog.content.quotation_pagination import paginate_quotations_of
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Prose, PullQuote

PER_PAGE = 30
# Others by the same source, and how much of a paragraph around the quotation is shown.
OTHERS = 3
MOST_LETTERS = 420


def quotation_list(request: SiteRequest) -> HttpResponse:
    """By when they were published, the newest first. Two queries, besides the site's, whatever the
    list is narrowed by; what is narrowed is for readers and not for search engines."""
    filters = QuotationFilters.from_query(request.GET)
    page = filters.page(request.GET, PER_PAGE)
    head = head_tags.build_quotation_list(request.site, page)
    if filters.chosen:
        head = replace(
            head, path=request.path + (page.here or filters.query_string), is_noindex=True
        )
    context = {
        "page": page,
        "head": head,
        "filters": filters.fields(),
        "is_filtered": bool(filters.chosen),
        "first_page": filters.query_string,
    }
    return render(request, "blog/quotations/list.html", context)


def quotation_detail(request: SiteRequest, pk: int) -> HttpResponse:
    """The words, who, when, where read, and what stands around them. Five queries at most: the
    site, the quotation, its neighbours, the prose around it, and what else was said."""
    quotation = get_object_or_404(PullQuote.objects.for_readers(), pk=pk)
    context = {
        "quotation": quotation,
        "head": head_tags.build_quotation(request.site, quotation),
        "citations": [
            (name, format.write(quotation, request.site.name)) for name, format in FORMATS.items()
        ],
        **_neighbours(quotation),
        **_prose_around(quotation),
        **_others(quotation),
    }
    return render(request, "blog/quotations/detail.html", context)


def quotation_citation(request: SiteRequest, pk: int, format: str) -> HttpResponse:
    """One query, besides the site's."""
    quotation = get_object_or_404(PullQuote.objects.for_readers(), pk=pk)
    chosen = FORMATS[format]
    response = HttpResponse(
        chosen.write(quotation, request.site.name),
        content_type=f"{chosen.content_type}; charset=utf-8",
    )
    kept_as = content_disposition_header(not chosen.is_inline, f"quotation-{pk}.{format}")
    response["Content-Disposition"] = str(kept_as)
    response["Link"] = f'<{get_quotation_url(quotation)}>; rel="canonical"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _neighbours(quotation: PullQuote) -> dict[str, PullQuote]:
    """The quotations before and after it in its post: one query along (post, position)."""
    others = PullQuote.objects.filter(post=quotation.post_id).only("text", "language", "position")
    found = _nearest(others, quotation)
    return {name: found[name] for name in ("previous", "next") if name in found}


def _prose_around(quotation: PullQuote) -> dict[str, str]:
    """The paragraphs of prose before and after it, as plain text: one query."""
    prose = _nearest(Prose.objects.filter(post=quotation.post_id), quotation)
    around = {}
    if "previous" in prose and (paragraphs := _paragraphs(prose["previous"])):
        around["before"] = _end_of(paragraphs[-1])
    if "next" in prose and (paragraphs := _paragraphs(prose["next"])):
        around["after"] = _beginning_of(paragraphs[0])
    return around


def _nearest(rows: Any, quotation: PullQuote) -> dict[str, Any]:
    """The last before the quotation and the first after it, as `previous` and `next`."""
    before = rows.filter(position__lt=quotation.position).order_by("-position")[:1]
    after = rows.filter(position__gt=quotation.position).order_by("position")[:1]
    found = before.union(after)
    return {("next" if row.position > quotation.position else "previous"): row for row in found}


def _paragraphs(prose: Prose) -> list[str]:
    paragraphs = markup.parse_fragment(prose.html).iter("p")
    words = (" ".join(paragraph.text_content().split()) for paragraph in paragraphs)
    return [text for text in words if text]


def _end_of(text: str) -> str:
    if len(text) <= MOST_LETTERS:
        return text
    return "… " + text[-MOST_LETTERS:].partition(" ")[2]


def _beginning_of(text: str) -> str:
    if len(text) <= MOST_LETTERS:
        return text
    return text[:MOST_LETTERS].rpartition(" ")[0] + " …"


def _others(quotation: PullQuote) -> dict[str, Any]:
    """What else whoever said it said, the latest first: one query where it is known who."""
    said_by = quotation.speaker or quotation.source
    if said_by is None:
        return {}
    page = paginate_quotations_of(said_by, QueryDict(), OTHERS + 1)
    others = [other for other in page.quotations if other.pk != quotation.pk][:OTHERS]
    return {"said_by": said_by, "others": others}
