"""Parts of a form, and the way from one form to the next."""

import pytest
from django.test import Client
from django.urls import reverse

from blog.models import PullQuote
from tests.support.concurrency import while_uncommitted
from tests.transfer.memory_reader import post, run_import
from tests.transfer.test_review_admin import run_tasks
from transfer.models import Import
from transfer.review import decisions, forms
from transfer.review.models import QuotationCandidate, ReviewDecision
from transfer.review.parts import get_opening, list_keys, list_parts
from transfer.review.sources import lock_review

BARE = "quote none plain nolink form prose"
BELOW = "quote below dash nolink strong"
ASIDES = [f"Summary ({day} May 2010): the {day} ships are no longer here." for day in range(3, 8)]
SAID = [
    "We have never seen anything like this in the harbour.",
    "Ships come and go, and nobody counts them any more.",
    "The council will look into it before the winter.",
]


def quote(number: int, text: str, below: str = "") -> str:
    return f"<p>Intro {number}.</p><blockquote><p>{text}</p></blockquote><p>{below}</p><p>End.</p>"


@pytest.mark.parametrize(
    ("context", "keys"),
    [
        ("Recipe:\nIt rains.", {"above:recipe": "Recipe"}),
        ("— The  recipe —\nIt rains.", {"above:the recipe": "The recipe"}),
        ("It rains.\nJane Doe", {}),
        (f"{'It rained. ' * 20}\nIt rains.", {}),
        ("***\nIt rains.", {}),
        ("It rains.", {}),
    ],
)
def test_line_above_is_key_of_part(context, keys):
    assert list_keys("It rains.", context) == keys


def test_candidates_with_same_line_above_are_decided_together(admin_client, db):
    titles = ["Recipe", "Recipe", "RECIPE", "What he said", "Elsewhere"]
    texts = [*SAID, "Nobody knows what it was.", "It was late when they came."]
    run_import(
        *[
            post(str(number), html=f"<h2>{title}</h2><blockquote><p>{text}</p></blockquote>")
            for number, (title, text) in enumerate(zip(titles, texts, strict=True))
        ]
    )
    run = Import.objects.get()
    decisions.find_all(run)
    shape = BARE.replace("prose", "heading")
    page = read(admin_client, run, shape=shape, part="above:recipe")
    assert "Accept 3 quotations" in page and "under a heading, below “RECIPE”" in page
    response = decide(admin_client, run, shape=shape, part="above:recipe", verb="reject")
    assert "Accept 2 quotations" in response.content.decode()
    assert QuotationCandidate.objects.filter(state="rejected").count() == 3


@pytest.fixture
def run(admin_client):
    texts = [*ASIDES, *SAID]
    run_import(
        *[post(str(number), html=quote(number, text)) for number, text in enumerate(texts)],
        post("said", html=quote(99, "It will rain tomorrow, as always.", "— Jane Doe, The Herald")),
    )
    run = Import.objects.get()
    decisions.find_all(run)
    assert {group.shape: group.proposed for group in forms.list_groups(run)} == {
        BARE: 8,
        BELOW: 1,
    }
    return run


def get_url(name: str, run: Import) -> str:
    return reverse(f"admin:transfer_import_{name}", args=[run.pk])


def read(client: Client, run: Import, **values: object) -> str:
    response = client.get(get_url("group", run), {"shape": BARE, **values}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def decide(client: Client, run: Import, **values: object):
    return client.post(get_url("group", run), {"shape": BARE, **values}, follow=True)


def list_texts(state: str) -> list[str]:
    rows = QuotationCandidate.objects.filter(state=state, shape=BARE)
    return sorted(rows.values_list("text", flat=True))


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Update: the ship is here.", "Update"),
        ("UPDATE (3 May 2010): the ship is here.", "UPDATE"),
        ("Update 12: the ship is here.", "Update"),
        ("[Edit: the ship is here.]", "Edit"),
        ("TL;DR: the ship is here.", "TL;DR"),
        ("My own point here: it rains.", "My own point here"),
        ("Nachtrag vom 3. Mai: es regnet.", "Nachtrag vom"),
        ("补充：今天没有下雨。", "补充"),
        ("“The ship is here, and it is ours.”", "The ship is here"),
        ("自分の頭で考えることが大切だ。", "自分の頭で考える"),
        ("It rains.", ""),
        ("", ""),
        ("…", ""),
    ],
)
def test_opening_is_label_or_first_words(text, opening):
    assert get_opening(text) == opening


