"""An archive of our own comes back into an empty blog: the same rows and the same pages."""

import hashlib
import json
import zipfile
from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from blog.content import labels, rendering
from blog.editing import save_post
from blog.models import Label, Post, RenderingTask, SiteSettings, Source
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.empty_tables import empty_tables
from tests.transfer.exports import posts
from transfer.exports.archive_tables import EXPORTED, list_columns, list_models

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ("/", "/feed/", "/rss/", "/feed.json", "/sitemap.xml", "/labels/", "/sources/", "/quotes/")
# Set anew: by the worker, or when the archive is loaded.
CHANGING = {"rendition_hash", "avif_widths", "webp_widths"}
DERIVED = {"blog.RevisionFile"}  # By a trigger, with other keys.


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def archive(tmp_path) -> Path:
    """An archive of a blog with posts of all kinds, discussions and an edited site."""
    site = SiteSettings.load()
    site.name, site.language = "The old blog", "fr"
    site.save()
    post = posts.create_post_of_all_kinds()
    posts.create_scheduled_and_drafts()
    post.title = "Another title"
    save_post(post, by=post.byline[0], fields={"title": post.title}, is_checked=True)
    first = make.comment(post, "A comment <b>")
    make.comment(post, "A reply", under=first)
    path = tmp_path / "blog.zip"
    call_command("export", "archive", str(path))
    return path


def empty_blog() -> None:
    empty_tables(partial(call_command, "flush", verbosity=0, interactive=False))
    for name in default_storage.listdir("")[0]:
        for file in default_storage.listdir(name)[1]:
            default_storage.delete(f"{name}/{file}")


def read_rows() -> dict[str, list[tuple]]:
    rows = {}
    for label, table in EXPORTED.items():
        model = list_models()[label]
        names = [field.attname for field in list_columns(model, table)]
        names = [n for n in names if n not in CHANGING and not (label in DERIVED and n == "id")]
        rows[label] = [*model._base_manager.order_by("pk").values_list(*names)]
    return rows


def read_pages(client) -> dict[str, bytes]:
    public = Post.objects.filter(status=Post.Status.PUBLISHED)
    paths = [*PAGES, *(post.get_absolute_url() for post in public)]
    paths += [source.get_absolute_url() for source in Source.objects.all()]
    paths += [label.get_absolute_url() for label in Label.objects.all()]
    responses = {path: client.get(path) for path in paths}
    return {path: response.content for path, response in responses.items()}


def change(archive: Path, tmp_path: Path, name: str, edit) -> Path:
    """Copy an archive with one member changed; None leaves it out."""
    path = tmp_path / "changed.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.namelist():
            data = source.read(member)
            data = edit(data) if member == name else data
            if data is not None:
                target.writestr(member, data)
    return path


def forge(archive: Path, tmp_path: Path, name: str, edit) -> Path:
    """Copy an archive with the first row of a table changed, and a manifest that says so."""

    def edit_rows(data: bytes) -> bytes:
        first, *others = data.splitlines(keepends=True)
        return b"".join([json.dumps(edit(json.loads(first))).encode() + b"\n", *others])

    with zipfile.ZipFile(archive) as file:
        rows, manifest = edit_rows(file.read(name)), json.loads(file.read("manifest.json"))
    manifest["members"][name]["sha256"] = hashlib.sha256(rows).hexdigest()
    edited = change(archive, tmp_path, name, edit_rows)
    edited = edited.rename(tmp_path / "edited.zip")
    return change(edited, tmp_path, "manifest.json", lambda data: json.dumps(manifest).encode())


def load(path: Path) -> None:
    call_command("import", str(path), yes=True)


def test_archive_brings_every_row_and_page_back(client, archive, tmp_path):
    rows, pages = read_rows(), read_pages(client)
    empty_blog()
    report = tmp_path / "report.json"
    call_command("import", str(archive), yes=True, report=str(report))
    assert read_rows() == rows
    assert {name: page for name, page in read_pages(client).items() if page != pages[name]} == {}
    counts = json.loads(report.read_text())
    assert counts["posts"] + counts["pages"] == Post.all_objects.count()
    assert (counts["comments"], counts["quotations"], counts["refused"]) == (2, 4, [])
    for file in (tmp_path / "media").rglob("*.*"):
        assert file.stat().st_size


def test_accounts_of_an_archive_cannot_sign_in(archive):
    empty_blog()
    load(archive)
    author = User.objects.get(slug="ada-bell")
    assert not author.is_active and not author.has_usable_password()


def test_account_that_exists_keeps_its_key_and_password(client, archive):
    before = User.objects.get(slug="ada-bell")
    empty_blog()
    admin = make.user("Administrator", username="operator", pk=before.pk)
    load(archive)
    author = User.objects.get(slug="ada-bell")
    assert author.pk != admin.pk and User.objects.get(pk=admin.pk).username == "operator"
    assert {*Post.objects.get(title="Another title").byline} == {author}
    revision = Revision.objects.filter(post__title="Another title").latest("pk")
    assert (revision.by, revision.byline) == (author, [author.pk])


def test_account_of_the_same_name_takes_the_byline(archive):
    username = User.objects.get(slug="ada-bell").username
    empty_blog()
    admin = make.user("Administrator", username=username.upper(), byline="Root", slug="root")
    load(archive)
    author = User.objects.get(slug="ada-bell")
    assert (author.pk, author.byline, author.is_active) == (admin.pk, "Ada Bell", True)


