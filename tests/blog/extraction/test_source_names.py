"""Attribution lines that name a source: in any script, by surname, title or initials."""

import pytest

from blog.extraction.source_names import is_same_name, may_be_same, names_source

NAMED = [
    ("Professor Arne Kislenko, international relations", "Arne Kislenko", "person"),
    ("Kislenko, historian", "Arne Kislenko", "person"),
    ("Lind, Ada (minister)", "Ada Lind", "person"),
    ("Premierministerin Lind", "Ada Lind", "person"),
    ("ADA LÍND, minister", "Ada Lind", "person"),
    ("President Xi", "Xi Jinping", "person"),
    ("von der Leyen, Commission", "Ursula von der Leyen", "person"),
    ("Reverend King", "Martin Luther King Jr.", "person"),
    ("Speaker Thomas O’Neill", "Tip O'Neill", "person"),
    ("外交部发言人王毅", "王毅", "person"),
    ("习主席", "习近平", "person"),
    ("윤 대통령", "윤석열", "person"),
    ("الرئيس السيسي", "عبد الفتاح السيسي", "person"),
    ("Министр Петров", "Иван Петров", "person"),
    ("נשיא המדינה, יצחק הרצוג", "יצחק הרצוג", "person"),
    ("Internal document of the Harbour Office, May 2021", "Internal Document", "document"),
    ("‘Audit of the fleet’, p. 12, Court of Auditors", "Audit of the Fleet", "document"),
    ("The audit, p. 12", "The Audit of the Fleet, volume two", "document"),
    ("Retention of Movements Bill, clause 7(1)", "Retention of Movements Act 2024", "document"),
    ("WHO, press release", "World Health Organization", "organisation"),
    ("World Health Organization", "WHO", "organisation"),
    ("BBC", "BBC News", "publication"),
    ("★ ★", "★", "person"),
    ("—?!", "?!", "person"),
]
NOT_NAMED = [
    ("Bo Berg, mayor, Town of Vik, 5 June 2025", "Ada Lind", "person"),
    ("Ada Berg, mayor", "Ada Lind", "person"),
    ("Lindberg, mayor", "Ada Lind", "person"),
    ("Xi Jinping, president", "习近平", "person"),
    ("王文斌，外交部发言人", "李强", "person"),
    ("Gorbatschow, Präsident", "Mikhail Gorbachev", "person"),
    ("A spokesperson", "Ministry of Fisheries", "organisation"),
    ("The fleet in winter", "Audit of the Harbour", "document"),
    ("2023", "Ada Lind", "person"),
    ("…", "Ada Lind", "person"),
    ("x" * 500, "y" * 200, "person"),
    ("Ada " * 120, "Bo " * 60, "person"),
]


@pytest.mark.parametrize(("line", "name", "kind"), NAMED)
def test_attribution_with_source_name_matches(line, name, kind):
    assert names_source(line, name, kind)


@pytest.mark.parametrize(("line", "name", "kind"), NOT_NAMED)
def test_attribution_with_other_name_does_not_match(line, name, kind):
    assert not names_source(line, name, kind)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Ada Lind", "ADA  LÍND", True),
        ("Ada Lind", "Lind Ada", False),
        ("", "", False),
        ("?", "?", True),
        ("?", "!", False),
        ("习近平", "习 近平", True),
    ],
)
def test_names_with_other_case_and_accents_are_equal(one, other, is_same):
    assert is_same_name(one, other) is is_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Ruiz", "ana  RUÍZ"),
        ("Dr Ana Ruiz", "Ana Ruiz"),
        ("Prof. Dr. Hans Müller", "Hans Muller"),
        ("Sir Martin Luther King Jr.", "Martin King"),
        ("A. Ruiz", "Ana Ruiz"),
        ("J. F. Kennedy", "John Fitzgerald Kennedy"),
        ("Ruiz, Ana María", "Ana Ruiz"),
        ("Ruiz", "Ana Ruiz"),
        ("М. Иванова", "Мария Иванова"),
        ("习近平", "习 近平"),
        ("The Guardian", "Guardian"),
    ],
)
def test_similar_names_may_be_the_same(one, other):
    assert may_be_same(one, other)
    assert may_be_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Ruiz", "Eva Ruiz"),
        ("A. Ruiz", "Eva Ruiz"),
        ("Ana Ruiz", "Ana Lind"),
        ("Ana", "Ana Ruiz"),
        ("Ministry of Fish", "Ministry of Water"),
        ("Fisheries Ministry", "Education Ministry"),
        ("Vik University", "University of Vik Press"),
        ("", "Ana"),
        ("…", "—"),
    ],
)
def test_other_names_are_not_the_same(one, other):
    assert not may_be_same(one, other)
    assert not may_be_same(other, one)
