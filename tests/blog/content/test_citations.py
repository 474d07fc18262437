"""Citations as text, HTML, CSL-JSON and BibTeX, parsed by other software."""

import io
import json

import bibtexparser
import lxml.html
import pytest
from bibtexparser.bparser import BibTexParser
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON

from blog.models import Post, PullQuote, Source
from tests.support import factories as make

pytestmark = pytest.mark.django_db
HERE = "http://localhost:8000/quotes/"


def make_quotation(text: str = "“Words.”", **attributes: str) -> PullQuote:
    post = make.post(
        make.quotation(text, **attributes), title="Low water", published_at=make.moment(2023, 4, 2)
    )
    return post.pullquotes.get()


def download(client, quotation: PullQuote, format: str) -> str:
    response = client.get(f"/quotes/{quotation.pk}/quotation.{format}")
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Link"] == f'<{HERE}{quotation.pk}/>; rel="canonical"'
    return response.content.decode()


def download_csl(client, quotation: PullQuote) -> dict:
    (item,) = json.loads(download(client, quotation, "json"))
    return item


def download_bibtex(client, quotation: PullQuote) -> dict:
    parser = BibTexParser(common_strings=True)
    (entry,) = bibtexparser.loads(download(client, quotation, "bib"), parser).entries
    return entry


STYLE = b"""<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Test</title><id>test</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout delimiter=" "><group delimiter=" ">
    <names variable="author"><name/></names>
    <date variable="issued" prefix="(" suffix=")"><date-part name="year"/>
      <date-part name="month" form="numeric-leading-zeros" prefix="-"/>
      <date-part name="day" form="numeric-leading-zeros" prefix="-"/></date>
    <text variable="title"/><text variable="publisher"/><text variable="URL"/>
  </group></layout></bibliography>
</style>"""
FULL = {
    "attribution": "Anne Field, hydrologist",
    "source_name": "Ministry of Water",
    "source_kind": "organisation",
    "speaker_name": "Anne Field",
    "said": "2023-03-22",
    "url": "https://example.org/a?b=1&amp;c=d",
    "translation": "Yes.",
    "lang": "fr",
}


def test_text_citation_has_credit_date_and_source(client):
    quotation = make_quotation("« Oui. »", **FULL)
    assert download(client, quotation, "txt") == (
        "« Oui. »\n\nYes.\n\n"
        "— Anne Field, hydrologist, Ministry of Water, March 22, 2023\n\n"
        "Source: https://example.org/a?b=1&c=d\n"
        f"Quoted in “Low water”, Pullquote, April 2, 2023: {HERE}{quotation.pk}/\n"
    )


def test_html_citation_has_absolute_urls(client):
    quotation = make_quotation(
        '“A <a href="/b/">link</a> &lt;script&gt; &amp; <em>more</em>.”', **FULL
    )
    html = download(client, quotation, "html")
    figure = lxml.html.fragment_fromstring(html)
    (blockquote,) = figure.iter("blockquote")
    assert blockquote.get("cite") == "https://example.org/a?b=1&c=d"
    assert (blockquote.get("lang"), blockquote.get("dir")) == ("fr", "ltr")
    assert blockquote.text_content() == "“A link <script> & more.”"
    assert [a.get("href") for a in blockquote.iter("a")] == ["http://localhost:8000/b/"]
    (caption,) = figure.iter("figcaption")
    assert " ".join(caption.text_content().split()) == (
        "Anne Field, hydrologist, Ministry of Water, March 22, 2023. Source. "
        "Quoted in Low water, Pullquote"
    )
    assert list(figure.iter("script")) == []


@pytest.mark.parametrize(
    ("date", "parts", "fields"),
    [
        ("2023", [2023], {"year": "2023"}),
        ("2023-03", [2023, 3], {"year": "2023", "month": "March"}),
        ("2023-03-02", [2023, 3, 2], {"year": "2023", "month": "March", "day": "02"}),
        ("", None, {}),
    ],
)
def test_citation_dates_have_the_known_precision(date, parts, fields, client):
    quotation = make_quotation(said=date, source_name="A")
    assert download_csl(client, quotation).get("issued", {}).get("date-parts", [None])[0] == parts
    entry = download_bibtex(client, quotation)
    assert {name: entry[name] for name in ("year", "month", "day") if name in entry} == fields


