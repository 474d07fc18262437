"""Dates of WordPress: in UTC where they are given so, else in the time zone of the blog."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

MAX_OFFSET = timedelta(hours=15)


def parse_date(text: str) -> datetime | None:
    """Parse `2013-05-18 07:02:47`, also without seconds or time; None for `0000-00-00 00:00:00` and
    anything invalid."""
    try:
        return datetime.fromisoformat(text.strip()[:19]) if len(text.strip()) >= 10 else None
    except ValueError:
        return None


class Offsets:
    """The difference between the blog's time and UTC, by month, as items with both dates have it.

    An export does not name the time zone.
    """

    def __init__(self) -> None:
        self._by_month: dict[tuple[int, int], timedelta] = {}
        self._months: list[tuple[int, int]] | None = None

    def learn(self, local: str, utc: str) -> None:
        here, there = parse_date(local), parse_date(utc)
        if here is None or there is None or abs(here - there) > MAX_OFFSET:
            return
        month = (here.year, here.month)
        if month not in self._by_month:
            # Clocks differ by quarters of an hour.
            minutes = round((here - there) / timedelta(minutes=15)) * 15
            self._by_month[month] = timedelta(minutes=minutes)
            self._months = None

    def find(self, local: datetime) -> timedelta:
        """Return the difference in a month, else in the last one before it that is known."""
        if not self._by_month:
            return timedelta(0)
        if self._months is None:
            self._months = sorted(self._by_month)
        index = bisect_right(self._months, (local.year, local.month))
        return self._by_month[self._months[max(index - 1, 0)]]

    def resolve(self, local: str, utc: str, rfc822: str = "") -> datetime | None:
        """Return the aware time that fields tell, None if none does."""
        if moment := parse_date(utc):
            return moment.replace(tzinfo=UTC)
        if moment := parse_date(local):
            zone = timezone(self.find(moment))
            try:
                return moment.replace(tzinfo=zone).astimezone(UTC)
            except OverflowError:
                return None
        return _parse_rfc822(rfc822)


def _parse_rfc822(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text.strip())
        # WordPress writes the year -0001 for drafts.
        if moment.year < 1970 or "-0001" in text:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
