"""Pin posts to the top of the home page: a button of the form, one in each row of the list, and
actions for several posts."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.decorators import action
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.comments.actions import wants_json
from blog.editing.pinning import pin_posts, unpin_posts
from blog.models import Post
from blog.workflow import PUBLISH_PERMISSION, NotAllowed
from lib.parsing import parse_pk


class PinningAdmin(ModelAdmin):
    actions: Any = ("pin_to_home_page", "unpin_from_home_page")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_POST(self.pin_view))
        return [path("<path:object_id>/pin/", view, name="blog_post_pin"), *super().get_urls()]

    def has_pin_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH_PERMISSION)

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = (*super().get_list_display(request),)
        return (*columns, "pin_button") if self.has_pin_permission(request) else columns

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Pin the post whose button in the list was pressed; the list stays as it was filtered."""
        pressed = [name for name in ("pin", "unpin") if name in request.POST]
        if not pressed:
            return super().changelist_view(request, extra_context)
        self._require_pin_permission(request)
        level, message = self._pin(request, request.POST[pressed[0]], is_pinned=pressed == ["pin"])
        messages.add_message(request, level, message)
        return redirect(request.get_full_path())

    def pin_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Pin the post with `pinned` 1, unpin it with 0. The response is the form, or JSON with
        `message` or `error`."""
        self._require_pin_permission(request)
        level, message = self._pin(request, object_id, is_pinned=request.POST.get("pinned") == "1")
        if wants_json(request):
            if level == messages.ERROR:
                return JsonResponse({"error": message}, status=400)
            return JsonResponse({"message": message})
        messages.add_message(request, level, message)
        return redirect("admin:blog_post_change", object_id)

    @admin.display(description=gettext_lazy("home page"))
    def pin_button(self, post: Post) -> str:
        if post.status == Post.Status.TRASHED or post.is_template:
            return ""
        is_pinned = post.pinned_at is not None
        label = _("Unpin “%(title)s”") if is_pinned else _("Pin “%(title)s”")
        return format_html(
            '<button type="submit" class="button" name="{}" value="{}" aria-label="{}">{}</button>',
            "unpin" if is_pinned else "pin",
            post.pk,
            label % {"title": post.title},
            _("Unpin") if is_pinned else _("Pin"),
        )

    def _require_pin_permission(self, request: HttpRequest) -> None:
        if not (self.has_change_permission(request) and self.has_pin_permission(request)):
            raise PermissionDenied

    def _pin(self, request: HttpRequest, key: str, *, is_pinned: bool) -> tuple[int, str]:
        """Pin or unpin a post, or raise 404. Return the level of the message, and the message."""
        mine = Post.objects.editable_by(signed_in(request))
        posts = mine.filter(pk=parse_pk(key) or 0, is_template=False)
        if not posts.exists():
            raise Http404
        operation = pin_posts if is_pinned else unpin_posts
        try:
            operation(posts, by=signed_in(request))
        except NotAllowed as refusal:
            return messages.ERROR, str(refusal)
        if is_pinned:
            return messages.SUCCESS, _("Pinned to the top of the home page.")
        return messages.SUCCESS, _("Unpinned from the home page.")

    @action(description=gettext_lazy("Pin to the home page"), permissions=["pin"])
    def pin_to_home_page(self, request: HttpRequest, posts: QuerySet) -> None:
        try:
            pinned = pin_posts(posts, by=signed_in(request))
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return
        message = ngettext(
            "Pinned %(count)d post to the home page.",
            "Pinned %(count)d posts to the home page.",
            pinned.count,
        )
        messages.info(request, message % {"count": pinned.count})

    @action(description=gettext_lazy("Unpin from the home page"), permissions=["pin"])
    def unpin_from_home_page(self, request: HttpRequest, posts: QuerySet) -> None:
        unpinned = unpin_posts(posts, by=signed_in(request))
        message = ngettext("Unpinned %(count)d post.", "Unpinned %(count)d posts.", unpinned.count)
        messages.info(request, message % {"count": unpinned.count})
