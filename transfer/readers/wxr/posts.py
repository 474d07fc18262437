"""Posts and pages."""

import hashlib
import json
import re
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.html import escape
from django.utils.translation import gettext_noop

from lib.urls import is_web_url
from transfer.items import ExportedPost, Status
from transfer.messages import Message
from transfer.readers.sidecar import METADATA_KEY, read_sidecar
from transfer.readers.wxr.body import Body, BodyContext, convert_body
from transfer.readers.wxr.body.elementor import build_elementor
from transfer.readers.wxr.comments import describe_internal
from transfer.readers.wxr.dates import parse_date
from transfer.readers.wxr.fields import Fields, to_plain_text
from transfer.readers.wxr.index import ExportIndex
from transfer.readers.wxr.urls import list_post_urls

_STATUSES = {
    "publish": Status.PUBLISHED,
    "published": Status.PUBLISHED,  # Other programs write this.
    "future": Status.SCHEDULED,
    "draft": Status.DRAFT,
    "auto-draft": Status.DRAFT,
    "pending": Status.DRAFT,
    "private": Status.DRAFT,
    "trash": Status.TRASHED,
}
# Subtitles of plugins and themes.
_SUBTITLE_KEYS = (
    *("subtitle", "sub_title", "post_subtitle", "newspack_post_subtitle", "wps_subtitle"),
    *("kia_subtitle", "_secondary_title", "secondary_title", "bk_post_subtitle", "_subheading"),
    *("subheading", "standfirst", "dek", "_dek", "deck"),
)
# Descriptions for search engines, of SEO plugins.
_SUMMARY_KEYS = (
    *("_yoast_wpseo_metadesc", "rank_math_description", "_aioseop_description"),
    *("_aioseo_description", "_seopress_titles_desc", "_genesis_description"),
    *("advanced_seo_description", "_su_description", "_msp_description", "_metaseo_metadesc"),
    *("_headspace_description", "_wpms_description", "thesis_description"),
)
_VARIABLE_RE = re.compile(r"%%?\w+%|#\w+_\w+")
_TRASHED_SLUG_RE = re.compile(r"__trashed(-\d+)?$")
_SIZE_RE = re.compile(r"-\d+x\d+(?=\.\w+$)|-scaled(?=\.\w+$)")


@dataclass(frozen=True, slots=True)
class SiteContext:
    """What posts need of their export."""

    url: str
    index: ExportIndex


def is_blank_draft(fields: Fields) -> bool:
    """Return whether an item is what WordPress stores when somebody only opens the editor."""
    texts = (fields.get("content:encoded"), fields.get("excerpt:encoded"))
    return fields.get("wp:status") == "auto-draft" and not "".join(texts).strip()


def build_post(fields: Fields, key: str, context: SiteContext) -> ExportedPost:
    """Build a post or page; HTML that is malformed is converted as far as a parser gets."""
    index = context.index
    post_id = fields.get_number("wp:post_id")
    status = _get_status(fields)
    notes = [*_describe_type(fields), *_describe_status(fields), *_describe_format(fields)]
    body = _convert(fields, post_id, index)
    published_at = index.offsets.resolve(
        fields.get("wp:post_date"), fields.get("wp:post_date_gmt"), fields.get("pubDate")
    )
    updated_at = index.offsets.resolve(
        fields.get("wp:post_modified"), fields.get("wp:post_modified_gmt")
    )
    if _is_undated(fields):
        updated_at, published_at = updated_at or published_at, None
    slug = _get_slug(fields)
    lead_picture, is_shown = _find_lead_picture(fields, body.html, index)
    urls = list_post_urls(
        link=fields.get("link"),
        guid=fields.get("guid"),
        post_id=post_id,
        is_page=fields.get("wp:post_type") == "page",
        slug=slug,
        old_slugs=fields.meta.get("_wp_old_slug", ()),
        page_count=body.page_count,
        site_url=context.url,
        attachments=index.list_attached(post_id),
    )
    summary = _get_summary(fields)
    notes += _describe_subtitle(fields, summary)
    sidecar = read_sidecar(fields.get_meta(METADATA_KEY))
    return ExportedPost(
        key=key,
        is_page=fields.get("wp:post_type") == "page",
        title=to_plain_text(fields.get("title")),
        html=body.html + _build_enclosures(fields, body.html),
        summary=summary,
        slug=slug,
        language=_get_language(fields),
        status=status,
        published_at=published_at,
        updated_at=updated_at,
        authors=_list_authors(fields, index),
        labels=index.labels.list_names(fields.terms),
        former_urls=tuple(urls),
        lead_picture="" if is_shown else lead_picture,
        accepts_comments=fields.get("wp:comment_status") in ("open", "registered_only", ""),
        is_pinned=fields.get("wp:is_sticky") == "1",
        notes=(*notes, *body.notes, *describe_internal(fields.comments)),
        blocks=sidecar.blocks,
        block_pictures=sidecar.pictures,
        block_files=sidecar.files,
    )


def build_key(fields: Fields) -> str:
    """Return the number of an item, or a hash of what else identifies it."""
    return fields.get_number("wp:post_id") or hash_identity(fields)


def hash_identity(fields: Fields) -> str:
    identity = "\n".join(
        fields.get(name) for name in ("guid", "link", "wp:post_name", "title", "wp:post_date")
    )
    return hashlib.sha256(identity.encode()).hexdigest()[:20]


