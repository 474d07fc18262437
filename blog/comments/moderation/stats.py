"""The front page of the desk, for whoever moderates: what waits, and the last thirty days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone

from blog.comments.counters import CommentDayCounter
from blog.comments.models import Comment
from blog.comments.moderation.models import Report

DAYS = 30
State = Comment.State


@dataclass(frozen=True)
class Day:
    """A bar of the chart. `x`, `y` and the heights are shares of the picture, in per cent: of the
    spam, which stands on top, and of all other comments."""

    day: date
    comments: int
    spam: int
    x: str
    spam_y: str
    spam_height: str
    comments_y: str
    comments_height: str


@dataclass(frozen=True)
class Overview:
    reported: int  # Of those that wait.
    shown_reported: int  # Of those that readers see, and nobody has looked at since.
    days: list[Day]
    most: int

    @property
    def comments(self) -> int:
        return sum(day.comments for day in self.days)

    @property
    def spam(self) -> int:
        return sum(day.spam for day in self.days)


def overview(today: date | None = None) -> Overview:
    """Of the days in the site's time zone, the last of which is `today`. Two queries."""
    today = today or timezone.localdate()
    days = [today - timedelta(days=before) for before in reversed(range(DAYS))]
    counted = CommentDayCounter.objects.by_day(days[0])
    spam = [max(0, counted.get((day, State.SPAM), 0)) for day in days]
    others = [state for state in State.values if state != State.SPAM]
    comments = [max(0, sum(counted.get((day, state), 0) for state in others)) for day in days]
    most = max(1, *map(sum, zip(spam, comments, strict=True)))
    bars = [_bar(n, *row, most) for n, row in enumerate(zip(days, comments, spam, strict=True))]
    comments_by_state = Report.objects.unanswered().order_by().values_list("comment__state")
    reported = dict(comments_by_state.annotate(n=Count("comment", distinct=True)))
    return Overview(reported.get(State.WAITING, 0), reported.get(State.APPROVED, 0), bars, most)


def _bar(number: int, day: date, comments: int, spam: int, most: int) -> Day:
    spam_height, height = 100 * spam / most, 100 * comments / most
    return Day(
        *(day, comments, spam),
        x=_share(100 * number / DAYS),
        spam_y=_share(100 - height - spam_height),
        spam_height=_share(spam_height),
        comments_y=_share(100 - height),
        comments_height=_share(height),
    )


def _share(number: float) -> str:
    """As SVG reads it, whatever the language of the page."""
    return f"{number:.2f}%"
