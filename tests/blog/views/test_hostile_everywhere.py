"""Every naughty string in every field that strangers can submit: stored or refused, never an error.

The forms are those of the public pages and of an account. A form that is not in ROWS fails the
test, as does a URL that is not requested. tests/blog/content/test_document_hostile_input.py does
the same for the desk; tests/browser/test_no_script_runs.py shows what was stored.
"""

import itertools
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any
from urllib.parse import quote, urlsplit

import lxml.html
import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from accounts.models import User
from blog.comments.guest_data_emails import sign_link
from blog.comments.models import Comment, ModerationAction
from blog.comments.subscriptions import Subscription
from blog.models import Page, Post
from blog.notes import share_links
from blog.notes.models import ShareLink
from tests.accounts import second
from tests.judges.kinds import EXCLUDED_ROUTES
from tests.support import factories as make
from tests.support.routes import routes_outside_admin

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ATTACK = object()
# What every form has, and what a browser sends by itself.
OF_NOBODY = {"csrfmiddlewaretoken"}
REFUSED = {400, 403, 404, 405, 409, 422}  # Not 429: then the form would not see the string.
BATCH = 60  # Strings.
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Row:
    """The data for one form: ATTACK is replaced by the string. `again` is called for values that
    differ each time; `who` is 'reader', or 'asked' for a reader who has just reauthenticated.
    `batch` is how many strings are sent before the next would be refused for their number."""

    action: str
    fields: dict[str, Any]
    method: str = "post"
    who: str = ""
    again: dict[str, Callable[[], Any]] = field(default_factory=dict)
    batch: int = BATCH

    @property
    def names(self) -> set[tuple[str, str]]:
        return {(self.action, name) for name in (*self.fields, *self.again)}


def unique() -> str:
    return f"reader{next(_numbers)}@example.org"


def attacked(
    action: str,
    *names: str,
    who: str = "",
    method: str = "post",
    batch: int = BATCH,
    **others: Any,
) -> Row:
    fields = {**dict.fromkeys(names, ATTACK), **others}
    return Row(action, fields, method, who, batch=batch)


ROWS = [
    attacked("blog:search", "q", "in", "sort", "label", "source", "year", method="get"),
    attacked("blog:label-timeline", "source", "before", method="get"),
    attacked("blog:quotation-list", "source", "label", "year", "language", method="get"),
    attacked("blog:source-list", "q", "kind", method="get"),
    attacked(
        "blog:comment-create", "text", "name", "email", "website", "submission", "wants_replies"
    ),
    attacked(
        "blog:comment-create",
        "post",
        batch=10,
        text="Words.",
        name="Ana",
        email="ana@example.org",
    ),
    attacked(
        "blog:comment-create",
        "text",
        "name",
        "subject",
        "shown",
        batch=10,
        email="ana@example.org",
        wants_replies="on",
    ),
    attacked("blog:comment-create", "text", "preview", name="Ana", email="ana@example.org"),
    attacked(
        "blog:comment-create",
        "website",
        batch=10,
        text="Words.",
        name="Ana",
        email="ana@example.org",
    ),
    attacked("blog:comment-create", "text", "submission", who="reader", batch=10),
    attacked("blog:comment-edit", "text", who="reader"),
    attacked("blog:comment-edit", "text", "preview", who="reader"),
    attacked("blog:comment-report", "reason", batch=3),  # Then the comment is hidden.
    attacked("blog:shared-draft", "place", "text", "name", "submission"),
    Row("blog:shared-draft", {"text": ATTACK, "name": ATTACK}, again={"submission": uuid.uuid4}),
    attacked("blog:guest-data-request", "email"),
    attacked("blog:guest-data-detail", "do"),
    attacked("blog:guest-data-detail", "comment", do="delete"),
    attacked("blog:subscription-detail", "do", "List-Unsubscribe"),
    attacked("account_login", "login", "password", "remember", "next"),
    attacked("account_signup", "byline", "email", "password1"),
    Row("account_signup", {"byline": ATTACK, "password1": make.PASSWORD}, again={"email": unique}),
    attacked("account_reset_password", "email"),
    attacked("account_reset_password_from_key", "password1", "password2"),
    attacked("accounts:profile", "byline", "bio", "follow", "url", "language", who="reader"),
    attacked("accounts:profile", "byline", "bio", who="reader", follow="", url="", language=""),
    attacked("account_email", "email", "action_add", who="reader", batch=10),
    attacked("account_email", "email", "action_send", who="reader", batch=10, action_remove="1"),
    attacked("accounts:sessions", "session", "others", who="reader"),
    attacked(
        "account_change_password",
        "oldpassword",
        "password1",
        "password2",
        who="reader",
        batch=5,
    ),
    attacked("account_reauthenticate", "password", "next", who="reader", batch=10),
    attacked("accounts:erase", "password", who="reader", batch=5),
    attacked("mfa_login_webauthn", "credential"),
    attacked("mfa_reauthenticate", "code", "next", who="reader"),
    attacked("mfa_reauthenticate_webauthn", "credential", "next", who="reader"),
    attacked("mfa_activate_totp", "code", who="asked"),
    attacked("mfa_add_webauthn", "credential", "name", "passwordless", who="asked"),
]


