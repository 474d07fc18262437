"""Pages that authors quote from: fetching, marked quotations, and the copy that is kept."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from accounts.models import User
from blog.admin.posts import page_api
from blog.evidence import (
    opened_space,
    page_reader,
    quote_page,
    quote_process,
    quote_reader,
    robots,
    tasks,
)
from blog.evidence.browser import render
from blog.evidence.browser.protocol import BrowserError
from blog.evidence.copies import withdraw_copy
from blog.evidence.decoding import MAX_BYTES, MAX_PDF_BYTES
from blog.evidence.fetch import FetchedPage
from blog.evidence.follow import follow_quotations
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage
from blog.evidence.page_text import read_page
from blog.evidence.quote_lines import list_lines
from lib.safe_http import to_ascii
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.hostile_server import HostileServer, run_server
from tests.support.page_reading import build_run
from tests.support.pdf_files import Text, build_pdf, draw, draw_lines

pytestmark = pytest.mark.django_db
URL = "/admin/blog/post/editor/page/"
PAGE = "http://there.example/bridge"
HTML = "Content-Type: text/html; charset=utf-8"
WORDS = "We will rebuild the bridge before the end of the year, whatever it costs."
SAVED_URL = f"{URL}saved/"
SPOKEN = f"<p>“{WORDS}” said Jane Doe, the mayor of Springfield, on Monday.</p>"
REST = "<p>" + "They told everybody so on the bank of the river, in the rain. " * 12 + "</p>"
ARTICLE = (
    "<html lang=en><title>The bridge</title><meta name=author content='Anne Ahn'>"
    "<meta property=article:published_time content=2024-05-03T08:00:00Z>"
    f"<nav><ul><li>Home<li>Sport</ul></nav><article><h1>The bridge</h1>{SPOKEN}{REST}"
    "<blockquote><p>The river does not wait 🌊 for us.</p><p>— Bo Berg, harbour master</p>"
    "</blockquote></article><footer>Imprint</footer>"
).encode()


class Site(HostileServer):
    def show(self, body: bytes, *headers: str, path: str = "/bridge") -> None:
        self.set_response(path, "200 OK", *(headers or (HTML,)), body=body)


@pytest.fixture
def site(monkeypatch, settings) -> Iterator[Site]:
    settings.EVIDENCE = True
    robots._known.clear()
    with run_server(Site) as server:
        server.set_response("/robots.txt", "200 OK", body=b"User-agent: *\nDisallow: /\n")

        def open_page(*, url: str, by: User, in_browser: bool) -> quote_page.QuotablePage:
            return quote_page.open_page(
                url=url,
                by=by,
                in_browser=in_browser,
                fetch=lambda url: quote_page.fetch_for_author(
                    url, server.resolve, {"http": server.port}
                ),
            )

        monkeypatch.setattr(page_api, "open_page", open_page)
        monkeypatch.setattr(quote_reader, "_run", build_run(quote_process.read))
        yield server


def ask(url: Any = PAGE, role: str = "Author") -> Any:
    return send(make.user(role), url)


def send(user: User, url: Any = PAGE) -> Any:
    body = json.dumps({"url": url})
    return signed_in(user).post(URL, body, content_type="application/json")


def send_file(user: User, content: bytes) -> dict[str, Any]:
    address = f"{SAVED_URL}?{urlencode({'url': PAGE})}"
    answer = signed_in(user).post(address, content, content_type="application/octet-stream")
    return answer.json()["page"]


def open_article(site: Site, body: bytes = ARTICLE, *headers: str) -> dict[str, Any]:
    site.show(body, *headers)
    answer = ask()
    assert answer.status_code == 200, answer.content
    return answer.json()["page"]


def quoted(page: dict[str, Any]) -> list[list[str]]:
    """Return the words of each quotation, cut as JavaScript does."""
    return [
        [
            page["lines"][span["line"]]["text"]
            .encode("utf-16-le")[2 * span["from"] : 2 * span["to"]]
            .decode("utf-16-le")
            for span in quotation["spans"]
        ]
        for quotation in page["quotations"]
    ]


def test_page_shows_its_lines_and_what_it_says_of_itself(site):
    page = open_article(site)
    facts = ("url", "title", "byline", "date", "language", "isUnread", "isCut")
    assert [page[name] for name in facts] == [
        *(PAGE, "The bridge", "Anne Ahn", "2024-05-03", "en", False, False)
    ]
    main = [line["text"] for line in page["lines"] if not line["isBeside"]]
    assert main[0] == "The bridge"
    assert [line["text"] for line in page["lines"] if line["isBeside"]] == [
        *("Home", "Sport", "Imprint")
    ]


def test_page_has_its_quotations_letter_by_letter_with_their_speakers(site):
    page = open_article(site)
    assert quoted(page) == [[WORDS], ["The river does not wait 🌊 for us."]]
    assert [quotation["attribution"] for quotation in page["quotations"]] == [
        *("Jane Doe, mayor of Springfield", "Bo Berg, harbour master")
    ]


def test_offset_after_an_emoji_counts_as_javascript_does(site):
    page = open_article(site, ARTICLE.replace("<p>“".encode(), "<p>🌊🌊 “".encode()))
    assert quoted(page)[0] == [WORDS]


def test_robots_are_not_asked_when_a_person_opens_a_page(site):
    open_article(site)
    assert site.asked == ["GET /bridge"]


def test_copy_is_kept_before_the_post_is_saved(site):
    page = open_article(site)
    assert page["isKept"]
    copy = PageCopy.objects.select_related("page").get()
    assert (copy.page.url, copy.page.due_at, copy.title) == (PAGE, None, "The bridge")
    assert copy.page.asked_at is not None


def test_page_without_change_keeps_one_copy(site):
    open_article(site)
    open_article(site)
    assert PageCopy.objects.count() == 1


def test_saved_quotation_is_linked_to_the_copy(site):
    open_article(site)
    post = make.post(make.quotation(WORDS, url=PAGE))
    follow_quotations(post)
    check = QuotationCheck.objects.get()
    copy = PageCopy.objects.get()
    assert (check.page, check.first_copy, check.verdict) == (copy.page, copy, "")
    assert check.page.due_at is not None


def test_copy_that_no_quotation_needs_is_deleted_after_a_month(site):
    open_article(site)
    for days, count in ((29, 1), (31, 0)):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
            tasks.delete_unused_pages.call()
        assert (PageCopy.objects.count(), QuotedPage.objects.count()) == (count, count)


def test_page_that_asks_for_no_copies_is_shown_without_one(site):
    page = open_article(site, ARTICLE, HTML, "X-Robots-Tag: noarchive")
    assert not page["isKept"]
    assert PageCopy.objects.get().is_refused


def test_page_is_shown_without_a_copy_if_evidence_is_off(site, settings):
    settings.EVIDENCE = False
    assert not open_article(site)["isKept"]
    assert not QuotedPage.objects.exists()


def test_address_after_redirects_is_that_of_the_quotation(site):
    site.set_response("/old", "301 Moved Permanently", "Location: /bridge#top")
    site.show(ARTICLE)
    assert ask("http://there.example/old").json()["page"]["url"] == PAGE


def test_redirect_to_a_wall_leaves_the_address_as_it_is(site):
    site.set_response("/old", "302 Found", "Location: /consent")
    site.show(b"<title>Consent</title><p>We value your privacy. Accept all?", path="/consent")
    page = ask("http://there.example/old").json()["page"]
    assert (page["url"], page["isUnread"]) == ("http://there.example/old", True)


@pytest.mark.parametrize("url", ["https://пример.рф/мост?a=ü", "https://münchen.example/"])
def test_address_in_another_script_stays_as_it_was_typed(url):
    page = FetchedPage(status=200, final_url=to_ascii(url), body=b"<p>We will rebuild it.</p>")
    assert quote_page.open_page(url=url, by=make.user(), fetch=lambda _url: page).url == url


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("  http://there.example/bridge#:~:text=We%20will ", PAGE),
        ("there.example/bridge", "https://there.example/bridge"),
        ("http://there.example/Brücke?a=1&b=ü", "http://there.example/Brücke?a=1&b=ü"),
    ],
)
def test_typed_address_is_completed(typed, url):
    assert quote_page.parse_address(typed) == url


@pytest.mark.parametrize(
    "typed",
    [
        *("", "bridge", "javascript:alert(1)", "ftp://there.example/", "file:///etc/passwd"),
        *("http://", "http://[::1", "two words.example", f"http://there.example/{'a' * 1000}"),
        f"http://there.example/{'橋' * 950}",  # 2,850 bytes.
        *("http://ana:secret@there.example/", "there.example/?next=http://[", "//@there.example/"),
    ],
)
def test_text_that_is_no_address_is_refused(typed, site):
    answer = ask(typed)
    assert (answer.status_code, site.asked) == (400, [])
    assert "address" in answer.json()["error"]


@pytest.mark.parametrize("body", ["[]", "{}", "null", '{"url": 1}', "x", '{"url": null}'])
def test_request_without_an_address_is_refused(body, site):
    client = signed_in(make.user("Author"))
    assert client.post(URL, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://within.example/", "There is no public website at this address."),
        ("http://there.example:8000/", "This address is not read: only http and https"),
        ("http://there.example/missing", "There is no page at this address."),
        ("http://there.example/closed", "The site refused to show this page."),
        ("http://there.example/broken", "The site did not respond."),
        ("http://there.example/inward", "There is no public website at this address."),
        ("http://there.example/archive", "The file is damaged, or of a kind that is not read."),
        ("http://there.example/paper", "The file is damaged, or of a kind that is not read."),
        ("http://there.example/disguised", "The file is damaged, or of a kind that is not read."),
        ("http://there.example/scan", "This PDF has no text: it is a scan or a picture."),
        ("http://there.example/large", "The page is too large to be read."),
        ("http://there.example/empty", "The page shows no text."),
    ],
)
def test_page_that_cannot_be_read_says_why_and_stores_nothing(url, error, site):
    site.set_response("/missing", "404 Not Found")
    site.set_response("/closed", "403 Forbidden")
    site.set_response("/broken", "502 Bad Gateway")
    site.set_response("/inward", "302 Found", "Location: http://within.example/")
    site.show(b"PK", "Content-Type: application/zip", path="/archive")
    site.show(build_pdf([b""]), path="/scan")
    site.show(b"%PDF-1.7", "Content-Type: application/pdf", path="/paper")
    site.show(b"%PDF-1.7 " + b"a" * 2000, path="/disguised")
    site.show(b"<p>" + b"a" * MAX_BYTES, path="/large")
    site.show(b"<title>A</title><script>document.write(1)</script>", path="/empty")
    answer = ask(url)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(error)
    assert not QuotedPage.objects.exists()


def test_slow_site_is_given_up(site, monkeypatch):
    monkeypatch.setattr(quote_page, "MAX_FETCH_SECONDS", -1)
    assert ask().json()["error"].startswith("The site took too long to respond.")


def test_page_that_is_too_heavy_for_the_sandbox_is_refused(site, monkeypatch):
    monkeypatch.setattr(quote_reader, "_run", lambda source, target: -9)
    site.show(ARTICLE)
    assert ask().json()["error"] == "The page is too large to be read."


def read_or_refuse(content: bytes) -> Any:
    try:
        return quote_reader.read(content)
    except page_reader.PageRefusedError as error:
        return str(error), error.reason


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [ARTICLE, build_pdf([draw(*draw_lines([WORDS]))]), build_pdf([b""])],
    ids=["html", "pdf", "scan"],
)
def test_process_of_a_page_replies_as_its_replacement_in_these_tests(content, monkeypatch):
    outcome = read_or_refuse(content)
    monkeypatch.setattr(quote_reader, "_run", build_run(quote_process.read))
    assert read_or_refuse(content) == outcome


@pytest.mark.parametrize(
    "change",
    [
        {"lines": [["a", True, 1]]},
        {"lines": [[1, True]]},
        {"lines": [["a" * 300_001, False]]},
        {"lines": [["a", False]] * 2001},
        {"lines": None},
        {"quotations": [[[[0, 0, 9_999]], ""]]},
        {"quotations": [[[[99, 0, 1]], ""]]},
        {"quotations": [[[[0, -1, 1]], ""]]},
        {"quotations": [[[[0, True, 2]], ""]]},
        {"quotations": [[[[0, 0, 1]], 1]]},
        {"quotations": [[[["0", 0, 1]], ""]]},
        {"quotations": {}},
        {"text": 1},
        {"address": None},
        {"page_starts": None},
        {"page_starts": [[0, 0, 4]]},
        {"page_starts": [[0, -1, "4"]]},
        {"page_starts": [[99, 0, "4"]]},
        {"page_starts": [[True, 0, "4"]]},
        {"page_starts": [[0, 0, "4" * 21]]},
    ],
)
def test_reply_of_a_hostile_page_is_refused(change, site, monkeypatch):
    reply = quote_reader.exchange(
        ARTICLE, {"quotations": [], "charset": "", "is_html": True}, quote_reader._run
    )
    monkeypatch.setattr(quote_reader, "exchange", lambda *_: reply | change)
    with pytest.raises(page_reader.PageRefusedError):
        quote_reader.read(ARTICLE)


def test_pages_of_one_user_are_limited(site, monkeypatch):
    monkeypatch.setattr(page_api, "MAX_PAGES", 1)
    site.show(ARTICLE)
    client = signed_in(make.user("Author"))
    body = json.dumps({"url": PAGE})
    statuses = [
        client.post(URL, body, content_type="application/json").status_code for _ in range(2)
    ]
    assert statuses == [200, 429]
    assert ask(role="Editor").status_code == 200
    assert site.asked == ["GET /bridge"] * 2


def test_page_is_refused_for_a_moment_while_others_are_read(site):
    site.show(ARTICLE)
    first, second = make.user("Author"), make.user("Author")
    with quote_page._take_place(first), quote_page._take_place(second):
        answer = ask()
        assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert ask().status_code == 200


def test_author_reads_one_page_at_a_time_and_leaves_room_for_others(site):
    site.show(ARTICLE)
    author = make.user("Author")
    with quote_page._take_place(author):
        answer = send(author)
        assert (answer.status_code, answer["Retry-After"]) == (503, "3")
        assert "Another page of yours" in answer.json()["error"]
        assert ask().status_code == 200
    assert send(author).status_code == 200


def test_author_without_space_opens_pages_but_keeps_no_copy(site, settings):
    author = make.user("Author")
    site.show(ARTICLE)
    settings.EVIDENCE_AUTHOR_BYTES = 1
    changed = ARTICLE.replace(b"rain", b"snow")
    facts = []
    for page in (ARTICLE, ARTICLE, changed):  # The second needs no space: it has a copy.
        site.show(page)
        facts.append(send(author).json()["page"])
    assert [(page["isKept"], page["isFull"]) for page in facts] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert send_file(author, changed)["isFull"] is True
    site.show(ARTICLE)
    assert send(make.user("Author")).json()["page"]["isFull"] is False


def test_page_that_a_quotation_names_takes_no_space_of_its_author(site, settings):
    author = make.user("Author")
    site.show(ARTICLE)
    settings.EVIDENCE_AUTHOR_BYTES = 1
    send(author)
    post = make.post(make.quotation(WORDS, url=PAGE))
    follow_quotations(post)
    assert send(author).json()["page"]["isFull"] is False


def test_copy_that_an_editor_deletes_frees_its_space(site, settings):
    author = make.user("Author")
    site.show(ARTICLE)
    settings.EVIDENCE_AUTHOR_BYTES = 1
    send(author)
    withdraw_copy(copy=PageCopy.objects.get(), by=make.user("Editor"), reason="Why.")
    assert opened_space.has_space(author)


def test_account_that_is_deleted_leaves_its_pages_to_nobody(site):
    author = make.user("Author")
    site.show(ARTICLE)
    send(author)
    author.delete()
    assert QuotedPage.objects.get().opened_by is None
    assert opened_space.list_spaces() == []


def test_user_who_may_not_write_posts_opens_no_page(site):
    assert ask(role="Moderator").status_code == 403
    assert signed_in(make.user("Author")).get(URL).status_code == 405


def test_pages_of_any_length_show_their_beginning(site):
    page = open_article(site, ARTICLE + b"<p>One more line of the page.</p>" * 2500)
    assert (len(page["lines"]), page["isCut"]) == (2000, True)


def test_plain_text_is_marked_as_well():
    content = f"The bridge\n\n“{WORDS}” said Jane Doe.\n".encode()
    page = read_page(content, is_html=False)
    lines, quotations = list_lines(page, content, "", is_html=False)
    assert [line.text for line in lines] == ["The bridge", f"“{WORDS}” said Jane Doe."]
    assert [quotation.attribution for quotation in quotations] == ["Jane Doe"]


# Pages that a browser shows. The browser itself has its own tests.

SHELL = b"<title>The bridge</title><main>Loading the page.</main><script src=/app.js></script>"


class FakeBrowser:
    """Shows an article, or raises `error`, and records the addresses that it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.error: Exception | None = None

    def fetch_shown(self, url: str, *, is_waiting: bool) -> FetchedPage:
        assert not is_waiting
        self.asked.append(url)
        if self.error:
            raise self.error
        return FetchedPage(status=200, final_url=url, body=ARTICLE, snapshot=b"From: <Blink>")


