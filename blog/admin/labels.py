"""Labels: their name, description and address."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from blog.models import Label
from blog.redirects import moved

# taggit's own tags are another table, which this project leaves empty.
admin.site.unregister(Tag)


@admin.register(Label)
class LabelAdmin(admin.ModelAdmin):
    list_display = ("name", "post_count", "description")
    search_fields = ("name", "description")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "description")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(post_count=Count("labellings"))

    @admin.display(description=_("posts"), ordering="post_count")
    def post_count(self, label: Any) -> int:
        return label.post_count

    def save_model(self, request: HttpRequest, obj: Label, form: Any, change: bool) -> None:
        """An address that no reader has seen leads nowhere when it changes."""
        before = Label.objects.public().filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        if before:
            moved(before.get_absolute_url(), obj.get_absolute_url())

    def view_on_site(self, obj: Label) -> str:
        return obj.get_absolute_url()
