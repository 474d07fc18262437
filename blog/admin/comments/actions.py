"""What moderators send: actions on comments, undo, replies, marks and bans.

With `Accept: application/json` the answer is JSON, else the page on which the button stood.
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
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User, signed_in
from blog.admin.comments import actions
from blog.comments import bans
from blog.comments.bans import ban_author, lift_bans
from blog.comments.counters import CommentDayCounter
from blog.comments.models import Comment, ModerationAction
from blog.comments.moderate import (
    CannotUndo,
    ModerationConflict,
    ModerationResult,
    moderate,
    set_pick,
    set_thread_locked,
    undo_moderation,
)
from blog.comments.moderation.models import Ban
from blog.comments.submit import publish_reply
from blog.common import markup
from blog.content.site_middleware import SiteRequest
from lib.client_ip import get_client_ip
from lib.parsing import parse_pk, parse_uuid

State = Comment.State
MOST = 500
_SEEN = re.compile(r"([0-9]{1,18}):([a-z]{1,8}(?:-[0-9]{1,17})?)")


class NotDecided(Exception):
    """A decision with a reason was refused: the form is to come back with the reason."""

    def __init__(self, conflict: ModerationConflict) -> None:
        super().__init__(conflict.message)
        self.comment_id = conflict.comment.pk


def decide(request: HttpRequest) -> HttpResponse:
    """`to` is a state, `about` repeated as 'KEY:VERSION': the comment and the `version` that
    was read. `one` is the same in one field, 'TO:KEY:VERSION'. Instead of these `undo` is a batch,
    `unban` the key of a ban, repeated.

    JSON: `batch` is what takes it back, `changed` a list of keys and their states; `others` are the
    comments that somebody else decided about or edited meanwhile, which stay as they are, with
    words for it and their text as `html`.
    """
    if taken := request.POST.get("undo"):
        return _undo(request, taken)
    if lifted := request.POST.getlist("unban"):
        return _unban(request, lifted)
    to, _colon, one = request.POST.get("one", "").partition(":")
    to = to or request.POST.get("to", "")
    about = [one] if one else request.POST.getlist("about")
    seen = {int(m[1]): m[2] for text in about if (m := _SEEN.fullmatch(text))}
    if to not in State.values or len(seen) != len(set(about)) or len(seen) > MOST:
        return refused(request, _("This page is out of date. Reload it."))
    if not seen:
        return refused(request, _("Select comments first."))
    reason = markup.text(request.POST.get("reason", "")).strip()
    result = moderate(comment_ids=seen, to=to, by=signed_in(request), reason=reason, seen=seen)
    if one and reason and result.conflicts:
        raise NotDecided(result.conflicts[0])
    return answer(request, result)


def _undo(request: HttpRequest, text: str) -> HttpResponse:
    """One's own actions only."""
    try:
        # A batch that cannot be read is none that exists.
        batch = parse_uuid(text) or uuid.uuid4()
        return answer(request, undo_moderation(batch=batch, by=signed_in(request)))
    except CannotUndo as error:
        return refused(request, str(error))


def _unban(request: HttpRequest, lifted: list[str]) -> HttpResponse:
    """One's own bans only; the list of all has others'."""
    keys = [pk for key in lifted[:MOST] if (pk := parse_pk(key)) is not None]
    lifted_bans = lift_bans(ban_ids=keys, by=signed_in(request))
    return answer(request, ModerationResult(uuid.uuid4()), lifted=lifted_bans.count)


def answer(request: HttpRequest, result: ModerationResult, **more: Any) -> HttpResponse:
    """What became of the comments. One query for JSON: how many wait."""
    if not wants_json(request):
        for conflict in result.conflicts:
            messages.warning(request, conflict.message)
        return back(request, result.batch if result.changed else None)
    return JsonResponse(
        {
            "batch": str(result.batch) if result.changed else None,
            "changed": list(result.changed.items()),
            "others": [
                {
                    "key": conflict.comment.pk,
                    "state": conflict.comment.state,
                    "version": conflict.comment.version,
                    "html": conflict.comment.html,
                    "said": conflict.message,
                }
                for conflict in result.conflicts
            ],
            "waiting": CommentDayCounter.objects.in_state(State.WAITING),
            **more,
        }
    )


def reply(request: SiteRequest, pk: int) -> HttpResponse:
    """`text`, published at once under the moderator's name; the comment it answers, of which `seen`
    is the `version` that was read, is approved if it waits. JSON: as `decide`, and `key` and
    `address` of the reply. Raises `CommentRefused`."""
    comments = Comment.objects.with_thread_lock().select_related("post")
    parent = get_object_or_404(comments.prefetch_related("post__authorships__user"), pk=pk)
    published = publish_reply(
        parent=parent,
        text=markup.text(request.POST.get("text", "")).strip(),
        by=signed_in(request),
        ip=get_client_ip(request),
        site=request.site,
        submission=parse_uuid(request.POST.get("submission")),
        seen=request.POST.get("seen"),
    )
    if not wants_json(request):
        # By its class the script knows which draft has arrived.
        sent = f"sent-{published.comment.submission}"
        messages.success(request, published.message, extra_tags=sent)
        return back(request)
    address = reverse("admin:blog_comment_change", args=[published.comment.pk])
    return answer(request, published.moderation, key=published.comment.pk, address=address)


