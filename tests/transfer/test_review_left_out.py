"""What somebody leaves out of a form stays left out until it is decided about."""

import pytest
from django.test import Client

from tests.transfer.test_review_parts import ASIDES, BARE, BELOW, SAID, get_url, run
from transfer.admin.left_out import store_left_out
from transfer.models import Import
from transfer.review import forms
from transfer.review.models import QuotationCandidate, ReviewDecision

__all__ = ["run"]


def find(text: str) -> int:
    return QuotationCandidate.objects.get(text=text).pk


def send(
    client: Client, run: Import, *, shape: str = BARE, part: str = "", **values: object
) -> str:
    """Send the page of a form or part, with its examples."""
    listed = [each.pk for each in forms.list_examples(run, shape, part=part)]
    sent = {"shape": shape, "part": part, "listed": listed, **values}
    response = client.post(get_url("group", run), sent, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def read(client: Client, run: Import, shape: str = BARE) -> str:
    return client.get(get_url("group", run), {"shape": shape}).content.decode()


def is_ticked(page: str, key: int) -> bool:
    return f'value="{key}" checked' in page


def test_example_left_out_stays_so_when_a_part_is_opened(admin_client, run):
    one, other = find(SAID[0]), find(ASIDES[0])
    page = send(admin_client, run, open="begin:summary", without=[one, other])
    assert page.count('class="review-example"') == 5 and "Accept 4 quotations" in page
    assert is_ticked(page, other)
    page = read(admin_client, run)
    assert is_ticked(page, one) and is_ticked(page, other) and "Accept 6 quotations" in page


def test_decision_about_part_leaves_ticks_of_its_form(admin_client, run):
    one, other = find(SAID[0]), find(ASIDES[0])
    send(admin_client, run, open="begin:summary", without=[one, other])
    page = send(admin_client, run, part="begin:summary", without=[other], verb="reject")
    assert "4 quotations declined." in page and "Accept 3 quotations" in page
    assert is_ticked(page, one) and not is_ticked(page, other)
    page = send(admin_client, run, verb="accept", without=[one])
    assert "3 quotations accepted." in page
    page = read(admin_client, run)
    assert "Accept 1 quotation" in page and not is_ticked(page, one)


def test_accepted_part_leaves_its_ticks_in_its_form(admin_client, run):
    wrong = find(ASIDES[0])
    page = send(admin_client, run, part="begin:summary", without=[wrong], verb="accept")
    assert "4 quotations accepted." in page
    assert is_ticked(page, wrong) and "Accept 3 quotations" in page
    page = send(admin_client, run, without=[wrong], verb="accept")
    assert "3 quotations accepted." in page
    assert QuotationCandidate.objects.undecided().get(shape=BARE).pk == wrong


def test_tick_stays_when_another_form_is_sent(admin_client, run):
    one = find(SAID[0])
    send(admin_client, run, open="begin:summary", without=[one])
    page = send(admin_client, run, shape=BELOW, open="nothing")
    assert page.count('name="without"') == page.count('name="listed"') == 1
    assert is_ticked(read(admin_client, run), one)


@pytest.mark.parametrize(
    ("opened", "title"),
    [
        ("rule:{pk}", "Correct the attribution"),
        ("next", "Accept 8 quotations"),
        ("list", "Quotations of the import"),
    ],
)
def test_tick_stays_when_another_page_is_opened(admin_client, run, opened, title):
    one = QuotationCandidate.objects.get(shape=BELOW).pk
    opened = opened.format(pk=one)
    assert f'name="open" value="{opened}"' in read(admin_client, run, BELOW)
    page = send(admin_client, run, shape=BELOW, open=opened, without=[one])
    assert title in page and f'name="listed" value="{one}"' not in page
    assert is_ticked(read(admin_client, run, BELOW), one)


def test_tick_of_a_part_stays_when_its_form_is_opened(admin_client, run):
    one = find(ASIDES[0])
    sent = {"shape": BARE, "part": "begin:summary"}
    assert (
        f'name="open" value="form:{BARE}"'
        in admin_client.get(get_url("group", run), sent).content.decode()
    )
    page = send(admin_client, run, part="begin:summary", open=f"form:{BARE}", without=[one])
    assert page.count('class="review-example"') == 8 and is_ticked(page, one)


def test_next_form_without_others_is_the_list(admin_client, run):
    QuotationCandidate.objects.filter(shape=BELOW).update(state="rejected")
    assert "Next form" not in read(admin_client, run)
    response = admin_client.post(get_url("group", run), {"shape": BARE, "open": "next"})
    assert response["Location"] == get_url("review", run)


def test_correction_of_unknown_example_is_404(admin_client, run):
    sent = {"shape": BARE, "open": "rule:99999999"}
    assert admin_client.post(get_url("group", run), sent).status_code == 404


def test_tick_stays_when_the_latest_decision_is_undone(admin_client, run):
    one = find(SAID[0])
    page = send(admin_client, run, shape=BELOW, verb="reject")
    assert f'form="review" formaction="{get_url("undo", run)}"' in page
    sent = {"decision": ReviewDecision.objects.get().pk, "listed": [one], "without": [one]}
    admin_client.post(get_url("undo", run), sent)
    assert is_ticked(read(admin_client, run), one)
    assert QuotationCandidate.objects.undecided().count() == 9


def test_tick_of_another_form_is_not_counted(admin_client, run):
    other = QuotationCandidate.objects.get(shape=BELOW).pk
    page = send(admin_client, run, shape=BELOW, open="nothing", without=[other])
    page = read(admin_client, run)
    assert "Accept 8 quotations" in page
    page = send(admin_client, run, verb="accept", without=[other])
    assert "8 quotations accepted." in page and is_ticked(page, other)


def test_tick_that_is_removed_is_forgotten(admin_client, run):
    one = find(SAID[0])
    send(admin_client, run, open="begin:summary", without=[one])
    send(admin_client, run, open="begin:summary")
    page = read(admin_client, run)
    assert not is_ticked(page, one)


def test_ticks_of_another_import_or_of_decided_candidates_are_dropped(admin_client, run):
    one = find(SAID[0])
    QuotationCandidate.objects.filter(pk=one).update(state="rejected")
    page = send(admin_client, run, open="begin:summary", without=[one, 99999999, "x"])
    assert f'value="{one}"' not in page and "review_left_out" not in admin_client.session


def test_all_of_many_ticks_are_stored(rf):
    request = rf.get("/")
    request.session = {}
    store_left_out(request, Import(pk=3), range(2_009))
    assert len(request.session["review_left_out"]["3"]) == 2_009
