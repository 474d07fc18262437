"""The table of permissions in docs/operators/accounts.md is true: every row, for every role, at
every URL and action of the site, for own objects and those of others. Each request is rolled back.
"""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.redirects.models import Redirect
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, resolve
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from blog import revisions
from blog.comments.moderation.models import Ban, Rule
from blog.content import labels, photo_renditions
from blog.content.sources.snapshots import TABLES as SOURCE_TABLES
from blog.dossiers.models import Dossier
from blog.evidence.models import PageCopy, QuotationCheck, QuotedPage
from blog.models import (
    Label,
    LabelChange,
    Page,
    PhotoChange,
    Post,
    Series,
    Source,
    SourceChange,
    SourceProposal,
)
from blog.seals.models import Seal, SealedFile
from blog.syndication.dataset.export import write_dataset
from blog.workflow import can_publish
from mail.models import QueuedEmail
from tests.accounts import access
from tests.accounts.access import ACTIONS, ADDRESSES, ELSEWHERE, NOBODYS, PERMISSIONS
from tests.blog.views.test_query_counts import (
    LEAD_ON,
    PAGES,
    discuss,
    fill,
    keys,
)
from tests.support import factories as make
from tests.support.client_ips import CLIENT_IPS
from tests.support.desk import signed_in
from tests.support.routes import routes_outside_admin
from transfer.exports.models import Export
from transfer.models import Import

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operators" / "accounts.md"
RENAME = {"sources": [[0, "", "", ""]], "former_name": "", "fields": {}}
NO_ROWS: dict[str, dict] = {name: {} for name in SOURCE_TABLES}
ROLES = [
    *("signed out", "Reader", "Author", "Publishing author", "Editor"),
    *("Moderator", "Administrator", "superuser"),
]


def read_table() -> dict[str, dict[str, str]]:
    """Return the cells of the table by row and role."""
    lines = DOCS.read_text().splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("| | signed out |"))
    roles = [cell.strip() for cell in lines[begin].split("|")[2:-1]]
    assert roles == ROLES
    rows = {}
    for line in lines[begin + 2 :]:
        if not line.startswith("|"):
            break
        name, *cells = [cell.strip() for cell in line.split("|")[1:-1]]
        rows[name] = dict(zip(roles, cells, strict=True))
    return rows


TABLE = read_table()


def test_every_table_row_has_a_test():
    held = {*ADDRESSES, *ACTIONS, *PERMISSIONS, *access.PUBLISHING, access.SUPERUSER_ROW}
    held |= {name for name in TABLE if name.startswith(("read ", "sign in", "own account"))}
    assert held == set(TABLE)


def desk_routes() -> set[str]:
    """Exclude redirects from an object's URL to its change form."""
    offered = set()

    def walk(resolver, before: str) -> None:
        for pattern in resolver.url_patterns:
            route = before + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                walk(pattern, route)
            elif route.startswith("admin/") and not route.endswith(f"/{access.OBJECT}/"):
                offered.add(route)

    walk(get_resolver(), "")
    return offered


def without_method(address: str) -> str:
    return address.removeprefix("POST ").partition("?")[0]


def test_every_desk_url_has_a_row():
    named = {without_method(address) for row in ADDRESSES.values() for address in row}
    named |= {without_method(address) for address in NOBODYS} | set(ELSEWHERE)
    there = {route for route in desk_routes() if "app_label" not in route}
    assert there - named == set(), "give each a row in tests/accounts/access.py"
    assert named - there == set(), "not there any more"


def test_every_desk_action_has_a_row():
    request = RequestFactory().get("/admin/")
    request.user = make.user("superuser")
    request.resolver_match = resolve("/admin/")
    there = set()
    for model, options in admin.site._registry.items():
        names = {*options.get_actions(request), *(str(name) for name in options.actions or [])}
        there |= {f"{model._meta.label} {name}" for name in names}
    named = {action for row in ACTIONS.values() for action in row}
    assert there - named - {"blog.Comment delete_selected"} == set(), "give each a row"
    assert named - there == set()


def test_every_account_url_has_a_row():
    named = [*access.SIGNING_IN, *access.ONES_OWN, *access.BETWEEN]
    asked = {resolve(f"/{address}").route for address in named}
    there = {route.replace("^", "") for route, _ in routes_outside_admin(get_resolver())}
    assert {route for route in there if route.startswith("accounts/")} == asked


def person(role: str) -> User:
    return make.user("" if role in {"signed out", "Reader"} else role)


