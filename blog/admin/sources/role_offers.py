"""Roles that attributions name, offered on the admin page of their source."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog.content.sources.role_offers import find_role_offers
from blog.editing.tenures import add_offered_role
from blog.models import Source


class RoleOffersAdmin(ModelAdmin):
    """Whoever may change a source may add the roles that are offered for it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.add_role_view))
        return [path("<int:pk>/roles/", view, name="blog_source_add_role"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        source = kwargs.get("obj")
        if source is not None and self.has_change_permission(request, source):
            context["role_offers"] = find_role_offers(source)
        return super().render_change_form(request, context, *args, **kwargs)

    def add_role_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = Source.objects.filter(pk=pk).first()
        if source is None:
            raise Http404
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        tenure = add_offered_role(source=source, offer_key=request.POST.get("offer", ""))
        if tenure is None:
            messages.error(
                request, _("Nothing was changed, because this role is not offered any more.")
            )
        else:
            self.log_change(
                request,
                source,
                [{"added": {"name": tenure._meta.verbose_name_raw, "object": str(tenure)}}],
            )
            message = _("Added the role “%(role)s”. Change its dates or delete it below.")
            messages.success(request, message % {"role": tenure})
        return redirect("admin:blog_source_change", pk)
