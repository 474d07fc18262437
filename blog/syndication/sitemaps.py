"""Sitemaps (sitemaps.org, protocol 0.9), the news sitemap, and robots.txt.

The index lists sections. A section contains a range of ids, so that its cost does not depend on the
size of the site, and it does not change with new posts. `lastmod` is only given where it is exact.
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
from blog.dossiers.models import Dossier, DossierQuerySet
from blog.models import AuthorCounter, Figure, Label, Page, Post, PullQuote, Series, Source
from blog.models.posts import SITEMAP_SECTION_SIZE, post_path
from blog.syndication import sitemap_xml
from blog.syndication.sitemap_xml import Entry, build_path_formatter, render_element

MAX_URLS = 50_000  # The protocol's limit.
# Larger than for posts, because a post has several quotations and their entries are short.
QUOTATIONS_PER_SECTION = 25_000
MAX_NEWS = 1_000
MAX_NEWS_AGE = timedelta(days=2)

# Crawlers whose operators say that they collect texts to train models.
AI_CRAWLERS = (
    *("AI2Bot", "Amazonbot", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot"),
    *("cohere-training-data-crawler", "Diffbot", "Google-Extended", "GPTBot"),
    "meta-externalagent",
)


class Section(NamedTuple):
    """A kind of pages. `entry` takes the values of one of `rows()`; a section has `size` ids."""

    rows: Callable[[], QuerySet[Any, Any]]
    entry: Callable[..., Entry]
    size: int = SITEMAP_SECTION_SIZE
    changes_with: Any = None


LAST_CHANGED = Greatest("updated_at", "published_at")
# Between web server and database. Excludes scheduled posts, whose last change is in the future.
MAX_CLOCK_SKEW = timedelta(hours=1)


def _query_posts() -> QuerySet[Any, Any]:
    shown = Figure.objects.with_shown_photo().filter(post=OuterRef("pk"))
    photos = ArraySubquery(shown.lead_first().values("photo__image"))
    return Post.objects.published().values_list("slug", "published_at", LAST_CHANGED, photos)


def _build_post_entry(
    slug: str, published_at: datetime, changed: datetime, photos: list[str]
) -> Entry:
    path = post_path("post", slug, published_at)
    return Entry(path, changed, [default_storage.url(name) for name in photos])


def _query_quotations() -> QuerySet[Any, Any]:
    changed = Greatest("post__updated_at", "post__published_at")
    return PullQuote.objects.published().values_list("pk", changed)


def _query_dossiers(dossiers: DossierQuerySet) -> QuerySet[Any, Any]:
    return dossiers.for_readers().values_list("slug", LAST_CHANGED)


def _entry_builder(name: str, keyword: str) -> Callable[..., Entry]:
    """Return a function from a slug or number and the last change to an entry."""
    return lambda value, *changed: Entry(build_path_formatter(name, keyword)(value), *changed)


SECTIONS = {
    "posts": Section(_query_posts, _build_post_entry, changes_with=Post.objects),
    "quotations": Section(
        _query_quotations, _entry_builder("blog:quotation-detail", "pk"), QUOTATIONS_PER_SECTION
    ),
    "sources": Section(
        lambda: Source.objects.public().values_list("slug"),
        _entry_builder("blog:source-detail", "slug"),
    ),
    "labels": Section(
        lambda: Label.objects.public().values_list("slug"),
        _entry_builder("blog:label-detail", "slug"),
    ),
    "series": Section(
        lambda: Series.objects.public().values_list("slug"),
        _entry_builder("blog:series-detail", "slug"),
    ),
    "authors": Section(
        lambda: AuthorCounter.objects.authors().values_list("slug"),
        _entry_builder("blog:author-detail", "slug"),
    ),
    "dossiers": Section(
        lambda: _query_dossiers(Dossier.objects.collections()),
        _entry_builder("blog:dossier-detail", "slug"),
    ),
    "comparisons": Section(
        lambda: _query_dossiers(Dossier.objects.comparisons()),
        _entry_builder("blog:comparison-detail", "slug"),
    ),
}


def sitemap_index(request: SiteRequest) -> HttpResponse:
    """List the sections. One query."""
    sections = _fetch_sections()

    def xml() -> bytes:
        entries = [Entry(reverse("blog:sitemap-pages"))]
        templates = {kind: _get_path_template(kind) for kind in SECTIONS}
        entries += (Entry(templates[kind] % number, changed) for kind, number, changed in sections)
        return sitemap_xml.render_index(entries)

    return _respond(request, sections, xml)


@cache
def _get_path_template(kind: str) -> str:
    """Return the path of the sections of a kind, with a placeholder for the number."""
    return reverse("blog:sitemap-section", kwargs={"kind": kind, "number": 0}).replace("0", "%s")


def sitemap_section(request: SiteRequest, kind: str, number: int) -> HttpResponse:
    """List the pages of a section. 404 if it is empty. One query."""
    chosen = SECTIONS[kind]
    first = number * chosen.size
    within = chosen.rows().filter(pk__gte=first, pk__lt=first + chosen.size)
    rows = list(within.order_by("pk"))
    if not rows:
        raise Http404
    return _respond(
        request, rows, lambda: sitemap_xml.render_urlset(chosen.entry(*row) for row in rows)
    )


def sitemap_pages(request: SiteRequest) -> HttpResponse:
    """List index pages and static pages. One query."""
    names = [
        "blog:home",
        "blog:archive",
        "blog:author-list",
        "blog:label-list",
        "blog:quotation-list",
        "blog:source-list",
        "blog:dataset",
    ]
    names += ["blog:correction-list"] * request.site.has_corrections
    names += ["blog:dossier-list"] * request.site.has_dossiers
    names += ["blog:comparison-list"] * request.site.has_comparisons
    names += ["blog:series-list"] * request.site.has_series
    names += ["blog:seal-list"] * bool(settings.TIMESTAMP_URL)
    pages = Page.objects.published().order_by("pk").values_list("slug", LAST_CHANGED)
    rows = list(pages[: MAX_URLS - len(names)])

    def entries() -> Iterator[Entry]:
        yield from (Entry(reverse(name)) for name in names)
        yield from (
            Entry(build_path_formatter("blog:page-detail", "slug")(slug), when)
            for slug, when in rows
        )

    return _respond(request, rows, lambda: sitemap_xml.render_urlset(entries()))


def sitemap_news(request: SiteRequest) -> HttpResponse:
    """List posts of the last two days, for Google News. One query."""
    values = _query_recent().values_list("title", "language", "slug", "published_at")
    rows: list[Any] = list(values.order_by("-published_at", "-pk")[:MAX_NEWS])
    name = request.site.name

    def entry(title: str, language: str, slug: str, published_at: datetime) -> Entry:
        publication = render_element("news:name", name) + render_element(
            "news:language", _get_news_language(language)
        )
        news_xml = (
            f"<news:publication>{publication}</news:publication>"
            + render_element("news:publication_date", sitemap_xml.format_time(published_at))
            + render_element("news:title", title)
        )
        path = post_path("post", slug, published_at)
        return Entry(path, extra_xml=f"<news:news>{news_xml}</news:news>")

    return _respond(
        request, (name, rows), lambda: sitemap_xml.render_urlset(entry(*row) for row in rows)
    )


def _query_recent() -> QuerySet[Post]:
    return Post.objects.published().filter(published_at__gte=timezone.now() - MAX_NEWS_AGE)


def robots(request: SiteRequest) -> HttpResponse:
    """Return robots.txt (RFC 9309), without secret paths.

    One query: the news sitemap is only listed while it has a page, as an empty one is invalid.
    """
    site = request.site
    sitemaps = ["blog:sitemap-index", *(["blog:sitemap-news"] if _query_recent().exists() else [])]
    if not site.is_indexed:
        # Crawlers must be able to read that pages ask not to be listed.
        sitemaps = []
    lines = [
        "User-agent: *",
        *(f"Disallow: {reverse(name)}" for name in ("admin:index", "blog:search")),
        "",
        *([] if site.allows_ai_crawlers else [*_list_ai_crawlers(), "Disallow: /", ""]),
        *(f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in sitemaps),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _list_ai_crawlers() -> Iterator[str]:
    return (f"User-agent: {name}" for name in AI_CRAWLERS)


def _fetch_sections() -> list[tuple[str, int, datetime | None]]:
    """Fetch kind, number and, if known, the last change of each section with a page.

    For each number the database looks up one row: any row, or the last changed one by index.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_build_sections_sql())
        return cursor.fetchall()


