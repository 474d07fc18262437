"""The moderators' queue, without script: what it shows, what its buttons do, what it costs."""

import uuid
from datetime import timedelta

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts.models import User
from blog import moderation
from blog.models import Ban, Comment, Decision, Post, Report
from config.digests import digest
from tests import factories as make
from tests.desk import signed_in
from tests.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State
QUEUE = "/admin/blog/comment/"
NAMES = "//h2[@class='said-by']"


def moderator(**fields) -> User:
    return make.user("Moderator", **fields)


@pytest.fixture
def desk():
    return signed_in(moderator(username="mo", byline="Mo Derator"))


def wait(post, name: str, hours: int = 1, **fields) -> Comment:
    """A comment that has been waiting for so long."""
    since = timezone.now() - timedelta(hours=hours)
    return make.comment(post, name=name, state=State.WAITING, waiting_since=since, **fields)


def names(client, address: str = QUEUE) -> list[str]:
    return text(read(client, address), NAMES)


def decide(client, **sent):
    return client.post(f"{QUEUE}decide/", sent, headers={"accept": "application/json"})


def about(*comments: Comment) -> list[str]:
    return [f"{comment.pk}:{comment.state}" for comment in comments]


def state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def test_what_waits_longest_comes_first_and_nothing_else(desk):
    post = make.post()
    wait(post, "Late", 1)
    wait(post, "Early", 3)
    wait(post, "Between", 2)
    for other in (State.APPROVED, State.SPAM, State.REJECTED, State.REMOVED):
        make.comment(post, name=f"Is {other}", state=other)
    assert names(desk) == ["Early", "Between", "Late"]
    assert names(desk, f"{QUEUE}?state=spam") == ["Is spam"]
    assert len(names(desk, f"{QUEUE}?state=all")) == 7


@pytest.mark.parametrize(
    ("role", "answered"),
    [("", [302] * 6), ("Author", [403] * 6), ("superuser", [200] * 3 + [302] * 3)],
)
def test_only_moderators_come_in(role, answered):
    comment = wait(make.post(), "Ana")
    client = signed_in(make.user(role))
    own = f"{QUEUE}{comment.pk}/"
    asked = [client.get(QUEUE), client.get(f"{own}change/"), client.get(f"{own}history/")]
    asked += [client.post(f"{QUEUE}decide/", {"to": "spam", "about": about(comment)})]
    asked += [client.post(f"{own}reply/", {"text": "No."}), client.post(f"{own}mark/")]
    assert [response.status_code for response in asked] == answered
    assert state(comment) == ("spam" if role == "superuser" else "waiting")


def test_pages_go_on_where_the_last_ended_whatever_was_decided_meanwhile(desk):
    post = make.post()
    waiting = [wait(post, f"Reader {n:03}", hours=200 - n) for n in range(120)]
    seen = names(desk)
    assert seen == [f"Reader {n:03}" for n in range(50)]
    page = read(desk, QUEUE)
    moderation.decide([c.pk for c in waiting[:30]], State.APPROVED, by=None)
    for expected in (range(50, 100), range(100, 120)):
        (following,) = page.xpath("//a[@rel='next']/@href")
        page = read(desk, QUEUE + following)
        assert text(page, NAMES) == [f"Reader {n:03}" for n in expected]
    assert page.xpath("//a[@rel='next']") == []
    (back,) = page.xpath("//a[@rel='prev']/@href")
    assert names(desk, QUEUE + back) == [f"Reader {n:03}" for n in range(50, 100)]


