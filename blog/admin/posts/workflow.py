"""Where a post stands on its way to readers: told above its form, with a button for each transition
that this person has; and what was decided so far, beside its revisions."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _

from accounts.models import User, signed_in
from blog import workflow
from blog.admin.posts.transition_form import told
from blog.common.formatting.dates import trim_double_stop
from blog.editing import SavedPost
from blog.models import Post
from blog.workflow import Event, Kind, State
from blog.workflow.models import WorkflowTransition

# As many of the latest transitions are looked at for what is told above the form.
LOOKED_AT = 20


@dataclass(frozen=True)
class PanelLine:
    sentence: str
    words: str = ""


@dataclass
class WorkflowPanel:
    state: str
    label: str
    seen: int
    lines: list[PanelLine] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    zone: str = ""


class WorkflowPanelAdmin(ModelAdmin):
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["workflow"] = self._workflow_panel(request, context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    def _workflow_panel(self, request: Any, given: Post | None) -> WorkflowPanel:
        """At most eleven queries. Of a form with errors `given` holds what was sent."""
        post = self.model() if given is None else given
        if given is not None and request.method == "POST":
            post = self.model._base_manager.get(pk=given.pk)
        found = list(transitions_of(post)[:LOOKED_AT])
        state = workflow.get_state(post)
        buttons = workflow.get_allowed_transitions(post, signed_in(request))
        approval = workflow.get_approval(post) if state == State.REVIEW else None
        if not request.site.approval_required or approval:
            buttons = [kind for kind in buttons if kind != Kind.APPROVED]
        lines = [_line(transition, approval) for transition in _shown_transitions(found, state)]
        if state == State.SCHEDULED and post.published_at:
            out = _("It will be published on %(when)s.") % {"when": _when(post.published_at)}
            lines.insert(0, PanelLine(trim_double_stop(out)))
        if moment := published_itself(found[0] if found else None, None):
            out = _("Published automatically on %(when)s.") % {"when": _when(moment)}
            lines.append(PanelLine(trim_double_stop(out)))
        is_editor = request.user.has_perm(workflow.PUBLISH_PERMISSION)
        if is_editor and state in (State.DRAFT, State.REVIEW) and Kind.PUBLISHED not in buttons:
            lines.append(
                PanelLine(
                    _(
                        "This is your own post. Another editor must approve it before it can "
                        "be published."
                    )
                )
            )
        return WorkflowPanel(
            state=state,
            label=str(state.label),
            seen=found[0].pk if found else 0,
            lines=lines,
            buttons=buttons,
            zone=get_current_timezone_name(),
        )

    def report_transition(self, request: HttpRequest, saved: SavedPost) -> None:
        if saved.transition:
            self.message_user(request, told(saved.transition.event), messages.SUCCESS)
        show_withdrawal(request, saved.withdrawal)

    def response_add(
        self, request: HttpRequest, obj: Post, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        return self._stay(request, obj, response)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        return self._stay(request, obj, super().response_change(request, obj))

    def _stay(self, request: HttpRequest, post: Post, response: HttpResponse) -> HttpResponse:
        """Whoever decided sees what it came to: the form, rather than where the button leads."""
        if not request.POST.get("transition"):
            return response
        address = reverse(f"admin:blog_{self.opts.model_name}_change", args=[post.pk])
        filters: Any = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(filters, address))


def show_withdrawal(request: HttpRequest, transition: WorkflowTransition | None) -> None:
    if transition is None:
        return
    if transition.event == Event.BACK_IN_REVIEW:
        message = _(
            "The post is no longer scheduled: it is back in review, because an "
            "editor must approve your changes."
        )
    else:
        message = _("Your changes withdrew the approval. An editor must approve the post again.")
    messages.warning(request, message)


def transitions_of(post: Post) -> QuerySet[WorkflowTransition]:
    """The latest first, with who made them."""
    if post.pk is None:
        return WorkflowTransition.objects.none()
    return WorkflowTransition.objects.filter(post=post.pk).select_related("by").latest_first()


@dataclass(frozen=True)
class Step:
    """A transition as the history lists it, or the automatic publication, which nobody made."""

    label: str
    at: datetime
    by: User | None = None
    words: str = ""
    scheduled_for: datetime | None = None
    dated: datetime | None = None


def steps_of(post: Post, limit: int) -> list[Step]:
    """The latest first. One query."""
    steps: list[Step] = []
    later: WorkflowTransition | None = None
    for transition in transitions_of(post)[:limit]:
        if moment := published_itself(transition, later):
            steps.append(Step(str(Event.PUBLISHED_ITSELF.label), moment))
        event, publish_at = transition.event, transition.publish_at
        steps.append(
            Step(
                label=str(event.label),
                at=transition.at,
                by=transition.by,
                words=transition.words,
                scheduled_for=publish_at if event == Kind.SCHEDULED else None,
                dated=publish_at if event == Event.DATE_CHANGED else None,
            )
        )
        later = transition
    return steps


def published_itself(
    transition: WorkflowTransition | None, later: WorkflowTransition | None
) -> datetime | None:
    """The moment at which its schedule published a post, if that was before the `later` one."""
    if transition is None or transition.kind != Kind.SCHEDULED or transition.publish_at is None:
        return None
    until = later.at if later else timezone.now()
    return transition.publish_at if transition.publish_at <= until else None


def _shown_transitions(found: list[WorkflowTransition], state: State) -> list[WorkflowTransition]:
    """The latest, who handed it in, and what was asked for since it was last a draft of nobody's
    concern: in the order that they were made."""
    if not found:
        return []
    kinds = {Kind.HANDED_IN, Kind.CHANGES} if state in (State.DRAFT, State.REVIEW) else set()
    told = {found[0].pk: found[0]}
    for kind in kinds:
        for transition in found:
            if transition.kind in (Kind.PUBLISHED, Kind.SCHEDULED):
                break
            if transition.kind == kind:
                told[transition.pk] = transition
                break
    return [told[pk] for pk in sorted(told)]


def _line(transition: WorkflowTransition, approval: WorkflowTransition | None) -> PanelLine:
    sentence: str = {
        Kind.HANDED_IN: _("Submitted by %(who)s on %(when)s."),
        Kind.CHANGES: _("Changes requested by %(who)s on %(when)s:"),
        Kind.APPROVED: _("Approved by %(who)s on %(when)s."),
        Kind.WITHDRAWN: _("Approval withdrawn: %(who)s changed the post on %(when)s."),
        Kind.PUBLISHED: _("Published by %(who)s on %(when)s."),
        Kind.SCHEDULED: _("Scheduled by %(who)s on %(when)s."),
        Event.BACK_IN_REVIEW: _("Moved back to review: %(who)s changed the post on %(when)s."),
        Event.DATE_CHANGED: _("Date changed by %(who)s on %(when)s."),
        Event.FROM_REVIEW: _("Withdrawn from review by %(who)s on %(when)s."),
        Event.CANCELLED: _("Schedule cancelled by %(who)s on %(when)s."),
        Event.UNPUBLISHED: _("Unpublished by %(who)s on %(when)s."),
    }[transition.event]
    if transition.kind == Kind.APPROVED and approval is None:
        sentence = _("%(who)s approved it on %(when)s, but it has changed since then.")
    who = str(transition.by) if transition.by else _("somebody")
    return PanelLine(
        trim_double_stop(sentence % {"who": who, "when": _when(transition.at)}), transition.words
    )


def _when(moment: Any) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")
