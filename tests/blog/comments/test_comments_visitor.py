"""The fragments for one visitor that a script adds to cached pages."""

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
from tests.support.commenting import build_form_data, get_form_url
from tests.support.desk import change, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State
ADDRESS = "/comments/visitor/"


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=True)
    return make.post(title="Low water", published_at=make.moment(2024, 3, 5), slug="low")


def get_parts(client: Client, url: str) -> dict[str, lxml.html.HtmlElement]:
    """Return the fragments for a page by `data-place`."""
    response = client.get(ADDRESS, {"path": url})
    assert response["Cache-Control"] == "private, no-store"
    if response.status_code == 204:
        return {}
    assert response.status_code == 200
    page = lxml.html.document_fromstring(f"<body>{response.content.decode()}</body>")
    return {part.get("data-place"): part for part in page.xpath("//*[@data-place]")}


def test_visitor_without_cookies_gets_no_content(post):
    assert get_parts(Client(), post.get_absolute_url()) == {}
    assert get_parts(signed_in(make.user()), post.get_absolute_url()).keys() == {"account"}


@pytest.mark.parametrize("name", ["Zoë Reader", "قارئة", "<b>&amp;", "x" * 80])
def test_signed_in_reader_sees_name_and_sign_out(name, post):
    account = get_parts(signed_in(make.user(byline=name)), post.get_absolute_url())["account"]
    assert text(account, ".//a") == [name, "Sign out"]
    assert account.xpath(".//a/@href") == [
        "/accounts/profile/",
        "/accounts/logout/?next=/2024/03/low/",
    ]


def test_edit_link_is_shown_to_permitted_users_only(post):
    page = make.page(slug="about")
    author = User.objects.get(authorships__post=post)
    people = {
        "reader": make.user(),
        "other author": make.user("Author"),
        "moderator": make.user("Moderator"),
        "author": author,
        "editor": make.user("Editor"),
    }
    links = {
        name: [
            part["edit"].xpath("./a/@href")[0] if "edit" in part else ""
            for url in (post.get_absolute_url(), page.get_absolute_url(), "/", "/labels/")
            for part in [get_parts(signed_in(person), url)]
        ]
        for name, person in people.items()
    }
    of_page = f"/admin/blog/page/{page.pk}/change/"
    assert links == {
        "reader": ["", "", "", ""],
        "other author": ["", "", "", ""],
        "moderator": ["", "", "", ""],
        "author": [change(post), "", "", ""],
        "editor": [change(post), of_page, "", ""],
    }


def test_edit_link_requires_the_second_factor(post):
    make.site(staff_second_factor=True)
    editor = make.user("Editor")
    assert "edit" not in get_parts(signed_in(editor), post.get_absolute_url())
    assert "edit" in get_parts(signed_in(second.add_totp(editor)), post.get_absolute_url())


def test_pending_comment_is_shown_to_its_guest_only(post, client):
    client.post(get_form_url(post), build_form_data(text="Let me say\n\nthis."))
    comment = Comment.objects.get()
    assert comment.state == State.WAITING
    shown = get_parts(client, post.get_absolute_url())["pending"]
    assert text(shown, "./h3") == ["Your comment is awaiting moderation"]
    assert "Let me say" in shown.text_content()
    (status,) = shown.xpath(".//a[.='View its status']/@href")
    assert client.get(status).status_code == 200
    assert get_parts(Client(), post.get_absolute_url()) == {}
    # Neither on other pages nor in the page itself.
    assert "pending" not in get_parts(client, make.post().get_absolute_url())
    assert "Let me say" not in client.get(post.get_absolute_url()).content.decode()


def test_pending_comment_of_account_is_shown_on_all_devices(post):
    person = make.user()
    signed_in(person).post(get_form_url(post), {"text": "Mine."})
    other = signed_in(person)
    assert "Mine." in get_parts(other, post.get_absolute_url())["pending"].text_content()
    assert "pending" not in get_parts(signed_in(make.user()), post.get_absolute_url())