def test_a_row_says_what_is_known(desk):
    post = make.post(title="The bridge", language="fr")
    asked = make.comment(post, "How <b>old</b> is it?", name="Bo")
    answer = make.comment(
        post,
        "> How old?\n\nSixty: https://example.org/a",
        under=asked,
        name="Ana",
        state=State.WAITING,
        website="https://ana.example.org/",
        email_digest=digest("email", "ana@example.org"),
        score=35,
        reasons=[{"code": "first"}, {"code": "of-another-time"}],
    )
    for past in (State.APPROVED, State.APPROVED, State.SPAM):
        make.comment(post, state=past, email_digest=answer.email_digest)
    make.comment(post, state=State.SPAM, email_digest="", name="Ana")
    page = read(desk, QUEUE)
    (row,) = page.xpath("//li[@data-comment]")
    said = " ".join(row.text_content().split())
    assert "Ana guest https://ana.example.org/" in said
    assert "Approved 2Spam 1" in said
    assert "Score 35 first comment of its writer of-another-time" in said
    assert text(row, ".//summary")[0] == "Answers Bo: How <b>old</b> is it?"
    assert row.xpath(".//a[@lang='fr']/@href") == [post.get_absolute_url()]
    assert row.xpath(".//div[@class='said-words']//blockquote/p/text()") == ["How old?"]
    assert row.xpath(".//div[@class='said-words']//a/@rel") == ["nofollow ugc"]


def test_what_readers_reported_stands_with_the_comment(desk):
    post = make.post()
    quiet, loud = wait(post, "Quiet"), wait(post, "Loud", 2)
    for reason in ("An insult", "", "No <b>argument</b>"):
        Report.objects.create(comment=loud, reason=reason)
    page = read(desk, f"{QUEUE}?reported=on")
    assert text(page, NAMES) == ["Loud"]
    assert text(page, "//div[@class='said-reports']/p") == ["Reported by 3 readers"]
    assert text(page, "//div[@class='said-reports']//li") == ["No <b>argument</b>", "An insult"]
    assert text(read(desk, f"{QUEUE}{quiet.pk}/change/"), "//div[@class='said-reports']") == []
    shown = text(read(desk, "/admin/"), "//ul[@class='overview-counts']/li")
    assert shown[:2] == ["2 waiting", "1 of them reported by readers"]


def test_accounts_and_guests_are_known_apart_whatever_address_they_gave(desk):
    post, account = make.post(), make.user()
    same = {"email_digest": digest("email", "ana@example.org")}
    wait(post, "Guest", 3, **same)
    wait(post, "Account", 2, user=account, **same)
    wait(post, "Other", 1, user=make.user(), **same)
    make.comment(post, state=State.SPAM, **same)
    make.comment(post, user=account, email_digest="")
    told = [line.split(" first")[0] for line in text(read(desk, QUEUE), "//dl/div[1]/dd")]
    assert told == ["Spam 1", "Approved 1", "No other comment known"]


def test_nothing_is_known_of_a_writer_whose_address_was_forgotten(desk):
    post = make.post()
    for n in range(2):
        make.comment(post, name=f"Gone {n}", state=State.WAITING, email_digest="")
    assert text(read(desk, QUEUE), "//dl/div[1]/dd") == ["No other comment known"] * 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=HARBOUR", ["Ana"]),
        ("q=harbour deep", ["Ana"]),
        ("q=harbour shallow", []),
        ("q=' %26 | ! \\ :* deep", ["Ana"]),
        ("q=example.org", ["Bo"]),
        ("q=%00", ["Bo", "Ana"]),
        ("writer=an", ["Ana"]),
        ("writer=ANA@example.org ", ["Ana"]),
        ("writer=na", []),
        ("writer=%25", []),
        ("post={post}", ["Ana"]),
        ("post=99999999999999999999999", []),
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
def test_a_list_is_narrowed(desk, query, found):
    ana = make.comment(
        make.post(), "The harbour is deep.", name="Ana",
        email_digest=digest("email", "ana@example.org"), created_at=make.moment(2024, 5, 1),
    )  # fmt: skip
    make.comment(make.post(), "At example.org.", name="Bo", created_at=make.moment(2024, 5, 2))
    query = query.format(post=ana.post_id, ana=ana.pk)
    assert names(desk, f"{QUEUE}?state=approved&{query}") == found


@pytest.mark.parametrize("key", ["before=x", "after=1-", "before=99999999999999999999-1"])
def test_a_malformed_key_is_not_there(desk, key):
    assert desk.get(f"{QUEUE}?{key}").status_code in (200, 404)
    assert desk.get(f"{QUEUE}?state=spam&{key}").status_code in (200, 404)


