"""What moderators send: decisions about comments, the way back, replies and marks.

With `Accept: application/json` the answer is JSON, else the page on which the button stood.
"""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.models import User, signed_in
from blog.comments import moderation, submit
from blog.comments.day_counters import CommentDayTally
from blog.comments.models import MOST_LETTERS, Comment, Decision
from blog.comments.moderation.models import Ban
from blog.common import markup
from blog.content.site_middleware import SiteRequest
from lib.client_ip import address_of
from lib.parsing import parse_pk, parse_uuid

State = Comment.State
MOST = 500
_SEEN = re.compile(r"([0-9]{1,18}):([a-z]{1,8})")


def decide(request: HttpRequest) -> HttpResponse:
    """`to` is a state, `about` repeated as 'KEY:STATE': the comment and the state in which it was
    seen. `one` is the same in one field, 'TO:KEY:STATE'. Instead of these `undo` is a batch,
    `unban` the key of a ban, repeated.

    JSON: `batch` is what takes it back, `changed` a list of keys and their states; `others` are the
    comments that somebody else decided about meanwhile, which stay as they are, with words for it.
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
        return refused(request, _("This page is out of date. Load it again."))
    if not seen:
        return refused(request, _("Choose comments first."))
    reason = markup.text(request.POST.get("reason", "")).strip()
    batch, _count = moderation.decide(seen, to, by=signed_in(request), reason=reason, seen=seen)
    return answer(request, batch, set(seen))


def _undo(request: HttpRequest, text: str) -> HttpResponse:
    """One's own decisions only."""
    batch = parse_uuid(text)
    mine = Decision.objects.filter(batch=batch, by=signed_in(request)).values_list("comment")
    keys = {key for (key,) in mine} if batch else set()
    if batch is None or not keys:
        return refused(request, _("This cannot be undone any more."))
    back, _count = moderation.undo(batch, by=signed_in(request))
    return answer(request, back, keys)


def _unban(request: HttpRequest, lifted: list[str]) -> HttpResponse:
    """One's own bans only; the list of all has others'."""
    keys = [pk for key in lifted[:MOST] if (pk := parse_pk(key)) is not None]
    gone, _of = Ban.objects.filter(pk__in=keys, by=signed_in(request)).delete()
    return answer(request, uuid.uuid4(), set(), lifted=gone)


def answer(request: HttpRequest, batch: uuid.UUID, keys: set[int], **told: Any) -> HttpResponse:
    """What became of the comments of these keys, which somebody wanted to change."""
    changed = dict(Decision.objects.filter(batch=batch).values_list("comment", "became"))
    others = _others(keys - set(changed))
    if not wants_json(request):
        for other in others:
            messages.warning(request, other["said"])
        return back(request, batch if changed else None)
    return JsonResponse(
        {
            "batch": str(batch) if changed else None,
            "changed": list(changed.items()),
            "others": others,
            "waiting": CommentDayTally.objects.in_state(State.WAITING),
            **told,
        }
    )


def _others(keys: set[int]) -> list[dict[str, Any]]:
    """What somebody else made of comments: key, state, and who decided, in words. One query."""
    if not keys:
        return []
    latest = Decision.objects.filter(comment__in=keys).select_related("by", "comment")
    latest = latest.order_by("comment", "-at", "-pk").distinct("comment")
    return [{"key": d.comment_id, "state": d.comment.state, "said": _said(d)} for d in latest]


def _said(decision: Decision) -> str:
    return _("%(state)s by %(who)s, %(time)s ago: it stays so.") % {
        "state": decision.comment.get_state_display(),
        "who": decision.by or _("the rules"),
        "time": timesince(decision.at, timezone.now()),
    }


