"""The times of looks: ever rarer, after an answer that asks to wait, and once for each host."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog import editing
from blog.common.db.due_addresses import AskedHost, claim
from blog.content.document import parse
from blog.evidence import look
from blog.evidence.follow import follow_all_quotations
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage, VerdictChange
from blog.models import Post
from blog.workflow import Transition
from tests.blog.evidence.looks.quoted_site import (
    DAY,
    START,
    URL,
    WORDS,
    days_until_due,
    load,
    look_now,
    publish,
)
from tests.support import factories as make
from tests.support.plans import plan

pytestmark = pytest.mark.django_db


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


def test_slow_host_is_left_alone_for_a_while(quotation, site, monkeypatch):
    site.show(WORDS)
    monkeypatch.setattr(look, "SLOW_SECONDS", -1)
    look_now()
    assert load().verdict == "same"
    left = AskedHost.objects.get(name=load().page.host).free_at - timezone.now()
    assert left > look.SLOW_PAUSE - timedelta(minutes=1)


@pytest.mark.parametrize("asked", ["5", "7200"])
def test_slow_host_that_asks_for_a_pause_gets_the_longer_one(asked, quotation, site, monkeypatch):
    site.set_response("/bridge", "503 Busy", f"Retry-After: {asked}")
    monkeypatch.setattr(look, "SLOW_SECONDS", -1)
    look_now()
    left = AskedHost.objects.get(name=load().page.host).free_at - timezone.now()
    longer = max(look.SLOW_PAUSE, timedelta(seconds=int(asked)))
    assert longer - timedelta(minutes=1) < left <= longer
