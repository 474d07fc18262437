"""Commenting: submitting a comment, its status page, and editing it for a short time.

These pages are never cached, so only commenters get a CSRF token and a cookie. Every error response
contains the submitted text, so that nothing is lost.
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

# Per client network, which may be shared by a whole café.
MAX_PER_CLIENT, CLIENT_SECONDS = 12, 600
# Per account or e-mail address, from any network.
MAX_PER_AUTHOR, AUTHOR_SECONDS = 10, 60 * 60
# This cookie identifies a guest as the author. Its path limits it to one comment.
COOKIE, COOKIE_SECONDS = "written", 24 * 60 * 60


@private_form
def comment_create(request: SiteRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Show or process the comment form; `?to=KEY` replies to a comment.

    Two queries to show the form, three for a reply.

    The form submits the key of its post, so that it works after the post has moved. If the post is
    no longer public, the response is 404 with the submitted text and without details of the post.
    """
    form_class = AccountCommentForm if _get_user(request) else GuestCommentForm
    if request.method == "POST":
        post = lookup.find_submitted_post(parse_pk(request.POST.get("post")), slug)
        if post is None:
            gone = _("This post is no longer public, so your comment was not sent.")
            return _render_closed(request, form_class(request.POST), gone)
        # Assigned when the form was opened, or a new one if it is missing.
        submission = parse_uuid(request.POST.get("submission")) or uuid.uuid4()
        parent = _find_parent(request, post)
        context = _build_context(request, post, parent) | {"submission": submission}
        return _submit(request, form_class(request.POST), parent, context)
    post = lookup.get_post_or_404(slug)
    if iri_to_uri(request.path) != _get_form_url(post):
        return redirect(append_query_string(_get_form_url(post), request))
    context = _build_context(request, post, _find_parent(request, post))
    context |= {"form": form_class(), "submission": uuid.uuid4()}
    return render(request, "blog/comments/form.html", context)


def comment_detail(request: SiteRequest, pk: int) -> HttpResponseRedirect:
    """Redirect to a comment on its page of the discussion. Four queries.

    Temporary, because earlier comments can move it to another page.
    """
    shown = Comment.objects.in_discussion().under_published().select_related("post")
    comment = get_object_or_404(shown, pk=pk)
    query = threads.find_page_query(comment, request.site.comments_per_page)
    return redirect(f"{comment.post.get_absolute_url()}{query}#{comment.anchor}")


def _get_form_url(post: Post) -> str:
    return f"{post.get_absolute_url()}comment/"


def _build_context(
    request: SiteRequest, post: Post, parent: "LockableComment | None"
) -> dict[str, Any]:
    """Build the context of the form, without a parent that is no longer visible."""
    answered = parent if parent and parent.is_approved else None
    address = _get_form_url(post)
    return {
        "post": post,
        "answered": answered,
        "action": f"{address}?to={answered.pk}" if answered else address,
        "waits": post.comment_policy(request.site) == CommentPolicy.MODERATED,
        "refusal": submit.find_refusal(post=post, site=request.site, parent=answered),
    }


def _render_closed(request: SiteRequest, form: CommentForm, refusal: str) -> HttpResponse:
    """Show the submitted text of a form that can no longer be submitted, so it can be copied.

    Only queries the user, and discloses nothing about post or comment, which may not be public.
    """
    context = {"form": form, "action": request.get_full_path(), "refusal": refusal}
    return render(request, "blog/comments/form.html", context, status=404)


def _render_edit_closed(request: SiteRequest) -> HttpResponse:
    refusal = _(
        "This comment can no longer be edited: the time for editing has "
        "passed, or you are signed out."
    )
    return _render_closed(request, CommentForm(request.POST), refusal)


def _submit(
    request: SiteRequest,
    form: CommentForm,
    parent: "LockableComment | None",
    context: dict[str, Any],
) -> HttpResponse:
    """Store the comment or show a preview, or show the form again with an error."""
    render_form = partial(_render_form, request, form, context)
    if is_csrf_invalid(request):
        return render_form(_format_csrf_error(), 403)
    if not (form.is_valid_for_preview() if "preview" in request.POST else form.is_valid()):
        return render_form(status=422)
    if "to" in request.GET and parent is None:
        return render_form(str(ParentRemoved()), 409)
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
            return render_form(preview=submission["text"])
        if sent is None:
            author = _build_author(request, form.cleaned_data)
            if seconds := _seconds_to_wait(author):
                return _render_rate_limit(render_form, seconds)
            sent = submit.submit_comment(
                author=author,
                honeypot=form.find_signs() if isinstance(form, GuestCommentForm) else (),
                wants_replies=form.cleaned_data.get("wants_replies", False),
                **submission,
            )
    except DiscussionClosed as refusal:
        return render_form(status=409, refusal=str(refusal))
    except AlreadySubmitted as refusal:
        return render_form(str(refusal), 409, submission=uuid.uuid4())
    except Banned as refusal:
        return render_form(str(refusal), 403)
    except CommentRefused as refusal:
        return render_form(str(refusal), 409)
    return _redirect_to_sent(request, sent.comment)


