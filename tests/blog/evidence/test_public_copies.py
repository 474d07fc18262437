"""What readers get of public copies: the page with the text, files, and links from quotations."""

import io
import re
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from blog.evidence.copies import withdraw_copy
from blog.evidence.models import PageCopy, QuotationCheck
from blog.evidence.publication import publish_copy, take_back_copy
from blog.models import PullQuote
from blog.views import copies
from tests.blog.evidence.stored_checks import STOOD, store_check
from tests.blog.evidence.stored_copies import BODY, TEXT, URL, store_copy
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
SECTION = '//section[@class="at-the-source"]'
LINK = '//a[contains(@class, "read-at")]'


@pytest.fixture
def quotation() -> PullQuote:
    html = make.quotation("We will rebuild it.", source_name="Anne", url=URL)
    return make.post(html).pullquotes.get()


@pytest.fixture
def copy() -> PageCopy:
    return store_copy()


def publish(copy: PageCopy, ground: str = "licence", details: str = "CC BY 4.0") -> str:
    """Publish a copy, and return the path of its page."""
    publish_copy(copy=copy, by=make.user("Editor"), ground=ground, details=details)
    return f"/copies/{copy.pk}/"


FILES = ("", "text.txt", "copy.warc.gz")


def test_private_copy_has_no_page(copy, client):
    for visitor in (client, signed_in(make.user("Editor"))):
        for name in FILES:
            assert visitor.get(f"/copies/{copy.pk}/{name}").status_code == 404
            assert visitor.get(f"/copies/{copy.pk + 1}/{name}").status_code == 404


def test_copy_that_was_taken_back_has_no_page(copy, client):
    path = publish(copy)
    assert client.get(path).status_code == 200
    take_back_copy(copy=copy, by=make.user("Editor"))
    assert {client.get(path + name).status_code for name in FILES} == {404}


def test_page_shows_the_text_and_never_the_html(copy, client):
    page = read(client, publish(copy))
    assert text(page, "//h1") == ["The <bridge>"]
    expected = ["The <bridge>", "We will rebuild it.", "שלום"]
    assert text(page, '//div[@class="copy-text"]/p') == expected
    assert page.xpath('//div[@class="copy-text"]/@lang') == ["en"]
    assert page.xpath("//script[contains(., 'alert')]") == []
    facts = " ".join(text(page, '//dl[@class="copy-facts"]')[0].split())
    for fact in ("May 3, 2024", copy.body_hash, copy.text_hash, "Bo Berg"):
        assert fact in facts
    assert "Ground Free license: CC BY 4.0" in facts
    assert page.xpath(f'//dl[@class="copy-facts"]//a[@href="{URL}"]/@rel') == ["nofollow original"]
    assert page.xpath('//meta[@name="robots"]/@content')[0].startswith("noindex")


def test_page_is_a_memento_of_the_original(copy, client):
    response = client.get(publish(copy))
    assert response["Memento-Datetime"] == "Fri, 03 May 2024 12:00:00 GMT"
    assert response["Link"] == f'<{URL}>; rel="original"'


def test_handed_in_copy_is_marked_and_no_memento(client):
    copy = store_copy(is_handed_in=True, exchanges=None)
    response = client.get(publish(copy))
    assert "saved this page in a browser and handed it in" in response.text
    assert not response.has_header("Memento-Datetime")
    assert not response.has_header("Link")


def test_address_with_odd_characters_stays_within_its_header(client):
    copy = store_copy('https://example.org/é?a="b>,<c"')
    response = client.get(publish(copy))
    assert response["Link"] == '<https://example.org/%C3%A9?a=%22b%3E,%3Cc%22>; rel="original"'


def test_files_are_downloads_that_nothing_runs(copy, client):
    path = publish(copy)
    for name, kind in (
        ("text.txt", "text/plain; charset=utf-8"),
        ("copy.warc.gz", "application/warc"),
    ):
        response = client.get(path + name)
        assert response["Content-Type"] == kind
        assert response["Content-Disposition"].startswith("attachment; ")
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Memento-Datetime"] == "Fri, 03 May 2024 12:00:00 GMT"
    assert client.get(f"{path}text.txt").text == TEXT
    archive = ArchiveIterator(io.BytesIO(response.content), check_digests="raise")
    contents = {record.rec_type: record.content_stream().read() for record in archive}
    assert contents["response"] == BODY


def test_long_text_is_cut_on_the_page_only(client, monkeypatch):
    monkeypatch.setattr(copies, "MAX_SHOWN_LENGTH", 20)
    copy = store_copy()
    path = publish(copy)
    page = read(client, path)
    assert text(page, '//div[@class="copy-text"]/p') == ["The <bridge>", "We wil"]
    assert page.xpath('//p[@class="copy-note"]/a/@href') == [f"{path}text.txt"]
    assert client.get(f"{path}text.txt").text == TEXT


@pytest.mark.parametrize("language", ['x" onclick="', "en us", "e", "a" * 35])
def test_language_that_is_none_is_left_out(language, client):
    page = read(client, publish(store_copy(language=language)))
    assert page.xpath('//div[@class="copy-text"]/@lang') == []


