"""Looks at pages that a browser shows. The browser itself has its own tests."""

import gzip
from typing import Any

import pytest

from blog.evidence import look, tasks
from blog.evidence.copies import read_copy_snapshot, read_copy_text, withdraw_copy
from blog.evidence.fetch import FetchedPage
from blog.evidence.models import PageCopy, QuotationCheck
from tests.blog.evidence.looks.quoted_site import (
    DAY,
    URL,
    WORDS,
    build_page,
    load,
    look_now,
    publish,
)
from tests.support import factories as make
from tests.support.pdf_files import build_pdf, draw, draw_lines

pytestmark = pytest.mark.django_db


SHELL = b"<title>The bridge</title><main></main><script src=/app.js></script>"
MHTML = b"From: <Saved by Blink>"


class FakeBrowser:
    """Shows what it is given, and records the addresses that it is asked for."""

    def __init__(self) -> None:
        self.page: FetchedPage | None = None
        self.asked: list[str] = []

    def show(self, said_there: str, **fields: Any) -> None:
        values = {"status": 200, "final_url": URL, "snapshot": MHTML} | fields
        self.page = FetchedPage(**{"body": build_page(said_there)} | values)

    def render(self, fetched: FetchedPage) -> FetchedPage | None:
        self.asked.append(fetched.final_url)
        return self.page


@pytest.fixture
def browser(site, monkeypatch) -> FakeBrowser:
    """Show a shell to plain looks."""
    fake = FakeBrowser()
    monkeypatch.setattr(tasks, "look_at", lambda page: look.look_at(page, site.fetch, fake.render))
    headers = ("Content-Type: text/html", 'ETag: "1"')
    site.set_response("/bridge", "200 OK", *headers, body=SHELL)
    return fake


def test_quotation_that_a_script_shows_stands_in_a_browser_copy(quotation, site, browser):
    browser.show(WORDS)
    look_now()
    check = load()
    assert (check.verdict, check.unread_reason, check.first_copy) == ("same", "", check.copy)
    assert (check.copy.is_rendered, read_copy_snapshot(check.copy)) == (True, MHTML)
    assert gzip.decompress(check.copy.body) == build_page(WORDS)
    assert WORDS in read_copy_text(check.copy)
    assert check.page.etag == ""  # The shell does not change with the article.
    assert browser.asked == [URL]


def test_quotation_that_stands_in_the_plain_page_needs_no_browser(quotation, site, browser):
    site.show(WORDS)
    look_now()
    assert (load().verdict, browser.asked) == ("same", [])
    assert not PageCopy.objects.get().is_rendered


@pytest.mark.parametrize(
    "status", ["403 Forbidden", "404 Not Found", "500 Broken", "429 Too Many Requests"]
)
def test_site_that_refuses_us_is_not_asked_again_by_a_browser(status, quotation, site, browser):
    site.set_response("/bridge", status)
    look_now()
    assert browser.asked == []


def test_page_that_robots_may_not_read_is_not_opened(quotation, site, browser):
    site.set_response("/robots.txt", "200 OK", body=b"User-agent: *\nDisallow: /\n")
    look_now()
    assert (load().unread_reason, browser.asked) == ("robots", [])


def test_pdf_is_not_opened_in_a_browser(quotation, site, browser):
    pdf = build_pdf([draw(*draw_lines(["Other words."]))])
    site.set_response("/bridge", "200 OK", "Content-Type: application/pdf", body=pdf)
    look_now()
    assert browser.asked == []


@pytest.mark.parametrize(
    "fields",
    [
        {"is_settled": False},
        {"body": SHELL},
        {"body": b"<title>Consent</title><p>We value your privacy. Accept all?"},
        {"final_url": "http://there.example/"},
    ],
    ids=["loading", "shell", "wall", "home page"],
)
def test_page_that_the_browser_could_not_read_is_unread(fields, quotation, site, browser):
    browser.show("Something else entirely.", **fields)
    look_now()
    assert (load().verdict, load().unread_reason) == ("", "short")
    assert not PageCopy.objects.exists()


@pytest.mark.parametrize("fields", [None, {"is_settled": False}], ids=["failed", "loading"])
def test_words_that_only_a_browser_shows_are_not_lost_without_it(
    fields, quotation, site, browser, clock
):
    """The plain page has another text, and is no wall."""
    site.show("Something else entirely, of the weather.")
    browser.show(WORDS)
    look_now()
    assert load().verdict == "same"
    if fields:
        browser.show("Another text.", **fields)
    else:
        browser.page = None
    for _look in range(2):
        clock.shift(DAY)
        look_now()
    assert (load().verdict, load().unread_reason) == ("same", "short")


def test_words_stand_in_a_page_that_was_still_loading(quotation, site, browser):
    browser.show(WORDS, is_settled=False)
    look_now()
    assert load().verdict == "same"


def test_failure_of_the_browser_leaves_the_plain_look(quotation, site, browser):
    look_now()
    assert (load().verdict, load().unread_reason, browser.asked) == ("", "short", [URL])


def test_words_that_the_shown_page_lost_are_gone_after_two_looks(quotation, site, browser, clock):
    browser.show(WORDS)
    look_now()
    browser.show("Something else entirely, of the weather.")
    for looks in (1, 2):
        clock.shift(DAY)
        look_now()
        assert (load().verdict, load().looks) == ("gone", looks)
    assert load().is_mark_shown


def test_each_quotation_has_the_better_of_both_verdicts(site, clock, browser):
    other = "The harbour master had said the opposite of it a week before."
    site.show(WORDS)
    publish(make.quotation(WORDS, url=URL), make.quotation(other, url=URL))
    browser.show(other)
    look_now()
    checks = QuotationCheck.objects.order_by("quotation__text").select_related("copy")
    assert [(check.verdict, check.copy.is_rendered) for check in checks] == [
        *(("same", True), ("same", False))
    ]


def test_withdrawn_browser_copy_loses_its_snapshot(quotation, site, browser):
    browser.show(WORDS)
    look_now()
    copy = PageCopy.objects.get()
    withdraw_copy(copy=copy, by=make.user("Editor"), reason="The site asked for it.")
    copy.refresh_from_db()
    assert (copy.body, copy.snapshot, read_copy_snapshot(copy)) == (None, None, b"")
    assert (copy.is_rendered, len(copy.snapshot_hash)) == (True, 64)


def test_page_that_asks_for_no_copies_keeps_no_snapshot(quotation, site, browser):
    browser.show(WORDS, headers={"x-robots-tag": "noarchive"})
    look_now()
    copy = PageCopy.objects.get()
    assert (copy.is_refused, copy.body, copy.snapshot, copy.snapshot_hash) == (True, None, None, "")


def test_browser_is_not_asked_for_a_slow_page_and_words_are_not_lost(
    quotation, site, browser, monkeypatch
):
    browser.show(WORDS)
    site.show("Something else.")
    monkeypatch.setattr(look, "SLOW_SECONDS", -1)
    monkeypatch.setattr(look.browser_copy, "is_available", lambda: True)
    look_now()
    check = load()
    assert (check.verdict, browser.asked) == ("", [])
    assert check.unread_reason
