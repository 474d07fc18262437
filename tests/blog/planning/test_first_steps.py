"""The first steps of a new site, on the dashboard of those who change its settings."""

from urllib.parse import urlencode

import lxml.html
import pytest
from django.contrib.auth.models import Permission

from blog.models import Page, SiteSettings
from blog.planning.first_steps import MAX_POSTS, find_first_steps
from tests.support import factories as make
from tests.support.desk import fields, signed_in

pytestmark = pytest.mark.django_db
HIDE = "/admin/first-steps/hide/"
ZONE = "/admin/first-steps/time-zone/"
NAMES = {
    "Name the site",
    "Choose the look",
    "Enter your byline",
    "Write the first post",
    "Invite people",
}


@pytest.fixture
def owner():
    """The first account of a site, as `createsuperuser` creates it."""
    user = make.user("superuser", username="maria", byline="")
    type(user).objects.exclude(pk=user.pk).delete()
    return user


def read_card(user):
    tree = lxml.html.fromstring(signed_in(user).get("/admin/").text)
    return next(iter(tree.xpath("//section[@class='first-steps']")), None)


def list_steps(user) -> dict[str, bool]:
    """Return whether each step is done, by its label."""
    card = read_card(user)
    items = [] if card is None else card.xpath("./ol/li")
    return {item.find("a").text_content(): item.get("class") == "is-done" for item in items}


def test_new_site_lists_all_steps_as_open(owner):
    assert list_steps(owner) == dict.fromkeys(NAMES, False)
    assert not read_card(owner).xpath("//p[@class='front-links']")


@pytest.mark.parametrize(
    ("label", "change"),
    [
        ("Name the site", lambda user: make.site(name="Low Water")),
        ("Choose the look", lambda user: make.site(accent_light="#0b5345")),
        ("Choose the look", lambda user: make.site(typeface="literata")),
        ("Choose the look", lambda user: make.site(logo=make.photo(user))),
        ("Enter your byline", lambda user: user.__class__.objects.update(byline="Maria Vik")),
        ("Write the first post", lambda user: make.draft(authors=(user,))),
        ("Invite people", lambda user: make.user("Editor")),
    ],
)
def test_step_is_done_after_its_change(owner, label, change):
    change(owner)
    steps = list_steps(owner)
    assert [name for name, is_done in steps.items() if is_done] == [label]


@pytest.mark.parametrize(
    "change",
    [
        lambda user: make.site(tagline="Notes"),
        lambda user: make.draft(authors=(user,)).set_trashed(),
        lambda user: Page.objects.create(title="About", slug="about"),
        lambda user: make.draft(authors=(user,), is_template=True),
        lambda user: make.user(),  # A reader with an account.
        lambda user: make.user("Editor", is_active=False),
    ],
)
def test_other_change_leaves_all_steps_open(owner, change):
    change(owner)
    assert list_steps(owner) == dict.fromkeys(NAMES, False)


def test_card_disappears_when_all_is_done(owner):
    make.site(name="Low Water", accent_dark="#7fd1b9")
    type(owner).objects.update(byline="Maria Vik")
    make.draft(authors=(owner,))
    assert set(list_steps(owner)) == NAMES
    make.user("Author")
    assert read_card(owner) is None


def enter_byline(user, url):
    client = signed_in(user)
    form = lxml.html.fromstring(client.get(url).text).forms[-1]
    return client.post(url, dict(form.form_values()) | {"byline": "Maria Vik"})


def test_byline_of_first_steps_leads_back_to_the_desk(owner):
    (url,) = read_card(owner).xpath(".//a[contains(@href, 'profile')]/@href")
    response = enter_byline(owner, url.partition("#")[0])
    assert response.url == "/admin/"
    owner.refresh_from_db()
    assert owner.byline == "Maria Vik"


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "admin/"])
def test_byline_leads_to_no_other_site(owner, target):
    url = f"/accounts/profile/?{urlencode({'next': target})}"
    response = enter_byline(owner, url)
    assert response.url == "/accounts/profile/"


def test_site_with_posts_is_not_new(owner):
    for _number in range(MAX_POSTS - 1):
        make.draft()
    assert read_card(owner) is not None
    make.draft()
    assert read_card(owner) is None


