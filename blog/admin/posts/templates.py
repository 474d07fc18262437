"""Save posts as templates, and begin posts from them."""

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog import editing
from blog.common.audit import ChangeMessage, record_addition
from lib.parsing import parse_pk

MAX_LISTED = 200


class TemplatesAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("templates/", view(self.templates_view), name="blog_post_templates"),
            path(
                "templates/<int:pk>/new/",
                view(require_POST(self.from_template_view)),
                name="blog_post_from_template",
            ),
            path(
                "<path:object_id>/save-as-template/",
                view(require_POST(self.save_as_template_view)),
                name="blog_post_save_as_template",
            ),
            *super().get_urls(),
        ]

    def templates_view(self, request: HttpRequest) -> HttpResponse:
        """List templates by title. Four queries."""
        self._require_add(request)
        templates = editing.find_templates(signed_in(request)).order_by("title", "pk")
        editable = self.get_queryset(request).filter(is_template=True)
        context = {
            **self.admin_site.each_context(request),
            "title": _("New post from a template"),
            "opts": self.opts,
            "templates": templates.prefetch_related("authorships__user")[:MAX_LISTED],
            "editable": set(editable.order_by().values_list("pk", flat=True)),
        }
        return TemplateResponse(request, "admin/blog/post/templates.html", context)

    def from_template_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Create a post from a template, and open its form."""
        self._require_add(request)
        user = signed_in(request)
        template = get_object_or_404(editing.find_templates(user), pk=pk)
        try:
            post = editing.create_from_template(template, by=user).post
        except (editing.NotAllowed, editing.NotSaved) as refused:
            messages.error(request, str(refused))
            return redirect("admin:blog_post_templates")
        message = ChangeMessage("from_template", {"title": template.title})
        record_addition(post, by=user, message=message)
        messages.success(request, _("This draft begins with the template."))
        return redirect("admin:blog_post_change", post.pk)

    def save_as_template_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Save the stored post as a template, and open its form."""
        self._require_add(request)
        user = signed_in(request)
        post = get_object_or_404(self.get_queryset(request), pk=parse_pk(object_id) or 0)
        try:
            template = editing.save_as_template(post, by=user).post
        except (editing.NotAllowed, editing.NotSaved) as refused:
            messages.error(request, str(refused))
            return redirect("admin:blog_post_change", post.pk)
        message = ChangeMessage("template", {"title": post.title})
        record_addition(template, by=user, message=message)
        saved = _("Saved as a template. What you change here, new posts from it will have.")
        messages.success(request, saved)
        return redirect("admin:blog_post_change", template.pk)

    def _require_add(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied
