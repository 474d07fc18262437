"""Bans: targets, expiry, and their forms in the admin."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import lxml.html
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from blog.comments import bans, moderation
from blog.comments.bans import ban_authors, delete_expired_bans
from blog.comments.models import Comment
from blog.comments.moderation.models import Ban
from blog.comments.refusals import Banned
from tests.support import factories as make
from tests.support.commenting import submit
from tests.support.desk import errors, send, signed_in
from tests.support.moderation_queue import QUEUE
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/ban/add/"


def make_author(
    name: str = "Ana", email: str = "ana@mail.example.org", ip: str = "203.0.113.9", **fields
) -> moderation.CommentAuthor:
    return moderation.CommentAuthor(name=name, email=email, ip=ip_address(ip), **fields)


def add_ban(kind: str, who: str, **fields) -> None:
    client = signed_in(make.user("superuser"))
    assert send(client, ADD, kind=kind, who=who, **fields).status_code == 302


def submit_by(someone: moderation.CommentAuthor) -> Comment:
    return submit(make.post(), "Words.", someone, make.site())


@pytest.mark.parametrize(
    ("kind", "who", "is_match", "label"),
    [
        ("name", "ANA", True, "ANA"),
        ("name", "Aná", True, "Aná"),
        ("name", "An", False, "An"),
        ("email", " ANA@mail.example.org ", True, "A…@mail.example.org"),
        ("email", "eve@mail.example.org", False, "e…@mail.example.org"),
        ("domain", "mail.example.org", True, "mail.example.org"),
        ("domain", "EXAMPLE.ORG", True, "example.org"),
        ("domain", "@mail.example.org", True, "mail.example.org"),
        ("domain", "ample.org", False, "ample.org"),
        ("network", "203.0.113.0/24", True, "203.0.113.0/24"),
        ("network", "203.0.113.77/24", True, "203.0.113.0/24"),
        ("network", "203.0.113.9", True, "203.0.113.9/32"),
        ("network", "203.0.113.8", False, "203.0.113.8/32"),
        ("network", "2001:db8::/32", False, "2001:db8::/32"),
    ],
)
def test_typed_ban_matches_its_target_only(kind, who, is_match, label):
    add_ban(kind, who, reason="Advertises")
    (ban,) = Ban.objects.all()
    assert (ban.label, ban.reason) == (label, "Advertises")
    assert bans.find_ban(make_author()) == (ban if is_match else None)
    assert bans.find_ban(make_author("Eve", "eve@test.example", "198.51.100.1")) is None
    assert "ana@" not in str(Ban.objects.values())


def test_network_ban_matches_ipv6():
    add_ban("network", "2001:db8::/32")
    assert bans.find_ban(make_author(ip="2001:db8:1::5"))
    assert bans.find_ban(make_author(ip="2001:db9::5")) is None


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("name", "…"),
        ("email", "ana"),
        ("email", "@example.org"),
        ("email", "ana@"),
        ("domain", "not a domain"),
        ("network", "203.0.113.300"),
        ("network", "0.0.0.0/0"),
        ("network", "::/0"),
        ("network", ""),
        ("name", "\x00"),
        ("account", "ana"),
    ],
)
def test_invalid_typed_ban_shows_an_error(kind, who):
    client = signed_in(make.user("superuser"))
    refused = client.post(ADD, {"kind": kind, "who": who})
    assert list(errors(refused)) == ["kind" if kind == "account" else "who"]
    assert not Ban.objects.exists()


@pytest.mark.parametrize("who", ["gmail.com", "co.uk", "top"])
def test_typed_ban_of_shared_domain_requires_confirmation(who):
    client = signed_in(make.user("superuser"))
    assert list(errors(client.post(ADD, {"kind": "domain", "who": who}))) == ["is_confirmed"]
    add_ban("domain", who, is_confirmed="on")
    assert Ban.objects.get().label == who


def test_duplicate_ban_is_rejected():
    add_ban("name", "Ana")
    client = signed_in(make.user("superuser"))
    assert list(errors(client.post(ADD, {"kind": "name", "who": "ana"}))) == ["who"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.create(kind="name", label="Nobody")


@pytest.mark.parametrize("kind", ["name", "email", "domain", "ip", "network"])
def test_author_is_banned_by_the_hashes_of_a_comment(kind):
    moderator, comment = make.user("Moderator"), submit_by(make_author())
    assert bans.get_ban_target(comment, "account") == {}
    (ban,) = ban_authors(comments=[comment], kinds=[kind], by=moderator, reason="Advertises").bans
    assert (ban.by, ban.reason) == (moderator, "Advertises")
    alike = {
        "name": make_author("ana", "x@test.example", "198.51.100.1"),
        "email": make_author("X", "Ana@mail.example.org", "198.51.100.1"),
        "domain": make_author("X", "x@mail.example.org", "198.51.100.1"),
        "ip": make_author("X", "x@test.example", "203.0.113.9"),
        "network": make_author("X", "x@test.example", "203.0.113.200"),
    }
    matches = [k for k, other in alike.items() if bans.find_ban(other)]
    reach = {"email": ["email"], "domain": ["email", "domain"], "network": ["ip", "network"]}
    assert matches == reach.get(kind, [kind])


def test_account_ban_matches_any_address_and_network():
    reader = make.user()
    comment = submit_by(make_author(user=reader))
    (ban,) = ban_authors(comments=[comment], kinds=["account"], by=None).bans
    assert (ban.user, ban.label) == (reader, "Ana")
    assert (
        bans.find_ban(make_author("Other", "other@test.example", "198.51.100.1", user=reader))
        == ban
    )
    assert bans.find_ban(make_author(user=make.user())) is None


def test_comment_without_hashes_bans_nobody():
    comment = make.comment(make.post(), name="", email_hash="")
    assert ban_authors(comments=[comment], kinds=Ban.Kind.values, by=None).bans == ()


def test_second_ban_of_same_target_updates_the_first():
    comment = submit_by(make_author())
    later = timezone.now() + timedelta(days=1)
    ban_authors(comments=[comment], kinds=["email", "ip"], by=None, reason="First", until=later)
    ban_authors(comments=[comment], kinds=["email"], by=None, reason="Second")
    rows = Ban.objects.order_by("kind").values_list("kind", "reason", "until")
    assert list(rows) == [("email", "Second", None), ("ip", "First", later)]


@pytest.mark.parametrize(("days", "is_active"), [(1, True), (-1, False), (None, True)])
def test_ban_is_active_until_it_expires(days, is_active):
    until = timezone.now() + timedelta(days=days) if days else None
    comment = submit_by(make_author())
    ban_authors(comments=[comment], kinds=["email"], by=None, until=until)
    assert bool(bans.find_ban(make_author())) == is_active


def test_expired_bans_are_deleted_after_a_month():
    comment = submit_by(make_author())
    for kind, days in (("email", 31), ("name", 29), ("ip", -1)):
        ban_authors(
            comments=[comment], kinds=[kind], by=None, until=timezone.now() - timedelta(days=days)
        )
    ban_authors(comments=[comment], kinds=["network"], by=None)
    delete_expired_bans.call()
    assert sorted(Ban.objects.values_list("kind", flat=True)) == ["ip", "name", "network"]


def test_comment_by_banned_author_is_not_stored():
    comment = submit_by(make_author())
    ban_authors(comments=[comment], kinds=["email"], by=None)
    with pytest.raises(Banned):
        submit_by(make_author())
    assert list(Comment.objects.all()) == [comment]


def test_banned_author_cannot_edit_from_another_network():
    comment, other = submit_by(make_author()), submit_by(make_author("Eve", "eve@test.example"))
    ban_authors(comments=[comment], kinds=["email"], by=None)
    elsewhere = make_author("", "", "198.51.100.1")
    assert bans.find_ban(elsewhere) is None
    assert bans.find_ban(elsewhere, comment)
    assert bans.find_ban(elsewhere, other) is None


def test_network_ban_does_not_match_moderators():
    add_ban("network", "203.0.113.0/24")
    assert bans.find_ban(make_author(user=make.user("superuser"))) is None
    assert bans.find_ban(make_author(user=make.user("Author")))


@time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=False)
def test_form_of_typed_ban_proposes_expiry_in_thirty_days():
    page = signed_in(make.user("superuser")).get(ADD)
    until = page.context["adminform"].form["until"].value()
    assert until == timezone.now() + timedelta(days=30)
    assert 'type="date" name="until_0" value="2026-12-27"' in page.text
    assert 'type="time" name="until_1" value="12:00"' in page.text
    assert "DateTimeShortcuts" not in page.text


def test_ban_of_impersonated_name_does_not_match_its_owner():
    ines = make.user("Author", byline="Ines Duarte")
    add_ban("name", "Ines Duarte")
    assert bans.find_ban(make_author(name="Ines Duarte"))
    assert bans.find_ban(make_author(name="Ines Duarte", user=ines)) is None


@pytest.mark.slow
def test_find_ban_costs_one_query(django_assert_num_queries):
    for number in range(3):
        add_ban("network", f"198.51.{number}.0/24")
    reader = make.user()
    with django_assert_num_queries(1):
        assert bans.find_ban(make_author(user=reader)) is None


def test_reason_and_expiry_of_ban_can_be_changed():
    add_ban("email", "ana@mail.example.org")
    ban = Ban.objects.get()
    client = signed_in(make.user("superuser"))
    address = f"/admin/blog/ban/{ban.pk}/change/"
    changes = {"reason": "Changed", "until_0": "2030-01-01", "until_1": "00:00"}
    assert send(client, address, kind="name", who="Eve", **changes).status_code == 302
    changed = Ban.objects.get()
    assert (changed.reason, changed.hash, changed.kind) == ("Changed", ban.hash, "email")
    assert changed.until == timezone.make_aware(timezone.datetime(2030, 1, 1))
    assert client.get("/admin/blog/ban/?q=example").status_code == 200


def store_ban(**fields) -> Ban:
    named, label = bans.parse_target("name", "Ana")
    return Ban.objects.create(kind="name", label=label, **named, **fields)


@pytest.mark.parametrize("is_new", [True, False])
def test_expiry_of_ban_in_the_past_is_refused(is_new):
    client = signed_in(make.user("superuser"))
    ban = None if is_new else store_ban()
    address = f"/admin/blog/ban/{ban.pk}/change/" if ban else ADD
    sent = {"kind": "name", "who": "Ana", "until_0": "2020-01-01", "until_1": "00:00"}
    assert list(errors(client.post(address, sent))) == ["until"]


def test_reason_of_expired_ban_can_be_changed():
    client = signed_in(make.user("superuser"))
    ended = make.moment(2020) + timedelta(seconds=17)
    ban = store_ban(until=ended)
    address = f"/admin/blog/ban/{ban.pk}/change/"
    assert send(client, address, reason="Advertised").status_code == 302
    ban.refresh_from_db()
    assert (ban.reason, ban.until) == ("Advertised", ended)


def test_choices_of_a_filter_begin_with_a_capital():
    store_ban()
    page = signed_in(make.user("superuser")).get("/admin/blog/ban/").text
    choices = lxml.html.fromstring(page).xpath("//*[@id='changelist-filter']//li/a/text()")
    assert "Name" in choices and "IP address" in choices and "name" not in choices


def test_duplicate_ban_error_links_to_the_existing_ban():
    client = signed_in(make.user("superuser"))
    ban = store_ban(until=make.moment(2020))
    shown = client.post(ADD, {"kind": "name", "who": "ana"}).text
    link = (
        f'<a href="/admin/blog/ban/{ban.pk}/change/">This ban has expired. Change it instead.</a>'
    )
    assert link in shown
    assert "expired: " in client.get("/admin/blog/ban/").text


BADGES = "//*[@class='comment-badge'][.='banned']/ancestor::*[@data-comment]/@data-comment"


@pytest.mark.parametrize("kind", ["email", "domain", "ip", "network", "account"])
def test_moderators_see_whose_comments_are_of_banned_people(kind):
    author = make.user("Author")
    post = make.post(authors=(author,))
    hashes = {f"{name}_hash": name for name in ("email", "domain", "ip", "network")}
    user = make.user() if kind == "account" else None
    banned, other = (make.comment(post, state="waiting", **fields) for fields in (hashes, {}))
    Comment.objects.filter(pk=banned.pk).update(user=user)
    banned.refresh_from_db()
    ban_authors(comments=[banned], kinds=[kind], by=author)
    moderator = signed_in(make.user("Moderator"))
    assert read(moderator, QUEUE).xpath(BADGES) == [str(banned.pk)]
    page = read(moderator, f"{QUEUE}{banned.pk}/change/")
    assert text(page, "//*[@class='comment-badge']") == ["banned"]
    assert not read(signed_in(author), QUEUE).xpath(BADGES)
    Ban.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert not read(moderator, QUEUE).xpath(BADGES)
    assert other.pk


def test_moderators_are_never_shown_as_banned():
    comment = make.comment(make.post(), network_hash="network")
    comment.user = make.user("Moderator")
    comment.save()
    ban_authors(comments=[comment], kinds=["network"], by=make.user("Moderator"))
    moderator = signed_in(make.user("Moderator"))
    assert not read(moderator, f"{QUEUE}{comment.pk}/change/").xpath("//*[@class='comment-badge']")


def test_page_of_ban_has_a_title_in_sentence_case():
    add_ban("domain", "mail.example.org")
    page = read(
        signed_in(make.user("Moderator")), f"/admin/blog/ban/{Ban.objects.get().pk}/change/"
    )
    assert text(page, "//h1") == ["Domain of e-mail addresses: mail.example.org"]
