"""Phrases: adjacent words are found by an index of word pairs, then compared."""

import pytest
from django.db import connection

from accounts.rate_limits import CountedAttempt
from blog import search
from blog.models import Post, PullQuote
from blog.search import ParsedSearch, SearchParams, SearchResult
from blog.search.parsing import extract_phrases
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def understand(wording: str) -> ParsedSearch:
    return search.parse_search(wording, CountedAttempt("test", "", 1000, 60))


def find(wording: str) -> SearchResult:
    return search.find_posts(SearchParams(wording), understand(wording))


def titles(wording: str) -> list[str]:
    return sorted(post.title for post in Post.objects.in_bulk(find(wording).keys).values())


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("a b", []),
        ('"a b"', ["a b"]),
        ('"a b" c "d e"', ["a b", "d e"]),
        ('c "a b" -d', ["a b"]),
        ('"a b" "c d"', ["a b", "c d"]),
        ('"a or b"', ["a or b"]),
        ("", []),
        ('""', [""]),
        # Where one might do without the phrase, or read the marks in another way.
        ('-"a b"', []),
        ('- "a b"', []),
        ('"a b" -"c d"', []),
        ('"a b" or c', []),
        ('"a b" OR "c d"', []),
        ('"a b', []),
        ('"a b" "c d', []),
        ('a"b c"', []),
        ('"a b"c', []),
        ('"a b""c d"', []),
        ('c "a b"-d', []),
    ],
)
def test_required_phrases_are_extracted(wording, expected):
    assert extract_phrases(wording) == expected


TEXTS = {
    "en": (
        "Freedom of the press is well-known, a state-of-the-art idea: 3.5 per cent of pg_class"
        " don’t read http://example.org/a/b?c=d or write to o'hara@example.org about U.S. trade."
        " River, river river. It isn't he who said that they were governing the Rivers’ mouths."
    ),
    "fr": "L’État n’a pas dit qu’aujourd’hui les chevaux du Val-d’Oise s’arrêtent à l’eau.",
    "ar": "قال وزير المالية إن الحكومة لن ترفع الضرائب في هذا العام",
    "ru": "Правительство говорило, что министр финансов не повысит налоги в этом году.",
    "de": "Die Donaudampfschifffahrt-Gesellschaft hat 1.000 Häuser der Regierungen gekauft.",
    "zh-hant": "政府 說 話 不 算 話",
}


@pytest.mark.slow
@pytest.mark.parametrize("language", TEXTS)
def test_every_part_of_a_text_is_found_as_a_phrase(language):
    """Whatever it makes of hyphens, stop words, numbers, addresses: as comparing alone finds it."""
    make.post(f"<p>{TEXTS[language]}</p>", language=language, title="Found")
    wording = TEXTS[language].split()
    for first in range(len(wording) - 1):
        for last in range(first + 2, min(first + 6, len(wording)) + 1):
            phrase = f'"{" ".join(wording[first:last])}"'
            understood = understand(phrase)
            assert len(search.find_posts(SearchParams(phrase), understood).keys) == (
                not understood.is_stopped
            ), phrase


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ('"amber basalt coral"', ["Phrase"]),
        ('"amber basalt"', ["Pairs apart", "Phrase"]),
        ('"amber of the basalt"', ["Stop words"]),
        ('"basalt amber"', []),
        ('"amber basalt" "coral amber"', ["Pairs apart"]),
        ('"amber basalt" coral -dolomite', ["Phrase"]),
        ('"amber basalt" -"basalt coral"', []),
        ('"coral amber" or "the basalt"', ["Pairs apart", "Phrase", "Stop words", "Word between"]),
    ],
)
def test_phrase_matches_adjacent_words_only(wording, expected):
    make.post("<p>Amber basalt coral.</p>", title="Phrase")
    make.post("<p>Amber basalt, dolomite, basalt coral amber.</p>", title="Pairs apart")
    make.post("<p>Amber of the basalt.</p>", title="Stop words")
    make.post("<p>Amber needs the basalt.</p>", title="Word between")
    assert titles(wording) == expected


