"""Link previews: what the task fetches from providers, hostile ones included, and stores."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.content import rendering
from blog.content.embeds import previews
from blog.models import LinkPreview
from lib import safe_http
from tests.support import factories as make
from tests.support.hostile_server import HostileServer, run_server

pytestmark = pytest.mark.django_db
URL = "https://www.youtube.com/watch?v=abcdefghij_"
POST_URL = "https://x.com/someone/status/20"
ANSWER = {
    "title": "Low water",
    "author_name": "Harbour TV",
    "thumbnail_url": "http://there.example/p",
}


@pytest.fixture
def server(monkeypatch) -> Iterator[HostileServer]:
    """A provider that answers at /oembed, and pictures at other paths."""
    with run_server(HostileServer) as server:
        fetch = partial(safe_http.fetch, resolve=server.resolve, ports={"http": server.port})
        monkeypatch.setattr(previews.safe_http, "fetch", fetch)
        find = previews.find_embed

        def find_here(url: str):
            if address := find(url):
                object.__setattr__(address, "oembed_url", "http://there.example/oembed")
            return address

        monkeypatch.setattr(previews, "find_embed", find_here)
        yield server


def answer(server: HostileServer, value: object, **pictures: bytes) -> None:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    server.set_response("/oembed", "200 OK", "Content-Type: application/json", body=body)
    for path, data in pictures.items():
        server.set_response(f"/{path}", "200 OK", "Content-Type: image/png", body=data)


def embed(url: str = URL, **attributes: str) -> str:
    return make.embed(url, **attributes)


def fetch(url: str = URL) -> LinkPreview:
    """Run the task for the preview of a URL, and return it."""
    page = LinkPreview.objects.get(url=url)
    previews.fetch_preview.call(page.pk)
    page.refresh_from_db()
    return page


def list_tasks(task: Task) -> list[list]:
    """Return the arguments of the enqueued runs of a task."""
    rows = DBTaskResult.objects.filter(task_path=task.module_path).order_by("enqueued_at")
    return [row.args_kwargs["args"] for row in rows]


def test_facts_and_picture_are_stored_and_shown(server):
    post = make.post(embed())
    assert "youtube.com/watch?v=abcdefghij_" in post.html
    answer(server, ANSWER, p=make.landscape())
    page = fetch()
    # Enqueued with the facts: no callback that a killed worker would not run.
    assert list_tasks(rendering.rerender) == [[[post.pk]]]
    rendering.rerender.call([post.pk])
    assert (page.title, page.author, page.provider) == ("Low water", "Harbour TV", "youtube")
    assert page.fetched_at is not None
    assert (page.width, page.height) == (768, 432)
    assert default_storage.exists(page.image.name) and page.image.name.endswith(".webp")
    post.refresh_from_db()
    assert "Low water" in post.html and "Harbour TV" in post.html
    assert f'src="{page.image.url}"' in post.html


def test_text_of_a_post_is_plain(server):
    make.post(embed(POST_URL))
    quote = "<p lang=en>We <b>agree</b> <script>alert(1)</script></p>&mdash; A"
    html = f"<blockquote>{quote}</blockquote><script src=x></script>"
    answer(server, {"author_name": "A <b>", "html": html})
    page = fetch(POST_URL)
    assert (page.text, page.author, page.title) == ("We agree", "A <b>", "")


def test_html_of_a_player_is_ignored(server):
    make.post(embed())
    answer(server, {"title": "T", "html": "<blockquote><p>Not this</p></blockquote>"})
    assert fetch().text == ""


@pytest.mark.parametrize(
    "facts",
    [
        {"title": ["a"], "author_name": {"b": 1}, "thumbnail_url": 7},
        {"title": None},
        {"title": "\x00\x07 \ud800", "html": 3},
        {},
    ],
)
def test_facts_of_other_types_are_left_out(facts, server):
    make.post(embed())
    answer(server, facts)
    page = fetch()
    assert (page.title, page.author, page.image.name, page.fetched_at is None) == (
        "",
        "",
        "",
        False,
    )


def test_long_title_is_shortened(server):
    make.post(embed())
    answer(server, {"title": "word " * 10_000})
    assert len(fetch().title) <= 300


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><title>Sign in</title>",
        b"[]",
        b'"text"',
        b"[" * 100_000,
        b'{"title": "' + b"x" * 300_000 + b'"}',
        b"\xff\xfe",
    ],
    ids=["empty", "html", "list", "text", "deep", "huge", "not utf-8"],
)
def test_unusable_answer_is_retried_and_then_given_up(body, server):
    make.post(embed())
    answer(server, body)
    before = DBTaskResult.objects.count()
    assert fetch().fetched_at is None
    assert DBTaskResult.objects.count() == before + 1
    page = LinkPreview.objects.get()
    previews.fetch_preview.call(page.pk, attempt=len(previews.RETRY_DELAYS) + 1)
    assert DBTaskResult.objects.count() == before + 1


@pytest.mark.parametrize(
    "place",
    [
        *("http://169.254.169.254/latest/meta-data/", "http://within.example/", "http://[::1]/"),
        *("file:///etc/passwd", "http://there.example:22/", "http://user:password@there.example/"),
        "http://there.example/oembed",
    ],
)
def test_redirect_to_a_private_address_is_not_followed(place, server):
    make.post(embed())
    server.set_response("/oembed", "302 Found", f"Location: {place}")
    assert fetch().fetched_at is None
    assert {*server.asked} == {"GET /oembed"}


@pytest.mark.parametrize(
    "place",
    [
        "http://within.example/p",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "p",
        "http://[",
        "javascript:1",
    ],
)
def test_picture_of_another_kind_of_url_is_not_requested(place, server):
    make.post(embed())
    answer(server, ANSWER | {"thumbnail_url": place}, p=make.picture())
    page = fetch()
    assert (page.title, page.image.name) == ("Low water", "")
    assert server.asked == ["GET /oembed"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"GIF89a",
        b"x" * (5 * 1024 * 1024 + 1),
    ],
    ids=["empty", "svg", "damaged", "huge"],
)
def test_unusable_picture_is_left_out(data, server):
    make.post(embed())
    answer(server, ANSWER, p=data)
    page = fetch()
    assert (page.title, page.image.name, page.width) == ("Low water", "", 0)


def test_fetched_preview_is_not_fetched_again(server):
    make.post(embed())
    answer(server, ANSWER, p=make.picture())
    fetch()
    fetch()
    assert server.asked.count("GET /oembed") == 1


def test_save_enqueues_the_task_until_the_facts_are_known(server):
    make.post(embed())
    page = LinkPreview.objects.get()
    assert list_tasks(previews.fetch_preview) == [[page.pk]]
    LinkPreview.objects.update(fetched_at=timezone.now())
    make.post(embed())
    assert list_tasks(previews.fetch_preview) == [[page.pk]]
    assert LinkPreview.objects.count() == 1


def test_save_enqueues_no_second_task_until_the_first_has_given_up(
    django_capture_on_commit_callbacks,
):
    def count_tasks() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            make.post(embed())
        return DBTaskResult.objects.filter(task_path=previews.fetch_preview.module_path).count()

    assert count_tasks() == 1
    assert count_tasks() == 1
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert count_tasks() == 1
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)
    assert count_tasks() == 2


def test_unused_previews_are_deleted_after_a_month(server):
    post = make.post(embed() + embed(POST_URL))
    answer(server, ANSWER, p=make.picture())
    name = fetch().image.name
    post.embeds.filter(preview__url=URL).delete()
    previews.delete_unused_previews.call()
    assert LinkPreview.objects.count() == 2
    LinkPreview.objects.update(created_at=timezone.now() - timedelta(days=31))
    previews.delete_unused_previews.call()
    assert [page.url for page in LinkPreview.objects.all()] == [POST_URL]
    assert not default_storage.exists(name)


PAGE = """<!DOCTYPE html><title>Title &amp; more</title>
<meta property="og:description" content="About <b>it</b>">
<meta property="og:site_name" content="The Courier">
<meta property="og:image" content="/p">"""
PAGE_URL = "http://there.example/page"


def serve_page(server: HostileServer, body: bytes, type: str = "text/html; charset=utf-8") -> None:
    server.set_response("/page", "200 OK", f"Content-Type: {type}", body=body)


def test_card_has_what_the_page_says_about_itself(server):
    make.post(embed(PAGE_URL))
    serve_page(server, PAGE.encode())
    server.set_response("/p", "200 OK", body=make.picture())
    page = fetch(PAGE_URL)
    assert (page.title, page.author) == ("Title & more", "The Courier")
    assert (page.text, page.provider, page.width) == ("About <b>it</b>", "", 64)


@pytest.mark.parametrize(
    ("body", "type", "title"),
    [
        ("<title>Größe</title>".encode("latin-1"), "text/html; charset=iso-8859-1", "Größe"),
        (b"<title>A</title>" + b"x" * 2_000_000, "text/html", "A"),
        (b"<title>A</title>" + b"<div>" * 100_000, "text/html", "A"),
        (b"<meta property=og:title content='O'><title>A</title>", "text/html", "O"),
        (b"<svg><title>A</title></svg>", "application/xhtml+xml", "A"),
        (b"<p>No title", "text/html", ""),
        (b"<meta property=og:image content='http://['>", "text/html", ""),
    ],
    ids=["latin-1", "long", "deep", "og", "xhtml", "without", "bad image"],
)
def test_title_of_a_page_is_read(body, type, title, server):
    make.post(embed(PAGE_URL))
    serve_page(server, body, type)
    page = fetch(PAGE_URL)
    assert page.title == title and page.fetched_at is not None


@pytest.mark.parametrize(
    ("body", "type"),
    [
        *((b"%PDF-1.7", "application/pdf"), (b"", "text/html"), (b"<title>A", "")),
        (b"<title>A</title>", "text/html; charset=no-such"),
    ],
)
def test_page_without_html_has_no_facts(body, type, server):
    make.post(embed(PAGE_URL))
    serve_page(server, body, type)
    assert fetch(PAGE_URL).fetched_at is None
