"""Names of backups, and selection of expired ones."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

NAME_RE = re.compile(r"pullquote-([0-9]{8}T[0-9]{6}Z)\.tar(\.age)?")
TIMESTAMP_FORMAT = "%Y%m%dT%H%M%SZ"


def format_name(moment: datetime, is_encrypted: bool) -> str:
    stamp = moment.astimezone(UTC).strftime(TIMESTAMP_FORMAT)
    return f"pullquote-{stamp}.tar{'.age' if is_encrypted else ''}"


def parse_time(name: str) -> datetime | None:
    """Return when the backup of that name was created; None if the name is not a backup's."""
    match = NAME_RE.fullmatch(name)
    try:
        return datetime.strptime(match[1], TIMESTAMP_FORMAT).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def find_expired(names: Iterable[str], retention: tuple[int, int, int]) -> list[str]:
    """Return all names but the newest of each of the last days, weeks and months with a backup, as
    many of each as `retention` says.

    Periods without backups do not count, so a machine that was off for a month deletes nothing. The
    newest of all always stays.
    """
    dated = sorted(((when, name) for name in names if (when := parse_time(name))), reverse=True)
    retained = {name for _when, name in dated[:1]}
    for count, period in zip(retention, PERIODS, strict=True):
        newest: dict[object, str] = {}
        for when, name in dated:
            newest.setdefault(period(when), name)
        retained.update(list(newest.values())[:count])
    return [name for _when, name in reversed(dated) if name not in retained]


PERIODS: tuple[Callable[[datetime], object], ...] = (
    lambda when: when.date(),
    lambda when: when.isocalendar()[:2],
    lambda when: (when.year, when.month),
)