def reply(request: SiteRequest, comment: Comment) -> HttpResponse:
    """`text`, published at once under the moderator's name; the comment it answers is approved if
    it waits. JSON: `key` and `address` of the reply, and as `decide` what became of the comment."""
    text = markup.text(request.POST.get("text", "")).strip()
    if error := _cannot_reply(comment, text):
        return refused(request, error)
    by = signed_in(request)
    writer = moderation.Writer(str(by), by.email, address_of(request), user=by)
    with transaction.atomic():
        made = submit.submit(
            comment.post,
            text,
            writer,
            request.site,
            parent=comment,
            submission=parse_uuid(request.POST.get("submission")),
        )
        seen = {comment.pk: State.WAITING}
        batch, changed = moderation.decide(seen, State.APPROVED, by=by, reason="", seen=seen)
    if not wants_json(request):
        messages.success(request, _("Your reply is published."))
        return back(request)
    return JsonResponse(
        {
            "key": made.pk,
            "address": reverse("admin:blog_comment_change", args=[made.pk]),
            "batch": str(batch) if changed else None,
            "changed": [[comment.pk, State.APPROVED]] if changed else [],
            "others": [],
            "waiting": CommentDayTally.objects.in_state(State.WAITING),
        }
    )


def _cannot_reply(comment: Comment, text: str) -> str:
    if not text:
        return _("Write the reply first.")
    if len(text) > MOST_LETTERS:
        return _("A comment has at most %(number)s letters.") % {"number": MOST_LETTERS}
    if comment.state not in (State.WAITING, State.APPROVED):
        return _("Approve the comment before you reply to it.")
    if Comment.objects.filter(pk=comment.thread, is_locked=True).exists():
        return _("The thread is locked.")
    return ""


def mark(request: HttpRequest, comment: Comment) -> str:
    """Sets `pick` or `lock`; what to write into the log, '' where nothing changed.

    A thread is locked at its first comment.
    """
    wanted = {"on": True, "off": False}
    if (on := wanted.get(request.POST.get("pick", ""))) is not None:
        changed = Comment.objects.filter(pk=comment.pk, is_pick=not on).update(is_pick=on)
        said = _("Made an editors’ pick.") if on else _("No editors’ pick any more.")
    elif (on := wanted.get(request.POST.get("lock", ""))) is not None:
        first = Comment.objects.filter(pk=comment.thread, is_locked=not on)
        changed = first.update(is_locked=on)
        said = _("Locked the thread.") if on else _("Unlocked the thread.")
    else:
        return ""
    if changed:
        messages.success(request, said)
    return said if changed else ""


def done(batch: str, by: User) -> dict[str, Any] | None:
    """What was just decided without script, to say so and to offer the way back. One query where
    the address names a batch."""
    key = parse_uuid(batch)
    if key is None:
        return None
    counted = Decision.objects.filter(batch=key, by=by).order_by().values("became")
    told = [(State(r["became"]).label, r["n"]) for r in counted.annotate(n=Count("pk"))]
    return {"batch": key, "told": told} if told else None


def words() -> dict[str, Any]:
    """What the script says, in the language of the page."""
    return {
        "states": dict(State.choices),
        "undone": _("Undone."),
        "nothingUndone": _("Nothing was undone: somebody else decided meanwhile."),
        "nothingToUndo": _("There is nothing to undo."),
        "selected": _("%n selected"),
        "banned": _("Banned."),
        "published": _("Your reply is published."),
        "failed": _("Not done: %s"),
        "unreachable": _("The server cannot be reached. Check the connection and try again."),
        "broken": _("The server has a problem. Try again in a moment."),
        "signedOut": _("You may be signed out. Sign in in another tab."),
        "chooseFirst": _("Choose comments first."),
    }


def back(request: HttpRequest, done: uuid.UUID | None = None) -> HttpResponse:
    """To the page that the form names, with what was done; to the queue where it names no page of
    this site's."""
    address = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(address, None) or not address.startswith("/"):
        address = reverse("admin:blog_comment_changelist")
    address = re.sub(r"([?&])done=[^&]*&?", r"\1", address).rstrip("?&")
    if done:
        address += f"{'&' if '?' in address else '?'}done={done}"
    return redirect(address)


def refused(request: HttpRequest, error: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": error}, status=400)
    messages.error(request, error)
    return back(request)


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
