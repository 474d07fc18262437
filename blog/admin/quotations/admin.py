"""The list of quotations in the desk: what was quoted, by whom, when, where, and how it stands."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import signed_in
from blog.admin.large_tables import MAX_ROWS, LargeTableAdmin, LargeTableChangeList
from blog.admin.quotations import cells
from blog.admin.quotations.dossiers import UNDO_KEY, QuotationDossierAdmin
from blog.admin.quotations.filters import FILTERS
from blog.admin.saved_views import SavedViewsAdmin
from blog.content.citations.template_tags import format_date_said
from blog.content.sources.names import filter_matching
from blog.models import Authorship, Post, PullQuote, Source
from blog.models.quotations import LATEST_SAID_FIRST
from blog.search.desk import (
    MAX_COMPARED_QUOTATIONS,
    find_credited_in_list,
    find_quotations_in_list,
)
from lib.parsing import parse_pk

MAX_WORDS = 8
# Sources whose quotations a search for a name finds.
MAX_SOURCES = 100
_NOT_SHOWN = ("post__html", "post__intro_html", "post__linked_data", "html")
_EVIDENCE_NOT_SHOWN = ("there", "before", "after", "difference")


class _QuotationChangeList(LargeTableChangeList):
    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        """Sort the quotations of a source by date said, and all others by when they were added.

        Both directions are those of an index.
        """
        if not self.params.get(ORDER_VAR):
            return list(LATEST_SAID_FIRST if self._get_source(request) else ("-pk",))
        first, *rest = super().get_ordering(request, queryset)
        is_earliest_first = isinstance(first, OrderBy) and not first.descending
        return [first, "pk"] if is_earliest_first else [first, *rest]

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet:
        """Read the quotations of a source at the end of one index for each role. Two queries.

        A combined condition would read all of them.
        """
        quotations = super().get_queryset(request, *args, **kwargs)
        source = self._get_source(request)
        if not source or self.query:
            return quotations
        keys: set[int] = set()
        for role in ("source", "speaker"):
            credited = quotations.filter(**{role: source}).values_list("pk", flat=True)
            keys.update(credited[: MAX_ROWS + 1])
        return quotations.filter(pk__in=keys)

    @staticmethod
    def _get_source(request: HttpRequest) -> int:
        return parse_pk(request.GET.get("source")) or 0


@admin.register(PullQuote)
class QuotationAdmin(SavedViewsAdmin, QuotationDossierAdmin, LargeTableAdmin):
    """A list alone: quotations are written in posts. Authors see published ones and their own."""

    change_list_template = "admin/blog/quotations/list.html"
    list_display: Any = ("quoted", "credit", "date_said", "place", "verdict")
    list_display_links = None
    list_filter = FILTERS
    search_fields = ("text",)  # `get_search_results` has the condition.
    search_help_text = _("Search by words of the quotation, or by the name of the source")

    def get_urls(self) -> list:
        """Leave out Django's forms."""
        shown = ("changelist", "save_view", "delete_view", "undo_adding")
        names = {f"blog_pullquote_{name}" for name in shown}
        return [url for url in super().get_urls() if getattr(url, "name", "") in names]

    def has_view_permission(self, request: HttpRequest, obj: PullQuote | None = None) -> bool:
        return request.user.has_perm("blog.change_post")

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PullQuote | None = None) -> bool:
        return False

    has_delete_permission = has_change_permission

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        return columns if settings.EVIDENCE else [name for name in columns if name != "verdict"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _QuotationChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Quotations of posts and pages that are public or that the user may edit."""
        user = signed_in(request)
        visible = Post.all_objects.visible_to(user).values("pk")
        kinds = [kind for kind in Post.Kind.values if user.has_perm(f"blog.change_{kind}")]
        can_edit = Q(post__kind__in=kinds)
        if not user.has_perm("blog.edit_all"):
            can_edit &= Q(Exists(Authorship.objects.filter(post=OuterRef("post"), user=user)))
        related = ("post", "source", "speaker", "evidence")
        evidence = [f"evidence__{name}" for name in _EVIDENCE_NOT_SHOWN]
        quotations = PullQuote.objects.filter(post__in=visible).select_related(*related)
        return quotations.defer(*_NOT_SHOWN, *evidence).with_tenures().annotate(can_edit=can_edit)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find all words in a quotation, or all in the names and role of its source or speaker.

        At most eight queries.
        """
        search_words = search_term.split()[:MAX_WORDS]
        if not search_words:
            return queryset, False
        size = MAX_ROWS + 1
        written = find_quotations_in_list(queryset, " ".join(search_words), size)
        if written.is_partial:
            message = gettext(
                "Very many quotations have these words, so only the first %(count)s were searched "
                "for them. Add a word or choose a filter to find others."
            )
            self.report_partial_search(request, message, MAX_COMPARED_QUOTATIONS)
        named = filter_matching(Source.objects.order_by(), search_words, MAX_SOURCES)
        sources = list(named.values_list("pk", flat=True)[:MAX_SOURCES])
        credited = find_credited_in_list(queryset, sources)
        if credited.is_partial:
            message = gettext(
                "Sources with these words in their names have very many quotations, so only "
                "%(count)s were found. Choose a source in the list of sources to see all of them."
            )
            self.report_partial_search(request, message, len(credited.keys))
        return queryset.filter(pk__in={*written.keys, *credited.keys}), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": gettext("Quotations"), "can_undo": UNDO_KEY in request.session}
        return super().changelist_view(request, context | (extra_context or {}))

    # Columns.

    @admin.display(description=pgettext_lazy("column of a list", "quotation"))
    def quoted(self, quotation: Any) -> SafeString:
        return cells.render_text(quotation)

    @admin.display(description=_("source"))
    def credit(self, quotation: Any) -> SafeString:
        return cells.render_credit(quotation)

    @admin.display(description=_("date said"), ordering=F("said_on").asc(nulls_first=True))
    def date_said(self, quotation: Any) -> str:
        return format_date_said(quotation)

    @admin.display(description=_("post"))
    def place(self, quotation: Any) -> SafeString:
        return cells.render_post(quotation)

    @admin.display(description=_("evidence"))
    def verdict(self, quotation: Any) -> SafeString:
        return cells.render_verdict(quotation)
