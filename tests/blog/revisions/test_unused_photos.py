"""Deletion of uploads that have been unused for a week."""

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
from blog.models import Figure, MediaFile, Photo, PhotoChange, Post, Source
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
from transfer.models import ImportedPicture

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


def age_upload(photo: Photo, days: float = 8) -> Photo:
    Photo.objects.filter(pk=photo.pk).update(last_uploaded_at=timezone.now() - timedelta(days=days))
    return photo


def clean_up() -> set[int]:
    delete_unused.call()
    return set(Photo.objects.values_list("pk", flat=True))


def test_cleanup_deletes_only_photos_unused_for_a_week(author):
    recent, unused = make.photo(author), age_upload(make.photo(author))
    nearly_expired = age_upload(make.photo(author), 6.99)
    used = age_upload(make.photo(author))
    make.draft(make.figure(used), authors=(author,))
    assert clean_up() == {recent.pk, nearly_expired.pk, used.pk}
    assert unused.pk not in clean_up()


def test_files_are_deleted_after_commit(author):
    photo = make.photo(
        author, avif_widths=[384], webp_widths=[384], rendition_hash="0123456789abcdef"
    )
    names = [photo.image.name, *photo.renditions]
    for name in names[1:]:
        default_storage.save(name, SimpleUploadedFile("x", b"x"))
    age_upload(photo)
    photo.also_uploaded_by.add(make.user("Author"))
    assert clean_up() == set()
    assert files_exist(names) == [True] * 3
    run_discard_tasks()
    assert files_exist(names) == [False] * 3


@pytest.mark.parametrize("usage", ["draft", "trash", "page", "revision", "aside"])
def test_cleanup_keeps_photos_of_posts_and_revisions(usage, author):
    photo = age_upload(make.photo(author))
    html = make.figure(photo)
    if usage == "page":
        make.page(html)
    post = make.draft(
        html if usage in {"draft", "trash", "revision"} else "<p>x</p>", authors=(author,)
    )
    if usage == "trash":
        post.set_trashed()
    if usage == "revision":
        revisions.record(post, author)
        document.save(post, document.parse("<p>Without.</p>"), author)
        revisions.record(post, author)
    if usage == "aside":
        revisions.record_aside(post, author, {}, html)
    assert Figure.objects.filter(photo=photo).exists() == (usage in {"draft", "trash", "page"})
    assert clean_up() == {photo.pk}


def test_cleanup_deletes_photos_of_deleted_posts(author):
    photo = age_upload(make.photo(author))
    post = make.draft(make.figure(photo), authors=(author,))
    revisions.record(post, author)
    Post.all_objects.all().delete()
    assert RevisionBlock.objects.filter(html__contains="data-photo").exists()
    assert clean_up() == set()


def test_cleanup_keeps_photos_of_unsaved_forms(author):
    photo = age_upload(make.photo(author))
    form, client = str(uuid.uuid4()), signed_in(author)

    def post_autosave(**sent):
        client.post(
            "/admin/blog/post/autosave/",
            json.dumps({"form": form, **sent}),
            content_type="application/json",
        )

    post_autosave(values={"title": "T", "document": "<p>No picture.</p>"})
    post_autosave(
        values={"document": f'<figure data-caption="a > b" data-photo="{photo.pk}"></figure>'}
    )
    post_autosave(values=None)
    assert clean_up() == {photo.pk}
    post_autosave(forget=True)
    assert clean_up() == set()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ('<figure data-photo="7"></figure><figure data-photo="3"></figure>', [3, 7]),
        ('<figure data-photo="7"></figure>' * 2, [7]),
        ('<figure data-photo=""></figure>', []),
        (f'<figure data-photo="{"9" * 30}"></figure>', []),
        ('<p data-photograph="7">7</p>', []),
    ],
)
def test_photo_ids_are_extracted_from_html(html, expected, author):
    Autosave.objects.create(form=uuid.uuid4(), user=author, kind="post", values={"document": html})
    assert Autosave.objects.get().photos == expected


@pytest.mark.parametrize("values", [None, [], "x", {"title": "x"}, {"document": 7}])
def test_values_without_document_have_no_photo_ids(values, author):
    Autosave.objects.create(form=uuid.uuid4(), user=author, kind="post", values=values)
    assert Autosave.objects.get().photos == []


def test_photo_ids_are_computed_by_the_database(author):
    photo = make.photo(author)
    revision = revisions.record(make.draft(make.figure(photo), authors=(author,)), author)
    Revision.objects.update(photos=[])
    revision.save()
    assert Revision.objects.get().photos == [photo.pk]


@pytest.mark.slow
def test_repeated_upload_restarts_retention_period(author):
    data = make.picture((1, 2, 3))
    photo = age_upload(upload_photo(file=SimpleUploadedFile("a.png", data), by=author).photo)
    assert (
        upload_photo(file=SimpleUploadedFile("b.png", data), by=make.user("Author")).photo == photo
    )
    assert clean_up() == {photo.pk}


