"""The addresses that a generator gave to the files and labels of a site."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from lib.urls import split_url
from transfer.readers.folders.documents import Document, DocumentName, parse_name
from transfer.readers.folders.places import Place, find_place, is_language, split_language
from transfer.readers.folders.platforms import Platform, Site
from transfer.readers.folders.scripted import build_astro_path, build_docusaurus_path
from transfer.readers.folders.slugs import (
    slugify_hexo,
    slugify_hugo,
    slugify_hugo_path,
    slugify_jekyll,
    slugify_pelican,
)

_STATIC_FOLDERS = ("static/", "public/", "src/", "assets/")
_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_PLACEHOLDER_RE = re.compile(r":([a-z_]+)")
_PELICAN_FIELD_RE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


@dataclass(frozen=True)
class Address:
    """The path of an item, and the slug in it; both may be ''."""

    path: str
    slug: str


def build_address(
    document: Document, site: Site, moment: datetime | None, categories: tuple[str, ...]
) -> Address:
    """Build the address that a file has on the site; its path is '' where nothing tells it."""
    metadata = document.metadata
    explicit = metadata.get_text("permalink", "url", "save_as", "canonical")
    if site.is_zola:
        explicit = metadata.get_text("path")
    if metadata.get_text("url") and site.platform == Platform.PELICAN:
        explicit = metadata.get_text("url")
    slug = metadata.get_text("slug") or _build_slug(document, site)
    if slug.startswith("/"):  # Gatsby's are paths.
        explicit, slug = explicit or slug, _last_part(slug)
    context = _Context(document, site, moment, categories, slug)
    if explicit:
        path = split_url(explicit).path if explicit.startswith("http") else explicit
        path = context.fill(path, site)
        if path and not _has_placeholders(path):
            page, _sign, query = path.partition("?")
            address = _join(site, page or "/") + (f"?{query}" if query else "")
            return Address(address, _last_part(page) or ("" if query else slug))
    if site.has_config:
        return Address(_join(site, context.build_default()), slug)
    return Address("", slug)


def _build_slug(document: Document, site: Site) -> str:
    name = document.name
    if site.platform == Platform.PELICAN:
        return slugify_pelican(document.metadata.get_text("title") or name.stem)
    if site.has_dates_in_slugs and not name.is_bundle:
        return name.name.rpartition("/")[2].rpartition(".")[0]
    if name.is_bundle:
        return parse_name(f"{name.folder.rpartition('/')[2]}.md").stem
    return name.stem


class _Context:
    """The values that schemes of addresses refer to."""

    def __init__(
        self,
        document: Document,
        site: Site,
        moment: datetime | None,
        categories: tuple[str, ...],
        slug: str,
    ) -> None:
        self.document = document
        self.site = site
        self.slug = slug
        self.categories = categories
        # Hugo takes the date as it is written.
        is_local = bool(moment and site.zone and site.platform != Platform.HUGO)
        self.moment = moment.astimezone(site.zone) if moment and is_local else moment
        self.place = find_place(document, site)

    def fill(self, scheme: str, site: Site) -> str:
        """Fill the placeholders of an address in front matter."""
        if site.platform == Platform.PELICAN:
            return self._fill_pelican(scheme)
        if site.platform == Platform.ELEVENTY:
            slug = quote(self.slug)
            scheme = re.sub(r"\{\{-?\s*(?:page\.)?(?:fileSlug|slug)\b[^}]*\}\}", slug, scheme)
            title = slugify_jekyll(self.document.metadata.get_text("title"))
            return re.sub(r"\{\{-?\s*title\s*\|\s*slug(?:ify)?\s*-?\}\}", title, scheme)
        if ":" in scheme:
            return self._fill_colons(scheme, slugify_jekyll)
        return scheme

    def build_default(self) -> str:
        """Build the address by the scheme of the configuration; '' if a value is missing."""
        match self.site.platform:
            case Platform.JEKYLL:
                return self._build_jekyll()
            case Platform.HEXO:
                return self._build_hexo()
            case Platform.HUGO:
                return self._build_hugo()
            case Platform.PELICAN:
                return self._build_pelican()
            case Platform.ELEVENTY:
                return self._build_eleventy()
        name, slug = self.document.name.name, self.document.metadata.get_text("slug")
        if self.site.platform == Platform.ASTRO:
            return build_astro_path(name, slug, self.site.permalinks)
        if self.site.platform == Platform.DOCUSAURUS:
            return build_docusaurus_path(name, slug, self.site.permalinks)
        return ""

    def _build_jekyll(self) -> str:
        name, scheme = self.document.name, self.site.permalinks.get("posts", "date")
        if self.place == Place.PAGE:
            path = name.name.removeprefix(self.site.content_folder)
            if collection := self.site.permalinks.get(path.partition("/")[0]):
                return self._fill_colons(collection, slugify_jekyll)
            base = path.replace("_pages/", "").rpartition(".")[0].replace("/_", "/").lstrip("_")
            if base.rpartition("/")[2] == "index":
                return base.removesuffix("index")
            is_pretty = scheme == "pretty" or scheme.endswith("/")
            return f"{base}/" if is_pretty else f"{base}.html"
        if self.place == Place.DRAFT:
            return ""
        return self._fill_colons(_JEKYLL_STYLES.get(scheme, scheme), slugify_jekyll)

    def _build_hexo(self) -> str:
        if self.place == Place.DRAFT:
            return ""
        name = self.document.name
        if self.place == Place.PAGE:
            path = name.name.removeprefix(self.site.content_folder).rpartition(".")[0]
            return path.removesuffix("index") if path.endswith("index") else f"{path}.html"
        return self._fill_colons(self.site.permalinks["posts"], slugify_jekyll)

    def _build_hugo(self) -> str:
        name = self.document.name
        path, language = split_language(name, self.site)
        folder = path.rpartition("/")[0]
        prefix = f"{language.lower()}/" if language and language != self.site.language else ""
        if name.is_bundle:
            folder = folder.rpartition("/")[0]
        if self.site.is_zola:
            parts = map(slugify_pelican, (*folder.split("/"), self.slug))
            return f"{prefix}{'/'.join(filter(None, parts))}/"
        section = path.partition("/")[0] if "/" in path else ""
        scheme = self.site.permalinks.get(section, "")
        if scheme and section:
            filled = self._fill_colons(scheme, slugify_hugo, section=section)
            return prefix + filled.strip("/") + "/" if filled else ""
        # A date in the name stays in the address, unless the configuration takes it out.
        stem = self.document.metadata.get_text("slug") or _get_raw_stem(name, self.site)
        parts = map(slugify_hugo_path, (*folder.split("/"), stem))
        base = "/".join(filter(None, parts))
        return f"{prefix}{base}.html" if self.site.has_ugly_urls else f"{prefix}{base}/"

    def _build_pelican(self) -> str:
        kind = "pages" if self.place == Place.PAGE else "articles"
        language = self.document.metadata.get_text("lang")
        if language and self.site.language and language != self.site.language:
            kind += "_lang"
        return self._fill_pelican(self.site.permalinks[kind])

    def _build_eleventy(self) -> str:
        name = self.document.name
        path = re.sub(r"^(src|content|site|input)/", "", name.name)
        folder = path.rpartition("/")[0]
        if name.is_bundle:
            return f"{folder}/"
        return "" if name.stem == "index" else f"{folder}/{name.stem}/".lstrip("/")

    def _fill_pelican(self, scheme: str) -> str:
        metadata = self.document.metadata
        values = {
            "slug": self.slug,
            "lang": metadata.get_text("lang") or self.site.language,
            "category": slugify_pelican(self.categories[0] if self.categories else "misc"),
            "author": slugify_pelican(metadata.get_text("author") or self.site.author),
        }

        def fill(match: re.Match[str]) -> str:
            if match[1] == "date" and self.moment:
                return self.moment.strftime(match[2] or "%Y-%m-%d")
            return values.get(match[1], match[0])

        return _PELICAN_FIELD_RE.sub(fill, scheme)

    def _fill_colons(self, scheme: str, slugify: Callable[[str], str], section: str = "") -> str:
        """Fill placeholders such as `:year`; '' if the date is missing that one needs."""
        name, metadata, moment = self.document.name, self.document.metadata, self.moment
        title = metadata.get_text("title")
        stem = (
            slugify(_get_raw_stem(name, self.site))
            if self.site.platform == Platform.HUGO
            else name.stem
        )
        categories = [slugify(category) for category in self.categories]
        is_hugo = self.site.platform == Platform.HUGO
        values = {
            "title": slugify(title) if is_hugo else self.slug,
            "slug": slugify(self.slug if is_hugo and metadata.get_text("slug") else title)
            if is_hugo
            else slugify(self.slug),
            "post_title": slugify(title),
            "name": name.stem,
            "slugorfilename": slugify(metadata.get_text("slug")) or stem,
            "slugorcontentbasename": slugify(metadata.get_text("slug")) or stem,
            "filename": stem,
            "contentbasename": stem,
            "section": slugify(section),
            "sections": slugify(section),
            "categories": "/".join(categories),
            "category": "/".join(categories),
            "slugified_categories": "/".join(categories),
            "output_ext": ".html",
            "lang": metadata.get_text("lang") or self.site.language,
            "collection": name.folder.partition("/")[0].lstrip("_"),
            "path": name.stem,
            "basename": name.stem,
        }
        is_undated = False

        def fill(match: re.Match[str]) -> str:
            nonlocal is_undated
            key = match[1]
            if key in values:
                return values[key]
            filled = _fill_date(key, moment)
            is_undated = is_undated or filled is None
            return filled or ""

        path = _PLACEHOLDER_RE.sub(fill, scheme)
        return "" if is_undated else re.sub(r"/{2,}", "/", path)


def _fill_date(key: str, moment: datetime | None) -> str | None:
    """Fill the placeholder of a part of the date; None if it is unknown or there is no date."""
    formats = {
        "year": "%Y",
        "month": "%m",
        "day": "%d",
        "hour": "%H",
        "minute": "%M",
        "second": "%S",
        "short_year": "%y",
        "y_day": "%j",
        "yearday": "%j",
        "week": "%V",
        "short_day": "%a",
        "long_day": "%A",
        "weekdayname": "%A",
        "short_month": "%b",
        "long_month": "%B",
        "monthname": "%B",
        "i_month": "%m",
        "i_day": "%d",
        "weekday": "%w",
    }
    if moment is None or key not in formats:
        return None
    text = moment.strftime(formats[key])
    if key.startswith("i_"):
        return text.lstrip("0")
    return text.lower() if key == "monthname" or key == "weekdayname" else text


def list_label_urls(
    name: str, site: Site, *, is_category: bool, parents: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """List the addresses of the page and the feed of a label, if the generator has such pages.
    `parents` are the categories above it in Hexo, the topmost first."""
    kind = "categories" if is_category else "tags"
    match site.platform if site.has_config else Platform.PLAIN:
        case Platform.HUGO:
            slug = slugify_pelican(name) if site.is_zola else slugify_hugo_path(name)
            path = _join(site, f"{kind}/{slug}/")
            return (path, f"{path}{'atom' if site.is_zola else 'index'}.xml")
        case Platform.HEXO:
            path = "/".join(map(slugify_hexo, (*parents, name)))
            return (_join(site, f"{site.permalinks[kind]}/{path}/"),)
        case Platform.PELICAN:
            schemes = [site.permalinks[kind]]
            if is_category:
                schemes.append(site.permalinks["category_feed"])
            slug = slugify_pelican(name)
            paths = (scheme.replace("{slug}", slug).replace("%s", slug) for scheme in schemes)
            return tuple(_join(site, path) for path in paths if path)
        case Platform.DOCUSAURUS:
            route = site.permalinks.get("blog", "blog")
            return (_join(site, f"{route}/tags/{slugify_jekyll(name)}"),)
    return ()


def build_file_address(name: str, site: Site) -> str:
    """Build the path at which the site serves a file of its folder."""
    path = name.removeprefix(site.content_folder)
    if path == name and site.platform not in (Platform.JEKYLL, Platform.PELICAN):
        for folder in _STATIC_FOLDERS:
            if path.startswith(folder) and (folder != "assets/" or site.platform == Platform.HUGO):
                path = path.removeprefix(folder)
                break
    if site.platform == Platform.PLAIN and path.startswith(("static/", "public/")):
        path = path.partition("/")[2]
    return f"{site.base_path}/{quote(path)}"


def list_static_names(path: str, site: Site) -> list[str]:
    """List the files that may be served at a path, which begins without a slash."""
    base = site.base_path.strip("/")
    paths = [path]
    if base and path.startswith(f"{base}/"):
        paths.append(path[len(base) + 1 :])
    folders = ("", site.content_folder, *_STATIC_FOLDERS, "source/", "content/", "docs/")
    return [f"{folder}{inner}" for inner in paths for folder in dict.fromkeys(folders)]


def _get_raw_stem(name: DocumentName, site: Site) -> str:
    """Return the stem with its date, which Hugo keeps, and with an ending that is no language."""
    if name.is_bundle:
        return name.folder.rpartition("/")[2]
    file = name.name.rpartition("/")[2].rpartition(".")[0]
    return file.removesuffix(f".{name.language}") if is_language(name.language, site) else file


def _join(site: Site, path: str) -> str:
    """Put the path of the site before a path; '' for ''."""
    if not path:
        return ""
    path = "/" + path.lstrip("/")
    base = site.base_path
    if base and not path.startswith(f"{base}/"):
        path = base + path
    path = re.sub(r"(^|/)index\.html$", r"\1", path)
    return quote(path, safe="/%:@!$&'()*+,;=~-._")


def _has_placeholders(path: str) -> bool:
    return "{{" in path or "{%" in path or bool(re.search(r"/:[a-z]", path))


def _last_part(path: str) -> str:
    last = path.removesuffix("/index.html").rstrip("/").rpartition("/")[2]
    return re.sub(r"\.html?$", "", last)
