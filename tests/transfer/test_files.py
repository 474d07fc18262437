"""Audio, video and PDF files of exports: file blocks here, and links where they are missing."""

import errno
import re
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.utils import timezone

from blog.content.document import parse
from blog.editing import media_files
from blog.models import Embed, Figure, MediaFile, Post
from blog.revisions.models import Revision
from lib import safe_http
from lib.safe_http import FetchError
from tests.support import factories as make
from tests.support import sample_files
from tests.support.hostile_server import HostileServer, run_server
from tests.transfer.memory_reader import MemoryReader, post, run_import, start
from transfer import importing, pictures, reasons
from transfer.accounts import get_importer
from transfer.bodies import convert_body
from transfer.items import ExportedFile, ExportedPicture
from transfer.models import Import, ImportedFile, ImportedItem
from transfer.readers.base import NotAnExport
from transfer.rollback import roll_back

pytestmark = pytest.mark.django_db
BASE = "https://old.example/blog/"
URL = f"{BASE}talk.wav"
FIGURE = f'<p>Before.</p><figure data-file="{URL}"><figcaption>A talk</figcaption></figure>'
CAPTIONS = b"WEBVTT\n\n00:01.000 --> 00:02.000\nLow water.\n"
LINK_NOTE = "A recording or document could not be fetched and is a link."
FILES = {"media/talk.wav": sample_files.wav()}


def exported(url: str = URL, **texts: str) -> ExportedFile:
    return ExportedFile(key="talk", urls=(url,), file="media/talk.wav", **texts)


def test_file_of_the_export_becomes_a_block():
    report = run_import(exported(title="The talk"), post(html=FIGURE), files=FILES)
    embed = Embed.objects.select_related("file").get()
    assert (embed.title, embed.caption) == ("The talk", "A talk")
    assert (embed.file.kind, embed.file.name) == ("audio", "talk.wav")
    assert "<audio" in Post.objects.get().html
    assert (report.files, report.photos) == (1, 0)
    assert ImportedItem.objects.get(kind="post").notes == []


@pytest.mark.parametrize("url", ["/files/talk.wav", "https://old.example/files/talk.wav"])
def test_path_of_a_file_is_one_of_the_old_site(url):
    html = '<figure data-file="/files/talk.wav"></figure><img src="/files/p.png">'
    picture = ExportedPicture(key="p", urls=("/files/p.png",), file="p.png")
    files = {**FILES, "p.png": make.picture()}
    written = post(html=html, former_urls=("/2020/one.html",))
    run_import(exported(url), picture, written, files=files)
    assert Embed.objects.get().file is not None and Figure.objects.get().photo is not None


def test_title_of_file_without_one_is_its_name():
    run_import(exported(), post(html=FIGURE), files=FILES)
    assert Embed.objects.get().title == "talk"


def test_same_files_again_write_nothing():
    items = [exported(), post("1", html=FIGURE), post("2", html=FIGURE)]
    run_import(*items, files=FILES)
    assert (MediaFile.objects.count(), Embed.objects.count()) == (1, 2)
    report = run_import(*items, files=FILES)
    assert (MediaFile.objects.count(), Revision.objects.count()) == (1, 2)
    assert (report.posts, report.files) == (0, 0)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "media/talk.wav"),
        ({"media/talk.wav": b"<html>Not found</html>"}, "no file that can be shown"),
        ({"media/talk.wav": sample_files.wav()[:-40]}, "incomplete or damaged"),
    ],
)
def test_file_that_cannot_be_stored_stays_a_link(files, reason):
    report = run_import(exported(), post(html=FIGURE), files=files)
    html = Post.objects.get().html.strip()
    assert html == f'<p>Before.</p><p><a href="{URL}">A talk</a></p>'
    assert not Embed.objects.exists() and report.files == 0
    row = ImportedFile.objects.get()
    assert row.state == "missing" and reason in row.reason
    assert ImportedItem.objects.get(kind="post").notes == [LINK_NOTE]
    run = Import.objects.get()
    assert (run.counts["missing"], run.counts["missing_files"]) == (0, 1)


def test_file_over_the_limit_of_uploads_stays_a_link(settings):
    settings.AUDIO_MAX_BYTES = 1000
    run_import(exported(), post(html=FIGURE), files=FILES)
    assert not MediaFile.objects.exists()
    assert ImportedFile.objects.get().reason == "more than 1000 bytes"


def test_file_on_the_old_server_is_not_fetched_without_pictures():
    reader = MemoryReader([post(html=FIGURE)])
    run, by = start(reader), get_importer()
    run.fetches_pictures = False
    importing.read(run, reader)
    importing.write(run, reader, by)
    assert f'<a href="{URL}">' in Post.objects.get().html
    assert ImportedFile.objects.get().reason == reasons.SWITCHED_OFF


