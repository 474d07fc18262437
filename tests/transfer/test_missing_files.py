"""Missing audio, video and PDF files that arrive later: uploaded by name, or fetched again."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from blog.editing import save_post
from blog.models import Embed, MediaFile, Post
from blog.revisions.models import Revision
from lib.safe_http import FetchError
from tests.support import factories as make
from tests.support import sample_files
from tests.transfer.memory_reader import SITE, MemoryReader, post, start
from transfer import importing, missing, pictures, placing
from transfer.accounts import get_importer
from transfer.missing import fetch_queued, queue_missing, supply_missing
from transfer.models import Import, ImportedFile, ImportedItem, ImportedPicture
from transfer.stages.files import LINK_NOTE
from transfer.stages.read import Stopped

pytestmark = pytest.mark.django_db
URL = "https://old.example/blog/Low%20tide.wav"
FIGURE = f'<figure data-file="{URL}" data-title="Low tide"></figure>'


@pytest.fixture(autouse=True)
def requests(monkeypatch) -> dict[str, bytes]:
    """The content of addresses; all others do not exist. No request is sent."""
    contents: dict[str, bytes] = {}

    def download(url, file, *args, **options):
        if url not in contents:
            raise FetchError("status 404")
        file.write(contents[url])
        return file.tell()

    monkeypatch.setattr(pictures.safe_http, "download", download)
    return contents


def run_without_file(*bodies: str) -> tuple[Import, MemoryReader]:
    bodies = bodies or (f"<p>Before.</p>{FIGURE}<p>After.</p>",)
    reader = MemoryReader([SITE, *(post(str(each), html=html) for each, html in enumerate(bodies))])
    run = start(reader)
    importing.read(run, reader)
    importing.write(run, reader, get_importer())
    return run, reader


def supply(run: Import, name: str = "low tide.WAV", data: bytes = b"") -> missing.Supplied:
    file = SimpleUploadedFile(name, data or sample_files.wav())
    return supply_missing(run=run, files=[file], by=get_importer())


def write_again(run: Import, reader: MemoryReader) -> None:
    run.stage = Import.Stage.WRITING
    run.save()
    fetch_queued(run, reader, get_importer(), lambda: None)
    importing.go_on_writing(run, reader, get_importer())


def test_supplied_file_replaces_the_link_in_its_post():
    run, reader = run_without_file()
    assert (supply(run).count, ImportedFile.objects.get().state) == (1, "supplied")
    write_again(run, reader)
    embed = Embed.objects.get()
    assert (embed.title, embed.file) == ("Low tide", MediaFile.objects.get())
    html = Post.objects.get().html
    assert html.index("Before.") < html.index("<audio") < html.index("After.")
    assert URL not in html
    assert ImportedFile.objects.get().state == "fetched"
    assert (run.counts["files"], run.counts["missing_files"], run.counts["notes"]) == (1, 0, {})


def test_post_with_a_supplied_file_is_as_the_import_wrote_it():
    run, reader = run_without_file()
    supply(run)
    write_again(run, reader)
    item = ImportedItem.objects.get(kind="post")
    assert item.revision == Revision.objects.latest("pk") and Revision.objects.count() == 2


def test_edited_post_gets_the_file_and_stays_edited():
    run, reader = run_without_file()
    save_post(Post.objects.get(), by=get_importer(), fields={"title": "Mine"}, is_checked=True)
    supply(run)
    write_again(run, reader)
    assert (Post.objects.get().title, Embed.objects.count()) == ("Mine", 1)
    assert ImportedItem.objects.get(kind="post").revision == Revision.objects.earliest("pk")


def test_supplied_file_comes_into_all_its_posts():
    run, reader = run_without_file(*[FIGURE] * 3, "<p>Other words.</p>")
    supply(run)
    write_again(run, reader)
    assert (Embed.objects.count(), MediaFile.objects.count()) == (3, 1)
    assert Revision.objects.count() == 4 + 3


def test_text_beside_the_link_stays():
    sentence = f'<p>See <a href="{URL}">the tide</a> there.</p>'
    item = f'<ul><li><p><a href="{URL}">Tide</a></p></li></ul>'
    figure = (
        f'<figure data-file="{URL}" data-title="Tide"><figcaption>At dusk</figcaption></figure>'
    )
    run, reader = run_without_file(sentence + figure + item)
    supply(run)
    write_again(run, reader)
    embed = Embed.objects.get()
    assert (embed.title, embed.caption) == ("Tide", "At dusk")
    html = Post.objects.get().html
    url = MediaFile.objects.get().file.url
    assert html.count(f'<a href="{url}">') == 2 and "See <a" in html


def test_note_stays_while_another_file_of_the_post_is_missing():
    other = FIGURE.replace("Low%20tide", "high").replace("Low tide", "High tide")
    run, reader = run_without_file(FIGURE + other)
    supply(run)
    write_again(run, reader)
    assert ImportedItem.objects.get(kind="post").notes == [LINK_NOTE]
    supply(run, "high.wav")
    write_again(run, reader)
    assert ImportedItem.objects.get(kind="post").notes == []
    assert Embed.objects.count() == 2


def test_note_in_another_language_than_that_of_the_site_is_forgotten():
    run, reader = run_without_file()
    supply(run)
    with translation.override("de"):
        write_again(run, reader)
    assert ImportedItem.objects.get(kind="post").notes == []


def test_second_file_of_a_post_is_placed_in_a_later_batch(monkeypatch):
    other = FIGURE.replace("Low%20tide", "high").replace("Low tide", "High tide")
    run, reader = run_without_file(FIGURE + other)
    monkeypatch.setattr(placing, "BATCH_SIZE", 1)
    supply(run)
    supply(run, "high.wav", sample_files.wav() + b"\0\0")
    write_again(run, reader)
    assert ImportedItem.objects.get(kind="post").notes == []
    assert Embed.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "upload"),
    [
        ("talk-1280x720.wav", "talk-1280x720.wav"),
        ("talk-scaled.wav", "talk-scaled.wav"),
        ("My%20file%20(1).wav", "My file (1).wav"),
        ("caf%c3%a9.wav", "café.wav"),
        ("a%2Bb.wav", "a+b.wav"),
    ],
)
def test_file_is_placed_however_its_address_is_spelled(name, upload):
    run, reader = run_without_file(FIGURE.replace("Low%20tide.wav", name))
    assert missing.get_file_name(ImportedFile.objects.get()) == upload
    supply(run, upload)
    write_again(run, reader)
    assert Embed.objects.count() == 1


@pytest.mark.parametrize("name", ["talk.wav", "talk-1280x720.wav"])
def test_file_whose_stored_address_has_no_size_is_placed(name):
    run, reader = run_without_file(FIGURE.replace("Low%20tide", "talk-1280x720"))
    ImportedFile.objects.update(address="old.example/blog/talk.wav")  # By a former version.
    assert supply(run, name).count == 1
    write_again(run, reader)
    assert Embed.objects.count() == 1


def test_picture_is_taken_by_the_name_in_its_address_too():
    run, _reader = run_without_file('<img src="https://old.example/a-300x200.png">')
    assert missing.get_file_name(ImportedPicture.objects.get()) == "a.png"
    assert supply(run, "a-300x200.png", make.picture()).count == 1


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("other.wav", sample_files.wav(), "No missing picture or file has this name."),
        ("low tide.wav", b"<html>", "This is no file that can be shown"),
    ],
)
def test_other_upload_is_refused(name, data, error):
    run, _reader = run_without_file()
    supplied = supply(run, name, data)
    assert supplied.count == 0 and error in supplied.refused[0]
    assert ImportedFile.objects.get().state == "missing"


def test_picture_and_file_with_one_name_are_refused():
    run, _reader = run_without_file()
    ImportedPicture.objects.create(
        origin=run.origin, address="other.example/low tide.wav", state="missing", first_import=run
    )
    assert "Several missing pictures or files" in supply(run).refused[0]


def test_file_that_is_there_by_now_is_fetched_again(requests):
    run, reader = run_without_file()
    assert queue_missing(run) == 1
    requests[URL] = sample_files.wav()
    write_again(run, reader)
    assert Embed.objects.get().title == "Low tide"
    assert ImportedFile.objects.get().state == "fetched"


def test_file_that_is_still_missing_is_missing_again():
    run, reader = run_without_file()
    ImportedFile.objects.update(reason="")
    queue_missing(run)
    write_again(run, reader)
    row = ImportedFile.objects.get()
    assert (row.state, row.reason) == ("missing", "status 404")
    assert (run.counts["missing_files"], Revision.objects.count()) == (1, 1)


def test_picture_that_is_there_by_now_is_fetched_again(monkeypatch):
    run, reader = run_without_file('<img src="https://old.example/a.png">')
    assert queue_missing(run) == 1
    monkeypatch.setattr(pictures.Pictures, "_fetch", lambda self, url: make.picture())
    run.stage = Import.Stage.WRITING
    run.save()
    fetch_queued(run, reader, get_importer(), lambda: None)
    placing.place_pictures(run, get_importer(), lambda: None)
    assert Post.objects.get().figures.get().photo is not None


def test_upload_during_a_download_that_fails_is_kept(monkeypatch):
    run, reader = run_without_file()
    queue_missing(run)

    def upload_and_fail(*args, **options):
        supply(run)
        raise FetchError("status 404")

    monkeypatch.setattr(pictures.safe_http, "download", upload_and_fail)
    write_again(run, reader)
    assert (Embed.objects.count(), ImportedFile.objects.get().state) == (1, "fetched")


@pytest.mark.parametrize(
    ("path", "name"),
    [("a%00b.wav", "ab.wav"), ("caf%C3%A9.wav", "cafe\u0301.wav"), ("CAFE%CC%81.wav", "café.wav")],
)
def test_file_of_an_odd_name_is_taken_and_placed(path, name):
    run, reader = run_without_file(f'<figure data-file="https://old.example/{path}"></figure>')
    assert supply(run, name).refused == []
    write_again(run, reader)
    assert Embed.objects.count() == 1


def test_file_of_a_post_deleted_meanwhile_is_not_placed(monkeypatch):
    run, reader = run_without_file()
    supply(run)
    posts = placing._find_linking_posts

    def find_and_delete(*arguments):
        keys = posts(*arguments)
        Post.objects.all().delete()
        return keys

    monkeypatch.setattr(placing, "_find_linking_posts", find_and_delete)
    write_again(run, reader)
    assert ImportedFile.objects.get().state == "fetched"


def test_paused_import_fetches_nothing(requests):
    run, reader = run_without_file()
    queue_missing(run)
    requests[URL] = sample_files.wav()
    Import.objects.update(stage=Import.Stage.PAUSED)
    with pytest.raises(Stopped):
        fetch_queued(run, reader, get_importer(), lambda: None)
    assert ImportedFile.objects.get().state == "queued"


def test_queued_file_of_a_paused_import_is_listed_and_taken():
    run, reader = run_without_file()
    queue_missing(run)
    assert pictures.find_missing_files(run).get().state == "queued"
    assert (queue_missing(run), supply(run).count) == (1, 1)
    write_again(run, reader)
    assert Embed.objects.count() == 1


def test_queued_picture_of_a_paused_import_is_listed_and_taken():
    run, _reader = run_without_file('<img src="https://old.example/a.png">')
    queue_missing(run)
    assert pictures.find_missing(run).get().state == "queued"
    assert supply(run, "a.png", make.picture()).count == 1
    assert ImportedPicture.objects.get().state == "fetched"


def test_file_that_a_later_post_fetches_comes_into_the_first(requests):
    run, reader = run_without_file()
    requests[URL] = sample_files.wav()
    reader.items.append(post("later", html=FIGURE))
    again = start(reader)
    importing.read(again, reader)
    importing.write(again, reader, get_importer())
    assert Embed.objects.count() == 2


def test_file_that_is_taken_down_meanwhile_stays_missing():
    run, reader = run_without_file()
    supply(run)
    MediaFile.objects.update(withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    write_again(run, reader)
    assert not Embed.objects.exists()
    assert ImportedFile.objects.get().state == "missing"