@pytest.fixture
def browser(monkeypatch) -> FakeBrowser:
    fake = FakeBrowser()
    monkeypatch.setattr(render, "is_available", lambda: True)
    monkeypatch.setattr(render, "fetch_shown", fake.fetch_shown)
    return fake


def ask_browser() -> Any:
    body = json.dumps({"url": PAGE, "inBrowser": True})
    return signed_in(make.user("Author")).post(URL, body, content_type="application/json")


@pytest.mark.parametrize(
    ("body", "needs_browser"), [(ARTICLE, False), (SHELL, True), (b"<title>A</title>", True)]
)
def test_page_with_few_words_needs_a_browser_if_there_is_one(body, needs_browser, site, browser):
    page = open_article(site, body)
    assert (page["needsBrowser"], page["isRendered"]) == (needs_browser, False)
    assert browser.asked == []


def test_page_that_only_a_script_fills_is_opened_in_the_browser(site, browser):
    page = ask_browser().json()["page"]
    assert quoted(page)[0] == [WORDS]
    names = ("url", "needsBrowser", "isRendered", "isKept", "isHandedIn")
    assert [page[name] for name in names] == [PAGE, False, True, True, False]
    copy = PageCopy.objects.get()
    assert (copy.is_rendered, copy.snapshot is not None) == (True, True)
    assert (browser.asked, site.asked) == ([PAGE], [])


