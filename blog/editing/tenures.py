"""Save the roles over time of a source, and re-render the posts whose quotations show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.tasks import task
from django.utils.timezone import localdate

from blog.content import rendering
from blog.content.sources.role_offers import find_role_offers
from blog.models import Post, Source, Tenure

# A role that ended within these days may not be shown as a former one yet, as the worker may have
# been down for some days.
ENDED_WITHIN_DAYS = 8
ORGANISATION_KINDS = (Source.Kind.ORGANISATION, Source.Kind.PUBLICATION)


@dataclass(frozen=True)
class SavedTenures:
    saved: list[Tenure]
    deleted_count: int


@transaction.atomic(savepoint=False)
def save_tenures(
    *, source: Source, saved: Iterable[Tenure], deleted: Iterable[Tenure] = ()
) -> SavedTenures:
    """Create or change roles over time of a source, and delete others; the rest stay as they are.

    An organisation that is given by its name is linked to the source of that name. Posts with a
    dated quotation of the source are re-rendered on commit. Raises IntegrityError for an end before
    the beginning. A query for each role, one for the names and one for the deleted.
    """
    saved, keys = list(saved), [tenure.pk for tenure in deleted]
    if not (saved or keys):
        return SavedTenures([], 0)
    _link_organisations(saved, source)
    for tenure in saved:
        tenure.source = source
        tenure.role = " ".join(tenure.role.split())
        tenure.save()
    rows = Tenure.objects.filter(source=source, pk__in=keys)
    deleted_count = rows.delete()[0] if keys else 0
    rendering.rerender_posts(find_posts_with_roles([source.pk]))
    return SavedTenures(saved, deleted_count)


def add_offered_role(*, source: Source, offer_key: str) -> Tenure | None:
    """Add a role that the desk offers for a source; None if it does not offer it any more.

    The role lasts from the first to the last of the quotations that name it. Twelve queries.
    """
    offers = {offer.key: offer for offer in find_role_offers(source)}
    if (offer := offers.get(offer_key)) is None:
        return None
    tenure = Tenure(
        role=offer.role,
        organisation_name=offer.organisation,
        started_on=offer.first.said_on,
        started_precision=offer.first.precision,
        ended_on=offer.last.said_on,
        ended_precision=offer.last.precision,
    )
    return save_tenures(source=source, saved=[tenure]).saved[0]


def find_posts_with_roles(source_ids: Iterable[int]) -> QuerySet[Post]:
    """Find the posts that may show a role of sources, as only dated quotations have one."""
    keys = list(source_ids)
    credited, spoken = (
        Q(**{f"pullquotes__{name}__in": keys}, pullquotes__said_on__isnull=False)
        for name in ("source", "speaker")
    )
    return Post.all_objects.filter(credited | spoken)


def find_members(organisation: Source) -> QuerySet[Tenure, int]:
    """Find the keys of the sources with a role at an organisation, whose posts name it."""
    return Tenure.objects.filter(organisation=organisation).values_list("source_id", flat=True)


def unlink_organisations(organisation_ids: Iterable[int]) -> None:
    """Replace organisations by their names in roles, before they are deleted. One query."""
    name = Source.objects.filter(pk=OuterRef("organisation")).values("name")
    rows = Tenure.objects.filter(organisation__in=list(organisation_ids))
    rows.update(organisation_name=Subquery(name), organisation=None)


@task
def rerender_ended_roles() -> None:
    """Re-render the posts that show a role which has just ended, as 'then' precedes it now."""
    keys = Tenure.objects.filter(_build_ended_condition(localdate())).values("source_id")
    if sources := {row["source_id"] for row in keys.order_by()}:
        rendering.rerender_posts(find_posts_with_roles(sources))


def _build_ended_condition(today: date) -> Q:
    """Return the condition that the last day on which a role may have ended is one of the last."""
    condition = Q()
    for age in range(1, ENDED_WITHIN_DAYS + 1):
        day = today - timedelta(days=age)
        condition |= Q(ended_on=day, ended_precision="day")
        if (day + timedelta(days=1)).day == 1:
            condition |= Q(ended_on=day.replace(day=1), ended_precision="month")
        if (day.month, day.day) == (12, 31):
            condition |= Q(ended_on=day.replace(month=1, day=1), ended_precision="year")
    return condition


def _link_organisations(tenures: list[Tenure], source: Source) -> None:
    """Replace names of organisations by the sources of those names. One query with names.

    Of several with the same name, the first that has no affiliation.
    """
    named = [tenure for tenure in tenures if tenure.organisation_name and not tenure.organisation]
    if not named:
        return
    condition = Q()
    for tenure in named:
        tenure.organisation_name = " ".join(tenure.organisation_name.split())
        condition |= Q(name__iexact=tenure.organisation_name)
    organisations = Source.objects.filter(condition, kind__in=ORGANISATION_KINDS)
    candidates = list(organisations.exclude(pk=source.pk).order_by("affiliation", "pk"))
    for tenure in named:
        for candidate in candidates:
            if candidate.name.upper() == tenure.organisation_name.upper():
                tenure.organisation, tenure.organisation_name = candidate, ""
                break
