"""Forged requests by authors: refused, without any change."""

import pytest
from django.core import serializers
from django.utils import timezone

from accounts.models import User
from blog.models import Authorship, Figure, Label, Photo, Post, Prose, PullQuote, Source
from tests.support import factories as make
from tests.support.desk import (
    ADD,
    change,
    errors,
    send,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def all_rows() -> dict[str, dict]:
    """Return all columns of all rows of the editorial tables."""
    models = (Post, Authorship, Prose, PullQuote, Figure, Photo, Source, Label)
    rows = serializers.serialize("python", [row for m in models for row in m.objects.all()])
    return {f"{row['model']} {row['pk']}": row["fields"] for row in rows}


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def mine(author):
    return make.draft("<p>Mine.</p>", authors=(author,))


@pytest.fixture
def theirs():
    other = make.user("Author")
    return make.draft(
        make.quotation("“Theirs.”", source_name="Their source", source_role="Minister")
        + make.figure(make.photo(other)),
        authors=(other,),
    )


@pytest.fixture
def client(author):
    return signed_in(author)


@pytest.mark.parametrize("where", ["change", "delete"])
def test_post_of_another_author_is_not_changed(where, theirs, client):
    before = all_rows()
    data = {"title": "Mine now", "document": "<p>x</p>", "status": "draft", "post": "yes"}
    assert client.post(f"/admin/blog/post/{theirs.pk}/{where}/", data).status_code == 302
    assert all_rows() == before


def assert_refused(client, address, **changes) -> dict:
    """Submit the form; assert that it returns with errors and changes no row."""
    before = all_rows()
    response = send(client, address, **changes)
    assert response.status_code == 200
    assert all_rows() == before
    return errors(response)


def test_quotation_of_another_post_is_refused(mine, theirs, client):
    quote = theirs.pullquotes.get()
    html = f'<section data-block="quotation"><p data-id="{quote.pk}">Stolen.</p></section>'
    assert set(assert_refused(client, change(mine), document=html)) == {"document"}
    assert set(assert_refused(client, ADD, title="New", document=html)) == {"document"}


def test_figure_of_another_post_is_refused(mine, theirs, author, client):
    figure = theirs.figures.get()
    html = make.figure(make.photo(author), id=str(figure.pk))
    assert set(assert_refused(client, change(mine), document=html)) == {"document"}


def test_picture_of_unpublished_post_is_refused(mine, theirs, client):
    html = make.figure(theirs.figures.get().photo)
    assert set(assert_refused(client, change(mine), document=html)) == {"document"}


@pytest.mark.parametrize("photo", ["0", "999999999", "9" * 18, "9" * 30, "-1", "x", "1.5"])
def test_missing_picture_is_not_linked(photo, mine, client):
    html = f'<figure data-block="figure" data-photo="{photo}" data-caption="x"></figure>'
    response = send(client, change(mine), document=html)
    assert response.status_code in {200, 302}
    assert not Figure.objects.filter(photo__isnull=False).exists()


@pytest.mark.parametrize(
    "texts",
    [
        {"alt": "Mine"},
        {"credit": "Mine"},
        {"licence": "https://example.org/"},
        {"original": "https://example.org/"},
        {"alt": "", "decorative": "1"},
    ],
    ids=lambda texts: next(iter(texts)),
)
def test_text_of_another_users_picture_is_not_changed(texts, mine, client):
    photo = make.photo(make.user("Author"))
    make.post(make.figure(photo), authors=(photo.uploaded_by,))
    assert set(assert_refused(client, change(mine), document=make.figure(photo, **texts))) == {
        "document"
    }
    assert send(client, change(mine), document=make.figure(photo)).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [{"source_role": "Clown"}, {"source_affiliation": "Circus"}, {"source_kind": "person"}],
)
def test_role_of_another_users_source_is_not_changed(fields, mine, theirs, client):
    source = Source.objects.get()
    Source.objects.update(kind="organisation")
    known = {"source_kind": "organisation", "source_role": "Minister"} | fields
    html = make.quotation("“A.”", source=str(source.pk), source_name=source.name, **known)
    assert set(assert_refused(client, change(mine), document=html)) == {"document"}


def test_caption_of_another_users_picture_is_stored_in_post(mine, client):
    photo = make.photo(make.user("Author"))
    make.post(make.figure(photo), authors=(photo.uploaded_by,))
    html = make.figure(photo, caption="As I see it")
    assert send(client, change(mine), document=html).status_code == 302
    photo.refresh_from_db()
    assert (photo.caption, mine.figures.get().caption) == ("", "As I see it")


@pytest.mark.parametrize("status", ["published", "gone", "", "DRAFT"])
def test_status_without_permission_is_refused(status, mine, client):
    assert set(assert_refused(client, change(mine), status=status)) == {"status"}
    assert set(assert_refused(client, ADD, title="New", status=status)) == {"status"}


@pytest.fixture
def public(author):
    return make.post("<p>Public.</p>", authors=(author,))


