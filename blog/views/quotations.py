"""List of quotations, a quotation's page, and its citation in other formats."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date

from blog.common import markup
from blog.common.archive_links import ArchiveLink, build_archive_links
from blog.content.citations.formats import FORMATS, get_quotation_url
from blog.content.site_middleware import SiteRequest
from blog.evidence.models import LARGE_COLUMNS
from blog.metadata import head_tags
from blog.models import Prose, PullQuote, SiteSettings
from blog.models.hops import build_steps, select_steps
from blog.read_models.page_copies import choose_version, read_public_copies, select_public_copies
from blog.read_models.quotation_filters import QuotationFilters
from blog.read_models.quotation_pagination import paginate_quotations_of
from blog.views.pages.citations import respond_with_citation

QUOTATIONS_PER_PAGE = 30
# Other quotations of the same source, and characters of the paragraphs before and after.
MAX_OTHERS = 3
MAX_CONTEXT_LENGTH = 420


def quotation_list(request: SiteRequest) -> HttpResponse:
    """List quotations, newest first. Two queries, besides the site's, with or without filters.

    Filtered lists are not indexed by search engines.
    """
    filters = QuotationFilters.from_query(request.GET)
    page = filters.page(request.GET, QUOTATIONS_PER_PAGE)
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
    """Show a quotation with its context, and what became of it at its source.

    At most five queries: site, quotation, neighbours, surrounding prose, others by its source.
    """
    quotations = PullQuote.objects.for_readers().annotate(steps=select_steps())
    quotations = quotations.select_related("evidence__first_copy")
    quotations = quotations.annotate(public_copies=select_public_copies())
    quotations = quotations.defer(*(f"evidence__first_copy__{name}" for name in LARGE_COLUMNS))
    quotation = get_object_or_404(quotations, pk=pk)
    quotation.provenance = build_steps(quotation.steps)
    check = getattr(quotation, "evidence", None)
    copies = read_public_copies(quotation.public_copies)
    version = choose_version(check, copies)
    context = {
        "quotation": quotation,
        "check": check,
        "copies": copies,
        "version": version,
        "archives": _link_archives(quotation, request.site),
        "head": head_tags.build_quotation(request.site, quotation),
        "citations": [
            (name, format.write(quotation, request.site.name)) for name, format in FORMATS.items()
        ],
        **_find_neighbours(quotation),
        **_get_context(quotation),
        **_find_others(quotation),
    }
    response = render(request, "blog/quotations/detail.html", context)
    if version:
        when = http_date(version.taken_at.timestamp())
        original = f'anchor="{iri_to_uri(quotation.url)}"'
        response["Link"] = f'<{version.url}>; rel="memento"; {original}; datetime="{when}"'
    return response


def _link_archives(quotation: PullQuote, site: SiteSettings) -> list[ArchiveLink]:
    """Link the archives of the settings, at the time of the first reading or of publication."""
    check = getattr(quotation, "evidence", None)
    when = (check and check.stood_first_at) or quotation.post.published_at
    assert when is not None  # The post is published.
    return build_archive_links(site.archives, quotation.url, when)


def quotation_citation(request: SiteRequest, pk: int, format: str) -> HttpResponse:
    """Return a citation in another format. One query, besides the site's."""
    quotation = get_object_or_404(PullQuote.objects.for_readers(), pk=pk)
    chosen = FORMATS[format]
    citation = chosen.write(quotation, request.site.name)
    name = f"quotation-{pk}.{format}"
    return respond_with_citation(chosen, citation, name, get_quotation_url(quotation))


def _find_neighbours(quotation: PullQuote) -> dict[str, PullQuote]:
    """Return the previous and next quotation in the post. One query."""
    others = PullQuote.objects.filter(post=quotation.post_id).only("text", "language", "position")
    return _fetch_nearest(others, quotation)


def _get_context(quotation: PullQuote) -> dict[str, str]:
    """Return the paragraphs before and after the quotation, as plain text. One query.

    For a quotation within a sentence, `around` is the paragraph that contains it.
    """
    if quotation.is_inline:
        return {"around": _find_paragraph(quotation)}
    prose = _fetch_nearest(Prose.objects.filter(post=quotation.post_id), quotation)
    context = {}
    if "previous" in prose and (paragraphs := _extract_paragraphs(prose["previous"])):
        context["before"] = _truncate_start(paragraphs[-1])
    if "next" in prose and (paragraphs := _extract_paragraphs(prose["next"])):
        context["after"] = _truncate_end(paragraphs[0])
    return context


def _find_paragraph(quotation: PullQuote) -> str:
    """Return the paragraph of an inline quotation: that of the n-th `<q>` in the prose before it.

    One query.
    """
    earlier = Prose.objects.filter(post=quotation.post_id, position__lt=quotation.position)
    prose = earlier.order_by("-position")[0]
    quotes = list(markup.parse_fragment(prose.html).iter("q"))
    element = quotes[quotation.position - prose.position - 1]
    while element.tag not in ("p", "li"):
        element = element.getparent()
    return " ".join(markup.read_text(element).split())


def _fetch_nearest(rows: Any, quotation: PullQuote) -> dict[str, Any]:
    """Return the last row before the quotation and the first after it, if any."""
    before = rows.filter(position__lt=quotation.position).order_by("-position")[:1]
    after = rows.filter(position__gt=quotation.position).order_by("position")[:1]
    rows = before.union(after)
    return {("next" if row.position > quotation.position else "previous"): row for row in rows}


def _extract_paragraphs(prose: Prose) -> list[str]:
    paragraphs = markup.parse_fragment(prose.html).iter("p")
    texts = (" ".join(markup.read_text(paragraph).split()) for paragraph in paragraphs)
    return [text for text in texts if text]


def _truncate_start(text: str) -> str:
    if len(text) <= MAX_CONTEXT_LENGTH:
        return text
    return "… " + text[-MAX_CONTEXT_LENGTH:].partition(" ")[2]


def _truncate_end(text: str) -> str:
    if len(text) <= MAX_CONTEXT_LENGTH:
        return text
    return text[:MAX_CONTEXT_LENGTH].rpartition(" ")[0] + " …"


def _find_others(quotation: PullQuote) -> dict[str, Any]:
    """Return other quotations of the same speaker or source, latest first. At most one query."""
    said_by = quotation.speaker or quotation.source
    if said_by is None:
        return {}
    page = paginate_quotations_of(said_by, QueryDict(), MAX_OTHERS + 1)
    others = [other for other in page.quotations if other.pk != quotation.pk][:MAX_OTHERS]
    return {"said_by": said_by, "others": others}
