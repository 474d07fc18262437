"""Source admin. A change of a source shows in every post that quotes it."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import signed_in
from blog.admin.autocomplete_field import Autocomplete
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.large_tables import MAX_ROWS, LargeTableAdmin, LargeTableChangeList
from blog.admin.saved_views import SavedViewsAdmin
from blog.admin.sources import names
from blog.admin.sources.proposals import SourceProposalsAdmin
from blog.admin.sources.role_offers import RoleOffersAdmin
from blog.admin.sources.tenures import TenureInline
from blog.common.conflict_forms import EditConflictForm
from blog.content.sources.background import find_tasks
from blog.content.sources.names import filter_matching
from blog.editing.photos import check_usable
from blog.editing.source_facts import set_portrait
from blog.editing.sources import delete_sources, save_source
from blog.models import Photo, Post, PullQuote, Source, SourceCounter, SourceName
from lib.deletions import describe_deletion

MAX_PROTECTED_SHOWN = 20
_INLINE_NAME_RE = re.compile(r"names-\d+-name")


class _UsageChangeList(LargeTableChangeList):
    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet:
        """Sort only the most or the least quoted sources by count, found by the index of counters.

        A search is sorted whole, because it finds a limited number of sources. One query, or two if
        there are few sources.
        """
        sources = super().get_queryset(request, *args, **kwargs)
        column = self.list_display.index("quotation_count")
        direction = self.get_ordering_field_columns().get(column)
        if direction is None or self.query:
            return sources
        return sources.filter(pk__in=_find_by_count(sources.order_by(), direction == "desc"))


def _find_by_count(sources: QuerySet, most_first: bool) -> set[int]:
    """Return the keys of the most or the least quoted of sources, enough for the list.

    Twice as many counters as sources are read, because a source can have several for a while.
    """
    current = SourceCounter.objects.current()
    counters = current.filter(source__in=sources.values("pk"))
    counters = counters.order_by("-count" if most_first else "count")
    uncounted = sources.filter(~Exists(current.filter(source=OuterRef("pk")))).order_by("pk")
    counted_keys = counters.values_list("source", flat=True)[: 2 * MAX_ROWS]
    uncounted_keys = uncounted.values_list("pk", flat=True)[:MAX_ROWS]
    first, last = (counted_keys, uncounted_keys) if most_first else (uncounted_keys, counted_keys)
    keys = set(first)
    return keys if len(keys) >= MAX_ROWS else keys.union(last)


class SourceForm(EditConflictForm):
    """`user` is the one who may use the portrait."""

    tracked_relations = ("portrait",)
    user: Any = None

    class Meta:
        model = Source
        fields = ()
        help_texts = {
            "portrait": _(
                "Search by caption, credit, alternative text or file name. To upload one, add it "
                "to a post."
            )
        }

    def clean(self) -> dict[str, Any]:
        """Find an address for a new source without one."""
        cleaned = super().clean()
        if self.instance._state.adding and cleaned.get("name") and not cleaned.get("slug"):
            cleaned["slug"] = Source(name=cleaned["name"]).find_free_slug()
        return cleaned

    def clean_portrait(self) -> Photo | None:
        photo = self.cleaned_data["portrait"]
        if photo is not None and "portrait" in self.changed_data:
            check_usable(photo=photo, by=self.user)
        return photo


@admin.register(Source)
class SourceAdmin(
    SavedViewsAdmin,
    RoleOffersAdmin,
    SourceProposalsAdmin,
    EditConflictAdmin,
    LargeTableAdmin,
):
    list_display = ("listed_name", "kind", "role", "affiliation", "quotation_count")
    list_filter = ("kind",)
    form = SourceForm
    sortable_by = ("listed_name", "quotation_count")  # By these there are indexes.
    search_fields = ("name",)  # See `get_search_results`.
    search_help_text = _("Search by name")
    fields = (
        *("kind", "name", "family_name", "role", "affiliation", "about", "url", "portrait", "slug"),
    )
    actions = ("merge",)
    change_list_template = "admin/blog/sources/list.html"
    change_form_template = "admin/blog/sources/change_form.html"
    delete_confirmation_template = "admin/blog/sources/delete.html"
    autocomplete_fields = ("portrait",)
    inlines = (TenureInline, *names.INLINES)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _UsageChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Annotate the stored count of published quotations."""
        queryset = super().get_queryset(request)
        return queryset.annotate(quotation_count=SourceCounter.objects.count_subquery("source"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "portrait":
            kwargs["widget"] = Autocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the other names too, by the indexes of both."""
        return filter_matching(queryset, search_term.split()), False

    @admin.display(description=_("name"), ordering=Lower("name"))
    def listed_name(self, source: Source) -> str:
        return str(source.name)

    @admin.display(description=_("published quotations"), ordering="quotation_count")
    def quotation_count(self, source: Any) -> int:
        return source.quotation_count

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Let authors change only the sources that they created; they can view all."""
        allowed = super().has_change_permission(request, obj)
        if allowed and obj is not None and not request.user.has_perm("blog.edit_all"):
            return obj.created_by_id == request.user.pk
        return allowed

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Save it. A former name that the form adds itself is not added again."""
        posted = [name for name in request.POST if _INLINE_NAME_RE.fullmatch(name)]
        added = {str(request.POST[name]).upper() for name in posted}
        is_added = str(form.initial.get("name", "")).upper() in added
        fields = {name: value for name, value in form.cleaned_data.items() if name != "portrait"}
        # The form has set it, and `save_source` stores all columns.
        obj.portrait_id = form.initial.get("portrait")
        save_source(
            fields=fields,
            by=signed_in(request),
            source=obj,
            former_name="" if is_added else SourceName.Kind.SPELLING,
        )
        if "portrait" in form.changed_data:
            photo = form.cleaned_data["portrait"]
            set_portrait(source=obj, photo=photo, by=signed_in(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if not names.save_facts(request, form.instance, formset):
            super().save_formset(request, form, formset, change)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.user = request.user  # The class is of this request alone.
        return form

    def delete_model(self, request: HttpRequest, obj: Source) -> None:
        delete_sources(source_ids=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        delete_sources(source_ids=queryset.values_list("pk", flat=True))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """List only some of the quotations that protect the sources, in posts that the user sees.

        Django's page lists all of them, which can be thousands. Five queries at most.
        """
        keys = [source.pk for source in objs]
        roles = ("source", "speaker", "hops__source")
        quotations = PullQuote.objects.order_by()
        parts = [quotations.filter(**{f"{role}__in": keys})[:MAX_PROTECTED_SHOWN] for role in roles]
        protecting = list(parts[0].union(*parts[1:])[:MAX_PROTECTED_SHOWN])
        posts = {quotation.post_id for quotation in protecting}
        visible = Post.all_objects.visible_to(request.user).filter(pk__in=posts)
        visible_keys = set(visible.order_by().values_list("pk", flat=True))
        shown = [each for each in protecting if each.post_id in visible_keys]
        protected: list[str] = [format_html("<bdi>{}</bdi>", quotation) for quotation in shown]
        if number := len(protecting) - len(shown):
            text = ngettext(
                "%(n)d quotation in an unpublished post of somebody else",
                "%(n)d quotations in unpublished posts of others",
                number,
            )
            protected.append(text % {"n": number})
        if not protecting and find_tasks(keys):
            protected.append(gettext("A change of this source that is still running"))
        return describe_deletion(self, request, protected=protected)

    def view_on_site(self, obj: Source) -> str | None:
        """None if an invalid form has emptied the slug."""
        return obj.get_absolute_url() if obj.slug else None