def test_new_rows_get_keys_after_those_of_the_archive(archive):
    last = Post.all_objects.latest("pk").pk
    empty_blog()
    load(archive)
    assert make.post().pk > last
    assert labels.save_label(name="New", slug="", description="", by=make.user("Editor")).label.pk


def test_archive_that_an_older_version_loads_is_left_to_a_newer_one(archive):
    empty_blog()
    now = dict.fromkeys(("seen_at", "begun_at", "moved_at"), timezone.now())
    RenderingTask.objects.create(pk=1, version=rendering.HTML_VERSION + 1, **now)
    load(archive)
    tasks = DBTaskResult.objects.filter(task_path="blog.content.rendering.rerender")
    [keys] = [row.args_kwargs["args"][0] for row in tasks]
    assert keys == list(Post.all_objects.order_by("pk").values_list("pk", flat=True))


def edit_manifest(**facts):
    return lambda data: json.dumps({**json.loads(data), **facts}).encode()


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        ("tables/blog.Post.ndjson", lambda data: data[:-1] + b" \n", "is not what the manifest"),
        ("tables/blog.Post.ndjson", lambda data: None, "missing or cut off"),
        ("manifest.json", edit_manifest(version=2), "has the version 2"),
        ("manifest.json", edit_manifest(members=[]), "manifest cannot be read"),
        ("manifest.json", edit_manifest(members={}), "manifest lacks media.ndjson"),
        ("manifest.json", lambda data: data[:99], "manifest cannot be read"),
        (
            "manifest.json",
            edit_manifest(members={"tables/blog.New.ndjson": {"rows": 1, "sha256": ""}}),
            "newer version",
        ),
    ],
)
def test_archive_that_cannot_be_loaded_changes_nothing(archive, tmp_path, name, edit, message):
    path = change(archive, tmp_path, name, edit)
    empty_blog()
    with pytest.raises(CommandError, match=message) as error:
        load(path)
    assert "\n" not in str(error.value)
    assert not Post.all_objects.exists() and not User.objects.exists()
    assert not [*(tmp_path / "media").rglob("*.png")]


DEEP = json.loads("[" * 2000 + "]" * 2000)
USERS, POSTS, FILES = "tables/accounts.User.ndjson", "tables/blog.Post.ndjson", "media.ndjson"


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        (USERS, lambda row: row | {"is_superuser": True}, "User.is_superuser is unknown"),
        (USERS, lambda row: row | {"password": "known"}, "User.password is unknown"),
        (USERS, lambda row: row | {"id": "one"}, "User has a row with a bad value"),
        (USERS, lambda row: {"id": row["id"]}, "User has a row with a bad value"),
        (USERS, lambda row: [row], "has a broken line"),
        (POSTS, lambda row: row | {"html": "<script>"}, "Post.html is unknown"),
        (POSTS, lambda row: row | {"published_at": "soon"}, "Post has a row with a bad value"),
        (POSTS, lambda row: row | {"correction_draft": DEEP}, "Post has a row with a bad value"),
        (POSTS, lambda row: row | {"title": "\0"}, "Post has a row with a bad value"),
        (POSTS, lambda row: row | {"title": ""}, "does not fit into this database"),
        (FILES, lambda row: row | {"name": "../x.png"}, "a bad name"),
        (FILES, lambda row: row | {"name": "/etc/x.png"}, "a bad name"),
        (FILES, lambda row: row | {"name": "photos/page.html"}, "no upload"),
        (FILES, lambda row: {"sha256": row["sha256"]}, "no upload"),
    ],
)
def test_forged_archive_is_refused_with_a_message(archive, tmp_path, name, edit, message):
    path = forge(archive, tmp_path, name, edit)
    empty_blog()
    admin = make.user("Administrator", username="ada-bell")
    with pytest.raises(CommandError, match=message):
        load(path)
    assert not Post.all_objects.exists()
    assert [User.objects.get().password] == [admin.password]
    assert not [*(tmp_path / "media").rglob("*.png")]


def test_changed_file_of_an_archive_is_refused(archive, tmp_path):
    with zipfile.ZipFile(archive) as file:
        name = next(name for name in file.namelist() if name.startswith("media/"))
    path = change(archive, tmp_path, name, lambda data: data + b"x")
    empty_blog()
    with pytest.raises(CommandError, match="has changed"):
        load(path)


def test_archive_is_refused_where_posts_are(archive):
    count = Post.all_objects.count()
    with pytest.raises(CommandError, match="into an empty blog"):
        load(archive)
    assert Post.all_objects.count() == count


def test_zip_cut_off_is_refused(archive, tmp_path):
    path = tmp_path / "cut.zip"
    path.write_bytes(archive.read_bytes()[:-200])
    with pytest.raises(CommandError):
        load(path)


def test_error_while_loading_deletes_what_was_written(archive, tmp_path, monkeypatch):
    def fail(files, file):
        raise OSError("The disk is full")

    empty_blog()
    monkeypatch.setattr("transfer.archive_import._write_file", fail)
    with pytest.raises(OSError, match="full"):
        load(archive)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM blog_post")
        assert cursor.fetchone() == (0,)
