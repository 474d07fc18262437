"""Inlines on the admin page of a source: other names, identifiers and relations.

They have no permissions of their own: whoever may change the source may change them.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.admin.autocomplete_field import Autocomplete
from blog.admin.posts.widgets import LanguageCodeWidget, LanguageField, language_name
from blog.admin.sources.tenures import read_date
from blog.common.conflict_forms import EditConflictForm
from blog.common.date_fields import PartialDateField
from blog.common.date_precision import parse_partial_date
from blog.editing import source_facts
from blog.editing.source_facts import Identifier, OtherName, Relation
from blog.models import Source, SourceIdentifier, SourceName, SourceRelation
from blog.models.quotations import format_date_value


class _FactFormSet(forms.BaseInlineFormSet):
    """Report a row that is a copy of another one. Constraints compare it with stored rows."""

    key_fields: tuple[str, ...] = ()

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            if form.errors or not form.cleaned_data or form.cleaned_data.get("DELETE"):
                continue
            key = tuple(str(form.cleaned_data[name]).upper() for name in self.key_fields)
            if key in seen:
                form.add_error(self.key_fields[-1], _("This is listed twice."))
            seen.add(key)


def _formset(*key_fields: str) -> type[_FactFormSet]:
    return type("FactFormSet", (_FactFormSet,), {"key_fields": key_fields})


class _FactInline(admin.StackedInline):
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.view_source") or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.get_model_admin(Source).has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return the permission for the source, which may be a new one."""
        if obj is None:
            return self.admin_site.get_model_admin(Source).has_add_permission(request)
        return self.has_change_permission(request, obj)

    has_delete_permission = has_change_permission


class SourceNameForm(EditConflictForm):
    class Meta:
        model = SourceName
        fields = ("name", "kind", "language")
        field_classes = {"language": LanguageField}
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto", "size": 40}),
            "language": LanguageCodeWidget,
        }
        help_texts = {"language": ""}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        parent: Any = self.fields["source"]
        if name.upper() == parent.parent_instance.name.upper():
            raise ValidationError(_("This is the main name of the source."))
        return name


class SourceNameInline(_FactInline):
    model = SourceName
    form = SourceNameForm
    formset = _formset("name")
    readonly_fields: ClassVar[Any] = (language_name,)
    verbose_name = gettext_lazy("name")  # “Add another name”, below “Other names”.
    verbose_name_plural = gettext_lazy("other names")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        can_change = self.has_change_permission(request, obj)
        return (("name", "kind", "language" if can_change else language_name),)


class SourceIdentifierForm(EditConflictForm):
    class Meta:
        model = SourceIdentifier
        fields = ("scheme", "value")
        widgets = {"value": forms.TextInput(attrs={"size": 40, "autocapitalize": "none"})}
        help_texts = {"value": gettext_lazy("The identifier, or the address of its page.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("scheme") and cleaned.get("value"):
            try:
                cleaned["value"] = source_facts.check_identifier(
                    scheme=cleaned["scheme"], value=cleaned["value"], pk=self.instance.pk
                )
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned


class SourceIdentifierInline(_FactInline):
    model = SourceIdentifier
    form = SourceIdentifierForm
    formset = _formset("scheme", "value")
    fields = (("scheme", "value"),)


def _build_date_field(label: Any) -> PartialDateField:
    widget = forms.TextInput(attrs={"size": 10, "placeholder": "2019-03"})
    return PartialDateField(label=label, required=False, read_text=read_date, widget=widget)


class SourceRelationForm(EditConflictForm):
    tracked_relations = ("other",)
    started = _build_date_field(gettext_lazy("From"))
    ended = _build_date_field(gettext_lazy("Until"))

    class Meta:
        model = SourceRelation
        fields = ("kind", "other")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and instance.pk:
            kwargs["initial"] = {
                "started": format_date_value(instance.started_on, instance.started_precision),
                "ended": format_date_value(instance.ended_on, instance.ended_precision),
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Set the dates of the row, which its constraints are checked with."""
        cleaned = super().clean()
        for name in ("started", "ended"):
            if name in cleaned:
                day, precision = parse_partial_date(cleaned[name] or "") or (None, "")
                setattr(self.instance, f"{name}_on", day)
                setattr(self.instance, f"{name}_precision", precision)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Check the constraints of the dates, too, which are not fields of the form."""
        dates = {"started_on", "started_precision", "ended_on", "ended_precision"}
        return super()._get_validation_exclusions() - dates  # type: ignore[misc]  # not in stubs


class SourceRelationInline(_FactInline):
    model = SourceRelation
    form = SourceRelationForm
    formset = _formset("started", "kind", "other")
    fk_name = "source"
    fields = (("kind", "other"), ("started", "ended"))
    autocomplete_fields = ("other",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "other":
            kwargs["widget"] = Autocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("from"))
    def started(self, row: SourceRelation) -> str:
        """Show the date to users who cannot change it."""
        return format_date_value(row.started_on, row.started_precision)

    @admin.display(description=gettext_lazy("until"))
    def ended(self, row: SourceRelation) -> str:
        return format_date_value(row.ended_on, row.ended_precision)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("other")


INLINES = (SourceNameInline, SourceIdentifierInline, SourceRelationInline)


def save_facts(request: HttpRequest, source: Source, formset: Any) -> bool:
    """Save the rows of one of the inlines; return False for other formsets."""
    rows = formset.save(commit=False)
    deleted = [row.pk for row in formset.deleted_objects]
    if formset.model is SourceName:
        names = [OtherName(row.name, row.kind, row.language, row.pk) for row in rows]
        changed = source_facts.change_names(source=source, saved=names, deleted=deleted)
        _warn_of_namesakes(request, changed.namesakes)
    elif formset.model is SourceIdentifier:
        identifiers = [Identifier(row.scheme, row.value, row.pk) for row in rows]
        source_facts.change_identifiers(source=source, saved=identifiers, deleted=deleted)
    elif formset.model is SourceRelation:
        relations = [
            Relation(
                kind=row.kind,
                other=row.other,
                started_on=row.started_on,
                started_precision=row.started_precision,
                ended_on=row.ended_on,
                ended_precision=row.ended_precision,
                pk=row.pk,
            )
            for row in rows
        ]
        source_facts.change_relations(source=source, saved=relations, deleted=deleted)
    else:
        return False
    return True


def _warn_of_namesakes(request: HttpRequest, namesakes: tuple[Source, ...]) -> None:
    for namesake in namesakes:
        message = _(
            "“%(source)s” has one of these names too. An attribution with it credits neither."
        )
        messages.warning(request, message % {"source": namesake})
