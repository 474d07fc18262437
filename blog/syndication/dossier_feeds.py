"""Feeds of the quotations and posts of a dossier, and of all dossiers or comparisons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from blog.common import markup
from blog.common.pagination import Page
from blog.common.urls import reverse_cached
from blog.content import citations
from blog.content.citations.formats import FORMATS, get_quotation_url
from blog.content.site_middleware import SiteRequest
from blog.dossiers.models import Dossier
from blog.dossiers.read import DossierSummary, ItemKeys, fetch_dossier, read_dossier_summaries
from blog.metadata import descriptions
from blog.metadata.dossiers import LIST_NAMES
from blog.models import Post, PullQuote, SiteSettings
from blog.read_models.posts import FeedPost, JSONFeedPost, read
from blog.syndication.feeds import fetch_page, format_rights, respond
from blog.syndication.formats import Feed
from blog.syndication.items import Item, absolute_url, build_item, build_tag_uri, make_urls_absolute

DOSSIERS_PER_FEED = 50
MAX_TITLE_LENGTH = 100


@dataclass(frozen=True)
class _Entry:
    """An item of a feed with the last change of its content, by which the feed is dated."""

    item: Item
    seen_at: datetime


def dossier_list_feed(request: SiteRequest, kind: str, format: str) -> HttpResponse:
    """Dossiers or comparisons, newest first. One query, besides the site's."""
    dossiers = Dossier.objects.for_readers().filter(kind=kind)
    page: Page[Any] = fetch_page(
        dossiers, request.GET, DOSSIERS_PER_FEED, "published_at", read_dossier_summaries
    )
    site, name = request.site, LIST_NAMES[Dossier.Kind(kind)]
    title, about = descriptions.describe_list(site, name)
    items = [_build_dossier_item(dossier, site.name) for dossier in page.rows]
    feed = _build_feed(site, title, about, reverse_cached(name), site.language, items)
    feed = Feed(**{**vars(feed), "here": page.here, "older": page.older})
    return respond(request, feed, format, page.rows)


def dossier_feed(request: SiteRequest, kind: str, slug: str, format: str) -> HttpResponse:
    """The quotations and posts of a dossier, the latest published first.

    At most three queries, besides the site's: the dossier, its quotations, its posts.
    """
    fetched = fetch_dossier(Dossier.objects.for_readers().filter(kind=kind, slug=slug))
    if fetched is None:
        raise Http404
    (dossier, keys), site = fetched, request.site
    entries = [*_read_quotations(keys, site), *_read_posts(keys, site, format)]
    entries.sort(key=lambda entry: (entry.item.published, entry.item.id), reverse=True)
    items = [entry.item for entry in entries]
    about = (
        dossier.description or descriptions.describe_list(site, LIST_NAMES[Dossier.Kind(kind)])[1]
    )
    path = dossier.get_absolute_url()
    feed = _build_feed(site, dossier.title, about, path, dossier.language, items)
    return respond(request, feed, format, [dossier, *entries])


def _build_feed(
    site: SiteSettings, title: str, about: str, path: str, language: str, items: list[Item]
) -> Feed:
    return Feed(
        title=f"{site.name}: {title}",
        description=about,
        address=path,
        language=language,
        items=items,
        rights=format_rights(site),
        licence=site.licence_url,
    )


def _build_dossier_item(dossier: DossierSummary, publisher: str) -> Item:
    """Build the item of a dossier; `publisher` stands in for an author who was deleted."""
    assert dossier.published_at is not None
    slug = dossier.author_slug
    author_url = absolute_url(reverse_cached("blog:author-detail", slug)) if slug else ""
    return Item(
        id=build_tag_uri("dossier", dossier.pk, dossier.created_at),
        url=absolute_url(dossier.get_absolute_url()),
        title=dossier.title,
        content=make_urls_absolute(dossier.introduction, settings.SITE_URL),
        summary=dossier.description,
        published=dossier.published_at,
        changed=dossier.seen_at,
        authors=[(dossier.author_name or publisher, author_url)],
        labels=[],
        language=dossier.language,
    )


def _read_quotations(keys: Sequence[ItemKeys], site: SiteSettings) -> list[_Entry]:
    """Read the public quotations. One query, none without keys."""
    notes = {item.quotation_id: item.note for item in keys if item.quotation_id}
    if not notes:
        return []
    quotations = PullQuote.objects.for_readers().filter(pk__in=notes)
    return [_build_quotation_entry(row, notes[row.pk], site) for row in quotations]


def _build_quotation_entry(quotation: PullQuote, note: str, site: SiteSettings) -> _Entry:
    post = quotation.post
    with translation.override(post.language):
        name = citations.get_author_name(quotation)
        html = FORMATS["html"].write(quotation, site.name)
    assert post.published_at is not None
    item = Item(
        id=build_tag_uri("quotation", quotation.pk, post.created_at),
        url=get_quotation_url(quotation),
        title=citations.get_title(quotation, MAX_TITLE_LENGTH),
        content=_build_note(note) + html,
        summary=note or quotation.text,
        published=post.published_at,
        changed=post.published_at,
        authors=[(name or _("Unknown"), "")],
        labels=[],
        language=quotation.language or post.language,
        quotations=[{"text": quotation.text, "source": name}] if name else [],
    )
    return _Entry(item, max(post.published_at, post.updated_at))


def _read_posts(keys: Sequence[ItemKeys], site: SiteSettings, format: str) -> list[_Entry]:
    """Read the public posts. One query, none without keys."""
    notes = {item.post_id: item.note for item in keys if item.post_id}
    if not notes:
        return []
    view = JSONFeedPost if format == "json" else FeedPost
    posts: list[FeedPost] = read(Post.objects.published().filter(pk__in=notes), view)
    entries = []
    for post in posts:
        item = build_item(post, is_whole=not site.shows_summaries)
        note = _build_note(notes[post.pk]) if item.content else ""
        entries.append(_Entry(Item(**{**vars(item), "content": note + item.content}), post.seen_at))
    return entries


def _build_note(note: str) -> str:
    return f"<p>{markup.escape(note)}</p>" if note else ""