def test_openings_are_compared_without_case():
    assert list_keys("UPDATE (3 May): it rains.", "") == {"begin:update": "UPDATE"}
    assert list_keys("Update: it rains.", "") == {"begin:update": "Update"}
    (key,) = list_keys(f"{'Very' * 50} long words here", "")
    assert len(key) == 100


def test_parts_of_form_are_listed_with_their_count(admin_client, run):
    (part,) = list_parts(forms.filter_open(run, BARE))
    assert (part.key, part.text, part.count) == ("begin:summary", "Summary", 5)
    page = read(admin_client, run)
    assert "Parts of this form" in page and "All like this:" in page
    assert "Accept 8 quotations" in page


def test_part_that_all_candidates_share_is_not_listed(run):
    rows = forms.filter_open(run, BARE).filter(text__startswith="Summary")
    assert list_parts(rows) == []


def test_page_of_part_shows_its_candidates_only(admin_client, run):
    page = read(admin_client, run, part="begin:summary")
    assert page.count('class="review-example"') == 5 and "Accept 5 quotations" in page
    assert "beginning with “Summary”" in page and SAID[0] not in page


def test_decision_about_part_leaves_other_candidates_open(admin_client, run):
    response = decide(admin_client, run, part="begin:summary", verb="reject")
    page = response.content.decode()
    assert "5 quotations declined." in page and "Accept 3 quotations" in page
    assert list_texts("rejected") == ASIDES and list_texts("proposed") == sorted(SAID)
    assert "Declined: Block quotes, without an attribution, under ordinary text, beginning" in page
    assert not PullQuote.objects.exists()


def test_decision_about_part_is_undone(admin_client, run):
    decide(admin_client, run, part="begin:summary", verb="accept", without=[str(get_first().pk)])
    run_tasks()
    assert PullQuote.objects.count() == 4
    admin_client.post(get_url("undo", run), {"decision": ReviewDecision.objects.get().pk})
    run_tasks()
    assert not PullQuote.objects.exists() and len(list_texts("proposed")) == 8


def get_first() -> QuotationCandidate:
    return QuotationCandidate.objects.get(text=ASIDES[0])


@pytest.mark.parametrize("part", ["begin:summary", "above:nothing", "nothing"])
def test_part_without_open_candidates_leads_to_its_form(admin_client, run, part):
    decide(admin_client, run, part="begin:summary", verb="reject")
    page = read(admin_client, run, part=part)
    assert "Accept 3 quotations" in page


def test_decision_leads_to_next_form_and_then_to_the_list(admin_client, run):
    response = decide(admin_client, run, verb="accept")
    page = response.content.decode()
    assert "8 quotations accepted." in page and "It will rain tomorrow" in page
    assert ">Undo</button>" in page
    response = decide(admin_client, run, shape=BELOW, verb="accept")
    assert response.redirect_chain[-1][0] == get_url("review", run)


def test_form_with_left_out_candidates_comes_after_the_others(admin_client, run):
    left_out = [str(each.pk) for each in QuotationCandidate.objects.filter(text__in=ASIDES)]
    response = decide(admin_client, run, verb="accept", without=left_out)
    page = response.content.decode()
    assert "3 quotations accepted." in page and "It will rain tomorrow" in page
    response = decide(admin_client, run, shape=BELOW, verb="accept")
    page = response.content.decode()
    assert "Accept 5 quotations" in page and page.count('class="review-example"') == 5


def test_label_of_two_lines_is_one_that_browsers_send_back():
    [key] = list_keys("Ingredients\nFlour:\u00a0200 g\u2028", "")
    assert key == "begin:ingredients flour"


def test_next_form_is_below_in_the_list(admin_client, run):
    shapes = [group.shape for group in forms.list_groups(run)]
    groups = forms.list_groups(run)
    assert shapes == [BARE, BELOW]
    assert [forms.find_next_shape(run, group) for group in groups] == [BELOW, BARE]
    assert "Next form" in read(admin_client, run)


@pytest.mark.django_db(transaction=True)
def test_decision_that_waits_for_dividing_search_says_so(admin_client, run):
    earlier = BARE.removesuffix(" prose")
    QuotationCandidate.objects.filter(shape=BARE).update(shape=earlier)

    def divide() -> None:
        lock_review(run)
        QuotationCandidate.objects.filter(shape=earlier).update(shape=BARE)

    response = while_uncommitted(
        divide, lambda: decide(admin_client, run, shape=earlier, verb="accept")
    )
    assert "A search has changed this form since." in response.content.decode()
    assert not ReviewDecision.objects.exists()
