"""Former addresses lead to present ones."""

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse

from blog.models import Label, Post, Source

MAX_LENGTH = 200
# Where other engines have their feed, and people look for one, with the format that it has there.
FEEDS = {
    **dict.fromkeys(("/feed", "/rss", "/rss.xml", "/index.xml"), "rss"),
    **dict.fromkeys(("/feed/atom", "/feed.xml", "/atom.xml", "/feeds/posts/default"), "atom"),
}


def moved(old_address: str, new_address: str) -> None:
    """Record that a page moved. Chains are flattened: a reader is sent on once. Four queries.

    Paths are stored as they read: percent-encoded, a title in Arabic would not fit.
    """
    old_path, new_path = unquote(old_address), unquote(new_address)
    if old_path == new_path:
        return
    mine = Redirect.objects.filter(site_id=settings.SITE_ID)
    mine.filter(old_path=new_path).delete()  # Something lives there again.
    mine.filter(new_path=old_path).update(new_path=new_path)
    mine.update_or_create(
        site_id=settings.SITE_ID, old_path=old_path, defaults={"new_path": new_path}
    )


def former_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page that is not there may have moved, and with a post, a label or a source all
    pages below it. One query for each 404, and one more for each that leads to one of those. Feeds
    are found where other engines have theirs.

    Unlike Django's own it knows an address whatever its query string, and sends that along. A form
    is sent along whole: after 308 a browser repeats the POST with its body (RFC 9110, 15.4.9).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404:
            if path := _path_after(request.path):
                is_form = request.method not in ("GET", "HEAD")
                return HttpResponsePermanentRedirect(
                    with_query(path, request), preserve_request=is_form
                )
            if feed := _feed_of(request):
                return HttpResponsePermanentRedirect(feed)
        return response

    return middleware


def with_query(path: str, request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _path_after(path: str) -> str | None:
    if len(path) > 2 * MAX_LENGTH or "\0" in path:
        return None
    exact, above = [path, path.rstrip("/") + "/"], _folders_above(path)
    known = Redirect.objects.filter(
        site_id=settings.SITE_ID,
        old_path__in=[old for old in (*exact, *above) if len(old) <= MAX_LENGTH],
    )
    new_paths = dict(known.values_list("old_path", "new_path"))
    for old_path in exact:
        if old_path in new_paths:
            return None if _is_kept_back(new_paths[old_path]) else new_paths[old_path]
    for folder in above:
        new_path = new_paths.get(folder)
        # Only what stands at the same kind of address has the same pages below it.
        if new_path and _kind(folder) == _kind(new_path) != "" and not _is_kept_back(new_path):
            return new_path + path.removeprefix(folder)
    return None


def _folders_above(path: str) -> list[str]:
    """Of '/2024/03/low/comments/feed.atom': '/2024/03/low/' and '/2024/03/'. No address of a post,
    a label or a source has more than three parts."""
    parts = path.split("/")
    folders = ["/".join(parts[: count + 1]) + "/" for count in (3, 2) if count + 1 < len(parts)]
    return [folder for folder in folders if folder != path]


# Pages whose address may tell what is not public, and the rows that are.
_PUBLIC: dict[str | None, Callable[[], QuerySet]] = {
    "blog:post-detail": lambda: Post.all_objects.published(),
    "blog:page-detail": lambda: Post.all_objects.published(),
    "blog:label-detail": lambda: Label.objects.public(),
    "blog:source-detail": lambda: Source.objects.public(),
}


def _kind(path: str) -> str:
    """The name of the address of a post, a label or a source; '' for any other."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return name if name in _PUBLIC and name else ""


def _feed_of(request: HttpRequest) -> str:
    """Return the address of the site's feed where another engine has one, else ''. Blogger's says
    its format in the query string."""
    format = FEEDS.get(request.path.rstrip("/"))
    if format == "atom" and request.GET.get("alt") == "rss":
        format = "rss"
    return reverse("blog:site-feed", kwargs={"format": format}) if format else ""


def _is_kept_back(path: str) -> bool:
    """Is there something that is not public? Its title or name may be in its address. One query
    for a post, a label or a source."""
    if not (kind := _kind(path)):
        return False
    slug = resolve(path).kwargs["slug"]
    return not _PUBLIC[kind]().filter(slug=slug).exists()
