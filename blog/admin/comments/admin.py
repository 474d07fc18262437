"""Admin of comments: the moderation queue, the page of a comment, and actions on them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import FETCH_RAISE, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.comments import actions, queue
from blog.admin.one_permission import OnePermissionAdmin
from blog.comments.models import MODERATE_OWN_PERMISSION, MODERATE_PERMISSION, Comment
from blog.comments.moderate import find_undoable
from blog.comments.refusals import CommentRefused
from blog.content.site_middleware import SiteRequest
from lib.parsing import parse_moment


class ModeratorAdmin(OnePermissionAdmin):
    required_permission = MODERATE_PERMISSION


MAX_THREAD_COMMENTS, MAX_LOG_ENTRIES = 50, 200


def name_comment(comment: Comment) -> str:
    """Return the title of the page of a comment, for itself and the pages below it."""
    return _("Comment by {}").format(comment.name or _("Anonymous"))


@admin.register(Comment)
class CommentAdmin(ModeratorAdmin):
    """Moderation of comments. There are no forms to add, change or delete one: readers write
    comments, and a moderation action removes them.

    Moderators see all comments; authors those on their own posts, without what identifies their
    writers, and without bans, picks and locks.
    """

    def get_urls(self) -> list:
        def view(method: Any) -> Any:
            return self.admin_site.admin_view(method)

        decide = require_POST(self.decide)
        return [
            path("", view(self.changelist_view), name="blog_comment_changelist"),
            path("new/", view(self.count_new), name="blog_comment_new"),
            path("decide/", view(decide), name="blog_comment_decide"),
            path("<int:pk>/change/", view(self.comment_view), name="blog_comment_change"),
            path("<int:pk>/reply/", view(require_POST(self.reply)), name="blog_comment_reply"),
            path("<int:pk>/ban/", view(self.ban_view), name="blog_comment_ban"),
            path("ban/", view(require_POST(self.ban_many)), name="blog_comment_ban_many"),
            path("<int:pk>/mark/", view(require_POST(self.mark)), name="blog_comment_mark"),
            path(
                "<path:object_id>/history/", view(self.comment_history), name="blog_comment_history"
            ),
        ]

    # Permissions.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_moderator(request) or request.user.has_perm(MODERATE_OWN_PERMISSION)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def require_access(self, request: HttpRequest) -> None:
        """Require a user who moderates comments. The querysets leave out those of others."""
        if not self.has_change_permission(request):
            raise PermissionDenied

    def require_moderator(self, request: HttpRequest) -> None:
        """Require a user who moderates all comments."""
        if not is_moderator(request):
            raise PermissionDenied

    def page(
        self, request: HttpRequest, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        here = {"opts": self.opts, "here": request.get_full_path(), "states": Comment.State.choices}
        here["is_moderator"] = is_moderator(request)
        shared = self.admin_site.each_context(request)
        return render(
            request, f"admin/blog/comment/{template}", {**shared, **here, **context}, status=status
        )

    # The queue.

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the queue, longest waiting first, or the list of another state, newest first."""
        self.require_access(request)
        state = request.GET.get("state", "")
        state = state if state in dict(queue.TABS) else Comment.State.WAITING
        filter_form = queue.QueueFilterForm(request.GET, signed_in(request))
        page = queue.get_page(state, filter_form, request.GET)
        filters = filter_form.get_active_filters()
        parameters = {name: request.GET[name] for name in filters}
        if state != Comment.State.WAITING:
            parameters = {"state": state, **parameters}
        has_no_match = filters and not page.rows and state != queue.ALL
        newest_first = state != Comment.State.WAITING

        def build_page_url(query: str) -> str:
            return f"?{urlencode(parameters)}&{query[1:]}" if query else ""

        return self.page(
            request,
            "change_list.html",
            title=_("Comments"),
            state=state,
            tabs=[(value, label, _build_tab_url(value, parameters)) for value, label in queue.TABS],
            filter_form=filter_form,
            is_filtered=bool(filters),
            first="" if page.is_first else f"?{urlencode(parameters)}",
            next=build_page_url(page.older if newest_first else page.newer),
            previous=build_page_url(page.newer if newest_first else page.older),
            rows=queue.build_rows(page.rows, signed_in(request)),
            opened_at=timezone.now() if state == Comment.State.WAITING else None,
            matching_tabs=_find_matching_tabs(filter_form, parameters) if has_no_match else [],
            done=actions.describe_batch(request.GET.get("done", ""), signed_in(request)),
            undoable=find_undoable(by=signed_in(request)),
            script_messages=actions.get_script_messages(),
        )

    def count_new(self, request: HttpRequest) -> JsonResponse:
        """Count comments that entered the queue after `since`; `message` is '' for none."""
        self.require_access(request)
        since = parse_moment(request.GET.get("since"))
        if since is None or since.tzinfo is None:
            return JsonResponse({"message": ""})
        waiting = Comment.objects.waiting().moderated_by(request.user)
        count = waiting.filter(waiting_since__gt=since).count()
        message = ngettext("{} new comment", "{} new comments", count).format(count)
        return JsonResponse({"message": message if count else ""})

    def decide(self, request: HttpRequest) -> HttpResponse:
        self.require_access(request)
        try:
            return actions.apply_action(request)
        except actions.ModerationRefused as refusal:
            return self.comment_page(request, refusal.comment_id, problem=str(refusal))

    def reply(self, request: SiteRequest, pk: int) -> HttpResponse:
        self.require_access(request)
        try:
            return actions.publish_typed_reply(request, pk)
        except CommentRefused as refusal:
            if actions.wants_json(request):
                return actions.refuse(request, str(refusal))
            return self.comment_page(request, pk, problem=str(refusal))

    # A comment's own page.

    def comment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a comment in its thread, with its moderation log."""
        self.require_access(request)
        return self.comment_page(request, pk)

    def comment_page(self, request: HttpRequest, pk: int, *, problem: str = "") -> HttpResponse:
        """Show a comment; with a `problem`, the sent form keeps its input."""
        user = signed_in(request)
        comment = get_object_or_404(queue.select_comments().moderated_by(user), pk=pk)
        is_related = Q(pk__in=[*comment.path[:-1], comment.parent_id or 0]) | Q(parent=comment)
        others = Comment.objects.filter(is_related).defer("text").order_by("path")
        thread = list(others.fetch_mode(FETCH_RAISE)[:MAX_THREAD_COMMENTS])
        log = comment.moderation_actions.select_related("by").order_by("-created_at", "-pk")
        (row,) = queue.build_rows([comment], user)
        earlier_texts = comment.earlier_texts.order_by("-replaced_at", "-pk")
        more: dict[str, Any] = {}
        if problem:
            more = {"here": actions.get_next_url(request), "typed": request.POST, "status": 409}
        return self.page(
            request,
            "comment.html",
            title=name_comment(comment),
            problem=problem,
            row=row,
            thread=thread,
            is_locked=any(c.is_locked for c in [comment, *thread] if c.pk == comment.root_id),
            earlier_texts=earlier_texts if is_moderator(request) else [],
            next_comment_id=Comment.objects.waiting()
            .moderated_by(user)
            .exclude(pk=pk)
            .order_by("waiting_since", "pk")
            .values_list("pk", flat=True)
            .first(),
            moderation_actions=log.fetch_mode(FETCH_RAISE)[:MAX_LOG_ENTRIES],
            **more,
        )

    def comment_history(self, request: HttpRequest, object_id: str) -> HttpResponse:
        self.require_moderator(request)
        title = _("History of picks and locks")
        response = self.history_view(request, object_id, extra_context={"title": title})
        context = getattr(response, "context_data", None) or {}
        if "object" in context:
            context["object_name"] = name_comment(context["object"])
        return response

    def ban_view(self, request: SiteRequest, pk: int) -> HttpResponse:
        """Ban the author of a comment; `seen` is the `version` that the moderator read."""
        self.require_moderator(request)
        comment = get_object_or_404(Comment.objects.select_related("user"), pk=pk)
        seen = request.POST.get("seen") or request.GET.get("seen") or comment.version
        return self.ban_page(request, [comment], {pk: seen})

    def ban_many(self, request: SiteRequest) -> HttpResponse:
        """Ban the authors of several comments, 'ID:VERSION' as `about`."""
        self.require_moderator(request)
        seen = actions.parse_seen(request.POST.getlist("about"))
        if seen is None:
            return actions.refuse(request, _("This page is out of date. Reload it."))
        selected = Comment.objects.select_related("user").filter(pk__in=seen).order_by("pk")
        if not (comments := list(selected)):
            return actions.refuse(request, _("Select comments first."))
        return self.ban_page(request, comments, seen)

    def ban_page(
        self, request: SiteRequest, comments: list[Comment], seen: dict[int, str]
    ) -> HttpResponse:
        """Show the ban form, or ban the authors if a valid form was sent."""
        is_sent = request.method == "POST" and "ask" not in request.POST
        form = actions.CommenterBanForm(comments, request.site, request.POST if is_sent else None)
        if form.is_valid():
            return actions.ban_selected(request, comments, seen, form)
        if form.is_bound and actions.wants_json(request):
            error = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return actions.refuse(request, error)
        if len(comments) == 1:
            title = _("Ban commenter: {}").format(comments[0].name or _("Anonymous"))
        else:
            title = ngettext("Ban {} commenter", "Ban {} commenters", len(comments))
            title = title.format(len(comments))
        about = [f"{key}:{version}" for key, version in seen.items()]
        back, above = reverse("admin:blog_comment_changelist"), ""
        if len(comments) == 1:
            back = reverse("admin:blog_comment_change", args=[comments[0].pk])
            above = name_comment(comments[0])
        return self.page(
            request, "ban.html", title=title, above=above, about=about, form=form, back=back
        )

    def mark(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set or remove an editors' pick or a thread lock."""
        self.require_moderator(request)
        comment = get_object_or_404(Comment, pk=pk)
        actions.apply_mark(request, comment)
        return actions.redirect_back(request)


def is_moderator(request: HttpRequest) -> bool:
    """Return whether the user moderates all comments."""
    return request.user.has_perm(MODERATE_PERMISSION)


def _find_matching_tabs(
    filter_form: queue.QueueFilterForm, parameters: dict[str, str]
) -> list[tuple[str, Any, int]]:
    """Find the other tabs with matching comments: URL, label and number."""
    counts = filter_form.count_by_state()
    return [(_build_tab_url(state, parameters), label, n) for state, label, n in counts]


def _build_tab_url(state: str, parameters: dict[str, str]) -> str:
    return "?" + urlencode({**parameters, "state": state})
