"""E-mail notifications about transitions."""

import pytest
from django.core import mail

from blog import editing
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def create_user(role: str, name: str, **fields):
    return make.user(role, byline=name, email=f"{name.lower()}@example.org", **fields)


def pop_recipients() -> dict[str, list[str]]:
    emails: dict[str, list[str]] = {}
    for email in mail.outbox:
        subject = email.subject.removeprefix("Pullquote: ")
        assert subject != email.subject
        emails.setdefault(subject, []).extend(email.to)
    mail.outbox.clear()
    return emails


@pytest.mark.slow
def test_transition_notifies_users_concerned():
    make.site(approval_required=True)
    ana, ben = create_user("Author", "Ana"), create_user("Editor", "Ben")
    create_user("Editor", "Cid", notify_of_reviews=False)
    create_user("Editor", "Dan", is_active=False)
    create_user("Author", "Eve")
    make.user("Editor")  # Without an address.
    post = make.draft(title="Harbour\nfees", authors=(ana, create_user("Author", "Fay")))
    editing.hand_in(post, by=ana, reason="Is it <too> long?")
    assert "> Is it <too> long?\n" in mail.outbox[0].body
    assert pop_recipients() == {"Ana submitted “Harbour fees” for review": ["ben@example.org"]}
    authors = ["ana@example.org", "fay@example.org"]
    editing.request_changes(post, by=ben, reason="Who said <it>?")
    assert "Who said <it>?" in mail.outbox[0].body
    html = mail.outbox[0].alternatives[0].content
    assert "Who said &lt;it&gt;?" in html and f"/admin/blog/post/{post.pk}/change/" in html
    assert pop_recipients() == {"Ben requested changes to “Harbour fees”": authors}
    editing.hand_in(post, by=ana)
    editing.unpublish(post, by=ana)
    editing.hand_in(post, by=ana)
    pop_recipients()
    editing.approve(post, by=ben)
    assert pop_recipients() == {"Ben approved “Harbour fees”": authors}
    editing.publish(post, by=ben)
    assert pop_recipients() == {"Ben published “Harbour fees”": authors}


def test_user_with_disabled_notifications_gets_no_email():
    ana = create_user("Author", "Ana", notify_of_transitions=False)
    editing.publish(make.draft(authors=(ana,)), by=create_user("Editor", "Ben"))
    assert pop_recipients() == {}


def test_user_applying_transition_gets_no_email():
    ben = create_user("Editor", "Ben")
    post = make.draft(authors=(ben,))
    editing.hand_in(post, by=ben)
    editing.publish(post, by=ben)
    assert pop_recipients() == {}