def test_browser_that_is_off_is_not_offered(site):
    assert not open_article(site, SHELL)["needsBrowser"]
    assert ask_browser().status_code == 422


@pytest.mark.parametrize(
    ("error", "status"), [(BrowserError("deadline"), 422), (render.BrowserBusyError(), 503)]
)
def test_browser_that_fails_stores_nothing(error, status, site, browser):
    browser.error = error
    answer = ask_browser()
    assert (answer.status_code, PageCopy.objects.count()) == (status, 0)
    assert "browser" in answer.json()["error"] or status == 503


# Saved pages


def hand_in(content: bytes, **query: str) -> Any:
    client = signed_in(make.user("Author"))
    address = f"{SAVED_URL}?{urlencode(query)}"
    return client.post(address, content, content_type="application/octet-stream")


def test_saved_page_is_read_and_kept_as_handed_in(site):
    page = hand_in(ARTICLE, url=PAGE).json()["page"]
    assert quoted(page)[0] == [WORDS]
    assert (page["url"], page["isKept"], page["isHandedIn"]) == (PAGE, True, True)
    copy = PageCopy.objects.select_related("page").get()
    assert (copy.page.url, copy.is_handed_in, copy.status, copy.headers) == (PAGE, True, 0, {})
    assert site.asked == []


