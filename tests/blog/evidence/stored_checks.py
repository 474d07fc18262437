"""Checks of quotations as looks store them."""

from datetime import timedelta
from typing import Any

from blog.evidence.models import QuotationCheck, QuotedPage
from blog.models import PullQuote
from tests.support import factories as make

READ_AT = make.moment(2024, 5, 3)
STOOD: dict[str, Any] = {
    "stood_verdict": "same",
    "stood_first_at": READ_AT,
    "stood_last_at": READ_AT,
    "checked_at": READ_AT,
    "since": READ_AT,
    "looks": 1,
}
# A second look at June 2, 2024.
LATER: dict[str, Any] = {"since": READ_AT + timedelta(days=30), "looks": 2, "checked_at": READ_AT}
DIFFERENCE = [["same", "We will"], ["removed", "rebuild"], ["added", "mend"], ["same", "it"]]
GONE_LATER = STOOD | LATER | {"verdict": "gone"}
OVERRULED: dict[str, Any] = {"overruled_at": READ_AT, "overrule_reason": "The site moved them."}


def store_check(quotation: PullQuote, **values: Any) -> QuotationCheck:
    page, _ = QuotedPage.objects.get_or_create(url=quotation.url, host="example.org")
    return QuotationCheck.objects.create(
        quotation=quotation, page=page, text_hash="0" * 64, **values
    )
