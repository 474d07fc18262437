"""The calendar of the desk: what stands on which day for whom, and what moves where."""

from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.contrib.redirects.models import Redirect
from django.utils import translation

from blog.models import Post
from blog.planning.calendar import MAX_ENTRIES
from blog.planning.entries import get_version_token
from blog.planning.months import Month
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import frozen_clock, signed_in

pytestmark = pytest.mark.django_db
CALENDAR = "/admin/blog/post/calendar/"
MOVE = f"{CALENDAR}move/"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
now = frozen_clock(NOW)
JSON = {"headers": {"accept": "application/json"}}


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def shown(client, month: str = "2026-11") -> dict[str, list[str]]:
    page = lxml.html.fromstring(client.get(f"{CALENDAR}?month={month}").text)
    return {
        day.get("data-place"): titles
        for day in page.xpath("//li[@data-place]")
        if (titles := [item.get("data-title") for item in day.xpath(".//li[@data-item]")])
    }


def send(client, post: Post, to: str, **fields):
    post.refresh_from_db()
    given = {"post": post.pk, "to": to, "seen": get_version_token(post), **fields}
    return client.post(MOVE, given, **JSON)


@pytest.mark.parametrize(
    ("language", "month", "first", "last"),
    [
        ("en", "2026-11", date(2026, 11, 1), date(2026, 12, 5)),
        ("fr", "2026-11", date(2026, 10, 26), date(2026, 12, 6)),
        ("fa", "2026-11", date(2026, 10, 31), date(2026, 12, 4)),
        ("fr", "2027-02", date(2027, 2, 1), date(2027, 2, 28)),
        ("en", "2024-02", date(2024, 1, 28), date(2024, 3, 2)),
    ],
)
def test_weeks_are_whole_and_begin_as_the_language_has_it(language, month, first, last):
    with translation.override(language):
        days = Month.parse(month).days
    assert (days[0], days[-1], len(days) % 7) == (first, last, 0)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-1", "0999-12", "8999-12", "x", "２０２６-11", "2026-11 "]
)
def test_what_is_no_month_is_said_and_the_present_one_shown(text, editor_client):
    assert Month.parse(text) is None
    response = editor_client.get(CALENDAR, {"month": text})
    assert "The calendar has no month" in response.text
    assert response.context["month"] == Month(2026, 11)


def test_the_calendar_ends_where_the_dates_of_posts_do():
    assert (Month.parse("1000-02").previous, Month.parse("8999-11").next) == (None, None)
    assert len(Month.parse("1000-02").days) == len(Month.parse("8999-11").days) == 35


@pytest.mark.slow
def test_each_stands_on_its_day_in_the_zone_of_the_site(editor_client):
    make.site(time_zone="Pacific/Auckland")  # 13 hours ahead.
    make.post(title="Late", published_at=at(10, 12))
    make.draft(title="Planned", published_at=at(29, 10))
    make.draft(title="Without a date")
    make.post(title="Next month", published_at=at(30, 11))
    make.page(title="Page", published_at=at(12))
    make.post(title="Gone", published_at=at(13)).set_trashed()
    assert shown(editor_client) == {
        "2026-11-11": ["Late"],
        "2026-11-29": ["Planned"],
        "2026-12-01": ["Next month"],
    }


