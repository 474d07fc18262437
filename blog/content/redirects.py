"""Redirects from former paths to present ones."""

from collections.abc import Callable, Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from blog.common.text.folding import Folded, fold
from blog.content.former_addresses import (
    COMMENT_FEED_PATHS,
    SITE_FEED_PATHS,
    list_label_paths,
    split_feed,
    split_view,
)
from blog.models import AuthorCounter, Label, Post, Series, Source

MAX_PATH_LENGTH = 200
# Longer paths are not requested by anybody.
MAX_REQUESTED_LENGTH = 2000
# Slugs that are the same without capitals and accents.
MAX_SPELLINGS = 10
# Where and with which parameters WordPress names a page in the query: `/?p=12`.
QUERY_PATHS = ("/", "/index.php")
PAGE_PARAMETERS = ("p", "page_id", "attachment_id", "cat", "tag", "author")
_FLATTEN_SQL = """
UPDATE django_redirect AS redirect SET new_path = moved.new_path
FROM unnest(%s::text[], %s::text[]) AS moved (old_path, new_path)
WHERE redirect.new_path = moved.old_path AND redirect.site_id = %s
"""


def add_redirect(old_url: str, new_url: str) -> None:
    """Add a redirect after a page moved. Three queries."""
    add_redirects([old_url], new_url)


def add_redirects(old_urls: Iterable[str], new_url: str) -> None:
    """Add redirects to one page. Chains are flattened to one redirect. Three queries.

    Paths are stored decoded, because a percent-encoded title in Arabic would be too long. One with
    over 200 characters even so is stored as `shorten_path` returns it.
    """
    add_redirects_of_pages({new_url: old_urls})


def add_redirects_of_pages(old_urls: Mapping[str, Iterable[str]]) -> None:
    """Add redirects to several pages, whose new addresses are the keys; chains between these are
    flattened as well. Three queries."""
    new_paths: dict[str, str] = {}
    for new_url, urls in old_urls.items():
        new_path = unquote(new_url)
        old_paths = {shorten_path(unquote(url)) for url in urls} - {new_path}
        if not old_paths:
            continue
        new_paths.pop(new_path, None)
        for old_path, present in new_paths.items():
            if present in old_paths:
                new_paths[old_path] = new_path
        new_paths.update(dict.fromkeys(sorted(old_paths), new_path))
    if not new_paths:
        return
    redirects = Redirect.objects.filter(site_id=settings.SITE_ID)
    in_use_again = sorted(set(new_paths.values()) - new_paths.keys())
    redirects.filter(old_path__in=in_use_again).delete()
    with connection.cursor() as cursor:
        moved = [list(new_paths.keys()), list(new_paths.values())]
        cursor.execute(_FLATTEN_SQL, [*moved, settings.SITE_ID])
    redirects.bulk_create(
        [
            Redirect(site_id=settings.SITE_ID, old_path=old_path, new_path=new_path)
            for old_path, new_path in new_paths.items()
        ],
        update_conflicts=True,
        unique_fields=["site", "old_path"],
        update_fields=["new_path"],
    )


def shorten_path(path: str) -> str:
    """Return a path that fits the column: the beginning and a hash of one that is too long."""
    if len(path) <= MAX_PATH_LENGTH:
        return path
    digest = sha256(path.encode(errors="replace")).hexdigest()[:32]
    return f"{path[: MAX_PATH_LENGTH - 33]}#{digest}"


def redirect_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that redirects 404s of moved pages, and of feed paths of other blog engines.

    With a post, a label, a source or a series, all pages below it move. One query for each 404, and
    one more for a redirect to one of those, or for a feed, a further page, a page named in the
    query, or an address that can be that of a page with other capitals or accents. Unlike Django's
    own middleware, it ignores the query string and appends it to the new URL, unless the query
    names the page, as in `/?p=12`: then it looks for a redirect before the view, with one query.
    Forms are redirected with 308, after which browsers repeat the POST with its body (RFC 9110,
    15.4.9).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.GET and (path := _find_page_of_query(request, request.path)):
            return HttpResponsePermanentRedirect(path)
        response = get_response(request)
        if response.status_code == 404:
            if request.GET and (path := _find_page_of_query(request, "/")):
                return HttpResponsePermanentRedirect(path)
            if path := _find_new_path(request.path):
                is_form = request.method not in ("GET", "HEAD")
                return HttpResponsePermanentRedirect(
                    append_query_string(path, request), preserve_request=is_form
                )
            if path := _get_feed_url(request) or _find_below_moved(request):
                return HttpResponsePermanentRedirect(path)
            if path := _find_other_spelling(request):
                return HttpResponsePermanentRedirect(append_query_string(path, request))
        return response

    return middleware