def mark(request: HttpRequest, comment: Comment) -> None:
    """Set `pick` or `lock`, each 'on' or 'off'. A thread is locked at its first comment."""
    is_on = {"on": True, "off": False}
    by = signed_in(request)
    marked = None
    if (on := is_on.get(request.POST.get("pick", ""))) is not None:
        marked = set_pick(comment=comment, is_pick=on, by=by)
    elif (on := is_on.get(request.POST.get("lock", ""))) is not None:
        marked = set_thread_locked(comment=comment, is_locked=on, by=by)
    if marked and marked.is_changed:
        messages.success(request, marked.message)


def done(batch: str, by: User) -> dict[str, Any] | None:
    """What was just decided without script, to say so and to offer the way back. One query where
    the address names a batch."""
    key = parse_uuid(batch)
    if key is None:
        return None
    counted = ModerationAction.objects.filter(batch=key, by=by).order_by().values("became")
    told = [(State(r["became"]).label, r["n"]) for r in counted.annotate(n=Count("pk"))]
    return {"batch": key, "told": told} if told else None


def words() -> dict[str, Any]:
    """What the script says, in the language of the page."""
    return {
        "states": dict(State.choices),
        "undone": _("Undone."),
        "nothingUndone": _("Nothing was undone, because someone else has acted in the meantime."),
        "nothingToUndo": _("There is nothing to undo."),
        "selected": _("%n selected"),
        "banned": _("Banned."),
        "published": _("Your reply is published."),
        "failed": _("Not done: %s"),
        "unreachable": _("The server cannot be reached. Check the connection and try again."),
        "broken": _("The server has a problem. Try again in a moment."),
        "signedOut": _("You may be signed out. Sign in in another tab."),
        "chooseFirst": _("Select comments first."),
    }


def back(request: HttpRequest, done: uuid.UUID | None = None) -> HttpResponse:
    """To the page that the form names, with what was done; to the queue where it names no page of
    this site's."""
    address = next_address(request)
    address = re.sub(r"([?&])done=[^&]*&?", r"\1", address).rstrip("?&")
    if done:
        address += f"{'&' if '?' in address else '?'}done={done}"
    return redirect(address)


def next_address(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, None) and address.startswith("/"):
        return address
    return reverse("admin:blog_comment_changelist")


def refused(request: HttpRequest, error: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": error}, status=400)
    messages.error(request, error)
    return back(request)


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


LONG = {
    "": gettext_lazy("permanent"),
    "7": ngettext_lazy("%d day", "%d days", 7) % 7,
    "30": ngettext_lazy("%d day", "%d days", 30) % 30,
    "365": ngettext_lazy("%d day", "%d days", 365) % 365,
}
# By what a writer is banned unless one chooses otherwise: that hits nobody else.
FIRST = (Ban.Kind.ACCOUNT, Ban.Kind.EMAIL)


class BanForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Ban by"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one way to ban the commenter.")},
        help_text=gettext_lazy(
            "Many people share a network or a domain, so let those bans expire."
        ),
    )
    days = forms.ChoiceField(label=gettext_lazy("Duration"), choices=LONG, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)
    is_spam = forms.BooleanField(
        label=gettext_lazy("Mark the comment as spam"), required=False, initial=True
    )

    def __init__(self, comment: Comment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = bans.possible_kinds(comment)
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = [(kind, _shown(kind, comment)) for kind in possible]
        kinds.initial = [kind for kind in FIRST if kind in possible]


def _shown(kind: str, comment: Comment) -> str:
    """The names of a writer as they are; nobody knows the addresses any more."""
    label = Ban.Kind(kind).label
    return f"{label}: {comment.name}" if kind == Ban.Kind.NAME else str(label)


def ban(request: HttpRequest, comment: Comment, form: BanForm) -> HttpResponse:
    """What the form says; the comment becomes spam unless that was chosen otherwise, or somebody
    moderated it meanwhile. JSON: as `actions.decide`, and `bans`, the keys of new ones."""
    chosen = form.cleaned_data
    until = timezone.now() + timedelta(days=int(chosen["days"])) if chosen["days"] else None
    result = ban_author(
        comment=comment,
        kinds=chosen["kinds"],
        by=signed_in(request),
        reason=chosen["reason"],
        until=until,
        spam_if_seen_as=(request.POST.get("seen", comment.version) if chosen["is_spam"] else None),
    )
    if not actions.wants_json(request):
        messages.success(request, result.message)
    return actions.answer(request, result.moderation, bans=list(result.new_ids))
