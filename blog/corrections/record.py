"""Storing what readers are told of a change, and mending it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from blog.common import markup
from blog.corrections.diff import changes_html
from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision


@dataclass(frozen=True)
class CorrectionNote:
    """What kind of change it is, of `Correction.Kind`, and a sentence for readers: none for a
    typo."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class RewordedCorrection:
    correction: Correction


def draft_of(post: Post) -> CorrectionNote | None:
    """Read the note that was saved with a draft and waits for its publication."""
    return CorrectionNote(**post.correction_draft) if post.correction_draft else None


def record(
    post: Post, before: Revision, after: Revision, by: User | None, kind: str, text: str
) -> Correction:
    """Three queries. `before` is what readers saw last, never what was stored between."""
    is_told = kind != Correction.Kind.TYPO
    return Correction.objects.create(
        post=post,
        kind=kind,
        text=markup.clean_text(text).strip() if is_told else "",
        changes=changes_html(before, after, post.language) if is_told else "",
        before=before,
        after=after,
        by=by,
    )


def reword(*, correction: Correction, is_withdrawn: bool) -> RewordedCorrection:
    """Store the kind and the text that were set, and whether readers are told at all. What was a
    typo gets its changes; the post's page is as new as this. Four queries at most."""
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
        correction.changes = changes_html(before, after, post.language)
    with transaction.atomic():
        correction.save()
        Post.all_objects.filter(pk=post.pk).update(updated_at=now)
    return RewordedCorrection(correction)
