"""Agencies that the credit of a photo names."""

import re

from blog.extraction.credit_lines import AGENCY_RE
from blog.models import Source

_SEPARATOR_RE = re.compile(r"\s*[/|]\s*|\s+via\s+")
MAX_PARTS = 8


def find_agency_name(credit: str) -> str:
    """Return the agency that a credit names: 'Reuters' for 'Jane Doe/Reuters'; '' for none."""
    match = AGENCY_RE.search(credit)
    return match[0] if match else ""


def suggest_agency(credit: str) -> Source | None:
    """Return the organisation among the sources that a credit names, the last one first. One query.

    Not only well-known agencies: any organisation between the slashes of a credit.
    """
    names = [part for part in _SEPARATOR_RE.split(credit) if part][-MAX_PARTS:]
    if (agency := find_agency_name(credit)) and agency not in names:
        names.insert(0, agency)
    organisations = {
        source.name: source
        for source in Source.objects.filter(
            name__in=names, kind__in=(Source.Kind.ORGANISATION, Source.Kind.PUBLICATION)
        ).order_by("-pk")[:MAX_PARTS]
    }
    return next((organisations[name] for name in reversed(names) if name in organisations), None)
