"""Forms that differ only in what says nothing about their quotations are decided about together."""

import pytest
from django.test import Client

from tests.transfer.memory_reader import post, run_import
from tests.transfer.test_review_admin import run_tasks, url
from transfer.admin.review_texts import describe_confidence, describe_shape
from transfer.models import Import
from transfer.review import decisions, forms
from transfer.review.families import get_family, group_shapes, select_shapes
from transfer.review.models import QuotationCandidate, ReviewDecision
from transfer.review.reading import Rule
from transfer.review.rules import save_rule

FAMILY = "quote line marked any any"
DASH, BRACKET = "quote below dash nolink strong", "quote inside bracket nolink strong"
PLAIN = "quote below plain nolink strong"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (DASH, BRACKET),
        ("quote inside dash link explicit", DASH),
        ("quote below plain link strong", PLAIN),
        ("quote above plain link lead_in colon", "quote above plain nolink lead_in prose"),
        ("quote line_above plain link form bold", "quote line_above plain nolink form heading"),
        ("quote none plain link explicit prose", "quote none plain link explicit nothing"),
    ],
)
def test_shapes_that_quote_as_surely_are_of_one_family(one, other):
    assert get_family(one) == get_family(other) and describe_shape(get_family(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (DASH, PLAIN),
        (DASH, "paragraph below dash nolink strong"),
        ("quote below plain nolink strong", "quote inside plain nolink strong"),
        ("quote none plain nolink form prose", "quote none plain nolink form linked"),
        ("quote none plain nolink form bold", "quote none plain nolink form italic"),
        ("quote none plain link explicit prose", "quote none plain nolink form prose"),
    ],
)
def test_shapes_that_may_quote_less_surely_stay_apart(one, other):
    assert get_family(one) != get_family(other)


def test_shape_without_others_of_its_family_has_its_own_key():
    assert group_shapes([DASH, PLAIN]) == {DASH: [DASH], PLAIN: [PLAIN]}
    assert group_shapes([DASH, BRACKET]) == {FAMILY: [DASH, BRACKET]}
    assert select_shapes(FAMILY, [DASH, PLAIN]) == select_shapes(DASH, [DASH, BRACKET]) == [DASH]


def quote(number: int, ending: str) -> str:
    sentence = f"Number {number} was never seen in the harbour before."
    return f"<p>So.</p><blockquote><p>{sentence}</p>{ending}</blockquote><p>End {number}.</p>"


@pytest.fixture
def run(admin_client):
    lines = ["</blockquote><p>— {}</p><blockquote>"] * 12 + ["<p>({})</p>"] * 5
    run_import(
        *[
            post(str(number), html=quote(number, line.format("Jane Doe, The Herald")))
            for number, line in enumerate(lines)
        ]
    )
    run = Import.objects.get()
    decisions.find_all(run)
    return run


def decide(client: Client, run: Import, **values: object):
    sent = {"shape": FAMILY, "shown": [DASH, BRACKET], **values}
    return client.post(url("group", run), sent, follow=True)


def read(client: Client, run: Import, **values: str) -> str:
    return client.get(url("group", run), {"shape": FAMILY, **values}).content.decode()


def test_family_is_one_form_with_examples_of_each_shape(admin_client, run):
    (group,) = forms.list_groups(run)
    assert (group.shape, group.proposed, group.shapes) == (FAMILY, 17, (DASH, BRACKET))
    shapes = [each.shape for each in forms.list_examples(run, FAMILY)]
    assert len(shapes) == 12 and sorted(shapes[:6]) == [DASH] * 3 + [BRACKET] * 3
    seen = [each.pk for page in (0, 1) for each in forms.list_examples(run, FAMILY, page)]
    assert len(set(seen)) == len(seen) == 17
    page = read(admin_client, run)
    assert "Accept 17 quotations" in page and "Similar forms, decided together" in page
    assert "12 seen of 2 similar forms, 0 left out." in page


@pytest.mark.parametrize(("key", "page", "count"), [(DASH, 1, 1), (FAMILY, 0, 3), (FAMILY, 1, 4)])
def test_examples_take_few_queries(run, django_assert_num_queries, key, page, count):
    with django_assert_num_queries(count):
        forms.list_examples(run, key, page)
    with django_assert_num_queries(count + 1):
        forms.list_examples(run, key, page, "begin:number 1 was never")


def test_first_page_has_three_examples_of_each_shape(run):
    ends = ["dash link strong", "dash nolink explicit", "bracket link strong", "dash link explicit"]
    keys = list(QuotationCandidate.objects.order_by("pk").values_list("pk", flat=True))
    for number, end in enumerate(ends):
        moved = QuotationCandidate.objects.filter(pk__in=keys[3 * number : 3 * number + 3])
        moved.update(shape=f"quote below {end}")
    examples = forms.list_examples(run, FAMILY)
    assert len(examples) == 15 and len({each.shape for each in examples}) == 5
    assert forms.count_examples(run, FAMILY, 1) == 15


def test_family_is_accepted_and_undone_as_one(admin_client, run):
    page = decide(admin_client, run, verb="accept").content.decode()
    assert "17 quotations accepted." in page
    run_tasks()
    assert QuotationCandidate.objects.filter(state="accepted").count() == 17
    decision = ReviewDecision.objects.get()
    page = admin_client.get(url("review", run)).content.decode()
    assert "attributed in their last line or the line below, after a dash or in brackets" in page
    admin_client.post(url("undo", run), {"decision": decision.pk})
    run_tasks()
    assert QuotationCandidate.objects.undecided().count() == 17


