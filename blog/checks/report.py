"""Report of failing checks in published posts, from stored results."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from blog.checks.findings import BLOCKING, NAMES
from blog.checks.models import FindingCount
from blog.models import Post

# The dashboard does not count further.
MAX_COUNT = 1000


@dataclass(frozen=True)
class FailingCheck:
    """A kind of finding; `posts` is the number of posts with such findings."""

    code: str
    name: Any
    is_blocking: bool
    posts: int


@dataclass(frozen=True)
class FailingChecks:
    kinds: list[FailingCheck]
    is_truncated: bool


def count_failing_checks(user: Any) -> FailingChecks:
    """Count failing checks in the published posts that a person may edit, blocking ones first.

    One query.
    """
    posts = Post.objects.editable_by(user) & Post.objects.published()
    codes = FindingCount.objects.filter(post__in=posts).values_list("code", flat=True)
    rows = list(codes.order_by("-is_blocking", "-post")[: MAX_COUNT + 1])
    counts = Counter(rows[:MAX_COUNT])
    kinds = [
        FailingCheck(code, name, code in BLOCKING, counts[code])
        for code, name in NAMES.items()
        if counts[code]
    ]
    kinds.sort(key=lambda kind: not kind.is_blocking)
    return FailingChecks(kinds, len(rows) > MAX_COUNT)
