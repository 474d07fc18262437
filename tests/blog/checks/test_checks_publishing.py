"""Checks in the admin: the checks panel, blocking findings and overrides."""

import json

import pytest
from django.core.management import call_command

from blog import checks, editing
from blog.checks.models import CheckOverride, FindingCount
from blog.models import Post
from tests.support import factories as make
from tests.support.desk import (
    ADD,
    change,
    errors,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db

SOURCELESS = make.quotation("“Nobody knows who said this.”")
CHECKS = "/admin/blog/post/checks/"
NOT_PUBLISHED = (
    "Not published: 1 check result blocks publishing. See “Checks”; an editor can "
    "override most check results there with a reason."
)


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def editor():
    return make.user("Editor")


def request_checks(client, address: str = CHECKS, **values):
    body = {"title": "T", "summary": "S", "labels": "China", "language": "en", **values}
    return client.post(address, json.dumps(body), content_type="application/json")


def get_names(response) -> list[tuple[str, bool, int | None]]:
    return [
        (one["key"].split(":")[0], one["blocks"], one["element_index"])
        for one in response.json()["open"]
    ]


def get_key(client, html: str, **values) -> str:
    return request_checks(client, document=html, **values).json()["open"][0]["key"]


def test_unsaved_form_is_checked_without_storing(author):
    answer = request_checks(signed_in(author), document="<p>“One.</p>" + SOURCELESS, labels=" , ")
    assert get_names(answer) == [
        ("no_label", False, None),
        ("mark_unbalanced", False, 0),
        ("quotation_without_source", True, 1),
    ]
    assert "no-store" in answer["Cache-Control"]
    assert not Post.all_objects.exists()


def test_page_needs_no_label(editor):
    answer = request_checks(
        signed_in(editor), "/admin/blog/page/checks/", labels="", document="<p>A</p>"
    )
    assert get_names(answer) == []


@pytest.mark.parametrize("body", ["", "[]", "null", "3", "{", '"a"', "[" * 100_000, b"\xff"])
def test_malformed_check_request_gets_400(body, author):
    answer = signed_in(author).post(CHECKS, body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "value", ["\0", "\ud800", "a" * 300_000, "<" * 5000, "“" * 5000, [1], {"a": 1}, 7, "'; --"]
)
def test_hostile_values_are_checked(value, author):
    client = signed_in(author)
    fields = dict.fromkeys(("title", "summary", "labels", "language", "document", "post"), value)
    assert request_checks(client, **fields).status_code == 200
    assert request_checks(client, document=make.quotation(str(value)[:5000])).status_code == 200


def test_check_of_another_authors_draft_reveals_nothing(author):
    theirs = make.draft(SOURCELESS)
    key = get_key(signed_in(make.user("Editor")), SOURCELESS)
    code, hash = key.split(":")
    CheckOverride.objects.create(post=theirs, code=code, hash=hash, reason="Secret")
    answer = request_checks(signed_in(author), document=SOURCELESS, post=theirs.pk)
    assert answer.json()["overridden"] == []


@pytest.mark.parametrize("blocks", [2, 60])
def test_check_view_query_count_is_independent_of_length(blocks, editor, django_assert_num_queries):
    html = "".join(
        make.quotation(f"“A quotation of some words, number {n}.”", url="https://example.org/")
        + "<p>Words.</p>"
        for n in range(blocks)
    )
    client, post = signed_in(editor), make.draft()
    request_checks(client)
    with django_assert_num_queries(12):  # Five are for the session and permissions.
        request_checks(client, document=html, post=post.pk)


@pytest.mark.slow
def test_blocking_finding_prevents_publishing_and_keeps_input(editor):
    post = make.draft("<p>Words.</p>")
    refused = send(signed_in(editor), change(post), document=SOURCELESS, status="published")
    assert errors(refused)["__all__"] == [NOT_PUBLISHED]
    html = refused.context["adminform"].form["document"].value()
    assert 'data-errors="Enter an attribution or a source for this quotation."' in html
    post.refresh_from_db()
    assert (post.status, post.html) == ("draft", "<p>Words.</p>\n")


@pytest.mark.parametrize(
    ("html", "is_saved"),
    [
        ("<p>Only “warned of.</p>", True),
        ("<p><a>nowhere</a></p>", False),
        (make.quotation("“A b.”", attribution="Somebody"), True),
    ],
)
def test_only_few_checks_block_publishing(html, is_saved, editor):
    sent = send(signed_in(editor), ADD, title="T", document=html, status="published")
    assert (sent.status_code == 302) == is_saved


@pytest.mark.slow
def test_draft_with_findings_is_saved(author):
    assert send(signed_in(author), ADD, title="T", document=SOURCELESS).status_code == 302


def make_overrides(client, html: str, reason: str = "A proverb") -> dict[str, str]:
    return {"document": html, "overrides": json.dumps({get_key(client, html): reason})}


@pytest.mark.slow
def test_override_by_an_editor_is_stored_with_its_reason(editor):
    client, post = signed_in(editor), make.draft()
    values = make_overrides(client, SOURCELESS, "  A \0 proverb ")
    assert send(client, change(post), status="published", **values).status_code == 302
    row = CheckOverride.objects.get()
    assert (row.post, row.by, row.code, row.reason) == (
        *(post, editor, "quotation_without_source"),
        "A proverb",
    )
    assert row.excerpt == "“Nobody knows who said this.”"
    answer = request_checks(client, document=SOURCELESS, post=post.pk).json()
    assert (answer["open"], [o["reason"] for o in answer["overridden"]]) == ([], ["A proverb"])
    assert "A proverb" in client.get(f"/admin/blog/post/{post.pk}/history/").content.decode()


@pytest.mark.slow
def test_override_ends_when_the_text_changes(editor):
    client, post = signed_in(editor), make.draft()
    send(client, change(post), status="published", **make_overrides(client, SOURCELESS))
    more = f"<h2>Before</h2>{SOURCELESS}<p>Behind.</p>"
    assert send(client, change(post), document=more).status_code == 302
    other = make.quotation("“Nobody knows who said that.”")
    assert send(client, change(post), document=other).status_code == 200


@pytest.mark.slow
def test_override_is_withdrawn(editor):
    client, post = signed_in(editor), make.draft()
    values = make_overrides(client, SOURCELESS)
    send(client, change(post), **values)
    again = {"document": SOURCELESS, "overrides": json.dumps({CheckOverride.objects.get().key: ""})}
    assert send(client, change(post), status="published", **again).status_code == 200
    assert send(client, change(post), **again).status_code == 302
    assert not CheckOverride.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "overrides",
    ["[]", "3", "{", '{"a": "%s"}' % ("r" * 301), json.dumps({str(n): "r" for n in range(201)})],
)
def test_malformed_overrides_change_nothing(overrides, editor):
    post = make.draft()
    assert send(signed_in(editor), change(post), overrides=overrides).status_code == 200
    assert not CheckOverride.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("reason", ["", "  "])
