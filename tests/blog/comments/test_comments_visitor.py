"""What pages that are the same for all say to one reader, by a script."""

import lxml.html
import pytest
from django.test import Client

from accounts.models import User
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.models import Post
from tests.accounts import second
from tests.accounts.people import sign_in
from tests.support import factories as make
from tests.support.commenting import form, form_data
from tests.support.desk import change, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State
ADDRESS = "/comments/visitor/"


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=True)
    return make.post(title="Low water", published_at=make.moment(2024, 3, 5), slug="low")


def parts(client: Client, at: str) -> dict[str, lxml.html.HtmlElement]:
    """What the script would put into the page, by place; nothing where it is told nothing."""
    answer = client.get(ADDRESS, {"at": at})
    assert answer["Cache-Control"] == "private, no-store"
    if answer.status_code == 204:
        return {}
    assert answer.status_code == 200
    page = lxml.html.document_fromstring(f"<body>{answer.content.decode()}</body>")
    return {part.get("data-place"): part for part in page.xpath("//*[@data-place]")}


def test_visitor_without_cookies_is_told_nothing(post):
    assert parts(Client(), post.get_absolute_url()) == {}
    assert parts(signed_in(make.user()), post.get_absolute_url()).keys() == {"account"}


@pytest.mark.parametrize("name", ["Zoë Reader", "قارئة", "<b>&amp;", "x" * 80])
def test_signed_in_reader_sees_name_and_sign_out(name, post):
    account = parts(signed_in(make.user(byline=name)), post.get_absolute_url())["account"]
    assert text(account, ".//a") == [name, "Sign out"]
    assert account.xpath(".//a/@href") == [
        "/accounts/profile/",
        "/accounts/logout/?next=/2024/03/low/",
    ]


def test_edit_link_is_for_those_who_may_edit(post):
    page = make.page(slug="about")
    author = User.objects.get(authorships__post=post)
    people = {
        "reader": make.user(),
        "other author": make.user("Author"),
        "moderator": make.user("Moderator"),
        "author": author,
        "editor": make.user("Editor"),
    }
    found = {
        name: [
            part["edit"].xpath("./a/@href")[0] if "edit" in part else ""
            for at in (post.get_absolute_url(), page.get_absolute_url(), "/", "/labels/")
            for part in [parts(signed_in(person), at)]
        ]
        for name, person in people.items()
    }
    of_page = f"/admin/blog/page/{page.pk}/change/"
    assert found == {
        "reader": ["", "", "", ""],
        "other author": ["", "", "", ""],
        "moderator": ["", "", "", ""],
        "author": [change(post), "", "", ""],
        "editor": [change(post), of_page, "", ""],
    }


def test_edit_link_waits_for_the_second_factor(post):
    make.site(staff_second_factor=True)
    editor = make.user("Editor")
    assert "edit" not in parts(signed_in(editor), post.get_absolute_url())
    assert "edit" in parts(signed_in(second.with_app(editor)), post.get_absolute_url())


def test_waiting_comment_is_shown_to_its_guest_alone(post, client):
    client.post(form(post), form_data(text="Let me say\n\nthis."))
    comment = Comment.objects.get()
    assert comment.state == State.WAITING
    shown = parts(client, post.get_absolute_url())["pending"]
    assert text(shown, "./h3") == ["Your comment is awaiting moderation"]
    assert "Let me say" in shown.text_content()
    (status,) = shown.xpath(".//a[.='View its status']/@href")
    assert client.get(status).status_code == 200
    assert parts(Client(), post.get_absolute_url()) == {}
    # Nothing of it on other pages, and nothing in the page itself.
    assert "pending" not in parts(client, make.post().get_absolute_url())
    assert "Let me say" not in client.get(post.get_absolute_url()).content.decode()


def test_waiting_comment_of_account_is_shown_on_any_of_its_devices(post):
    person = make.user()
    signed_in(person).post(form(post), {"text": "Mine."})
    other = signed_in(person)
    assert "Mine." in parts(other, post.get_absolute_url())["pending"].text_content()
    assert "pending" not in parts(signed_in(make.user()), post.get_absolute_url())


