"""The static site: every public page, links that work in a folder, nothing that is not public."""

import zipfile
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest
from django.core.management import CommandError, call_command

from blog.content.redirects import add_redirect
from blog.editing.captions import Captions, change_captions
from blog.editing.posters import set_poster
from blog.models import PullQuote, Source
from tests.support import factories as make
from tests.support import sample_files
from tests.transfer.exports import posts
from transfer.exports.site_links import find_target, get_file_name

pytestmark = pytest.mark.django_db
SITE = "https://blog.example.org"


@pytest.fixture(autouse=True)
def site(settings, tmp_path, monkeypatch):
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["blog.example.org"]
    settings.MEDIA_ROOT = tmp_path / "media"
    # Share cards are most of the time of an export.
    monkeypatch.setattr("blog.metadata.cards.drawing.draw", lambda *args: make.picture())


def export(tmp_path: Path) -> dict[str, bytes]:
    path = tmp_path / "site.zip"
    path.unlink(missing_ok=True)
    call_command("export", "static", str(path))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len({*names})
        return {name: archive.read(name) for name in names}


def list_links(page: bytes) -> list[str]:
    root = lxml.html.document_fromstring(page.decode())
    links = root.xpath("//a/@href|//img/@src|//script/@src|//audio/@src|//video/@src|//track/@src")
    links += root.xpath("//link[@rel != 'canonical' and @rel != 'license']/@href")
    candidates = [part.split()[0] for each in root.xpath("//@srcset") for part in each.split(", ")]
    return [str(link) for link in links] + candidates