def create_objects(me: User) -> dict[str, tuple[object, object]]:
    """Create objects; return the keys of own and other users' objects by URL prefix."""
    other = make.user("Author")
    mine, theirs = make.draft(authors=(me,)), make.draft(authors=(other,))
    page = make.page(status=Page.Status.DRAFT)
    for post in (mine, theirs, page):
        revisions.record(post, other)
    photos = make.photo(me), make.photo(other)
    for photo in photos:
        PhotoChange.objects.create(pk=photo.pk, kind="replace", photo=photo)
    sources = [Source.objects.create(name=f"Of {who}", created_by=who) for who in (me, other)]
    label = Label.objects.create(name="Label")
    with labels.record_label_change([label], "Described", me):
        Label.objects.update(description="Described")
    LabelChange.objects.update(id=label.pk)  # Its form needs the label's key as well.
    for source in sources:  # Their forms need the keys of the sources as well.
        SourceChange.objects.create(pk=source.pk, kind="rename", before=NO_ROWS, after=NO_ROWS)
        SourceProposal.objects.create(pk=source.pk, kind="rename", arguments=RENAME)
    comments = [make.comment(make.post(authors=(who,))) for who in (me, other)]
    rule = Rule.objects.create(kind=Rule.Kind.WORD, value="pills", action=Rule.Action.HOLD)
    ban = Ban.objects.create(kind=Ban.Kind.NAME, hash="0" * 32, label="Somebody")
    email = QueuedEmail.objects.create(
        sender="a@example.org", recipient="b@example.org", subject="S"
    )
    redirect = Redirect.objects.create(site_id=1, old_path="/old/", new_path="/new/")
    reader, group = make.user(), Group.objects.create(name="Group")
    task = photo_renditions.generate.enqueue(photos[0].pk)
    dossiers = [
        Dossier.objects.create(title=f"Of {who}", author=who, published_at=None)
        for who in (me, other)
    ]
    make.site()
    both = {
        "blog/page": page.pk,
        "blog/label": label.pk,
        "blog/series": Series.objects.create(name="Series").pk,
        "blog/rule": rule.pk,
        "blog/ban": ban.pk,
        "mail/queuedemail": email.pk,
        "redirects/redirect": redirect.pk,
        "transfer/import": Import.objects.create(path="export.json").pk,
        "transfer/export": Export.objects.create(format="wxr").pk,
        "accounts/user": reader.pk,
        "auth/group": group.pk,
        "django_tasks_database/dbtaskresult": DBTaskResult.objects.get(pk=task.id).pk,
        "blog/sitesettings": 1,
        "blog/appearance": 1,
        "blog/seal": seal_files(),
    }
    return {place: (key, key) for place, key in both.items()} | {
        "blog/post": (mine.pk, theirs.pk),
        "blog/comment": (comments[0].pk, comments[1].pk),
        "blog/correction": tuple(make.correction(post).pk for post in (mine, theirs)),
        "blog/photo": (photos[0].pk, photos[1].pk),
        "blog/mediafile": tuple(make.media_file(who).pk for who in (me, other)),
        "blog/source": (sources[0].pk, sources[1].pk),
        "blog/dossier": (dossiers[0].pk, dossiers[1].pk),
        "blog/quotationcheck": (create_check(me), create_check(other)),
    }


def create_check(author: User) -> int:
    """Create the check of a quotation and a copy of its page, and return the key of both."""
    quotation = make.draft(make.quotation("Words."), authors=(author,)).pullquotes.get()
    page = QuotedPage.objects.create(url=f"https://example.org/{quotation.pk}", host="example.org")
    facts = {"status": 200, "headers": {}, "size": 0, "text_length": 0}
    hashes = {"body_hash": "0" * 64, "text_hash": "0" * 64}
    PageCopy.objects.create(
        pk=quotation.pk,
        page=page,
        body=gzip.compress(b""),
        text=gzip.compress(b""),
        snapshot=gzip.compress(b"From: <Saved by Blink>"),
        **facts,
        **hashes,
    )
    values = {"quotation": quotation, "page": page, "text_hash": "0" * 64}
    return QuotationCheck.objects.create(pk=quotation.pk, **values).pk


def seal_files() -> int:
    """Create the hashes of a copy and a photo that are in a seal, and return the key of both."""
    day = date(2026, 1, 1)
    seal = Seal.objects.create(day=day, root=bytes(32), tile_roots=bytes(32), file_count=2)
    for position, kind in enumerate((SealedFile.Kind.COPY, SealedFile.Kind.PHOTO)):
        hashes = {"file_hash": bytes(32), "salt": bytes(16), "leaf": bytes(32)}
        SealedFile.objects.create(
            kind=kind, object_id=seal.pk, seal=seal, position=position, **hashes
        )
    return seal.pk


def ask(client: Client, address: str, key: object = "") -> bool:
    """Return whether the page is shown. Otherwise it is refused or not found, or redirects to the
    sign-in page or to the desk's front page, as Django does for an object that is hidden from this
    user."""
    route = without_method(address)
    url = "/" + re.sub(r"<[^>]+>", str(key), route)
    post = Post.all_objects.filter(pk=key).first() if "/history/" in route else None
    latest = list_revisions(post)
    with transaction.atomic():
        if address.startswith("POST "):
            sent = {"post": "yes"} if route.endswith("/delete/") else {}
            if "restore" in route:
                sent = {"revision": latest, "latest": latest}
            response = client.post(url, sent)
        else:
            response = client.get(url, {"from": latest} if "compare" in route else {})
        transaction.set_rollback(True)
    place = response.headers.get("Location", "")
    away = place == "/admin/" or place.startswith(("/accounts/login/", "/admin/login/"))
    return response.status_code not in {403, 404} and not away


