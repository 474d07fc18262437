"""Sources of a document are matched or created once, and corrected with permission."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from blog.content import document
from blog.models import Post, PullQuote, Source
from tests.support import factories as make
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


def parse_and_check(html: str, post, user) -> document.Document:
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing=False)
    return nodes


def save(post, html: str, user) -> None:
    nodes = parse_and_check(html, post, user)
    assert nodes.errors == []
    document.save(post, nodes, user)


def quote_source(source: Source, **changes: str) -> str:
    """Return a quotation with a chosen source, and `changes` to the fields of that source."""
    return make.quotation_of(source, "A.", **changes)


def save_and_get_sources(html: str) -> list[int]:
    return [quote.source_id for quote in make.post(html).pullquotes.all()]


def test_new_source_of_three_quotations_is_created_once(author):
    named = {"source_name": "Ada Bell", "source_role": "judge", "source_affiliation": "High Court"}
    html = make.quotation("A.", "B.", **named) + "<p>x</p>" + make.quotation("C.", **named)
    post = make.post(html, authors=(author,))
    source = Source.objects.get()
    assert (source.name, source.role, source.affiliation, source.kind, source.slug) == (
        *("Ada Bell", "judge", "High Court", "person", "ada-bell"),
    )
    assert source.created_by == author
    assert {quote.source for quote in post.pullquotes.all()} == {source}


def test_new_source_and_speaker_of_one_name_is_created_once():
    make.post(
        make.quotation("A.", source_name="Ada")
        + make.quotation("B.", source_name="Ministry", speaker_name="Ada")
    )
    assert sorted(Source.objects.values_list("name", flat=True)) == ["Ada", "Ministry"]


@pytest.mark.parametrize("name", ["Ada Bell", "ada bell", "ADA BELL", " Ada  Bell "])
def test_source_is_matched_case_insensitively(name):
    source = Source.objects.create(name="Ada Bell")
    assert save_and_get_sources(make.quotation("A.", source_name=name)) == [source.pk]


@pytest.mark.parametrize("name", ["Straße", "straße", "STRASSE"])
def test_source_is_matched_by_the_case_rules_of_the_database(name):
    """It never creates a second source that the constraint would refuse."""
    Source.objects.create(name="Straße")
    save_and_get_sources(
        make.quotation("A.", source_name=name) + make.quotation("B.", source_name="STRASSE")
    )


def test_namesake_with_another_affiliation_is_another_source():
    here = Source.objects.create(name="Ada Bell", affiliation="High Court")
    quoted = {"source_name": "ada bell", "source_affiliation": "high court"}
    assert save_and_get_sources(make.quotation("A.", **quoted)) == [here.pk]
    quoted["source_affiliation"] = "Low Court"
    (there,) = save_and_get_sources(make.quotation("A.", **quoted))
    assert there != here.pk
    assert Source.objects.get(pk=there).slug == "ada-bell-2"


def test_unique_name_matches_without_affiliation():
    one = Source.objects.create(name="Ada Bell", affiliation="High Court")
    assert save_and_get_sources(make.quotation("A.", source_name="Ada Bell")) == [one.pk]
    Source.objects.create(name="Ada Bell", affiliation="Low Court")
    (third,) = save_and_get_sources(make.quotation("A.", source_name="Ada Bell"))
    assert Source.objects.get(pk=third).affiliation == ""
    assert save_and_get_sources(make.quotation("A.", source_name="Ada Bell")) == [third]


def test_changed_name_of_a_chosen_source_is_another_source(author):
    source = Source.objects.create(name="Ada Bell", created_by=author)
    post = make.post(quote_source(source, source_name="Bo Reed"), authors=(author,))
    assert post.pullquotes.get().source.name == "Bo Reed"
    source.refresh_from_db()
    assert source.name == "Ada Bell"


@pytest.mark.parametrize("who", ["who brought it in", "editor"])
def test_source_is_corrected_with_permission(who, author):
    source = Source.objects.create(name="Ada Bell", role="judge", created_by=author)
    user = make.user("Editor") if who == "editor" else author
    save(
        make.draft(),
        quote_source(source, source_role="chair", source_affiliation="High Court"),
        user,
    )
    source.refresh_from_db()
    assert (source.role, source.affiliation) == ("chair", "High Court")


def test_source_is_not_corrected_without_permission(author):
    source = Source.objects.create(name="Ada Bell", role="judge", created_by=author)
    other = make.user("Author")
    nodes = parse_and_check(
        quote_source(source, source_role="chair"), make.draft(authors=(other,)), other
    )
    assert nodes.errors == ["Only an editor can change the role or affiliation of Ada Bell."]
    assert parse_and_check(quote_source(source), make.draft(authors=(other,)), other).errors == []


def test_two_quotations_of_one_source_apply_the_correction(author):
    source = Source.objects.create(name="Ada Bell", role="judge", created_by=author)
    for html in (
        quote_source(source, source_role="chair") + "<p>x</p>" + quote_source(source),
        "<p>x</p>" + quote_source(source, source_role="chair") + "<p>x</p>" + quote_source(source),
    ):
        Source.objects.update(role="judge")
        save(make.draft(authors=(author,)), html, author)
        source.refresh_from_db()
        assert source.role == "chair"


def test_correction_to_an_existing_source_is_an_error(author):
    source = Source.objects.create(name="Ada Bell", affiliation="High Court", created_by=author)
    Source.objects.create(name="ADA BELL", affiliation="Low Court")
    html = quote_source(source) + "<p>x</p>" + quote_source(source, source_affiliation="low court")
    nodes = parse_and_check(html, make.draft(authors=(author,)), author)
    assert [node.errors for node in nodes.nodes] == [
        *([], []),
        ["There is already another source Ada Bell (low court). Choose that one."],
    ]


def test_two_corrections_to_the_same_source_are_an_error(author):
    one, two = (
        Source.objects.create(name="Ada Bell", affiliation=place, created_by=author)
        for place in ("High Court", "Low Court")
    )
    there = {"source_affiliation": "Supreme Court"}
    html = quote_source(one, **there) + "<p>x</p>" + quote_source(two, **there)
    nodes = parse_and_check(html, make.draft(authors=(author,)), author)
    assert [len(node.errors) for node in nodes.nodes] == [0, 0, 1]


def test_posts_with_a_corrected_source_are_rerendered(author, django_capture_on_commit_callbacks):
    source = Source.objects.create(name="The Times", kind="person", created_by=author)
    other = make.post(make.quotation("A.", source_name="The Times"))
    spoken = make.post(make.quotation("A.", source_name="Ministry", speaker_name="The Times"))
    assert ["<cite>" in post.html for post in (other, spoken)] == [False, False]
    with django_capture_on_commit_callbacks(execute=True):
        save(make.draft(authors=(author,)), quote_source(source, source_kind="publication"), author)
    for post in (other, spoken):
        post.refresh_from_db()
    assert ["<cite>" in post.html for post in (other, spoken)] == [True, True]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_concurrent_saves_create_one_source_and_keep_all_blocks(author):
    posts = [make.draft(authors=(author,)) for _number in range(4)]
    save_concurrently(posts, author)
    assert list(Source.objects.values_list("name", flat=True)) == ["Ada Bell"]
    assert PullQuote.objects.filter(source=Source.objects.get()).count() == 8
    assert [post.proses.count() for post in posts] == [1, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_concurrent_saves_of_one_post_store_one_of_them(author):
    post = make.draft(authors=(author,))
    save_concurrently([post, Post.objects.get(pk=post.pk)], author)
    assert [quote.text for quote in post.pullquotes.all()] in (["A 0.", "B."], ["A 1.", "B."])
    assert (post.proses.count(), Source.objects.count()) == (1, 1)


def save_concurrently(posts: list[Post], user: User) -> None:
    """Save each post in a thread with its own connection, all at the same time."""
    barrier = threading.Barrier(len(posts), timeout=PATIENCE)
    failed: list[BaseException] = []

    def work(number: int, post: Post) -> None:
        texts = (f"A {number}.", "B.")
        html = "<p>x</p>" + make.quotation(*texts, source_name="Ada Bell")
        try:
            connection.ensure_connection()
            barrier.wait()
            save(post, html, user)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_save_loads_all_known_sources_in_bulk():
    editor = make.user("Editor")
    counts = []
    for people in (1, 7):
        html = "".join(make.quotation(f"“{n}.”", source_name=f"Person {n}") for n in range(people))
        post = make.draft(html, authors=(editor,))
        nodes = document.load_document(post)
        with CaptureQueriesContext(connection) as queries:
            document.save(post, nodes, editor)
        counts.append(len(queries))
    assert counts[0] == counts[1]
