"""Page metadata: canonical URL, Open Graph tags, linked data and breadcrumbs.

A view builds the `Head` of its page from rows that it has already fetched, without a query;
templates/public/base.html renders it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from locale import normalize
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from accounts.models import User
from blog.common import markup
from blog.common.formatting.dates import time_span
from blog.common.pagination import NamePage, Page
from blog.common.text.truncate import shorten
from blog.common.urls import reverse_cached
from blog.content import citations
from blog.content import linked_data as content_linked_data
from blog.content.linked_data import Node
from blog.content.sources.roles import ListedRole
from blog.corrections.models import Correction
from blog.evidence.models import PageCopy
from blog.metadata import cards, descriptions
from blog.metadata import linked_data as page_linked_data
from blog.metadata import page_spans as pages
from blog.metadata.cards import lists
from blog.models import Label, Post, PullQuote, Series, SiteSettings, Source
from blog.read_models.labels import LabelPage
from blog.read_models.posts import PostLink, PostPage
from blog.read_models.quotation_pagination import QuotationPage
from blog.read_models.quotations import QuotationView
from blog.read_models.source_facts import SourceFacts
from lib.safe_http import find_host

SPANS = ("year", "month", "day")
MAX_DESCRIPTION_LENGTH = 160
MAX_TITLE_LENGTH = 70  # Of the text of a quotation used as a title.


class Breadcrumb(NamedTuple):
    name: str
    path: str


class Image(NamedTuple):
    path: str
    width: int
    height: int
    alt: str

    @property
    def url(self) -> str:
        return urljoin(settings.SITE_URL, self.path)


@dataclass(frozen=True)
class Head:
    """Metadata of a page.

    `path` is the canonical path; `nodes` are linked data from blog.content.linked_data;
    `breadcrumbs` are the pages above it, starting with the home page.
    """

    site: SiteSettings
    title: str
    path: str
    description: str = ""
    nodes: Sequence[Node] = ()
    breadcrumbs: Sequence[Breadcrumb] = ()
    type: str = "website"
    language: str = ""
    image: Image | None = None
    post: PostPage | None = None  # On the page of a post.
    # Excluded from search engines: an empty page of a list, or the changes of a post.
    is_noindex: bool = False
    # Between the title and the site's name in the document title.
    title_suffix: str = ""

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def document_title(self) -> str:
        """Return the content of <title>. The site's name is not repeated."""
        site_name = self.site.name if self.title != self.site.name else ""
        return " · ".join(filter(None, (self.title, self.title_suffix, site_name)))

    @property
    def locale(self) -> str:
        """Return an Open Graph locale such as 'fr_FR', '' if the language has no known country.

        Python adds the usual country to a language without one.
        """
        name = normalize(to_locale(self.language or self.site.language)).partition(".")[0]
        return name if re.fullmatch("[a-z]{2,3}_[A-Z]{2}", name) else ""

    @property
    def shared_image(self) -> Image | None:
        """Return the picture of the page where it is shared, or that of the site."""
        return self.image or _get_site_image(self.site)

    @property
    def author_urls(self) -> list[str]:
        byline = self.post.byline if self.post else ()
        return [settings.SITE_URL + author.get_absolute_url() for author in byline]

    @property
    def linked_data(self) -> SafeString:
        nodes = [*self.nodes]
        if self.breadcrumbs:
            nodes.append(page_linked_data.build_breadcrumb_list(self.breadcrumbs))
        graph = {"@context": "https://schema.org", "@graph": nodes}
        return markup.mark_clean(
            content_linked_data.make_urls_absolute(
                markup.dump_script_json(graph), settings.SITE_URL
            )
        )


def _get_site_image(site: SiteSettings) -> Image | None:
    picture = site.get_picture("share_picture")
    if picture is None:
        return None
    # The storage of a bucket returns a whole URL.
    path = picture.url.removeprefix(settings.SITE_URL)
    return Image(path, picture.width, picture.height, picture.alt)


def _home_crumb() -> Breadcrumb:
    return Breadcrumb(_("Home"), reverse_cached("blog:home"))


def _archive_crumb() -> Breadcrumb:
    return Breadcrumb(_("Archive"), reverse_cached("blog:archive"))


