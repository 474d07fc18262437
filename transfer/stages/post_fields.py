"""The columns, slug and public path of a post, from what an export says."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import unquote

from django.conf import settings
from django.urls import resolve
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from lxml.etree import strip_elements

from blog.common.db.languages import is_known_language
from blog.models import Post
from blog.models.posts import MAX_SLUG_LENGTH, post_path
from lib.urls import split_url
from transfer.items import ExportedPost
from transfer.models import ImportedItem, Origin
from transfer.readers.html_elements import get_text
from transfer.summary import list_notes
from transfer.text import clean_imported, parse_fragment

MAX_TITLE_LENGTH = 200
MAX_SUMMARY_LENGTH = 500
MAX_TITLE_WORDS = 10  # Of a title made from the text.
_YEARS = (datetime(1000, 1, 2, tzinfo=UTC), datetime(8999, 12, 30, tzinfo=UTC))


@dataclass(frozen=True)
class PlainFields:
    """The columns of a post, and what of its texts they cannot hold."""

    title: str
    summary: str
    language: str
    is_public: bool
    published_at: datetime | None
    extra_html: str
    notes: tuple[str, ...]

    @property
    def is_scheduled(self) -> bool:
        is_planned = self.published_at is not None and self.published_at > timezone.now()
        return self.is_public and is_planned


def choose_slug(exported: ExportedPost, title: str) -> str:
    """Return the slug of a post: that of the export in our form, else one of its last URL."""
    slug = slugify(unquote(exported.slug), allow_unicode=True)
    if not slug and exported.former_urls:
        path = unquote(split_url(exported.former_urls[0]).path).rstrip("/")
        slug = slugify(re.sub(r"\.\w{2,5}$", "", path.rpartition("/")[2]), allow_unicode=True)
    slug = slug or slugify(title, allow_unicode=True) or "post"
    if re.fullmatch(r"[0-9]{2}", slug):  # It would be a month's archive.
        slug = f"post-{slug}"
    slug = slug[: MAX_SLUG_LENGTH - 6].strip("-_") or "post"
    if exported.is_page and resolve(f"/{slug}/").view_name != "blog:page-detail":
        return f"{slug}-page"  # The site itself uses the address.
    return slug


def read_fields(exported: ExportedPost, origin: Origin) -> PlainFields:
    """Return the columns of a post; what they cannot hold is in the extra HTML or in the notes."""
    notes, extra = list_notes(exported), ""
    title = _to_line(exported.title) or _find_first_words(exported.html)
    if len(title) > MAX_TITLE_LENGTH:
        extra += f"<p><strong>{escape(title, quote=False)}</strong></p>"
        title = title[: MAX_TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
    summary = _to_line(exported.summary)
    if len(summary) > MAX_SUMMARY_LENGTH:
        extra += f"<p><em>{escape(summary, quote=False)}</em></p>"
        summary = ""
    languages = (exported.language, origin.language, settings.LANGUAGE_CODE)
    codes = (code.lower().replace("_", "-") for code in languages)
    language = next(code for code in codes if code and is_known_language(code))
    is_public = exported.is_public
    published_at = _find_date(exported)
    if is_public and published_at is None:
        is_public = False
        notes.append(gettext_noop("It has no date, so it is a draft."))
    return PlainFields(title, summary, language, is_public, published_at, extra, tuple(notes))


def _find_date(exported: ExportedPost) -> datetime | None:
    """Return the date of publication. Those that are public without one have that of their last
    change, or, as pages are in no order, the present time if they are pages."""
    published_at = _read_time(exported.published_at)
    if exported.is_public and published_at is None:
        published_at = _read_time(exported.updated_at)
        if exported.is_page and published_at is None:
            published_at = timezone.now()
    return published_at


def get_path(item: ImportedItem) -> str:
    """Return the public path that a post has or will have; '' for a draft."""
    if item.post:
        return item.post.get_absolute_url() if item.post.status == Post.Status.PUBLISHED else ""
    if not item.slug or item.state == ImportedItem.State.REFUSED:
        return ""
    if item.planned_path is not None:
        return item.planned_path
    exported = item.item
    assert isinstance(exported, ExportedPost)
    return plan_path(exported, item.slug)


def plan_path(exported: ExportedPost, slug: str) -> str:
    """Return the public path that a post with this slug will have; '' for a draft."""
    published_at = _find_date(exported)
    if not exported.is_public or not published_at:
        return ""
    kind = Post.Kind.PAGE if exported.is_page else Post.Kind.POST
    return post_path(kind, slug, published_at)


def _to_line(text: str) -> str:
    """Return plain text on one line."""
    return " ".join(clean_imported(text).split())


def _find_first_words(html: str) -> str:
    html = clean_imported(html)
    text = ""
    if html.strip():
        root = parse_fragment(html[:20_000])
        strip_elements(root, "script", "style", with_tail=False)
        text = get_text(root)
    first = text.split(" ")
    title = " ".join(first[:MAX_TITLE_WORDS])[: MAX_TITLE_LENGTH - 1]
    if not title:
        return _("Untitled")
    return f"{title}…" if len(first) > MAX_TITLE_WORDS else title


def _read_time(time: datetime | None) -> datetime | None:
    if time is None:
        return None
    if timezone.is_naive(time):
        time = timezone.make_aware(time)
    return time if _YEARS[0] < time < _YEARS[1] else None
