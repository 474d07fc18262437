"""Handle moderators' requests: actions on comments, undo, replies, marks and bans.

With `Accept: application/json` the response is JSON, otherwise a redirect back to the page.
"""

import re
import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from accounts.models import User, signed_in
from blog.comments import bans
from blog.comments.bans import ban_authors, undo_batch
from blog.comments.counters import CommentDayCounter
from blog.comments.models import MODERATE_PERMISSION, Comment, ModerationAction
from blog.comments.moderate import (
    CannotUndo,
    ModerationConflict,
    ModerationResult,
    moderate,
    set_pick,
    set_thread_locked,
)
from blog.comments.moderation.models import Ban
from blog.comments.submit import publish_reply
from blog.common import markup
from blog.content.site_middleware import SiteRequest
from blog.models import SiteSettings
from lib.client_ip import get_client_ip
from lib.parsing import parse_uuid
from lib.urls import is_local_path

State = Comment.State
MAX_SELECTED = 500
_SEEN_RE = re.compile(r"([0-9]{1,18}):([a-z]{1,8}(?:-[0-9]{1,17})?)")


class ModerationRefused(Exception):
    """An action with a typed reason was refused: show the form again with the reason."""

    def __init__(self, conflict: ModerationConflict) -> None:
        super().__init__(conflict.message)
        self.comment_id = conflict.comment.pk


def apply_action(request: HttpRequest) -> HttpResponse:
    """Apply a moderation action to comments, or undo a batch.

    POST: `to`, a state, and `about`, repeated as 'ID:VERSION' with the `Comment.version` that the
    moderator saw; or both in one field, `one`, 'STATE:ID:VERSION'; or `undo`, a batch.

    JSON: `batch` for undo, `changed`, a list of IDs and states, and `others`, the comments that
    were not changed, with a message and their text as `html`.
    """
    if batch := request.POST.get("undo"):
        return _undo(request, batch)
    to, _colon, one = request.POST.get("one", "").partition(":")
    to = to or request.POST.get("to", "")
    seen = parse_seen([one] if one else request.POST.getlist("about"))
    if to not in State.values or seen is None:
        return refuse(request, _("This page is out of date. Reload it."))
    if not seen:
        return refuse(request, _("Select comments first."))
    reason = markup.clean_text(request.POST.get("reason", "")).strip()
    result = moderate(comment_ids=seen, to=to, by=signed_in(request), reason=reason, seen=seen)
    if one and reason and result.conflicts:
        raise ModerationRefused(result.conflicts[0])
    return build_response(request, result)


def parse_seen(about: list[str]) -> dict[int, str] | None:
    """Parse 'ID:VERSION' strings to a mapping; None if any is malformed or there are too many."""
    seen = {int(m[1]): m[2] for text in about if (m := _SEEN_RE.fullmatch(text))}
    return None if len(seen) != len(set(about)) or len(seen) > MAX_SELECTED else seen


def _undo(request: HttpRequest, text: str) -> HttpResponse:
    """Undo a batch of the same moderator's actions."""
    try:
        # A malformed batch is handled like an unknown one.
        batch = parse_uuid(text) or uuid.uuid4()
        undone = undo_batch(batch=batch, by=signed_in(request))
        return build_response(request, undone.moderation, lifted=undone.lifted)
    except CannotUndo as error:
        return refuse(request, str(error))


def build_response(
    request: HttpRequest, result: ModerationResult, *, has_bans: bool = False, **more: Any
) -> HttpResponse:
    """Build the response with the result of moderation. One query for JSON."""
    can_undo = bool(result.changed) or has_bans
    if not wants_json(request):
        for conflict in result.conflicts:
            name = conflict.comment.name or _("Anonymous")
            messages.warning(request, f"{name}: {conflict.message}")
        return redirect_back(request, result.batch if can_undo else None)
    return JsonResponse(
        {
            "batch": str(result.batch) if can_undo else None,
            "changed": list(result.changed.items()),
            "others": [
                {
                    "key": conflict.comment.pk,
                    "state": conflict.comment.state,
                    "version": conflict.comment.version,
                    "html": conflict.comment.html,
                    "message": conflict.message,
                }
                for conflict in result.conflicts
            ],
            "waiting": count_waiting(signed_in(request)),
            **more,
        }
    )


def count_waiting(user: User) -> int:
    """Count the comments that wait for a user. One query."""
    if user.has_perm(MODERATE_PERMISSION):
        return CommentDayCounter.objects.count_in_state(State.WAITING)
    return Comment.objects.waiting().moderated_by(user).count()


