"""The candidates that somebody has left out of forms, until a decision, in their session."""

from collections.abc import Collection

from django.http import HttpRequest

from lib.parsing import parse_pks
from transfer.models import Import
from transfer.review.models import QuotationCandidate

_KEY = "review_left_out"


def load_left_out(request: HttpRequest, run: Import) -> set[int]:
    """Return the keys of the open candidates of an import that are left out. One query, none
    without any."""
    return _filter_open_keys(run, _load_keys(request, run))


def update_left_out(request: HttpRequest, run: Import) -> set[int]:
    """Store which of the examples on a page are left out; return as `load_left_out`.

    The page sends its examples as `listed`, those left out as `without`. Others stay as they are,
    as those of another form in another tab.
    """
    listed, left_out = (parse_pks(request.POST.getlist(name)) for name in ("listed", "without"))
    keys = _filter_open_keys(run, (_load_keys(request, run) - listed) | left_out)
    store_left_out(request, run, keys)
    return keys


def store_left_out(request: HttpRequest, run: Import, keys: Collection[int]) -> None:
    """Store which candidates of an import are left out, in place of those before."""
    stored = request.session.get(_KEY, {})
    if sorted(keys) != stored.get(str(run.pk), []):
        request.session[_KEY] = stored | {str(run.pk): sorted(keys)}


def _load_keys(request: HttpRequest, run: Import) -> set[int]:
    return set(request.session.get(_KEY, {}).get(str(run.pk), []))


def _filter_open_keys(run: Import, keys: Collection[int]) -> set[int]:
    """Return those keys that open candidates of an import have. One query, none without keys."""
    if not keys:
        return set()
    rows = QuotationCandidate.objects.undecided().filter(run=run, pk__in=keys)
    return set(rows.values_list("pk", flat=True))
