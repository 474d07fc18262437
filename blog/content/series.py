"""Operations on series: put posts into them, save, merge and delete them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from blog.content.redirects import add_redirect
from blog.models import Post, Series, SeriesPart
from blog.models.series import MAX_PARTS


class SeriesRefused(Exception):
    """The message is for the author. Nothing was changed."""


@dataclass(frozen=True)
class SeriesPlace:
    """The place of a post: the name of a series, '' for none, and its number, None by date."""

    name: str
    number: int | None = None


@dataclass(frozen=True)
class MergedSeries:
    series: Series
    message: str


@dataclass(frozen=True)
class DeletedSeries:
    count: int


def place_post(post: Post, place: SeriesPlace) -> SeriesPart | None:
    """Put a post into the series of that name, which is created if there is none.

    Raises SeriesRefused if the series is full. Seven queries, three more for a new series, one to
    take a post out of its series.
    """
    if not place.name:
        SeriesPart.objects.filter(post=post).delete()
        return None
    with transaction.atomic():
        series = _lock_by_name(place.name) or _create(place.name)
        others = SeriesPart.objects.filter(series=series).exclude(post=post)
        if others.count() >= MAX_PARTS:
            raise SeriesRefused(describe_full(series.name))
        part, _created = SeriesPart.objects.update_or_create(
            post=post, defaults={"series": series, "number": place.number}
        )
    return part


def is_full(place: SeriesPlace, post: Post) -> bool:
    """Return whether the series has as many posts as it can have, besides this one.

    It is locked until the end of the transaction: nobody else takes its last place. Two queries.
    """
    parts = SeriesPart.objects.filter(series=_lock_by_name(place.name)).exclude(post=post.pk)
    return parts.count() >= MAX_PARTS


def describe_full(name: str) -> str:
    return _("“%(series)s” has %(limit)d posts, the most that a series can have.") % {
        "series": name,
        "limit": MAX_PARTS,
    }


def save_series(*, name: str, slug: str, introduction: str, series: Series | None = None) -> Series:
    """Create a series, or change `series`; its former path redirects to the new one.

    Raises SeriesRefused if it was deleted in the meantime. Up to six queries.
    """
    series = series or Series()
    with transaction.atomic():
        before = Series.objects.select_for_update().filter(pk=series.pk).first()
        if series.pk and before is None:
            raise SeriesRefused(_("This series was deleted in the meantime."))
        series.name, series.slug, series.introduction = name, slug, introduction
        series.save()
        if before is not None:
            add_redirect(before.get_absolute_url(), series.get_absolute_url())
    return series


def merge_series(*, series: Sequence[Series], into: Series) -> MergedSeries:
    """Merge series into one of them. This cannot be undone.

    Their posts come in order of their dates; those that `into` had keep their numbers. The paths of
    the others redirect to its path. Raises SeriesRefused if one was deleted in the meantime or if
    there are too many posts. Seven queries and four for each.
    """
    keys = {row.pk for row in series} | {into.pk}
    others = [row for row in series if row.pk != into.pk]
    with transaction.atomic():
        locked = Series.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        if {row.pk for row in locked} != keys:
            raise SeriesRefused(_("One of these series was deleted in the meantime."))
        counted = SeriesPart.objects.filter(series__in=keys).aggregate(count=Count("pk"))
        if counted["count"] > MAX_PARTS:
            raise SeriesRefused(
                _("Together they have more than %(limit)d posts, the most that a series can have.")
                % {"limit": MAX_PARTS}
            )
        SeriesPart.objects.filter(series__in=others).update(series=into, number=None)
        for row in others:
            add_redirect(row.get_absolute_url(), into.get_absolute_url())
        Series.objects.filter(pk__in=[row.pk for row in others]).delete()
    return MergedSeries(into, _("Merged into “%(name)s”.") % {"name": into.name})


def delete_series(*, series_ids: Iterable[int]) -> DeletedSeries:
    """Delete series; their posts stay. This cannot be undone. Three queries."""
    with transaction.atomic():
        locked = Series.objects.select_for_update().filter(pk__in=list(series_ids)).order_by("pk")
        keys = [row.pk for row in locked]
        Series.objects.filter(pk__in=keys).delete()
    return DeletedSeries(len(keys))


def _lock_by_name(name: str) -> Series | None:
    return Series.objects.select_for_update().filter(name__iexact=name).first()


def _create(name: str) -> Series:
    """Create a series, or return the one that another transaction created meanwhile."""
    try:
        with transaction.atomic():
            series = Series(name=name)
            series.save()
            return series
    except IntegrityError:
        existing = _lock_by_name(name)
        if existing is None:
            raise
        return existing
