"""The check panel of the post form: checks of the current content and of its links."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from blog import checks
from blog.checks import CheckInput, Finding
from blog.checks.link_tasks import check_due_links
from blog.checks.models import CheckOverride, FindingCount, Link
from blog.common import markup
from blog.common.formatting.dates import full_date
from blog.content import document
from blog.models import Post
from blog.workflow import can_publish
from lib.parsing import parse_json_body, parse_pk

MAX_FIELD_LENGTH = 2_000_000


class CheckFilter(admin.SimpleListFilter):
    """Filter by the stored check results of published posts."""

    title = _("failing check")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(checks.NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        counts = FindingCount.objects.filter(post=OuterRef("pk"), code=self.value())
        return queryset.filter(Exists(counts), status=Post.Status.PUBLISHED)


class ChecksAdmin(ModelAdmin):
    def get_urls(self) -> list:
        name = f"blog_{self.opts.model_name}"
        checks_view = self.admin_site.admin_view(require_POST(self.checks_view))
        links_view = self.admin_site.admin_view(require_POST(self.links_view))
        return [
            path("checks/", checks_view, name=f"{name}_checks"),
            path("checks/links/", links_view, name=f"{name}_checks_links"),
            *super().get_urls(),
        ]

    def checks_view(self, request: HttpRequest) -> HttpResponse:
        """Check the form. JSON in: `post` and the fields of the form. JSON out: `open` and
        `overridden` findings, the number of `links`, and how many of them are `waiting` for a
        check. At most nine queries, whatever the length of the post."""
        post, content = self._parse(request)
        findings = checks.run(content, post, request.user)
        results = checks.apply_overrides(findings, post)
        urls = checks.get_external_urls(content)
        waiting = Link.objects.pending().filter(url__in=urls)
        return JsonResponse(
            {
                "open": [_finding_json(finding) for finding in results.open],
                "overridden": [
                    _finding_json(finding) | _override_json(override)
                    for finding, override in results.overridden
                ],
                "links": len(urls),
                "waiting": waiting.count() if urls else 0,
            }
        )

    def links_view(self, request: HttpRequest) -> HttpResponse:
        """Enqueue a check of the links now, with the same JSON in. Three queries and a task."""
        _post, content = self._parse(request)
        checks.enqueue_links(checks.get_external_urls(content))
        check_due_links.enqueue()
        return JsonResponse({})

    def _parse(self, request: HttpRequest) -> tuple[Post, CheckInput]:
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            data = parse_json_body(request)
            values = {
                name: markup.clean_text(str(data.get(name) or ""))[:MAX_FIELD_LENGTH]
                for name in ("title", "summary", "labels", "language", "document")
            }
            key = parse_pk(str(data.get("post") or ""))
        except (ValueError, AttributeError) as error:
            raise BadRequest("no such JSON") from error
        post = self.get_queryset(request).filter(pk=key).first() if key else None
        post = post or self.model()
        post.language = values["language"] or post.language
        names = [name for name in values["labels"].split(",") if name.strip()]
        labels = names if self.opts.model_name == "post" else None
        nodes = document.parse(values["document"])
        document.update_credits(nodes, post, request.user)
        return post, CheckInput(nodes, values["title"], values["summary"], labels, post.language)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        post = context.get("original")
        name = f"admin:blog_{self.opts.model_name}_checks"
        context["checks"] = {
            "address": reverse(name),
            "links": reverse(f"{name}_links"),
            "post": post.pk if post else None,
            "can_override": can_publish(post or self.model(), request.user),
            "longest": checks.MAX_REASON_LENGTH,
        }
        form = context["adminform"].form
        context["warnings"] = [_finding_json(finding) for finding in form.warnings]
        confirmed = request.POST.get("warned", "").split() if form.warnings else []
        keys = [*confirmed, *(finding.key for finding in form.warnings)]
        context["warning_keys"] = " ".join(dict.fromkeys(keys))
        context["requested_kind"] = form.requested_kind
        return super().render_change_form(request, context, *args, **kwargs)


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding.key,
        "name": str(checks.NAMES[finding.code]),
        "blocks": finding.is_blocking,
        "can_override": finding.can_override,
        "message": finding.message,
        "excerpt": finding.excerpt,
        "element_index": finding.element_index,
        "part": finding.part,
        "split": finding.split,
        "elsewhere": [
            {"title": other.title, "address": other.url, "difference": other.difference}
            for other in finding.other_quotations
        ],
    }


def _override_json(override: CheckOverride) -> dict[str, str]:
    when = full_date(override.created_at)
    who = str(override.by or gettext("Somebody"))
    return {"reason": override.reason, "who": who, "when": when}
