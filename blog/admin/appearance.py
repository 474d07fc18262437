"""Appearance admin: what readers see of the site, a second form of its settings."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog.admin.site_settings import SingleRowAdmin
from blog.common.conflict_forms import EditConflictForm
from blog.models import Appearance


class ColourField(forms.CharField):
    """A colour such as #8f1d14, chosen in the browser's own picker."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"type": "color"}

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class AppearanceForm(EditConflictForm):
    class Meta:
        model = Appearance
        fields = ("accent_light", "accent_dark", "typeface")
        field_classes = {"accent_light": ColourField, "accent_dark": ColourField}


@admin.register(Appearance)
class AppearanceAdmin(SingleRowAdmin):
    form = AppearanceForm
    fieldsets = (
        (
            _("Colours"),
            {
                "fields": ("accent_light", "accent_dark"),
                "description": _("The accent colour marks dates, links and quotations."),
            },
        ),
        (_("Typeface"), {"fields": ("typeface",)}),
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.view_sitesettings") or self.has_change_permission(
            request, obj
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.change_sitesettings")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