@private_form
def comment_sent(request: SiteRequest, pk: int) -> HttpResponse:
    """Show its author the comment and its status. 404 for everyone else."""
    comment = _get_own_or_404(request, pk)
    context = {
        "comment": comment,
        "post": comment.post,
        "can_change": submit.can_edit(comment),
        "is_pending": comment.state in guest_cookies.PENDING_STATES,
    }
    return render(request, "blog/comments/sent.html", context)


@private_form
def comment_edit(request: SiteRequest, pk: int) -> HttpResponse:
    """Let its author edit a comment for ten minutes. 404 with the submitted text for others."""
    try:
        comment = _get_own_or_404(request, pk)
    except Http404:
        if request.method != "POST":
            raise
        return _render_edit_closed(request)
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
    render_form = partial(_render_form, request, form, context)
    if is_csrf_invalid(request):
        return render_form(_format_csrf_error(), 403)
    if not form.is_valid():
        return render_form(status=422)
    if "preview" in request.POST:
        return render_form(preview=form.cleaned_data["text"])
    if seconds := rate_limits.count_attempt(
        "comment", get_client_network(get_client_ip(request)), MAX_PER_CLIENT, CLIENT_SECONDS
    ):
        return _render_rate_limit(render_form, seconds)
    author = moderation.CommentAuthor(
        name=comment.name,
        email=comment.user.email if comment.user else "",
        website=comment.website,
        user=comment.user,
        **_get_origin(request),
    )
    try:
        edited = submit.edit_comment(
            comment=comment, text=form.cleaned_data["text"], author=author, site=request.site
        )
    except Comment.DoesNotExist:
        return _render_edit_closed(request)
    except EditTooLate as refusal:
        return render_form(status=409, refusal=str(refusal))
    except Banned as refusal:
        return render_form(str(refusal), 403)
    return _redirect_to_sent(request, edited.comment)


def _render_form(
    request: SiteRequest,
    form: CommentForm,
    context: dict[str, Any],
    problem: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the form with its submitted values."""
    form.focus_on_error()
    context = {**context, "form": form, "problem": problem, **more}
    return render(request, "blog/comments/form.html", context, status=status)


def _format_csrf_error() -> str:
    return _(
        "This form is out of date, or your browser blocks cookies from this site."
        " Nothing was lost: send it again."
    )


def _get_user(request: SiteRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _find_parent(request: SiteRequest, post: Post) -> "LockableComment | None":
    """Return the comment of `?to=KEY`, None without one. One query.

    404 if it accepts no replies, but not for a submitted reply, so that its text is not lost.
    """
    if "to" not in request.GET:
        return None
    if (key := parse_pk(request.GET["to"])) is None:
        raise Http404
    parent = Comment.objects.filter(post=post).with_thread_lock().filter(pk=key).first()
    if request.method != "POST" and not (parent and parent.is_approved):
        raise Http404
    return parent


def _render_rate_limit(render_form: Callable[..., HttpResponse], seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    message = ngettext(
        "Too many comments at once. Nothing was lost: send it again in a minute.",
        "Too many comments at once. Nothing was lost: send it again in %(minutes)d minutes.",
        minutes,
    )
    response = render_form(message % {"minutes": minutes}, 429)
    response["Retry-After"] = str(seconds)
    return response


def _seconds_to_wait(author: moderation.CommentAuthor) -> int:
    """Count a comment for its network and its author, and return the seconds until a retry.

    0 if neither limit is exceeded. Two queries.
    """
    network = get_client_network(author.ip)
    if seconds := rate_limits.count_attempt("comment", network, MAX_PER_CLIENT, CLIENT_SECONDS):
        return seconds
    key = f"account {author.user.pk}" if author.user else author.compute_hashes()["email_hash"]
    return rate_limits.count_attempt("comment-author", key, MAX_PER_AUTHOR, AUTHOR_SECONDS)


def _build_author(request: SiteRequest, data: dict[str, Any]) -> moderation.CommentAuthor:
    details: dict[str, Any]
    if user := _get_user(request):
        details = {"name": str(user)[:100], "email": user.email, "website": user.url}
    else:
        details = {name: data[name] for name in ("name", "email", "website")}
        days = request.site.retention_days
        details["sent_comment_ids"] = tuple(guest_cookies.read_comment_ids(request, days))
    return moderation.CommentAuthor(**details, user=user, **_get_origin(request))


def _get_origin(request: SiteRequest) -> dict[str, Any]:
    return {"ip": get_client_ip(request), "user_agent": request.headers.get("User-Agent", "")}


def _redirect_to_sent(request: SiteRequest, comment: Comment) -> HttpResponse:
    """Redirect to the comment's status page, and set the cookie that identifies a guest there."""
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


def _get_own_or_404(request: SiteRequest, pk: int) -> Comment:
    """Return a comment on a public post. 404 unless the client is its author.

    An anonymised comment has no author. One query, and those of the session without the cookie.
    """
    comments = Comment.objects.under_published().select_related("post", "user", "subscription")
    comments = comments.prefetch_related("post__authorships__user")
    comment = get_object_or_404(comments, pk=pk)
    cookie = request.get_signed_cookie(COOKIE, None, salt=COOKIE, max_age=COOKIE_SECONDS)
    is_known = cookie == str(pk) or pk in guest_cookies.read_pending_ids(request)
    is_mine = comment.user_id is None and is_known and not comment.is_anonymous
    if not is_mine and not (comment.user_id and request.user.pk == comment.user_id):
        raise Http404
    return comment
