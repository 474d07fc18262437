"""Whose folder it is, and what its configuration tells. Configuration is never run."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from lib.urls import split_url
from transfer.readers.base import NotAnExport
from transfer.readers.folders import front_matter, scripted
from transfer.readers.folders.front_matter import MalformedFrontMatter
from transfer.readers.folders.metadata import Metadata
from transfer.readers.zip_files import ExportFiles

MAX_CONFIG_BYTES = 1024**2
_HUGO_NAMES = tuple(
    f"{folder}{stem}.{suffix}"
    for folder in ("", "config/_default/")
    for stem in ("hugo", "config")
    for suffix in ("toml", "yaml", "yml", "json")
)
_ELEVENTY_NAMES = (
    *(".eleventy.js", ".eleventy.cjs", "eleventy.config.js", "eleventy.config.mjs"),
    *("eleventy.config.cjs", "eleventy.config.ts"),
)
# Labels that have names of their own, and people who are no labels.
_OTHER_TAXONOMIES = {"tags", "categories", "author", "authors", "contributors"}
_POST_FOLDER_RE = re.compile(r"(?:^|/)_posts/")
_DATED_NAME_RE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-[^/]+\.(?:md|markdown|html)$")


class Platform(StrEnum):
    HUGO = "Hugo"
    JEKYLL = "Jekyll"
    HEXO = "Hexo"
    PELICAN = "Pelican"
    ELEVENTY = "Eleventy"
    ASTRO = "Astro"
    DOCUSAURUS = "Docusaurus"
    PLAIN = ""


@dataclass(frozen=True)
class Site:
    """A folder of files as a blog.

    `base_path` begins the path of every page, without a slash at its end. `permalinks` are schemes
    of addresses by kind or section; without a configuration addresses are unknown.
    `defaults` are tables of Jekyll with a scope and values for the files in it.
    `language_folders` are the languages of Hugo by their folders in that of the content. With
    `has_dates_in_slugs` the date in a file's name is a part of its slug. Zola is read like Hugo,
    and has other addresses.
    """

    platform: Platform
    has_config: bool = False
    url: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    time_zone: str = ""
    author: str = ""
    content_folder: str = ""
    page_folders: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    language_folders: Mapping[str, str] = field(default_factory=dict)
    permalinks: Mapping[str, str] = field(default_factory=dict)
    defaults: tuple[Metadata, ...] = ()
    # Names of labels in front matter besides tags and categories.
    taxonomies: tuple[str, ...] = ()
    has_ugly_urls: bool = False
    uses_folder_as_category: bool = False
    has_draft_default: bool = False
    has_dates_in_slugs: bool = False
    is_zola: bool = False

    @property
    def base_path(self) -> str:
        return split_url(self.url).path.rstrip("/")

    @property
    def zone(self) -> tzinfo | None:
        return get_zone(self.time_zone)


def get_zone(name: str) -> tzinfo | None:
    """Return a time zone by its name; None if there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):
        return None


def detect(files: ExportFiles) -> Site:
    """Tell whose folder it is from its configuration, or else from the names of its files."""
    for name in ("pelicanconf.py", "publishconf.py"):
        if name in files:
            return _read_pelican(files)
    if any(name in files for name in _ELEVENTY_NAMES):
        return Site(platform=Platform.ELEVENTY, has_config=True)
    for name in (*scripted.ASTRO_NAMES, *scripted.DOCUSAURUS_NAMES):
        if name in files:
            return _read_script(files, name)
    if "_config.yml" in files or "_config.yaml" in files:
        return _read_yaml_config(files, "_config.yml" if "_config.yml" in files else "_config.yaml")
    for name in _HUGO_NAMES:
        if name in files and not name.startswith("config.js"):
            return _read_hugo(files, name)
    return _detect_by_names(files)


def _detect_by_names(files: ExportFiles) -> Site:
    if any(name.startswith("source/_posts/") for name in files.names):
        return Site(platform=Platform.HEXO, content_folder="source/")
    if files.top_folder in ("_posts", "_drafts") or any(
        _POST_FOLDER_RE.search(name) or _DATED_NAME_RE.match(name) for name in files.names
    ):
        return Site(platform=Platform.JEKYLL)
    folder = "content/" if any(name.startswith("content/") for name in files.names) else ""
    if any(name.rpartition("/")[2].startswith("_index.") for name in files.names) or any(
        name.startswith("archetypes/") for name in files.names
    ):
        return Site(platform=Platform.HUGO, content_folder=folder)
    return Site(platform=Platform.PLAIN, content_folder=folder)