def list_revisions(post: Post | None) -> object:
    latest = post.revisions.order_by("-pk").first() if post else None
    return latest.pk if latest else ""


def place_of(address: str) -> str:
    return "/".join(without_method(address).removeprefix("admin/").split("/")[:2])


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_desk_pages_answer_each_role_as_in_table(role):
    me = person(role)
    client = Client() if role == "signed out" else signed_in(me)
    there = create_objects(me)
    wrong = []
    for row, addresses in ADDRESSES.items():
        cell = TABLE[row][role]
        for address in addresses:
            own, others = there.get(place_of(address), ("", ""))
            kinds = {"own": own} if "<" not in address else {"own": own, "another's": others}
            for whose, key in kinds.items():
                expected = cell == "all" or (cell.startswith("own") and whose == "own")
                if ask(client, address, key) != expected:
                    wrong.append((row, address, whose, f"{cell!r} in the table"))
    for address in NOBODYS:
        if ask(client, address, there.get(place_of(address), ("",))[0]):
            wrong.append(("nobody's", address))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES[1:])
def test_desk_actions_are_offered_to_roles_as_in_table(role):
    request = RequestFactory().get("/admin/")
    request.user = person(role)
    request.resolver_match = resolve("/admin/")
    offered = {
        f"{model._meta.label} {name}"
        for model, options in admin.site._registry.items()
        for name in options.get_actions(request)
    }
    request = RequestFactory().get("/admin/blog/post/", {"state": "trash"})
    request.user = person(role)
    for model in (Post, Page):
        name = model._meta.model_name
        request.resolver_match = resolve(f"/admin/blog/{name}/")
        options = admin.site.get_model_admin(model)
        offered |= {f"{model._meta.label} {action}" for action in options.get_actions(request)}
    expected = {
        action for row, actions in ACTIONS.items() if TABLE[row][role] for action in actions
    }
    assert offered - {"blog.Comment delete_selected"} == expected


@pytest.mark.parametrize("role", ROLES[1:])
def test_permissions_of_roles_match_table(role):
    me = person(role)
    for row, permissions in PERMISSIONS.items():
        assert {me.has_perm(permission) for permission in permissions} == {bool(TABLE[row][role])}


@pytest.mark.parametrize("role", ROLES[1:])
def test_posts_that_roles_may_publish_match_table(role):
    me, other = person(role), make.user("Author")
    own, theirs = make.draft(authors=(me, other)), make.draft(authors=(other,))
    may = {"own": can_publish(own, me), "another's": can_publish(theirs, me)}
    expected = {"": (False, False), "own": (True, False), "all": (True, True)}
    for row in access.PUBLISHING:
        assert tuple(may.values()) == expected[TABLE[row][role]], row
    assert can_publish(make.page(), me) == (TABLE["static pages"][role] == "all")


def test_bulk_actions_skip_objects_of_others():
    author, other = make.user("Author"), make.user("Author")
    theirs = make.draft(authors=(other,))
    public = make.post(authors=(author,))
    sent = {"action": "move_to_trash", "_selected_action": [str(theirs.pk), str(public.pk)]}
    signed_in(author).post("/admin/blog/post/", sent)
    assert {post.status for post in Post.all_objects.all()} == {"draft", "published"}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_public_pages_answer_all_roles_alike(role):
    author = make.user("Author", byline="Ada", slug="ada")
    discuss(fill(1, author)[0], 1)
    make.page(title="About", slug="about")
    client = Client() if role == "signed out" else signed_in(person(role))
    write_dataset()
    assert TABLE["read what is public"][role] == "all"
    for address in (*PAGES, *LEAD_ON):
        response = client.get(address.format(**keys(author)), REMOTE_ADDR=next(CLIENT_IPS))
        assert response.status_code in {200, 302}, address


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_account_pages_answer_each_role_as_in_table(role):
    client = Client() if role == "signed out" else signed_in(person(role))

    def redirects_to_sign_in(address: str) -> bool:
        response = client.get(f"/{address}")
        response.getvalue()  # A file is closed after reading.
        return response.headers.get("Location", "").startswith("/accounts/login/")

    row = "own account: profile, devices, password, second factor, data"
    assert {redirects_to_sign_in(a) for a in access.ONES_OWN} == {not TABLE[row][role]}
    assert {redirects_to_sign_in(a) for a in access.SIGNING_IN} == {False}


def test_security_key_of_another_user_cannot_be_changed():
    me, other = make.user(), make.user()
    theirs = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Key"})
    client = signed_in(me)
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": "/"})
    for what in ("edit", "remove"):
        address = f"/accounts/2fa/webauthn/keys/{theirs.pk}/{what}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get().data == {"name": "Key"}
