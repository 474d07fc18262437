"""Requirements of a save: permissions, a valid document, no blocking findings, a correction note.

The form of a post makes the same checks itself, to show each message at its field.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog import checks, corrections, revisions, workflow
from blog.checks import Finding
from blog.content import document as documents
from blog.content.document import Document
from blog.corrections import CorrectionNote
from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision
from blog.workflow import PUBLISHING_KINDS, NotAllowed, Transition

PUBLISHED = Post.Status.PUBLISHED


class NotSaved(Exception):
    """Nothing was saved; `errors` are messages for the user."""

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = list(errors)
        super().__init__(" ".join(self.errors))


class CorrectionRequired(NotSaved):
    """Readers will notice the change, so a correction note is required."""


@dataclass(frozen=True)
class Changes:
    """The arguments of `save_post` that describe the changes."""

    by: User
    fields: Mapping[str, Any]
    document: Document | None
    labels: Sequence[str] | None
    authors: Sequence[int] | None
    transition: Transition | None
    overrides: Mapping[str, str] | None


def require(
    post: Post, before: Post | None, changes: Changes, correction: CorrectionNote | None
) -> CorrectionNote | None:
    """Check all requirements of a save; return the correction note to store, or None.

    `before` is the stored row, locked. Raises NotAllowed, NotSaved or CorrectionRequired. Four
    queries for the text of a draft without a transition; at most about thirty.
    """
    stored = before or post
    by, fields, document = changes.by, changes.fields, changes.document
    transition = changes.transition
    _require_rights(post, before, by, fields, changes.authors, changes.overrides)
    status = transition.values["status"] if transition else stored.status
    is_content = document is not None or bool(fields.keys() - {"published_at"})
    is_publication = status == PUBLISHED and (before is None or before.status != PUBLISHED)
    if document is not None:
        documents.check(document, stored, by, publishing=status == PUBLISHED)
        if document.errors:
            raise NotSaved(document.errors)
    if transition:
        _require_transition(stored, by, fields, document, transition)
    nodes = document
    if nodes is None and status == PUBLISHED and (is_content or is_publication):
        nodes = documents.load_document(stored)
        documents.check(nodes, stored, by, publishing=True)
    if nodes is not None and status == PUBLISHED:
        _require_publishable(stored, nodes, by, fields, changes.labels, changes.overrides)
    if before is None:
        return None
    if not (is_content or fields or (is_publication and before.was_public)):
        return None
    return _require_correction(before, fields, changes.authors, nodes, transition, correction)


def _require_rights(
    post: Post,
    before: Post | None,
    by: User,
    fields: Mapping[str, Any],
    authors: Sequence[int] | None,
    overrides: Mapping[str, str] | None,
) -> None:
    if before is None:
        is_allowed = by.has_perm(f"blog.add_{post.kind}")
    else:
        is_allowed = Post.all_objects.editable_by(by).filter(pk=before.pk).exists()
    if not is_allowed:
        raise NotAllowed(_("You are not allowed to change this post."))
    if authors is not None and list(authors) != [by.pk] and not by.has_perm("blog.edit_all"):
        raise NotAllowed(_("Only an editor can change the authors of a post."))
    if overrides and not workflow.can_publish(before or post, by):
        raise NotAllowed(_("Only an editor can override checks."))
    if before is not None and before.status == PUBLISHED:
        published_at = fields.get("published_at", before.published_at)
        if published_at != before.published_at and not workflow.can_publish(before, by):
            raise NotAllowed(_("Only an editor can change the date of a published post."))


def _require_transition(
    stored: Post,
    by: User,
    fields: Mapping[str, Any],
    document: Document | None,
    transition: Transition,
) -> None:
    is_changed = False
    if stored.pk and transition.kind in PUBLISHING_KINDS and (fields or document is not None):
        nodes = document or documents.load_document(stored)
        recorded = {name: value for name, value in fields.items() if name in Revision.FIELDS}
        is_changed = not revisions.is_unchanged(stored, revisions.serialize_fields(recorded), nodes)
    workflow.check_transition(
        stored,
        transition.kind,
        by,
        publish_at=transition.publish_at,
        reason=transition.reason,
        seen=transition.seen,
        is_text_changed=is_changed,
    )


def _require_publishable(
    stored: Post,
    nodes: Document,
    by: User,
    fields: Mapping[str, Any],
    labels: Sequence[str] | None,
    overrides: Mapping[str, str] | None,
) -> None:
    """Require publishable content; findings that are already public do not block a save."""
    if nodes.is_empty:
        raise NotSaved(
            [_("There is nothing to publish yet. Open the post and write some text first.")]
        )
    if nodes.errors:
        raise NotSaved(
            [
                _("The post cannot be published yet. Open it to fix this: %(error)s")
                % {"error": nodes.errors[0]}
            ]
        )
    if stored.kind == Post.Kind.PAGE:
        names = None
    elif labels is None and stored.pk:
        names = list(stored.labels.values_list("name", flat=True))
    else:
        names = list(labels or [])
    title, summary = (fields.get(name, getattr(stored, name)) for name in ("title", "summary"))
    language = fields.get("language", stored.language)
    content = checks.CheckInput(nodes, title, summary, names, language)
    findings = checks.run(content, stored, by)
    results = checks.apply_overrides(findings, stored, overrides or {}, by)
    blocking = exclude_public(results.blocking, stored, by)
    if blocking:
        message = ngettext(
            "%(count)d check result blocks publishing. Open the post and see “Checks”.",
            "%(count)d check results block publishing. Open the post and see “Checks”.",
            len(blocking),
        )
        raise NotSaved([message % {"count": len(blocking)}])


def exclude_public(findings: list[Finding], stored: Post, by: User) -> list[Finding]:
    """Exclude findings that the published post already has. Eight queries, or none."""
    if not findings or stored.pk is None or stored.status != PUBLISHED:
        return findings
    known = {finding.key for finding in checks.run(checks.load_check_input(stored), stored, by)}
    return [finding for finding in findings if finding.key not in known]


def _require_correction(
    before: Post,
    fields: Mapping[str, Any],
    authors: Sequence[int] | None,
    nodes: Document | None,
    transition: Transition | None,
    correction: CorrectionNote | None,
) -> CorrectionNote | None:
    """Return the note to store. The note of a draft is stored until the draft is published."""
    values: dict[str, Any] = {"status": before.status, **fields}
    values |= transition.values if transition else {}
    if values["status"] != PUBLISHED:
        return correction
    if authors is not None:
        values["byline"] = list(authors)
    new = revisions.get_field_values(before) | values
    nodes = nodes or documents.load_document(before)
    # A transition without other changes sets the date, which is not a correction.
    if not corrections.is_note_required(
        before, new, nodes, ignore_date=not fields and transition is not None
    ):
        return None
    correction = correction or corrections.get_draft_note(before)
    if correction is None:
        raise CorrectionRequired(
            [
                _(
                    "Readers have already seen this post. Choose what kind of change "
                    "this is, then save again."
                )
            ]
        )
    if correction.kind != Correction.Kind.TYPO and not correction.text.strip():
        raise CorrectionRequired([_("Write a note to readers, then save again.")])
    return correction
