"""Validate linked data against the vocabulary of schema.org."""

import json

import lxml.html
import pytest

from tests.judges.answer import Answer
from tests.judges.schema_org import Vocabulary, check

POST = {
    "@context": "https://schema.org",
    "@type": "BlogPosting",
    "@id": "https://blog.example.org/2026/03/post/",
    "headline": "Post",
    "datePublished": "2026-03-02T12:00:00+00:00",
    "author": [{"@type": "Person", "name": "Ada", "url": "https://blog.example.org/authors/ada/"}],
    "image": {"@type": "ImageObject", "contentUrl": "https://blog.example.org/media/a.png"},
    "hasPart": [
        {
            "@type": "Quotation",
            "text": "“Said.”",
            "dateCreated": "2021-05",
            "creator": {"@type": "Organization", "name": "Port Authority"},
            "isPartOf": {"@id": "https://blog.example.org/2026/03/post/"},
        }
    ],
    "wordCount": 2,
    "isAccessibleForFree": True,
    "license": "https://creativecommons.org/licenses/by/4.0/",
}


@pytest.fixture(scope="session")
def vocabulary(testdata) -> Vocabulary:
    return Vocabulary(testdata / "schemaorg" / "schemaorg-all-https.jsonld")


def test_valid_document_has_no_errors(vocabulary):
    assert check(POST, vocabulary) == []
    node = {name: value for name, value in POST.items() if name != "@context"}
    assert check({"@context": "https://schema.org/", "@graph": [node]}, vocabulary) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"@context": "https://example.org"}, "@context is not https://schema.org"),
        ({"@type": "BlogPost"}, ": BlogPost is no class"),
        ({"@type": None}, ": no @type"),
        ({"@id": "/2026/03/post/"}, ".@id: '/2026/03/post/' is no absolute address"),
        ({"@reverse": {}}, "@reverse: not used here"),
        ({"titel": "Post"}, "titel: no property"),
        ({"BlogPosting": "Post"}, "BlogPosting: no property"),
        ({"jobTitle": "Minister"}, "jobTitle: not of BlogPosting"),
        ({"headline": ""}, "headline: empty"),
        ({"image": []}, "image: empty"),
        ({"headline": 3}, "headline: 3 is no Text"),
        ({"wordCount": "two"}, "wordCount: 'two' is no Integer"),
        ({"wordCount": True}, "wordCount: True is no Integer"),
        ({"isAccessibleForFree": "yes"}, "isAccessibleForFree: 'yes' is no Boolean"),
        ({"datePublished": "2 March 2026"}, "datePublished: '2 March 2026' is no Date or DateTime"),
        ({"datePublished": "2026-02-30"}, "datePublished: '2026-02-30' is no Date or DateTime"),
        (
            {"datePublished": "2026-03-02T12:00:00"},
            "datePublished: '2026-03-02T12:00:00' is no Date or DateTime",
        ),
        ({"license": "/by/"}, "license: '/by/' is no CreativeWork or URL"),
        ({"author": "Ada"}, "author: 'Ada' is no Organization or Person"),
        ({"author": {"name": "Ada"}}, "author: no @type"),
        (
            {"author": {"@type": "Quotation", "text": "“Said.”"}},
            "author: Quotation is no Organization or Person",
        ),
        (
            {"author": {"@type": "Person", "text": "Ada"}},
            "author.text: not of Person",
        ),
        (
            {"author": {"@id": "https://blog.example.org/authors/ada/"}},
            "author: 'https://blog.example.org/authors/ada/' is not described here",
        ),
    ],
)
def test_error_in_document_is_found(change, complaint, vocabulary):
    document = POST | change
    if change.get("@id"):  # Nothing may refer to the former ID.
        document["hasPart"] = [{"@type": "Quotation", "text": "“Said.”"}]
    assert check(document, vocabulary) == [complaint]


def test_nested_error_has_its_path(vocabulary):
    document = json.loads(json.dumps(POST))
    document["hasPart"][0]["creator"]["nme"] = "Port"
    assert check(document, vocabulary) == ["hasPart.creator.nme: no property"]


def linked_data(page: Answer) -> list[str]:
    root = lxml.html.document_fromstring(page.text)
    return [script.text for script in root.xpath("//script[@type='application/ld+json']")]


def test_linked_data_of_pages_is_valid(pages, vocabulary):
    documents = {page.name: [json.loads(text) for text in linked_data(page)] for page in pages}
    types = {
        name: {str(node["@type"]) for document in page_documents for node in document["@graph"]}
        for name, page_documents in documents.items()
    }
    assert types["home"] >= {"WebSite", "Blog"}
    assert types["post"] >= {"['OpinionNewsArticle', 'BlogPosting']", "BreadcrumbList"}
    assert types["quotation"] >= {"Quotation"}
    complaints = {
        name: errors
        for name, page_documents in documents.items()
        if (
            errors := [
                error for document in page_documents for error in check(document, vocabulary)
            ]
        )
    }
    assert complaints == {}