def publish_typed_reply(request: SiteRequest, pk: int) -> HttpResponse:
    """Publish the reply `text` to a comment; `seen` is the `version` that the moderator read.

    JSON: as `apply_action`, with `key` and `address` of the reply. Raises `CommentRefused`.
    """
    moderated = Comment.objects.moderated_by(request.user)
    comments = moderated.with_thread_lock().select_related("post")
    parent = get_object_or_404(comments.prefetch_related("post__authorships__user"), pk=pk)
    published = publish_reply(
        parent=parent,
        text=markup.clean_text(request.POST.get("text", "")).strip(),
        by=signed_in(request),
        ip=get_client_ip(request),
        site=request.site,
        submission=parse_uuid(request.POST.get("submission")),
        seen=request.POST.get("seen"),
    )
    if not wants_json(request):
        # The class of the message tells the script which draft to delete.
        sent = f"sent-{published.comment.submission}"
        messages.success(request, published.message, extra_tags=sent)
        return redirect_back(request)
    address = reverse("admin:blog_comment_change", args=[published.comment.pk])
    return build_response(request, published.moderation, key=published.comment.pk, address=address)


def apply_mark(request: HttpRequest, comment: Comment) -> None:
    """Set `pick` or `lock`, each 'on' or 'off'."""
    values = {"on": True, "off": False}
    by = signed_in(request)
    marked = None
    if (is_pick := values.get(request.POST.get("pick", ""))) is not None:
        marked = set_pick(comment=comment, is_pick=is_pick, by=by)
    elif (is_locked := values.get(request.POST.get("lock", ""))) is not None:
        marked = set_thread_locked(comment=comment, is_locked=is_locked, by=by)
    if marked and marked.is_changed:
        messages.success(request, marked.message)


def describe_batch(batch: str, by: User) -> dict[str, Any] | None:
    """Describe a batch that was applied without JavaScript, for a message with an undo button; None
    if there is no such batch. At most two queries."""
    key = parse_uuid(batch)
    if key is None:
        return None
    states = ModerationAction.objects.filter(batch=key, by=by).order_by().values("became")
    counts: list[tuple[Any, int]] = [
        (State(row["became"]).label, row["n"]) for row in states.annotate(n=Count("pk"))
    ]
    if ban_count := Ban.objects.filter(batch=key, by=by).count():
        counts.append((_("Bans"), ban_count))
    return {"batch": key, "counts": counts} if counts else None


def get_script_messages() -> dict[str, Any]:
    """Return the messages of the script in the language of the page."""
    return {
        "states": dict(State.choices),
        "undone": _("Undone."),
        "nothingUndone": _("Nothing was undone, because someone else has acted in the meantime."),
        "nothingToUndo": _("There is nothing to undo."),
        "selected": _("%n selected"),
        "notAll": _("Unchanged: %n. %s"),
        "published": _("Your reply is published."),
        "failed": _("Not done: %s"),
        "unreachable": _("The server cannot be reached. Check the connection and try again."),
        "broken": _("The server has a problem. Try again in a moment."),
        "signedOut": _("You may be signed out. Sign in again in another tab."),
        "chooseFirst": _("Select comments first."),
        "readFirst": _(
            "Not approved yet: the full text is now shown. Read it, then approve again."
        ),
    }


def redirect_back(request: HttpRequest, batch: uuid.UUID | None = None) -> HttpResponse:
    """Redirect to the page of `get_next_url`, with the applied batch as `done`."""
    url = get_next_url(request)
    url = re.sub(r"([?&])done=[^&]*&?", r"\1", url).rstrip("?&")
    if batch:
        url += f"{'&' if '?' in url else '?'}done={batch}"
    return redirect(url)


def get_next_url(request: HttpRequest) -> str:
    """Return the local URL in the form's `next`, by default that of the queue."""
    url = request.POST.get("next", "")
    return url if is_local_path(url) else reverse("admin:blog_comment_changelist")


