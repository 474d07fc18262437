"""Frames of other sites: the content security policy allows those that a page can show."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from blog.common.markup import EMBED_MARK
from blog.content.embeds.providers import FRAME_HOSTS

_MARK = EMBED_MARK.encode()
_HOST_RE = re.compile(_MARK + rb'href="[^"]*" data-embed="https://([a-z0-9.-]+)/')


def allow_frames(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: allow the frames of a page's embeds, if their hosts are of the reviewed list.

    All other pages have no `frame-src`, so `default-src` forbids frames there.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and _MARK in response.content:
            named = {host.decode() for host in _HOST_RE.findall(response.content)}
            if hosts := sorted(named & FRAME_HOSTS):
                frames = [f"https://{host}" for host in hosts]
                vars(response)["_csp_config"] = settings.SECURE_CSP | {"frame-src": frames}
        return response

    return handle
