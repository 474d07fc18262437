"""Posts and comments by week, as a small chart: kept counts, drawn on the server."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import get_format

from blog.comments.counters import CommentDayCounter
from blog.comments.models import Comment
from blog.models import PostDayCounter

WEEKS = 12


@dataclass(frozen=True)
class Bar:
    """A week. `x`, `y` and `height` are shares of the picture, in per cent."""

    first: date
    count: int
    x: str
    y: str
    height: str


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    most: int

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)


@dataclass(frozen=True)
class Weeks:
    """The same weeks of both, the last of which is not over."""

    posts: Chart
    comments: Chart

    @property
    def rows(self) -> list[tuple[date, int, int]]:
        """For the table, the latest first."""
        both = zip(self.posts.bars, self.comments.bars, strict=True)
        return [(post.first, post.count, comment.count) for post, comment in both][::-1]

    @property
    def is_empty(self) -> bool:
        return not (self.posts.total or self.comments.total)


def weeks(today: date | None = None) -> Weeks:
    """In the site's time zone and as its language begins a week: published posts, and comments that
    readers see by when they were written. Two queries, for a row of each day."""
    today = today or timezone.localdate()
    begins = int(get_format("FIRST_DAY_OF_WEEK"))  # 0 is Sunday.
    this = today - timedelta(days=(today.isoweekday() - begins) % 7)
    firsts = [this - timedelta(weeks=before) for before in reversed(range(WEEKS))]
    posts = PostDayCounter.objects.by_day(firsts[0])
    seen = CommentDayCounter.objects.by_day(firsts[0])
    comments = {day: n for (day, state), n in seen.items() if state == Comment.State.APPROVED}
    return Weeks(_chart(firsts, posts), _chart(firsts, comments))


def _chart(firsts: list[date], by_day: dict[date, int]) -> Chart:
    """What lies after the present week is not of it: a clock may be ahead."""
    counts = [
        max(0, sum(by_day.get(first + timedelta(days=n), 0) for n in range(7))) for first in firsts
    ]
    most = max(1, *counts)
    bars = [
        Bar(
            *(first, count),
            x=_share(100 * n / WEEKS),
            y=_share(100 - 100 * count / most),
            height=_share(100 * count / most),
        )
        for n, (first, count) in enumerate(zip(firsts, counts, strict=True))
    ]
    return Chart(bars, max(counts))


def _share(number: float) -> str:
    """As SVG reads it, whatever the language of the page."""
    return f"{number:.2f}%"
