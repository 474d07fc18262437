"""Uploads in a bucket of an S3-compatible server."""

import io
import re
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from blog.content import photo_renditions
from blog.editing.photos import upload_photo
from blog.metadata.cards import cache
from blog.models import Photo, Post
from operations.backup import archive
from operations.backup.media import Folder, get_media
from operations.health import CHECKS
from storage import media, private
from storage.s3 import Bucket
from tests.operations.backup.packing import MANIFEST
from tests.support import factories as make
from tests.support import sample_files
from tests.support.desk import signed_in
from tests.support.renditions import run_discard_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESS = "https://media.example.org/blog/"


class Objects:
    """List the objects below the prefix."""

    def __init__(self, address: str) -> None:
        name, _slash, self.prefix = address.removeprefix("s3://").partition("/")
        self.bucket = boto3.resource("s3").Bucket(name)

    def names(self) -> list[str]:
        return sorted(
            item.key.removeprefix(self.prefix + "/") for item in self.bucket.objects.all()
        )

    def head(self, name: str) -> dict[str, Any]:
        return self.bucket.Object(f"{self.prefix}/{name}").get()


@pytest.fixture
def objects(bucket: str, settings: Any, tmp_path: Path) -> Objects:
    """Store all uploads in the bucket."""
    settings.MEDIA_S3, settings.MEDIA_URL = bucket, ADDRESS
    settings.MEDIA_ROOT = tmp_path / "nowhere"
    backend = {"BACKEND": "storage.s3.Bucket", "OPTIONS": {"address": bucket}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return Objects(bucket)


def upload(data: bytes | None = None, user: User | None = None) -> Photo:
    file = SimpleUploadedFile("a.png", make.picture() if data is None else data)
    return upload_photo(file=file, by=user or make.user("Author")).photo


def test_moved_object_keeps_what_it_is_served_with(objects: Objects) -> None:
    default_storage.save("files/ab/x.pdf", ContentFile(sample_files.pdf()))
    before = objects.head("files/ab/x.pdf")
    assert private.move("files/ab/x.pdf", "private/1/files/ab/x.pdf")
    assert objects.names() == ["private/1/files/ab/x.pdf"]
    assert not private.move("files/ab/x.pdf", "private/1/files/ab/x.pdf")
    assert private.move("private/1/files/ab/x.pdf", "files/ab/x.pdf", is_private=False)
    after = objects.head("files/ab/x.pdf")
    assert after["Body"].read() == sample_files.pdf()
    for name in ("ContentType", "ContentDisposition", "CacheControl"):
        assert after[name] == before[name]


def illustrated() -> Post:
    author = make.user("Author")
    return make.post(make.figure(upload(user=author)), authors=(author,))


def test_upload_is_immutable_with_content_type(objects: Objects) -> None:
    photo = upload()
    assert objects.names() == [photo.image.name]
    head = objects.head(photo.image.name)
    assert (head["ContentType"], head["CacheControl"], head["ContentDisposition"]) == (
        *("image/png", "public, max-age=31536000, immutable", "inline"),
    )
    assert photo.image.url == ADDRESS + photo.image.name


def test_renditions_and_changed_metadata_are_stored_in_bucket(objects: Objects) -> None:
    photo = upload(make.landscape(900, 500))
    photo_renditions.generate.call(photo.pk)
    photo.refresh_from_db()
    assert objects.names() == sorted([photo.image.name, *photo.renditions])
    assert photo.renditions
    assert {objects.head(name)["ContentType"] for name in photo.renditions} <= {
        *("image/avif", "image/webp"),
    }
    photo.credit = "Somebody"
    photo.save()
    photo_renditions.generate.call(photo.pk)
    assert b"Somebody" in objects.head(photo.image.name)["Body"].read()


def test_deleted_photo_leaves_no_objects(objects: Objects) -> None:
    photo = upload(make.landscape(900, 500))
    photo_renditions.generate.call(photo.pk)
    photo_renditions.discard_all(photo)
    photo.delete()
    run_discard_tasks()
    assert objects.names() == []


def test_same_file_uploaded_twice_is_stored_once(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second upload finds no row, then an object of the same name."""
    photo = upload()
    default_storage.delete(photo.image.name)
    monkeypatch.setattr("blog.editing.photos._find_uploaded", lambda _sha256: None)
    assert upload() == photo
    assert objects.names() == [photo.image.name]


def test_card_is_stored_and_old_one_deleted(objects: Objects) -> None:
    drawn: list[str] = []

    def card(key: str) -> bytes:
        return cache.load_or_draw("posts", 7, key, lambda: drawn.append(key) or key.encode())

    assert [card("ab"), card("ab"), card("cd"), card("cd")] == [b"ab", b"ab", b"cd", b"cd"]
    assert drawn == ["ab", "cd"]
    assert objects.names() == ["cards/posts/007/7-cd.png"]


def test_card_includes_photo_from_bucket(objects: Objects, client: Client) -> None:
    post = illustrated()
    answer = client.get(f"{post.get_absolute_url()}card.png")
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_pages_link_public_media_url(objects: Objects, client: Client) -> None:
    post = illustrated()
    photo = Photo.objects.get()
    address = ADDRESS + photo.image.name
    index = client.get("/sitemap.xml").content.decode()
    [section] = re.findall(r"(/sitemap-posts[^<]*)<", index)
    for page in (post.get_absolute_url(), "/feed.atom", "/feed.json", section):
        text = client.get(page).content.decode()
        assert address in text.replace("\\/", "/"), page
        assert f"testserver{ADDRESS}" not in text and f"localhost{ADDRESS}" not in text
        assert "/media/photos" not in text.replace(address, "")


def test_old_media_urls_redirect_to_bucket(objects: Objects, client: Client) -> None:
    answer = client.get("/media/photos/aa/b.png")
    assert (answer.status_code, answer["Location"]) == (301, f"{ADDRESS}photos/aa/b.png")


def test_media_are_served_by_site_without_media_url(
    objects: Objects, client: Client, settings: Any
) -> None:
    settings.MEDIA_URL = "/media/"
    photo = upload()
    answer = client.get(photo.image.url)
    assert (answer.status_code, answer.content) == (
        200,
        objects.head(photo.image.name)["Body"].read(),
    )
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/media/photos/none.png").status_code == 404
    assert client.get("/media/%2e%2e/%2e%2e/other").status_code in (400, 404)


@pytest.mark.parametrize("fault", ["refuses", "away"])
def test_bucket_failure_is_reported_and_contained(
    objects: Objects, client: Client, fault: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    post = illustrated()
    if fault == "refuses":
        objects.bucket.objects.delete()
        objects.bucket.delete()
    else:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
        settings.STORAGES = dict(settings.STORAGES)  # a new connection
    photos = Photo.objects.count()
    desk = signed_in(make.user("Author"))
    image = SimpleUploadedFile("a.png", make.landscape(500, 300))
    assert desk.post("/admin/blog/post/editor/upload/", {"image": image}).status_code == 507
    assert Photo.objects.count() == photos
    assert client.get(post.get_absolute_url()).status_code == 200
    assert client.get(f"{post.get_absolute_url()}card.png").status_code == 200
    assert CHECKS["storage"]() == ""
    with pytest.raises(OSError):
        default_storage.save("photos/a.png", ContentFile(b"x"))


def test_backup_of_bucket_can_be_restored(objects: Objects, tmp_path: Path) -> None:
    stored = {"photos/a.png": b"one", "sizes/a/1.avif": b"two" * 99}
    for name, data in stored.items():
        media.write(name, data)
    for name in ("cards/posts/001/1-a.png", "photos/.arriving"):
        media.write(name, b"left out")
    out = io.BytesIO()
    archive.write(out, MANIFEST, lambda to: to.write(b"dump"), get_media())
    out.seek(0)
    assert archive.read(out, tmp_path / "new", lambda _manifest: None).counts.files == 2
    media.write("photos/a.png", b"other")
    media.write("photos/later.png", b"later")
    get_media().replace(tmp_path / "new" / "media")
    left = {name: objects.head(name)["Body"].read() for name in get_media().list_names()}
    assert left == stored
    assert sorted(Folder(tmp_path / "new" / "media").list_names()) == sorted(stored)


def test_restored_file_is_uploaded_from_disk(
    objects: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = []

    def replace(storage: Bucket, name: str, data: Any) -> None:
        contents.append((name, isinstance(data, bytes)))

    monkeypatch.setattr(Bucket, "replace", replace)
    (tmp_path / "video.mp4").write_bytes(b"four gigabytes")
    get_media().replace(tmp_path)
    assert contents == [("video.mp4", False)]


def test_object_deleted_while_packing_is_counted(objects: Objects) -> None:
    media.write("photos/a.png", b"one")
    site = get_media()
    [name] = site.list_names()
    default_storage.delete(name)
    with pytest.raises(FileNotFoundError):
        site.open(name)


def test_media_file_is_stored_with_its_type_and_served_in_parts(
    objects: Objects, client: Client, settings: Any
) -> None:
    author = make.user("Author")
    paper, sound = make.media_file(author, sample_files.pdf()), make.media_file(author)
    head = objects.head(paper.file.name)
    assert (head["ContentType"], head["ContentDisposition"]) == ("application/pdf", "attachment")
    assert objects.head(sound.file.name)["ContentDisposition"] == "inline"
    data = objects.head(sound.file.name)["Body"].read()
    settings.MEDIA_URL = "/media/"
    whole = client.get(f"/media/{sound.file.name}")
    assert (whole.status_code, whole.getvalue()) == (200, data)
    part = client.get(f"/media/{sound.file.name}", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.getvalue()) == (206, data[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(data)}" and part["Content-Length"] == "10"
    assert part["Content-Security-Policy"] == media.FILE_POLICY
    beyond = client.get(f"/media/{sound.file.name}", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    assert client.get("/media/files/aa/none.wav").status_code == 404
