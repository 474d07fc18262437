"""What readers see of seals: the list, the line below a post, and proofs that strangers can check
with the commands of the page."""

import hashlib
import html
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from blog import revisions
from blog.content.document import parse
from blog.models import Post
from blog.revisions.models import Revision
from blog.seals import tasks
from blog.seals.collect import collect_files
from blog.seals.create import create_seal
from blog.seals.models import Seal, SealedFile
from blog.seals.timestamp import request_missing_tokens
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.page_changes import count_changes

pytestmark = pytest.mark.django_db
URL = "/2026/03/bridge/"
PROOF, TEXT = f"{URL}proof.txt", f"{URL}text.txt"


@pytest.fixture
def post() -> Post:
    """Create a post with two versions, and other sealed files."""
    post = make.post(title="Bridge", slug="bridge", published_at=make.moment(2026, 3, 5))
    record(post, "<p>We will build it.</p>", make.moment(2026, 3, 5))
    record(post, "<p>We will rebuild it.</p>", make.moment(2026, 3, 22))
    make.photo(make.user("Author"))
    for number in range(5):
        record(make.post(), f"<p>Other {number}.</p>")
    return post


def record(post: Post, html: str, when: datetime | None = None) -> Revision:
    revision = revisions.record(post, None, nodes=parse(html))
    assert revision is not None
    Revision.objects.filter(pk=revision.pk).update(created_at=when or timezone.now())
    return revision


def get_line(client: Client, url: str = URL) -> str:
    """Return the text of the line below a post, '' without one."""
    content = client.get(url).content.decode()
    line = re.search(r'<p class="text-history".*?</p>', content)
    return html.unescape(re.sub("<[^>]+>", "", line[0])).strip() if line else ""


def test_without_an_authority_nothing_is_shown(post, client, settings):
    collect_files()
    seal = create_seal(datetime.now(UTC).date()).seal
    assert get_line(client) == ""
    for url in (PROOF, TEXT, "/integrity/", f"/integrity/{seal}.txt"):
        assert client.get(url).status_code == 404
    assert "/integrity/" not in client.get("/sitemap-pages.xml").content.decode()
    page = make.page(title="Our integrity", slug="integrity")
    assert page.title in client.get("/integrity/").content.decode()


def test_post_says_since_when_its_text_is_the_same(post, authority, client):
    assert get_line(client) == "Text unchanged since March 22, 2026, after one change."
    record(post, "<p>We will not.</p>", make.moment(2026, 4, 1))
    assert get_line(client) == "Text unchanged since April 1, 2026, after 2 changes."
    other = make.post(slug="other", published_at=make.moment(2026, 5, 1))
    record(other, "<p>Words.</p>", make.moment(2026, 4, 1))
    assert get_line(client, "/2026/05/other/") == "Text unchanged since May 1, 2026."


def test_post_without_a_recorded_version_says_nothing(authority, client):
    make.post(slug="bridge", published_at=make.moment(2026, 3, 5))
    assert get_line(client) == ""


def test_proof_is_offered_once_the_text_is_sealed(post, authority, client):
    tasks.seal_new_files.func()
    sentence = "Text unchanged since March 22, 2026, after one change."
    assert get_line(client) == f"{sentence} Proof · Sealed text · How to check it"
    assert client.get(PROOF).status_code == client.get(TEXT).status_code == 200
    record(post, "<p>Changed again.</p>", make.moment(2026, 4, 1))
    assert get_line(client) == "Text unchanged since April 1, 2026, after 2 changes."
    assert client.get(PROOF).status_code == client.get(TEXT).status_code == 404


