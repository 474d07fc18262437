"""Admin of the mail queue."""

import pytest
from django.core.mail import send_mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mail.models import QueuedEmail
from tests.mail import server
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/mail/queuedemail/"


@pytest.fixture
def email(settings):
    settings.MAILERS = server.mailers(1)
    send_mail("Your link", "secret words", None, ["a@example.org"], html_message="secret words")
    return QueuedEmail.objects.get()


def test_administrator_sees_status_but_not_text(email):
    client = signed_in(make.user("superuser"))
    for address in (LIST, f"{LIST}{email.pk}/change/"):
        page = client.get(address).content.decode()
        assert "a@example.org" in page
        assert "secret words" not in page


@pytest.mark.parametrize("role", ["", "Author", "Editor"])
def test_other_roles_cannot_see_mail_queue(role, email):
    client = signed_in(make.user(role))
    assert client.get(LIST).status_code == (403 if role else 302)
    assert client.get(f"{LIST}{email.pk}/change/").status_code == (403 if role else 302)


def test_queued_emails_cannot_be_added_or_changed(email):
    client = signed_in(make.user("superuser"))
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{email.pk}/change/", {"subject": "Other"}).status_code == 403
    assert client.get(f"{LIST}{email.pk}/delete/").status_code == 403


@pytest.mark.parametrize(
    ("state", "field"), [("waiting", "due_at"), ("sent", "sent_at"), ("given-up", "given_up_at")]
)
def test_list_is_filtered_by_state(state, field, email):
    QueuedEmail.objects.update(**{"due_at": None, field: timezone.now()})
    client = signed_in(make.user("superuser"))
    for asked in ("waiting", "sent", "given-up"):
        shown = client.get(LIST, {"state": asked}).context["cl"].result_count
        assert shown == (asked == state)


def test_failed_email_is_sent_again(email):
    email.record_failure("550 no", is_permanent=True, now=timezone.now())
    email.save()
    DBTaskResult.objects.all().delete()
    client = signed_in(make.user("superuser"))
    sent = {"action": "send_again", "_selected_action": [email.pk]}
    page = client.post(LIST, sent, follow=True).content.decode()
    assert "1 e-mail will be sent again." in page
    email.refresh_from_db()
    assert (email.attempts, email.given_up_at) == (0, None)
    assert email.due_at <= timezone.now()
    assert [task.task_path for task in DBTaskResult.objects.all()] == ["mail.delivery.deliver"]