def test_cleanup_deletes_limited_number_of_oldest_photos(author, monkeypatch):
    monkeypatch.setattr(photo_operations, "BATCH_SIZE", 2)
    monkeypatch.setattr(photo_operations, "MAX_DELETED", 4)
    photos = [age_upload(make.photo(author), 8 + n) for n in range(5)]
    assert clean_up() == {photos[0].pk}
    assert clean_up() == set()


def test_photo_about_to_expire_is_not_suggested(author):
    available, expiring = age_upload(make.photo(author), 6.9), age_upload(make.photo(author), 6.99)
    used = age_upload(make.photo(author), 100)
    make.draft(make.figure(used), authors=(author,))
    expected = signed_in(author).get("/admin/blog/post/editor/photos/").json()["photos"]
    assert {photo["photo"] for photo in expected} == {available.pk, used.pk}
    assert expiring.pk not in {photo["photo"] for photo in expected}


@pytest.mark.slow
def test_figure_with_deleted_photo_shows_error(author):
    photo = make.photo(author)
    post = make.draft(make.figure(photo), authors=(author,))
    html = make.figure(photo) + "<p>Words.</p>"
    Figure.objects.all().delete()
    age_upload(photo)
    assert clean_up() == set()
    response = send(signed_in(author), change(post), document=html)
    assert list(errors(response)) == ["document"]
    assert "You cannot use this picture" in response.text


def test_photo_list_shows_usage_and_deletion_date(author):
    make.site(time_zone="America/Toronto")
    when = datetime(2026, 11, 20, 3, tzinfo=UTC)  # The 19th in Toronto.
    unused, check_document = (
        make.photo(author, caption="Lonely"),
        make.photo(author, caption="Late"),
    )
    for photo, days in ((unused, 0), (check_document, 6)):
        uploaded = when - timedelta(days=days)
        Photo.objects.filter(pk=photo.pk).update(last_uploaded_at=uploaded)
    used = age_upload(make.photo(author, caption="Used"))
    make.draft(make.figure(used), authors=(author,))
    client = signed_in(author)
    with time_machine.travel(when + timedelta(days=2)):
        page = client.get("/admin/blog/photo/")
        cells = lxml.html.fromstring(page.text).find_class("photo-usage")
        assert [cell.text_content() for cell in cells] == [
            "In 1 post",
            "Unused: will be deleted within a day",
            "Unused: will be deleted after November 26, 2026",
        ]
        only = client.get("/admin/blog/photo/?use=unused").context["cl"].result_list
    assert {photo.pk for photo in only} == {unused.pk, check_document.pk}


def test_all_relations_to_photos_are_known():
    """A new relation has to be added to `blog.editing.photos`, or its photos are deleted.

    Changes of a photo remain without it.
    """
    expected = {relation.related_model for relation in Photo._meta.related_objects}
    # Neither the history of a photo nor the import that it came with keeps it.
    assert expected == {Figure, MediaFile, Source, PhotoChange, ImportedPicture}


def test_portrait_of_a_source_is_not_deleted_as_unused(author):
    portrait = age_upload(make.photo(author))
    Source.objects.create(name="Ana Ruiz", portrait=portrait)
    delete_unused.call()
    assert Photo.objects.filter(pk=portrait.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("usage", ["save", "autosave", "revision"])
def test_cleanup_skips_photo_used_by_concurrent_transaction(usage, author):
    photo = age_upload(make.photo(author))
    post = make.draft("<p>x</p>", authors=(author,))
    nodes = document.parse(make.figure(photo))

    def use_photo() -> None:
        if usage == "save":
            document.check(nodes, post, author, publishing=False)
            document.save(post, nodes, author)
        elif usage == "autosave":
            values = {"document": make.figure(photo)}
            Autosave.objects.create(form=uuid.uuid4(), user=author, kind="post", values=values)
        else:
            revisions.record_aside(post, author, {}, make.figure(photo))

    def clean_up_and_close() -> set[int]:
        try:
            return clean_up()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        use_photo()
        assert pool.submit(clean_up_and_close).result(TIMEOUT_SECONDS) == {photo.pk}
    assert clean_up() == {photo.pk}


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_use_of_photo_during_deletion_waits_and_is_refused(author):
    photo = age_upload(make.photo(author))
    post = make.draft("<p>x</p>", authors=(author,))

    def check_document() -> list[str]:
        with transaction.atomic():
            nodes = document.parse(make.figure(photo))
            document.check(nodes, post, author, publishing=False)
            return nodes.errors

    assert while_uncommitted(delete_unused.call, check_document) == [
        "You cannot use this picture; upload it or choose another."
    ]
