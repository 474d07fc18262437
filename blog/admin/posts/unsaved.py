"""List the unsaved forms of a user, and discard one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import signed_in
from blog.common.formatting.dates import full_date
from blog.models import Post
from blog.planning import unsaved
from blog.revisions.autosave_models import Autosave

PER_PAGE = 50


class UnsavedAdmin(ModelAdmin):
    @property
    def _kind(self) -> str:
        return Post.Kind.PAGE if self.opts.model_name == "page" else Post.Kind.POST

    @property
    def unsaved_url(self) -> str:
        return reverse(f"admin:blog_{self.opts.model_name}_unsaved")

    def get_urls(self) -> list:
        view, name = self.admin_site.admin_view, f"blog_{self.opts.model_name}"
        discard = view(require_http_methods(["GET", "POST"])(self.discard_view))
        return [
            path("unsaved/", view(require_GET(self.unsaved_view)), name=f"{name}_unsaved"),
            path("unsaved/<uuid:form>/discard/", discard, name=f"{name}_discard"),
            *super().get_urls(),
        ]

    def unsaved_view(self, request: HttpRequest) -> HttpResponse:
        """List the user's unsaved forms and those that can still be restored. Two queries, besides
        those for the user and permissions."""
        self._require_author(request)
        forms = unsaved.find_unsaved_forms(signed_in(request), self._kind)
        page = Paginator(forms, PER_PAGE).get_page(request.GET.get("page"))
        return self._unsaved_page(
            request,
            "unsaved",
            title=_("Unsaved changes"),
            page=page,
            forms=unsaved.load_unsaved_forms(
                forms[max(page.start_index() - 1, 0) : page.end_index()]
            ),
        )

    def discard_view(self, request: HttpRequest, form: UUID) -> HttpResponse:
        """Ask for confirmation; POST discards the form."""
        self._require_author(request)
        user = signed_in(request)
        mine = unsaved.find_unsaved_forms(user, self._kind).filter(form=form)
        unsaved_form = next(iter(unsaved.load_unsaved_forms(mine)), None)
        if unsaved_form is None:
            raise Http404
        if unsaved_form.discarded_at:
            return redirect(self.unsaved_url)
        if request.method == "POST":
            Autosave.objects.discard(form, user)
            unsaved_form = unsaved.load_unsaved_forms(mine)[0]
            message = _("Discarded. You can restore it until %(date)s.") % {
                "date": full_date(unsaved_form.expires_at)
            }
            link = format_html(
                '{} <a href="{}">{}</a>', message, unsaved_form.restore_url, _("Restore")
            )
            messages.success(request, link)
            return redirect(self.unsaved_url)
        return self._unsaved_page(
            request, "discard", title=_("Discard unsaved changes?"), unsaved_form=unsaved_form
        )

    def _require_author(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _unsaved_page(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "unsaved_url": self.unsaved_url,
        }
        return TemplateResponse(request, f"admin/blog/unsaved/{name}.html", {**shared, **context})
