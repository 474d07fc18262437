"""Quotations that are followed: which pages are looked at, and what saving a post costs."""

import pytest

from blog.evidence import tasks
from blog.evidence.follow import follow_all_quotations, follow_quotations
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage, VerdictChange
from blog.models import PullQuote
from tests.blog.evidence.looks.quoted_site import DAY, URL, WORDS, load, look_now, publish
from tests.support import factories as make

pytestmark = pytest.mark.django_db


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
