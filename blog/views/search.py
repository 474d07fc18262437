"""Search results, and the OpenSearch description for browsers."""

from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rate_limits
from blog import search
from blog.models import Label, Post
from blog.search import ParsedSearch, SearchParams, SearchResult, facets, suggestions
from blog.search.named import find_named
from lib.client_ip import get_client_ip, get_client_network
from lib.error_pages import too_many_requests

RESULTS_PER_PAGE = 10
MAX_PER_MINUTE = 60  # Per client network. Enough for a school class, but not for a bot.
QUOTATIONS_BESIDE_POSTS = 3
MAX_POPULAR_LABELS = 20
MAX_POPULAR_POSTS = 1000  # The newest posts, from which popular labels are chosen.
FILTER_TITLES = {
    "label": gettext_lazy("Labels"),
    "author": gettext_lazy("Authors"),
    "source": gettext_lazy("Sources"),
    "year": gettext_lazy("Years"),
}


class Choice(NamedTuple):
    """Link to a variant of the search, with its number of results, '' if unknown."""

    name: str
    url: str
    number: str = ""
    is_current: bool = False


class Filter(NamedTuple):
    """Filter with its choices, or with `chosen`, a link that removes it."""

    title: str
    chosen: Choice | None
    choices: list[Choice]


def search_results(request: HttpRequest) -> HttpResponse:
    """Show search results.

    One query without terms, otherwise at most six: parsing, which also counts the request; keys of
    posts and quotations; rows of the page; best quotations; facets; on the first page without
    filters, sources and authors of this name. Without results, the active filters and two for
    suggestions come instead of facets. Two more if the terms are ambiguous.
    """
    params = SearchParams.from_query(request.GET)
    context: dict[str, Any] = {"params": params, "max_length": search.MAX_LENGTH}
    if params.terms:
        network = get_client_network(get_client_ip(request))
        once = rate_limits.CountedAttempt("search", network, MAX_PER_MINUTE, 60)
        try:
            parsed = search.parse_search(params.terms, once)
        except rate_limits.RateLimitExceeded as refused:
            return too_many_requests(request, refused.seconds)
        page = request.GET.get("page", "")
        context |= _build_result_context(params, parsed, page)
        if not (params.kind or params.is_filtered) and page in {"", "1"}:
            context |= find_named(params.terms)
    else:
        context["popular_labels"] = _popular_labels()
    response = render(request, "blog/search/results.html", context)
    response["X-Robots-Tag"] = "noindex"
    # Requests are rate-limited per client, so they must not be answered from a shared cache.
    response["Cache-Control"] = "private, max-age=0"
    return response


def search_description(request: HttpRequest) -> HttpResponse:
    """Return the OpenSearch 1.1 description for browsers. No query."""
    content_type = "application/opensearchdescription+xml"
    return render(request, "blog/search/opensearch.xml", content_type=content_type)


def _popular_labels() -> list[Label]:
    """Return the most frequent labels of the newest posts, by name. One query."""
    newest = Post.objects.published().newest_first().values("pk")[:MAX_POPULAR_POSTS]
    labels = Label.objects.filter(post_labels__content_object__in=newest)
    counted = labels.annotate(uses=Count("pk")).order_by("-uses", "name")
    return sorted(counted[:MAX_POPULAR_LABELS], key=lambda label: label.name.casefold())


