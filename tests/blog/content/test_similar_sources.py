"""Known sources that a new name may belong to."""

import pytest

from blog.content.sources.similar import find_similar_sources
from blog.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources() -> None:
    names = ("Ana María Ruiz", "Владимир Путин", "Mohammed bin Salman", "Vladimir Tatlin", "WHO")
    Source.objects.create(name="Ada Lind")
    Source.objects.bulk_create(
        Source(name=name, slug=f"s{number}") for number, name in enumerate(names)
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dr A. Ruiz", ["Ana María Ruiz"]),
        ("RUIZ, Ana Maria", ["Ana María Ruiz"]),
        ("Wladimir Putin", ["Владимир Путин"]),
        ("Ада Линд", ["Ada Lind"]),
        ("محمد بن سلمان", ["Mohammed bin Salman"]),
        ("Владимир Татлин", ["Vladimir Tatlin"]),
        ("Vladimir Nabokov", []),
        ("محمد", []),
        ("★", []),
        ("", []),
    ],
)
def test_similar_sources_of_a_name_are_found_in_one_query(
    name, expected, sources, django_assert_num_queries
):
    with django_assert_num_queries(1):
        similar = find_similar_sources(name)
    assert [source.name for source in similar] == expected


def test_renamed_source_is_found_by_its_new_name(sources):
    source = Source.objects.get(name="Ada Lind")
    source.name = "Виктор Янукович"
    source.save()
    assert find_similar_sources("Wiktor Janukowytsch") == [source]
    assert find_similar_sources("Ада Линд") == []
