"""How many queries each page costs: a literal number, the same for one row and for three."""

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve

from blog.comments import guest_data_emails
from blog.comments.models import Comment
from blog.corrections.models import Correction
from blog.dossiers.models import Dossier
from blog.models import Label, Post, PullQuote, Series
from blog.models.posts import SITEMAP_SECTION_SIZE
from blog.notes import share_links
from blog.notes.models import Note
from blog.read_models.posts import PostSummary, read
from blog.syndication.dataset.export import write_dataset
from blog.syndication.sitemaps import QUOTATIONS_PER_SECTION
from tests.support import factories as make
from tests.support.commenting import build_form_data, get_form_url
from tests.support.desk import change, signed_in
from tests.support.routes import routes

pytestmark = pytest.mark.django_db
ROWS = pytest.mark.parametrize("rows", [1, 3])


@pytest.fixture
def author():
    return make.user("Author", byline="Ada", slug="ada")


def fill(rows: int, author) -> list[Post]:
    """Create posts with two authors, and for each post its own source, speaker, label and photo;
    the first has as many corrections as there are posts, and each of the others one."""
    posts = [
        make.post(
            "<p>Words.</p>"
            + make.quotation("“Shared.”", source_name="Everybody")
            + make.quotation("“A.”", source_name=f"Source {row}", speaker_name=f"Speaker {row}")
            + make.figure(make.photo(author), caption="Here"),
            authors=(author, make.user("Author")),
            labels=["Common", f"Label {row}"],
            title=f"Story {row}",
            published_at=make.moment(2024, 3, 5, hour=12 - row),
        )
        for row in range(rows)
    ]
    for post in posts:
        make.correction(posts[0])
        make.correction(post)
    quotations = PullQuote.objects.filter(post__in=posts).order_by("pk")
    make.series(*posts, name="Shared series")
    for row in range(1, rows):
        make.series(make.post(published_at=make.moment(2023)), name=f"Series {row}")
    for row in range(rows):
        make.dossier(*quotations, *posts, title=f"Dossier {row}", author=author)
        make.comparison(*quotations[:2], title=f"Comparison {row}", author=author)
    return posts


def discuss(post: Post, rows: int) -> Comment:
    """Threads with a reply each; gives the last one's."""
    for _ in range(rows):
        reply = make.comment(post, under=make.comment(post))
        make.subscription(reply)
    return reply


