"""Users: bylines, slugs, usernames and roles."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.utils.translation import override

from accounts import roles
from accounts.adapters import AccountAdapter
from accounts.admin_forms import PERMISSION_CHECKBOXES, PermissionField
from accounts.models import User
from tests.accounts import second
from tests.support import factories as make
from tests.support.desk import errors, fields, signed_in

pytestmark = pytest.mark.django_db

SLUGS = {
    "Ada Bell": "ada-bell",
    "Zoë Ångström": "zoë-ångström",
    "Иван Петров": "иван-петров",
    "ليلى حداد": "ليلى-حداد",
    "李雷": "李雷",
    "A. B. O’Neil-Smith": "a-b-oneil-smith",
    "!?": "author",
    "x" * 150: "x" * 144,
}


@pytest.mark.parametrize("byline", SLUGS)
def test_user_slug_is_generated_from_byline(byline):
    assert make.user(byline=byline).slug == SLUGS[byline]


def test_user_without_byline_is_shown_by_full_name():
    people = [
        make.user(username="ab", byline="", first_name="Ada", last_name="Bell"),
        make.user(username="cd", byline=""),
    ]
    assert [(str(person), person.slug) for person in people] == [
        ("Ada Bell", "ada-bell"),
        ("cd", "cd"),
    ]


def test_users_with_same_byline_get_different_slugs():
    slugs = [make.user(byline=name).slug for name in ("Ada Bell", "ada bell", "Ada  Bell!")]
    assert slugs == ["ada-bell", "ada-bell-2", "ada-bell-3"]


def test_user_slug_is_unchanged_when_byline_changes():
    person = make.user(byline="Ada Bell")
    person.byline = "Ada Reed"
    person.save()
    assert person.slug == "ada-bell"


@pytest.mark.parametrize("name", ["ana", "ANA", "Ana"])
def test_user_name_is_unique_regardless_of_case(name):
    make.user(username="ana")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.user(username=name)
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["Ána", "ÁNA"])
def test_non_ascii_user_name_is_unique_regardless_of_case(name):
    make.user(username="ána")
    make.user(username="ana")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.user(username=name)


def test_new_author_from_add_form_can_open_desk():
    administrator = signed_in(make.user("Administrator"))
    group = Group.objects.get(name=roles.AUTHOR)
    sent = {"username": "nia", "byline": "Nia Moor", "email": "nia@example.org", "groups": group.pk}
    password = {"password1": make.PASSWORD, "password2": make.PASSWORD}
    response = administrator.post("/admin/accounts/user/add/", sent | password)
    assert response.status_code == 302
    nia = User.objects.get(username="nia")
    assert (nia.byline, nia.is_staff, list(nia.groups.all())) == ("Nia Moor", True, [group])
    assert EmailAddress.objects.get(user=nia).verified
    assert signed_in(nia).get("/admin/blog/post/add/").status_code == 200

    administrator.post("/admin/accounts/user/add/", {"username": "leo"} | password)
    assert not User.objects.get(username="leo").is_staff


def test_user_with_role_but_not_staff_cannot_open_desk():
    administrator, ana = signed_in(make.user("Administrator")), make.user("Author")
    address = f"/admin/accounts/user/{ana.pk}/change/"
    data = {name: value for name, value in fields(administrator, address).items() if value}
    data |= {"groups": ana.groups.get().pk}
    assert administrator.post(address, data | {"is_staff": ""}).status_code == 302
    ana.refresh_from_db()
    assert (ana.is_staff, ana.groups.count()) == (False, 1)


@pytest.mark.parametrize("name", ["ana", "ANA"])
def test_duplicate_user_name_is_a_field_error(name):
    make.user(username="Ana")
    client = signed_in(make.user("superuser"))
    password = {"password1": make.PASSWORD, "password2": make.PASSWORD}
    sent = {"username": name} | password
    assert list(errors(client.post("/admin/accounts/user/add/", sent))) == ["username"]
    other = make.user(username="bo")
    response = client.post(f"/admin/accounts/user/{other.pk}/change/", {"username": name})
    assert response.status_code == 200
    other.refresh_from_db()
    assert (other.username, User.objects.filter(username__iexact="ana").count()) == ("bo", 1)


@pytest.mark.parametrize("name", ["ana", "ANA"])
def test_sign_in_ignores_case_of_username(name):
    person = make.user("Author", username="Ana")
    client = Client()
    response = client.post("/accounts/login/", {"login": name, "password": make.PASSWORD})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_wrong_password_does_not_sign_in():
    make.user("Author", username="Ana")
    response = Client().post("/accounts/login/", {"login": "Ana", "password": "wrong"})
    assert response.status_code == 200
    assert not response.wsgi_request.user.is_authenticated


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "example.org"])
def test_user_url_must_be_http(url):
    person = make.user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(url=url)


OWN = {"add_post", "change_post", "delete_post", "view_post", "view_label", "view_series"}
SHARED = {f"{verb}_{what}" for verb in ("add", "change", "view") for what in ("source", "photo")}
DOSSIERS = {f"{verb}_dossier" for verb in ("add", "change", "delete", "view")}
AUTHOR = {f"blog.{name}" for name in OWN | SHARED | DOSSIERS | {"moderate_own_comments"}}
EDITOR = AUTHOR | {
    f"blog.{name}"
    for name in (
        *("edit_all", "publish_post", "delete_source", "delete_photo"),
        *("add_label", "change_label", "delete_label"),
        *("add_series", "change_series", "delete_series"),
        *("add_page", "change_page", "delete_page", "view_page"),
    )
}


MODERATOR = {"blog.moderate_comments"}
ADMINISTRATOR = (
    EDITOR
    | MODERATOR
    | {f"accounts.{verb}_user" for verb in ("add", "change", "delete", "view")}
    | {f"redirects.{verb}_redirect" for verb in ("add", "change", "delete", "view")}
    | {f"blog.{verb}_sitesettings" for verb in ("change", "view")}
    | {f"mail.{verb}_queuedemail" for verb in ("change", "view")}
    | {f"transfer.{verb}_import" for verb in ("add", "change", "view")}
    | {"transfer.export_blog"}
)
ROLES = {
    "Author": AUTHOR,
    "Publishing author": AUTHOR | {"blog.publish_own_post"},
    "Editor": EDITOR,
    "Moderator": MODERATOR,
    "Administrator": ADMINISTRATOR,
}


@pytest.mark.parametrize(("role", "permissions"), ROLES.items())
def test_role_group_has_exactly_its_permissions(role, permissions):
    assert make.user(role).get_all_permissions() == permissions


def test_role_form_offers_permissions_of_the_desk_only():
    field = PermissionField(queryset=PERMISSION_CHECKBOXES["queryset"])
    rows = field.queryset.values_list("content_type__app_label", "codename")
    offered = {".".join(row) for row in rows}
    assert offered >= set().union(*ROLES.values())
    assert not offered & {"sessions.view_session", "blog.add_prose", "account.add_emailaddress"}


class PermissionRecorder:
    """A user without permissions, who records those that were asked for."""

    is_active = is_staff = is_authenticated = True
    is_superuser = False
    pk = id = 0

    def __init__(self) -> None:
        self.names: set[str] = set()

    def has_perm(self, name: str, obj: object = None) -> bool:
        self.names.add(name)
        return False

    def has_module_perms(self, app: str) -> bool:
        return False


def find_checked_permissions(names: set[str]) -> set[str]:
    """Filter the permissions that a page of the desk asks for, or that code or a template names."""
    request = RequestFactory().get("/")
    request.user = user = PermissionRecorder()
    for page in admin.site._registry.values():
        for action in ("add", "change", "delete", "view"):
            getattr(page, f"has_{action}_permission")(request)
    root = Path(settings.BASE_DIR)
    folders = ("accounts", "blog", "mail", "templates", "transfer")
    files = [
        file
        for folder in folders
        for suffix in ("py", "html")
        for file in (root / folder).rglob(f"*.{suffix}")
        if "migrations" not in file.parts and file.name not in ("roles.py", "admin_forms.py")
    ]
    source = "\n".join(file.read_text() for file in files)
    return {name for name in names if name in user.names or re.search(rf"\b{name}\b", source)}


def test_role_form_offers_permissions_that_something_checks():
    permissions = Permission.objects.select_related("content_type")
    field = PermissionField(queryset=permissions)
    offered = {f"{each.content_type.app_label}.{each.codename}" for each in field.queryset}
    models = {model._meta.label_lower for model in admin.site._registry}
    of_desk = {
        f"{each.content_type.app_label}.{each.codename}"
        for each in permissions
        if f"{each.content_type.app_label}.{each.content_type.model}" in models
    }
    assert offered == find_checked_permissions(of_desk)


def test_role_form_names_what_permissions_are_for():
    field = PermissionField(queryset=PERMISSION_CHECKBOXES["queryset"])
    groups = [name for name, _choices in field.choices]
    assert {"Settings and appearance", "Photos and media files", "Comments"} <= set(groups)
    assert "Pull-quotes" not in groups


@pytest.mark.parametrize("name", ["group", "user"])
def test_permissions_that_a_form_does_not_offer_are_kept(name):
    hidden = Permission.objects.get(codename="view_session")
    client = signed_in(make.user("superuser"))
    if name == "group":
        role = Group.objects.create(name="Clerk")
        rows, address = role.permissions, f"/admin/auth/group/{role.pk}/change/"
    else:
        person = make.user()
        rows, address = person.user_permissions, f"/admin/accounts/user/{person.pk}/change/"
    rows.add(hidden, Permission.objects.get(codename="add_post"))
    sent = fields(client, address)
    assert client.post(address, sent).status_code == 302
    assert set(rows.values_list("codename", flat=True)) == {"view_session", "add_post"}
    assert LogEntry.objects.get().change_message == "[]"
    field = "permissions" if name == "group" else "user_permissions"
    assert client.post(address, sent | {field: []}).status_code == 302
    assert rows.get() == hidden


def test_people_without_a_role_have_a_filter_of_their_own():
    page = signed_in(make.user("superuser")).get("/admin/accounts/user/")
    assert "No role" in page.content.decode()


def test_reader_has_no_permissions():
    assert make.user().get_all_permissions() == set()


def test_reapplying_roles_removes_extra_permissions():
    make.user("Author")
    group = Group.objects.get(name="Author")
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    group.permissions.remove(Permission.objects.get(codename="add_post"))
    roles.apply(Group, Permission)
    assert make.user("Author").get_all_permissions() == AUTHOR
    assert Group.objects.count() == len(ROLES)


def test_missing_permission_raises_error():
    Permission.objects.get(codename="publish_post").delete()
    with pytest.raises(ObjectDoesNotExist):
        roles.apply(Group, Permission)


@pytest.mark.slow
def test_administrator_cannot_edit_or_create_superusers():
    administrator, boss = make.user("Administrator"), make.user("superuser")
    client, reader = signed_in(administrator), make.user(email="ana@example.org")
    for address in (
        f"/admin/accounts/user/{boss.pk}/change/",
        f"/admin/accounts/user/{boss.pk}/delete/",
        f"/admin/accounts/user/{boss.pk}/password/",
    ):
        assert client.get(address).status_code in {302, 403, 404}, address
    one = [str(boss.pk)]
    action = {"action": "delete_selected", "_selected_action": one, "post": "yes"}
    client.post("/admin/accounts/user/", action)
    assert User.objects.filter(pk=boss.pk).exists()
    for person in (reader, administrator):
        address = f"/admin/accounts/user/{person.pk}/change/"
        sent = fields(client, address) | {"is_superuser": "on", "user_permissions": "1"}
        assert client.post(address, sent).status_code == 302
        person.refresh_from_db()
        assert (person.is_superuser, person.user_permissions.count()) == (False, 0)


def test_deletion_of_all_superusers_says_that_one_stays():
    superusers = [make.user("superuser"), make.user("superuser")]
    action = {
        "action": "delete_selected",
        "_selected_action": [person.pk for person in superusers],
        "post": "yes",
    }
    page = signed_in(superusers[1]).post("/admin/accounts/user/", action, follow=True)
    last = User.objects.get()
    levels = {str(message): message.level_tag for message in page.context["messages"]}
    assert "warning" in levels.values(), levels
    assert last in superusers


def test_email_changed_by_administrator_is_confirmed():
    person = make.user(email="old@example.org")
    client = signed_in(make.user("superuser"))
    address = f"/admin/accounts/user/{person.pk}/change/"
    assert client.post(address, fields(client, address) | {"email": "new@example.org"})
    addresses = EmailAddress.objects.values_list("user", "email", "verified", "primary")
    assert list(addresses) == [(person.pk, "new@example.org", True, True)]


def test_second_factor_stays_if_its_owner_cannot_be_notified(monkeypatch):
    def fail(*arguments):
        raise RuntimeError("The queue is away.")

    person = second.add_totp(make.user("Author", email="ana@example.org"))
    client = signed_in(make.user("superuser"))
    sent = {"action": "remove_second_factors", "_selected_action": [str(person.pk)]}
    monkeypatch.setattr(AccountAdapter, "send_mail", fail)
    with pytest.raises(RuntimeError):
        client.post("/admin/accounts/user/", sent)
    assert Authenticator.objects.filter(user=person).exists()


def test_administrator_removes_second_factor_and_user_is_notified():
    person = second.add_totp(make.user("Author", email="ana@example.org"))
    client = signed_in(make.user("superuser"))
    sent = {"action": "remove_second_factors", "_selected_action": [str(person.pk)]}
    assert client.post("/admin/accounts/user/", sent).status_code == 302
    assert Authenticator.objects.count() == 0
    (email,) = mail.outbox
    assert email.to == ["ana@example.org"]
    assert "127.0.0.1" not in email.body  # the administrator's own
    with override("de"):
        assert "Anmeldung in zwei Schritten" in LogEntry.objects.get().get_change_message()