@pytest.mark.parametrize(
    ("attributes", "author", "publisher", "container"),
    [
        ({"source_name": "Anne"}, "Anne", None, None),
        ({"source_name": "Anne", "source_kind": "organisation"}, "Anne", None, None),
        ({"source_name": "Post", "source_kind": "publication"}, None, None, "Post"),
        ({"source_name": "Report", "source_kind": "document"}, None, None, "Report"),
        (
            {
                "source_name": "Ministry",
                "source_kind": "organisation",
                "speaker_name": "Xi Jinping",
            },
            *("Xi Jinping", "Ministry", None),
        ),
        (
            {"source_name": "Post", "source_kind": "publication", "speaker_name": "Anne"},
            *("Anne", None, "Post"),
        ),
        ({"attribution": "A passer-by"}, "A passer-by", None, None),
        ({}, None, None, None),
    ],
)
def test_csl_speaker_is_author_and_source_is_publisher(
    attributes, author, publisher, container, client
):
    quotation = make_quotation(**attributes)
    item = download_csl(client, quotation)
    assert item.get("author") == (author and [{"literal": author}])
    assert (item.get("publisher"), item.get("container-title")) == (publisher, container)
    entry = download_bibtex(client, quotation)
    braced = [value and f"{{{value}}}" for value in (author, publisher, container)]
    values = [entry.get(name) for name in ("author", "publisher", "howpublished")]
    assert values == braced


