"""A reader's comment on its way in."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from blog import moderation
from blog.models import Comment, Decision, Post, SiteSettings
from blog.moderation import asking, bans
from blog.moderation.rules import Reason


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
                asking.order(stored, writer)
    return stored
