"""Links that hand an address on, without anybody's script."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests import factories as make
from tests.pages import read

pytestmark = pytest.mark.django_db
HERE = "http://localhost:8000"


def links(page) -> dict[str, str]:
    return {a.text: a.get("href") for a in page.xpath('//nav[@class="share"]//a')}


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("100% & more? #1 “Ünï” +", "plain"),
        ("المياه المنخفضة", "المياه"),
        ("水 and 🎉", "水"),
    ],
)
def test_every_script_arrives_as_it_was_written(title, slug, client):
    post = make.post(title=title, slug=slug, published_at=make.moment(2023, 3))
    page = read(client, post.get_absolute_url())
    address = HERE + post.get_absolute_url()
    shared = links(page)
    assert list(shared) == [
        *("E-mail", "Bluesky", "Facebook", "LinkedIn"),
        *("Reddit", "Telegram", "WhatsApp", "X"),
    ]
    for name, href in shared.items():
        assert href.isascii(), name
        query = parse_qs(urlsplit(href).query, strict_parsing=True)
        said = " ".join(value for values in query.values() for value in values)
        assert address in said, name
        if name not in {"Facebook", "LinkedIn"}:
            assert title in said, name
    body = shared["E-mail"].partition("&body=")[2]
    assert unquote(body) == f"{title}\r\n\r\n{address}"
    assert "+" not in shared["E-mail"]
    (field,) = page.xpath('//nav[@class="share"]//input')
    assert (field.get("value"), field.get("readonly") is not None) == (address, True)
    assert {a.get("rel") for a in page.xpath('//nav[@class="share"]//a')} == {"noopener nofollow"}


def test_a_quotation_is_shared_with_who_said_it(client):
    quotation = make.post(make.quotation("“Yes.”", source_name="Anne")).pullquotes.get()
    shared = links(read(client, f"/quotes/{quotation.pk}/"))
    query = parse_qs(urlsplit(shared["Telegram"]).query)
    assert query == {"text": ["“Yes.” — Anne"], "url": [f"{HERE}/quotes/{quotation.pk}/"]}


def test_what_is_not_published_is_not_shared(client):
    author = make.user("Author")
    post = make.draft(authors=(author,))
    client.force_login(author)
    page = read(client, post.get_absolute_url())
    assert links(page) == {}
    assert page.xpath('//link[contains(@type, "oembed")]') == []