def _get_status(fields: Fields) -> Status:
    status = _STATUSES.get(fields.get("wp:status") or "publish", Status.DRAFT)
    is_public = status in (Status.PUBLISHED, Status.SCHEDULED)
    return Status.DRAFT if is_public and fields.get("wp:post_password") else status


def _describe_status(fields: Fields) -> list[str]:
    notes = []
    status = fields.get("wp:status")
    if status == "private":
        notes.append(gettext_noop("It was private; it is a draft now."))
    elif status == "pending":
        notes.append(gettext_noop("It was pending review; it is a draft now."))
    elif status and status not in _STATUSES:
        notes.append(
            Message(
                gettext_noop("Its status was “%(status)s”; it is a draft now."), {"status": status}
            ).stored
        )
    if fields.get("wp:post_password"):
        notes.append(gettext_noop("It was protected by a password; it is a draft now."))
    return notes


def _describe_type(fields: Fields) -> list[str]:
    kind = fields.get("wp:post_type")
    is_usual = kind in ("post", "page", "")
    return (
        []
        if is_usual
        else [Message(gettext_noop("Its type was “%(type)s”."), {"type": kind}).stored]
    )


def _describe_format(fields: Fields) -> list[str]:
    return [
        Message(
            gettext_noop("Its post format was “%(format)s”."), {"format": term.name or term.slug}
        ).stored
        for term in fields.terms
        if term.domain == "post_format" and term.slug != "post-format-standard"
    ]


def _is_undated(fields: Fields) -> bool:
    """Return whether the date is only that of the last change, as with drafts without a date."""
    is_draft = fields.get("wp:status") in ("draft", "pending", "auto-draft")
    return is_draft and parse_date(fields.get("wp:post_date_gmt")) is None


def _get_slug(fields: Fields) -> str:
    slug = fields.get("wp:post_name")
    if trashed := _TRASHED_SLUG_RE.search(slug):
        slug = fields.get_meta("_wp_desired_post_slug") or slug[: trashed.start()]
    # Squarespace writes paths, with the ending of a file.
    return unquote(slug.rstrip("/").rpartition("/")[2].removesuffix(".html"))


def _get_summary(fields: Fields) -> str:
    if summary := to_plain_text(fields.get("excerpt:encoded")) or _get_subtitle(fields):
        return summary
    for key in _SUMMARY_KEYS:
        description = to_plain_text(fields.get_meta(key))
        if description and not _VARIABLE_RE.search(description):
            return description
    return ""


def _get_subtitle(fields: Fields) -> str:
    return to_plain_text(fields.get_meta(*_SUBTITLE_KEYS))


def _describe_subtitle(fields: Fields, summary: str) -> list[str]:
    """Return a note with a subtitle that is not the summary."""
    subtitle = _get_subtitle(fields)
    if not subtitle or subtitle in (summary, to_plain_text(fields.get("title"))):
        return []
    return [Message(gettext_noop("Its subtitle was “%(text)s”."), {"text": subtitle}).stored]


def _get_language(fields: Fields) -> str:
    """Return the language that a plugin for several languages gave the post."""
    for term in fields.terms:
        if term.domain == "language" and term.slug:
            return term.slug.removeprefix("pll_")
    return fields.get_meta("_wpml_language", "wpml_language", "_locale")


def _list_authors(fields: Fields, index: ExportIndex) -> tuple[str, ...]:
    terms = [term for term in fields.terms if term.domain == "author"]
    coauthors = [index.authors.find_coauthor(term.slug, term.name) for term in terms]
    authors = [author for author in coauthors if author]
    if not authors and (creator := fields.get("dc:creator") or fields.get("wp:author")):
        authors = [index.authors.find_creator(creator)]
    return tuple(dict.fromkeys(authors))


def _find_lead_picture(fields: Fields, html: str, index: ExportIndex) -> tuple[str, bool]:
    """Return the address of the featured picture, and whether the text shows it as well."""
    attachment = index.find_attachment(fields.get_meta("_thumbnail_id").lstrip("0"))
    url = attachment.url if attachment else fields.get_meta("fifu_image_url", "_knawatfibu_url")
    if not url.startswith(("http://", "https://", "/")):
        return "", False
    name = _SIZE_RE.sub("", url.rpartition("/")[2])
    stem, _dot, suffix = name.rpartition(".")
    copy_re = re.compile(rf"<img\b[^>]*/{re.escape(stem)}(-\d+x\d+|-scaled)?\.{re.escape(suffix)}")
    return url, bool(stem and copy_re.search(html))


def _convert(fields: Fields, post_id: str, index: ExportIndex) -> Body:
    try:
        notes = json.loads(fields.get_meta("footnotes") or "[]")
    except (ValueError, RecursionError):
        notes = []
    footnotes = {
        str(note.get("id")): str(note.get("content", ""))
        for note in (notes if isinstance(notes, list) else ())
        if isinstance(note, dict)
    }
    context = BodyContext(index=index, post_id=post_id, footnotes=footnotes)
    # Other programs write the text as that of a feed.
    content = fields.get("content:encoded") or fields.get("description")
    if not content.strip():
        content = build_elementor(fields.get_meta("_elementor_data"))
    return convert_body(content, context)


def _build_enclosures(fields: Fields, html: str) -> str:
    """Return recordings of a podcast that the text does not show."""
    figures = []
    for value in fields.meta.get("enclosure", ()):
        url = value.strip().partition("\n")[0].strip()
        if is_web_url(url) and url.rpartition("/")[2] not in html:
            figures.append(f'<figure data-file="{escape(url)}"></figure>')
    return "".join(dict.fromkeys(figures))
