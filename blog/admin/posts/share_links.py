"""Share links of a post, at `…/share/`. The post form shows the page in a panel
(static/desk/sharing.js)."""

from typing import Any

from django.conf import settings
from django.contrib.admin.options import ModelAdmin
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import rate_limits
from accounts.models import signed_in
from blog.models import Post
from blog.notes import share_links
from blog.notes.forms import ShareLinkForm
from lib.parsing import parse_pk

# Rate limit of new links by one user.
MAX_LINKS, PERIOD_SECONDS = 60, 3600
MAX_LINKS_SHOWN = 100


class ShareLinksAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.share_view))
        name = f"blog_{self.opts.model_name}_share"
        return [path("<path:object_id>/share/", view, name=name), *super().get_urls()]

    def share_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List the links; POST with `do` creates one ('make') or revokes `link` ('revoke').

        The response is a page, not a redirect, which the panel would take for a sign-in.
        """
        post = self.get_queryset(request).filter(pk=parse_pk(object_id) or 0).first()
        if post is None or not self.has_change_permission(request, post):
            raise Http404
        form, created = ShareLinkForm(), None
        if request.method == "POST" and request.POST.get("do") == "revoke":
            self._revoke(request, post)
        elif request.method == "POST":
            form = ShareLinkForm(request.POST)
            if not form.is_valid():
                pass
            elif rate_limits.count_attempt(
                "share", str(signed_in(request).pk), MAX_LINKS, PERIOD_SECONDS
            ):
                form.add_error(None, _("You have created too many links. Try again in an hour."))
            else:
                try:
                    created = share_links.create_share_link(
                        post=post, by=signed_in(request), **form.cleaned_data
                    ).link
                    form = ShareLinkForm()
                except share_links.ShareRefused as refused:
                    form.add_error(None, str(refused))
        links = post.share_links.select_related("made_by").annotate(noted=Count("notes"))
        rows = list(links.order_by("-pk")[:MAX_LINKS_SHOWN])
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": capfirst(_("share links")),
            "opts": self.opts,
            "object": post,
            "form": form,
            "created": created,
            "live": [link for link in rows if not link.is_over],
            "ended": [link for link in rows if link.is_over],
            "site_url": settings.SITE_URL,
        }
        response = TemplateResponse(request, "admin/blog/sharing/links.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def _revoke(self, request: HttpRequest, post: Post) -> None:
        """Revoke a link of this post, or raise 404; an ended link stays unchanged."""
        link = post.share_links.filter(pk=parse_pk(request.POST.get("link")) or 0).first()
        if link is None:
            raise Http404
        share_links.revoke_share_link(link=link, by=signed_in(request))
