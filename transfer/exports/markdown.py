"""Posts as Markdown files with front matter and pictures beside them, in a zip archive.

One variant is for Hugo, one for Pelican; each has a configuration with which the posts keep their
addresses. Quotations and pictures are in the front matter as well, with all that is known of them.
"""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.utils import timezone

from blog.common.licences import licence_name
from blog.content.charts.html import show_charts
from blog.content.interviews import show_speakers
from blog.content.linked_data import drop_empty
from blog.models import (
    AnyBlock,
    CaptionTrack,
    Embed,
    Figure,
    MediaFile,
    Post,
    Prose,
    PullQuote,
    SiteSettings,
    group_blocks,
)
from blog.syndication.dataset.records import build_quotation_facts
from transfer.exports import commonmark
from transfer.exports.commonmark import (
    SEPARATOR,
    escape_text,
    format_link,
    keep_html,
    protect_lines,
)
from transfer.exports.dialect import (
    Dialect,
    build_footer,
    get_credit,
    get_embed_title,
    get_file_title,
    get_transcript_title,
)
from transfer.exports.front_matter import escape_title, format_pelican, format_yaml
from transfer.exports.media import (
    add_captions,
    add_text,
    add_upload,
    iterate_names,
    name_captions,
)
from transfer.exports.posts import LoadedPost, iterate_posts
from transfer.exports.selection import Selection
from transfer.exports.sidecar import dump_sidecar

MAX_FILE_NAME_BYTES = 180
MAX_DOCUMENT_LENGTH = 200_000
# Hugo reads files with these names as those of a section.
_RESERVED_NAMES = {"index", "_index"}
_MEDIA_PREFIX = "/media/"
_HUGO_CONFIG = """# The posts keep their addresses by `url` in their front matter.
baseURL = {url}
title = {title}
locale = {language}
timeZone = {time_zone}
[taxonomies]
tag = "tags"
author = "authors"
[markup.goldmark.renderer]
unsafe = true # What Markdown lacks is HTML.
[markup.goldmark.extensions]
linkify = false
[markup.goldmark.extensions.typographer]
disable = true # Quotations are verbatim.
"""
_PELICAN_CONFIG = """# Published posts keep their addresses by `url` and `save_as` in their
# metadata; others get theirs by these settings, once they have no `status: draft`.
SITEURL = {url}
SITENAME = {title}
DEFAULT_LANG = {language}
TIMEZONE = {time_zone}
PATH = "content"
ARTICLE_PATHS = ["posts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["media"]
USE_FOLDER_AS_CATEGORY = False
ARTICLE_URL = ARTICLE_LANG_URL = "{{date:%Y}}/{{date:%m}}/{{slug}}/"
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = ARTICLE_URL + "index.html"
PAGE_URL = PAGE_LANG_URL = "{{slug}}/"
PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = PAGE_URL + "index.html"
DEFAULT_PAGINATION = 10
"""


def write_hugo(path: Path, selection: Selection, report: Callable[[str, int], None]) -> None:
    """Write the variant for Hugo, which Jekyll and Eleventy read as well."""
    _write(path, selection, report, is_pelican=False)


def write_pelican(path: Path, selection: Selection, report: Callable[[str, int], None]) -> None:
    """Write the variant for Pelican."""
    _write(path, selection, report, is_pelican=True)


def _write(
    path: Path, selection: Selection, report: Callable[[str, int], None], *, is_pelican: bool
) -> None:
    """Ten queries for each batch of posts. The directory of the archive is held in memory."""
    site = SiteSettings.load()
    with zipfile.ZipFile(path, "w") as archive:
        configure = _configure_pelican if is_pelican else _configure_hugo
        add_text(archive, *configure(site))
        for count, loaded in enumerate(iterate_posts(selection.list_posts()), start=1):
            folder = "pages" if loaded.post.kind == Post.Kind.PAGE else "posts"
            text = build_pelican_file(loaded) if is_pelican else build_hugo_file(loaded)
            add_text(archive, f"content/{folder}/{build_file_name(loaded.post)}", text)
            report("posts and pages", count)
        root = "content" if is_pelican else "static"
        for count, name in enumerate(iterate_names(selection), start=1):
            add_upload(archive, name, f"{root}{_MEDIA_PREFIX}{name}")
            report("pictures and files", count)
        add_captions(archive, selection, lambda name: f"{root}{_MEDIA_PREFIX}{name}")


