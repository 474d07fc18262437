"""Admin site with the project's dashboard, translations and sign-in."""

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.i18n import JavaScriptCatalog

from accounts import second_factor
from accounts.models import signed_in
from blog.checks import count_failing_checks
from blog.comments.counters import CommentDayCounter
from blog.comments.models import MODERATE_OWN_PERMISSION, Comment
from blog.comments.moderation.stats import get_comment_stats
from blog.content.site_middleware import SiteRequest
from blog.content.sources.proposals import count_pending_proposals
from blog.editing.site_settings import save_site_settings
from blog.evidence.models import QuotationCheck
from blog.models import Post, SiteSettings
from blog.planning import palette
from blog.planning.dashboard import build_dashboard
from blog.planning.entries import can_schedule
from blog.planning.first_steps import find_first_steps
from blog.planning.navigation import MAX_COUNT, build_navigation
from blog.workflow import PUBLISH_PERMISSION
from lib.autocomplete_view import CompletionView
from lib.initial_values import InitialValuesAdmin
from lib.parsing import refuse_bad_queries
from transfer.models import Import

MAX_WAITING_IMPORTS = 3


class AdminSite(admin.AdminSite):
    index_title = _("Desk")
    # Lists on phones leave it out. Django marks it safe.
    empty_value_display = '<span class="no-value">–</span>'
    enable_nav_sidebar = False  # templates/admin/desk/navigation.html has its place.

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a model, with `InitialValuesAdmin` as a base of its admin class."""
        stock = admin_class or InitialValuesAdmin
        if not issubclass(stock, InitialValuesAdmin):
            attributes = {"__module__": stock.__module__, "__doc__": stock.__doc__}
            stock = type(stock.__name__, (InitialValuesAdmin, stock), attributes)
        super().register(model_or_iterable, stock, **options)

    def get_urls(self) -> list:
        """Add the command palette, and drop Django's redirect from any object's ID to its page: it
        reveals the URL, and so the title, of other authors' drafts. The admin pages link to the
        public pages themselves."""
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        own = [
            path("search/", self.admin_view(self.palette), name="palette"),
            path(
                "first-steps/hide/",
                self.admin_view(require_POST(self.hide_first_steps)),
                name="hide_first_steps",
            ),
            path(
                "first-steps/time-zone/",
                self.admin_view(require_POST(self.set_time_zone)),
                name="set_time_zone",
            ),
        ]
        return [*own, *urls]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Wrap every admin view, to answer invalid filters and orderings with 400."""
        return super().admin_view(refuse_bad_queries(view), cacheable)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the navigation, with the numbers of what waits.

        One query for authors and moderators, three for editors, four with EVIDENCE.
        """
        name = request.site.name
        context = super().each_context(request) | {"site_header": name, "site_title": name}
        counts = self._count_waiting(request)
        context["waiting"] = counts.get("blog.comment", 0)
        # Called by the few pages that lead back to them; two queries.
        context["has_first_steps"] = lambda: bool(
            find_first_steps(cast(SiteRequest, request).site, signed_in(request))
        )
        apps = context["available_apps"]
        return context | {"navigation": build_navigation(request.path, apps, counts)}

    def _count_waiting(self, request: HttpRequest) -> dict[str, int]:
        """Count what waits for the person, by keys of the navigation."""
        counts = {}
        user = request.user
        if user.has_perm("blog.moderate_comments"):
            waiting = CommentDayCounter.objects.count_in_state(Comment.State.WAITING)
            counts["blog.comment"] = waiting
        elif user.has_perm(MODERATE_OWN_PERMISSION):
            counts["blog.comment"] = Comment.objects.waiting().moderated_by(user).count()
        if user.has_perm(PUBLISH_PERMISSION):
            counts["blog.post"] = Post.objects.filter(status=Post.Status.REVIEW).count()
        if user.has_perm("blog.edit_all"):
            counts["blog.source"] = count_pending_proposals()
            if settings.EVIDENCE:
                findings = QuotationCheck.objects.findings().order_by("-since", "-pk")
                counts["blog.quotationcheck"] = findings[: MAX_COUNT + 1].count()
        return counts

    def palette(self, request: HttpRequest) -> HttpResponse:
        """Show the results of the command palette, alone with `fragment` in the query."""
        context = self.each_context(request)
        query = request.GET.get("q", "")
        context["groups"] = palette.search(request, context["navigation"], query)
        context |= {"title": gettext("Search the desk"), "query": query}
        is_fragment = "fragment" in request.GET
        template = "admin/desk/palette_results.html" if is_fragment else "admin/desk/palette.html"
        return TemplateResponse(request, template, context)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Add the user's dashboard: posts, failing checks and comment moderation."""
        is_moderator = request.user.has_perm("blog.moderate_comments")
        stats = get_comment_stats() if is_moderator else None
        user = signed_in(request)
        failing_posts = count_failing_checks(user) if user.has_perm("blog.change_post") else None
        context: dict[str, Any] = {
            "comments": stats,
            "failing": failing_posts,
            "front": build_dashboard(user),
            "first_steps": find_first_steps(cast(SiteRequest, request).site, user),
        }
        context["can_schedule"] = can_schedule(user)
        if user.has_perm("transfer.change_import"):  # One query.
            context["waiting_imports"] = Import.objects.waiting().select_related("origin")[
                :MAX_WAITING_IMPORTS
            ]
        return super().index(request, {**context, **(extra_context or {})})

    def hide_first_steps(self, request: HttpRequest) -> HttpResponse:
        """Hide the first steps of the site for everybody who saw them."""
        if not request.user.has_perm("blog.change_sitesettings"):
            raise PermissionDenied
        save_site_settings(fields={"hides_first_steps": True})
        messages.success(request, gettext("The first steps are hidden."))
        return redirect("admin:index")

    def set_time_zone(self, request: HttpRequest) -> HttpResponse:
        """Set the time zone of the site, which a browser named; an unknown one changes nothing."""
        if not request.user.has_perm("blog.change_sitesettings"):
            raise PermissionDenied
        zone = request.POST.get("time_zone", "")
        try:
            SiteSettings._meta.get_field("time_zone").clean(zone, None)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            save_site_settings(fields={"time_zone": zone})
            messages.success(request, gettext("The time zone of the site is %s.") % zone)
        return redirect("admin:index")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast(HttpResponse, CompletionView.as_view(admin_site=self)(request))

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """Redirect Django's list of one app to the desk: the menu has its lists."""
        return redirect("admin:index")

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Serve the translations of all apps; Django's admin serves only its own. No query."""
        return cast(HttpResponse, JavaScriptCatalog.as_view()(request))

    def has_permission(self, request: HttpRequest) -> bool:
        """Require a second factor for all admin views, the editor's API included."""
        return super().has_permission(request) and not second_factor.is_missing(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirect to the site's own sign-in, or to the setup of a missing second factor."""
        if request.user.is_staff and second_factor.is_missing(request):
            message = gettext("Set up two-step sign-in to open the desk.")
            messages.warning(request, message)
            return redirect("mfa_index")
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
