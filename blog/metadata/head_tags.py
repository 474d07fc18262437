"""What machines read of a page: its address, what a preview of it shows, linked data, its place.

A view makes the `Head` of its page from rows it has anyway; templates/base.html shows its `html`.
Nothing here makes a query.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from locale import normalize
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from accounts.models import User
from blog.common import markup
from blog.common.formatting.dates import time_span
from blog.common.pagination import NamePage, Page
from blog.common.text.truncate import shortened
from blog.common.urls import path_of
from blog.content import citations
from blog.content import linked_data as content_linked_data
from blog.content.linked_data import Node
from blog.content.quotation_pagination import QuotationPage
from blog.corrections.models import Correction
from blog.metadata import cards, descriptions
from blog.metadata import linked_data as page_linked_data
from blog.metadata import page_spans as pages
from blog.metadata.cards import lists
from blog.models import Label, Post, PullQuote, SiteSettings, Source
from blog.read_models.posts import PostLink, PostPage

SPANS = ("year", "month", "day")
DESCRIPTION_LENGTH = 160
TITLE_LENGTH = 70  # Of a quotation's words, where they stand for a title.


class Crumb(NamedTuple):
    """A page on the way to another."""

    name: str
    path: str


class Image(NamedTuple):
    path: str
    width: int
    height: int
    alt: str

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path


@dataclass(frozen=True)
class Head:
    """`path` is the page's own address, whatever else the reader's has; `nodes` is its linked data,
    as blog.content.linked_data makes it; `trail` the pages above it, from the home page on."""

    site: SiteSettings
    title: str
    path: str
    description: str = ""
    nodes: Sequence[Node] = ()
    trail: Sequence[Crumb] = ()
    type: str = "website"
    language: str = ""
    image: Image | None = None
    post: PostPage | None = None  # Where the page is its.
    # Not to be found by itself: a page further back than everything, or the changes of a post.
    is_empty: bool = False
    # What the browser shows behind the title, before the site's name.
    title_suffix: str = ""

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def document_title(self) -> str:
        """Return what the browser shows: the title, and the site's name unless that is it."""
        site_name = self.site.name if self.title != self.site.name else ""
        return " · ".join(filter(None, (self.title, self.title_suffix, site_name)))

    @property
    def locale(self) -> str:
        """'fr_FR', as Open Graph has it: where no country is given, Python knows the usual one.
        '' for a language of which it knows none."""
        name = normalize(to_locale(self.language or self.site.language)).partition(".")[0]
        return name if re.fullmatch("[a-z]{2,3}_[A-Z]{2}", name) else ""

    @property
    def author_urls(self) -> list[str]:
        byline = self.post.byline if self.post else ()
        return [settings.SITE_URL + author.get_absolute_url() for author in byline]

    @property
    def linked_data(self) -> SafeString:
        nodes = [*self.nodes, *([page_linked_data.breadcrumbs(self.trail)] if self.trail else [])]
        graph = {"@context": "https://schema.org", "@graph": nodes}
        return markup.safe(content_linked_data.absolute(markup.json_data(graph), settings.SITE_URL))


def _home() -> Crumb:
    return Crumb(_("Home"), path_of("blog:home"))


def _archive() -> Crumb:
    return Crumb(_("Archive"), path_of("blog:archive"))


def home(site: SiteSettings, page: Page[Any]) -> Head:
    card, about = lists.of_home(site), in_search(descriptions.of_home(site))
    if not page.is_first:
        return _listing(site, site.name, card, page, _posts(page.rows), about)
    nodes = [page_linked_data.website(site), page_linked_data.blog(site)]
    return Head(
        site, site.name, card.path, about, nodes, image=_list_image(card), title_suffix=site.tagline
    )


def post(site: SiteSettings, shown: PostPage) -> Head:
    """Of a published post."""
    assert shown.published_at is not None
    day = timezone.localtime(shown.published_at).date()
    trail = [_home(), _archive(), _span(day, "year"), _span(day, "month")]
    image = _card(shown)
    nodes = [page_linked_data.article(shown, site, content_linked_data.card(*image))]
    return Head(
        site,
        shown.title,
        shown.get_absolute_url(),
        in_search(shown.description) or _first_words(shown),
        nodes,
        trail,
        type="article",
        language=shown.language,
        image=image,
        post=shown,
    )


