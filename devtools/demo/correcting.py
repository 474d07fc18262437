"""The demo blog's corrections, as saves of the desk leave them: revisions, and what is told."""

from datetime import datetime, timedelta

from blog import corrections, revisions
from blog.content import document
from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision
from devtools.demo.corrections import CORRECTIONS
from devtools.demo.parts import DemoCorrection


def correct() -> None:
    """Each post goes back to how it first was, and is put right once more."""
    for title in dict.fromkeys(each.title for each in CORRECTIONS):
        post = Post.objects.get(title=title)
        _put_right(post, [each for each in CORRECTIONS if each.title == title])


def _put_right(post: Post, steps: list[DemoCorrection]) -> None:
    by, published_at = post.byline[0], post.published_at
    assert published_at is not None
    texts = [document.to_html(document.nodes_of(post))]
    for step in reversed(steps):
        texts.insert(0, _with(texts[0], step.now, step.was))
    before = _saved(post, texts[0], published_at)
    for step, html in zip(steps, texts[1:], strict=True):
        at = published_at + timedelta(minutes=step.after)
        after = _saved(post, html, at)
        made = corrections.record(post, before, after, by, step.kind, step.text)
        Correction.objects.filter(pk=made.pk).update(at=at)
        before = after


def _saved(post: Post, html: str, at: datetime) -> Revision:
    by = post.byline[0]
    nodes = document.parse(html)
    document.check(nodes, post, by, publishing=True)
    document.save(post, nodes, by)
    saved = revisions.record(post, by)
    assert saved is not None, post.title
    Revision.objects.filter(pk=saved.pk).update(at=at)
    return saved


def _with(html: str, now: str, was: str) -> str:
    if html.count(now) != 1:
        raise ValueError(f"{now!r} stands there {html.count(now)} times")
    return html.replace(now, was)
