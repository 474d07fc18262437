"""Record workflow transitions, and update approvals after a save."""

from datetime import datetime

from accounts.models import User
from blog import revisions
from blog.models import Post, SiteSettings
from blog.revisions.models import Revision
from blog.workflow import Kind, can_approve, can_publish, get_latest_transition
from blog.workflow.models import WorkflowTransition
from blog.workflow.notifications import notify


def record_transition(
    post: Post,
    *,
    kind: str,
    by: User,
    was: str,
    reason: str = "",
    publish_at: datetime | None = None,
) -> WorkflowTransition:
    """Record a transition on the latest revision, and queue the e-mails about it."""
    transition = WorkflowTransition.objects.create(
        post=post,
        kind=kind,
        by=by,
        was=was,
        became=post.status,
        reason=reason.strip(),
        publish_at=publish_at,
        revision_id=revisions.get_latest_id(post),
    )
    notify(transition)
    return transition


def update_approval(
    post: Post, *, by: User, revision: Revision | None
) -> WorkflowTransition | None:
    """Update the approval of a post after a save that created `revision`.

    An approval covers the content: a new date keeps it, whoever saves, and so does a correction by
    an editor who may approve the post. Any other change withdraws it. A change of a scheduled post
    by a user who may not publish it returns it to review, and so does one by an editor who may not
    approve it, if the site requires approval. Returns the withdrawal or None. Two queries for a
    post without approval.
    """
    if revision is None:
        return None
    last = get_latest_transition(post)
    before = Revision.objects.saved_for(post).filter(pk__lt=revision.pk).first()
    is_same = before is not None and revision.has_same_content(before)
    is_approved = (
        last is not None
        and last.kind == Kind.APPROVED
        and before is not None
        and last.revision_id == before.pk
    )
    if is_approved and last is not None:
        if is_same or can_approve(post, by):
            WorkflowTransition.objects.filter(pk=last.pk).update(revision=revision)
            return None
        return record_transition(post, kind=Kind.WITHDRAWN, by=by, was=post.status)
    if is_same or not post.is_scheduled:
        return None
    is_approval_required = SiteSettings.load().approval_required
    if can_approve(post, by) if is_approval_required else can_publish(post, by):
        return None
    post.status = Post.Status.REVIEW
    post.save(update_fields=["status", "updated_at"])
    revisions.record(post, by)
    return record_transition(post, kind=Kind.WITHDRAWN, by=by, was=Post.Status.PUBLISHED)
