"""Copies of pages on the desk: files, publication, deletion and their history."""

import gzip
import io
from typing import Any

import lxml.html
import pytest
from warcio.archiveiterator import ArchiveIterator

from blog.evidence.models import PageCopy, QuotedPage
from blog.evidence.publication_models import CopyPublication
from tests.blog.evidence.stored_checks import store_check
from tests.blog.evidence.stored_copies import BODY, TEXT, URL, store_copy, store_refused_copy
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/quotationcheck/copies/"


@pytest.fixture
def editor() -> Any:
    return signed_in(make.user("Editor", byline="Eve Berg"))


@pytest.fixture
def copy() -> PageCopy:
    return store_copy()


def address(copy: PageCopy, name: str = "") -> str:
    return f"{LIST}{copy.pk}/{name}"


def send_form(client: Any, copy: PageCopy, action: str, **values: str) -> Any:
    """Submit a form of the page as a browser does."""
    page = lxml.html.fromstring(client.get(address(copy)).text)
    (form,) = [form for form in page.forms if form.get("action", "").endswith(f"/{action}/")]
    return client.post(form.get("action"), dict(form.form_values()) | values, follow=True)


@pytest.mark.parametrize("role", ["Author", "Publishing author", "Moderator"])
def test_copies_are_for_editors_only(role, copy):
    client = signed_in(make.user(role))
    assert client.get(LIST).status_code == 403
    for name in ("", "text/", "file/", "warc/"):
        assert client.get(address(copy, name)).status_code == 403
    for action in ("publish", "take-back", "withdraw"):
        sent = {"ground": "own", "reason": "Why.", "confirm": "on"}
        assert client.post(address(copy, f"{action}/"), sent).status_code == 403
    assert PageCopy.objects.get().withdrawn_at is None
    assert not CopyPublication.objects.exists()


def test_copy_shows_what_is_known_of_it(copy, editor):
    quotation = make.post(make.quotation("We will rebuild it.", url=URL)).pullquotes.get()
    check = store_check(quotation)
    page = lxml.html.fromstring(editor.get(address(copy)).text)
    facts = page.xpath("string(//dl[@class='evidence-facts'])")
    for fact in (URL, "200", copy.body_hash, copy.text_hash, "Bo Berg"):
        assert fact in facts
    assert page.xpath(f"//a[@href='/admin/blog/quotationcheck/{check.pk}/change/']")


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("text/", "text/plain; charset=utf-8", TEXT.encode()),
        ("file/", "application/octet-stream", BODY),
        ("warc/", "application/warc", None),
    ],
)
def test_files_are_plain_text_or_downloads_that_nothing_runs(name, kind, content, copy, editor):
    response = editor.get(address(copy, name))
    assert response["Content-Type"] == kind
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    if name != "text/":
        assert response["Content-Disposition"].startswith(f'attachment; filename="copy-{copy.pk}.')
    if content is not None:
        assert response.content == content
        return
    archive = ArchiveIterator(io.BytesIO(response.content), check_digests="raise")
    bodies = {record.rec_type: record.content_stream().read() for record in archive}
    assert bodies["response"] == BODY


def test_snapshot_of_a_browser_is_a_file_that_nothing_draws(copy, editor):
    assert editor.get(address(copy, "snapshot/")).status_code == 404
    content = b"From: <Saved by Blink><script>alert(1)</script>"
    shown = PageCopy.objects.create(
        page=copy.page,
        snapshot=gzip.compress(content),
        snapshot_hash="c" * 64,
        is_rendered=True,
        **{"status": 200, "headers": {}, "size": 1, "text_length": 1},
        **{"body_hash": "a" * 64, "text_hash": "d" * 64, "body": b"", "text": b""},
    )
    page = editor.get(address(shown)).text
    assert f'href="{address(shown, "snapshot/")}"' in page
    assert "c" * 64 in page
    response = editor.get(address(shown, "snapshot/"))
    assert response.content == content
    assert response["Content-Type"] == "application/octet-stream"
    assert f'filename="copy-{shown.pk}.mhtml"' in response["Content-Disposition"]
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_refused_copy_has_no_file_and_no_form(editor):
    copy = store_refused_copy()
    page = editor.get(address(copy))
    assert "only the hashes are stored" in page.text
    assert "/publish/" not in page.text
    assert "/withdraw/" not in page.text
    for name in ("text/", "file/", "warc/"):
        assert editor.get(address(copy, name)).status_code == 404


