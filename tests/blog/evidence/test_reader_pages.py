"""What readers see of looks, on the page of a quotation."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from blog.evidence.copies import withdraw_copy
from blog.evidence.difference import compare_words
from blog.evidence.models import PageCopy, QuotationCheck
from blog.evidence.text_fragment import add_fragment, build_fragment
from blog.models import PullQuote
from tests.blog.evidence.stored_checks import (
    DIFFERENCE,
    LATER,
    OVERRULED,
    READ_AT,
    STOOD,
    store_check,
)
from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
WORDS = "We will rebuild the bridge."
URL = "https://example.org/bridge"
SECTION = '//section[@class="at-the-source"]'


@pytest.fixture
def quotation() -> PullQuote:
    return make.post(make.quotation(WORDS, source_name="Anne", url=URL)).pullquotes.get()


FIRST = "Read on May 3, 2024. The words stood there,"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (STOOD | {"verdict": "same"}, f"{FIRST} letter by letter."),
        (
            STOOD | {"verdict": "same", "stood_last_at": READ_AT + timedelta(days=9)},
            f"{FIRST} letter by letter. Last checked on May 12, 2024.",
        ),
        (
            STOOD | {"verdict": "typographic", "stood_verdict": "typographic"},
            f"{FIRST} in other typography.",
        ),
        (
            STOOD | {"verdict": "marked", "stood_verdict": "marked"},
            f"{FIRST} except for marked omissions and additions.",
        ),
        (
            STOOD | LATER | {"verdict": "gone"},
            f"{FIRST} letter by letter. Since June 2, 2024, they are no longer on the page.",
        ),
        (
            STOOD | LATER | {"verdict": "changed", "difference": DIFFERENCE},
            f"{FIRST} letter by letter. Since June 2, 2024, the page says something else:",
        ),
        (LATER | {"verdict": "gone"}, "On June 2, 2024, these words were not on the page."),
        (
            LATER | {"verdict": "changed", "difference": DIFFERENCE},
            "On June 2, 2024, the page said something else:",
        ),
        (
            STOOD | {"verdict": "same", "unread_reason": "blocked", "unread_at": timezone.now()},
            None,
        ),
        (
            {"unread_reason": "missing", "unread_at": READ_AT, "looks": 2},
            "On May 3, 2024, there was no page at this address.",
        ),
        (
            {"unread_reason": "robots", "unread_at": READ_AT, "looks": 2},
            "On May 3, 2024, the page could not be checked.",
        ),
    ],
)
def test_readers_see_the_verdict_in_plain_words(values, expected, quotation, client):
    store_check(quotation, **values)
    page = read(client, f"/quotes/{quotation.pk}/")
    assert text(page, f"{SECTION}/h2") == ["At the source"]
    (shown,) = text(page, f"{SECTION}/p[1]")
    if expected is None:
        assert shown.endswith("the page could not be checked.")
    else:
        assert " ".join(shown.split()) == expected


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"unread_reason": "missing", "unread_at": READ_AT, "looks": 1},
        {"verdict": "changed", "looks": 1, "since": READ_AT, "checked_at": READ_AT},
        LATER | OVERRULED | {"verdict": "gone"},
    ],
)
def test_readers_see_nothing_of_what_is_not_certain(values, quotation, client):
    store_check(quotation, **values)
    page = read(client, f"/quotes/{quotation.pk}/")
    assert page.xpath(SECTION) == []


def test_first_change_is_shown_only_after_a_second_look(quotation, client):
    values = {"verdict": "changed", "looks": 1, "difference": DIFFERENCE}
    store_check(quotation, **STOOD | values)
    page = read(client, f"/quotes/{quotation.pk}/")
    assert text(page, f"{SECTION}/p") == [f"{FIRST} letter by letter."]


def test_mark_shows_the_difference_with_its_surroundings(quotation, client):
    around = {"before": "Before & <b>.", "after": "After."}
    store_check(
        quotation, **STOOD | LATER | around | {"verdict": "changed", "difference": DIFFERENCE}
    )
    page = read(client, f"/quotes/{quotation.pk}/")
    (shown,) = text(page, f"{SECTION}/blockquote")
    expected = "… Before & <b>.We will removed: rebuild added: mend it After. …"
    assert " ".join(shown.split()) == expected
    assert text(page, f"{SECTION}//del")[0].endswith("rebuild")
    assert text(page, f"{SECTION}//ins")[0].endswith("mend")
    assert page.xpath(f"{SECTION}//b") == []


def test_link_leads_to_standing_words_only(quotation, client):
    one = store_check(quotation, verdict="same", fragment="text=We%20will", **STOOD)
    address = f"/quotes/{quotation.pk}/"
    assert read(client, address).xpath(f"{SECTION}//a/@href") == [f"{URL}#:~:text=We%20will"]
    one.verdict = "changed"
    one.save()
    assert read(client, address).xpath(f"{SECTION}//a/@href") == []


def take_copy(one: QuotationCheck, **values: Any) -> PageCopy:
    fields = {"requested_url": URL, "status": 200, "headers": {}, "size": 1, "text_length": 1}
    fields |= {"body": b"", "text": b"", "body_hash": "a" * 64, "text_hash": "b" * 64}
    copy = PageCopy.objects.create(page=one.page, taken_at=READ_AT, **fields | values)
    QuotationCheck.objects.update(copy=copy, first_copy=copy)
    return copy


LINK = '//a[contains(@class, "read-at")]'


def test_links_to_the_page_are_robust_where_there_is_a_copy(quotation, client):
    one = store_check(quotation, verdict="same", fragment="text=We%20will", **STOOD)
    address = f"/quotes/{quotation.pk}/"
    (link,) = read(client, address).xpath(LINK)
    assert (link.get("href"), link.get("data-versiondate")) == (f"{URL}#:~:text=We%20will", None)
    copy = take_copy(one)
    for path in (LINK, f"{SECTION}//a"):
        (link,) = read(client, address).xpath(path)
        assert link.get("href") == f"{URL}#:~:text=We%20will"
        assert link.get("data-originalurl") == URL
        assert link.get("data-versiondate").startswith("2024-05-03T")
    one.verdict = "changed"
    one.save(update_fields=["verdict"])
    (link,) = read(client, address).xpath(LINK)
    assert (link.get("href"), link.get("data-originalurl")) == (URL, URL)
    withdraw_copy(copy=copy, by=make.user("Editor"), reason="They asked for it.")
    (link,) = read(client, address).xpath(LINK)
    assert link.get("data-originalurl") is None


@pytest.mark.parametrize(
    "copied", [{"is_refused": True, "body": None, "text": None}, {"is_handed_in": True}]
)
def test_link_to_a_page_without_a_copy_that_was_fetched_has_no_version(quotation, client, copied):
    one = store_check(quotation, verdict="same", fragment="text=We%20will", **STOOD)
    take_copy(one, **copied)
    (link,) = read(client, f"/quotes/{quotation.pk}/").xpath(LINK)
    assert link.get("data-versiondate") is None


def test_links_in_posts_lead_to_the_page_itself(quotation, client):
    take_copy(store_check(quotation, verdict="same", fragment="text=We%20will", **STOOD))
    (link,) = read(client, quotation.post.get_absolute_url()).xpath(LINK)
    assert dict(link.attrib) == {"class": "read-at u-url", "href": URL}


def test_quotation_page_costs_no_query_more(quotation, client, django_assert_num_queries):
    take_copy(store_check(quotation, verdict="same", fragment="text=We", **STOOD))
    with django_assert_num_queries(5):
        assert "At the source" in client.get(f"/quotes/{quotation.pk}/").text


# Text fragments and differences

LONG = (
    "It was a long day on the river, and nobody knew that it would end so early in the year. " * 3
)


@pytest.mark.parametrize(
    ("page", "quoted", "fragment"),
    [
        ("A. We said so. B", "We said so", "text=We%20said%20so"),
        ("one-two, a & b", "one-two, a & b", "text=one%2Dtwo%2C%20a%20%26%20b"),
        (
            "The word here.\nAnd then the word there.",
            "word there",
            "text=word%20there",
        ),
        ("say no now\nyou say no", "no", "text=no"),
        ("One line\nand another", "line\nand", "text=line,and"),
        ("Ähnlich 北京", "Ähnlich 北京", "text=%C3%84hnlich%20%E5%8C%97%E4%BA%AC"),
    ],
)
def test_fragment_names_the_words_as_browsers_expect(page, quoted, fragment):
    assert build_fragment(page, page.index(quoted), len(quoted)) == fragment


def test_fragment_of_a_long_quotation_names_both_ends():
    built = build_fragment(LONG, 0, len(LONG))
    assert built == "text=It%20was%20a%20long%20day%20on,end%20so%20early%20in%20the%20year."


def test_fragment_of_words_that_stand_twice_has_a_prefix():
    page = "They say no. Then they really did say no."
    built = build_fragment(page, page.rindex("say no"), 6)
    assert built == "text=they%20really%20did-,say%20no"


@pytest.mark.parametrize("quoted", ["", "\n \n"])
def test_fragment_without_words_is_empty(quoted):
    assert build_fragment(quoted, 0, len(quoted)) == ""


def test_fragment_that_is_too_long_is_left_out():
    assert build_fragment("北" * 120, 0, 120) == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b", "https://a.example/b#:~:text=x"),
        ("https://a.example/b#c", "https://a.example/b#c:~:text=x"),
        ("https://a.example/b#:~:text=old", "https://a.example/b#:~:text=x"),
        ("https://a.example/?q=1#c:~:text=old", "https://a.example/?q=1#c:~:text=x"),
    ],
)
def test_fragment_is_added_to_the_own_one_of_the_url(url, expected):
    assert add_fragment(url, "text=x") == expected


@pytest.mark.parametrize(
    ("quoted", "there", "expected"),
    [
        ("a b c", "a b c", [["same", "a b c"]]),
        ("a b c", "a x c", [["same", "a"], ["removed", "b"], ["added", "x"], ["same", "c"]]),
        ("a b c d", "a d", [["same", "a"], ["removed", "b c"], ["same", "d"]]),
        ("a d", "a b c d", [["same", "a"], ["added", "b c"], ["same", "d"]]),
        ("a b", "x y z", [["removed", "a b"], ["added", "x y z"]]),
        ("", "a", [["added", "a"]]),
        ("", "", []),
    ],
)
def test_difference_is_in_whole_words(quoted, there, expected):
    assert compare_words(quoted, there) == expected


def test_difference_of_very_long_texts_compares_no_words():
    assert [kind for kind, _text in compare_words("a " * 3000, "b " * 3000)] == ["removed", "added"]
