"""Links to other profiles of an author or site, one per line."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.urls import split_url, validate_web_address

MAX_LINKS = 12


class ProfileLink(NamedTuple):
    name: str
    url: str


def parse_links(text: str) -> list[ProfileLink]:
    """Parse lines such as 'Mastodon https://social.example/@ana'; the default name is the host.

    Lines without a URL are skipped; `validate_places` refuses them in forms.
    """
    links = []
    for line in _split_lines(text):
        *label, url = line.split()
        if url.lower().startswith(("https://", "http://")):
            host = (split_url(url).hostname or url).removeprefix("www.")
            links.append(ProfileLink(" ".join(label).rstrip(":") or host, url))
    return links


def _split_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def validate_places(text: str) -> None:
    """Validate that there are at most MAX_LINKS lines, each ending in a URL."""
    lines = _split_lines(text)
    if len(lines) > MAX_LINKS:
        raise ValidationError(_("Enter at most %(limit)d links."), params={"limit": MAX_LINKS})
    for line in lines:
        try:
            validate_web_address(line.split()[-1])
        except ValidationError as error:
            raise ValidationError(
                _("“%(line)s” has no web address at its end. Add one that begins with https://."),
                params={"line": line[:60]},
            ) from error
