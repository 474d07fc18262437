"""What is published, scheduled and planned in a month."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from blog.models import Post
from blog.models.post_querysets import PostQuerySet
from blog.planning.entries import Entry, listed, load_bylines
from blog.planning.months import Month

# A day is shown whole up to MOST posts, those beyond OPEN of them folded; of more the list has all.
MOST = 8
OPEN = 4
FIRST = OPEN - 1  # Where something follows, its line takes a place.
FEW = 2  # of a day that its list has all of: there can be many such days.


@dataclass
class Day:
    day: date
    is_of_month: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    @property
    def open(self) -> list[Entry]:
        return self.entries if self.count <= OPEN else self.entries[:FIRST]

    @property
    def folded(self) -> list[Entry]:
        return self.entries[len(self.open) :]

    @property
    def more(self) -> int:
        """How many are not among the open ones."""
        return self.count - len(self.open)


def calendar(user: User, month: Month) -> list[Day]:
    """The days of the month's weeks in the site's time zone, with what this person may edit. A
    draft that has a date is planned for it. Two queries."""
    today = timezone.localdate()
    days = [Day(day, Month.of(day) == month, day == today) for day in month.days]
    within = (start_of(days[0].day), start_of(days[-1].day + timedelta(days=1)))
    dated = Post.objects.editable_by(user).filter(
        published_at__gte=within[0], published_at__lt=within[1]
    )
    counts = _counts(dated)
    keys = [key for _count, first in counts.values() for key in first]
    found: dict[date, list[Entry]] = defaultdict(list)
    posts = list(listed(Post.objects.filter(pk__in=keys)).order_by("published_at", "pk"))
    load_bylines(posts)
    for post in posts:
        found[timezone.localdate(post.published_at)].append(Entry(post))
    for each in days:
        each.entries = found[each.day]
        each.count = counts[each.day][0] if each.day in counts else 0
    return days


def _counts(dated: PostQuerySet) -> dict[date, tuple[int, list[int]]]:
    """Of each day how many, and the keys of those that are shown."""
    by_day = dated.order_by().annotate(day=TruncDate("published_at")).values("day")
    counted = by_day.annotate(n=Count("*"), keys=ArrayAgg("pk", order_by=("published_at", "pk")))
    rows = counted.values_list("day", "n", F("keys")[:MOST])
    return {day: (n, keys if n <= MOST else keys[:FEW]) for day, n, keys in rows}


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
