"""What accounts ask of the site's settings, which the blog puts on each request."""

from typing import Protocol, cast

from django.http import HttpRequest


class Site(Protocol):
    name: str
    sign_up: bool
    staff_second_factor: bool
    retention_days: int


def site_of(request: HttpRequest) -> Site:
    return cast(Site, request.site)
