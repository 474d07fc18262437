"""Appearance admin: what readers see of the site, a second form of its settings."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import signed_in
from blog.admin.site_settings import SingleRowAdmin
from blog.admin.sources.names import LabelledAutocomplete
from blog.common.conflict_forms import EditConflictForm
from blog.editing.site_settings import check_icon, check_site_picture
from blog.models import Appearance
from blog.models.site_pictures import PICTURE_FIELDS

ICON_FIELDS = ("icon", "icon_dark")


CODE: Any = (
    _("Code"),
    {
        "fields": ("custom_css", "head_html", "foot_html"),
        "description": _(
            "Only superusers see this. Scripts are not possible, and nothing is loaded from other "
            "sites: the content security policy of the pages stays as it is."
        ),
    },
)


class ColourField(forms.CharField):
    """A colour such as #8f1d14, chosen in the browser's own picker."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"type": "color"}

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class AppearanceForm(EditConflictForm):
    """`user` is the one who may use the pictures."""

    tracked_relations = PICTURE_FIELDS
    user: Any = None

    class Meta:
        model = Appearance
        fields = ()
        field_classes = {"accent_light": ColourField, "accent_dark": ColourField}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in set(PICTURE_FIELDS) & set(self.changed_data):
            photo = cleaned.get(name)
            if photo is None:
                continue
            try:
                check_site_picture(photo=photo, by=self.user)
                if name in ICON_FIELDS:
                    check_icon(photo)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return cleaned


@admin.register(Appearance)
class AppearanceAdmin(SingleRowAdmin):
    form = AppearanceForm
    autocomplete_fields = PICTURE_FIELDS
    fieldsets = (
        (
            _("Colours"),
            {
                "fields": ("accent_light", "accent_dark"),
                "description": _("The accent colour marks dates, links and quotations."),
            },
        ),
        (_("Typeface"), {"fields": ("typeface",)}),
        (
            _("Logo, icon and sharing picture"),
            {
                "fields": PICTURE_FIELDS,
                "description": _(
                    "Pictures are chosen from the library: upload them there first, then search "
                    "by caption, credit or alternative text."
                ),
            },
        ),
        (_("Home page"), {"fields": ("home_layout", "home_date_headers")}),
        (_("Navigation and footer"), {"fields": ("navigation", "footer_links", "footer_text")}),
        (_("Search engines and crawlers"), {"fields": ("is_indexed", "allows_ai_crawlers")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the code to superusers only: it can make each page unreadable."""
        fieldsets = super().get_fieldsets(request, obj)
        return (*fieldsets, CODE) if request.user.is_superuser else fieldsets

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        return type(form.__name__, (form,), {"user": signed_in(request)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = LabelledAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.view_sitesettings") or self.has_change_permission(
            request, obj
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.change_sitesettings")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
