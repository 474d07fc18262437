"""Editorial checks of posts before and after publication.

Each module in `rules` has checks of one kind: functions that take the nodes of a document or fields
of a post, and yield findings. Errors that make a document impossible to store or show are those of
`document.check`, and cannot be overridden. A few findings block publishing; the others are advice.
"""

from blog.checks.findings import BLOCKING, NAMES, Finding, OtherQuotation
from blog.checks.overrides import MAX_REASON_LENGTH, CheckResults, apply_overrides
from blog.checks.report import count_failing_checks
from blog.checks.run import CheckInput, load_check_input, run
from blog.checks.store import (
    enqueue_links,
    get_external_urls,
    recheck_posts,
    recheck_posts_with_photo,
    store_results,
    store_results_of_new_posts,
)

__all__ = [
    "BLOCKING",
    "MAX_REASON_LENGTH",
    "NAMES",
    "CheckInput",
    "CheckResults",
    "Finding",
    "OtherQuotation",
    "apply_overrides",
    "count_failing_checks",
    "enqueue_links",
    "get_external_urls",
    "load_check_input",
    "recheck_posts",
    "recheck_posts_with_photo",
    "run",
    "store_results",
    "store_results_of_new_posts",
]