def _configure_hugo(site: SiteSettings) -> tuple[str, str]:
    values = {
        name: json.dumps(value, ensure_ascii=False) for name, value in _describe(site).items()
    }
    return "hugo.toml", _HUGO_CONFIG.format(**values)


def _configure_pelican(site: SiteSettings) -> tuple[str, str]:
    values = {name: ascii(value) for name, value in _describe(site).items()}
    return "pelicanconf.py", _PELICAN_CONFIG.format(**values)


def _describe(site: SiteSettings) -> dict[str, str]:
    return {
        "url": settings.SITE_URL,
        "title": site.name,
        "language": site.language,
        "time_zone": site.time_zone,
    }


def build_file_name(post: Post) -> str:
    """Return 'low-water.md', with the key of the post if the slug alone would not do."""
    name = post.slug
    if name in _RESERVED_NAMES or len(name.encode()) > MAX_FILE_NAME_BYTES:
        shortened = name.encode()[:MAX_FILE_NAME_BYTES].decode(errors="ignore")
        name = f"{shortened}-{post.pk}"
    return f"{name}.md"


def build_hugo_file(loaded: LoadedPost) -> str:
    post = loaded.post
    aliases = [path for path in loaded.former_paths if "?" not in path]
    values = {
        "title": post.title,
        "date": timezone.localtime(loaded.dated_at).isoformat(timespec="seconds"),
        "lastmod": timezone.localtime(post.updated_at).isoformat(timespec="seconds"),
        "slug": post.slug,
        "url": unquote(loaded.path),  # Hugo encodes it in links, but not in names of folders.
        "aliases": aliases,
        "authors": [str(user) for user in loaded.authors],
        "tags": [label.name for label in loaded.labels],
        "description": post.summary,
        "language": post.language,
        "draft": post.status != Post.Status.PUBLISHED or None,
        "quotations": list_quotations(loaded),
        "pictures": list_pictures(loaded),
    }
    body = build_body(loaded)
    values["pullquote"] = _dump_document(loaded, body)
    return f"{format_yaml(drop_empty(values))}\n{body}\n"


def build_pelican_file(loaded: LoadedPost) -> str:
    post = loaded.post
    values = {
        "title": escape_title(post.title),
        "date": timezone.localtime(loaded.dated_at).isoformat(timespec="seconds"),
        "modified": timezone.localtime(post.updated_at).isoformat(timespec="seconds"),
        "slug": post.slug,
        # Pelican keeps drafts away from the addresses of public posts, unless they have these.
        "url": loaded.path.lstrip("/") if post.is_public else "",
        "save_as": f"{unquote(loaded.path).lstrip('/')}index.html" if post.is_public else "",
        "aliases": loaded.former_paths,
        "authors": [str(user) for user in loaded.authors],
        "tags": [label.name for label in loaded.labels],
        "summary": protect_lines(escape_text(post.summary)),
        "lang": post.language,
        "status": "" if post.is_public else "draft",
        "quotations": list_quotations(loaded),
        "pictures": list_pictures(loaded),
    }
    body = build_body(loaded)
    values["pullquote"] = _dump_document(loaded, body)
    return f"{format_pelican(drop_empty(values))}{body}\n"


def _dump_document(loaded: LoadedPost, body: str) -> str:
    """Return what Markdown lacks, for our own import; '' for more than front matter may have."""
    text = dump_sidecar(loaded, body)
    return text if len(text) <= MAX_DOCUMENT_LENGTH else ""


def list_quotations(loaded: LoadedPost) -> list[dict[str, Any]]:
    """List all quotations of a post with what the dataset has of them, in their order."""
    quotations = []
    for block in loaded.blocks:
        if isinstance(block, PullQuote):
            facts = {"id": block.pk, **build_quotation_facts(block, loaded.post.language)}
            if block.source:
                parts = {"role": block.source.role, "affiliation": block.source.affiliation}
                facts["source"] |= drop_empty(parts)
            quotations.append(facts | ({"inline": True} if block.is_inline else {}))
    return quotations


