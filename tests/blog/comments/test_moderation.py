"""The moderation queue without JavaScript: order, pagination, rows and filters."""

import pytest

from blog.comments.models import Comment
from blog.comments.moderate import moderate, undo_moderation
from blog.comments.moderation.models import Report
from lib.hashing import keyed_hash
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.moderation_queue import (
    NAMES,
    QUEUE,
    about,
    moderator,
    names,
    state,
    wait,
)
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def desk():
    return signed_in(moderator(username="mo", byline="Mo Derator"))


@pytest.mark.slow
def test_queue_lists_waiting_comments_longest_waiting_first(desk):
    post = make.post()
    wait(post, "Late", 1)
    wait(post, "Early", 3)
    wait(post, "Between", 2)
    for other in (State.APPROVED, State.SPAM, State.REJECTED, State.REMOVED):
        make.comment(post, name=f"Is {other}", state=other)
    assert names(desk) == ["Early", "Between", "Late"]
    assert names(desk, f"{QUEUE}?state=spam") == ["Is spam"]
    assert len(names(desk, f"{QUEUE}?state=all")) == 7


def test_tab_lists_last_moderated_comments_first(desk):
    post = make.post()
    for to in (State.APPROVED, State.REJECTED, State.SPAM):
        early, late = wait(post, "Early", 3), wait(post, "Late", 2)
        for comment in (late, early):
            moderate(comment_ids=[comment.pk], to=to, by=None)
        assert names(desk, f"{QUEUE}?state={to}") == ["Early", "Late"]


def test_undone_comments_keep_their_place_in_the_queue(desk):
    post, by = make.post(), moderator()
    first, second = wait(post, "First", 3), wait(post, "Second", 2)
    for comment in (first, second):
        batch = moderate(comment_ids=[comment.pk], to=State.APPROVED, by=by).batch
        undo_moderation(batch=batch, by=by)
    assert names(desk) == ["First", "Second"]
    assert not Comment.objects.filter(notice_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("role", "answered"),
    [
        ("", [302] * 6),
        ("Author", [200, 404, 403, 302, 404, 403]),
        ("superuser", [200] * 3 + [302, 409, 302]),
    ],
)
def test_comment_on_post_of_another_is_for_moderators_only(role, answered):
    comment = wait(make.post(), "Ana")
    client = signed_in(make.user(role))
    own = f"{QUEUE}{comment.pk}/"
    asked = [client.get(QUEUE), client.get(f"{own}change/"), client.get(f"{own}history/")]
    asked += [client.post(f"{QUEUE}decide/", {"to": "spam", "about": about(comment)})]
    asked += [client.post(f"{own}reply/", {"text": "No."}), client.post(f"{own}mark/")]
    assert [response.status_code for response in asked] == answered
    assert state(comment) == ("spam" if role == "superuser" else "waiting")


@pytest.mark.slow
def test_queue_pagination_is_stable_while_comments_are_moderated(desk):
    post = make.post()
    waiting = [wait(post, f"Reader {n:03}", hours=200 - n) for n in range(120)]
    seen = names(desk)
    assert seen == [f"Reader {n:03}" for n in range(50)]
    page = read(desk, QUEUE)
    moderate(comment_ids=[c.pk for c in waiting[:30]], to=State.APPROVED, by=None)
    for expected in (range(50, 100), range(100, 120)):
        (following,) = page.xpath("//a[@rel='next']/@href")
        page = read(desk, QUEUE + following)
        assert text(page, NAMES) == [f"Reader {n:03}" for n in expected]
    assert page.xpath("//a[@rel='next']") == []
    (back,) = page.xpath("//a[@rel='prev']/@href")
    assert names(desk, QUEUE + back) == [f"Reader {n:03}" for n in range(50, 100)]


def test_queue_row_shows_history_score_and_reasons(desk):
    post = make.post(title="The bridge", language="fr")
    asked = make.comment(post, "How <b>old</b> is it?", name="Bo")
    answer = make.comment(
        post,
        "> How old?\n\nSixty: https://example.org/a",
        under=asked,
        name="Ana",
        state=State.WAITING,
        website="https://ana.example.org/",
        email_hash=keyed_hash("email", "ana@example.org"),
        score=35,
        reasons=[{"code": "first"}, {"code": "of-another-time"}],
    )
    for past in (State.APPROVED, State.APPROVED, State.SPAM):
        make.comment(post, state=past, email_hash=answer.email_hash)
    make.comment(post, state=State.SPAM, email_hash="", name="Ana")
    page = read(desk, QUEUE)
    (row,) = page.xpath("//li[@data-comment]")
    row_text = " ".join(row.text_content().split())
    assert "Ana guest https://ana.example.org/" in row_text
    assert "Approved 2Spam 1" in row_text
    assert "Spam score 35 first comment by this commenter of-another-time" in row_text
    assert text(row, ".//summary")[0] == "In reply to Bo: How <b>old</b> is it?"
    assert row.xpath(".//a[@lang='fr']/@href") == [post.get_absolute_url()]
    assert row.xpath(".//div[@class='comment-text']//blockquote/p/text()") == ["How old?"]
    assert row.xpath(".//div[@class='comment-text']//a/@rel") == ["nofollow ugc"]


