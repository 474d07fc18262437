"""The admin site: the stock one with the project's words, behind the project's sign-in."""

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from accounts import second_factor
from accounts.models import signed_in
from blog.checks import count_failing_checks
from blog.comments.counters import CommentDayCounter
from blog.comments.models import Comment
from blog.comments.moderation.stats import get_comment_stats
from blog.planning.dashboard import build_dashboard
from blog.planning.entries import can_schedule
from lib.initial_values import InitialValuesAdmin
from lib.parsing import refuse_bad_queries


class AdminSite(admin.AdminSite):
    index_title = _("Desk")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register as Django does, with the desk's reading of initial values before the class."""
        stock = admin_class or InitialValuesAdmin
        if not issubclass(stock, InitialValuesAdmin):
            attributes = {"__module__": stock.__module__, "__doc__": stock.__doc__}
            stock = type(stock.__name__, (InitialValuesAdmin, stock), attributes)
        super().register(model_or_iterable, stock, **options)

    def get_urls(self) -> list:
        """Without the stock redirect from any row's id to its page: it tells whoever may sign in
        the address, and so the title, of other authors' drafts. Each page has a link of its own."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Around every page of the desk. Lists take their filters and orderings from the query
        string, Django's own and ours: what is wrong with it is answered here, once for all."""
        return super().admin_view(refuse_bad_queries(view), cacheable)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """A query more for whoever moderates: how many comments wait, beside the list's name."""
        name = request.site.name
        context = super().each_context(request) | {"site_header": name, "site_title": name}
        if request.user.has_perm("blog.moderate_comments"):
            context["waiting"] = CommentDayCounter.objects.count_in_state(Comment.State.WAITING)
            models = [model for app in context["available_apps"] for model in app["models"]]
            for model in models:
                if model["model"] is Comment and context["waiting"]:
                    model["name"] = f"{model['name']} ({context['waiting']})"
        return context

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """With what waits for this person: as whoever writes, what their checks find included, and
        as whoever moderates comments."""
        moderates = request.user.has_perm("blog.moderate_comments")
        shown = get_comment_stats() if moderates else None
        user = signed_in(request)
        failing_posts = count_failing_checks(user) if user.has_perm("blog.change_post") else None
        context: dict[str, Any] = {
            "comments": shown,
            "failing": failing_posts,
            "front": build_dashboard(user),
        }
        context["can_schedule"] = can_schedule(user)
        return super().index(request, {**context, **(extra_context or {})})

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Its scripts' words and ours; the stock site would give its own alone. No query."""
        return cast(HttpResponse, JavaScriptCatalog.as_view()(request))

    def has_permission(self, request: HttpRequest) -> bool:
        """Asked before every page of the desk, what answers the editor included. Whoever has none
        is sent to `login`."""
        return super().has_permission(request) and not second_factor.is_missing(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The site's own sign-in; who is signed in and lacks a second factor sets one up."""
        if request.user.is_staff and second_factor.is_missing(request):
            message = gettext("Set up two-step sign-in to open the desk.")
            messages.warning(request, message)
            return redirect("mfa_index")
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
