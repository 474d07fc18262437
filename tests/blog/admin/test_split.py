"""The editor's requests to split a pasted article and to find the quotations of a text."""

import json

import pytest

from blog.extraction.layout import MAX_CHARACTERS, MAX_LINES
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
URL = "/admin/blog/post/editor/split/"
QUOTATIONS_URL = "/admin/blog/post/editor/quotations/"
LINES = ["A title", "“Nobody has ever said this.”", "— Ada Ahn, minister", "The text. " * 30]


def post_lines(lines, url=URL):
    client = signed_in(make.user("Author"))
    return client.post(url, json.dumps(lines), content_type="application/json")


def test_article_with_a_quotation_is_split():
    article = post_lines([{"text": text} for text in LINES]).json()["article"]
    assert article["title"] == "A title"
    types = [block["type"] for block in article["blocks"]]
    assert types == ["surrounding", "quotation", "prose"]
    assert article["blocks"][1]["attribution"] == "Ada Ahn, minister"


def test_link_in_an_attribution_is_returned_as_the_url():
    lines = [{"text": text} for text in LINES]
    lines[2]["links"] = [["minister", "https://example.org/speech"]]
    article = post_lines(lines).json()["article"]
    assert article["blocks"][1]["url"] == "https://example.org/speech"


def test_quotations_of_a_text_are_found_without_a_title():
    lines = [{"text": text} for text in LINES]
    article = post_lines(lines, QUOTATIONS_URL).json()["article"]
    assert article["title"] == ""
    assert [block["type"] for block in article["blocks"]] == ["prose", "quotation", "prose"]


def test_text_without_quotations_has_no_article():
    assert post_lines([{"text": LINES[0]}, {"text": LINES[3]}], QUOTATIONS_URL).json() == {
        "article": None
    }


def test_text_without_parts_has_no_article():
    assert post_lines([{"text": "One."}, {"text": "Two."}]).json() == {"article": None}


@pytest.mark.parametrize(
    "lines",
    [{}, "x", 1, None, ["x"], [{}], [{"text": 1}], [{"text": "x", "quote": "y"}], [[]]]
    + [[{"text": "x", "links": links}] for links in (1, "xyz", ["xyz"], [["x"]], [["x", 1]], [[]])]
    + [[{"text": "x", "caption": 1}]]
    + [[{"text": "x", "tags": tags}] for tags in (1, [1], [["p"]])],
)
def test_body_that_is_no_list_of_lines_is_refused(lines):
    response = post_lines(lines)
    assert (response.status_code, list(response.json())) == (400, ["error"])


@pytest.mark.parametrize(
    "lines", [[{"text": "x"}] * (MAX_LINES + 1), [{"text": "x" * (MAX_CHARACTERS + 1)}]]
)
def test_text_that_is_too_long_is_refused(lines):
    assert post_lines(lines).status_code == 413


def test_quote_of_a_huge_number_is_only_a_number():
    lines = [{"text": text, "quote": 10**30} for text in LINES]
    assert post_lines(lines).status_code == 200
