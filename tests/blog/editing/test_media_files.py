"""Upload, deletion and cleanup of audio, video and PDF files."""

import io
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from blog.editing import move_to_trash
from blog.editing.media_files import (
    delete_media_files,
    delete_unused,
    upload_media_file,
)
from blog.models import MediaFile, Post
from blog.revisions.autosave_models import Autosave
from blog.revisions.record import record
from tests.support import factories as make
from tests.support import sample_files as sample

HTML = b"<!DOCTYPE html><script>alert(document.domain)</script>"


@pytest.fixture
def author():
    return make.user("Author")


def send(client, data: bytes, name: str = "a.bin", **extra):
    url = f"{reverse('admin:blog_editor_file')}?name={name}"
    return client.post(url, data, content_type="application/octet-stream", **extra)


@pytest.mark.django_db
def test_upload_is_stored_under_a_random_name_with_our_extension(client, author):
    client.force_login(author)
    answer = send(client, sample.mp4(), "../My_film.html").json()
    file = MediaFile.objects.get()
    assert answer == {
        "file": str(file.pk),
        "kind": "video",
        "name": "My_film.html",
        "details": f"MP4, 0:03, {file.size}\u00a0bytes",
        "src": file.file.url,
        "title": "My film",
    }
    assert (file.uploaded_by, file.size, file.content_type) == (
        author,
        len(sample.mp4()),
        "video/mp4",
    )
    assert file.file.name.startswith("files/") and file.file.name.endswith(".mp4")
    assert file.sha256 not in file.file.name and "film" not in file.file.name
    with file.file.open() as stored:
        assert stored.read() == sample.mp4()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "The file is empty"),
        (HTML, "upload MP4"),
        (sample.mp4()[:-2], "incomplete or damaged"),
        (sample.pdf()[:30], "incomplete or damaged"),
        (make.picture(), "upload MP4"),
    ],
)
def test_other_file_is_refused_and_nothing_is_stored(data, error, client, author, media_names):
    client.force_login(author)
    before = media_names()
    response = send(client, data, "film.mp4")
    assert response.status_code == 400 and error in response.json()["error"]
    assert not MediaFile.objects.exists() and media_names() == before


@pytest.fixture
def media_names(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def list_names() -> set[str]:
        return {str(path) for path in tmp_path.rglob("*") if path.is_file()}

    return list_names


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "data"),
    [
        ("AUDIO_MAX_BYTES", sample.wav(1)),
        ("DOCUMENT_MAX_BYTES", sample.pdf()),
        ("VIDEO_MAX_BYTES", sample.mp4()),
    ],
)
def test_each_kind_has_its_own_limit(setting, data, author, settings, media_names):
    settings.AUDIO_MAX_BYTES = settings.VIDEO_MAX_BYTES = settings.DOCUMENT_MAX_BYTES = 10**6
    setattr(settings, setting, len(data) - 1)
    with pytest.raises(ValidationError, match="It can have at most"):
        upload_media_file(stream=io.BytesIO(data), length=len(data), name="a", by=author)
    assert media_names() == set()
    setattr(settings, setting, len(data))
    upload_media_file(stream=io.BytesIO(data), length=len(data), name="a", by=author)


class Endless(io.BytesIO):
    """A stream that counts what is read."""

    count = 0

    def read(self, size: int = -1, /) -> bytes:
        self.count += max(0, size)
        return super().read(size)


@pytest.mark.django_db
def test_file_that_is_too_large_is_not_read_to_its_end(author, settings):
    stream = Endless(sample.pdf() + bytes(10**7))
    length = len(stream.getvalue())
    settings.DOCUMENT_MAX_BYTES = 10**6
    with pytest.raises(ValidationError, match="10 MB"):
        upload_media_file(stream=stream, length=length, name="a", by=author)
    assert stream.count < 10_000


@pytest.mark.django_db
def test_upload_that_ends_early_is_refused(author, media_names):
    data = sample.pdf()
    with pytest.raises(ValidationError, match="interrupted"):
        upload_media_file(stream=io.BytesIO(data), length=len(data) + 1, name="a", by=author)
    assert not MediaFile.objects.exists() and media_names() == set()


