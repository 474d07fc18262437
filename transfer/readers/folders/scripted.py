"""Addresses of Astro and Docusaurus, whose configuration is a program that is never run."""

import re
from collections.abc import Iterable, Mapping

ASTRO_NAMES = tuple(f"astro.config.{suffix}" for suffix in ("mjs", "js", "ts", "mts", "cjs"))
DOCUSAURUS_NAMES = tuple(f"docusaurus.config.{suffix}" for suffix in ("js", "ts", "mjs", "cjs"))
_COMMENT_RE = re.compile(r"^\s*//[^\n]*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
# The page of one post: src/pages/posts/[...slug].astro or src/pages/posts/[slug]/index.astro.
_ROUTE_RE = re.compile(
    r"src/pages/(?:(.*)/)?\[(?:\.\.\.)?(?:slug|id|post)\](?:/index)?\.(?:astro|ts)"
)
_COLLECTION_RE = re.compile(r"src/(?:content|data)/([^/]+)/(.+)")
_DATE_RE = re.compile(r"(.*?)(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]?(.*)")
_NUMBER_PREFIX_RE = re.compile(r"^\d+\s*[-_.]+\s*(?=\D)")


def read_literal(script: str, name: str) -> str:
    """Return the first text that a script assigns to a property, '' for none."""
    match = re.search(rf"\b{name}\s*:\s*([\"'`])([^\"'`\n]*)\1", _COMMENT_RE.sub("", script))
    return match[2].strip() if match else ""


def list_routes(names: Iterable[str]) -> dict[str, str]:
    """Map collections of Astro to the folders of their pages, as far as the names of pages tell; ''
    is that of all others."""
    routes = [match[1] or "" for name in names if (match := _ROUTE_RE.fullmatch(name))]
    known = {route.rpartition("/")[2]: route for route in routes}
    return {**known, "": routes[0]} if len(routes) == 1 else known


def build_astro_path(name: str, slug: str, routes: Mapping[str, str]) -> str:
    """Build the path of a text of Astro; '' if nothing tells it."""
    stem = re.sub(r"(?:^|/)index$", "", name.rpartition(".")[0])
    if stem.startswith("src/pages"):
        return stem.removeprefix("src/pages").strip("/") + "/"
    match = _COLLECTION_RE.fullmatch(stem)
    if not match:
        return ""
    route = routes.get(match[1], routes.get("", match[1]))
    last = slug or "/".join(map(_slugify, match[2].split("/")))
    return f"{route}/{last.strip('/')}/"


def build_docusaurus_path(name: str, slug: str, routes: Mapping[str, str]) -> str:
    """Build the path of a text of Docusaurus: of the blog, the documentation, or a page."""
    folder, _slash, rest = name.rpartition(".")[0].partition("/")
    if folder == "src":
        return re.sub(r"(?:^|/)index$", "", rest.removeprefix("pages/")) or "/"
    route = routes.get(folder, folder)
    if slug:
        return f"{route}/{slug.strip('/')}"
    if folder == "blog":
        rest = re.sub(r"/index$", "", rest)
        if dated := _DATE_RE.fullmatch(rest):
            before, year, month, day, text = dated.groups()
            rest = f"{before}{year}/{month}/{day}/{text}"
    else:
        parts = [_NUMBER_PREFIX_RE.sub("", part) for part in rest.split("/")]
        if parts[-1].lower() in ("index", "readme") or parts[-2:-1] == parts[-1:]:
            parts.pop()
        rest = "/".join(parts)
    return f"{route}/{rest}".strip("/") or "/"


def _slugify(text: str) -> str:
    """Make a part of a path as Astro does: in lower case, without signs, with hyphens."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.strip().lower()))
