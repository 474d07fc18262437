"""The calendar and the board, and the moves of posts on them.

A move responds with JSON to `Accept: application/json`, otherwise with a redirect to its page.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import signed_in
from blog.admin.comments.actions import wants_json
from blog.common import markup
from blog.common.audit import record_change
from blog.content.site_middleware import SiteRequest
from blog.models import Post
from blog.planning import board_moves, calendar_moves, entries
from blog.planning.board import build_board
from blog.planning.calendar import build_calendar, find_nearby_posts
from blog.planning.months import Month
from lib.parsing import parse_pk


class PlanningAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("calendar/", view(require_GET(self.calendar_view)), name="blog_post_calendar"),
            path("calendar/move/", view(require_POST(self.move_view)), name="blog_post_move"),
            path("board/", view(require_GET(self.board_view)), name="blog_post_board"),
            path(
                "board/move/", view(require_POST(self.move_card_view)), name="blog_post_move_card"
            ),
            *super().get_urls(),
        ]

    # The calendar.

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """Show the month of `?month=2026-11`, or the current one.

        `moved` and `from` describe the last move, to offer its undo. Three queries, and one for the
        moved post, besides those for the user and permissions.
        """
        self._require_author(request)
        parameter = request.GET.get("month", "")
        current = Month.from_date(timezone.localdate())
        month = Month.parse(parameter) if parameter else current
        if month is None:
            message = _(
                "The calendar has no month “%(month)s”. The current month is shown instead."
            )
            messages.warning(request, message % {"month": parameter[:20]})
            month = current
        user = signed_in(request)
        days = build_calendar(user, month)
        is_empty = not any(day.entries for day in days)
        return self._render(
            request,
            "calendar",
            title=_("Calendar"),
            month=month,
            current=current,
            days=days,
            move_url=reverse("admin:blog_post_move"),
            is_empty=is_empty,
            nearby=find_nearby_posts(user, month, is_empty=is_empty),
            last_move=self._last_move(request),
        )

    def move_view(self, request: HttpRequest) -> HttpResponse:
        """Move `post` to the day or time `to`.

        `seen` is the post's version on the page; `confirmed` is required for published posts.
        JSON: `message`, and `undo` with the fields of the reverse move; or `error`; or `question`
        if it has to be confirmed.
        """
        if not (self.has_change_permission(request) and entries.can_schedule(request.user)):
            raise PermissionDenied
        data = request.POST
        to = calendar_moves.parse_target(data.get("to"))
        key, seen = parse_pk(data.get("post")), data.get("seen", "")
        confirmed = "confirmed" in data
        user = signed_in(request)
        try:
            if to is None or key is None:
                raise calendar_moves.MoveRefused(_("Choose a day first."))
            moved = calendar_moves.move_post(
                by=user, key=key, to=to, seen=seen, confirmed=confirmed
            )
        except Post.DoesNotExist as gone:
            raise Http404 from gone
        except calendar_moves.MoveRefused as refused:
            return self._refuse(request, refused, self._month_url(request))
        post, before = moved.post, moved.previous_time
        record_change(post, by=user, message=calendar_moves.build_change_message(post))
        undo = {"post": post.pk, "to": before.isoformat(), "seen": entries.get_version_token(post)}
        if confirmed:
            undo["confirmed"] = "on"
        if wants_json(request):
            return JsonResponse({"message": calendar_moves.get_message(post), "undo": undo})
        return redirect(self._month_url(request, moved=post.pk, **{"from": before.isoformat()}))

    def _month_url(self, request: HttpRequest, **move: Any) -> str:
        """Return the URL of the form's month, with the parameters of a move."""
        month = Month.parse(request.POST.get("month", ""))
        query = {"month": str(month)} if month else {}
        return f"{reverse('admin:blog_post_calendar')}?{urlencode(query | move)}"

    def _last_move(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return the moved post, even if it is outside the month, and its former date."""
        key, before = parse_pk(request.GET.get("moved")), request.GET.get("from", "")
        if key is None or calendar_moves.parse_target(before) is None:
            return None
        mine = Post.objects.editable_by(signed_in(request)).exclude(published_at=None)
        post = entries.only_entry_fields(mine).filter(pk=key).first()
        if post is None:
            return None
        entries.load_bylines([post])
        return {
            "entry": entries.Entry(post),
            "message": calendar_moves.get_message(post),
            "before": before,
        }

    # The board.

    def board_view(self, request: SiteRequest) -> HttpResponse:
        """Show the board. Six queries, besides those for the user and permissions."""
        self._require_author(request)
        columns = build_board(signed_in(request), request.site.approval_required)
        return self._render(
            request,
            "board",
            title=_("Board"),
            columns=columns,
            is_empty=not any(column.cards for column in columns),
            is_movable=any(card.targets for column in columns for card in column.cards),
        )

    def move_card_view(self, request: HttpRequest) -> HttpResponse:
        """Move `post` to the column with the key `to`.

        `seen` is the post's version on the card; some transitions require `reason` and
        `schedule_at`; changes that readers notice require `confirmed`. JSON as for `move_view`.
        """
        self._require_author(request)
        data = request.POST
        to, key, user = data.get("to", ""), parse_pk(data.get("post")), signed_in(request)
        board_url = reverse("admin:blog_post_board")
        try:
            if not to or key is None:
                raise calendar_moves.MoveRefused(_("Choose a column first."))
            moved = board_moves.move_card(
                by=user,
                key=key,
                to=to,
                seen=data.get("seen", ""),
                reason=markup.clean_text(data.get("reason", "")).strip(),
                publish_at=board_moves.parse_time(data.get("schedule_at", "")),
                confirmed="confirmed" in data,
            )
        except Post.DoesNotExist as gone:
            raise Http404 from gone
        except calendar_moves.MoveRefused as refused:
            return self._refuse(request, refused, board_url)
        message = board_moves.get_message(moved.post, to)
        record_change(moved.post, by=user, message=board_moves.build_change_message(to))
        if wants_json(request):
            return JsonResponse({"message": message})
        messages.success(request, message)
        return redirect(board_url)

    # Shared by both.

    def _refuse(
        self, request: HttpRequest, refused: calendar_moves.MoveRefused, back: str
    ) -> HttpResponse:
        if wants_json(request):
            key = (
                "question" if isinstance(refused, calendar_moves.ConfirmationRequired) else "error"
            )
            return JsonResponse({key: str(refused)}, status=409)
        if isinstance(refused, calendar_moves.ConfirmationRequired):
            return self._confirm(request, refused, back)
        messages.error(request, str(refused))
        return redirect(back)

    def _confirm(
        self, request: HttpRequest, required: calendar_moves.ConfirmationRequired, back: str
    ) -> HttpResponse:
        """Without JavaScript: show the same form again with a button that confirms the move."""
        fields = [(k, v) for k, v in request.POST.items() if k not in {"csrfmiddlewaretoken"}]
        return self._render(
            request,
            "confirm",
            title=_("Are you sure?"),
            question=str(required),
            answer=required.answer,
            fields=fields,
            back=back,
        )

    def _require_author(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _render(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "can_schedule": entries.can_schedule(request.user),
            "script_messages": entries.get_script_messages(),
            "zone": timezone.get_current_timezone_name(),
            "list_url": reverse("admin:blog_post_changelist"),
        }
        return TemplateResponse(request, f"admin/planning/{name}.html", {**shared, **context})
