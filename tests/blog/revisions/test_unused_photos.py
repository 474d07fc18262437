"""Uploads that nothing shows go after a week, and nothing else does."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from blog import revisions
from blog.content import document
from blog.editing import photos as photo_operations
from blog.editing.photos import delete_unused, upload_photo
from blog.models import Figure, Photo, Post
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision, RevisionBlock
from tests.support import factories as make
from tests.support.concurrency import TIMEOUT_SECONDS, while_uncommitted
from tests.support.desk import (
    change,
    errors,
    send,
    signed_in,
)
from tests.support.renditions import files_exist, run_discard_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


def old(photo: Photo, days: float = 8) -> Photo:
    Photo.objects.filter(pk=photo.pk).update(last_uploaded_at=timezone.now() - timedelta(days=days))
    return photo


def left() -> set[int]:
    delete_unused.call()
    return set(Photo.objects.values_list("pk", flat=True))


def test_only_what_nothing_shows_for_a_week_goes(author):
    young, lonely = make.photo(author), old(make.photo(author))
    almost = old(make.photo(author), 6.99)
    shown = old(make.photo(author))
    make.draft(make.figure(shown), authors=(author,))
    assert left() == {young.pk, almost.pk, shown.pk}
    assert lonely.pk not in left()


def test_files_go_after_the_row_once_that_is_certain(author):
    photo = make.photo(
        author, avif_widths=[384], webp_widths=[384], rendition_hash="0123456789abcdef"
    )
    names = [photo.image.name, *photo.renditions]
    for name in names[1:]:
        default_storage.save(name, SimpleUploadedFile("x", b"x"))
    old(photo)
    photo.also_uploaded_by.add(make.user("Author"))
    assert left() == set()
    assert files_exist(names) == [True] * 3
    run_discard_tasks()
    assert files_exist(names) == [False] * 3


@pytest.mark.parametrize("where", ["draft", "trash", "page", "revision", "aside"])
def test_what_a_post_shows_or_showed_stays(where, author):
    photo = old(make.photo(author))
    html = make.figure(photo)
    if where == "page":
        make.page(html)
    post = make.draft(
        html if where in {"draft", "trash", "revision"} else "<p>x</p>", authors=(author,)
    )
    if where == "trash":
        post.set_trashed()
    if where == "revision":
        revisions.record(post, author)
        document.save(post, document.parse("<p>Without.</p>"), author)
        revisions.record(post, author)
    if where == "aside":
        revisions.record_aside(post, author, {}, html, "Not merged")
    assert Figure.objects.filter(photo=photo).exists() == (where in {"draft", "trash", "page"})
    assert left() == {photo.pk}


def test_what_only_a_deleted_posts_revision_showed_goes(author):
    photo = old(make.photo(author))
    post = make.draft(make.figure(photo), authors=(author,))
    revisions.record(post, author)
    Post.all_objects.all().delete()
    assert RevisionBlock.objects.filter(html__contains="data-photo").exists()
    assert left() == set()


def test_what_is_on_a_sheet_stays_until_it_is_left(author):
    photo = old(make.photo(author))
    form, client = str(uuid.uuid4()), signed_in(author)

    def tell(**sent):
        client.post(
            "/admin/blog/post/autosave/",
            json.dumps({"form": form, **sent}),
            content_type="application/json",
        )

    tell(values={"title": "T", "document": "<p>No picture.</p>"})
    tell(values={"document": f'<figure data-caption="a > b" data-photo="{photo.pk}"></figure>'})
    tell(values=None)
    assert left() == {photo.pk}
    tell(forget=True)
    assert left() == set()


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("", []),
        ('<figure data-photo="7"></figure><figure data-photo="3"></figure>', [3, 7]),
        ('<figure data-photo="7"></figure>' * 2, [7]),
        ('<figure data-photo=""></figure>', []),
        (f'<figure data-photo="{"9" * 30}"></figure>', []),
        ('<p data-photograph="7">7</p>', []),
    ],
)
def test_the_database_reads_which_photos_words_show(html, found, author):
    Autosave.objects.create(form=uuid.uuid4(), user=author, kind="post", values={"document": html})
    assert Autosave.objects.get().photos == found


@pytest.mark.parametrize("values", [None, [], "x", {"title": "x"}, {"document": 7}])
def test_values_without_a_document_show_none(values, author):
    Autosave.objects.create(form=uuid.uuid4(), user=author, kind="post", values=values)
    assert Autosave.objects.get().photos == []


def test_nobody_says_otherwise_than_the_words(author):
    photo = make.photo(author)
    revision = revisions.record(make.draft(make.figure(photo), authors=(author,)), author)
    Revision.objects.update(photos=[])
    revision.save()
    assert Revision.objects.get().photos == [photo.pk]


@pytest.mark.slow
def test_the_same_file_sent_again_begins_a_new_week(author):
    data = make.picture((1, 2, 3))
    photo = old(upload_photo(file=SimpleUploadedFile("a.png", data), by=author).photo)
    assert (
        upload_photo(file=SimpleUploadedFile("b.png", data), by=make.user("Author")).photo == photo
    )
    assert left() == {photo.pk}


def test_a_run_is_bounded_and_the_oldest_go_first(author, monkeypatch):
    monkeypatch.setattr(photo_operations, "BATCH", 2)
    monkeypatch.setattr(photo_operations, "MOST", 4)
    photos = [old(make.photo(author), 8 + n) for n in range(5)]
    assert left() == {photos[0].pk}
    assert left() == set()


def test_what_is_about_to_go_is_not_offered(author):
    offered, leaving = old(make.photo(author), 6.9), old(make.photo(author), 6.99)
    used = old(make.photo(author), 100)
    make.draft(make.figure(used), authors=(author,))
    found = signed_in(author).get("/admin/blog/post/editor/photos/").json()["photos"]
    assert {photo["photo"] for photo in found} == {offered.pk, used.pk}
    assert leaving.pk not in {photo["photo"] for photo in found}


@pytest.mark.slow
def test_a_picture_that_is_gone_is_said_at_its_figure(author):
    photo = make.photo(author)
    post = make.draft(make.figure(photo), authors=(author,))
    html = make.figure(photo) + "<p>Words.</p>"
    Figure.objects.all().delete()
    old(photo)
    assert left() == set()
    response = send(signed_in(author), change(post), document=html)
    assert list(errors(response)) == ["document"]
    assert "You cannot use this picture" in response.text


def test_the_list_says_what_is_unused_and_when_it_goes(author):
    make.site(time_zone="America/Toronto")
    when = datetime(2026, 11, 20, 3, tzinfo=UTC)  # The 19th in Toronto.
    lonely, late = make.photo(author, caption="Lonely"), make.photo(author, caption="Late")
    for photo, days in ((lonely, 0), (late, 99)):
        uploaded = when - timedelta(days=days)
        Photo.objects.filter(pk=photo.pk).update(last_uploaded_at=uploaded)
    used = old(make.photo(author, caption="Used"))
    make.draft(make.figure(used), authors=(author,))
    client = signed_in(author)
    with time_machine.travel(when + timedelta(days=2)):
        page = client.get("/admin/blog/photo/")
        cells = lxml.html.fromstring(page.text).xpath("//td[contains(@class,'field-use')]")
        assert [cell.text_content() for cell in cells] == [
            "In use",
            "Unused: will be deleted within a day",
            "Unused: will be deleted after November 26, 2026",
        ]
        only = client.get("/admin/blog/photo/?use=unused").context["cl"].result_list
    assert {photo.pk for photo in only} == {lonely.pk, late.pk}


def test_every_relation_to_a_photo_is_looked_at():
    """Another one has to be named in `blog.editing.photos`, or what it shows is
    deleted."""
    found = {relation.related_model for relation in Photo._meta.related_objects}
    assert found == {Figure}


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("way", ["save", "autosave", "revision"])
def test_what_is_put_to_use_at_that_moment_is_passed_over(way, author):
    photo = old(make.photo(author))
    post = make.draft("<p>x</p>", authors=(author,))
    nodes = document.parse(make.figure(photo))

    def use() -> None:
        if way == "save":
            document.check(nodes, post, author, publishing=False)
            document.save(post, nodes, author)
        elif way == "autosave":
            values = {"document": make.figure(photo)}
            Autosave.objects.create(form=uuid.uuid4(), user=author, kind="post", values=values)
        else:
            revisions.record_aside(post, author, {}, make.figure(photo), "")

    def clean() -> set[int]:
        try:
            return left()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        use()
        assert pool.submit(clean).result(TIMEOUT_SECONDS) == {photo.pk}
    assert left() == {photo.pk}


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_who_comes_while_it_is_deleted_waits_and_is_told(author):
    photo = old(make.photo(author))
    post = make.draft("<p>x</p>", authors=(author,))

    def late() -> list[str]:
        with transaction.atomic():
            nodes = document.parse(make.figure(photo))
            document.check(nodes, post, author, publishing=False)
            return nodes.errors

    assert while_uncommitted(delete_unused.call, late) == [
        "You cannot use this picture; upload it or choose another."
    ]
