"""Unpublished content leaks nowhere: every public URL is requested by people who must not see it.

Each response must be identical to the one before the hidden post was written, so that not even a
count, a neighbour or a suggestion reveals it. The same pages with the post published prove that
there is something to leak.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils import timezone

from accounts.models import User
from blog.models import (
    Post,
)
from blog.models.posts import SITEMAP_SECTION_SIZE
from blog.syndication.sitemaps import QUOTATIONS_PER_SECTION
from tests.support import factories as make
from tests.support.client_ips import CLIENT_IPS
from tests.support.desk import signed_in
from tests.support.hidden_post import SECRET, WORDS, HiddenPost, create_hidden_post, secret
from tests.support.routes import routes

pytestmark = pytest.mark.django_db

# What everybody may open, in a site where one post is published.
LISTS = [
    *("/", "/archive/", "/2024/", "/2024/03/", "/2024/03/05/", "/2024/03/shown/", "/about/"),
    *(
        "/labels/",
        "/labels/?by=use",
        "/labels/shared/",
        "/labels/shared/timeline/",
        "/quotes/",
        "/quotes/{quotation}/",
    ),
    *("/sources/", "/sources/?kind=person", "/sources/everybody/", "/authors/", "/authors/known/"),
    *("/corrections/", "/2024/03/shown/changes/{correction}/", "/2024/03/shown/post.bib"),
    *("/series/", "/series/shared-series/"),
    *(
        f"{owner}feed.{format}"
        for owner in (
            *("/", "/comments/", "/corrections/"),
            *("/labels/shared/", "/authors/known/", "/sources/everybody/"),
            "/series/shared-series/",
        )
        for format in ("atom", "rss", "json")
    ),
    *("/robots.txt", "/sitemap.xml", "/sitemap-news.xml", "/sitemap-pages.xml"),
    *(f"/sitemap-{kind}-{{{kind}}}.xml" for kind in ("posts", "sources", "labels", "authors")),
    "/sitemap-series-{series}.xml",
    "/sitemap-quotations-{quotations}.xml",
    *("/sitemap-dossiers-{dossiers}.xml", "/sitemap-comparisons-{comparisons}.xml"),
]
# What is looked for finds the same as before, and is narrowed by and suggested the same.
FOUND = WORDS - {
    *("byline", "bio", "role", "place", "about", "described", "alt", "licence", "read"),
    *("comment", "commenter", "told", "changed", "series"),
}
SEARCHES = [
    *("/search/", "/search/?q=seen"),
    *(f"/search/?q={SECRET}{word}" for word in sorted(FOUND)),
    *(f"/search/?q={SECRET}{word}&in=quotations" for word in ("words", "translation", "source")),
    *(f"/search/?q=seen&{by}={SECRET}{by}" for by in ("label", "source")),
    f"/search/?q=seen&author={SECRET}byline",
    *(f"/search/?q={SECRET}{word}q" for word in ("title", "source", "label")),  # Not quite.
]
# Pages that every site has, whatever was written in it.
SAME_EVERYWHERE = [
    # None has the hidden post; those that have hidden items: tests/blog/dossiers/test_pages.py.
    *(
        f"{place}{end}"
        for place in (
            *("/dossiers/", "/dossiers/dossier-of-all/"),
            *("/comparisons/", "/comparisons/comparison-of-all/"),
        )
        for end in ("", "feed.atom", "feed.rss", "feed.json")
    ),
    *("/opensearch.xml", "/about/card.png", "/manifest.webmanifest", "/card.png", "/data/"),
    "/appearance/0.css",
    "/appearance/0/pages.css",
    *(
        f"/{listed}/card.png"
        for listed in (
            *("archive", "authors", "labels", "quotes", "sources", "corrections"),
            *("dossiers", "comparisons", "data"),
            *("dossiers/dossier-of-all", "comparisons/comparison-of-all"),
            *("2024", "2024/03", "2024/03/05", "authors/known", "sources/everybody"),
            *("labels/shared", "labels/shared/timeline", "series", "series/shared-series"),
        )
    ),
]
NOTHING_TO_SHOW = {
    "favicon.ico": "leads to the icon",
    "apple-touch-icon.png": "likewise",
    "apple-touch-icon-precomposed.png": "likewise",
    ".well-known/security.txt": "from the settings; tests/config/test_well_known.py",
    ".well-known/change-password": "leads to a form",
    "healthz": "a word for machines that watch the site",
    "readyz": "likewise",
    "metrics": "numbers for machines; tests/operations/test_metrics.py",
    "data/<dataset:file>": "written at night; tests/blog/syndication/test_dataset.py",
    "comments/visitor/": "for one visitor; tests/blog/comments/test_comments_visitor.py",
    "comments/mine/": "the same form for everybody",
    "comments/mine/<str:link>/": "behind a mailed link; test_comments_guest_data.py",
    "comments/notices/<slug:token>/": "behind a mailed link; test_comments_subscriptions.py",
    "shared/<str:token>/": "behind a link somebody was sent; tests/blog/notes/test_share_links.py",
    "captions/<slug:key>.vtt": "its key is in pages that show the file only",
    "media/<path:path>": "who knows a file's name knows its content: it is the hash of that",
    **dict.fromkeys(
        (
            "copies/<int:pk>/",
            "copies/<int:pk>/text.txt",
            "copies/<int:pk>/copy.warc.gz",
        ),
        "404 unless an editor made it public; tests/blog/evidence/test_public_copies.py",
    ),
    **dict.fromkeys(
        (
            "integrity/",
            "integrity/<yyyy:year>-<mm:month>-<dd:day>.<sealfile:format>",
            "<yyyy:year>/<mm:month>/<uslug:slug>/proof.txt",
            "<yyyy:year>/<mm:month>/<uslug:slug>/text.txt",
        ),
        "404 without an authority; tests/blog/seals/test_pages.py",
    ),
}


@pytest.fixture
def shown() -> dict[str, int]:
    """Create the public site; return the keys in its URLs."""
    author = make.user("Author", byline="Known", slug="known")
    post = make.post(
        "<p>Seen.</p>" + make.quotation("“Seen.”", source_name="Everybody"),
        authors=(author,),
        labels=["Shared"],
        title="Shown",
        published_at=make.moment(2024, 3, 5),
    )
    make.page(title="About", slug="about")
    quotation = post.pullquotes.get()
    dossier = make.dossier(quotation, post, title="Dossier of all")
    comparison = make.comparison(quotation, quotation, title="Comparison of all")
    keys = {
        "posts": post.pk,
        "sources": quotation.source_id,
        "labels": post.labels.get().pk,
        "authors": author.pk,
        "series": make.series(post, name="Shared series").pk,
        "dossiers": dossier.pk,
        "comparisons": comparison.pk,
    }
    quotations = quotation.pk // QUOTATIONS_PER_SECTION
    more = {
        "quotation": quotation.pk,
        "quotations": quotations,
        "correction": make.correction(post).pk,
    }
    return {kind: key // SITEMAP_SECTION_SIZE for kind, key in keys.items()} | more


def crawl(shown: dict[str, int], client: Client, *more: str) -> dict[str, tuple[int, bytes]]:
    """Each address's status and text."""
    answers = {}
    for address in [
        *(listed.format(**shown) for listed in LISTS),
        *SEARCHES,
        *SAME_EVERYWHERE,
        *more,
    ]:
        answer = client.get(address, REMOTE_ADDR=next(CLIENT_IPS))
        answers[address] = (answer.status_code, answer.content)
    return answers


