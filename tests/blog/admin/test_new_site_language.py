"""A new site speaks the language of the browser to those who set it up."""

import lxml.html
import pytest
from django.test import Client

from blog.models import SiteSettings
from tests.support import factories as make
from tests.support.desk import send

pytestmark = pytest.mark.django_db


def get_language(path: str, accepted: str, user=None) -> str:
    client = Client(headers={"accept-language": accepted})
    if user:
        client.force_login(user)
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content).get("lang")


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/accounts/login/", "de-DE,de;q=0.9,en;q=0.8", "de"),
        ("/admin/", "fr", "fr"),
        ("/accounts/login/", "fi", "en"),  # There is no translation.
        ("/accounts/login/", "<script>,;q=x", "en"),
        ("/", "de", "en"),  # Caches keep it for everybody.
    ],
)
def test_language_of_a_new_site_is_that_of_the_browser(path, accepted, language):
    user = make.user("superuser") if path == "/admin/" else None
    assert get_language(path, accepted, user) == language


def test_first_look_at_the_settings_stores_the_language():
    user = make.user("superuser")
    assert get_language("/admin/blog/sitesettings/", "de", user) == "de"
    assert SiteSettings.objects.get().language == "de"
    assert get_language("/admin/", "fr", user) == "de"


def test_stored_language_counts_more_than_the_browser():
    SiteSettings.objects.create(pk=1)
    assert get_language("/accounts/login/", "de") == "en"


@pytest.mark.parametrize(
    ("path", "has_accounts", "is_hinted"),
    [
        ("/accounts/login/?next=/admin/", False, True),
        ("/accounts/login/?next=/admin/", True, False),
        ("/accounts/login/", False, False),
    ],
)
def test_sign_in_page_says_how_the_first_account_is_created(path, has_accounts, is_hinted):
    if has_accounts:
        make.user()
    assert ("manage.py createsuperuser" in Client().get(path).text) == is_hinted


def test_message_after_a_save_is_in_the_new_language(client):
    user = make.user("superuser")
    client.force_login(user)
    client.get("/admin/blog/sitesettings/")
    send(client, "/admin/blog/sitesettings/1/change/", language="de")
    page = client.get("/admin/blog/sitesettings/1/change/").text
    assert 'class="success"' in page
    assert "The new settings are in effect" not in page
