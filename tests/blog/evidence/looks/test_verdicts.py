"""Verdicts of looks: what stands, what changed, and what cannot be read."""

import gzip
from datetime import timedelta
from textwrap import wrap
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from blog.common.db.due_addresses import claim
from blog.evidence import look, page_reader, tasks
from blog.evidence.copies import read_copy_text
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage, VerdictChange
from blog.models import PullQuote
from tests.blog.evidence.looks.quoted_site import (
    DAY,
    NEW_WORDS,
    START,
    URL,
    WORDS,
    build_page,
    days_until_due,
    load,
    look_now,
    publish,
)
from tests.support import factories as make
from tests.support.page_changes import count_changes
from tests.support.pdf_files import build_pdf, draw, draw_lines

pytestmark = pytest.mark.django_db


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
    site.show("Other news.")
    for reason in ("", "short"):
        clock.shift(DAY)
        look_now()
        assert (load().verdict, load().unread_reason) == ("same", reason)


def test_unread_page_of_an_earlier_version_is_still_reported(quotation, site, clock):
    site.set_response("/bridge", "500 Broken")
    look_now()
    clock.shift(7 * DAY)
    look_now()
    QuotationCheck.objects.update(looks=0)
    assert load().is_unread_last


@pytest.mark.parametrize("was_read", [True, False])
def test_page_that_is_down_once_is_not_reported_and_tried_again(was_read, quotation, site, clock):
    if was_read:
        site.show(WORDS)
        look_now()
        clock.shift(7 * DAY)
    changes = count_changes()
    site.set_response("/bridge", "500 Broken")
    for pause in (timedelta(hours=1), DAY):
        look_now()
        assert not load().is_unread_last
        assert days_until_due() == 1
        clock.shift(pause)
        QuotedPage.objects.update(due_at=timezone.now())
    assert load().unread_reason == ("" if was_read else "unreachable")
    assert count_changes() == changes
    look_now()
    assert (load().is_unread_last, load().unread_reason) == (True, "unreachable")
    assert count_changes() == changes + 1


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