def test_copy_that_was_fetched_is_not_handed_in(site):
    open_article(site)
    assert not hand_in(ARTICLE, url=PAGE).json()["page"]["isHandedIn"]
    assert not PageCopy.objects.get().is_handed_in


@pytest.mark.parametrize(
    "head",
    [
        f"<!-- saved from url=(0027){PAGE} -->",
        f"<link rel='canonical' href={PAGE}>",
        f"<meta property=og:url content={PAGE}>",
    ],
)
def test_saved_page_says_its_address(head, site):
    assert hand_in(head.encode() + ARTICLE).json()["page"]["url"] == PAGE


def test_mhtml_file_says_its_address(site):
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {PAGE}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="edge"\r\n\r\n'
        "--edge\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    )
    page = hand_in(head.encode() + ARTICLE + b"\r\n--edge--\r\n").json()["page"]
    assert (page["url"], quoted(page)[0]) == (PAGE, [WORDS])


def test_address_that_was_typed_comes_before_that_of_the_file_and_a_fallback_after(site):
    saved = f"<link rel=canonical href={PAGE}>".encode() + ARTICLE
    other = "http://there.example/other"
    assert hand_in(saved, url=other).json()["page"]["url"] == other
    assert hand_in(saved, fallback=other).json()["page"]["url"] == PAGE
    assert hand_in(ARTICLE, fallback=other).json()["page"]["url"] == other


