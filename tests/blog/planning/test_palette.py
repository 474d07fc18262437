"""The command palette finds what the person may see, and nothing else."""

import lxml.html
import pytest

from blog.models import Label, Source
from blog.planning.palette import MAX_RESULTS
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db


def search(user, query: str) -> dict[str, list[str]]:
    response = signed_in(user).get("/admin/search/", {"q": query, "fragment": 1})
    assert response.status_code == 200
    tree = lxml.html.fromstring(f"<div>{response.text}</div>")
    return {
        group.find("h2").text_content(): [
            span.text_content() for span in group.xpath(".//li/a/span")
        ]
        for group in tree.xpath("//section")
    }


@pytest.fixture
def ana():
    return make.user("Author", byline="Ana Ruiz")


@pytest.mark.parametrize(
    ("query", "group", "name"),
    [
        ("signed", "Posts", "Signed at Saint-Aubert"),
        ("AUBERT signed", "Posts", "Signed at Saint-Aubert"),
        ("helene", "Sources", "Hélène Vasseur"),
        ("sovětský", "Labels", "Sovětský svaz"),
        ("sovetsky", "Labels", "Sovětský svaz"),
        ("ana", "People", "Ana Ruiz"),
        ("tide", "Media files", "Tide table.wav"),
        ("calend", "Go to", "Calendar"),
        ("new page", "Actions", "Add page"),
        ("create label", "Actions", "Add label"),
        ("quotat", "Go to", "Quotations"),
        ("settings", "Go to", "Settings"),
        ("time zone", "Settings", "Time zone"),
        ("tagline", "Settings", "Tagline"),
        ("logo dark", "Settings", "Logo on dark screens"),
        ("custom css", "Settings", "Custom CSS"),
        ("add post", "Actions", "Write a post"),
        ("look", "Go to", "Appearance"),
        ("invite", "Actions", "Invite a person"),
        ("site", "Actions", "View site"),
        ("import", "Actions", "Import a blog"),
        ("export", "Actions", "Export the blog"),
    ],
)
def test_superuser_finds_by_a_part_of_the_name(query, group, name, ana):
    make.draft("<p>Words.</p>", title="Signed at Saint-Aubert", authors=(ana,))
    Source.objects.create(name="Hélène Vasseur")
    Label.objects.create(name="Sovětský svaz")
    make.media_file(ana, name="Tide table.wav")
    assert name in search(make.user("superuser"), query)[group]


def test_actions_that_begin_with_the_query_come_before_pages(ana):
    groups = search(ana, "write")
    assert (list(groups)[0], groups["Actions"][0]) == ("Actions", "Write a post")
    assert list(search(ana, "posts"))[0] == "Go to"


def test_palette_finds_posts_by_title_and_not_by_words_of_their_text(ana):
    make.draft("<p>Secret words.</p>", title="Signed", authors=(ana,))
    assert "Posts" not in search(ana, "secret")


def test_author_finds_own_drafts_only(ana):
    other = make.user("Author", byline="Bo Berg")
    make.draft("<p>Words.</p>", title="Secret of Ana", authors=(ana,))
    make.draft("<p>Words.</p>", title="Secret of Bo", authors=(other,))
    assert search(ana, "secret") == {"Posts": ["Secret of Ana"]}
    assert search(make.user("Moderator"), "secret") == {}


def test_author_finds_neither_people_nor_settings(ana):
    assert search(ana, "tagline") == {}
    assert "People" not in search(ana, "ana")
    assert search(ana, "roles") == {}


def test_setting_leads_to_the_form_that_has_it():
    client = signed_in(make.user("superuser"))
    for name, field in (("time zone", "time_zone"), ("logo on dark", "logo_dark")):
        fragment = client.get("/admin/search/", {"q": name, "fragment": 1}).text
        (url,) = lxml.html.fromstring(fragment).xpath("//section//a/@href")
        page = client.get(url, follow=True)
        assert lxml.html.fromstring(page.text).get_element_by_id(f"id_{field}") is not None
        assert url.endswith(f"#id_{field}")


def test_code_of_the_site_is_a_setting_for_superusers_only():
    assert search(make.user("Administrator"), "custom css") == {}


def test_template_is_marked_among_posts(ana):
    make.draft(title="Minutes", authors=(ana,), is_template=True)
    make.draft(title="Minutes of May", authors=(ana,))
    page = signed_in(ana).get("/admin/search/", {"q": "minutes", "fragment": 1}).text
    links = lxml.html.fromstring(page).xpath("//li/a")
    results = {link.find("span").text: link.find("small").text for link in links}
    assert results == {"Minutes": "Template", "Minutes of May": "Draft"}


def test_results_that_begin_with_the_query_come_first_and_are_few(ana):
    titles = [f"A word on rivers {number}" for number in range(8)]
    for title in ["Rivers", *titles]:
        make.draft("<p>Words.</p>", title=title, authors=(ana,))
    found_titles = search(ana, "rivers")["Posts"]
    assert (len(found_titles), found_titles[0]) == (MAX_RESULTS, "Rivers")


@pytest.mark.parametrize(
    "query",
    ["%", "_", "\\", "'\"", "<script>alert(1)</script>", "x" * 5000, "مرحبا", "日本", "\x01"],
)
def test_hostile_query_finds_nothing_and_is_escaped(query, ana):
    response = signed_in(ana).get("/admin/search/", {"q": query, "fragment": 1})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert "Nothing is called" in response.text or "palette-group" in response.text


def test_empty_query_lists_pages_and_actions_without_searching(ana, django_assert_max_num_queries):
    client = signed_in(ana)
    with django_assert_max_num_queries(6):
        page = client.get("/admin/search/", {"fragment": 1}).text
    assert "Go to" in page
    assert "Calendar" in page


def test_page_works_without_script(ana):
    make.draft("<p>Words.</p>", title="Secret of Ana", authors=(ana,))
    tree = lxml.html.fromstring(signed_in(ana).get("/admin/search/", {"q": "secret"}).text)
    assert tree.xpath("//main//a/span[text()='Secret of Ana']")
    assert tree.xpath("//main//input[@name='q']/@value") == ["secret"]


def test_palette_is_closed_to_readers(client):
    assert client.get("/admin/search/", {"q": "x"}).status_code == 302
    assert signed_in(make.user()).get("/admin/search/", {"q": "x"}).status_code == 302


def test_palette_offers_a_search_in_the_texts_of_posts(ana):
    path = "//p[@class='palette-more']/a/@href"
    for query, expected in (("low & water", ["/admin/blog/post/?q=low%20%26%20water"]), ("", [])):
        client = signed_in(ana)
        page = client.get("/admin/search/", {"q": query, "fragment": 1}).text
        assert lxml.html.fromstring(page).xpath(path) == expected
    moderator = signed_in(make.user("Moderator"))
    assert "palette-more" not in moderator.get("/admin/search/", {"q": "x", "fragment": 1}).text


@pytest.mark.parametrize(("role", "label"), [("Author", "A post,"), ("Moderator", "A page of")])
def test_search_field_names_what_the_person_can_find(role, label):
    page = signed_in(make.user(role)).get("/admin/search/").text
    assert lxml.html.fromstring(page).xpath("string(//label[@for='id_q'])").startswith(label)
