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
    """Middleware: a page that is not there may have moved. One query for each 404, and one more
    for each that leads to a post, a label or a source. Feeds are found where other engines have
    theirs.

    Unlike Django's own it knows an address whatever its query string, and sends that along.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404:
            if path := _path_after(request.path):
                return HttpResponsePermanentRedirect(with_query(path, request))
            if feed := _feed_of(request):
                return HttpResponsePermanentRedirect(feed)
        return response

    return middleware


def with_query(path: str, request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _path_after(path: str) -> str | None:
    if len(path) > MAX_LENGTH or "\0" in path:
        return None
    there = Redirect.objects.filter(
        site_id=settings.SITE_ID, old_path__in=[path, path.rstrip("/") + "/"]
    )
    new_path = there.values_list("new_path", flat=True).first()
    return None if new_path is None or _is_kept_back(new_path) else new_path


def _feed_of(request: HttpRequest) -> str:
    """Return the address of the site's feed where another engine has one, else ''. Blogger's says
    its format in the query string."""
    format = FEEDS.get(request.path.rstrip("/"))
    if format == "atom" and request.GET.get("alt") == "rss":
        format = "rss"
    return reverse("feed", kwargs={"format": format}) if format else ""


def _is_kept_back(path: str) -> bool:
    """Is there something that is not public? Its title or name may be in its address. One query
    for a post, a label or a source."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    public: dict[str | None, QuerySet] = {
        "post_detail": Post.every.published(),
        "page": Post.every.published(),
        "label_detail": Label.objects.public(),
        "source_detail": Source.objects.public(),
    }
    shown = public.get(found.url_name)
    return shown is not None and not shown.filter(slug=found.kwargs["slug"]).exists()