def test_override_without_a_reason_is_ignored(reason, editor):
    client, post = signed_in(editor), make.draft()
    values = make_overrides(client, SOURCELESS, reason)
    assert send(client, change(post), status="published", **values).status_code == 200


@pytest.mark.slow
def test_override_of_an_unknown_finding_is_not_stored(editor):
    post = make.draft()
    values = json.dumps({"quotation_without_source:" + "0" * 32: "R", "nonsense": "R"})
    assert send(signed_in(editor), change(post), overrides=values).status_code == 302
    assert not CheckOverride.objects.exists()


def test_override_by_an_author_is_refused(author):
    post = make.draft(authors=(author,))
    client = signed_in(author)
    values = make_overrides(client, SOURCELESS)
    assert set(errors(send(client, change(post), **values))) == {"overrides"}
    assert not CheckOverride.objects.exists()


@pytest.mark.slow
def test_public_finding_does_not_block_a_correction(author):
    post = make.post(SOURCELESS, authors=(author,))
    client = signed_in(author)
    assert send(client, change(post), document=SOURCELESS + "<p>More.</p>").status_code == 302
    other = make.quotation("“And nobody knows this.”")
    assert send(client, change(post), document=SOURCELESS + other).status_code == 200


def load_findings(post: Post) -> list[tuple[str, bool, int]]:
    rows = FindingCount.objects.filter(post=post).order_by("code")
    return list(rows.values_list("code", "is_blocking", "number"))