@pytest.mark.django_db
def test_same_file_is_stored_once_for_each_user(author):
    data = sample.mp3()
    first, other = make.media_file(author, data), make.media_file(make.user("Author"), data)
    MediaFile.objects.update(last_uploaded_at=timezone.now() - timedelta(days=6))
    again = upload_media_file(stream=io.BytesIO(data), length=len(data), name="b", by=author)
    assert again.file == first != other and not again.is_new
    assert again.file.last_uploaded_at > timezone.now() - timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_same_file_uploaded_twice_at_once_is_stored_once(author, media_names):
    data = sample.mp3()

    def upload(_number: int) -> int:
        stream = io.BytesIO(data)
        try:
            return upload_media_file(stream=stream, length=len(data), name="a", by=author).file.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(upload, range(4)))) == 1
    assert MediaFile.objects.count() == len(media_names()) == 1


@pytest.mark.django_db
def test_disk_failure_is_reported_and_stores_nothing(client, author, monkeypatch):
    client.force_login(author)

    def fail(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.local.AtomicFileStorage._save", fail)
    response = send(client, sample.mp3())
    assert response.status_code == 507 and "disk may be full" in response.json()["error"]
    assert not MediaFile.objects.exists()


@pytest.mark.django_db
def test_body_of_a_user_who_may_not_upload_is_not_read(client):
    for user in (None, make.user(), make.user("Moderator")):
        if user:
            client.force_login(user)
        response = send(client, sample.mp3())
        assert response.status_code in (302, 403)
    assert not MediaFile.objects.exists()
    client.force_login(make.user("Author"))
    assert client.get(reverse("admin:blog_editor_file")).status_code == 405


@pytest.mark.django_db
def test_upload_without_csrf_token_is_refused(author):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    assert send(client, sample.mp3()).status_code == 403
    assert not MediaFile.objects.exists()


def age(file: MediaFile, days: float = 8) -> MediaFile:
    long_ago = timezone.now() - timedelta(days=days)
    MediaFile.objects.filter(pk=file.pk).update(last_uploaded_at=long_ago)
    return file


@pytest.mark.django_db
def test_cleanup_deletes_only_files_unused_for_a_week(author, django_capture_on_commit_callbacks):
    unused, recent = age(make.media_file(author)), age(make.media_file(author), 6.9)
    used, earlier, unsaved = (age(make.media_file(author)) for _ in range(3))
    make.draft(make.file(used), authors=(author,))
    post = make.draft(make.file(earlier), authors=(author,))
    record(post, author)
    make.write(post, make.file(used), author)
    Autosave.objects.create(
        form=uuid.uuid4(), user=author, kind=Post.Kind.POST, values={"document": make.file(unsaved)}
    )
    with django_capture_on_commit_callbacks(execute=True):
        delete_unused.call()
    used_keys = {recent.pk, used.pk, earlier.pk, unsaved.pk}
    assert set(MediaFile.objects.values_list("pk", flat=True)) == used_keys
    assert not default_storage.exists(unused.file.name)
    assert default_storage.exists(used.file.name)


@pytest.mark.django_db
def test_file_in_a_post_in_the_trash_stays(author):
    file = age(make.media_file(author))
    post = make.post(make.file(file), authors=(author,))
    move_to_trash(Post.all_objects.filter(pk=post.pk), by=make.user("Editor"))
    delete_unused.call()
    assert MediaFile.objects.get() == file


@pytest.mark.django_db
def test_deletion_of_a_file_in_a_post_is_refused(author, django_capture_on_commit_callbacks):
    file = make.media_file(author)
    make.draft(make.file(file), authors=(author,))
    with pytest.raises(ProtectedError), django_capture_on_commit_callbacks(execute=True):
        delete_media_files(files=[file])
    assert default_storage.exists(file.file.name)


@pytest.mark.django_db
def test_export_of_personal_data_names_the_files(author):
    from blog.admin.privacy import export

    file = make.media_file(author)
    (row,) = export(author)["media_files"]
    assert row["name"] == file.name and row["file"].endswith(file.file.url)
    json.dumps(row, default=str)
