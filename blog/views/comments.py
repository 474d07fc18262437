"""Writing a comment, seeing what has become of it, and editing it while it is young.

Pages of their own, which no cache keeps: only whoever writes gets a token and a cookie. What was
typed is in the page that answers, whatever is wrong with it or has happened meanwhile.
"""

import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import rate_limits
from accounts.models import User
from blog.comments import guest_cookies, moderation, submit, threads
from blog.comments.forms import AccountCommentForm, CommentForm, GuestCommentForm
from blog.comments.models import Comment
from blog.comments.moderation import score
from blog.comments.refusals import (
    AlreadySubmitted,
    Banned,
    CommentRefused,
    DiscussionClosed,
    EditTooLate,
    ParentRemoved,
)
from blog.content.redirects import append_query_string
from blog.content.site_middleware import SiteRequest
from blog.models import Post
from blog.models.comment_policy import CommentPolicy
from blog.views.pages import lookup
from lib.client_ip import get_client_ip, get_client_network
from lib.csrf import is_csrf_invalid, private_form
from lib.parsing import parse_pk, parse_uuid

if TYPE_CHECKING:
    from blog.comments.models import LockableComment

# Of a client. A café has to share them; who writes more than this has a script.
MOST, SECONDS = 12, 600
# Of an account or an e-mail address, whatever network it comes from.
MAX_OF_AUTHOR, AUTHOR_SECONDS = 10, 60 * 60
# By a cookie of its own, which only goes to the addresses of that comment, its writer is known.
COOKIE, COOKIE_SECONDS = "written", 24 * 60 * 60


@private_form
def comment_create(request: SiteRequest, year: int, month: int, slug: str) -> HttpResponse:
    """`?to=KEY` answers that comment. Two queries before it is sent, three for an answer.

    A form that is sent names its post by `post`, its key: wherever the post has moved meanwhile,
    the comment is taken. Where the post is not public any more, the form comes back with all that
    was typed, and says nothing of the post: 404.
    """
    make = AccountCommentForm if _user(request) else GuestCommentForm
    if request.method == "POST":
        post = lookup.find_post_of_form(parse_pk(request.POST.get("post")), slug)
        if post is None:
            gone = _("This post is no longer public, so your comment was not sent.")
            return _show_again(request, make(request.POST), gone)
        # What the form was given when it was opened; another where that was lost.
        submission = parse_uuid(request.POST.get("submission")) or uuid.uuid4()
        parent = _parent(request, post)
        context = _context(request, post, parent) | {"submission": submission}
        return _take(request, make(request.POST), parent, context)
    post = lookup.post_to_discuss(slug)
    if iri_to_uri(request.path) != _address_of_form(post):
        return redirect(append_query_string(_address_of_form(post), request))
    context = _context(request, post, _parent(request, post))
    context |= {"form": make(), "submission": uuid.uuid4()}
    return render(request, "blog/comments/form.html", context)


def comment_detail(request: SiteRequest, pk: int) -> HttpResponseRedirect:
    """Redirect to a comment on the page of its post's discussion. Four queries.

    Not for ever: which page that is changes with the comments before it.
    """
    shown = Comment.objects.in_discussion().under_published().select_related("post")
    comment = get_object_or_404(shown, pk=pk)
    query = threads.find_page_query(comment, request.site.comments_per_page)
    return redirect(f"{comment.post.get_absolute_url()}{query}#{comment.anchor}")


def _address_of_form(post: Post) -> str:
    return f"{post.get_absolute_url()}comment/"


def _context(request: SiteRequest, post: Post, parent: "LockableComment | None") -> dict[str, Any]:
    """Nothing is told of a parent that is not shown any more."""
    answered = parent if parent and parent.is_approved else None
    address = _address_of_form(post)
    return {
        "post": post,
        "answered": answered,
        "action": f"{address}?to={answered.pk}" if answered else address,
        "waits": post.comment_policy(request.site) == CommentPolicy.MODERATED,
        "refusal": submit.find_refusal(post=post, site=request.site, parent=answered),
    }


