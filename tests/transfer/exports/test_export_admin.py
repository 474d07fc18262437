"""The pages of exports in the admin, and downloads that go on after an interruption."""

import hashlib

import lxml.html
import pytest
from django.core.files.storage import default_storage

from storage import private
from tests.support import factories as make
from tests.support.desk import signed_in
from transfer.exports.control import FOLDER
from transfer.exports.models import Export

pytestmark = pytest.mark.django_db
LIST = "/admin/transfer/export/"
ADD = f"{LIST}add/"
State = Export.State
DATA = b"0123456789" * 10
ETAG = f'"{hashlib.sha256(DATA).hexdigest()}"'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def client():
    return signed_in(make.user("Administrator", username="root", byline="Ro Ot"))


def create(**fields) -> Export:
    return Export.objects.create(**{"format": "wxr"} | fields)


def finish(**fields) -> Export:
    """Create an export whose file is there."""
    name = f"{private.create_folder_name(FOLDER)}/export"
    with private.create_file(name) as path:
        path.write_bytes(DATA)
    facts = {"file": name, "size": len(DATA), "sha256": ETAG.strip('"')}
    ended = make.moment(2026, 1, 2)
    return create(**{"state": State.DONE, "ended_at": ended, "counts": {"files": 1240}} | facts)


def url(export: Export, page: str = "change") -> str:
    return f"{LIST}{export.pk}/{page}/"


def read(client, address: str) -> str:
    page = lxml.html.fromstring(client.get(address).text)
    (content,) = page.xpath("//div[@id='content']")
    return " ".join(" ".join(content.itertext()).split())


def read_body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_empty_list_says_what_an_export_is(client):
    assert "There are no exports." in read(client, LIST)
    assert f'href="{ADD}"' in client.get(LIST).text


def test_form_says_what_each_format_is_for(client):
    page = read(client, ADD)
    assert "Archive All tables and files, to move to another installation" in page
    assert "The file is deleted after 7 days." in page


def test_form_begins_an_export_of_the_whole_blog(client):
    response = client.post(ADD, {"format": "archive"})
    export = Export.objects.get()
    assert response.headers["Location"] == url(export)
    assert (export.by.username, export.format, export.is_partial) == ("root", "archive", False)
    page = read(client, url(export))
    assert "Whole blog" in page
    assert "Waiting for the worker." in page
    assert "Cancel the export" in page


def test_form_begins_an_export_of_some_posts(client):
    ada = make.user("Author", byline="Ada Bell")
    post = make.post(authors=(ada,), labels=("Rivers",), published_at=make.moment(2020, 1))
    label = post.labels.get()
    sent = {"format": "markdown", "author": ada.pk, "label": "rivers", "year": "2020"}
    client.post(ADD, sent)
    export = Export.objects.get()
    assert (export.author_key, export.label_key, export.year) == (ada.pk, label.pk, 2020)
    assert "Posts by Ada Bell, with Rivers, 2020" in read(client, url(export))


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Choose a format."),
        ({"format": "docx"}, "Select a valid choice."),
        ({"format": "wxr", "label": "Nothing"}, "There is no label Nothing."),
        ({"format": "wxr", "label": "\0"}, "Null characters are not allowed."),
        ({"format": "wxr", "year": "20"}, "greater than or equal to 1000"),
        ({"format": "wxr", "year": "x"}, "Enter a whole number."),
        ({"format": "wxr", "year": "1999"}, "No post or page fits."),
        ({"format": "wxr", "author": "0"}, "Select a valid choice."),
        ({"format": "archive", "year": "2020"}, "This format is of the whole blog."),
    ],
)
def test_wrong_form_is_refused_with_a_reason_and_begins_nothing(client, sent, message):
    page = client.post(ADD, sent)
    assert page.status_code == 200
    assert message in page.text
    assert "<title>Error:" in page.text
    assert not Export.objects.exists()


def test_second_export_of_a_person_is_refused(client):
    client.post(ADD, {"format": "wxr"})
    assert "Your last export is not done yet." in client.post(ADD, {"format": "ghost"}).text
    assert Export.objects.count() == 1


def test_running_export_shows_how_far_it_is(client):
    counts = {"posts and pages": 1240, "pictures and files": 60}
    export = create(state=State.RUNNING, counts=counts, total_count=2600)
    progress = client.get(url(export, "progress")).json()
    assert progress["percent"] == 50
    assert progress["text"] == "Posts and pages: 1,240 · pictures and files: 60"
    assert "Exporting (Posts and pages: 1,240" in read(client, LIST)
    behind = client.get(url(create(), "progress")).json()
    assert (behind["text"], behind["warning"]) == ("Another export comes first.", "")


