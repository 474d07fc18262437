"""Revisions of a post: list, compare and restore them.

They replace Django's history page at `…/history/`.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User, signed_in
from blog import checks, editing, revisions
from blog.admin.corrections import CorrectionNoteForm, corrections_by_revision
from blog.admin.posts.workflow import show_withdrawal, workflow_steps
from blog.checks.models import CheckOverride
from blog.common.audit import ChangeMessage, record_change
from blog.common.formatting.dates import distinct_datetimes, full_datetime
from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision, RevisionBlock
from lib.parsing import parse_pk

PER_PAGE = 50
# The parameters of a restore, which the form for the correction note sends again.
RESTORE_PARAMETERS = ("revision", "latest", "block", "position", "instead")


@dataclass(frozen=True)
class Entry:
    """A revision with its changes; `blocks` counts paragraphs and other blocks that differ from the
    previous revision. `when` has seconds if another revision of the page has the same minute."""

    revision: Revision
    when: str
    fields: list[str]
    blocks: int
    is_first: bool
    is_latest: bool
    correction: Correction | None

    @property
    def has_summary(self) -> bool:
        """Whether the list says what changed, below the note or beside it."""
        return bool(self.is_first or self.fields or self.blocks)


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
        """List the revisions, transitions and check overrides. Five queries, six for older pages,
        besides those for the user and permissions."""
        post = self._get_post(request, object_id)
        queryset = Revision.objects.filter(post=post).latest_first().select_related("by")
        if before := parse_pk(request.GET.get("before")):
            queryset = queryset.filter(pk__lt=before)
        rows = list(queryset[: PER_PAGE + 1])
        latest = next((row.pk for row in rows if not (before or row.is_aside)), None)
        if rows and latest is None:
            latest = Revision.objects.saved_for(post).values_list("pk", flat=True).first()
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "opts": self.opts,
            "object": post,
            "entries": self._build_entries(rows, latest),
            "latest": latest,
            "steps": workflow_steps(post, PER_PAGE) if not before else [],
            "older": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
            "is_first_page": not before,
            "is_single": len(rows) == 1 and not before,
            "overrides": [
                (checks.NAMES.get(row.code, row.code), row)
                for row in CheckOverride.objects.filter(post=post)
                .select_related("by")
                .order_by("-pk")
            ],
        }
        return TemplateResponse(request, "admin/blog/revisions/list.html", context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Compare the revisions of `?from=ID&to=ID`, in either order; without `to`, the latest.

        Six queries.
        """
        post = self._get_post(request, object_id)
        latest = Revision.objects.saved_for(post).first()
        parameters = [parse_pk(request.GET.get(name)) for name in ("from", "to")]
        ids = sorted({key or (latest.pk if latest else 0) for key in parameters})
        rows = list(
            Revision.objects.filter(post=post)
            .select_related("by")
            .filter(pk__in=ids)
            .order_by("pk")
        )
        if latest is None or len(rows) != len(ids):
            raise Http404
        before, after = rows[0], rows[-1]
        times = distinct_datetimes([row.created_at for row in rows])
        before_when, after_when = times[0], times[-1]
        is_single = len(rows) == 1
        title = _("Version of %(when)s") % {"when": after_when} if is_single else _("What changed")
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "object": post,
            "is_single": is_single,
            "before": before,
            "after": after,
            "before_when": before_when,
            "after_when": after_when,
            "fields": self._changed_fields(before, after),
            "changes": revisions.compare(
                revisions.load_blocks(before), revisions.load_blocks(after)
            ),
            "is_side_by_side": request.GET.get("view") == "side",
            "is_with_latest": after.pk == latest.pk,
        }
        is_same = all(change.kind == "same" for change in context["changes"])
        context["is_without_differences"] = is_same and not context["fields"]
        return TemplateResponse(request, "admin/blog/revisions/compare.html", context)

    @transaction.atomic
    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Restore the whole `revision`, or only its block number `block`.

        The block is inserted before the current block number `position`, or replaces it with
        `instead`. `latest` is the ID of the latest revision that the user saw.
        """
        post, data = self._get_post(request, object_id), request.POST
        revision = Revision.objects.filter(
            post=post, pk=parse_pk(data.get("revision")) or 0
        ).first()
        if revision is None:
            raise Http404
        response = redirect(reverse(f"admin:blog_{self.opts.model_name}_history", args=[post.pk]))
        note_form = CorrectionNoteForm(data)
        note_form.is_valid()
        note_form.is_note_required = True
        code = "block_restored" if "block" in data else "restored"
        note = revisions.build_time_note(code, revision.created_at)
        try:
            saved = _restore(post, revision, signed_in(request), data, note, note_form)
        except editing.CorrectionRequired:
            note_form.require_note(True)
            return self._render_note_form(request, post, revision, note_form)
        except (editing.NotSaved, editing.NotAllowed) as refused:
            for error in getattr(refused, "errors", [str(refused)]):
                messages.error(request, error)
            return response
        message = ChangeMessage(note.code, note.values)
        record_change(post, by=signed_in(request), message=message)
        show_withdrawal(request, saved.withdrawal)
        messages.success(request, str(note))
        return response

    def _render_note_form(
        self, request: HttpRequest, post: Post, revision: Revision, note_form: CorrectionNoteForm
    ) -> HttpResponse:
        """Ask for a correction note below what would change; the page sends the same request
        again, with the note. Up to four queries."""
        block = parse_pk(request.POST.get("block", ""))
        latest = Revision.objects.saved_for(post).first() or revision
        changes = [
            change
            for change in revisions.compare(
                revisions.load_blocks(latest), revisions.load_blocks(revision)
            )
            if change.kind != "same"
            and (block is None or (change.kind != "removed" and change.new_index == block))
        ]
        question = _("Restore the version of %(when)s?")
        if "block" in request.POST:
            question = _("Restore one block of the version of %(when)s?")
        context = {
            **self.admin_site.each_context(request),
            "title": question % {"when": full_datetime(revision.created_at)},
            "opts": self.opts,
            "object": post,
            "fields": self._restored_fields(latest, revision, signed_in(request))
            if block is None
            else [],
            "changes": changes,
            "note_form": note_form if "change_kind" in request.POST else CorrectionNoteForm(),
            "sent": [
                (name, request.POST[name])
                for name in RESTORE_PARAMETERS
                if request.POST.get(name) is not None
            ],
        }
        return TemplateResponse(request, "admin/blog/revisions/correction_note.html", context)

    def _get_post(self, request: HttpRequest, object_id: str) -> Post:
        """Return the post, or raise 404 if this user may not edit it."""
        post = self.get_queryset(request).filter(pk=parse_pk(object_id) or 0).first()
        if post is None or not self.has_change_permission(request, post):
            raise Http404
        return post

    def _build_entries(self, rows: list[Revision], latest: int | None) -> list[Entry]:
        entries = []
        corrections = corrections_by_revision(rows[:PER_PAGE])
        pairs = [
            (row, _previous_revision(rows, number)) for number, row in enumerate(rows[:PER_PAGE])
        ]
        paragraphs = _load_paragraphs(pairs)
        times = distinct_datetimes([row.created_at for row in rows])
        # Unmerged revisions are compared with their predecessor, but are never the latest.
        for (revision, before), when in zip(pairs, times, strict=False):
            was, became = (
                Counter(text for key in keys for text in paragraphs.get(key, [key]))
                for keys in _changed_blocks(before, revision)
            )
            entries.append(
                Entry(
                    revision=revision,
                    when=when,
                    fields=[self._label(name) for name in _changed_field_names(before, revision)],
                    blocks=max((was - became).total(), (became - was).total()),
                    is_first=before is None,
                    is_latest=revision.pk == latest,
                    correction=corrections.get(revision.pk),
                )
            )
        return entries

    def _restored_fields(
        self, latest: Revision, revision: Revision, by: User
    ) -> list[tuple[str, str, str]]:
        """Return the fields that restoring a revision changes, as `_changed_fields`."""
        names = [*Revision.RESTORED_FIELDS, "labels"]
        if by.has_perm("blog.edit_all"):
            names.append("byline")
        return self._changed_fields(latest, revision, names)

    def _changed_fields(
        self, before: Revision, after: Revision, names: Collection[str] | None = None
    ) -> list[tuple[str, str, str]]:
        """Return label, former value and new value of the changed fields, or of those in `names`.

        One query if the authors changed."""
        rows = []
        for name in _changed_field_names(before, after):
            if names is not None and name not in names:
                continue
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


def _previous_revision(rows: list[Revision], number: int) -> Revision | None:
    return next((row for row in rows[number + 1 :] if not row.is_aside), None)


def _changed_blocks(before: Revision | None, after: Revision) -> tuple[set[int], set[int]]:
    """Return the IDs of the removed and of the added blocks."""
    if before is None:
        return set(), set()
    old, new = set(before.block_ids), set(after.block_ids)
    return old - new, new - old


def _load_paragraphs(pairs: list[tuple[Revision, Revision | None]]) -> dict[int, list[str]]:
    """Return the paragraphs of the changed blocks by block ID. One query."""
    keys: set[int] = set()
    for after, before in pairs:
        keys = keys.union(*_changed_blocks(before, after))
    rows = RevisionBlock.objects.filter(pk__in=keys).values_list("pk", "html")
    return {key: revisions.split_paragraphs([html]) for key, html in rows}


def _changed_field_names(before: Revision | None, after: Revision) -> list[str]:
    """Return the names of changed fields; the byline only if both revisions have one."""
    if before is None:
        return []
    names = [
        name
        for name in after.field_values
        if before.field_values.get(name) != after.field_values[name]
    ]
    have_bylines = before.byline is not None and after.byline is not None
    return [name for name in names if name != "byline" or have_bylines]


def _restore(
    post: Post,
    revision: Revision,
    by: User,
    data: QueryDict,
    note: revisions.GeneratedNote,
    note_form: CorrectionNoteForm,
) -> editing.SavedPost:
    seen, correction = parse_pk(data.get("latest")) or 0, note_form.correction
    if (index := data.get("block")) is None:
        return editing.restore_revision(
            post, revision, by=by, note=note, seen=seen, correction=correction
        )
    block, position = parse_pk(index), parse_pk(data.get("position"))
    if block is None or position is None:
        raise Http404
    try:
        return editing.restore_block(
            post,
            revision,
            by=by,
            block=block,
            position=position,
            replace="instead" in data,
            note=note,
            seen=seen,
            correction=correction,
        )
    except IndexError as missing:
        raise Http404 from missing