def find_broken_links(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return links of pages and style sheets that are not relative or lead to no file."""
    broken = []
    for name, data in files.items():
        links = []
        if name.endswith(".html") and name != "404.html":
            links = list_links(data)
        elif name.endswith(".css"):
            parts = data.decode().split("url(")[1:]
            links = [part.partition(")")[0].strip("\"'") for part in parts]
        for link in links:
            if urlsplit(link).scheme and not link.startswith(SITE) or link.startswith("#"):
                continue
            target = unquote(urlsplit(urljoin(f"file:///{name}", link)).path).lstrip("/")
            if link.startswith(("/", SITE)) or target not in files:
                broken.append((name, link))
    return broken


def test_every_public_page_is_a_file_and_links_lead_to_files(tmp_path):
    post = posts.create_post_of_all_kinds(slug="وقت-منخفض")
    make.comment(post, "A comment")
    make.page(title="About", slug="about")
    files = export(tmp_path)
    quotation, source = PullQuote.objects.first(), Source.objects.first()
    for path in (
        "/",
        "/about/",
        post.get_absolute_url(),
        source.get_absolute_url(),
        f"/quotes/{quotation.pk}/",
        f"/quotes/{quotation.pk}/quotation.bib",
        "/labels/rivers/",
        "/authors/ada-bell/",
        "/archive/",
        "/feed.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/static/theme/pages.css",
        f"{post.get_absolute_url()}card.png",
    ):
        assert get_file_name(path) in files, path
    # Numbered by the posts' keys, which depend on the tests before.
    assert any(name.startswith("sitemap-posts-") for name in files)
    text = lxml.html.document_fromstring(
        files[get_file_name(post.get_absolute_url())].decode()
    ).text_content()
    for expected in posts.QUOTATIONS + posts.CAPTIONS + posts.CREDITS + posts.PROSE:
        assert expected in text
    assert sum(name.endswith(".html") for name in files) > 20
    assert find_broken_links(files) == []


def test_captions_and_poster_are_files_of_the_site(tmp_path):
    author = make.user("Author")
    video, text = (
        make.media_file(author, sample_files.mp4()),
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHi",
    )
    change_captions(file=video, saved=[Captions("en", "", text)])
    set_poster(file=video, photo=make.photo(author), by=author)
    make.post(make.file(video), authors=(author,))
    files = export(tmp_path)
    assert files[f"captions/{video.caption_tracks.get().key}.vtt"].decode() == text
    assert video.poster and f"media/{video.poster.image.name}" in files
    assert find_broken_links(files) == []


def test_files_that_sentences_link_to_are_files_of_the_site(tmp_path):
    author = make.user("Author")
    file = make.media_file(author, sample_files.pdf(), "Report.pdf")
    make.post(f'<p>See <a href="{file.file.url}#page=2">it</a>.</p>', authors=(author,), slug="a")
    files = export(tmp_path)
    assert files[f"media/{file.file.name}"] == sample_files.pdf()
    assert not find_broken_links(files)


def test_what_needs_a_server_is_left_out(tmp_path):
    post = make.post()
    make.comment(post, "A comment")
    files = export(tmp_path)
    page = files[get_file_name(post.get_absolute_url())].decode()
    assert "A comment" in page
    for part in ("<form", "/accounts/", "/admin/", "/search/", "visitor"):
        assert part not in page
    assert not [name for name in files if name.startswith(("admin", "accounts", "search"))]


def test_nothing_unpublished_is_in_the_site(tmp_path):
    make.post(title="Shown")
    secret = "Unpublished words"
    make.draft(f"<p>{secret}</p>" + make.quotation(secret), title=secret)
    make.scheduled(f"<p>{secret}</p>", title=secret)
    trashed = make.post(f"<p>{secret}</p>", title=secret, slug="trashed-slug")
    add_redirect("/old-secret/", trashed.get_absolute_url())
    trashed.set_trashed()
    files = export(tmp_path)
    everything = b"".join(files.values()).decode(errors="replace")
    assert secret not in everything
    assert "trashed-slug" not in everything
    assert "old-secret/index.html" not in files


def test_all_pages_of_long_lists_are_files(tmp_path):
    make.site(posts_per_page=1)
    for number in range(8):
        make.post(title=f"Number {number}", published_at=make.moment(2020, 1 + number))
    files = export(tmp_path)
    pages = [name for name in files if name.startswith("before-")]
    assert pages
    text = b"".join(files[name] for name in ["index.html", *pages]).decode()
    for number in range(8):
        assert f"Number {number}" in text


def test_former_paths_lead_on_with_and_without_rules(tmp_path):
    post = make.post(slug="present")
    add_redirect("/2001/01/old.html", post.get_absolute_url())
    add_redirect("/old folder/", post.get_absolute_url())
    files = export(tmp_path)
    rules = files["_redirects"].decode().splitlines()
    assert f"/2001/01/old.html {post.get_absolute_url()} 301" in rules
    assert f"/old%20folder/ {post.get_absolute_url()} 301" in rules
    assert "/feeds/posts/default /feed.atom 301" in rules
    page = lxml.html.document_fromstring(files["2001/01/old.html"].decode())
    link = page.xpath("//a/@href")[0]
    target = urlsplit(urljoin("file:///2001/01/old.html", link)).path.lstrip("/")
    assert target == get_file_name(post.get_absolute_url())
    assert page.xpath("//meta[@http-equiv]/@content") == [f"0; url={link}"]
    assert "old folder/index.html" in files


def test_markup_in_text_is_not_rewritten(tmp_path):
    code = '&lt;a href="/about/"&gt;'
    post = make.post(f'<pre><code>{code}</code></pre><p>href="/about/"</p>')
    page = export(tmp_path)[get_file_name(post.get_absolute_url())].decode()
    assert code in page.replace("&#34;", '"').replace("&quot;", '"')
    assert '<p>href="/about/"</p>' in page


def test_page_that_fails_fails_the_export(tmp_path, monkeypatch):
    make.post()

    def fail(*args):
        raise RuntimeError("broken")

    monkeypatch.setattr("blog.metadata.head_tags.build_post", fail)
    with pytest.raises(CommandError, match="failed with status 500"):
        export(tmp_path)
    assert not (tmp_path / "site.zip").exists()


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("/a/?before=1&utm=2", "/a/?before=1"),
        ("?comments=-12", "/here/?comments=-12"),
        (f"{SITE}/a/#b", "/a/"),
        (SITE, "/"),
        ("https://example.org/", None),
        ("mailto:a@example.org", None),
        ("/search/?q=a", None),
        ("/comments/5/report/", None),
        ("/2024/03/a/comments/feed.atom", "/2024/03/a/comments/feed.atom"),
        ("/2024/03/a/comment/", None),
        ("http://[", None),
    ],
)
def test_target_of_link(link, target):
    assert find_target(link, "/here/") == target


def test_long_names_are_shortened_and_stay_apart():
    names = {get_file_name(f"/{'وقت' * 60}{number}/") for number in range(2)}
    assert len(names) == 2
    assert all(len(part.encode()) <= 255 for name in names for part in name.split("/"))
