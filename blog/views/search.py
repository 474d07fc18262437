"""What is found for some words, and how browsers are told of it."""

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
from blog.models import Label, Post, PullQuote
from blog.search import Found, Understood, Wanted, facets, suggestions
from lib.client_ip import get_client_ip, get_client_network
from lib.error_pages import too_many_requests

PER_PAGE = 10
PER_MINUTE = 60  # of one client: a class of a school finds what it looks for, a robot less
BESIDE_POSTS = 3  # quotations
POPULAR = 20
NEWEST = 1000  # posts whose labels count as popular
TITLES = {
    "label": gettext_lazy("Labels"),
    "author": gettext_lazy("Authors"),
    "source": gettext_lazy("Sources"),
    "year": gettext_lazy("Years"),
}


class Choice(NamedTuple):
    """A link to the same search with something changed; how many it finds, '' where unknown."""

    name: str
    address: str
    number: str = ""
    is_current: bool = False


class Filter(NamedTuple):
    """`chosen` where the search is narrowed by it: its link leads to the search that is not."""

    title: str
    chosen: Choice | None
    choices: list[Choice]


def search_results(request: HttpRequest) -> HttpResponse:
    """One query without words. With them five at most: how each language understands them, which
    also counts how often this was asked; which posts and quotations match, those of the page, the
    best quotations, and how to narrow the search; or where there are none, what it was narrowed by
    and, in two, what may have been meant. Two more where languages take the words for different
    ones."""
    wanted = Wanted.of(request.GET)
    context: dict[str, Any] = {"wanted": wanted, "max_length": search.MAX_LENGTH}
    if wanted.words:
        network = get_client_network(get_client_ip(request))
        once = rate_limits.CountedAttempt("search", network, PER_MINUTE, 60)
        try:
            understood = search.understand(wanted.words, once)
        except rate_limits.RateLimitExceeded as refused:
            return too_many_requests(request, refused.seconds)
        context |= _found(wanted, understood, request.GET.get("page", ""))
    else:
        context["popular"] = _popular_labels()
    response = render(request, "blog/search/results.html", context)
    response["X-Robots-Tag"] = "noindex"
    # How often a client asks is counted, so each has to be asked by itself.
    response["Cache-Control"] = "private, max-age=0"
    return response


def search_description(request: HttpRequest) -> HttpResponse:
    """For browsers: how to search here from their own box (OpenSearch 1.1). No query."""
    kind = "application/opensearchdescription+xml"
    return render(request, "blog/search/opensearch.xml", content_type=kind)


def _popular_labels() -> list[Label]:
    """The most frequent of the newest posts, by name. One query."""
    newest = Post.objects.published().newest_first().values("pk")[:NEWEST]
    labels = Label.objects.filter(post_labels__content_object__in=newest)
    counted = labels.annotate(uses=Count("pk")).order_by("-uses", "name")
    return sorted(counted[:POPULAR], key=lambda label: label.name.casefold())


def _found(wanted: Wanted, understood: Understood, page: str) -> dict[str, Any]:
    if understood.is_stopped:
        has_word = any(character.isalnum() for character in wanted.words)
        return {"only_stop_words": has_word, "no_word": not has_word}
    in_quotations = wanted.kind == "quotations"
    quotations: Found | None = None
    if in_quotations:
        found = quotations = search.quotations(wanted, understood)
    elif wanted.kind or page not in {"", "1"}:
        found = search.posts(wanted, understood)
    else:
        found, quotations = search.both(wanted, understood)
    shown = Paginator(found.keys, PER_PAGE).get_page(page)
    best: list[PullQuote] = []
    if quotations and quotations.keys and not in_quotations:
        best = search.quotations_for_readers(
            quotations.keys[:BESIDE_POSTS], wanted, quotations.foreign
        )
    context: dict[str, Any] = {
        "found": found,
        "page": shown,
        "best_quotations": best,
        "more_quotations": quotations is not None and quotations.number > len(best),
        "kinds": _kinds(wanted, None if in_quotations else found, quotations),
        "orders": [
            Choice(_("Best first"), wanted.but(by_date=False).address(), "", not wanted.by_date),
            Choice(_("Newest first"), wanted.but(by_date=True).address(), "", wanted.by_date),
        ],
        "previous": shown.has_previous() and wanted.address(shown.number - 1),
        "next": shown.has_next() and wanted.address(shown.number + 1),
    }
    if found.keys:
        counts = (facets.of_quotations if in_quotations else facets.of_posts)(found.keys)
        read = search.quotations_for_readers if in_quotations else search.read_post_hits
        context["filters"] = _filters(wanted, counts | {"year": facets.of_years(found.years)})
        context["rows"] = read(list(shown.object_list), wanted, found.foreign)
    elif understood.is_stopped_in_some and not best and not wanted.is_filtered:
        return {"only_stop_words": True}
    else:
        context |= _instead(wanted, may_be_misspelt=not best and not understood.posts_are_frequent)
    return context


def _instead(wanted: Wanted, may_be_misspelt: bool) -> dict[str, Any]:
    """Where nothing matches: what may. Frequent words are not misspelt."""
    context: dict[str, Any] = {
        "filters": _filters(wanted, facets.named(wanted) if wanted.is_filtered else {}),
        "everywhere": Wanted(wanted.words).address(),
    }
    if '"' in wanted.words:
        apart = " ".join(wanted.words.replace('"', " ").split())
        context["apart"] = wanted.but(words=apart).address()
    if may_be_misspelt:
        suggested = suggestions.for_words(wanted.words)
        context["suggested"] = suggested
        context["suggested_address"] = suggested.words and Wanted(suggested.words).address()
    return context


def _kinds(wanted: Wanted, posts: Found | None, quotations: Found | None) -> list[Choice]:
    found = {
        "posts": _number(posts.number) if posts else "",
        "quotations": _number(quotations.number) if quotations else "",
    }
    names = {"": _("Everything"), "posts": _("Posts"), "quotations": _("Quotations")}
    return [
        Choice(name, wanted.but(kind=kind).address(), found.get(kind, ""), kind == wanted.kind)
        for kind, name in names.items()
    ]


def _number(found: int) -> str:
    if found > search.CANDIDATES:
        return _("over %(number)s") % {
            "number": number_format(search.CANDIDATES, force_grouping=True)
        }
    return number_format(found, force_grouping=True)


def _filters(wanted: Wanted, offered: dict[str, list[facets.Choice]]) -> list[Filter]:
    filters = []
    for name, title in TITLES.items():
        choices = offered.get(name, [])
        if value := getattr(wanted, name):
            named = next((choice.name for choice in choices if choice.value == value), value)
            chosen = Choice(named, wanted.but(**{name: ""}).address(), "", True)
            filters.append(Filter(str(title), chosen, []))
        elif choices:
            links = [
                Choice(
                    choice.name,
                    wanted.but(**{name: choice.value}).address(),
                    number_format(choice.number, force_grouping=True),
                )
                for choice in choices
            ]
            filters.append(Filter(str(title), None, links))
    return filters