@pytest.mark.parametrize(
    ("content", "query", "error"),
    [
        (ARTICLE, {}, "The file does not say its address."),
        (b"<link rel=canonical href=http://[>" + ARTICLE, {}, "The file does not say its address."),
        (ARTICLE, {"url": "javascript:alert(1)"}, "This is no address of a web page."),
        (b"%PDF-1.7 " + b"a" * 2000, {"url": PAGE}, "The file is damaged, or of a kind that is"),
        (build_pdf([b""]), {}, "This PDF has no text: it is a scan or a picture."),
        (b"%PDF-1.7".ljust(MAX_PDF_BYTES + 1), {}, "The PDF is larger than 10 MB."),
        (b"", {"url": PAGE}, "The page shows no text."),
        (b"a" * (MAX_BYTES + 1), {"url": PAGE}, "The file is larger than 5 MB."),
        (b"\x1f\x8bdamaged", {"url": PAGE}, "The file is damaged, or of a kind that is not read."),
    ],
)
def test_saved_page_that_cannot_be_read_says_why_and_stores_nothing(content, query, error, site):
    answer = hand_in(content, **query)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"].startswith(error)
    assert not QuotedPage.objects.exists()


def test_scripts_of_a_saved_page_are_no_text(site):
    hostile = ARTICLE + b"<script>alert(1)</script><p>The end <img src=x onerror=alert(1)></p>"
    texts = [line["text"] for line in hand_in(hostile, url=PAGE).json()["page"]["lines"]]
    assert texts[-1] == "The end"
    assert "alert" not in " ".join(texts)


