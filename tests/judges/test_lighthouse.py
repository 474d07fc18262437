"""Full Lighthouse scores of the home page and a post, except for timings.

The performance score is a timing, which a shared machine cannot reproduce. Its ingredients are
checked instead: bytes, number and order of requests, and layout shifts with each file in turn as
the last one. The score itself is measured by hand, see docs/developers/tests.md.
"""

from urllib.parse import urlsplit

import pytest

from tests.judges import judge

# Performance audits that depend only on the page.
DETERMINISTIC_AUDITS = [
    "cls-culprits-insight",
    "cumulative-layout-shift",
    "dom-size-insight",
    "duplicated-javascript-insight",
    "font-display-insight",
    "legacy-javascript-insight",
    "third-parties-insight",
    "total-byte-weight",
    "unsized-images",
    "unused-css-rules",
    "viewport-insight",
]


@pytest.fixture(scope="module")
def reports(answers, server, packages):
    urls = {answer.name: answer.url for answer in answers if answer.name in ("home", "post")}
    results = judge.lighthouse(urls.values())
    return {name: results[url] for name, url in urls.items()}


@pytest.mark.parametrize("page", ["home", "post"])
def test_page_has_full_lighthouse_scores(page, reports):
    report = reports[page]
    assert (report.get("runtimeError"), report["runWarnings"]) == (None, [])
    scores = {name: category["score"] for name, category in report["categories"].items()}
    scores.pop("performance")
    assert scores == {"accessibility": 1, "best-practices": 1, "seo": 1}
    audits = report["audits"]
    assert {name: audits[name]["score"] for name in DETERMINISTIC_AUDITS} == dict.fromkeys(
        DETERMINISTIC_AUDITS, 1
    )
    files = audits["network-requests"]["details"]["items"]
    kinds = {"Document", "Stylesheet", "Image", "Manifest", "Script", "Other"}
    assert {file["resourceType"] for file in files} <= kinds
    assert {urlsplit(file["url"]).hostname for file in files} == {"full.localhost"}
    before_paint = audits["render-blocking-insight"]["details"]["items"]
    assert {urlsplit(file["url"]).path.rpartition("/")[0] for file in before_paint} <= {
        "/static/theme"
    }
    max_bytes = 25_000 if page == "post" else 20_000  # With a discussion and its scripts.
    assert (
        sum(file["transferSize"] for file in files if file["resourceType"] != "Image") < max_bytes
    )


def test_page_with_any_file_late_does_not_shift(answers, server, packages):
    urls = [answer.url for answer in answers if answer.name in ("home", "post")]
    assert judge.layout_shifts(urls) == {url: [] for url in urls}