def test_many_are_decided_and_taken_back_by_plain_buttons(desk):
    post = make.post()
    one, two, three = (wait(post, f"Reader {n}", 9 - n) for n in range(3))
    page = read(desk, QUEUE)
    boxes = page.xpath("//input[@name='about']/@value")
    assert boxes == about(one, two, three)
    sent = {"to": "approved", "about": boxes[:2], "next": QUEUE}
    page = lxml.html.fromstring(desk.post(f"{QUEUE}decide/", sent, follow=True).content.decode())
    assert text(page, "//p[@class='done']") == ["Approved: 2. Undo"]
    assert text(page, NAMES) == ["Reader 2"]
    (batch,) = page.xpath("//button[@name='undo']/@value")
    sent = {"undo": batch, "next": f"{QUEUE}?done={batch}"}
    page = lxml.html.fromstring(desk.post(f"{QUEUE}decide/", sent, follow=True).content.decode())
    assert text(page, "//p[@class='done']") == ["Waiting: 2. Undo"]
    (button,) = page.xpath(f"//button[@value='spam:{three.pk}:waiting']")
    desk.post(f"{QUEUE}decide/", {"one": button.get("value")})
    assert [state(c) for c in (one, two, three)] == ["waiting", "waiting", "spam"]


def test_who_comes_second_is_told_what_the_first_decided(desk):
    comment = wait(make.post(), "Ana")
    seen = about(comment)
    moderation.decide([comment.pk], State.REJECTED, by=moderator(byline="Bo First"))
    answer = decide(desk, to="approved", about=seen).json()
    assert (answer["batch"], answer["changed"]) == (None, [])
    (other,) = answer["others"]
    assert other | {"said": ""} == {"key": comment.pk, "state": "rejected", "said": ""}
    assert other["said"].startswith("Rejected by Bo First, 0")
    assert state(comment) == "rejected"
    response = desk.post(f"{QUEUE}decide/", {"to": "approved", "about": seen}, follow=True)
    assert "Rejected by Bo First" in response.content.decode()
    assert comment.decisions.count() == 1


def test_one_takes_back_what_one_decided_oneself_and_nothing_else(desk):
    comment = wait(make.post(), "Ana")
    batch, _ = moderation.decide([comment.pk], State.SPAM, by=moderator())
    for taken in (str(batch), str(uuid.uuid4()), "x", "%s"):
        assert decide(desk, undo=taken).status_code == 400
    assert state(comment) == "spam"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"to": "approved"},
        {"to": "deleted", "about": ["{key}:waiting"]},
        {"to": "", "about": ["{key}:waiting"]},
        {"to": "approved", "about": ["{key}"]},
        {"to": "approved", "about": ["{key}:waiting", "x:waiting"]},
        {"to": "approved", "about": ["1234567890123456789:waiting"]},
        {"one": "approved"},
        {"one": "approved:{key}:waiting:1"},
        {"to": "approved", "about": ["0:waiting"] * 501},
        {"to": "approved", "about": [f"{n}:waiting" for n in range(501)]},
    ],
)
def test_what_no_button_sends_changes_nothing(desk, sent):
    comment = wait(make.post(), "Ana")
    key = str(comment.pk)
    sent = {
        name: [v.replace("{key}", key) for v in value] if isinstance(value, list)
        else value.replace("{key}", key)
        for name, value in sent.items()
    }  # fmt: skip
    assert decide(desk, **sent).status_code in (200, 400)
    assert desk.post(f"{QUEUE}decide/", sent).status_code == 302
    assert state(comment) == "waiting"
    assert not Decision.objects.exists()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "x", "\0", ""])
def test_buttons_lead_to_no_other_site(desk, address):
    response = desk.post(f"{QUEUE}decide/", {"to": "spam", "next": address})
    assert response["Location"] == QUEUE


