"""Entries of the change history and recent actions, in the language of whoever reads them."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse
from django.utils.translation import override

from blog import revisions
from blog.common import audit
from blog.common.audit import MESSAGES, ChangeMessage
from blog.corrections.models import Correction
from blog.models import Source
from blog.notes import share_links
from blog.planning import board_moves
from blog.planning.board import get_column_names
from blog.planning.entries import get_version_token
from tests.blog.content.test_trash import run_action
from tests.blog.corrections.test_corrections import create_correction
from tests.support import factories as make
from tests.support.desk import fields, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

VALUES = {
    **{"title": "High water", "name": "Bo", "when": "2026-03-04T12:30:00+00:00"},
    **{"old": "One", "new": "Two", "old_kind": "Typo", "new_kind": "Update", "column": "Drafts"},
}


@pytest.fixture(autouse=True)
def english_site():
    return make.site(language="en")


@pytest.fixture
def german():
    """An editor whose desk is German."""
    return make.user("Editor", language="de")


def read_entry(language: str) -> str:
    with override(language):
        return audit.describe_change(LogEntry.objects.latest("pk"))


def read_recent_actions(client) -> list[str]:
    return [
        " ".join(line.split())
        for line in text(read(client, "/admin/"), "//ul[@class='recent-actions']/li")
    ]


def test_trash_and_restore_follow_readers_language(german):
    post = make.post(title="Lost")
    client = signed_in(german)
    run_action(client, "move_to_trash", post)
    assert (read_entry("en"), read_entry("de")) == (
        "Moved to trash",
        "In den Papierkorb verschoben",
    )
    run_action(client, "restore_selected", post, query="?state=trash")
    assert (read_entry("en"), read_entry("de")) == (
        "Restored from the trash",
        "Aus dem Papierkorb wiederhergestellt",
    )


def test_calendar_and_board_moves_follow_readers_language(german):
    post = make.draft("<p>One.</p>", authors=(german,), published_at=make.moment(2093, 11, 28))
    client = signed_in(german)
    move = {"post": post.pk, "to": "2093-11-30", "seen": get_version_token(post)}
    assert client.post(reverse("admin:blog_post_move"), move).status_code == 302
    assert read_entry("en").startswith("Moved to November 30, 2093")
    assert "30. November 2093" in read_entry("de")


@pytest.mark.parametrize("column", get_column_names())
def test_column_of_board_follows_readers_language(column, german):
    with override("de"):
        message = board_moves.build_change_message(column)
    for language in ("en", "de"):
        with override(language):
            assert get_column_names()[column] in str(message)


def test_copy_and_template_follow_readers_language(german):
    post = make.draft("<p>One.</p>", title="Mine", authors=(german,))
    client = signed_in(german)
    client.post(f"/admin/blog/post/{post.pk}/duplicate/")
    assert (read_entry("en"), read_entry("de")) == ("Copy of “Mine”", "Kopie von „Mine“")


def test_restored_version_follows_readers_language(german):
    post = make.draft("<p>One.</p>", authors=(german,))
    first = revisions.record(post, german)
    client = signed_in(german)
    address = f"/admin/blog/post/{post.pk}/history/restore/"
    client.post(address, {"revision": first.pk, "latest": first.pk})
    assert read_entry("en").startswith("Restored from")
    assert read_entry("de").startswith("Wiederhergestellt")


def test_shared_draft_follows_readers_language(german):
    post = make.draft("<p>One.</p>", authors=(german,))
    with override("de"):
        link = share_links.create_share_link(
            post=post, by=german, name="Bo %", days=7, may_note=True
        ).link
    assert read_entry("en") == "Shared with Bo %"
    with override("de"):
        share_links.revoke_share_link(link=link, by=german)
    assert read_entry("en") == "No longer shared with Bo %"


def test_changes_of_correction_follow_readers_language(german):
    post = make.post("<p>One.</p>", authors=(german,), published_at=make.moment(2024, 3, 5))
    note = create_correction(
        post, "<p>It is one.</p>", "<p>It is two.</p>", note_text="It was too."
    )
    client = signed_in(german)
    address = f"/admin/blog/correction/{note.pk}/change/"
    sent = {"kind": "update", "text": "It was two.", "is_withdrawn": "on"}
    assert client.post(address, fields(client, address) | sent).status_code == 302
    assert read_entry("en") == (
        "Changed from “Correction” to “Update”. "
        "Changed from “It was too.” to “It was two.”. Withdrawn."
    )
    page = read(signed_in(make.user("Editor")), f"/admin/blog/correction/{note.pk}/history/")
    (shown,) = text(page, "//div[@id='change-history']//tbody/tr/td[2]")
    assert shown == read_entry("en")
    client.post(address, fields(client, address))
    assert read_entry("en") == "Saved without changes."
    assert Correction.objects.get().kind == "update"


def test_marks_of_comment_follow_readers_language():
    comment = make.comment(make.post())
    client = signed_in(make.user("Moderator", language="de"))
    client.post(f"/admin/blog/comment/{comment.pk}/mark/", {"pick": "on"})
    page = read(signed_in(make.user("Moderator")), f"/admin/blog/comment/{comment.pk}/history/")
    assert text(page, "//div[@id='change-history']//tbody/tr/td[2]") == [
        "Marked as an editors’ pick."
    ]


def test_recent_actions_show_change_in_present_language(german):
    post = make.post(title="Lost")
    run_action(signed_in(german), "move_to_trash", post)
    LogEntry.objects.log_actions(
        german.pk, [make.comment(post)], CHANGE, [ChangeMessage("pick_set").stored]
    )
    german.language = "en"
    german.save()
    first, second = read_recent_actions(signed_in(german))
    assert first.startswith("Marked as an editors’ pick: ")
    assert second.startswith("Moved to trash: Lost")


def test_former_text_of_entry_is_shown_as_it_is(german):
    source = Source.objects.create(name="Ana")
    LogEntry.objects.log_actions(german.pk, [source], CHANGE, "In den Papierkorb: 100 %(title)s")
    assert read_entry("en") == "In den Papierkorb: 100 %(title)s"
    LogEntry.objects.log_actions(german.pk, [source], CHANGE, "[Umbenannt]")
    assert read_entry("en") == "[Umbenannt]"


@pytest.mark.parametrize("item", [{"code": "of-a-later-version"}, {"code": "restored", "when": 5}])
def test_unknown_change_is_shown_as_a_change(german, item):
    source = Source.objects.create(name="Ana")
    LogEntry.objects.log_actions(german.pk, [source], CHANGE, [item])
    assert (read_entry("en"), read_entry("de")) == ("Changed", "Geändert")


def test_fields_of_form_follow_readers_language(german):
    source = Source.objects.create(name="Ana")
    changed = [{"changed": {"fields": ["name"]}}]
    LogEntry.objects.log_actions(german.pk, [source], CHANGE, changed)
    assert (read_entry("en"), read_entry("de")) == ("Changed name.", "Name geändert.")
    assert read_recent_actions(signed_in(german))[0].startswith("Geändert: Ana")


@pytest.mark.parametrize("code", MESSAGES)
def test_change_of_each_code_has_a_text_in_each_language(code):
    for language in ("en", "de"):
        with override(language):
            message = str(ChangeMessage(code, VALUES))
            assert message and "%(" not in message
