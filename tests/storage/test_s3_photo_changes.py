"""Take-downs and replacements of pictures whose files readers fetch from a bucket."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from blog.content import photo_files
from blog.editing import photo_take_down
from blog.editing.photo_replacement import replace_photo_everywhere, undo_replacement
from blog.editing.photo_take_down import restore_photo, settle, take_down_photo
from blog.editing.photos import upload_photo
from blog.models import Photo, PhotoChange, Post
from tests.support import factories as make
from tests.support.crawler import Crawler, crawler, has_colour
from tests.support.patience import PATIENCE
from tests.support.renditions import generate_renditions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PUBLIC = ("photos", "sizes", "cards", "data")
OLD, NEW = (201, 32, 147), (20, 90, 40)


class PublicBucket:
    """Reads objects like a reader: by HTTP, without credentials.

    Its policy is that of docs/operators/bucket.md.
    """

    def __init__(self, server: str, address: str) -> None:
        name, _slash, self._prefix = address.removeprefix("s3://").partition("/")
        bucket = boto3.resource("s3").Bucket(name)
        statement = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": [f"arn:aws:s3:::{name}/{self._prefix}/{each}/*" for each in PUBLIC],
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        bucket.Policy().put(Policy=json.dumps(policy))
        self._objects = bucket.objects
        self.url = f"{server}/{name}/{self._prefix}/"

    def list_names(self) -> set[str]:
        """Return the names of all objects."""
        return {item.key.removeprefix(f"{self._prefix}/") for item in self._objects.all()}

    def get(self, name: str) -> tuple[int, bytes]:
        try:
            with urlopen(self.url + name, timeout=PATIENCE) as response:
                return response.status, response.read()
        except HTTPError as error:
            return error.code, b""

    def find_colour(self, colour: tuple[int, int, int]) -> set[str]:
        """Return the names of the pictures and cards with a colour that readers can get."""
        data = {name: self.get(name)[1] for name in self.list_names()}
        return {name for name, body in data.items() if body and has_colour(body, colour)}


@dataclass
class Scene:
    """A picture in a post; `files` are its names in the bucket, and `linked` the pages of the site
    that name one of them."""

    photo: Photo
    post: Post
    bucket: PublicBucket
    site: Crawler

    @property
    def files(self) -> list[str]:
        return photo_files.list_current_files(self.photo)

    def get_statuses(self) -> set[int]:
        return {self.bucket.get(name)[0] for name in self.files}

    def find_links(self, photo: Photo | None = None) -> set[str]:
        """Crawl the site, which draws and stores the cards; return who links the files."""
        names = photo_files.list_current_files(photo or self.photo)
        pages = self.site.crawl().find_text(*(self.bucket.url + name for name in names))
        return {re.sub(r"\?.*", "", page) for page in pages}


@pytest.fixture
def bucket_of_uploads(s3: str, bucket: str, settings: Any, tmp_path: Path) -> PublicBucket:
    shown = PublicBucket(s3, bucket)
    settings.MEDIA_S3, settings.MEDIA_URL = bucket, shown.url
    settings.MEDIA_ROOT = tmp_path / "nowhere"
    backend = {"BACKEND": "storage.s3.Bucket", "OPTIONS": {"address": bucket}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return shown


@pytest.fixture
def editor() -> User:
    return make.user("Editor")


@pytest.fixture
def scene(bucket_of_uploads: PublicBucket, editor: User) -> Iterator[Scene]:
    photo = upload(editor, OLD)
    figure = make.figure(photo, caption="The quay at noon")
    post = make.post(f"<p>First.</p>{figure}", title="Quay", slug="quay", authors=(editor,))
    with crawler() as site:
        yield Scene(photo, post, bucket_of_uploads, site)


def upload(by: User, colour: tuple[int, int, int]) -> Photo:
    file = io.BytesIO()
    Image.new("RGB", (620, 400), colour).save(file, "PNG")
    photo = upload_photo(file=SimpleUploadedFile("a.png", file.getvalue()), by=by).photo
    Photo.objects.filter(pk=photo.pk).update(alt="A field of one colour")
    photo.refresh_from_db()
    return generate_renditions(photo)


def take_down(scene: Scene, editor: User) -> PhotoChange:
    reason = "The agency withdrew its licence."
    change = take_down_photo(photo=scene.photo, reason=reason, by=editor).change
    scene.photo.refresh_from_db()
    return change


def test_taken_down_picture_is_at_no_public_address_of_the_bucket(scene, editor):
    before = scene.find_links()
    assert {"/", scene.post.get_absolute_url(), "/feed.atom", "/feed.json"} <= before
    shown = scene.bucket.find_colour(OLD)
    assert {*scene.files} < shown
    assert any(name.startswith("cards/posts/") for name in shown)
    names = scene.bucket.list_names()
    change = take_down(scene, editor)
    # Before another request: nothing has to be drawn or fetched first.
    assert scene.get_statuses() == {404}
    assert scene.bucket.find_colour(OLD) == set()
    assert scene.find_links() == set()
    assert scene.bucket.find_colour(OLD) == set()

    restore_photo(change=change, by=editor)
    assert scene.get_statuses() == {200}
    assert scene.find_links() == before
    assert scene.bucket.find_colour(OLD) == shown
    assert scene.bucket.list_names() == names


def test_private_files_of_a_taken_down_picture_are_refused_and_unguessable(scene, editor):
    public = {*scene.files}
    take_down(scene, editor)
    private = {name for name in scene.bucket.list_names() if name.startswith("private/")}
    assert {scene.bucket.get(name)[0] for name in private} == {403}
    folders = {re.fullmatch(r"private/([0-9a-f]{64})/(.+)", name).groups() for name in private}
    assert {name for _folder, name in folders} == public
    assert len({folder for folder, _name in folders}) == 1


def test_bucket_that_fails_during_a_take_down_is_tried_again(scene, editor, monkeypatch):
    """The bucket refuses the second copy."""
    shown, copy, copied = scene.bucket.find_colour(OLD), photo_files.private.copy, []

    def fail(name: str, *args: str) -> bool:
        if copied:
            raise OSError("The bucket is away")
        copied.append(name)
        return copy(name, *args)

    with monkeypatch.context() as patched:
        patched.setattr(photo_files.private, "copy", fail)
        change = take_down(scene, editor)
    path = scene.post.get_absolute_url()
    assert scene.bucket.url + scene.files[0] not in scene.site.get(path).text
    settle.call(scene.photo.pk)
    assert scene.get_statuses() == {404}
    assert scene.bucket.find_colour(OLD) == set()
    restore_photo(change=change, by=editor)
    assert scene.get_statuses() == {200}
    assert scene.bucket.find_colour(OLD) >= shown


def test_card_drawn_during_a_take_down_is_deleted_by_the_second_sweep(scene, editor):
    scene.find_links()
    (card,) = (name for name in scene.bucket.list_names() if name.startswith("cards/posts/"))
    _status, data = scene.bucket.get(card)
    take_down(scene, editor)
    photo_take_down.private.write(card, data)  # By a request that began before the commit.
    settle.call(scene.photo.pk)
    assert scene.bucket.find_colour(OLD) == set()


def test_replaced_picture_is_on_no_page_and_no_card_of_the_bucket(scene, editor):
    new = upload(editor, NEW)
    before = scene.find_links()
    cards = {name for name in scene.bucket.find_colour(OLD) if name.startswith("cards/")}
    assert cards and scene.find_links(new) == set()

    replace_photo_everywhere(photo=scene.photo, replacement=new, by=editor)
    assert scene.find_links() == set()
    assert scene.find_links(new) == before
    # The picture itself stays in the library.
    assert scene.bucket.find_colour(OLD) == {*scene.files}
    replaced = scene.bucket.find_colour(NEW)
    assert any(name.startswith("cards/") for name in replaced)

    undo_replacement(change=PhotoChange.objects.get(), by=editor)
    assert scene.find_links(new) == set()
    assert scene.find_links() == before
    assert scene.bucket.find_colour(OLD) == {*scene.files, *cards}
    assert scene.bucket.find_colour(NEW) == {*photo_files.list_current_files(new)}