@pytest.mark.slow
def test_an_author_sees_their_own_and_moves_nothing():
    author = make.user("Author")
    mine = make.post(title="Mine", authors=(author,), published_at=at(28))
    theirs = make.post(title="Theirs", published_at=at(28))
    client = signed_in(author)
    page = client.get(CALENDAR).text
    assert shown(client) == {"2026-11-28": ["Mine"]}
    assert 'draggable="true"' not in page and "data-move-form" not in page
    for post in (mine, theirs):
        assert send(client, post, "2026-11-30").status_code == 403
    assert set(Post.objects.values_list("published_at", flat=True)) == {at(28)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("posts", "open", "folded", "said"),
    [
        (4, 4, 0, None),
        (5, 3, 2, "2 more"),
        (MAX_ENTRIES, 3, 5, "5 more"),
        (MAX_ENTRIES + 1, 2, 0, "7 more"),
    ],
)
def test_a_day_is_folded_and_a_busy_one_led_to_its_list(posts, open, folded, said, editor_client):
    make.site(time_zone="America/Toronto")
    for n in reversed(range(posts)):
        make.post(title=f"Post {n}", published_at=at(21, 1) + timedelta(minutes=n))
    make.post(title="Alone", published_at=at(21))
    page = lxml.html.fromstring(editor_client.get(CALENDAR).text)
    (day,) = page.xpath("//li[@data-place='2026-11-20']")
    (alone,) = page.xpath("//li[@data-place='2026-11-21']")
    titles = [f"Post {n}" for n in range(posts)]
    assert [item.get("data-title") for item in day.xpath("ul/li")] == titles[:open]
    assert [item.get("data-title") for item in day.xpath("details/ul/li")] == titles[3 : 3 + folded]
    assert [more.text.strip() for more in day.xpath("details/summary | p/a")] == [said] * bool(said)
    for link in day.xpath("p/a"):
        assert editor_client.get(link.get("href")).context["cl"].result_count == posts
    assert len(alone.xpath("ul/li")) == 1 and not alone.xpath("details | p")


@pytest.mark.parametrize("kind", ["scheduled", "planned"])
def test_a_post_moves_to_a_day_and_keeps_its_hour(kind, editor_client):
    make.site(time_zone="America/Toronto")
    status = Post.Status.PUBLISHED if kind == "scheduled" else Post.Status.DRAFT
    post = make.post(title="T", status=status, published_at=at(28, 15))
    answer = send(editor_client, post, "2027-04-01")  # Summer time by then.
    assert (answer.status_code, "April 1, 2027" in answer.json()["said"]) == (200, True)
    post.refresh_from_db()
    assert (post.published_at, post.status) == (datetime(2027, 4, 1, 14, tzinfo=UTC), status)
    latest = Revision.objects.latest("pk")
    assert (str(latest.by), latest.fields["published_at"][:10]) == ("Ed", "2027-04-01")


@pytest.mark.slow
def test_undo_brings_back_the_moment_to_the_second(editor_client):
    post = make.post(published_at=at(28) + timedelta(seconds=7, microseconds=5))
    undo = send(editor_client, post, "2026-12-05").json()["undo"]
    assert editor_client.post(MOVE, undo, **JSON).status_code == 200
    post.refresh_from_db()
    assert post.published_at == at(28) + timedelta(seconds=7, microseconds=5)
    assert editor_client.post(MOVE, undo, **JSON).status_code == 409  # Twice.


@pytest.mark.slow
def test_undo_publishes_nothing_whose_time_came_meanwhile(editor_client):
    post = make.post(published_at=NOW + timedelta(minutes=1))
    undo = send(editor_client, post, "2026-12-05").json()["undo"]
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        answer = editor_client.post(MOVE, undo, **JSON)
    assert (answer.status_code, "has passed" in answer.json()["error"]) == (409, True)
    post.refresh_from_db()
    assert post.published_at == at(5, 12, 12) + timedelta(minutes=1)