def differing(before: dict, after: dict) -> list[str]:
    return [address for address in after if after[address] != before[address]]


def visitors() -> dict[str, Client]:
    return {
        "signed out": Client(),
        "reader": signed_in(make.user()),
        "another author": signed_in(make.user("Author")),
    }


def assert_hidden(hidden: HiddenPost, shown: dict[str, int], before: dict) -> None:
    assert differing(before, crawl(shown, Client())) == []
    for name, client in visitors().items():
        result = {address: client.get(address).status_code for address in hidden.urls()}
        assert (name, result) == (name, dict.fromkeys(result, 404))


def assert_visible(hidden: HiddenPost, shown: dict[str, int], before: dict) -> None:
    """Assert that the published content is visible, so that the test would have noticed a leak."""
    client = Client()
    after = crawl(shown, client, *hidden.urls())
    comment = f"/comments/{hidden.comment.pk}/"
    of_its_writer_alone = {f"{comment}sent/": 404, f"{comment}edit/": 404}
    odd = {address: status for address, (status, _) in after.items() if status != 200}
    assert odd == {comment: 302} | of_its_writer_alone
    # A search repeats what was looked for, so it proves nothing here.
    pages = [content for address, (_, content) in after.items() if "?q=" not in address]
    text = b"".join(pages).decode(errors="replace").lower()
    assert {word for word in WORDS if secret(word) not in text} == set()
    assert hidden.photo.image.url in text
    same = {address.format(**shown) for address in UNCHANGED} | set(SAME_EVERYWHERE)
    unchanged = set(after) - set(differing(before | dict.fromkeys(hidden.urls()), after))
    # The sitemap's index says the second of the last change, which may be the same one.
    assert unchanged - {"/sitemap.xml"} == same


# Pages on which another published post changes nothing.
UNCHANGED = [
    *("/sitemap-dossiers-{dossiers}.xml", "/sitemap-comparisons-{comparisons}.xml"),
    *("/about/", "/authors/known/", "/sitemap-pages.xml"),
    *("/2024/03/shown/changes/{correction}/", "/2024/03/shown/post.bib"),
    "/series/shared-series/",
    *(f"/series/shared-series/feed.{format}" for format in ("atom", "rss", "json")),
    *(f"/authors/known/feed.{format}" for format in ("atom", "rss", "json")),
    "/2024/03/05/",
]


