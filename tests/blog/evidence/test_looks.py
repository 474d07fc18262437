"""Looks at pages of quotations: verdicts, their order in time, copies, findings and schedules."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from textwrap import wrap
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, connection, transaction

from blog import editing
from blog.common.db.due_addresses import claim
from blog.content.document import parse
from blog.evidence import look, page_process, page_reader, robots, tasks
from blog.evidence.copies import CopyRefused, read_copy_snapshot, read_copy_text, withdraw_copy
from blog.evidence.fetch import FetchedPage, fetch_page
from blog.evidence.follow import follow_all_quotations, follow_quotations
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage, VerdictChange
from blog.evidence.overrule import OverruleRefused, overrule, reinstate
from blog.models import Post, PullQuote
from blog.workflow import Transition
from page_cache.models import Change
from tests.support import factories as make
from tests.support.hostile_server import HostileServer, run_server
from tests.support.page_reading import build_run
from tests.support.pdf_files import build_pdf, draw, draw_lines
from tests.support.plans import plan

pytestmark = pytest.mark.django_db
WORDS = "We will rebuild the bridge before the end of the year, whatever it costs."
URL = "http://there.example/bridge"
DAY = timedelta(days=1)
# New pages are due at the time of the database, which no test can set. A whole run of the tests
# takes less than a day.
START = datetime.now(UTC) + DAY


def build_page(
    said_there: str, rest: str = "They said so on the bank of the river, in the rain. "
) -> bytes:
    return f"<title>The bridge</title><article><p>{said_there}</p><p>{rest * 12}</p>".encode()


class Site(HostileServer):
    def show(self, said_there: str, *headers: str, path: str = "/bridge") -> None:
        kind = "Content-Type: text/html"
        self.set_response(path, "200 OK", kind, *headers, body=build_page(said_there))

    def fetch(self, url: str, *condition: str) -> FetchedPage:
        return fetch_page(url, *condition, resolve=self.resolve, ports={"http": self.port})


@pytest.fixture
def site(monkeypatch, settings) -> Iterator[Site]:
    settings.EVIDENCE = True
    robots._known.clear()
    with run_server(Site) as server:
        server.set_response("/robots.txt", "404 Not Found")
        monkeypatch.setattr(tasks, "look_at", lambda page: look.look_at(page, server.fetch))
        monkeypatch.setattr(page_reader, "_run", build_run(page_process.read))
        yield server


@pytest.fixture(autouse=True)
def outbox(settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def publish(*quotations: str, **fields: Any) -> Post:
    post = make.post("".join(quotations), **fields)
    follow_quotations(post)
    return post


@pytest.fixture
def quotation(site, clock) -> PullQuote:
    author = make.user("Author", email="anne@example.org")
    html = make.quotation(WORDS, source_name="Anne", url=URL)
    return publish(html, authors=(author,)).pullquotes.get()


def look_now() -> None:
    """Run the task as the scheduler does."""
    tasks.look_at_due_pages.call()


def load() -> QuotationCheck:
    return QuotationCheck.objects.select_related("quotation", "page").get()


def days_until_due() -> float:
    due_at = QuotedPage.objects.get().due_at
    return (due_at - datetime.now(UTC)) / DAY


# Following quotations


def test_saved_quotation_with_an_address_is_due_at_once(quotation):
    check = load()
    assert (check.quotation_id, check.page.url, check.page.host) == (
        quotation.pk,
        URL,
        "there.example",
    )
    assert check.verdict == ""
    assert list(QuotedPage.objects.due()) == [check.page]


@pytest.mark.parametrize(
    ("url", "is_followed"),
    [
        ("", False),
        ("http://there.example/" + "a" * 480, True),
        # Too long for the index of pages; no two letters are alike, so that it is not compressed.
        ("http://there.example/" + "".join(map(chr, range(0x4E00, 0x4E00 + 950))), False),
    ],
)
def test_quotation_is_followed_only_with_an_address(url, is_followed, site):
    publish(make.quotation(WORDS, url=url))
    assert QuotationCheck.objects.exists() == is_followed


def test_evidence_off_follows_nothing_and_asks_nothing(settings, django_assert_num_queries):
    settings.EVIDENCE = False
    publish(make.quotation(WORDS, url=URL))
    with django_assert_num_queries(0):
        look_now()
        follow_all_quotations.call()
    assert not QuotationCheck.objects.exists()


def test_quotations_stored_while_off_are_followed_later(site, settings):
    settings.EVIDENCE = False
    make.post(make.quotation(WORDS, url=URL))
    make.draft(make.quotation(WORDS, url=URL))
    settings.EVIDENCE = True
    follow_all_quotations.call()
    assert load().quotation.post.is_public


@pytest.mark.parametrize(
    ("quoted", "url"),
    [("Other words, of which the page knows nothing at all.", URL), (WORDS, URL + "2")],
)
def test_changed_quotation_is_looked_for_again(quoted, url, quotation, site):
    site.show(WORDS)
    look_now()
    PullQuote.objects.filter(pk=quotation.pk).update(text=quoted, url=url)
    follow_quotations(quotation.post)
    check = load()
    assert (check.verdict, check.stood_first_at, check.page.url) == ("", None, url)
    assert QuotedPage.objects.due().get() == check.page


def test_removed_quotation_is_forgotten_with_its_copies_later(quotation, site, clock):
    site.show(WORDS)
    look_now()
    make.write(quotation.post, make.quotation("Other."), quotation.post.authors.get())
    assert not QuotationCheck.objects.exists()
    assert not VerdictChange.objects.exists()
    tasks.delete_unused_pages.call()
    assert PageCopy.objects.count() == 1
    clock.shift(31 * DAY)
    tasks.delete_unused_pages.call()
    assert not PageCopy.objects.exists()
    assert not QuotedPage.objects.exists()


def test_copies_of_a_former_page_are_deleted_and_its_history_stays(quotation, site, clock):
    site.show(WORDS)
    look_now()
    PullQuote.objects.filter(pk=quotation.pk).update(url=URL + "2")
    follow_quotations(quotation.post)
    clock.shift(31 * DAY)
    tasks.delete_unused_pages.call()
    assert not PageCopy.objects.exists()
    assert [page.url for page in QuotedPage.objects.all()] == [URL + "2"]
    assert [change.kind for change in load().changes.all()] == ["stands"]


def test_saving_a_post_again_costs_one_query(quotation, django_assert_num_queries):
    with django_assert_num_queries(1):
        follow_quotations(quotation.post)


def test_many_new_quotations_cost_six_queries(site, django_assert_max_num_queries, settings):
    settings.EVIDENCE = False
    post = make.post("".join(make.quotation(f"Words {n}.", url=f"{URL}{n}") for n in range(30)))
    settings.EVIDENCE = True
    with django_assert_max_num_queries(8):  # Two of them are a savepoint.
        follow_quotations(post)
    assert QuotationCheck.objects.count() == 30


# Verdicts


@pytest.mark.parametrize(
    ("shown", "verdict", "there"),
    [
        (WORDS, "same", WORDS.rstrip(".")),
        (WORDS.replace("bridge", "<b>bridge</b>"), "same", WORDS.rstrip(".")),
        (WORDS.upper(), "typographic", WORDS.upper().rstrip(".")),
    ],
)
def test_first_look_takes_a_copy_and_a_verdict(shown, verdict, there, quotation, site):
    site.show(shown, 'ETag: "1"')
    look_now()
    check = load()
    assert (check.verdict, check.there, check.looks) == (verdict, there, 1)
    assert check.stood_first_at == check.stood_last_at == check.checked_at == START
    copy = PageCopy.objects.get()
    assert check.copy == check.first_copy == copy
    text = read_copy_text(copy)
    assert text[check.start : check.start + check.length] == there
    assert (copy.title, copy.status, copy.final_url, copy.headers["etag"]) == (
        "The bridge",
        200,
        URL,
        '"1"',
    )
    assert [change.kind for change in check.changes.all()] == ["stands"]


def test_unchanged_page_is_looked_at_ever_less_often(quotation, site, clock):
    site.show(WORDS)
    pauses = []
    for _number in range(8):
        look_now()
        pauses.append(days_until_due())
        clock.shift(timedelta(days=pauses[-1]))
    assert pauses == [1, 3, 7, 30, 90, 180, 180, 180]
    assert PageCopy.objects.count() == 1
    assert load().looks == 8
    assert VerdictChange.objects.count() == 1


def test_page_that_is_not_modified_still_stands(quotation, site, clock):
    site.show(WORDS, 'ETag: "1"', "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT")
    look_now()
    clock.shift(DAY)
    site.set_response("/bridge", "304 Not Modified")
    look_now()
    assert 'If-None-Match: "1"' in site.heads[-1]
    assert "If-Modified-Since: Wed, 21 Oct 2015 07:28:00 GMT" in site.heads[-1]
    check = load()
    assert (check.verdict, check.looks, check.checked_at) == ("same", 2, START + DAY)
    assert days_until_due() == 3


def test_wall_that_is_not_modified_is_not_the_article(quotation, site, clock):
    site.show(WORDS, 'ETag: "1"')
    look_now()
    clock.shift(DAY)
    wall = b"<p>Accept all cookies to continue."
    site.set_response("/bridge", "200 OK", "Content-Type: text/html", 'ETag: "2"', body=wall)
    look_now()
    clock.shift(3 * DAY)
    look_now()
    assert "If-None-Match" not in site.heads[-1]
    assert load().stood_last_at == START


NEW_WORDS = WORDS.replace("whatever it costs", "if there is money")


@pytest.mark.parametrize(
    ("shown", "verdict"), [(NEW_WORDS, "changed"), ("Nothing like it is here.", "gone")]
)
def test_change_is_a_finding_after_a_second_look(shown, verdict, quotation, site, clock):
    site.show(WORDS)
    look_now()
    clock.shift(DAY)
    site.show(shown)
    look_now()
    check = load()
    assert (check.verdict, check.looks, check.is_mark_shown) == (verdict, 1, False)
    assert not QuotationCheck.objects.findings().exists()
    assert (mail.outbox, days_until_due()) == ([], 1)
    clock.shift(DAY)
    look_now()
    check = load()
    assert (check.looks, check.is_mark_shown, check.since) == (2, True, START + DAY)
    assert list(QuotationCheck.objects.findings()) == [check]
    assert [change.kind for change in check.changes.all()] == [verdict, "stands"]
    (message,) = mail.outbox
    assert message.to == ["anne@example.org"]
    assert ("reads differently" if verdict == "changed" else "no longer") in message.subject
    assert PageCopy.objects.count() == 2
    clock.shift(DAY)
    look_now()
    assert len(mail.outbox) == 1
    assert load().looks == 3


def test_second_look_counts_only_after_a_day(quotation, site, clock):
    site.show(NEW_WORDS)
    for _number in range(3):
        look_now()
        QuotedPage.objects.update(due_at=START, asked_at=None)
        clock.shift(timedelta(hours=11.9))
    check = load()
    assert (check.verdict, check.looks) == ("changed", 1)


def test_difference_is_stored_with_its_surroundings(quotation, site):
    site.show(NEW_WORDS)
    look_now()
    check = load()
    assert check.difference == [
        ["same", "We will rebuild the bridge before the end of the year,"],
        ["removed", "whatever it costs."],
        ["added", "if there is"],
    ]
    assert len(check.after) == 200
    assert "bank of the river" in check.after


def test_words_that_return_end_the_finding(quotation, site, clock):
    for shown in (WORDS, NEW_WORDS, NEW_WORDS, WORDS):
        site.show(shown)
        look_now()
        clock.shift(DAY)
    check = load()
    assert (check.verdict, check.is_mark_shown, check.difference) == ("same", False, [])
    assert (check.stood_first_at, check.stood_last_at) == (START, START + 3 * DAY)
    assert [change.kind for change in check.changes.all()] == ["stands", "changed", "stands"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (("403 No programs", b""), "blocked"),
        (("404 Not there", b""), "missing"),
        (("500 Broken", b""), "unreachable"),
        (("200 OK", b"<p>Accept all cookies to continue."), "short"),
        (("200 OK", build_page("Subscribe to read on.", "Too few words. ")), "short"),
        (("200 OK", b"%PDF-1.4 \0"), "format"),
        (("200 OK", build_pdf([b"0 0 9 9 re f"])), "scan"),
    ],
)
def test_page_that_cannot_be_read_is_never_gone(answer, reason, quotation, site, clock):
    site.show(WORDS)
    look_now()
    status, body = answer
    site.set_response("/bridge", status, "Content-Type: text/html", body=body)
    for _number in range(3):
        clock.shift(7 * DAY)
        look_now()
    check = load()
    assert (check.verdict, check.unread_reason) == ("same", reason)
    assert check.is_unread_last
    assert (check.stood_last_at, check.unread_at) == (START, START + 21 * DAY)
    assert not VerdictChange.objects.exclude(kind="stands").exists()


def test_words_of_a_pdf_have_verdicts_like_those_of_a_page(quotation, site, clock):
    for shown, verdict in ((WORDS, "same"), (NEW_WORDS, "changed")):
        body = build_pdf([draw(*draw_lines(wrap(shown, 40)))])
        site.set_response("/bridge", "200 OK", "Content-Type: application/pdf", body=body)
        look_now()
        check = load()
        assert (check.verdict, check.unread_reason) == (verdict, "")
        assert check.there.startswith("We will rebuild the bridge before the end of the year, ")
        clock.shift(DAY)
    assert PageCopy.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "final_path", "verdict"),
    [
        ("/bridge", "/", ""),
        ("/2024/05/bridge.html", "/politics/", ""),
        ("/2024/05/bridge/", "/2024/05", ""),
        ("/2024/05/bridge.html", "/politics/bridge-2.html", "gone"),
        ("/bridge", "/bridge/", "gone"),
        ("/bridge", "/en/bridge", "gone"),
    ],
)
def test_redirect_to_the_home_page_or_a_section_is_not_gone(path, final_path, verdict, site):
    publish(make.quotation(WORDS, url=URL.replace("/bridge", path)))
    site.set_response(path, "302 Found", f"Location: {final_path}")
    site.show("Other news of the day, about everything else.", path=final_path)
    look_now()
    assert (load().verdict, load().unread_reason) == (verdict, "" if verdict else "short")


def test_page_with_a_fraction_of_its_text_is_not_gone(quotation, site, clock):
    long = "It was said on the bank of the river, in the rain, before many people. " * 60
    site.set_response("/bridge", "200 OK", "Content-Type: text/html", body=build_page(WORDS, long))
    look_now()
    clock.shift(DAY)
    site.show("Other news.")
    look_now()
    assert (load().verdict, load().unread_reason) == ("same", "short")


@pytest.mark.parametrize("packed", [True, False])
def test_end_of_a_page_that_is_too_long_is_not_gone(packed, quotation, site):
    long = b"<p>They said so on the bank of the river, in the rain.</p>" * 90_000
    body = gzip.compress(long) if packed else long[:4_000_000]
    site.set_response("/bridge", "200 OK", "Content-Type: text/html", body=body)
    look_now()
    assert (load().verdict, load().unread_reason) == ("", "large")


def test_page_beyond_the_limits_of_the_reader_is_too_large(quotation, site, monkeypatch):
    site.show(WORDS)
    monkeypatch.setattr(page_reader, "_run", lambda *_files: -9)
    look_now()
    assert (load().verdict, load().unread_reason) == ("", "large")


def test_page_that_robots_may_not_read_is_not_asked_for(quotation, site):
    site.set_response("/robots.txt", "200 OK", body=b"User-agent: *\nDisallow: /")
    site.show(WORDS)
    look_now()
    assert load().unread_reason == "robots"
    assert "GET /bridge" not in site.asked


def test_retry_after_puts_the_next_look_off(quotation, site):
    site.set_response("/bridge", "429 Too many", f"Retry-After: {20 * 86_400}")
    look_now()
    assert days_until_due() == 20


def test_retry_after_puts_off_other_pages_of_the_host_for_a_day_at_most(quotation, site, clock):
    publish(make.quotation(WORDS, url=URL + "2"), make.quotation(WORDS, url="http://b.example/"))
    site.set_response("/bridge", "429 Too many", f"Retry-After: {20 * 86_400}")
    site.show(WORDS, path="/bridge2")
    look_now()
    clock.shift(DAY - timedelta(seconds=1))
    look_now()
    assert "GET /bridge2" not in site.asked
    clock.shift(timedelta(seconds=1))
    look_now()
    assert site.asked[-1] == "GET /bridge2"
    assert QuotationCheck.objects.get(page__url=URL + "2").verdict == "same"


def test_page_of_a_host_in_another_script_is_looked_at(site, clock):
    publish(make.quotation(WORDS, url="http://пример.example/мост"))
    site.show(WORDS, path="/%D0%BC%D0%BE%D1%81%D1%82")
    look_now()
    assert (load().verdict, load().page.host) == ("same", "xn--e1afmkfd.example")
    assert load().copy.final_url == "http://xn--e1afmkfd.example/%D0%BC%D0%BE%D1%81%D1%82"


@pytest.mark.parametrize("header", [True, False])
def test_site_that_wants_no_copies_has_only_hashes_stored(header, quotation, site):
    meta = "" if header else '<meta name="robots" content="noindex, noarchive">'
    headers = ["X-Robots-Tag: noindex", "X-Robots-Tag: noarchive"] if header else []
    body = f"<head>{meta}</head>".encode() + build_page(WORDS)
    site.set_response("/bridge", "200 OK", "Content-Type: text/html", *headers, body=body)
    look_now()
    copy = PageCopy.objects.get()
    assert (copy.is_refused, copy.body, copy.text, len(copy.body_hash)) == (True, None, None, 64)
    assert copy.title == ""
    assert load().verdict == "same"


def test_one_look_serves_all_quotations_of_a_page(quotation, site):
    other = "They said so on the bank of the river, in the rain."
    publish(
        make.quotation(other, url=URL),
        make.quotation("Not there at all, said nobody ever before.", url=URL),
    )
    site.show(WORDS)
    look_now()
    verdicts = QuotationCheck.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == ["same", "same", "gone"]
    assert site.asked.count("GET /bridge") == 1
    assert PageCopy.objects.count() == 1


def test_quotation_changed_during_a_look_is_looked_for_again(quotation, site, monkeypatch):
    site.show(WORDS)
    read = look.read

    def change_meanwhile(*args: Any) -> Any:
        QuotationCheck.objects.update(text_hash="0" * 64)
        return read(*args)

    monkeypatch.setattr(look, "read", change_meanwhile)
    page = claim(QuotedPage.objects.due())
    tasks.look_at(page)
    assert load().verdict == ""
    assert QuotedPage.objects.due().exists()


@pytest.mark.parametrize("is_during_look", [True, False])
def test_unsaved_text_of_a_draft_has_no_verdict(is_during_look, quotation, site, monkeypatch):
    site.show("Words that the author is typing, and has not saved.")
    page, read = claim(QuotedPage.objects.due()), look.read

    def save_automatically(*args: Any) -> Any:
        PullQuote.objects.update(text="Words that the author is typing, and")
        return read(*args)

    if is_during_look:
        monkeypatch.setattr(look, "read", save_automatically)
    else:
        PullQuote.objects.update(text="Words that the author is typing, and")
    tasks.look_at(page)
    assert (load().verdict, load().checked_at) == ("", None)
    assert days_until_due() == 1


def test_host_is_asked_once_per_interval(quotation, site, clock):
    publish(make.quotation(WORDS, url=URL + "2"), make.quotation(WORDS, url="http://b.example/"))
    for path in ("/bridge", "/bridge2", "/"):
        site.show(WORDS, path=path)
    look_now()
    assert [asked for asked in site.asked if "robots" not in asked] == ["GET /bridge", "GET /"]
    clock.shift(timedelta(seconds=21))
    look_now()
    assert site.asked[-1] == "GET /bridge2"


def test_draft_is_looked_at_once_and_again_when_published(site, clock):
    editor = make.user("Editor")
    post = editing.save_post(
        Post(),
        by=editor,
        fields={"title": "Draft"},
        document=parse(make.quotation(WORDS, url=URL, source_name="Anne")),
    ).post
    site.show(WORDS)
    look_now()
    assert load().verdict == "same"
    assert QuotedPage.objects.get().due_at is None
    clock.shift(100 * DAY)
    transition = Transition("published")
    editing.save_post(post, by=editor, transition=transition)
    assert QuotedPage.objects.due().exists()


def test_page_of_a_restored_post_is_looked_at_again(quotation, site):
    QuotedPage.objects.update(due_at=None)
    follow_all_quotations.call()
    assert QuotedPage.objects.due().exists()


def test_claimed_page_is_due_again_after_a_killed_worker(quotation, clock):
    assert claim(QuotedPage.objects.due()) is not None
    assert claim(QuotedPage.objects.due()) is None
    clock.shift(timedelta(minutes=61))
    assert claim(QuotedPage.objects.due()) is not None


def test_due_pages_are_found_by_the_partial_index(quotation):
    assert "quotedpage_due" in plan(lambda: QuotedPage.objects.due().order_by("due_at").first())
    findings = QuotationCheck.objects.findings().order_by("-since", "-pk")
    assert "quotationcheck_findings" in plan(lambda: list(findings[:20]))


# Copies


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("title", "Other"), ("body", b"x"), ("text", b"x"), ("body_hash", "0" * 64)),
        *(("taken_at", START - DAY), ("status", 404), ("final_url", "x"), ("headers", {})),
        *(("withdrawal_reason", "Why"), ("page_id", None), ("text_length", 1)),
        ("is_handed_in", True),
    ],
)
def test_copy_cannot_be_changed(column, value, quotation, site):
    site.show(WORDS)
    look_now()
    with pytest.raises(DatabaseError), transaction.atomic():
        PageCopy.objects.update(**{column: value})


STAYING_COLUMNS = ["id", "page_id", "requested_url", "taken_at", "status", "body_hash"]
STAYING_COLUMNS += ["text_hash", "size", "text_length", "is_refused", "is_handed_in"]
STAYING_COLUMNS += ["is_rendered", "snapshot_hash"]


def test_withdrawn_copy_keeps_hash_and_time(quotation, site, clock):
    site.show(WORDS, 'ETag: "1"')
    look_now()
    before = PageCopy.objects.get()
    editor = make.user("Editor")
    with pytest.raises(CopyRefused):
        withdraw_copy(copy=before, by=editor, reason="  ")
    withdraw_copy(copy=before, by=editor, reason="The site asked for it.")
    copy = PageCopy.objects.get()
    columns = {field.attname: getattr(copy, field.attname) for field in copy._meta.concrete_fields}
    assert columns == {
        **{name: getattr(before, name) for name in STAYING_COLUMNS},
        **{"body": None, "text": None, "headers": {}, "exchanges": None, "snapshot": None},
        **dict.fromkeys(["final_url", "title", "byline", "page_date", "language"], ""),
        "withdrawn_at": START,
        "withdrawn_by_id": editor.pk,
        "withdrawal_reason": "The site asked for it.",
    }
    assert read_copy_text(copy) == ""
    with pytest.raises(DatabaseError), transaction.atomic():
        PageCopy.objects.update(withdrawn_at=None, withdrawal_reason="")
    clock.shift(DAY)
    look_now()
    assert PageCopy.objects.get().body is None  # The same page is not copied again.
    editor.delete()
    assert PageCopy.objects.get().withdrawn_by is None


@pytest.mark.parametrize("column", ["title", "headers", "final_url", "body_hash", "taken_at"])
def test_withdrawal_changes_nothing_else(column, quotation, site):
    site.show(WORDS)
    look_now()
    values = {"headers": {"a": "b"}, "body_hash": "0" * 64, "taken_at": START - DAY}
    withdrawal = {"withdrawn_at": START, "withdrawal_reason": "Why."}
    update = {**withdrawal, column: values.get(column, "Other")}
    if column in ("body_hash", "taken_at"):
        with pytest.raises(DatabaseError), transaction.atomic():
            PageCopy.objects.update(**update)
    else:
        PageCopy.objects.update(**update)
        assert not getattr(PageCopy.objects.get(), column)


def test_withdrawal_deletes_what_is_around_the_words(quotation, site, clock):
    publish(make.quotation("They said so on the bank of the river, in the rain.", url=URL))
    site.show(NEW_WORDS)
    look_now()
    other = QuotedPage.objects.create(url=URL + "2", host="there.example", due_at=None)
    elsewhere = publish(make.quotation(WORDS)).pullquotes.get()
    QuotationCheck.objects.create(quotation=elsewhere, page=other, before="Else", after="where")
    withdraw_copy(copy=PageCopy.objects.get(), by=make.user("Editor"), reason="They asked for it.")
    rows = QuotationCheck.objects.order_by("pk").values_list("verdict", "before", "after")
    assert list(rows) == [("changed", "", ""), ("same", "", ""), ("", "Else", "where")]
    clock.shift(DAY)
    look_now()  # The same page again.
    rows = QuotationCheck.objects.order_by("pk").values_list("looks", "before", "after")
    assert list(rows) == [(2, "", ""), (2, "", ""), (0, "Else", "where")]
    clock.shift(DAY)
    site.show(WORDS)  # A new copy of another page.
    look_now()
    first, second, _other = QuotationCheck.objects.order_by("pk")
    assert (first.verdict, bool(first.after), second.after) == ("same", True, "")


# Overruling


@pytest.fixture
def finding(quotation, site, clock) -> QuotationCheck:
    for shown in (WORDS, NEW_WORDS, NEW_WORDS):
        site.show(shown)
        look_now()
        clock.shift(DAY)
    return load()


def test_email_quotes_each_line_of_the_page(quotation, site, clock):
    for _number in range(2):
        site.show(NEW_WORDS.replace("the bridge before", "the<br>bridge before"))
        look_now()
        clock.shift(DAY)
    lines = mail.outbox[0].body.splitlines()
    assert lines[lines.index("> We will rebuild the") + 1].startswith("> bridge before the end")


def test_trashed_post_sends_no_email(quotation, site, clock):
    Post.all_objects.update(status=Post.Status.TRASHED, trashed_at=START)
    for _number in range(2):
        site.show(NEW_WORDS)
        look_now()
        QuotedPage.objects.update(due_at=START)
        clock.shift(DAY)
    assert load().is_confirmed
    assert mail.outbox == []


def test_overruled_finding_has_no_mark_until_the_page_changes(finding, site, clock):
    editor = make.user("Editor")
    overrule(check=finding, by=editor, reason="A subheading, not  the text.")
    check = load()
    assert (check.is_mark_shown, check.overrule_reason) == (False, "A subheading, not the text.")
    assert not QuotationCheck.objects.findings().exists()
    look_now()
    assert not load().is_mark_shown
    clock.shift(3 * DAY)
    site.show(NEW_WORDS.replace("if there is money", "unless it costs more"))
    look_now()
    assert load().is_mark_shown
    kinds = [change.kind for change in load().changes.all()]
    assert kinds == ["overruled", "changed", "stands"]


def test_overruling_can_be_taken_back(finding):
    editor = make.user("Editor")
    overrule(check=finding, by=editor, reason="A subheading.")
    reinstate(check=finding, by=editor)
    assert load().is_mark_shown
    assert [change.kind for change in load().changes.all()][:2] == ["reinstated", "overruled"]


def test_overruling_without_reason_or_of_an_older_result_is_refused(finding):
    editor = make.user("Editor")
    for reason in ("", "   ", "x" * 301):
        with pytest.raises(OverruleRefused):
            overrule(check=finding, by=editor, reason=reason)
    QuotationCheck.objects.update(there="Something newer")
    with pytest.raises(OverruleRefused):
        overrule(check=finding, by=editor, reason="Old.")
    assert load().overruled_at is None


# The page cache


def count_changes() -> int:
    with connection.cursor() as cursor:
        # A test is one transaction, which would count once.
        cursor.execute("SELECT set_config('page_cache.changed_by', '', true)")
    return Change.objects.count()


def test_new_quotations_of_a_draft_leave_the_page_cache(site):
    post = make.draft(make.quotation(WORDS, url=URL))
    before = count_changes()
    follow_quotations(post)
    assert QuotationCheck.objects.exists()
    assert count_changes() == before


def test_looks_at_a_draft_leave_the_page_cache(site, clock):
    follow_quotations(make.draft(make.quotation(WORDS, url=URL)))
    before = count_changes()
    for shown in (NEW_WORDS, NEW_WORDS, WORDS):
        site.show(shown)
        look_now()
        QuotedPage.objects.update(due_at=START)
        clock.shift(DAY)
    assert (load().verdict, load().looks) == ("same", 1)
    withdraw_copy(copy=load().copy, by=make.user("Editor"), reason="They asked for it.")
    assert load().after == ""
    assert count_changes() == before


def test_look_at_a_draft_and_a_post_ends_the_page_cache_for_the_post(quotation, site):
    follow_quotations(make.draft(make.quotation(WORDS, url=URL)))
    before = count_changes()
    site.show(WORDS)
    look_now()
    assert count_changes() == before + 1


def test_changed_quotation_of_a_draft_leaves_the_page_cache(site):
    post = make.draft(make.quotation(WORDS, url=URL))
    follow_quotations(post)
    site.show(WORDS)
    look_now()
    PullQuote.objects.update(text="Other words.")
    before = count_changes()
    follow_quotations(post)
    assert load().verdict == ""
    assert count_changes() == before


def test_withdrawal_ends_the_page_cache_if_readers_saw_surroundings(finding):
    before = count_changes()
    withdraw_copy(copy=finding.copy, by=make.user("Editor"), reason="They asked for it.")
    assert count_changes() == before + 1


def test_only_looks_with_news_for_readers_end_the_page_cache(quotation, site, clock):
    site.show(WORDS)
    numbers = []
    for shown in (WORDS, WORDS, NEW_WORDS, NEW_WORDS, NEW_WORDS):
        site.show(shown)
        before = count_changes()
        look_now()
        numbers.append(count_changes() - before)
        clock.shift(7 * DAY)
    assert numbers == [1, 0, 1, 1, 0]


# Pages that a browser shows. The browser itself has its own tests.

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
