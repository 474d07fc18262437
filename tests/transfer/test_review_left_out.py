"""What somebody leaves out of a form stays left out until it is decided about."""

import pytest
from django.test import Client

from tests.transfer.test_review_parts import ASIDES, BARE, BELOW, SAID, get_url, run
from transfer.admin.left_out import MAX_LEFT_OUT, store_left_out
from transfer.models import Import
from transfer.review.models import QuotationCandidate

__all__ = ["run"]


def find(text: str) -> int:
    return QuotationCandidate.objects.get(text=text).pk


def send(client: Client, run: Import, **values: object) -> str:
    response = client.post(get_url("group", run), {"shape": BARE, **values}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def is_ticked(page: str, key: int) -> bool:
    return f'value="{key}" checked' in page


def test_example_left_out_stays_so_when_a_part_is_opened(admin_client, run):
    one, other = find(SAID[0]), find(ASIDES[0])
    page = send(admin_client, run, open="begin:summary", without=[one, other])
    assert page.count('class="review-example"') == 5 and "Accept 4 quotations" in page
    assert is_ticked(page, other) and f'name="without" value="{one}"' in page
    page = admin_client.get(get_url("group", run), {"shape": BARE}).content.decode()
    assert is_ticked(page, one) and is_ticked(page, other) and "Accept 6 quotations" in page


def test_decision_about_part_leaves_ticks_of_its_form(admin_client, run):
    one, other = find(SAID[0]), find(ASIDES[0])
    sent = {"part": "begin:summary", "without": [one, other], "verb": "reject"}
    page = send(admin_client, run, **sent)
    assert "4 quotations declined." in page and "Accept 3 quotations" in page
    assert is_ticked(page, one) and not is_ticked(page, other)
    page = send(admin_client, run, verb="accept", without=[one])
    assert "3 quotations accepted." in page
    page = admin_client.get(get_url("group", run), {"shape": BARE}).content.decode()
    assert "Accept 1 quotation" in page and not is_ticked(page, one)


def test_tick_of_another_form_is_not_counted(admin_client, run):
    other = QuotationCandidate.objects.get(shape=BELOW).pk
    page = send(admin_client, run, shape=BELOW, open="nothing", without=[other])
    page = admin_client.get(get_url("group", run), {"shape": BARE}).content.decode()
    assert "Accept 8 quotations" in page
    page = send(admin_client, run, verb="accept", without=[other])
    assert "8 quotations accepted." in page and is_ticked(page, other)


def test_tick_that_is_removed_is_forgotten(admin_client, run):
    one = find(SAID[0])
    send(admin_client, run, open="begin:summary", without=[one])
    send(admin_client, run, open="begin:summary")
    page = admin_client.get(get_url("group", run), {"shape": BARE}).content.decode()
    assert not is_ticked(page, one)


def test_ticks_of_another_import_or_of_decided_candidates_are_dropped(admin_client, run):
    one = find(SAID[0])
    QuotationCandidate.objects.filter(pk=one).update(state="rejected")
    page = send(admin_client, run, open="begin:summary", without=[one, 99999999, "x"])
    assert f'value="{one}"' not in page and "review_left_out" not in admin_client.session


@pytest.mark.django_db
def test_session_has_a_bounded_number_of_ticks(rf):
    request = rf.get("/")
    request.session = {}
    store_left_out(request, Import(pk=3), range(MAX_LEFT_OUT + 9))
    assert len(request.session["review_left_out"]["3"]) == MAX_LEFT_OUT