def test_text_is_that_of_the_page_and_a_download(post, authority, client):
    tasks.seal_new_files.func()
    response = client.get(TEXT)
    assert response.content == b"Bridge\n\nWe will rebuild it.\n"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="text.txt"'
    assert response["X-Robots-Tag"] == "noindex"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_proof_has_names_and_values(post, authority, client):
    tasks.seal_new_files.func()
    lines = [line.split(" ", 1) for line in client.get(PROOF).content.decode().splitlines()]
    values = dict(lines)
    seal = Seal.objects.get()
    assert values["#"] == "How to check this: https://blog.example.org/integrity/"
    assert values["post"] == f"https://blog.example.org{URL}"
    assert values["text"] == f"https://blog.example.org{TEXT}"
    assert values["sha256"] == hashlib.sha256(client.get(TEXT).content).hexdigest()
    assert values["root"] == seal.root_hex
    assert values["day"] == str(seal)
    assert values["seal"] == f"https://blog.example.org/integrity/{seal}.txt"
    assert len([name for name, _ in lines if name in ("left", "right")]) in (2, 3)


def test_proof_discloses_the_salt_of_its_own_file_only(post, authority, client):
    tasks.seal_new_files.func()
    proof = client.get(PROOF).content.decode()
    own = SealedFile.objects.get(object_id=Revision.objects.filter(post=post).latest("pk").pk)
    for file in SealedFile.objects.exclude(pk=own.pk):
        assert bytes(file.file_hash).hex() not in proof


def read_commands(page: str) -> list[str]:
    blocks = re.findall(r'<pre class="seal-command"[^>]*><code>(.*?)</code></pre>', page, re.DOTALL)
    return [html.unescape(block) for block in blocks]