@pytest.mark.slow
def test_findings_of_a_published_post_are_stored(editor):
    client, post = signed_in(editor), make.draft(labels=("China",))
    two = "<p>“One.</p><p>Two”.</p>"
    send(client, change(post), document=two, summary="S")
    assert load_findings(post) == []  # Nothing is stored for drafts.
    send(client, change(post), document=two, status="published")
    assert load_findings(post) == [("mark_unbalanced", False, 2)]
    send(client, change(post), document="<p>“One.</p><p>Two.</p>")
    assert load_findings(post) == [("mark_unbalanced", False, 1)]
    send(client, change(post), **make_overrides(client, "<p>“One.</p>"))
    assert load_findings(post) == []
    send(client, change(post), document="<p>(One.</p>", status="draft")
    assert load_findings(post) == []


@pytest.mark.slow
def test_restored_post_is_checked(editor):
    client, post = signed_in(editor), make.draft("<p>Words.</p>", labels=("China",))
    send(client, change(post), document="<p>“One.</p>", summary="S", status="published")
    send(client, change(post), document="<p>One.</p>")
    first = post.revisions.filter(is_aside=False).order_by("pk")[1]
    post.refresh_from_db()
    editing.restore_revision(post, first, by=editor, correction=editing.CorrectionNote("typo"))
    assert load_findings(post) == [("mark_unbalanced", False, 1)]


def test_command_checks_all_published_posts(capsys):
    post, draft = make.post("<p>“One.</p>", summary="S"), make.draft("<p>“One.</p>")
    call_command("checkposts")
    assert load_findings(post) == [("mark_unbalanced", False, 1), ("no_label", False, 1)]
    assert load_findings(draft) == []
    assert "Checked 1 posts" in capsys.readouterr().out
    call_command("checkposts", after=post.pk)
    assert "There was no published post" in capsys.readouterr().out


def test_every_kind_of_finding_has_a_name():
    assert set(checks.NAMES) >= checks.BLOCKING


def test_dashboard_shows_failing_checks_of_own_published_posts(editor, author):
    FindingCount.objects.create(
        post=make.post(authors=(author,)), code="link_dead", is_blocking=False, number=3
    )
    of_another = make.post()
    for code, is_blocking in (("alt_missing", True), ("link_dead", False)):
        FindingCount.objects.create(post=of_another, code=code, is_blocking=is_blocking, number=1)
    for unseen in (make.scheduled(authors=(author,)), make.draft(authors=(author,))):
        FindingCount.objects.create(post=unseen, code="no_label", is_blocking=False, number=1)
    shown = [
        [(kind.code, kind.posts) for kind in checks.count_failing_checks(person).kinds]
        for person in (editor, author)
    ]
    assert shown == [[("alt_missing", 1), ("link_dead", 2)], [("link_dead", 1)]]
    page = signed_in(author).get("/admin/").content.decode()
    assert "?state=public&amp;check=link_dead" in page


def test_post_list_is_filtered_by_failing_check(editor):
    post, other = make.post(), make.post()
    FindingCount.objects.create(post=post, code="link_dead", is_blocking=False, number=3)
    response = signed_in(editor).get("/admin/blog/post/?state=public&check=link_dead")
    assert [row.pk for row in response.context["cl"].result_list] == [post.pk] != [other.pk]
