"""Looks and the page cache, which ends only with news for readers."""

import pytest

from blog.evidence.copies import withdraw_copy
from blog.evidence.follow import follow_quotations
from blog.evidence.models import QuotationCheck, QuotedPage
from blog.models import PullQuote
from tests.blog.evidence.looks.quoted_site import DAY, NEW_WORDS, START, URL, WORDS, load, look_now
from tests.support import factories as make
from tests.support.page_changes import count_changes

pytestmark = pytest.mark.django_db


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
