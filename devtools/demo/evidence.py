"""What became of quotations of the demo blog at their sources, without a look at any page."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from blog.evidence.difference import compare_words
from blog.evidence.follow import hash_text
from blog.evidence.models import QuotationCheck, QuotedPage
from devtools.demo.content_files import Entry, build
from devtools.demo.quotations import find_quotation
from lib.safe_http import find_host


def load(entry: Entry) -> None:
    """Store a check as after its second look. Its URL is invented, so the page is never due."""
    required, times = "stood_verdict verdict", "stood_first_at since"
    build(QuotationCheck, entry, required=required, other=f"quotation {times}")
    quotation = find_quotation(entry, entry.require("quotation"), "quotation")
    if not quotation.url:
        entry.fail("This quotation has no source URL.", "quotation")
    page, _ = QuotedPage.objects.get_or_create(
        url=quotation.url, defaults={"host": find_host(quotation.url)[:255], "due_at": None}
    )
    fields: dict[str, Any] = {key: v for key, v in entry.values.items() if key != "quotation"}
    fields["stood_first_at"] = _read_time(entry, "stood_first_at")
    since = _read_time(entry, "since") if "since" in entry.values else fields["stood_first_at"]
    if fields["verdict"] == QuotationCheck.Verdict.CHANGED:
        fields["difference"] = compare_words(quotation.text, entry.require("there"))
    is_standing = fields["verdict"] in QuotationCheck.STANDING
    fields["stood_last_at"] = since if is_standing else fields["stood_first_at"]
    fields |= {"since": fields["stood_first_at"] if is_standing else since, "checked_at": since}
    QuotationCheck.objects.create(
        quotation=quotation, page=page, text_hash=hash_text(quotation.text), looks=2, **fields
    )


def _read_time(entry: Entry, key: str) -> datetime:
    value = entry.require(key)
    if not isinstance(value, datetime) or value.tzinfo:
        entry.fail("Write a day and time: 2026-11-01 09:00:00", key)
    return timezone.make_aware(value)
