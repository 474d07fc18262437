"""Sitemaps (sitemaps.org, protocol 0.9), that of the news, and robots.txt.

The index names sections. A section holds what has one of so many neighbouring ids: it costs the
same in a site of any size, and stays the same when something new is published. `lastmod`
stands where it is known to be true, and nowhere else.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest, Now
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from blog.content.site_middleware import SiteRequest
from blog.models import AuthorCounter, Figure, Label, Page, Post, PullQuote, Source
from blog.models.posts import PER_SECTION
from blog.syndication import sitemap_xml
from blog.syndication.sitemap_xml import (
    Entry,
    element,
    path_of_post,
    paths_of,
)

LENGTH = 50_000  # What the protocol allows.
# There are several for each post, and an entry is short: larger, so that the index has few to name.
QUOTATIONS_PER_SECTION = 25_000
NEWS_LENGTH = 1_000
NEWS_AGE = timedelta(days=2)


class Section(NamedTuple):
    """One kind of pages. `entry` takes the values of one of `rows()`; their ids tell which section
    of `size` ids a row is in, so that none can have more addresses than that."""

    rows: Callable[[], QuerySet[Any, Any]]
    entry: Callable[..., Entry]
    size: int = PER_SECTION
    changes_with: Any = None


CHANGED = Greatest("updated_at", "published_at")
# Passes over what is scheduled, which stands first by its change. The clocks of web and database
# may differ by so much.
CLOCKS = timedelta(hours=1)


def _posts() -> QuerySet[Any, Any]:
    shown = Figure.objects.filter(post=OuterRef("pk"), photo__isnull=False)
    photos = ArraySubquery(shown.order_by("position").values("photo__image"))
    return Post.objects.published().values_list("slug", "published_at", CHANGED, photos)


def _post(slug: str, published_at: datetime, changed: datetime, photos: list[str]) -> Entry:
    path = path_of_post(slug, published_at)
    return Entry(path, changed, [default_storage.url(name) for name in photos])


def _quotations() -> QuerySet[Any, Any]:
    changed = Greatest("post__updated_at", "post__published_at")
    return PullQuote.objects.published().values_list("pk", changed)


def _page(name: str, keyword: str) -> Callable[..., Entry]:
    """From a row's slug or number, and its last change, to the page that has it in its address."""
    return lambda value, *changed: Entry(paths_of(name, keyword)(value), *changed)


SECTIONS = {
    "posts": Section(_posts, _post, changes_with=Post.objects),
    "quotations": Section(
        _quotations, _page("blog:quotation-detail", "pk"), QUOTATIONS_PER_SECTION
    ),
    "sources": Section(
        lambda: Source.objects.public().values_list("slug"), _page("blog:source-detail", "slug")
    ),
    "labels": Section(
        lambda: Label.objects.public().values_list("slug"), _page("blog:label-detail", "slug")
    ),
    "authors": Section(
        lambda: AuthorCounter.objects.authors().values_list("slug"),
        _page("blog:author-detail", "slug"),
    ),
}


def sitemap_index(request: SiteRequest) -> HttpResponse:
    """Which sections there are. One query."""
    found = _sections()

    def xml() -> bytes:
        entries = [Entry(reverse("blog:sitemap-pages"))]
        places = {kind: _places(kind) for kind in SECTIONS}
        entries += (Entry(places[kind] % number, changed) for kind, number, changed in found)
        return sitemap_xml.sections(entries)

    return _answer(request, found, xml)


@cache
def _places(kind: str) -> str:
    """The addresses of its sections, with a gap for the number."""
    return reverse("blog:sitemap-section", kwargs={"kind": kind, "number": 0}).replace("0", "%s")


def sitemap_section(request: SiteRequest, kind: str, number: int) -> HttpResponse:
    """The pages of one section; 404 where it has none. One query."""
    chosen = SECTIONS[kind]
    first = number * chosen.size
    within = chosen.rows().filter(pk__gte=first, pk__lt=first + chosen.size)
    rows = list(within.order_by("pk"))
    if not rows:
        raise Http404
    return _answer(request, rows, lambda: sitemap_xml.pages(chosen.entry(*row) for row in rows))