def test_deleted_copy_keeps_its_time_and_hashes(copy, client):
    path = publish(copy)
    withdraw_copy(copy=copy, by=make.user("Editor"), reason="They asked for it.")
    response = client.get(path)
    assert response.status_code == 410
    for fact in ("This copy was deleted.", "May 3, 2024", copy.body_hash, copy.text_hash):
        assert fact in response.text
    for gone in ("The &lt;bridge&gt;", "rebuild", "Bo Berg", "They asked for it.", "copy.warc.gz"):
        assert gone not in response.text, gone
    assert not response.has_header("Memento-Datetime")
    for name in ("text.txt", "copy.warc.gz"):
        assert client.get(path + name).status_code == 404


def follow(quotation: PullQuote, copy: PageCopy, **values: Any) -> QuotationCheck:
    fields = STOOD | {"verdict": "same", "fragment": "text=We%20will", "there": "We will."}
    return store_check(quotation, copy=copy, first_copy=copy, **fields | values)


def test_page_lists_published_quotations_only(copy, quotation, client):
    follow(quotation, copy)
    draft = make.draft(make.quotation("Not yet.", url=URL)).pullquotes.get()
    follow(draft, copy)
    page = read(client, publish(copy))
    links = page.xpath('//section[@aria-labelledby="copy-quotations"]//a/@href')
    assert links == [f"/quotes/{quotation.pk}/"]


def test_quotation_links_its_public_copy_as_a_memento(copy, quotation, client, settings):
    settings.SITE_URL = "https://blog.example.org"
    follow(quotation, copy)
    path = publish(copy)
    response = client.get(f"/quotes/{quotation.pk}/")
    assert response["Link"] == (
        f'<https://blog.example.org{path}>; rel="memento"; anchor="{URL}";'
        ' datetime="Fri, 03 May 2024 12:00:00 GMT"'
    )
    page = read(client, f"/quotes/{quotation.pk}/")
    (link,) = page.xpath(LINK)
    assert link.get("href") == f"{URL}#:~:text=We%20will"
    assert link.get("data-originalurl") == URL
    assert link.get("data-versionurl") == f"https://blog.example.org{path}"
    assert link.get("data-versiondate").startswith("2024-05-03T")
    (memento,) = page.xpath(f'{SECTION}//a[@rel="memento"]')
    assert memento.get("href") == path
    assert copy.body_hash in text(page, SECTION)[0]


def test_quotation_without_a_public_copy_has_no_memento(copy, quotation, client):
    follow(quotation, copy)
    response = client.get(f"/quotes/{quotation.pk}/")
    assert not response.has_header("Link")
    assert "memento" not in response.text
    assert "data-versionurl" not in response.text


def test_first_copy_of_a_quotation_is_its_version(quotation, client):
    earlier = store_copy(taken_at=make.moment(2023, 1, 1), text="Earlier.")
    first = store_copy(text="First.")
    saved = store_copy(taken_at=make.moment(2022, 1, 1), text="Saved.", is_handed_in=True)
    follow(quotation, first)
    paths = [publish(copy) for copy in (saved, earlier)]
    page = read(client, f"/quotes/{quotation.pk}/")
    assert page.xpath(f'{SECTION}//ul[@class="source-copies"]//a/@href') == paths
    assert page.xpath(f'{SECTION}//a[@rel="memento"]/@href') == [paths[1]]
    paths.append(publish(first))
    page = read(client, f"/quotes/{quotation.pk}/")
    assert page.xpath(f'{SECTION}//a[@rel="memento"]/@href') == [paths[2]]


def test_handed_in_copy_is_linked_but_is_no_version(quotation, client):
    copy = store_copy(is_handed_in=True, exchanges=None)
    follow(quotation, copy)
    path = publish(copy)
    page = read(client, f"/quotes/{quotation.pk}/")
    (link,) = page.xpath(f'{SECTION}//ul[@class="source-copies"]//a')
    assert (link.get("href"), link.get("rel")) == (path, None)
    assert "saved by an author" in link.text_content()
    assert page.xpath(LINK)[0].get("data-versionurl") is None


def test_copy_of_another_page_is_not_linked(copy, quotation, client):
    follow(quotation, copy)
    path = publish(store_copy("https://example.org/other"))
    assert path not in client.get(f"/quotes/{quotation.pk}/").text


def test_words_are_shown_with_what_is_around_them(copy, quotation, client):
    around = {"before": "Before <b>.", "after": "After."}
    follow(quotation, copy, **around)
    page = read(client, f"/quotes/{quotation.pk}/")
    (shown,) = text(page, f"{SECTION}/details/blockquote")
    assert re.sub(r"\s+", " ", shown) == "… Before <b>.We will.After. …"
    withdraw_copy(copy=copy, by=make.user("Editor"), reason="Why.")
    page = read(client, f"/quotes/{quotation.pk}/")
    assert page.xpath(f"{SECTION}/details") == []


def test_page_query_count(copy, quotation, client, django_assert_num_queries):
    follow(quotation, copy)
    path = publish(copy)
    for name, count in (("", 3), ("text.txt", 2), ("copy.warc.gz", 2)):
        with django_assert_num_queries(count):
            client.get(path + name)
    with django_assert_num_queries(5):
        client.get(f"/quotes/{quotation.pk}/")
