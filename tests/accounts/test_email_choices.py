"""Notification settings, shown only to users who get the e-mails."""

import pytest
from django.contrib.auth.models import Permission

from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"


def list_notification_fields(person) -> list[str]:
    form = signed_in(person).get(PROFILE).context["form"]
    return [name for name in form.fields if name.startswith("notify_") or name.endswith("_emails")]


def test_notification_fields_depend_on_role():
    moderator = make.user()
    moderator.user_permissions.add(Permission.objects.get(codename="moderate_comments"))
    assert list_notification_fields(make.user()) == []
    assert list_notification_fields(make.user("Moderator")) == ["moderation_emails"]
    assert list_notification_fields(moderator) == ["moderation_emails"]
    for_authors = ["notify_of_comments", "notify_of_transitions"]
    assert list_notification_fields(make.user("Author")) == for_authors
    assert list_notification_fields(make.user("Editor")) == [*for_authors, "notify_of_reviews"]
    assert list_notification_fields(make.user("superuser")) == [
        *for_authors,
        "notify_of_reviews",
        "moderation_emails",
    ]


def test_notification_choice_is_saved():
    person = make.user("superuser")
    sent = {"byline": "Ada", "moderation_emails": "never"}
    assert signed_in(person).post(PROFILE, sent).status_code == 302
    person.refresh_from_db()
    assert (person.notify_of_comments, person.moderation_emails) == (False, "never")
