"""The pages of the review of quotations."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.tasks import TaskResultStatus
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from blog.content import document
from blog.editing import save_post
from blog.models import PullQuote
from config.schedule import requeue_killed_tasks
from tests.transfer.memory_reader import post, run_import
from tests.transfer.test_review import BELOW, WORDS
from transfer.admin.review_texts import describe_confidence, describe_shape
from transfer.models import Import
from transfer.review import decisions, forms, tasks
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


def run_tasks() -> None:
    """Run the tasks of the review, and those that they enqueue."""
    while waiting := list(DBTaskResult.objects.filter(task_path__startswith="transfer.review")):
        for task in waiting:
            task.delete()
            task.task.call(*task.args_kwargs["args"])


def read_progress(client: Client, run: Import) -> tuple[str, int | None, str]:
    answer = client.get(url("review_progress", run)).json()
    assert answer["is_running"] == bool(answer["stage"])
    return answer["stage"], answer["percent"], answer["text"]


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
    assert "Accept 13 quotations" in page
    page = admin_client.get(url("group", run), {"shape": SHAPE}).content.decode()
    assert f'name="without" value="{example.pk}" checked' in page


def test_further_page_of_examples_has_more_of_them(admin_client, run, monkeypatch):
    monkeypatch.setattr(forms, "EXAMPLES", 2)
    monkeypatch.setattr(forms, "MORE_EXAMPLES", 7)
    decisions.find_all(run)
    seen = [key.pk for page in range(4) for key in forms.list_examples(run, SHAPE, page)]
    assert len(seen) == len(set(seen)) == 14
    page = decide(admin_client, run, page="1")
    assert page.count('class="review-example"') == 7
    assert "9 seen, none left out: at least 67 % are right." in page
    assert 'name="page" value="2"' in page


def test_group_is_accepted_without_those_taken_out_and_undone(admin_client, run):
    decisions.find_all(run)
    out = QuotationCandidate.objects.first()
    page = decide(admin_client, run, verb="accept", without=[str(out.pk)])
    assert "13 quotations accepted." in page
    assert PullQuote.objects.count() == tasks.POSTS_AT_ONCE
    assert read_progress(admin_client, run) == ("accept", 23, "3 of 13 quotations")
    assert "3 of 13 quotations" in page and "Search again" not in page
    run_tasks()
    assert read_progress(admin_client, run) == ("", None, "")
    assert PullQuote.objects.count() == 13
    assert not PullQuote.objects.filter(post=out.post).exists()
    sent = {"decision": run.decisions.get().pk}
    page = admin_client.post(url("undo", run), sent, follow=True).content.decode()
    assert "Undone." in page and PullQuote.objects.count() == 10
    assert read_progress(admin_client, run) == ("undo", None, "10 posts left")
    run_tasks()
    assert not PullQuote.objects.exists()
    page = admin_client.get(url("review", run)).content.decode()
    assert "14 quotations to review" in page and "except in posts" not in page


def run_part(number: int) -> None:
    """Run one of the waiting tasks of the review, without those that it enqueues."""
    review_tasks = DBTaskResult.objects.filter(task_path__startswith="transfer.review")
    part = review_tasks.order_by("enqueued_at")[number]
    part.delete()
    part.task.call(*part.args_kwargs["args"])


@pytest.mark.parametrize(
    ("number", "following"),
    [(0, (75, "3 of 4 quotations")), (1, (30, "3 of 10 quotations"))],
)
def test_progress_of_several_decisions_is_what_is_left(admin_client, run, number, following):
    decisions.find_all(run)
    first = [str(each.pk) for each in QuotationCandidate.objects.order_by("post")[:4]]
    decide(admin_client, run, verb="accept", without=first)
    assert read_progress(admin_client, run) == ("accept", 30, "3 of 10 quotations")
    decide(admin_client, run, verb="accept")
    # Whichever ends first: a bar of both would go back.
    assert read_progress(admin_client, run) == ("accept", None, "8 posts left")
    run_part(number)
    assert read_progress(admin_client, run) == ("accept", *following)


def test_progress_of_undos_follows_that_of_decisions(admin_client, run):
    decisions.find_all(run)
    first = [str(each.pk) for each in QuotationCandidate.objects.order_by("post")[:4]]
    decide(admin_client, run, verb="accept", without=first)
    decide(admin_client, run, verb="accept")
    run_part(1)
    for decision in run.decisions.all():
        admin_client.post(url("undo", run), {"decision": decision.pk})
    assert read_progress(admin_client, run)[0] == "accept"  # It waits longest, and will do nothing.
    DBTaskResult.objects.filter(task_path__endswith="raise_accepted").delete()
    assert read_progress(admin_client, run) == ("undo", None, "1 post left")


def test_posts_edited_since_are_named_after_undo(admin_client, run):
    decisions.find_all(run)
    decide(admin_client, run, verb="accept")
    edited = PullQuote.objects.earliest("pk").post
    save_post(edited, by=None, fields={"title": "Mine"}, is_checked=True)
    admin_client.post(url("undo", run), {"decision": run.decisions.get().pk})
    run_tasks()
    page = admin_client.get(url("review", run)).content.decode()
    assert "except in posts that were edited since" in page and ">Mine</a>" in page
    assert PullQuote.objects.get().post == edited


def test_undo_that_was_interrupted_can_be_repeated(admin_client, run):
    decisions.find_all(run)
    decide(admin_client, run, verb="accept")
    run_tasks()
    sent = {"decision": run.decisions.get().pk}
    admin_client.post(url("undo", run), sent)
    DBTaskResult.objects.filter(task_path__startswith="transfer.review").delete()  # It failed.
    page = admin_client.get(url("review", run)).content.decode()
    assert ">Undo</button>" in page and PullQuote.objects.count() == 11
    admin_client.post(url("undo", run), sent)
    run_tasks()
    page = admin_client.get(url("review", run)).content.decode()
    assert ">Undo</button>" not in page and not PullQuote.objects.exists()


def test_decision_goes_on_after_its_worker_was_killed(admin_client, run):
    decisions.find_all(run)
    decide(admin_client, run, verb="accept")
    tasks_of_review = DBTaskResult.objects.filter(task_path__startswith="transfer.review")
    long_ago = timezone.now() - timedelta(hours=2)
    tasks_of_review.update(status=TaskResultStatus.RUNNING, started_at=long_ago)
    requeue_killed_tasks.call()
    assert tasks_of_review.get().status == TaskResultStatus.READY
    run_tasks()
    assert PullQuote.objects.count() == 14


def test_search_in_many_posts_shows_its_progress(admin_client, run, monkeypatch):
    monkeypatch.setattr(tasks, "POSTS_A_TASK", 5)
    monkeypatch.setattr(decisions, "BATCH_SIZE", 5)
    page = admin_client.post(url("find", run), follow=True).content.decode()
    assert "5 of 14 posts searched" in page and "5 quotations to review" in page
    assert read_progress(admin_client, run) == ("search", 35, "5 of 14 posts searched")
    run_tasks()
    page = admin_client.get(url("review", run)).content.decode()
    assert "14 quotations to review" in page and "posts searched" not in page


def test_waiting_work_without_worker_is_warned_about(admin_client, run):
    decisions.find_all(run)
    decide(admin_client, run, verb="accept")
    long_ago = timezone.now() - timedelta(minutes=5)
    DBTaskResult.objects.filter(task_path__startswith="transfer.").update(enqueued_at=long_ago)
    page = admin_client.get(url("review", run)).content.decode()
    assert "Nothing has happened since" in page


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
    page = decide(admin_client, run, **sent)
    assert "Nothing was accepted. Somebody has decided about this already" in page
    run_tasks()
    assert PullQuote.objects.count() == 14


@pytest.mark.parametrize("verb", ["accept", "reject"])
def test_decision_with_everything_left_out_says_so(admin_client, run, verb):
    decisions.find_all(run)
    everything = [str(key) for key in QuotationCandidate.objects.values_list("pk", flat=True)]
    page = decide(admin_client, run, verb=verb, without=everything)
    outcome = "accepted" if verb == "accept" else "declined"
    assert f'<li class="warning">Nothing was {outcome}. Everything was left out.</li>' in page
    assert "0 quotations" not in page and QuotationCandidate.objects.undecided().count() == 14


def test_decision_about_changed_text_says_so(admin_client, run):
    decisions.find_all(run)
    example = QuotationCandidate.objects.select_related("post").earliest("pk")
    by = User.objects.get(username="admin")
    save_post(example.post, by=by, document=document.parse("<p>New.</p>"), is_checked=True)
    page = decide(admin_client, run, verb="accept", only=str(example.pk))
    assert "Nothing was accepted. The text has changed since the search." in page


def test_decision_whose_post_cannot_be_saved_says_so(admin_client, run, monkeypatch):
    def fail(*_args: object, **_values: object) -> None:
        raise IntegrityError("full")

    decisions.find_all(run)
    monkeypatch.setattr(decisions, "save_post", fail)
    example = QuotationCandidate.objects.earliest("pk")
    page = decide(admin_client, run, verb="accept", only=str(example.pk))
    assert "Nothing was accepted. The posts could not be saved." in page
    assert QuotationCandidate.objects.undecided().count() == 14


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("group", {"verb": "accept"}),
        ("group", {"verb": "reject", "only": "{pk}"}),
        ("group", {"page": "1"}),
        ("rule", {"example": "{pk}", "is_attribution": "no"}),
        ("rule", {"remove": "1"}),
    ],
)
def test_form_that_a_search_divided_leads_to_list_of_forms(admin_client, run, page, values):
    decisions.find_all(run)
    divided = "quote none plain nolink form"
    first = QuotationCandidate.objects.earliest("pk")
    QuotationCandidate.objects.update(shape=f"{divided} heading")
    sent = {name: value.format(pk=first.pk) for name, value in values.items()}
    response = admin_client.post(url(page, run), {"shape": divided, **sent}, follow=True)
    assert response.redirect_chain == [(url("review", run), 302)]
    assert "A search has changed this form since. Nothing was stored" in response.content.decode()
    assert QuotationCandidate.objects.undecided().count() == 14 and not run.shape_rules.exists()


@pytest.mark.parametrize(
    ("page", "values"),
    [("group", {"verb": "accept", "only": "{pk}"}), ("rule", {"example": "{pk}"})],
)
def test_example_that_a_search_moved_leads_to_list_of_forms(admin_client, run, page, values):
    decisions.find_all(run)
    moved = QuotationCandidate.objects.earliest("pk")
    QuotationCandidate.objects.filter(pk=moved.pk).update(shape="quote none plain nolink form line")
    sent = {name: value.format(pk=moved.pk) for name, value in values.items()}
    page_text = admin_client.post(url(page, run), {"shape": SHAPE, **sent}, follow=True)
    assert "A search has changed this form since." in page_text.content.decode()
    assert QuotationCandidate.objects.undecided().count() == 14


@pytest.mark.parametrize("values", [{"shape": "nothing"}, {"example": "99999999"}])
def test_rule_of_unknown_group_or_candidate_is_404(admin_client, run, values):
    decisions.find_all(run)
    sent = {"shape": SHAPE, "is_attribution": "no", **values}
    assert admin_client.post(url("rule", run), sent).status_code == 404


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
