"""Admin pages of proposals for sources, and of sources that may be the same."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.sources.merging import SourceChangesAdmin
from blog.content.sources import duplicates, proposals
from blog.models import DifferentSources, Source, SourceAction, SourceProposal
from lib.parsing import parse_pk

MAX_DECIDED_LISTED = 20
MAX_PENDING_LISTED = 100
MAX_DIFFERENT_LISTED = 50
GROUPS_PER_PAGE = 50


def _get_preview_url(proposal: SourceProposal) -> str:
    """Return the page that says what a proposed merge will do, or lists what a split will move."""
    keys = [source.pk for source in proposals.load_proposed_sources(proposal)]
    if proposal.kind == SourceAction.MERGE:
        return f"{reverse('admin:blog_source_merge')}?sources={','.join(map(str, keys))}"
    if proposal.kind == SourceAction.SPLIT:
        quotations = proposal.arguments["quotations"]
        query = urlencode({name: value for name, value in quotations.items() if name != "keys"})
        keys_query = urlencode({"quotation": quotations.get("keys", [])}, doseq=True)
        return f"{reverse('admin:blog_source_split', args=[keys[0]])}?{query}&{keys_query}"
    return ""


class SourceProposalsAdmin(SourceChangesAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view

        def post_path(route: str, handler: Callable, name: str) -> URLPattern:
            return path(route, view(require_POST(handler)), name=f"blog_source_{name}")

        return [
            path("proposals/", view(self.proposals_view), name="blog_source_proposals"),
            post_path("proposals/<int:pk>/accept/", self.accept_view, "accept"),
            post_path("proposals/<int:pk>/decline/", self.decline_view, "decline"),
            path("duplicates/", view(self.duplicates_view), name="blog_source_duplicates"),
            post_path("duplicates/different/", self.different_view, "different"),
            post_path("duplicates/different/undo/", self.undo_different_view, "undo_different"),
            *super().get_urls(),
        ]

    def proposals_view(self, request: HttpRequest) -> HttpResponse:
        """List all proposals for editors, and to others their own."""
        self._require_proposer(request)
        can_decide = self.can_decide(request)
        listed = SourceProposal.objects.select_related("by", "decided_by")
        if not can_decide:
            listed = listed.filter(by=signed_in(request))
        pending = list(listed.filter(decided_at=None).order_by("pk")[:MAX_PENDING_LISTED])
        decided = listed.exclude(decided_at=None).order_by("-decided_at")
        return self.render_source_page(
            request,
            "proposals",
            _("Proposals for sources"),
            pending=[(proposal, _get_preview_url(proposal)) for proposal in pending],
            decided=decided[:MAX_DECIDED_LISTED],
            can_decide=can_decide,
        )

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decide(request, pk, proposals.accept_proposal, "admin:blog_source_changes")

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decide(request, pk, proposals.decline_proposal, "admin:blog_source_proposals")

    def _decide(self, request: HttpRequest, pk: int, decide: Any, done: str) -> HttpResponse:
        self.require_decider(request)
        proposal = SourceProposal.objects.filter(pk=pk).first()
        if proposal is None:
            raise Http404
        try:
            messages.success(request, decide(proposal=proposal, by=signed_in(request)).message)
        except proposals.CannotDecide as refused:
            messages.error(request, str(refused))
            return redirect("admin:blog_source_proposals")
        return redirect(done)

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        self._require_proposer(request)
        groups = Paginator(duplicates.find_duplicates(), GROUPS_PER_PAGE)
        different = DifferentSources.objects.select_related("first", "second", "by")
        return self.render_source_page(
            request,
            "duplicates",
            _("Duplicate sources"),
            groups=groups.get_page(request.GET.get("p")),
            different=different.order_by("-pk")[:MAX_DIFFERENT_LISTED],
            can_decide=self.can_decide(request),
        )

    def different_view(self, request: HttpRequest) -> HttpResponse:
        """Record that the sources of a group are different."""
        self.require_decider(request)
        keys = [parse_pk(key) for key in request.POST.getlist("source")]
        sources = Source.objects.filter(pk__in=[key for key in keys if key])
        duplicates.mark_as_different(sources=list(sources), by=signed_in(request))
        messages.success(request, _("Marked as different. You can undo this below."))
        return redirect("admin:blog_source_duplicates")

    def undo_different_view(self, request: HttpRequest) -> HttpResponse:
        self.require_decider(request)
        pairs = [key for key in map(parse_pk, request.POST.getlist("pair")) if key]
        count = duplicates.undo_different(pairs=pairs)
        message = ngettext(
            "%(count)d pair is compared again.", "%(count)d pairs are compared again.", count
        )
        messages.success(request, message % {"count": count})
        return redirect("admin:blog_source_duplicates")
