"""The buttons of the moderation queue without JavaScript."""

import uuid
from datetime import timedelta

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts.models import User
from blog.comments.models import Comment, ModerationAction
from blog.comments.moderate import moderate
from blog.comments.moderation.models import Ban
from blog.common.audit import describe_change
from blog.models import Post
from lib.hashing import keyed_hash
from tests.support import factories as make
from tests.support.commenting import parse_page
from tests.support.desk import signed_in
from tests.support.moderation_queue import (
    NAMES,
    QUEUE,
    about,
    decide,
    moderator,
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
def test_bulk_action_without_javascript_is_applied_and_undone(desk):
    post = make.post()
    one, two, three = (wait(post, f"Reader {n}", 9 - n) for n in range(3))
    page = read(desk, QUEUE)
    boxes = page.xpath("//input[@name='about']/@value")
    assert boxes == about(one, two, three)
    data = {"to": "approved", "about": boxes[:2], "next": QUEUE}
    page = lxml.html.fromstring(desk.post(f"{QUEUE}decide/", data, follow=True).content.decode())
    assert text(page, "//p[@class='done']") == ["Approved: 2. Undo"]
    assert text(page, NAMES) == ["Reader 2"]
    (batch,) = page.xpath("//p[@class='done']//button[@name='undo']/@value")
    data = {"undo": batch, "next": f"{QUEUE}?done={batch}"}
    page = lxml.html.fromstring(desk.post(f"{QUEUE}decide/", data, follow=True).content.decode())
    assert text(page, "//p[@class='done']") == ["Awaiting moderation: 2. Undo"]
    (button,) = page.xpath(f"//button[@value='spam:{three.pk}:waiting']")
    desk.post(f"{QUEUE}decide/", {"one": button.get("value")})
    assert [state(c) for c in (one, two, three)] == ["waiting", "waiting", "spam"]


def test_second_moderator_gets_a_conflict(desk):
    comment = wait(make.post(), "Ana")
    seen = about(comment)
    moderate(comment_ids=[comment.pk], to=State.REJECTED, by=moderator(byline="Bo First"))
    result = decide(desk, to="approved", about=seen).json()
    assert (result["batch"], result["changed"]) == (None, [])
    (other,) = result["others"]
    assert (other["key"], other["state"], other["version"]) == (comment.pk, "rejected", "rejected")
    assert other["message"].startswith("Rejected by Bo First, just now")
    assert state(comment) == "rejected"
    response = desk.post(f"{QUEUE}decide/", {"to": "approved", "about": seen}, follow=True)
    assert "Rejected by Bo First" in response.content.decode()
    assert comment.moderation_actions.count() == 1


def test_undo_of_another_moderators_batch_is_refused(desk):
    comment = wait(make.post(), "Ana")
    batch = moderate(comment_ids=[comment.pk], to=State.SPAM, by=moderator()).batch
    for taken in (str(batch), str(uuid.uuid4()), "x", "%s"):
        assert decide(desk, undo=taken).status_code == 400
    assert state(comment) == "spam"


@pytest.mark.parametrize(
    "data",
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
def test_malformed_action_changes_nothing(desk, data):
    comment = wait(make.post(), "Ana")
    key = str(comment.pk)
    data = {
        name: [v.replace("{key}", key) for v in value] if isinstance(value, list)
        else value.replace("{key}", key)
        for name, value in data.items()
    }  # fmt: skip
    assert decide(desk, **data).status_code in (200, 400)
    assert desk.post(f"{QUEUE}decide/", data).status_code == 302
    assert state(comment) == "waiting"
    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "x", "\0", ""])
def test_next_url_of_another_site_is_ignored(desk, address):
    response = desk.post(f"{QUEUE}decide/", {"to": "spam", "next": address})
    assert response["Location"] == QUEUE


