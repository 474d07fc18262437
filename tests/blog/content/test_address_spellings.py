"""Addresses with other capitals or accents lead to the page that is meant."""

import pytest

from blog.common.text.folding import fold
from blog.models import Label, Post, Source
from tests.support import factories as make
from tests.support.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def post() -> Post:
    html = make.quotation("A.", source_name="Hélène Vasseur")
    ada = make.user("Author", byline="Ada Bø", slug="ada-bø")
    result = make.post(
        html,
        title="Förderung",
        slug="die-förderung",
        labels=["Überschüsse"],
        authors=(ada,),
        published_at=make.moment(2023, 3, 31, hour=23),
    )
    make.series(result, name="Große Flüsse")
    make.dossier(*result.pullquotes.all(), title="Dämme", author=ada)
    make.page(slug="about")
    return result


def locate(client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.get("Location", "")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/2023/03/Die-Förderung/", "/2023/03/die-f%C3%B6rderung/"),
        ("/2023/03/die-forderung/", "/2023/03/die-f%C3%B6rderung/"),
        ("/2023/03/DIE-FORDERUNG", "/2023/03/die-f%C3%B6rderung/"),
        ("/2023/03/die-fo\u0308rderung/", "/2023/03/die-f%C3%B6rderung/"),
        ("/2023/03/die-forderung/?x=1&y=%2F", "/2023/03/die-f%C3%B6rderung/?x=1&y=%2F"),
        ("/labels/uberschusse/", "/labels/%C3%BCbersch%C3%BCsse/"),
        ("/Labels/Überschüsse/", "/labels/%C3%BCbersch%C3%BCsse/"),
        ("/sources/helene-vasseur/", "/sources/h%C3%A9l%C3%A8ne-vasseur/"),
        ("/sources/HÉLÈNE-VASSEUR/", "/sources/h%C3%A9l%C3%A8ne-vasseur/"),
        ("/authors/ada-bo/", "/authors/ada-b%C3%B8/"),
        ("/series/große-flusse/", "/series/gro%C3%9Fe-fl%C3%BCsse/"),
        ("/dossiers/damme/", "/dossiers/d%C3%A4mme/"),
        ("/About/", "/about/"),
        ("/ABOUT", "/about/"),
    ],
)
def test_address_with_other_case_or_accents_redirects(address, page, post, client):
    assert locate(client, address) == (301, page)


@pytest.mark.parametrize(
    ("stored", "requested"), [("Low-Water", "low-water"), ("Low-Água", "LOW-AGUA")]
)
def test_stored_capitals_and_accents_are_found(stored, requested, client):
    make.post(slug=stored, published_at=make.moment(2023, 3, 22))
    status, location = locate(client, f"/2023/03/{requested}/")
    assert status == 301
    assert client.get(location).status_code == 200


def test_nearest_of_two_spellings_is_preferred(client):
    for name in ("Kürzung", "Kurzung"):
        make.post(labels=[name])
    assert locate(client, "/labels/Kürzung/") == (301, "/labels/k%C3%BCrzung/")
    assert locate(client, "/labels/KURZUNG/") == (301, "/labels/kurzung/")
    assert locate(client, "/labels/kúrzung/") == (404, "")


@pytest.mark.parametrize(
    "address",
    [
        *("/2023/04/die-forderung/", "/2023/03/die-forderungen/", "/0000/03/die-forderung/"),
        *("/0001/01/die-forderung/", "/9999/12/die-forderung/", "/labels/uber/", "/labels/%00/"),
        *("/sources/vasseur/", "/sources/100%25-vasseur/", "/" + "Ab" * 1500 + "/"),
        *("/%2Fevil.example/About/", "/About/%5C%5Cevil.example/"),
    ],
)
def test_address_of_no_page_stays_missing(address, post, client):
    assert locate(client, address) == (404, "")


@pytest.mark.parametrize("name", ["L’Oréal", "Ó Sé", "Jo-Ann’s Ö"])
def test_source_with_signs_or_a_new_name_is_found(name, client):
    make.post(make.quotation("A.", source_name=name))
    source = Source.objects.get()
    former = fold(source.slug).upper()
    assert locate(client, f"/sources/{former}/") == (301, source.get_absolute_url())
    Source.objects.update(name="Renamed")
    assert locate(client, f"/sources/{former}/") == (301, source.get_absolute_url())


@pytest.mark.parametrize(
    ("address", "index"),
    [
        ("/2023/03/nothing-here/", "post_published_folded_slug"),
        ("/2023/03/a-b/", "post_published_folded_slug"),
        ("/labels/nothing/", "label_by_folded_slug"),
        ("/sources/person-named/", "source_by_folded_slug"),
        ("/sources/a-b/", "source_by_folded_slug"),
    ],
)
def test_missing_address_is_looked_up_in_an_index(address, index, client):
    texts = [f"person-named-{number}" for number in range(300)]
    Label.objects.bulk_create(Label(name=each, slug=each) for each in texts)
    Source.objects.bulk_create(Source(name=each, slug=each) for each in texts)
    public = {"status": "published", "published_at": make.moment(2023, 3, 5)}
    Post.objects.bulk_create(Post(title=each, slug=each, **public) for each in texts)
    lines = plan(lambda: client.get(address)).splitlines()
    assert any(index in line for line in lines)
    assert not [line for line in lines if "Filter" in line and "normalize" in line.lower()]


def test_page_with_a_wrong_query_does_not_redirect_to_itself(post, client):
    assert locate(client, "/labels/%C3%BCbersch%C3%BCsse/?before=never") == (404, "")


def test_hidden_pages_are_not_revealed_by_another_spelling(post, client):
    Post.objects.filter(pk=post.pk).update(status="draft")
    for address in (
        *("/2023/03/die-forderung/", "/labels/uberschusse/", "/sources/helene-vasseur/"),
        *("/authors/ada-bo/", "/series/große-flusse/"),
    ):
        assert locate(client, address) == (404, ""), address


def test_other_spelling_costs_one_query_more_than_a_missing_page(
    post, client, django_assert_num_queries
):
    """Settings, the post for readers, a former address, and the other spelling."""
    with django_assert_num_queries(4):
        assert client.get("/2023/03/die-forderung/").status_code == 301
    with django_assert_num_queries(2):
        assert client.get(post.get_absolute_url()).status_code == 200
    assert Label.objects.count() == Source.objects.count() == 1


def test_form_is_not_sent_to_another_spelling(post, client):
    assert client.post("/2023/03/die-forderung/").status_code in (404, 405)