def static_page(site: SiteSettings, shown: PostPage) -> Head:
    """Of a published page that stands by itself."""
    image = _card(shown)
    return Head(
        site,
        shown.title,
        shown.get_absolute_url(),
        in_search(shown.description) or _first_words(shown) or shown.title,
        [page_linked_data.static_page(shown, site, content_linked_data.card(*image))],
        language=shown.language,
        image=image,
    )


def _first_words(shown: PostPage) -> str:
    """How its first quotation begins: what there is to say of a post without prose."""
    quoted = shown.linked_data.get("hasPart") or [{"text": ""}]
    return in_search(quoted[0]["text"])


def _card(shown: PostPage | PullQuote) -> Image:
    url, alt = cards.card_url_and_alt(shown)
    return Image(url, cards.WIDTH, cards.HEIGHT, alt)


def _list_image(card: lists.ListCard) -> Image:
    return Image(card.url, cards.WIDTH, cards.HEIGHT, card.alt)


def label(site: SiteSettings, shown: Label, page: Page[Any]) -> Head:
    above = [_home(), Crumb(_("Labels"), path_of("blog:label-list"))]
    about, card = descriptions.of_label(site, shown), lists.of_label(site, shown)
    return _listing(site, shown.name, card, page, _posts(page.rows), about, above)


def timeline(site: SiteSettings, shown: Label, begin: int, window: Page[Post]) -> Head:
    """Of who said what when under a label: whatever is picked there, the same page. `begin` is the
    number of the first source, `window` the posts that are looked at."""
    about, card = descriptions.of_timeline(site, shown), lists.of_timeline(site, shown)
    name = _("%(label)s: timeline of quotations") % {"label": shown.name}
    labels = Crumb(_("Labels"), path_of("blog:label-list"))
    trail = [_home(), labels, Crumb(shown.name, shown.get_absolute_url())]
    node = page_linked_data.collection(site, name, card.path)
    image, about = _list_image(card), in_search(about)
    head = Head(site, name, card.path, about, [node], trail, image=image)
    further = [pages.span_of(window)]
    if begin:
        further.append(_("from source %(number)s") % {"number": begin + 1})
    return replace(head, title_suffix=", ".join(filter(None, further)))


def archive(site: SiteSettings, span: str, first: date, page: Page[Any]) -> Head:
    """`span` is year, month or day."""
    name, path = _span(first, span)
    wider = SPANS[: SPANS.index(span)]
    trail = [_home(), _archive(), *(_span(first, each) for each in wider)]
    about = descriptions.of_time(site, name)
    card = lists.of_time(site, span, first, path)
    return _listing(site, name, card, page, _posts(page.rows), about, trail)


def _span(day: date, span: str) -> Crumb:
    """The archive of the year, month or day that a day is in."""
    parts = dict(zip(SPANS, (day.year, day.month, day.day), strict=True))
    names = SPANS[: SPANS.index(span) + 1]
    path = path_of(f"blog:archive-{span}", *(parts[name] for name in names))
    return Crumb(time_span(day, span), path)


def author(site: SiteSettings, shown: User, page: Page[Any]) -> Head:
    about, card = descriptions.of_author(site, shown), lists.of_author(site, shown)
    head = _listing(site, str(shown), card, page, _posts(page.rows), about)
    (listed,) = head.nodes
    profile = page_linked_data.profile(shown, listed)
    return replace(head, nodes=[profile], type="profile")


def quotation(site: SiteSettings, shown: PullQuote) -> Head:
    """Reads its post, source and speaker."""
    path = path_of("blog:quotation-detail", shown.pk)
    language = shown.post.language
    node = content_linked_data.quotation(shown, language) | {
        "isPartOf": page_linked_data.titled(shown.post)
    }
    return Head(
        site,
        shortened(_line(shown.text), TITLE_LENGTH),
        path,
        in_search(shown.attribution or shown.text),
        [node],
        [_home(), Crumb(_("Quotations"), path_of("blog:quotation-list"))],
        type="article",
        language=shown.language or language,
        image=_card(shown),
    )


def quotation_list(site: SiteSettings, page: Page[PullQuote]) -> Head:
    name, about = descriptions.of_list(site, "blog:quotation-list")
    card = lists.of_list(site, "blog:quotation-list")
    return _listing(site, name, card, page, _quotations(page.rows), about)


