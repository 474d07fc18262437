"""What addresses there are, for tests that must not forget one."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """The pattern and the name of each address that is not the desk's."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.name or ""
        elif pattern.namespace != "admin":
            yield from routes(pattern, route)
