"""Deleting a post puts it into the bin, from which it comes back whole."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.decorators import action
from django.contrib.admin.options import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.bin import DAYS
from blog.models import Post
from blog.models.posts import KNOWN_BY

IN_BIN = "bin"


class BinAdmin(ModelAdmin):
    """The list with `?state=bin` is the bin; everywhere else what is in it is not there."""

    actions = ("put_into_bin", "take_out")
    delete_confirmation_template = "admin/blog/bin/delete.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        posts = self.model._default_manager
        mine = posts.in_bin_of if self._is_bin(request) else posts.editable_by
        found = mine(request.user).defer("html", "intro_html").alias(known_by=KNOWN_BY)
        return found.order_by(*self.ordering or ())

    def get_list_display(self, request: HttpRequest) -> Any:
        found = super().get_list_display(request)
        return (*found, "binned_at") if self._is_bin(request) else found

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """What is in the bin has no form."""
        if self._is_bin(request):
            return None
        return super().get_list_display_links(request, list_display)

    def _is_bin(self, request: HttpRequest) -> bool:
        match, name = request.resolver_match, f"blog_{self.opts.model_name}_changelist"
        is_list = match is not None and match.url_name == name
        return is_list and request.GET.get("state") == IN_BIN

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Taking out where the bin is shown, putting in elsewhere. Nothing is deleted at once."""
        found = super().get_actions(request, action_location)
        left_out = "put_into_bin" if self._is_bin(request) else "take_out"
        return {k: act for k, act in found.items() if k not in {left_out, "delete_selected"}}

    @action(description=gettext_lazy("Put into the bin"), permissions=["delete"])
    def put_into_bin(self, request: HttpRequest, posts: QuerySet) -> None:
        """Those that this person may delete."""
        mine = [post for post in posts if self.has_delete_permission(request, post)]
        for post in mine:
            post.put_into_bin()
            self.log_change(request, post, _("Put into the bin"))
        if kept := len(posts) - len(mine):
            told = ngettext(
                "%(count)d stays: only an editor takes away what readers have seen.",
                "%(count)d stay: only an editor takes away what readers have seen.",
                kept,
            )
            self.message_user(request, told % {"count": kept}, messages.WARNING)
        if mine:
            told = ngettext(
                "%(count)d is in the bin, and can be taken out of it for %(days)d days.",
                "%(count)d are in the bin, and can be taken out of it for %(days)d days.",
                len(mine),
            )
            self._tell_of_bin(request, told % {"count": len(mine), "days": DAYS})

    @action(description=gettext_lazy("Take out of the bin"), permissions=["delete"])
    def take_out(self, request: HttpRequest, posts: QuerySet) -> None:
        """What was published is so again; who may not publish gets a draft."""
        out = 0
        for post in posts:
            was_published = post.status_before == Post.Status.PUBLISHED
            if was_published and not request.user.has_perm("blog.publish_post"):
                post.status_before = Post.Status.DRAFT
            post.take_out_of_bin()
            self.log_change(request, post, _("Taken out of the bin"))
            out += 1
        told = ngettext("%(count)d is back.", "%(count)d are back.", out)
        self.message_user(request, told % {"count": out}, messages.SUCCESS)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.put_into_bin()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """The posts alone, since all that belongs to them comes back with them."""
        posts = list(objs)
        refused = {
            str(self.opts.verbose_name)
            for post in posts
            if not self.has_delete_permission(request, post)
        }
        return [str(post) for post in posts], {}, refused, []

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return super().delete_view(request, object_id, {"bin_days": DAYS, **(extra_context or {})})

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        told = _("“%(title)s” is in the bin, and can be taken out of it for %(days)d days.")
        self._tell_of_bin(request, told % {"title": obj_display, "days": DAYS})
        return redirect(self._list())

    def _tell_of_bin(self, request: HttpRequest, told: str) -> None:
        there = f"{self._list()}?state={IN_BIN}"
        link = format_html('{} <a href="{}">{}</a>', told, there, _("To the bin"))
        self.message_user(request, link, messages.SUCCESS)

    def _list(self) -> str:
        return reverse(f"admin:blog_{self.opts.model_name}_changelist")