def test_several_waiting_comments_stand_in_their_order(post, client):
    for number in range(3):
        client.post(form(post), form_data(text=f"Comment {number}."))
    shown = parts(client, post.get_absolute_url())["pending"]
    assert text(shown, "./h3") == ["Your comments are awaiting moderation"]
    assert [word for word in shown.text_content().split() if word in ("0.", "1.", "2.")] == [
        *("0.", "1.", "2.")
    ]


@pytest.mark.parametrize(
    ("state", "is_shown"),
    [
        (State.APPROVED, False),
        (State.REJECTED, False),
        (State.REMOVED, False),
        (State.SPAM, True),
    ],
)
def test_comment_is_pending_until_it_is_decided(state, is_shown, post, client):
    """Spam looks as if it waited: a program is not told what it was taken for."""
    client.post(form(post), form_data())
    moderate(comment_ids=[Comment.objects.get().pk], to=state, by=None)
    assert ("pending" in parts(client, post.get_absolute_url())) is is_shown


def test_comment_under_unpublished_post_is_not_shown(post, client):
    client.post(form(post), form_data())
    Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT)
    assert parts(client, post.get_absolute_url()) == {}


def test_forged_or_foreign_cookies_show_nothing(post, client):
    client.post(form(post), form_data())
    comment = Comment.objects.get()
    for value in (str(comment.pk), f"{comment.pk}:1:forged", "", "..", "x" * 4000):
        forged = Client()
        forged.cookies["pending"] = value
        assert parts(forged, post.get_absolute_url()) == {}
    of_account = make.comment(post, user=make.user(), state=State.WAITING)
    assert str(of_account.pk) not in client.cookies["pending"].value


def test_cookies_of_a_guest_hold_what_is_needed(post, client):
    sent = client.post(form(post), form_data())
    pending, visitor = sent.cookies["pending"], sent.cookies["visitor"]
    assert (pending["httponly"], pending["samesite"], pending["max-age"]) == (True, "Lax", 604_800)
    assert (visitor.value, visitor["httponly"]) == ("1", "")
    Comment.objects.all().delete()
    make.site(first_comment_waits=False)
    published = Client().post(form(post), form_data())
    assert "pending" not in published.cookies
    assert "visitor" not in published.cookies


def test_cookie_of_the_script_comes_with_signing_in(post):
    person = make.user()
    client = Client()
    assert "visitor" not in sign_in(client, person.username, "wrong").cookies
    assert sign_in(client, person.username).cookies["visitor"].value == "1"
    client.post("/accounts/logout/")
    assert parts(client, "/") == {}


def test_pages_stay_the_same_for_all(post, client):
    client.post(form(post), form_data())
    del client.cookies["wrote"]
    answers = [
        one.get(post.get_absolute_url())
        for one in (client, Client(), signed_in(make.user("Editor")))
    ]
    assert len({answer.content for answer in answers}) == 1
    assert [answer.cookies for answer in answers] == [{}] * 3
    assert "Cookie" not in answers[0].get("Vary", "")


@pytest.mark.parametrize("sign_up", [True, False])
def test_sign_in_is_offered_on_every_site(sign_up, post, client):
    make.site(sign_up=sign_up)
    page = read(client, "/")
    assert text(page, "//*[@id='account-link']/a[@href='/accounts/login/']") == ["Sign in"]
    assert page.xpath("//script[contains(@src, 'visitor')]")


@pytest.mark.parametrize("at", ["", "\0", "x", "//", "/2024/03/", "/%00/", "é" * 3000, "/x?y#z"])
def test_odd_places_are_no_error(at, post):
    assert parts(signed_in(make.user("Editor")), at).keys() == {"account"}


def test_visitor_costs_few_queries(post, client, django_assert_max_num_queries):
    for number in range(4):
        client.post(form(post), form_data(text=f"Comment {number}."))
    with django_assert_max_num_queries(4):
        parts(client, post.get_absolute_url())
    editor = signed_in(make.user("Editor"))
    with django_assert_max_num_queries(10):
        parts(editor, post.get_absolute_url())
