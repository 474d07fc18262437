"""Readers report a comment to the moderators."""

from dataclasses import dataclass

from django.db import transaction

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.moderation.models import Report
from lib.client_ip import ClientIP, get_client_network
from lib.hashing import keyed_hash

# So many client networks put a comment back into the queue.
ENOUGH = 3


@dataclass(frozen=True)
class ReportedComment:
    """`is_hidden` where this report sent the comment back into the queue. Whoever reports it is
    thanked in any case, and not told."""

    comment_id: int
    is_hidden: bool


@transaction.atomic
def report_comment(*, comment: Comment, ip: ClientIP, reason: str = "") -> ReportedComment:
    """Store a report, once for each client network.

    Enough of them hide an approved comment until a moderator looks, unless a moderator approved it
    since the first one. Four to twelve queries.
    """
    locked = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    hashed = keyed_hash("ip", get_client_network(ip))
    report = Report(comment=locked, ip_hash=hashed, reason=reason)
    Report.objects.bulk_create([report], ignore_conflicts=True)
    reports = Report.objects.filter(comment=locked).order_by("created_at")
    is_enough = locked.is_approved and reports.count() >= ENOUGH
    if not is_enough or _is_settled(locked, reports[0]):
        return ReportedComment(locked.pk, is_hidden=False)
    moderate(comment_ids=[locked.pk], to=Comment.State.WAITING, by=None, reason="reported")
    return ReportedComment(locked.pk, is_hidden=True)


def _is_settled(comment: Comment, first: Report) -> bool:
    approved = comment.moderation_actions.filter(became=Comment.State.APPROVED, by__isnull=False)
    return approved.filter(at__gte=first.created_at).exists()