def static_addresses() -> Iterator[str]:
    """Of every page without a key in its address."""
    for _route, name in routes_outside_admin(get_resolver()):
        with suppress(NoReverseMatch):
            yield reverse(name)


def pages() -> list[str]:
    """Those, and one for each route with a key."""
    post, comment = Post.objects.get(), Comment.objects.get()
    token = Subscription.objects.get().token
    year, month = post.get_absolute_url().split("/")[1:3]
    day = f"{post.published_at:%d}"
    return [
        *static_addresses(),
        *("/nowhere/", "/search/?q=words", "/about/", "/about/card.png"),
        *(f"/{year}/", f"/{year}/{month}/", f"/{year}/{month}/{day}/", post.get_absolute_url()),
        f"{post.get_absolute_url()}card.png",
        *("/labels/common/", "/labels/common/timeline/", "/sources/everybody/"),
        *("/dossiers/nothing/", "/comparisons/nothing/", "/series/nothing/", "/copies/1/"),
        reverse("blog:author-detail", args=[post.authors.get().slug]),
        f"/quotes/{post.pullquotes.get().pk}/",
        *(f"/comments/{comment.pk}/{part}" for part in ("", "sent/", "edit/", "report/")),
        f"{post.get_absolute_url()}comment/",
        f"{post.get_absolute_url()}changes/{post.corrections.get().pk}/",
        f"/comments/notices/{token}/",
        ShareLink.objects.get().get_absolute_url(),
        f"/comments/mine/{sign_link(comment.email_hash)}/",
        *(f"/accounts/{part}/" for part in ("confirm-email/x", "password/reset/key/1-x")),
        *(f"/accounts/2fa/webauthn/keys/1/{part}/" for part in ("remove", "edit")),
    ]


def fields_of(html: str, address: str) -> Iterator[tuple[str, str]]:
    """Which form a field belongs to, by the name of the address that it is sent to."""
    if "<form" not in html:
        return
    for form in lxml.html.document_fromstring(html).forms:
        action = resolve(urlsplit(form.get("action") or address).path).view_name
        for element in (*form.inputs, *form.iter("button")):
            if (name := element.get("name")) and name not in OF_NOBODY:
                yield action, name


