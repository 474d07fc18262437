"""Checks at the desk: asked for while one writes, and in the way of publishing."""

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


def ask(client, address: str = CHECKS, **values):
    body = {"title": "T", "summary": "S", "labels": "China", "language": "en", **values}
    return client.post(address, json.dumps(body), content_type="application/json")


def names(response) -> list[tuple[str, bool, int | None]]:
    return [(one["key"].split(":")[0], one["blocks"], one["at"]) for one in response.json()["open"]]


def key_of(client, html: str, **values) -> str:
    return ask(client, document=html, **values).json()["open"][0]["key"]


def test_the_form_is_checked_as_it_stands_and_nothing_is_stored(author):
    answer = ask(signed_in(author), document="<p>“One.</p>" + SOURCELESS, labels=" , ")
    assert names(answer) == [
        ("no_label", False, None),
        ("mark_unbalanced", False, 0),
        ("quotation_without_source", True, 1),
    ]
    assert "no-store" in answer["Cache-Control"]
    assert not Post.all_objects.exists()


def test_a_page_that_stands_by_itself_needs_no_label(editor):
    answer = ask(signed_in(editor), "/admin/blog/page/checks/", labels="", document="<p>A</p>")
    assert names(answer) == []


@pytest.mark.parametrize("body", ["", "[]", "null", "3", "{", '"a"', "[" * 100_000, b"\xff"])
def test_what_is_no_form_is_a_bad_request(body, author):
    answer = signed_in(author).post(CHECKS, body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "value", ["\0", "\ud800", "a" * 300_000, "<" * 5000, "“" * 5000, [1], {"a": 1}, 7, "'; --"]
)
def test_whatever_is_written_is_checked(value, author):
    client = signed_in(author)
    fields = dict.fromkeys(("title", "summary", "labels", "language", "document", "post"), value)
    assert ask(client, **fields).status_code == 200
    assert ask(client, document=make.quotation(str(value)[:5000])).status_code == 200


def test_anothers_draft_tells_nothing(author):
    theirs = make.draft(SOURCELESS)
    key = key_of(signed_in(make.user("Editor")), SOURCELESS)
    code, hash = key.split(":")
    CheckOverride.objects.create(post=theirs, code=code, hash=hash, reason="Secret")
    answer = ask(signed_in(author), document=SOURCELESS, post=theirs.pk)
    assert answer.json()["overridden"] == []


@pytest.mark.parametrize("blocks", [2, 60])
def test_costs_the_same_however_long_the_post(blocks, editor, django_assert_num_queries):
    html = "".join(
        make.quotation(f"“A quotation of some words, number {n}.”", url="https://example.org/")
        + "<p>Words.</p>"
        for n in range(blocks)
    )
    client, post = signed_in(editor), make.draft()
    ask(client)
    with django_assert_num_queries(12):  # Five of them ask who is there, and may.
        ask(client, document=html, post=post.pk)


@pytest.mark.slow
def test_what_blocks_keeps_a_post_from_being_published_and_nothing_is_lost(editor):
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
def test_few_checks_block(html, is_saved, editor):
    sent = send(signed_in(editor), ADD, title="T", document=html, status="published")
    assert (sent.status_code == 302) == is_saved


@pytest.mark.slow
def test_a_draft_is_saved_whatever_is_found(author):
    assert send(signed_in(author), ADD, title="T", document=SOURCELESS).status_code == 302


def override(client, html: str, reason: str = "A proverb") -> dict[str, str]:
    return {"document": html, "overrides": json.dumps({key_of(client, html): reason})}


@pytest.mark.slow
def test_an_editor_overrides_with_a_reason_that_is_kept(editor):
    client, post = signed_in(editor), make.draft()
    given = override(client, SOURCELESS, "  A \0 proverb ")
    assert send(client, change(post), status="published", **given).status_code == 302
    row = CheckOverride.objects.get()
    assert (row.post, row.by, row.code, row.reason) == (
        *(post, editor, "quotation_without_source"),
        "A proverb",
    )
    assert row.excerpt == "“Nobody knows who said this.”"
    answer = ask(client, document=SOURCELESS, post=post.pk).json()
    assert (answer["open"], [o["reason"] for o in answer["overridden"]]) == ([], ["A proverb"])
    assert "A proverb" in client.get(f"/admin/blog/post/{post.pk}/history/").content.decode()


@pytest.mark.slow
def test_a_reason_holds_while_the_words_stay_the_same(editor):
    client, post = signed_in(editor), make.draft()
    send(client, change(post), status="published", **override(client, SOURCELESS))
    more = f"<h2>Before</h2>{SOURCELESS}<p>Behind.</p>"
    assert send(client, change(post), document=more).status_code == 302
    other = make.quotation("“Nobody knows who said that.”")
    assert send(client, change(post), document=other).status_code == 200


