"""The site's settings: what an administrator changes, every page shows at once."""

import pytest
from django.utils.translation import get_language

from blog.models import SiteSettings, site_settings
from blog.models.site_settings import DEFAULT_TAGLINE
from tests.support import factories as make
from tests.support.desk import fields, send, signed_in
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
FORM = "/admin/blog/sitesettings/1/change/"


@pytest.fixture
def administrator():
    client = signed_in(make.user("superuser"))
    assert client.get("/admin/blog/sitesettings/").url == FORM
    return client


def test_new_site_has_default_settings(client):
    assert not SiteSettings.objects.exists()
    assert text(read(client, "/"), "//h1[@class='site-name']") == ["Pullquote"]


@pytest.fixture
def translated(monkeypatch):
    """Translate the default tagline by naming the language."""

    def translate(text: str) -> str:
        return f"{get_language()}: {text}"

    monkeypatch.setattr(site_settings, "gettext", translate)


def test_default_tagline_is_in_the_language_of_the_site(translated, administrator, client):
    tagline = "//header/p[@class='tagline']"
    send(administrator, FORM, language="de")
    assert text(read(client, "/"), tagline) == [f"de: {DEFAULT_TAGLINE}"]
    assert fields(administrator, FORM)["tagline"] == f"de: {DEFAULT_TAGLINE}"
    send(administrator, FORM, language="fr")  # The tagline is sent with the form as it is shown.
    assert text(read(client, "/"), tagline) == [f"fr: {DEFAULT_TAGLINE}"]
    send(administrator, FORM, tagline="Nouvelles")
    assert text(read(client, "/"), tagline) == ["Nouvelles"]


@pytest.mark.slow
def test_saved_settings_apply_to_the_next_request(administrator, client):
    saved = send(administrator, FORM, name="The Gazette", tagline="News", language="ar")
    assert (saved.status_code, saved.url) == (302, FORM)
    page = read(client, "/")
    assert text(page, "//h1[@class='site-name']") == ["The Gazette"]
    assert text(page, "//header/p[@class='tagline']") == ["News"]
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert "The Gazette" in administrator.get("/admin/").content.decode()


def test_new_post_has_the_sites_language(administrator):
    make.site(language="fr")
    assert fields(administrator, "/admin/blog/post/add/")["language"] == "fr"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("language", "xx"),
        ("time_zone", "Mars/Olympus"),
        ("posts_per_page", "0"),
        ("posts_per_page", "51"),
        ("posts_per_page", "many"),
        ("licence_url", "https://example.org/mine"),
        ("follow", "Mastodon"),
        ("follow", "Mastodon javascript:alert(1)"),
        ("follow", "https://example.org\n" * 13),
    ],
)
def test_invalid_value_is_a_field_error(field, value, administrator):
    response = send(administrator, FORM, **{field: value})
    assert list(response.context["adminform"].form.errors) == [field]
    assert str(getattr(SiteSettings.load(), field)) == str(getattr(SiteSettings(), field))


@pytest.mark.slow
@pytest.mark.parametrize("role", ["Author", "Editor"])
def test_settings_are_editable_by_administrators_only(role):
    client = signed_in(make.user(role))
    assert client.get("/admin/blog/sitesettings/").status_code == 403
    assert client.get(FORM).status_code in (302, 403)
    assert not SiteSettings.objects.exists()


def test_follow_links_without_name_show_the_host():
    typed = (
        "Mastodon https://social.example/@ana\n\n  https://www.example.org/feed  \n"
        "On the radio: http://radio.example/a?b=c\nnothing here\n"
        "A tab\thttps://tab.example/\nHTTPS://LOUD.example/"
    )
    assert SiteSettings(follow=typed).follow_links == [
        ("Mastodon", "https://social.example/@ana"),
        ("example.org", "https://www.example.org/feed"),
        ("On the radio", "http://radio.example/a?b=c"),
        ("A tab", "https://tab.example/"),
        ("loud.example", "HTTPS://LOUD.example/"),
    ]


def test_home_with_summary_setting_shows_summaries(client):
    make.post("<p>The whole.</p><hr data-jump><p>The rest.</p>", summary="In short.")
    make.site(home_layout="summaries")
    page = read(client, "/")
    assert text(page, f"//article/p[{has_class('summary')}]") == ["In short."]
    assert not page.xpath(f"//*[{has_class('post-body')} or @class='continue']")


def test_pages_show_follow_links_and_licence(client):
    make.site(follow="Mastodon https://social.example/@us", licence_url=SiteSettings.Licence.BY)
    ada = make.user("Author", byline="Ada", follow="https://ada.example/")
    make.post(authors=(ada,))
    footer = "//footer[@class='colophon']"
    page = read(client, "/authors/ada/")
    assert page.xpath(f"{footer}//a[@rel='license']/@href") == [SiteSettings.Licence.BY]
    assert text(page, f"{footer}//a[@rel='me noopener']") == ["Mastodon"]
    assert page.xpath("//main//a[@rel='me noopener']/@href") == ["https://ada.example/"]


def test_health_check_does_not_load_settings(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200