@cache
def _build_sections_sql() -> tuple[str, list[Any]]:
    """Build the SQL and its parameters. Cached, as building takes longer than executing.

    The ORM cannot select from a series of numbers, so the SQL wraps the querysets' SQL.
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
            sql, row_values = rows.filter(**within).values("pk")[:1].query.sql_with_params()
            changed = "NULL"
        else:
            posts = chosen.changes_with.published().annotate(
                section=F("pk") / chosen.size, changed=LAST_CHANGED
            )
            last = posts.filter(section=RawSQL("number", ()), changed__lte=Now() + MAX_CLOCK_SKEW)
            sql, row_values = (
                last.values("changed").order_by("-changed")[:1].query.sql_with_params()
            )
            changed = "newest.changed"
        parts.append(
            f"SELECT %s AS kind, number, {changed}"
            f" FROM generate_series(0, (SELECT max({rows.model._meta.pk.column}) / %s"
            f" FROM {rows.model._meta.db_table})) AS number CROSS JOIN LATERAL ({sql}) AS newest"
        )
        values += [kind, chosen.size, *row_values]
    return " UNION ALL ".join(parts), values


def _respond(request: SiteRequest, state: object, xml: Callable[[], bytes]) -> HttpResponse:
    """Respond with 304 if the client has the version of `state`, else render the XML."""
    etag = f'"{hashlib.sha256(repr(state).encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    return HttpResponse(xml(), content_type="application/xml", headers={"ETag": etag})


def _get_news_language(code: str) -> str:
    """Return two or three letters, or Google's code for simplified or traditional Chinese."""
    language, _, rest = code.lower().partition("-")
    if language != "zh":
        return language
    return "zh-tw" if rest.startswith(("hant", "tw", "hk", "mo")) else "zh-cn"