def build_home(site: SiteSettings, page: Page[Any]) -> Head:
    card = lists.build_home_card(site)
    about = truncate_description(descriptions.describe_home(site))
    if not page.is_first:
        return _build_listing(site, site.name, card, page, _link_posts(page.rows), about)
    image = _get_site_image(site) or _list_image(card)
    nodes = [page_linked_data.build_website(site), page_linked_data.build_blog(site)]
    return Head(site, site.name, card.path, about, nodes, image=image, title_suffix=site.tagline)


def build_post(site: SiteSettings, shown: PostPage) -> Head:
    """Build the metadata of a published post."""
    assert shown.published_at is not None
    day = timezone.localtime(shown.published_at).date()
    spans = [_span_crumb(day, span) for span in ("year", "month")]
    breadcrumbs = [_home_crumb(), _archive_crumb(), *spans]
    image = _card_image(shown)
    nodes = [page_linked_data.build_article(shown, site, content_linked_data.build_card(*image))]
    return Head(
        site,
        shown.title,
        shown.get_absolute_url(),
        truncate_description(shown.description) or _first_quotation(shown),
        nodes,
        breadcrumbs,
        type="article",
        language=shown.language,
        image=image,
        post=shown,
    )


def build_static_page(site: SiteSettings, shown: PostPage) -> Head:
    """Build the metadata of a published page."""
    image = _card_image(shown)
    return Head(
        site,
        shown.title,
        shown.get_absolute_url(),
        truncate_description(shown.description) or _first_quotation(shown) or shown.title,
        [page_linked_data.build_static_page(shown, site, content_linked_data.build_card(*image))],
        language=shown.language,
        image=image,
    )


def _first_quotation(shown: PostPage) -> str:
    """Return the start of the first quotation, the description of a post without prose."""
    quoted = shown.linked_data.get("hasPart") or [{"text": ""}]
    return truncate_description(quoted[0]["text"])


def _card_image(shown: PostPage | PullQuote) -> Image:
    url, alt = cards.get_card_url_and_alt(shown)
    return Image(url, cards.WIDTH, cards.HEIGHT, alt)


def _list_image(card: lists.ListCard) -> Image:
    return Image(card.url, cards.WIDTH, cards.HEIGHT, card.alt)


def build_label(site: SiteSettings, shown: Label | LabelPage, page: Page[Any]) -> Head:
    above = [_home_crumb(), Breadcrumb(_("Labels"), reverse_cached("blog:label-list"))]
    about, card = descriptions.describe_label(site, shown), lists.build_label_card(site, shown)
    return _build_listing(site, shown.name, card, page, _link_posts(page.rows), about, above)


def build_series(site: SiteSettings, shown: Series, page: Page[Any]) -> Head:
    above = [_home_crumb(), Breadcrumb(_("Series"), reverse_cached("blog:series-list"))]
    about, card = descriptions.describe_series(site, shown), lists.build_series_card(site, shown)
    head = _build_listing(site, shown.name, card, page, _link_posts(page.rows), about, above)
    (listed,) = head.nodes
    series = page_linked_data.build_series(shown, page.rows)
    return replace(head, nodes=[listed | {"about": series}])


def build_timeline(site: SiteSettings, shown: Label, begin: int, window: Page[Post]) -> Head:
    """Build the metadata of a label's timeline, the same whichever sources are selected.

    `begin` is the number of the first source, `window` the page of posts.
    """
    about = descriptions.describe_timeline(site, shown)
    card = lists.build_timeline_card(site, shown)
    name = _("%(label)s: timeline of quotations") % {"label": shown.name}
    labels = Breadcrumb(_("Labels"), reverse_cached("blog:label-list"))
    breadcrumbs = [_home_crumb(), labels, Breadcrumb(shown.name, shown.get_absolute_url())]
    node = page_linked_data.build_collection(site, name, card.path)
    image, about = _list_image(card), truncate_description(about)
    head = Head(site, name, card.path, about, [node], breadcrumbs, image=image)
    suffixes = [pages.describe_span(window)]
    if begin:
        suffixes.append(_("from source %(number)s") % {"number": begin + 1})
    return replace(head, title_suffix=", ".join(filter(None, suffixes)))