@pytest.mark.parametrize(
    ("name", "family", "parts", "in_bibtex"),
    [
        (
            "Hélène Vasseur", "Vasseur",
            {"family": "Vasseur", "given": "Hélène"}, "{Vasseur}, {Hélène}",
        ),
        (
            "Vincent van Gogh", "van Gogh",
            {"family": "van Gogh", "given": "Vincent"}, "{van Gogh}, {Vincent}",
        ),
        (
            "Gabriel García Márquez", "García Márquez",
            {"family": "García Márquez", "given": "Gabriel"}, "{García Márquez}, {Gabriel}",
        ),
        (
            "Xi Jinping", "Xi",
            {"family": "Xi", "given": "Jinping", "static-ordering": True}, "{Xi}, {Jinping}",
        ),
        (
            "Martin Luther King Jr.", "King",
            {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
            "{King}, {Jr.}, {Martin Luther}",
        ),
        ("Anna An", "An", {"family": "An", "given": "Anna"}, "{An}, {Anna}"),
        ("محمد صلاح", "صلاح", {"family": "صلاح", "given": "محمد"}, "{صلاح}, {محمد}"),
        # Not split, because the family name is unknown or not part of the name.
        ("Hélène Vasseur", "", {"literal": "Hélène Vasseur"}, "{Hélène Vasseur}"),
        ("Xi Jinping", "", {"literal": "Xi Jinping"}, "{Xi Jinping}"),
        ("Pelé", "Pelé", {"literal": "Pelé"}, "{Pelé}"),
        ("Jr.", "Jr.", {"literal": "Jr."}, "{Jr.}"),
        ("King Jr.", "King", {"literal": "King Jr."}, "{King Jr.}"),
        ("Hélène Vasseur", "Dupont", {"literal": "Hélène Vasseur"}, "{Hélène Vasseur}"),
        ("Gabriel García Márquez", "García", {"literal": "Gabriel García Márquez"},
         "{Gabriel García Márquez}"),
        ("Ali Ben Ali", "Ali", {"literal": "Ali Ben Ali"}, "{Ali Ben Ali}"),
    ],
)  # fmt: skip
def test_name_with_family_name_is_split(name, family, parts, in_bibtex, client):
    quotation = make_quotation(speaker_name=name, source_name="Post", source_kind="publication")
    Source.objects.filter(name=name).update(family_name=family)
    assert download_csl(client, quotation)["author"] == [parts]
    assert f"  author = {{{in_bibtex}}},\n" in download(client, quotation, "bib")
    assert download_bibtex(client, quotation)["author"] == in_bibtex


@pytest.mark.parametrize("kind", ["organisation", "publication", "document"])
def test_organisation_name_is_never_split(kind, client):
    quotation = make_quotation(source_name="Ministry of Water", source_kind=kind)
    Source.objects.update(family_name="Water")
    item = download_csl(client, quotation)
    assert item.get("author", [{"literal": "Ministry of Water"}]) == [
        {"literal": "Ministry of Water"}
    ]
    assert "Water}, {" not in download(client, quotation, "bib")


def test_citation_processor_sorts_by_family_name(client):
    quotation = make_quotation("“The water rose.”", **FULL)
    Source.objects.filter(name="Anne Field").update(family_name="Field")
    item = download_csl(client, quotation)
    style = CitationStylesStyle(
        io.BytesIO(STYLE.replace(b"<name/>", b'<name name-as-sort-order="all"/>')), validate=False
    )
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatters.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    (line,) = (str(line) for line in bibliography.bibliography())
    assert line.startswith("Field, Anne (2023-03-22)")


def test_bibtex_special_characters_are_escaped(client):
    text = r"100% &amp; $5 #1 a_b {c ^ ~ \d} “é 中” } {"
    quotation = make_quotation(text, source_name="R&amp;D {Ltd", source_kind="organisation",
                       url="https://example.org/%7Ba%7D_b#c&amp;d")  # fmt: skip
    entry = download_bibtex(client, quotation)
    assert entry["abstract"] == (
        r"100\% \& \$5 \#1 a\_b \textbraceleft{}c \textasciicircum{} \textasciitilde{} "
        r"\textbackslash{}d\textbraceright{} “é 中” \textbraceright{} \textbraceleft{}"
    )
    assert entry["author"] == r"{R\&D \textbraceleft{}Ltd}"
    assert entry["url"] == "https://example.org/%7Ba%7D_b#c&d"
    assert entry["ID"] == f"quotation-{quotation.pk}"


def test_csl_is_accepted_by_a_citation_processor(client):
    quotation = make_quotation("“The water rose.”", **FULL)
    item = download_csl(client, quotation)
    style = CitationStylesStyle(io.BytesIO(STYLE), validate=False)
    source = CiteProcJSON([item])
    bibliography = CitationStylesBibliography(style, source, formatters.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    (line,) = (str(line) for line in bibliography.bibliography())
    assert line == (
        "Anne Field (2023-03-22) “The water rose.” Ministry of Water https://example.org/a?b=1&c=d"
    )
    assert item["URL"] == "https://example.org/a?b=1&c=d"
    assert item["language"] == "fr"


def test_quotation_without_url_cites_its_own_page(client):
    quotation = make_quotation(source_name="A")
    assert download_csl(client, quotation)["URL"] == f"{HERE}{quotation.pk}/"
    assert download_bibtex(client, quotation)["url"] == f"{HERE}{quotation.pk}/"


@pytest.mark.parametrize(
    ("format", "kind", "disposition"),
    [
        ("txt", "text/plain; charset=utf-8", "inline"),
        ("html", "text/html; charset=utf-8", "inline"),
        ("json", "application/vnd.citationstyles.csl+json; charset=utf-8", "attachment"),
        ("bib", "application/x-bibtex; charset=utf-8", "attachment"),
    ],
)
def test_citation_of_published_post_has_content_type(format, kind, disposition, client):
    quotation = make_quotation()
    response = client.get(f"/quotes/{quotation.pk}/quotation.{format}")
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].partition(";")[0] == disposition
    Post.objects.update(status=Post.Status.DRAFT)
    assert client.get(f"/quotes/{quotation.pk}/quotation.{format}").status_code == 404
    assert client.get(f"/quotes/{quotation.pk}/quotation.doc").status_code == 404


def test_citation_query_count(client, django_assert_num_queries):
    quotation = make_quotation(**FULL)
    for format in ("txt", "html", "json", "bib"):
        with django_assert_num_queries(2):
            client.get(f"/quotes/{quotation.pk}/quotation.{format}")
