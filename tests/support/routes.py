"""What addresses there are, for tests that must not forget one."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """The pattern and the name of each address that everybody sees the same page at: neither the
    desk's nor those of accounts, which tests/accounts/ has."""
    for route, name in routes_but_desk(resolver, before):
        if not route.startswith("accounts/"):
            yield route, name


def routes_but_desk(
    resolver: URLResolver, before: str = "", namespace: str = ""
) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, f"{namespace}{pattern.name}" if pattern.name else ""
        elif pattern.namespace != "admin":
            inside = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes_but_desk(pattern, route, inside)