def _show_again(request: SiteRequest, form: CommentForm, refusal: str) -> HttpResponse:
    """What was typed into a form that leads nowhere any more, to be copied. Asks nothing of the
    database but who is there, and tells nothing of post or comment: they may not be public."""
    context = {"form": form, "action": request.get_full_path(), "refusal": refusal}
    return render(request, "blog/comments/form.html", context, status=404)


def _take(
    request: SiteRequest,
    form: CommentForm,
    parent: "LockableComment | None",
    context: dict[str, Any],
) -> HttpResponse:
    """Stores what was sent, or shows it as it would look; else the form again, which says why."""
    show_form = partial(_show_form, request, form, context)
    if is_csrf_invalid(request):
        return show_form(_open_too_long(), 403)
    if not (form.is_valid_for_preview() if "preview" in request.POST else form.is_valid()):
        return show_form(status=422)
    if "to" in request.GET and parent is None:
        return show_form(str(ParentRemoved()), 409)
    submission: dict[str, Any] = {
        "post": context["post"],
        "text": form.cleaned_data["text"],
        "site": request.site,
        "parent": parent,
        "submission": context["submission"],
    }
    try:
        sent = submit.check_submission(**submission)
        if sent is None and "preview" in request.POST:
            return show_form(preview=submission["text"])
        if sent is None:
            author = _author(request, form.cleaned_data)
            if seconds := _seconds_to_wait(author):
                return _too_many(show_form, seconds)
            sent = submit.submit_comment(
                author=author,
                honeypot=form.find_signs() if isinstance(form, GuestCommentForm) else (),
                wants_replies=form.cleaned_data["told"],
                **submission,
            )
    except DiscussionClosed as refusal:
        return show_form(status=409, refusal=str(refusal))
    except AlreadySubmitted as refusal:
        return show_form(str(refusal), 409, submission=uuid.uuid4())
    except Banned as refusal:
        return show_form(str(refusal), 403)
    except CommentRefused as refusal:
        return show_form(str(refusal), 409)
    return _sent(request, sent.comment)


@private_form
def comment_sent(request: SiteRequest, pk: int) -> HttpResponse:
    """For its writer: the comment, and what has become of it. 404 for everybody else."""
    comment = _own(request, pk)
    context = {
        "comment": comment,
        "post": comment.post,
        "can_change": submit.can_edit(comment),
        "is_pending": comment.state in guest_cookies.PENDING_STATES,
    }
    return render(request, "blog/comments/sent.html", context)


@private_form
def comment_edit(request: SiteRequest, pk: int) -> HttpResponse:
    """For its writer, for ten minutes. What anybody else sends comes back: 404."""
    try:
        comment = _own(request, pk)
    except Http404:
        if request.method != "POST":
            raise
        gone = _(
            "This comment can no longer be edited: the time for editing has "
            "passed, or you are signed out."
        )
        return _show_again(request, CommentForm(request.POST), gone)
    context: dict[str, Any] = {
        "post": comment.post,
        "edited": comment,
        "action": request.path,
        "refusal": "" if submit.can_edit(comment) else submit.describe_edit_refusal(comment),
        "is_moderated_again": score.is_edit_moderated(comment),
    }
    if request.method != "POST":
        form = CommentForm(initial={"text": comment.text})
        return render(request, "blog/comments/form.html", {"form": form, **context})
    form = CommentForm(request.POST)
    show_form = partial(_show_form, request, form, context)
    if is_csrf_invalid(request):
        return show_form(_open_too_long(), 403)
    if not form.is_valid():
        return show_form(status=422)
    if "preview" in request.POST:
        return show_form(preview=form.cleaned_data["text"])
    if seconds := rate_limits.count_attempt(
        "comment", get_client_network(get_client_ip(request)), MOST, SECONDS
    ):
        return _too_many(show_form, seconds)
    author = moderation.CommentAuthor(
        name=comment.name,
        email=comment.user.email if comment.user else "",
        website=comment.website,
        user=comment.user,
        **_origin(request),
    )
    try:
        edited = submit.edit_comment(
            comment=comment, text=form.cleaned_data["text"], author=author, site=request.site
        )
    except EditTooLate as refusal:
        return show_form(status=409, refusal=str(refusal))
    except Banned as refusal:
        return show_form(str(refusal), 403)
    return _sent(request, edited.comment)


