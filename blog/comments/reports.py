"""Reports of comments by readers."""

from dataclasses import dataclass

from django.db import transaction

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.moderation.models import Report
from lib.client_ip import ClientIP, get_client_network
from lib.hashing import keyed_hash

# Client networks whose reports send an approved comment back to the queue.
REPORT_THRESHOLD = 3


@dataclass(frozen=True)
class ReportedComment:
    """`is_hidden` if this report sent the comment back to the queue, which the reader does not
    learn."""

    comment_id: int
    is_hidden: bool


@transaction.atomic
def report_comment(*, comment: Comment, ip: ClientIP, reason: str = "") -> ReportedComment:
    """Store a report, once for each client network.

    `REPORT_THRESHOLD` reports send an approved comment back to the queue, unless a moderator has
    approved it since the first report. Raises `Comment.DoesNotExist` if it was deleted since. Four
    to twelve queries.
    """
    locked = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    hashed = keyed_hash("ip", get_client_network(ip))
    report = Report(comment=locked, ip_hash=hashed, reason=reason)
    Report.objects.bulk_create([report], ignore_conflicts=True)
    reports = Report.objects.filter(comment=locked).order_by("created_at")
    is_enough = locked.is_approved and reports.count() >= REPORT_THRESHOLD
    if not is_enough or _is_approved_since(locked, reports[0]):
        return ReportedComment(locked.pk, is_hidden=False)
    moderate(comment_ids=[locked.pk], to=Comment.State.WAITING, by=None, reason="reported")
    return ReportedComment(locked.pk, is_hidden=True)


def _is_approved_since(comment: Comment, first: Report) -> bool:
    approved = comment.moderation_actions.filter(became=Comment.State.APPROVED, by__isnull=False)
    return approved.filter(created_at__gte=first.created_at).exists()
