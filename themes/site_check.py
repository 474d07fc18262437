"""Check the pages of a site with its theme: the operation of `manage.py check_theme`."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.test import Client, override_settings
from django.urls import Resolver404, resolve

from themes.contract import get_public_templates
from themes.page_rules import find_problems, is_whole_page
from themes.theme import Theme

# Pages of each view, and in all. Those of the desk are not public.
MAX_PAGES_OF_VIEW = 2
MAX_PAGES = 120
SKIPPED_PATHS = ("/admin/", "/static/", "/media/")


def check_pages(theme: Theme, addresses: list[str] | None = None) -> dict[str, list[str]]:
    """Return the problems of each page by its address, without problems for a good one.

    Without `addresses`, follows the links of the home page to up to two pages of each view. Takes
    twice the queries of each page.
    """
    client = Client(SERVER_NAME=urlsplit(settings.SITE_URL).hostname or "localhost")
    results: dict[str, list[str]] = {}
    with use_theme(None):
        addresses = addresses or [*_find_addresses(client)]
    for address in addresses:
        with use_theme(None):
            default = _read(client, address)
        with use_theme(theme):
            html = _read(client, address)
        if default and html:
            results[address] = find_problems(html, default, settings.SITE_URL, settings.MEDIA_URL)
    return results


@contextmanager
def use_theme(theme: Theme | None) -> Iterator[None]:
    """Render with a theme, or with our own templates, within this process. Its static files need
    not be collected, so their names have no hash."""
    templates: Any = settings.TEMPLATES
    folders = [*([theme.templates] if theme else []), get_public_templates()]
    jinja = {**templates[0], "DIRS": folders}
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(THEME=theme, TEMPLATES=[jinja, *templates[1:]], STORAGES=storages):
        yield


def _find_addresses(client: Client) -> Iterator[str]:
    pending, seen, counter = ["/", "/no-such-page/"], {"/"}, Counter[str]()
    while pending and counter.total() < MAX_PAGES:
        address = pending.pop(0)
        name = _get_view_name(address)
        if counter[name] >= MAX_PAGES_OF_VIEW:
            continue
        html = _read(client, address)
        if not is_whole_page(html):
            continue
        counter[name] += 1
        yield address
        for link in lxml.html.document_fromstring(html).iter("a"):
            href = urljoin(f"{settings.SITE_URL}{address}", link.get("href", ""))
            linked = urldefrag(href).url
            path = linked.removeprefix(settings.SITE_URL)
            if path != linked and path not in seen and not path.startswith(SKIPPED_PATHS):
                seen.add(path)
                pending.append(path)


def _get_view_name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def _read(client: Client, address: str) -> str:
    """Return the HTML of a page, '' if it is a redirect or another kind of file."""
    response: Any = client.get(address, secure=settings.HTTPS)
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if not is_html or response.streaming or response.status_code not in (200, 404):
        return ""
    return response.content.decode()
