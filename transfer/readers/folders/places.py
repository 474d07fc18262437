"""What kind of item a file is, by its name, its metadata and its text."""

import re
from collections.abc import Mapping
from enum import Enum

from transfer.file_types import is_picture_name
from transfer.readers.folders.documents import (
    ORG_SUFFIX,
    RST_SUFFIX,
    Document,
    DocumentName,
    parse_name,
)
from transfer.readers.folders.platforms import Platform, Site

# Folders of programs, templates and output, by the first part of a path or any part.
_TOP_FOLDERS: Mapping[Platform, frozenset[str]] = {
    Platform.HUGO: frozenset(("public", "resources", "docs", "exampleSite")),
    Platform.JEKYLL: frozenset(("vendor",)),
    Platform.HEXO: frozenset(("public", "scaffolds", ".deploy_git")),
    Platform.PELICAN: frozenset(("output", "plugins", "pelican-plugins")),
    Platform.ELEVENTY: frozenset(("dist",)),
    Platform.ASTRO: frozenset(("dist", "public")),
    Platform.DOCUSAURUS: frozenset(("build", "versioned_docs")),
    Platform.PLAIN: frozenset(),
}
_SKIPPED_FOLDERS = {
    *("themes", "layouts", "archetypes", "_site", "_layouts", "_includes", "_sass", "_data"),
    *("_plugins", "i18n", "bower_components", "_gen", "templates"),
}
_SKIPPED_STEMS = {
    *("readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security"),
    *("404", "google", "robots"),
}
_ICON_RE = re.compile(r"(?:favicon|apple-touch-icon|android-chrome|mstile)[^/]*$")
_DATE_FOLDER_RE = re.compile(r"(?:^|/)_(?:posts|drafts)(?:/|$)")
_PAGE_LAYOUTS = {"page", "about", "single-page"}
_LOOP_RE = re.compile(
    r"^[ \t]*\{%-?\s*for\s+\w+\s+in\s+(?:site|paginator|collections)\b", re.MULTILINE
)


class Place(Enum):
    """What a file is; SKIPPED files are no content."""

    POST = "post"
    PAGE = "page"
    DRAFT = "draft"
    SKIPPED = "skipped"


def is_skipped(name: str, site: Site) -> bool:
    """Return whether a file belongs to a theme, to a program or to the generated site."""
    parts = name.split("/")
    folders = parts[:-1]
    return (
        (bool(folders) and folders[0] in _TOP_FOLDERS[site.platform])
        or not _SKIPPED_FOLDERS.isdisjoint(folders)
        or any(folder.startswith(".") for folder in folders)
    )


def is_picture(name: str) -> bool:
    """Return whether a file is a picture, other than the icon of a site."""
    return is_picture_name(name) and not _ICON_RE.search(name.lower())


# Texts about a folder or a program.
_FOLDER_TEXTS = {
    *("readme", "changelog", "changes", "history", "news", "license", "licence", "copying"),
    *("authors", "contributing", "contributors", "install", "todo", "index"),
}


def is_candidate(name: str, site: Site) -> bool:
    """Return whether a file may be an item, by its name alone."""
    parsed = parse_name(name)
    folder = site.content_folder
    if site.has_config and site.platform in (Platform.HUGO, Platform.PELICAN) and folder:
        return name.startswith(folder)
    if site.platform == Platform.HEXO:
        return name.startswith(folder)
    if parsed.suffix == ".ipynb" or parsed.suffix not in (
        ".md",
        ".markdown",
        ".mdx",
        ".qmd",
        ".html",
        ".htm",
    ):
        is_about_folder = not parsed.folder and parsed.stem.lower() in _FOLDER_TEXTS
        is_text = parsed.suffix in (RST_SUFFIX, ORG_SUFFIX) and not is_about_folder
        return site.platform != Platform.PLAIN or bool(parsed.folder) or is_text
    return True


