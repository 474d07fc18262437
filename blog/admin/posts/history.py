"""A post's revisions in the admin: their list, two of them compared, and what was brought back.

At `…/history/`, in the place of Django's own list of who saved when.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User, signed_in
from blog import checks, editing, revisions
from blog.admin.corrections import CorrectionNoteForm, corrections_by_revision
from blog.admin.posts.workflow import show_withdrawal, steps_of
from blog.checks.models import CheckOverride
from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision, RevisionBlock
from lib.parsing import parse_pk

PER_PAGE = 50
# What is asked for with a revision that is brought back.
SENT = ("revision", "latest", "block", "at", "instead")


@dataclass(frozen=True)
class Entry:
    """A revision with what it changed: `blocks` is how many paragraphs and other blocks differ from
    the one before."""

    revision: Revision
    fields: list[str]
    blocks: int
    is_first: bool
    is_latest: bool
    correction: Correction | None


class HistoryAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view, name = self.admin_site.admin_view, f"blog_{self.opts.model_name}"
        return [
            path(
                "<path:object_id>/history/compare/",
                view(require_GET(self.compare_view)),
                name=f"{name}_compare",
            ),
            path(
                "<path:object_id>/history/restore/",
                view(require_POST(self.restore_view)),
                name=f"{name}_restore",
            ),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Five queries, besides those that ask who is there."""
        post = self._post(request, object_id)
        found = Revision.objects.filter(post=post).latest_first().select_related("by")
        if before := parse_pk(request.GET.get("before")):
            found = found.filter(pk__lt=before)
        rows = list(found[: PER_PAGE + 1])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revisions"),
            "opts": self.opts,
            "object": post,
            "entries": self._entries(rows, is_first_page=not before),
            "steps": steps_of(post, PER_PAGE) if not before else [],
            "older": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
            "is_first_page": not before,
            "overrides": [
                (checks.NAMES.get(row.code, row.code), row)
                for row in CheckOverride.objects.filter(post=post)
                .select_related("by")
                .order_by("-pk")
            ],
        }
        return TemplateResponse(request, "admin/blog/revisions/list.html", context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`?from=KEY&to=KEY`, in either order; without `to`, with the latest. Six queries."""
        post = self._post(request, object_id)
        latest = Revision.objects.saved_for(post).first()
        keys = [parse_pk(request.GET.get(name)) for name in ("from", "to")]
        wanted = sorted({key or (latest.pk if latest else 0) for key in keys})
        found = list(
            Revision.objects.filter(post=post)
            .select_related("by")
            .filter(pk__in=wanted)
            .order_by("pk")
        )
        if latest is None or len(found) != len(wanted):
            raise Http404
        before, after = found[0], found[-1]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What changed"),
            "opts": self.opts,
            "object": post,
            "before": before,
            "after": after,
            "fields": self._changed_fields(before, after),
            "changes": revisions.compare(
                revisions.load_blocks(before), revisions.load_blocks(after)
            ),
            "is_side_by_side": request.GET.get("view") == "side",
            "is_with_latest": after.pk == latest.pk,
        }
        return TemplateResponse(request, "admin/blog/revisions/compare.html", context)

    @transaction.atomic
    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Brings back the whole of `revision`, or of its blocks that at `block`, before the
        present one at `at` or `instead` of it. `latest` is what whoever asked had seen."""
        post, given = self._post(request, object_id), request.POST
        revision = Revision.objects.filter(
            post=post, pk=parse_pk(given.get("revision")) or 0
        ).first()
        if revision is None:
            raise Http404
        back = redirect(reverse(f"admin:blog_{self.opts.model_name}_history", args=[post.pk]))
        note_form = CorrectionNoteForm(given)
        note_form.is_valid()
        note_form.is_asked = True
        note = _note_of(revision, is_block="block" in given)
        try:
            saved = _restore(post, revision, signed_in(request), given, note, note_form)
        except editing.CorrectionRequired:
            note_form.ask(True)
            return self._asked(request, post, revision, note_form)
        except (editing.NotSaved, editing.NotAllowed) as refused:
            for error in getattr(refused, "errors", [str(refused)]):
                messages.error(request, error)
            return back
        self.log_change(request, post, note)
        show_withdrawal(request, saved.withdrawal)
        messages.success(request, note)
        return back

    def _asked(
        self, request: HttpRequest, post: Post, revision: Revision, note_form: CorrectionNoteForm
    ) -> HttpResponse:
        """Nothing is brought back yet: the page sends the same again, with an answer."""
        question = _("Restore the version of %(when)s?")
        if "block" in request.POST:
            question = _("Restore one block of the version of %(when)s?")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Note to readers"),
            "question": question % {"when": _when(revision)},
            "opts": self.opts,
            "object": post,
            "note_form": note_form if "change_kind" in request.POST else CorrectionNoteForm(),
            "sent": [
                (name, request.POST[name]) for name in SENT if request.POST.get(name) is not None
            ],
        }
        return TemplateResponse(request, "admin/blog/revisions/correction_note.html", context)

    def _post(self, request: HttpRequest, object_id: str) -> Post:
        """404 for what this person may not edit."""
        post = self.get_queryset(request).filter(pk=parse_pk(object_id) or 0).first()
        if post is None or not self.has_change_permission(request, post):
            raise Http404
        return post

    def _entries(self, rows: list[Revision], is_first_page: bool) -> list[Entry]:
        entries = []
        told = corrections_by_revision(rows[:PER_PAGE])
        pairs = [(row, _row_before(rows, number)) for number, row in enumerate(rows[:PER_PAGE])]
        paragraphs = _paragraphs_of(pairs)
        # What was not taken over is compared with what was before it, as any other.
        latest = next((row.pk for row in rows if not row.is_aside), None)
        for revision, before in pairs:
            was, became = (
                Counter(text for key in keys for text in paragraphs.get(key, [key]))
                for keys in _changed_blocks(before, revision)
            )
            entries.append(
                Entry(
                    revision=revision,
                    fields=[self._label(name) for name in _changed(before, revision)],
                    blocks=max((was - became).total(), (became - was).total()),
                    is_first=before is None,
                    is_latest=is_first_page and revision.pk == latest,
                    correction=told.get(revision.pk),
                )
            )
        return entries

    def _changed_fields(self, before: Revision, after: Revision) -> list[tuple[str, str, str]]:
        """Name, value before, value after. A query where the authors changed."""
        rows = []
        for name in _changed(before, after):
            old, new = before.field_values.get(name), after.field_values.get(name)
            if name == "byline":
                was, now = revisions.format_bylines(old, new)
            else:
                was, now = (revisions.format_field(name, value) for value in (old, new))
            rows.append((self._label(name), was, now))
        return rows

    def _label(self, name: str) -> str:
        if name == "byline":
            return _("authors")
        field: Any = self.opts.get_field(name)
        return str(field.verbose_name)


