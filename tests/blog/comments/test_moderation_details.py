"""Messages to moderators and banned commenters, and details of the queue."""

import pytest

from blog.comments.bans import ban_authors, create_ban, find_ban
from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.moderation.models import Ban
from tests.blog.comments.test_moderation_bans import make_author, submit_by
from tests.support import factories as make
from tests.support.commenting import build_form_data, get_form_url, parse_page
from tests.support.desk import signed_in
from tests.support.moderation_queue import QUEUE, moderator, names, wait
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def desk():
    return signed_in(moderator(username="mo", byline="Mo Derator"))


@pytest.mark.parametrize("state", [State.REJECTED, State.REMOVED])
def test_edit_of_refused_comment_names_the_moderators_decision(state, client):
    make.site(first_comment_waits=False)
    post = make.post()
    client.post(get_form_url(post), build_form_data())
    comment = Comment.objects.get()
    moderate(comment_ids=[comment.pk], to=state, by=moderator())
    shown = client.get(f"/comments/{comment.pk}/edit/").text
    assert "A moderator decided not to publish this comment, so it cannot be edited." in shown
    assert "10 minutes" not in shown


@pytest.mark.parametrize(
    ("kind", "who", "message"),
    [
        ("name", "Ana", "Comments under this name are not accepted."),
        ("email", "ana@example.org", "Comments with this e-mail address are not accepted."),
        (
            "domain",
            "example.org",
            "Comments with an e-mail address of this domain are not accepted.",
        ),
        ("network", "127.0.0.0/8", "Comments from your network are not accepted."),
    ],
)
def test_banned_commenter_sees_the_kind_of_ban(kind, who, message, client):
    create_ban(kind=kind, who=who, by=moderator())
    response = client.post(get_form_url(make.post()), build_form_data())
    assert (response.status_code, message in response.text) == (403, True)


@pytest.mark.parametrize(
    ("kind", "who"),
    [("email", "ana@mail.example.org"), ("email", "Ana+1@mail.example.org"), ("name", "Аna")],
)
def test_ban_matches_subaddresses_and_lookalike_names(kind, who):
    create_ban(kind=kind, who=who, by=moderator())
    assert find_ban(make_author("Ana", "ana+2@mail.example.org"))
    assert find_ban(make_author("Eve", "eve+2@mail.example.org")) is None


def test_list_of_bans_links_to_the_comment(desk):
    comment = submit_by(make_author())
    ban_authors(comments=[comment], kinds=[Ban.Kind.EMAIL], by=None)
    link = f"//a[@href='{QUEUE}{comment.pk}/change/']"
    assert text(read(desk, "/admin/blog/ban/"), link) == [f"#{comment.pk}"]


def test_page_of_a_ban_names_the_moderator_without_a_link(desk):
    create_ban(kind="name", who="Ana", by=moderator(byline="Mo Two"))
    shown = read(desk, f"/admin/blog/ban/{Ban.objects.get().pk}/change/")
    field = "//div[contains(@class, 'field-moderator')]"
    assert text(shown, f"{field}//div[@class='readonly']") == ["Mo Two"]
    assert not shown.xpath(f"{field}//a")


@pytest.mark.parametrize(
    ("kind", "value", "warning"),
    [
        ("word", "pills, casino", "A comma does not separate alternatives"),
        ("word", "x", "This rule matches a single letter"),
        ("domain", "https://example.org/pills/", "this rule matches every page of example.org."),
        ("domain", "https://example.org/", ""),
        ("pattern", r"\bказино", "ASCII letters only"),
        ("word", "cheap pills", ""),
        ("pattern", r"\bcasino\b", ""),
    ],
)
def test_ambiguous_rule_is_saved_with_a_warning(kind, value, warning, desk):
    sent = {"kind": kind, "value": value, "action": "hold"}
    response = desk.post("/admin/blog/rule/add/", sent, follow=True)
    warnings = text(parse_page(response), "//li[@class='warning']")
    assert [warning in line for line in warnings] == ([True] if warning else [])


def test_active_filters_are_shown_with_a_clear_link(desk):
    wait(make.post(), "Ana", text="The harbour.")
    page = read(desk, f"{QUEUE}?q=harbour&reported=on&state=waiting")
    (line,) = text(page, "//p[@class='narrowed']")
    assert "Words: harbour" in line
    assert page.xpath("//p[@class='narrowed']/a/@href") == ["?state=waiting"]


def test_empty_search_links_to_tabs_with_matches(desk):
    post = make.post()
    make.comment(post, "The harbour.", state=State.SPAM)
    make.comment(post, "A harbour.", state=State.SPAM)
    page = read(desk, f"{QUEUE}?q=harbour")
    assert text(page, "//div[@class='nothing']//a") == ["Spam (2)"]
    (address,) = page.xpath("//div[@class='nothing']//a/@href")
    assert len(names(desk, QUEUE + address)) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [("请问", ["Ana"]), ("请问 bridge", ["Ana"]), ("问请", []), ("bridge", ["Ana"])],
)
def test_search_finds_words_in_scripts_without_spaces(query, expected, desk):
    post = make.post()
    wait(post, "Ana", text="想请问一下 the bridge")
    wait(post, "Bo", text="Nothing.")
    assert names(desk, f"{QUEUE}?q={query}") == expected


def test_long_comments_are_collapsed_in_the_queue_only(desk):
    post = make.post()
    long = wait(post, "Ana", 2, text="Long words. " * 200)
    wait(post, "Bo", 1, text="Short.")
    assert len(text(read(desk, QUEUE), "//details[@class='comment-folded']/summary")) == 1
    own = read(desk, f"{QUEUE}{long.pk}/change/")
    assert text(own, "//details[@class='comment-folded']") == []


@pytest.mark.parametrize(("state", "shown"), [(State.APPROVED, 2), (State.WAITING, 0)])
def test_picks_and_locks_are_offered_for_approved_comments_only(state, shown, desk):
    comment = make.comment(make.post(), state=state)
    page = read(desk, f"{QUEUE}{comment.pk}/change/")
    assert len(page.xpath("//form[@class='marks']/button")) == shown


def test_comment_page_links_to_the_next_waiting_comment(desk):
    post = make.post()
    one, two = wait(post, "Ana", 2), wait(post, "Bo", 1)
    page = read(desk, f"{QUEUE}{one.pk}/change/")
    assert page.xpath("//a[@rel='next']/@href") == [f"{QUEUE}{two.pk}/change/"]
    moderate(comment_ids=[two.pk], to=State.SPAM, by=None)
    assert read(desk, f"{QUEUE}{one.pk}/change/").xpath("//a[@rel='next']") == []


def test_rule_test_page_names_its_limits(desk):
    sent = {"text": "Fine words."}
    shown = text(
        parse_page(desk.post("/admin/blog/rule/try/", sent)), "//div[@class='rule-result']/p"
    )
    assert shown[0].startswith("No rule holds this comment.")
    assert shown[1].startswith("Only the rules and the words of the comment are tested.")


def test_queue_counts_new_comments_since_it_was_opened(desk):
    post = make.post()
    wait(post, "Early")
    (address,) = read(desk, QUEUE).xpath("//p/@data-new-comments")
    assert desk.get(address).json() == {"message": ""}
    make.comment(post, state=State.WAITING)
    make.comment(post)
    assert desk.get(address).json() == {"message": "1 new comment"}
    for malformed in ("", "x", "2024-01-01", "2024-13-01T00:00Z", "2024-01-01T00:00"):
        assert desk.get(f"{QUEUE}new/?since={malformed}").json() == {"message": ""}
