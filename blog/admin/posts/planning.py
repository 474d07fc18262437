"""Posts over time and by state: the calendar, the board, and what is moved in them.

With `Accept: application/json` a move is answered as JSON, else by the page that it was sent from.
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
from blog.content.site_middleware import SiteRequest
from blog.models import Post
from blog.planning import board_moves, calendar_moves, entries
from blog.planning.board import build_board
from blog.planning.calendar import build_calendar
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
        """`?month=2026-11`, else the present one; `moved` and `from` are what `move_view` did, to
        offer the way back. Two queries, and one for what was moved, besides those that ask who is
        there."""
        self._require_author(request)
        asked = request.GET.get("month", "")
        here = Month.from_date(timezone.localdate())
        month = Month.parse(asked) if asked else here
        if month is None:
            told = _("The calendar has no month “%(month)s”. The current month is shown instead.")
            messages.warning(request, told % {"month": asked[:20]})
            month = here
        days = build_calendar(signed_in(request), month)
        return self._page(
            request,
            "calendar",
            title=_("Calendar"),
            month=month,
            present=here,
            days=days,
            move_url=reverse("admin:blog_post_move"),
            is_empty=not any(day.entries for day in days),
            done=self._done(request),
        )

    def move_view(self, request: HttpRequest) -> HttpResponse:
        """`post`, `to` as a day or a moment, `seen` as the page had it, `confirmed` for what is
        out. JSON: `said`, and `undo` with the fields that take it back; or `error`, and `question`
        where it has to be confirmed."""
        if not (self.has_change_permission(request) and entries.can_schedule(request.user)):
            raise PermissionDenied
        given = request.POST
        to = calendar_moves.parse_target(given.get("to"))
        key, seen = parse_pk(given.get("post")), given.get("seen", "")
        confirmed = "confirmed" in given
        try:
            if to is None or key is None:
                raise calendar_moves.MoveRefused(_("Choose a day first."))
            user = signed_in(request)
            moved = calendar_moves.move_post(
                by=user, key=key, to=to, seen=seen, confirmed=confirmed
            )
        except Post.DoesNotExist as gone:
            raise Http404 from gone
        except calendar_moves.MoveRefused as refused:
            return self._refused(request, refused, self._back(request))
        post, before = moved.post, moved.previous_time
        self.log_change(request, post, calendar_moves.get_message(post))
        undo = {"post": post.pk, "to": before.isoformat(), "seen": entries.get_version_token(post)}
        if confirmed:
            undo["confirmed"] = "on"
        if wants_json(request):
            return JsonResponse({"said": calendar_moves.get_message(post), "undo": undo})
        return redirect(self._back(request, moved=post.pk, **{"from": before.isoformat()}))

    def _back(self, request: HttpRequest, **done: Any) -> str:
        """The month that the form names."""
        month = Month.parse(request.POST.get("month", ""))
        query = {"month": str(month)} if month else {}
        return f"{reverse('admin:blog_post_calendar')}?{urlencode(query | done)}"

    def _done(self, request: HttpRequest) -> dict[str, Any] | None:
        """What was just moved, shown or not, if its former moment is one."""
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
            "said": calendar_moves.get_message(post),
            "before": before,
        }

    # The board.

    def board_view(self, request: SiteRequest) -> HttpResponse:
        """Six queries, besides those that ask who is there."""
        self._require_author(request)
        columns = build_board(signed_in(request), request.site.approval_required)
        return self._page(
            request,
            "board",
            title=_("Board"),
            columns=columns,
            is_empty=not any(column.cards for column in columns),
        )

    def move_card_view(self, request: HttpRequest) -> HttpResponse:
        """`post`, `to` as the column's key, `seen` as the card had it, `words` and `at` where the
        transition asks for them, `confirmed` for what readers notice. JSON as for `move_view`."""
        self._require_author(request)
        given = request.POST
        to, key = given.get("to", ""), parse_pk(given.get("post"))
        here = reverse("admin:blog_post_board")
        try:
            if not to or key is None:
                raise calendar_moves.MoveRefused(_("Choose a column first."))
            moved = board_moves.move_card(
                by=signed_in(request),
                key=key,
                to=to,
                seen=given.get("seen", ""),
                reason=markup.clean_text(given.get("words", "")).strip(),
                publish_at=board_moves.parse_time(given.get("at", "")),
                confirmed="confirmed" in given,
            )
        except Post.DoesNotExist as gone:
            raise Http404 from gone
        except calendar_moves.MoveRefused as refused:
            return self._refused(request, refused, here)
        said = board_moves.get_message(moved.post, to)
        self.log_change(request, moved.post, said)
        if wants_json(request):
            return JsonResponse({"said": said})
        messages.success(request, said)
        return redirect(here)

    # Both.

    def _refused(
        self, request: HttpRequest, refused: calendar_moves.MoveRefused, back: str
    ) -> HttpResponse:
        if wants_json(request):
            told = (
                "question" if isinstance(refused, calendar_moves.ConfirmationRequired) else "error"
            )
            return JsonResponse({told: str(refused)}, status=409)
        if isinstance(refused, calendar_moves.ConfirmationRequired):
            return self._ask(request, str(refused), back)
        messages.error(request, str(refused))
        return redirect(back)

    def _ask(self, request: HttpRequest, question: str, back: str) -> HttpResponse:
        """Without script: the same form again, with a button that confirms it."""
        fields = [(k, v) for k, v in request.POST.items() if k not in {"csrfmiddlewaretoken"}]
        return self._page(
            request,
            "confirm",
            title=_("Are you sure?"),
            question=question,
            fields=fields,
            back=back,
        )

    def _require_author(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "can_schedule": entries.can_schedule(request.user),
            "words": entries.get_script_messages(),
            "zone": timezone.get_current_timezone_name(),
            "list_url": reverse("admin:blog_post_changelist"),
        }
        return TemplateResponse(request, f"admin/planning/{name}.html", {**shared, **context})
