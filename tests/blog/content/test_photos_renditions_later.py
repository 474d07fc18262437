"""Renditions after a correction, a deletion or an error."""

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from blog.content import photo_renditions
from blog.content.document import load_document, save
from blog.editing.photos import upload_photo
from blog.models import Photo
from tests.support import factories as make
from tests.support.desk import send, signed_in
from tests.support.renditions import (
    files_exist,
    generate_renditions,
    pending_tasks,
    render_posts,
    run_discard_tasks,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


@pytest.mark.slow
def test_photo_correction_generates_renditions_and_keeps_old_ones(
    author, django_capture_on_commit_callbacks
):
    photo = make.photo(author, make.landscape(90, 60, "PNG"))
    generate_renditions(photo)
    old = photo.renditions
    client = signed_in(author)
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, f"/admin/blog/photo/{photo.pk}/change/", credit="Corrected")
    assert response.status_code == 302
    assert pending_tasks() == [["generate", photo.pk], ["recheck_posts_with_photo", photo.pk]]
    DBTaskResult.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        generate_renditions(photo)
    assert set(photo.renditions).isdisjoint(old)
    assert all(files_exist(photo.renditions + old))
    (task,) = DBTaskResult.objects.all()
    assert (task.task_path, task.args_kwargs["args"]) == (
        "blog.content.photo_renditions.discard",
        [photo.pk, sorted(old), photo.sha256],
    )
    assert task.run_after > timezone.now() + timedelta(days=6)
    photo_renditions.discard.call(photo.pk, old)
    assert not any(files_exist(old))
    photo_renditions.discard.call(photo.pk, photo.renditions)
    assert all(files_exist(photo.renditions))


@pytest.mark.slow
def test_correction_in_the_editor_enqueues_renditions(author, django_capture_on_commit_callbacks):
    photo = generate_renditions(make.photo(author))
    post = make.draft(make.figure(photo), authors=(author,))
    assert pending_tasks() == []
    document = load_document(post, author)
    document.nodes[0].credit = "Corrected"
    with django_capture_on_commit_callbacks(execute=True):
        save(post, document, author)
    assert pending_tasks() == [["generate_each", [photo.pk]]]


def count_renderings(django_capture_on_commit_callbacks, photo) -> int:
    """Return how many posts are rendered while the renditions of a photo are generated."""
    callbacks = django_capture_on_commit_callbacks(execute=True)
    with CaptureQueriesContext(connection) as queries, callbacks:
        photo_renditions.generate.call(photo.pk)
        render_posts()
    return sum(query["sql"].startswith('UPDATE "blog_post" SET "html"') for query in queries)


@pytest.mark.slow
def test_post_with_several_new_photos_is_rendered_once(author, django_capture_on_commit_callbacks):
    photos = [make.photo(author, make.landscape(90, 60, "PNG")) for _number in range(4)]
    three, one = photos[:3], photos[:1]
    posts = [
        make.post("<p>Words.</p>".join(map(make.figure, shown)), authors=(author,))
        for shown in (three, three, one)
    ]
    counts = [
        count_renderings(django_capture_on_commit_callbacks, photo) for photo in reversed(photos)
    ]
    assert counts == [0, 0, 0, 3]
    for post in posts:
        post.refresh_from_db()
        assert post.html.count("<picture") == post.figures.count()


@pytest.mark.slow
def test_post_of_worker_killed_after_generation_is_rendered(author):
    photo = make.photo(author, make.landscape(90, 60, "PNG"))
    post = make.post(make.figure(photo), authors=(author,))
    with transaction.atomic():  # Its callbacks never run.
        photo_renditions.generate.call(photo.pk)
    assert pending_tasks() == [["render_posts", photo.pk]]
    render_posts()
    post.refresh_from_db()
    assert "<picture" in post.html


@pytest.mark.slow
def test_post_does_not_wait_for_old_or_failing_photos(author, django_capture_on_commit_callbacks):
    photo, other = (make.photo(author, make.landscape(90, 60, "PNG")) for _number in range(2))
    post = make.post(make.figure(photo) + make.figure(other), authors=(author,))
    assert count_renderings(django_capture_on_commit_callbacks, photo) == 0
    default_storage.delete(other.image.name)
    assert count_renderings(django_capture_on_commit_callbacks, other) == 1
    post.refresh_from_db()
    assert post.html.count("<picture") == 1
    Photo.objects.filter(pk=photo.pk).update(rendition_hash="old")
    long_ago = timezone.now() - photo_renditions.BATCH_WINDOW
    Photo.objects.filter(pk=other.pk).update(last_uploaded_at=long_ago)
    assert count_renderings(django_capture_on_commit_callbacks, photo) == 1


@pytest.mark.slow
def test_original_file_gets_corrected_metadata_in_place(author, django_capture_on_commit_callbacks):
    photo = upload_photo(file=SimpleUploadedFile("a.png", make.picture()), by=author).photo
    name = photo.image.name
    photo.credit = "Corrected"
    photo.save()
    generate_renditions(photo)
    assert photo.image.name == name
    with photo.image.open() as file:
        image = Image.open(file)
        assert b"<photoshop:Credit>Corrected<" in image.info["xmp"]
        assert image.size == (64, 40)