def refuse(request: HttpRequest, error: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": error}, status=400)
    messages.error(request, error)
    return redirect_back(request)


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


DURATION_BY_KIND = "kind"  # The default duration of each kind of ban.
DURATION_CHOICES = {
    DURATION_BY_KIND: gettext_lazy("Permanent (domains and networks: 30 days)"),
    "7": ngettext_lazy("%d day", "%d days", 7) % 7,
    "30": ngettext_lazy("%d day", "%d days", 30) % 30,
    "365": ngettext_lazy("%d day", "%d days", 365) % 365,
    "": capfirst(gettext_lazy("permanent")),
}
# Initial choices, which affect nobody else.
DEFAULT_KINDS = (Ban.Kind.ACCOUNT, Ban.Kind.EMAIL)


class CommenterBanForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Ban by"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one way to ban the commenter.")},
        help_text=gettext_lazy(
            "Many people share a network or a domain, so let those bans expire."
        ),
    )
    is_confirmed = forms.BooleanField(required=False)
    days = forms.ChoiceField(
        label=gettext_lazy("Duration"),
        choices=DURATION_CHOICES,
        required=False,
        initial=DURATION_BY_KIND,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)
    is_spam = forms.BooleanField(required=False)

    def __init__(
        self, comments: list[Comment], site: SiteSettings, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        targets = {kind: _list_targets(kind, comments) for kind in Ban.Kind.values}
        possible = [kind for kind in Ban.Kind.values if targets[kind]]
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = [(kind, _describe_kind(kind, targets[kind])) for kind in possible]
        defaults = [kind for kind in DEFAULT_KINDS if kind in possible]
        kinds.initial = possible if len(possible) == 1 else defaults
        self.shared = [name for name in targets[Ban.Kind.DOMAIN] if bans.is_shared_domain(name)]
        if self.shared:
            label = _("Ban everyone with an e-mail address at %s") % ", ".join(self.shared)
            self.fields["is_confirmed"].label = label
        else:
            del self.fields["is_confirmed"]
        is_spam = self.fields["is_spam"]
        is_spam.label = ngettext(
            "Mark the comment as spam", "Mark the comments as spam", len(comments)
        )
        is_spam.initial = all(c.score >= site.hold_threshold for c in comments)

    def clean(self) -> None:
        data = self.cleaned_data
        is_domain = Ban.Kind.DOMAIN in data.get("kinds", ())
        if self.shared and is_domain and not data.get("is_confirmed"):
            self.add_error("is_confirmed", bans.describe_shared_domains(self.shared))


def _list_targets(kind: str, comments: list[Comment]) -> list[str]:
    """List the targets of a ban of this kind; '' for unknown ones, such as most domains and all IP
    addresses, of which only hashes are stored."""
    affected = [c for c in comments if bans.get_ban_target(c, kind)]
    if kind == Ban.Kind.DOMAIN:
        return list(dict.fromkeys(map(bans.find_email_domain, affected)))
    if kind == Ban.Kind.ACCOUNT:
        return list(dict.fromkeys(c.user.username if c.user else c.name for c in affected))
    if kind == Ban.Kind.NAME:
        return list(dict.fromkeys(c.name for c in affected))
    return [""] if affected else []


_REACH_LABELS: dict[str, Any] = {
    Ban.Kind.DOMAIN: gettext_lazy(
        "everyone with an address at this domain; it is not stored, so it cannot be shown"
    ),
    Ban.Kind.IP: gettext_lazy(
        "a single connection; its address is not stored, so it cannot be shown"
    ),
    Ban.Kind.NETWORK: gettext_lazy(
        "all connections in one network; its address is not stored, so it cannot be shown"
    ),
}


def _describe_kind(kind: str, targets: list[str]) -> str:
    label, known = Ban.Kind(kind).label, [target for target in targets if target]
    reach = ", ".join(known) if len(known) == len(targets) else _REACH_LABELS.get(kind, "")
    return f"{label}: {reach}" if reach else str(label)


def ban_selected(
    request: HttpRequest, comments: list[Comment], seen: dict[int, str], form: CommenterBanForm
) -> HttpResponse:
    """Ban the authors of comments as chosen in the form, and mark the comments as spam if chosen.

    Comments whose version differs from `seen` are conflicts. JSON: as `apply_action`, with
    `message`.
    """
    data = form.cleaned_data
    now, days = timezone.now(), data["days"]
    is_by_kind = days == DURATION_BY_KIND
    result = ban_authors(
        comments=comments,
        kinds=data["kinds"],
        by=signed_in(request),
        reason=data["reason"],
        until=now + timedelta(days=int(days)) if days and not is_by_kind else None,
        wide_until=now + bans.WIDE_BAN_DURATION if is_by_kind else None,
        spam_if_seen=seen if data["is_spam"] else None,
    )
    if not wants_json(request):
        messages.success(request, result.message)
    batch = result.moderation.batch
    has_bans = any(ban.batch == batch for ban in result.bans)
    return build_response(request, result.moderation, has_bans=has_bans, message=result.message)
