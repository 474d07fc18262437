"""The candidates that somebody has left out of forms, until a decision, in their session."""

from collections.abc import Collection

from django.http import HttpRequest

from transfer.models import Import
from transfer.review.models import QuotationCandidate

MAX_LEFT_OUT = 2_000
_KEY = "review_left_out"


def load_left_out(request: HttpRequest, run: Import) -> set[int]:
    """Return the keys of the open candidates of an import that are left out. One query, none
    without any."""
    keys = request.session.get(_KEY, {}).get(str(run.pk), [])
    return filter_open_keys(run, keys)


def store_left_out(request: HttpRequest, run: Import, keys: Collection[int]) -> None:
    """Store which candidates of an import are left out, in place of those before."""
    stored = request.session.get(_KEY, {})
    if sorted(keys) != stored.get(str(run.pk), []):
        request.session[_KEY] = stored | {str(run.pk): sorted(keys)[:MAX_LEFT_OUT]}


def filter_open_keys(run: Import, keys: Collection[int]) -> set[int]:
    """Return those keys that open candidates of an import have. One query, none without keys."""
    if not keys:
        return set()
    rows = QuotationCandidate.objects.undecided().filter(run=run, pk__in=keys)
    return set(rows.values_list("pk", flat=True))
