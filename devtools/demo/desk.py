"""Workflow transitions and notes of the demo blog."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from blog.models import Post
from blog.notes.models import Note
from blog.notes.notes import add_note, reply_to_note
from blog.workflow.models import WorkflowTransition
from devtools.demo.content_files import Entry, build

Kind, Status = WorkflowTransition.Kind, Post.Status
# The status before and after each kind of transition.
STATUS_CHANGES = {
    Kind.HANDED_IN: (Status.DRAFT, Status.REVIEW),
    Kind.CHANGES: (Status.REVIEW, Status.DRAFT),
    Kind.SCHEDULED: (Status.REVIEW, Status.PUBLISHED),
}


def load_transition(entry: Entry, posts: Mapping[str, Post], users: Mapping[str, User]) -> None:
    post = entry.look_up("post", posts)
    was, became = entry.look_up("kind", STATUS_CHANGES)
    build(
        WorkflowTransition,
        entry,
        other="post username hours_ago",
        post=post,
        by=entry.look_up("username", users) if "username" in entry.values else post.byline[0],
        created_at=timezone.now() - timedelta(hours=entry.require("hours_ago")),
        was=was,
        became=became,
        publish_at=post.published_at if entry.values["kind"] == Kind.SCHEDULED else None,
    ).save()


def load_note(entry: Entry, posts: Mapping[str, Post], users: Mapping[str, User]) -> None:
    build(Note, entry, required="text", other="post username about_quotation reply reply_username")
    post, user = entry.look_up("post", posts), entry.look_up("username", users)
    anchor = {}
    if entry.values.get("about_quotation"):
        quotation = post.pullquotes.first()
        if quotation is None:
            entry.fail("This post has no quotation.", "about_quotation")
        anchor = {"block": f"pullquote-{quotation.pk}", "anchor_text": quotation.text}
    note = add_note(post=post, by=user, text=entry.values["text"], **anchor).note
    if "reply" in entry.values:
        replier = entry.look_up("reply_username", users)
        reply_to_note(note=note, by=replier, text=entry.values["reply"])