@pytest.fixture
def server(monkeypatch):
    """A server on which the files of the old blog are."""
    with run_server(HostileServer) as server:
        for name in ("download", "fetch"):
            reach = partial(
                getattr(safe_http, name), resolve=server.resolve, ports={"http": server.port}
            )
            monkeypatch.setattr(pictures.safe_http, name, reach)
        yield server


def test_film_is_fetched_with_captions_and_poster(server):
    server.set_response("/f.mp4", "200 OK", body=sample_files.mp4())
    server.set_response("/en.vtt", "200 OK", body=CAPTIONS)
    server.set_response("/bad.vtt", "200 OK", body=b"<html>")
    server.set_response("/p.png", "200 OK", body=make.picture())
    root = "http://there.example"
    html = (
        f'<figure data-file="{root}/f.mp4" data-title="Flood" data-poster="{root}/p.png">'
        f'<track kind="captions" src="{root}/en.vtt" srclang="en" label="English">'
        f'<track src="{root}/bad.vtt" srclang="fr"><track src="{root}/none.vtt" srclang="de">'
        f'<track kind="chapters" src="{root}/en.vtt" srclang="es"></figure>'
    )
    report = run_import(post(html=html))
    file = MediaFile.objects.get()
    assert (file.kind, report.files, report.photos) == ("video", 1, 1)
    [track] = file.caption_tracks.all()
    assert (track.language, track.label) == ("en", "English") and "Low water." in track.text
    assert file.poster is not None
    assert 'srclang="en"' in Post.objects.get().html
    assert Embed.objects.get().title == "Flood"


def test_server_that_sends_a_page_leaves_a_link(server):
    server.set_response("/f.mp4", "200 OK", body=b"<html>Gone</html>")
    run_import(post(html='<figure data-file="http://there.example/f.mp4"></figure>'))
    assert '<a href="http://there.example/f.mp4">' in Post.objects.get().html


def test_roll_back_leaves_the_file_to_the_cleanup():
    run_import(exported(), post(html=FIGURE), files=FILES)
    roll_back(Import.objects.get())
    MediaFile.objects.update(last_uploaded_at=timezone.now() - timedelta(days=8))
    media_files.delete_unused.call()
    assert not MediaFile.objects.exists()
    run_import(exported(), post(html=FIGURE), files=FILES)
    assert Embed.objects.get().file == MediaFile.objects.get()


def test_number_of_file_in_document_of_export_means_no_row_of_here():
    mine = make.media_file(make.user("Author"))
    run_import(post(blocks=(make.file(mine, title="Theirs", transcript="One\nTwo"),)))
    assert not Embed.objects.exists()
    assert "<p>Theirs</p><p>One</p><p>Two</p>" in Post.objects.get().html


def test_file_of_our_own_document_has_its_texts():
    block = '<figure data-block="file" data-file="1" data-caption="C" data-transcript="T"></figure>'
    for name, count in (("files/other.wav", 0), ("files/talk.wav", 1)):
        written = post(blocks=(block,), block_files=(name,))
        run_import(exported(f"{BASE}files/talk.wav"), written, files=FILES)
        assert Embed.objects.count() == count
    embed = Embed.objects.get()
    assert (embed.caption, embed.transcript) == ("C", "T")


PLAYERS = [
    f'<audio src="{URL}"></audio>',
    f'<audio controls><source src="{BASE}talk.wma"><source src="{URL}"></audio>',
    f'<video><a href="{URL}">Download</a></video>',
    '<video src="/blog/talk.wav"></video>',
    f'<p><a href="{URL}">The <b>talk</b></a></p>',
    f'<p> <strong><a href="{URL}?x=1">The talk</a></strong> </p>',
    f'<p><a href="{URL}">The talk</a><br>In <em>spring</em></p>',
    f'<object data="{URL}"></object>',
    f'<ul><li>One<audio src="{URL}"></audio></li></ul>',
]


@pytest.mark.parametrize("html", PLAYERS)
def test_player_or_link_alone_is_a_file(html):
    body = convert_body(html, BASE)
    assert [link.url.partition("?")[0] for link in body.files] == [URL]
    assert 'data-block="file" data-file="1"' in body.html


def test_lines_of_a_caption_are_joined_by_spaces():
    html = f'<p><a href="{URL}">Low<br>tide</a><br>Recorded in May.<br>By <em>Ana</em> Kos.</p>'
    body = convert_body(html, BASE)
    assert 'data-title="Low tide"' in body.html
    assert 'data-caption="Recorded in May. By Ana Kos."' in body.html


