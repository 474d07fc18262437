"""Store new posts and pages, with all that depends on them, by a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from blog import checks, revisions
from blog.common.db.sequences import reserve_keys
from blog.content import document as documents
from blog.content.document import ChangesOtherPosts, Document
from blog.content.series import SeriesPlace, place_post
from blog.editing.approvals import record_transition, update_approval
from blog.editing.saved import SavedPost
from blog.editing.sources import rename_sources
from blog.evidence.follow import follow_quotations
from blog.models import Page, Post, PullQuote
from blog.models.labels import label_new_posts
from blog.revisions import FirstVersion, GeneratedNote
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision
from blog.workflow import Kind, Transition
from blog.workflow.models import WorkflowTransition


@dataclass(frozen=True)
class NewPost:
    """A post that is not stored yet, and its parts; the arguments of `save_post` say what each is.
    Labels and authors of a page are left out."""

    post: Post
    fields: Mapping[str, Any] = field(default_factory=dict)
    document: Document | None = None
    labels: Sequence[str] | None = None
    authors: Sequence[int] | None = None
    series: SeriesPlace | None = None
    transition: Transition | None = None
    overrides: Mapping[str, str] | None = None
    form_key: UUID | None = None


def create_posts(
    new: Sequence[NewPost], *, by: User, note: str | GeneratedNote = "", is_automatic: bool = False
) -> list[SavedPost]:
    """Store posts that meet the requirements of a save; `save_post` checks these for one.

    About 20 queries, however many posts there are, and for each post those of what few posts have:
    figures, quotations, transitions, a series, overrides. A single post gets another slug if its
    own is taken meanwhile; of several, all have to be free, or IntegrityError is raised.
    """
    with transaction.atomic(savepoint=False):
        return _create(new, by, note, is_automatic=is_automatic)


def _create(
    new: Sequence[NewPost], by: User, note: str | GeneratedNote, *, is_automatic: bool
) -> list[SavedPost]:
    posts = [each.post for each in new]
    for each, key in zip(new, reserve_keys(Post, len(new)), strict=True):
        _fill(each, key)
        if each.document and rename_sources(each.document, by=by) and is_automatic:
            raise ChangesOtherPosts
    texts = {each.post: each.document for each in new if each.document is not None}
    blocks = documents.create(texts, by, partial(_insert, posts), is_automatic=is_automatic)
    others = [each for each in new if each.post.kind == Post.Kind.POST]
    bylines = revisions.set_bylines_of_new_posts(
        {each.post: each.authors or [by.pk] for each in others}
    )
    labels = label_new_posts({each.post: each.labels or () for each in others})
    for each in others:
        if each.series is not None:
            place_post(each.post, each.series)
    contents = {
        post: checks.load_check_input(post, blocks.get(post, []), labels.get(post))
        for post in posts
    }
    versions = [
        FirstVersion(post, contents[post].nodes, contents[post].labels, bylines.get(post, []))
        for post in posts
    ]
    recorded = revisions.record_new_posts(versions, by, note, is_automatic=is_automatic)
    saved = [_finish(each, revision, by) for each, revision in zip(new, recorded, strict=True)]
    if not is_automatic:
        quoting = [post for post, rows in blocks.items() if PullQuote in map(type, rows)]
        follow_quotations(*quoting)
    checks.store_results_of_new_posts(
        {each.post: contents[each.post] for each in new if not each.overrides}
    )
    for each in new:
        if each.overrides:
            checks.store_results(each.post, each.overrides, by, content=contents[each.post])
    return saved


def _fill(new: NewPost, key: int) -> None:
    """Set the columns of a post, but those that are rendered."""
    post, transition = new.post, new.transition
    for name, value in {**new.fields, **(transition.values if transition else {})}.items():
        setattr(post, name, value)
    post.pk = key
    if isinstance(post, Page):
        post.kind = Post.Kind.PAGE
    if not post.slug:
        post.slug = post.find_free_slug(post.title)


def _insert(posts: Sequence[Post]) -> None:
    def insert() -> None:
        Post.all_objects.bulk_create(posts)

    if len(posts) == 1:
        posts[0].save_with_slug(insert)
    else:
        insert()


def _finish(new: NewPost, revision: Revision, by: User) -> SavedPost:
    """Store what only a few posts have. No query for others."""
    post, transition = new.post, new.transition
    transition_row: WorkflowTransition | None = None
    withdrawal: WorkflowTransition | None = None
    if transition:
        transition_row = record_transition(
            post,
            kind=transition.kind,
            by=by,
            was=Post.Status.DRAFT,
            reason=transition.reason,
            publish_at=post.published_at if transition.kind == Kind.SCHEDULED else None,
        )
    elif post.is_scheduled:
        withdrawal = update_approval(post, by=by, revision=revision)
    if new.form_key:
        Autosave.objects.close(new.form_key, by, post.kind, post)
    return SavedPost(post, revision, transition_row, withdrawal)