@pytest.mark.slow
def test_a_reason_is_withdrawn(editor):
    client, post = signed_in(editor), make.draft()
    given = override(client, SOURCELESS)
    send(client, change(post), **given)
    again = {"document": SOURCELESS, "overrides": json.dumps({CheckOverride.objects.get().key: ""})}
    assert send(client, change(post), status="published", **again).status_code == 200
    assert send(client, change(post), **again).status_code == 302
    assert not CheckOverride.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    ["[]", "3", "{", '{"a": "%s"}' % ("r" * 301), json.dumps({str(n): "r" for n in range(201)})],
)
def test_reasons_that_cannot_be_read_change_nothing(given, editor):
    post = make.draft()
    assert send(signed_in(editor), change(post), overrides=given).status_code == 200
    assert not CheckOverride.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_overridden(reason, editor):
    client, post = signed_in(editor), make.draft()
    given = override(client, SOURCELESS, reason)
    assert send(client, change(post), status="published", **given).status_code == 200


@pytest.mark.slow
def test_a_reason_for_what_is_not_found_is_not_kept(editor):
    post = make.draft()
    given = json.dumps({"quotation_without_source:" + "0" * 32: "R", "nonsense": "R"})
    assert send(signed_in(editor), change(post), overrides=given).status_code == 302
    assert not CheckOverride.objects.exists()


def test_an_author_overrides_nothing(author):
    post = make.draft(authors=(author,))
    client = signed_in(author)
    given = override(client, SOURCELESS)
    assert set(errors(send(client, change(post), **given))) == {"overrides"}
    assert not CheckOverride.objects.exists()


@pytest.mark.slow
def test_what_readers_see_already_does_not_keep_an_author_from_correcting_the_rest(author):
    post = make.post(SOURCELESS, authors=(author,))
    client = signed_in(author)
    assert send(client, change(post), document=SOURCELESS + "<p>More.</p>").status_code == 302
    other = make.quotation("“And nobody knows this.”")
    assert send(client, change(post), document=SOURCELESS + other).status_code == 200


def kept(post: Post) -> list[tuple[str, bool, int]]:
    found = FindingCount.objects.filter(post=post).order_by("code")
    return list(found.values_list("code", "is_blocking", "number"))


@pytest.mark.slow
def test_what_stands_in_a_published_post_is_kept(editor):
    client, post = signed_in(editor), make.draft(labels=("China",))
    two = "<p>“One.</p><p>Two”.</p>"
    send(client, change(post), document=two, summary="S")
    assert kept(post) == []  # Of a draft nothing is.
    send(client, change(post), document=two, status="published")
    assert kept(post) == [("mark_unbalanced", False, 2)]
    send(client, change(post), document="<p>“One.</p><p>Two.</p>")
    assert kept(post) == [("mark_unbalanced", False, 1)]
    send(client, change(post), **override(client, "<p>“One.</p>"))
    assert kept(post) == []
    send(client, change(post), document="<p>(One.</p>", status="draft")
    assert kept(post) == []


@pytest.mark.slow
def test_what_is_brought_back_is_checked(editor):
    client, post = signed_in(editor), make.draft("<p>Words.</p>", labels=("China",))
    send(client, change(post), document="<p>“One.</p>", summary="S", status="published")
    send(client, change(post), document="<p>One.</p>")
    first = post.revisions.filter(is_aside=False).order_by("pk")[1]
    post.refresh_from_db()
    editing.restore_revision(post, first, by=editor, correction=editing.CorrectionNote("typo"))
    assert kept(post) == [("mark_unbalanced", False, 1)]


def test_all_published_posts_are_checked_again_by_a_command(capsys):
    post, draft = make.post("<p>“One.</p>", summary="S"), make.draft("<p>“One.</p>")
    call_command("checkposts")
    assert kept(post) == [("mark_unbalanced", False, 1), ("no_label", False, 1)]
    assert kept(draft) == []
    assert "Checked 1 posts" in capsys.readouterr().out
    call_command("checkposts", after=post.pk)
    assert "There was no published post" in capsys.readouterr().out


def test_every_kind_of_finding_has_a_name():
    assert set(checks.NAMES) >= checks.BLOCKING


def test_the_front_page_says_which_checks_fail_in_ones_published_posts(editor, author):
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


def test_the_list_is_of_the_posts_in_which_a_check_fails(editor):
    post, other = make.post(), make.post()
    FindingCount.objects.create(post=post, code="link_dead", is_blocking=False, number=3)
    found = signed_in(editor).get("/admin/blog/post/?state=public&check=link_dead")
    assert [row.pk for row in found.context["cl"].result_list] == [post.pk] != [other.pk]