@pytest.mark.parametrize(
    "html",
    [
        f'<p>See <a href="{URL}">the talk</a>.</p>',
        '<p><a href="https://other.example/a.pdf">A report</a></p>',
        f'<p><a href="{URL}">The talk</a> is here.</p>',
        f'<p><a href="{URL}"><img src="{BASE}a.png"></a></p>',
        f'<p><a href="{BASE}talk.zip">All</a></p>',
        f'<p><a href="{URL}">Talk</a><br><a href="{BASE}b.pdf">Slides</a></p>',
        f'<p><a href="{URL}">Talk</a><br>Next: <a href="/next/">the next one</a></p>',
        f'<ul><li><p><a href="{URL}">Talk</a></p></li><li><p>Other</p></li></ul>',
        f'<table><tr><td><p><a href="{URL}">Talk</a></p></td><td>2020</td></tr></table>',
        f'<blockquote><p><a href="{URL}">Talk</a></p></blockquote>',
        f'<figure data-file="{BASE}talk.docx"></figure>',
        '<figure data-file="javascript:a.mp3"></figure>',
    ],
)
def test_other_link_is_no_file(html):
    body = convert_body(html, BASE)
    assert body.files == [] and "data-file" not in body.html
    for link in re.findall(rf'href="({BASE}[^"]+)"', html):
        assert f'href="{link}"' in body.html or "<img" in html


def test_frame_beside_a_player_stays():
    frame = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'
    body = convert_body(f'<figure><audio src="{URL}"></audio>{frame}</figure>', BASE)
    assert len(body.files) == 1 and "dQw4w9WgXcQ" in body.html


def test_damaged_file_of_a_zip_costs_that_file(monkeypatch):
    def refuse(reader, name):
        raise NotAnExport("The file in the zip is damaged.")

    monkeypatch.setattr(MemoryReader, "open_file", refuse)
    report = run_import(exported(), post(html=FIGURE))
    assert (report.posts, report.files) == (1, 0)
    assert ImportedFile.objects.get().reason == "The file in the zip is damaged."


def test_full_disk_during_a_download_ends_the_import_as_such(monkeypatch):
    def fail(*args, **options):
        raise FetchError("no space") from OSError(errno.ENOSPC, "No space left")

    monkeypatch.setattr(pictures.safe_http, "download", fail)
    with pytest.raises(OSError, match="No space left"):
        run_import(post(html=FIGURE))


def test_slow_server_of_files_is_given_up_though_its_pictures_arrive(monkeypatch):
    asked = []

    def fail(url, *args, **options):
        asked.append(url)
        raise FetchError("deadline")

    monkeypatch.setattr(pictures.safe_http, "download", fail)
    response = SimpleNamespace(body=make.picture())
    monkeypatch.setattr(pictures.safe_http, "fetch", lambda *args, **options: response)
    posts = [
        post(
            str(each), html=f'<figure data-file="{BASE}{each}.wav"></figure><img src="{each}.png">'
        )
        for each in range(4)
    ]
    run_import(*posts)
    assert len(asked) == pictures.MAX_HOST_FAILURES
    assert not Figure.objects.filter(photo=None).exists()


def test_captions_in_a_language_that_cannot_be_stored_are_left_out(server):
    server.set_response("/f.mp4", "200 OK", body=sample_files.mp4())
    server.set_response("/en.vtt", "200 OK", body=CAPTIONS)
    language = "en" + "-abcdefgh" * 4
    track = f'<track src="http://there.example/en.vtt" srclang="{language}">'
    run_import(post(html=f'<figure data-file="http://there.example/f.mp4">{track}</figure>'))
    assert Embed.objects.get().file.caption_tracks.count() == 0


def test_figure_of_a_player_has_its_caption():
    html = (
        f'<figure><video poster="/p.png" src="{BASE}f.mp4"><track src="a.vtt" srclang="en"></video>'
        "<figcaption>At dusk</figcaption></figure>"
    )
    body = convert_body(html, BASE)
    [link] = body.files
    assert (link.poster, link.tracks[0].url) == ("https://old.example/p.png", f"{BASE}a.vtt")
    [node] = parse(body.html).nodes
    assert node.caption == "At dusk"


def test_transcript_of_our_own_exports_is_that_of_the_file():
    html = (
        f'<figure data-file="{URL}"></figure><details class="transcript">'
        "<summary>Transcript</summary><p>One</p><p>Two</p></details><p>After.</p>"
    )
    body = convert_body(html, BASE)
    file, prose = parse(body.html).nodes
    assert (file.transcript, prose.html) == ("One\nTwo", "<p>After.</p>")
    assert body.files[0].link.endswith("</a></p><p>One</p><p>Two</p>")
