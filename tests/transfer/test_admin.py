"""The pages of imports in the admin."""

import io
import os
import zipfile
from pathlib import Path
from unittest.mock import Mock

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from blog.editing import save_post
from blog.models import Embed, Post
from tests.support import factories as make
from tests.support import sample_files
from tests.support.desk import signed_in
from tests.transfer.ghost_export import build_ghost, build_post
from tests.transfer.readers.blogger.feeds import build_takeout, build_takeout_entry
from tests.transfer.test_tasks import work
from transfer import tasks
from transfer.importing import fail
from transfer.messages import Message
from transfer.models import Import, ImportedFile, ImportedItem
from transfer.readers import detect
from transfer.readers.base import NotAnExport
from transfer.uploads import delete_upload, get_path, store_upload

pytestmark = pytest.mark.django_db
LIST = "/admin/transfer/import/"
ADD = f"{LIST}add/"
Stage = Import.Stage


@pytest.fixture(autouse=True)
def root(import_root):
    return import_root


@pytest.fixture
def client():
    return signed_in(make.user("Administrator", username="root"))


def send_export(client, *posts, data: bytes = b"", name: str = "ghost.json"):
    data = data or build_ghost(*(posts or (build_post(1), build_post(2))))
    return client.post(ADD, {"export": SimpleUploadedFile(name, data)})


def import_all(client, *posts) -> Import:
    send_export(client, *posts)
    work()
    run = Import.objects.first()
    client.post(url(run, "write"), {"comments": "all"})
    work()
    return Import.objects.get(pk=run.pk)


def url(run: Import, page: str = "change") -> str:
    return f"{LIST}{run.pk}/{page}/"


def read(client, address: str) -> str:
    page = lxml.html.fromstring(client.get(address).text)
    (content,) = page.xpath("//div[@id='content']")
    return " ".join(" ".join(content.itertext()).split())


def test_empty_list_says_what_an_import_is(client):
    assert "Nothing has been imported yet." in read(client, LIST)
    assert 'href="/admin/transfer/import/add/"' in client.get(LIST).text


def test_upload_is_read_then_shown_then_written(client):
    response = send_export(client)
    run = Import.objects.get()
    assert response.headers["Location"] == url(run)
    assert "Waiting for the worker." in read(client, url(run))
    work()
    page = read(client, url(run))
    assert "Posts and pages 2 0 0" in page
    assert "2 posts and pages are written, with their status and date." in page
    assert "1 account is created." in page
    assert "Ada Byron 2 posts" in page
    assert client.post(url(run, "write"), {"comments": "all"}).headers["Location"] == url(run)
    work()
    page = read(client, url(run))
    assert "Posts 2 Pages 0" in page
    assert "Roll back this import…" in page
    assert Post.objects.count() == 2
    assert "The Old Blog" in read(client, LIST)


def test_same_export_again_has_nothing_to_write(client):
    import_all(client)
    send_export(client)
    work()
    page = read(client, url(Import.objects.first()))
    assert "Posts and pages 0 0 2" in page
    assert "Nothing is new or changed, so nothing will be written." in page


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"{}", "This is no export that can be read."), (b"", "The file is empty.")],
)
def test_other_file_is_refused_with_a_reason(client, root, data, message):
    response = client.post(ADD, {"export": SimpleUploadedFile("x.json", data)})
    assert response.status_code == 200
    assert message in response.text
    assert 'aria-invalid="true"' in response.text
    assert not Import.objects.exists()
    assert list(root.iterdir()) == []


def test_form_without_file_is_refused(client):
    assert "Choose the file that the other platform gave you." in client.post(ADD, {}).text


def test_file_over_the_limit_is_refused(client, settings):
    settings.IMPORT_MAX_BYTES = 10
    assert "It can have at most 0 MB." in send_export(client).text


def test_uploads_are_stored_for_the_server_only(client):
    send_export(client, name="../../secret name.json")
    run = Import.objects.get()
    path = get_path(run)
    assert run.path == "secret name.json"
    assert path.name == "secret_name.json"
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)


