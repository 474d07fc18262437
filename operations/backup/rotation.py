"""What backups are called, and which of them go when there is a new one."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

NAME = re.compile(r"pullquote-([0-9]{8}T[0-9]{6}Z)\.tar(\.age)?")
STAMP = "%Y%m%dT%H%M%SZ"


def name_at(moment: datetime, is_encrypted: bool) -> str:
    stamp = moment.astimezone(UTC).strftime(STAMP)
    return f"pullquote-{stamp}.tar{'.age' if is_encrypted else ''}"


def taken_at(name: str) -> datetime | None:
    """None for whatever is not named as a backup: it is nobody's business here."""
    found = NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def superfluous(names: Iterable[str], keep: tuple[int, int, int]) -> list[str]:
    """All but the newest of each of the last so many days, weeks and months that have one.

    Time without backups does not count, so a machine that was off for a month deletes nothing when
    it is back. The newest of all stays in any case.
    """
    dated = sorted(((when, name) for name in names if (when := taken_at(name))), reverse=True)
    kept = {name for _when, name in dated[:1]}
    for count, period in zip(keep, PERIODS, strict=True):
        newest: dict[object, str] = {}
        for when, name in dated:
            newest.setdefault(period(when), name)
        kept.update(list(newest.values())[:count])
    return [name for _when, name in reversed(dated) if name not in kept]


PERIODS: tuple[Callable[[datetime], object], ...] = (
    lambda when: when.date(),
    lambda when: when.isocalendar()[:2],
    lambda when: (when.year, when.month),
)
