"""Move posts to the trash, list it, and restore posts from it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.decorators import action, display
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import signed_in
from blog import editing
from blog.common import markup
from blog.common.audit import ChangeMessage, record_change
from blog.editing.trash import TRASH_DAYS
from blog.models import Post
from blog.models.posts import TITLE_AND_SLUG
from blog.planning import unsaved
from lib.deletions import describe_deletion
from lib.parsing import parse_pk

IN_TRASH = "trash"
_NOT_SHOWN = ("html", "intro_html")
# Actions of the list need these.
_NOT_LISTED = (*_NOT_SHOWN, "summary", "excerpt", "linked_data", "correction_draft")


class TrashAdmin(ModelAdmin):
    """`?state=trash` lists the trash; everywhere else posts in the trash are excluded."""

    actions = ("move_to_trash", "restore_selected")
    delete_confirmation_template = "admin/blog/trash/delete.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        posts = self.model._default_manager
        get_posts = posts.trashed_for if self._is_trash(request) else posts.editable_by
        # Without an index of the order, PostgreSQL sorts whole rows.
        is_shown = self._is_list(request) and request.method == "GET"
        queryset = get_posts(request.user).defer(*(_NOT_LISTED if is_shown else _NOT_SHOWN))
        queryset = queryset.alias(known_by=TITLE_AND_SLUG)
        return queryset.order_by(*self.ordering or ())

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.trash_view))
        name = f"blog_{self.opts.model_name}_trash"
        return [path("<path:object_id>/trash/", view, name=name), *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> Any:
        """In the trash, replace the state by a restore button and the date of the move."""
        columns = super().get_list_display(request)
        if not self._is_trash(request):
            return columns
        title, *others = (name for name in columns if name != "state")
        return (title, "restore_link", "trashed_at", *others)

    @display(description=gettext_lazy("Restore"))
    def restore_link(self, post: Post) -> str:
        """A button that submits the list's form, which has a CSRF token, to the trash view."""
        label = _("Restore")
        button = '<button class="button" formaction="{}" aria-label="{}: {}">{}</button>'
        return format_html(button, self._trash_url(post), label, post, label)

    def _is_list(self, request: HttpRequest) -> bool:
        match, name = request.resolver_match, f"blog_{self.opts.model_name}_changelist"
        return match is not None and match.url_name == name

    def _is_trash(self, request: HttpRequest) -> bool:
        return self._is_list(request) and request.GET.get("state") == IN_TRASH

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Offer restoring in the trash and moving to it elsewhere, but no immediate deletion."""
        actions = super().get_actions(request, action_location)
        excluded = "move_to_trash" if self._is_trash(request) else "restore_selected"
        return {k: act for k, act in actions.items() if k not in {excluded, "delete_selected"}}

    @action(description=gettext_lazy("Move to trash"), permissions=["delete"])
    def move_to_trash(self, request: HttpRequest, posts: QuerySet) -> None:
        """Move the posts that the user may delete to the trash, and count the others."""
        by = signed_in(request)
        with transaction.atomic():
            trashed = editing.move_to_trash(posts, by=by)
            for post in trashed.moved:
                record_change(post, by=by, message=ChangeMessage("trashed"))
        self._warn_if_empty(request, [*trashed.moved, *trashed.refused])
        if refused := len(trashed.refused):
            message = ngettext(
                "%(count)d not moved to the trash: only an editor can delete "
                "published posts and pages.",
                "%(count)d not moved to the trash: only an editor can delete "
                "published posts and pages.",
                refused,
            )
            messages.warning(request, message % {"count": refused})
        if moved := len(trashed.moved):
            message = ngettext(
                "%(count)d moved to the trash. It can be restored for %(days)d days.",
                "%(count)d moved to the trash. They can be restored for %(days)d days.",
                moved,
            )
            self._show_trash_message(request, message % {"count": moved, "days": TRASH_DAYS})

    @action(description=gettext_lazy("Restore"), permissions=["delete"])
    def restore_selected(self, request: HttpRequest, posts: QuerySet) -> None:
        """Restore posts to their former state; without the right to publish, as drafts."""
        by = signed_in(request)
        with transaction.atomic():
            restored = editing.restore_from_trash(posts, by=by).posts
            for post in restored:
                record_change(post, by=by, message=ChangeMessage("restored_from_trash"))
        self._warn_if_empty(request, restored)
        if restored:
            message = ngettext(
                "%(count)d restored from the trash.",
                "%(count)d restored from the trash.",
                len(restored),
            )
            if len(restored) == 1:
                message = _("“%(title)s” restored from the trash.")
            message %= {"count": len(restored), "title": restored[0].title}
            messages.success(request, message)

    def trash_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a post in the trash; POST restores it."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        posts, key = self.model._default_manager, parse_pk(object_id) or 0
        queryset = posts.trashed_for(request.user).filter(pk=key)
        post = queryset.first()
        if post is None:  # Restored already, perhaps by the first of two clicks.
            return redirect(
                self._change_url(get_object_or_404(posts.editable_by(request.user), pk=key))
            )
        forms = (
            unsaved.find_unsaved_forms(signed_in(request), post.kind)
            .recoverable()
            .filter(post=post)
        )
        unsaved_form = next(iter(unsaved.load_unsaved_forms(forms[:1])), None)
        if request.method == "POST":
            self.restore_selected(request, queryset)
            return redirect(unsaved_form.restore_url if unsaved_form else self._change_url(post))
        context = {
            **self.admin_site.each_context(request),
            "title": _("In the trash"),
            "opts": self.opts,
            "object": post,
            "text": markup.plain_text(post.html),
            "unsaved_form": unsaved_form,
            "until": post.trashed_at + timedelta(days=TRASH_DAYS),
        }
        return TemplateResponse(request, "admin/blog/trash/post.html", context)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Redirect from the form of a post in the trash to its trash page."""
        trashed = self.model._default_manager.trashed_for(request.user)
        if post := trashed.filter(pk=parse_pk(object_id) or 0).first():
            return redirect(self._trash_url(post))
        missing = super()._get_obj_does_not_exist_redirect  # type: ignore[misc]  # not in stubs
        return missing(request, opts, object_id)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        posts = self.model._default_manager.filter(pk=obj.pk)
        editing.move_to_trash(posts, by=signed_in(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        editing.move_to_trash(queryset, by=signed_in(request))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """List nothing, because related objects are restored with the posts."""
        return describe_deletion(self, request, checked=objs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        context = {
            "trash_days": TRASH_DAYS,
            "delete_title": "admin/blog/trash/delete_title.html",
            "delete_label": _("Move to trash"),
        }
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        message = _("“%(title)s” moved to the trash. It can be restored for %(days)d days.")
        self._show_trash_message(request, message % {"title": obj_display, "days": TRASH_DAYS})
        return redirect(self._list_url())

    def _warn_if_empty(self, request: HttpRequest, posts: list[Post]) -> None:
        if not posts:
            message = _(
                "Nothing was moved, because of changes made in the meantime. The "
                "list is now up to date."
            )
            messages.warning(request, message)

    def _show_trash_message(self, request: HttpRequest, message: str) -> None:
        trash_url = f"{self._list_url()}?state={IN_TRASH}"
        link = format_html('{} <a href="{}">{}</a>', message, trash_url, _("Show the trash"))
        messages.success(request, link)

    def _trash_url(self, post: Post) -> str:
        return reverse(f"admin:blog_{self.opts.model_name}_trash", args=[post.pk])

    def _change_url(self, post: Post) -> str:
        return reverse(f"admin:blog_{self.opts.model_name}_change", args=[post.pk])

    def _list_url(self) -> str:
        return reverse(f"admin:blog_{self.opts.model_name}_changelist")
