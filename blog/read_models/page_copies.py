"""Public copies of the page that a quotation was taken from, in the query of the quotation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Func, OuterRef
from django.db.models.functions import JSONArray

from blog.common.db.json_rows import json_rows
from blog.common.urls import reverse_cached
from blog.evidence.models import QuotationCheck
from blog.evidence.publication_models import CopyPublication

MAX_COPIES = 5


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """`is_handed_in`: an author saved it, so it proves nothing about the site."""

    pk: int
    taken_at: datetime
    is_handed_in: bool

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:copy-detail", self.pk)

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.get_absolute_url()


def select_public_copies() -> Func:
    """Build a column of quotations: the oldest public copies of their page."""
    public = CopyPublication.objects.public().filter(copy__page=OuterRef("evidence__page"))
    row = JSONArray("copy", "copy__taken_at", "copy__is_handed_in")
    return json_rows(public.order_by("copy__taken_at", "copy").values(row=row)[:MAX_COPIES])


def read_public_copies(column: Sequence[Sequence[Any]]) -> list[PublicCopy]:
    return [PublicCopy(pk, datetime.fromisoformat(taken), saved) for pk, taken, saved in column]


def choose_version(check: QuotationCheck | None, copies: Sequence[PublicCopy]) -> PublicCopy | None:
    """Return the copy that stands for the page as it was quoted: the first one of the quotation,
    else the oldest that was fetched."""
    fetched = [copy for copy in copies if not copy.is_handed_in]
    first = [copy for copy in fetched if check and copy.pk == check.first_copy_id]
    return next(iter(first or fetched), None)