def build_archive(site: SiteSettings, span: str, first: date, page: Page[Any]) -> Head:
    """Build the metadata of an archive; `span` is year, month or day."""
    name, path = _span_crumb(first, span)
    wider = SPANS[: SPANS.index(span)]
    breadcrumbs = [_home_crumb(), _archive_crumb(), *(_span_crumb(first, each) for each in wider)]
    about = descriptions.describe_archive(site, name)
    card = lists.build_archive_card(site, span, first, path)
    return _build_listing(site, name, card, page, _link_posts(page.rows), about, breadcrumbs)


def _span_crumb(day: date, span: str) -> Breadcrumb:
    """Return the archive of a day's year, month or day."""
    parts = dict(zip(SPANS, (day.year, day.month, day.day), strict=True))
    names = SPANS[: SPANS.index(span) + 1]
    path = reverse_cached(f"blog:archive-{span}", *(parts[name] for name in names))
    return Breadcrumb(time_span(day, span), path)


def build_author(site: SiteSettings, shown: User, page: Page[Any]) -> Head:
    about, card = descriptions.describe_author(site, shown), lists.build_author_card(site, shown)
    head = _build_listing(site, str(shown), card, page, _link_posts(page.rows), about)
    (listed,) = head.nodes
    profile = page_linked_data.build_profile(shown, listed)
    return replace(head, nodes=[profile], type="profile")


def build_quotation(site: SiteSettings, shown: PullQuote) -> Head:
    """Build the metadata of a quotation. Reads its post, source and speaker."""
    path = reverse_cached("blog:quotation-detail", shown.pk)
    language = shown.post.language
    node = content_linked_data.build_quotation(shown, language) | {
        "isPartOf": page_linked_data.build_post_reference(shown.post)
    }
    return Head(
        site,
        shorten(_one_line(shown.text), MAX_TITLE_LENGTH),
        path,
        truncate_description(shown.attribution or shown.text),
        [node],
        [_home_crumb(), Breadcrumb(_("Quotations"), reverse_cached("blog:quotation-list"))],
        type="article",
        language=shown.language or language,
        image=_card_image(shown),
    )


def build_quotation_list(site: SiteSettings, page: Page[QuotationView]) -> Head:
    name, about = descriptions.describe_list(site, "blog:quotation-list")
    card = lists.build_list_card(site, "blog:quotation-list")
    return _build_listing(site, name, card, page, _link_quotations(page.rows), about)


def build_correction_list(site: SiteSettings, page: Page[Correction]) -> Head:
    items = [
        (f"{row.get_kind_display()}: {row.post.title}", row.get_absolute_url()) for row in page.rows
    ]
    name, about = descriptions.describe_list(site, "blog:correction-list")
    return _build_listing(
        site, name, lists.build_list_card(site, "blog:correction-list"), page, items, about
    )


def build_seal_list(site: SiteSettings, page: Page[Any]) -> Head:
    """Build the metadata of a page of daily seals. It has no card."""
    title, about = descriptions.describe_list(site, "blog:seal-list")
    path = reverse_cached("blog:seal-list") + page.here
    node = page_linked_data.build_collection(site, title, path, description=about)
    title, about = _add_span(title, about, pages.describe_span(page))
    return Head(site, title, path, about, [node], is_noindex=not page.rows)


def build_copy(site: SiteSettings, shown: PageCopy) -> Head:
    """Build the metadata of a copy of a page, whose own site is the one to be found. It has no
    card."""
    breadcrumbs = [
        _home_crumb(),
        Breadcrumb(_("Quotations"), reverse_cached("blog:quotation-list")),
    ]
    title = _("Copy of %(page)s") % {"page": shown.title or find_host(shown.requested_url)}
    path = reverse_cached("blog:copy-detail", shown.pk)
    return Head(site, title, path, breadcrumbs=breadcrumbs, is_noindex=True)


