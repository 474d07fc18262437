"""Labels: typed with commas, one for every name whatever its case, counted as readers see them."""

import pytest

from blog.models import Label, PostLabel
from blog.models.labels import format_labels, parse_labels
from tests.support import factories as make
from tests.support.desk import (
    ADD,
    change,
    errors,
    fields,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db

TYPED = {
    "China": ["China"],
    "China, Russia": ["China", "Russia"],
    "Press freedom, United  Nations": ["Press freedom", "United Nations"],
    " , China ,, ,Russia, ": ["China", "Russia"],
    "China, china, CHINA, Russia": ["China", "Russia"],
    "Straße, STRASSE": ["Straße"],
    '"Belt and Road", it’s': ['"Belt and Road"', "it’s"],
    "Россия, россия, 中国": ["Россия", "中国"],
    "الصين، روسيا": ["الصين", "روسيا"],
    "a\tb\nc": ["a b c"],
    "": [],
    " , ": [],
}


@pytest.mark.parametrize("typed", TYPED)
def test_labels_are_what_stands_between_commas(typed):
    assert parse_labels(typed) == TYPED[typed]


@pytest.mark.slow
@pytest.mark.parametrize("typed", TYPED)
def test_labels_in_the_form_come_back_as_they_were(typed):
    post = make.draft()
    editor = signed_in(make.user("Editor"))
    assert send(editor, change(post), labels=typed).status_code == 302
    assert sorted(post.labels.values_list("name", flat=True)) == sorted(TYPED[typed])
    assert parse_labels(fields(editor, change(post)).get("labels", "")) == sorted(
        TYPED[typed], key=str.casefold
    )


def test_labels_are_shown_by_name_whatever_the_case():
    labels = [Label(name=name) for name in ("china", "Asia", "Zürich", "belt")]
    assert format_labels(labels) == "Asia, belt, china, Zürich"


def test_label_of_another_case_is_the_known_one():
    label = Label.objects.create(name="China")
    post = make.post(labels=["china"])
    assert [post_label.tag for post_label in post.post_labels.all()] == [label]
    assert Label.objects.get().name == "China"


@pytest.mark.slow
def test_labels_left_out_are_taken_off_and_stay_known():
    post = make.draft(labels=["China", "Russia"])
    send(signed_in(make.user("Editor")), change(post), labels="Russia, Asia")
    assert sorted(post.labels.values_list("name", flat=True)) == ["Asia", "Russia"]
    assert sorted(Label.objects.values_list("name", flat=True)) == ["Asia", "China", "Russia"]


@pytest.mark.slow
def test_labels_that_stay_keep_their_rows():
    post = make.draft(labels=["China", "Russia"])
    before = set(post.post_labels.values_list("pk", flat=True))
    send(signed_in(make.user("Editor")), change(post), labels="russia, china")
    assert set(post.post_labels.values_list("pk", flat=True)) == before


def test_labels_that_stay_cost_one_query(django_assert_num_queries):
    """Of others: those there, aliases, each label, held, taken off and put on."""
    post, _other = make.draft(labels=["China", "Russia"]), make.draft(labels=["Asia"])
    with django_assert_num_queries(1):
        post.labels.set(["russia", "China"])
    with django_assert_num_queries(7):
        post.labels.set(["Asia", "China"])


@pytest.fixture
def author():
    return signed_in(make.user("Author"))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (", ".join(f"L{n}" for n in range(31)), "A post can have at most 30 labels."),
        (
            "x" * 101,
            f"A label can have at most 100 characters: “{'x' * 30}…” has more.",
        ),
    ],
    ids=["31 labels", "101 characters"],
)
def test_too_many_or_too_long_labels_are_an_error_at_their_field(typed, message, author):
    response = send(author, ADD, title="A", document="<p>x</p>", labels=typed)
    assert errors(response) == {"labels": [message]}
    assert response.context["adminform"].form["labels"].value() == typed
    assert Label.objects.count() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", [", ".join(f"L{n}" for n in range(30)), "x" * 100, "ß" * 100], ids=len
)
def test_as_many_and_as_long_labels_as_there_may_be(typed, author):
    assert send(author, ADD, title="A", document="<p>x</p>", labels=typed).status_code == 302
    assert PostLabel.objects.count() == len(parse_labels(typed))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "Press, freedom of",
            "A label name cannot contain a comma, because commas separate labels.",
        ),
        ("china", "A label with this name already exists."),
        ("", "This field is required."),
    ],
)
def test_name_that_cannot_be_is_refused_in_the_admin(name, message):
    Label.objects.create(name="China")
    page = "/admin/blog/label/add/"
    response = send(signed_in(make.user("Editor")), page, name=name, slug="another")
    assert [message] in errors(response).values()
    assert Label.objects.count() == 1


def test_counts_are_of_published_posts_alone(client):
    make.post(labels=["China", "Asia"])
    make.post(labels=["China"])
    make.draft(labels=["China", "Unseen"])
    make.scheduled(labels=["China", "Asia", "Unseen"])
    shown = client.get("/labels/").context["labels"]
    assert [(label.name, label.post_count) for label in shown] == [("Asia", 1), ("China", 2)]
    assert client.get("/labels/china/").content.count(b"<article") == 2


def test_label_without_a_published_post_is_404(client):
    make.draft(labels=["Unseen"])
    Label.objects.create(name="Empty")
    assert [client.get(f"/labels/{slug}/").status_code for slug in ("unseen", "empty")] == [404] * 2


def test_desk_counts_every_post():
    make.post(labels=["China"])
    make.draft(labels=["China"])
    response = signed_in(make.user("Editor")).get("/admin/blog/label/")
    (label,) = response.context["cl"].result_list
    assert label.post_count == 2


def test_editor_completes_labels_with_those_that_begin_alike_first(author):
    for name in ("Asia", "Central Asia", "asian games", "Europe"):
        Label.objects.create(name=name)
    found = author.get("/admin/blog/post/editor/labels/", {"q": " ASIA "}).json()
    assert found == {"labels": ["Asia", "asian games", "Central Asia"]}
