"""The pages of the review of quotations."""

import pytest
from django.test import Client
from django.urls import reverse

from blog.models import PullQuote
from tests.transfer.memory_reader import post, run_import
from tests.transfer.test_review import BELOW, WORDS
from transfer.admin.review import describe_confidence, describe_shape
from transfer.models import Import
from transfer.review import decisions
from transfer.review.models import QuotationCandidate

pytestmark = pytest.mark.django_db

SHAPE = "quote below dash nolink strong"


@pytest.fixture
def run(admin_client):
    run_import(
        *[post(str(number), html=BELOW.replace("Intro", f"{number}")) for number in range(14)]
    )
    return Import.objects.get()


def url(name: str, run: Import) -> str:
    return reverse(f"admin:transfer_import_{name}", args=[run.pk])


def decide(client: Client, run: Import, **values: object) -> str:
    sent = {"shape": SHAPE, **values}
    response = client.post(url("group", run), sent, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_review_without_search_offers_it(admin_client, run):
    page = admin_client.get(url("review", run)).content.decode()
    assert "Find quotations" in page
    page = admin_client.post(url("find", run), follow=True).content.decode()
    assert "14 quotations to review" in page
    assert "Block quotes, attributed in the line below, after a dash" in page


def test_group_shows_twelve_examples_and_more(admin_client, run):
    decisions.find_all(run)
    page = admin_client.get(url("group", run), {"shape": SHAPE}).content.decode()
    assert page.count('class="review-example"') == 12 and WORDS in page
    assert "Accept 14 quotations" in page
    example = QuotationCandidate.objects.first()
    page = decide(admin_client, run, page="1", without=str(example.pk))
    assert page.count('class="review-example"') == 2
    assert "Accept 13 quotations" in page and f'value="{example.pk}"' in page


def test_group_is_accepted_without_those_taken_out_and_undone(admin_client, run):
    decisions.find_all(run)
    out = QuotationCandidate.objects.first()
    page = decide(admin_client, run, verb="accept", without=[str(out.pk)])
    assert "13 quotations accepted." in page
    assert PullQuote.objects.count() == 13
    assert not PullQuote.objects.filter(post=out.post).exists()
    decision = run.decisions.get()
    page = admin_client.post(url("undo", run), {"decision": decision.pk}, follow=True)
    assert "Undone." in page.content.decode() and not PullQuote.objects.exists()


def test_group_is_declined(admin_client, run):
    decisions.find_all(run)
    assert "14 quotations declined." in decide(admin_client, run, verb="reject")
    assert not PullQuote.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"shape": "nothing", "verb": "accept"},
        {"verb": "accept", "only": "99999999"},
        {"shape": "quote'; --"},
    ],
)
def test_unknown_group_or_candidate_is_404(admin_client, run, values):
    decisions.find_all(run)
    sent = {"shape": SHAPE, **values}
    assert admin_client.post(url("group", run), sent).status_code == 404
    assert not PullQuote.objects.exists()


def test_decision_twice_changes_nothing_more(admin_client, run):
    decisions.find_all(run)
    decide(admin_client, run, verb="accept")
    sent = {"shape": SHAPE, "verb": "accept"}
    assert "0 quotations accepted." in decide(admin_client, run, **sent)
    assert PullQuote.objects.count() == 14


@pytest.mark.parametrize(
    ("seen", "wrong", "text"),
    [
        (3, 0, ""),
        (30, 0, "30 seen, none left out: at least 90 % are right."),
        (12, 0, "12 seen, none left out: at least 75 % are right."),
        (24, 6, "24 seen, 6 left out: about 75 % are right."),
    ],
)
def test_confidence_follows_rule_of_three(seen, wrong, text):
    assert describe_confidence(seen, wrong) == text


def test_every_shape_has_words():
    assert describe_shape("paragraph none bracket link form") == (
        "Paragraphs in quotation marks, without an attribution, in brackets, with a link"
    )
