"""Which checks fail in posts that are out, by what was kept of them: nothing is checked here."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from blog.checks.findings import BLOCKING, NAMES
from blog.checks.models import FindingCount
from blog.models import Post

# More than this nobody mends in a day: the front page of the desk counts no further.
MOST = 1000


@dataclass(frozen=True)
class Failing:
    """`posts` is how many have findings of the kind."""

    code: str
    name: Any
    is_blocking: bool
    posts: int


@dataclass(frozen=True)
class Overview:
    kinds: list[Failing]
    is_cut: bool


def failing(user: Any) -> Overview:
    """In the published posts that a person may edit: what stands in the way first. One query."""
    posts = Post.objects.editable_by(user) & Post.objects.published()
    codes = FindingCount.objects.filter(post__in=posts).values_list("code", flat=True)
    found = list(codes.order_by("-is_blocking", "-post")[: MOST + 1])
    counted = Counter(found[:MOST])
    kinds = [
        Failing(code, name, code in BLOCKING, counted[code])
        for code, name in NAMES.items()
        if counted[code]
    ]
    kinds.sort(key=lambda kind: not kind.is_blocking)
    return Overview(kinds, len(found) > MOST)
