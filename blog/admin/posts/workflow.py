"""The workflow panel above a post's form, with a button for each transition that the user may
apply; and the transitions in the post's history."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _

from accounts.invitations import has_mail_server
from accounts.models import User, signed_in
from blog import workflow
from blog.admin.posts.transition_form import success_message
from blog.common.formatting.dates import full_datetime, trim_double_stop
from blog.editing import SavedPost
from blog.models import Post
from blog.models.posts import post_path
from blog.workflow import Event, Kind, State
from blog.workflow.models import WorkflowTransition

# How many of the latest transitions the panel looks at.
MAX_TRANSITIONS = 20


@dataclass(frozen=True)
class PanelLine:
    sentence: str
    quote: str = ""


@dataclass
class WorkflowPanel:
    state: str
    label: str
    seen: int
    lines: list[PanelLine] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    zone: str = ""
    # The URL of the post, with `SLUG` instead of its slug.
    address: str = ""


class WorkflowPanelAdmin(ModelAdmin):
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["workflow"] = self._build_panel(request, context.get("original"))
        context["has_mail"] = has_mail_server()
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def _build_panel(self, request: Any, instance: Post | None) -> WorkflowPanel:
        """At most thirteen queries. A form with errors has changed `instance`."""
        user = signed_in(request)
        post = self.model() if instance is None else instance
        if instance is not None and request.method == "POST":
            post = self.model._base_manager.get(pk=instance.pk)
        transitions = list(latest_transitions(post)[:MAX_TRANSITIONS])
        state = workflow.get_state(post)
        buttons = workflow.get_allowed_transitions(post, user)
        approval = workflow.get_approval(post) if state == State.REVIEW else None
        if not request.site.approval_required or approval:
            buttons = [kind for kind in buttons if kind != Kind.APPROVED]
        if {Kind.PUBLISHED, Kind.HANDED_IN} <= {*buttons} and not workflow.has_other_editors(user):
            buttons.remove(Kind.HANDED_IN)  # There is nobody to review the post.
        lines = [
            _status_line(transition, approval)
            for transition in _shown_transitions(transitions, state)
        ]
        if state == State.SCHEDULED and post.published_at:
            sentence = _("The post will be published on %(when)s.") % {
                "when": full_datetime(post.published_at)
            }
            lines.insert(0, PanelLine(trim_double_stop(sentence)))
        if moment := automatic_publication(transitions[0] if transitions else None, None):
            sentence = _("Published automatically on %(when)s.") % {"when": full_datetime(moment)}
            lines.append(PanelLine(trim_double_stop(sentence)))
        is_unpublished = state in (State.DRAFT, State.REVIEW)
        if post.is_template:
            lines.append(PanelLine(_("A template is never published. Posts can begin with it.")))
        elif is_unpublished and Kind.PUBLISHED not in buttons and workflow.can_publish(post, user):
            lines.append(PanelLine(workflow.describe_missing_approval(user)))
        return WorkflowPanel(
            state=state,
            label=_("Template") if post.is_template else str(state.label),
            seen=transitions[0].pk if transitions else 0,
            lines=lines,
            buttons=buttons,
            zone=get_current_timezone_name(),
            address=settings.SITE_URL
            + post_path(post.kind, "SLUG", post.published_at or post.created_at or timezone.now()),
        )

    def report_transition(self, request: HttpRequest, saved: SavedPost) -> None:
        if saved.transition:
            message = success_message(saved.transition.event, saved.post.published_at)
            if saved.transition.event == Kind.PUBLISHED:
                message = _add_link(message, saved.post)
            messages.success(request, message)
        elif request.POST.get("transition"):
            messages.success(request, _("Saved."))
        show_withdrawal(request, saved.withdrawal)

    def response_add(
        self, request: HttpRequest, obj: Post, post_url_continue: str | None = None
    ) -> HttpResponse:
        if request.POST.get("transition"):
            return self._redirect_to_form(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        if request.POST.get("transition"):
            return self._redirect_to_form(request, obj)
        if "_continue" in request.POST:
            messages.success(request, _add_link(_("Saved."), obj))
            return self._redirect_to_form(request, obj)
        return super().response_change(request, obj)

    def _redirect_to_form(self, request: HttpRequest, post: Post) -> HttpResponse:
        """Return to the form after a transition, which `report_transition` reported."""
        address = reverse(f"admin:blog_{self.opts.model_name}_change", args=[post.pk])
        filters: Any = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return redirect(add_preserved_filters(filters, address))


def _add_link(message: str, post: Post) -> str:
    """Add a link to the page of a post that readers can see."""
    if not post.is_public:
        return message
    link = format_html('<a href="{}">{}</a>', post.get_absolute_url(), _("View it on the site"))
    return format_html("{} {}", message, link)


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


def latest_transitions(post: Post) -> QuerySet[WorkflowTransition]:
    """Return the post's transitions, latest first, with their users."""
    if post.pk is None:
        return WorkflowTransition.objects.none()
    return WorkflowTransition.objects.filter(post=post.pk).select_related("by").latest_first()


@dataclass(frozen=True)
class Step:
    """An entry of the workflow history: a transition, or the automatic publication."""

    label: str
    applied_at: datetime
    by: User | None = None
    quote: str = ""
    scheduled_for: datetime | None = None
    dated: datetime | None = None


def workflow_steps(post: Post, limit: int) -> list[Step]:
    """Return the workflow history, latest first. One query."""
    steps: list[Step] = []
    later: WorkflowTransition | None = None
    for transition in latest_transitions(post)[:limit]:
        if moment := automatic_publication(transition, later):
            steps.append(Step(str(Event.PUBLISHED_ITSELF.label), moment))
        event, publish_at = transition.event, transition.publish_at
        steps.append(
            Step(
                label=str(event.label),
                applied_at=transition.created_at,
                by=transition.by,
                quote=transition.reason,
                scheduled_for=publish_at if event == Kind.SCHEDULED else None,
                dated=publish_at if event == Event.DATE_CHANGED else None,
            )
        )
        later = transition
    return steps


def automatic_publication(
    transition: WorkflowTransition | None, later: WorkflowTransition | None
) -> datetime | None:
    """Return when the schedule published the post, if that was before the `later` transition."""
    if transition is None or transition.kind != Kind.SCHEDULED or transition.publish_at is None:
        return None
    until = later.created_at if later else timezone.now()
    return transition.publish_at if transition.publish_at <= until else None


def _shown_transitions(
    transitions: list[WorkflowTransition], state: State
) -> list[WorkflowTransition]:
    """Select the latest transition and, before publication, the latest submission and the latest
    request for changes; oldest first."""
    if not transitions:
        return []
    kinds = {Kind.HANDED_IN, Kind.CHANGES} if state in (State.DRAFT, State.REVIEW) else set()
    shown = {transitions[0].pk: transitions[0]}
    for kind in kinds:
        for transition in transitions:
            if transition.kind in (Kind.PUBLISHED, Kind.SCHEDULED):
                break
            if transition.kind == kind:
                shown[transition.pk] = transition
                break
    return [shown[pk] for pk in sorted(shown)]


def _status_line(transition: WorkflowTransition, approval: WorkflowTransition | None) -> PanelLine:
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
        sentence = _("%(who)s approved the post on %(when)s, but it has changed since then.")
    who = str(transition.by) if transition.by else _("somebody")
    return PanelLine(
        trim_double_stop(sentence % {"who": who, "when": full_datetime(transition.created_at)}),
        transition.reason,
    )