def corrections(site: SiteSettings, page: Page[Correction]) -> Head:
    items = [
        (f"{row.get_kind_display()}: {row.post.title}", row.get_absolute_url()) for row in page.rows
    ]
    name, about = descriptions.of_list(site, "blog:correction-list")
    return _listing(site, name, lists.of_list(site, "blog:correction-list"), page, items, about)


def changes(site: SiteSettings, shown: Correction) -> Head:
    """Of what changed in a post, which is found through it and not by itself. Reads the post."""
    post = shown.post
    trail = [_home(), Crumb(_("Corrections and updates"), path_of("blog:correction-list"))]
    return Head(
        site,
        _("What changed in “%(post)s”") % {"post": post.title},
        shown.get_absolute_url(),
        in_search(shown.text),
        [page_linked_data.correction(post, shown)],
        [*trail, Crumb(post.title, post.get_absolute_url())],
        language=post.language,
        image=_list_image(lists.of_list(site, "blog:correction-list")),
        is_empty=True,
    )


def source(site: SiteSettings, shown: Source, page: QuotationPage) -> Head:
    head = _listing(
        site,
        shown.name,
        lists.of_source(site, shown),
        page,
        _quotations(page.quotations),
        descriptions.of_source(site, shown),
        [_home(), Crumb(_("Sources"), path_of("blog:source-list"))],
    )
    (listed,) = head.nodes
    return replace(head, nodes=[listed | {"about": content_linked_data.described(shown)}])


def sources(site: SiteSettings, kind: str, page: NamePage[Source], q: str = "") -> Head:
    """Of a kind, by its name in the plural, or of all; `q` are words that they were searched by."""
    trail = [_home(), Crumb(_("Sources"), path_of("blog:source-list"))]
    head = index(site, "blog:source-list", page, kind)
    title = f"{shortened(q, TITLE_LENGTH)} · {head.title}" if q else head.title
    return replace(head, title=title, title_suffix=_("Sources") if kind else "", trail=trail)


def index(
    site: SiteSettings, listed: str, page: NamePage | None = None, name: str = "", order: str = ""
) -> Head:
    """Of a page that leads to all labels, sources or the like, by its URL's name. `name` is that of
    some of them, `order` says how they are sorted where that is not usual."""
    title, about = descriptions.of_list(site, listed)
    card, here = lists.of_list(site, listed), page.here if page else ""
    path, title = card.path + here, name or title
    node = page_linked_data.collection(site, title, path)
    span = order or (pages.span_of(page) if page else "")
    title, about = _of_page(title, about, span)
    return Head(site, title, path, about, [node], image=_list_image(card))


def _of_page(title: str, about: str, span: str) -> tuple[str, str]:
    """The title and the description of a page of a list; `span` says which, '' for the first."""
    if span:
        title, about = f"{title}: {span}", f"{span}. {about}"
    return title, in_search(about)


def _listing(
    site: SiteSettings,
    name: str,
    card: lists.ListCard,
    page: Page | QuotationPage,
    items: Sequence[tuple[str, str]],
    about: str = "",
    trail: Sequence[Crumb] = (),
) -> Head:
    """Of a page of a list."""
    path, image = card.path + page.here, _list_image(card)
    listed = page_linked_data.item_list(items) if items else None
    title, about = _of_page(name, about, pages.span_of(page))
    node = page_linked_data.collection(site, name, path, description=about, mainEntity=listed)
    is_empty = not items and not page.is_first
    return Head(site, title, path, about, [node], trail, image=image, is_empty=is_empty)


def _posts(rows: Iterable[PostLink]) -> list[tuple[str, str]]:
    return [(row.title, row.get_absolute_url()) for row in rows]


def _quotations(rows: Iterable[PullQuote]) -> list[tuple[str, str]]:
    """With source and speaker, which `for_readers()` selects."""
    return [
        (citations.get_title(row, TITLE_LENGTH), path_of("blog:quotation-detail", row.pk))
        for row in rows
    ]


def in_search(text: str) -> str:
    """As much of a text as search engines show."""
    return shortened(_line(text), DESCRIPTION_LENGTH)


def _line(text: str) -> str:
    return " ".join(text.split())
