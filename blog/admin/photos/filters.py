"""Filters of the photo library. Each is one condition that an index serves, newest photos first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.checks.rules.pictures import RIGHTS_WARNING
from blog.editing.photos import IN_FIGURES, IS_UNUSED, UNUSED_LIFETIME
from blog.models import Photo, Source

MAX_AGENCIES = 50
# One step in the index for each agency. DISTINCT would read all photos.
_AGENCIES_SQL = """
    WITH RECURSIVE agencies AS (
        SELECT min(agency_id) AS id FROM blog_photo WHERE agency_id IS NOT NULL
        UNION ALL
        SELECT (SELECT min(agency_id) FROM blog_photo WHERE agency_id > agencies.id)
        FROM agencies WHERE id IS NOT NULL
    )
    SELECT id FROM agencies WHERE id IS NOT NULL LIMIT %s
"""
# Unused photos are deleted within a day after their lifetime.
_MAX_UNUSED_AGE = UNUSED_LIFETIME + timedelta(days=2)


# What is missing of these is no problem in pictures that only the site itself shows, as its logo.
_CREDITED = {"credit", "alt"}


def _filter_ending(photos: QuerySet) -> QuerySet:
    today = timezone.localdate()
    return photos.filter(rights_until__range=(today, today + RIGHTS_WARNING))


# The parameter, the name, and the filtered photos.
ATTENTION: dict[str, tuple[Any, Callable[[QuerySet], QuerySet]]] = {
    "ending": (_("Rights end within 30 days"), _filter_ending),
    "ended": (
        _("Rights have ended"),
        lambda photos: photos.filter(rights_until__lt=timezone.localdate()),
    ),
    "credit": (_("No credit"), lambda photos: photos.filter(credit="", decorative=False)),
    "alt": (_("No alternative text"), lambda photos: photos.filter(alt="", decorative=False)),
    "duplicate": (_("Near-duplicates"), lambda photos: photos.filter(has_duplicate=True)),
    "withdrawn": (_("Taken down"), lambda photos: photos.filter(withdrawn_at__isnull=False)),
}


class AttentionFilter(admin.SimpleListFilter):
    title = _("problem")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, name) for value, (name, _filter) in ATTENTION.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        value = self.value() or ""
        if value not in ATTENTION:
            return queryset
        photos = ATTENTION[value][1](queryset)
        site: Any = request.site
        if value in _CREDITED and site.pictures:
            photos = photos.exclude(~IN_FIGURES, pk__in=list(site.pictures))
        return photos


class RightsFilter(admin.SimpleListFilter):
    title = _("rights")
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Photo.Rights.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(rights=self.value()) if self.value() else queryset


class UseFilter(admin.SimpleListFilter):
    title = _("usage")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("used", _("In posts")), ("unused", _("Unused"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() == "used":
            return queryset.filter(IN_FIGURES)
        if self.value() == "unused":
            since = timezone.now() - _MAX_UNUSED_AGE
            return queryset.filter(IS_UNUSED, last_uploaded_at__gte=since)
        return queryset


class UploaderFilter(admin.SimpleListFilter):
    title = _("uploader")
    parameter_name = "uploader"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("Uploaded by me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        return queryset.filter(uploaded_by=request.user) if self.value() == "me" else queryset


class AgencyFilter(admin.SimpleListFilter):
    """The agencies of photos, at most MAX_AGENCIES. Two queries."""

    title = _("agency")
    parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(_AGENCIES_SQL, [MAX_AGENCIES])
            keys = [key for (key,) in cursor.fetchall()]
        agencies = Source.objects.filter(pk__in=keys).order_by("name", "pk")
        return [(str(agency.pk), str(agency)) for agency in agencies]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        value = self.value() or ""
        if not (value.isdecimal() and len(value) < 19):
            return queryset
        return queryset.filter(agency=int(value))


FILTERS = (AttentionFilter, RightsFilter, UseFilter, AgencyFilter, UploaderFilter)
