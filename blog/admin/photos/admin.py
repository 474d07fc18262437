"""Photo library: a grid of photos with filters, upload and batches; the page of one photo."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import signed_in
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.large_tables import LargeTableAdmin
from blog.admin.photos.batches import UNDO_KEY, PhotoBatchAdmin
from blog.admin.photos.filters import FILTERS
from blog.admin.photos.forms import PhotoForm
from blog.admin.photos.grid import build_tiles
from blog.admin.photos.replace import PhotoReplaceAdmin
from blog.admin.photos.take_down import PhotoTakeDownAdmin
from blog.admin.photos.uploads import PhotoUploadAdmin
from blog.admin.relation_text import show_as_text
from blog.admin.saved_views import SavedViewsAdmin
from blog.common.text.folding import list_terms
from blog.content.photos.agencies import suggest_agency
from blog.content.photos.duplicates import find_duplicates
from blog.editing.photo_usage import PhotoUsage, find_usage
from blog.editing.photos import IS_SHOWN, change_photo, delete_photos
from blog.models import Photo, Source
from blog.models.sources import SEARCHED_TEXT as SOURCE_TEXT
from blog.seals.models import SealedFile
from blog.seals.proofs import find_sealed_file
from blog.search.desk import MAX_COMPARED_PHOTOS, find_photos_in_list
from lib.deletions import describe_deletion

# Words of a search, and sources whose photos each of them finds.
MAX_WORDS, MAX_AGENCIES = 8, 100
# Photos of which the page that refuses a deletion says where they are shown.
MAX_REFUSED = 10


@dataclass(frozen=True)
class ShownPhoto:
    """A photo that cannot be deleted, and where it is shown."""

    photo: Photo
    usage: PhotoUsage


def _match_text_or_agency(terms: list[str]) -> list[Q]:
    """Return the conditions of which one must hold for each term to be in the text or in the name
    of the agency.

    Indexes answer each of them: all terms in the text, or an agency with some of them and the
    others in the text. PostgreSQL would read the whole table to combine a choice for each term.
    Agencies are keys, for the same reason.
    """
    sources = Source.objects.alias(searched=SOURCE_TEXT).order_by()
    terms_by_agency: dict[int, set[str]] = defaultdict(set)
    for term in terms:
        named = sources.filter(searched__folded_term=term).values_list("pk", flat=True)
        for agency in named[:MAX_AGENCIES]:
            terms_by_agency[agency].add(term)
    has_photos = Exists(Photo.objects.filter(agency=OuterRef("pk")))
    agencies_by_terms: dict[frozenset[str], list[int]] = defaultdict(list)
    for agency in sources.filter(has_photos, pk__in=terms_by_agency).values_list("pk", flat=True):
        agencies_by_terms[frozenset(terms_by_agency[agency])].append(agency)
    choices = []
    # The fewest comparisons of text first.
    for named_terms, agencies in sorted(agencies_by_terms.items(), key=lambda item: -len(item[0])):
        others = [term for term in terms if term not in named_terms]
        choices.append(Q(agency__in=agencies) & _match_text(others))
    return [*choices, _match_text(terms)]


def _match_text(terms: list[str]) -> Q:
    return Q(*(Q(searched__folded_term=term) for term in terms))


@admin.register(Photo)
class PhotoAdmin(
    SavedViewsAdmin,
    PhotoUploadAdmin,
    PhotoBatchAdmin,
    PhotoReplaceAdmin,
    PhotoTakeDownAdmin,
    EditConflictAdmin,
    LargeTableAdmin,
):
    form = PhotoForm
    change_list_template = "admin/blog/photos/list.html"
    change_form_template = "admin/blog/photos/photo.html"
    delete_confirmation_template = "admin/blog/photos/delete.html"
    delete_selected_confirmation_template = "admin/blog/photos/delete_selected.html"
    list_display = ("caption",)
    list_filter = FILTERS
    sortable_by = ()
    list_per_page = 60
    search_fields = ("caption",)  # `get_search_results` has the condition.
    search_help_text = _("Search by caption, credit, alternative text, file name or agency")
    readonly_fields = (
        *("picture", "width", "height", "uploader", "created_at"),
        "credentials_note",
    )
    uploader = show_as_text("uploaded_by", _("uploaded by"))
    fieldsets = (
        (None, {"fields": ("picture", ("focus_x", "focus_y"), "alt", "decorative", "caption")}),
        (
            _("Rights"),
            {
                "fields": (
                    *("credit", "rights", "rights_until", "agency"),
                    *("copyright", "licence_url", "original_url"),
                )
            },
        ),
        (
            _("File"),
            {"fields": (("width", "height"), "uploader", "created_at", "credentials_note")},
        ),
    )

    class Media:
        js = (Script("desk/photo_library.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Photo.objects.usable_by(request.user).order_by("-created_at", "-pk")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search all words, each in any of the texts or in the name of the agency.

        One query for each of at most MAX_WORDS words, one for their agencies, and two at most for
        the photos.
        """
        search_words = search_term.split()[:MAX_WORDS]
        terms = list_terms(search_words)
        if not terms:
            return (queryset.none() if search_words else queryset), False
        matches = find_photos_in_list(queryset, _match_text_or_agency(terms))
        route = request.resolver_match
        if matches.is_partial and route and route.url_name == "blog_photo_changelist":
            message = gettext(
                "Very many pictures have these words, so only the first %(count)s were searched "
                "for them. Add a word or choose a filter to find others."
            )
            self.report_partial_search(request, message, MAX_COMPARED_PHOTOS)
        return queryset.filter(pk__in=matches.keys), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # Photos are uploaded in the library or the editor.

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_mine(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_mine(request, obj)

    @staticmethod
    def _is_mine(request: HttpRequest, photo: Photo | None) -> bool:
        if photo is None or request.user.has_perm("blog.edit_all"):
            return True
        return photo.uploaded_by_id == request.user.pk

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = {"title": gettext("Photos")}
        response = super().changelist_view(request, {**title, **(extra_context or {})})
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            site: Any = request.site
            photos = list(context["cl"].result_list)
            tiles = build_tiles(photos, request.user, site.pictures)
            context["tiles"] = tiles
            context["can_select"] = any(tile.can_change for tile in tiles)
            context["can_upload"] = self.can_upload(request)
            context["can_undo"] = UNDO_KEY in request.session
            context["can_change"] = self.has_change_permission(request)
            context["can_delete"] = self.has_delete_permission(request)
        return response

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Add where the photo is used. At most seven queries, and one more with a timestamp
        authority."""
        if obj is not None:
            context["usage"] = find_usage(obj, signed_in(request))
            if settings.TIMESTAMP_URL and request.user.has_perm("blog.edit_all"):
                file = find_sealed_file(SealedFile.Kind.PHOTO, obj.pk)
                context["is_sealed"] = file is not None
            context["duplicates"] = find_duplicates(obj, self.get_queryset(request))
            if obj.agency_id is None and obj.credit:
                context["suggested_agency"] = suggest_agency(obj.credit)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("picture"))
    def picture(self, photo: Photo) -> str:
        if photo.withdrawn_at:
            text = gettext("This picture was removed: %(reason)s")
            return text % {"reason": photo.withdrawal_reason}
        html = '<img class="picture" src="{}" alt="{}" width="{}" height="{}" data-focus>'
        return format_html(html, photo.image.url, photo.alt, photo.width, photo.height)

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        change_photo(photo=obj, **{name: form.cleaned_data[name] for name in form.changed_data})

    def get_deleted_objects(self, objs: Iterable[Photo], request: HttpRequest) -> tuple:
        """List the photos that are shown somewhere, which then cannot be deleted, and where.

        One query, and six for each of these, which are at most MAX_REFUSED.
        """
        keys = [photo.pk for photo in objs]
        shown = Photo.objects.filter(IS_SHOWN, pk__in=keys).order_by("-pk")[:MAX_REFUSED]
        user = signed_in(request)
        protected = (ShownPhoto(photo, find_usage(photo, user)) for photo in shown)
        return describe_deletion(self, request, checked=objs, protected=protected)

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        delete_photos(photos=[obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        delete_photos(photos=queryset)
