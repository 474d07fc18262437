"""Quotation marks paired within a paragraph."""

import pytest

from blog.extraction.marks import MAX_MARKS, find_marked


def passages(text: str) -> list[str]:
    return [text[slice(*marked.inner(text))] for marked in find_marked(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"It’s fine," she said. "Really."', ["It’s fine,", "Really."]),
        ("“A “nested” one,” he said", ["A “nested” one,"]),
        ("„Ja“, sagte er, „nein.“", ["Ja", "nein."]),
        ("„Nie” – powiedział", ["Nie"]),
        ("« Oui », dit-il, « non ».", ["Oui", "non"]),
        ("»Ja«, sagte sie", ["Ja"]),
        ("”Bra”, sa han", ["Bra"]),
        ("「はい」と言った", ["はい"]),
        ("‘It is a bad thing,’ he said; the boys’ club", ["It is a bad thing,"]),
        ("''The highest ceiling,'' she said", ["The highest ceiling,"]),
        ("\"One says 'We're in it for life'.\"", ["One says 'We're in it for life'."]),
        ('He is 6\'2" tall and "nice".', ["nice"]),
        ("It's the '90s, isn't it?", []),
        ("Sanders' and the boys' club", []),
        ("no marks", []),
        ("", []),
    ],
)
def test_marks_of_any_language_are_paired(text, expected):
    assert passages(text) == expected


def test_mark_without_a_closing_one_runs_to_the_end():
    (marked,) = find_marked("“I have seen the new town.")
    assert (marked.is_closed, marked.end) == (False, 26)


def test_paragraph_of_too_many_marks_has_no_passages():
    assert find_marked("“" * (MAX_MARKS + 1)) == []
    assert len(find_marked("“a” " * (MAX_MARKS // 2))) == MAX_MARKS // 2