def sitemap_pages(request: SiteRequest) -> HttpResponse:
    """The lists, on which all else hangs, and the pages that stand by themselves. One query."""
    names = [
        "blog:home",
        "blog:archive",
        "blog:author-list",
        "blog:label-list",
        "blog:quotation-list",
        "blog:source-list",
    ]
    names += ["blog:correction-list"] * request.site.has_corrections
    pages = Page.objects.published().order_by("pk").values_list("slug", CHANGED)
    rows = list(pages[: LENGTH - len(names)])

    def entries() -> Iterator[Entry]:
        yield from (Entry(reverse(name)) for name in names)
        yield from (Entry(paths_of("blog:page-detail", "slug")(slug), when) for slug, when in rows)

    return _answer(request, rows, lambda: sitemap_xml.pages(entries()))


def sitemap_news(request: SiteRequest) -> HttpResponse:
    """What was published in the last two days, as Google News takes it. One query."""
    values = _recent().values_list("title", "language", "slug", "published_at")
    rows: list[Any] = list(values.order_by("-published_at", "-pk")[:NEWS_LENGTH])
    name = request.site.name

    def entry(title: str, language: str, slug: str, published_at: datetime) -> Entry:
        publication = element("news:name", name) + element(
            "news:language", _news_language(language)
        )
        said = (
            f"<news:publication>{publication}</news:publication>"
            + element("news:publication_date", sitemap_xml.moment(published_at))
            + element("news:title", title)
        )
        path = path_of_post(slug, published_at)
        return Entry(path, more=f"<news:news>{said}</news:news>")

    return _answer(request, (name, rows), lambda: sitemap_xml.pages(entry(*row) for row in rows))


def _recent() -> QuerySet[Post]:
    return Post.objects.published().filter(published_at__gte=timezone.now() - NEWS_AGE)


def robots(request: SiteRequest) -> HttpResponse:
    """What is there to be crawled and what is not (RFC 9309). What is secret is not named here. One
    query: a sitemap without a page is invalid, so that of the news is named while it has one."""
    sitemaps = ["blog:sitemap-index", *(["blog:sitemap-news"] if _recent().exists() else [])]
    lines = [
        "User-agent: *",
        *(f"Disallow: {reverse(name)}" for name in ("admin:index", "blog:search")),
        "",
        *(f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in sitemaps),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _sections() -> list[tuple[str, int, datetime | None]]:
    """Kind, number, and the last change where that is known, of each section that has a page.

    For each number the database looks for one row: any, or that at the end of an index which
    changed last.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_question())
        return cursor.fetchall()


@cache
def _question() -> tuple[str, list[Any]]:
    """SQL and its values, the same for ever: to put it together takes longer than to answer it.

    No queryset begins with a series of numbers, so querysets say what is public and a frame of SQL
    asks them for each number.
    """
    parts: list[str] = []
    values: list[Any] = []
    for kind, chosen in SECTIONS.items():
        rows = chosen.rows().order_by()
        within = {
            "pk__gte": RawSQL("number * %s", (chosen.size,)),
            "pk__lt": RawSQL("(number + 1) * %s", (chosen.size,)),
        }
        if chosen.changes_with is None:
            found, found_values = rows.filter(**within).values("pk")[:1].query.sql_with_params()
            changed = "NULL"
        else:
            posts = chosen.changes_with.published().annotate(
                section=F("pk") / chosen.size, changed=CHANGED
            )
            last = posts.filter(section=RawSQL("number", ()), changed__lte=Now() + CLOCKS)
            found, found_values = (
                last.values("changed").order_by("-changed")[:1].query.sql_with_params()
            )
            changed = "found.changed"
        parts.append(
            f"SELECT %s AS kind, number, {changed}"
            f" FROM generate_series(0, (SELECT max({rows.model._meta.pk.column}) / %s"
            f" FROM {rows.model._meta.db_table})) AS number CROSS JOIN LATERAL ({found}) AS found"
        )
        values += [kind, chosen.size, *found_values]
    return " UNION ALL ".join(parts), values


def _answer(request: SiteRequest, state: object, xml: Callable[[], bytes]) -> HttpResponse:
    """304 where the reader has what `state` describes; only else is the XML made."""
    etag = f'"{hashlib.sha256(repr(state).encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    return HttpResponse(xml(), content_type="application/xml", headers={"ETag": etag})


def _news_language(code: str) -> str:
    """Two or three letters, or one of the two names that Google has for written Chinese."""
    language, _, rest = code.lower().partition("-")
    if language != "zh":
        return language
    return "zh-tw" if rest.startswith(("hant", "tw", "hk", "mo")) else "zh-cn"