def test_one_shape_of_family_is_decided_apart(admin_client, run):
    response = decide(admin_client, run, open=f"form:{BRACKET}")
    page = response.content.decode()
    assert "Accept 5 quotations" in page and page.count('class="review-example"') == 5
    response = decide(admin_client, run, shape=BRACKET, verb="reject")
    assert "shape=quote+line+marked" in response.redirect_chain[-1][0]
    page = response.content.decode()
    assert "5 quotations declined." in page and "Accept 12 quotations" in page
    assert "12 seen, none left out: at least 75 % are right." in page
    response = decide(admin_client, run, verb="accept")
    assert response.redirect_chain[-1][0] == url("review", run)


def test_ticks_of_accepted_shape_stay_in_its_family(admin_client, run):
    wrong = forms.list_examples(run, BRACKET)[0].pk
    page = decide(admin_client, run, shape=BRACKET, verb="accept", without=[wrong])
    assert "4 quotations accepted." in page.content.decode()
    assert "Accept 12 quotations" in page.content.decode()
    assert "12 quotations accepted." in decide(admin_client, run, verb="accept").content.decode()
    assert QuotationCandidate.objects.undecided().get().pk == wrong


def test_form_of_which_all_was_left_out_follows_without_ticks(admin_client, run):
    wrong = forms.list_examples(run, BRACKET)[0].pk
    decide(admin_client, run, shape=BRACKET, verb="accept", without=[wrong])
    page = decide(admin_client, run, shape=DASH, verb="accept").content.decode()
    assert "12 quotations accepted." in page and "Accept 1 quotation" in page


def test_shape_that_was_not_on_the_page_stays_open(admin_client, run):
    QuotationCandidate.objects.filter(shape=BRACKET).update(state="rejected")
    page = read(admin_client, run)
    assert "Accept 12 quotations" in page and f'name="shown" value="{BRACKET}"' not in page
    QuotationCandidate.objects.filter(shape=BRACKET).update(state="proposed")  # Undone.
    page = decide(admin_client, run, shown=[DASH], verb="accept").content.decode()
    assert "12 quotations accepted." in page and "Accept 5 quotations" in page
    assert QuotationCandidate.objects.undecided().filter(shape=BRACKET).count() == 5
    page = decide(admin_client, run, shape=FAMILY, shown=[DASH], verb="accept").content.decode()
    assert "Nothing was accepted. Somebody has decided" in page and "Accept 5 quotations" in page


def test_more_examples_of_family_with_another_shape_begin_anew(admin_client, run):
    page = decide(admin_client, run, page="1").content.decode()
    assert page.count('class="review-example"') == 5
    page = decide(admin_client, run, page="1", shown=[DASH]).content.decode()
    assert page.count('class="review-example"') == 12


def test_family_with_one_open_shape_is_that_shape(admin_client, run):
    save_rule(run, DASH, Rule(meanings=("person", "publication")))
    QuotationCandidate.objects.filter(shape=BRACKET).update(state="rejected")
    page = read(admin_client, run)
    assert f"<h1>{describe_shape(DASH)}" in page and f'name="shape" value="{DASH}"' in page
    assert "read by your correction" in page and f'value="rule:{DASH}"' in page


def test_part_of_family_says_the_number_of_its_own_shapes(admin_client, run):
    save_rule(run, BRACKET, Rule(meanings=("person", "publication")))
    rows = QuotationCandidate.objects.filter(shape=BRACKET)
    rows.update(text="Summary: it rains.", context="Summary: it rains.")
    page = read(admin_client, run, part="begin:summary")
    assert "Accept 5 quotations" in page and "similar forms" not in page
    assert "read by your correction" in page
    rows.filter(pk=rows[0].pk).update(shape=DASH)
    page = read(admin_client, run, part="begin:summary")
    assert "5 seen of 2 similar forms" in page and "read by your correction" not in page


def test_corrected_shape_is_marked_in_its_family(admin_client, run):
    assert "corrected</span>" not in read(admin_client, run)
    save_rule(run, BRACKET, Rule(meanings=("person", "publication")))
    assert "corrected</span>" in read(admin_client, run)


def test_corrected_shape_of_family_is_read_by_its_own_rule(admin_client, run):
    save_rule(run, BRACKET, Rule(meanings=("publication", "person")))
    page = read(admin_client, run)
    shapes = [each.shape for each in forms.list_examples(run, FAMILY)]
    assert page.count("<dt>Speaker</dt>") == shapes.count(BRACKET) >= 3
    assert "corrected" in admin_client.get(url("review", run)).content.decode()
    decide(admin_client, run, verb="accept")
    run_tasks()
    kinds = [row.post.pullquotes.get().speaker_id for row in run.candidates.filter(shape=BRACKET)]
    assert len(kinds) == 5 and all(kinds)
    plain = [row.post.pullquotes.get().speaker_id for row in run.candidates.filter(shape=DASH)]
    assert not any(plain)


def test_share_is_not_said_of_several_forms():
    assert describe_confidence(18, 1, 6) == "18 seen of 6 similar forms, 1 left out."
