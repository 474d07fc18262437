"""E-mails about transitions: to those whom they concern, who want them, and never to who
decided."""

import pytest
from django.core import mail

from blog import editing
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def person(role: str, name: str, **fields):
    return make.user(role, byline=name, email=f"{name.lower()}@example.org", **fields)


def told() -> dict[str, list[str]]:
    emails: dict[str, list[str]] = {}
    for email in mail.outbox:
        subject = email.subject.removeprefix("Pullquote: ")
        assert subject != email.subject
        emails.setdefault(subject, []).extend(email.to)
    mail.outbox.clear()
    return emails


@pytest.mark.slow
def test_each_decision_is_told_to_whom_it_concerns():
    make.site(approval_required=True)
    ana, ben = person("Author", "Ana"), person("Editor", "Ben")
    person("Editor", "Cid", notify_of_reviews=False)
    person("Editor", "Dan", is_active=False)
    person("Author", "Eve")
    make.user("Editor")  # Without an address.
    post = make.draft(title="Harbour\nfees", authors=(ana, person("Author", "Fay")))
    editing.hand_in(post, by=ana)
    assert told() == {"Ana submitted “Harbour fees” for review": ["ben@example.org"]}
    both = ["ana@example.org", "fay@example.org"]
    editing.request_changes(post, by=ben, words="Who said <it>?")
    assert "Who said <it>?" in mail.outbox[0].body
    html = mail.outbox[0].alternatives[0].content
    assert "Who said &lt;it&gt;?" in html and f"/admin/blog/post/{post.pk}/change/" in html
    assert told() == {"Ben requested changes to “Harbour fees”": both}
    editing.hand_in(post, by=ana)
    editing.unpublish(post, by=ana)
    editing.hand_in(post, by=ana)
    told()
    editing.approve(post, by=ben)
    assert told() == {"Ben approved “Harbour fees”": both}
    editing.publish(post, by=ben)
    assert told() == {"Ben published “Harbour fees”": both}


def test_who_wants_none_gets_none():
    ana = person("Author", "Ana", notify_of_transitions=False)
    editing.publish(make.draft(authors=(ana,)), by=person("Editor", "Ben"))
    assert told() == {}


def test_an_editor_is_not_told_of_their_own():
    ben = person("Editor", "Ben")
    post = make.draft(authors=(ben,))
    editing.hand_in(post, by=ben)
    editing.publish(post, by=ben)
    assert told() == {}
