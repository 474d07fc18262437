"""Verdicts on the quotations of a post, in the query that reads the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Func, OuterRef
from django.db.models.functions import JSONArray

from blog.common.db.json_rows import json_rows
from blog.evidence.models import QuotationCheck
from blog.models import PullQuote, SiteSettings

_COLUMNS = ("quotation", "verdict", "is_marked", "since", "stood_verdict", "stood_first_at")


@dataclass(frozen=True, slots=True)
class QuotationVerdict:
    """What readers of a post see of a quotation's check; `pk` is that of the quotation.

    Only writes that end the page cache change it: quiet looks do not, so there is no date of the
    last look.
    """

    pk: int
    verdict: str
    is_mark_shown: bool
    since: datetime | None
    stood_verdict: str
    stood_first_at: datetime | None


def select_verdicts() -> Func:
    """Build a column of posts: the verdicts on their published quotations; none if the site's
    settings hide them."""
    hidden = SiteSettings.objects.filter(pk=1, verdicts_in_posts=False)
    published = PullQuote.objects.published().filter(post=OuterRef(OuterRef("pk")))
    checks = QuotationCheck.objects.with_news().filter(~Exists(hidden))
    checks = checks.filter(quotation__in=published)
    return json_rows(checks.values(row=JSONArray(*_COLUMNS)))


def read_verdict(row: Sequence[Any]) -> QuotationVerdict:
    pk, verdict, is_marked, since, stood_verdict, stood_first_at = row
    times = (_read_time(since), _read_time(stood_first_at))
    return QuotationVerdict(pk, verdict, is_marked, times[0], stood_verdict, times[1])


def _read_time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
