"""Check one link, by a request that is safe against hostile servers (`lib.safe_http`).

No response body is read.
"""

import ssl
from dataclasses import dataclass
from urllib.parse import urljoin

from blog.checks.models import Link
from lib import resolver, safe_http
from lib.safe_http import MAX_REDIRECTS, PORTS, REDIRECT_STATUSES, Resolver

USER_AGENT = "Pullquote link check"
_PERMANENT_STATUSES = {301, 308}
# Statuses of dead links, with 5xx. Others, such as 403 and 429, are often sent to programs only.
_GONE_STATUSES = {404, 410}
# Retry with GET, because many servers refuse HEAD with one of these.
_HEAD_REFUSED_STATUSES = {400, 403, 404, 405, 406, 410, 429, 500, 501, 503, 999}


@dataclass(frozen=True)
class LinkResult:
    """`failure` is '' for a working link; `moved_to` is the target of permanent redirects or ''."""

    failure: str
    status: int | None = None
    moved_to: str = ""


def check_link(
    url: str, resolve: Resolver = resolver.resolve, ports: dict[str, int] = PORTS
) -> LinkResult:
    """Request a URL and follow redirects.

    Tests pass `resolve` and `ports` to reach a local server.
    """
    moved_to, is_permanent = "", True
    try:
        for _hop in range(MAX_REDIRECTS + 1):
            parts = safe_http.split_url(url, ports)
            response = safe_http.request("HEAD", parts, resolve, ports, USER_AGENT)
            if response.status in _HEAD_REFUSED_STATUSES:
                response = safe_http.request("GET", parts, resolve, ports, USER_AGENT)
            status, location = response.status, response.location
            if status not in REDIRECT_STATUSES or not location:
                if status in _GONE_STATUSES or status >= 500:
                    return LinkResult(Link.Failure.STATUS, status)
                return LinkResult("", status, moved_to)
            url = safe_http.to_ascii(urljoin(url, location))
            is_permanent = is_permanent and status in _PERMANENT_STATUSES
            if is_permanent:
                moved_to = url
    except ssl.SSLCertVerificationError:
        return LinkResult(Link.Failure.TLS)
    except safe_http.ERRORS:
        return LinkResult(Link.Failure.UNREACHABLE)
    return LinkResult(Link.Failure.REDIRECTS)