@pytest.mark.parametrize("role", ["Author", "Editor", "Moderator"])
def test_role_without_settings_sees_no_steps_and_hides_none(role):
    user = make.user(role)
    assert read_card(user) is None
    assert signed_in(user).post(HIDE).status_code == 403
    assert not SiteSettings.load().hides_first_steps


def test_administrator_sees_all_steps():
    assert set(list_steps(make.user("Administrator", byline=""))) == NAMES


def test_steps_leave_out_what_the_person_may_not_do():
    user = make.user("Moderator", byline="")
    user.user_permissions.add(Permission.objects.get(codename="change_sitesettings"))
    assert set(list_steps(user)) == NAMES - {"Write the first post", "Invite people"}
    assert not read_card(user).xpath(".//a[.='Import it']")


@pytest.mark.parametrize("form", ["sitesettings", "appearance"])
@pytest.mark.parametrize("is_hidden", [False, True])
def test_saved_settings_lead_back_to_unfinished_steps(owner, form, is_hidden):
    make.site(hides_first_steps=is_hidden)
    client, address = signed_in(owner), f"/admin/blog/{form}/1/change/"
    page = client.post(address, fields(client, address), follow=True)
    message = lxml.html.fromstring(page.text).xpath("//ul[@class='messagelist']/li")[0]
    assert message.text_content().startswith("Saved.")
    links = [link.get("href") for link in message.iter("a")]
    assert links == ([] if is_hidden else ["/admin/"])


def test_hidden_steps_stay_hidden(owner):
    client = signed_in(owner)
    assert client.get(HIDE).status_code == 405
    page = client.post(HIDE, follow=True)
    assert "The first steps are hidden." in page.text
    assert read_card(owner) is None
    make.site(name="Low Water")
    assert SiteSettings.load().hides_first_steps


@pytest.mark.parametrize("role", ["superuser", "Administrator"])
def test_time_zone_of_the_browser_becomes_that_of_the_site(role):
    client = signed_in(make.user(role))
    page = client.post(ZONE, {"time_zone": "Asia/Kolkata"}, follow=True)
    assert "The time zone of the site is Asia/Kolkata." in page.text
    assert SiteSettings.load().time_zone == "Asia/Kolkata"
    assert "data-site-zone" not in page.text  # It was chosen.


@pytest.mark.parametrize("zone", ["", "Europe", "Mars/Olympus", "../etc/passwd", "x" * 500, "\0"])
def test_time_zone_that_does_not_exist_changes_nothing(owner, zone):
    page = signed_in(owner).post(ZONE, {"time_zone": zone}, follow=True)
    assert page.status_code == 200
    assert page.context["messages"]
    assert SiteSettings.load().time_zone == SiteSettings().time_zone


@pytest.mark.parametrize("role", ["Author", "Editor", "Moderator"])
def test_role_without_settings_sets_no_time_zone(role):
    assert signed_in(make.user(role)).post(ZONE, {"time_zone": "Asia/Tokyo"}).status_code == 403
    assert SiteSettings.load().time_zone == SiteSettings().time_zone


def test_time_zone_is_set_by_post_only(owner):
    assert signed_in(owner).get(ZONE).status_code == 405


@pytest.mark.parametrize(("posts", "queries"), [(0, 2), (MAX_POSTS, 1)])
def test_steps_cost_at_most_two_queries(owner, posts, queries, django_assert_num_queries):
    for _number in range(posts):
        make.draft()
    site = SiteSettings.load()
    owner.has_perm("blog.add_post")
    with django_assert_num_queries(queries):
        find_first_steps(site, owner)
    site.hides_first_steps = True
    with django_assert_num_queries(0):
        assert find_first_steps(site, owner) == []


def test_pages_of_the_steps_lead_back_to_them(owner):
    client, add = signed_in(owner), "/admin/accounts/user/add/"
    link = "Back to the first steps"
    profile = client.get("/accounts/profile/?next=/admin/").text
    assert link in profile and 'href="/admin/"' in profile
    for query in ("", "?next=//evil.example"):
        assert link not in client.get(f"/accounts/profile/{query}").text
    assert link in client.post(add, {"email": "nia@example.org"}, follow=True).text
    client.post(HIDE)
    page = client.post(add, {"email": "leo@example.org"}, follow=True).text
    assert "Invite another person" in page and link not in page
