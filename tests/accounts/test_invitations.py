"""Accounts that an administrator creates, whose owners choose their passwords themselves."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from accounts import roles
from accounts.models import User
from tests.accounts.people import link, sign_in
from tests.support import factories as make
from tests.support.desk import errors, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/user/add/"
NEW = "quite another horse"


@pytest.fixture
def administrator():
    return make.user("Administrator", byline="Ada Bell")


def test_invited_author_chooses_a_password_and_opens_the_desk(administrator):
    group = Group.objects.get(name=roles.AUTHOR)
    sent = {"username": "nia", "email": "nia@example.org", "groups": group.pk}
    page = signed_in(administrator).post(ADD, sent, follow=True).content.decode()
    assert "to choose a password is on its way to nia@example.org" in page
    assert not User.objects.get(username="nia").has_usable_password()
    (email,) = mail.outbox
    assert (email.to, "Ada Bell" in email.body, "nia" in email.body) == (
        ["nia@example.org"],
        True,
        True,
    )
    client = Client(HTTP_HOST="localhost")
    address = client.get(link(email), follow=True).redirect_chain[-1][0]
    assert client.post(address, {"password1": NEW, "password2": NEW}).status_code == 302
    nia = Client()
    assert sign_in(nia, "nia", NEW).status_code == 302
    assert nia.get("/admin/blog/post/add/").status_code == 200
    form = client.get(link(email), follow=True).content.decode()
    assert "password1" not in form  # The link was used already.


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ({}, ["email"]),
        ({"email": "nia@"}, ["email"]),
        ({"password1": NEW}, ["password2"]),
        ({"email": "nia@example.org", "password2": NEW}, ["password2"]),
        ({"email": "nia@example.org", "password1": NEW, "password2": "other"}, ["password2"]),
        ({"email": "nia@example.org", "password1": "123", "password2": "123"}, ["password2"]),
    ],
)
def test_incomplete_account_is_refused_and_invites_nobody(administrator, sent, names):
    response = signed_in(administrator).post(ADD, {"username": "nia"} | sent)
    assert list(errors(response)) == names
    assert not User.objects.filter(username="nia").exists()
    assert mail.outbox == []


def test_account_with_password_gets_no_invitation(administrator):
    sent = {"username": "leo", "email": "leo@example.org", "password1": NEW, "password2": NEW}
    assert signed_in(administrator).post(ADD, sent).status_code == 302
    assert mail.outbox == []
    assert sign_in(Client(), "leo", NEW).status_code == 302


def test_roles_are_checkboxes_that_say_what_they_allow(administrator):
    page = read(signed_in(administrator), ADD)
    labels = text(page, "//label[input[@name='groups']]")
    assert [label.partition(":")[0] for label in labels] == sorted(roles.ROLES)
    assert all(": " in label for label in labels)
    superuser = read(signed_in(make.user("superuser")), ADD)
    assert not superuser.xpath("//*[@id='add_id_groups']")  # A new role would not be shown.


def test_form_of_a_person_shows_no_parts_of_the_password_hash(administrator):
    person = make.user("Author")
    html = signed_in(administrator).get(f"/admin/accounts/user/{person.pk}/change/").text
    assert person.password.split("$")[0] not in html
    assert f'href="/admin/accounts/user/{person.pk}/password/"' in html
