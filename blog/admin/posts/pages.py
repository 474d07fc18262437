"""Page admin: standalone pages such as 'About' or 'Contact'."""

from django.contrib import admin
from django.utils.translation import pgettext_lazy

from blog.admin.posts.base import WRITE, DocumentAdmin
from blog.admin.posts.forms import PageForm
from blog.models import Page


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
