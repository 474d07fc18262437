"""Links: those that lead nowhere by themselves, and those that the worker found to be dead."""

from collections.abc import Iterator
from typing import Any

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from blog.checks.extract import Anchor
from blog.checks.findings import Finding, excerpt
from blog.checks.models import Link

LONGEST = 2000
_NOWHERE = {"#", "http://", "https://", "mailto:"}


def check(anchors: list[Anchor]) -> Iterator[Finding]:
    """One query, where there is a link that leads out of the site."""
    wanted = {address_of(anchor) for anchor in anchors} - {""}
    known = {link.url: link for link in Link.objects.filter(url__in=wanted)} if wanted else {}
    for anchor in anchors:
        about: dict[str, Any] = {
            "words": f"{anchor.address} {anchor.words}",
            "at": anchor.at,
            "part": anchor.part,
        }
        shown = excerpt(anchor.words.strip() or anchor.address)
        if anchor.address in _NOWHERE or not anchor.address:
            message = _("This link has no address. Add one, or remove the link.")
            yield Finding("link_empty", message, **about, excerpt=shown)
        elif not anchor.words.strip():
            message = _("This link has no text, so readers cannot follow it.")
            yield Finding("link_empty", message, **about, excerpt=shown)
        elif link := known.get(address_of(anchor)):
            yield from _answered(link, about, shown)


def _answered(link: Link, about: dict[str, Any], shown: str) -> Iterator[Finding]:
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


def address_of(anchor: Anchor) -> str:
    """As `Link` has it: without what only the browser reads; '' for what leads to no other site."""
    address = iri_to_uri(anchor.address.partition("#")[0])
    is_outside = address.lower().startswith(("http://", "https://"))
    return address if is_outside and len(address) <= LONGEST else ""
