"""A reader's comment on its way in, and its writer's second thoughts."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from blog.comments import moderation
from blog.comments.models import Comment, Decision
from blog.comments.moderation import (
    akismet_tasks,
    bans,
    bayes,
    score,
)
from blog.comments.moderation.rules import Reason
from blog.models import Post, SiteSettings

EDIT_MINUTES = 10
_CHANGEABLE = (Comment.State.APPROVED, Comment.State.WAITING, Comment.State.SPAM)


def submit(
    post: Post,
    text: str,
    writer: moderation.Writer,
    site: SiteSettings,
    *,
    parent: Comment | None = None,
    submission: uuid.UUID | None = None,
    traps: Sequence[Reason] = (),
) -> Comment:
    """Judges and stores it, with the rules' decision. The same `submission` again gives what was
    stored the first time. The caller has seen that post and thread take comments.

    Nothing is stored of a writer who is banned: `moderation.Banned`.
    """
    submission = submission or uuid.uuid4()
    if sent := Comment.objects.filter(submission=submission).first():
        return sent
    if bans.of(writer):
        raise moderation.Banned
    verdict = moderation.judge(post, text, writer, site, traps=traps)
    comment = Comment(
        post=post,
        parent=parent,
        user=writer.user,
        name=writer.name,
        website=writer.website,
        text=text,
        state=verdict.state,
        score=verdict.score,
        reasons=verdict.reasons,
        submission=submission,
        **writer.digests(),
    )
    comment.notice_at = comment.next_notice(timezone.now())
    with transaction.atomic():
        # Of two at once one is stored; the other finds it.
        made = Comment.objects.bulk_create([comment], ignore_conflicts=True)
        stored = Comment.objects.get(submission=made[0].submission)
        if not stored.decisions.exists():
            Decision.objects.create(comment=stored, by=None, was="", became=stored.state)
            if verdict.is_asked:
                akismet_tasks.order(stored, writer)
    return stored


def can_change(comment: Comment) -> bool:
    """May its writer still edit it? Not what a moderator has refused; that something is taken for
    spam, nobody is told by this."""
    is_early = timezone.now() < comment.created_at + timedelta(minutes=EDIT_MINUTES)
    return is_early and comment.state in _CHANGEABLE


@transaction.atomic
def change(comment: Comment, text: str, writer: moderation.Writer, site: SiteSettings) -> bool:
    """Stores the writer's other words; False where that is too late. Reads `comment.post`.

    They are judged anew (`judge_edited`). Nothing changes for a writer who is banned:
    `moderation.Banned`.
    """
    if bans.of(writer, comment):
        raise moderation.Banned
    stored = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if not can_change(stored):
        return False
    if text == stored.text:
        return True
    stored.post = comment.post
    verdict = score.judge_edited(stored, text, writer, site)
    # What was learned from the words before would be taken back by these.
    bayes.teach([(stored, stored.taught, "")])
    stored.taught = ""
    stored.text, stored.edited_at = text, timezone.now()
    stored.score, stored.reasons = verdict.score, verdict.reasons
    stored.save(update_fields=["text", "html", "edited_at", "score", "reasons", "taught"])
    if stored.state != Comment.State.SPAM:
        moderation.decide([stored.pk], verdict.state, by=None, reason="edited")
        if verdict.is_asked:
            akismet_tasks.order(stored, writer)
    return True
