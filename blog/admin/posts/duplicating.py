"""Duplicate posts, with a button of the form and an action of the list."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.decorators import action
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog import editing
from blog.common.audit import ChangeMessage, record_addition
from blog.models import Post
from lib.parsing import parse_pk

MAX_SELECTED = 10  # Each copy is a whole save.


class DuplicatingAdmin(ModelAdmin):
    actions: Any = ("duplicate_selected",)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_POST(self.duplicate_view))
        route = "<path:object_id>/duplicate/"
        return [path(route, view, name="blog_post_duplicate"), *super().get_urls()]

    def duplicate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Duplicate the stored post, and open the form of the copy."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        post = get_object_or_404(self.get_queryset(request), pk=parse_pk(object_id) or 0)
        copy = self._duplicate(request, post)
        return redirect("admin:blog_post_change", copy.pk if copy else post.pk)

    @action(description=gettext_lazy("Duplicate"), permissions=["add"])
    def duplicate_selected(self, request: HttpRequest, posts: QuerySet) -> None:
        selected = list(posts[: MAX_SELECTED + 1])
        if len(selected) > MAX_SELECTED:
            message = ngettext(
                "Nothing was duplicated. Select at most %(count)d post.",
                "Nothing was duplicated. Select at most %(count)d posts.",
                MAX_SELECTED,
            )
            messages.error(request, message % {"count": MAX_SELECTED})
            return
        for post in selected:
            self._duplicate(request, post)

    def _duplicate(self, request: HttpRequest, post: Post) -> Post | None:
        """Duplicate a post, and show a message; return None if it was refused."""
        by = signed_in(request)
        try:
            copy = editing.duplicate_post(post, by=by).post
        except (editing.NotAllowed, editing.NotSaved) as refused:
            messages.error(request, f"{post.title}: {refused}")
            return None
        record_addition(copy, by=by, message=ChangeMessage("copy", {"title": post.title}))
        links = [
            (reverse("admin:blog_post_change", args=[copy.pk]), copy.title),
            (reverse("admin:blog_post_delete", args=[copy.pk]), _("Move to trash")),
        ]
        message = format_html(
            "{} {}",
            _("Duplicated as a draft of yours:"),
            format_html_join(" · ", '<a href="{}">{}</a>', links),
        )
        messages.success(request, message)
        return copy
