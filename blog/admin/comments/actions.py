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
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from accounts.models import User, signed_in
from blog.comments import bans
from blog.comments.bans import ban_authors, undo_batch
from blog.comments.counters import CommentDayCounter
from blog.comments.models import Comment, ModerationAction
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
    was read. `one` is the same in one field, 'TO:KEY:VERSION'. Instead of these `undo` is a
    batch.

    JSON: `batch` is what takes it back, `changed` a list of keys and their states; `others` are the
    comments that somebody else decided about or edited meanwhile, which stay as they are, with
    words for it and their text as `html`.
    """
    if taken := request.POST.get("undo"):
        return _undo(request, taken)
    to, _colon, one = request.POST.get("one", "").partition(":")
    to = to or request.POST.get("to", "")
    seen = parse_seen([one] if one else request.POST.getlist("about"))
    if to not in State.values or seen is None:
        return refused(request, _("This page is out of date. Reload it."))
    if not seen:
        return refused(request, _("Select comments first."))
    reason = markup.text(request.POST.get("reason", "")).strip()
    result = moderate(comment_ids=seen, to=to, by=signed_in(request), reason=reason, seen=seen)
    if one and reason and result.conflicts:
        raise NotDecided(result.conflicts[0])
    return answer(request, result)


def parse_seen(about: list[str]) -> dict[int, str] | None:
    """'KEY:VERSION' of comments as a map; None where that is not what a page of ours sends."""
    seen = {int(m[1]): m[2] for text in about if (m := _SEEN.fullmatch(text))}
    return None if len(seen) != len(set(about)) or len(seen) > MOST else seen


def _undo(request: HttpRequest, text: str) -> HttpResponse:
    """One's own actions only."""
    try:
        # A batch that cannot be read is none that exists.
        batch = parse_uuid(text) or uuid.uuid4()
        undone = undo_batch(batch=batch, by=signed_in(request))
        return answer(request, undone.moderation, lifted=undone.lifted)
    except CannotUndo as error:
        return refused(request, str(error))


def answer(
    request: HttpRequest, result: ModerationResult, *, has_bans: bool = False, **more: Any
) -> HttpResponse:
    """What became of the comments. One query for JSON: how many wait."""
    can_undo = bool(result.changed) or has_bans
    if not wants_json(request):
        for conflict in result.conflicts:
            name = conflict.comment.name or _("Anonymous")
            messages.warning(request, f"{name}: {conflict.message}")
        return back(request, result.batch if can_undo else None)
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
    """What was just decided without script, to say so and to offer the way back. Two queries where
    the address names a batch."""
    key = parse_uuid(batch)
    if key is None:
        return None
    counted = ModerationAction.objects.filter(batch=key, by=by).order_by().values("became")
    counts: list[tuple[Any, int]] = [
        (State(r["became"]).label, r["n"]) for r in counted.annotate(n=Count("pk"))
    ]
    if banned := Ban.objects.filter(batch=key, by=by).count():
        counts.append((_("Bans"), banned))
    return {"batch": key, "counts": counts} if counts else None


def words() -> dict[str, Any]:
    """What the script says, in the language of the page."""
    return {
        "states": dict(State.choices),
        "undone": _("Undone."),
        "nothingUndone": _("Nothing was undone, because someone else has acted in the meantime."),
        "nothingToUndo": _("There is nothing to undo."),
        "selected": _("%n selected"),
        "notAll": _("%n not: %s"),
        "published": _("Your reply is published."),
        "failed": _("Not done: %s"),
        "unreachable": _("The server cannot be reached. Check the connection and try again."),
        "broken": _("The server has a problem. Try again in a moment."),
        "signedOut": _("You may be signed out. Sign in in another tab."),
        "chooseFirst": _("Select comments first."),
        "readFirst": _("Not approved yet: read the unfolded text first, then approve again."),
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


BY_KIND = "kind"  # How long, by the kind of the ban.
LONG = {
    BY_KIND: gettext_lazy("permanent; domain, IP address and network: 30 days"),
    "7": ngettext_lazy("%d day", "%d days", 7) % 7,
    "30": ngettext_lazy("%d day", "%d days", 30) % 30,
    "365": ngettext_lazy("%d day", "%d days", 365) % 365,
    "": gettext_lazy("permanent"),
}
# By what a writer is banned unless one chooses otherwise: that hits nobody else.
FIRST = (Ban.Kind.ACCOUNT, Ban.Kind.EMAIL)


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
        label=gettext_lazy("Duration"), choices=LONG, required=False, initial=BY_KIND
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)
    is_spam = forms.BooleanField(required=False)

    def __init__(
        self, comments: list[Comment], site: SiteSettings, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        targets = {kind: _targets(kind, comments) for kind in Ban.Kind.values}
        possible = [kind for kind in Ban.Kind.values if targets[kind]]
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = [(kind, _describe_kind(kind, targets[kind])) for kind in possible]
        kinds.initial = [kind for kind in FIRST if kind in possible]
        self.shared = [name for name in targets[Ban.Kind.DOMAIN] if bans.is_shared(name)]
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
        chosen = self.cleaned_data
        is_domain = Ban.Kind.DOMAIN in chosen.get("kinds", ())
        if self.shared and is_domain and not chosen.get("is_confirmed"):
            self.add_error("is_confirmed", bans.describe_shared(self.shared))


def _targets(kind: str, comments: list[Comment]) -> list[str]:
    """What a ban of this kind would hit of each writer, '' where that is not known, as of most
    domains and of all IP addresses: only their hashes are stored."""
    hit = [c for c in comments if bans.target_of(c, kind)]
    if kind == Ban.Kind.DOMAIN:
        return list(dict.fromkeys(map(bans.domain_of, hit)))
    if kind in (Ban.Kind.NAME, Ban.Kind.ACCOUNT):
        names = (c.user.username if c.user and kind == Ban.Kind.ACCOUNT else c.name for c in hit)
        return list(dict.fromkeys(names))
    return [""] if hit else []


_REACH: dict[str, Any] = {
    Ban.Kind.DOMAIN: gettext_lazy("everyone with an address there; not stored, so not shown"),
    Ban.Kind.IP: gettext_lazy("one connection; not stored, so not shown"),
    Ban.Kind.NETWORK: gettext_lazy("all connections nearby; not stored, so not shown"),
}


def _describe_kind(kind: str, targets: list[str]) -> str:
    label, known = Ban.Kind(kind).label, [target for target in targets if target]
    reach = ", ".join(known) if len(known) == len(targets) else _REACH.get(kind, "")
    return f"{label}: {reach}" if reach else str(label)


def ban(
    request: HttpRequest, comments: list[Comment], seen: dict[int, str], form: CommenterBanForm
) -> HttpResponse:
    """What the form says; the comments become spam where that was chosen and nobody moderated or
    edited them since they were `seen`. JSON: as `decide`, and `message`."""
    chosen = form.cleaned_data
    now, days = timezone.now(), chosen["days"]
    is_by_kind = days == BY_KIND
    result = ban_authors(
        comments=comments,
        kinds=chosen["kinds"],
        by=signed_in(request),
        reason=chosen["reason"],
        until=now + timedelta(days=int(days)) if days and not is_by_kind else None,
        wide_until=now + bans.WIDE_BAN if is_by_kind else None,
        spam_if_seen=seen if chosen["is_spam"] else None,
    )
    if not wants_json(request):
        messages.success(request, result.message)
    batch = result.moderation.batch
    has_bans = any(ban.batch == batch for ban in result.bans)
    return answer(request, result.moderation, has_bans=has_bans, message=result.message)