def test_finished_export_offers_its_file_until_it_is_deleted(client):
    export = finish()
    page = read(client, url(export))
    assert "Contents Files: 1,240 Size 100 bytes" in page
    assert export.sha256 in page
    assert "Deleted on January 9, 2026" in page
    assert url(export, "download") in client.get(LIST).text
    assert client.post(url(export, "delete")).headers["Location"] == LIST
    assert not Export.objects.exists()
    assert not default_storage.exists(export.file)


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_export_without_a_file_says_so(client, state):
    export = create(state=state, message="The disk of the server is full.")
    page = read(client, url(export))
    assert "The disk of the server is full." in page
    assert "No file was stored." in page
    assert client.get(url(export, "download")).headers["Location"] == url(export)


def test_running_export_is_cancelled_before_it_can_be_deleted(client):
    export = create()
    client.post(url(export, "delete"))
    assert Export.objects.exists()
    client.post(url(export, "cancel"))
    export.refresh_from_db()
    assert export.state == State.CANCELLED
    assert "had ended already" in client.post(url(export, "cancel"), follow=True).text


def test_download_is_private_named_and_never_compressed(client):
    make.site(name="Low Water Öl")
    export = finish()
    response = client.get(url(export, "download"), headers={"Accept-Encoding": "gzip, br"})
    assert (response.status_code, read_body(response)) == (200, DATA)
    assert (response["ETag"], response["Accept-Ranges"]) == (ETAG, "bytes")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Length"] == "100"
    assert "Content-Encoding" not in response
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]
    date = export.created_at.date().isoformat()
    assert f"low-water-%C3%B6l-wxr-{date}.xml" in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("headers", "status", "body", "content_range"),
    [
        ({"Range": "bytes=40-"}, 206, DATA[40:], "bytes 40-99/100"),
        ({"Range": "bytes=0-9"}, 206, DATA[:10], "bytes 0-9/100"),
        ({"Range": "bytes=-7"}, 206, DATA[-7:], "bytes 93-99/100"),
        ({"Range": "bytes=40-", "If-Range": ETAG}, 206, DATA[40:], "bytes 40-99/100"),
        ({"Range": "bytes=40-", "If-Range": '"other"'}, 200, DATA, None),
        ({"Range": "bytes=40-", "If-Range": f"W/{ETAG}"}, 200, DATA, None),
        ({"Range": "bytes=40-", "If-Range": "Mon, 01 Jan 2024 00:00:00 GMT"}, 200, DATA, None),
        ({"Range": "bytes=100-"}, 416, b"", "bytes */100"),
        ({"Range": "bytes=0-1,5-6"}, 200, DATA, None),
        ({"If-None-Match": ETAG}, 304, b"", None),
        ({"If-Match": '"other"'}, 412, b"", None),
        ({"If-Match": ETAG, "Range": "bytes=99-"}, 206, b"9", "bytes 99-99/100"),
    ],
)
def test_cut_download_goes_on_with_the_same_file_only(client, headers, status, body, content_range):
    response = client.get(url(finish(), "download"), headers=headers)
    assert (response.status_code, response.headers.get("Content-Range")) == (status, content_range)
    assert read_body(response) == body
    assert response["ETag"] == ETAG


def test_head_of_a_download_has_the_size(client):
    response = client.head(url(finish(), "download"))
    assert (response.status_code, response["Content-Length"]) == (200, "100")
    response.close()


def test_file_that_is_gone_leads_back_with_a_message(client):
    export = finish()
    default_storage.delete(export.file)
    response = client.get(url(export, "download"), follow=True)
    assert response.redirect_chain == [(url(export), 302)]
    assert "The file is gone or cannot be read." in response.text


@pytest.mark.parametrize("role", ["Editor", "Author", "Moderator", ""])
def test_others_neither_see_nor_download_exports(role):
    export = finish()
    client = signed_in(make.user(role))
    for address in (LIST, ADD, url(export), url(export, "download"), url(export, "progress")):
        assert client.get(address).status_code in (302, 403)
    assert client.post(ADD, {"format": "archive"}).status_code in (302, 403)
    assert client.post(url(export, "delete")).status_code in (302, 403)
    assert Export.objects.count() == 1


def test_media_urls_never_serve_exports(client):
    export = finish()
    assert client.get(f"/media/{export.file}").status_code == 404


def test_account_data_has_the_exports_that_a_person_began(client):
    client.post(ADD, {"format": "archive"})
    assert b'"archive"' in read_body(client.get("/accounts/data/account.json"))
