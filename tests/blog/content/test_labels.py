"""Labels: parsing, case-insensitive matching, limits and counts."""

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
def test_labels_are_split_at_commas(typed):
    assert parse_labels(typed) == TYPED[typed]


@pytest.mark.slow
@pytest.mark.parametrize("typed", TYPED)
def test_labels_survive_a_round_trip(typed):
    post = make.draft()
    editor = signed_in(make.user("Editor"))
    assert send(editor, change(post), labels=typed).status_code == 302
    assert sorted(post.labels.values_list("name", flat=True)) == sorted(TYPED[typed])
    assert parse_labels(fields(editor, change(post)).get("labels", "")) == sorted(
        TYPED[typed], key=str.casefold
    )


def test_labels_are_sorted_case_insensitively():
    labels = [Label(name=name) for name in ("china", "Asia", "Zürich", "belt")]
    assert format_labels(labels) == "Asia, belt, china, Zürich"


def test_label_in_another_case_is_the_existing_one():
    label = Label.objects.create(name="China")
    post = make.post(labels=["china"])
    assert [post_label.tag for post_label in post.post_labels.all()] == [label]
    assert Label.objects.get().name == "China"


@pytest.mark.slow
def test_removed_labels_still_exist():
    post = make.draft(labels=["China", "Russia"])
    send(signed_in(make.user("Editor")), change(post), labels="Russia, Asia")
    assert sorted(post.labels.values_list("name", flat=True)) == ["Asia", "Russia"]
    assert sorted(Label.objects.values_list("name", flat=True)) == ["Asia", "China", "Russia"]


@pytest.mark.slow
def test_unchanged_labels_keep_their_rows():
    post = make.draft(labels=["China", "Russia"])
    before = set(post.post_labels.values_list("pk", flat=True))
    send(signed_in(make.user("Editor")), change(post), labels="russia, china")
    assert set(post.post_labels.values_list("pk", flat=True)) == before


def test_unchanged_labels_cost_one_query(django_assert_num_queries):
    """A change costs more: existing labels, labels, locks, deletions, insertions."""
    post, _other = make.draft(labels=["China", "Russia"]), make.draft(labels=["Asia"])
    with django_assert_num_queries(1):
        post.labels.set(["russia", "China"])
    with django_assert_num_queries(5):
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
def test_too_many_or_too_long_labels_are_a_field_error(typed, message, author):
    response = send(author, ADD, title="A", document="<p>x</p>", labels=typed)
    assert errors(response) == {"labels": [message]}
    assert response.context["adminform"].form["labels"].value() == typed
    assert Label.objects.count() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", [", ".join(f"L{n}" for n in range(30)), "x" * 100, "ß" * 100], ids=len
)
def test_labels_at_the_limits_are_saved(typed, author):
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
def test_invalid_label_name_is_refused_in_the_admin(name, message):
    Label.objects.create(name="China")
    page = "/admin/blog/label/add/"
    response = send(signed_in(make.user("Editor")), page, name=name, slug="another")
    assert [message] in errors(response).values()
    assert Label.objects.count() == 1


def test_label_counts_include_only_published_posts(client):
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


def test_admin_label_counts_include_all_posts():
    make.post(labels=["China"])
    make.draft(labels=["China"])
    response = signed_in(make.user("Editor")).get("/admin/blog/label/")
    (label,) = response.context["cl"].result_list
    assert label.post_count == 2


def test_label_suggestions_have_prefix_matches_first(author):
    for name in ("Asia", "Central Asia", "asian games", "Europe"):
        Label.objects.create(name=name)
    suggestions = author.get("/admin/blog/post/editor/labels/", {"q": " ASIA "}).json()
    assert suggestions == {"labels": ["Asia", "asian games", "Central Asia"]}