def find_place(document: Document, site: Site) -> Place:
    """Tell what a file is."""
    name, metadata = document.name, document.metadata
    path = split_language(name, site)[0]
    first = path.partition("/")[0] if "/" in path else ""
    if name.stem in ("_index", "404") or _is_template(document):
        return Place.SKIPPED
    if not document.has_front_matter and (
        name.stem.lower() in _SKIPPED_STEMS or document.is_html or "/" not in name.name
    ):
        is_loose_text = site.platform == Platform.PLAIN and not document.is_html
        if not (is_loose_text and name.stem.lower() not in _SKIPPED_STEMS) and not (
            _DATE_FOLDER_RE.search(name.name) or name.day
        ):
            return Place.SKIPPED
    if "_drafts" in name.folder.split("/"):
        return Place.DRAFT
    kind = metadata.get_text("type", "layout", "template").lower()
    if kind in _PAGE_LAYOUTS or (kind == "post" and document.has_front_matter):
        return Place.PAGE if kind in _PAGE_LAYOUTS else Place.POST
    if not _is_page(document, site, first):
        return Place.POST
    return Place.SKIPPED if _is_list(document, kind) else Place.PAGE


def _is_page(document: Document, site: Site, first: str) -> bool:
    name, metadata = document.name, document.metadata
    match site.platform:
        case Platform.JEKYLL:
            is_post = bool(_DATE_FOLDER_RE.search(name.name) or name.day)
            is_item = "/_" in f"/{name.folder}" and "date" in metadata
            return not is_post and not is_item
        case Platform.HEXO:
            return not _DATE_FOLDER_RE.search(name.name)
        case Platform.PELICAN:
            relative = name.name.removeprefix(site.content_folder)
            return any(relative.startswith(f"{folder.strip('/')}/") for folder in site.page_folders)
        case Platform.HUGO:
            is_single = name.is_bundle and "/" not in name.folder.removeprefix(site.content_folder)
            is_top = not first or (is_single and "date" not in metadata)
            return is_top or first in ("page", "pages")
        case Platform.ELEVENTY:
            folders = {"posts", "post", "blog", "articles", "writing", "notes"}
            tags = set(metadata.get_list("tags"))
            is_post = bool(name.day or "date" in metadata or {"post", "posts"} & tags)
            return not is_post and folders.isdisjoint(name.folder.split("/"))
        case Platform.DOCUSAURUS:
            return first != "blog"
    folders = {"page", "pages", "_pages"}
    is_dated = bool(name.day or "date" in metadata or "pubdate" in metadata)
    return first in ("page", "pages") or (
        not is_dated and not folders.isdisjoint(name.folder.split("/"))
    )


def _is_template(document: Document) -> bool:
    """Return whether a page lists other pages, and has no text of its own."""
    if document.name.suffix == ".xml" or "pagination" in document.metadata:
        return True
    text = document.text
    return document.is_html and bool(re.search(r"\{%-?\s*(for|extends|block)\b", text))


def _is_list(document: Document, kind: str) -> bool:
    """Return whether a page lists posts or labels. A page without text does so by its layout."""
    if not document.text.strip():
        has_layout = kind not in ("", "default", "single")
        return has_layout or not document.metadata.get_text("title", "pullquote")
    return bool(_LOOP_RE.search(document.text))


def split_language(name: DocumentName, site: Site) -> tuple[str, str]:
    """Split a path within the content into the rest and the language of its file or folder."""
    path = name.name.removeprefix(site.content_folder)
    first, slash, rest = path.partition("/")
    if slash and first in site.language_folders:
        return rest, site.language_folders[first]
    return path, name.language if is_language(name.language, site) else ""


def is_language(language: str, site: Site) -> bool:
    """Return whether the end of a file's name is a language: only one of those that Hugo's
    configuration lists is."""
    is_hugo = site.platform == Platform.HUGO and site.has_config
    return language in site.languages if is_hugo else bool(language)