def test_a_reply_is_published_and_approves_what_it_answers(desk):
    comment = wait(make.post(), "Ana")
    sent = {"text": "We looked: you are right.\0", "submission": str(uuid.uuid4())}
    for _twice in range(2):
        answer = desk.post(f"{QUEUE}{comment.pk}/reply/", sent, headers={"accept": "text/html"})
        assert answer.status_code == 302
    reply = comment.replies.get()
    assert (reply.name, reply.text, reply.state, state(comment)) == (
        *("Mo Derator", "We looked: you are right.", "approved", "approved"),
    )


@pytest.mark.parametrize(
    ("words", "fields", "said"),
    [
        ("", {}, "Write the reply first."),
        (" \n", {}, "Write the reply first."),
        ("x" * 10_001, {}, "A comment has at most 10000 letters."),
        ("Yes.", {"state": State.SPAM}, "Approve the comment before you reply to it."),
        ("Yes.", {"is_locked": True}, "The thread is locked."),
    ],
)
def test_a_reply_that_cannot_be_is_refused_with_words(desk, words, fields, said):
    comment = make.comment(make.post(), **({"state": State.WAITING} | fields))
    address = f"{QUEUE}{comment.pk}/reply/"
    response = desk.post(address, {"text": words}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (400, {"error": said})
    assert (comment.replies.count(), state(comment)) == (0, comment.state)


def test_its_own_page_tells_every_decision(desk):
    post = make.post()
    first = make.comment(post, "Question.", name="Bo")
    comment = make.comment(post, "Answer.", under=first, name="Ana", state=State.WAITING)
    make.comment(post, "Thanks.", under=comment, name="Cy")
    make.comment(post, "Elsewhere.", name="Di")
    address = f"{QUEUE}{comment.pk}/change/"
    desk.post(
        f"{QUEUE}decide/",
        {"one": f"approved:{comment.pk}:waiting", "reason": "Knows <it>", "next": address},
    )
    moderation.decide([comment.pk], State.REMOVED, by=None)
    page = read(desk, address)
    told = [" ".join(li.split()[4:]) for li in text(page, "//ol[@class='decisions']/li")]
    assert [line.partition("m. ")[2] or line for line in told] == [
        "the rules Approved →to Removed",
        "Mo Derator Waiting →to Approved Knows <it>",
    ]
    assert text(page, "//ol[@class='thread']/li/p") == ["Bo · Approved", "Cy · Approved"]


def test_picks_and_locks_are_set_and_logged(desk):
    post = make.post()
    first = make.comment(post)
    comment = make.comment(post, under=first)
    address = f"{QUEUE}{comment.pk}/mark/"
    for sent in ({"pick": "on"}, {"pick": "on"}, {"lock": "on"}, {"pick": "?"}, {}):
        assert desk.post(address, sent).status_code == 302
    first.refresh_from_db()
    comment.refresh_from_db()
    assert (comment.is_pick, comment.is_locked, first.is_locked) == (True, False, True)
    assert "Unlock the thread" in desk.get(f"{QUEUE}{comment.pk}/change/").content.decode()
    desk.post(address, {"lock": "off"})
    first.refresh_from_db()
    assert not first.is_locked
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == [
        "Made an editors’ pick.",
        "Locked the thread.",
        "Unlocked the thread.",
    ]
    assert desk.get(f"{QUEUE}{comment.pk}/history/").status_code == 200


def test_nobody_deletes_a_comment_by_itself():
    comment = make.comment(make.post())
    client = signed_in(make.user("superuser"))
    assert client.get(f"{QUEUE}{comment.pk}/delete/").status_code == 404
    assert client.get(f"{QUEUE}add/").status_code == 404
    client.post(f"/admin/blog/post/{comment.post_id}/delete/", {"post": "yes"})
    assert not Post.objects.published().exists()
    assert state(comment) == "approved"


def fill(rows: int) -> list[Comment]:
    made = []
    for n in range(rows):
        post = make.post(title=f"Post {n}")
        answered = make.comment(post)
        user = make.user() if n % 2 else None
        made.append(make.comment(post, under=answered, state=State.WAITING, user=user))
        make.comment(post, state=State.SPAM, email_digest=made[-1].email_digest, user=user)
    return made


@pytest.mark.parametrize("rows", [3, 60])
def test_the_queue_costs_the_same_however_long_it_is(rows, desk, django_assert_num_queries):
    """Settings, session, person, two for permissions; the page, its writers, how many wait."""
    fill(rows)
    with django_assert_num_queries(8):
        assert len(names(desk)) == min(rows, 50)
    with django_assert_num_queries(9):  # One for the words, one for the writer, and no history.
        assert len(names(desk, f"{QUEUE}?state=all&q=comment&post=1&by={10**6}")) == 0


@pytest.mark.parametrize("rows", [3, 60])
def test_deciding_costs_the_same_however_many_there_are(rows, desk, django_assert_num_queries):
    """As above, with six of `decide`; what changed, what others decided, how many wait."""
    waiting = fill(rows)
    moderation.decide([waiting[0].pk], State.SPAM, by=None)
    with django_assert_num_queries(14):
        answer = decide(desk, to="approved", about=about(*waiting)).json()
    assert (len(answer["changed"]), len(answer["others"])) == (rows - 1, 1)


def test_a_thousand_in_the_queue(desk, django_assert_num_queries):
    post = make.post()
    Comment.objects.bulk_create(
        Comment(post=post, name=f"Reader {n}", text="Words.", email_digest=digest("email", f"{n}"))
        for n in range(1000)
    )
    with django_assert_num_queries(8):
        assert len(names(desk)) == 50
    some = list(Comment.objects.waiting().order_by("pk")[:200])
    with django_assert_num_queries(13):
        assert len(decide(desk, to="approved", about=about(*some)).json()["changed"]) == 200
    assert Comment.objects.waiting().count() == 800


def test_its_own_page_costs_the_same_however_much_was_said(desk, django_assert_num_queries):
    post = make.post()
    comment = make.comment(post)
    for size in (1, 5):
        for _ in range(size):
            make.comment(post, under=comment)
            moderation.decide([comment.pk], State.SPAM, by=make.user())
            moderation.decide([comment.pk], State.APPROVED, by=make.user())
        with django_assert_num_queries(10):
            assert desk.get(f"{QUEUE}{comment.pk}/change/").status_code == 200


def test_a_writer_is_banned_and_the_comment_is_spam(desk):
    comment = wait(make.post(), "Ana", email_digest=digest("email", "ana@example.org"))
    address = f"{QUEUE}{comment.pk}/ban/"
    page = read(desk, address)
    kinds = page.xpath("//input[@name='kinds']")
    assert [(k.get("value"), k.get("checked")) for k in kinds] == [
        ("name", None),
        ("email", "checked"),
    ]
    for sent in ({}, {"kinds": "network"}, {"kinds": "email", "days": "3"}):
        response = desk.post(address, sent, headers={"accept": "application/json"})
        assert (response.status_code, state(comment)) == (400, "waiting")
    sent = {"kinds": ["name", "email"], "is_spam": "on", "days": "30", "reason": "Watches"}
    answer = desk.post(address, sent, headers={"accept": "application/json"}).json()
    made = list(Ban.objects.order_by("pk"))
    assert answer["bans"] == [ban.pk for ban in made]
    assert [(b.kind, b.reason, b.by.username) for b in made] == [
        ("name", "Watches", "mo"),
        ("email", "Watches", "mo"),
    ]
    assert state(comment) == "spam"
    again = desk.post(address, sent, headers={"accept": "application/json"}).json()
    assert again["bans"] == []  # They stood already: not this one's to take back.
    other = signed_in(moderator())
    assert decide(other, unban=answer["bans"]).json()["lifted"] == 0
    assert decide(desk, unban=[*answer["bans"], "x"]).json()["lifted"] == 2
    response = desk.post(address, {"kinds": "name"}, follow=True)
    assert text(lxml.html.fromstring(response.content.decode()), "//li[@class='success']") == [
        "Banned: name: Ana."
    ]
