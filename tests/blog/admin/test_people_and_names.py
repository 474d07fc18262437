"""Names of the desk's objects, and the forms of people, roles and redirects."""

import lxml.html
import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.redirects.models import Redirect

from blog import editing
from tests.support import factories as make
from tests.support.desk import send, signed_in

FILES = {"BACKEND": "mail.files.FileBackend", "OPTIONS": {"folder": "unused"}}
REDIRECTS = "/admin/redirects/redirect/"


@pytest.fixture
def desk(db):
    return signed_in(make.user("superuser"))


@pytest.mark.parametrize(
    ("path", "title", "parent"),
    [
        ("accounts/user/add/", "Invite a person", "People"),
        ("auth/group/add/", "Add role", "Roles"),
        ("blog/rule/add/", "Add rule", "Rules"),
        ("blog/sitesettings/1/change/", "Settings", "Desk"),
        ("blog/appearance/1/history/", "Change history: Appearance", "Appearance"),
        ("accounts/user/{user}/history/", "", "People"),
        ("accounts/user/{user}/password/", "", "People"),
    ],
)
def test_page_has_the_name_of_its_menu_entry(desk, path, title, parent):
    user = make.user("Author")
    desk.get("/admin/blog/sitesettings/")  # Stores the settings.
    root = lxml.html.fromstring(desk.get(f"/admin/{path.format(user=user.pk)}", follow=True).text)
    crumbs = [crumb.text_content() for crumb in root.xpath("//ol[@class='breadcrumbs']/li/a")]
    assert parent in crumbs and "Users" not in crumbs
    assert title in root.findtext(".//h1")


def test_index_of_one_app_leads_to_the_desk(desk):
    for app in ("accounts", "auth", "blog"):
        assert desk.get(f"/admin/{app}/")["Location"] == "/admin/"


def test_list_of_people_names_their_roles(desk):
    person = make.user("Author", byline="Ana Ruiz")
    person.groups.add(Group.objects.get(name="Moderator"))
    root = lxml.html.fromstring(desk.get("/admin/accounts/user/?q=ruiz").text)
    assert root.xpath("//td[@class='field-roles']/text()") == ["Author, Moderator"]
    filters = [
        name.strip()
        for name in root.xpath("//*[@id='changelist-filter']//details//details/summary/text()")
    ]
    assert filters == ["May open the desk", "Superuser", "Active", "Roles"]


def test_password_page_of_another_person_says_no_you(desk):
    html = desk.get(f"/admin/accounts/user/{make.user('Author').pk}/password/").text
    assert "At least 8 characters." in html and "Your password" not in html
    assert "Password confirmation:" not in html


def test_person_form_shows_no_hash_and_keeps_permissions(desk):
    person = make.user("Author")
    permission = Permission.objects.get(codename="change_sitesettings")
    person.user_permissions.add(permission)
    address = f"/admin/accounts/user/{person.pk}/change/"
    html = desk.get(address).text
    assert "Set ·" in html and "Reset password" in html
    assert "algorithm" not in html and person.password not in html
    joined = person.date_joined
    changes = {"first_name": "Ana", "date_joined_0": "2001-01-01", "date_joined_1": "00:00"}
    assert send(desk, address, **changes).status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.date_joined) == ("Ana", joined)
    assert [*person.user_permissions.all()] == [permission] and person.has_usable_password()


def test_person_without_a_password_has_none_set(desk):
    person = make.user()
    person.set_unusable_password()
    person.save()
    assert "Not set ·" in desk.get(f"/admin/accounts/user/{person.pk}/change/").text


def test_role_form_keeps_all_permissions_but_the_one_that_is_cleared(desk):
    role = Group.objects.get(name="Administrator")
    before = {*role.permissions.values_list("pk", flat=True)}
    cleared = Permission.objects.get(codename="delete_label").pk
    address = f"/admin/auth/group/{role.pk}/change/"
    assert send(desk, address, permissions=sorted(before - {cleared})).status_code == 302
    assert {*role.permissions.values_list("pk", flat=True)} == before - {cleared}