def _read_text(files: ExportFiles, name: str) -> str:
    """Read a configuration; '' if it cannot be read."""
    try:
        return files.read(name, MAX_CONFIG_BYTES).decode("utf-8-sig", errors="replace")
    except (NotAnExport, FileNotFoundError):
        return ""


def _read_config(files: ExportFiles, name: str) -> Metadata:
    """Read a configuration; an empty one if it is malformed."""
    text = _read_text(files, name)
    try:
        if name.endswith(".toml"):
            value: Any = front_matter.parse_toml(text)
        elif name.endswith(".json"):
            value = front_matter.parse_json(text)
        else:
            value = front_matter.parse_yaml(text)
    except MalformedFrontMatter:
        value = None
    if not isinstance(value, Mapping):
        return Metadata({})
    return Metadata({str(key).lower(): inner for key, inner in value.items()})


def _read_yaml_config(files: ExportFiles, name: str) -> Site:
    """Read the configuration of Jekyll, Octopress or Hexo, which have one name."""
    config = _read_config(files, name)
    is_hexo = "theme_config" in config or any(
        key in config for key in ("new_post_name", "skip_render", "post_asset_folder", "source_dir")
    )
    is_octopress = any(files_name.startswith("source/_posts/") for files_name in files.names)
    url = config.get_text("url").rstrip("/")
    base = config.get_text("baseurl", "root").strip("/")
    if base and not split_url(url).path.rstrip("/").endswith(f"/{base}"):
        url = f"{url}/{base}"
    if is_hexo or (is_octopress and "destination" not in config):
        default = ":year/:month/:day/:title/"
        source = config.get_text("source_dir").strip("/") or "source"
        return replace(
            _name_site(config),
            platform=Platform.HEXO,
            url=url,
            content_folder=f"{source}/",
            has_dates_in_slugs=is_hexo and ":year" not in config.get_text("new_post_name"),
            permalinks={
                "posts": config.get_text("permalink") or default,
                "tags": config.get_text("tag_dir") or "tags",
                "categories": config.get_text("category_dir") or "categories",
            },
        )
    source = config.get_text("source").strip("./")
    collections = config.get_table("collections")
    schemes = {
        f"_{name}": collections.get_table(name).get_text("permalink")
        for name in collections.list_names()
    }
    return replace(
        _name_site(config),
        url=url,
        content_folder=f"{source}/" if source else "",
        permalinks={**schemes, "posts": config.get_text("permalink") or "date"},
        defaults=tuple(config.get_tables("defaults")),
    )


def _name_site(config: Metadata) -> Site:
    """Read what Jekyll and Hexo call the same."""
    return Site(
        platform=Platform.JEKYLL,
        has_config=True,
        title=config.get_text("title"),
        description=config.get_text("description", "subtitle"),
        language=config.get_text("lang", "locale", "language"),
        time_zone=config.get_text("timezone"),
        author=config.get_text("author") or config.get_table("author").get_text("name"),
    )


def _read_hugo(files: ExportFiles, name: str) -> Site:
    config = _read_config(files, name)
    is_zola = "base_url" in config
    permalinks = config.get_table("permalinks")
    if name.startswith("config/"):
        for suffix in ("toml", "yaml", "yml", "json"):
            inner = f"config/_default/permalinks.{suffix}"
            if inner in files:
                permalinks = _read_config(files, inner)
    params = config.get_table("params")
    schemes = {**_list_schemes(permalinks), **_list_schemes(permalinks.get_table("page"))}
    folder = config.get_text("contentdir").strip("/") or "content"
    language = config.get_text("defaultcontentlanguage", "languagecode", "default_language")
    languages = config.get_table("languages")
    names = [f"config/_default/languages.{suffix}" for suffix in ("toml", "yaml", "yml")]
    for inner in (name for name in names if name in files):
        languages = _read_config(files, inner)
    return Site(
        platform=Platform.HUGO,
        has_config=True,
        url=config.get_text("baseurl", "base_url").rstrip("/"),
        title=config.get_text("title") or languages.get_table(language).get_text("title"),
        description=params.get_text("description", "subtitle") or config.get_text("description"),
        language=language,
        languages=languages.list_names(),
        language_folders=_list_language_folders(languages),
        time_zone=config.get_text("timezone"),
        author=params.get_text("author")
        or params.get_table("author").get_text("name")
        or config.get_table("author").get_text("name")
        or (config.get_text("author") if is_zola else ""),
        content_folder=f"{folder}/",
        permalinks=schemes,
        taxonomies=_list_taxonomies(config.get_table("taxonomies")),
        has_ugly_urls=config.get_flag("uglyurls") is True,
        is_zola=is_zola,
    )


