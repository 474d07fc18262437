"""Check links: empty ones, and the dead or moved ones that the worker has found."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from blog.checks.extract import Anchor
from blog.checks.findings import Finding, excerpt
from blog.checks.models import Link
from lib.safe_http import UnsupportedURL, to_ascii

MAX_URL_LENGTH = 2000
_EMPTY_URLS = {"#", "http://", "https://", "mailto:"}


def check(
    anchors: list[Anchor], known_links: Mapping[str, Link] | None = None
) -> Iterator[Finding]:
    """Yield findings for links. One query, if there is an external link and the links are not known
    already."""
    links = known_links
    if links is None:
        links = load_links({get_external_url(anchor) for anchor in anchors} - {""})
    for anchor in anchors:
        about: dict[str, Any] = {
            "subject": f"{anchor.url} {anchor.text}",
            "element_index": anchor.element_index,
            "part": anchor.part,
        }
        shown = excerpt(anchor.text.strip() or anchor.url)
        if anchor.url in _EMPTY_URLS or not anchor.url:
            message = _("This link has no address. Add one, or remove the link.")
            yield Finding("link_empty", message, **about, excerpt=shown)
        elif not anchor.text.strip():
            message = _("This link has no text, so readers cannot follow it.")
            yield Finding("link_empty", message, **about, excerpt=shown)
        elif link := links.get(get_external_url(anchor)):
            yield from _check_link(link, about, shown)


def load_links(urls: set[str]) -> dict[str, Link]:
    """Return the stored links by URL. One query, none without URLs."""
    return {link.url: link for link in Link.objects.filter(url__in=urls)} if urls else {}


def _check_link(link: Link, about: dict[str, Any], shown: str) -> Iterator[Finding]:
    if link.is_dead and link.failure == Link.Failure.TLS:
        message = _("Browsers show a warning for this link: its certificate is not valid.")
        yield Finding(
            "link_certificate", message, **about, excerpt=f"{shown} · {excerpt(link.url)}"
        )
    elif link.is_dead:
        status = f" ({link.status})" if link.status else ""
        message = _("This link is dead: %(reason)s.") % {
            "reason": f"{link.get_failure_display()}{status}"
        }
        yield Finding("link_dead", message, **about, excerpt=f"{shown} · {excerpt(link.url)}")
    elif link.moved_to:
        message = _("This link has moved permanently to %(address)s") % {"address": link.moved_to}
        yield Finding("link_moved", message, **about, excerpt=shown)


def get_external_url(anchor: Anchor) -> str:
    """Return the URL without its fragment, as in `Link.url`; '' for an internal link."""
    return _normalize(anchor.url)


@lru_cache(256)  # Findings and stored links of a post ask for each.
def _normalize(url: str) -> str:
    url = url.partition("#")[0]
    try:
        url = to_ascii(url)
    except (UnsupportedURL, ValueError):  # The check will report it.
        url = iri_to_uri(url)
    is_external = url.lower().startswith(("http://", "https://"))
    return url if is_external and len(url) <= MAX_URL_LENGTH else ""
