"""Comment statistics on the dashboard of moderators: reports, and a chart of the last 30 days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone

from blog.comments.counters import CommentDayCounter
from blog.comments.models import Comment
from blog.comments.moderation.models import Report

CHART_DAYS = 30
State = Comment.State


@dataclass(frozen=True)
class DayBar:
    """A bar of the chart: spam on top of all other comments. Positions and heights are percentages
    of the chart's size."""

    day: date
    comments: int
    spam: int
    x: str
    spam_y: str
    spam_height: str
    comments_y: str
    comments_height: str


@dataclass(frozen=True)
class CommentStats:
    reported: int  # awaiting moderation
    shown_reported: int  # approved, and reported since
    days: list[DayBar]
    max_per_day: int

    @property
    def comments(self) -> int:
        return sum(day.comments for day in self.days)

    @property
    def spam(self) -> int:
        return sum(day.spam for day in self.days)


def get_comment_stats(today: date | None = None) -> CommentStats:
    """Compute the statistics of the last days, in the site's time zone. Two queries."""
    today = today or timezone.localdate()
    days = [today - timedelta(days=before) for before in reversed(range(CHART_DAYS))]
    counts = CommentDayCounter.objects.count_by_day(days[0])
    spam = [max(0, counts.get((day, State.SPAM), 0)) for day in days]
    others = [state for state in State.values if state != State.SPAM]
    comments = [max(0, sum(counts.get((day, state), 0) for state in others)) for day in days]
    max_per_day = max(1, *map(sum, zip(spam, comments, strict=True)))
    rows = enumerate(zip(days, comments, spam, strict=True))
    bars = [_build_bar(number, *row, max_per_day) for number, row in rows]
    reports_by_state = Report.objects.unanswered().order_by().values_list("comment__state")
    reported = dict(reports_by_state.annotate(n=Count("comment", distinct=True)))
    return CommentStats(
        reported=reported.get(State.WAITING, 0),
        shown_reported=reported.get(State.APPROVED, 0),
        days=bars,
        max_per_day=max_per_day,
    )


def _build_bar(number: int, day: date, comments: int, spam: int, max_per_day: int) -> DayBar:
    spam_height, height = 100 * spam / max_per_day, 100 * comments / max_per_day
    return DayBar(
        *(day, comments, spam),
        x=_format_percent(100 * number / CHART_DAYS),
        spam_y=_format_percent(100 - height - spam_height),
        spam_height=_format_percent(spam_height),
        comments_y=_format_percent(100 - height),
        comments_height=_format_percent(height),
    )


def _format_percent(number: float) -> str:
    """Format a percentage for SVG, independently of the active language."""
    return f"{number:.2f}%"
