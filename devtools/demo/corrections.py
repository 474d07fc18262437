"""Corrections of the demo blog: revisions with correction notes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from blog.content import document
from blog.corrections import CorrectionNote
from blog.corrections.models import Correction
from blog.editing import save_post
from blog.models import Post
from blog.revisions.models import Revision
from devtools.demo.content_files import Entry, build


def load(entries: Sequence[Entry], posts: Mapping[str, Post]) -> None:
    """Save the first version of each corrected post, and then one version for each correction."""
    by_post: dict[str, list[Entry]] = {}
    for entry in entries:
        build(Correction, entry, required="kind", other="post after_minutes was now")
        entry.look_up("post", posts)
        by_post.setdefault(entry.values["post"], []).append(entry)
    for slug, steps in by_post.items():
        _correct(posts[slug], steps)


def _correct(post: Post, steps: Sequence[Entry]) -> None:
    published_at = post.published_at
    if published_at is None:
        steps[0].fail("This post is not published.", "post")
    versions = [document.to_html(document.load_document(post))]
    for step in reversed(steps):
        versions.insert(0, _undo(step, versions[0]))
    post.revisions.all().delete()  # The revision of the current version.
    _save(post, versions[0], published_at)
    for step, html in zip(steps, versions[1:], strict=True):
        when = published_at + timedelta(minutes=step.require("after_minutes"))
        note = CorrectionNote(step.values["kind"], step.values.get("text", ""))
        _save(post, html, when, note)


def _undo(step: Entry, html: str) -> str:
    now = step.require("now")
    if (count := html.count(now)) != 1:
        step.fail(f"The post has this {count} times; write words that it has once.", "now")
    return html.replace(now, step.require("was"))


def _save(post: Post, html: str, when: datetime, note: CorrectionNote | None = None) -> None:
    saved = save_post(
        post, by=post.byline[0], document=document.parse(html), correction=note, is_checked=True
    )
    if saved.revision:
        Revision.objects.filter(pk=saved.revision.pk).update(created_at=when)
    if saved.correction:
        Correction.objects.filter(pk=saved.correction.pk).update(created_at=when)