def test_queue_row_shows_reports(desk):
    post = make.post()
    quiet, loud = wait(post, "Quiet"), wait(post, "Loud", 2)
    for reason in ("An insult", "", "No <b>argument</b>"):
        Report.objects.create(comment=loud, reason=reason)
    page = read(desk, f"{QUEUE}?reported=on")
    assert text(page, NAMES) == ["Loud"]
    assert text(page, "//div[@class='comment-reports']/p") == ["Reported by 3 readers"]
    assert text(page, "//div[@class='comment-reports']//li") == ["No <b>argument</b>", "An insult"]
    assert text(read(desk, f"{QUEUE}{quiet.pk}/change/"), "//div[@class='comment-reports']") == []
    shown = text(read(desk, "/admin/"), "//ul[@class='overview-counts']/li")
    assert shown[:2] == ["2 awaiting moderation", "1 of these reported by readers"]


def test_history_of_account_and_guest_with_same_address_is_separate(desk):
    post, account = make.post(), make.user()
    same = {"email_hash": keyed_hash("email", "ana@example.org")}
    wait(post, "Guest", 3, **same)
    wait(post, "Account", 2, user=account, **same)
    wait(post, "Other", 1, user=make.user(), **same)
    make.comment(post, state=State.SPAM, **same)
    make.comment(post, user=account, email_hash="")
    histories = [line.split(" first")[0] for line in text(read(desk, QUEUE), "//dl/div[1]/dd")]
    assert histories == ["Spam 1", "Approved 1", "No other comments known"]


def test_history_of_guest_without_hash_is_empty(desk):
    post = make.post()
    for n in range(2):
        make.comment(post, name=f"Gone {n}", state=State.WAITING, email_hash="")
    assert text(read(desk, QUEUE), "//dl/div[1]/dd") == ["No other comments known"] * 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=HARBOUR", ["Ana"]),
        ("q=harbour deep", ["Ana"]),
        ("q=harbour shallow", []),
        ("q=' %26 | ! \\ :* deep", ["Ana"]),
        ("q=example.org", ["Bo"]),
        ("writer=an", ["Ana"]),
        ("writer=ANA@example.org ", ["Ana"]),
        ("writer=na", []),
        ("writer=%25", []),
        ("post={post}", ["Ana"]),
        ("post=x", ["Bo", "Ana"]),
        ("by={ana}", ["Ana"]),
        ("by=0", ["Bo", "Ana"]),
        ("by=99", []),
        ("since=2024-05-02", ["Bo"]),
        ("until=2024-05-01", ["Ana"]),
        ("since=2024-05-01&until=2024-05-02", ["Bo", "Ana"]),
        ("since=yesterday", ["Bo", "Ana"]),
        ("since=0001-01-01&until=9999-12-31", ["Bo", "Ana"]),
        ("state=nowhere", []),
    ],
)
def test_queue_shows_comments_that_match_the_filters(desk, query, expected):
    ana = make.comment(
        make.post(), "The harbour is deep.", name="Ana",
        email_hash=keyed_hash("email", "ana@example.org"), created_at=make.moment(2024, 5, 1),
    )  # fmt: skip
    make.comment(make.post(), "At example.org.", name="Bo", created_at=make.moment(2024, 5, 2))
    query = query.format(post=ana.post_id, ana=ana.pk)
    assert names(desk, f"{QUEUE}?state=approved&{query}") == expected


@pytest.mark.parametrize(
    "query", ["q=%00", f"post={'9' * 23}", f"before={'9' * 20}-1", "state=approved&writer=a%00b"]
)
def test_queue_with_out_of_range_values_returns_400(desk, query):
    assert desk.get(f"{QUEUE}?{query}").status_code == 400


@pytest.mark.parametrize("key", ["before=x", "after=1-"])
def test_queue_with_malformed_page_key_is_no_error(desk, key):
    assert desk.get(f"{QUEUE}?{key}").status_code in (200, 404)
    assert desk.get(f"{QUEUE}?state=spam&{key}").status_code in (200, 404)
