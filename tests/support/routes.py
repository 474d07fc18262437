"""List all URL patterns, for tests that must cover every one."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield pattern and name of each URL outside the admin and the accounts, which tests/accounts/
    covers."""
    for route, name in routes_outside_admin(resolver, prefix):
        if not route.startswith("accounts/"):
            yield route, name


def routes_outside_admin(
    resolver: URLResolver, prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, f"{namespace}{pattern.name}" if pattern.name else ""
        elif pattern.namespace != "admin":
            inside = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes_outside_admin(pattern, route, inside)