def build_changes(site: SiteSettings, shown: Correction) -> Head:
    """Build the metadata of a page with the changes of a post. Reads the post."""
    post = shown.post
    breadcrumbs = [
        _home_crumb(),
        Breadcrumb(_("Corrections and updates"), reverse_cached("blog:correction-list")),
    ]
    return Head(
        site,
        _("What changed in “%(post)s”") % {"post": post.title},
        shown.get_absolute_url(),
        truncate_description(shown.text),
        [page_linked_data.build_correction(post, shown)],
        [*breadcrumbs, Breadcrumb(post.title, post.get_absolute_url())],
        language=post.language,
        image=_list_image(lists.build_list_card(site, "blog:correction-list")),
        is_noindex=True,
    )


def build_source(
    site: SiteSettings,
    shown: Source,
    page: QuotationPage,
    facts: SourceFacts,
    roles: Sequence[ListedRole] = (),
) -> Head:
    """Build the metadata of a source's page; `roles` are its roles over time."""
    head = _build_listing(
        site,
        shown.name,
        lists.build_source_card(site, shown),
        page,
        _link_quotations(page.quotations),
        descriptions.describe_source(site, shown),
        [_home_crumb(), Breadcrumb(_("Sources"), reverse_cached("blog:source-list"))],
    )
    (listed,) = head.nodes
    about = page_linked_data.build_source(shown, facts, roles)
    return replace(head, nodes=[listed | {"about": about}])


def build_source_list(site: SiteSettings, kind: str, page: NamePage[Source], q: str = "") -> Head:
    """Build the metadata of a list of sources; `kind` is a plural name or '', `q` the search."""
    breadcrumbs = [_home_crumb(), Breadcrumb(_("Sources"), reverse_cached("blog:source-list"))]
    head = build_index(site, "blog:source-list", page, kind)
    title = f"{shorten(q, MAX_TITLE_LENGTH)} · {head.title}" if q else head.title
    return replace(
        head, title=title, title_suffix=_("Sources") if kind else "", breadcrumbs=breadcrumbs
    )


def build_index(
    site: SiteSettings, listed: str, page: NamePage | None = None, name: str = "", order: str = ""
) -> Head:
    """Build the metadata of an index of labels, sources and so on, by its URL name.

    `name` replaces the title, `order` describes an unusual order.
    """
    title, about = descriptions.describe_list(site, listed)
    card, here = lists.build_list_card(site, listed), page.here if page else ""
    path, title = card.path + here, name or title
    node = page_linked_data.build_collection(site, title, path)
    span = order or (pages.describe_span(page) if page else "")
    title, about = _add_span(title, about, span)
    return Head(site, title, path, about, [node], image=_list_image(card))


def _add_span(title: str, about: str, span: str) -> tuple[str, str]:
    """Add the span of a list's page, '' for the first, to the title and the description."""
    if span:
        title, about = f"{title}: {span}", f"{capfirst(span)}. {about}"
    return title, truncate_description(about)


def _build_listing(
    site: SiteSettings,
    name: str,
    card: lists.ListCard,
    page: Page | QuotationPage,
    items: Sequence[tuple[str, str]],
    about: str = "",
    breadcrumbs: Sequence[Breadcrumb] = (),
) -> Head:
    """Build the metadata of a page of a list."""
    path, image = card.path + page.here, _list_image(card)
    listed = page_linked_data.build_item_list(items) if items else None
    title, about = _add_span(name, about, pages.describe_span(page))
    node = page_linked_data.build_collection(site, name, path, description=about, mainEntity=listed)
    is_noindex = not items and not page.is_first
    return Head(site, title, path, about, [node], breadcrumbs, image=image, is_noindex=is_noindex)


def _link_posts(rows: Iterable[PostLink]) -> list[tuple[str, str]]:
    return [(row.title, row.get_absolute_url()) for row in rows]


def _link_quotations(rows: Iterable[QuotationView]) -> list[tuple[str, str]]:
    """Return titles and paths."""
    return [
        (
            citations.get_title(row, MAX_TITLE_LENGTH),
            reverse_cached("blog:quotation-detail", row.pk),
        )
        for row in rows
    ]


def truncate_description(text: str) -> str:
    """Truncate a text to the length that search engines show."""
    return shorten(_one_line(text), MAX_DESCRIPTION_LENGTH)


def _one_line(text: str) -> str:
    return " ".join(text.split())
