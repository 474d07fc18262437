"""Seals on the desk: their list, and proofs of copies and photos that strangers can check."""

import hashlib
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from blog.evidence.copies import withdraw_copy
from blog.evidence.models import PageCopy
from blog.models import Photo
from blog.seals import tasks
from blog.seals.collect import collect_files
from blog.seals.create import create_seal
from blog.seals.models import Seal, SealedFile
from blog.views.seals import PATH_COMMANDS
from tests.blog.evidence.stored_copies import URL, store_copy
from tests.blog.seals.conftest import authority
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/seal/"
__all__ = ["authority"]


@pytest.fixture
def editor() -> Any:
    return signed_in(make.user("Editor"))


def proof_of(kind: str, pk: int) -> str:
    return f"{LIST}{kind}/{pk}/proof.txt"


def read_entries(client: Any) -> list[str]:
    page = lxml.html.fromstring(client.get(LIST).text)
    return [" ".join(entry.text_content().split()) for entry in page.xpath("//article")]


def test_list_shows_status_root_and_files(authority, editor):
    store_copy()
    tasks.seal_new_files.func()
    make.photo(make.user("Author"))
    collect_files()
    create_seal(datetime(2027, 1, 1, tzinfo=UTC).date())  # Not signed yet.
    waiting, signed = read_entries(editor)
    newest, first = Seal.objects.all()
    assert "Not signed yet" in waiting
    assert newest.root_hex in waiting
    assert "Signed" in signed
    assert first.root_hex in signed
    assert first.authority_url in signed
    page = lxml.html.fromstring(editor.get(LIST).text)
    files = page.xpath("//ul[@class='evidence-files']//a/@href")
    assert files == [
        f"/integrity/{newest}.txt",
        *(f"/integrity/{first}.{end}" for end in ("txt", "tsr", "pem")),
    ]
    assert {editor.get(file).status_code for file in files} == {200}


def test_list_says_that_files_wait_for_a_seal(authority, editor):
    store_copy()
    collect_files()
    page = editor.get(LIST).text
    assert "There are no seals yet." in page
    assert "Files are waiting for the next seal." in page


def test_list_without_an_authority_says_so_and_is_not_in_the_navigation(editor):
    assert "name no timestamp authority" in editor.get(LIST).text
    assert f'href="{LIST}"' not in editor.get("/admin/").text


def test_navigation_has_seals_with_an_authority_for_editors_only(authority, editor):
    assert f'href="{LIST}"' in editor.get("/admin/").text
    assert f'href="{LIST}"' not in signed_in(make.user("Author")).get("/admin/").text


@pytest.mark.parametrize("role", ["Author", "Publishing author", "Moderator"])
def test_seals_and_proofs_are_for_editors_only(role, authority):
    copy = store_copy()
    tasks.seal_new_files.func()
    client = signed_in(make.user(role))
    for url in (LIST, proof_of("copies", copy.pk), proof_of("photos", 1)):
        assert client.get(url).status_code == 403


def follow_path(proof: bytes, file: bytes, folder: Path) -> str:
    """Return the root to which a stranger gets with the commands that readers are shown."""
    (folder / "proof.txt").write_bytes(proof)
    (folder / "text.txt").write_bytes(file)
    done = subprocess.run(
        ["sh", "-c", PATH_COMMANDS], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_proof_of_a_copy_leads_from_its_file_to_the_root(authority, editor, tmp_path):
    copy = store_copy()
    for number in range(5):
        store_copy(f"https://example.org/{number}")
    tasks.seal_new_files.func()
    response = editor.get(proof_of("copies", copy.pk))
    assert response["Content-Disposition"] == f'attachment; filename="copy-{copy.pk}-proof.txt"'
    assert (
        f"page {URL}\ntaken 2024-05-03T12:00:00+00:00\nsha256 {copy.body_hash}\n" in response.text
    )
    file = editor.get(f"/admin/blog/quotationcheck/copies/{copy.pk}/file/").content
    assert hashlib.sha256(file).hexdigest() == copy.body_hash
    root = follow_path(response.content, file, tmp_path)
    assert root == Seal.objects.get().root_hex
    assert follow_path(response.content, file + b"!", tmp_path) != root


def test_proof_of_a_photo_leads_from_its_file_to_the_root(authority, editor, tmp_path):
    photo = make.photo(make.user("Author"))
    content = b"A picture."
    Photo.objects.filter(pk=photo.pk).update(sha256=hashlib.sha256(content).hexdigest())
    store_copy()
    tasks.seal_new_files.func()
    response = editor.get(proof_of("photos", photo.pk))
    assert follow_path(response.content, content, tmp_path) == Seal.objects.get().root_hex


def test_proof_outlives_the_copy(authority, editor):
    copy = store_copy()
    tasks.seal_new_files.func()
    withdraw_copy(copy=copy, by=make.user("Editor"), reason="Why.")
    assert f"page {URL}\n" in editor.get(proof_of("copies", copy.pk)).text
    assert (
        proof_of("copies", copy.pk)
        in editor.get(f"/admin/blog/quotationcheck/copies/{copy.pk}/").text
    )
    PageCopy.objects.all().delete()
    assert f"sha256 {copy.body_hash}\n" in editor.get(proof_of("copies", copy.pk)).text


def test_file_that_is_not_sealed_has_no_proof(authority, editor):
    copy, photo = store_copy(), make.photo(make.user("Author"))
    collect_files()
    assert SealedFile.objects.count() == 2
    for url in (proof_of("copies", copy.pk), proof_of("photos", photo.pk), proof_of("texts", 1)):
        assert editor.get(url).status_code == 404
    page = editor.get(f"/admin/blog/quotationcheck/copies/{copy.pk}/").text
    assert "Not sealed yet." in page
    assert "proof.txt" not in page


def test_photo_links_its_proof_for_editors_once_it_is_sealed(authority, editor):
    author = make.user("Author")
    photo = make.photo(author)
    form = f"/admin/blog/photo/{photo.pk}/change/"
    assert "proof.txt" not in editor.get(form).text
    tasks.seal_new_files.func()
    assert proof_of("photos", photo.pk) in editor.get(form).text
    assert "proof.txt" not in signed_in(author).get(form).text
