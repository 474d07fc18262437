"""Who is banned, by what, for how long; and that nothing of them is taken."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

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

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/ban/add/"


def writer(
    name: str = "Ana", email: str = "ana@mail.example.org", ip: str = "203.0.113.9", **fields
) -> moderation.CommentAuthor:
    return moderation.CommentAuthor(name=name, email=email, ip=ip_address(ip), **fields)


def ban(kind: str, who: str, **fields) -> None:
    client = signed_in(make.user("superuser"))
    assert send(client, ADD, kind=kind, who=who, **fields).status_code == 302


def said_by(someone: moderation.CommentAuthor) -> Comment:
    return submit(make.post(), "Words.", someone, make.site())


@pytest.mark.parametrize(
    ("kind", "who", "met", "label"),
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
def test_bans_that_a_moderator_types(kind, who, met, label):
    ban(kind, who, reason="Advertises")
    (made,) = Ban.objects.all()
    assert (made.label, made.reason) == (label, "Advertises")
    assert bans.find_ban(writer()) == (made if met else None)
    assert bans.find_ban(writer("Eve", "eve@test.example", "198.51.100.1")) is None
    assert "ana@" not in str(Ban.objects.values())


def test_ipv6_is_banned_by_network():
    ban("network", "2001:db8::/32")
    assert bans.find_ban(writer(ip="2001:db8:1::5"))
    assert bans.find_ban(writer(ip="2001:db9::5")) is None


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
def test_what_is_no_ban_is_refused_with_words(kind, who):
    client = signed_in(make.user("superuser"))
    refused = client.post(ADD, {"kind": kind, "who": who})
    assert list(errors(refused)) == ["kind" if kind == "account" else "who"]
    assert not Ban.objects.exists()


@pytest.mark.parametrize("who", ["gmail.com", "co.uk", "top"])
def test_typed_ban_of_a_shared_domain_has_to_be_confirmed(who):
    client = signed_in(make.user("superuser"))
    assert list(errors(client.post(ADD, {"kind": "domain", "who": who}))) == ["is_confirmed"]
    ban("domain", who, is_confirmed="on")
    assert Ban.objects.get().label == who


def test_one_ban_is_there_once():
    ban("name", "Ana")
    client = signed_in(make.user("superuser"))
    assert list(errors(client.post(ADD, {"kind": "name", "who": "ana"}))) == ["who"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.create(kind="name", label="Nobody")


@pytest.mark.parametrize("kind", ["name", "email", "domain", "ip", "network"])
def test_a_writer_is_banned_by_what_is_kept_of_a_comment(kind):
    moderator, comment = make.user("Editor"), said_by(writer())
    assert bans.find_applicable_kinds(comment) == ["name", "email", "domain", "ip", "network"]
    (made,) = ban_authors(comments=[comment], kinds=[kind], by=moderator, reason="Advertises").bans
    assert (made.by, made.reason) == (moderator, "Advertises")
    alike = {
        "name": writer("ana", "x@test.example", "198.51.100.1"),
        "email": writer("X", "Ana@mail.example.org", "198.51.100.1"),
        "domain": writer("X", "x@mail.example.org", "198.51.100.1"),
        "ip": writer("X", "x@test.example", "203.0.113.9"),
        "network": writer("X", "x@test.example", "203.0.113.200"),
    }
    met = [k for k, other in alike.items() if bans.find_ban(other)]
    reach = {"email": ["email"], "domain": ["email", "domain"], "network": ["ip", "network"]}
    assert met == reach.get(kind, [kind])


def test_an_account_is_banned_wherever_it_comes_from():
    reader = make.user()
    comment = said_by(writer(user=reader))
    (made,) = ban_authors(comments=[comment], kinds=["account"], by=None).bans
    assert (made.user, made.label) == (reader, "Ana")
    assert bans.find_ban(writer("Other", "other@test.example", "198.51.100.1", user=reader)) == made
    assert bans.find_ban(writer(user=make.user())) is None


def test_what_is_not_kept_any_more_bans_nobody():
    comment = make.comment(make.post(), name="", email_hash="")
    assert bans.find_applicable_kinds(comment) == []
    assert ban_authors(comments=[comment], kinds=Ban.Kind.values, by=None).bans == ()


def test_a_second_ban_of_the_same_changes_the_first():
    comment = said_by(writer())
    later = timezone.now() + timedelta(days=1)
    ban_authors(comments=[comment], kinds=["email", "ip"], by=None, reason="First", until=later)
    ban_authors(comments=[comment], kinds=["email"], by=None, reason="Second")
    told = Ban.objects.order_by("kind").values_list("kind", "reason", "until")
    assert list(told) == [("email", "Second", None), ("ip", "First", later)]


@pytest.mark.parametrize(("days", "stands"), [(1, True), (-1, False), (None, True)])
def test_a_ban_ends_when_it_says(days, stands):
    until = timezone.now() + timedelta(days=days) if days else None
    comment = said_by(writer())
    ban_authors(comments=[comment], kinds=["email"], by=None, until=until)
    assert bool(bans.find_ban(writer())) == stands


def test_ended_bans_are_forgotten_after_a_month():
    comment = said_by(writer())
    for kind, days in (("email", 31), ("name", 29), ("ip", -1)):
        ban_authors(
            comments=[comment], kinds=[kind], by=None, until=timezone.now() - timedelta(days=days)
        )
    ban_authors(comments=[comment], kinds=["network"], by=None)
    delete_expired_bans.call()
    assert sorted(Ban.objects.values_list("kind", flat=True)) == ["ip", "name", "network"]


def test_nothing_is_stored_of_a_banned_writer():
    comment = said_by(writer())
    ban_authors(comments=[comment], kinds=["email"], by=None)
    with pytest.raises(Banned):
        said_by(writer())
    assert list(Comment.objects.all()) == [comment]


def test_a_banned_writer_cannot_change_what_they_wrote_from_elsewhere():
    comment, other = said_by(writer()), said_by(writer("Eve", "eve@test.example"))
    ban_authors(comments=[comment], kinds=["email"], by=None)
    elsewhere = writer("", "", "198.51.100.1")
    assert bans.find_ban(elsewhere) is None
    assert bans.find_ban(elsewhere, comment)
    assert bans.find_ban(elsewhere, other) is None


def test_nobody_bans_the_moderators_by_their_café():
    ban("network", "203.0.113.0/24")
    assert bans.find_ban(writer(user=make.user("superuser"))) is None
    assert bans.find_ban(writer(user=make.user("Author")))


@time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=False)
def test_form_of_a_typed_ban_proposes_an_end_in_thirty_days():
    page = signed_in(make.user("superuser")).get(ADD)
    until = page.context["adminform"].form["until"].value()
    assert until == timezone.now() + timedelta(days=30)
    assert 'value="2026-12-27"' in page.text


def test_ban_of_an_imitated_name_does_not_hit_its_owner():
    ines = make.user("Author", byline="Ines Duarte")
    ban("name", "Ines Duarte")
    assert bans.find_ban(writer(name="Ines Duarte"))
    assert bans.find_ban(writer(name="Ines Duarte", user=ines)) is None


@pytest.mark.slow
def test_looking_costs_one_query(django_assert_num_queries):
    for number in range(3):
        ban("network", f"198.51.{number}.0/24")
    reader = make.user()
    with django_assert_num_queries(1):
        assert bans.find_ban(writer(user=reader)) is None


def test_of_a_ban_that_is_there_why_and_how_long_can_be_changed():
    ban("email", "ana@mail.example.org")
    made = Ban.objects.get()
    client = signed_in(make.user("superuser"))
    address = f"/admin/blog/ban/{made.pk}/change/"
    changes = {"reason": "Changed", "until_0": "2030-01-01", "until_1": "00:00"}
    assert send(client, address, kind="name", who="Eve", **changes).status_code == 302
    changed = Ban.objects.get()
    assert (changed.reason, changed.hash, changed.kind) == ("Changed", made.hash, "email")
    assert changed.until == timezone.make_aware(timezone.datetime(2030, 1, 1))
    assert client.get("/admin/blog/ban/?q=example").status_code == 200


def stored(**fields) -> Ban:
    named, label = bans.parse_target("name", "Ana")
    return Ban.objects.create(kind="name", label=label, **named, **fields)


@pytest.mark.parametrize("is_new", [True, False])
def test_end_of_a_ban_in_the_past_is_refused(is_new):
    client = signed_in(make.user("superuser"))
    made = None if is_new else stored()
    address = f"/admin/blog/ban/{made.pk}/change/" if made else ADD
    sent = {"kind": "name", "who": "Ana", "until_0": "2020-01-01", "until_1": "00:00"}
    assert list(errors(client.post(address, sent))) == ["until"]


def test_reason_of_a_ban_that_ended_can_be_changed():
    client = signed_in(make.user("superuser"))
    made = stored(until=make.moment(2020))
    address = f"/admin/blog/ban/{made.pk}/change/"
    assert send(client, address, reason="Advertised").status_code == 302
    made.refresh_from_db()
    assert (made.reason, made.until) == ("Advertised", make.moment(2020))


def test_ban_that_exists_already_has_a_link_to_it():
    client = signed_in(make.user("superuser"))
    made = stored(until=make.moment(2020))
    shown = client.post(ADD, {"kind": "name", "who": "ana"}).text
    link = (
        f'<a href="/admin/blog/ban/{made.pk}/change/">This ban has expired. Change it instead.</a>'
    )
    assert link in shown
    assert "expired: " in client.get("/admin/blog/ban/").text