def test_upload_without_csrf_token_is_refused(client):
    client.handler.enforce_csrf_checks = True
    assert send_export(client).status_code == 403
    assert not Import.objects.exists()


def test_progress_is_json(client):
    send_export(client)
    run = Import.objects.get()
    Import.objects.update(position=50, total_bytes=200, pace=1)
    assert client.get(url(run, "progress")).json() == {
        "stage": "reading",
        "is_running": True,
        "percent": 25,
        "text": "50\xa0bytes of 200\xa0bytes read; about 2 minutes left",
        "warning": "",
    }


def test_pause_go_on_and_cancel(client):
    send_export(client)
    run = Import.objects.get()
    client.post(url(run, "pause"))
    assert "What was done so far is kept." in read(client, url(run))
    client.post(url(run, "go-on"))
    assert Import.objects.get().stage == Stage.READING
    client.post(url(run, "cancel"))
    assert "Nothing was written." in read(client, url(run))
    response = client.post(url(run, "go-on"), follow=True)
    assert "at another stage by now: Cancelled" in response.text


def test_failed_import_says_why_and_can_go_on(client):
    send_export(client)
    run = Import.objects.get()
    get_path(run).unlink()
    work()
    page = read(client, url(run))
    assert "The uploaded file is gone. Upload the export again." in page
    assert "Go on" in page and "Cancel the import" in page


def test_unknown_choice_starts_nothing(client):
    send_export(client)
    work()
    run = Import.objects.get()
    item = ImportedItem.objects.get(kind="author")
    for values in ({"comments": "?"}, {"comments": "all", f"author-{item.pk}": "999"}):
        assert "Nothing was started." in client.post(url(run, "write"), values).text
    assert Import.objects.get().stage == Stage.READ


def test_author_is_mapped_in_the_form(client):
    other = make.user("Author", byline="Somebody else")
    send_export(client)
    work()
    run = Import.objects.get()
    item = ImportedItem.objects.get(kind="author")
    client.post(url(run, "write"), {"comments": "all", f"author-{item.pk}": str(other.pk)})
    work()
    assert list(Post.objects.first().authors.all()) == [other]


