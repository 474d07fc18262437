"""Admin and form of standalone pages such as 'About' or 'Contact'."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.admin.posts.base import WRITE, DocumentAdmin
from blog.admin.posts.forms import TITLE_ERRORS, PostForm
from blog.admin.posts.widgets import DateTimeWidget, TitleWidget
from blog.models import Page


class PageForm(PostForm):
    """The form of a page, which has no labels, byline, series or correction notes."""

    # None removes an inherited field, which mypy does not know.
    change_kind = change_text = None  # type: ignore[assignment]  # as above
    byline = series = series_number = None  # type: ignore[assignment]  # as above

    class Meta:
        model = Page
        fields = ("title", "slug", "status", "published_at", "language", "summary")
        widgets = {
            "title": TitleWidget,
            "published_at": DateTimeWidget(),
            "status": forms.HiddenInput,
        }
        error_messages = TITLE_ERRORS

    def clean_slug(self) -> str:
        """Reject slugs that collide with another URL of the site."""
        slug = super().clean_slug()
        if resolve(f"/{slug}/").view_name != "blog:page-detail":
            raise ValidationError(
                _("The site itself uses the address “%(slug)s”. Choose another."),
                params={"slug": slug},
            )
        return slug


@admin.register(Page)
class PageAdmin(DocumentAdmin):
    form = PageForm
    list_display = ("title", "state", "published_at", "updated_at")
    change_form_template = "admin/blog/post/change_form.html"
    fieldsets = (
        WRITE,
        (
            pgettext_lazy("fields of a post", "Publication"),
            {
                "fields": ("status", "published_at", "summary", "slug", "language", "note"),
                "classes": ("publication",),
            },
        ),
    )
