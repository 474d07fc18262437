"""Slugs: made from titles and names, free of others', and left alone once readers have them."""

import pytest
from django.db import IntegrityError

from blog.models import Label, Post, Source
from lib.slugs import find_free_slug
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted
from tests.support.desk import (
    ADD,
    change,
    errors,
    fields,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db

SLUGS = {
    "Alliances of Convenience": "alliances-of-convenience",
    "  “Who's next?”  — asked  twice ": "whos-next-asked-twice",
    "Überraschung in Zürich": "überraschung-in-zürich",
    "Кто следующий?": "кто-следующий",
    "من التالي؟": "من-التالي",
    "谁是下一个": "谁是下一个",
    "5 % of 100": "5-of-100",
    "？！…": "post",
    "---": "post",
    "👩‍👩‍👧‍👦": "post",
    "word " * 40: ("word-" * 35)[:174].strip("-"),
}


@pytest.mark.parametrize("title", SLUGS)
def test_slug_is_derived_from_the_title(title):
    post = Post.objects.create(title=title)
    assert post.slug == SLUGS[title]
    assert Post.objects.get(slug=SLUGS[title]) == post
    assert post.get_absolute_url().startswith("/2")


@pytest.mark.slow
def test_slug_in_any_script_resolves_to_its_page(client):
    for title in list(SLUGS)[:6]:
        post = make.post(title=title.strip())
        assert client.get(post.get_absolute_url()).status_code == 200


def test_slug_of_equal_title_gets_the_next_free_number():
    slugs = [Post.objects.create(title="Same").slug for _number in range(3)]
    assert slugs == ["same", "same-2", "same-3"]
    Post.objects.get(slug="same-2").delete()
    assert Post.objects.create(title="SAME!").slug == "same-2"
    assert Post.objects.create(title="Same", slug="own").slug == "own"


def test_slug_with_common_prefix_needs_no_number():
    Post.objects.create(title="Same thing")
    assert Post.objects.create(title="Same").slug == "same"


def test_slugs_of_long_equal_titles_differ_by_number():
    slugs = {Post.objects.create(title="x" * 200).slug for _number in range(11)}
    assert {len(slug) for slug in slugs} == {174, 176, 177}


def test_free_slug_takes_one_query(django_assert_num_queries):
    Post.objects.create(title="Same")
    with django_assert_num_queries(1):
        assert find_free_slug(Post.objects.all(), "Same", "post", max_length=180) == "same-2"


@pytest.mark.parametrize(
    ("make_row", "slugs"),
    [
        (lambda n: Source.objects.create(name="Ada", affiliation=str(n)), ["ada", "ada-2"]),
        (lambda n: Source.objects.create(name="?", affiliation=str(n)), ["source", "source-2"]),
        (lambda n: Label.objects.create(name="China" + "!" * n), ["china", "china-1"]),
        (lambda n: Label.objects.create(name="?" * (n + 1)), ["label", "label-1"]),
        (lambda n: Label.objects.create(name="Россия"), ["россия"]),
    ],
    ids=["source", "source of signs", "label", "label of signs", "label in Russian"],
)
def test_slugs_of_sources_and_labels_are_unique(make_row, slugs):
    assert [make_row(number).slug for number in range(len(slugs))] == slugs


@pytest.fixture
def client_of_editor():
    return signed_in(make.user("Editor"))


def test_empty_slug_in_the_form_is_derived_from_the_title(client_of_editor):
    make.draft(title="Taken")
    sent = send(client_of_editor, ADD, title="Taken", document="<p>x</p>", slug="")
    assert sent.status_code == 302
    assert Post.objects.latest("pk").slug == "taken-2"


@pytest.mark.parametrize(
    ("title", "sent", "stored"),
    [
        ("Taken", "taken", "taken-3"),  # As the form's script writes it.
        ("Taken", "taken-2", "taken-3"),
        ("Taken!", "taken", "taken-3"),
        ("Занято", "занято", "занято-2"),
        ("x" * 200, "x" * 180, "x" * 174),
    ],
)
def test_slug_derived_from_the_title_gets_the_next_number(title, sent, stored, client_of_editor):
    for taken in ("taken", "taken-2", "занято", "x" * 180):
        make.draft(title="Of another", slug=taken)
    form = {"title": title, "slug": sent, "document": "<p>x</p>"}
    assert send(client_of_editor, ADD, **form).status_code == 302
    assert Post.objects.latest("pk").slug == stored


@pytest.mark.slow
def test_slug_of_published_post_is_unchanged_by_a_new_title(client_of_editor):
    post = make.post(title="Before")
    assert send(client_of_editor, change(post), title="After").status_code == 302
    post.refresh_from_db()
    assert (post.title, post.slug) == ("After", "before")


@pytest.mark.slow
def test_form_has_flag_for_slug_derived_from_the_title(client_of_editor):
    def follows(post: Post) -> bool:
        form = client_of_editor.get(change(post)).context["adminform"].form
        return "data-published" not in form.fields["slug"].widget.attrs

    assert [follows(post) for post in (make.draft(), make.post(), make.scheduled())] == [
        *(True, False, False),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["taken", "two words", "a/b", "x" * 181, "a.b", "%41", "?"])
def test_invalid_slug_is_an_error_of_its_field(slug, client_of_editor):
    make.draft(title="Taken")
    post = make.draft(title="Own")
    response = send(client_of_editor, change(post), slug=slug, title="Typed")
    assert list(errors(response)) == ["slug"]
    assert response.context["adminform"].form["title"].value() == "Typed"
    post.refresh_from_db()
    assert (post.slug, post.title) == ("own", "Own")


@pytest.mark.parametrize("model", [Source, Label])
def test_taken_slug_of_source_or_label_is_a_field_error(model, client_of_editor):
    model.objects.create(name="Taken")
    row = model.objects.create(name="Own")
    page = f"/admin/blog/{model._meta.model_name}/{row.pk}/change/"
    assert fields(client_of_editor, page)["slug"] == "own"
    assert list(errors(send(client_of_editor, page, slug="taken"))) == ["slug"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "make_row",
    [
        lambda n: Post.objects.create(title="Same"),
        lambda n: Source.objects.create(name="Same", affiliation=str(n)),
        lambda n: make.user(username=str(n), byline="Same"),
    ],
    ids=["post", "source", "user"],
)
def test_concurrent_save_with_equal_title_gets_the_next_slug(make_row):
    second = while_uncommitted(lambda: make_row(1), lambda: make_row(2))
    assert second.slug == "same-2"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_concurrent_forms_with_one_slug_get_different_slugs():
    """Both were valid when they were checked: the slug that follows a title is in the form."""
    first, second = (signed_in(make.user("Author")) for _n in range(2))

    def add(client) -> int:
        sent = send(client, ADD, title="Same", slug="same", document="<p>Words.</p>")
        return sent.status_code

    assert while_uncommitted(lambda: add(first), lambda: add(second)) == 302
    assert list(Post.objects.order_by("slug").values_list("slug", flat=True)) == ["same", "same-2"]


def test_duplicate_explicit_slug_raises():
    Post.objects.create(title="Same", slug="own")
    with pytest.raises(IntegrityError):
        Post.objects.create(title="Same", slug="own")
