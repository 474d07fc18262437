"""What is published, scheduled and planned in a month."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from accounts.models import User
from blog.desk.months import Month
from blog.desk.rows import Entry, listed
from blog.models import Post

# Of each day; of more, the list of posts has the rest.
MOST = 25
# Above so many a day is folded.
OPEN = 4


@dataclass
class Day:
    day: date
    is_of_month: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    @property
    def open(self) -> list[Entry]:
        return self.entries if self.count <= OPEN else self.entries[: OPEN - 1]

    @property
    def folded(self) -> list[Entry]:
        return self.entries[len(self.open) :]

    @property
    def more(self) -> int:
        """How many are not among the open ones."""
        return self.count - len(self.open)

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.entries)


def calendar(user: User, month: Month) -> list[Day]:
    """The days of the month's weeks in the site's time zone, with what this person may edit. A
    draft that has a date is planned for it. One query, at most MOST posts a day."""
    today = timezone.localdate()
    days = [Day(day, Month.of(day) == month, day == today) for day in month.days]
    within = (start_of(days[0].day), start_of(days[-1].day + timedelta(days=1)))
    dated = Post.objects.editable_by(user).filter(
        published_at__gte=within[0], published_at__lt=within[1]
    )
    day = TruncDate("published_at")
    ordered = [F("published_at").asc(), F("pk").asc()]
    posts = listed(dated).annotate(
        place=Window(RowNumber(), partition_by=[day], order_by=ordered),
        of_day=Window(Count("*"), partition_by=[day]),
    )
    found: dict[date, list] = defaultdict(list)
    for post in posts.filter(place__lte=MOST).order_by("published_at", "pk"):
        found[timezone.localdate(post.published_at)].append(post)
    for each in days:
        posts_of_day = found[each.day]
        each.entries = [Entry(post) for post in posts_of_day]
        each.count = posts_of_day[0].of_day if posts_of_day else 0
    return days


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