def _row_before(rows: list[Revision], number: int) -> Revision | None:
    return next((row for row in rows[number + 1 :] if not row.is_aside), None)


def _changed_blocks(before: Revision | None, after: Revision) -> tuple[set[int], set[int]]:
    """The keys of the blocks that went and that came."""
    if before is None:
        return set(), set()
    old, new = set(before.block_ids), set(after.block_ids)
    return old - new, new - old


def _paragraphs_of(pairs: list[tuple[Revision, Revision | None]]) -> dict[int, list[str]]:
    """What the changed blocks consist of, by their keys. One query."""
    keys: set[int] = set()
    for after, before in pairs:
        keys = keys.union(*_changed_blocks(before, after))
    rows = RevisionBlock.objects.filter(pk__in=keys).values_list("pk", "html")
    return {key: revisions.split_paragraphs([html]) for key, html in rows}


def _changed(before: Revision | None, after: Revision) -> list[str]:
    """The names of what differs; who wrote it only where both know it."""
    if before is None:
        return []
    names = [
        name
        for name in after.field_values
        if before.field_values.get(name) != after.field_values[name]
    ]
    known = before.byline is not None and after.byline is not None
    return [name for name in names if name != "byline" or known]


def _when(revision: Revision) -> str:
    return date_format(localtime(revision.at), "DATETIME_FORMAT")


def _note_of(revision: Revision, *, is_block: bool) -> str:
    when = _when(revision)
    if is_block:
        return _("Block restored from %(when)s") % {"when": when}
    return _("Restored from %(when)s") % {"when": when}


def _restore(
    post: Post,
    revision: Revision,
    by: User,
    given: QueryDict,
    note: str,
    note_form: CorrectionNoteForm,
) -> editing.SavedPost:
    seen, correction = parse_pk(given.get("latest")) or 0, note_form.correction
    if (index := given.get("block")) is None:
        return editing.restore_revision(
            post, revision, by=by, note=note, seen=seen, correction=correction
        )
    block, at = parse_pk(index), parse_pk(given.get("at"))
    if block is None or at is None:
        raise Http404
    try:
        return editing.restore_block(
            post,
            revision,
            by=by,
            block=block,
            at=at,
            replace="instead" in given,
            note=note,
            seen=seen,
            correction=correction,
        )
    except IndexError as missing:
        raise Http404 from missing
