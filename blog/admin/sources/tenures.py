"""Roles over time, on the admin page of their source."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blog.common.conflict_forms import EditConflictForm
from blog.common.date_fields import PartialDateField
from blog.common.date_precision import get_last_day, parse_partial_date
from blog.editing.tenures import save_tenures
from blog.extraction.dates import find_date
from blog.models import Source, Tenure
from blog.models.quotations import format_date_value


def read_date(text: str) -> str:
    """Return '2017-05' for 'May 2017'; '' unless the whole text is a date."""
    date_found = find_date(text)
    is_whole = date_found is not None and text[: date_found.start] + text[date_found.end :] == ""
    return date_found.value if date_found and is_whole else ""


class TenureForm(EditConflictForm):
    """A role with its period. The organisation is typed: a source of that name is linked."""

    organisation_text = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_("A source with this name is linked."),
    )
    started = PartialDateField(
        label=_("From"),
        required=False,
        read_text=read_date,
        help_text=_("2017, 2017-05 or 17 May 2017. Without it, no quotation shows this role."),
    )
    ended = PartialDateField(
        label=_("Until"),
        required=False,
        read_text=read_date,
        help_text=_("The last day, month or year. Empty if the role goes on."),
    )

    class Meta:
        model = Tenure
        fields = ("role",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        stored = {}
        if instance is not None:
            stored = {
                "organisation_text": get_organisation_name(instance),
                "started": format_date_value(instance.started_on, instance.started_precision),
                "ended": format_date_value(instance.ended_on, instance.ended_precision),
            }
        kwargs["initial"] = stored | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        completion = reverse("admin:blog_editor_sources")
        self.fields["organisation_text"].widget.attrs["data-organisations"] = completion

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        started = parse_partial_date(cleaned.get("started") or "")
        ended = parse_partial_date(cleaned.get("ended") or "")
        if started and ended and get_last_day(*ended) < started[0]:
            self.add_error("ended", ValidationError(_("The end is before the beginning.")))
        row: Tenure = self.instance
        row.started_on, row.started_precision = started or (None, "")
        row.ended_on, row.ended_precision = ended or (None, "")
        if "organisation_text" in self.changed_data:
            row.organisation = None
            row.organisation_name = cleaned.get("organisation_text") or ""
        return cleaned


class TenureFormSet(BaseInlineFormSet):
    """Saves by `save_tenures`."""

    def save(self, commit: bool = True) -> list[Tenure]:
        rows: list[Tenure] = super().save(commit=False)
        if commit:
            save_tenures(source=self.instance, saved=rows, deleted=self.deleted_objects)
        return rows


def get_organisation_name(tenure: Tenure) -> str:
    """Return the name of the organisation. One query unless it is selected."""
    return tenure.organisation.name if tenure.organisation else tenure.organisation_name


class TenureInline(admin.StackedInline):
    """Roles over time have no permissions of their own: the right to change the source counts."""

    model = Tenure
    fk_name = "source"
    form = TenureForm
    formset = TenureFormSet
    fields = (("role", "organisation_text"), ("started", "ended"))
    extra = 1

    class Media:
        js = (Script("desk/organisations.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("organisation")

    def has_view_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return self._parent_admin.has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        if obj is None:
            return self._parent_admin.has_add_permission(request)
        return self._parent_admin.has_change_permission(request, obj)

    has_delete_permission = has_add_permission = has_change_permission

    @property
    def _parent_admin(self) -> admin.ModelAdmin:
        return self.admin_site._registry[Source]

    # Shown to those who may not change the source.

    @admin.display(description=_("Organisation"))
    def organisation_text(self, tenure: Tenure) -> str:
        return get_organisation_name(tenure)

    @admin.display(description=_("From"))
    def started(self, tenure: Tenure) -> str:
        return format_date_value(tenure.started_on, tenure.started_precision)

    @admin.display(description=_("Until"))
    def ended(self, tenure: Tenure) -> str:
        return format_date_value(tenure.ended_on, tenure.ended_precision)
