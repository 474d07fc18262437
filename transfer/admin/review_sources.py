"""The sources that the candidates of an import name, and the choice of another one for each."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.models import User, signed_in
from blog.common.text.normalize import split_words
from blog.content.sources.completion import complete_sources
from blog.content.sources.recording import CannotUndo, SourceConflict
from blog.models import Source
from lib.parsing import parse_pk, parse_pks
from transfer.models import Import
from transfer.review import choices, sources
from transfer.review.models import ReviewedSource

ROWS_A_PAGE = 25
# Of sources without a proposal, a line of each is read.
PLAIN_STATUSES, PLAIN_ROWS_A_PAGE = ("new", "known"), 100
MAX_FOUND = 20
STATUS_LABELS = {
    "all": pgettext_lazy("sources", "All"),
    "proposed": pgettext_lazy("sources", "Proposed"),
    "new": pgettext_lazy("sources", "New"),
    "known": pgettext_lazy("sources", "Known"),
    "decided": pgettext_lazy("sources", "Decided"),
}
_EMPTY_LISTS = {
    "proposed": gettext_lazy("No proposal is left to decide about."),
    "new": gettext_lazy("No new source is left to look at."),
    "known": gettext_lazy("No source that the site has is left."),
    "decided": gettext_lazy("No source is decided yet."),
}
_NEXT_LISTS = {
    "proposed": gettext_lazy("Decide about the proposed sources."),
    "new": gettext_lazy("Look at the new sources."),
}
_REFUSED = gettext_lazy(
    "Nothing was changed, because somebody else decided about this source in the meantime."
)


class SourcesMixin:
    """Views of the sources of an import, for its admin."""

    def review_sources(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one row for each source."""
        run = self.get_import(request, pk)
        status = _parse_status(request.GET.get("show"))
        counts = sources.count_statuses(run)
        is_plain = status in PLAIN_STATUSES
        count = PLAIN_ROWS_A_PAGE if is_plain else ROWS_A_PAGE
        paginator = Paginator(sources.select_rows(run, status), count)
        paginator.count = counts[status]
        page = paginator.get_page(request.GET.get("p"))
        return self.render_page(
            request,
            "review/sources",
            _("Sources of the import"),
            run=run,
            rows=sources.describe_rows(list(page.object_list)),
            page=page,
            show=status,
            statuses=[(name, label, counts[name]) for name, label in STATUS_LABELS.items()],
            count=counts["all"],
            is_plain=is_plain,
            empty=None if page.object_list else _describe_empty_list(run, status, counts),
        )

    def decide_source(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept or decline the proposal of a source, choose another one, or undo that; or keep
        the new sources of a page as they are."""
        run = self.get_import(request, pk)
        if request.POST.get("verb") == "all_new":
            listed = parse_pks(request.POST.getlist("listed"))
            count = choices.keep_all_as_new(run, listed)
            text = ngettext(
                "%(count)d source stays a source of its own.",
                "%(count)d sources stay sources of their own.",
                count,
            )
            messages.success(request, text % {"count": count})
            url = reverse("admin:transfer_import_sources", args=[run.pk])
            return redirect(f"{url}?show=new")
        row = _get_row(run, request.POST.get("row"))
        try:
            text = _decide(request, run, row, signed_in(request))
        except (SourceConflict, CannotUndo, choices.CannotChoose) as error:
            messages.error(request, str(error) or str(_REFUSED))
        else:
            messages.success(request, text)
        values = {
            name: value
            for name, value in (
                ("show", _parse_status(request.POST.get("show"))),
                ("p", parse_pk(request.POST.get("p")) or 1),
            )
            if value not in ("all", 1)
        }
        url = reverse("admin:transfer_import_sources", args=[run.pk])
        query = f"?{urlencode(values)}" if values else ""
        following = parse_pk(request.POST.get("next")) or row.pk
        return redirect(f"{url}{query}#source-{following}")

    def choose_source(self: Any, request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
        """Show the sources of the site and of the import that a search finds."""
        run = self.get_import(request, pk)
        row = _get_row(run, str(row_pk))
        term = request.GET.get("q", row.name)[:200].strip()
        rows = _find_rows(run, row, term)
        return self.render_page(
            request,
            "review/choose_source",
            _("Which source is “%(name)s”?") % {"name": row},
            run=run,
            row=row,
            term=term,
            sources=complete_sources(term, MAX_FOUND) if term else [],
            rows=rows,
            show=_parse_status(request.GET.get("show")),
            number=parse_pk(request.GET.get("p")) or 1,
        )


def _describe_empty_list(run: Import, status: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """Return what the page says in place of a list without sources, and where to go on."""
    text = _EMPTY_LISTS.get(status, "")
    for name, label in _NEXT_LISTS.items():
        if counts[name]:
            return {"text": text, "url": f"?show={name}", "label": label}
    url = reverse("admin:transfer_import_review", args=[run.pk])
    return {"text": text, "url": url, "label": _("Go on with the quotations.")}


def _decide(request: HttpRequest, run: Import, row: ReviewedSource, by: User) -> str:
    verb = request.POST.get("verb")
    if verb == "new":
        choices.keep_as_new(row)
        return _("“%(name)s” stays a source of its own.") % {"name": row}
    if verb == "undo":
        choices.undo_choice(row, by=by)
        return _("Undone.")
    if verb == "accept":
        message = choices.accept_proposal(row, by=by)
    else:
        message = choices.choose(row, _get_target(run, request.POST.get("target", "")), by=by)
    target = row.chosen_source or row.chosen_row
    text = _("“%(name)s” is “%(target)s”.") % {"name": row, "target": target}
    return f"{text} {message}".strip()


def _get_target(run: Import, value: str) -> Source | ReviewedSource | None:
    """Return the source that 'source-5' or 'row-7' names, None if there is none."""
    prefix, _dash, key = value.partition("-")
    number = parse_pk(key)
    if number and prefix == "source":
        return Source.objects.filter(pk=number).first()
    if number and prefix == "row":
        return sources.select_rows(run).filter(pk=number).first()
    return None


def _get_row(run: Import, value: str | None) -> ReviewedSource:
    return get_object_or_404(sources.select_rows(run), pk=parse_pk(value))


def _parse_status(value: str | None) -> str:
    return value if value in STATUS_LABELS else "all"


def _find_rows(run: Import, row: ReviewedSource, term: str) -> list[ReviewedSource]:
    """Return other sources of the import that have a word of a search. One query."""
    search_words = [word for word in split_words(term) if len(word) > 1]
    if not search_words:
        return []
    return list(sources.find_rows(run, search_words).exclude(pk=row.pk)[:MAX_FOUND])
