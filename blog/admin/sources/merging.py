"""Admin pages to merge, split and rename sources, with a preview, and to undo that."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.sources.forms import (
    QuotationFilterForm,
    ReasonForm,
    RenameForm,
    SplitTargetForm,
)
from blog.admin.sources.previews import describe_merge, describe_rename, describe_split
from blog.content.sources import proposals
from blog.content.sources.background import (
    can_change_all_sources,
    find_tasks,
    list_changes,
    list_recent_tasks,
    start_merge,
    start_rename,
    start_split,
    start_undo,
)
from blog.content.sources.merging import MAX_MERGED_SOURCES, preview_merge
from blog.content.sources.recording import (
    CannotUndo,
    SourceConflict,
    get_path,
)
from blog.content.sources.splitting import MAX_CHOSEN_QUOTATIONS, find_matching_quotations
from blog.models import Source, SourceChange, SourceCounter
from lib.parsing import parse_pk

MAX_CHANGES_LISTED = 100


class SourceChangesAdmin(ModelAdmin):
    """Merge, split and rename for editors; others can propose it on the same pages."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge_view), name="blog_source_merge"),
            path("<int:pk>/split/", view(self.split_view), name="blog_source_split"),
            path("<int:pk>/rename/", view(self.rename_view), name="blog_source_rename"),
            path("changes/", view(self.changes_view), name="blog_source_changes"),
            path(
                "changes/<int:pk>/undo/",
                view(require_POST(self.undo_view)),
                name="blog_source_undo",
            ),
            *super().get_urls(),
        ]

    def can_decide(self, request: HttpRequest) -> bool:
        """Return whether a user may change all sources. Others can propose changes."""
        return can_change_all_sources(signed_in(request))

    @admin.action(description=gettext_lazy("Merge…"), permissions=["change"])
    def merge(self, request: HttpRequest, sources: QuerySet) -> HttpResponse | None:
        keys = sources.values_list("pk", flat=True)[: MAX_MERGED_SOURCES + 1]
        return redirect(f"{reverse('admin:blog_source_merge')}?sources={','.join(map(str, keys))}")

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Preview the merge of `?sources=ID,ID` into the one that a POST names, then do it."""
        self._require_proposer(request)
        parts = request.GET.get("sources", "").split(",")[: MAX_MERGED_SOURCES + 1]
        selected: QuerySet[Any] = Source.objects.filter(
            pk__in=[k for k in map(parse_pk, parts) if k]
        )
        count = SourceCounter.objects.count_subquery("source")
        ordered = selected.annotate(quotation_count=count).order_by("-quotation_count", "pk")
        sources = list(ordered)
        if not 2 <= len(sources) <= MAX_MERGED_SOURCES:
            message = _("Select between two and %(most)d sources, then choose “Merge…”.")
            messages.warning(request, message % {"most": MAX_MERGED_SOURCES})
            return redirect("admin:blog_source_changelist")
        chosen = parse_pk(request.POST.get("into"))
        into = next((source for source in sources if source.pk == chosen), sources[0])
        # Only what the page has said may happen.
        if request.POST.get("previewed") == str(into.pk) and "preview" not in request.POST:
            return self._carry_out(
                request,
                lambda: start_merge(sources=sources, into=into, by=signed_in(request)),
                lambda reason: proposals.propose_merge(
                    sources=sources, into=into, reason=reason, by=signed_in(request)
                ),
            )
        preview = preview_merge(sources, into)
        return self.render_source_page(
            request,
            "merge",
            _("Merge sources"),
            sources=[(each, get_path(each)) for each in sources],
            tasks=find_tasks([each.pk for each in sources]),
            into=into,
            preview=preview,
            effects=list(describe_merge(preview)),
            can_decide=self.can_decide(request),
            reason_form=ReasonForm(),
        )

    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the quotations that match a filter; preview their move to another source; move."""
        source = self._get_source(request, pk)
        values = request.POST or request.GET
        filters = QuotationFilterForm(values)
        keys = [key for key in map(parse_pk, values.getlist("quotation")) if key]
        chosen = tuple(keys[:MAX_CHOSEN_QUOTATIONS])
        target = SplitTargetForm(
            request.POST or None, initial={"name": source.name, "kind": source.kind}
        )
        is_filtered = filters.is_valid()
        if request.method == "POST" and is_filtered and target.is_valid():
            return self._split(request, source, filters, chosen, target)
        context: dict[str, Any] = {}
        if is_filtered:
            matching = find_matching_quotations(source, filters.get_filter())
            context = {
                "count": matching.count,
                "quotations": matching.load(MAX_CHOSEN_QUOTATIONS),
            }
        return self.render_source_page(
            request,
            "split",
            self._get_split_title(request, source),
            source=source,
            filters=filters,
            target=target,
            chosen=chosen,
            tasks=find_tasks([source.pk]),
            can_decide=self.can_decide(request),
            **context,
        )

    def _split(
        self,
        request: HttpRequest,
        source: Source,
        filters: QuotationFilterForm,
        chosen: tuple[int, ...],
        target: SplitTargetForm,
    ) -> HttpResponse:
        is_all = "all" in request.POST
        quotations = filters.get_filter(() if is_all else chosen)
        fields, by = target.get_values(), signed_in(request)
        into = target.find_source()
        matching = find_matching_quotations(source, quotations)
        refusal = ""
        if into == source:
            refusal = _("This is the source that you split. Enter another name or affiliation.")
        elif not (chosen or is_all):
            refusal = _("Tick the quotations to move, or choose “Move all”.")
        elif not matching.count:
            refusal = _("No quotation matches. Change the filter.")
        if refusal:
            messages.error(request, refusal)
            return redirect(request.get_full_path())
        if "confirmed" in request.POST:
            return self._carry_out(
                request,
                lambda: start_split(
                    source=source, quotations=quotations, into=into, fields=fields, by=by
                ),
                lambda reason: proposals.propose_split(
                    source=source,
                    quotations=quotations,
                    into=into,
                    fields=fields,
                    reason=reason,
                    by=by,
                ),
            )
        name = str(Source(name=fields["name"], affiliation=fields["affiliation"]))
        return self.render_source_page(
            request,
            "confirm",
            self._get_split_title(request, source),
            source=source,
            hidden_forms=[filters, target],
            chosen=() if is_all else chosen,
            effects=list(describe_split(matching, source, into, name)),
            can_decide=self.can_decide(request),
            reason_form=ReasonForm(),
            action=_("Split"),
        )

    def _get_split_title(self, request: HttpRequest, source: Source) -> str:
        can_decide = self.can_decide(request)
        title = _("Split “%(source)s”") if can_decide else _("Propose to split “%(source)s”")
        return title % {"source": source}

    def rename_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, what it will do, and do it."""
        source = self._get_source(request, pk)
        stored, by = Source.objects.get(pk=pk), signed_in(request)
        form = RenameForm(request.POST or None, instance=source)
        can_decide = self.can_decide(request)
        title = _("Rename “%(source)s”") if can_decide else _("Propose a new name for “%(source)s”")
        title %= {"source": stored}
        if not (request.method == "POST" and form.is_valid()):
            context = {"source": stored, "form": form, "can_decide": can_decide}
            return self.render_source_page(request, "rename", title, **context)
        fields, former_name = form.get_values(), form.cleaned_data["former_name"]
        if "confirmed" in request.POST:
            return self._carry_out(
                request,
                lambda: start_rename(source=stored, by=by, former_name=former_name, fields=fields),
                lambda reason: proposals.propose_rename(
                    source=stored, fields=fields, former_name=former_name, reason=reason, by=by
                ),
            )
        return self.render_source_page(
            request,
            "confirm",
            title,
            source=stored,
            hidden_forms=[form],
            effects=list(describe_rename(stored, fields, former_name)),
            can_decide=can_decide,
            reason_form=ReasonForm(),
            action=_("Rename"),
        )

    def _carry_out(self, request: HttpRequest, operation: Any, propose: Any) -> HttpResponse:
        """Run an operation for an editor; propose it for others."""
        if not self.can_decide(request) or "propose" in request.POST:
            form = ReasonForm(request.POST)
            propose(form.cleaned_data["reason"] if form.is_valid() else "")
            messages.success(request, _("Proposed. An editor will decide."))
            return redirect("admin:blog_source_proposals")
        try:
            messages.success(request, operation())
        except SourceConflict as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())
        except IntegrityError:
            messages.error(
                request,
                _("Nothing was changed, because another source has this name or address by now."),
            )
            return redirect(request.get_full_path())
        return redirect("admin:blog_source_changes")

    def changes_view(self, request: HttpRequest) -> HttpResponse:
        self.require_decider(request)
        return self.render_source_page(
            request,
            "changes",
            _("Source history"),
            changes=list_changes(MAX_CHANGES_LISTED),
            tasks=list_recent_tasks(),
            can_decide=True,
        )

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.require_decider(request)
        change = SourceChange.objects.defer("before", "after").filter(pk=pk).first()
        if change is None:
            raise Http404
        try:
            messages.success(request, start_undo(change=change, by=signed_in(request)))
        except CannotUndo as refused:
            messages.error(request, str(refused))
        return redirect("admin:blog_source_changes")

    def _get_source(self, request: HttpRequest, pk: int) -> Source:
        self._require_proposer(request)
        source = Source.objects.filter(pk=pk).first()
        if source is None:
            raise Http404
        return source

    def _require_proposer(self, request: HttpRequest) -> None:
        if not request.user.has_perm("blog.change_source"):
            raise PermissionDenied

    def require_decider(self, request: HttpRequest) -> None:
        if not self.can_decide(request):
            raise PermissionDenied

    def render_source_page(
        self, request: HttpRequest, name: str, title: str, **context: Any
    ) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/blog/sources/{name}.html", shared | context)
