"""The pages of labels and sources."""

import lxml.html
import pytest
from django.urls import reverse

from blog.content.citations.template_tags import render_text, split_attribution
from blog.models import Label, PullQuote, Source
from tests.support import factories
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def test_label_list_has_counts_and_descriptions(client):
    factories.post(labels=("Water", "China"))
    factories.post(labels=("Water",))
    Label.objects.filter(name="Water").update(description="Pipes & rivers.")
    page = read(client, reverse("blog:label-list"))
    assert text(page, "//*[@class='entry']") == ["China 1 post", "Water 2 posts"]
    assert text(page, "//*[@class='description']") == ["Pipes & rivers."]


def test_label_page_lists_posts_with_date_and_description(client):
    factories.post(
        published_at=factories.moment(2023, 9, 5), title="Low", summary="Why.", labels=("Water",)
    )
    page = read(client, reverse("blog:label-detail", args=["water"]))
    assert text(page, "//h1") == ["Water"]
    assert text(page, "//article/*[name() != 'data']") == ["September 5, 2023", "Low", "Why."]


def test_label_page_links_its_timeline_if_a_source_is_quoted(client):
    factories.post("<p>None.</p>" + factories.quotation("“A.”"), labels=("Empty",))
    factories.post(factories.quotation("“A.”", source_name="Bo"), labels=("Full",))
    hidden = factories.quotation("“A.”", source_name="Bo")
    factories.draft(hidden, labels=("Empty",))
    for slug, links in (("empty", []), ("full", ["/labels/full/timeline/"])):
        page = read(client, reverse("blog:label-detail", args=[slug]))
        assert page.xpath("//main//p[@class='actions']/a/@href") == links


def test_source_list_is_grouped_by_kind_with_counts(client):
    person = factories.quotation("“A.”", "“B.”", source_name="Jo Field", source_kind="person")
    paper = factories.quotation("“C.”", source_name="The Post", source_kind="publication")
    factories.post(person + paper)
    page = read(client, reverse("blog:source-list"))
    kinds = [
        (text(section, "h2"), text(section, ".//*[@class='entry']"))
        for section in page.xpath("//main//section")
    ]
    assert kinds == [
        (["People 1 source"], ["Jo Field 2 quotations"]),
        (["Publications 1 source"], ["The Post 1 quotation"]),
    ]
    assert page.xpath("//main//h2/a/@href") == ["?kind=person", "?kind=publication"]
    assert text(page, "//cite") == ["The Post"]


@pytest.fixture
def spoken(db) -> PullQuote:
    """A quotation in Arabic by one person, credited to another who published it."""
    html = factories.quotation(
        "«نعم.»",
        attribution="The Post, evening edition",
        source_name="The Post",
        source_kind="publication",
        speaker_name="Jo Field",
        said="2023-03",
        url="https://www.example.org/post/1",
        lang="ar",
        translation="“Yes.”",
    )
    factories.post(html, published_at=factories.moment(2023, 4, 2), title="Said")
    return PullQuote.objects.get()


def test_source_page_has_role_affiliation_and_description(client, spoken):
    Source.objects.filter(pk=spoken.speaker_id).update(
        role="hydrologist",
        affiliation="River Board",
        about="One.\n\nTwo.",
        url="https://jo.example/",
    )
    page = read(client, spoken.speaker.get_absolute_url())
    header = page.xpath("//main//header")[0]
    assert text(header, "*[self::p or self::h1]") == [
        "Person",
        "Jo Field",
        "hydrologist, River Board",
        "jo.example",
    ]
    assert text(header, "div/p") == ["One.", "Two."]


def test_source_page_has_quotations_with_all_details(client, spoken):
    page = read(client, spoken.source.get_absolute_url())
    (entry,) = page.xpath("//ol[@class='quotations']/li")
    assert text(entry, ".//p[@class='quotation-date']//time") == ["March 2023"]
    assert entry.xpath(".//p[@class='quotation-date']//time/@datetime") == ["2023-03"]
    (quoted,) = entry.xpath(".//blockquote")
    assert (quoted.get("lang"), quoted.get("dir")) == ("ar", "rtl")
    assert text(entry, ".//*[@class='translation']") == ["“Yes.”"]
    assert text(entry, ".//*[@class='quotation-credit']/span") == [
        "The Post, evening edition",
        "Said by Jo Field",
        "Source: example.org",
        "Quoted in Said, April 2, 2023",
        "Share or cite",
    ]
    links = entry.xpath(".//*[@class='quotation-credit']//a/@href")
    assert links == [
        spoken.speaker.get_absolute_url(),
        "https://www.example.org/post/1",
        spoken.get_absolute_url(),
        f"/quotes/{spoken.pk}/",
    ]


def test_speaker_page_names_the_credited_source(client, spoken):
    page = read(client, spoken.speaker.get_absolute_url())
    links = page.xpath("//*[@class='quotation-credit']//a/@href")
    assert spoken.source.get_absolute_url() in links
    assert spoken.speaker.get_absolute_url() not in links


def test_quotation_link_targets_its_anchor_in_the_post(client, spoken):
    address, anchor = spoken.get_absolute_url().split("#")
    assert text(read(client, address), f"//*[@id='{anchor}']") == ["«نعم.»"]


def test_opening_mark_is_wrapped_and_text_unchanged():
    for quoted in ("“‘So,’ he said.”", "\"It's [the] end", "No marks", "“<b> & ”", "'"):
        created = render_text(PullQuote(text=quoted))
        assert lxml.html.fragment_fromstring(created, "p").text_content() == quoted
    assert render_text(PullQuote(text="“‘So’”")).startswith('<span class="mark">“‘</span>So')


def test_name_within_another_word_is_not_linked():
    line = "Estuary Dockers’ Unionists and the Union"
    pieces = split_attribution(PullQuote(attribution=line, source=Source(name="Union")))
    assert [piece.text for piece in pieces] == ["Estuary Dockers’ Unionists and the ", "Union"]
    assert "".join(piece.text for piece in pieces) == line
