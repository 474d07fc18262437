"""Counters of posts per label, author and month, and of quotations per source and day.

Database triggers (blog/sql/counters.sql) maintain them. They compute the difference that each
statement makes, so that no code path can miss an update, and bulk writes and COPY write one row for
each label, source, author and month.

A counter is a ledger: the sum of its shards is the count. A shard counts from its `since`, the
publication date of a scheduled post. The sum of the current shards is what readers see now, and a
scheduled post is counted on time without a write. A statement also merges the shards of its
counters, unless another transaction is doing so: then it only adds its own. No transaction waits
for a counter, so counters never cause a deadlock.
"""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Coalesce, Now

from accounts.models import User

# Days. A line shows at most forty marks, see blog/common/timeline/marks.py.
MAX_DAY_SPAN = 40 * 31

# Sums days first, to exclude days without quotations from a month's first and last date.
_SOURCE_DAYS_SQL = """
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
    def current(self) -> "CounterQuerySet":
        """Filter shards that count now, by the database's clock, like `published()` of posts."""
        return self.filter(since__lte=Now())

    def count_subquery(self, owner: str) -> Any:
        """Return the current count for `annotate()`. One index scan per owner."""
        return self.current().total_subquery(owner)

    def total_subquery(self, owner: str) -> Any:
        """Like `count_subquery`, including shards that do not count yet."""
        shards = self.filter(**{owner: models.OuterRef("pk")}).order_by()
        total = shards.values(owner).annotate(total=models.Sum("count")).values("total")
        return Coalesce(models.Subquery(total), 0, output_field=models.BigIntegerField())


class Counter(models.Model):
    since = models.DateTimeField()
    count = models.BigIntegerField()

    objects: ClassVar[Any] = CounterQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()  # Only triggers write counters.


def _owner_field(to: str) -> Any:
    """Return a foreign key to the counted object, without a constraint.

    A constraint would make writes wait for the deletion of the owner. The triggers of a deleted
    owner have already reduced its count to zero.
    """
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, related_name="counters"
    )


class LabelCounter(Counter):
    label = _owner_field("blog.Label")


class SourceCounter(Counter):
    """Quotations with a source as source or speaker."""

    source = _owner_field("blog.Source")

    class Meta(Counter.Meta):
        # The desk's list of sources by use.
        indexes = [models.Index(fields=["-count"], name="sourcecounter_by_count")]


class SourceDayCounterQuerySet(CounterQuerySet):
    def for_source(self, source: int) -> list[tuple[date | None, str, int, date | None]]:
        """Fetch rows for `blog.common.timeline`: date, precision, count, last date. One query.

        One row per date, or per month if the dates span more than MAX_DAY_SPAN.
        """
        with connection.cursor() as cursor:
            cursor.execute(_SOURCE_DAYS_SQL, [source, MAX_DAY_SPAN])
            return [
                (first, precision, total, last) if precision else (None, "", total, None)
                for precision, first, last, total in cursor.fetchall()
            ]


class SourceDayCounter(Counter):
    """Quotations of a source by date.

    Undated quotations have the calendar's first date, so that all shards of a key compare equal.
    """

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
            # A source's timeline, and the trigger that merges the shards of a date.
            models.Index(fields=["source", "said_on"], name="sourcedaycounter_by_day"),
        ]


class AuthorCounterQuerySet(CounterQuerySet):
    def authors(self) -> models.QuerySet[User]:
        """Return the authors with published posts, annotated with `post_count`."""
        authors = User.objects.filter(pk__in=self.current().values("author"))
        return authors.annotate(post_count=self.count_subquery("author")).filter(post_count__gt=0)


class AuthorCounter(Counter):
    author = _owner_field(settings.AUTH_USER_MODEL)

    objects: ClassVar[Any] = AuthorCounterQuerySet.as_manager()


class MonthCounterQuerySet(CounterQuerySet):
    def with_posts(self) -> "MonthCounterQuerySet":
        """Return dictionaries of `month` (its first day) and `post_count`, newest first."""
        months = self.current().values("month").annotate(post_count=models.Sum("count"))
        return months.filter(post_count__gt=0).order_by("-month")


class MonthCounter(Counter):
    """Months in the site's time zone. Rebuilt when it changes."""

    month = models.DateField()

    objects: ClassVar[Any] = MonthCounterQuerySet.as_manager()


def rebuild_statements() -> list[str]:
    """Return the SQL statements that rebuild all counters, in any order.

    Only needed after rows were loaded without triggers, such as by a data-only restore. Blocks
    writers: 100,000 posts take a second or two.
    """
    return [f"SELECT {counter._meta.db_table}_rebuild()" for counter in Counter.__subclasses__()]


def rebuild_counters() -> None:
    with connection.cursor() as cursor:
        for statement in rebuild_statements():
            cursor.execute(statement)
