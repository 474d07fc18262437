"""The planning calendar: posts that are published, scheduled or planned in a month."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from blog.models import Post
from blog.models.post_querysets import PostQuerySet
from blog.planning.entries import Entry, load_bylines, only_entry_fields
from blog.planning.months import Month
from lib.days import get_midnight

# A day shows up to MAX_ENTRIES posts, and folds them if they are more than MAX_OPEN_ENTRIES. A
# busier day shows a few of its posts and a link to the list of all.
MAX_ENTRIES = 8
MAX_OPEN_ENTRIES = 4
OPEN_ENTRIES_OF_FOLDED_DAY = MAX_OPEN_ENTRIES - 1  # The line "… more" takes one place.
ENTRIES_OF_BUSY_DAY = 2  # Few, as a month can have many such days.


@dataclass
class Day:
    day: date
    is_in_month: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    @property
    def open(self) -> list[Entry]:
        if self.count <= MAX_OPEN_ENTRIES:
            return self.entries
        return self.entries[:OPEN_ENTRIES_OF_FOLDED_DAY]

    @property
    def folded(self) -> list[Entry]:
        return self.entries[len(self.open) :]

    @property
    def hidden_count(self) -> int:
        """Return the number of posts that are not open."""
        return self.count - len(self.open)


def build_calendar(user: User, month: Month) -> list[Day]:
    """Build the days of the month's weeks, in the site's time zone, with the posts that the user
    may edit. A draft with a date is planned for that day. Two queries."""
    today = timezone.localdate()
    days = [Day(day, Month.from_date(day) == month, day == today) for day in month.days]
    start, end = get_midnight(days[0].day), get_midnight(days[-1].day + timedelta(days=1))
    posts_in_range = Post.objects.editable_by(user).filter(
        published_at__gte=start, published_at__lt=end, is_template=False
    )
    counts = _count_by_day(posts_in_range)
    shown_ids = [post_id for _count, ids in counts.values() for post_id in ids]
    entries: dict[date, list[Entry]] = defaultdict(list)
    shown = Post.objects.filter(pk__in=shown_ids)
    posts = list(only_entry_fields(shown).order_by("published_at", "pk"))
    load_bylines(posts)
    for post in posts:
        entries[timezone.localdate(post.published_at)].append(Entry(post))
    for each in days:
        each.entries = entries[each.day]
        each.count = counts[each.day][0] if each.day in counts else 0
    return days


@dataclass(frozen=True)
class NearbyPosts:
    """The next post that is due, and those before and after a month without posts."""

    next_due: Entry | None = None
    previous: Entry | None = None
    following: Entry | None = None


def find_nearby_posts(user: User, month: Month, *, is_empty: bool) -> NearbyPosts:
    """Find the next post that is scheduled or planned, and if the month `is_empty`, the last before
    it and the first after it, among those that the user may edit. One query."""
    posts = Post.objects.editable_by(user).filter(published_at__isnull=False, is_template=False)
    oldest_first = posts.order_by("published_at", "pk")
    now = timezone.now()
    start = get_midnight(month.days[0])
    end = get_midnight(month.days[-1] + timedelta(days=1))
    chosen = [oldest_first.filter(published_at__gt=now)]
    if is_empty:
        chosen.append(posts.filter(published_at__lt=start).order_by("-published_at", "-pk"))
        chosen.append(oldest_first.filter(published_at__gte=end))
    # Not joined by OR, for which PostgreSQL would read all posts.
    first, *others = (rows.values("pk")[:1] for rows in chosen)
    nearby = Post.objects.filter(pk__in=first.union(*others) if others else first)
    found_posts = only_entry_fields(nearby).order_by("published_at", "pk")
    dated = [(entry.publication_time, entry) for entry in map(Entry, found_posts)]
    return NearbyPosts(
        next_due=next((entry for due, entry in dated if due > now), None),
        previous=next((entry for due, entry in reversed(dated) if is_empty and due < start), None),
        following=next((entry for due, entry in dated if is_empty and due >= end), None),
    )


def _count_by_day(posts: PostQuerySet) -> dict[date, tuple[int, list[int]]]:
    """Return the number of posts and the IDs of the shown ones, by day."""
    by_day = posts.order_by().annotate(day=TruncDate("published_at")).values("day")
    counted = by_day.annotate(n=Count("*"), ids=ArrayAgg("pk", order_by=("published_at", "pk")))
    rows = counted.values_list("day", "n", F("ids")[:MAX_ENTRIES])
    return {
        day: (n, ids if n <= MAX_ENTRIES else ids[:ENTRIES_OF_BUSY_DAY]) for day, n, ids in rows
    }
