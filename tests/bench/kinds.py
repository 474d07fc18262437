"""All kinds of public pages that `make bench-pages` measures, each with the busiest example.

For a new page, add a line to KINDS; test_bench.py fails for a URL without one.
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
    """`address` finds such a page in the database; `again` makes a conditional request; `entry` is
    the start of an entry in a list that is measured by the hundred."""

    name: str
    address: Callable[[], str]
    again: bool = False
    entry: bytes = b""


def url_of(name: str, **arguments: Any) -> Callable[[], str]:
    """Return a function for the URL of a route; arguments that are functions are called first."""
    return lambda: reverse(
        name, kwargs={key: arg() if callable(arg) else arg for key, arg in arguments.items()}
    )


def deep_page(
    address: Callable[[], str], rows: Callable[[], QuerySet], time: str
) -> Callable[[], str]:
    """The page in the middle of a list with the newest first."""

    def find_page() -> str:
        when, pk = middle(rows().order_by(f"-{time}", "-pk").values_list(time, "pk"))
        return f"{address()}?before={round(when.timestamp() * 1_000_000)}-{pk}"

    return find_page


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
    return Correction.objects.published().select_related("post").order_by("-created_at", "-pk")


def quotation() -> PullQuote:
    return middle(PullQuote.objects.published().order_by("pk"))


def published_at() -> datetime:
    moment = post().published_at
    assert moment is not None
    return timezone.localtime(moment)


def _deep_in_source() -> str:
    busiest = source()
    dated = busiest.quotations.published().filter(said_on__isnull=False)
    day, pk = middle(dated.order_by("-said_on", "-pk").values_list("said_on", "pk"))
    return f"{busiest.get_absolute_url()}?before={day}.{pk}"


def _deep_in_discussion() -> str:
    threads = post().comments.published().filter(parent=None).order_by("pk")
    return f"?comments={middle(threads).pk}"


def section(kind: str) -> Callable[[], int]:
    """Return the number of the section with the middle row."""
    size = SECTIONS[kind].size
    return lambda: middle(_ids(kind)) // size


def _ids(kind: str) -> QuerySet:
    return SECTIONS[kind].rows().order_by("pk").values_list("pk", flat=True)


def search(get_query: Callable[[], str], **more: str) -> Callable[[], str]:
    return lambda: f"{reverse('blog:search')}?{urlencode({'q': get_query(), **more})}"


def quotations(**filters: Callable[[], str]) -> Callable[[], str]:
    def address() -> str:
        return f"{reverse('blog:quotation-list')}?{urlencode({n: v() for n, v in filters.items()})}"

    return address


def _title_words() -> list[str]:
    return middle(Post.objects.published().filter(language="en").newest_first()).title.split()


def phrase(count: int) -> str:
    """Return the first words of a title as a phrase.

    The first two are among the most frequent words: many posts have both apart, which the text
    search index cannot tell.
    """
    return f'"{" ".join(_title_words()[:count])}"'


def rare_word() -> str:
    """Return the last word of a title, which hardly any other post has."""
    return _title_words()[-1]


def uncommon_word() -> str:
    """Return the last but one word of a title.

    It is drawn from all words of the language alike: a sixtieth of the posts have it, in a large
    site more than can be shown.
    """
    return _title_words()[-2]


YEAR, MONTH, DAY = (
    lambda: published_at().year,
    lambda: published_at().month,
    lambda: published_at().day,
)
label_slug, author_slug = (lambda: label().slug), (lambda: author().slug)
label_page, author_page = (
    url_of("blog:label-detail", slug=label_slug),
    url_of("blog:author-detail", slug=author_slug),
)
ALL_FILTERS = {
    "source": lambda: source().slug,
    "label": lambda: label_slug(),
    "year": lambda: str(YEAR()),
    "language": lambda: "fr",
}
SITE = settings.SITE_URL
FREQUENT = ENGLISH.topical[:3]
FEEDS = [
    (subject, name, arguments)
    for subject, name, arguments in (
        ("the site", "blog:site-feed", {}),
        ("a label", "blog:label-feed", {"slug": label_slug}),
        ("an author", "blog:author-feed", {"slug": author_slug}),
        ("a source", "blog:source-feed", {"slug": lambda: source().slug}),
        ("comments", "blog:comment-feed", {}),
        ("corrections", "blog:correction-feed", {}),
    )
]

KINDS = [
    Kind("home", url_of("blog:home")),
    Kind("home, deep", deep_page(url_of("blog:home"), Post.objects.published, "published_at")),
    Kind("post", lambda: post().get_absolute_url()),
    Kind(
        "post, its comments further on",
        lambda: f"{post().get_absolute_url()}{_deep_in_discussion()}",
    ),
    Kind(
        "report of a comment",
        url_of("blog:comment-report", pk=lambda: post().comments.latest("pk").pk),
    ),
    Kind("feed of comments on a post", lambda: f"{post().get_absolute_url()}comments/feed.atom"),
    Kind("form of a comment", lambda: f"{post().get_absolute_url()}comment/"),
    Kind("page", url_of("blog:page-detail", slug="about")),
    Kind("year", url_of("blog:archive-year", year=YEAR)),
    Kind("month", url_of("blog:archive-month", year=YEAR, month=MONTH)),
    Kind("day", url_of("blog:archive-day", year=YEAR, month=MONTH, day=DAY)),
    Kind("archive", url_of("blog:archive")),
    Kind("labels", url_of("blog:label-list")),
    Kind("labels, by use", lambda: f"{reverse('blog:label-list')}?by=use"),
    Kind("label", label_page),
    Kind(
        "label, deep",
        deep_page(
            label_page,
            lambda: Post.objects.published().filter(post_labels__tag=label()),
            "published_at",
        ),
    ),
    Kind("label, timeline", url_of("blog:label-timeline", slug=label_slug)),
    Kind("authors", url_of("blog:author-list")),
    Kind("author", author_page),
    Kind(
        "author, deep",
        deep_page(
            author_page, lambda: Post.objects.published().written_by(author()), "published_at"
        ),
    ),
    Kind("corrections", url_of("blog:correction-list")),
    Kind(
        "corrections, deep",
        deep_page(url_of("blog:correction-list"), Correction.objects.published, "created_at"),
    ),
    Kind("what changed", lambda: middle(_corrections()).get_absolute_url()),
    Kind("sources", url_of("blog:source-list")),
    Kind("sources, people", lambda: f"{reverse('blog:source-list')}?kind=person"),
    Kind("source", url_of("blog:source-detail", slug=lambda: source().slug)),
    Kind("source, deep", _deep_in_source),
    Kind("speaker", url_of("blog:source-detail", slug=lambda: speaker().slug)),
    *(
        kind
        for name in ("dossier", "comparison")
        for kind in (
            Kind(f"{name}s", url_of(f"blog:{name}-list")),
            Kind(name, url_of(f"blog:{name}-detail", slug=f"a-{name}")),
            Kind(f"card of a {name}", lambda name=name: f"/{name}s/a-{name}/card.png"),
            Kind(f"feed of {name}s", url_of(f"blog:{name}-list-feed", format="atom")),
            Kind(f"feed of a {name}", url_of(f"blog:{name}-feed", slug=f"a-{name}", format="atom")),
        )
    ),
    Kind("quotations", url_of("blog:quotation-list")),
    Kind("dataset", url_of("blog:dataset")),
    Kind("quotations, one source", quotations(source=lambda: source().slug)),
    Kind("quotations, one label", quotations(label=lambda: label_slug())),
    Kind("quotations, one language", quotations(language=lambda: "fr")),
    Kind("quotations, all filters", quotations(**ALL_FILTERS)),
    Kind(
        "sources, searched", lambda: f"{reverse('blog:source-list')}?q={source().name.split()[-1]}"
    ),
    Kind(
        "quotations, deep",
        deep_page(url_of("blog:quotation-list"), PullQuote.objects.published, "post__published_at"),
    ),
    Kind("quotation", url_of("blog:quotation-detail", pk=lambda: quotation().pk)),
    Kind(
        "quotation to cite",
        url_of("blog:quotation-citation", pk=lambda: quotation().pk, format="bib"),
    ),
    Kind("post to cite", lambda: f"{post().get_absolute_url()}post.bib"),
    Kind("oembed", lambda: f"{reverse('blog:oembed')}?url={SITE}{post().get_absolute_url()}"),
    Kind("card of a quotation", url_of("blog:quotation-card", pk=lambda: quotation().pk)),
    Kind("card of a post", lambda: f"{post().get_absolute_url()}card.png"),
    Kind("card of a page", url_of("blog:page-card", slug="about")),
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
    Kind("manifest", url_of("manifest")),
    Kind("style sheet of the appearance", url_of("blog:appearance", version="0")),
    Kind("style sheet of all pages", url_of("blog:pages-stylesheet", version="0")),
    Kind("search", url_of("blog:search")),
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
    Kind("search for browsers", url_of("blog:search-description")),
    *(
        Kind(
            f"feed of {subject}, {format}{', unchanged' if again else ''}",
            url_of(name, format=format, **arguments),
            again,
        )
        for subject, name, arguments in FEEDS
        for format in ("atom", "rss", "json")
        for again in ((False, True) if subject == "the site" else (False,))
    ),
    Kind("what is kept, asked for", url_of("blog:guest-data-request")),
    Kind("robots", url_of("blog:robots")),
    Kind("sitemap", url_of("blog:sitemap-index")),
    Kind("sitemap of the news", url_of("blog:sitemap-news")),
    Kind("sitemap of lists", url_of("blog:sitemap-pages")),
    *(
        Kind(
            f"sitemap of {kind}",
            url_of("blog:sitemap-section", kind=kind, number=section(kind)),
            entry=by,
        )
        for kind, by in (
            # A thousand posts do not fill a section.
            ("posts", b"<url>"),
            ("quotations", b"<url>"),
            ("sources", b"<url>"),
            ("labels", b"<url>"),
            ("authors", b""),
            ("dossiers", b""),
            ("comparisons", b""),
        )
    ),
    Kind("picture", lambda: f"/media/{Photo.objects.latest('pk').image.name}"),
]

# Routes that are not pages for readers, each with the reason.
EXCLUDED_ROUTES = {
    "healthz": "asks no database",
    "favicon.ico": "leads to a file",
    "apple-touch-icon.png": "leads to a file",
    "apple-touch-icon-precomposed.png": "leads to a file",
    ".well-known/security.txt": "from the settings alone",
    ".well-known/change-password": "leads to a form",
    "readyz": "for machines",
    "data/<dataset:file>": "leads to a file",
    "captions/<slug:key>.vtt": "for players",
    "metrics": "for machines",
    **dict.fromkeys(
        (
            "copies/<int:pk>/",
            "copies/<int:pk>/text.txt",
            "copies/<int:pk>/copy.warc.gz",
        ),
        "404 unless an editor made it public; `populate` makes none",
    ),
    **dict.fromkeys(
        (
            "integrity/",
            "integrity/<yyyy:year>-<mm:month>-<dd:day>.<sealfile:format>",
            "<yyyy:year>/<mm:month>/<uslug:slug>/proof.txt",
            "<yyyy:year>/<mm:month>/<uslug:slug>/text.txt",
        ),
        "404 without a timestamp authority",
    ),
    **dict.fromkeys(
        (
            *("series/", "series/<uslug:slug>/", "series/<uslug:slug>/feed.<feed:format>"),
            *("series/card.png", "series/<uslug:slug>/card.png"),
        ),
        "of at most 200 posts; `populate` makes none",
    ),
    "comments/<int:pk>/": "leads on to the page of the discussion",
    "comments/visitor/": "of one visitor, who is signed in or has a comment that waits",
    "comments/mine/<str:link>/": "a person's own, behind a mailed link",
    "comments/notices/<slug:token>/": "a person's own, behind a mailed link",
    "shared/<str:token>/": "for the invited, behind a link",
    "comments/<int:pk>/sent/": "for whoever wrote that comment",
    "comments/<int:pk>/edit/": "for whoever wrote that comment",
}
