"""What is kept of a guest: shown to whoever reads its mail, taken along, erased, forgotten."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from blog.comments.models import HASH_FIELDS, Comment
from blog.comments.moderate import moderate
from blog.comments.moderation.models import Report
from blog.comments.privacy import delete_old_hashes
from blog.comments.subscriptions import Subscription, hash_email
from lib.hashing import keyed_hash
from tests.support import factories as make
from tests.support.commenting import form, form_data
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
ASK = "/comments/mine/"
ANA = "ana@example.org"


def by(address, post, **fields):
    known = {
        "email_hash": hash_email(address),
        "domain_hash": keyed_hash("domain", "example.org"),
        "ip_hash": keyed_hash("ip", "203.0.113.9"),
        "network_hash": keyed_hash("network", "203.0.113.0/24"),
    }
    return make.comment(post, **known | {"name": "Ana", "website": "https://a.example/"} | fields)


def ask(mailoutbox, address=ANA) -> str:
    """The link that is mailed, or ''."""
    mailoutbox.clear()
    assert Client().post(ASK, {"email": address}).status_code == 200
    if not mailoutbox:
        return ""
    (email,) = mailoutbox
    assert email.to == [address]
    (line,) = [line for line in email.body.splitlines() if ASK in line]
    return ASK + line.partition(ASK)[2]


def test_answer_is_the_same_whether_or_not_anything_is_kept(mailoutbox):
    by(ANA, make.post())
    client, other = Client(), Client()
    known = client.post(ASK, {"email": ANA})
    unknown = other.post(ASK, {"email": "nobody@example.org"})
    assert known.content == unknown.content
    assert (known.status_code, dict(known.headers)) == (unknown.status_code, dict(unknown.headers))
    assert [email.to for email in mailoutbox] == [[ANA]]
    assert [*client.cookies] == ["wrote"]  # For ten seconds, whoever it is.


@pytest.mark.parametrize("address", ["", "ana", "a@b\0c.example", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_said_to_be_none(address, mailoutbox):
    assert Client().post(ASK, {"email": address}).status_code == 400
    assert mailoutbox == []


def test_nobody_can_fill_a_strangers_mailbox(mailoutbox):
    by(ANA, make.post())
    for _time in range(10):
        Client().post(ASK, {"email": ANA})
    assert len(mailoutbox) == 3


def test_page_shows_all_that_is_kept_under_the_address_and_nothing_else(mailoutbox):
    post = make.post(title="Dams")
    mine = by(ANA, post, text="What I said.")
    by("ANA@example.org", post, text="In other letters.", email_hash=hash_email("ANA@example.org"))
    by(ANA, post, text="As spam.", state="spam")
    by(ANA, post, text="While signed in.", user=make.user())
    by("bo@example.org", post, text="By somebody else.")
    Subscription.objects.create(comment=mine, email=ANA, email_hash=hash_email(ANA))
    page = Client().get(ask(mailoutbox)).content.decode()
    shown = ("What I said.", "In other letters.", "As spam.", "(not confirmed)")
    assert [text for text in shown if text not in page] == []
    assert "While signed in." not in page
    assert "By somebody else." not in page


def test_download_has_all_of_it(mailoutbox):
    post = make.post(title="Dams")
    mine = by(ANA, post, text="What I said.", state="waiting")
    moderate(comment_ids=[mine.pk], to="approved", by=make.user("Editor"), reason="Secret note")
    Subscription.objects.create(comment=mine, email=ANA, email_hash=hash_email(ANA))
    response = Client().get(ask(mailoutbox) + "?as=json")
    assert response["Content-Disposition"] == 'attachment; filename="comments.json"'
    data = json.loads(response.content)
    (comment,) = data["comments"]
    assert (comment["text"], comment["name"], comment["post"]) == ("What I said.", "Ana", "Dams")
    assert comment["website"] == "https://a.example/"
    assert [(d["was"], d["became"]) for d in comment["moderation_actions"]] == [
        ("waiting", "approved")
    ]
    assert comment["hashes"] == {name: getattr(mine, name) for name in HASH_FIELDS}
    assert [row["email"] for row in data["reply_subscriptions"]] == [ANA]
    assert b"Secret note" not in response.content


def test_erased_comments_stay_and_are_nobodys(mailoutbox):
    post = make.post()
    mine, answer = by(ANA, post, text="What I said."), by("bo@example.org", post)
    signed = by(ANA, post, user=make.user())
    for row in (mine, answer):
        Subscription.objects.create(comment=row, email="x@y.example", email_hash=row.email_hash)
    link = ask(mailoutbox)
    page = Client(enforce_csrf_checks=True).post(link, {"do": "erase"}, follow=True)
    assert "Nothing is stored" in page.content.decode()
    for row in (mine, answer, signed):
        row.refresh_from_db()
    kept = {
        name: getattr(mine, name) for name in ("name", "website", "text", "state", *HASH_FIELDS)
    }
    assert kept == {
        **dict.fromkeys(("name", "website", *HASH_FIELDS), ""),
        "text": "What I said.",
        "state": "approved",
    }
    assert answer.name == signed.name == "Ana"
    assert [row.comment for row in Subscription.objects.all()] == [answer]


def test_erasure_ends_cookies_and_the_right_to_edit(mailoutbox):
    make.site(first_comment_waits=True)
    post = make.post(title="Dams")
    client = Client()
    client.post(form(post), form_data(email=ANA))
    comment = Comment.objects.get()
    elsewhere = Client()
    for name in ("pending", "written"):
        elsewhere.cookies[name] = client.cookies[name].value
    address = f"/comments/{comment.pk}/edit/"
    assert elsewhere.get(address).status_code == 200
    answer = client.post(ask(mailoutbox), {"do": "erase"})
    ended = {name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0}
    assert ended == {"commenter", "pending", "written"}
    assert answer.cookies["written"]["path"] == f"/comments/{comment.pk}/"
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(address, {"text": "Other words."}).status_code == 404
    assert elsewhere.get(f"/comments/{comment.pk}/sent/").status_code == 404
    assert elsewhere.get("/comments/visitor/", {"at": post.get_absolute_url()}).status_code == 204
    assert Comment.objects.get().text == comment.text


def test_erasure_asks_first_and_says_what_it_did(mailoutbox):
    post = make.post()
    by(ANA, post), by(ANA, post)
    link = ask(mailoutbox)
    assert Client().get(link).content.decode().count('value="erase"') == 0
    asked = Client().get(f"{link}?do=erase").content.decode()
    assert "2 comments will be made anonymous." in asked
    assert Comment.objects.filter(name="Ana").count() == 2
    done = Client(enforce_csrf_checks=True).post(link, {"do": "erase"}, follow=True)
    assert "2 comments were made anonymous." in done.content.decode()
    again = Client().get(link, {"erased": "x" * 30}).content.decode()
    assert "made anonymous" not in again


def test_emails_go_on_and_are_ended_here_when_the_comments_are_forgotten(mailoutbox):
    post = make.post()
    mine, other = by(ANA, post), by("bo@example.org", post)
    for row in (mine, other):
        make.subscription(row, ANA if row == mine else "bo@example.org")
    Comment.objects.update(**dict.fromkeys(HASH_FIELDS, ""))
    link = ask(mailoutbox)
    assert (
        "For these e-mails, your address itself is stored until you unsubscribe."
        in Client().get(link).content.decode()
    )
    page = Client(enforce_csrf_checks=True).post(link, {"do": "end"}, follow=True)
    assert "Nothing is stored" in page.content.decode()
    assert [row.comment for row in Subscription.objects.all()] == [other]


@pytest.mark.parametrize("state", Comment.State)
def test_comment_is_a_link_where_readers_see_it(state, mailoutbox):
    row = by(ANA, make.post(title="Low water"), state=state)
    page = read(Client(), ask(mailoutbox))
    links = page.xpath(f"//a[@href='{row.get_absolute_url()}']")
    assert bool(links) == (state == Comment.State.APPROVED)
    assert text(page, "//ol//p//bdi")[0] == "Low water"


@pytest.mark.slow
def test_page_costs_the_same_for_one_comment_and_for_many(mailoutbox, django_assert_num_queries):
    post = make.post()
    for number in (1, 20):
        for _comment in range(number):
            make.subscription(by(ANA, post), ANA)
        link = ask(mailoutbox)
        with django_assert_num_queries(3):
            Client().get(link)


def test_visit_or_an_unknown_wish_erases_nothing(mailoutbox):
    by(ANA, make.post())
    link = ask(mailoutbox)
    Client().get(link)
    Client().post(link)
    assert Comment.objects.get().name == "Ana"


def test_link_works_for_a_day_and_cannot_be_made_up(mailoutbox):
    by(ANA, make.post())
    link = ask(mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert Client().get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert Client().get(link).status_code == 404
        assert Client().post(link, {"do": "erase"}).status_code == 404
    for wrong in (f"{link[:-2]}x/", f"{ASK}{hash_email(ANA)}/", f"{ASK}x/", f"{ASK}{'x' * 3000}/"):
        assert Client().get(wrong).status_code == 404
    assert Comment.objects.get().name == "Ana"


def test_pages_are_private(mailoutbox):
    by(ANA, make.post())
    for address in (ASK, ask(mailoutbox), "/comments/mine/x/"):
        response = Client().get(address)
        assert "no-store" in response["Cache-Control"]
        assert 'name="robots" content="noindex"' in response.content.decode()


def test_title_of_a_post_that_was_taken_back_is_not_told(mailoutbox):
    post = make.post()
    by(ANA, post)
    link = ask(mailoutbox)
    post.status, post.title = "draft", "What nobody knows yet"
    post.save()
    for address in (link, f"{link}?as=json"):
        assert "nobody knows" not in Client().get(address).content.decode()


def test_hashes_are_forgotten_after_the_days_of_the_settings(django_assert_num_queries):
    make.site(retention_days=30)
    post = make.post()
    old, new = by(ANA, post), by(ANA, post)
    bare = by(ANA, post, email_hash="", domain_hash="")
    age = timezone.now() - timedelta(days=30, minutes=1)
    Comment.objects.filter(pk__in=[old.pk, bare.pk]).update(created_at=age)
    delete_old_hashes.call()
    left = {c.pk: [getattr(c, name) for name in HASH_FIELDS] for c in Comment.objects.all()}
    assert left[old.pk] == left[bare.pk] == [""] * 4
    assert all(left[new.pk])
    assert Comment.objects.get(pk=old.pk).name == "Ana"
    with django_assert_num_queries(4):
        delete_old_hashes.call()


def test_clients_that_reported_something_are_forgotten_as_well():
    comment = make.comment(make.post())
    for client in "ab":
        Report.objects.create(comment=comment, ip_hash=client)
    Report.objects.filter(ip_hash="a").update(created_at=timezone.now() - timedelta(days=91))
    delete_old_hashes.call()
    assert sorted(Report.objects.values_list("ip_hash", flat=True)) == ["", "b"]


@pytest.mark.slow
def test_no_naughty_string_breaks_the_form_or_the_link(testdata, mailoutbox):
    by(ANA, make.post())
    client = Client()
    link = ask(mailoutbox)
    mailoutbox.clear()
    for string in json.loads((testdata / "strings" / "blns.json").read_text()):
        assert client.post(ASK, {"email": string}).status_code in {200, 400}
        assert client.post(link, {"do": string}).status_code == 302
        assert client.get(f"{ASK}{quote(string, safe='')}/").status_code in {200, 404}
        assert client.get(f"/comments/notices/{quote(string, safe='')}/").status_code == 404
    assert mailoutbox == []
    assert Comment.objects.get().name == "Ana"