@pytest.mark.slow
def test_draft_does_not_leak_to_signed_in_users(shown):
    before = crawl(shown, Client())
    create_hidden_post(status=Post.Status.DRAFT)
    for name, client in visitors().items():
        assert (name, differing(before, crawl(shown, client))) == (name, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "days"),
    [
        (Post.Status.DRAFT, None),
        (Post.Status.DRAFT, -1),
        (Post.Status.REVIEW, -1),
        (Post.Status.PUBLISHED, 1),
    ],
)
def test_draft_does_not_leak_before_publication(shown, status, days):
    before = crawl(shown, Client())
    published_at = None if days is None else timezone.now() + timedelta(days=days)
    hidden = create_hidden_post(status=status, published_at=published_at)
    assert_hidden(hidden, shown, before)

    hidden.post.status = Post.Status.PUBLISHED
    hidden.post.published_at = timezone.now() - timedelta(hours=1)
    hidden.post.save()
    assert_visible(hidden, shown, before)


def withdraw(post: Post) -> None:
    post.status = Post.Status.DRAFT
    post.save()


def return_for_review(post: Post) -> None:
    post.status = Post.Status.REVIEW
    post.save()


def put_off(post: Post) -> None:
    post.published_at = timezone.now() + timedelta(days=1)
    post.save()


def delete(post: Post) -> None:
    post.get_absolute_url()
    Post.objects.get(pk=post.pk).delete()


def delete_with_its_author(post: Post) -> None:
    author = post.authors.get()
    delete(post)
    User.objects.get(pk=author.pk).delete()


@pytest.mark.slow
@pytest.mark.parametrize(
    "take_back", [withdraw, return_for_review, put_off, delete, delete_with_its_author]
)
def test_unpublished_post_does_not_leak(shown, take_back: Callable[[Post], None]):
    before = crawl(shown, Client())
    hidden = create_hidden_post()
    assert_visible(hidden, shown, before)

    take_back(hidden.post)
    assert_hidden(hidden, shown, before)


@pytest.mark.slow
@pytest.mark.parametrize(
    "status", [Post.Status.DRAFT, pytest.param(Post.Status.REVIEW, marks=pytest.mark.slow)]
)
def test_draft_page_does_not_leak(shown, status):
    before = crawl(shown, Client())
    phrase = f"<p>{secret('prose')}</p>" + make.quotation("“Seen.”", source_name=secret("source"))
    page = make.page(phrase, title=secret("title"), status=status)
    alone = [page.get_absolute_url(), f"{page.get_absolute_url()}card.png"]
    assert differing(before, crawl(shown, Client())) == []
    for name, client in visitors().items():
        assert (name, [client.get(address).status_code for address in alone]) == (name, [404, 404])

    page.status, page.published_at = Post.Status.PUBLISHED, timezone.now() - timedelta(hours=1)
    page.save()
    assert [Client().get(address).status_code for address in alone] == [200, 200]
    assert {"/", "/about/", "/quotes/", "/sources/"} <= set(
        differing(before, crawl(shown, Client()))
    )


@pytest.mark.slow
def test_every_url_pattern_is_covered(shown):
    hidden = create_hidden_post()
    lists = [address.format(**shown) for address in LISTS]
    asked = lists + SEARCHES + SAME_EVERYWHERE + hidden.urls()
    forgotten = set(dict(routes(get_resolver()))) - set(NOTHING_TO_SHOW)
    forgotten -= {resolve(address.partition("?")[0]).route for address in asked}
    assert forgotten == set(), "add each to LISTS or to Hidden.addresses"


def test_every_object_url_is_covered():
    """An address that names a post, a quotation, a source, a label or an author is asked for one
    that is hidden, too."""
    named = {route for route in dict(routes(get_resolver())) if "slug>" in route or ":pk>" in route}
    pages = {"<uslug:slug>/", "<uslug:slug>/card.png"}  # Of what stands by itself, as above.
    # A dossier exists without the post; a comparison is tested in tests/blog/dossiers.
    pages |= {route for route in named if route.startswith(("dossiers/", "comparisons/"))}
    # A copy is public by itself; hidden quotations are not on it: tests/blog/evidence.
    pages |= {route for route in named if route.startswith("copies/")}
    # Proofs are 404 without an authority; those of hidden posts are in tests/blog/seals.
    pages |= {route for route in named if route.endswith(("/proof.txt", "/text.txt"))}
    asked = {resolve(address.partition("?")[0]).route for address in create_hidden_post().urls()}
    assert named - asked - pages == set(), "add each to Hidden.addresses"