def test_editors_see_that_a_copy_was_handed_in(site):
    hand_in(ARTICLE, url=PAGE)
    follow_quotations(make.post(make.quotation(WORDS, url=PAGE)))
    address = f"/admin/blog/quotationcheck/{QuotationCheck.objects.get().pk}/change/"
    page = signed_in(make.user("Editor")).get(address).content.decode()
    assert "Handed in by an author" in page


# PDF files

PDF_TYPE = "Content-Type: application/pdf"
SPOKEN_LINES = [
    "“We will rebuild the bridge before the end of the year, whatever it",
    "costs.” said Jane Doe, the mayor of Springfield, on Monday.",
]
DOCUMENT = build_pdf(
    [
        draw(Text("The harbour", y=790, size=9), *draw_lines(lines), Text(f"{number} of 2", y=20))
        for number, lines in enumerate([SPOKEN_LINES, ["They told everybody so on the bank."]], 1)
    ],
    info=b"/Title (The harbour)",
    catalogue=b"/PageLabels << /Nums [0 << /S /D /St 4 >>] >>",
)


def test_pdf_shows_its_pages_and_quotations(site):
    page = open_article(site, DOCUMENT, PDF_TYPE)
    assert quoted(page) == [[WORDS]]
    assert page["quotations"][0]["attribution"] == "Jane Doe, mayor of Springfield"
    assert [start["label"] for start in page["pageStarts"]] == ["4", "5"]
    assert (page["title"], page["isUnread"], page["isKept"]) == ("The harbour", False, True)
    beside = [line["text"] for line in page["lines"] if line["isBeside"]]
    assert beside == ["The harbour", "1 of 2", "The harbour", "2 of 2"]
    assert PageCopy.objects.get().size == len(DOCUMENT)


def test_page_that_begins_within_a_line_is_counted_as_javascript_does(site):
    # The first line ends in the middle of a sentence.
    document = build_pdf([draw(*draw_lines([line])) for line in ["It’s the quay", "and it costs."]])
    page = open_article(site, document, PDF_TYPE)
    assert [line["text"] for line in page["lines"]] == ["It’s the quay and it costs."]
    assert [(start["line"], start["from"]) for start in page["pageStarts"]] == [(0, 0), (0, 14)]


def test_pdf_without_an_address_is_shown_and_not_kept(site):
    page = hand_in(DOCUMENT, fallback=PAGE).json()["page"]
    assert (page["url"], page["isKept"], quoted(page)) == ("", False, [[WORDS]])
    assert not QuotedPage.objects.exists()


def test_pdf_with_an_address_is_kept_as_handed_in(site):
    assert hand_in(DOCUMENT, url=PAGE).json()["page"]["isHandedIn"]
    assert PageCopy.objects.get().is_handed_in


def test_long_pdf_shows_more_lines_than_a_page(site):
    lines = [f"{number}. An item of the list." for number in range(50)]
    page = open_article(site, build_pdf([draw(*draw_lines(lines))] * 45), PDF_TYPE)
    assert (len(page["lines"]), page["isCut"]) == (50 * 45, False)
