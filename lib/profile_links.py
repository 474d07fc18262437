"""Where else to find somebody: one line for each place, as a person types it."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.urls import validate_web_address

MAX_PLACES = 12


class Place(NamedTuple):
    name: str
    url: str


def places(text: str) -> list[Place]:
    """'Mastodon https://social.example/@ana' -> its name and address; without a name, its host.

    Lines without an address are left out; `validate_places` refuses them where they come in.
    """
    places = []
    for line in _lines(text):
        *label, url = line.split()
        if url.lower().startswith(("https://", "http://")):
            host = (urlsplit(url).hostname or url).removeprefix("www.")
            places.append(Place(" ".join(label).rstrip(":") or host, url))
    return places


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def validate_places(text: str) -> None:
    """At most MAX_PLACES lines, each with an address, the name before it."""
    lines = _lines(text)
    if len(lines) > MAX_PLACES:
        raise ValidationError(_("Enter at most %(limit)d links."), params={"limit": MAX_PLACES})
    for line in lines:
        try:
            validate_web_address(line.split()[-1])
        except ValidationError as error:
            raise ValidationError(
                _("“%(line)s” does not end in a web address such as https://social.example/@me."),
                params={"line": line[:60]},
            ) from error