def _read_script(files: ExportFiles, name: str) -> Site:
    """Read the literals in the configuration of Astro or Docusaurus."""
    script = _read_text(files, name)
    if name in scripted.ASTRO_NAMES:
        url, base = (scripted.read_literal(script, key) for key in ("site", "base"))
        platform, routes = Platform.ASTRO, scripted.list_routes(files.names)
    else:
        url, base = (scripted.read_literal(script, key) for key in ("url", "baseUrl"))
        blog = re.search(r"\bblog\s*:\s*\{[^{}]*?\brouteBasePath\s*:\s*[\"']([^\"']*)", script)
        docs = re.search(r"\bdocs\s*:\s*\{[^{}]*?\brouteBasePath\s*:\s*[\"']([^\"']*)", script)
        matches = {"blog": blog, "docs": docs}
        routes = {key: match[1].strip("/") for key, match in matches.items() if match}
        platform = Platform.DOCUSAURUS
    return Site(
        platform=platform,
        has_config=True,
        url=f"{url.rstrip('/')}/{base.strip('/')}".rstrip("/"),
        title=scripted.read_literal(script, "title"),
        permalinks=routes,
    )


def _list_taxonomies(table: Metadata) -> tuple[str, ...]:
    """List the names of labels that a configuration of Hugo adds to tags and categories."""
    names = (table.get_text(name).lower() for name in table.list_names())
    return tuple(name for name in names if name and name not in _OTHER_TAXONOMIES)


def _list_language_folders(languages: Metadata) -> dict[str, str]:
    folders = {
        languages.get_table(name).get_text("contentdir").strip("/").rpartition("/")[2]: name
        for name in languages.list_names()
    }
    return {folder: name for folder, name in folders.items() if folder and folder != "content"}


def _list_schemes(table: Metadata) -> dict[str, str]:
    return {name: table.get_text(name) for name in table.list_names() if table.get_text(name)}


def _read_pelican(files: ExportFiles) -> Site:
    """Read the names that Pelican's configuration assigns to literals, without running it."""
    values: dict[str, Any] = {}
    for name in ("pelicanconf.py", "publishconf.py"):
        if name in files:
            values.update(_read_assignments(_read_text(files, name)))
    config = Metadata({name.lower(): value for name, value in values.items()})
    folder = config.get_text("path").strip("./")
    if "path" not in config:
        folder = "content"
    pages = config.get_list("page_paths", "page_dir") or ("pages",)
    return Site(
        platform=Platform.PELICAN,
        has_config=True,
        url=config.get_text("siteurl").rstrip("/"),
        title=config.get_text("sitename"),
        description=config.get_text("sitesubtitle", "site_description"),
        language=config.get_text("default_lang"),
        time_zone=config.get_text("timezone"),
        author=config.get_text("author"),
        content_folder=f"{folder}/" if folder else "",
        page_folders=tuple(pages),
        permalinks={
            "articles": config.get_text("article_url") or "{slug}.html",
            "pages": config.get_text("page_url") or "pages/{slug}.html",
            "articles_lang": config.get_text("article_lang_url") or "{slug}-{lang}.html",
            "pages_lang": config.get_text("page_lang_url") or "pages/{slug}-{lang}.html",
            "tags": config.get_text("tag_url") or "tag/{slug}.html",
            "categories": config.get_text("category_url") or "category/{slug}.html",
            "category_feed": config.get_text("category_feed_atom")
            if "category_feed_atom" in config
            else "feeds/{slug}.atom.xml",
        },
        has_draft_default=config.get_table("default_metadata").get_text("status") == "draft",
        uses_folder_as_category=config.get_flag("use_folder_as_category") is not False,
    )


def _read_assignments(text: str) -> dict[str, Any]:
    """Read the assignments of literals at the top of a Python module; {} if it is malformed."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    values = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.expr):
            try:
                value = ast.literal_eval(node.value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                continue
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values[target.id] = value
    return values
