"""Lists of links that the site's owner edits: the navigation and the footer.

One link per line, a name and an address: 'Archive /archive/' or 'Shop https://shop.example/'.
"""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import resolve
from django.utils.translation import gettext_lazy as _

from lib.urls import validate_web_address

MAX_LINKS = 12
MAX_NAME_LENGTH = 60


class SiteLink(NamedTuple):
    name: str
    url: str

    def mark_current(self, path: str) -> str:
        """Return the value of `aria-current` on a page: 'page', 'true' for one below, or ''."""
        if self.url == path:
            return "page"
        return "true" if len(self.url) > 1 and path.startswith(self.url) else ""


def parse_site_links(text: str) -> list[SiteLink]:
    """Parse the lines. Those without a name or an address are skipped; a form refuses them."""
    links = []
    for line in text.splitlines():
        *name, url = line.split() or [""]
        if name and _is_address(url):
            links.append(SiteLink(" ".join(name), url))
    return links


def _is_address(url: str) -> bool:
    is_path = url.startswith("/") and not url.startswith(("//", "/\\"))
    return is_path or url.lower().startswith(("https://", "http://"))


def validate_site_links(text: str) -> None:
    """Validate names and addresses. A path has to fit one of the site's URL patterns."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_LINKS:
        raise ValidationError(_("Enter at most %(limit)d links."), params={"limit": MAX_LINKS})
    for line in lines:
        links = parse_site_links(line)
        if not links or not _leads_somewhere(links[0].url):
            raise ValidationError(
                _(
                    "“%(line)s” needs a name, then the address of a page such as /archive/ or "
                    "https://shop.example/."
                ),
                params={"line": line[:60]},
            )
        if len(links[0].name) > MAX_NAME_LENGTH:
            raise ValidationError(
                _("The name of a link can have at most %(limit)d characters."),
                params={"limit": MAX_NAME_LENGTH},
            )


def _leads_somewhere(url: str) -> bool:
    try:
        if url.startswith("/"):
            resolve(url.partition("?")[0].partition("#")[0])
        else:
            validate_web_address(url)
    except (Http404, ValidationError):
        return False
    return True
