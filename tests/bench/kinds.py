"""Every kind of public page that `make bench-pages` measures, the busiest of its kind.

A new page: add a line to KINDS; test_bench.py fails for an address without one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blog.corrections.models import Correction
from blog.models import (
    Label,
    Photo,
    Post,
    PullQuote,
    Source,
)
from blog.syndication.sitemaps import SECTIONS
from blog.views.list_cards import LISTS
from devtools.populate.languages import ENGLISH


@dataclass(frozen=True)
class Kind:
    """`address` looks in the database for one such page; `again` asks as a reader does who has
    the page already; `entry` is what begins an entry of a list that is measured by the hundred."""

    name: str
    address: Callable[[], str]
    again: bool = False
    entry: bytes = b""


def at(name: str, **arguments: Any) -> Callable[[], str]:
    """The address of a route; an argument that is a function is called first."""
    return lambda: reverse(
        name, kwargs={key: arg() if callable(arg) else arg for key, arg in arguments.items()}
    )


def deep(address: Callable[[], str], rows: Callable[[], QuerySet], time: str) -> Callable[[], str]:
    """The page in the middle of a list that has the newest first."""

    def found() -> str:
        when, pk = middle(rows().order_by(f"-{time}", "-pk").values_list(time, "pk"))
        return f"{address()}?before={round(when.timestamp() * 1_000_000)}-{pk}"

    return found


def middle(rows: QuerySet) -> Any:
    return rows[rows.count() // 2]


def _busiest(rows: QuerySet, relation: str) -> Any:
    return rows.annotate(times=Count(relation)).order_by("-times", "pk")[0]


def label() -> Label:
    return _busiest(Label.objects.all(), "post_labels")


def author() -> User:
    return _busiest(User.objects.all(), "authorships")


def source() -> Source:
    return _busiest(Source.objects.all(), "quotations")


def speaker() -> Source:
    return _busiest(Source.objects.all(), "spoken_quotations")


def post() -> Post:
    return middle(Post.objects.published().newest_first())


def _corrections() -> QuerySet:
    return Correction.objects.published().select_related("post").order_by("-at", "-pk")


def quotation() -> PullQuote:
    return middle(PullQuote.objects.published().order_by("pk"))


def published_at() -> datetime:
    moment = post().published_at
    assert moment is not None
    return timezone.localtime(moment)


def _deep_in_source() -> str:
    here = source()
    said = here.quotations.published().filter(said_on__isnull=False)
    day, pk = middle(said.order_by("-said_on", "-pk").values_list("said_on", "pk"))
    return f"{here.get_absolute_url()}?before={day}.{pk}"


def _deep_in_talk() -> str:
    threads = post().comments.shown().filter(parent=None).order_by("pk")
    return f"?comments={middle(threads).pk}"


def section(kind: str) -> Callable[[], int]:
    """That of the row in the middle."""
    size = SECTIONS[kind].size
    return lambda: middle(_ids(kind)) // size


def _ids(kind: str) -> QuerySet:
    return SECTIONS[kind].rows().order_by("pk").values_list("pk", flat=True)


def search(words: Callable[[], str], **more: str) -> Callable[[], str]:
    return lambda: f"{reverse('blog:search')}?{urlencode({'q': words(), **more})}"


def quotations(**filters: Callable[[], str]) -> Callable[[], str]:
    def address() -> str:
        return f"{reverse('blog:quotation-list')}?{urlencode({n: v() for n, v in filters.items()})}"

    return address


def _words_of_title() -> list[str]:
    return middle(Post.objects.published().filter(language="en").newest_first()).title.split()


def phrase(count: int) -> str:
    """With which a title begins. The first two words are among the most frequent: in many posts
    both stand apart, and the index of words does not know that."""
    return f'"{" ".join(_words_of_title()[:count])}"'


def rare_word() -> str:
    """The last word of a title stands in hardly any other post."""
    return _words_of_title()[-1]


def uncommon_word() -> str:
    """The last but one is drawn from all of a language's as often as any: a sixtieth of the posts
    have it, and those of a large site are more than can be shown."""
    return _words_of_title()[-2]


YEAR, MONTH, DAY = (
    lambda: published_at().year,
    lambda: published_at().month,
    lambda: published_at().day,
)
label_slug, author_slug = (lambda: label().slug), (lambda: author().slug)
label_page, author_page = (
    at("blog:label-detail", slug=label_slug),
    at("blog:author-detail", slug=author_slug),
)
NARROWED = {
    "source": lambda: source().slug,
    "label": lambda: label_slug(),
    "year": lambda: str(YEAR()),
    "language": lambda: "fr",
}
SITE = settings.SITE_URL
FREQUENT = ENGLISH.topical[:3]
FEEDS = [
    (of, name, arguments)
    for of, name, arguments in (
        ("the site", "blog:site-feed", {}),
        ("a label", "blog:label-feed", {"slug": label_slug}),
        ("an author", "blog:author-feed", {"slug": author_slug}),
        ("a source", "blog:source-feed", {"slug": lambda: source().slug}),
        ("comments", "blog:comment-feed", {}),
        ("corrections", "blog:correction-feed", {}),
    )
]

KINDS = [
    Kind("home", at("blog:home")),
    Kind("home, deep", deep(at("blog:home"), Post.objects.published, "published_at")),
    Kind("post", lambda: post().get_absolute_url()),
    Kind("post, its comments further on", lambda: f"{post().get_absolute_url()}{_deep_in_talk()}"),
    Kind(
        "report of a comment", at("blog:comment-report", pk=lambda: post().comments.latest("pk").pk)
    ),
    Kind("feed of comments on a post", lambda: f"{post().get_absolute_url()}comments/feed.atom"),
    Kind("form of a comment", lambda: f"{post().get_absolute_url()}comment/"),
    Kind("page", at("blog:page-detail", slug="about")),
    Kind("year", at("blog:archive-year", year=YEAR)),
    Kind("month", at("blog:archive-month", year=YEAR, month=MONTH)),
    Kind("day", at("blog:archive-day", year=YEAR, month=MONTH, day=DAY)),
    Kind("archive", at("blog:archive")),
    Kind("labels", at("blog:label-list")),
    Kind("labels, by use", lambda: f"{reverse('blog:label-list')}?by=use"),
    Kind("label", label_page),
    Kind(
        "label, deep",
        deep(
            label_page,
            lambda: Post.objects.published().filter(post_labels__tag=label()),
            "published_at",
        ),
    ),
    Kind("label, timeline", at("blog:label-timeline", slug=label_slug)),
    Kind("authors", at("blog:author-list")),
    Kind("author", author_page),
    Kind(
        "author, deep",
        deep(author_page, lambda: Post.objects.published().written_by(author()), "published_at"),
    ),
    Kind("corrections", at("blog:correction-list")),
    Kind("corrections, deep", deep(at("blog:correction-list"), Correction.objects.published, "at")),
    Kind("what changed", lambda: middle(_corrections()).get_absolute_url()),
    Kind("sources", at("blog:source-list")),
    Kind("sources, people", lambda: f"{reverse('blog:source-list')}?kind=person"),
    Kind("source", at("blog:source-detail", slug=lambda: source().slug)),
    Kind("source, deep", _deep_in_source),
    Kind("speaker", at("blog:source-detail", slug=lambda: speaker().slug)),
    Kind("quotations", at("blog:quotation-list")),
    Kind("quotations, one source", quotations(source=lambda: source().slug)),
    Kind("quotations, one label", quotations(label=lambda: label_slug())),
    Kind("quotations, one language", quotations(language=lambda: "fr")),
    Kind("quotations, all filters", quotations(**NARROWED)),
    Kind(
        "sources, searched", lambda: f"{reverse('blog:source-list')}?q={source().name.split()[-1]}"
    ),
    Kind(
        "quotations, deep",
        deep(at("blog:quotation-list"), PullQuote.objects.published, "post__published_at"),
    ),
    Kind("quotation", at("blog:quotation-detail", pk=lambda: quotation().pk)),
    Kind(
        "quotation to cite", at("blog:quotation-citation", pk=lambda: quotation().pk, format="bib")
    ),
    Kind("oembed", lambda: f"{reverse('blog:oembed')}?url={SITE}{post().get_absolute_url()}"),
    Kind("card of a quotation", at("blog:quotation-card", pk=lambda: quotation().pk)),
    Kind("card of a post", lambda: f"{post().get_absolute_url()}card.png"),
    Kind("card of a page", at("blog:page-card", slug="about")),
    Kind("card of the home page", lambda: "/card.png"),
    *(
        Kind(f"card of {listed}", lambda listed=listed: f"{reverse(listed)}card.png")
        for listed in LISTS
    ),
    Kind("card of a label", lambda: f"{reverse('blog:label-detail', args=[label_slug()])}card.png"),
    Kind(
        "card of a timeline",
        lambda: f"{reverse('blog:label-timeline', args=[label_slug()])}card.png",
    ),
    Kind("card of a source", lambda: f"{source().get_absolute_url()}card.png"),
    Kind(
        "card of an author",
        lambda: f"{reverse('blog:author-detail', args=[author().slug])}card.png",
    ),
    *(
        Kind(f"card of a {span}", lambda form=form: f"{published_at():{form}}card.png")
        for span, form in (("year", "/%Y/"), ("month", "/%Y/%m/"), ("day", "/%Y/%m/%d/"))
    ),
    Kind("manifest", at("manifest")),
    Kind("search", at("blog:search")),
    Kind("search, a frequent word", search(lambda: FREQUENT[0])),
    Kind("search, two frequent words", search(lambda: " ".join(FREQUENT[1:3]))),
    Kind("search, a phrase", search(lambda: phrase(4))),
    Kind("search, two frequent words as a phrase", search(lambda: phrase(2))),
    Kind("search, an uncommon word", search(uncommon_word)),
    Kind("search, a rare word", search(rare_word)),
    Kind("search, deep", search(lambda: FREQUENT[0], page="5")),
    Kind("search, by date", search(lambda: FREQUENT[0], sort="date")),
    Kind("search of quotations", search(lambda: FREQUENT[0], **{"in": "quotations"})),
    Kind("search, one label", lambda: search(lambda: FREQUENT[0], label=label_slug())()),
    Kind("search, one source", lambda: search(lambda: FREQUENT[0], source=source().slug)()),
    Kind("search, one year", lambda: search(lambda: FREQUENT[0], year=str(YEAR()))()),
    Kind("search, a word that is nowhere", search(lambda: uncommon_word()[:-1] + "qx")),
    Kind("search for browsers", at("blog:search-description")),
    *(
        Kind(
            f"feed of {of}, {format}{', unchanged' if again else ''}",
            at(name, format=format, **arguments),
            again,
        )
        for of, name, arguments in FEEDS
        for format in ("atom", "rss", "json")
        for again in ((False, True) if of == "the site" else (False,))
    ),
    Kind("what is kept, asked for", at("blog:guest-data-request")),
    Kind("robots", at("blog:robots")),
    Kind("sitemap", at("blog:sitemap-index")),
    Kind("sitemap of the news", at("blog:sitemap-news")),
    Kind("sitemap of lists", at("blog:sitemap-pages")),
    *(
        Kind(
            f"sitemap of {kind}",
            at("blog:sitemap-section", kind=kind, number=section(kind)),
            entry=by,
        )
        for kind, by in (
            # A thousand posts have not what fills a section.
            ("posts", b"<url>"),
            ("quotations", b"<url>"),
            ("sources", b"<url>"),
            ("labels", b"<url>"),
            ("authors", b""),
        )
    ),
    Kind("picture", lambda: f"/media/{Photo.objects.latest('pk').image.name}"),
]

# Addresses that no reader opens as a page, each with the reason.
NO_PAGES = {
    "healthz": "asks no database",
    "favicon.ico": "leads to a file",
    "apple-touch-icon.png": "leads to a file",
    "apple-touch-icon-precomposed.png": "leads to a file",
    ".well-known/security.txt": "from the settings alone",
    ".well-known/change-password": "leads to a form",
    "readyz": "for machines",
    "metrics": "for machines",
    "comments/<int:pk>/": "leads on to the page of the discussion",
    "comments/visitor/": "of one visitor, who is signed in or has a comment that waits",
    "comments/mine/<str:link>/": "a person's own, behind a mailed link",
    "comments/notices/<slug:token>/": "a person's own, behind a mailed link",
    "shared/<str:token>/": "for the invited, behind a link",
    "comments/<int:pk>/sent/": "for whoever wrote that comment",
    "comments/<int:pk>/edit/": "for whoever wrote that comment",
}
