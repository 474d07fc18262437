"""The navigation of the desk shows what each role may open, and what waits there."""

import lxml.html
import pytest

from blog import editing
from blog.comments.models import Comment
from blog.models import Label
from blog.planning.navigation import build_navigation
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
WRITE = {"Posts", "Unsaved changes", "Corrections"}
LIBRARY = {
    *("Photos", "Media files", "Sources", "Quotations", "Labels", "Series", "Dossiers", "Evidence"),
}
PLAN = {"Board", "Calendar"}
DISCUSS = {"Comments", "Rules", "Bans"}


def load(role: str, path: str = "/admin/"):
    user = make.user(role, byline="Bo Berg")
    return lxml.html.fromstring(signed_in(user).get(path).text)


def read_sections(tree) -> dict[str, list[str]]:
    return {
        details.find("summary").text_content(): [
            span.text_content() for span in details.xpath(".//li/a/span")
        ]
        for details in tree.xpath("//nav[@id='desk-navigation']/details")
    }


def read_current(tree) -> list[str]:
    entries = tree.xpath("//nav[@id='desk-navigation']//li/a[@aria-current='page']/span")
    return [span.text_content() for span in entries]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Author", {"Write": WRITE, "Plan": PLAN, "Discuss": {"Comments"}, "Library": LIBRARY}),
        (
            "Editor",
            {
                "Write": WRITE | {"Pages"},
                "Plan": PLAN,
                "Discuss": {"Comments"},
                "Library": LIBRARY,
            },
        ),
        ("Moderator", {"Discuss": DISCUSS}),
    ],
)
def test_navigation_of_a_role_lists_what_it_may_open(role, expected):
    sections = read_sections(load(role))
    assert {label: set(names) for label, names in sections.items()} == expected


def test_navigation_of_a_superuser_lists_each_page_once():
    names = [name for names in read_sections(load("superuser")).values() for name in names]
    assert len(names) == len(set(names))
    assert {"Settings", "People", "Roles", "Redirects", "E-mails"} <= set(names)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/admin/", []),
        ("/admin/blog/post/", ["Posts"]),
        ("/admin/blog/post/add/", ["Posts"]),
        ("/admin/blog/post/board/", ["Board"]),
        ("/admin/blog/post/calendar/", ["Calendar"]),
        ("/admin/blog/post/unsaved/", ["Unsaved changes"]),
        ("/admin/blog/source/?q=x", ["Sources"]),
        ("/admin/blog/pullquote/", ["Quotations"]),
        ("/admin/search/", []),
    ],
)
def test_navigation_marks_only_the_most_specific_page(path, current):
    assert read_current(load("superuser", path)) == current


def test_navigation_counts_what_waits_for_an_editor():
    author = make.user("Author", byline="Ana")
    editing.hand_in(make.draft("<p>One.</p>", authors=(author,)), by=author)
    make.draft("<p>Two.</p>", authors=(author,))
    tree = load("Editor")
    (count,) = tree.xpath("//nav[@id='desk-navigation']//b[@data-count='blog.post']")
    assert (count.text_content(), count.get("hidden")) == ("1", None)
    (count,) = tree.xpath("//nav[@id='desk-navigation']//b[@data-count='blog.source']")
    assert (count.text_content(), count.get("hidden")) == ("0", "")


@pytest.mark.parametrize("role", ["Author", "Publishing author", "Editor"])
def test_navigation_counts_comments_that_wait_on_own_posts(role):
    person = make.user(role)
    own = make.post(authors=(person,))
    waiting = Comment.State.WAITING
    for post, state in ((own, waiting), (own, Comment.State.APPROVED), (make.post(), waiting)):
        make.comment(post, state=state)
    tree = lxml.html.fromstring(signed_in(person).get("/admin/blog/photo/").text)
    counts = tree.xpath("//b[@data-count='blog.comment']")
    assert [(b.text_content(), b.get("hidden")) for b in counts] == [("1", None)] * 2


def test_navigation_of_an_author_hides_the_numbers_of_editors():
    author = make.user("Author", byline="Ana")
    editing.hand_in(make.draft("<p>One.</p>", authors=(author,)), by=author)
    (count,) = load("Author").xpath("//nav[@id='desk-navigation']//b[@data-count='blog.post']")
    assert count.get("hidden") == ""


def test_popup_has_no_navigation():
    assert not load("superuser", "/admin/blog/source/add/?_popup=1").xpath("//nav[@popover]")


def test_unknown_model_is_listed_under_site():
    model = {"model": Label, "object_name": "Plugin", "name": "Plugins", "admin_url": "/admin/x/"}
    apps = [{"app_label": "other", "models": [model]}]
    (section,) = build_navigation("/admin/x/1/change/", apps, {}).sections
    assert (section.label, [entry.label for entry in section.entries]) == ("Site", ["Plugins"])
    assert section.entries[0].is_current


@pytest.mark.parametrize(
    ("path", "text", "links"),
    [
        ("post", "There are no posts yet.", ["/admin/blog/post/add/"]),
        ("page", "There are no pages yet.", ["/admin/blog/page/add/"]),
        ("source", "There are no sources yet.", ["/admin/blog/source/add/"]),
        ("pullquote", "There are no quotations yet.", ["/admin/blog/post/add/"]),
        ("mediafile", "There are no media files yet.", ["/admin/blog/post/add/"]),
        ("ban", "Nobody is banned.", ["/admin/blog/comment/", "/admin/blog/ban/add/"]),
        ("series", "There are no series", ["/admin/blog/post/add/", "/admin/blog/series/add/"]),
    ],
)
def test_empty_list_says_what_it_is_for_and_offers_the_next_step(path, text, links):
    client = signed_in(make.user("superuser"))
    tree = lxml.html.fromstring(client.get(f"/admin/blog/{path}/").text)
    (empty,) = tree.xpath("//*[@class='empty-list']")
    assert empty.text_content().strip().startswith(text)
    assert empty.xpath(".//a/@href") == links
    assert not tree.xpath("//select[@name='action']")
    filtered = lxml.html.fromstring(client.get(f"/admin/blog/{path}/?q=x").text)
    (empty,) = filtered.xpath("//*[@class='empty-list']")
    assert empty.text_content().split() == ["Nothing", "matches.", "Show", "all"]
    assert empty.xpath(".//a/@href") == ["?"]


def test_empty_list_offers_nothing_that_the_person_may_not_add():
    tree = load("Author", "/admin/blog/label/")
    (empty,) = tree.xpath("//*[@class='empty-list']")
    assert empty.text_content().strip().startswith("There are no labels yet.")
    assert not empty.xpath(".//a")
    (empty,) = load("Author", "/admin/blog/series/").xpath("//*[@class='empty-list']")
    assert empty.xpath(".//a/@href") == ["/admin/blog/post/add/"]


def test_bar_has_two_pages_of_each_role():
    for role, names in (
        ("Author", ["Desk", "Write", "Posts", "Comments", "Menu"]),
        ("Moderator", ["Desk", "Comments", "Menu"]),
        ("superuser", ["Desk", "Write", "Posts", "Comments", "Menu"]),
    ):
        spans = load(role).xpath("//nav[@class='desk-bar']//span")
        assert [span.text_content() for span in spans] == names, role