# Each address, and what it costs. What stands in braces is in `keys`.
PAGES = {
    "/": 2,
    "/card.png": 1,
    "/archive/card.png": 1,
    "/authors/card.png": 1,
    "/labels/card.png": 1,
    "/quotes/card.png": 1,
    "/sources/card.png": 1,
    "/corrections/card.png": 1,
    "/data/": 2,
    "/data/card.png": 1,
    "/dossiers/card.png": 1,
    "/comparisons/card.png": 1,
    "/2024/card.png": 2,
    "/2024/03/card.png": 2,
    "/2024/03/05/card.png": 2,
    "/authors/ada/card.png": 2,
    "/labels/common/card.png": 2,
    "/labels/common/timeline/card.png": 2,
    "/sources/everybody/card.png": 2,
    "/archive/": 2,
    "/2024/": 3,
    "/2024/03/": 3,
    "/2024/03/05/": 2,
    "/2024/03/story-0/": 3,
    "/2024/03/story-0/?comments={comment}": 3,
    "/2024/03/story-0/changes/{correction}/": 2,
    "/corrections/": 2,
    "/corrections/feed.atom": 2,
    "/corrections/feed.rss": 2,
    "/corrections/feed.json": 2,
    "/comments/mine/": 1,
    "/comments/mine/{link}/": 3,
    "/comments/notices/{token}/": 3,
    "/2024/03/story-0/card.png": 3,
    "/2024/03/story-0/post.bib": 2,
    "/about/": 2,
    "/about/card.png": 2,
    "/authors/": 2,
    "/authors/ada/": 3,
    "/labels/": 2,
    "/labels/?by=use": 2,
    "/labels/common/": 3,
    "/labels/common/timeline/": 6,
    "/series/": 2,
    "/series/card.png": 1,
    "/series/shared-series/": 3,
    "/series/shared-series/card.png": 2,
    "/quotes/": 3,
    "/quotes/?source=everybody&label=common&year=2024&language=en": 3,
    "/quotes/{quotation}/": 5,
    "/quotes/{quotation}/card.png": 2,
    "/quotes/{quotation}/quotation.bib": 2,
    "/oembed?url={site}/quotes/{quotation}/": 2,
    "/sources/": 2,
    "/sources/?kind=person": 2,
    "/sources/?q=every": 3,
    "/dossiers/": 2,
    "/dossiers/dossier-0/": 4,
    "/dossiers/dossier-0/card.png": 2,
    "/comparisons/": 2,
    "/comparisons/comparison-0/": 3,
    "/comparisons/comparison-0/card.png": 2,
    "/sources/everybody/": 6,
    "/search/": 2,
    "/search/?q=words": 6,
    "/opensearch.xml": 1,
    "/manifest.webmanifest": 1,
    "/appearance/0.css": 1,
    "/appearance/0/pages.css": 1,
    "/feed.atom": 2,
    "/feed.rss": 2,
    "/feed.json": 2,
    "/comments/feed.atom": 2,
    "/comments/feed.rss": 2,
    "/comments/feed.json": 2,
    "/2024/03/story-0/comments/feed.atom": 3,
    "/labels/common/feed.atom": 3,
    "/labels/common/feed.rss": 3,
    "/labels/common/feed.json": 3,
    "/series/shared-series/feed.atom": 3,
    "/series/shared-series/feed.rss": 3,
    "/series/shared-series/feed.json": 3,
    "/authors/ada/feed.atom": 3,
    "/authors/ada/feed.rss": 3,
    "/authors/ada/feed.json": 3,
    "/sources/everybody/feed.atom": 3,
    "/sources/everybody/feed.rss": 3,
    "/sources/everybody/feed.json": 3,
    "/dossiers/feed.atom": 2,
    "/dossiers/feed.rss": 2,
    "/dossiers/feed.json": 2,
    "/dossiers/dossier-0/feed.atom": 4,
    "/dossiers/dossier-0/feed.rss": 4,
    "/dossiers/dossier-0/feed.json": 4,
    "/comparisons/feed.atom": 2,
    "/comparisons/comparison-0/feed.atom": 3,
    "/robots.txt": 2,
    "/sitemap.xml": 2,
    "/sitemap-news.xml": 2,
    "/sitemap-pages.xml": 2,
    "/sitemap-posts-{posts}.xml": 2,
    "/sitemap-quotations-{quotations}.xml": 2,
    "/sitemap-sources-{sources}.xml": 2,
    "/sitemap-labels-{labels}.xml": 2,
    "/sitemap-series-{series}.xml": 2,
    "/sitemap-authors-{authors}.xml": 2,
    "/sitemap-dossiers-{dossiers}.xml": 2,
    "/sitemap-comparisons-{comparisons}.xml": 2,
}
NO_QUERIES = {
    "healthz": "asks nothing",
    "readyz": "for machines; tests/operations",
    "metrics": "for machines; tests/operations",
    ".well-known/security.txt": "404 unless a contact is set; tests/config/test_well_known.py",
    "comments/visitor/": "for one visitor; tests/blog/comments/test_comments_visitor.py",
    "captions/<slug:key>.vtt": "WebVTT, for players; tests/blog/content/test_captions.py",
    "media/<path:path>": "files; nginx gives them where there is one",
    **dict.fromkeys(
        (
            "copies/<int:pk>/",
            "copies/<int:pk>/text.txt",
            "copies/<int:pk>/copy.warc.gz",
        ),
        "404 unless public; counted in tests/blog/evidence/test_public_copies.py",
    ),
    **dict.fromkeys(
        (
            "integrity/",
            "integrity/<yyyy:year>-<mm:month>-<dd:day>.<sealfile:format>",
            "<yyyy:year>/<mm:month>/<uslug:slug>/proof.txt",
            "<yyyy:year>/<mm:month>/<uslug:slug>/text.txt",
        ),
        "404 without an authority; counted in tests/blog/seals/test_pages.py",
    ),
}
# Pages with a token in them, which no cache keeps.
FORMS = {
    "/2024/03/story-0/comment/": 2,
    "/2024/03/story-0/comment/?to={comment}": 3,
    "/comments/{comment}/report/": 4,
    "/comments/{comment}/report/?sent": 2,
    "{shared}": 10,
}
# Of whoever wrote the comment: settings, the comment, and two for the authors of its post.
OWN = {"/comments/{own}/sent/": 4, "/comments/{own}/edit/": 4}
LEAD_ON = {  # By a redirect.
    "/comments/{comment}/": 3,
    "/data/quotations.jsonl.gz": 2,
    "/favicon.ico": 1,
    "/.well-known/change-password": 1,
    "/apple-touch-icon.png": 1,
    "/apple-touch-icon-precomposed.png": 1,
}
MOST, MOST_OF_A_POST = 6, 3


