"""The part of a post's form that decides: a button saves what is typed and decides in one step."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog import revisions, workflow
from blog.checks import Finding
from blog.content.document import Document
from blog.models import Post
from blog.workflow import PUBLISHING_KINDS, Event, Kind, NotAllowed, State, Transition
from blog.workflow.models import MAX_MESSAGE_LENGTH

BUTTONS = [(kind, label) for kind, label in Kind.choices if kind != Kind.WITHDRAWN]

# Ends the value of the button that confirms a transition despite what the checks found.
ANYWAY = " anyway"


class TransitionField(forms.ChoiceField):
    def to_python(self, value: Any) -> str:
        return super().to_python(value).removesuffix(ANYWAY)


class TransitionForm(forms.ModelForm):
    """`user` is the person; `requested` is to be applied with the save, None where there is none.

    `status` travels along unseen, as it was when the form was opened. A program may send another
    instead of a button: what leads there is then decided.
    """

    requested: Transition | None = None
    # What the checks warn of, where it is asked whether it may go out like that.
    warnings: list[Finding]
    transition = TransitionField(choices=BUTTONS, required=False)
    words = forms.CharField(
        label=_("Requested changes"), required=False, max_length=MAX_MESSAGE_LENGTH
    )
    schedule_at = forms.DateTimeField(label=_("Publish automatically at"), required=False)
    # Where the notes are now, as the editor knows it: see blog.notes.anchors.
    note_places = forms.CharField(required=False, max_length=500_000)
    # The key of the latest transition that was before this person's eyes.
    seen = forms.IntegerField(required=False)
    # The keys of the warnings that stood in the question.
    warned = forms.CharField(required=False, max_length=50_000)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.warnings = []
        if isinstance(status := self.fields.get("status"), forms.ChoiceField):
            shown = [choice for choice in Post.Status.choices if choice[0] != Post.Status.TRASHED]
            status.choices = shown

    @property
    def stored_status(self) -> str:
        return self.initial.get("status", Post.Status.DRAFT)

    @property
    def decided(self) -> str | None:
        return self.requested.kind if self.requested else None

    def mine(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def decide(self, cleaned: dict[str, Any], nodes: Document) -> None:
        """Status and date become what the transition makes of them, or its refusal is told."""
        button = cleaned.get("transition", "")
        if self.errors:
            return
        kind = button or self._implied(cleaned)
        if not kind:
            return
        at = self._time(kind, cleaned) if button else cleaned.get("published_at")
        place = {Kind.CHANGES: "words", Kind.SCHEDULED: "schedule_at"}.get(Kind(kind))
        if not button:
            place = "published_at" if cleaned["status"] == self.stored_status else "status"
        changed = True
        if self.instance.pk and kind in PUBLISHING_KINDS:
            changed = not revisions.is_unchanged(self.instance, self.mine(cleaned), nodes)
        try:
            workflow.check_transition(
                self.instance,
                kind,
                self.user,
                publish_at=at,
                reason=cleaned.get("words", ""),
                seen=(cleaned.get("seen") or 0) if button else None,
                is_text_changed=changed,
            )
        except NotAllowed as refused:
            self.add_error(place, str(refused))
            return
        words = cleaned.get("words", "") if kind == Kind.CHANGES else ""
        if kind in PUBLISHING_KINDS:
            at = at or timezone.now()
        self.requested = Transition(kind, publish_at=at, reason=words)
        cleaned |= self.requested.values

    def warn(self, findings: list[Finding]) -> None:
        """Ask whoever publishes or hands in by a button about findings.

        A finding is not asked about again when the button of the question itself was pressed; the
        keys of its findings travel along with any other button too.
        """
        is_going_out = (
            self.stored_status != Post.Status.PUBLISHED and self.decided in PUBLISHING_KINDS
        )
        is_asked = is_going_out or self.decided == Kind.HANDED_IN
        if self.errors or not is_asked or not self.cleaned_data.get("transition"):
            return
        is_confirmed = self.data.get(self.add_prefix("transition"), "").endswith(ANYWAY)
        known = set(self.cleaned_data.get("warned", "").split() if is_confirmed else ())
        self.warnings = [finding for finding in findings if finding.key not in known]
        if self.warnings and is_going_out:
            self.add_error(None, _("Not published yet. Review the suggestions first."))
        elif self.warnings:
            self.add_error(
                None, _("Not submitted yet. Review the check results that block publishing.")
            )

    def _time(self, kind: str, cleaned: dict[str, Any]) -> datetime | None:
        """'Publish' for what is scheduled means now, else as if at the date that stands there."""
        if kind == Kind.SCHEDULED:
            return cleaned.get("schedule_at") or cleaned.get("published_at")
        if kind == Kind.PUBLISHED and workflow.get_state(self.instance) == State.SCHEDULED:
            return None
        return cleaned.get("published_at")

    def _implied(self, cleaned: dict[str, Any]) -> str:
        """What leads from the stored status and date to those that were sent."""
        was, wanted, at = self.stored_status, cleaned.get("status"), cleaned.get("published_at")
        out = Kind.SCHEDULED if at and at > timezone.now() else Kind.PUBLISHED
        if wanted == Post.Status.PUBLISHED:
            return "" if wanted == was and not self._is_moved(at) else out
        if wanted == was:
            return ""
        return Kind.HANDED_IN if was == Post.Status.DRAFT else Kind.TAKEN_BACK

    def _is_moved(self, at: datetime | None) -> bool:
        """Forms have no parts of a second."""
        stored = self.instance.published_at
        if at is None or stored is None:
            return at is not stored
        return at.replace(microsecond=0) != stored.replace(microsecond=0)


def told(event: Kind | Event) -> str:
    """What has just been decided, for the message above the next page."""
    messages: dict[Kind | Event, str] = {
        Kind.HANDED_IN: gettext("Submitted for review."),
        Kind.CHANGES: gettext("Changes requested. The authors will be notified."),
        Kind.APPROVED: gettext("Approved. The post can be published as it is now."),
        Kind.PUBLISHED: gettext("Published."),
        Kind.SCHEDULED: gettext("Scheduled. The post will be published automatically."),
        Event.DATE_CHANGED: gettext("Date changed."),
        Event.FROM_REVIEW: gettext("Withdrawn from review. The post is a draft again."),
        Event.CANCELLED: gettext("Schedule cancelled. The post is a draft again."),
        Event.UNPUBLISHED: gettext("Unpublished. The post is a draft again."),
    }
    return messages[event]