def append_query_string(path: str, request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def build_query_path(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return the old path of a page that the query names: '/?p=12'. '' if it names none."""
    if path not in QUERY_PATHS:
        return ""
    query = urlencode([(name, value) for name, value in parameters if name in PAGE_PARAMETERS])
    return f"/?{query}" if query else ""


def _find_page_of_query(request: HttpRequest, path: str) -> str | None:
    """Return where the page is that the query names; `path` is that of the blog's home page, which
    was in a folder of its domain if the path of the request is another one."""
    if request.method not in ("GET", "HEAD") or not request.path.endswith(("/", ".php")):
        return None
    pairs = [(name, value) for name, value in request.GET.items() if isinstance(value, str)]
    key = build_query_path(path, pairs)
    if not key or len(key) > MAX_REQUESTED_LENGTH or "\0" in key:
        return None
    redirects = Redirect.objects.filter(site_id=settings.SITE_ID, old_path=shorten_path(key))
    new_path = redirects.values_list("new_path", flat=True).first()
    return None if not new_path or _is_hidden(new_path) else new_path


def _find_new_path(path: str) -> str | None:
    if len(path) > MAX_REQUESTED_LENGTH or "\0" in path:
        return None
    exact = [shorten_path(each) for each in (path, path.rstrip("/") + "/", path.rstrip("/"))]
    parents = _get_parent_paths(path)
    labels = list_label_paths(path)
    others = [each for each in (*parents, *labels) if len(each) <= MAX_PATH_LENGTH]
    redirects = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=[*exact, *others])
    new_paths = dict(redirects.values_list("old_path", "new_path"))
    for old_path in exact:
        if old_path in new_paths:
            return None if _is_hidden(new_paths[old_path]) else new_paths[old_path]
    for parent in parents:
        new_path = new_paths.get(parent)
        # Only pages of the same kind have the same pages below them.
        is_same_kind = new_path and _get_url_name(parent) == _get_url_name(new_path) != ""
        if new_path and is_same_kind and not _is_hidden(new_path):
            return new_path + path.removeprefix(parent)
    for old_path in labels:
        new_path = new_paths.get(old_path)
        if new_path and _get_url_name(new_path) == "blog:label-detail" and not _is_hidden(new_path):
            return new_path
    return None


def _find_below_moved(request: HttpRequest) -> str | None:
    """Return where the feed, a further page or another view of a moved page is now."""
    if request.method not in ("GET", "HEAD"):
        return None
    path = request.path.rstrip("/")
    page, format = split_feed(path)
    if page and (new_path := _find_new_path(page)):
        return build_feed_path(new_path, format)
    page = split_view(path)
    return _find_new_path(page) if page else None


def _find_other_spelling(request: HttpRequest) -> str | None:
    """Return the path of the public page whose address differs from the requested one in case or
    accents only; None if there is none, or several. One query for the address of a page.

    A post has to be in the month of its address. Indexes of folded slugs bound the cost for posts,
    labels and sources.
    """
    requested = request.path
    if request.method not in ("GET", "HEAD") or len(requested) > MAX_REQUESTED_LENGTH:
        return None
    name = _get_url_name(path := f"{fold(requested).rstrip('/')}/")
    if not name or "\0" in path:
        return None
    kwargs = resolve(path).kwargs
    rows = _filter_same_place(name, PUBLIC_ROWS[name](), kwargs)
    if rows is None:
        return None
    same = rows.alias(folded_slug=Folded("slug")).filter(folded_slug=kwargs["slug"])
    # In no order: with a limit, PostgreSQL would read an index of names in its order instead.
    slugs = list(same.order_by().values_list("slug", flat=True)[:MAX_SPELLINGS])
    new_paths = [reverse(name, kwargs={**kwargs, "slug": slug}) for slug in slugs]
    nearest = [each for each in new_paths if unquote(each) == f"{requested.lower().rstrip('/')}/"]
    found_paths = nearest or new_paths
    # The requested page itself is missing for another reason, such as its query.
    if len(found_paths) != 1 or found_paths[0] == iri_to_uri(requested):
        return None
    return found_paths[0]


def _filter_same_place(name: str, rows: QuerySet, kwargs: dict[str, Any]) -> QuerySet | None:
    """Filter the rows that can have an address; None if none can."""
    if name == "blog:page-detail":
        return rows.filter(kind=Post.Kind.PAGE)
    if name == "blog:post-detail":
        year, month = kwargs["year"], kwargs["month"]
        if not MINYEAR < year < MAXYEAR:
            return None
        end = datetime(year + month // 12, month % 12 + 1, 1)
        return rows.filter(
            kind=Post.Kind.POST,
            published_at__gte=timezone.make_aware(datetime(year, month, 1)),
            published_at__lt=timezone.make_aware(end),
        )
    return rows


def build_feed_path(path: str, format: str) -> str:
    """Return the path of the feed of a page; that of the page if it has no feed."""
    try:
        page = resolve(path)
    except Resolver404:
        return path
    name = FEED_NAMES.get(page.view_name)
    return reverse(name, kwargs={**page.kwargs, "format": format}) if name else path


def _get_parent_paths(path: str) -> list[str]:
    """Return '/2024/03/low/' and '/2024/03/' for '/2024/03/low/comments/feed.atom'.

    Paths of posts, labels, sources and series have at most three parts.
    """
    parts = path.split("/")
    parents = ["/".join(parts[: count + 1]) + "/" for count in (3, 2) if count + 1 < len(parts)]
    return [parent for parent in parents if parent != path]


# The public rows by URL name, for pages whose path could reveal an unpublished title or name.
# `blog.dossiers` adds its own.
PUBLIC_ROWS: dict[str | None, Callable[[], QuerySet]] = {
    "blog:post-detail": lambda: Post.all_objects.published(),
    "blog:page-detail": lambda: Post.all_objects.published(),
    "blog:label-detail": lambda: Label.objects.public(),
    "blog:source-detail": lambda: Source.objects.public(),
    "blog:series-detail": lambda: Series.objects.public(),
    "blog:author-detail": lambda: AuthorCounter.objects.authors(),
}
# The feeds of pages by URL names.
FEED_NAMES = {
    "blog:home": "blog:site-feed",
    "blog:post-detail": "blog:post-comment-feed",
    "blog:label-detail": "blog:label-feed",
    "blog:series-detail": "blog:series-feed",
    "blog:source-detail": "blog:source-feed",
    "blog:author-detail": "blog:author-feed",
}


def _get_url_name(path: str) -> str:
    """Return the URL name of a page in PUBLIC_ROWS; '' for other paths."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return name if name in PUBLIC_ROWS and name else ""


def _get_feed_url(request: HttpRequest) -> str:
    """Return the path of a feed of the site for a feed path of another engine, else ''.

    Blogger has the format in the query string.
    """
    path = request.path.rstrip("/")
    for name, paths in (("site-feed", SITE_FEED_PATHS), ("comment-feed", COMMENT_FEED_PATHS)):
        if format := paths.get(path):
            if format == "atom" and request.GET.get("alt") == "rss":
                format = "rss"
            return reverse(f"blog:{name}", kwargs={"format": format})
    return ""


def _is_hidden(path: str) -> bool:
    """Return whether a path is that of an unpublished page, whose title or name it may reveal.

    One query for a post, a label, a source or a series.
    """
    if not (name := _get_url_name(path)):
        return False
    slug = resolve(path).kwargs["slug"]
    return not PUBLIC_ROWS[name]().filter(slug=slug).exists()