@pytest.mark.parametrize(("choice", "title"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_conflict_is_decided(client, choice, title):
    import_all(client, build_post(1))
    post = Post.objects.get()
    by = make.user("superuser")
    save_post(post, by=by, fields={"title": "Mine"}, is_checked=True)
    run = import_all(client, build_post(1, title="Theirs", updated_at="2021-01-01T00:00:00.000Z"))
    page = read(client, url(run))
    assert "Keep mine: Mine" in page and "Take theirs: Theirs" in page
    item = ImportedItem.objects.get(kind="post")
    client.post(url(run, "conflicts"), {f"item-{item.pk}": choice})
    work()
    assert Post.objects.get().title == title
    assert Import.objects.get(pk=run.pk).stage == Stage.DONE
    assert "Changed on both sides" not in read(client, url(run))


def test_missing_pictures_are_uploaded_by_name(client):
    html = '<img src="https://old.example/content/images/2020/03/harbour.png">'
    run = import_all(client, build_post(1, html=html))
    page = read(client, url(run))
    assert "1 picture is missing" in page and "harbour.png" in page
    response = client.post(url(run, "missing"), follow=True)
    assert "Choose the missing pictures or files first." in response.text
    files = [SimpleUploadedFile(name, make.picture()) for name in ("harbour.png", "x.png")]
    response = client.post(url(run, "missing"), {"missing": files}, follow=True)
    assert "1 picture or file was added" in response.text
    assert "“x.png”: No missing picture or file has this name." in response.text
    work()
    assert Post.objects.get().figures.get().photo is not None
    assert "picture is missing" not in read(client, url(run))


def test_missing_files_are_listed_with_their_addresses(client):
    address = "https://old.example/content/media/talk.mp3"
    run = import_all(client, build_post(1, html=f'<audio src="{address}"></audio>'))
    page = read(client, url(run))
    assert "1 audio, video or PDF file is missing" in page
    assert "picture is missing" not in page
    assert f'<a href="{address}"' in client.get(url(run)).text
    assert f'<a href="{address}">' in Post.objects.get().html


def test_missing_file_is_uploaded_by_name(client):
    html = '<p>Before.</p><audio src="https://old.example/content/media/talk.wav"></audio>'
    run = import_all(client, build_post(1, html=html))
    files = [SimpleUploadedFile("Talk.wav", sample_files.wav())]
    response = client.post(url(run, "missing"), {"missing": files}, follow=True)
    assert "1 picture or file was added" in response.text
    work()
    assert Embed.objects.get().file is not None
    page = read(client, url(run))
    assert "is missing" not in page and "is a link" not in page
    assert "Audio, video and PDF files 1" in page


def test_missing_pictures_and_files_are_fetched_again(client):
    html = '<img src="/a.png"><audio src="https://old.example/talk.wav"></audio>'
    run = import_all(client, build_post(1, html=html))
    assert "Fetch again" in read(client, url(run))
    assert client.post(url(run, "fetch")).headers["Location"] == url(run)
    run.refresh_from_db()
    assert (run.stage, run.fetches_pictures) == (Stage.WRITING, True)
    response = client.post(url(run, "fetch"), follow=True)
    assert "at another stage by now: Writing" in response.text


def test_address_that_no_browser_may_open_is_no_link(client):
    run = import_all(client, build_post(1, html='<audio src="https://old.example/a.wav"></audio>'))
    ImportedFile.objects.update(url="javascript:alert(1)//a.wav", reason="status 404")
    text = client.get(url(run)).text
    assert 'href="javascript' not in text and "javascript:alert" in text
    assert "Its server does not have it any more (404)." in text


def test_dry_run_counts_files_of_the_library_apart(client):
    send_export(client, build_post(1))
    work()
    run = Import.objects.get()
    ImportedItem.objects.create(
        origin=run.origin, kind="file", key="a.mp3", payload=b"", state="written", last_import=run
    )
    page = read(client, url(run))
    assert "The export also has these." in page and "caption files 1 0 0" not in page
    assert "Audio, video, PDF and caption files: 1" in page


def test_note_and_its_count_stay_on_one_line(client):
    run = import_all(client, build_post(1))
    Import.objects.update(counts={**run.counts, "notes": {"Left out.": 3}})
    (count,) = lxml.html.fromstring(client.get(url(run)).text).xpath("//li/span[contains(., '×')]")
    assert count.text == "×\xa03"


@pytest.mark.parametrize(
    "message",
    [
        *map(Message, (tasks.GONE, tasks.DATABASE_FULL, tasks.DISK_FULL, tasks.NOT_PERMITTED)),
        Message(tasks.UNREADABLE, {"reason": "Input/output error"}),
        NotAnExport("The zip has two different files named %s.", "a.md").message,
    ],
)
def test_message_of_import_follows_readers_language(message, client):
    make.site(language="de")
    run = import_all(client)
    with override("de"):
        fail(run, message)
        german = str(message)
    english = str(message)
    assert german != english
    readers = [make.user("Administrator", language=language) for language in ("en", "de")]
    pages = [read(signed_in(reader), url(run)) for reader in readers]
    assert [english in pages[0], german in pages[1]] == [True, True]


def test_rollback_says_what_goes_and_what_stays(client):
    run = import_all(client)
    make.comment(Post.objects.first())
    page = read(client, url(run, "roll-back"))
    assert "1 post or page, with its quotations and redirects" in page
    assert "1 post that somebody has edited or commented on since the import" in page
    client.post(url(run, "roll-back"))
    assert "Rolling back" in read(client, url(run))
    work()
    assert "1 post stays" in read(client, url(run))
    assert Post.objects.count() == 1


def test_names_of_the_export_are_escaped(client):
    run = import_all(client, build_post(1, title="<script>x</script>"))
    send_export(client, build_post(1, title="<script>y</script>"))
    work()
    for page in (LIST, url(run), url(Import.objects.first())):
        text = client.get(page).text
        assert "<script>x" not in text and "<script>y" not in text


def count_queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_query_counts(client):
    send_export(client)
    work()
    run = Import.objects.get()
    counts = {page: count_queries(client, url(run, page)) for page in ("progress", "change")}
    counts |= {"list": count_queries(client, LIST), "add": count_queries(client, ADD)}
    client.post(url(run, "write"), {"comments": "all"})
    work()
    counts |= {"done": count_queries(client, url(run))}
    counts |= {"roll-back": count_queries(client, url(run, "roll-back"))}
    assert counts == {
        "progress": 6,
        "change": 18,
        "list": 10,
        "add": 8,
        "done": 16,
        "roll-back": 13,
    }


def test_zips_of_takeout_are_uploaded_as_one_export(client, import_root, monkeypatch):
    monkeypatch.setattr(detect, "READERS", ("transfer.readers.blogger.TakeoutReader",))
    files = [
        SimpleUploadedFile(f"takeout-20260502T100000Z-{number:03}.zip", data)
        for number, data in enumerate(build_zips(), 1)
    ]
    response = client.post(ADD, {"export": files}, follow=True)
    assert "Waiting for the worker." in response.text
    work()
    run = Import.objects.get()
    assert (run.platform, run.stage) == ("Blogger", Stage.READ)
    assert run.items.filter(kind="post").count() == 2
    folder = import_root / run.upload
    assert len(list(folder.iterdir())) == 2
    delete_upload(run.upload)
    assert not folder.exists()


def test_files_of_one_upload_do_not_replace_each_other(import_root, tmp_path):
    import_root.mkdir()
    files = write_arrived(tmp_path, "2-a.zip", "a.zip", "a.zip")
    folder = import_root / store_upload(files)
    assert len(list(folder.iterdir())) == 3


def test_upload_that_cannot_be_stored_leaves_nothing(import_root, tmp_path, monkeypatch):
    import_root.mkdir()
    files = write_arrived(tmp_path, "a.zip", "b.zip")
    monkeypatch.setattr(os, "replace", Mock(side_effect=[None, OSError]))
    with pytest.raises(OSError):
        store_upload(files)
    monkeypatch.undo()
    assert not list(import_root.iterdir())


def test_deletion_of_no_upload_leaves_the_others(import_root, tmp_path):
    import_root.mkdir()
    folder = import_root / store_upload(write_arrived(tmp_path, "a.zip", "b.zip"))
    delete_upload("")
    assert len(list(folder.iterdir())) == 2


def write_arrived(folder: Path, *names: str) -> list[Mock]:
    """Write uploads as they arrive, for `store_upload`."""
    files = []
    for number, name in enumerate(names):
        path = folder / f"arrived-{number}"
        path.write_text(name)
        file = Mock(temporary_file_path=Mock(return_value=str(path)))
        file.name = name
        files.append(file)
    return files


def build_zips() -> list[bytes]:
    """A Takeout whose first zip has a picture only, and whose second has the posts."""
    feed = build_takeout(build_takeout_entry(1), build_takeout_entry(2))
    zips = []
    for name, text in (("Albums/Low Tide/a.png", "x"), ("Blogs/Low Tide/feed.atom", feed)):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as file:
            file.writestr(f"Takeout/Blogger/{name}", text)
        zips.append(data.getvalue())
    return zips


def test_refused_files_with_one_name_leave_nothing(client, import_root):
    files = [SimpleUploadedFile("a.json", b"{}"), SimpleUploadedFile("a.json", b"{}")]
    assert "This is no export" in client.post(ADD, {"export": files}).text
    assert list(import_root.iterdir()) == []
