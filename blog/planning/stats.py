"""Bar charts of posts and comments by week, from stored counters."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import get_format

from blog.comments.counters import CommentDayCounter
from blog.comments.models import Comment
from blog.models import PostDayCounter

WEEK_COUNT = 12
MIN_SCALE = 4  # Bars of few posts are low, as those of many would be higher.


@dataclass(frozen=True)
class Bar:
    """A week. `x`, `y` and `height` are percentages of the chart's size."""

    first_day: date
    count: int
    x: str
    y: str
    height: str


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    max_count: int
    scale: int  # The count that a bar of the chart's full height has.

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)


@dataclass(frozen=True)
class WeeklyStats:
    """Charts of the same weeks; the last one is the current week."""

    posts: Chart
    comments: Chart

    @property
    def rows(self) -> list[tuple[date, int, int]]:
        """Return the first day and both counts of each week, the latest first."""
        pairs = zip(self.posts.bars, self.comments.bars, strict=True)
        return [(post.first_day, post.count, comment.count) for post, comment in pairs][::-1]

    @property
    def is_empty(self) -> bool:
        return not (self.posts.total or self.comments.total)


def load_weekly_stats(today: date | None = None) -> WeeklyStats:
    """Count published posts by publication date, and approved comments by submission date. Uses the
    site's time zone; the active language sets the first weekday. Two queries."""
    today = today or timezone.localdate()
    first_weekday = int(get_format("FIRST_DAY_OF_WEEK"))  # 0 is Sunday.
    this_week = today - timedelta(days=(today.isoweekday() - first_weekday) % 7)
    weeks = [this_week - timedelta(weeks=n) for n in reversed(range(WEEK_COUNT))]
    posts = PostDayCounter.objects.by_day(weeks[0])
    counters = CommentDayCounter.objects.count_by_day(weeks[0])
    comments = {day: n for (day, state), n in counters.items() if state == Comment.State.APPROVED}
    return WeeklyStats(_build_chart(weeks, posts), _build_chart(weeks, comments))


def _build_chart(weeks: list[date], by_day: dict[date, int]) -> Chart:
    """Build the chart of counts by day for weeks, given by their first days. Ignores later days,
    which the clock of another server may have counted."""
    counts = [
        max(0, sum(by_day.get(week + timedelta(days=n), 0) for n in range(7))) for week in weeks
    ]
    scale = max(MIN_SCALE, *counts)
    bars = [
        Bar(
            *(week, count),
            x=_format_percentage(100 * n / WEEK_COUNT),
            y=_format_percentage(100 - 100 * count / scale),
            height=_format_percentage(100 * count / scale),
        )
        for n, (week, count) in enumerate(zip(weeks, counts, strict=True))
    ]
    return Chart(bars, max(counts), scale)


def _format_percentage(number: float) -> str:
    """Format a number for SVG, independent of the active language."""
    return f"{number:.2f}%"
