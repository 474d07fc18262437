"""The workflow part of a post's form: a button saves the post and applies a transition."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog import revisions, workflow
from blog.checks import Finding
from blog.common.formatting.dates import datetime_header, trim_double_stop
from blog.content.document import Document
from blog.models import Post
from blog.workflow import PUBLISHING_KINDS, Event, Kind, NotAllowed, State, Transition
from blog.workflow.models import MAX_MESSAGE_LENGTH

BUTTONS = [(kind, label) for kind, label in Kind.choices if kind != Kind.WITHDRAWN]

# Ends the value of the button that confirms a transition despite the check results.
CONFIRMED_SUFFIX = " anyway"


class TransitionField(forms.ChoiceField):
    def to_python(self, value: Any) -> str:
        return super().to_python(value).removesuffix(CONFIRMED_SUFFIX)


class TransitionForm(forms.ModelForm):
    """Validate the transition that `user` requests; `requested` is to be applied with the save.

    `status` is a hidden field with the value at the time the form was opened. A client may send
    another status instead of a button: the transition is then derived from it.
    """

    requested: Transition | None = None
    # Check results that the user has to confirm before the transition.
    warnings: list[Finding]
    transition = TransitionField(choices=BUTTONS, required=False)
    reason = forms.CharField(
        label=_("Requested changes"), required=False, max_length=MAX_MESSAGE_LENGTH
    )
    schedule_at = forms.DateTimeField(label=_("Publish automatically at"), required=False)
    # The current anchors of the notes in the editor: see blog.notes.anchors.
    note_places = forms.CharField(required=False, max_length=500_000)
    # The ID of the latest transition that the form showed.
    seen = forms.IntegerField(required=False)
    # The keys of the warnings that the form showed.
    warned = forms.CharField(required=False, max_length=50_000)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.warnings = []
        if isinstance(status := self.fields.get("status"), forms.ChoiceField):
            status.choices = [
                choice for choice in Post.Status.choices if choice[0] != Post.Status.TRASHED
            ]

    @property
    def stored_status(self) -> str:
        return self.initial.get("status", Post.Status.DRAFT)

    @property
    def requested_kind(self) -> str | None:
        return self.requested.kind if self.requested else None

    def revision_fields(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def clean_transition_request(self, cleaned: dict[str, Any], nodes: Document) -> None:
        """Set `requested` and the status and date in `cleaned`, or add the error."""
        button = cleaned.get("transition", "")
        if self.errors:
            return
        kind = button or self._implied_kind(cleaned)
        if not kind:
            return
        publish_at = self._publish_at(kind, cleaned) if button else cleaned.get("published_at")
        error_field = {Kind.CHANGES: "reason", Kind.SCHEDULED: "schedule_at"}.get(Kind(kind))
        if not button:
            error_field = "published_at" if cleaned["status"] == self.stored_status else "status"
        changed = True
        if self.instance.pk and kind in PUBLISHING_KINDS:
            fields = self.revision_fields(cleaned)
            changed = not revisions.is_unchanged(self.instance, fields, nodes)
        try:
            workflow.check_transition(
                self.instance,
                kind,
                self.user,
                publish_at=publish_at,
                reason=cleaned.get("reason", ""),
                seen=(cleaned.get("seen") or 0) if button else None,
                is_text_changed=changed,
            )
        except NotAllowed as refused:
            self.add_error(error_field, str(refused))
            return
        message = cleaned.get("reason", "") if kind in (Kind.CHANGES, Kind.HANDED_IN) else ""
        if kind in PUBLISHING_KINDS:
            publish_at = publish_at or timezone.now()
        self.requested = Transition(kind, publish_at=publish_at, reason=message)
        cleaned |= self.requested.values

    def warn(self, findings: list[Finding]) -> None:
        """Require confirmation of findings when a post is published or submitted by a button.

        The confirming button covers only findings that were shown: their keys are in `warned`.
        """
        is_published = (
            self.stored_status != Post.Status.PUBLISHED and self.requested_kind in PUBLISHING_KINDS
        )
        is_checked = is_published or self.requested_kind == Kind.HANDED_IN
        if self.errors or not is_checked or not self.cleaned_data.get("transition"):
            return
        is_confirmed = self.data.get(self.add_prefix("transition"), "").endswith(CONFIRMED_SUFFIX)
        known = set(self.cleaned_data.get("warned", "").split() if is_confirmed else ())
        self.warnings = [finding for finding in findings if finding.key not in known]
        if self.warnings and is_published:
            self.add_error(None, _("Not published yet. Review the suggestions first."))
        elif self.warnings:
            self.add_error(
                None, _("Not submitted yet. Review the check results that block publishing.")
            )

    def _publish_at(self, kind: str, cleaned: dict[str, Any]) -> datetime | None:
        """Return the date in the form; None, meaning now, to publish a post that is scheduled or
        only planned for later."""
        publish_at = cleaned.get("published_at")
        if kind == Kind.SCHEDULED:
            return cleaned.get("schedule_at") or publish_at
        is_planned = publish_at and publish_at > timezone.now() and not self._is_moved(publish_at)
        is_scheduled = workflow.get_state(self.instance) == State.SCHEDULED
        return None if kind == Kind.PUBLISHED and (is_scheduled or is_planned) else publish_at

    def _implied_kind(self, cleaned: dict[str, Any]) -> str:
        """Return the transition from the stored status and date to those in the form."""
        was, status, publish_at = (
            self.stored_status,
            cleaned.get("status"),
            cleaned.get("published_at"),
        )
        out = Kind.SCHEDULED if publish_at and publish_at > timezone.now() else Kind.PUBLISHED
        if status == Post.Status.PUBLISHED:
            return "" if status == was and not self._is_moved(publish_at) else out
        if status == was:
            return ""
        return Kind.HANDED_IN if was == Post.Status.DRAFT else Kind.TAKEN_BACK

    def _is_moved(self, publish_at: datetime | None) -> bool:
        """Compare without microseconds, which forms do not send."""
        stored = self.instance.published_at
        if publish_at is None or stored is None:
            return publish_at is not stored
        return publish_at.replace(microsecond=0) != stored.replace(microsecond=0)


def success_message(event: Kind | Event, publish_at: datetime | None) -> str:
    if event == Kind.SCHEDULED and publish_at:
        sentence = gettext("Scheduled. The post will be published on %(when)s.")
        return trim_double_stop(sentence % {"when": datetime_header(publish_at)})
    messages: dict[Kind | Event, str] = {
        Kind.HANDED_IN: gettext("Submitted for review."),
        Kind.CHANGES: gettext("Changes requested. The authors will be notified."),
        Kind.APPROVED: gettext("Approved. The post can be published as it is now."),
        Kind.PUBLISHED: gettext("Published."),
        Event.DATE_CHANGED: gettext("Date changed."),
        Event.FROM_REVIEW: gettext("Withdrawn from review. The post is a draft again."),
        Event.CANCELLED: gettext("Schedule cancelled. The post is a draft again."),
        Event.UNPUBLISHED: gettext("Unpublished. The post is a draft again."),
    }
    return messages[event]