def run(command: str, folder: Path, shell: str = "sh") -> str:
    done = subprocess.run(
        [shell, "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def download(client: Client, folder: Path) -> None:
    seal = Seal.objects.get()
    files = {"proof.txt": PROOF, "text.txt": TEXT}
    files |= {f"{seal}.{end}": f"/integrity/{seal}.{end}" for end in ("txt", "tsr", "pem")}
    for name, url in files.items():
        (folder / name).write_bytes(client.get(url).content)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_stranger_can_check_a_text_with_the_commands_of_the_page(
    shell, post, authority, client, tmp_path
):
    tasks.seal_new_files.func()
    download(client, tmp_path)
    digest, path, verify, fingerprint = read_commands(client.get("/integrity/").content.decode())
    proof = (tmp_path / "proof.txt").read_text()
    seal = Seal.objects.get()
    assert f"sha256 {run(digest, tmp_path, shell).split()[0]}\n" in proof
    root = run(path, tmp_path, shell).strip()
    assert root == seal.root_hex
    assert f"root: {root}\n" in (tmp_path / f"{seal}.txt").read_text()
    verified = run(verify, tmp_path, shell)
    assert "Verification: OK" in verified
    assert "Time stamp:" in verified
    shown = run(fingerprint, tmp_path, shell)
    assert "Root of tests" in shown
    assert "sha256 Fingerprint=" in shown


@pytest.mark.parametrize("changed", ["text.txt", "proof.txt", "seal"])
def test_stranger_notices_what_was_changed(changed, post, authority, client, tmp_path):
    tasks.seal_new_files.func()
    download(client, tmp_path)
    seal = Seal.objects.get()
    file = tmp_path / (f"{seal}.txt" if changed == "seal" else changed)
    content = file.read_text()
    if changed == "proof.txt":
        salt = re.search("^salt (.)", content, re.MULTILINE)
        assert salt
        content = content.replace(salt[0], "salt B" if salt[1] != "B" else "salt C")
    else:
        content += "More."
    file.write_text(content)
    _digest, path, verify, _print = read_commands(client.get("/integrity/").content.decode())
    if changed == "seal":
        assert "Verification: FAILED" in run(verify, tmp_path)
    else:
        assert run(path, tmp_path).strip() != seal.root_hex


def test_expired_certificates_are_verified_at_the_time_of_the_signature(
    post, authority, client, tmp_path
):
    tasks.seal_new_files.func()
    download(client, tmp_path)
    page = client.get("/integrity/").content.decode()
    verify = read_commands(page)[2].splitlines()[0]
    option = re.search("-attime [0-9]+", page)
    assert option
    assert "Verification: OK" in run(f"{verify} {option[0]}", tmp_path)
    assert "certificate is not yet valid" in run(f"{verify} -attime 946684800", tmp_path)


def hide_post(post: Post, how: str) -> None:
    if how == "deleted":
        post.delete()
        return
    changes = {
        "draft": {"status": "draft"},
        "review": {"status": "review"},
        "trashed": {"status": "trashed", "trashed_at": timezone.now()},
        "scheduled": {"published_at": timezone.now() + timedelta(days=1)},
    }
    Post.objects.filter(pk=post.pk).update(**changes[how])


@pytest.mark.parametrize("how", ["draft", "review", "trashed", "scheduled", "deleted"])
def test_post_that_is_not_public_has_no_proof(how, post, authority, client):
    tasks.seal_new_files.func()
    hide_post(post, how)
    for visitor in (client, signed_in(make.user("Editor"))):
        assert visitor.get(PROOF).status_code == visitor.get(TEXT).status_code == 404


def test_proof_at_a_former_month_leads_to_the_post(post, authority, client):
    tasks.seal_new_files.func()
    for name in ("proof.txt", "text.txt"):
        response = client.get(f"/2020/01/bridge/{name}")
        assert (response.status_code, response["Location"]) == (301, f"{URL}{name}")


def test_list_shows_days_roots_and_files(post, authority, client):
    tasks.seal_new_files.func()
    record(post, "<p>Later.</p>")
    collect_files()
    create_seal(datetime.now(UTC).date() + timedelta(days=1))  # Not signed yet.
    content = client.get("/integrity/").content.decode()
    waiting, signed = Seal.objects.all()
    for seal in (waiting, signed):
        assert seal.root_hex in content
        assert f'href="/integrity/{seal}.txt"' in content
    assert f'href="/integrity/{signed}.tsr"' in content
    assert f'href="/integrity/{waiting}.tsr"' not in content
    assert "not signed yet" in content
    assert f"-in {signed}.tsr" in content
    for end in ("tsr", "pem"):
        assert client.get(f"/integrity/{waiting}.{end}").status_code == 404
    assert client.get(f"/integrity/{signed}.tsr").content == bytes(signed.token or b"")
    assert "/integrity/" in client.get("/sitemap-pages.xml").content.decode()


def test_list_without_seals_says_so_and_is_not_indexed(authority, client):
    content = client.get("/integrity/").content.decode()
    assert "There are no seals yet." in content
    assert 'content="noindex' in content


def test_list_has_pages(authority, client):
    for number in range(31):
        Seal.objects.create(
            day=datetime(2026, 1, 1, tzinfo=UTC).date() + timedelta(days=number),
            created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number),
            root=bytes(32),
            tile_roots=bytes(32),
            file_count=1,
            statement="Seal",
        )
    first = client.get("/integrity/").content.decode()
    older = re.search(r'href="(\?before=[^"]+)"', first)
    assert older
    second = client.get(f"/integrity/{older[1]}").content.decode()
    assert "/integrity/2026-01-01.txt" in second
    assert "/integrity/2026-01-01.txt" not in first
    assert "seal-check" not in second


@pytest.mark.parametrize(
    "name", ["2026-02-30.txt", "2026-01-01.txt", "0000-01-01.txt", "2026-01-01.html", "x.txt"]
)
def test_file_of_a_day_without_seal_is_missing(name, authority, client):
    assert client.get(f"/integrity/{name}").status_code == 404


def test_new_seals_and_tokens_end_the_page_cache(post, authority):
    collect_files()
    before = count_changes()
    create_seal(datetime.now(UTC).date())
    assert count_changes() == before + 1
    request_missing_tokens()
    assert count_changes() == before + 2


# The site's settings included.
QUERIES = {URL: 2, "/integrity/": 2, PROOF: 4, TEXT: 5, "/integrity/{seal}.txt": 2}


def test_page_query_count(post, authority, client, django_assert_num_queries):
    tasks.seal_new_files.func()
    seal = Seal.objects.get()
    for url, count in QUERIES.items():
        with django_assert_num_queries(count):
            assert client.get(url.format(seal=seal)).status_code == 200, url