def test_texts_changed_during_generation_win(
    author, monkeypatch, django_capture_on_commit_callbacks
):
    photo = make.photo(author, make.landscape(90, 60, "PNG"))
    real = photo_renditions.generate_sizes

    def correct_and_generate(*arguments):
        Photo.objects.filter(pk=photo.pk).update(credit="Corrected")
        return real(*arguments)

    monkeypatch.setattr(photo_renditions, "generate_sizes", correct_and_generate)
    before = photo.spec_hash
    with django_capture_on_commit_callbacks(execute=True):
        generate_renditions(photo)
    assert (photo.rendition_hash, photo.renditions) == ("", [])
    assert not default_storage.exists(f"sizes/{before[:2]}/{before[2:]}")


def test_photo_deleted_during_generation_leaves_no_files(
    author, monkeypatch, django_capture_on_commit_callbacks
):
    photo = make.photo(author, make.landscape(90, 60, "PNG"))
    real = photo_renditions.generate_sizes

    def delete_and_generate(*arguments):
        Photo.objects.filter(pk=photo.pk).delete()
        return real(*arguments)

    monkeypatch.setattr(photo_renditions, "generate_sizes", delete_and_generate)
    with django_capture_on_commit_callbacks(execute=True):
        photo_renditions.generate.call(photo.pk)
    spec_hash = photo.spec_hash
    assert not default_storage.exists(f"sizes/{spec_hash[:2]}/{spec_hash[2:]}")
    photo_renditions.generate.call(photo.pk)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["one", "selected"])
def test_deleting_a_photo_deletes_its_files(way, author):
    photo = generate_renditions(make.photo(author, make.landscape(90, 60, "PNG")))
    names = [photo.image.name, *photo.renditions]
    assert len(names) == 3
    assert all(files_exist(names))
    client = signed_in(make.user("Editor"))
    if way == "one":
        client.post(f"/admin/blog/photo/{photo.pk}/delete/", {"post": "yes"})
    else:
        selection = {"action": "delete_selected", "_selected_action": photo.pk, "post": "yes"}
        client.post("/admin/blog/photo/", selection)
    assert not Photo.objects.exists()
    run_discard_tasks()
    assert not any(files_exist(names))
    assert not default_storage.exists(os.path.dirname(names[1]))


def test_failing_storage_retries_the_deletion_of_files(
    author, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    photo, followed = make.photo(author), []
    names = [photo.image.name]

    def fail(_name: str) -> None:
        raise OSError("The bucket is away.")

    with monkeypatch.context() as away:
        away.setattr(default_storage, "delete", fail)
        with django_capture_on_commit_callbacks(execute=True):
            photo_renditions.discard_all(photo)
            Photo.objects.all().delete()
            photo_renditions.discard_all(photo)  # A concurrent deletion.
            transaction.on_commit(lambda: followed.append(1))
        assert followed
        run_discard_tasks()
        with pytest.raises(OSError, match="away"):
            photo_renditions.discard.call(photo.pk, names, photo.sha256, 3)
    assert names[0] in caplog.text
    (again,) = DBTaskResult.objects.filter(task_path="blog.content.photo_renditions.discard")
    assert again.args_kwargs["args"] == [photo.pk, names, photo.sha256, 2]
    assert (again.run_after > timezone.now(), files_exist(names)) == (True, [True])
    photo_renditions.discard.call(*again.args_kwargs["args"])
    assert files_exist(names) == [False]


def test_files_of_a_picture_uploaded_again_are_kept(author):
    photo = generate_renditions(make.photo(author, make.landscape(90, 60, "PNG")))
    names = [photo.image.name, *photo.renditions]
    photo_renditions.discard_all(photo)
    photo.delete()
    photo.pk = None
    photo.save()  # In a bucket it has the same name.
    run_discard_tasks()
    assert all(files_exist(names))


@pytest.mark.slow
def test_unreadable_photo_is_retried_and_keeps_its_original(author, caplog):
    photo = make.photo(author, make.landscape(90, 60, "PNG"))
    with open(photo.image.path, "r+b") as file:
        file.truncate(2000)
    for attempt in (1, 2):
        photo_renditions.generate.call(photo.pk, attempt)
        (task,) = DBTaskResult.objects.all()
        assert task.args_kwargs["args"] == [photo.pk, attempt + 1]
        assert task.run_after > timezone.now()
        task.delete()
    photo_renditions.generate.call(photo.pk, 3)
    render_posts()
    photo.refresh_from_db()
    assert pending_tasks() == []
    assert (photo.rendition_hash, photo.renditions) == (photo.spec_hash, [])
    ours = [record for record in caplog.records if record.name == "blog.content.photo_renditions"]
    assert [record.levelname for record in ours] == ["WARNING", "WARNING", "ERROR"]
    out = StringIO()
    call_command("renditions", stdout=out)
    assert (out.getvalue(), pending_tasks()) == ("Enqueued for photos: 0.\n", [])


def test_photo_with_missing_file_fails(author):
    photo = make.photo(author)
    os.unlink(photo.image.path)
    with pytest.raises(FileNotFoundError):
        photo_renditions.generate.call(photo.pk, 3)
    assert photo_renditions.is_outdated(Photo.objects.get())
