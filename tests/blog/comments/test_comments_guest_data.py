"""The data of a guest: shown by an e-mailed link, downloaded, erased, deleted in time."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blog.comments.email_hash import hash_email
from blog.comments.models import HASH_FIELDS, Comment, EarlierText, ModerationAction
from blog.comments.moderate import (
    DELETED_BY_AUTHOR_MESSAGE,
    find_undoable,
    moderate,
    undo_moderation,
)
from blog.comments.moderation.models import Report, WordCount
from blog.comments.privacy import delete_old_hashes
from blog.comments.subscriptions import Subscription
from lib.hashing import keyed_hash
from tests.support import factories as make
from tests.support.commenting import build_form_data, get_form_url, send_guest_data_emails
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
REQUEST_URL = "/comments/mine/"
ANA = "ana@example.org"


def make_comment(address, post, **fields):
    hashes = {
        "email_hash": hash_email(address),
        "domain_hash": keyed_hash("domain", "example.org"),
        "ip_hash": keyed_hash("ip", "203.0.113.9"),
        "network_hash": keyed_hash("network", "203.0.113.0/24"),
    }
    return make.comment(post, **hashes | {"name": "Ana", "website": "https://a.example/"} | fields)


def request_link(mailoutbox, address=ANA) -> str:
    """Request the e-mail with the link; return its path, '' if none was sent."""
    mailoutbox.clear()
    assert Client().post(REQUEST_URL, {"email": address}).status_code == 200
    send_guest_data_emails()
    if not mailoutbox:
        return ""
    (email,) = mailoutbox
    assert email.to == [address]
    (line,) = [line for line in email.body.splitlines() if REQUEST_URL in line]
    return REQUEST_URL + line.partition(REQUEST_URL)[2]


def test_data_request_for_unknown_address_has_the_same_response(mailoutbox):
    make_comment(ANA, make.post())
    client, other = Client(), Client()
    for_known = client.post(REQUEST_URL, {"email": ANA})
    for_unknown = other.post(REQUEST_URL, {"email": "nobody@example.org"})
    assert for_known.content == for_unknown.content
    assert (for_known.status_code, dict(for_known.headers)) == (
        for_unknown.status_code,
        dict(for_unknown.headers),
    )
    send_guest_data_emails()
    assert [email.to for email in mailoutbox] == [[ANA]]
    assert [*client.cookies] == ["wrote"]  # Set by any POST, for ten seconds.


@pytest.mark.parametrize("address", ["", "ana", "a@b\0c.example", "x" * 300 + "@example.org"])
def test_data_request_with_invalid_address_is_rejected(address, mailoutbox):
    assert Client().post(REQUEST_URL, {"email": address}).status_code == 400
    assert mailoutbox == []


def test_data_request_emails_are_limited_per_address(mailoutbox):
    make_comment(ANA, make.post())
    for _time in range(10):
        Client().post(REQUEST_URL, {"email": ANA})
    send_guest_data_emails()
    assert len(mailoutbox) == 3


def test_data_request_does_the_same_for_known_and_unknown_addresses(mailoutbox):
    """How long it takes does not disclose who has commented."""
    make_comment(ANA, make.post())
    queries = []
    for address in (ANA, "nobody@example.org", "ana@exämple.org"):
        with CaptureQueriesContext(connection) as captured:
            Client().post(REQUEST_URL, {"email": address})
        queries.append([query["sql"].partition("VALUES")[0].split()[:4] for query in captured])
    assert queries[0] == queries[1] == queries[2] != []
    assert mailoutbox == []


def test_data_request_of_yesterday_sends_no_email(mailoutbox):
    make_comment(ANA, make.post())
    with time_machine.travel(timezone.now() - timedelta(hours=25)):
        Client().post(REQUEST_URL, {"email": ANA})
    send_guest_data_emails()
    assert mailoutbox == []


def test_guest_data_page_shows_data_of_the_address_only(mailoutbox):
    post = make.post(title="Dams")
    comment = make_comment(ANA, post, text="What I said.")
    make_comment(
        "ANA@example.org", post, text="In other letters.", email_hash=hash_email("ANA@example.org")
    )
    make_comment(ANA, post, text="As spam.", state="spam")
    make_comment(ANA, post, text="While signed in.", user=make.user())
    make_comment("bo@example.org", post, text="By somebody else.")
    Subscription.objects.create(comment=comment, email=ANA, email_hash=hash_email(ANA))
    page = Client().get(request_link(mailoutbox)).content.decode()
    shown = ("What I said.", "In other letters.", "As spam.", "(not confirmed)")
    assert [text for text in shown if text not in page] == []
    assert "While signed in." not in page
    assert "By somebody else." not in page


def test_guest_data_download_has_all_data(mailoutbox):
    post = make.post(title="Dams")
    stored = make_comment(ANA, post, text="What I said.", state="waiting")
    moderate(
        comment_ids=[stored.pk], to="approved", by=make.user("Moderator"), reason="Secret note"
    )
    Subscription.objects.create(comment=stored, email=ANA, email_hash=hash_email(ANA))
    response = Client().get(request_link(mailoutbox) + "?as=json")
    assert response["Content-Disposition"] == 'attachment; filename="comments.json"'
    data = json.loads(response.content)
    (comment,) = data["comments"]
    assert (comment["text"], comment["name"], comment["post"]) == ("What I said.", "Ana", "Dams")
    assert comment["website"] == "https://a.example/"
    assert [(d["was"], d["became"]) for d in comment["moderation_actions"]] == [
        ("waiting", "approved")
    ]
    assert comment["hashes"] == {name: getattr(stored, name) for name in HASH_FIELDS}
    assert [row["email"] for row in data["reply_subscriptions"]] == [ANA]
    assert b"Secret note" not in response.content


def test_erased_comments_stay_and_are_anonymous(mailoutbox):
    post = make.post()
    comment, answer = (
        make_comment(ANA, post, text="What I said."),
        make_comment("bo@example.org", post),
    )
    signed = make_comment(ANA, post, user=make.user())
    for row in (comment, answer):
        Subscription.objects.create(comment=row, email="x@y.example", email_hash=row.email_hash)
    link = request_link(mailoutbox)
    page = Client(enforce_csrf_checks=True).post(link, {"do": "erase"}, follow=True)
    assert "Nothing is stored" in page.content.decode()
    for row in (comment, answer, signed):
        row.refresh_from_db()
    values = {
        name: getattr(comment, name) for name in ("name", "website", "text", "state", *HASH_FIELDS)
    }
    assert values == {
        **dict.fromkeys(("name", "website", *HASH_FIELDS), ""),
        "text": "What I said.",
        "state": "approved",
    }
    assert answer.name == signed.name == "Ana"
    assert [row.comment for row in Subscription.objects.all()] == [answer]


def test_erasure_deletes_cookies_and_prevents_editing(mailoutbox):
    make.site(first_comment_waits=True)
    post = make.post(title="Dams")
    client = Client()
    client.post(get_form_url(post), build_form_data(email=ANA))
    comment = Comment.objects.get()
    elsewhere = Client()
    for name in ("pending", "written"):
        elsewhere.cookies[name] = client.cookies[name].value
    address = f"/comments/{comment.pk}/edit/"
    assert elsewhere.get(address).status_code == 200
    answer = client.post(request_link(mailoutbox), {"do": "erase"})
    ended = {name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0}
    assert ended == {"commenter", "pending", "written"}
    assert answer.cookies["written"]["path"] == f"/comments/{comment.pk}/"
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(address, {"text": "Other words."}).status_code == 404
    assert elsewhere.get(f"/comments/{comment.pk}/sent/").status_code == 404
    assert elsewhere.get("/comments/visitor/", {"path": post.get_absolute_url()}).status_code == 204
    assert Comment.objects.get().text == comment.text


def test_erasure_asks_for_confirmation_and_shows_the_result(mailoutbox):
    post = make.post()
    make_comment(ANA, post), make_comment(ANA, post)
    link = request_link(mailoutbox)
    assert Client().get(link).content.decode().count('value="erase"') == 0
    asked = Client().get(f"{link}?do=erase").content.decode()
    assert "2 comments will be made anonymous." in asked
    assert Comment.objects.filter(name="Ana").count() == 2
    done = Client(enforce_csrf_checks=True).post(link, {"do": "erase"}, follow=True)
    assert "2 comments were made anonymous." in done.content.decode()
    again = Client().get(link, {"erased": "x" * 30}).content.decode()
    assert "made anonymous" not in again


@pytest.mark.parametrize("state", Comment.State)
def test_guest_deletes_one_comment_and_keeps_the_others(state, mailoutbox):
    post = make.post()
    comment, other = (
        make_comment(ANA, post, text="Regretted.", state=state),
        make_comment(ANA, post),
    )
    EarlierText.objects.create(comment=comment, text="Worse.", replaced_at=timezone.now())
    for row in (comment, other):
        make.subscription(row, ANA)
    link = request_link(mailoutbox)
    page = read(Client(), link)
    (address, _other) = [
        a.get("href") for a in page.xpath("//a") if "Delete this comment" in a.text_content()
    ][::-1]
    asked = read(Client(), link + address)
    assert asked.xpath("string(//blockquote)").strip() == "Regretted."
    fields = {field.get("name"): field.get("value") for field in asked.xpath("//main//form//input")}
    assert Comment.objects.get(pk=comment.pk).text == "Regretted."
    done = Client(enforce_csrf_checks=True).post(link, {"do": "delete", **fields}, follow=True)
    assert "Your comment was deleted." in done.text
    assert "Regretted." not in done.text
    comment.refresh_from_db()
    assert "Regretted" not in comment.text + comment.html
    assert comment.state == Comment.State.REMOVED
    assert not any(getattr(comment, name) for name in ("name", "website", *HASH_FIELDS))
    assert not EarlierText.objects.exists()
    assert [row.comment for row in Subscription.objects.all()] == [other]
    other.refresh_from_db()
    assert (other.name, other.state, bool(other.email_hash)) == ("Ana", "approved", True)


def test_deleted_comment_stays_as_a_placeholder_above_replies(mailoutbox):
    post = make.post()
    comment, alone = make_comment(ANA, post, text="Regretted."), make_comment(ANA, post)
    make.comment(post, text="An answer.", under=comment)
    link = request_link(mailoutbox)
    for row in (comment, alone, alone):
        done = Client().post(link, {"do": "delete", "comment": row.pk}, follow=True)
        assert "Your comment was deleted." in done.text
    page = read(Client(), post.get_absolute_url())
    assert text(page, "//*[@id='comments']//p[contains(@class, 'not-shown')]") == [
        "This comment was removed."
    ]
    discussion = text(page, "//*[@id='comments']")[0]
    assert "An answer." in discussion
    assert "Regretted." not in discussion
    assert "Nothing is stored" in Client().get(link).text


def test_guest_cannot_delete_comments_of_others(mailoutbox):
    post = make.post()
    make_comment(ANA, post)
    others = [
        make_comment("bo@example.org", post),
        make_comment(ANA, post, user=make.user()),
        make_comment("", post, **dict.fromkeys(HASH_FIELDS, "")),
    ]
    link = request_link(mailoutbox)
    for key in (*(row.pk for row in others), "", "x", "9" * 30, "0"):
        answer = Client().post(link, {"do": "delete", "comment": key}, follow=True)
        assert "Your comment was deleted." not in answer.text
        assert Client().get(link, {"do": "delete", "comment": key}).status_code == 404
        assert Client().get(f"{REQUEST_URL}x/?do=delete&comment={key}").status_code == 404
    assert Comment.objects.filter(name="Ana", state="approved").count() == 4


@pytest.mark.parametrize(
    ("state", "label", "is_trained"), [("spam", "spam", True), ("approved", "ham", False)]
)
def test_deleted_comment_trains_the_filter_as_spam_only(state, label, is_trained, mailoutbox):
    comment = make_comment(ANA, make.post(), text="Unmistakable", state="waiting")
    moderate(comment_ids=[comment.pk], to=state, by=make.user("Moderator"))
    trained = WordCount.objects.filter(word="unmistakable", **{f"{label}__gt": 0})
    assert trained.exists()
    Client().post(request_link(mailoutbox), {"do": "delete", "comment": comment.pk})
    assert trained.exists() == is_trained
    comment.refresh_from_db()
    assert comment.trained_as == ""
    action = ModerationAction.objects.latest("pk")
    assert (action.became, action.by, action.reason) == ("removed", None, "deleted by its author")


@pytest.mark.parametrize("before", ["waiting", "approved", "spam"])
@pytest.mark.parametrize("to", ["approved", "spam", "removed"])
def test_deleted_comment_cannot_be_undone_nor_moderated(before, to, mailoutbox):
    moderator = make.user("Moderator")
    comment = make_comment(ANA, make.post(), text="Regretted.", state=before)
    batch = moderate(comment_ids=[comment.pk], to=to, by=moderator).batch
    Client().post(request_link(mailoutbox), {"do": "delete", "comment": comment.pk})
    stored = Comment.objects.get()
    assert find_undoable(by=moderator) == []
    action = ModerationAction.objects.latest("pk")
    assert (action.by, action.became, action.is_deletion_by_author) == (None, "removed", True)
    if before != to:
        undone = undo_moderation(batch=batch, by=moderator)
        assert not undone.changed
        assert [each.message for each in undone.conflicts] == [DELETED_BY_AUTHOR_MESSAGE]
    words_before = list(WordCount.objects.order_by("word").values())
    for state in ("approved", "waiting", "spam"):
        for seen in (None, {stored.pk: stored.version}):
            result = moderate(comment_ids=[stored.pk], to=state, by=moderator, seen=seen)
            assert not result.changed
            assert [each.message for each in result.conflicts] == (
                [DELETED_BY_AUTHOR_MESSAGE] if seen else []
            )
    assert Comment.objects.get().version == stored.version
    assert (stored.state, stored.notice_at) == ("removed", None)
    assert list(WordCount.objects.order_by("word").values()) == words_before


def test_moderation_log_names_the_deletion_by_the_author(mailoutbox, client):
    comment = make_comment(ANA, make.post())
    Client().post(request_link(mailoutbox), {"do": "delete", "comment": comment.pk})
    client.force_login(make.user("Moderator"))
    page = read(client, reverse("admin:blog_comment_change", args=[comment.pk]))
    log = text(page, "//*[contains(@class, 'action-list')]/li")
    assert "Its author deleted this comment." in log[0]
    assert "Rules" not in log[0]


def test_deleted_comment_can_no_longer_be_edited(mailoutbox):
    post = make.post()
    client = Client()
    client.post(get_form_url(post), build_form_data(email=ANA))
    comment = Comment.objects.get()
    assert client.get(f"/comments/{comment.pk}/edit/").status_code == 200
    client.post(request_link(mailoutbox), {"do": "delete", "comment": comment.pk})
    for page in ("edit", "sent"):
        assert client.get(f"/comments/{comment.pk}/{page}/").status_code == 404


def test_subscriptions_outlive_hashes_and_can_be_ended_on_the_page(mailoutbox):
    post = make.post()
    comment, other = make_comment(ANA, post), make_comment("bo@example.org", post)
    for row in (comment, other):
        make.subscription(row, ANA if row == comment else "bo@example.org")
    Comment.objects.update(**dict.fromkeys(HASH_FIELDS, ""))
    link = request_link(mailoutbox)
    assert (
        "For these e-mails, your address itself is stored until you unsubscribe."
        in Client().get(link).content.decode()
    )
    page = Client(enforce_csrf_checks=True).post(link, {"do": "end"}, follow=True)
    assert "Nothing is stored" in page.content.decode()
    assert [row.comment for row in Subscription.objects.all()] == [other]


@pytest.mark.parametrize("state", Comment.State)
def test_guest_data_page_links_to_public_comments_only(state, mailoutbox):
    row = make_comment(ANA, make.post(title="Low water"), state=state)
    page = read(Client(), request_link(mailoutbox))
    links = page.xpath(f"//a[@href='{row.get_absolute_url()}']")
    assert bool(links) == (state == Comment.State.APPROVED)
    assert text(page, "//ol//p//bdi")[0] == "Low water"


@pytest.mark.slow
def test_guest_data_page_with_many_comments_costs_no_more_queries(
    mailoutbox, django_assert_num_queries
):
    post = make.post()
    for number in (1, 20):
        for _comment in range(number):
            make.subscription(make_comment(ANA, post), ANA)
        link = request_link(mailoutbox)
        with django_assert_num_queries(3):
            Client().get(link)


def test_visit_or_unknown_action_erases_nothing(mailoutbox):
    make_comment(ANA, make.post())
    link = request_link(mailoutbox)
    Client().get(link)
    Client().post(link)
    assert Comment.objects.get().name == "Ana"


def test_guest_data_link_expires_after_a_day_and_cannot_be_forged(mailoutbox):
    make_comment(ANA, make.post())
    link = request_link(mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert Client().get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert Client().get(link).status_code == 404
        assert Client().post(link, {"do": "erase"}).status_code == 404
    for wrong in (
        f"{link[:-2]}x/",
        f"{REQUEST_URL}{hash_email(ANA)}/",
        f"{REQUEST_URL}x/",
        f"{REQUEST_URL}{'x' * 3000}/",
    ):
        assert Client().get(wrong).status_code == 404
    assert Comment.objects.get().name == "Ana"


def test_guest_data_pages_are_private(mailoutbox):
    make_comment(ANA, make.post())
    for address in (REQUEST_URL, request_link(mailoutbox), "/comments/mine/x/"):
        response = Client().get(address)
        assert "no-store" in response["Cache-Control"]
        assert 'name="robots" content="noindex"' in response.content.decode()


def test_title_of_unpublished_post_is_not_shown(mailoutbox):
    post = make.post()
    make_comment(ANA, post)
    link = request_link(mailoutbox)
    post.status, post.title = "draft", "What nobody knows yet"
    post.save()
    for address in (link, f"{link}?as=json"):
        assert "nobody knows" not in Client().get(address).content.decode()


def test_hashes_are_deleted_after_the_retention_period(django_assert_num_queries):
    make.site(retention_days=30)
    post = make.post()
    old, new = make_comment(ANA, post), make_comment(ANA, post)
    bare = make_comment(ANA, post, email_hash="", domain_hash="")
    age = timezone.now() - timedelta(days=30, minutes=1)
    Comment.objects.filter(pk__in=[old.pk, bare.pk]).update(created_at=age)
    delete_old_hashes.call()
    left = {c.pk: [getattr(c, name) for name in HASH_FIELDS] for c in Comment.objects.all()}
    assert left[old.pk] == left[bare.pk] == [""] * 4
    assert all(left[new.pk])
    assert Comment.objects.get(pk=old.pk).name == "Ana"
    with django_assert_num_queries(4):
        delete_old_hashes.call()


def test_hashes_of_reports_are_deleted_after_the_retention_period():
    comment = make.comment(make.post())
    for client in "ab":
        Report.objects.create(comment=comment, ip_hash=client)
    Report.objects.filter(ip_hash="a").update(created_at=timezone.now() - timedelta(days=91))
    delete_old_hashes.call()
    assert sorted(Report.objects.values_list("ip_hash", flat=True)) == ["", "b"]


@pytest.mark.slow
def test_guest_data_pages_accept_every_naughty_string(testdata, mailoutbox):
    make_comment(ANA, make.post())
    client = Client()
    link = request_link(mailoutbox)
    mailoutbox.clear()
    for string in json.loads((testdata / "strings" / "blns.json").read_text()):
        assert client.post(REQUEST_URL, {"email": string}).status_code in {200, 400}
        assert client.post(link, {"do": string}).status_code == 302
        assert client.get(f"{REQUEST_URL}{quote(string, safe='')}/").status_code in {200, 404}
        assert client.get(f"/comments/notices/{quote(string, safe='')}/").status_code == 404
    assert mailoutbox == []
    assert Comment.objects.get().name == "Ana"
