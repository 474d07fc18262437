"""The planning calendar: days, entries and moves."""

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
CALENDAR_URL = "/admin/blog/post/calendar/"
MOVE_URL = f"{CALENDAR_URL}move/"
NOW = datetime(2093, 11, 25, 12, tzinfo=UTC)
now = frozen_clock(NOW)
JSON = {"headers": {"accept": "application/json"}}


def build_time(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2093, month, day, hour, tzinfo=UTC)


def list_titles(client, month: str = "2093-11") -> dict[str, list[str]]:
    page = lxml.html.fromstring(client.get(f"{CALENDAR_URL}?month={month}").text)
    return {
        day.get("data-place"): titles
        for day in page.xpath("//li[@data-place]")
        if (titles := [item.get("data-title") for item in day.xpath(".//li[@data-item]")])
    }


def post_move(client, post: Post, to: str, **fields):
    post.refresh_from_db()
    sent = {"post": post.pk, "to": to, "seen": get_version_token(post), **fields}
    return client.post(MOVE_URL, sent, **JSON)


@pytest.mark.parametrize(
    ("language", "month", "first", "last"),
    [
        ("en", "2093-11", date(2093, 11, 1), date(2093, 12, 5)),
        ("fr", "2093-11", date(2093, 10, 26), date(2093, 12, 6)),
        ("fa", "2093-11", date(2093, 10, 31), date(2093, 12, 4)),
        ("fr", "2094-02", date(2094, 2, 1), date(2094, 2, 28)),
        ("en", "2024-02", date(2024, 1, 28), date(2024, 3, 2)),
    ],
)
def test_month_has_whole_weeks_of_active_language(language, month, first, last):
    with translation.override(language):
        days = Month.parse(month).days
    assert (days[0], days[-1], len(days) % 7) == (first, last, 0)


@pytest.mark.parametrize(("language", "first"), [("", "2093-11-01"), ("de", "2093-10-26")])
def test_week_begins_as_the_language_of_the_person_has_it(language, first):
    make.site(language="en")
    client = signed_in(make.user("Editor", language=language))
    page = lxml.html.fromstring(client.get(f"{CALENDAR_URL}?month=2093-11").text)
    assert page.xpath("//li/@data-place")[0] == first


@pytest.mark.parametrize(
    "text", ["2093-13", "2093-1", "0999-12", "8999-12", "x", "２０２６-11", "2093-11 "]
)
def test_invalid_month_shows_message_and_current_month(text, editor_client):
    assert Month.parse(text) is None
    response = editor_client.get(CALENDAR_URL, {"month": text})
    assert "The calendar has no month" in response.text
    assert response.context["month"] == Month(2093, 11)


def test_calendar_ends_at_limits_of_publication_dates():
    assert (Month.parse("1000-02").previous, Month.parse("8999-11").next) == (None, None)
    assert len(Month.parse("1000-02").days) == len(Month.parse("8999-11").days) == 35


@pytest.mark.slow
def test_calendar_shows_posts_on_days_of_site_time_zone(editor_client):
    make.site(time_zone="Pacific/Auckland")  # 13 hours ahead.
    make.post(title="Late", published_at=build_time(10, 12))
    make.draft(title="Planned", published_at=build_time(29, 10))
    make.draft(title="Without a date")
    make.post(title="Next month", published_at=build_time(30, 11))
    make.page(title="Page", published_at=build_time(12))
    make.post(title="Gone", published_at=build_time(13)).set_trashed()
    assert list_titles(editor_client) == {
        "2093-11-11": ["Late"],
        "2093-11-29": ["Planned"],
        "2093-12-01": ["Next month"],
    }


@pytest.mark.slow
def test_author_sees_own_posts_and_cannot_move_them():
    author = make.user("Author")
    mine = make.post(title="Mine", authors=(author,), published_at=build_time(28))
    theirs = make.post(title="Theirs", published_at=build_time(28))
    client = signed_in(author)
    page = client.get(CALENDAR_URL).text
    assert list_titles(client) == {"2093-11-28": ["Mine"]}
    assert 'draggable="true"' not in page and "data-move-form" not in page
    for post in (mine, theirs):
        assert post_move(client, post, "2093-11-30").status_code == 403
    assert set(Post.objects.values_list("published_at", flat=True)) == {build_time(28)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("posts", "open", "folded", "more_label"),
    [
        (4, 4, 0, None),
        (5, 3, 2, "2 more"),
        (MAX_ENTRIES, 3, 5, "5 more"),
        (MAX_ENTRIES + 1, 2, 0, "7 more"),
    ],
)
def test_day_with_many_posts_is_folded_or_links_to_list(
    posts, open, folded, more_label, editor_client
):
    make.site(time_zone="America/Toronto")
    for n in reversed(range(posts)):
        make.post(title=f"Post {n}", published_at=build_time(21, 1) + timedelta(minutes=n))
    make.post(title="Alone", published_at=build_time(21))
    page = lxml.html.fromstring(editor_client.get(CALENDAR_URL).text)
    (day,) = page.xpath("//li[@data-place='2093-11-20']")
    (alone,) = page.xpath("//li[@data-place='2093-11-21']")
    titles = [f"Post {n}" for n in range(posts)]
    assert [item.get("data-title") for item in day.xpath("ul/li")] == titles[:open]
    assert [item.get("data-title") for item in day.xpath("details/ul/li")] == titles[3 : 3 + folded]
    assert [more.text.strip() for more in day.xpath("details/summary | p/a")] == [
        more_label
    ] * bool(more_label)
    for link in day.xpath("p/a"):
        assert editor_client.get(link.get("href")).context["cl"].result_count == posts
    assert len(alone.xpath("ul/li")) == 1 and not alone.xpath("details | p")


