"""The desk of the moderators: the queue, a comment's own page, and what can be done there."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import FETCH_RAISE, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.comments import actions, queue
from blog.comments.models import Comment
from blog.comments.moderate import find_undoable
from blog.comments.refusals import CommentRefused
from blog.content.site_middleware import SiteRequest
from lib.parsing import parse_moment


class ModeratorAdmin(admin.ModelAdmin):
    """For whoever may decide about comments, and nobody else: one permission for all of it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.moderate_comments")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)


MOST_ANSWERS = 50


@admin.register(Comment)
class CommentAdmin(ModeratorAdmin):
    """Comments are written by readers and removed by a decision: there is no form here to add,
    change or delete one."""

    def get_urls(self) -> list:
        def view(of: Any) -> Any:
            return self.admin_site.admin_view(of)

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
            path("<path:object_id>/history/", view(self.history_view), name="blog_comment_history"),
        ]

    # Who may.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def require_moderator(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def page(
        self, request: HttpRequest, template: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        here = {"opts": self.opts, "here": request.get_full_path(), "states": Comment.State.choices}
        shared = self.admin_site.each_context(request)
        return render(
            request, f"admin/blog/comment/{template}", {**shared, **here, **context}, status=status
        )

    # The queue.

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What waits, those waiting longest first; or another state's, the newest first."""
        self.require_moderator(request)
        known = dict(queue.TABS)
        state = request.GET.get("state", "")
        state = state if state in known else Comment.State.WAITING
        narrowing = queue.QueueFilterForm(request.GET)
        page = queue.page(state, narrowing, request.GET)
        kept = {name: request.GET[name] for name in narrowing.asked()}
        if state != Comment.State.WAITING:
            kept = {"state": state, **kept}
        is_searched_in_vain = narrowing.asked() and not page.rows and state != queue.ALL
        newest_first = state != Comment.State.WAITING

        def leading(way: str) -> str:
            return f"?{urlencode(kept)}&{way[1:]}" if way else ""

        return self.page(
            request,
            "change_list.html",
            title=_("Comments"),
            state=state,
            tabs=[(value, label, _tab(value, kept)) for value, label in queue.TABS],
            narrowing=narrowing,
            is_narrowed=bool(narrowing.asked()),
            first="" if page.is_first else f"?{urlencode(kept)}",
            next=leading(page.older if newest_first else page.newer),
            previous=leading(page.newer if newest_first else page.older),
            rows=queue.rows(page.rows),
            opened_at=timezone.now() if state == Comment.State.WAITING else None,
            elsewhere=_elsewhere(narrowing, kept) if is_searched_in_vain else [],
            done=actions.done(request.GET.get("done", ""), signed_in(request)),
            undoable=find_undoable(by=signed_in(request)),
            words=actions.words(),
        )

    def count_new(self, request: HttpRequest) -> JsonResponse:
        """How many comments came into the queue since `since`, as `said`, '' for none."""
        self.require_moderator(request)
        since = parse_moment(request.GET.get("since"))
        if since is None or since.tzinfo is None:
            return JsonResponse({"said": ""})
        count = Comment.objects.waiting().filter(waiting_since__gt=since).count()
        message = ngettext("{} new comment", "{} new comments", count).format(count)
        return JsonResponse({"said": message if count else ""})

    def decide(self, request: HttpRequest) -> HttpResponse:
        self.require_moderator(request)
        try:
            return actions.decide(request)
        except actions.NotDecided as refusal:
            return self.comment_page(request, refusal.comment_id, problem=str(refusal))

    def reply(self, request: SiteRequest, pk: int) -> HttpResponse:
        self.require_moderator(request)
        try:
            return actions.reply(request, pk)
        except CommentRefused as refusal:
            if actions.wants_json(request):
                return actions.refused(request, str(refusal))
            return self.comment_page(request, pk, problem=str(refusal))

    # A comment's own page.

    def comment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The comment in its thread, with every decision about it."""
        self.require_moderator(request)
        return self.comment_page(request, pk)

    def comment_page(self, request: HttpRequest, pk: int, *, problem: str = "") -> HttpResponse:
        """Show a comment; with a `problem`, all that was typed into the form that was sent."""
        comment = get_object_or_404(queue.shown(), pk=pk)
        around = Q(pk__in=[*comment.path[:-1], comment.parent_id or 0]) | Q(parent=comment)
        others = Comment.objects.filter(around).defer("text").order_by("path")
        thread = list(others.fetch_mode(FETCH_RAISE)[:MOST_ANSWERS])
        taken = comment.moderation_actions.select_related("by").order_by("-at", "-pk")
        (row,) = queue.rows([comment])
        more: dict[str, Any] = {}
        if problem:
            more = {"here": actions.next_address(request), "typed": request.POST, "status": 409}
        return self.page(
            request,
            "comment.html",
            title=_("Comment by {}").format(comment.name or _("Anonymous")),
            problem=problem,
            row=row,
            thread=thread,
            is_locked=any(c.is_locked for c in [comment, *thread] if c.pk == comment.thread),
            earlier_texts=comment.earlier_texts.order_by("-replaced_at", "-pk"),
            following=Comment.objects.waiting()
            .exclude(pk=pk)
            .order_by("waiting_since", "pk")
            .values_list("pk", flat=True)
            .first(),
            moderation_actions=taken.fetch_mode(FETCH_RAISE)[:200],
            **more,
        )

    def ban_view(self, request: SiteRequest, pk: int) -> HttpResponse:
        """By what the writer of a comment is banned, whose `version` is `seen`."""
        self.require_moderator(request)
        comment = get_object_or_404(Comment.objects.select_related("user"), pk=pk)
        seen = request.POST.get("seen") or request.GET.get("seen") or comment.version
        return self.ban_page(request, [comment], {pk: seen})

    def ban_many(self, request: SiteRequest) -> HttpResponse:
        """The same for the writers of several comments, 'KEY:VERSION' as `about`."""
        self.require_moderator(request)
        seen = actions.parse_seen(request.POST.getlist("about"))
        if seen is None:
            return actions.refused(request, _("This page is out of date. Reload it."))
        chosen = Comment.objects.select_related("user").filter(pk__in=seen).order_by("pk")
        if not (comments := list(chosen)):
            return actions.refused(request, _("Select comments first."))
        return self.ban_page(request, comments, seen)

    def ban_page(
        self, request: SiteRequest, comments: list[Comment], seen: dict[int, str]
    ) -> HttpResponse:
        """The form of a ban; where it was sent, it is done."""
        is_sent = request.method == "POST" and "ask" not in request.POST
        form = actions.CommenterBanForm(comments, request.site, request.POST if is_sent else None)
        if form.is_valid():
            return actions.ban(request, comments, seen, form)
        if form.is_bound and actions.wants_json(request):
            error = " ".join(str(said) for errors in form.errors.values() for said in errors)
            return actions.refused(request, error)
        if len(comments) == 1:
            title = _("Ban commenter: {}").format(comments[0].name or _("Anonymous"))
        else:
            title = ngettext("Ban {} commenter", "Ban {} commenters", len(comments))
            title = title.format(len(comments))
        about = [f"{key}:{version}" for key, version in seen.items()]
        return self.page(request, "ban.html", title=title, about=about, form=form)

    def mark(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`pick` or `lock` as 'on' or 'off'."""
        self.require_moderator(request)
        comment = get_object_or_404(Comment, pk=pk)
        actions.mark(request, comment)
        return actions.back(request)


def _elsewhere(
    narrowing: queue.QueueFilterForm, parameters: dict[str, str]
) -> list[tuple[str, Any, int]]:
    """Where else something is found: the address of the tab, its name and how many."""
    return [(_tab(state, parameters), name, n) for state, name, n in narrowing.count_by_state()]


def _tab(state: str, kept: dict[str, str]) -> str:
    return "?" + urlencode({**kept, "state": state})
