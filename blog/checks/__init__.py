"""What should be looked at before a post goes out, and in those that are out.

One module for each family of checks: functions over a document's nodes and a post's fields, which
yield findings. What cannot be stored or shown at all is `document.check`'s, and nobody overrules
that; a finding is an opinion, of which a few stand in the way of publishing.
"""

from blog.checks.failing import failing
from blog.checks.findings import BLOCKING, NAMES, Elsewhere, Finding
from blog.checks.keeping import addresses_of, keep, keep_each, keep_showing, order
from blog.checks.overruling import LONGEST_REASON, Judged, judged
from blog.checks.running import Given, given_of, run

__all__ = [
    "BLOCKING",
    "LONGEST_REASON",
    "NAMES",
    "Elsewhere",
    "Finding",
    "Given",
    "Judged",
    "addresses_of",
    "failing",
    "given_of",
    "judged",
    "keep",
    "keep_each",
    "keep_showing",
    "order",
    "run",
]
