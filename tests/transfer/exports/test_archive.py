"""Our own archive: every table once, no secret, hashes that are right."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from blog.comments.models import Comment
from blog.comments.subscriptions import Subscription
from blog.models import LinkPreview, Post, PullQuote
from blog.notes.share_links import create_share_link
from tests.support import factories as make
from tests.transfer.exports import posts
from transfer.exports.archive_tables import EXCLUDED, EXPORTED, list_columns, list_models

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


class Archive:
    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as file:
            assert file.testzip() is None
            self.files = {name: file.read(name) for name in file.namelist()}
        self.manifest = json.loads(self.files["manifest.json"])

    def rows(self, label: str) -> list[dict]:
        return self.lines(f"tables/{label}.ndjson")

    def lines(self, name: str) -> list[dict]:
        return [json.loads(line) for line in self.files[name].decode().split("\n")[:-1]]


def export(tmp_path: Path) -> Archive:
    path = tmp_path / "export.zip"
    path.unlink(missing_ok=True)
    call_command("export", "archive", str(path))
    return Archive(path)


def test_every_model_is_exported_or_excluded_for_a_reason():
    assert sorted([*EXPORTED, *EXCLUDED]) == sorted(list_models())


def test_named_columns_exist():
    models = list_models()
    for label, table in EXPORTED.items():
        names = {field.name for field in models[label]._meta.concrete_fields}
        assert table.omitted | table.only <= names, label


def test_tables_come_after_those_that_they_refer_to():
    models, before = list_models(), set()
    for label, table in EXPORTED.items():
        for field in list_columns(models[label], table):
            if field.remote_field and not field.null:
                target = field.remote_field.model._meta.concrete_model._meta.label
                assert target in before | {label}, f"{label}.{field.name}"
        before.add(label)


def test_archive_has_all_rows_of_all_posts(tmp_path):
    post = posts.create_post_of_all_kinds()
    posts.create_scheduled_and_drafts()
    make.comment(post, "A comment")
    archive = export(tmp_path)
    assert len(archive.rows("blog.Post")) == Post.all_objects.count() == 6
    assert {row["status"] for row in archive.rows("blog.Post")} >= {"trashed", "draft"}
    texts = [row["text"] for row in archive.rows("blog.PullQuote")]
    assert texts == [*PullQuote.objects.order_by("pk").values_list("text", flat=True)]
    assert [row["text"] for row in archive.rows("blog.Comment")] == ["A comment"]
    for label in EXPORTED:
        model = list_models()[label]
        assert len(archive.rows(label)) == model._base_manager.count(), label


def test_manifest_has_counts_and_hashes_of_members(tmp_path):
    posts.create_post_of_all_kinds()
    archive = export(tmp_path)
    assert (archive.manifest["format"], archive.manifest["version"]) == ("pullquote-archive", 1)
    for name, facts in archive.manifest["members"].items():
        assert facts["sha256"] == hashlib.sha256(archive.files[name]).hexdigest()
        assert facts["rows"] == len(archive.lines(name))


def test_media_are_stored_once_by_their_hash(tmp_path):
    posts.create_post_of_all_kinds()
    preview = LinkPreview.objects.get()
    preview.image.save("previews/a.png", ContentFile(make.picture()), save=True)
    second = LinkPreview(url="https://example.org/b")
    second.image.save("previews/b.png", ContentFile(make.picture()), save=True)
    archive = export(tmp_path)
    files = archive.lines("media.ndjson")
    assert len(files) == 5
    members = [name for name in archive.files if name.startswith("media/")]
    assert sorted(members) == sorted({f"media/{file['sha256']}" for file in files})
    assert len(members) == 4
    for file in files:
        data = archive.files[f"media/{file['sha256']}"]
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
        assert (tmp_path / "media" / file["name"]).read_bytes() == data


def test_archive_has_no_secrets(tmp_path):
    author = make.user("Author", username="ada@private.example", email="bell@private.example")
    post = make.post(authors=(author,))
    comment = make.comment(post, "Text", user=author)
    make.subscription(comment, email="guest@private.example")
    shared = create_share_link(post=post, by=author, name="Reader", days=1, may_note=True)
    archive = export(tmp_path)
    text = b"".join(archive.files.values()).decode(errors="replace")
    for secret in (
        "private.example",
        author.password,
        shared.link.key,
        comment.email_hash,
        Subscription.objects.get().token,
    ):
        assert secret
        assert secret not in text
    [row] = [row for row in archive.rows("accounts.User") if row["id"] == author.pk]
    assert row["username"] == author.slug
    assert {"password", "email", "is_superuser"}.isdisjoint(row)


def test_photo_that_was_taken_down_keeps_its_row_only(tmp_path):
    photo = make.photo(make.user("Author"))
    photo.withdrawn_at, photo.withdrawal_reason = timezone.now(), "Rights ended"
    photo.save()
    archive = export(tmp_path)
    assert archive.rows("blog.Photo")[0]["withdrawal_reason"] == "Rights ended"
    assert archive.lines("media.ndjson") == []


def test_part_of_the_blog_is_refused(tmp_path):
    with pytest.raises(CommandError, match="whole blog"):
        call_command("export", "archive", str(tmp_path / "a.zip"), year=2024)
    assert not [*tmp_path.glob("*.zip")]


def test_rows_beyond_one_query_are_exported(tmp_path, monkeypatch):
    monkeypatch.setattr("transfer.exports.archive.ROWS_PER_QUERY", 3)
    post = make.post()
    Comment.objects.bulk_create([Comment(post=post, text=f"Text {n}") for n in range(7)])
    texts = [row["text"] for row in export(tmp_path).rows("blog.Comment")]
    assert texts == [f"Text {n}" for n in range(7)]


def test_same_content_makes_same_bytes(tmp_path):
    posts.create_post_of_all_kinds()
    export(tmp_path)
    before = (tmp_path / "export.zip").read_bytes()
    export(tmp_path)
    assert (tmp_path / "export.zip").read_bytes() == before
