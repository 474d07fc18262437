"""Appearance admin: what readers see of the site, a second form of its settings."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.redirects.models import Redirect
from django.core.exceptions import PermissionDenied
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, path, resolve, reverse
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.appearance_preview import render_preview
from blog.admin.autocomplete_field import Autocomplete
from blog.admin.site_settings import SingleRowAdmin
from blog.common.conflict_forms import EditConflictForm
from blog.common.site_links import parse_site_links
from blog.editing.site_settings import check_icon, check_site_picture
from blog.models import Appearance, Label, Post
from blog.models.site_pictures import PICTURE_FIELDS

ICON_FIELDS = ("icon", "icon_dark")
LINK_FIELDS = {"navigation", "footer_links"}


CODE: Any = (
    _("Code"),
    {
        "fields": ("custom_css", "head_html", "foot_html"),
        "classes": ("collapse",),
        "description": _(
            "Only superusers see this. Scripts are not possible, and nothing is loaded from other "
            "sites: the content security policy of the pages stays as it is."
        ),
    },
)


MAX_LABELS = 100


def list_link_targets(site: Any) -> list[dict[str, str]]:
    """Return names and paths that links may lead to: lists, pages and labels. One query.

    `list` is the field whose links these are while it is empty, in the order in which readers see
    them. `site` are the settings of the request.
    """

    def target(name: str, url: str, default_in: str = "") -> dict[str, str]:
        return {"name": name, "url": url, "list": default_in}

    def list_target(name: str, view: str, default_in: str = "") -> dict[str, str]:
        return target(name, reverse(f"blog:{view}"), default_in)

    lists = [
        (gettext("Corrections"), "correction-list", site.has_corrections),
        (gettext("Dossiers"), "dossier-list", site.has_dossiers),
        (gettext("Comparisons"), "comparison-list", site.has_comparisons),
        (gettext("Series"), "series-list", site.has_series),
    ]
    labels = Label.objects.public().order_by("name")[:MAX_LABELS]
    return [
        list_target(gettext("Home"), "home", "navigation"),
        list_target(gettext("Archive"), "archive", "navigation"),
        list_target(gettext("Labels"), "label-list", "navigation"),
        list_target(gettext("Quotations"), "quotation-list", "navigation"),
        list_target(gettext("Sources"), "source-list", "navigation"),
        list_target(gettext("Authors"), "author-list", "footer_links"),
        *(
            target(page["title"], reverse("blog:page-detail", args=[page["slug"]]), "footer_links")
            for page in site.pages
        ),
        *(list_target(name, view, "footer_links") for name, view, is_shown in lists if is_shown),
        list_target(gettext("Search"), "search"),
        *(target(label.name, label.get_absolute_url()) for label in labels),
    ]


class ColourField(forms.CharField):
    """A colour such as #8f1d14, in lower case."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class AppearanceForm(EditConflictForm):
    """`user` is the one who may use the pictures."""

    tracked_relations = PICTURE_FIELDS
    user: Any = None

    class Meta:
        model = Appearance
        fields = ()
        widgets = {"accent_light": forms.ColorInput, "accent_dark": forms.ColorInput}
        field_classes = {"accent_light": ColourField, "accent_dark": ColourField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LINK_FIELDS & self.fields.keys():  # Without JavaScript, lines and no rows.
            self.fields[name].widget.attrs["placeholder"] = f"{gettext('Archive')} /archive/"

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
        for name in LINK_FIELDS & set(self.changed_data):
            for url in _find_missing_pages(cleaned.get(name, "")):
                text = _("There is no published page at %(path)s. Publish it first.")
                self.add_error(name, forms.ValidationError(text, params={"path": url}))
        return cleaned


def _find_missing_pages(links: str) -> list[str]:
    """Return paths that neither a published page nor a redirect has. Two queries for each."""
    missing = []
    for link in parse_site_links(links):
        url = link.url.partition("?")[0].partition("#")[0]
        try:
            match = resolve(url)
        except Resolver404:  # Another site, or an address that the field refuses.
            continue
        if match.view_name != "blog:page-detail":
            continue
        pages = Post.all_objects.published().filter(kind=Post.Kind.PAGE, slug=match.kwargs["slug"])
        if not pages.exists() and not Redirect.objects.filter(old_path=url).exists():
            missing.append(url)
    return missing


@admin.register(Appearance)
class AppearanceAdmin(SingleRowAdmin):
    form = AppearanceForm
    autocomplete_fields = PICTURE_FIELDS
    change_form_template = "admin/blog/appearance/change_form.html"
    fieldsets = (
        (
            _("Colours"),
            {
                "fields": ("accent_light", "accent_dark"),
                "description": _("The accent colour marks dates, links and quotations."),
            },
        ),
        (_("Typeface"), {"fields": ("typeface",), "classes": ("collapse",)}),
        (
            _("Logo, icon and sharing picture"),
            {
                "fields": PICTURE_FIELDS,
                "description": _(
                    "Upload a picture, or search the library by caption, credit, alternative text "
                    "or file name."
                ),
                "classes": ("collapse",),
            },
        ),
        (
            _("Home page"),
            {"fields": ("home_layout", "home_date_headers"), "classes": ("collapse",)},
        ),
        (
            _("Navigation and footer"),
            {"fields": ("navigation", "footer_links", "footer_text"), "classes": ("collapse",)},
        ),
        (
            _("Search engines and crawlers"),
            {"fields": ("is_indexed", "allows_ai_crawlers"), "classes": ("collapse",)},
        ),
    )

    class Media:
        css: ClassVar = {"all": ["editor/preview.css", "desk/appearance.css"]}
        js = (Script("desk/appearance.js", type="module"),)

    def get_urls(self) -> list:
        preview = self.admin_site.admin_view(require_POST(self.preview))
        return [path("preview/", preview, name="blog_appearance_preview"), *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Render the home page with the form's values; the live preview asks at every pause."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        stored = Appearance.objects.filter(pk=1).first() or Appearance()
        form = self.get_form(request, stored, change=True)(request.POST, instance=stored)
        return render_preview(request, form)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = {**(extra_context or {}), "link_targets": list_link_targets(request.site)}
        return super().change_view(request, object_id, form_url, context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the code to superusers only: it can make each page unreadable."""
        fieldsets = super().get_fieldsets(request, obj)
        return (*fieldsets, CODE) if request.user.is_superuser else fieldsets

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        return type(form.__name__, (form,), {"user": signed_in(request)})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in PICTURE_FIELDS:
            # It would delete the photo from the library; an empty field removes it from here.
            field.widget.can_delete_related = False
        elif field and db_field.name == "head_html":
            field.help_text = escape(field.help_text)  # It names tags.
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = Autocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.view_sitesettings") or self.has_change_permission(
            request, obj
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.change_sitesettings")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