@pytest.mark.parametrize("kind", ["scheduled", "planned"])
def test_move_to_other_day_keeps_time_of_day(kind, editor_client):
    make.site(time_zone="America/Toronto")
    status = Post.Status.PUBLISHED if kind == "scheduled" else Post.Status.DRAFT
    post = make.post(title="T", status=status, published_at=build_time(28, 15))
    answer = post_move(editor_client, post, "2094-04-01")  # Summer time by then.
    assert (answer.status_code, "April 1, 2094" in answer.json()["message"]) == (200, True)
    post.refresh_from_db()
    assert (post.published_at, post.status) == (datetime(2094, 4, 1, 14, tzinfo=UTC), status)
    latest = Revision.objects.latest("pk")
    assert (str(latest.by), latest.fields["published_at"][:10]) == ("Ed", "2094-04-01")


@pytest.mark.slow
def test_undo_restores_exact_publication_time(editor_client):
    post = make.post(published_at=build_time(28) + timedelta(seconds=7, microseconds=5))
    undo = post_move(editor_client, post, "2093-12-05").json()["undo"]
    assert editor_client.post(MOVE_URL, undo, **JSON).status_code == 200
    post.refresh_from_db()
    assert post.published_at == build_time(28) + timedelta(seconds=7, microseconds=5)
    assert editor_client.post(MOVE_URL, undo, **JSON).status_code == 409  # Twice.


@pytest.mark.slow
def test_undo_after_original_time_has_passed_is_refused(editor_client):
    post = make.post(published_at=NOW + timedelta(minutes=1))
    undo = post_move(editor_client, post, "2093-12-05").json()["undo"]
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        answer = editor_client.post(MOVE_URL, undo, **JSON)
    assert (answer.status_code, "has passed" in answer.json()["error"]) == (409, True)
    post.refresh_from_db()
    assert post.published_at == build_time(5, 12, 12) + timedelta(minutes=1)


@pytest.mark.parametrize(
    "to",
    [
        "2093-11-25",
        "2093-11-01",
        "",
        "x",
        "2093-02-30",
        "9000-01-01",
        "0001-01-01",
        "２０２６-12-01",
    ],
)
def test_move_to_invalid_day_is_refused(to, editor_client):
    post = make.post(published_at=build_time(28))
    answer = post_move(editor_client, post, to)
    assert (answer.status_code, bool(answer.json()["error"])) == (409, True)
    post.refresh_from_db()
    assert post.published_at == build_time(28)
    assert not Revision.objects.exists()


@pytest.mark.slow
def test_confirmed_move_of_published_post_creates_redirect(editor_client):
    post = make.post(title="Out", published_at=build_time(20))
    before = post.get_absolute_url()
    assert "is already published" in post_move(editor_client, post, "2093-10-03").json()["question"]
    post.refresh_from_db()
    assert post.published_at == build_time(20)
    undo = post_move(editor_client, post, "2093-10-03", confirmed="on").json()["undo"]
    assert Redirect.objects.get().old_path == before
    assert editor_client.post(MOVE_URL, undo, **JSON).status_code == 200
    post.refresh_from_db()
    assert (post.published_at, post.get_absolute_url()) == (build_time(20), before)


def test_move_of_published_post_to_future_is_refused(editor_client):
    post = make.post(published_at=build_time(20))
    answer = post_move(editor_client, post, "2093-12-03", confirmed="on")
    assert "This post is already published" in answer.json()["error"]
    post.refresh_from_db()
    assert post.published_at == build_time(20)


@pytest.mark.parametrize("changed", ["date", "status", "no date"])
def test_move_after_other_change_names_its_user(changed, editor_client):
    post = make.post(title="T", published_at=build_time(28))
    seen = get_version_token(post)
    other = signed_in(make.user("Editor", byline="Ana"))
    post_move(other, post, "2093-12-01")
    if changed == "status":
        Post.objects.update(status=Post.Status.DRAFT, published_at=build_time(28))
    if changed == "no date":
        Post.objects.update(status=Post.Status.DRAFT, published_at=None)
    before = Post.objects.get().published_at
    answer = editor_client.post(
        MOVE_URL, {"post": post.pk, "to": "2093-12-09", "seen": seen}, **JSON
    )
    assert answer.status_code == 409
    assert answer.json()["error"].startswith("Ana saved “T” at")
    assert Post.objects.get().published_at == before


