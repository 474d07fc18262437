"""Recording and rewording correction notes."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from blog.common import markup
from blog.corrections.diff import render_changes
from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision


@dataclass(frozen=True)
class CorrectionNote:
    """`kind` is one of `Correction.Kind`; `text` is the note to readers, '' for a typo."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class RewordedCorrection:
    correction: Correction


def get_draft_note(post: Post) -> CorrectionNote | None:
    """Return the note that was saved with a draft for its publication."""
    return CorrectionNote(**post.correction_draft) if post.correction_draft else None


def record(
    post: Post, before: Revision, after: Revision, by: User | None, kind: str, text: str
) -> Correction:
    """Record a correction with its changes. `before` is the last public revision, not a draft in
    between. Three queries."""
    is_public = kind != Correction.Kind.TYPO
    return Correction.objects.create(
        post=post,
        kind=kind,
        text=markup.clean_text(text).strip() if is_public else "",
        changes=render_changes(before, after, post.language) if is_public else "",
        before=before,
        after=after,
        by=by,
    )


def reword(*, correction: Correction, is_withdrawn: bool) -> RewordedCorrection:
    """Store the kind and the text that were set on a correction, and withdraw or restore it.
    Renders the changes of a former typo, and updates the modification time of the post. Four
    queries at most."""
    now = timezone.now()
    correction.text = markup.clean_text(correction.text).strip()
    correction.reworded_at = now
    if not is_withdrawn:
        correction.withdrawn_at = None
    elif correction.withdrawn_at is None:
        correction.withdrawn_at = now
    post, (before, after) = correction.post, (correction.before, correction.after)
    if correction.kind == Correction.Kind.TYPO:
        correction.text = correction.changes = ""
    elif before and after and not correction.changes:
        correction.changes = render_changes(before, after, post.language)
    with transaction.atomic():
        correction.save()
        Post.all_objects.filter(pk=post.pk).update(updated_at=now)
    return RewordedCorrection(correction)