@pytest.mark.parametrize("status", ["draft", "review"])
def test_unpublish_without_permission_is_refused(status, public, client):
    assert set(assert_refused(client, change(public), status=status)) == {"status"}


@pytest.mark.parametrize("date", ["2020-01-01", "2999-01-01", "", "x"])
def test_date_of_published_post_by_author_is_ignored(date, public, client):
    before = public.published_at.replace(microsecond=0)
    moved = {"published_at_0": date, "published_at_1": "12:00" if date else ""}
    assert send(client, change(public), **moved).status_code == 302
    public.refresh_from_db()
    assert (public.published_at.replace(microsecond=0), public.is_public) == (before, True)


@pytest.mark.parametrize("date", ["0001-01-01", "0999-06-30", "9000-01-01", "9999-12-31"])
def test_date_out_of_range_is_refused(date, mine):
    make.site(time_zone="America/Toronto")
    far = {"published_at_0": date, "published_at_1": "23:59"}
    assert_refused(signed_in(make.user("Editor")), change(mine), **far)


def authors_of(post: Post) -> list[User]:
    return [row.user for row in post.authorships.all()]


def test_byline_sent_by_author_is_ignored(mine, author, client):
    other = make.user("Author")
    assert send(client, change(mine), byline_0=str(other.pk)).status_code == 302
    assert authors_of(mine) == [author]


def test_editor_sets_authors_in_order(mine, author):
    other, client = make.user("Author"), signed_in(make.user("Editor"))
    both = {"byline_0": str(other.pk), "byline_1": str(author.pk), "byline_2": str(other.pk)}
    assert send(client, change(mine), **both).status_code == 302
    assert authors_of(mine) == [other, author]
    assert send(client, change(mine), byline_0="").status_code == 302
    assert authors_of(mine) == [author]


@pytest.mark.parametrize(
    "byline",
    [
        {"byline_0": ""},
        {"byline_0": "0"},
        {"byline_0": "x"},
        {"byline_1": "99999999999999999999"},
        {"byline_1": "a reader"},
        {f"byline_{number}": "-1" for number in range(500)},
    ],
    ids=["nobody", "no key", "no number", "too large", "a reader", "thousands"],
)
def test_malformed_byline_is_refused(byline, mine):
    client, reader = signed_in(make.user("Editor")), make.user()
    data = {name: str(reader.pk) if who == "a reader" else who for name, who in byline.items()}
    assert set(assert_refused(client, change(mine), **data)) == {"byline"}


def bulk_delete(client, *rows, action: str = "delete_selected") -> None:
    keys = [str(row.pk) for row in rows]
    data = {"action": action, "_selected_action": keys, "post": "yes"}
    client.post(f"/admin/blog/{rows[0]._meta.model_name}/", data)


def test_bulk_deletion_without_permission_changes_nothing(mine, public, theirs, client):
    before = all_rows()
    for action in ("delete_selected", "move_to_trash"):
        bulk_delete(client, public, action=action)
        bulk_delete(client, theirs, action=action)
    bulk_delete(client, public, mine)
    assert all_rows() == before
    bulk_delete(client, public, theirs, mine, action="move_to_trash")
    assert Post.objects.get(status="trashed") == mine


def test_bulk_deletion_of_sources_photos_and_labels_is_refused(theirs, mine, author, client):
    mine.labels.add("China")
    make.photo(author)
    before = all_rows()
    bulk_delete(client, *Source.objects.all())
    bulk_delete(client, *Photo.objects.all())
    bulk_delete(client, *Label.objects.all())
    assert all_rows() == before


def test_source_of_another_user_cannot_be_changed(theirs, client):
    source = Source.objects.get()
    before = all_rows()
    data = {"name": "X", "kind": "person", "slug": "x"}
    assert client.post(f"/admin/blog/source/{source.pk}/change/", data).status_code == 403
    assert all_rows() == before


def test_photo_of_another_user_cannot_be_changed(client):
    photo = make.photo(make.user("Author"))
    make.post(make.figure(photo), authors=(photo.uploaded_by,))
    before = all_rows()
    page = f"/admin/blog/photo/{photo.pk}/change/"
    assert client.post(page, {"alt": "X"}).status_code == 403
    assert all_rows() == before


def test_author_can_edit_own_published_post(public, client):
    assert send(client, change(public), document="<p>Corrected.</p>").status_code == 302
    assert public.proses.get().html == "<p>Corrected.</p>"


def test_author_submits_and_editor_publishes(mine, client):
    assert send(client, change(mine), status="review").status_code == 302
    editor = signed_in(make.user("Editor"))
    before = timezone.now()
    assert send(editor, change(mine), status="published").status_code == 302
    mine.refresh_from_db()
    assert mine.is_public
    assert before <= mine.published_at <= timezone.now()


def test_duplicate_upload_gives_no_right_to_text_of_picture(mine, author, client):
    photo = make.photo(make.user("Author"))
    photo.also_uploaded_by.add(author)
    assert send(client, change(mine), document=make.figure(photo)).status_code == 302
    forged = make.figure(photo, alt="Mine")
    assert set(assert_refused(client, change(mine), document=forged)) == {"document"}