def _build_result_context(params: SearchParams, parsed: ParsedSearch, page: str) -> dict[str, Any]:
    if parsed.is_stopped:
        has_word = any(character.isalnum() for character in params.terms)
        return {"only_stop_words": has_word, "no_word": not has_word}
    in_quotations = params.kind == "quotations"
    quotations: SearchResult | None = None
    if in_quotations:
        result = quotations = search.find_quotations(params, parsed)
    elif params.kind or page not in {"", "1"}:
        result = search.find_posts(params, parsed)
    else:
        result, quotations = search.find_both(params, parsed)
    shown = Paginator(result.keys, RESULTS_PER_PAGE).get_page(page)
    best: list[search.QuotationHit] = []
    if quotations and quotations.keys and not in_quotations:
        best = search.read_quotation_hits(
            quotations.keys[:QUOTATIONS_BESIDE_POSTS], params, quotations.foreign
        )
    context: dict[str, Any] = {
        "result": result,
        "page": shown,
        "best_quotations": best,
        "more_quotations": quotations is not None and quotations.number > len(best),
        "kinds": _build_kinds(params, None if in_quotations else result, quotations),
        "orders": [
            Choice(
                _("Best first"),
                params.replace(by_date=False).query_string(),
                "",
                not params.by_date,
            ),
            Choice(
                _("Newest first"), params.replace(by_date=True).query_string(), "", params.by_date
            ),
        ],
        "previous": shown.has_previous() and params.query_string(shown.number - 1),
        "next": shown.has_next() and params.query_string(shown.number + 1),
    }
    if result.keys:
        counts = (facets.count_for_quotations if in_quotations else facets.count_for_posts)(
            result.keys
        )
        read = search.read_quotation_hits if in_quotations else search.read_post_hits
        context["filters"] = _build_filters(
            params, counts | {"year": facets.count_years(result.years)}
        )
        context["rows"] = read(list(shown.object_list), params, result.foreign)
    elif parsed.is_stopped_in_some and not best and not params.is_filtered:
        return {"only_stop_words": True}
    else:
        context |= _build_empty_context(
            params, may_be_misspelt=not best and not parsed.posts_are_frequent
        )
    return context


def _build_empty_context(params: SearchParams, may_be_misspelt: bool) -> dict[str, Any]:
    """Build the context without results: active filters and suggestions.

    Frequent words are not misspelt.
    """
    context: dict[str, Any] = {
        "filters": _build_filters(
            params, facets.name_filters(params) if params.is_filtered else {}
        ),
        "unfiltered_url": SearchParams(params.terms).query_string(),
    }
    if '"' in params.terms:
        unquoted = " ".join(params.terms.replace('"', " ").split())
        context["unquoted_url"] = params.replace(terms=unquoted).query_string()
    if may_be_misspelt:
        suggested = suggestions.suggest(params.terms)
        context["suggestions"] = suggested
        context["suggested_url"] = suggested.terms and SearchParams(suggested.terms).query_string()
    return context


def _build_kinds(
    params: SearchParams, posts: SearchResult | None, quotations: SearchResult | None
) -> list[Choice]:
    numbers = {
        "posts": _format_number(posts.number) if posts else "",
        "quotations": _format_number(quotations.number) if quotations else "",
    }
    names = {"": _("Everything"), "posts": _("Posts"), "quotations": _("Quotations")}
    return [
        Choice(
            name,
            params.replace(kind=kind).query_string(),
            numbers.get(kind, ""),
            kind == params.kind,
        )
        for kind, name in names.items()
    ]


def _format_number(number: int) -> str:
    if number > search.CANDIDATES:
        return _("over %(number)s") % {
            "number": number_format(search.CANDIDATES, force_grouping=True)
        }
    return number_format(number, force_grouping=True)


def _build_filters(
    params: SearchParams, offered: dict[str, list[facets.FacetChoice]]
) -> list[Filter]:
    filters = []
    for name, title in FILTER_TITLES.items():
        choices = offered.get(name, [])
        if value := getattr(params, name):
            named = next((choice.name for choice in choices if choice.value == value), value)
            chosen = Choice(named, params.replace(**{name: ""}).query_string(), "", True)
            filters.append(Filter(str(title), chosen, []))
        elif choices:
            links = [
                Choice(
                    choice.name,
                    params.replace(**{name: choice.value}).query_string(),
                    number_format(choice.number, force_grouping=True),
                )
                for choice in choices
            ]
            filters.append(Filter(str(title), None, links))
    return filters