@pytest.fixture
def reader() -> User:
    make.site(sign_up=True)
    person = make.user(email="reader@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def post(reader) -> Post:
    html = "<p>Words.</p>" + make.quotation("“A.”", source_name="Everybody", said="2024-05-01")
    created = make.post(html, labels=["Common"], title="Story")
    make.page(title="About", slug="about")
    draft = make.page(title="Draft", slug="draft", status=Page.Status.DRAFT)
    share_links.create_share_link(post=draft, by=reader, name="Bo", days=7, may_note=True)
    make.correction(created, "It was another.")
    comment = make.comment(created, user=reader)
    ModerationAction.objects.create(comment=comment, became=comment.state)
    Subscription.objects.create(
        comment=comment, email="ana@example.org", email_hash=comment.email_hash
    )
    return created


def is_file(route: str) -> bool:
    return "feed." in route or "." in route.rpartition("/")[2] or route.endswith("account.json")


def client_of(who: str, person: User) -> Client:
    client = Client()
    if who:
        client.force_login(person)
    if who == "asked":
        sent = {"password": make.PASSWORD}
        client.post("/accounts/reauthenticate/", sent, **somewhere())
    return client


def somewhere() -> dict[str, str]:
    """Each request comes from another house: how often one may ask is not the question here."""
    return {"REMOTE_ADDR": str(IPv4Address(next(_numbers) * 257 % 2**32))}


def test_every_public_form_is_listed(post, reader):
    result, seen = set(), set()
    with_app = second.add_totp(make.user(email="app@example.org"))
    for client in (
        Client(),
        client_of("reader", reader),
        client_of("asked", reader),
        client_of("reader", with_app),
    ):
        for address in pages():
            response = client.get(address, **somewhere())
            seen.add(resolve(urlsplit(address).path).view_name)
            body = response.getvalue()
            if "html" in response["Content-Type"]:
                result |= set(fields_of(body.decode(), address))
    rows = set().union(*(row.names for row in ROWS))
    assert result - rows == set(), "add each to ROWS"
    pages_of = {
        name
        for route, name in routes_outside_admin(get_resolver())
        if name and not is_file(route) and route not in EXCLUDED_ROUTES
    }
    assert pages_of - seen == set(), "add an address of each to pages()"


ODD = ["\0", "a\0b", "\ufffe", "\u202e", "x" * 10_001, "9" * 400, "-1", "1e999"]
ODD += ["false", "true", "null", "0", "[]", "{}", '{"a": 1}']  # What a form may read as JSON.


def strings(testdata) -> list[str]:
    result = json.loads((testdata / "strings" / "blns.json").read_text())
    assert len(result) > 450
    return [*result, *ODD]


def address_of(row: Row) -> str:
    """Return the URL of the form; for a URL with a key, the one that pages() lists."""
    for address in pages():
        if resolve(urlsplit(address).path).view_name == row.action:
            return urlsplit(address).path
    raise LookupError(row.action)


def send(row: Row, address: str, client: Client, attack: str) -> int:
    values = {name: attack if value is ATTACK else value for name, value in row.fields.items()}
    values |= {name: created() for name, created in row.again.items()}
    method = client.get if row.method == "get" else client.post
    return method(address, values, **somewhere()).status_code


def every(row: Row, person: User, strings: list[str]) -> None:
    """Send every string to a form, as a new user where it signs out or deletes the account.

    After a batch, the page shows what was stored, which is then rolled back: pages that show every
    note or comment would take longer with each string.
    """
    address = address_of(row)
    for batch in itertools.batched(strings, row.batch):
        with transaction.atomic():
            client = client_of(row.who, person)
            for string in batch:
                with transaction.atomic():
                    status = send(row, address, client, string)
                assert status in {200, 302} | REFUSED, (row.action, string)
            status = client.get(address, **somewhere()).status_code
            assert status in {200, 302} | REFUSED, (row.action, batch)
            transaction.set_rollback(True)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.action)
def test_naughty_strings_in_every_form_are_handled(row, post, reader, testdata):
    every(row, reader, strings(testdata))


@pytest.mark.parametrize("before", ["/labels/", "/sources/", "/authors/", "/comments/notices/",
    "/comments/mine/", "/accounts/confirm-email/", "/accounts/password/reset/key/1-", "/2024/05/",
    "/quotes/", "/comments/", "/", "/feed.", "/media/"])  # fmt: skip
def test_naughty_strings_as_urls_are_handled(before, testdata):
    client = Client()
    for string in strings(testdata)[::8]:
        response = client.get(f"{before}{quote(string, safe='')}/", **somewhere())
        assert response.status_code in {200, 301, 302} | REFUSED, string


HEADERS = ("REFERER", "USER_AGENT", "ACCEPT_LANGUAGE", "COOKIE", "IF_NONE_MATCH",
           "IF_MODIFIED_SINCE", "X_FORWARDED_FOR", "RANGE", "ORIGIN")  # fmt: skip


def test_naughty_strings_in_headers_are_handled(post, testdata):
    """As far as a server hands them on: without ends of lines, and byte by byte."""
    client = Client()
    for string in strings(testdata)[::8]:
        line = "".join(string.split()).replace("\0", "").encode().decode("latin-1")
        sent = {f"HTTP_{name}": line for name in HEADERS}
        assert client.get(post.get_absolute_url(), **sent).status_code == 200, string
