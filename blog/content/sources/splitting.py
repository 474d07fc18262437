"""Move some quotations of a source to another one, for namesakes that were taken for one person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content import rendering
from blog.content.sources.recording import (
    SourceConflict,
    add_changed_source,
    begin_source_change,
    close_source_change,
    record_source_change,
)
from blog.content.sources.snapshots import (
    count_moved_quotations,
    move_quotations,
    select_moved_posts,
)
from blog.models import Post, PullQuote, Source, SourceAction, SourceChange
from blog.models.posts import TITLE_AND_SLUG
from blog.models.quotations import LATEST_SAID_FIRST
from blog.models.source_messages import SourceMessage

MAX_CHOSEN_QUOTATIONS = 100
MIN_INDEXED_LETTERS = 3


@dataclass(frozen=True)
class QuotationFilter:
    """Which quotations of a source to move: those that match all that is given.

    `attribution`, `text` and `post` are parts of the attribution as typed, of the quotation and of
    the title of its post. `keys` are quotations chosen one by one.
    """

    said_from: date | None = None
    said_until: date | None = None
    attribution: str = ""
    text: str = ""
    post: str = ""
    keys: tuple[int, ...] = ()

    def select(self, source: Source) -> QuerySet[PullQuote]:
        """Return the matching quotations that a source said or is credited with."""
        quotations = PullQuote.objects.filter(Q(source=source) | Q(speaker=source))
        if self.said_from:
            quotations = quotations.filter(said_on__gte=self.said_from)
        if self.said_until:
            quotations = quotations.filter(said_on__lte=self.said_until)
        if self.keys:
            quotations = quotations.filter(pk__in=self.keys)
        if self.attribution:
            quotations = quotations.filter(attribution__icontains=self.attribution)
        if self.text:
            quotations = quotations.filter(text__icontains=self.text)
        if self.post:
            quotations = quotations.filter(post__title__icontains=self.post)
            # Title and slug are in the index of the desk's search, which finds more than the title
            # and ignores accents. A join alone would read all posts. The index has no part of
            # fewer letters.
            if len(self.post) >= MIN_INDEXED_LETTERS:
                posts = Post.all_objects.alias(known_by=TITLE_AND_SLUG)
                posts = posts.filter(known_by__folded_contains=self.post)
                quotations = quotations.filter(post__in=posts)
        return quotations

    def to_json(self) -> dict[str, Any]:
        values = asdict(self) | {"keys": list(self.keys)}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        dates = {
            name: date.fromisoformat(values[name])
            for name in ("said_from", "said_until")
            if values.get(name)
        }
        return cls(**{**values, **dates, "keys": tuple(values.get("keys", ()))})


@dataclass(frozen=True)
class MatchingQuotations:
    """What a split would move: numbers, and the keys of all, those that were said last first."""

    count: int
    post_count: int
    keys: tuple[int, ...]

    def load(self, size: int) -> QuerySet[PullQuote]:
        """Return the first `size` quotations, with their posts, without HTML."""
        first = PullQuote.objects.filter(pk__in=self.keys[:size]).select_related("post")
        first = first.defer("post__html", "post__intro_html", "post__linked_data")
        return first.order_by(*LATEST_SAID_FIRST)


def find_matching_quotations(source: Source, quotations: QuotationFilter) -> MatchingQuotations:
    """Find the quotations of a source that match a filter.

    One query, which compares each quotation of the source once.
    """
    totals = quotations.select(source).aggregate(
        count=Count("pk"),
        post_count=Count("post", distinct=True),
        keys=ArrayAgg("pk", order_by=LATEST_SAID_FIRST, default=Value([])),
    )
    return MatchingQuotations(totals["count"], totals["post_count"], tuple(totals["keys"]))


def require_another_source(source: Source, into: Source | None) -> None:
    """Raise SourceConflict if a source is to be split into itself. No query."""
    if into is not None and into.pk == source.pk:
        raise SourceConflict(
            _("This is the source that you split. Enter another name or affiliation.")
        )


@dataclass(frozen=True)
class SplitSource:
    """`source` has the quotations now; `message` is for the editor."""

    source: Source
    change: SourceChange
    count: int
    message: SourceMessage


def split_source(
    *,
    source: Source,
    quotations: QuotationFilter,
    by: User,
    into: Source | None = None,
    fields: Mapping[str, Any] | None = None,
) -> SplitSource:
    """Move quotations of a source to `into`, or to a new source with `fields`, columns by name.

    Posts are re-rendered. Raises SourceConflict if `into` is the source itself, if no quotation
    matches, if one of the sources was changed or deleted in the meantime, or if there is a source
    with the name and affiliation of the new one. About thirty queries.
    """
    require_another_source(source, into)
    target = into or Source(**(fields or {}), created_by=by)
    present = [source, *([into] if into else [])]
    recording = record_source_change(
        SourceAction.SPLIT, _describe(source, target), by, present, moved=[source.pk]
    )
    with recording as change:
        if not into:
            _create(target)
            change.sources.append(target.pk)
        count = move_quotations(quotations.select(source), [source.pk], target.pk, change.pk)
        if not count:
            raise SourceConflict(SourceMessage("no_quotation"))
        rendering.rerender_posts(select_moved_posts(change.pk))
    return SplitSource(target, change, count, _describe_result(target, count))


@transaction.atomic
def begin_split(
    *, source: Source, into: Source | None, fields: Mapping[str, Any], by: User
) -> SourceChange:
    """Begin a split in the background; return its record, whose last source gets the quotations.

    Raises SourceConflict as `split_source`. About fifteen queries.
    """
    require_another_source(source, into)
    target = into or Source(**fields, created_by=by)
    present = [source, *([into] if into else [])]
    change = begin_source_change(SourceAction.SPLIT, _describe(source, target), by, present)
    if not into:
        _create(target)
        add_changed_source(change, target)
    return change


def finish_split(change: SourceChange) -> SplitSource:
    """Complete the record of a split in the background, and re-render the posts.

    Raises SourceConflict if no quotation was moved. About ten queries.
    """
    count = count_moved_quotations(change.pk)
    if not count:
        raise SourceConflict(SourceMessage("no_quotation"))
    close_source_change(change)
    rendering.rerender_posts(select_moved_posts(change.pk))
    target = Source.objects.get(pk=change.sources[-1])
    return SplitSource(target, change, count, _describe_result(target, count))


def _describe(source: Source, target: Source) -> str:
    return f"“{source}” → “{source}”, “{target}”"


def _describe_result(target: Source, count: int) -> SourceMessage:
    return SourceMessage("split", {"count": count, "name": str(target)})


def _create(source: Source) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        raise SourceConflict(
            _(
                "There is already a source “%(name)s”. Give the new one another affiliation, or "
                "move the quotations to that one."
            )
            % {"name": source}
        ) from error
