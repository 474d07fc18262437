"""The site settings that accounts uses; the blog's middleware sets them as `request.site`."""

from typing import Protocol, cast

from django.http import HttpRequest


class Site(Protocol):
    name: str
    language: str
    sign_up: bool
    staff_second_factor: bool
    retention_days: int


def get_site(request: HttpRequest) -> Site:
    return cast(Site, request.site)