def test_moderators_reply_is_published_and_approves_its_parent(desk):
    comment = wait(make.post(), "Ana")
    data = {"text": "We looked: you are right.\0", "submission": str(uuid.uuid4())}
    for _twice in range(2):
        response = desk.post(f"{QUEUE}{comment.pk}/reply/", data, headers={"accept": "text/html"})
        assert response.status_code == 302
    reply = comment.replies.get()
    assert (reply.name, reply.text, reply.state, state(comment)) == (
        *("Mo Derator", "We looked: you are right.", "approved", "approved"),
    )


@pytest.mark.parametrize(
    ("reply", "fields", "message"),
    [
        ("", {}, "Enter your reply."),
        (" \n", {}, "Enter your reply."),
        (
            "x" * 10_001,
            {},
            "The text is 1 character too long. A comment can have at most 10,000 characters.",
        ),
        ("Yes.", {"state": State.SPAM}, "Approve the comment before you reply to it."),
        ("Yes.", {"is_locked": True}, "The thread is locked. Unlock it before you reply."),
    ],
)
def test_invalid_reply_is_refused_with_a_message(desk, reply, fields, message):
    comment = make.comment(make.post(), **({"state": State.WAITING} | fields))
    address = f"{QUEUE}{comment.pk}/reply/"
    response = desk.post(address, {"text": reply}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (400, {"error": message})
    assert (comment.replies.count(), state(comment)) == (0, comment.state)


def test_comment_page_shows_moderation_log_and_thread(desk):
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
    moderate(comment_ids=[comment.pk], to=State.REMOVED, by=None)
    page = read(desk, address)
    log = [" ".join(li.split()[4:]) for li in text(page, "//ol[@class='action-list']/li")]
    assert [line.partition("m. ")[2] or line for line in log] == [
        "Rules · Approved →to Removed",
        "Mo Derator · Awaiting moderation →to Approved Knows <it>",
    ]
    assert text(page, "//ol[@class='thread']/li/p") == ["Bo · Approved", "Cy · Approved"]


def test_picks_and_locks_are_set_and_logged(desk):
    post = make.post()
    first = make.comment(post)
    comment = make.comment(post, under=first)
    address = f"{QUEUE}{comment.pk}/mark/"
    for data in ({"pick": "on"}, {"pick": "on"}, {"lock": "on"}, {"pick": "?"}, {}):
        assert desk.post(address, data).status_code == 302
    first.refresh_from_db()
    comment.refresh_from_db()
    assert (comment.is_pick, comment.is_locked, first.is_locked) == (True, False, True)
    assert "Unlock thread" in desk.get(f"{QUEUE}{comment.pk}/change/").content.decode()
    desk.post(address, {"lock": "off"})
    first.refresh_from_db()
    assert not first.is_locked
    assert [describe_change(entry) for entry in LogEntry.objects.order_by("pk")] == [
        "Marked as an editors’ pick.",
        "Thread locked.",
        "Thread unlocked.",
    ]
    assert desk.get(f"{QUEUE}{comment.pk}/history/").status_code == 200


@pytest.mark.parametrize("place", ["ban", "history"])
def test_page_below_a_comment_names_it_in_the_breadcrumbs(place, desk):
    comment = make.comment(make.post(), name="Ana")
    page = read(desk, f"{QUEUE}{comment.pk}/{place}/")
    (link,) = page.xpath("//ol[@class='breadcrumbs']//a[. = 'Comment by Ana']")
    assert link.get("href") == f"{QUEUE}{comment.pk}/change/"


def test_comment_has_no_add_or_delete_form():
    comment = make.comment(make.post())
    client = signed_in(make.user("superuser"))
    assert client.get(f"{QUEUE}{comment.pk}/delete/").status_code == 404
    assert client.get(f"{QUEUE}add/").status_code == 404
    client.post(f"/admin/blog/post/{comment.post_id}/delete/", {"post": "yes"})
    assert not Post.objects.published().exists()
    assert state(comment) == "approved"


@pytest.mark.slow
def test_ban_form_bans_author_and_marks_comment_as_spam(desk):
    comment = wait(make.post(), "Ana", email_hash=keyed_hash("email", "ana@example.org"))
    address = f"{QUEUE}{comment.pk}/ban/"
    page = read(desk, address)
    kinds = page.xpath("//input[@name='kinds']")
    assert [(k.get("value"), k.get("checked")) for k in kinds] == [
        ("name", None),
        ("email", "checked"),
    ]
    for data in ({}, {"kinds": "network"}, {"kinds": "email", "days": "3"}):
        response = desk.post(address, data, headers={"accept": "application/json"})
        assert (response.status_code, state(comment)) == (400, "waiting")
    data = {"kinds": ["name", "email"], "is_spam": "on", "days": "30", "reason": "Watches"}
    result = desk.post(address, data, headers={"accept": "application/json"}).json()
    banned = list(Ban.objects.order_by("pk"))
    assert [(b.kind, b.reason, b.by.username) for b in banned] == [
        ("name", "Watches", "mo"),
        ("email", "Watches", "mo"),
    ]
    assert (state(comment), {b.comment for b in banned}) == ("spam", {comment})
    again = desk.post(address, data, headers={"accept": "application/json"}).json()
    assert again["batch"] is None  # The bans existed already, so there is nothing to undo.
    assert decide(signed_in(moderator()), undo=result["batch"]).status_code == 400
    assert decide(desk, undo=result["batch"]).json()["lifted"] == 2
    assert (Ban.objects.exists(), state(comment)) == (False, "waiting")


def test_ban_form_ticks_its_only_choice_and_leads_back(desk):
    comment = wait(make.post(), "Ana", email_hash="")
    page = read(desk, f"{QUEUE}{comment.pk}/ban/")
    assert page.xpath("//input[@name='kinds']/@checked") == ["checked"]
    assert text(page, "//form[@data-ban]//label[input[@name='kinds']]") == ["Name: Ana"]
    (link,) = page.xpath("//form[@data-ban]//a")
    assert (link.text, link.get("href")) == ("Cancel", f"{QUEUE}{comment.pk}/change/")


@pytest.mark.parametrize("is_spam", [True, False])
def test_undo_without_javascript_lifts_the_ban(is_spam, desk):
    comment = wait(make.post(), "Ana")
    data = {"kinds": "name", "next": QUEUE} | ({"is_spam": "on"} if is_spam else {})
    response = desk.post(f"{QUEUE}{comment.pk}/ban/", data, follow=True)
    page = parse_page(response)
    assert text(page, "//li[@class='success']") == ["Banned: Ana (name)."]
    (batch,) = page.xpath("//p[@class='done']//button[@name='undo']/@value")
    desk.post(f"{QUEUE}decide/", {"undo": batch})
    assert (Ban.objects.exists(), state(comment)) == (False, "waiting")


def test_authors_of_selected_comments_are_banned_together(desk):
    post, account = make.post(), make.user(username="eve")
    ana, eve = wait(post, "Ana", 2), wait(post, "Eve", 1, user=account)
    chosen = {"about": about(ana, eve)}
    page = parse_page(desk.post(f"{QUEUE}ban/", {**chosen, "ask": "on"}))
    assert text(page, "//h1") == ["Ban 2 commenters"]
    data = chosen | {"kinds": ["name", "account"], "is_spam": "on"}
    result = desk.post(f"{QUEUE}ban/", data, headers={"accept": "application/json"}).json()
    banned = Ban.objects.order_by("pk").values_list("kind", "label")
    assert list(banned) == [("name", "Ana"), ("name", "Eve"), ("account", "Eve")]
    assert [state(ana), state(eve)] == ["spam", "spam"]
    assert decide(desk, undo=result["batch"]).json()["lifted"] == 3
    assert [state(ana), state(eve)] == ["waiting", "waiting"]


def test_ban_of_shared_mail_domain_requires_confirmation(desk):
    shared, own = (
        wait(make.post(), "Ana", domain_hash=keyed_hash("domain", name))
        for name in ("gmail.com", "ana.example")
    )
    assert "Domain of e-mail addresses: gmail.com" in desk.get(f"{QUEUE}{shared.pk}/ban/").text
    json = {"accept": "application/json"}
    data = {"kinds": "domain", "days": "kind"}
    refused = desk.post(f"{QUEUE}{shared.pk}/ban/", data, headers=json)
    assert (refused.status_code, Ban.objects.exists()) == (400, False)
    assert refused.json()["error"].startswith("Many people have e-mail addresses at gmail.com.")
    data["is_confirmed"] = "on"
    assert desk.post(f"{QUEUE}{shared.pk}/ban/", data, headers=json).status_code == 200
    assert desk.post(f"{QUEUE}{own.pk}/ban/", {"kinds": "domain"}, headers=json).status_code == 200
    first, second = Ban.objects.order_by("pk")
    assert (first.label, first.until - first.created_at > timedelta(days=29)) == ("gmail.com", True)
    assert (second.label, second.until) == (f"Ana, comment {own.pk}", None)


def test_default_expiry_of_bans_depends_on_their_kind(desk):
    hashes = {"domain_hash": "d" * 32, "ip_hash": "e" * 32, "network_hash": "f" * 32}
    comment = wait(make.post(), "Ana", **hashes)
    page = read(desk, f"{QUEUE}{comment.pk}/ban/")
    assert page.xpath("//select[@name='days']/option[@selected]/@value") == ["kind"]
    data = {"kinds": ["name", "domain", "ip", "network"], "days": "kind"}
    desk.post(f"{QUEUE}{comment.pk}/ban/", data)
    ends = {ban.kind: ban.until is not None for ban in Ban.objects.all()}
    assert ends == {"name": False, "domain": True, "ip": True, "network": True}


def test_own_last_actions_name_few_commenters(desk):
    mo = User.objects.get(username="mo")
    post = make.post()
    names = ("Di", "", "Cy", "Bo", "Ana", "Ana")
    comments = [wait(post, name, number) for number, name in enumerate(names, 1)]
    moderate(comment_ids=[comment.pk for comment in comments], to=State.APPROVED, by=mo)
    (line,) = text(read(desk, QUEUE), "//details[@class='undoable']//li")
    assert line == "Approved: 6 · just now · Ana, Bo, Cy, … Undo"


@pytest.mark.parametrize(("score", "checked"), [(10, []), (60, ["on"])])
def test_ban_form_proposes_spam_for_high_scores_only(score, checked, desk):
    comment = wait(make.post(), "Ana", score=score)
    page = read(desk, f"{QUEUE}{comment.pk}/ban/")
    assert len(page.xpath("//input[@name='is_spam'][@checked]")) == len(checked)


def test_own_last_actions_can_be_undone_after_a_reload(desk):
    mo = User.objects.get(username="mo")
    post = make.post()
    one, two, three = (wait(post, f"Reader {n}", 9 - n) for n in range(3))
    moderate(comment_ids=[one.pk, two.pk], to=State.APPROVED, by=mo)
    moderate(comment_ids=[three.pk], to=State.SPAM, by=moderator())
    shown = read(desk, QUEUE)
    (line,) = text(shown, "//details[@class='undoable']//li")
    assert line == "Approved: 2 · just now · Reader 0, Reader 1 Undo"
    (batch,) = shown.xpath("//details[@class='undoable']//button/@value")
    desk.post(f"{QUEUE}decide/", {"undo": batch})
    assert [state(one), state(two), state(three)] == ["waiting", "waiting", "spam"]
    assert text(read(desk, QUEUE), "//details[@class='undoable']//li") == []
    moderate(comment_ids=[one.pk], to=State.APPROVED, by=mo)
    ModerationAction.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert text(read(desk, QUEUE), "//details[@class='undoable']//li") == []


def test_decisions_are_explained_in_queue_and_on_page_of_comment(desk):
    comment = wait(make.post(), "Ana")
    for address in (QUEUE, f"{QUEUE}{comment.pk}/change/"):
        page = read(desk, address)
        terms = text(page, "//details[@class='narrowing']/dl/dt")
        assert terms == ["Approve", "Reject", "Spam", "Remove"]
        explained = text(page, "//details[@class='narrowing']/dl/dd")[1:]
        row = page.xpath("//div[@class='comment-buttons']")[0]
        assert [button.get("title") for button in row.xpath("./button[@title]")] == explained