def test_role_form_names_permissions_by_what_they_allow(desk):
    page = lxml.html.fromstring(desk.get("/admin/auth/group/add/").content)
    names = [text.strip() for text in page.xpath("//*[@id='id_permissions']//label/text()")]
    assert "Publish and unpublish own posts" in names
    assert not [name for name in names if name.startswith("Can ")]


def test_redirect_that_leads_nowhere_is_refused(desk):
    page = desk.post(f"{REDIRECTS}add/", {"old_path": "/b/", "new_path": ""})
    assert "This field is required." in page.text and not Redirect.objects.exists()


def test_redirect_belongs_to_the_only_site_and_has_one_target(desk):
    sent = {"old_path": "/?p=11", "new_path": "/2021/ice/"}
    for _each in range(2):
        desk.post(f"{REDIRECTS}add/", sent)
    redirect = Redirect.objects.get()
    assert redirect.site_id == settings.SITE_ID
    other = Redirect.objects.create(site_id=settings.SITE_ID, old_path="/b/", new_path="/c/")
    address = f"{REDIRECTS}{other.pk}/change/"
    refused = desk.post(address, sent)
    assert "Another redirect already has this address." in refused.text
    assert desk.post(address, sent | {"old_path": "/b/"}).status_code == 302
    html = desk.get(f"{REDIRECTS}{redirect.pk}/change/").text
    assert "/?p=11 → /2021/ice/" in html and "such as /2019/old-post/." in html


def test_redirect_is_shown_to_people_who_may_only_look(db):
    person = make.user("Moderator")
    person.user_permissions.add(Permission.objects.get(codename="view_redirect"))
    redirect = Redirect.objects.create(
        site_id=settings.SITE_ID, old_path="/?p=11", new_path="/2021/ice/"
    )
    page = signed_in(person).get(f"{REDIRECTS}{redirect.pk}/change/")
    assert "/2021/ice/" in page.text


def test_cells_of_lists_name_their_columns_for_phones(desk):
    Redirect.objects.create(site_id=settings.SITE_ID, old_path="/b/", new_path="/<c>/")
    root = lxml.html.fromstring(desk.get(REDIRECTS).text)
    (row,) = root.xpath("//table[@id='result_list']/tbody/tr")
    assert [cell.get("data-label") for cell in row] == [None, "Redirect from", "Redirect to"]
    assert [cell.text_content() for cell in row][1:] == ["/b/", "/<c>/"]


def test_empty_list_has_one_button_and_no_search(desk):
    root = lxml.html.fromstring(desk.get(REDIRECTS).text)
    assert len(root.xpath(f"//*[@id='content']//a[contains(@href, '{REDIRECTS}add/')]")) == 1
    assert not root.xpath("//*[@id='searchbar' or @class='paginator']")
    root = lxml.html.fromstring(desk.get(REDIRECTS, {"q": "x"}).text)
    assert root.xpath("//*[@id='searchbar']")


def test_each_list_with_a_search_says_what_it_searches(desk):
    silent = [
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if model_admin.search_fields and not model_admin.search_help_text
    ]
    assert silent == []


def test_rule_offers_choices_as_sentences_begin(desk):
    page = lxml.html.fromstring(desk.get("/admin/blog/rule/add/").text)
    assert page.xpath("//option/text()") == [
        *("Word or words", "Domain", "Pattern", "More links than"),
        *("Hold for moderation", "Mark as spam"),
    ]


def test_both_thresholds_of_the_spam_score_say_what_they_do(desk):
    page = desk.get("/admin/blog/sitesettings/", follow=True).text
    assert page.count("Comments with this score or more are") == 2


@pytest.mark.parametrize("has_mail", [True, False])
def test_help_speaks_of_emails_only_if_they_are_sent(desk, settings, has_mail):
    if not has_mail:
        settings.MAILERS = settings.MAILERS | {"delivery": FILES}
    page = desk.get("/admin/blog/sitesettings/", follow=True).text
    assert ("No mail server is set up yet" in page) != has_mail
    post = make.draft(authors=(make.user("Author"),))
    editing.hand_in(post, by=post.authors.get())
    page = desk.get(f"/admin/blog/post/{post.pk}/change/").text
    assert ("The authors get this by e-mail." in page) == has_mail
    assert ("The authors see this beside the post." in page) != has_mail
