"""Pairs that the desk offers for a comparison."""

import pytest

from blog.dossiers.models import DismissedPair
from blog.dossiers.pairs import dismiss_pair, find_pairs, list_dismissed_pairs, restore_pair
from blog.models import Post
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def say(text: str, day: str, name: str = "Ana", labels: tuple[str, ...] = (), **fields) -> Post:
    html = make.quotation(text, source_name=name, **({"said": day} if day else {}))
    return make.post(html, labels=labels, **fields)


def pairs() -> list[tuple[str, str]]:
    return [(pair.first.text, pair.second.text) for pair in find_pairs()]


def test_rare_words_in_common_make_a_pair_with_the_earlier_first():
    say("The quarantine harbour closes.", "2021-03-01")
    say("A quarantine harbour opens.", "2019-03-01")
    (pair,) = find_pairs()
    assert pair.first.text == "A quarantine harbour opens."
    assert (pair.voice.name, pair.shared_words) == ("Ana", ["harbour", "quarantine"])


def test_shared_label_makes_a_pair():
    say("Yes.", "2019-03-01", labels=("Ports",))
    say("No.", "2021-03-01", labels=("Ports", "Rivers"))
    (pair,) = find_pairs()
    assert (pair.labels, pair.shared_words) == (["Ports"], [])


@pytest.mark.parametrize(
    "other",
    [
        {"day": "2019-12-31"},
        {"day": ""},
        {"name": "Bo"},
        {"text": "Nothing alike."},
        {"text": "The quarantine ends."},
        {"status": Post.Status.DRAFT},
    ],
    ids=["within a year", "undated", "another voice", "no words", "one word", "draft"],
)
def test_no_pair_is_offered(other):
    say("The quarantine harbour closes.", "2019-03-01")
    say(**{"text": "A quarantine harbour opens.", "day": "2021-03-01"} | other)
    assert pairs() == []


def test_speaker_and_source_are_the_same_voice():
    say("The quarantine harbour closes.", "2019-03-01")
    html = make.quotation(
        *("A quarantine harbour opens.",), source_name="The Paper", speaker_name="Ana", said="2021"
    )
    make.post(html)
    assert len(pairs()) == 1


def test_words_that_many_quotations_have_are_not_rare():
    for number in range(8):
        say(f"The quarantine harbour closes {number}.", "2019-03-01", name=f"Other {number}")
    say("The quarantine harbour closes.", "2019-03-01")
    say("A quarantine harbour opens.", "2021-03-01")
    assert pairs() == []


def test_pair_that_was_compared_is_not_offered_again():
    first = say("The quarantine harbour closes.", "2019-03-01").pullquotes.get()
    second = say("A quarantine harbour opens.", "2021-03-01").pullquotes.get()
    make.comparison(second, first, published_at=None)
    assert pairs() == []


def test_pairs_with_more_in_common_come_first_and_few_of_a_voice():
    for year in range(2010, 2020):
        say("The quarantine harbour.", f"{year}-03-01", labels=(f"Label {year}",))
    say("The glacier melts fast.", "2010-01-01", name="Bo", labels=("Ice", "Water"))
    say("A glacier melts slowly.", "2020-01-01", name="Bo", labels=("Ice", "Water"))
    offered = find_pairs()
    assert offered[0].voice.name == "Bo"
    assert sum(pair.voice.name == "Ana" for pair in offered) <= 3


def test_pairs_query_count_does_not_grow(django_assert_num_queries):
    for number in range(4):
        say("The quarantine harbour.", f"201{number}-03-01", name="Ana", labels=("Ports",))
        say("A glacier melts.", f"201{number}-03-01", name="Bo", labels=("Ports",))
    with django_assert_num_queries(6):
        assert len(find_pairs()) > 1


def test_dismissed_pair_is_not_offered_until_it_is_restored():
    first = say("The quarantine harbour closes.", "2019-03-01").pullquotes.get()
    second = say("A quarantine harbour opens.", "2021-03-01").pullquotes.get()
    for keys in ([second.pk, first.pk], [first.pk, second.pk]):
        assert dismiss_pair(quotation_ids=keys)
    assert pairs() == []
    (dismissed,) = list_dismissed_pairs()
    assert {dismissed.first.text, dismissed.second.text} == {first.text, second.text}
    assert restore_pair(pk=dismissed.pk)
    assert not restore_pair(pk=dismissed.pk)
    assert pairs() == [(first.text, second.text)]


def test_dismissal_of_one_pair_leaves_the_others_of_its_voice():
    for year in (2015, 2017, 2019):
        say(f"The quarantine harbour, {year}.", f"{year}-03-01")
    before = find_pairs()
    dismiss_pair(quotation_ids=[before[0].first.pk, before[0].second.pk])
    assert [pair.first.pk for pair in find_pairs()] == [pair.first.pk for pair in before[1:]]


def test_only_two_public_quotations_can_be_dismissed():
    public = say("One.", "2019").pullquotes.get().pk
    hidden = say("Two.", "2021", status=Post.Status.DRAFT).pullquotes.get().pk
    for keys in ([], [public], [public, public], [public, hidden], [public, 0]):
        assert not dismiss_pair(quotation_ids=keys)
    assert not DismissedPair.objects.exists()
