"""Space that copies of pages take which authors opened, and that no quotation names."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import BigIntegerField, Count, Exists, ExpressionWrapper, OuterRef, Sum, Value
from django.db.models.functions import Coalesce, Length
from django.db.models.query import QuerySet

from accounts.models import User
from blog.evidence.models import LARGE_COLUMNS, PageCopy, QuotationCheck, QuotedPage
from blog.evidence.publication_models import CopyPublication

MAX_LISTED = 25
# As stored; PostgreSQL reads the length of such a column without the column.
_SIZE = ExpressionWrapper(
    Length("body") + Length("text") + Coalesce(Length("snapshot"), Value(0)),
    output_field=BigIntegerField(),
)


@dataclass(frozen=True)
class OpenedSpace:
    author: User
    pages: int
    size: int  # Bytes.

    @property
    def is_full(self) -> bool:
        return self.size >= settings.EVIDENCE_AUTHOR_BYTES


def has_space(author: User) -> bool:
    """Return whether another copy may be kept for an author. One query."""
    opened = _list_unused().filter(page__opened_by=author)
    total = opened.aggregate(total=Sum(_SIZE))["total"] or 0
    return total < settings.EVIDENCE_AUTHOR_BYTES


def list_spaces() -> list[OpenedSpace]:
    """Return what the copies of each author take, the most first. Two queries."""
    rows = _list_unused().values("page__opened_by")
    rows = rows.annotate(pages=Count("page", distinct=True), total=Sum(_SIZE)).order_by("-total")
    most = list(rows[:MAX_LISTED])
    authors = User.objects.in_bulk([row["page__opened_by"] for row in most])
    return [
        OpenedSpace(authors[row["page__opened_by"]], row["pages"], row["total"])
        for row in most
        if row["page__opened_by"] in authors
    ]


def list_largest() -> QuerySet[PageCopy]:
    """Return the copies that take most, with `stored_size`."""
    copies = _list_unused().select_related("page__opened_by").defer(*LARGE_COLUMNS)
    return copies.annotate(stored_size=_SIZE).order_by("-stored_size", "-pk")[:MAX_LISTED]


def list_unused_pages() -> QuerySet[QuotedPage]:
    """Return pages that no quotation names, and of which readers see no copy."""
    used = QuotationCheck.objects.filter(page=OuterRef("pk"))
    public = CopyPublication.objects.public().filter(copy__page=OuterRef("pk"))
    return QuotedPage.objects.filter(~Exists(used), ~Exists(public))


def _list_unused() -> QuerySet[PageCopy]:
    pages = list_unused_pages().filter(opened_by__isnull=False)
    return PageCopy.objects.filter(page__in=pages, body__isnull=False)