def test_word_pairs_depend_on_the_language():
    make.post("<p>La liberté de la presse.</p>", language="fr", title="French")
    make.post("<p>La liberté de la presse.</p>", language="en", title="English")
    make.post("<p>La presse, la liberté.</p>", language="fr", title="Apart")
    for wording in ('"liberté de la presse"', '"LIBERTÉ de la presse"'):
        assert titles(wording) == ["English", "French"]
    # A word of the phrase is none in one of the languages, so that no pair is left there.
    assert titles('"la presse"') == ["Apart", "English", "French"]


@pytest.mark.slow
def test_phrases_are_filtered_like_words():
    for number, year in enumerate((2021, 2022, 2022)):
        make.post(
            make.quotation("“Amber basalt.”", source_name=("Paper", "Press")[number % 2]),
            title=f"Post {number}",
            labels=["All", "Odd"] if number % 2 else ["All"],
            published_at=make.moment(year, 1, 1 + number),
        )
    data: dict[str, str]
    for data, number in (
        ({}, 3), ({"label": "odd"}, 1), ({"source": "paper"}, 2), ({"year": "2022"}, 2),
        ({"year": "2022", "source": "paper"}, 1), ({"label": "odd", "source": "paper"}, 0),
    ):  # fmt: skip
        params, understood = SearchParams('"amber basalt"', **data), understand('"amber basalt"')
        in_posts, in_quotations = search.find_both(params, understood)
        assert (in_posts.number, in_quotations.number) == (number, number), data


def test_only_the_newest_of_many_rows_with_the_pairs_are_compared(monkeypatch):
    monkeypatch.setattr("blog.search.matching.MAX_COMPARED", 2)
    phrase, apart = "<p>Amber basalt coral.</p>", "<p>Amber basalt, dolomite, basalt coral.</p>"
    for number, text in enumerate((phrase, phrase, apart)):
        make.post(text, title=f"Post {number}", published_at=make.moment(2023, 1, 1 + number))
    wording = '"amber basalt coral"'
    assert (titles(wording), find(wording).is_partial) == (["Post 1"], True)
    monkeypatch.setattr("blog.search.matching.MAX_COMPARED", 3)
    assert (titles(wording), find(wording).is_partial) == (["Post 0", "Post 1"], False)


def test_drafts_are_not_indexed():
    """Saving a draft does not cost an update of the index, and search does not find it."""
    make.draft(make.quotation("“Amber basalt.”") + "<p>Amber basalt.</p>")
    in_posts, in_quotations = search.find_both(
        SearchParams('"amber basalt"'), understand('"amber basalt"')
    )
    assert (in_posts.keys, in_quotations.keys) == ([], [])


@pytest.mark.slow
def test_frequent_pairs_are_searched_from_the_newest_row():
    """As frequent words are: the planner knows how many rows have them."""
    fields = {"status": "published", "published_at": make.moment(2023)}
    created = Post.objects.bulk_create(
        Post(
            title="Amber basalt",
            slug=f"t{n}",
            html=f"<p>coral {'dolomite' * (n < 3)}</p>",
            **fields,
        )
        for n in range(1000)
    )
    PullQuote.objects.bulk_create(
        PullQuote(post=post, position=1, text="Emerald flint") for post in created
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post, blog_pullquote")
    assert not understand('"coral dolomite"').posts_are_frequent
    understood = understand('"amber basalt"')
    assert (understood.posts_are_frequent, understood.quotations_are_frequent) == (True, False)
    assert understand('"emerald flint"').quotations_are_frequent


def test_analyze_collects_no_statistics_of_pairs() -> None:
    make.post("<p>One line of words.</p>" + make.quotation("“Said twice.”"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post, blog_pullquote")
        cursor.execute("SELECT tablename FROM pg_stats WHERE tablename LIKE %s", ["%pairs"])
        assert cursor.fetchall() == []