def _show_form(
    request: SiteRequest,
    form: CommentForm,
    context: dict[str, Any],
    problem: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The form with all that was typed into it."""
    form.focus_on_error()
    context = {**context, "form": form, "problem": problem, **more}
    return render(request, "blog/comments/form.html", context, status=status)


def _open_too_long() -> str:
    return _(
        "This form is out of date, or your browser blocks cookies from this site."
        " Nothing was lost: send it again."
    )


def _user(request: SiteRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _parent(request: SiteRequest, post: Post) -> "LockableComment | None":
    """The comment of `?to=KEY`, None without one. 404 for what takes no replies; but whoever sends
    a reply keeps its text when the comment was removed meanwhile. One query."""
    if "to" not in request.GET:
        return None
    if (key := parse_pk(request.GET["to"])) is None:
        raise Http404
    parent = Comment.objects.filter(post=post).with_thread_lock().filter(pk=key).first()
    if request.method != "POST" and not (parent and parent.is_approved):
        raise Http404
    return parent


def _too_many(show_form: Callable[..., HttpResponse], seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too many comments at once. Nothing was lost: send it again in a minute.",
        "Too many comments at once. Nothing was lost: send it again in %(minutes)d minutes.",
        minutes,
    )
    response = show_form(words % {"minutes": minutes}, 429)
    response["Retry-After"] = str(seconds)
    return response


def _seconds_to_wait(author: moderation.CommentAuthor) -> int:
    """Count a comment of its network and of its author: 0 where neither has sent too many, else
    the seconds after which to send it again. Two queries."""
    network = get_client_network(author.ip)
    if seconds := rate_limits.count_attempt("comment", network, MOST, SECONDS):
        return seconds
    key = f"account {author.user.pk}" if author.user else author.compute_hashes()["email_hash"]
    return rate_limits.count_attempt("comment-author", key, MAX_OF_AUTHOR, AUTHOR_SECONDS)


def _author(request: SiteRequest, given: dict[str, Any]) -> moderation.CommentAuthor:
    known: dict[str, Any]
    if user := _user(request):
        known = {"name": str(user)[:100], "email": user.email, "website": user.url}
    else:
        known = {name: given[name] for name in ("name", "email", "website")}
        days = request.site.retention_days
        known["sent_comment_ids"] = tuple(guest_cookies.read_comment_ids(request, days))
    return moderation.CommentAuthor(**known, user=user, **_origin(request))


def _origin(request: SiteRequest) -> dict[str, Any]:
    return {"ip": get_client_ip(request), "user_agent": request.headers.get("User-Agent", "")}


def _sent(request: SiteRequest, comment: Comment) -> HttpResponse:
    """On to the page where its writer sees it, with the cookie by which a guest is known there."""
    response = redirect("blog:comment-sent", pk=comment.pk)
    if comment.user_id is None:
        response.set_signed_cookie(
            COOKIE,
            str(comment.pk),
            salt=COOKIE,
            max_age=COOKIE_SECONDS,
            path=comment.get_absolute_url(),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        guest_cookies.remember_pending(request, response, comment)
        days = request.site.retention_days
        guest_cookies.remember_comments(request, response, [comment.pk], days)
    return response


def _own(request: SiteRequest, pk: int) -> Comment:
    """404 unless whoever asks wrote it and its post is still out; and for what was made anonymous,
    which is nobody's. One query, and those of signing in where there is no cookie."""
    comments = Comment.objects.under_published().select_related("post", "user", "subscription")
    comments = comments.prefetch_related("post__authorships__user")
    comment = get_object_or_404(comments, pk=pk)
    cookie = request.get_signed_cookie(COOKIE, None, salt=COOKIE, max_age=COOKIE_SECONDS)
    is_known = cookie == str(pk) or pk in guest_cookies.read_pending_ids(request)
    is_mine = comment.user_id is None and is_known and not comment.is_anonymous
    if not is_mine and not (comment.user_id and request.user.pk == comment.user_id):
        raise Http404
    return comment
