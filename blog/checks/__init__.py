"""What should be looked at before a post goes out, and in those that are out.

One module for each family of checks: functions over a document's nodes and a post's fields, which
yield findings. What cannot be stored or shown at all is `document.check`'s, and nobody overrides
that; a finding is an opinion, of which a few stand in the way of publishing.
"""

from blog.checks.findings import BLOCKING, NAMES, Elsewhere, Finding
from blog.checks.overrides import LONGEST_REASON, CheckResults, apply_overrides
from blog.checks.report import failing
from blog.checks.run import Given, given_of, run
from blog.checks.store import (
    addresses_of,
    enqueue_links,
    keep,
    keep_each,
    keep_showing,
)

__all__ = [
    "BLOCKING",
    "LONGEST_REASON",
    "NAMES",
    "Elsewhere",
    "Finding",
    "Given",
    "CheckResults",
    "addresses_of",
    "failing",
    "given_of",
    "apply_overrides",
    "keep",
    "keep_each",
    "keep_showing",
    "run",
    "enqueue_links",
]