def test_pending_comments_are_shown_oldest_first(post, client):
    for number in range(3):
        client.post(get_form_url(post), build_form_data(text=f"Comment {number}."))
    shown = get_parts(client, post.get_absolute_url())["pending"]
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
def test_comment_is_pending_until_it_is_moderated(state, is_shown, post, client):
    """Spam is shown as pending, so that spammers do not learn that it was detected."""
    client.post(get_form_url(post), build_form_data())
    moderate(comment_ids=[Comment.objects.get().pk], to=state, by=None)
    assert ("pending" in get_parts(client, post.get_absolute_url())) is is_shown


def test_pending_comment_under_unpublished_post_is_not_shown(post, client):
    client.post(get_form_url(post), build_form_data())
    Post.objects.filter(pk=post.pk).update(status=Post.Status.DRAFT)
    assert get_parts(client, post.get_absolute_url()) == {}


def test_forged_pending_cookie_shows_nothing(post, client):
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    for value in (str(comment.pk), f"{comment.pk}:1:forged", "", "..", "x" * 4000):
        forged = Client()
        forged.cookies["pending"] = value
        assert get_parts(forged, post.get_absolute_url()) == {}
    of_account = make.comment(post, user=make.user(), state=State.WAITING)
    assert str(of_account.pk) not in client.cookies["pending"].value


def test_guest_cookies_have_limited_age_and_content(post, client):
    sent = client.post(get_form_url(post), build_form_data())
    pending, visitor = sent.cookies["pending"], sent.cookies["visitor"]
    assert (pending["httponly"], pending["samesite"], pending["max-age"]) == (True, "Lax", 604_800)
    assert (visitor.value, visitor["httponly"]) == ("1", "")
    Comment.objects.all().delete()
    make.site(first_comment_waits=False)
    published = Client().post(get_form_url(post), build_form_data())
    assert "pending" not in published.cookies
    assert "visitor" not in published.cookies


def test_visitor_cookie_is_set_on_sign_in(post):
    person = make.user()
    client = Client()
    assert "visitor" not in sign_in(client, person.username, "wrong").cookies
    assert sign_in(client, person.username).cookies["visitor"].value == "1"
    client.post("/accounts/logout/")
    assert get_parts(client, "/") == {}


def test_post_page_is_the_same_for_all_visitors(post, client):
    client.post(get_form_url(post), build_form_data())
    del client.cookies["wrote"]
    responses = [
        one.get(post.get_absolute_url())
        for one in (client, Client(), signed_in(make.user("Editor")))
    ]
    assert len({response.content for response in responses}) == 1
    assert [response.cookies for response in responses] == [{}] * 3
    assert "Cookie" not in responses[0].get("Vary", "")


@pytest.mark.parametrize("sign_up", [True, False])
def test_sign_in_link_is_shown_whether_or_not_sign_up_is_open(sign_up, post, client):
    make.site(sign_up=sign_up)
    page = read(client, "/")
    assert text(page, "//*[@id='account-link']/a[@href='/accounts/login/']") == ["Sign in"]
    assert page.xpath("//script[contains(@src, 'visitor')]")


@pytest.mark.parametrize("url", ["", "\0", "x", "//", "/2024/03/", "/%00/", "é" * 3000, "/x?y#z"])
def test_visitor_at_malformed_url_gets_account_only(url, post):
    assert get_parts(signed_in(make.user("Editor")), url).keys() == {"account"}


def test_visitor_costs_few_queries(post, client, django_assert_max_num_queries):
    for number in range(4):
        client.post(get_form_url(post), build_form_data(text=f"Comment {number}."))
    with django_assert_max_num_queries(4):
        get_parts(client, post.get_absolute_url())
    editor = signed_in(make.user("Editor"))
    with django_assert_max_num_queries(10):
        get_parts(editor, post.get_absolute_url())
