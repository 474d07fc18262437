"""Recordings and documents of the other blog that sentences link to: our copies, or links to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.editing import media_files
from blog.models import LinkedFile, MediaFile, Post
from blog.revisions.models import Revision
from lib.safe_http import FetchError
from tests.support import factories as make
from tests.support import sample_files
from tests.transfer.memory_reader import SITE, MemoryReader, post, run_import, start
from transfer import importing, missing, pictures
from transfer.accounts import get_importer
from transfer.admin.preview import build_dry_run
from transfer.items import ExportedFile, ExportedPicture
from transfer.models import Import, ImportedFile, ImportedItem
from transfer.rollback import roll_back
from transfer.stages.files import LINK_NOTE
from transfer.summary import get_summary

pytestmark = pytest.mark.django_db
URL = "https://old.example/uploads/Low%20tide.pdf"


@pytest.fixture(autouse=True)
def server(monkeypatch) -> dict[str, bytes]:
    """The content of addresses; all others do not exist. No request is sent."""
    contents: dict[str, bytes] = {URL: sample_files.pdf()}

    def download(url, file, *args, **options):
        if url not in contents:
            raise FetchError("status 404")
        file.write(contents[url])
        return file.tell()

    monkeypatch.setattr(pictures.safe_http, "download", download)
    return contents


def link(url: str = URL, text: str = "the paper") -> str:
    return f'<a href="{url}">{text}</a>'


def get_url() -> str:
    return MediaFile.objects.get().file.url


@pytest.mark.parametrize(
    ("html", "before"),
    [
        (f"<p>See {link()} there.</p>", "See "),
        (f"<ul><li>One {link()}</li></ul>", "One "),
        (f"<table><tr><td>One {link()}</td><td>b</td></tr></table>", "One "),
        (f"<blockquote><p>One {link()}</p></blockquote>", "One "),
        (f"<p>See {link('/uploads/Low%20tide.pdf')} there.</p>", "See "),
        (f"<p>See {link('http://www.old.example/uploads/Low%20tide.pdf?ver=2')}.</p>", "See "),
    ],
)
def test_link_to_a_file_of_the_blog_leads_to_our_copy(server, html, before):
    server["http://www.old.example/uploads/Low%20tide.pdf?ver=2"] = sample_files.pdf()
    report = run_import(post(html=html))
    assert f'{before}<a href="{get_url()}">the paper</a>' in Post.objects.get().html
    assert LinkedFile.objects.get().post == Post.objects.get()
    assert (report.files, ImportedItem.objects.get(kind="post").notes) == (1, [])


def test_page_of_a_document_stays_the_target():
    run_import(post(html=f"<p>See {link(URL + '#page=3')} there.</p>"))
    assert f'<a href="{get_url()}#page=3">' in Post.objects.get().html


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/a.pdf",
        "https://old.example.evil.example/a.pdf",
        "https://old.example/a.docx",
        "https://old.example/a.pdf/",
        "mailto:a@old.example",
    ],
)
def test_other_link_stays(server, url):
    server[url] = sample_files.pdf()
    run_import(post(html=f"<p>See {link(url)} there.</p>"))
    assert f'href="{url}"' in Post.objects.get().html
    assert not MediaFile.objects.exists() and not ImportedFile.objects.exists()


def test_host_of_pictures_of_the_library_is_one_of_the_blog(server):
    url = "https://files.example/a.pdf"
    server[url] = sample_files.pdf()
    picture = ExportedPicture(key="p", urls=("https://files.example/p.png",))
    run_import(picture, post(html=f"<p>See {link(url)} there.</p>"))
    assert get_url() in Post.objects.get().html


def test_file_of_the_library_is_taken_from_the_export(server):
    del server[URL]
    library = ExportedFile(key="f", urls=(URL,), file="low.pdf")
    run_import(library, post(html=f"<p>See {link()}.</p>"), files={"low.pdf": sample_files.pdf()})
    assert get_url() in Post.objects.get().html


def test_same_links_again_write_nothing():
    items = [post("1", html=f"<p>See {link()}.</p>"), post("2", html=f"<p>And {link()}.</p>")]
    run_import(*items)
    report = run_import(*items)
    assert (report.posts, report.files) == (0, 0)
    assert (MediaFile.objects.count(), Revision.objects.count()) == (1, 2)


def test_changed_post_has_the_same_copy():
    run_import(post(html=f"<p>See {link()}.</p>"))
    run_import(post(html=f"<p>Or see {link()}.</p>"))
    assert f'Or see <a href="{get_url()}">' in Post.objects.get().html


def test_missing_file_stays_a_link_with_a_note(server):
    del server[URL]
    run_import(post(html=f"<p>See {link()} and {link()}.</p>"))
    assert Post.objects.get().html.count(f'href="{URL}"') == 2
    assert ImportedItem.objects.get(kind="post").notes == [LINK_NOTE]
    assert ImportedFile.objects.get().state == "missing"
    assert Import.objects.get().counts["missing_files"] == 1


def test_file_that_arrives_later_is_the_target_of_links(server):
    del server[URL]
    html = f"<p>See {link(URL + '#page=2')} there.</p><blockquote><p>{link()}</p></blockquote>"
    reader = MemoryReader([SITE, post(html=html)])
    run, by = start(reader), get_importer()
    importing.read(run, reader)
    importing.write(run, reader, by)
    server[URL] = sample_files.pdf()
    missing.queue_missing(run)
    run.stage = Import.Stage.WRITING
    run.save()
    missing.fetch_queued(run, reader, by, lambda: None)
    importing.go_on_writing(run, reader, by)
    html = Post.objects.get().html
    assert html.count(f'href="{get_url()}') == 2 and URL not in html
    assert f'href="{get_url()}#page=2"' in html
    assert LinkedFile.objects.exists()
    assert ImportedItem.objects.get(kind="post").notes == []
    assert ImportedFile.objects.get().state == "fetched"


def test_file_that_arrives_later_is_the_target_of_links_in_quotations(server):
    del server[URL]
    quotation = make.quotation(f"Read {link()}.", attribution="Ana Ruiz")
    run_import(post(blocks=(quotation,), html=f"<p>Read {link()}.</p>"))
    run = Import.objects.get()
    server[URL] = sample_files.pdf()
    missing.queue_missing(run)
    run.stage = Import.Stage.WRITING
    run.save()
    reader = MemoryReader([])
    missing.fetch_queued(run, reader, get_importer(), lambda: None)
    importing.go_on_writing(run, reader, get_importer())
    assert f'href="{get_url()}"' in Post.objects.get().html


def test_roll_back_leaves_the_file_to_the_cleanup():
    run_import(post(html=f"<p>See {link()}.</p>"))
    MediaFile.objects.update(last_uploaded_at=timezone.now() - timedelta(days=8))
    media_files.delete_unused.call()
    assert MediaFile.objects.exists()
    roll_back(Import.objects.get())
    media_files.delete_unused.call()
    assert not MediaFile.objects.exists()


def test_dry_run_counts_links_to_files_of_the_blog():
    other = link("https://other.example/a.pdf")
    html = f"<p>{link()}, {link('/b.MP3?x=1')}, {other}, {link('/b.html')} and {link()}.</p>"
    reader = MemoryReader([SITE, post("1", html=html), post("2", html=f"<p>{link()}</p>")])
    run = start(reader)
    importing.read(run, reader)
    library = {str(label): count for label, count in build_dry_run(run, []).library}
    assert library == {"Links to recordings and documents of the blog": 3}


@pytest.mark.parametrize(
    ("url", "count"),
    [
        ("/a&#45;b.pdf?x=1&#038;y=2", 1),
        ("/a.pdf#page=2?b", 1),
        ("/a.html?file=b.pdf", 0),
        # Took minutes.
        ("/a.pdf" + "?b.pdf" * 20_000 + "<", 0),
    ],
)
def test_dry_run_counts_links_by_the_end_of_their_path(url, count):
    reader = MemoryReader([SITE, post(html=f"<p>{link(url)}</p>")])
    run = start(reader)
    importing.read(run, reader)
    assert get_summary(run).file_links == count