def keys(author) -> dict[str, object]:
    """Return the keys of rows that URLs contain, and the sections of the sitemap that list the
    rows."""
    quotation = PullQuote.objects.select_related("source").earliest("pk")
    result = {
        "posts": quotation.post_id,
        "sources": quotation.source_id,
        "labels": Label.objects.get(name="Common").pk,
        "series": Series.objects.get(name="Shared series").pk,
        "authors": author.pk,
        "dossiers": Dossier.objects.collections().earliest("pk").pk,
        "comparisons": Dossier.objects.comparisons().earliest("pk").pk,
    }
    sections = {name: key // SITEMAP_SECTION_SIZE for name, key in result.items()}
    comment = Comment.objects.latest("pk")
    more = {
        "quotation": quotation.pk,
        "quotations": quotation.pk // QUOTATIONS_PER_SECTION,
        "correction": Correction.objects.earliest("pk").pk,
        "comment": comment.pk,
        "shared": share_links.create_share_link(
            post=shared_draft(author), by=author, name="Bo", days=7, may_note=True
        ).link.get_absolute_url(),
        "token": comment.subscription.token,
        "link": guest_data_emails.sign_link(comment.email_hash),
    }
    return {**sections, **more, "site": settings.SITE_URL}


def shared_draft(author) -> Post:
    """With notes, one of a guest's."""
    draft = make.draft("<p>Words.</p>" + make.quotation("“B.”"), authors=(author,))
    for name in ("Ana", "Bo"):
        Note.objects.create(post=draft, guest_name=name, text="Why?")
    return draft


def costs(client, pages, status: int = 200, **result) -> dict[str, int]:
    """What each of the addresses costs, one after the other in one blog."""
    counted = {}
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(page.format(**result))
        assert response.status_code == status, page
        counted[page] = len(queries)
    return counted


@pytest.mark.slow
@ROWS
def test_page_query_count(rows, author, client):
    discuss(fill(rows, author)[0], rows)
    make.page(title="About", slug="about")
    client.get("/2024/03/story-0/")  # Has its words stored, as what it costs them is told below.
    assert costs(client, PAGES | FORMS, **keys(author)) == PAGES | FORMS


@pytest.mark.slow
@ROWS
def test_own_comment_page_query_count(rows, author, client):
    post = fill(rows, author)[0]
    discuss(post, rows)
    client.post(get_form_url(post), build_form_data())
    assert costs(client, OWN, own=Comment.objects.latest("pk").pk) == OWN


@pytest.mark.slow
@ROWS
@pytest.mark.parametrize("comments", [1, 50])
def test_comment_submission_query_count(rows, comments, author, client, django_assert_num_queries):
    """Settings, post, duplicate, two rate limits; in a transaction: duplicate, bans, rules, filter
    words, history, names of authors, insert, select, moderation action."""
    post = fill(rows, author)[0]
    discuss(post, comments)
    with django_assert_num_queries(17):
        assert client.post(get_form_url(post), build_form_data()).status_code == 302


@pytest.mark.slow
@ROWS
def test_redirect_query_count(rows, author, client):
    discuss(fill(rows, author)[0], rows)
    write_dataset()
    assert costs(client, LEAD_ON, 302, **keys(author)) == LEAD_ON


def test_page_query_counts_are_within_the_limit():
    assert {page: queries for page, queries in PAGES.items() if queries > MOST} == {}
    assert PAGES["/2024/03/story-0/"] <= MOST_OF_A_POST


def test_every_url_pattern_is_counted(author):
    discuss(fill(1, author)[0], 1)
    numbers = {"own": 1, **keys(author)}
    asked = [page.format(**numbers).partition("?")[0] for page in (*PAGES, *FORMS, *LEAD_ON, *OWN)]
    counted = {resolve(address).route for address in asked}
    forgotten = set(dict(routes(get_resolver()))) - counted - set(NO_QUERIES)
    assert forgotten == set(), "add each to PAGES"


SEARCHES = {
    "/search/": 2,
    "/search/?q=words+or+shared": 7,
    "/search/?q=words+or+shared&label=common&year=2020": 6,
    "/search/?q=words+or+shared&in=posts": 5,
    "/search/?q=words+or+shared&in=quotations": 5,
    "/search/?q=nothing": 6,
}


@pytest.mark.slow
@ROWS
def test_search_query_count(rows, author, client):
    for post in fill(rows, author):
        post.published_at = make.moment(2020)
        post.save()
    assert costs(client, SEARCHES) == SEARCHES


@ROWS
def test_post_with_neighbours_query_count(rows, author, client, django_assert_num_queries):
    posts = fill(rows, author)
    """Settings, and the post with what stands around it."""
    with django_assert_num_queries(2):
        assert client.get(posts[len(posts) // 2].get_absolute_url()).status_code == 200


def test_missing_page_query_count(client, django_assert_num_queries):
    """Settings, the post for readers, a former URL, and one with other capitals or accents;
    anonymous users need no edit link."""
    with django_assert_num_queries(4):
        assert client.get("/2023/03/none/").status_code == 404


# Settings, session, person and two for permissions; three of an editor's navigation; and a page
# counts what it lists.
DESK_LISTS = {
    "/admin/blog/post/": 13,
    "/admin/blog/post/?q=words": 16,
    "/admin/blog/pullquote/": 13,
    "/admin/blog/source/": 11,
    "/admin/blog/photo/": 13,
    "/admin/blog/label/": 10,
    "/admin/blog/post/editor/photos/": 6,
    "/admin/blog/post/editor/files/": 6,
    "/admin/blog/post/editor/sources/?q=s": 7,
    "/admin/blog/post/editor/labels/?q=l": 8,
}


@pytest.mark.slow
@ROWS
def test_admin_list_query_count(rows, author):
    fill(rows, author)
    assert costs(signed_in(make.user("Editor")), DESK_LISTS) == DESK_LISTS


@pytest.mark.parametrize("blocks", [3, 30])
def test_post_form_query_count(blocks, author, django_assert_num_queries):
    """Settings, session, user and two for permissions; the post, its byline and labels, own sources
    and photos, three kinds of block; series, revision, autosaves, notes, transitions, and allowed
    transitions; and one for the navigation."""
    parts = [
        f"<p>Words {n}.</p>"
        + make.quotation(f"“Said {n}.”", source_name=f"Source {n}", speaker_name=f"Speaker {n}")
        + make.figure(make.photo(author))
        for n in range(blocks // 3)
    ]
    post = make.draft("".join(parts), authors=(author,), labels=["China"])
    client = signed_in(author)
    ContentType.objects.get_for_model(Post)  # Django remembers it from then on.
    with django_assert_num_queries(21):
        assert client.get(change(post)).status_code == 200


@pytest.mark.parametrize("blocks", [3, 30])
def test_unchanged_save_query_count(blocks, author, django_assert_num_queries):
    """Each source that is named is looked up once, whatever the number of its quotations."""
    quotation = make.quotation("“One.”", "“Two.”", source_name="Source")
    post = make.draft(quotation + "<p>Words.</p>" * blocks, authors=(author,))
    nodes = make.document.load_document(post, author)
    with django_assert_num_queries(11):
        make.document.save(post, nodes, author)


def test_post_summary_does_not_read_the_html(author, django_assert_num_queries):
    fill(1, author)
    with django_assert_num_queries(1) as captured:
        (summary,) = read(Post.objects.all(), PostSummary)
    assert not hasattr(summary, "html")
    assert '"html"' not in captured.captured_queries[0]["sql"]
