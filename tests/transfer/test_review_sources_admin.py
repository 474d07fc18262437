"""The pages of the sources of an import, and of corrected forms."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blog.models import PullQuote, Source
from tests.transfer.test_review_sources import SHAPE, get, start
from transfer.admin import review_sources
from transfer.models import Import
from transfer.review import choices
from transfer.review.models import QuotationCandidate, ReviewedSource

pytestmark = pytest.mark.django_db


def url(name: str, run: Import, *arguments: int) -> str:
    return reverse(f"admin:transfer_import_{name}", args=[run.pk, *arguments])


def read(client: Client, address: str, **values: object) -> str:
    response = client.get(address, values)
    assert response.status_code == 200
    return response.content.decode()


def decide(client: Client, run: Import, name: str, **values: object) -> str:
    sent = {"row": get(run, name).pk, **values}
    response = client.post(url("decide_source", run), sent, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_page_without_sources_says_so(admin_client):
    run = start()
    assert "names a source yet" in read(admin_client, url("sources", run))
    assert "review/sources" not in read(admin_client, url("review", run))


def test_page_has_one_row_for_each_source(admin_client):
    run = start("A. Ruiz", "Ana Ruiz", "Ana Ruiz", link="https://www.herald.example/1")
    assert "2 sources" in read(admin_client, url("review", run))
    page = read(admin_client, url("sources", run))
    assert page.count('class="review-example review-row"') == 2
    assert "2 quotations to review" in page and "herald.example" in page
    proposed = read(admin_client, url("sources", run), show="proposed")
    assert proposed.count("review-row") == 1 and "A. Ruiz" in proposed
    assert "No source is decided yet." in read(admin_client, url("sources", run), show="decided")


def test_source_whose_proposal_is_gone_can_be_kept_as_new(admin_client):
    gone = Source.objects.create(name="Jane Do")
    run = start("Jane Doe")
    ReviewedSource.objects.update(match="similar", match_source=gone, match_row=None)
    gone.delete()
    page = read(admin_client, url("sources", run))
    assert 'value="new"' in page and 'value="accept"' not in page


def test_page_is_divided(admin_client, django_assert_max_num_queries):
    surnames = ["Lee", "Rot", "Abel", "Doe", "Ortiz", "Novak"]
    first_names = ["Ann", "Bo", "Cleo", "Dan", "Eva"]
    run = start(*[f"{one} {other}" for one in first_names for other in surnames])
    with django_assert_max_num_queries(12):
        page = read(admin_client, url("sources", run))
    assert page.count("review-row") == 25 and "1 / 2" in page
    assert read(admin_client, url("sources", run), p="2").count("review-row") == 5
    assert read(admin_client, url("sources", run), p="x").count("review-row") == 25


def test_proposal_is_accepted_and_undone(admin_client):
    run = start("A. Ruiz", "Ana Ruiz")
    for _attempt in range(2):  # Sent again without an answer.
        assert "“A. Ruiz” is “Ana Ruiz”." in decide(admin_client, run, "A. Ruiz", verb="accept")
    assert "somebody else decided" in decide(admin_client, run, "A. Ruiz", verb="new")
    assert "Undone." in decide(admin_client, run, "A. Ruiz", verb="undo")
    assert get(run, "A. Ruiz").choice == ""
    assert "stays a source of its own" in decide(admin_client, run, "A. Ruiz", verb="new")


def test_proposal_for_source_that_became_another_is_refused(admin_client):
    run = start("A. Ruiz", "Ana Ruiz")
    other = Source.objects.create(name="Bo Rot")
    decide(admin_client, run, "A. Ruiz", verb="same", target=f"source-{other.pk}")
    assert "somebody else decided" in decide(admin_client, run, "A. Ruiz", verb="accept")
    assert get(run, "A. Ruiz").chosen_source == other


def test_decision_leads_to_next_row_of_same_list(admin_client):
    run = start("A. Ruiz", "Ana Ruiz")
    row, following = get(run, "A. Ruiz"), get(run, "Ana Ruiz")
    sent = {"row": row.pk, "verb": "new", "show": "proposed", "p": "2", "next": following.pk}
    response = admin_client.post(url("decide_source", run), sent)
    assert response["Location"].endswith(f"/sources/?show=proposed&p=2#source-{following.pk}")


def test_another_source_is_searched_and_chosen(admin_client):
    run = start("Ann Lee", "Ana Ruiz")
    known = Source.objects.create(name="Anna Lee-Ortiz")
    address = url("choose_source", run, get(run, "Ann Lee").pk)
    page = read(admin_client, address, q="anna")
    assert f'value="source-{known.pk}"' in page
    page = read(admin_client, address, q="ruiz")
    assert f'value="row-{get(run, "Ana Ruiz").pk}"' in page
    assert "No source found" in read(admin_client, address, q="zzz")
    page = decide(admin_client, run, "Ann Lee", verb="same", target=f"source-{known.pk}")
    assert "“Ann Lee” is “Anna Lee-Ortiz”." in page
    assert get(run, "Ann Lee").chosen_source == known


@pytest.mark.parametrize("target", ["", "source-99999999", "row-x", "row-99999999", "x-1", "-"])
def test_unknown_target_changes_nothing(admin_client, target):
    run = start("Ann Lee")
    assert "Nothing was changed" in decide(admin_client, run, "Ann Lee", verb="same", target=target)
    assert get(run, "Ann Lee").choice == ""


@pytest.mark.parametrize("row", ["", "x", "99999999"])
def test_unknown_row_is_404(admin_client, row):
    run = start("Ann Lee")
    sent = {"row": row, "verb": "new"}
    assert admin_client.post(url("decide_source", run), sent).status_code == 404


def test_row_of_another_import_is_404(admin_client):
    run = start("Ann Lee")
    other = Import.objects.create(path="/other", origin=run.origin)
    sent = {"row": get(run, "Ann Lee").pk, "verb": "new"}
    assert admin_client.post(url("decide_source", other), sent).status_code == 404


def test_person_who_may_not_change_all_sources_joins_none(client):
    importer = User.objects.create_user("importer", "i@example.org", "x", is_staff=True)
    importer.user_permissions.add(Permission.objects.get(codename="change_import"))
    client.force_login(importer)
    run = start("A. Ruiz", "Ana Ruiz")
    page = decide(client, run, "A. Ruiz", verb="accept")
    assert "may change all sources" in page and get(run, "A. Ruiz").choice == ""
    decide(client, run, "A. Ruiz", verb="new")
    assert "Undone." in decide(client, run, "A. Ruiz", verb="undo")
    editor = User.objects.create_superuser("editor", "e@example.org", "x")
    choices.accept_proposal(get(run, "A. Ruiz"), by=editor)
    page = decide(client, run, "A. Ruiz", verb="undo")
    assert "may change all sources" in page and get(run, "A. Ruiz").choice == "same"


def test_reader_of_desk_without_permission_is_refused(client):
    run = start("Ann Lee")
    author = User.objects.create_user("author", "a@example.org", "x", is_staff=True)
    client.force_login(author)
    row = get(run, "Ann Lee").pk
    for address in (url("sources", run), url("rule", run), url("choose_source", run, row)):
        assert client.get(address, {"shape": SHAPE}).status_code == 403
    assert client.post(url("decide_source", run), {"row": row, "verb": "new"}).status_code == 403


def test_rule_is_previewed_stored_and_removed(admin_client):
    run = start("The Herald, Jane Doe, 3 May 2020", "Vik Post, Ann Lee")
    page = read(admin_client, url("rule", run), shape=SHAPE)
    assert page.count('name="meaning"') == 2
    sent = {"shape": SHAPE, "meaning": ["publication", "person"], "has_date": "yes"}
    page = admin_client.post(url("rule", run), {**sent, "preview": "1"}).content.decode()
    assert page.count('class="review-example"') == 2 and "<dt>Speaker</dt>" in page
    assert not run.shape_rules.exists()
    page = admin_client.post(url("rule", run), sent, follow=True).content.decode()
    assert "2 quotations are read by your correction" in page and "<dt>Speaker</dt>" in page
    assert "corrected" in read(admin_client, url("review", run))
    assert not PullQuote.objects.exists()
    page = admin_client.post(url("rule", run), {**sent, "remove": "1"}, follow=True)
    assert "The correction was removed." in page.content.decode()
    assert not run.shape_rules.exists()


def test_rule_without_name_is_refused(admin_client):
    run = start("Jane Doe, Herald")
    sent = {"shape": SHAPE, "meaning": ["role", ""]}
    page = admin_client.post(url("rule", run), sent).content.decode()
    assert "Say which part is the person" in page and not run.shape_rules.exists()


def test_hostile_meanings_are_left_out(admin_client):
    run = start("Jane Doe, Herald")
    sent = {"shape": SHAPE, "meaning": ["x'; --", "person", "<b>"] + ["role"] * 500}
    admin_client.post(url("rule", run), sent)
    assert run.shape_rules.get().meanings == ["person"] + ["role"] * 11


@pytest.mark.parametrize("values", [{}, {"shape": "x"}, {"shape": SHAPE, "example": "9999999"}])
def test_rule_of_unknown_form_is_404(admin_client, values):
    run = start("Jane Doe")
    assert admin_client.get(url("rule", run), values).status_code == 404


def test_choices_show_in_examples_before_they_are_accepted(admin_client):
    run = start("A. Ruiz", "Ana Ruiz")
    choices.accept_proposal(get(run, "A. Ruiz"), by=User.objects.get(username="admin"))
    page = read(admin_client, url("group", run), shape=SHAPE)
    assert page.count('<dd dir="auto">Ana Ruiz</dd>') == 2


def test_find_compares_sources(admin_client):
    Source.objects.create(name="Ana Ruiz")
    run = start("A. Ruiz")
    QuotationCandidate.objects.all().delete()
    admin_client.post(url("find", run))
    assert get(run, "A. Ruiz").match == "similar"


def list_keys(page: str) -> list[str]:
    return re.findall('name="listed" value="([0-9]+)"', page)


def test_new_sources_of_a_page_are_accepted_at_once(admin_client):
    known = Source.objects.create(name="Cleo Abel")
    run = start("A. Ruiz", "Ana Ruiz", "Bo Rot", "Cleo Abel")
    page = read(admin_client, url("sources", run), show="new")
    assert "Keep these 2 sources as new" in page and page.count("review-row") == 2
    assert "Keep these" not in read(admin_client, url("sources", run))
    sent = {"verb": "all_new", "listed": list_keys(page)}
    for _attempt in range(2):  # Sent again without an answer.
        page = admin_client.post(url("decide_source", run), sent, follow=True).content.decode()
        assert "2 sources stay sources of their own." in page and "No new source is left" in page
    choices_by_name = {row.name: row.choice for row in ReviewedSource.objects.all()}
    assert choices_by_name == {"A. Ruiz": "", "Ana Ruiz": "new", "Bo Rot": "new", "Cleo Abel": ""}
    assert get(run, "Cleo Abel").match_source == known
    assert "Undone." in decide(admin_client, run, "Bo Rot", verb="undo")


@pytest.mark.parametrize(
    ("choice", "text", "following"),
    [
        ("", "No source is decided yet.", "?show=proposed"),
        ("new", "No new source is left to look at.", "/review/"),
    ],
)
def test_empty_list_says_what_is_next(admin_client, choice, text, following):
    run = start("A. Ruiz", "Ana Ruiz", "Bea Lind")
    ReviewedSource.objects.update(choice=choice)
    page = read(admin_client, url("sources", run), show="new" if choice else "decided")
    assert text in page and "review-example" not in page and "J and K" not in page
    assert f'{following}">' in page.partition(text)[2].partition("</p>")[0]


def test_new_sources_of_another_page_stay_open(admin_client, monkeypatch):
    monkeypatch.setattr(review_sources, "PLAIN_ROWS_A_PAGE", 2)
    run = start("Ann Lee", "Bo Rot", "Cleo Abel")
    page = read(admin_client, url("sources", run), show="new")
    assert "Keep these 2 sources as new" in page
    sent = {"verb": "all_new", "listed": [*list_keys(page), "x"]}
    page = admin_client.post(url("decide_source", run), sent, follow=True).content.decode()
    assert "2 sources stay sources of their own." in page and "Keep this source as new" in page
    assert get(run, "Cleo Abel").choice == ""


def test_sources_of_another_import_stay_open(admin_client):
    run = start("Ann Lee")
    other = Import.objects.create(path="/other", origin=run.origin)
    sent = {"verb": "all_new", "listed": [get(run, "Ann Lee").pk]}
    admin_client.post(url("decide_source", other), sent)
    assert get(run, "Ann Lee").choice == ""


def test_new_sources_have_longer_pages(admin_client):
    surnames = ["Lee", "Rot", "Abel", "Doe", "Ortiz", "Novak"]
    run = start(
        *[f"{one} {other}" for one in ["Ann", "Bo", "Cleo", "Dan", "Eva"] for other in surnames]
    )
    assert read(admin_client, url("sources", run), show="new").count("review-row") == 30