def test_unknown_copy_is_404(editor):
    for name in ("", "text/", "file/", "warc/"):
        assert editor.get(f"{LIST}1/{name}").status_code == 404
    for name in ("publish/", "take-back/", "withdraw/"):
        assert editor.post(f"{LIST}1/{name}").status_code == 404


def test_editor_publishes_a_copy_and_takes_it_back(copy, editor):
    response = send_form(editor, copy, "publish", ground="licence", details="CC BY 4.0")
    assert "Readers now see the text of this copy." in response.text
    assert f'href="/copies/{copy.pk}/"' in response.text
    assert "CC BY 4.0" in response.text
    listed = editor.get(LIST)
    assert "Made public" in listed.text
    assert "CC BY 4.0" in listed.text
    assert "by Eve Berg:" in listed.text
    response = send_form(editor, copy, "take-back")
    assert "Only editors see this copy now." in response.text
    assert "CC BY 4.0" in response.text
    assert "Taken back" in response.text
    assert "CC BY 4.0" not in editor.get(LIST).text
    assert "CC BY 4.0" in editor.get(f"{LIST}?show=ended").text


def test_refused_publication_keeps_what_was_typed(copy, editor):
    response = send_form(editor, copy, "publish", ground="permission", details=" ")
    page = lxml.html.fromstring(response.text)
    assert "Name the license" in page.xpath("string(//*[@role='alert'])")
    assert page.xpath("//input[@name='ground'][@checked]/@value") == ["permission"]
    assert page.xpath("//input[@name='details']/@aria-invalid") == ["true"]
    assert page.xpath("string(//title)").startswith("Error:")
    assert not CopyPublication.objects.exists()


def test_copy_is_deleted_with_a_reason_and_a_confirmation(copy, editor):
    send_form(editor, copy, "publish", ground="own")
    response = send_form(editor, copy, "withdraw", reason="They asked for it.")
    assert "Confirm that this cannot be undone." in response.text
    assert "They asked for it." in response.text
    response = send_form(editor, copy, "withdraw", reason=" ", confirm="on")
    assert "Give the reason" in response.text
    assert PageCopy.objects.get().body is not None
    response = send_form(editor, copy, "withdraw", reason="They asked for it.", confirm="on")
    assert "The copy was deleted." in response.text
    assert "They asked for it." in response.text
    assert copy.body_hash in response.text
    assert "/publish/" not in response.text
    for name in ("text/", "file/", "warc/"):
        assert editor.get(address(copy, name)).status_code == 404
    assert "Deleted" in editor.get(f"{LIST}?show=ended").text


def test_unknown_list_of_copies_is_404(editor):
    assert editor.get(f"{LIST}?show=x").status_code == 404


def test_list_of_copies_costs_the_same_for_one_and_many(editor, django_assert_max_num_queries):
    for number in range(3):
        copy = store_copy(f"https://example.org/{number}")
        send_form(editor, copy, "publish", ground="own")
    with django_assert_max_num_queries(11):
        editor.get(LIST)
    with django_assert_max_num_queries(13):
        editor.get(address(copy))


def test_editors_see_whose_opened_pages_take_how_much(editor, settings):
    for number, author in enumerate([make.user("Author", byline="Ann Ode"), make.user("Author")]):
        for page in range(number + 1):
            copy = store_copy(f"https://example.org/{number}/{page}")
            QuotedPage.objects.filter(pk=copy.page_id).update(opened_by=author)
    settings.EVIDENCE_AUTHOR_BYTES = 1
    page = lxml.html.fromstring(editor.get(f"{LIST}opened/").text)
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//tbody/tr")]
    assert [row[1] for row in rows] == ["2", "1"]
    assert rows[1][0] == "Ann Ode"
    assert all("full" in row[2] for row in rows)
    assert len(page.xpath("//div[@class='evidence']/ul/li/a")) == 3


def test_opened_pages_cost_the_same_for_one_and_many(editor, django_assert_num_queries):
    for number in range(3):
        copy = store_copy(f"https://example.org/{number}")
        QuotedPage.objects.filter(pk=copy.page_id).update(opened_by=make.user("Author"))
    editor.get(f"{LIST}opened/")
    with django_assert_num_queries(11):
        editor.get(f"{LIST}opened/")


@pytest.mark.parametrize("role", ["Author", "Publishing author", "Moderator"])
def test_opened_pages_are_for_editors_only(role):
    assert signed_in(make.user(role)).get(f"{LIST}opened/").status_code == 403