@pytest.mark.parametrize("reason", ["trash", "page", "nothing"])
def test_move_of_post_outside_calendar_returns_404(reason, editor_client):
    post = (
        make.page(published_at=build_time(28))
        if reason == "page"
        else make.post(published_at=build_time(28))
    )
    seen = get_version_token(post)
    if reason == "trash":
        post.set_trashed()
    key = post.pk + (reason == "nothing")
    sent = {"post": key, "to": "2093-12-01", "seen": seen}
    assert editor_client.post(MOVE_URL, sent, **JSON).status_code == 404


@pytest.mark.slow
def test_move_without_javascript_shows_message_and_undo(editor_client):
    post = make.post(title="T & Co", published_at=build_time(28))
    page = lxml.html.fromstring(editor_client.get(f"{CALENDAR_URL}?month=2093-11").text)
    form = page.xpath("//form[@data-move-form]")[0]
    form.fields["to"] = "2093-11-30"
    response = editor_client.post(form.action, dict(form.form_values()), follow=True)
    page = lxml.html.fromstring(response.text)
    (form,) = page.xpath("//form[@data-done]")
    assert "“T & Co” moved to November 30, 2093" in form.text_content()
    editor_client.post(form.action, dict(form.form_values()))
    post.refresh_from_db()
    assert post.published_at == build_time(28)
    refused = editor_client.post(
        MOVE_URL,
        {"post": post.pk, "to": "2093-11-01", "seen": get_version_token(post)},
        follow=True,
    )
    assert "That time has passed" in refused.text


def test_forged_undo_parameters_offer_no_undo(editor_client):
    post = make.post(published_at=build_time(28))
    for moved, before in ((post.pk, "x"), (post.pk + 1, build_time(1).isoformat()), ("x", "")):
        response = editor_client.get(CALENDAR_URL, {"moved": moved, "from": before})
        assert response.context["last_move"] is None


def test_hostile_title_is_escaped(editor_client):
    make.post(title='"><script>alert(1)</script>', published_at=build_time(28))
    page = editor_client.get(CALENDAR_URL).text
    assert "<script>alert" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_query_count_is_independent_of_post_count(rows, django_assert_num_queries):
    editor_client = signed_in(make.user("Editor"))
    authors = make.user("Author"), make.user("Author")
    for n in range(rows):
        make.post(authors=authors, published_at=build_time(20))
        make.draft(authors=authors, published_at=build_time(28 + n % 2))
    with django_assert_num_queries(12):
        editor_client.get(CALENDAR_URL)


def read_nearby(client, month: str) -> list[str]:
    """Return the lines that name posts of other days, without their states and dates."""
    page = lxml.html.fromstring(client.get(f"{CALENDAR_URL}?month={month}").text)
    empty = "//*[@class='planning-empty']/p[position()>1]"
    lines = page.xpath(f"//*[@class='planning-nearby'] | {empty}")
    return [" ".join(line.text_content().split()).partition(" · ")[0] for line in lines]


NEXT, BEFORE, AFTER = "Next post: {}", "Last post before: {}", "First post after: {}"
OLD, RECENT, PLANNED, DUE = "Old", "Recent", "Planned", "Due"


@pytest.mark.parametrize(
    ("month", "lines"),
    [
        ("2093-11", [NEXT.format(PLANNED)]),
        ("2093-10", [NEXT.format(PLANNED), BEFORE.format(OLD), AFTER.format(RECENT)]),
        ("2093-06", [NEXT.format(PLANNED), AFTER.format(OLD)]),
        ("2094-01", [BEFORE.format(PLANNED), AFTER.format(DUE)]),
        ("2094-04", [NEXT.format(PLANNED), BEFORE.format(DUE)]),
    ],
)
def test_calendar_names_the_next_post_and_empty_months_the_nearest(editor_client, month, lines):
    make.post(title=OLD, published_at=build_time(10, month=8))
    make.post(title=RECENT, published_at=build_time(20))
    make.draft(title=PLANNED, published_at=build_time(20, month=12))
    make.post(title=DUE, published_at=datetime(2094, 2, 10, 9, tzinfo=UTC))
    assert read_nearby(editor_client, month) == lines


def test_calendar_without_posts_names_none(editor_client):
    assert read_nearby(editor_client, "2093-11") == []


def test_nearby_posts_are_those_that_the_author_may_edit():
    author = make.user("Author")
    make.draft(title="Of others", published_at=build_time(20, month=12))
    make.draft(title="Own", published_at=build_time(21, month=12), authors=(author,))
    assert read_nearby(signed_in(author), "2093-11") == [AFTER.format("Own")]


def test_date_of_a_nearby_post_leads_to_its_month(editor_client):
    post = make.draft(published_at=build_time(20, month=12))
    page = lxml.html.fromstring(editor_client.get(f"{CALENDAR_URL}?month=2093-08").text)
    links = page.xpath("//*[@class='planning-empty']/p[2]/a/@href")
    assert links == [f"/admin/blog/post/{post.pk}/change/", "?month=2093-12"]