@pytest.mark.parametrize(
    "to",
    [
        "2026-11-25",
        "2026-11-01",
        "",
        "x",
        "2026-02-30",
        "9000-01-01",
        "0001-01-01",
        "２０２６-12-01",
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_to_do(to, editor_client):
    post = make.post(published_at=at(28))
    answer = send(editor_client, post, to)
    assert (answer.status_code, bool(answer.json()["error"])) == (409, True)
    post.refresh_from_db()
    assert post.published_at == at(28)
    assert not Revision.objects.exists()


@pytest.mark.slow
def test_what_is_out_moves_once_it_is_confirmed_and_leaves_its_address(editor_client):
    post = make.post(title="Out", published_at=at(20))
    before = post.get_absolute_url()
    assert "is already published" in send(editor_client, post, "2026-10-03").json()["question"]
    post.refresh_from_db()
    assert post.published_at == at(20)
    undo = send(editor_client, post, "2026-10-03", confirmed="on").json()["undo"]
    assert Redirect.objects.get().old_path == before
    assert editor_client.post(MOVE, undo, **JSON).status_code == 200
    post.refresh_from_db()
    assert (post.published_at, post.get_absolute_url()) == (at(20), before)


def test_what_is_out_is_not_hidden_by_a_move(editor_client):
    post = make.post(published_at=at(20))
    answer = send(editor_client, post, "2026-12-03", confirmed="on")
    assert "This post is already published" in answer.json()["error"]
    post.refresh_from_db()
    assert post.published_at == at(20)


@pytest.mark.parametrize("changed", ["date", "status", "no date"])
def test_who_acts_on_what_is_no_longer_so_is_told_who_changed_it(changed, editor_client):
    post = make.post(title="T", published_at=at(28))
    seen = get_version_token(post)
    other = signed_in(make.user("Editor", byline="Ana"))
    send(other, post, "2026-12-01")
    if changed == "status":
        Post.objects.update(status=Post.Status.DRAFT, published_at=at(28))
    if changed == "no date":
        Post.objects.update(status=Post.Status.DRAFT, published_at=None)
    before = Post.objects.get().published_at
    answer = editor_client.post(MOVE, {"post": post.pk, "to": "2026-12-09", "seen": seen}, **JSON)
    assert answer.status_code == 409
    assert answer.json()["error"].startswith("Ana saved “T” at")
    assert Post.objects.get().published_at == before


@pytest.mark.parametrize("what", ["trash", "page", "nothing"])
def test_what_is_not_in_the_calendar_is_not_moved(what, editor_client):
    made = make.page(published_at=at(28)) if what == "page" else make.post(published_at=at(28))
    seen = get_version_token(made)
    if what == "trash":
        made.set_trashed()
    key = made.pk + (what == "nothing")
    sent = {"post": key, "to": "2026-12-01", "seen": seen}
    assert editor_client.post(MOVE, sent, **JSON).status_code == 404


@pytest.mark.slow
def test_without_script_the_page_says_what_moved_and_offers_the_way_back(editor_client):
    post = make.post(title="T & Co", published_at=at(28))
    page = lxml.html.fromstring(editor_client.get(f"{CALENDAR}?month=2026-11").text)
    form = page.xpath("//form[@data-move-form]")[0]
    form.fields["to"] = "2026-11-30"
    response = editor_client.post(form.action, dict(form.form_values()), follow=True)
    page = lxml.html.fromstring(response.text)
    (form,) = page.xpath("//form[@data-done]")
    assert "“T & Co” moved to November 30, 2026" in form.text_content()
    editor_client.post(form.action, dict(form.form_values()))
    post.refresh_from_db()
    assert post.published_at == at(28)
    refused = editor_client.post(
        MOVE, {"post": post.pk, "to": "2026-11-01", "seen": get_version_token(post)}, follow=True
    )
    assert "That time has passed" in refused.text


def test_an_invented_way_back_offers_nothing(editor_client):
    post = make.post(published_at=at(28))
    for moved, before in ((post.pk, "x"), (post.pk + 1, at(1).isoformat()), ("x", "")):
        response = editor_client.get(CALENDAR, {"moved": moved, "from": before})
        assert response.context["last_move"] is None


def test_hostile_titles_are_words(editor_client):
    make.post(title='"><script>alert(1)</script>', published_at=at(28))
    page = editor_client.get(CALENDAR).text
    assert "<script>alert" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_however_much_there_is(rows, django_assert_num_queries):
    editor_client = signed_in(make.user("Editor"))
    authors = make.user("Author"), make.user("Author")
    for n in range(rows):
        make.post(authors=authors, published_at=at(20))
        make.draft(authors=authors, published_at=at(28 + n % 2))
    with django_assert_num_queries(8):
        editor_client.get(CALENDAR)