def list_pictures(loaded: LoadedPost) -> list[dict[str, Any]]:
    """List the pictures of a post in their order."""
    return [
        drop_empty(
            {
                "src": f"{_MEDIA_PREFIX}{figure.photo.image.name}",
                "alt": figure.photo.alt,
                "decorative": figure.photo.decorative or None,
                "caption": figure.caption,
                "credit": figure.photo.credit,
                "licence": figure.photo.licence_url,
                "original": figure.photo.original_url,
                "layout": figure.layout,
                "gallery": figure.gallery or None,
                "lead": figure.is_lead or None,
            }
        )
        for figure in loaded.figures
        if figure.photo
    ]


def build_body(loaded: LoadedPost) -> str:
    """Return the text of a post as Markdown."""
    converter = commonmark.Converter()
    blocks: list[str] = []
    for rows in group_blocks(loaded.blocks):
        added = _build_blocks(rows, converter)
        if blocks and added and _would_join(blocks[-1], added[0]):
            blocks.append(SEPARATOR)
        blocks += added
    return commonmark.join_blocks([*blocks, converter.format_notes()])


def _would_join(first: str, second: str) -> bool:
    return first.startswith(">") and second.startswith(">")


def _build_blocks(rows: list[AnyBlock], converter: commonmark.Converter) -> list[str]:
    first = rows[0]
    if isinstance(first, Prose):
        html = _FILE_URLS.resolve_links(first.html)
        return converter.convert(show_charts(show_speakers(html)))
    if isinstance(first, Figure):
        return [_build_figure(row) for row in rows if isinstance(row, Figure)]
    if isinstance(first, Embed):
        return _build_file(first) if first.file else [_build_embed(first)]
    quotations = [row for row in rows if isinstance(row, PullQuote)]
    paragraphs = [converter.convert_phrases(_FILE_URLS.render_text(row)) for row in quotations]
    if footer := build_footer(first):
        paragraphs.append(f"— {format_link(escape_text(footer), first.url)}")
    return [commonmark.quote(paragraphs)]


def _build_figure(figure: Figure) -> str:
    photo = figure.photo
    image = ""
    if photo and not photo.withdrawn_at:
        url = commonmark.format_url(f"{_MEDIA_PREFIX}{photo.image.name}")
        image = f"![{escape_text(photo.alt)}]({url})"
    return _join_lines(image, _build_caption(figure.caption, *get_credit(figure)))


def _build_caption(caption: str, credit: str = "", licence_url: str = "") -> str:
    credits = [escape_text(credit)] if credit else []
    if licence_url:
        credits.append(format_link(escape_text(licence_name(licence_url)), licence_url))
    parts = [escape_text(caption)] if caption else []
    parts += [f"({', '.join(credits)})"] if credits else []
    return protect_lines(" ".join(parts))


def _join_lines(*lines: str) -> str:
    """Join lines within one paragraph."""
    return "  \n".join(line for line in lines if line)


def _build_embed(embed: Embed) -> str:
    post = embed.linked_post
    if embed.preview:
        url = embed.preview.url
    else:
        url = post.get_absolute_url() if post and post.is_public else ""
    if not url:
        return ""
    link = format_link(escape_text(get_embed_title(embed)), url)
    return _join_lines(link, _build_caption(embed.caption))


class _Players(Dialect):
    """The HTML of recordings, for which Markdown has nothing."""

    def __init__(self) -> None:
        super().__init__(str, lambda name: f"{_MEDIA_PREFIX}{name}")

    def build_captions_url(self, track: CaptionTrack) -> str:
        return self.build_media_url(name_captions(track))


_FILE_URLS = _Players()


def _build_file(embed: Embed) -> list[str]:
    assert embed.file
    if embed.file.withdrawn_at:
        return [_build_caption(embed.caption)]
    if embed.file.kind == MediaFile.Kind.DOCUMENT:
        url = f"{_MEDIA_PREFIX}{embed.file.file.name}"
        link = format_link(escape_text(get_file_title(embed)), url)
        blocks = [_join_lines(link, _build_caption(embed.caption, embed.credit))]
    else:
        blocks = [keep_html(_Players().render_figure_of_file(embed))]
    lines = [line for line in embed.transcript.split("\n") if line]
    if lines:
        blocks.append(f"<strong>{escape_text(get_transcript_title(embed))}</strong>")
        blocks += [protect_lines(escape_text(line)) for line in lines]
    return blocks
