"""Kept counts: how many posts a label, an author and a month have, how many quotations a source,
and how many it said on which day.

The database keeps them itself. Triggers (blog/sql/counters.sql) see what each statement added,
changed and removed, and write the difference, so no code path can forget it, and bulk writes and
COPY cost one row for each label, source, author and month that they touch.

A counter is a ledger: the rows of one label add up to its count. `since` is when a row begins to
count: for a post that is scheduled, its time. So the sum of the rows whose time has come is what
readers see at this moment, and a scheduled post is counted at its time with nobody saving. A
statement that touches a label also folds its rows into one, unless another transaction is just
folding: then it adds its own and leaves them for the next. Nobody waits for a count, so counting
is never part of a deadlock.
"""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Coalesce, Now

from accounts.models import User

LONG = 40 * 31  # days: a line has forty places at most, see blog/common/timeline/marks.py.

# The days first, as those on which nothing is left are not to be seen in a month's first or last.
_OF_SOURCE = """
WITH days AS (
    SELECT said_on, said_precision, sum(count)::bigint AS total
    FROM blog_sourcedaycounter WHERE source_id = %s AND since <= statement_timestamp()
    GROUP BY 1, 2 HAVING sum(count) > 0
), span(days) AS (
    SELECT max(said_on) - min(said_on) FROM days WHERE said_precision = 'day'
)
SELECT said_precision, min(said_on), max(said_on), sum(total)::bigint
FROM days, span
GROUP BY said_precision, CASE
    WHEN said_precision = 'day' AND span.days > %s THEN date_trunc('month', said_on)::date
    ELSE said_on
END
"""


class CounterQuerySet(models.QuerySet):
    def counting(self) -> "CounterQuerySet":
        """The rows whose time has come, by the database's clock as in `Post.published()`."""
        return self.filter(since__lte=Now())

    def count_of(self, owner: str) -> Any:
        """For `annotate()` of the owners: an index scan for each row that is shown."""
        return self.counting().total_of(owner)

    def total_of(self, owner: str) -> Any:
        """The same whether its time has come or not."""
        mine = self.filter(**{owner: models.OuterRef("pk")}).order_by()
        total = mine.values(owner).annotate(total=models.Sum("count")).values("total")
        return Coalesce(models.Subquery(total), 0, output_field=models.BigIntegerField())


class Counter(models.Model):
    since = models.DateTimeField()
    count = models.BigIntegerField()

    objects: ClassVar[Any] = CounterQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()  # Nobody but the triggers writes them.


def _owner(to: str) -> Any:
    """No constraint: what is deleted has come to nothing by its own triggers, and a constraint
    would make a count wait for whoever is just deleting its owner."""
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, related_name="counters"
    )


class LabelCounter(Counter):
    label = _owner("blog.Label")


class SourceCounter(Counter):
    """Quotations that credit a source or that it spoke."""

    source = _owner("blog.Source")


class SourceDayCounterQuerySet(CounterQuerySet):
    def of_source(self, source: int) -> list[tuple[date | None, str, int, date | None]]:
        """As `blog.common.timeline` draws them: a date, its precision, how often. A row for each
        date; for each month with its last day, of who spoke for so long that no line tells its days
        apart. One query."""
        with connection.cursor() as cursor:
            cursor.execute(_OF_SOURCE, [source, LONG])
            return [
                (first, precision, total, last) if precision else (None, "", total, None)
                for precision, first, last, total in cursor.fetchall()
            ]


class SourceDayCounter(Counter):
    """The same by when it was said. What has no date has the calendar's first, so that every row
    of one key is found by equality."""

    source = models.ForeignKey(
        "blog.Source",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="day_counters",
    )
    said_on = models.DateField()
    said_precision = models.CharField(max_length=5)

    objects: ClassVar[Any] = SourceDayCounterQuerySet.as_manager()

    class Meta(Counter.Meta):
        indexes = [
            # A source's timeline, and the trigger that looks for the rows of one date.
            models.Index(fields=["source", "said_on"], name="sourcedaycounter_by_day"),
        ]


class AuthorCounterQuerySet(CounterQuerySet):
    def authors(self) -> models.QuerySet[User]:
        """Who has published, with the number of their posts as `post_count`."""
        authors = User.objects.filter(pk__in=self.counting().values("author"))
        return authors.annotate(post_count=self.count_of("author")).filter(post_count__gt=0)


class AuthorCounter(Counter):
    author = _owner(settings.AUTH_USER_MODEL)

    objects: ClassVar[Any] = AuthorCounterQuerySet.as_manager()


class MonthCounterQuerySet(CounterQuerySet):
    def shown(self) -> "MonthCounterQuerySet":
        """Dictionaries of `month`, its first day, and `post_count`, the newest first."""
        months = self.counting().values("month").annotate(post_count=models.Sum("count"))
        return months.filter(post_count__gt=0).order_by("-month")


class MonthCounter(Counter):
    """Months are of the site's time zone; all are counted again when it changes."""

    month = models.DateField()

    objects: ClassVar[Any] = MonthCounterQuerySet.as_manager()


def rebuild_statements() -> list[str]:
    """Statements that count everything anew, in any order. Only needed after rows were loaded past
    the triggers, as a restore of data alone does. Writers wait meanwhile; 100,000 posts take a
    second or two."""
    return [f"SELECT {counter._meta.db_table}_rebuild()" for counter in Counter.__subclasses__()]


def rebuild_counters() -> None:
    with connection.cursor() as cursor:
        for statement in rebuild_statements():
            cursor.execute(statement)
