"""Accounts that an administrator creates, whose owners choose their passwords themselves."""

from urllib.parse import urlsplit

import lxml.html
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import roles
from accounts.models import User
from tests.accounts.people import is_signed_in, link, send_reset_emails, sign_in
from tests.mail import server
from tests.support import factories as make
from tests.support.desk import errors, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/user/add/"
NEW = "quite another horse"


@pytest.fixture
def administrator():
    return make.user("Administrator", byline="Ada Bell")


def invite(administrator, **sent):
    client = signed_in(administrator)
    return client.post(ADD, {"email": "nia@example.org"} | sent, follow=True).text


def choose_password(client, url):
    form = client.get(url, follow=True)
    assert "Welcome to" in form.text
    field = lxml.html.fromstring(form.text).xpath("//*[@autofocus]/@name")
    assert field == ["password1"]
    sent = {"password1": NEW, "password2": NEW}
    return client.post(form.redirect_chain[-1][0], sent)


def test_invited_author_chooses_a_password_and_is_on_the_desk(administrator):
    group = Group.objects.get(name=roles.AUTHOR)
    invite(administrator, groups=group.pk)
    assert not User.objects.get(username="nia").has_usable_password()
    (email,) = mail.outbox
    assert email.to == ["nia@example.org"]
    for part in ("Ada Bell", "username is nia", "roles: Author"):
        assert part in email.body
    assert email.subject.count("Pullquote") == 1
    client = Client(HTTP_HOST="localhost")
    assert choose_password(client, link(email)).url == "/admin/"
    assert client.get("/admin/blog/post/add/").status_code == 200
    assert len(mail.outbox) == 2  # Of the sign-in from a new device, not of a changed password.
    assert "password1" not in Client().get(link(email), follow=True).text  # It was used already.
    assert sign_in(Client(), "nia@example.org", NEW).status_code == 302


def test_invited_person_with_second_factor_must_enter_it(administrator):
    invite(administrator)
    nia = User.objects.get(username="nia")
    TOTP.activate(nia, "A" * 32)
    client = Client(HTTP_HOST="localhost")
    assert "/2fa/authenticate/" in choose_password(client, link(mail.outbox[0])).url
    assert not is_signed_in(client)


def assert_reset_signs_nobody_in(email):
    """Set a new password as somebody who has forgotten it, without a welcome."""
    client = Client(HTTP_HOST="localhost")
    client.post("/accounts/password/reset/", {"email": email})
    send_reset_emails()
    form = client.get(link(mail.outbox[0]), follow=True)
    assert "Welcome to" not in form.text
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert not is_signed_in(client)


def test_forgotten_password_signs_nobody_in(administrator):
    make.user("Author", username="leo", email="leo@example.org")
    assert_reset_signs_nobody_in("leo@example.org")


def test_account_without_password_that_was_used_is_not_invited(administrator):
    leo = make.user("Author", username="leo", email="leo@example.org", last_login=timezone.now())
    leo.set_unusable_password()
    leo.save()
    address = f"/admin/accounts/user/{leo.pk}/"
    page = signed_in(administrator).get(f"{address}change/").text
    assert "Not set" in page
    assert "invitation/" not in page
    assert signed_in(administrator).get(f"{address}invitation/").url.endswith("/change/")
    assert_reset_signs_nobody_in("leo@example.org")


@pytest.mark.parametrize(
    ("taken", "address", "username"),
    [
        ((), "Nia.Holt+blog@example.org", "nia.holt+blog"),
        (("NIA",), "nia@example.org", "nia2"),
        (("nia", "nia2", "niamh"), "nia@example.org", "nia3"),
        ((), "n!i#a@example.org", "nia"),
    ],
)
def test_username_is_made_of_the_address(administrator, taken, address, username):
    for name in taken:
        make.user("Author", username=name)
    invite(administrator, email=address)
    assert User.objects.get(email__iexact=address).username == username


def test_invitation_page_shows_the_link_only_without_mail_server(
    administrator, settings, tmp_path, caplog
):
    caplog.set_level("DEBUG")
    files = {"BACKEND": "mail.files.FileBackend", "OPTIONS": {"folder": tmp_path}}
    settings.MAILERS = settings.MAILERS | {"delivery": files}
    page = lxml.html.fromstring(invite(administrator))
    (url,) = page.xpath("//input[@readonly]/@value")
    assert "No mail server is set up: give" in page.text_content()
    client = Client(HTTP_HOST="localhost")
    assert choose_password(client, urlsplit(url).path).url.startswith("/")
    assert urlsplit(url).path.split("/")[-2] not in caplog.text
    address = f"/admin/accounts/user/{User.objects.get(username='nia').pk}/invitation/"
    assert signed_in(administrator).get(address).url.endswith("/change/")  # It was used.


