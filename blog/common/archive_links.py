"""Links to copies of a page in public archives: one line of the site's settings for each archive.

    Internet Archive https://web.archive.org/web/{time}/{url}

`{url}` stands for the address of the page, `{time}` for a time such as 20240503120000 in UTC.
"""

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, urldefrag

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.profile_links import ProfileLink, parse_links, validate_places

URL, TIME = "{url}", "{time}"
_EXAMPLES = {URL: "example.org/page", TIME: "20240503120000"}


class ArchiveLink(NamedTuple):
    name: str
    url: str


def validate_archives(text: str) -> None:
    """Validate that each line ends in a URL with `{url}`, and perhaps `{time}`."""
    validate_places(_fill(text, _EXAMPLES))
    for line in filter(str.strip, text.splitlines()):
        if URL not in line.split()[-1]:
            raise ValidationError(
                _("“%(line)s” has no {url} in its address, where that of the page belongs."),
                params={"line": line[:60]},
            )


def build_archive_links(text: str, url: str, when: datetime) -> list[ArchiveLink]:
    """Build the links to a page as it was at a time. Without an address, there are none.

    Archives know no fragments. An address within a query is encoded.
    """
    if not url:
        return []
    page = urldefrag(url).url
    time = when.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return [_build_link(archive, page, time) for archive in parse_links(text)]


def _build_link(archive: ProfileLink, page: str, time: str) -> ArchiveLink:
    is_in_query = "?" in archive.url.partition(URL)[0]
    values = {URL: quote(page, safe="") if is_in_query else page, TIME: time}
    return ArchiveLink(archive.name, _fill(archive.url, values))


def _fill(template: str, values: dict[str, str]) -> str:
    """Replace the time first: the address of a page may contain the text of a placeholder."""
    return template.replace(TIME, values[TIME]).replace(URL, values[URL])
