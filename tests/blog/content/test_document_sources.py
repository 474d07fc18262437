"""Sources that a document names: found or made once, and corrected by those who may."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from blog.content import document
from blog.models import Post, PullQuote, Source
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


def checked(html: str, post, user) -> document.Document:
    nodes = document.parse(html)
    document.check(nodes, post, user, publishing=False)
    return nodes


def save(post, html: str, user) -> None:
    nodes = checked(html, post, user)
    assert nodes.errors == []
    document.save(post, nodes, user)


def known(source: Source, **changes: str) -> str:
    """A quotation under a source that was chosen in the editor, with its fields as they are."""
    fields = {
        "source": str(source.pk),
        "source_name": source.name,
        "source_role": source.role,
        "source_affiliation": source.affiliation,
        "source_kind": source.kind,
    }
    return make.quotation("A.", **fields | changes)


def credited(html: str) -> list[int]:
    return [quote.source_id for quote in make.post(html).pullquotes.all()]


def test_new_source_is_made_once_for_three_quotations(author):
    named = {"source_name": "Ada Bell", "source_role": "judge", "source_affiliation": "High Court"}
    html = make.quotation("A.", "B.", **named) + "<p>x</p>" + make.quotation("C.", **named)
    post = make.post(html, authors=(author,))
    source = Source.objects.get()
    assert (source.name, source.role, source.affiliation, source.kind, source.slug) == (
        *("Ada Bell", "judge", "High Court", "person", "ada-bell"),
    )
    assert source.created_by == author
    assert {quote.source for quote in post.pullquotes.all()} == {source}


def test_one_who_is_source_here_and_speaker_there_is_made_once():
    make.post(
        make.quotation("A.", source_name="Ada")
        + make.quotation("B.", source_name="Ministry", speaker_name="Ada")
    )
    assert sorted(Source.objects.values_list("name", flat=True)) == ["Ada", "Ministry"]


@pytest.mark.parametrize("name", ["Ada Bell", "ada bell", "ADA BELL", " Ada  Bell "])
def test_source_is_found_whatever_the_case(name):
    source = Source.objects.create(name="Ada Bell")
    assert credited(make.quotation("A.", source_name=name)) == [source.pk]


@pytest.mark.parametrize("name", ["Straße", "straße", "STRASSE"])
def test_letter_that_has_no_capital_is_compared_as_the_database_does(name):
    """Whatever it finds, it makes no second source that the constraint would refuse."""
    Source.objects.create(name="Straße")
    credited(make.quotation("A.", source_name=name) + make.quotation("B.", source_name="STRASSE"))


def test_homonym_with_another_affiliation_is_another():
    here = Source.objects.create(name="Ada Bell", affiliation="High Court")
    quoted = {"source_name": "ada bell", "source_affiliation": "high court"}
    assert credited(make.quotation("A.", **quoted)) == [here.pk]
    quoted["source_affiliation"] = "Low Court"
    (there,) = credited(make.quotation("A.", **quoted))
    assert there != here.pk
    assert Source.objects.get(pk=there).slug == "ada-bell-2"


def test_name_alone_is_enough_where_only_one_has_it():
    one = Source.objects.create(name="Ada Bell", affiliation="High Court")
    assert credited(make.quotation("A.", source_name="Ada Bell")) == [one.pk]
    Source.objects.create(name="Ada Bell", affiliation="Low Court")
    (third,) = credited(make.quotation("A.", source_name="Ada Bell"))
    assert Source.objects.get(pk=third).affiliation == ""
    assert credited(make.quotation("A.", source_name="Ada Bell")) == [third]


def test_other_name_over_a_chosen_source_names_another(author):
    source = Source.objects.create(name="Ada Bell", created_by=author)
    post = make.post(known(source, source_name="Bo Reed"), authors=(author,))
    assert post.pullquotes.get().source.name == "Bo Reed"
    source.refresh_from_db()
    assert source.name == "Ada Bell"


@pytest.mark.parametrize("who", ["who brought it in", "editor"])
def test_source_is_corrected_by_who_may(who, author):
    source = Source.objects.create(name="Ada Bell", role="judge", created_by=author)
    user = make.user("Editor") if who == "editor" else author
    save(make.draft(), known(source, source_role="chair", source_affiliation="High Court"), user)
    source.refresh_from_db()
    assert (source.role, source.affiliation) == ("chair", "High Court")


def test_source_is_not_corrected_by_who_may_not(author):
    source = Source.objects.create(name="Ada Bell", role="judge", created_by=author)
    other = make.user("Author")
    nodes = checked(known(source, source_role="chair"), make.draft(authors=(other,)), other)
    assert nodes.errors == ["Only an editor can change the role or affiliation of Ada Bell."]
    assert checked(known(source), make.draft(authors=(other,)), other).errors == []


def test_of_two_quotations_the_one_that_corrects_is_right(author):
    source = Source.objects.create(name="Ada Bell", role="judge", created_by=author)
    for html in (
        known(source, source_role="chair") + "<p>x</p>" + known(source),
        "<p>x</p>" + known(source, source_role="chair") + "<p>x</p>" + known(source),
    ):
        Source.objects.update(role="judge")
        save(make.draft(authors=(author,)), html, author)
        source.refresh_from_db()
        assert source.role == "chair"


def test_correction_that_makes_two_sources_one_is_said_at_its_node(author):
    source = Source.objects.create(name="Ada Bell", affiliation="High Court", created_by=author)
    Source.objects.create(name="ADA BELL", affiliation="Low Court")
    html = known(source) + "<p>x</p>" + known(source, source_affiliation="low court")
    nodes = checked(html, make.draft(authors=(author,)), author)
    assert [node.errors for node in nodes.nodes] == [
        *([], []),
        ["There is already another source Ada Bell (low court). Choose that one."],
    ]


def test_two_corrections_that_make_two_sources_one_are_said_at_the_second(author):
    one, two = (
        Source.objects.create(name="Ada Bell", affiliation=place, created_by=author)
        for place in ("High Court", "Low Court")
    )
    there = {"source_affiliation": "Supreme Court"}
    html = known(one, **there) + "<p>x</p>" + known(two, **there)
    nodes = checked(html, make.draft(authors=(author,)), author)
    assert [len(node.errors) for node in nodes.nodes] == [0, 0, 1]


def test_posts_that_show_a_corrected_source_are_rendered_again(
    author, django_capture_on_commit_callbacks
):
    source = Source.objects.create(name="The Times", kind="person", created_by=author)
    other = make.post(make.quotation("A.", source_name="The Times"))
    spoken = make.post(make.quotation("A.", source_name="Ministry", speaker_name="The Times"))
    assert ["<cite>" in post.html for post in (other, spoken)] == [False, False]
    with django_capture_on_commit_callbacks(execute=True):
        save(make.draft(authors=(author,)), known(source, source_kind="publication"), author)
    for post in (other, spoken):
        post.refresh_from_db()
    assert ["<cite>" in post.html for post in (other, spoken)] == [True, True]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_make_one_source_and_lose_no_block(author):
    posts = [make.draft(authors=(author,)) for _number in range(4)]
    together(posts, author)
    assert list(Source.objects.values_list("name", flat=True)) == ["Ada Bell"]
    assert PullQuote.objects.filter(source=Source.objects.get()).count() == 8
    assert [post.proses.count() for post in posts] == [1, 1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_one_post_at_once_leave_it_as_one_of_them_says(author):
    post = make.draft(authors=(author,))
    together([post, Post.objects.get(pk=post.pk)], author)
    assert [quote.text for quote in post.pullquotes.all()] in (["A 0.", "B."], ["A 1.", "B."])
    assert (post.proses.count(), Source.objects.count()) == (1, 1)


def together(posts: list[Post], user: User) -> None:
    """Each post saved by a thread with a connection of its own, all from one moment on."""
    barrier = threading.Barrier(len(posts), timeout=30)
    failed: list[BaseException] = []

    def work(number: int, post: Post) -> None:
        words = (f"A {number}.", "B.")
        html = "<p>x</p>" + make.quotation(*words, source_name="Ada Bell")
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


def test_a_save_asks_for_all_known_sources_at_once():
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