def test_invitation_without_a_role_says_so(administrator):
    page = lxml.html.fromstring(invite(administrator))
    change = f"/admin/accounts/user/{User.objects.get(username='nia').pk}/change/"
    assert page.xpath(f"//main//p/a[.='Choose a role' and @href='{change}']")
    author = Group.objects.get(name=roles.AUTHOR)
    with_role = invite(administrator, email="leo@example.org", groups=author.pk)
    assert "Choose a role" not in with_role and "leo" in with_role
    leo = User.objects.get(username="leo")
    User.objects.filter(pk=leo.pk).update(is_staff=False)  # The role waits for its access.
    page = signed_in(administrator).get(f"/admin/accounts/user/{leo.pk}/invitation/")
    assert "Choose a role" not in page.text and "leo" in page.text


@pytest.mark.parametrize(
    ("has_mail", "help_text", "button"),
    [
        (True, "A link to choose a password is sent to it.", "Send invitation"),
        (False, "No mail server is set up: you get a link", "Invite a person"),
    ],
)
def test_form_of_an_invitation_says_how_the_link_is_sent(
    administrator, settings, has_mail, help_text, button
):
    if not has_mail:
        files = {"BACKEND": "mail.files.FileBackend", "OPTIONS": {"folder": "unused"}}
        settings.MAILERS = settings.MAILERS | {"delivery": files}
    page = read(signed_in(administrator), ADD)
    assert page.xpath("//input[@name='_save']/@value") == [button]
    assert text(page, "//*[@id='id_email_helptext']")[0].startswith(help_text)


def test_language_of_an_invited_person_is_named_until_they_sign_in(administrator):
    client = signed_in(administrator)
    blank = "//select[@name='language']/option[@value='']"
    browser = "The language of the person’s browser"
    assert text(read(client, ADD), blank) == [browser]
    invite(administrator)
    nia = User.objects.get(username="nia")
    form = f"/admin/accounts/user/{nia.pk}/change/"
    assert text(read(client, form), blank) == [browser]
    nia.set_password(NEW)
    nia.save()
    assert text(read(client, form), blank) == ["The language of the site"]


def test_form_of_a_person_names_their_posts_not_mine(administrator):
    page = read(signed_in(administrator), f"/admin/accounts/user/{make.user('Author').pk}/change/")
    labels = text(page, "//label[starts-with(@for, 'id_notify')]")
    assert "E-mails about comments on their posts" in labels
    assert not [label for label in labels if "my posts" in label]


def test_invitation_is_sent_again_and_its_link_is_not_shown(administrator, settings):
    settings.MAILERS = settings.MAILERS | {"delivery": server.mailers(1)["delivery"]}
    page = invite(administrator)
    assert "is on its way to nia@example.org" in page
    assert "/accounts/password/reset/key/" not in page
    address = f"/admin/accounts/user/{User.objects.get(username='nia').pk}/invitation/"
    answer = signed_in(administrator).get(address)
    assert "no-store" in answer["Cache-Control"]
    assert "sent again" in signed_in(administrator).post(address, follow=True).text
    assert [email.to for email in mail.outbox] == [["nia@example.org"]] * 2


@pytest.mark.parametrize("role", ["Author", "Editor", "Moderator", ""])
def test_invitation_is_closed_to_other_roles(administrator, role):
    invite(administrator)
    address = f"/admin/accounts/user/{User.objects.get(username='nia').pk}/invitation/"
    assert signed_in(make.user(role)).get(address).status_code in (302, 403)
    assert signed_in(make.user(role)).post(address).status_code in (302, 403)
    assert len(mail.outbox) == 1


def test_superuser_without_password_is_invited_by_superusers_only(administrator):
    root = make.user("superuser", username="root")
    root.set_unusable_password()
    root.save()
    address = f"/admin/accounts/user/{root.pk}/invitation/"
    assert signed_in(administrator).get(address).status_code == 404


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


def test_list_of_people_names_superusers_beside_the_roles():
    make.user("Author", username="ann")
    ada = make.user("superuser", username="ada")
    make.user(username="zoe")
    page = read(signed_in(ada), "/admin/accounts/user/")
    assert text(page, "//td[@class='field-roles']") == ["Superuser", "Author", "–"]


def test_form_of_a_person_shows_no_parts_of_the_password_hash(administrator):
    person = make.user("Author")
    html = signed_in(administrator).get(f"/admin/accounts/user/{person.pk}/change/").text
    assert person.password.split("$")[0] not in html
    assert f'href="/admin/accounts/user/{person.pk}/password/"' in html


def test_page_of_a_person_offers_no_new_password_to_those_who_only_look(administrator):
    viewer = make.user("Author")
    viewer.user_permissions.add(Permission.objects.get(codename="view_user"))
    form = f"/admin/accounts/user/{make.user('Author').pk}/change/"
    assert "/password/" in signed_in(administrator).get(form).text
    page = signed_in(viewer).get(form).text
    assert "/password/" not in page and "Set" in page
