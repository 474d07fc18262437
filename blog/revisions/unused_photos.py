"""Uploads that nothing shows: kept for a week, then taken away with their files.

What a figure, a revision or somebody's sheet shows is never unused, whatever its age.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.tasks import task
from django.utils import timezone

from blog.content.photos.uploads import delete_photos
from blog.models import Figure, Photo
from blog.revisions.autosave_models import Autosave
from blog.revisions.models import Revision

KEPT = timedelta(days=7)
# What goes within this time is not offered to authors any more.
SOON = timedelta(hours=1)
# Photos whose rows are locked at once, and how many go in one run.
BATCH = 100
MOST = 2_000

IN_FIGURES = Exists(Figure.objects.filter(photo=OuterRef("pk")))
IN_REVISIONS = Exists(Revision.objects.filter(photos__contains=[OuterRef("pk")]))
ON_SHEETS = Exists(Autosave.objects.filter(photos__contains=[OuterRef("pk")]))
IN_USE = Q(IN_FIGURES) | Q(IN_REVISIONS) | Q(ON_SHEETS)


def unused(photos: QuerySet[Photo], since: datetime) -> QuerySet[Photo]:
    """Those last uploaded before `since` that nothing shows."""
    return photos.filter(~IN_USE, last_uploaded_at__lt=since)


def without_leaving(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    """Those that are not about to be deleted, for who chooses one and puts it to use."""
    return photos.filter(IN_USE | Q(last_uploaded_at__gte=timezone.now() - KEPT + SOON))


@task
def delete_unused() -> None:
    """`config.schedule` orders it daily. What is left of a run over MOST goes with the next."""
    before = timezone.now() - KEPT
    for _batch in range(MOST // BATCH):
        if not _delete_some(before):
            return


def _delete_some(before: datetime) -> int:
    """Whoever puts a photo to use locks its row: those are passed over, and who comes later waits
    and finds it gone. Who put it to use before the lock is only seen by a second look."""
    with transaction.atomic():
        old = unused(Photo.objects.all(), before).order_by("last_uploaded_at", "pk")
        locked = [
            photo.pk for photo in old.select_for_update(skip_locked=True, of=("self",))[:BATCH]
        ]
        gone = list(unused(Photo.objects.filter(pk__in=locked), before))
        return delete_photos(photos=gone).count if gone else 0
